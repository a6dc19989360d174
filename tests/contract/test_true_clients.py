"""A client that is right is never accused, and a difference is told in one line with its cause."""

from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
import specmock
from specmock.contract import (
    ClientUnderTest,
    ContractError,
    NoValueError,
    client_under_test,
    documented_requests,
    hard_requests,
)
from specmock.openapi import HttpRequest
from test_other_clients import made

SPEC: Final = """
openapi: 3.0.3
info: {title: Shapes, version: "1"}
paths:
  /shapes/{id}:
    put:
      operationId: putShape
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: size, in: query, schema: {type: number}}
        - {name: X-Note, in: header, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Update"}}}
      responses:
        "200":
          description: The shape.
          headers: {X-Count: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Shape"}}}
components:
  schemas:
    Base:
      type: object
      required: [name]
      properties: {name: {type: string}, at: {type: string, format: date-time}, n: {type: integer}}
    Update: {$ref: "#/components/schemas/Base"}
    Named: {type: object, x-docs: more, description: A name., allOf: [{$ref: "#/components/schemas/Base"}]}
    Shape:
      type: object
      properties:
        frame: {type: object, nullable: true, properties: {width: {type: number}}}
        named: {$ref: "#/components/schemas/Named"}
        value: {type: boolean, nullable: true}
        default: {type: string, nullable: true}
"""
ANSWER: Final = {
    "frame": None,
    "named": {"name": "n", "at": "2026-01-01T00:00:00Z"},
    "value": None,
    "default": None,
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shapes")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield made(folder, SPEC)


def client(package: str, answer: Any = ANSWER, spec: str = SPEC) -> ClientUnderTest:
    respond = httpx.MockTransport(
        lambda _: httpx.Response(200, json=answer, headers={"x-count": "1"})
    )
    return client_under_test(package, specmock.loads(spec, "shapes.yaml"), respond)


def test_names_of_references_and_nullable_objects_are_no_differences(package: str) -> None:
    found = client(package)

    for operation in found.operations.values():
        for _, request in documented_requests(operation, found.schemas, "key"):
            found.ask(request)

    assert found.annotation_differences() == []
    assert found.model_differences() == []


def test_values_that_break_encoders_are_no_differences(package: str) -> None:
    found = client(package)
    (operation,) = found.operations.values()

    done = [
        what
        for what, request in hard_requests(operation, found.schemas, "key")
        if found.ask(request)
    ]

    assert {"id: slash", "tags: order and repeats", "size: negative zero", "X-Note: plus"} <= {
        *done
    }
    assert {"body/n: beyond a double", "body/at: offset", "body/name: decomposed"} <= {*done}
    assert found.coverage.raw == 0


def test_what_a_client_cannot_take_is_told_in_one_line(package: str) -> None:
    found = client(
        package, spec=SPEC.replace("n: {type: integer}", "n: {type: integer}, of: {type: object}")
    )
    request = HttpRequest(
        "PUT", "/shapes/1", "", {"content-type": "application/json"}, b'{"name": 1}'
    )

    why = found.unable(request)

    assert why.startswith("body/name: ")
    assert "\n" not in why
    assert len(why) < 200


def test_a_schema_of_which_no_value_can_be_made_is_named_with_its_operation(package: str) -> None:
    spec = SPEC.replace(
        "{name: id, in: path, required: true, schema: {type: string}}",
        "{name: id, in: path, required: true, schema: {type: string, minLength: 5, maxLength: 2}}",
    )
    found = client(package, spec=spec)

    with pytest.raises(
        NoValueError, match="putShape: the parameter id: no value can be made of #/paths/"
    ):
        list(documented_requests(found.operations["putShape"], found.schemas, "key"))


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, ["answer 200: lacks the header X-Count"]),
        ({"x-count": "many"}, ["answer 200: header X-Count: 'many' is not what its schema says"]),
        ({"x-count": "7"}, []),
    ],
)
def test_an_answer_is_judged_by_the_headers_that_the_spec_requires(
    package: str, headers: dict[str, str], told: list[str]
) -> None:
    found = client(package)
    request = HttpRequest("PUT", "/shapes/1", "", {}, b"")

    assert (
        found.answer_differences(request, httpx.Response(200, json=ANSWER, headers=headers)) == told
    )


def test_a_failing_case_shows_the_difference_alone(package: str) -> None:
    found = client(package, {**ANSWER, "frame": {"width": 1.5}}, SPEC.replace("width:", "height:"))
    (operation,) = found.operations.values()
    _, request = next(documented_requests(operation, found.schemas, "key"))

    assert any("Frame" in each or "frame" in each for each in found.annotation_differences())
    with pytest.raises(ContractError) as raised:
        client(package, spec=SPEC.replace("name: tags", "name: labels")).ask(
            HttpRequest("PUT", "/shapes/1", "labels=a", request.headers, request.body)
        )
    assert str(raised.value) == "putShape: labels: the function has no argument for it"
