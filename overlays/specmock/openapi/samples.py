"""Answers made from a schema, where a document has no example."""

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any, Final

from .document import Pointer
from .schemas import Schemas

_DEPTH: Final = 12
_FORMATS: Final = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "duration": "PT1S",
    "email": "somebody@example.com",
    "idn-email": "somebody@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "iri": "https://example.com/",
    "iri-reference": "/",
    "uri-template": "https://example.com/{id}",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": ".",
    "byte": "AA==",
}


def sample(schemas: Schemas, pointer: Pointer, *, hidden: str = "writeOnly") -> Any:
    """Make a value that is valid against a schema.

    Raises LookupError where none was found.
    """
    for value in islice(_candidates(schemas, pointer, 0, hidden), 40):
        if schemas.valid(pointer, value):
            return value
    raise LookupError(pointer)


def _candidates(schemas: Schemas, pointer: Pointer, depth: int, hidden: str) -> Iterator[Any]:
    node = schemas.at(schemas.follow(pointer))
    if isinstance(node, bool):
        yield None
        return
    yield from _given(node)
    merged = _merged(schemas, pointer)
    yield from _given(merged)
    for keyword in ("oneOf", "anyOf"):
        for branch in merged.get(keyword, ()):
            others = {**merged, keyword: [item for item in merged[keyword] if item != branch]}
            del others[keyword]
            for value in islice(_candidates(schemas, branch, depth + 1, hidden), 4):
                if isinstance(value, dict) and "properties" in others:
                    for base in islice(_objects(schemas, others, depth, hidden), 2):
                        yield {**base, **value}
                yield value
    kinds = merged.get("type") or _guess(merged)
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind == "object":
            yield from _objects(schemas, merged, depth, hidden)
        elif kind == "array":
            yield from _arrays(schemas, merged, depth, hidden)
        elif kind == "string":
            yield from _strings(merged)
        elif kind in {"integer", "number"}:
            yield from _numbers(merged)
        elif kind == "boolean":
            yield from (True, False)
        else:
            yield None


def _given(node: dict[str, Any]) -> Iterator[Any]:
    if "example" in node:
        yield node["example"]
    if isinstance(node.get("examples"), list):
        yield from node["examples"]
    if "default" in node:
        yield node["default"]
    if "const" in node:
        yield node["const"]
    yield from node.get("enum", ())


def _guess(node: dict[str, Any]) -> str:
    if "properties" in node or "additionalProperties" in node or "required" in node:
        return "object"
    return "array" if "items" in node else "string" if "pattern" in node else "null"


def _merged(schemas: Schemas, pointer: Pointer) -> dict[str, Any]:
    """Merge the keywords of a schema with those of its allOf; subschemas become pointers."""
    merged: dict[str, Any] = {}
    todo, seen = [pointer], set()
    while todo:
        here = schemas.follow(todo.pop(0))
        node = schemas.at(here)
        if here in seen or not isinstance(node, dict):
            continue
        seen.add(here)
        for keyword, value in node.items():
            if keyword == "properties":
                known = merged.setdefault("properties", {})
                for name in value:
                    known.setdefault(name, []).append((*here, "properties", name))
            elif keyword == "required":
                merged["required"] = list(dict.fromkeys([*merged.get("required", ()), *value]))
            elif keyword == "allOf":
                todo += [(*here, "allOf", index) for index in range(len(value))]
            elif keyword in {"oneOf", "anyOf"}:
                merged.setdefault(keyword, [(*here, keyword, index) for index in range(len(value))])
            elif keyword in {"items", "additionalProperties"} and isinstance(value, dict):
                merged[keyword] = (*here, keyword)
            elif keyword == "prefixItems":
                merged[keyword] = [(*here, keyword, index) for index in range(len(value))]
            elif keyword in {"minimum", "minLength", "minItems", "minProperties"}:
                merged[keyword] = max(value, merged.get(keyword, value))
            elif keyword in {"maximum", "maxLength", "maxItems", "maxProperties"}:
                merged[keyword] = min(value, merged.get(keyword, value))
            elif keyword == "type" and "type" in merged:
                both = [kind for kind in _list(merged["type"]) if kind in _list(value)]
                merged["type"] = both or merged["type"]
            else:
                merged.setdefault(keyword, value)
    return merged


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _objects(
    schemas: Schemas, node: dict[str, Any], depth: int, hidden: str
) -> Iterator[dict[str, Any]]:
    required = set(node.get("required", ()))
    properties = node.get("properties", {})
    for optional in (True, False) if depth < 2 else (False,):
        value: dict[str, Any] = {}
        for name, places in properties.items():
            details = [schemas.at(schemas.follow(where)) for where in places]
            if name not in required and any(
                isinstance(each, dict) and each.get(hidden) for each in details
            ):
                continue
            if (name in required or optional) and depth < _DEPTH:
                for item in _of_all(schemas, places, depth + 1, hidden):
                    value[name] = item
                    break
        extra = node.get("additionalProperties")
        missing = [name for name in required if name not in value]
        missing += [
            f"key{n}" for n in range(node.get("minProperties", 0) - len(value) - len(missing))
        ]
        for name in missing:
            filler = (
                _candidates(schemas, extra, depth + 1, hidden) if isinstance(extra, tuple) else None
            )
            value[name] = next(filler, "") if filler else ""
        yield value


