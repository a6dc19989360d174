"""Documents of others: what is seen in public ones, each on a small one of our own."""

import gzip
import json
import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import specmock
from specmock import HttpRequest, HttpResponse
from specmock.cli import main
from specmock.engine.check import findings
from specmock.openapi import Schemas, nearest, value_at

HEAD = "openapi: 3.1.0\ninfo: {title: Small, version: '1'}\n"
FINE = "{'200': {description: Fine.}}"


def mocked(text: str, path: Path | str = "small.yaml", **settings: Any) -> specmock.Mock:
    document = specmock.loads(text if "openapi:" in text else HEAD + text, path, strict=False)
    return specmock.Mock(document, specmock.Settings(**settings))


def ask(
    mock: specmock.Mock, line: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> HttpResponse:
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    answer = mock.handle(HttpRequest(method, path, query, headers or {}, body))
    assert isinstance(answer, HttpResponse)
    return answer


def answering(content: str) -> str:
    """Build a document whose one operation answers in some content."""
    return (
        "paths: {/a: {get: {responses: {'200': {description: Fine., content: {%s}}}}}}" % content  # noqa: UP031
    )


# Media types


REPORT = (
    "application/json: {schema: {type: object, required: [n]}, example: {n: 1}}, "
    'text/csv: {schema: {type: string}, example: "n,m"}'
)
VERSIONS = (
    "application/json; version=1: {example: {v: 1}}, application/json; version=2: {example: {v: 2}}"
)


@pytest.mark.parametrize(
    ("content", "accept", "content_type", "body"),
    [
        (REPORT, "text/csv", "text/csv", b"n,m"),
        (REPORT, "*/*", "application/json", b'{"n": 1}'),
        (REPORT, "", "application/json", b'{"n": 1}'),
        (REPORT, "application/json;q=0.1, text/csv;q=0.9", "text/csv", b"n,m"),
        (REPORT, "text/*", "text/csv", b"n,m"),
        (REPORT, "application/json;q=0, */*", "text/csv", b"n,m"),
        (VERSIONS, "application/json; version=2", "application/json; version=2", b'{"v": 2}'),
        (VERSIONS, "application/json; version=1", "application/json; version=1", b'{"v": 1}'),
        ("application/vnd.a+json: {example: 1}, application/json: {example: 2}",
         "application/vnd.a+json", "application/vnd.a+json", b"1"),
        ("image/*: {schema: {type: string, format: binary}}", "image/webp", "image/webp", b"string"),
        ("image/*: {schema: {type: string, format: binary}}", "*/*", "image/png", b"string"),
        ("text/*: {schema: {type: string}}", "", "text/plain", b"string"),
        ("application/x-ndjson: {schema: {type: string}, example: '{}'}", "",
         "application/x-ndjson", b"{}"),
        ("application/jsonl: {schema: {type: array, items: {type: integer}}, example: [1, 2]}", "",
         "application/jsonl", b"1\n2\n"),
        ("application/json-seq: {schema: {type: object}, example: {a: 1}}", "",
         "application/json-seq", b'\x1e{"a": 1}\n'),
        ("text/event-stream: {schema: {type: object}, example: {a: 1}}", "",
         "text/event-stream", b'data: {"a": 1}\n\n'),
        ("text/event-stream: {schema: {type: string}, example: ': hi'}", "",
         "text/event-stream", b": hi"),
        ("text/json: {example: 'a'}", "", "text/json", b'"a"'),
    ],
)  # fmt: skip
def test_an_answer_is_in_the_media_type_that_is_asked_for(
    content: str, accept: str, content_type: str, body: bytes
) -> None:
    answer = ask(mocked(answering(content)), "GET /a", {"accept": accept} if accept else {})

    assert (answer.status, answer.headers["content-type"], answer.body) == (200, content_type, body)


def test_a_client_that_accepts_nothing_of_it_gets_406() -> None:
    answer = ask(mocked(answering(REPORT)), "GET /a", {"accept": "image/png"})

    assert answer.status == 406
    assert "text/csv" in answer.headers["x-specmock-reason"]


TAKEN = """
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          application/*+json: {schema: {type: object, required: [n]}}
          application/x-ndjson: {schema: {type: string}}
          application/jsonl: {schema: {type: object, required: [n]}}
          text/plain: {schema: {type: string, maxLength: 4}}
          multipart/form-data:
            schema: {type: object, properties: {image: {type: string, format: binary}}}
            encoding: {image: {contentType: 'image/png, image/jpeg'}}
      responses: {'200': {description: Fine.}}
"""
PART = (
    '--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n'
    "Content-Type: {}\r\n\r\nx\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/vnd.acme+json", b'{"n": 1}', 200),
        ("application/vnd.acme+json", b"{}", 422),
        ("application/xml", b"<a/>", 415),
        ("application/x-ndjson", b"{}\n{}\n", 200),
        ("application/jsonl", b'{"n": 1}\n{"n": 2}\n', 200),
        ("application/jsonl", b'{"n": 1}\n{}\n', 422),
        ("application/jsonl", b"{\n", 422),
        ("text/plain; charset=iso-8859-1", "é".encode("latin-1"), 200),
        ("text/plain; charset=klingon", b"a", 422),
        ("text/plain", "é".encode("latin-1"), 422),
        ("multipart/form-data; boundary=b", PART.format("image/png").encode(), 200),
        ("multipart/form-data; boundary=b", PART.format("text/plain").encode(), 422),
    ],
)
def test_a_body_is_read_by_its_media_type(content_type: str, body: bytes, status: int) -> None:
    assert ask(mocked(TAKEN), "POST /a", {"content-type": content_type}, body).status == status


