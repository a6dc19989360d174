"""Parameters and forms in all styles: what is written is read, and what others write as well."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

import pytest
import specmock
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from specmock import HttpRequest, HttpResponse
from specmock.openapi import Parameter, Schemas, operations_of, read_parameter, write_parameter

SHAPES = {
    "text": {"type": "string"},
    "number": {"type": "integer"},
    "truth": {"type": "boolean"},
    "word or number": {"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["last"]}]},
    "texts": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "integer"}},
    "object": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "additionalProperties": False,
    },
    "map": {"type": "object", "additionalProperties": {"type": "integer"}},
}
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}


def possible() -> Iterator[tuple[str, str, str, str]]:
    """List the styles that OpenAPI defines for a shape; of a list as a deep object it has none."""
    for location, styles in STYLES.items():
        for style in styles:
            for explode in ("exploded", "joined"):
                for shape in SHAPES:
                    is_object, is_list = shape in {"object", "map"}, shape in {"texts", "numbers"}
                    if style == "deepObject" and not (is_object and explode == "exploded"):
                        continue
                    if style in {"spaceDelimited", "pipeDelimited"} and not is_list:
                        continue
                    yield location, style, explode, shape


@cache
def parameter(location: str, style: str, shape: str, *, explode: bool) -> tuple[Parameter, Schemas]:
    node = {
        "name": "p",
        "in": location,
        "required": True,
        "style": style,
        "explode": explode,
        "schema": SHAPES[shape],
    }
    operation = {"parameters": [node], "responses": {"200": {"description": "Fine."}}}
    path = "/a/{p}" if location == "path" else "/a"
    document = {"openapi": "3.1.0", "info": {}, "paths": {path: {"get": operation}}}
    schemas = Schemas(specmock.loads(json.dumps(document), "a.json"))
    return operations_of(schemas).served[0].parameters[0], schemas


def values(shape: str, location: str, style: str) -> st.SearchStrategy[Any]:
    """Make values; in a header nothing is encoded, and two styles cannot hold what they put
    between items."""
    plain = st.text("abcXYZ019-_~", min_size=1, max_size=5)
    anything = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)
    texts = plain if location == "header" else anything
    kept = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style)
    items = texts if kept is None else texts.filter(lambda text: kept not in text)
    numbers = st.integers(-(10**9), 10**9)
    found: dict[str, st.SearchStrategy[Any]] = {
        "text": texts,
        "number": numbers,
        "truth": st.booleans(),
        "word or number": st.one_of(numbers, st.just("last")),
        "texts": st.lists(items, min_size=1, max_size=4),
        "numbers": st.lists(numbers, min_size=1, max_size=4),
        "object": st.fixed_dictionaries({}, optional={"name": texts, "age": numbers}).filter(bool),
        "map": st.dictionaries(plain, numbers, min_size=1, max_size=3),
    }
    return found[shape]


def sent_as(parameter: Parameter, text: str) -> list[tuple[str, str]]:
    """Split what was written as a server gets it."""
    if parameter.location in {"path", "header"}:
        return [("p", text)]
    pairs = (
        part.partition("=") for part in text.split("; " if parameter.location == "cookie" else "&")
    )
    return [(unquote(name), value) for name, _, value in pairs]


@pytest.mark.parametrize("case", list(possible()), ids=" ".join)
@given(data=st.data())
@settings(max_examples=20)
def test_what_is_written_is_read(case: tuple[str, str, str, str], data: st.DataObject) -> None:
    location, style, explode, shape = case
    one, schemas = parameter(location, style, shape, explode=explode == "exploded")
    value = data.draw(values(shape, location, style))
    assume(not (isinstance(value, str) and value.strip() != value and location == "header"))

    text = write_parameter(one, value)

    assert read_parameter(one, schemas, sent_as(one, text)) == value


NUMBER, WORD = '{"q":1}', '{"q":"x"}'
DOCUMENT = """
openapi: 3.1.0
info: {title: Ways, version: '1'}
paths:
  /content:
    get:
      parameters:
        - name: filter
          in: query
          required: true
          content: {application/json: {schema: {type: object, properties: {q: {type: integer}}}}}
      responses: {'200': {description: Fine.}}
  /union:
    get:
      parameters:
        - {name: page, in: query, schema: {oneOf: [{type: integer, minimum: 1}, {type: string, enum: [last]}]}}
      responses: {'200': {description: Fine.}}
  /unions/{flag}:
    get:
      parameters:
        - {name: flag, in: path, required: true, schema: {anyOf: [{type: boolean}, {const: auto}]}}
      responses: {'200': {description: Fine.}}
  /deep:
    get:
      parameters:
        - name: a
          in: query
          style: deepObject
          explode: true
          schema:
            type: object
            properties: {ids: {type: array, items: {type: integer}}, to: {type: object, properties: {n: {type: integer}}}}
        - {name: meta, in: query, style: deepObject, explode: true, schema: {type: object, additionalProperties: {type: integer}}}
      responses: {'200': {description: Fine.}}
  /filters:
    get:
      parameters:
        - {name: filters, in: query, required: true, schema: {type: object, additionalProperties: {type: string, maxLength: 3}}}
        - {name: limit, in: query, schema: {type: integer}}
      responses: {'200': {description: Fine.}}
  /headers:
    get:
      parameters:
        - {name: X-A, in: header, schema: {type: array, items: {type: integer}}}
      responses: {'200': {description: Fine.}}
  /label/{n}:
    get:
      parameters: [{name: n, in: path, required: true, style: label, schema: {type: integer}}]
      responses: {'200': {description: Fine.}}
  /matrix/{o}:
    get:
      parameters:
        - name: o
          in: path
          required: true
          style: matrix
          explode: true
          schema: {type: object, properties: {r: {type: integer}, g: {type: integer}}, additionalProperties: false}
      responses: {'200': {description: Fine.}}
  /empty:
    get:
      parameters: [{name: u, in: query, allowEmptyValue: true, schema: {type: integer}}]
      responses: {'200': {description: Fine.}}
  /small:
    get:
      parameters: [{name: n, in: query, schema: {type: integer, format: int32}}]
      responses: {'200': {description: Fine.}}
  /list:
    get:
      parameters: [{name: n, in: query, explode: false, schema: {type: array, items: {type: integer}}}]
      responses: {'200': {description: Fine.}}
  /forms:
    post:
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [recurring]
              additionalProperties: false
              properties:
                recurring: {type: object, required: [interval], properties: {interval: {enum: [week, month]}, count: {type: integer}}}
                amount: {anyOf: [{type: integer}, {type: string, enum: ['']}]}
                tags: {type: array, items: {type: string}}
                lines: {type: array, items: {type: object, properties: {n: {type: integer}}}}
            encoding: {recurring: {style: deepObject, explode: true}}
      responses: {'200': {description: Fine.}}
