"""The requests that a spec shows: its examples, one parameter at a time, and along its links."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from specmock.openapi import (
    HttpRequest,
    Operation,
    Parameter,
    Pointer,
    Schemas,
    sample,
    value_at,
    write_body,
    write_parameter,
)

from ._keys import credentials

_DEPTH: Final = 8  # of schemas that hold themselves


def example_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, HttpRequest]]:
    """Make the requests of the examples, by name, and one with what is required only."""
    bodies = {name: value for media in operation.body for name, value in media.examples.items()}
    names = [*bodies, *(name for each in operation.parameters for name in each.examples)]
    body = _body(operation, schemas)
    for name in dict.fromkeys(names):
        values = {
            each.name: each.examples[name] for each in operation.parameters if name in each.examples
        }
        if _is_allowed(operation, values := _needed(operation, schemas) | values):
            yield name, request_of(operation, schemas, values, bodies.get(name, body), key)
    if _is_allowed(operation, values := _needed(operation, schemas)):
        yield "nothing more", request_of(operation, schemas, values, body, key)


def documented_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, HttpRequest]]:
    """Make the requests of the examples, then one for each parameter, property and alternative."""
    yield from example_requests(operation, schemas, key)
    for extra in operation.parameters:
        values = _needed(operation, schemas) | {extra.name: _value(extra, schemas)}
        if _is_allowed(operation, values):
            request = request_of(operation, schemas, values, _body(operation, schemas), key)
            yield f"{extra.name} only", request
    schema = operation.body[0].schema if operation.body else None
    if schema is not None and _is_allowed(operation, values := _needed(operation, schemas)):
        seen = set()
        for where, body in _variants(schemas, schema, "body"):
            request = request_of(operation, schemas, values, body, key)
            if request.body not in seen and schemas.valid(schema, body):
                seen.add(request.body)
                yield where, request


def linked_requests(
    operations: Mapping[str, Operation],
    schemas: Schemas,
    operation: Operation,
    status: int,
    answer: Any,
    key: str,
) -> Iterator[tuple[str, HttpRequest]]:
    """Make the requests that the links of an answer lead to."""
    documented = operation.answer(status)
    for link in documented.links if documented else ():
        target = operations[link.operation_id]
        values = {name: evaluated(text, answer) for name, text in link.parameters.items()}
        if None not in values.values():
            body = _body(target, schemas)
            needed = {n: v for n, v in _needed(target, schemas).items() if n not in values}
            yield link.name, request_of(target, schemas, needed | values, body, key)


def request_of(
    operation: Operation, schemas: Schemas, values: Mapping[str, Any], body: Any, key: str
) -> HttpRequest:
    """Encode a request as the spec's styles and media types ask for it."""
    path = operation.path
    keys = credentials(operation, key)
    query = [f"{quote(name)}={quote(text, safe='')}" for name, text in keys.query.items()]
    cookies = [f"{name}={text}" for name, text in keys.cookies.items()]
    headers = dict(keys.headers)
    for parameter in operation.parameters:
        if parameter.name not in values:
            continue
        text = write_parameter(parameter, values[parameter.name])
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", text)
        elif parameter.location == "header":
            headers[parameter.name.lower()] = text
        else:
            (query if parameter.location == "query" else cookies).append(text)
    if cookies:
        headers["cookie"] = "; ".join(cookies)
    content = b""
    if body is not None:
        media = operation.body[0]
        headers["content-type"], content = write_body(media, media.name, body, schemas)
    return HttpRequest(operation.method, path, "&".join(query), headers, content)


def evaluated(expression: Any, answer: Any) -> Any:
    """Evaluate a link's expression on an answer; None where the answer lacks it."""
    steps = str(expression).partition("$response.body#/")[2].split("/")
    return value_at(answer, tuple(int(step) if step.isdecimal() else step for step in steps))


def _variants(
    schemas: Schemas, pointer: Pointer, where: str, depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """Make values in which each property, word and alternative of a schema stands once at least."""
    pointer = schemas.follow(pointer)
    node = schemas.at(pointer)
    if depth > _DEPTH or not isinstance(node, dict):
        return
    try:
        base = sample(schemas, pointer, hidden="readOnly")
    except LookupError:
        return
    yield where, base
    for word in node.get("enum", ()):
        yield f"{where}={word}", word
    if "null" in node.get("type", ()) and "enum" not in node:
        yield f"{where}=null", None
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(node.get(keyword, ()))):
            branch = (*pointer, keyword, index)
            for place, value in _variants(schemas, branch, f"{where}({index})", depth + 1):
                is_part = isinstance(base, dict) and isinstance(value, dict)
                yield place, base | value if is_part and "properties" in node else value
    for part in schemas.parts(pointer, base):
        if isinstance(base, dict):
            for name in schemas.at(part).get("properties", ()):
                inner = (*part, "properties", name)
                for place, value in _variants(schemas, inner, f"{where}/{name}", depth + 1):
                    yield place, {**base, name: value}
        if isinstance(base, list) and "items" in schemas.at(part):
            for place, value in _variants(schemas, (*part, "items"), f"{where}/0", depth + 1):
                yield place, [value]


def _body(operation: Operation, schemas: Schemas) -> Any:
    """Choose the first body of the examples, or a sample of the schema where one is required."""
    for media in operation.body:
        for value in media.examples.values():
            return value
    if operation.body_required and operation.body[0].schema:
        return sample(schemas, operation.body[0].schema, hidden="readOnly")
    return None


def _needed(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    return {each.name: _value(each, schemas) for each in operation.parameters if each.required}


def _value(parameter: Parameter, schemas: Schemas) -> Any:
    examples = iter(parameter.examples.values())
    return next(examples) if parameter.examples else sample(schemas, parameter.schema)


def _is_allowed(operation: Operation, values: Mapping[str, Any]) -> bool:
    one_of = operation.exactly_one_of
    return not one_of or sum(name in values for name in one_of) == 1
