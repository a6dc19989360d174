"""Answers vary over what the schemas allow, the same way for the same seed."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
import specmock
from specmock.openapi import Schemas, loads, varied

from specs import SPECS

DOCUMENTS = Path(__file__).with_name("documents")
SHOP = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /items:
    get:
      operationId: list_items
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {type: array, minItems: 2, items: {$ref: "#/components/schemas/Item"}}
              example: [{id: 1, name: as written, price: 1}, {id: 2, name: second, price: 1}]
    post:
      operationId: add_item
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
      responses:
        "201":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: get_item
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}
        "404": {description: none}
    post:
      operationId: touch_item
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}
    delete:
      operationId: delete_item
      responses: {"204": {description: gone}, "404": {description: none}}
  /search:
    get:
      operationId: search
      parameters: [{name: text, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [text, score]
                properties: {text: {type: string}, score: {type: number, minimum: 0, maximum: 1}}
components:
  schemas:
    Item:
      type: object
      required: [id, name, price]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, minLength: 3}
        price: {type: number, minimum: 0}
        secret: {type: string, writeOnly: true}
        colour: {type: [string, "null"], enum: [red, green, blue, null]}
        added: {type: string, format: date-time}
        rank: {type: integer, readOnly: true}
"""
SCHEMAS: list[dict[str, Any]] = [
    {"type": "string", "minLength": 5, "maxLength": 9},
    {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{2,4}$"},
    {"type": "integer", "minimum": -5, "exclusiveMaximum": 5},
    {"type": "integer", "multipleOf": 7, "minimum": 1},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    {"type": "array", "items": {"type": "integer", "maximum": 3}, "uniqueItems": True},
    {"type": "object", "additionalProperties": {"type": "boolean"}, "minProperties": 2},
    {"oneOf": [{"type": "string", "format": "uuid"}, {"type": "integer"}]},
    {"anyOf": [{"type": "boolean"}, {"enum": ["a", "b"]}]},
    {"allOf": [{"required": ["a"]}, {"properties": {"a": {"type": "string", "format": "date"}}}]},
    {
        "type": "object",
        "required": ["kind"],
        "oneOf": [
            {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}},
            {"properties": {"kind": {"const": "dog"}, "tricks": {"type": "array"}}},
        ],
        "properties": {"kind": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    },
]
LONE = [{"const": 1}, {"type": "null"}, {"type": "string", "maxLength": 0}, True]
HARD = [
    {"type": "array", "contains": {"type": "integer"}, "items": {"type": ["integer", "string"]}},
    {"type": "object", "propertyNames": {"pattern": "^x"}, "minProperties": 1},
    {"type": "array", "minItems": 12, "uniqueItems": True, "items": {"type": "string"}},
    {"type": "string", "pattern": "^(?!0)[0-9]+$"},
    {"type": "object", "required": ["next"], "properties": {"next": {"type": ["object", "null"]}}},
]


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - no secrets are made


def schemas_of(schema: Any) -> Schemas:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    }
    return Schemas(loads(json.dumps(document), "a.json"))


@pytest.mark.parametrize("schema", [*SCHEMAS, *LONE, *HARD], ids=json.dumps)
def test_values_are_valid_and_vary_where_they_can(schema: Any) -> None:
    schemas, where = schemas_of(schema), ("components", "schemas", "A")

    values = [varied(schemas, where, seeded(seed)) for seed in range(30)]

    assert all(schemas.valid(where, value) for value in values)
    assert values == [varied(schemas, where, seeded(seed)) for seed in range(30)]
    assert len({json.dumps(value) for value in values}) > 2 or schema not in SCHEMAS


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"$ref": "#/components/schemas/A"}},
        },
        False,
    ],
    ids=json.dumps,
)
def test_a_schema_without_a_value_is_given_up(schema: Any) -> None:
    with pytest.raises(LookupError):
        varied(schemas_of(schema), ("components", "schemas", "A"), seeded(1))


def mock(seed: int | None = 7, **more: Any) -> specmock.Mock:
    return specmock.Mock(loads(SHOP, "shop.yaml"), specmock.Settings(seed=seed, **more))


def ask(mock: specmock.Mock, method: str, path: str, body: Any = None) -> Any:
    path, _, query = path.partition("?")
    sent = b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    answer = mock.handle(specmock.HttpRequest(method, path, query, headers, sent))
    assert isinstance(answer, specmock.HttpResponse)
    assert answer.status < 500, answer.body
    return answer.json() if answer.body else answer.status


def test_without_a_seed_the_example_is_answered() -> None:
    assert ask(mock(None, resources=False), "GET", "/items")[0]["name"] == "as written"


def test_a_seed_gives_the_same_answers_and_another_one_others() -> None:
    paths = ["/items", "/items/3", "/search", "/search?text=a"]
    answers = [[ask(mock(seed), "GET", path) for path in paths] for seed in (7, 7, 8)]

    assert answers[0] == answers[1] != answers[2]


def test_one_thing_has_one_look_in_a_list_and_alone() -> None:
    ours = mock()

    items = ask(ours, "GET", "/items")

    assert len(items) >= 2
    assert all("secret" not in item for item in items)
    assert [ask(ours, "GET", f"/items/{item['id']}") for item in items] == items
    assert ask(ours, "GET", "/items?page=2") == items


def test_one_thing_has_one_look_whatever_is_done_to_it() -> None:
    ours = mock()

    touched = [ask(ours, "POST", "/items/3") for _ in range(2)]

    assert [*touched, ask(ours, "GET", "/items/3")] == [touched[0]] * 3


def test_what_is_created_is_listed_and_varies_where_nothing_was_sent() -> None:
    ours = mock()
    sent = {"name": "sent", "price": 2}

    made = [ask(ours, "POST", "/items", sent) for _ in range(6)]
    ask(ours, "DELETE", f"/items/{made[0]['id']}")

    assert all(each["name"] == "sent" for each in made)
    assert len({json.dumps({**each, "id": 0}) for each in made}) > 1
    assert made[0] not in ask(ours, "GET", "/items")
    assert all(each in ask(ours, "GET", "/items") for each in made[1:])
    assert all(ask(ours, "GET", f"/items/{each['id']}") == each for each in made[1:])


def test_a_reset_begins_anew() -> None:
    ours = mock()
    first = [ask(ours, "POST", "/items", {"name": "sent", "price": 2}) for _ in range(2)]

    ours.reset()

    assert [ask(ours, "POST", "/items", {"name": "sent", "price": 2}) for _ in range(2)] == first


def test_what_is_sent_comes_back_from_what_is_no_resource() -> None:
    assert ask(mock(), "GET", "/search?text=mine")["text"] == "mine"


@pytest.mark.parametrize("path", [*SPECS.values(), *sorted(DOCUMENTS.glob("*.yaml"))], ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_answer_breaks_its_document(path: Path, seed: int) -> None:
    ours = specmock.Mock(path, specmock.Settings(seed=seed, rate_limits=False))
    scheme = {"x-api-key": ours.key, "authorization": f"Bearer {ours.key}"}
    for operation in ours.operations.values():
        if operation.method == "GET" and "{" not in operation.path:
            request = specmock.HttpRequest("GET", operation.path, "", scheme)
            answer = ours.handle(request)
            assert isinstance(answer, specmock.HttpResponse)
            assert answer.status < 500, answer.headers