JSON = b'{"n": 1}'
DEFLATER = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BARE = DEFLATER.compress(JSON) + DEFLATER.flush()


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("gzip", gzip.compress(JSON, mtime=0), 200),
        ("deflate", zlib.compress(JSON), 200),
        ("deflate", BARE, 200),
        ("gzip, deflate", zlib.compress(gzip.compress(JSON, mtime=0)), 200),
        ("identity", JSON, 200),
        ("gzip", JSON, 422),
        ("gzip", gzip.compress(JSON, mtime=0)[:-9], 422),
        ("br", JSON, 415),
        ("gzip", gzip.compress(b" " * 10_000, mtime=0), 413),
    ],
)
def test_a_compressed_body_is_unpacked_as_far_as_bodies_may_be(
    coding: str, body: bytes, status: int
) -> None:
    headers = {"content-type": "application/a+json", "content-encoding": coding}

    assert ask(mocked(TAKEN, max_body=5_000), "POST /a", headers, body).status == status


# Read-only and write-only


DIRECTED = """
paths:
  /u:
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/U'}}}}
      responses: {'200': {description: Fine., content: {application/json: {schema: {$ref: '#/components/schemas/U'}}}}}
    get:
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/U'}}, example: [{id: 1}]}}
components:
  schemas:
    Id: {type: integer, readOnly: true}
    Base: {type: object, required: [id], properties: {id: {$ref: '#/components/schemas/Id'}}}
    U:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - {type: object, required: [secret], properties: {secret: {type: string, writeOnly: true}}}
"""