"""


def asked(line: str, headers: dict[str, str] | None = None, body: str = "") -> int:
    mock = specmock.Mock(specmock.loads(DOCUMENT, "ways.yaml", strict=False))
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    answer = mock.handle(HttpRequest(method, path, query, headers or {}, body.encode()))
    assert isinstance(answer, HttpResponse)
    return answer.status


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f"GET /content?filter={quote(NUMBER)}", 200),
        (f"GET /content?filter={quote(WORD)}", 422),
        ("GET /content?filter=q", 422),
        ("GET /content", 422),
        ("GET /union?page=2", 200),
        ("GET /union?page=last", 200),
        ("GET /union?page=0", 422),
        ("GET /unions/true", 200),
        ("GET /unions/auto", 200),
        ("GET /unions/off", 422),
        ("GET /deep?a[ids]=1", 200),
        ("GET /deep?a[ids]=1&a[ids]=2", 200),
        ("GET /deep?a[ids][]=1", 200),
        ("GET /deep?a[ids][0]=1&a[ids][1]=2", 200),
        ("GET /deep?a%5Bids%5D=x", 422),
        ("GET /deep?a[to][n]=1", 200),
        ("GET /deep?a[to][n]=x", 422),
        ("GET /deep?meta[k]=1", 200),
        ("GET /deep?meta[k]=x", 422),
        ("GET /filters?k=v", 200),
        ("GET /filters?k=long", 422),
        ("GET /filters?limit=1", 200),
        ("GET /filters?limit=x", 422),
        ("GET /label/.5", 200),
        ("GET /label/5", 422),
        ("GET /matrix/;r=1;g=2", 200),
        ("GET /matrix/;r=x", 422),
        ("GET /matrix/r=1", 422),
        ("GET /empty?u", 200),
        ("GET /empty?u=x", 422),
        ("GET /small?n=2147483647", 200),
        ("GET /small?n=9999999999", 422),
        ("GET /list?n=1,2", 200),
        ("GET /list?n=1%2C2", 200),
        ("GET /list?n=1,x", 422),
    ],
)
def test_parameters_are_read_as_clients_write_them(line: str, status: int) -> None:
    assert asked(line) == status


@pytest.mark.parametrize(("text", "status"), [("1,2", 200), ("1, 2", 200), ("1, x", 422)])
def test_items_of_a_header_may_have_blanks_around_them(text: str, status: int) -> None:
    assert asked("GET /headers", {"x-a": text}) == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("recurring[interval]=month", 200),
        ("recurring%5Binterval%5D=month&recurring%5Bcount%5D=2", 200),
        ("recurring[interval]=day", 422),
        ("recurring[interval]=week&recurring[count]=x", 422),
        ("recurring[interval]=week&amount=5", 200),
        ("recurring[interval]=week&amount=", 200),
        ("recurring[interval]=week&amount=x", 422),
        ("recurring[interval]=week&tags[]=a&tags[]=b", 200),
        ("recurring[interval]=week&lines[0][n]=1&lines[1][n]=2", 200),
        ("recurring[interval]=week&lines[0][n]=x", 422),
        ("recurring[interval]=week&other[a]=1", 422),
    ],
)
def test_forms_are_read_with_bracketed_names(body: str, status: int) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    assert asked("POST /forms", headers, body) == status
