"""Requests that a spec forbids: each of its constraints, broken once."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import ids
from attrs import evolve
from specmock import HttpRequest
from specmock.contract import ClientUnderTest, documented_requests


def forbidden(client: ClientUnderTest, key: str) -> Iterator[tuple[str, HttpRequest]]:
    """Make requests that break a spec in one place, with that place."""
    seen: set[tuple[str, str]] = set()
    for operation in client.operations.values():
        for _, request in documented_requests(operation, client.schemas, key):
            for what, broken in _broken(client, operation, request):
                place = (operation.id, what)
                if place not in seen and client.unable(broken):
                    seen.add(place)
                    yield f"{operation.id}: {what}", broken


def _broken(
    client: ClientUnderTest, operation: Any, request: HttpRequest
) -> Iterator[tuple[str, HttpRequest]]:
    yield "no key", _without_key(request)
    if request.body:
        kept = {name: each for name, each in request.headers.items() if name != "content-type"}
        yield "no body", evolve(request, headers=kept, body=b"")
        yield "no JSON", evolve(request, body=b"{")
        headers = {**request.headers, "content-type": "text/csv"}
        yield "another media type", evolve(request, headers=headers)
        value = json.loads(request.body)
        for where, changed in violations(client.schemas, operation.body[0].schema, value):
            yield f"body{where}", evolve(request, body=json.dumps(changed).encode())
    if operation.exactly_one_of:
        both = (f"{each}={ids.CASE}" for each in operation.exactly_one_of)
        yield "two ids", evolve(request, query="&".join(both))
        yield "no id", evolve(request, query="")
    for parameter in operation.parameters:
        sample = next(iter(parameter.examples.values()), "x")
        if parameter.required and parameter.location == "query":
            yield f"no {parameter.name}", evolve(request, query="")
        for where, wrong in violations(client.schemas, parameter.schema, sample):
            items = wrong if isinstance(wrong, list) else [wrong]
            texts = [each if isinstance(each, str) else json.dumps(each) for each in items]
            what = f"{parameter.name}{where}"
            if parameter.location == "query":
                query = "&".join(f"{parameter.name}={quote(text)}" for text in texts)
                yield what, evolve(request, query=query)
            elif parameter.location == "path" and texts[0]:  # an empty segment is another path
                old = quote(str(sample), safe="")
                path = request.path.replace(old, quote(texts[0], safe=""))
                yield what, evolve(request, path=path)
            elif parameter.location == "header":
                headers = {**request.headers, parameter.name.lower(): texts[0]}
                yield what, evolve(request, headers=headers)


def _without_key(request: HttpRequest) -> HttpRequest:
    headers = {
        name: value
        for name, value in request.headers.items()
        if name not in {"authorization", "x-api-key"}
    }
    return evolve(request, headers=headers)


def violations(schemas: Any, pointer: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """Break a value, once for each constraint of its schema."""
    for part in schemas.parts(pointer, value):
        node = schemas.at(part)
        for keyword, wrong in _wrong(node, value):
            yield f": {keyword} of {'/'.join(map(str, part[-3:]))}", wrong
        if isinstance(value, dict):
            for name in node.get("properties", ()):
                if name in value:
                    where = (*part, "properties", name)
                    for place, wrong in violations(schemas, where, value[name]):
                        yield f"/{name}{place}", {**value, name: wrong}
        if isinstance(value, list) and value and "items" in node:
            for place, wrong in violations(schemas, (*part, "items"), value[0]):
                yield f"/0{place}", [wrong, *value[1:]]


def _wrong(node: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """Make values that break one keyword of a schema."""
    kinds = node.get("type")
    if kinds:
        yield "type", {"no": "such"} if "object" not in kinds else "no object"
        yield "type of text", "no such" if "string" not in kinds else 5
        yield "null", None
    for word in ("enum", "const"):
        if word in node:
            yield word, "no such word" if node[word] != "no such word" else ""
    if isinstance(value, str):
        if "minLength" in node:
            yield "minLength", "x" * (node["minLength"] - 1)
        if "maxLength" in node:
            yield "maxLength", "x" * (node["maxLength"] + 1)
        if "pattern" in node or "format" in node:
            yield "pattern" if "pattern" in node else "format", "no such format"
    if "minimum" in node:
        yield "minimum", node["minimum"] - 1
    if "maximum" in node:
        yield "maximum", node["maximum"] + 1
    if isinstance(value, list):
        if "minItems" in node:
            yield "minItems", value[: node["minItems"] - 1]
        if "maxItems" in node:
            yield "maxItems", (value or ["x"]) * (node["maxItems"] + 1)
    if isinstance(value, dict):
        for name in node.get("required", ()):
            yield f"required {name}", {key: each for key, each in value.items() if key != name}
        yield "additionalProperties", {**value, "surplus": 1}