@pytest.mark.parametrize(
    ("body", "status"), [({"secret": "x"}, 200), ({"id": 1, "secret": "x"}, 200), ({"id": 1}, 422)]
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_what_is_read_only_is_not_asked_of_requests(
    version: str, body: dict[str, Any], status: int
) -> None:
    mock = mocked(HEAD.replace("3.1.0", version) + DIRECTED, resources=False)
    headers = {"content-type": "application/json"}

    answer = ask(mock, "PUT /u", headers, json.dumps(body).encode())

    assert answer.status == status
    assert "secret" not in answer.json() or status == 422


def test_what_is_write_only_is_not_sent_and_not_asked_of_examples(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(HEAD + DIRECTED)

    assert ask(mocked(DIRECTED), "GET /u").json() == [{"id": 1}]
    assert [each for each in findings(path) if "secret" in each.reason] == []


# Paths


ROUTES = """
paths:
  /jobs/{id}: {get: {operationId: job, responses: {'200': {description: Fine.}}}}
  /jobs/{id}:cancel: {post: {operationId: cancel, responses: {'200': {description: Fine.}}}}
  /compare/{one}: {get: {operationId: basehead, responses: {'201': {description: Fine.}}}}
  /compare/{a}...{b}: {get: {operationId: two, responses: {'202': {description: Fine.}}}}
  /att/{id}: {delete: {operationId: gone, responses: {'204': {description: Fine.}}}}
  /att/{digest}: {get: {operationId: got, responses: {'200': {description: Fine.}}}}
  /schema: {get: {operationId: read, responses: {'200': {description: Fine.}}}}
  /schema#add: {put: {operationId: add, responses: {'201': {description: Fine.}}}}
  /same/{a}: {get: {operationId: first, responses: {'200': {description: Fine.}}}}
  /same/{b}: {get: {operationId: second, responses: {'201': {description: Fine.}}}}
"""


@pytest.mark.parametrize(
    ("line", "status", "operation"),
    [
        ("GET /jobs/5", 200, "job"),
        ("POST /jobs/5:cancel", 200, "cancel"),
        ("POST /jobs/5%3Acancel", 200, "cancel"),
        ("GET /jobs/5:cancel", 405, None),
        ("GET /compare/main", 201, "basehead"),
        ("GET /compare/a...b", 202, "two"),
        ("DELETE /att/1", 204, "gone"),
        ("GET /att/1", 200, "got"),
        ("PUT /schema", 201, "add"),
        ("GET /same/1", 200, "first"),
        ("GET /jobs/", 404, None),
    ],
)
def test_paths_are_told_apart_inside_segments_and_by_method(
    line: str, status: int, operation: str | None
) -> None:
    mock = mocked(ROUTES)

    assert ask(mock, line).status == status
    assert mock.journal[-1].operation == operation


def test_two_operations_of_one_place_are_told(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(HEAD + ROUTES)

    told = [each for each in findings(path) if "another GET has this path" in each.reason]

    assert [each.line for each in told] == [14]


# References


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "pet.yaml").write_text(
        "Pet:\n  type: object\n  required: [kind]\n  properties:\n"
        "    kind: {$ref: '#/Kind'}\n    own: {$ref: '../api.yaml#/components/schemas/Own'}\n"
        "Kind: {enum: [cat, dog]}\nWrong:\n  properties: {a: {$ref: '#/Nothing'}}\n"
    )
    (tmp_path / "parts" / "operation.yaml").write_text(
        "operationId: named\nresponses: {'200': {$ref: 'response.json'}}\n"
    )
    (tmp_path / "parts" / "response.json").write_text('{"description": "Fine."}')
    (tmp_path / "api.yaml").write_text(
        HEAD + "x-topics: [{content: {$ref: ./docs/start.md}}]\n"
        "paths:\n"
        "  /pets:\n"
        "    post:\n"
        "      operationId: add\n"
        "      requestBody: {required: true, content: {application/json: {schema: {$ref: './parts/pet.yaml#/Pet'}}}}\n"
        "      responses: {'200': {description: Fine.}}\n"
        "    get: {$ref: parts/operation.yaml}\n"
        "  /wrong: {get: {operationId: wrong, responses: {'200': {description: Fine., content: {application/json: {schema: {$ref: 'parts/pet.yaml#/Wrong'}}}}}}}\n"
        "components: {schemas: {Own: {type: integer}, Unused: {$ref: 'missing.yaml'}}}\n"
    )  # fmt: skip
    return tmp_path


def test_references_to_files_of_the_folder_are_followed(folder: Path) -> None:
    mock = specmock.Mock(folder / "api.yaml")
    headers = {"content-type": "application/json"}

    answers = [
        ask(mock, "POST /pets", headers, json.dumps(body).encode())
        for body in ({"kind": "cat", "own": 1}, {"kind": "cow"}, {"kind": "cat", "own": "x"})
    ]

    assert [answer.status for answer in answers] == [200, 422, 422]
    assert ask(mock, "GET /pets").status == 200
    assert list(mock.operations) == ["named", "add"]


def test_a_fault_in_another_file_is_told_with_its_line(folder: Path) -> None:
    mock = specmock.Mock(folder / "api.yaml")

    answer = ask(mock, "GET /wrong")

    assert answer.status == 501
    assert "pet.yaml:9: $ref " in answer.json()["detail"]


TREE = """
  schemas:
    Tree: {$dynamicAnchor: node, type: object, required: [v], properties: {kids: {items: {$dynamicRef: '#node'}}}}
"""
NAMED = """
  schemas:
    Named: {$anchor: pet, type: object, required: [v]}
    Tree: {allOf: [{$ref: '#pet'}]}
"""
ADDRESSED = """
  schemas:
    Other: {$id: 'https://example.com/other', $defs: {B: {type: object, required: [v]}}, $ref: '#/$defs/B'}
    Tree: {allOf: [{$ref: 'https://example.com/other'}]}
"""


@pytest.mark.parametrize("schemas", [TREE, NAMED, ADDRESSED], ids=["dynamic", "anchor", "address"])
def test_references_by_name_are_followed(schemas: str) -> None:
    body = "content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}"
    mock = mocked(
        f"paths: {{/a: {{post: {{requestBody: {{{body}}}, responses: {FINE}}}}}}}\ncomponents:{schemas}"
    )
    headers = {"content-type": "application/json"}

    good = ask(mock, "POST /a", headers, b'{"v": 1, "kids": [{"v": 2}]}')
    bad = ask(mock, "POST /a", headers, b'{"kids": []}')

    assert mock.refused == []
    assert (good.status, bad.status) == (200, 422)


# Wrong schemas


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("{type: object, properties: {a: {type: string, required: true}}}", "not of type"),
        ("{type: object, properties: {a: null}}", "not of types"),
        ("{type: object, properties: {a: Pet}}", "not of types"),
        ("{type: integre}", "integre"),
        ("{type: string, pattern: '('}", "not a regular expression"),
        ("{type: string, pattern: '^a{1000000000}$'}", "not a regular expression"),
        ("{properties: [a]}", "not of type"),
        ("null", "not of types"),
    ],
)
def test_a_wrong_schema_is_told_and_the_rest_of_it_counts(
    schema: str, told: str, tmp_path: Path
) -> None:
    text = HEAD + answering(f"application/json: {{schema: {schema}}}")
    path = tmp_path / "small.yaml"
    path.write_text(text)

    assert ask(specmock.Mock(path), "GET /a").status == 200
    assert [each.line for each in findings(path) if told in each.reason] == [3]


