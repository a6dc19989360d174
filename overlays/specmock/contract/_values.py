"""Values of schemas: each word and alternative once, and those that break encoders."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final, TypeAlias

from specmock.openapi import Hidden, Pointer, Schemas, reference_to, sample

Leaves: TypeAlias = Callable[[Schemas, Pointer], Iterator[tuple[str, Any]]]

_DEPTH: Final = 16  # of schemas in schemas
_KEY: Final = "a key/é"  # of a mapping
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
OFFSET: Final = "2026-03-01T00:30:00+05:30"
_FORMATS: Final = {
    "date-time": {
        "offset": OFFSET,
        "fraction": "2026-03-01T12:00:00.123456Z",
        "short fraction": "2026-03-01T12:00:00.5-11:00",
        "leap day": "2028-02-29T23:59:59Z",
    },
    "uuid": {"another": "f47ac10b-58cc-4372-a567-0e02b2c3d479"},
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


def fits(schemas: Schemas, pointer: Pointer, value: Any, hidden: Hidden = "") -> bool:
    """Tell if a value is what a schema means: one with properties means an object.

    By JSON Schema it takes any text as well where it leaves the type out; nobody means that.
    """
    return schemas.valid(pointer, value, hidden) and (
        isinstance(value, dict)
        or not any(_is_open(schemas.at(each)) for each in schemas.parts(pointer, value))
    )


def _is_open(node: Any) -> bool:
    return isinstance(node, dict) and "properties" in node and "type" not in node


def made(schemas: Schemas, pointer: Pointer, what: str, hidden: Hidden = "readOnly") -> Any:
    """Make a value of a schema for a request; raise NoValueError with what it is for."""
    try:
        return sample(schemas, pointer, hidden=hidden)
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
        known["empty"] = []
        items = schemas.follow((*pointer, "items"))
        found = [value for _, value in hard(schemas, items)][-2:]
        with suppress(LookupError):  # of what no value can be made there is no list
            first, *more = found if len(found) > 1 else [*found, *_two(schemas, items)]
            known |= {"order": [*more, first], "order and repeats": [first, *more, first, first]}
    for name, value in known.items():
        if schemas.valid(pointer, value):
            yield f": {name}", value


def _two(schemas: Schemas, pointer: Pointer) -> list[Any]:
    """Make a value and, where that can be, another one, so that the order of the two shows."""
    base = sample(schemas, pointer)
    nodes = [schemas.at(part) for part in schemas.parts(pointer)]
    others = [word for node in nodes if isinstance(node, dict) for word in node.get("enum", ())]
    if isinstance(base, dict):
        needed = _required(schemas, pointer, base)
        others += [{name: base[name] for name in base if name in needed}, {**base, "surplus": 1}]
    return [base, *(each for each in others if each != base and schemas.valid(pointer, each))][:2]


def variants(
    schemas: Schemas,
    pointer: Pointer,
    where: str,
    leaves: Leaves = words,
    hidden: Hidden = "",
    above: tuple[Pointer, ...] = (),
) -> Iterator[tuple[str, Any]]:
    """Make values in which each property, leaf and alternative of a schema stands once at least.

    Those that have the word `hidden`, readOnly in a request, writeOnly in an answer, never do.
    A schema that holds itself is entered once more (`above` lists the schemas around this one).
    """
    pointer = schemas.follow(pointer)
    node = schemas.at(pointer)
    if above.count(pointer) > 1 or len(above) > _DEPTH or not isinstance(node, dict):
        return
    try:
        base = sample(schemas, pointer, hidden=hidden)
    except LookupError:
        return
    yield where, base
    for name, leaf in leaves(schemas, pointer):
        yield f"{where}{name}", leaf
    if leaves is hard and isinstance(base, dict):
        yield f"{where}: surplus", {**base, "surplus": {"a": [0, None, "", {}]}}
        needed = _required(schemas, pointer, base)
        yield f"{where}: required only", {name: base[name] for name in base if name in needed}
    above = (*above, pointer)
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(node.get(keyword, ()))):
            branch = (*pointer, keyword, index)
            inside = variants(schemas, branch, f"{where}({index})", leaves, hidden, above)
            for place, value in inside:
                is_part = isinstance(base, dict) and isinstance(value, dict)
                yield place, base | value if is_part and "properties" in node else value
    for part in schemas.parts(pointer, base):
        if isinstance(base, dict):
            fields = dict.fromkeys(schemas.at(part).get("properties", ()), "properties")
            if isinstance(schemas.at(part).get("additionalProperties"), dict):
                fields[_KEY] = ""
            for name, word in fields.items():
                inner = (*part, word, name) if word else (*part, "additionalProperties")
                if hidden and schemas.is_hidden(inner, hidden):
                    continue
                inside = variants(schemas, inner, f"{where}/{name}", leaves, hidden, above)
                for place, value in inside:
                    yield place, {**base, name: value}
        if isinstance(base, list) and "items" in schemas.at(part):
            items = (*part, "items")
            for place, value in variants(schemas, items, f"{where}/0", leaves, hidden, above):
                yield place, [value]


def without_offset(value: Any) -> Any:
    """Take the offset from a hard value's time, as many servers do; None for a value without one."""
    text = json.dumps(value)
    return json.loads(text.replace(OFFSET, OFFSET[:-6])) if OFFSET in text else None


def _required(schemas: Schemas, pointer: Pointer, value: Any) -> set[str]:
    nodes = (schemas.at(part) for part in schemas.parts(pointer, value))
    return {name for node in nodes if isinstance(node, dict) for name in node.get("required", ())}


def hard_values(
    schemas: Schemas, pointer: Pointer, hidden: Hidden = ""
) -> Iterator[tuple[str, Any]]:
    """Make values of a schema with leaves that break encoders and parsers, one at a time.

    Properties with the word `hidden` are left out: writeOnly of an answer, readOnly of a request.
    """
    seen: set[str] = set()
    for where, value in variants(schemas, pointer, "", hard, hidden):
        text = json.dumps(value)
        if text not in seen and fits(schemas, pointer, value, hidden):
            seen.add(text)
            yield where, value
