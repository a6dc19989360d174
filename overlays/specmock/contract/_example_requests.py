"""The requests that a spec shows: its examples, one parameter at a time, and along its links."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from specmock.openapi import (
    HttpRequest,
    Operation,
    Parameter,
    Schemas,
    value_at,
    write_body,
    write_parameter,
)

from ._keys import credentials
from ._values import Leaves, hard, made, variants, words


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
        values = _needed(operation, schemas) | {extra.name: _value(operation, extra, schemas)}
        if _is_allowed(operation, values):
            request = request_of(operation, schemas, values, _body(operation, schemas), key)
            yield f"{extra.name} only", request
    yield from _with_bodies(operation, schemas, key, words)


def hard_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, HttpRequest]]:
    """Make requests with values that break encoders, one at a time, as far as the schemas allow.

    Texts with what URLs, headers and JSON escape, numbers beyond a double, times with offsets,
    lists with repeats. A header holds ASCII only, since httpx sends no other.
    """
    body = _body(operation, schemas)
    for parameter in operation.parameters:
        for name, value in hard(schemas, schemas.follow(parameter.schema)):
            values = _needed(operation, schemas) | {parameter.name: value}
            if _is_allowed(operation, values) and _can_carry(parameter, value):
                yield f"{parameter.name}{name}", request_of(operation, schemas, values, body, key)
    yield from _with_bodies(operation, schemas, key, hard)


def _can_carry(parameter: Parameter, value: Any) -> bool:
    """Tell if the place and style of a parameter can carry a value and tell it from others."""
    if value in ([], None) or (parameter.location == "path" and value == ""):
        return False
    texts = [each if isinstance(each, str) else "" for each in [*_list(value)]]
    if parameter.location in {"header", "cookie"}:
        safe = (text.isascii() and text.isprintable() and text == text.strip() for text in texts)
        if not all(safe) or (
            parameter.location == "cookie" and set("".join(texts)) & set(' ";,\\%+')
        ):
            return False
    is_repeated = parameter.style.name == "form" and parameter.style.explode
    if isinstance(value, list) and not is_repeated and any({*text} & {*",|; ."} for text in texts):
        return False
    try:
        write_parameter(parameter, value)
    except ValueError:  # no text of the style can hold it
        return False
    return True


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with_bodies(
    operation: Operation, schemas: Schemas, key: str, leaves: Leaves
) -> Iterator[tuple[str, HttpRequest]]:
    """Make a request for each variant of the body."""
    schema = operation.body[0].schema if operation.body else None
    if schema is None or not _is_allowed(operation, values := _needed(operation, schemas)):
        return
    seen = set()
    for where, body in variants(schemas, schema, "body", leaves):
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


def _body(operation: Operation, schemas: Schemas) -> Any:
    """Choose the first body of the examples, or a sample of the schema where one is required."""
    for media in operation.body:
        for value in media.examples.values():
            return value
    if operation.body_required and operation.body[0].schema:
        return made(schemas, operation.body[0].schema, f"{operation.id}: the body")
    return None


def _needed(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    return {
        each.name: _value(operation, each, schemas)
        for each in operation.parameters
        if each.required
    }


def _value(operation: Operation, parameter: Parameter, schemas: Schemas) -> Any:
    for example in parameter.examples.values():
        return example
    return made(schemas, parameter.schema, f"{operation.id}: the parameter {parameter.name}")


def _is_allowed(operation: Operation, values: Mapping[str, Any]) -> bool:
    one_of = operation.exactly_one_of
    return not one_of or sum(name in values for name in one_of) == 1
