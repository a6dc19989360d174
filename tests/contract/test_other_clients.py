"""The bridge at a client of another API: forms, files, cookies, alternatives, objects in queries."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
import specmock
from exchanges import generated
from specmock.contract import (
    ClientUnderTest,
    ContractError,
    client_under_test,
    documented_requests,
    session,
)
from text_edits import edited

SPEC: Final = """
openapi: 3.0.3
info: {title: Archive, version: "1"}
paths:
  /boxes/{box-id}/parts/{n}:
    parameters:
      - {name: box-id, in: path, required: true, schema: {type: string, format: uuid}}
      - {name: n, in: path, required: true, schema: {type: integer}}
    get:
      operationId: getPart
      parameters:
        - {name: session, in: cookie, schema: {type: string, pattern: "^[a-z]{3,8}$"}}
        - {name: X-Flag, in: header, schema: {type: boolean}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: day, in: query, schema: {type: string, format: date}}
        - {name: ratio, in: query, schema: {type: number}}
        - {name: kind, in: query, schema: {$ref: "#/components/schemas/Kind"}}
      responses:
        "200":
          description: The part.
          content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}
        default: {$ref: "#/components/responses/Problem"}
  /search:
    get:
      operationId: search
      parameters:
        - {name: client, in: query, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer, default: 1}}
        - name: near
          in: query
          style: form
          schema:
            type: object
            additionalProperties: false
            properties: {x: {type: integer}, y: {type: integer}}
      responses:
        "200":
          description: What was found.
          content: {application/octet-stream: {schema: {type: string, format: binary}}}
        default: {$ref: "#/components/responses/Problem"}
  /labels:
    post:
      operationId: addLabel
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              additionalProperties: false
              properties: {name: {type: string}, count: {type: integer}, bold: {type: boolean}}
      responses:
        "204": {description: It is there.}
        default: {$ref: "#/components/responses/Problem"}
  /files:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              additionalProperties: false
              properties: {file: {type: string, format: binary}, count: {type: integer}}
      responses:
        "201":
          description: Its sizes.
          content:
            application/json: {schema: {type: object, additionalProperties: {type: integer}}}
        default: {$ref: "#/components/responses/Problem"}
    put:
      operationId: putBytes
      requestBody:
        required: true
        content: {application/octet-stream: {schema: {type: string, format: binary}}}
      responses:
        "200": {description: Fine., content: {text/plain: {schema: {type: string}}}}
        default: {$ref: "#/components/responses/Problem"}
  /notes:
    post:
      operationId: addNote
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/New_note"}}}}
      responses:
        "202": {description: Later.}
components:
  responses:
    Problem:
      description: What is wrong.
      content:
        application/json:
          schema: {type: object, required: [title], properties: {title: {type: string}}}
  schemas:
    Kind: {type: string, enum: [big, small]}
    Key: {type: string, format: uuid, example: "0AA0E8B8-9C6E-4B1C-8D9E-1B2C3D4E5F60"}
    Pet: {allOf: [{$ref: "#/components/schemas/Cat"}], description: Another name.}
    New_note:
      type: object
      properties:
        key: {$ref: "#/components/schemas/Key"}
        pet: {$ref: "#/components/schemas/Pet"}
        urgent: {type: boolean, enum: [true]}
        1st: {type: string}
        id: {type: string}
        field_id: {type: string}
    Base:
      type: object
      required: [id]
      properties:
        id: {type: string, format: uuid}
        when: {type: string, format: date-time}
        day: {type: string, format: date, nullable: true}
    Cat:
      type: object
      required: [pet, lives]
      properties: {pet: {type: string, enum: [cat]}, lives: {type: integer}}
    Dog:
      type: object
      required: [pet, barks]
      properties: {pet: {type: string, enum: [dog]}, barks: {type: boolean}}
    Part:
      allOf:
        - {$ref: "#/components/schemas/Base"}
        - type: object
          required: [pet]
          properties:
            pet:
              oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
              discriminator: {propertyName: pet, mapping: {cat: Cat, dog: Dog}}
            parts: {type: array, items: {$ref: "#/components/schemas/Part"}}
            free: {}
            kinds: {type: object, additionalProperties: {$ref: "#/components/schemas/Kind"}}