def test_a_wrong_schema_under_a_number_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    text = HEAD + answering("application/json: {schema: {properties: {'1': 2}}}")
    path.write_text(text)

    assert [each.line for each in findings(path) if "not a schema" in each.reason] == [3]


def test_a_finding_is_one_line_whatever_stands_in_the_document(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    header = '"X-A\\r\\nX-B\\e[1m": {schema: {type: integer, minimum: 2, maximum: 1}}'
    path.write_text(
        f"{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: Fine.,"
        f" headers: {{{header}}}}}}}}}}}}}\n"
        'components: {schemas: {"A\\nB": {$ref: "#/c\\r\\nd"}}}\n'
    )

    lines = [str(each) for each in findings(path)]

    assert any("\\r\\n" in each for each in lines)
    assert all(each.isprintable() for each in lines)


def test_a_note_is_one_line_whatever_an_operation_is_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(f'{HEAD}paths: {{/a: {{post: {{operationId: "x\\ny", responses: {FINE}}}}}}}\n')

    main(["check", str(path)])

    assert "answered by examples or schemas: x\\ny\n" in capsys.readouterr().out


def test_the_check_tells_all_findings_of_a_document(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(
        HEAD + "paths:\n"
        "  /a: {get: {parameters: {a: 1}, responses: {}}}\n"
        "  /b: {get: {responses: {'200': {description: Fine., headers: [A]}}}}\n"
        "  /c: {get: {responses: {'200': {description: Fine., content: {a/b: {examples: [1]}}}}}}\n"
        "  /d:\n"
        "    post:\n"
        "      callbacks: {done: {'{$request.body#/url}': {post: {responses: {}}}}}\n"
        "      responses: {20X: {description: Odd.}, 2xx: {description: Fine.}}\n"
        "webhooks: {pinged: {post: {responses: {}}}}\n"
    )

    told = {(each.line, each.reason) for each in findings(path)}

    for line, part in [
        (4, "parameters is not a list"),
        (5, "headers is not a mapping"),
        (6, "examples is not a mapping by name"),
        (9, "the callback done is not called"),
        (10, "20X is not a status"),
        (11, "webhooks are not called"),
    ]:
        assert any(line == where and part in reason for where, reason in told), (line, part, told)
    assert ask(specmock.Mock(path), "POST /d").status == 200


# Values that are hard to find


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": r"^(?!0)\d+$"},
        {"type": "string", "pattern": r"^(?<y>\d{4})-\d\d$"},
        {"type": "string", "pattern": r"^(?=.*[A-Z])(?=.*\d).+$"},
        {"type": "string", "pattern": r"^(a|b)\1$"},
        {"type": "string", "format": "email", "pattern": r"@acme\.test$"},
        {"type": "array", "contains": {"const": 7}},
        {"type": "object", "propertyNames": {"pattern": "^x-"}, "minProperties": 1},
        {"type": "object", "patternProperties": {"^k[0-9]$": {"type": "integer"}},
         "minProperties": 2, "additionalProperties": False},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
         "dependentRequired": {"a": ["b"]}},
        {"type": "object", "if": {"properties": {"a": {"const": 1}}},
         "then": {"required": ["b"], "properties": {"b": {"type": "integer"}}}},
        {"type": "array", "items": {"type": "string"}, "minItems": 12, "uniqueItems": True},
        {"type": "array", "minItems": 2, "uniqueItems": True, "items":
         {"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}}}},
        {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6, "minimum": 5}]},
        {"type": "number", "multipleOf": 0.1, "minimum": 0.35, "maximum": 0.45},
        {"type": "object", "propertyNames": {"minLength": 5}, "minProperties": 2},
        {"type": "object", "propertyNames": {"format": "uuid"}, "minProperties": 1},
        {"oneOf": [{"type": "integer"}, {"type": "number"}]},
        {"type": "object", "required": ["v"], "properties": {"v": {"oneOf": [
            {"type": "object", "properties": {"kind": {"const": word}}} for word in "ab"]}}},
        {"type": "object", "patternProperties": {"^x-": {}}, "additionalProperties": False,
         "minProperties": 2},
        {"type": "object", "required": ["a"], "properties": {"a": {}},
         "dependentRequired": {"a": ["b"], "b": ["c"]}},
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}},
         "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"type": "integer"}}}}},
        {"type": "array", "items": {"type": "integer", "minimum": 10}, "minItems": 30,
         "uniqueItems": True},
        {"type": "string", "format": "uri", "maxLength": 12},
        {"type": "string", "format": "date-time", "minLength": 24},
        {"allOf": [{"required": ["a"], "properties": {"a": {"type": "string"}}}],
         "type": "object", "unevaluatedProperties": False},
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)  # fmt: skip
def test_a_value_is_found(schema: dict[str, Any]) -> None:
    document = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": schema}}}
    schemas = Schemas(specmock.loads(json.dumps(document), "a.json"))

    value, errors = nearest(schemas, ("components", "schemas", "A"))

    assert errors == []
    assert schemas.valid(("components", "schemas", "A"), value)


