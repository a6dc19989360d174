"""Answers made from a schema, where a document has no example."""

import re
from collections.abc import Iterator
from contextvars import ContextVar
from importlib import import_module
from itertools import islice, zip_longest
from math import lcm
from typing import Any, Final

from attrs import define

from .document import Pointer
from .schemas import Hidden, Schemas, matches

_DEPTH: Final = 12
_ONE_SCHEMA: Final = frozenset(
    {"items", "additionalProperties", "contains", "propertyNames", "then", "else"}
)
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
_OTHER_FORMS: Final = {  # shorter and longer ones
    "2026-01-01T00:00:00Z": ("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000000+00:00"),
    "https://example.com/": ("http://a.b", "https://example.com/" + "a" * 60),
    "somebody@example.com": ("a@b.co",),
}


# A schema may ask for a billion items; a mock that made them would stop the machine.
_MOST_ITEMS: Final = 1_000
_LONGEST: Final = 100_000
_MOST_LEAVES: Final = 100_000  # of arrays in arrays
_TRIES: Final = 100
_NOTHING: Final = object()
# A schema that needs itself has no finite value, and each level multiplies the tries below it.
_MOST_DEEP: Final = 2_000
_DEEP: Final = 4  # from this depth on, only what is needed is made


@define
class _Search:
    left: int = _MOST_DEEP
    is_endless: bool = False
    is_huge: bool = False


_search: ContextVar[_Search] = ContextVar("search")


def sample(schemas: Schemas, pointer: Pointer, *, hidden: Hidden = "writeOnly") -> Any:
    """Make a value that is valid against a schema.

    Raises LookupError where none was found.
    """
    value, errors = nearest(schemas, pointer, hidden)
    if errors:
        raise LookupError(pointer)
    return value


def nearest(
    schemas: Schemas, pointer: Pointer, hidden: Hidden = "writeOnly"
) -> tuple[Any, list[str]]:
    """Make a value for a schema: a valid one, else the one with the fewest errors, and those."""
    best: tuple[Any, list[str]] = (None, [": no value was made"])
    search = _Search()
    _search.set(search)
    for value in islice(_candidates(schemas, pointer, 0, hidden), _TRIES):
        errors = schemas.errors(pointer, value, hidden)
        if not errors:
            return value, []
        if len(errors) < len(best[1]) or best[0] is None:
            best = value, errors
    if search.is_huge:
        return best[0], [f": its values have more than {_MOST_LEAVES:,} parts", *best[1]]
    if search.is_endless:
        return best[0], [": no finite value was found", *best[1]]
    return best


def _candidates(schemas: Schemas, pointer: Pointer, depth: int, hidden: Hidden) -> Iterator[Any]:
    search = _search.get()
    search.left -= depth > _DEEP
    search.is_endless |= depth >= _DEPTH or search.left < 0
    if depth > _DEPTH or (depth > _DEEP and search.left < 0):
        return
    node = schemas.at(schemas.follow(pointer))
    if isinstance(node, bool):
        yield None
        return
    yield from _given(node)
    merged = merged_schema(schemas, pointer)
    yield from _given(merged)
    for keyword in ("oneOf", "anyOf"):
        branches = [
            islice(_candidates(schemas, branch, depth + 1, hidden), 4)
            for branch in merged.get(keyword, ())
        ]
        for values in zip_longest(*branches, fillvalue=_NOTHING):  # each once before one twice
            for value in values:
                if value is _NOTHING:
                    continue
                if isinstance(value, dict) and "properties" in merged:
                    for base in islice(_objects(schemas, merged, depth, hidden), 2):
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


def merged_schema(schemas: Schemas, pointer: Pointer) -> dict[str, Any]:
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
            elif keyword in _ONE_SCHEMA and isinstance(value, dict):
                merged[keyword] = (*here, keyword)
            elif keyword in {"patternProperties", "dependentSchemas"}:
                known = merged.setdefault(keyword, {})
                known.update({name: (*here, keyword, name) for name in value})
            elif keyword == "multipleOf" and keyword in merged:
                merged[keyword] = _common_multiple(value, merged[keyword])
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


