"""Whether two requests say the same on the wire, and two documents the same thing."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import unquote

from specmock._messages import Request
from specmock._operations import Operation
from specmock._parameters import query_pairs

# What any HTTP client sends, or what follows from the body.
_PLAIN: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "host"}
    | {"user-agent", "transfer-encoding"}
)


def request_differences(operation: Operation, wanted: Request, sent: Request) -> Iterator[str]:
    """Yield where a client's request differs from the one that the spec asks for."""
    if wanted.method != sent.method:
        yield f"method: the spec asks for {wanted.method}, the client sends {sent.method}"
    if _segments(wanted.path) != _segments(sent.path):
        yield f"path: the spec asks for {wanted.path}, the client sends {sent.path}"
    yield from _query(operation, wanted, sent)
    yield from _headers(operation, wanted, sent)
    yield from _body(wanted, sent)


def json_differences(wanted: Any, found: Any, where: str = "") -> Iterator[str]:
    """Yield where two JSON values differ; times are equal when they are the same instant."""
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
        return left == right
    if isinstance(left, str) and isinstance(right, str) and left != right:
        try:
            return datetime.fromisoformat(left) == datetime.fromisoformat(right)
        except (TypeError, ValueError):
            return False
    return type(left) is type(right) and bool(left == right)


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/")]


def _query(operation: Operation, wanted: Request, sent: Request) -> Iterator[str]:
    numbers = {
        parameter.name
        for parameter in operation.parameters
        if (parameter.types | parameter.item_types) & {"integer", "number"}
        and "string" not in parameter.types
    }
    sides = [
        Counter(
            (name, _number(text) if name in numbers else text)
            for name, text in query_pairs(request.query)
        )
        for request in (wanted, sent)
    ]
    for name, text in sides[0] - sides[1]:
        yield f"query {name}: the spec asks for {_shown(str(text))}, the client does not send it"
    for name, text in sides[1] - sides[0]:
        yield f"query {name}: the client sends {_shown(str(text))}, the spec does not ask for it"


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _headers(operation: Operation, wanted: Request, sent: Request) -> Iterator[str]:
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
    credentials = [
        [scheme.credential(_places(request)) for scheme in schemes] for request in (wanted, sent)
    ]
    if schemes and not any(
        right and right == left for left, right in zip(*credentials, strict=True)
    ):
        names = " or ".join(sorted(keys))
        yield f"authentication: the client does not send the key as the spec has it, in {names}"


def _places(request: Request) -> dict[str, Any]:
    return {"header": request.headers, "query": dict(query_pairs(request.query)), "cookie": {}}


def _body(wanted: Request, sent: Request) -> Iterator[str]:
    if bool(wanted.body) != bool(sent.body):
        there = "asks for" if wanted.body else "does not ask for"
        yield f"body: the spec {there} one, the client sends {len(sent.body)} bytes"
        return
    if not wanted.body:
        return
    types = [_media_type(request) for request in (wanted, sent)]
    if types[0] != types[1]:
        yield f"content type: the spec asks for {types[0]}, the client sends {types[1]}"
    elif "json" in types[0]:
        for difference in json_differences(json.loads(wanted.body), json.loads(sent.body)):
            yield f"body: {difference}"
    elif wanted.body != sent.body:
        yield "body: the bytes differ"


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _shown(value: Any) -> str:
    text = json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) < 80 else f"{text[:77]}…"
