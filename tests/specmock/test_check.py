"""The check of a document tells what a mock of it does not do, and infers, and all at once."""

import json
from pathlib import Path
from typing import Any

import pytest
import specmock
from specmock.cli import main
from specmock.engine.check import findings
from specmock.openapi import loads

HEAD = 'openapi: {version}\ninfo: {{title: A, version: "1"}}\n'
PLAIN = '{"200": {description: ok}}'


def document(body: str, version: str = "3.1.0") -> str:
    return HEAD.format(version=version) + body


def operation(path: str, parts: str, responses: str = PLAIN) -> str:
    return f"  {path}:\n    get: {{operationId: asked, {parts}responses: {responses}}}\n"


ID = "parameters: [{name: id, in: path, required: true, schema: {type: integer}}], "
KEYS = "components: {securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}}\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            f"paths:\n{operation('/a/{id}', ID)}",
            "asked: no answer to a malformed id (400, 404, 422) is documented",
        ),
        (
            f"{KEYS}paths:\n{operation('/a', 'security: [{k: []}], ')}",
            "any key is accepted: no 401 or 403 is documented",
        ),
        (
            "paths:\n"
            + operation(
                "/a",
                "",
                '{"200": {description: ok, content: {application/json: {example: {at: "2024-02-30T10:00:00Z"}}}}}',
            ),
            "example example: 2024-02-30T10:00:00Z is no time",
        ),
        (
            "paths:\n"
            + operation(
                "/a",
                "",
                '{"200": {description: ok, content: {application/json: {schema: {allOf: [{type: string}, {type: integer}]}}}}}',
            ),
            "no value was found for the schema",
        ),
    ],
)
def test_what_a_mock_cannot_do_is_found(tmp_path: Path, body: str, told: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(document(body), "utf-8")

    assert told in "\n".join(map(str, findings(path)))


def test_nullable_beside_a_reference_is_told_in_3_0(tmp_path: Path) -> None:
    body = """
paths:
  /a: {get: {responses: {"200": {description: ok}}}}
components:
  schemas:
    X: {type: string}
    Y: {type: object, properties: {x: {$ref: "#/components/schemas/X", nullable: true}}}
"""
    path = tmp_path / "a.yaml"
    path.write_text(document(body, "3.0.3"), "utf-8")

    (found,) = findings(path)

    assert (found.line, "nullable beside $ref" in found.reason) == (9, True)


def test_notes_tell_what_no_key_protects_and_what_is_stateless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.yaml"
    free = "    post: {operationId: free, responses: {'200': {description: ok}}}\n"
    locked = operation(
        "/a", "security: [{k: []}], ", '{"200": {description: ok}, "401": {description: no}}'
    )
    path.write_text(document(f"{KEYS}paths:\n{locked}{free}"), "utf-8")

    assert main(["check", str(path)]) == 0

    out = capsys.readouterr().out
    assert f"{path}: without a key: free" in out
    assert f"{path}: without a state, answered by examples or schemas: free" in out


def ask(mock: specmock.Mock, method: str, path: str, body: Any = None, **headers: str) -> Any:
    sent = b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", **headers}
    answer = mock.handle(specmock.HttpRequest(method, path, "", headers, sent))
    assert isinstance(answer, specmock.HttpResponse)
    return answer.status, answer.json() if answer.body else None


@pytest.mark.parametrize(
    "time", ["2024-02-30T10:00:00Z", "0000-00-00T00:00:00Z", "2016-12-31T23:59:60Z"]
)
def test_a_time_that_is_none_is_answered_as_it_stands(time: str) -> None:
    example = f'{{"200": {{description: ok, content: {{application/json: {{example: {{at: "{time}"}}}}}}}}}}'
    mock = specmock.Mock(loads(document(f"paths:\n{operation('/a', '', example)}"), "a.yaml"))

    assert ask(mock, "GET", "/a") == (200, {"at": time})


EXAMPLES = (
    '{"200": {description: ok, content: {application/json: {examples: '
    '{"two words": {value: 1}, "a,b": {value: 2}, plain: {value: 3}, \'a"b\': {value: 4}}}}}}'
)


@pytest.mark.parametrize(
    ("prefer", "value"),
    [
        ('example="two words"', 1),
        ("example=two words", 1),
        ('code=200, example="two words"', 1),
        ('example="two words"; code=200', 1),
        ('example="a,b"', 2),
        ("code=200 example=plain", 3),
        ("example=plain, wait=5", 3),
        (r'example="a\"b"', 4),
    ],
)
def test_an_example_of_any_name_can_be_preferred(prefer: str, value: int) -> None:
    mock = specmock.Mock(loads(document(f"paths:\n{operation('/a', '', EXAMPLES)}"), "a.yaml"))

    assert ask(mock, "GET", "/a", prefer=prefer) == (200, value)


def test_a_malformed_id_gets_the_404_where_that_is_all_that_is_documented() -> None:
    answers = '{"200": {description: ok}, "404": {description: none}}'
    mock = specmock.Mock(loads(document(f"paths:\n{operation('/a/{id}', ID, answers)}"), "a.yaml"))

    assert ask(mock, "GET", "/a/x")[0] == 404


PETS = """
paths:
  /pets:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "422": {description: invalid}
components:
  schemas:
    Pet:
      type: object
      required: [kind]
      discriminator:
        propertyName: kind
        mapping: {cat: "#/components/schemas/Cat", dog: Dog}
      properties: {kind: {type: string}, name: {type: string}}
    Cat:
      allOf:
        - {$ref: "#/components/schemas/Pet"}
        - {type: object, required: [lives], properties: {lives: {type: integer}}}
    Dog:
      allOf: [{$ref: "#/components/schemas/Pet"}]
      required: [tricks]
      properties: {tricks: {type: array, items: {type: string}}}
    Kitten:
      discriminator: {propertyName: kind, mapping: {tiger: "#/components/schemas/Tiger"}}
      allOf:
        - {$ref: "#/components/schemas/Cat"}
        - {required: [age], properties: {age: {type: integer}}}
    Tiger:
      allOf:
        - {$ref: "#/components/schemas/Kitten"}
        - {required: [stripes], properties: {stripes: {type: integer}}}
"""


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "cat", "lives": 9}, 200),
        ({"kind": "cat"}, 422),
        ({"kind": "cat", "lives": "9"}, 422),
        ({"kind": "dog", "tricks": ["sit"]}, 200),
        ({"kind": "dog", "lives": 9}, 422),
        ({"kind": "Kitten", "lives": 9, "age": 1}, 200),
        ({"kind": "Kitten", "age": 1}, 422),
        ({"kind": "Tiger", "lives": 9, "age": 1, "stripes": 7}, 200),
        ({"kind": "Tiger", "lives": 9, "age": 1}, 422),
        ({"kind": "fish"}, 422),
        ({}, 422),
    ],
    ids=str,
)
def test_a_base_with_a_mapping_stands_for_what_builds_on_it(
    version: str, body: dict[str, Any], status: int
) -> None:
    mock = specmock.Mock(loads(document(PETS, version), "a.yaml"))

    answered = ask(mock, "POST", "/pets", body)

    assert answered[0] == status
    if status == 200:
        assert answered[1]["kind"] in {"cat", "dog", "Kitten", "Tiger"}
        assert len(answered[1]) >= 2
