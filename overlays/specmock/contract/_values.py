"""Values of schemas: each word and alternative once, and those that break encoders."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from specmock.openapi import Pointer, Schemas, reference_to, sample

Leaves: TypeAlias = Callable[[Schemas, Pointer], Iterator[tuple[str, Any]]]

_DEPTH: Final = 8  # of schemas that hold themselves
_COMPOSED: Final = "Zoë à l'œuvre"
_TEXTS: Final = {
    "empty": "",
    "space": "a b",
    "spaces around": " a ",
    "plus": "a+b",
    "slash": "a/b",
    "percent": "100%",
    "percent code": "%2F",
    "ampersand": "a&b=c",
    "hash": "a#b",
    "question": "a?b",
    "semicolon and comma": "a;b,c",
    "quotes": "\"a\" 'b' `c`",
    "backslash": "a\\b",
    "composed": _COMPOSED,
    "decomposed": unicodedata.normalize("NFD", _COMPOSED),
    "beyond the first plane": "🎯🚀",
    "a number": "007",
    "a word of JSON": "null",
    "lines": "a\r\nb",
    "very long": "long " * 1500 + "end",
}
_FORMATS: Final = {
    "date-time": {
        "offset": "2026-03-01T00:30:00+05:30",
        "fraction": "2026-03-01T12:00:00.123456Z",
        "short fraction": "2026-03-01T12:00:00.5-11:00",
        "leap day": "2028-02-29T23:59:59Z",
        "no offset": "2026-03-01T12:00:00",
    },
    "date": {"leap day": "2028-02-29", "long ago": "0004-01-02"},
}
_INTEGERS: Final = {
    "zero": 0,
    "negative": -7,
    "beyond a double": 2**53 + 1,
    "beyond 64 bits": 2**70 + 3,
}
_NUMBERS: Final = {
    "a fraction": 0.1,
    "negative zero": -0.0,
    "a large exponent": 1.5e300,
    "a small exponent": 5e-300,
}


class NoValueError(LookupError):
    """A schema of which no value can be made."""


def made(schemas: Schemas, pointer: Pointer, what: str) -> Any:
    """Make a value of a schema for a request; raise NoValueError with what it is for."""
    try:
        return sample(schemas, pointer, hidden="readOnly")
    except LookupError:
        reference = reference_to(pointer)
        raise NoValueError(
            f"{what}: no value can be made of {reference}; give it an example"
        ) from None


def words(schemas: Schemas, pointer: Pointer) -> Iterator[tuple[str, Any]]:
    """List the words of an enum, and null where it is allowed."""
    node = schemas.at(pointer)
    for word in node.get("enum", ()):
        yield f"={word}", word
    if "null" in node.get("type", ()) and "enum" not in node:
        yield "=null", None


def hard(schemas: Schemas, pointer: Pointer) -> Iterator[tuple[str, Any]]:
    """List the values of a schema that break encoders and parsers."""
    node = schemas.at(pointer)
    if "null" in node.get("type", ()):
        yield ": null", None
    if "enum" in node or "const" in node:
        return
    types = schemas.types(pointer)
    known: dict[str, Any] = {}
    if "type" in node and "string" in types:
        known |= _FORMATS.get(str(node.get("format")), _TEXTS if "format" not in node else {})
    if "type" in node and types & {"integer", "number"}:
        known |= _INTEGERS | (_NUMBERS if "number" in types else {})
    if "type" in node and "boolean" in types:
        known |= {"true": True, "false": False}
    if "array" in types and "items" in node:
        first, *more = [value for _, value in hard(schemas, schemas.follow((*pointer, "items")))][
            -2:
        ] or [None]
        known |= {"empty": [], "order and repeats": [first, *more, first]}
    for name, value in known.items():
        if schemas.valid(pointer, value):
            yield f": {name}", value


def variants(
    schemas: Schemas, pointer: Pointer, where: str, leaves: Leaves = words, depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """Make values in which each property, leaf and alternative of a schema stands once at least."""
    pointer = schemas.follow(pointer)
    node = schemas.at(pointer)
    if depth > _DEPTH or not isinstance(node, dict):
        return
    try:
        base = sample(schemas, pointer, hidden="readOnly")
    except LookupError:
        return
    yield where, base
    for name, leaf in leaves(schemas, pointer):
        yield f"{where}{name}", leaf
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(node.get(keyword, ()))):
            branch = (*pointer, keyword, index)
            for place, value in variants(schemas, branch, f"{where}({index})", leaves, depth + 1):
                is_part = isinstance(base, dict) and isinstance(value, dict)
                yield place, base | value if is_part and "properties" in node else value
    for part in schemas.parts(pointer, base):
        if isinstance(base, dict):
            for name in schemas.at(part).get("properties", ()):
                inner = (*part, "properties", name)
                for place, value in variants(schemas, inner, f"{where}/{name}", leaves, depth + 1):
                    yield place, {**base, name: value}
        if isinstance(base, list) and "items" in schemas.at(part):
            items = (*part, "items")
            for place, value in variants(schemas, items, f"{where}/0", leaves, depth + 1):
                yield place, [value]


def hard_values(schemas: Schemas, pointer: Pointer) -> Iterator[tuple[str, Any]]:
    """Make values of a schema with leaves that break encoders and parsers, one at a time."""
    seen: set[str] = set()
    for where, value in variants(schemas, pointer, "", hard):
        text = json.dumps(value)
        if text not in seen and schemas.valid(pointer, value):
            seen.add(text)
            yield where, value
