"""Values that vary over what a schema allows, made from a source of random numbers."""

import math
from collections.abc import Callable
from random import Random
from typing import Any, Final

from attrs import define

from .document import Pointer
from .samples import matching, merged_schema, sample
from .schemas import Hidden, Schemas

_TRIES: Final = 12
_MOST_TRIES: Final = 3_000  # of one value with all that is in it
_DEEP: Final = 4  # from this depth on, only what is needed is made
_DEPTH: Final = 12
_MOST_ITEMS: Final = 3  # more than an array needs
_WORDS: Final = (
    *("amber", "basil", "cedar", "delta", "ember", "fjord", "garnet", "harbor", "indigo"),
    *("juniper", "kestrel", "lagoon", "maple", "nimbus", "onyx", "pebble", "quartz", "river"),
    *("saffron", "tundra", "umber", "velvet", "willow", "yarrow", "zephyr"),
)


def varied(schemas: Schemas, pointer: Pointer, random: Random, hidden: Hidden = "writeOnly") -> Any:
    """Make a value that is valid against a schema, another one for other random numbers.

    Raises LookupError where none was found.
    """
    return _Variety(schemas, random, hidden).valid([pointer], 0)


@define
class _Variety:
    schemas: Schemas
    random: Random
    hidden: Hidden
    left: int = _MOST_TRIES

    def valid(self, places: list[Pointer], depth: int) -> Any:
        """Make a value that is valid against all of some schemas."""
        for _ in range(_TRIES if depth < _DEPTH else 0):
            self.left -= 1
            if self.left < 0:
                raise LookupError(places[0])
            value = self.value(places[self.random.randrange(len(places))], depth)
            if all(self.schemas.valid(each, value, self.hidden) for each in places):
                return value
        value = sample(self.schemas, places[0], hidden=self.hidden)
        if not all(self.schemas.valid(each, value, self.hidden) for each in places):
            raise LookupError(places[0])
        return value

    def value(self, pointer: Pointer, depth: int) -> Any:
        """Make a value that is likely to be valid."""
        node = merged_schema(self.schemas, pointer)
        if "const" in node:
            return node["const"]
        if node.get("enum"):
            return self.random.choice(node["enum"])
        for keyword in ("oneOf", "anyOf"):
            if node.get(keyword):
                value = self.valid([self.random.choice(node[keyword])], depth + 1)
                whole = isinstance(value, dict) and "properties" in node
                return {**self.object(node, depth), **value} if whole else value
        kinds = node.get("type") or ("object" if "properties" in node else None)
        is_hard = "contains" in node or "prefixItems" in node
        if (
            kinds is None
            or is_hard
            or ("array" in kinds and not isinstance(node.get("items"), tuple))
        ):
            return sample(self.schemas, pointer, hidden=self.hidden)
        likely = [each for each in _list(kinds) if each != "null"]
        is_null = "null" in kinds and (not likely or self.random.random() < 0.15)
        makers: dict[str, Callable[[dict[str, Any], int], Any]] = {
            "object": self.object,
            "array": self.array,
            "string": self.string,
            "integer": self.number,
            "number": self.number,
            "boolean": lambda *_: self.random.random() < 0.5,
        }
        return None if is_null else makers[self.random.choice(likely)](node, depth)

    def object(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        """Make an object: what it needs, and most of what it may have."""
        needed = set(node.get("required", ()))
        likely = 0.85 if depth < 2 else 0.4 if depth < _DEEP else 0.0
        found: dict[str, Any] = {}
        for name, places in node.get("properties", {}).items():
            if any(self.schemas.is_hidden(where, self.hidden) for where in places):
                continue
            if name in needed or self.random.random() < likely:
                try:
                    found[name] = self.valid(places, depth + 1)
                except LookupError:
                    if name in needed:
                        raise
        others = node.get("additionalProperties")
        if isinstance(others, tuple):
            least = node.get("minProperties", 0)
            wanted = max(least, self.random.randint(0, 2) if depth < _DEEP else 0)
            for name in self.random.sample(_WORDS, min(wanted, len(_WORDS))):
                found.setdefault(name, self.valid([others], depth + 1))
        return found

    def array(self, node: dict[str, Any], depth: int) -> list[Any]:
        """Make an array of a few items more than it needs."""
        least = node.get("minItems", 0)
        most = min(node.get("maxItems", math.inf), least + (_MOST_ITEMS if depth < _DEEP else 0))
        wanted = self.random.randint(max(least, min(1, most)), max(least, int(most)))
        found: list[Any] = []
        for _ in range(3 * wanted):
            value = self.valid([node["items"]], depth + 1)
            if value not in found or not node.get("uniqueItems"):
                found.append(value)
            if len(found) == wanted:
                break
        return found

    def string(self, node: dict[str, Any], _: int = 0) -> str:
        """Make a text of a format, for a pattern, or of words."""
        random = self.random
        if node.get("format") in _FORMATS:
            return _FORMATS[node["format"]](random)
        least, most = node.get("minLength", 0), node.get("maxLength", math.inf)
        if "pattern" in node:
            repeat = random.choice((1, 2, 3, least or 1))
            return next(matching(node["pattern"], repeat, random.randrange(1_000)), "")
        if isinstance(node.get("example"), str) and random.random() < 0.3:
            return str(node["example"])
        text = random.choice(_WORDS)
        while len(text) < least:
            text += f" {random.choice(_WORDS)}"
        return text[: int(min(most, max(least, len(text))))]

    def number(self, node: dict[str, Any], _: int = 0) -> float:
        """Make a number between the limits, small where there are none."""
        step = node.get("multipleOf", 1 if node.get("type") != "number" else 0.01)
        low = max(node.get("minimum", -math.inf), node.get("exclusiveMinimum", -math.inf))
        high = min(node.get("maximum", math.inf), node.get("exclusiveMaximum", math.inf))
        if low == -math.inf:
            low = 0 if high >= 0 else high - 1_000 * step
        high = min(high, low + 1_000 * step)
        first, last = math.ceil(low / step), math.floor(high / step)
        number: float = self.random.randint(first, max(first, last)) * step
        return round(number, 10) if isinstance(step, float) else number


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _uuid(random: Random) -> str:
    bits = f"{random.getrandbits(128):032x}"
    return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:]}"


def _date(random: Random) -> str:
    return f"{random.randint(2020, 2026)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def _time(random: Random) -> str:
    return f"{random.randint(0, 23):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}Z"


def _host(random: Random) -> str:
    return f"{random.choice(_WORDS)}.example"


_FORMATS: Final[dict[str, Callable[[Random], str]]] = {
    "uuid": _uuid,
    "date": _date,
    "time": _time,
    "date-time": lambda random: f"{_date(random)}T{_time(random)}",
    "duration": lambda random: f"PT{random.randint(1, 3_600)}S",
    "email": lambda random: f"{random.choice(_WORDS)}@{_host(random)}",
    "idn-email": lambda random: f"{random.choice(_WORDS)}@{_host(random)}",
    "hostname": _host,
    "idn-hostname": _host,
    "ipv4": lambda random: f"192.0.2.{random.randint(1, 254)}",
    "ipv6": lambda random: f"2001:db8::{random.randint(1, 0xFFFF):x}",
    "uri": lambda random: f"https://{_host(random)}/{random.choice(_WORDS)}",
    "uri-reference": lambda random: f"/{random.choice(_WORDS)}",
    "iri": lambda random: f"https://{_host(random)}/{random.choice(_WORDS)}",
}