"""
pytestmark = pytest.mark.filterwarnings("ignore:Setting per-request cookies")  # the generator's way

URL: Final = "http://mock.invalid"
# httpx sends no open file from an async client, and the generator knows no way around it.
KNOWN: Final = {"putBytes"}


def made(folder: Path, spec: str) -> str:
    """Let the generator make a package of a spec."""
    package = f"{folder.name.replace('-', '_')}_client"
    (folder / "spec.yaml").write_text(spec)
    (folder / "config.json").write_text(json.dumps({"post_hooks": []}))
    options = ["--path=spec.yaml", "--config=config.json", f"--output-path={package}"]
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta=none"]
    subprocess.run([*generator, *options], cwd=folder, check=True, capture_output=True)  # noqa: S603
    return package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("archive")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield made(folder, SPEC)


def client(
    package: str, spec: str = SPEC, ways: Any = ("sync", "asyncio")
) -> tuple[ClientUnderTest, str]:
    """Hold the package against a spec and its mock; give the mock's key as well."""
    document = specmock.loads(spec, "archive.yaml")
    mock = specmock.Mock(document, specmock.Settings(any_id=True))
    return client_under_test(package, document, specmock.MockTransport(mock), ways), mock.key


def differences(found: ClientUnderTest, key: str) -> dict[str, str]:
    """Send the requests that a spec shows; map operations to differences."""
    wrong = {}
    for operation in found.operations.values():
        for _, request in documented_requests(operation, found.schemas, key):
            try:
                assert found.ask(request).response.status_code == operation.success.code  # type: ignore[union-attr]
            except ContractError as error:
                wrong[operation.id] = str(error)
    return wrong


@pytest.mark.parametrize("ways", [("sync", "asyncio"), ("asyncio",)], ids=" ".join)
def test_what_another_spec_shows_goes_through_its_client(package: str, ways: Any) -> None:
    found, key = client(package, ways=ways)

    assert differences(found, key).keys() == KNOWN
    assert found.coverage.raw == 0
    assert found.annotation_differences() == []


def test_what_another_spec_allows_goes_through_its_client(package: str) -> None:
    found, _ = client(package, ways=("sync",))
    through, codes = session(found, URL), set[int]()
    schema: Any = schemathesis.openapi.from_dict(found.document.root)

    for result in schema.get_all_operations():
        mode = schemathesis.GenerationMode.POSITIVE
        cases = result.ok().as_strategy(generation_mode=mode)
        generated(cases, lambda case: codes.add(case.call(URL, through).status_code), 15)

    assert codes == {200, 201, 202, 204}
    assert found.coverage.raw == 0


@pytest.mark.parametrize(
    ("old", "new", "operation", "message"),
    [
        ("default: 1", "default: 2", "search", "query page: the client sends"),
        ("name: session, in: cookie", "name: token, in: cookie", "getPart", "token"),
        ("in: cookie", "in: header", "getPart", "header session"),
        ("count: {type: integer}, bold", "copies: {type: integer}, bold", "addLabel", "copies"),
        ("binary}, count: ", "binary}, copies: ", "upload", "copies"),
        ("style: form", "style: deepObject", "search", "query near[x]"),
        ("application/x-www-form-urlencoded", "multipart/form-data", "addLabel", "content type"),
    ],
)
def test_a_client_of_another_api_that_differs_is_found_out(
    package: str, old: str, new: str, operation: str, message: str
) -> None:
    found, key = client(package, edited(SPEC, (old, new)))

    assert message in differences(found, key)[operation]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lives: {type: integer}", "lives: {type: string}", "Cat.lives"),
        ("{x: {type: integer}", "{x: {type: number}", "search(near).x"),
        ("file: {type: string, format: binary}", "file: {type: string}", "upload(body).file"),
    ],
)
def test_an_annotation_that_differs_is_found_out(
    package: str, old: str, new: str, message: str
) -> None:
    found, _ = client(package, SPEC.replace(old, new))

    assert any(message in each for each in found.annotation_differences())