def _common_multiple(one: float, other: float) -> float:
    if isinstance(one, int) and isinstance(other, int):
        return lcm(one, other)
    return max(one, other)  # of fractions the larger is mostly a multiple of the smaller


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _objects(
    schemas: Schemas, node: dict[str, Any], depth: int, hidden: Hidden
) -> Iterator[dict[str, Any]]:
    needed = dict.fromkeys(node.get("required", ()))
    properties = node.get("properties", {})
    for optional in (True, False) if depth < 2 else (False, True):
        value: dict[str, Any] = {}
        for name, places in properties.items():
            if any(schemas.is_hidden(where, hidden) for where in places):
                continue
            if (name in needed or optional) and depth < _DEPTH:
                for item in _of_all(schemas, places, depth + 1, hidden):
                    value[name] = item
                    break
                else:
                    if name in needed and depth:
                        return  # no object is valid without it, whatever its other members are
        _need_more(node.get("dependentRequired", {}), value, needed)
        absent = [
            name
            for name in needed
            if name not in value
            and not any(schemas.is_hidden(where, hidden) for where in properties.get(name, ()))
        ]
        for name in absent:
            value[name] = _filler(schemas, node, name, depth, hidden)
        least = min(node.get("minProperties", 0), _MOST_ITEMS)
        for name in islice(_names(schemas, node, depth, hidden), max(0, least) * 3):
            if len(value) < least and name not in value:
                value[name] = _filler(schemas, node, name, depth, hidden)
        also = [node[keyword] for keyword in ("then", "else") if keyword in node]
        also += [where for name, where in node.get("dependentSchemas", {}).items() if name in value]
        for where in also if depth < _DEPTH else ():
            for more in islice(_candidates(schemas, where, depth + 1, hidden), 2):
                if isinstance(more, dict):
                    yield {**value, **more}
        yield value


def _need_more(
    dependent: dict[str, list[str]], value: dict[str, Any], needed: dict[str, None]
) -> None:
    """Add the members that others need, and those that these need."""
    present = [*value, *needed]
    for name in present:  # which grows
        for other in dependent.get(name, ()):
            if other not in present:
                present.append(other)
                needed[other] = None


def _filler(schemas: Schemas, node: dict[str, Any], name: str, depth: int, hidden: Hidden) -> Any:
    """Make the value of a member that is not among the properties."""
    own = [
        where
        for pattern, where in node.get("patternProperties", {}).items()
        if matches(pattern, name)
    ]
    places = [*node.get("properties", {}).get(name, ()), *own]
    if not places and isinstance(node.get("additionalProperties"), tuple):
        places = [node["additionalProperties"]]
    if not places or depth >= _DEPTH:
        return ""
    valid = next(_of_all(schemas, places, depth + 1, hidden), None)
    return next(_candidates(schemas, places[0], depth + 1, hidden), "") if valid is None else valid


def _names(schemas: Schemas, node: dict[str, Any], depth: int, hidden: Hidden) -> Iterator[str]:
    """Yield names for members that are not among the properties."""
    for pattern in node.get("patternProperties", {}):
        for turn in range(_MOST_ITEMS):
            for made in matching(pattern, 1 + turn // 26, turn):
                yield made
                if matches(pattern, f"{made}{turn}"):  # an end that is open
                    yield f"{made}{turn}"
    if isinstance(node.get("propertyNames"), tuple) and depth < _DEPTH:
        where = node["propertyNames"]
        values: Iterator[Any] = _candidates(schemas, where, depth + 1, hidden)
        if not merged_schema(schemas, where).keys() & {"type", "enum", "const"}:
            values = _strings(merged_schema(schemas, where))  # names are texts without a word of it
        yield from (each for each in islice(values, _MOST_ITEMS) if isinstance(each, str))
    yield from (f"key{number}" for number in range(_MOST_ITEMS))


def _of_all(schemas: Schemas, places: list[Pointer], depth: int, hidden: Hidden) -> Iterator[Any]:
    """Yield values that are valid against all of some schemas."""
    for where in places:
        for value in islice(_candidates(schemas, where, depth, hidden), _TRIES):
            if all(schemas.valid(each, value, hidden) for each in places):
                yield value


def _arrays(
    schemas: Schemas, node: dict[str, Any], depth: int, hidden: Hidden
) -> Iterator[list[Any]]:
    start = [
        next(_of_all(schemas, [where], depth + 1, hidden), None)
        for where in node.get("prefixItems", ())
    ]
    if isinstance(node.get("contains"), tuple) and depth < _DEPTH:
        wanted = min(node.get("minContains", 1), _MOST_ITEMS)
        values = _of_all(schemas, [node["contains"]], depth + 1, hidden)
        start += list(islice(values, wanted)) or [None]
        start += [start[-1]] * (wanted - 1 if not node.get("uniqueItems") else 0)
    least = min(node.get("minItems", 0), _MOST_ITEMS)
    items = node.get("items")
    if not isinstance(items, tuple):
        yield start + [f"item{n}" for n in range(least - len(start))]
        return
    if depth < _DEPTH:
        wanted = max(least - len(start), 1 if depth < 4 and node.get("maxItems", 1) else 0)
        found: list[Any] = []
        for value in islice(_candidates(schemas, items, depth + 1, hidden), 60 + 3 * wanted):
            if len(found) >= wanted:
                break
            if value not in found and schemas.valid(items, value, hidden):
                found.append(value)
        if found and len(found) < wanted:
            if not node.get("uniqueItems"):
                if wanted * _size(found[0], _MOST_LEAVES) > _MOST_LEAVES:
                    _search.get().is_huge = True
                    return
                found += [found[0]] * (wanted - len(found))
            elif isinstance(found[0], dict):
                found = list(islice(_varied(schemas, items, found[0], hidden), wanted))
        yield start + found
    yield start


def _size(value: Any, most: int) -> int:
    """Count the leaves of a value, up to a number and a few more."""
    members = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return 1
    size = 1
    for each in members:
        size += _size(each, most - size)
        if size > most:
            break
    return size


def _varied(
    schemas: Schemas, where: Pointer, value: dict[str, Any], hidden: Hidden
) -> Iterator[dict[str, Any]]:
    """Yield objects that differ from each other in one member."""
    seen: list[dict[str, Any]] = []
    for name in value:
        member = schemas.member(where, name)
        for other in islice(_candidates(schemas, member, 1, hidden), 60) if member else ():
            new = {**value, name: other}
            if new not in seen and schemas.valid(where, new, hidden):
                seen.append(new)
                yield new


def _strings(node: dict[str, Any]) -> Iterator[str]:
    least, most = min(node.get("minLength", 0), _LONGEST), node.get("maxLength")
    if text := _FORMATS.get(str(node.get("format"))):
        yield text
        yield from _OTHER_FORMS.get(text, ())
    if pattern := node.get("pattern"):
        for turn, length in enumerate((1, least, 2, 3, 1, 1, max(least, 4), max(least, 8))):
            for made in matching(pattern, length, turn):
                yield made
                if node.get("format") == "email":
                    yield f"somebody{made}"
    text = "string" if most is None else "string"[:most]
    yield text.ljust(least, "g")
    for number in range(_MOST_ITEMS):
        end = str(number)
        kept = len(text) - len(end) if most is not None and most < len(text) + len(end) else None
        if kept is None or kept >= 0:
            yield (text[:kept] + end).ljust(least, "g")


def matching(pattern: str, repeat: int, turn: int) -> Iterator[str]:
    """Make a short text for a pattern, if that can be; another one with each turn."""
    pattern = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)  # a named group in JavaScript
    try:
        text = _Matching(repeat, turn).made(import_module("re._parser").parse(pattern))
    except (re.error, KeyError, RecursionError, OverflowError):
        return
    yield text