@pytest.mark.parametrize(
    "schema",
    [
        "{type: array, items: {type: integer}, minItems: 1000000000}",
        "{type: array, minItems: 1000000000}",
        "{type: string, minLength: 1000000000}",
        "{type: object, minProperties: 1000000000}",
        "{type: array, contains: {type: integer}, minContains: 1000000000}",
        (
            "{type: array, minItems: 1000, items: {type: array, minItems: 1000, items: {type: array, "
            "minItems: 1000, items: {type: integer}}}}"
        ),
        (
            "{type: array, minItems: 1000, items: {type: object, required: [a], properties: {a: "
            "{type: array, minItems: 1000}}}}"
        ),
    ],
)
def test_a_schema_that_asks_for_a_billion_is_told_of_and_stops_nothing(schema: str) -> None:
    content = answering(f"application/json: {{schema: {schema}}}")

    answer, nearest_answer = (
        ask(mocked(content, best_effort=effort), "GET /a") for effort in (False, True)
    )

    assert answer.status == 500
    assert "small.yaml:3: " in answer.json()["detail"]
    assert nearest_answer.status == 200
    assert len(nearest_answer.body) < 1_000_000
    assert "no value was found for this schema" in nearest_answer.headers["x-specmock-reason"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("names", ["l", "l, m, n, o"])
@pytest.mark.parametrize(("kind", "status"), [("", 200), ("type: object, ", 500)])
def test_a_schema_that_needs_itself_stops_nothing(
    version: str, names: str, kind: str, status: int, tmp_path: Path
) -> None:
    """Without a type, a text ends it; as an object it has no finite value."""
    members = ", ".join(f"{name}: {{$ref: '#/components/schemas/N'}}" for name in names.split(", "))
    schema = f"{{{kind}required: [{names}], properties: {{{members}}}}}"
    path = tmp_path / "small.yaml"
    path.write_text(
        HEAD.replace("3.1.0", version)
        + answering("application/json: {schema: {$ref: '#/components/schemas/N'}}")
        + f"\ncomponents: {{schemas: {{N: {schema}}}}}\n"
    )

    answer = ask(specmock.Mock(path), "GET /a")

    is_endless = status == 500
    assert answer.status == status
    assert len(answer.body) < 100_000
    assert ("no finite value" in answer.body.decode()) is is_endless
    assert any("no finite value" in each.reason for each in findings(path)) is is_endless


@pytest.mark.slow
@pytest.mark.parametrize(
    "schema",
    [
        "{type: array, prefixItems: [$N, $N, $N], contains: $N, minItems: 3}",
        "{type: array, minItems: 3, items: $N}",
        "{type: object, minProperties: 4, additionalProperties: $N}",
        "{type: object, required: [a], properties: {a: {oneOf: [$N, {anyOf: [$N]}]}}}",
    ],
)
def test_a_value_that_never_ends_is_given_up(schema: str) -> None:
    components = schema.replace("$N", "{$ref: '#/components/schemas/N'}")
    content = answering("application/json: {schema: {$ref: '#/components/schemas/N'}}")

    answer = ask(mocked(f"{content}\ncomponents: {{schemas: {{N: {components}}}}}"), "GET /a")

    assert answer.status == 500
    assert "no finite value" in answer.json()["detail"]


@pytest.mark.parametrize("reference", ["http://192.0.2.1/x.json#/y", "#"])
def test_a_reference_that_leads_to_no_schema_leaves_the_operations_beside_it(
    reference: str, tmp_path: Path
) -> None:
    path = tmp_path / "small.yaml"
    fine = "{type: object, properties: {a: {type: string, readOnly: true, writeOnly: true}}}"
    path.write_text(
        HEAD + "paths:\n"
        f"  /net: {{get: {{responses: {{'200': {{description: A., content: {{application/json:"
        f" {{schema: {{$ref: '{reference}'}}}}}}}}}}}}}}\n"
        f"  /ok: {{post: {{requestBody: {{content: {{application/json: {{schema: {fine}}}}}}},"
        f" responses: {{'200': {{description: A., content: {{application/json: {{schema: {fine}"
        f"}}}}}}}}}}}}\n"
    )
    mock = specmock.Mock(path)

    assert ask(mock, "POST /ok", {"content-type": "application/json"}, b"{}").status == 200
    assert ask(mock, "GET /net").status == 501
    assert any(each.line == 4 and reference in each.reason for each in findings(path))


# Headers


HEADED = """
paths:
  /a:
    get:
      responses:
        '200':
          description: Fine.
          headers:
            Content-Encoding: {required: true, schema: {enum: [gzip]}}
            Content-Length: {required: true, schema: {type: integer}}
            Access-Control-Allow-Origin: {required: true, schema: {type: string}}
            X Bad Name: {required: true, schema: {type: string}}
            Link: {required: true, schema: {type: array, items: {type: string}}, example: [a, b]}
            X-Obj: {required: true, schema: {type: object}, example: {a: 0}}
            X-Shown: {schema: {type: string, example: shown}}
            X-Not-Shown: {schema: {type: string}}
          content: {application/json: {example: 1}}
"""


def test_headers_are_sent_that_are_true_and_in_their_style() -> None:
    answer = ask(mocked(HEADED), "GET /a")

    assert answer.headers == {
        "content-type": "application/json",
        "link": "a,b",
        "x-obj": "a,0",
        "x-shown": "shown",
    }


@pytest.mark.parametrize(
    ("schema", "location"),
    [
        ("{type: string}", "/below/a/x%20y/b/1"),
        ("{type: string, format: uri}", "http://h.test/below/a/x%20y/b/1"),
        ("{type: string, const: z}", "z"),
    ],
)
@pytest.mark.parametrize(
    "body", ["", ", content: {application/json: {schema: {properties: {id: {type: integer}}}}}"]
)
def test_location_leads_to_what_was_created(schema: str, location: str, body: str) -> None:
    headers = f"headers: {{Location: {{schema: {schema}}}}}"
    parameters = "parameters: [{name: a, in: path, required: true, schema: {type: string}}"
    item = "content: {application/json: {schema: {properties: {id: {type: integer}}}}}"
    mock = mocked(
        "paths:\n"
        f"  /a/{{a}}/b: {{{parameters}], post: {{responses: {{'201': {{description: Fine., {headers}{body}}}}}}}}}\n"
        f"  /a/{{a}}/b/{{id}}: {{{parameters}, {{name: id, in: path, required: true, schema: {{type: integer}}}}],"
        f" get: {{responses: {{'200': {{description: Fine., {item}}}}}}}}}\n"
    )

    answer = mock.handle(HttpRequest("POST", "/a/x%20y/b", "", {"host": "h.test"}, b"", "/below"))

    assert isinstance(answer, HttpResponse)
    assert answer.headers["location"] == location


# Keys


KEYED = """
paths:
  /mtls: {get: {security: [{mtls: []}], responses: {'200': {description: Fine.}, '401': {description: No.}}}}
  /both: {get: {security: [{mtls: [], key: []}], responses: {'200': {description: Fine.}, '401': {description: No.}}}}
  /any: {get: {security: [{digest: []}, {basic: []}, {bearer: []}], responses: {'200': {description: Fine.}, '401': {description: No.}}}}
  /open: {get: {security: [{bearer: []}], responses: {'200': {description: Fine.}}}}
  /oauth: {get: {security: [{oauth: [r]}], responses: {'200': {description: Fine.}, '403': {description: No.}}}}
components:
  securitySchemes:
    mtls: {type: mutualTLS}
    key: {type: apiKey, in: header, name: X-Key}
    digest: {type: http, scheme: digest}
    basic: {type: http, scheme: Basic}
    bearer: {type: http, scheme: bearer}
    oauth: {type: oauth2, flows: {}}
"""


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/mtls", {}, 200),
        ("/both", {}, 401),
        ("/both", {"x-key": "demo-key"}, 200),
        ("/both", {"x-key": "wrong"}, 401),
        ("/any", {"authorization": "Digest username=a"}, 200),
        ("/any", {"authorization": "Bearer demo-key"}, 200),
        ("/any", {"authorization": "Bearer wrong"}, 401),
        ("/open", {"authorization": "Bearer whatever"}, 200),
        ("/open", {}, 401),
        ("/oauth", {"authorization": "Bearer demo-key"}, 200),
        ("/oauth", {"authorization": "Bearer wrong"}, 403),
    ],
)
def test_keys_count_where_the_document_says_what_a_wrong_one_gets(
    path: str, headers: dict[str, str], status: int
) -> None:
    assert ask(mocked(KEYED), f"GET {path}", headers).status == status