def _of_all(schemas: Schemas, places: list[Pointer], depth: int, hidden: str) -> Iterator[Any]:
    """Yield values that are valid against all of some schemas."""
    for where in places:
        for value in islice(_candidates(schemas, where, depth, hidden), 12):
            if all(schemas.valid(each, value) for each in places):
                yield value


def _arrays(schemas: Schemas, node: dict[str, Any], depth: int, hidden: str) -> Iterator[list[Any]]:
    start = [
        next(
            (
                v
                for v in islice(_candidates(schemas, where, depth + 1, hidden), 8)
                if schemas.valid(where, v)
            ),
            None,
        )
        for where in node.get("prefixItems", ())
    ]
    least = node.get("minItems", 0)
    items = node.get("items")
    if not isinstance(items, tuple):
        yield start + [f"item{n}" for n in range(least - len(start))]
        return
    if depth < _DEPTH:
        wanted = max(least - len(start), 1 if depth < 4 and node.get("maxItems", 1) else 0)
        found: list[Any] = []
        for value in islice(_candidates(schemas, items, depth + 1, hidden), 60):
            if len(found) < wanted and value not in found and schemas.valid(items, value):
                found.append(value)
        if found and len(found) < wanted and not node.get("uniqueItems"):
            found += [found[0]] * (wanted - len(found))
        yield start + found
    yield start


def _strings(node: dict[str, Any]) -> Iterator[str]:
    least, most = node.get("minLength", 0), node.get("maxLength")
    if text := _FORMATS.get(str(node.get("format"))):
        yield text
    if pattern := node.get("pattern"):
        for length in (1, least, 2, 3):
            try:
                yield _matching(pattern, length)
            except (re.error, KeyError, RecursionError, OverflowError):
                break
    text = "string" if most is None else "string"[:most]
    yield text.ljust(least, "g")
    for digit in "0123456789":
        yield (text[:-1] + digit).ljust(least, digit)


def _matching(pattern: str, repeat: int) -> str:
    """Make a short text that a pattern matches; KeyError for constructs that it cannot make."""
    return _made(import_module("re._parser").parse(pattern), repeat)


def _made(parsed: Any, repeat: int) -> str:
    return "".join(_made_of(str(kind), details, repeat) for kind, details in parsed)


def _made_of(kind: str, details: Any, repeat: int) -> str:
    if kind == "LITERAL":
        return chr(details)
    if kind in {"AT", "ASSERT", "ASSERT_NOT"}:
        return ""
    if kind in {"ANY", "NOT_LITERAL"}:
        return "a" if details != ord("a") else "b"
    if kind == "IN":
        return _of_class(details)
    if kind == "BRANCH":
        return _made(details[1][(repeat - 1) % len(details[1])], repeat)
    if kind == "SUBPATTERN":
        return _made(details[-1], repeat)
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, most, inner = details
        return _made(inner, repeat) * min(max(int(least), repeat), int(most))
    raise KeyError(kind)


def _of_class(members: Any) -> str:
    examples = {"CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}
    kind, details = members[0]
    if str(kind) == "NEGATE":
        taken = re.compile("[" + "".join(_as_text(*member) for member in members[1:]) + "]")
        return next(text for text in "a0-_ ~A" if not taken.match(text))
    if str(kind) == "RANGE":
        return chr(details[0])
    return chr(details) if str(kind) == "LITERAL" else examples.get(str(details), "-")


def _as_text(kind: Any, details: Any) -> str:
    if str(kind) == "LITERAL":
        return re.escape(chr(details))
    if str(kind) == "RANGE":
        return f"{re.escape(chr(details[0]))}-{re.escape(chr(details[1]))}"
    names = {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}
    return names[str(details)]


def _numbers(node: dict[str, Any]) -> Iterator[float]:
    step = node.get("multipleOf", 1)
    low, high = node.get("minimum"), node.get("maximum")
    if "exclusiveMinimum" in node:
        low = max(
            node["exclusiveMinimum"] + (1 if node.get("type") == "integer" else step), low or 0
        )
    if "exclusiveMaximum" in node:
        top = node["exclusiveMaximum"] - (1 if node.get("type") == "integer" else step)
        high = top if high is None else min(high, top)
    yield from (value for value in (low, 0 if low is None else None, high) if value is not None)
    if low is not None:
        yield (low // step + 1) * step
        if high is not None:
            yield (low + high) / 2
    for value in range(1, 8):
        yield (low or 0) + value * step