class _Matching:
    """Makes a text of a parsed pattern; KeyError for constructs that it cannot make."""

    def __init__(self, repeat: int, turn: int) -> None:
        self._repeat = repeat
        self._turn = turn
        self._groups: dict[int, str] = {}
        self._left = _LONGEST

    def made(self, parsed: Any) -> str:
        """Make a text of a sequence."""
        return "".join(self._made_of(str(kind), details) for kind, details in parsed)

    def _made_of(self, kind: str, details: Any) -> str:
        if kind == "LITERAL":
            return chr(details)
        if kind in {"AT", "ASSERT_NOT"}:
            return ""
        if kind == "ASSERT":  # what has to follow stands in the text, which then goes on
            return self.made(details[1])
        if kind in {"ANY", "NOT_LITERAL"}:
            return "a" if details != ord("a") else "b"
        if kind == "IN":
            return _of_class(details, self._turn)
        if kind == "BRANCH":
            return self.made(details[1][self._turn % len(details[1])])
        if kind == "SUBPATTERN":
            text = self.made(details[-1])
            self._groups[details[0]] = text
            return text
        if kind == "GROUPREF":
            return self._groups[details]
        if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            least, most, inner = details
            times = min(max(int(least), self._repeat), int(most))
            text = self.made(inner)
            self._left -= times * len(text)
            if self._left < 0:
                raise OverflowError
            return text * times
        raise KeyError(kind)


def _of_class(members: Any, turn: int) -> str:
    examples = {"CATEGORY_DIGIT": "0123456789", "CATEGORY_WORD": "abc1", "CATEGORY_SPACE": " "}
    kind, details = members[0]
    if str(kind) == "NEGATE":
        taken = re.compile("[" + "".join(_as_text(*member) for member in members[1:]) + "]")
        return next(text for text in "a0-_ ~A" if not taken.match(text))
    kind, details = members[turn // 4 % len(members)]
    if str(kind) == "RANGE":
        return chr(details[0] + turn % (details[1] - details[0] + 1))
    if str(kind) == "LITERAL":
        return chr(details)
    known = examples.get(str(details), "-")
    return known[turn % len(known)]


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
    if node.get("type") != "integer" and "multipleOf" not in node and high is None:
        yield (low or 0) + 0.5  # which is no integer
    if low is not None:
        yield (low // step + 1) * step
        if high is not None:
            yield (low + high) / 2
    for value in range(1, _MOST_ITEMS):
        yield (low or 0) + value * step