def test_the_keys_of_a_document_are_named_under_x_mock() -> None:
    mock = mocked(KEYED + "x-mock: {keys: {mine: accepted}}\n")

    statuses = [
        ask(mock, "GET /open", {"authorization": f"Bearer {key}"}).status
        for key in ("mine", "demo-key")
    ]

    assert (mock.key, statuses) == ("mine", [200, 401])


def test_a_missing_key_is_asked_for_in_each_way_that_there_is() -> None:
    answer = ask(mocked(KEYED), "GET /any")

    assert answer.headers["www-authenticate"] == 'Digest realm="mock", Basic realm="mock", Bearer'


# Browsers


SCHEMES = (
    "components: {securitySchemes: {k: {type: apiKey, in: cookie, name: k},"
    " m: {type: mutualTLS}, odd: {type: {}}}}\n"
)


@pytest.mark.parametrize(
    ("security", "told"),
    [
        ("[{k: []}, {m: []}]", "a certificate counts as given, so that no key is needed"),
        ("[{k: [], m: []}]", "a certificate counts as given, beside the key"),
        ("[{odd: []}]", "odd has no type of a security scheme"),
        ("true", "security is not a list"),
    ],
)
def test_what_is_not_asked_of_keys_is_told(security: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    answers = "{'200': {description: Fine.}, '401': {description: No.}}"
    operation = f"{{security: {security}, responses: {answers}}}"
    path.write_text(f"{HEAD}paths: {{/a: {{get: {operation}}}}}\n{SCHEMES}")

    assert any(told in each.reason for each in findings(path))


def test_a_page_of_another_site_may_send_cookies() -> None:
    headers = {"origin": "https://a.test", "cookie": "a=1"}

    answer = ask(mocked(answering(REPORT)), "GET /a", headers)

    assert answer.headers["access-control-allow-origin"] == "https://a.test"
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["vary"] == "origin"


def test_a_preflight_is_answered_before_keys_even_where_options_is_documented() -> None:
    mock = mocked(
        "paths: {/a: {options: {security: [{k: []}], responses: {'200': {description: Fine.}}}}}\n"
        "components: {securitySchemes: {k: {type: http, scheme: bearer}}}\n"
    )
    headers = {"origin": "https://a.test", "access-control-request-method": "GET"}

    assert ask(mock, "OPTIONS /a", headers).status == 204
    assert ask(mock, "OPTIONS /a").status == 401


# 3.0


def test_properties_that_are_called_like_keywords_are_properties() -> None:
    names = ["value", "default", "enum", "example", "examples", "properties", "schemas"]
    members = ", ".join(f"{name}: {{type: boolean, nullable: true}}" for name in names)
    schema = f"{{type: object, properties: {{{members}}}}}"
    mock = mocked(
        HEAD.replace("3.1.0", "3.0.3")
        + f"paths: {{/a: {{post: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, responses: {FINE}}}}}}}"
    )
    headers = {"content-type": "application/json"}

    answers = {
        name: ask(mock, "POST /a", headers, json.dumps({name: None}).encode()).status
        for name in names
    }

    assert answers == dict.fromkeys(names, 200)


# Told and refused


def test_a_query_parameter_that_is_not_documented_is_told_or_refused() -> None:
    mocks = [mocked(answering(REPORT), strict_requests=strict) for strict in (False, True)]

    statuses = [ask(mock, "GET /a?limt=1").status for mock in mocks]

    assert statuses == [200, 422]
    assert mocks[0].journal[0].reason == "passed over: query/limt"
    assert mocks[1].journal[0].reason == "query/limt: is not documented"


def test_a_strict_server_refuses_a_document_with_an_operation_that_it_cannot_serve(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["serve", str(folder / "api.yaml"), "--port", "0", "--strict"])

    assert status == 1
    assert "pet.yaml:9: $ref " in capsys.readouterr().err


# Junk


JUNK: tuple[Any, ...] = (None, [], {}, "x", 5, True, [None], {"a": None}, {"$ref": 5})


def places(node: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """List the places in a document."""
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node if isinstance(node, list) else ())
    )
    for key, value in items if isinstance(node, dict | list) else ():
        yield (*pointer, key)
        yield from places(value, (*pointer, key))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["zoo-3.0.yaml", "zoo-3.1.yaml", "pets-xml.yaml"])
