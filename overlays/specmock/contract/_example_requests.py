"""The requests that a spec shows: its examples, one parameter at a time, and along its links."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

from specmock.openapi import (
    HttpRequest,
    Media,
    Operation,
    Parameter,
    Schemas,
    example_errors,
    is_json,
    parse_body,
    value_at,
    write_body,
    write_parameter,
)

from ._keys import credentials
from ._values import Leaves, fits, hard, made, variants, words

Body: TypeAlias = tuple[Media, Any] | None


def example_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, HttpRequest]]:
    """Make the requests of the examples, by name, and one with what is required only.

    An example that breaks its schema is left out, and so is never exercised, as coverage tells.
    """
    shown = {
        name: (media, value)
        for media in operation.body
        for name, value in _examples(schemas, media).items()
    }
    names = [*shown, *(name for each in operation.parameters for name in each.examples)]
    body, needed = _body(operation, schemas), _needed(operation, schemas)
    for name in dict.fromkeys(names):
        values = needed | {
            each: each.examples[name]
            for each in operation.parameters
            if name in each.examples and fits(schemas, each.schema, each.examples[name])
        }
        if _is_allowed(operation, values):
            yield name, request_of(operation, schemas, values, shown.get(name, body), key)
    if _is_allowed(operation, needed):
        yield "nothing more", request_of(operation, schemas, needed, body, key)


def documented_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, HttpRequest]]:
    """Make the requests of the examples, then one for each parameter, media type, property and
    alternative."""
    yield from example_requests(operation, schemas, key)
    body, needed = _body(operation, schemas), _needed(operation, schemas)
    for extra in operation.parameters:
        values = needed | {extra: _value(operation, extra, schemas)}
        if _is_allowed(operation, values):
            yield f"{extra.name} only", request_of(operation, schemas, values, body, key)
    if _is_allowed(operation, needed):
        for media in operation.body[1:]:
            other = media, _value_of(operation, schemas, media)
            yield f"as {media.name}", request_of(operation, schemas, needed, other, key)
    yield from _with_bodies(operation, schemas, key, words)


def hard_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, HttpRequest]]:
    """Make requests with values that break encoders, one at a time, as far as the schemas allow.

    Texts with what URLs, headers and JSON escape, numbers beyond a double, times with offsets,
    lists with repeats. A header holds ASCII only, since httpx sends no other.
    """
    body, needed = _body(operation, schemas), _needed(operation, schemas)
    for parameter in operation.parameters:
        for name, value in hard(schemas, schemas.follow(parameter.schema)):
            values = needed | {parameter: value}
            if _is_allowed(operation, values) and _can_carry(parameter, value):
                yield f"{parameter.name}{name}", request_of(operation, schemas, values, body, key)
    yield from _with_bodies(operation, schemas, key, hard)


def _can_carry(parameter: Parameter, value: Any) -> bool:
    """Tell if the place and style of a parameter can carry a value and tell it from others."""
    if isinstance(value, dict) and any(isinstance(each, dict | list) for each in value.values()):
        return False  # of what is nested in an object no style but deepObject speaks
    items = value if isinstance(value, list) else [value]
    if not items or None in items or (parameter.location == "path" and value == ""):
        return False  # null has no text of its own in any style
    texts = [each if isinstance(each, str) else "" for each in items]
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


def _carries(media: Media, body: Any, schemas: Schemas) -> bool:
    """Tell if a media type can carry a value and tell it from others: in forms all is text."""
    if is_json(media.type):
        return True
    try:
        content_type, content = write_body(media, media.name, body, schemas)
        return bool(parse_body(media, content_type, content, schemas) == body)
    except ValueError:
        return False


def _with_bodies(
    operation: Operation, schemas: Schemas, key: str, leaves: Leaves
) -> Iterator[tuple[str, HttpRequest]]:
    """Make a request for each variant of the body."""
    media = operation.body[0] if operation.body else None
    if media is None or media.schema is None:
        return
    if not _is_allowed(operation, values := _needed(operation, schemas)):
        return
    seen = set()
    for where, body in variants(schemas, media.schema, "body", leaves, media.hidden):
        if fits(schemas, media.schema, body, media.hidden) and _carries(media, body, schemas):
            request = request_of(operation, schemas, values, (media, body), key)
            if request.body not in seen:
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
        named = {name: evaluated(text, answer) for name, text in link.parameters.items()}
        if None not in named.values():
            linked = {each: named[each.name] for each in target.parameters if each.name in named}
            values = _needed(target, schemas) | linked
            yield link.name, request_of(target, schemas, values, _body(target, schemas), key)


def request_of(
    operation: Operation, schemas: Schemas, values: Mapping[Parameter, Any], body: Body, key: str
) -> HttpRequest:
    """Encode a request as the spec's styles and media types ask for it."""
    path = operation.path
    keys = credentials(operation, key)
    query = [f"{quote(name)}={quote(text, safe='')}" for name, text in keys.query.items()]
    cookies = [f"{name}={text}" for name, text in keys.cookies.items()]
    headers = dict(keys.headers)
    for parameter, value in values.items():
        text = write_parameter(parameter, value)
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
        media, value = body
        headers["content-type"], content = write_body(media, media.name, value, schemas)
    return HttpRequest(operation.method, path, "&".join(query), headers, content)


def evaluated(expression: Any, answer: Any) -> Any:
    """Evaluate a link's expression on an answer; None where the answer lacks it."""
    steps = str(expression).partition("$response.body#/")[2].split("/")
    return value_at(answer, tuple(int(step) if step.isdecimal() else step for step in steps))


def _body(operation: Operation, schemas: Schemas) -> Body:
    """Choose the first body of the examples, or a sample of the schema where one is required."""
    for media in operation.body:
        for value in _examples(schemas, media).values():
            return media, value
    if operation.body_required and operation.body:
        return operation.body[0], _value_of(operation, schemas, operation.body[0])
    return None


def _value_of(operation: Operation, schemas: Schemas, media: Media) -> Any:
    for value in _examples(schemas, media).values():
        return value
    what = f"{operation.id}: the body"
    return made(schemas, media.schema, what, media.hidden) if media.schema else ""


def _examples(schemas: Schemas, media: Media) -> dict[str, Any]:
    """Collect the examples of a body that are what its schema says."""
    return {name: value for name, value in media.examples.items() if _is_one(schemas, media, value)}


def _is_one(schemas: Schemas, media: Media, value: Any) -> bool:
    if media.schema is None or (isinstance(value, str) and not is_json(media.type)):
        return not example_errors(schemas, media, value)  # it may be written as it is sent
    return fits(schemas, media.schema, value, media.hidden)


def _needed(operation: Operation, schemas: Schemas) -> dict[Parameter, Any]:
    return {
        each: _value(operation, each, schemas) for each in operation.parameters if each.required
    }


def _value(operation: Operation, parameter: Parameter, schemas: Schemas) -> Any:
    for example in parameter.examples.values():
        if fits(schemas, parameter.schema, example):
            return example
    return made(schemas, parameter.schema, f"{operation.id}: the parameter {parameter.name}")


def _is_allowed(operation: Operation, values: Mapping[Parameter, Any]) -> bool:
    one_of = operation.exactly_one_of
    return not one_of or sum(each.name in one_of for each in values) == 1
