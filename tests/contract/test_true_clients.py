"""A client that is right is never accused, and a difference is told in one line with its cause."""

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import schemathesis
import specmock
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core.failures import FailureGroup
from specmock.contract import (
    ClientUnderTest,
    ContractError,
    NoValueError,
    client_under_test,
    documented_requests,
    hard_requests,
    hard_values,
    session,
)
from specmock.openapi import HttpRequest
from test_other_clients import made
from vendors import IS_THOROUGH

pytestmark = pytest.mark.filterwarnings("ignore:Setting per-request cookies")  # the generator's way
URL: Final = "http://mock.invalid"
STATEFUL: Final = settings(
    max_examples=5,
    stateful_step_count=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
EVERY: Final = 1 if IS_THOROUGH else 19  # one of so many of the hard values is tried
SHAPES: Final = Path(__file__).with_name("shapes.yaml")
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


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientUnderTest]:
    """A client of all that schemas, parameters, bodies and answers may look like, over its mock."""
    folder = tmp_path_factory.mktemp("all_shapes")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        document = specmock.load(SHAPES)
        mock = specmock.Mock(document, specmock.Settings(any_id=True, rate_limits=False))
        package = made(folder, SHAPES.read_text("utf-8"))
        yield client_under_test(package, document, specmock.MockTransport(mock))


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


def requests_of(found: ClientUnderTest) -> Iterator[tuple[str, HttpRequest]]:
    for operation in found.operations.values():
        shown = documented_requests(operation, found.schemas, "demo-key")
        hard = islice(hard_requests(operation, found.schemas, "demo-key"), None, None, EVERY)
        for what, request in chain(shown if IS_THOROUGH else islice(shown, 60), hard):
            yield f"{operation.id} {what}", request


@pytest.mark.thorough
def test_no_shape_of_requests_and_answers_is_taken_for_a_difference(
    shapes: ClientUnderTest,
) -> None:
    done = {what for what, request in requests_of(shapes) if shapes.ask(request)}

    assert shapes.annotation_differences() == []
    assert shapes.model_differences() == []
    assert {"getSame id only", "getWords mixedCase only", "putText nothing more"} <= done
    assert {"postBodies as multipart/form-data", "postParts nothing more"} <= done
    assert shapes.coverage.raw == 0


@pytest.mark.thorough
def test_every_answer_to_a_shape_is_taken(shapes: ClientUnderTest) -> None:
    network, answered = shapes.network, 0
    for operation in shapes.operations.values():
        _, request = next(documented_requests(operation, shapes.schemas, "demo-key"))
        for answer in operation.answers.values():
            for media in answer.media:
                values = hard_values(shapes.schemas, media.schema or (), media.hidden)
                for _, value in islice(values, None, None, EVERY):
                    body = value if isinstance(value, str) and "json" not in media.type else None
                    response = httpx.Response(
                        500 if answer.status == "default" else answer.code,
                        headers={"content-type": media.name},
                        content=json.dumps(value) if body is None else body,
                    )
                    shapes.network = httpx.MockTransport(lambda _, given=response: given)
                    assert shapes.ask(request).response is response
                    answered += 1
    shapes.network = network

    assert answered > 100


@pytest.mark.parametrize(("name", "direction"), [("id", "answers"), ("secret", "requests")])
def test_a_property_goes_in_its_direction_only(
    shapes: ClientUnderTest, name: str, direction: str
) -> None:
    operation = shapes.operations["patchThing"]
    (media,) = operation.success.media if operation.success else ()

    going = {
        "requests": [json.loads(r.body) for _, r in hard_requests(operation, shapes.schemas, "k")],
        "answers": [v for _, v in hard_values(shapes.schemas, media.schema or (), media.hidden)],
    }

    found = {way for way, values in going.items() if any(name in (each or {}) for each in values)}
    assert found == {direction}


def cancelled_runs(shapes: ClientUnderTest, checks: dict[str, Any]) -> None:
    """Start runs, cancel them by DELETE, and read them again."""

    def respond(request: httpx.Request) -> httpx.Response:
        codes = {"POST": 201, "GET": 200, "DELETE": 204}
        has_body = request.method != "DELETE"
        return httpx.Response(codes[request.method], json={"id": "abc"} if has_body else None)

    config = schemathesis.Config.from_dict({"checks": checks})
    schema = schemathesis.openapi.from_path(SHAPES, config=config).include(path_regex="^/runs")

    class Machine(schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, _: Any) -> dict[str, Any]:
            return {"base_url": URL, "session": session(shapes, URL)}

    network, shapes.network = shapes.network, httpx.MockTransport(respond)
    try:
        Machine.run(settings=STATEFUL)
    finally:
        shapes.network = network


def test_a_delete_that_cancels_breaks_a_rule_of_schemathesis(shapes: ClientUnderTest) -> None:
    with pytest.raises(FailureGroup) as raised:
        cancelled_runs(shapes, {})

    assert [each.title for each in raised.value.exceptions] == ["Deleted resource still available"]


def test_a_rule_that_an_api_does_not_keep_is_switched_off_in_the_settings(
    shapes: ClientUnderTest,
) -> None:
    cancelled_runs(shapes, {"use_after_free": {"enabled": False}})  # a cancelled run can be read

    assert "startRun" in shapes.coverage.table()


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