def test_junk_anywhere_ends_in_findings_and_no_traceback(name: str, tmp_path: Path) -> None:
    path = Path(__file__).parent / "documents" / name
    root = specmock.load(path, strict=False).root
    chosen = random.Random(0).sample(list(places(root)), 60)  # noqa: S311 - which is no secret
    spoilt = tmp_path / "junk.json"
    answered, refusals = 0, list[bool]()

    for number, pointer in enumerate(chosen):
        document = json.loads(json.dumps(root))
        value_at(document, pointer[:-1])[pointer[-1]] = JUNK[number % len(JUNK)]
        spoilt.write_text(json.dumps(document))
        told = findings(spoilt)
        try:
            mock = specmock.Mock(spoilt)
        except specmock.DocumentError as error:
            refusals.append(str(error) in map(str, told))
            continue
        for operation in mock.operations.values():
            answer = ask(mock, f"{operation.method} {re.sub('{[^}]*}', '5', operation.path)}")
            assert "the mock itself failed" not in answer.headers.get("x-specmock-reason", "")
            answered += 1

    assert answered > 60
    assert all(refusals)


@pytest.mark.parametrize(
    ("components", "reason"),
    [
        ("{schemas: {A: {$ref: nope.yaml}}}", "$ref nope.yaml leads nowhere"),
        ("{schemas: {A: {$dynamicRef: '#a'}}}", "$dynamicRef #a has 0 anchors"),
        ("{responses: {A: {headers: []}}}", "headers is not a mapping"),
    ],
)
def test_the_check_tells_what_is_wrong_where_nothing_uses_it(
    tmp_path: Path, components: str, reason: str
) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(f"{HEAD}{answering('')}\ncomponents: {components}\n")

    assert specmock.Mock(path).refused == []
    assert any(reason in str(each) for each in findings(path))


def test_an_answer_of_an_unknown_dynamic_anchor_is_refused_alone() -> None:
    mock = mocked(answering("application/json: {schema: {$dynamicRef: '#node'}}"))

    answer = ask(mock, "GET /a")

    assert answer.status == 501
    assert b"$dynamicRef #node has 0 anchors" in answer.body


@pytest.mark.parametrize("info", ["[a]", "5", "{title: {a: 1}}"])
def test_the_start_page_lives_without_a_title(info: str) -> None:
    text = f"openapi: 3.1.0\ninfo: {info}\n" + answering("")
    site = specmock.Site([mocked(text)])

    health = site.handle(specmock.HttpRequest("GET", "/_specmock/health"))

    assert isinstance(health, specmock.HttpResponse)
    assert [each["title"] for each in health.json()["mocks"].values()] == [*site.mocks]
