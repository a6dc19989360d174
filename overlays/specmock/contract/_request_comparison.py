"""Comparison of two requests on the wire, and of two JSON values."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from math import copysign
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID

from specmock.openapi import (
    HttpRequest,
    Operation,
    OperationCall,
    Schemas,
    read_body,
    read_parameters,
)

from ._keys import key_differences
from ._models import instant

# What any HTTP client sends, or what follows from the body.
_PLAIN: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "host"}
    | {"user-agent", "transfer-encoding"}
)


def request_differences(
    call: OperationCall, request: HttpRequest, schemas: Schemas
) -> Iterator[str]:
    """Compare a client's request with the one that the spec asks for; yield the differences."""
    operation, wanted, sent = call.operation, call.request, request
    actual = OperationCall(sent, operation, call.path)
    if wanted.method != sent.method:
        yield f"method: the spec asks for {wanted.method}, the client sends {sent.method}"
    if _segments(wanted.path) != _segments(sent.path):
        yield f"path: the spec asks for {wanted.path}, the client sends {sent.path}"
    unsaid = [each for each in _defaults(operation, schemas) if each not in call.query]
    queried = [each for each in actual.query if each not in unsaid]
    yield from _pairs("query", _comparable(call, schemas, "query"), call.query, queried)
    yield from _headers(operation, wanted, sent)
    yield from _pairs("cookie", _comparable(call, schemas, "cookie"), call.cookies, actual.cookies)
    for error in read_parameters(actual, schemas):
        yield f"{error}, as the client sends it"
    yield from key_differences(operation, call.sent, actual)
    yield from _body(call, actual, schemas)


def json_differences(wanted: Any, found: Any, where: str = "") -> Iterator[str]:
    """Compare two JSON values; equal times and UUIDs may be spelled in other ways."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in wanted | found:
            place = f"{where}/{key}"
            if key not in found:
                yield f"{place} is lost: it was {_shown(wanted[key])}"
            elif key not in wanted:
                yield f"{place} is new: it is {_shown(found[key])}"
            else:
                yield from json_differences(wanted[key], found[key], place)
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for index, (left, right) in enumerate(zip(wanted, found, strict=True)):
            yield from json_differences(left, right, f"{where}/{index}")
    elif not _equal(wanted, found):
        yield f"{where or '/'} is {_shown(found)} instead of {_shown(wanted)}"


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right and (left != 0 or copysign(1, left) == copysign(1, right))
    if isinstance(left, str) and isinstance(right, str) and left != right:
        return any(_same(read, left, right) for read in (instant, UUID))
    return type(left) is type(right) and bool(left == right)


def _same(read: Callable[[str], Any], left: str, right: str) -> bool:
    try:
        return bool(read(left) == read(right))
    except (TypeError, ValueError):
        return False


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/")]


def _defaults(operation: Operation, schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Encode the defaults as pairs of a query: generated clients send those of their signatures."""
    for parameter in operation.parameters:
        node = schemas.at(parameter.schema)
        default = node.get("default", []) if isinstance(node, dict) else []
        for each in default if isinstance(default, list) else [default]:
            yield parameter.name, each if isinstance(each, str) else json.dumps(each)


def _comparable(call: OperationCall, schemas: Schemas, place: str) -> Callable[[str, str], Any]:
    """Make a key for comparison, by which equal numbers and equal instants are the same.

    No style has a text for null: clients send the word, or nothing.
    """
    readers: dict[str, Callable[[str], Any]] = {}
    for parameter in call.operation.parameters:
        if parameter.location != place:
            continue
        given = call.given.get(parameter, "")
        if None in (given if isinstance(given, list) else [given]):
            readers[parameter.name] = lambda text: None if text == "null" else text or None
            continue
        types = parameter.types | parameter.item_types
        if types & {"integer", "number"} and "string" not in parameter.types:
            readers[parameter.name] = _number
        elif schemas.has_format(parameter.schema, "date-time"):
            readers[parameter.name] = instant

    def comparable(name: str, text: str) -> Any:
        try:
            return readers.get(name, str)(text)
        except (InvalidOperation, ValueError):
            return text

    return comparable


def _number(text: str) -> tuple[Decimal, bool]:
    """Read a number, with its sign, which zero has as well."""
    number = Decimal(text)
    return number, number.is_signed()


def _pairs(
    place: str,
    comparable: Callable[[str, str], Any],
    wanted: list[tuple[str, str]],
    sent: list[tuple[str, str]],
) -> Iterator[str]:
    """Compare pairs by name; the order of what is repeated counts, that of the names does not."""
    for name in dict.fromkeys(name for name, _ in [*wanted, *sent]):
        asked, found = ([text for key, text in pairs if key == name] for pairs in (wanted, sent))
        if [comparable(name, each) for each in asked] == [comparable(name, each) for each in found]:
            continue
        if not found:
            yield f"{place} {name}: the spec asks for {_all(asked)}, the client does not send it"
        elif not asked:
            yield f"{place} {name}: the client sends {_all(found)}, the spec does not ask for it"
        else:
            yield f"{place} {name}: the spec asks for {_all(asked)}, the client sends {_all(found)}"


def _all(texts: list[str]) -> str:
    return _shown(texts[0] if len(texts) == 1 else texts)


def _headers(operation: Operation, wanted: HttpRequest, sent: HttpRequest) -> Iterator[str]:
    declared = {each.name.lower() for each in operation.parameters if each.location == "header"}
    for name in sorted(declared):
        if wanted.headers.get(name) != sent.headers.get(name):
            yield (
                f"header {name}: the spec asks for {_shown(wanted.headers.get(name))}, "
                f"the client sends {_shown(sent.headers.get(name))}"
            )
    schemes = [scheme for option in operation.security for scheme in option]
    keys = {scheme.key for scheme in schemes if scheme.location == "header"}
    for name in sorted(sent.headers.keys() - declared - keys - _PLAIN):
        yield f"header {name}: the client sends it, the spec does not ask for it"


def _body(wanted: OperationCall, sent: OperationCall, schemas: Schemas) -> Iterator[str]:
    body = sent.request.body
    if bool(wanted.request.body) != bool(body):
        there = "asks for" if wanted.request.body else "does not ask for"
        yield f"body: the spec {there} one, the client sends {len(body)} bytes"
        return
    if not body or wanted.media is None:
        return
    types = [_media_type(call.request) for call in (wanted, sent)]
    if types[0] != types[1]:
        yield f"content type: the spec asks for {types[0]}, the client sends {types[1]}"
        return
    for error in read_body(sent, wanted.media, schemas):
        yield f"{error}, as the client sends it"
    for difference in json_differences(wanted.body, sent.body):
        yield f"body: {difference}"


def _media_type(request: HttpRequest) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _shown(value: Any) -> str:
    text = json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) < 80 else f"{text[:77]}…"
