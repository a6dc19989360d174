"""Styles of parameters: between values and how they are written in a path, query, header, cookie.

Each style is read and written by one table, so that what is written is read as the same value.
Two values cannot be told from others: an empty list or object, which is written as nothing, and
items that hold the blank or the bar that `spaceDelimited` and `pipeDelimited` put between them.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote, unquote

from attrs import field, frozen

from .document import Pointer
from .media import Media
from .schemas import Schemas

Pairs: TypeAlias = Sequence[tuple[str, str]]
Location: TypeAlias = Literal["path", "query", "header", "cookie"]

DEFAULTS: Final[dict[str, str]] = {
    "path": "simple",
    "query": "form",
    "header": "simple",
    "cookie": "form",
}
STYLES: Final[dict[str, tuple[str, ...]]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
# What stands between items: as it is written, and what is read as it, raw.
_BETWEEN: Final = {
    "form": (",", re.compile(",")),
    "simple": (",", re.compile(",")),
    "label": (",", re.compile(",")),
    "matrix": (",", re.compile(",")),
    "spaceDelimited": ("%20", re.compile(r"%20|\+| ")),
    "pipeDelimited": ("%7C", re.compile(r"\||(?i:%7c)")),
}
_COMMA: Final = re.compile(",|(?i:%2c)")  # many clients encode what is between items as well
_EXPLODED: Final = {"label": ".", "matrix": ";"}
_INTEGER: Final = re.compile(r"-?[0-9]{1,300}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][-+]?[0-9]{1,3})?")
_TEXT: Final = frozenset({"string"})


def _query_text(raw: str) -> str:
    return unquote(raw.replace("+", " "))


_DECODERS: Final[dict[str, Callable[[str], str]]] = {
    "path": unquote,
    "query": _query_text,
    "header": str.strip,
    "cookie": lambda raw: unquote(raw.strip('"')),
}


@frozen(eq=False)
class Style:
    """How a value of a schema is written; made once a parameter."""

    name: str
    explode: bool
    schema: Pointer
    types: frozenset[str]
    items: Pointer | None = None
    item_types: frozenset[str] = _TEXT


def style_of(schemas: Schemas, schema: Pointer | None, name: str, *, explode: bool) -> Style:
    """Build the style of a schema; without one, values are text."""
    if schema is None:
        return Style(name, explode, schemas.ANY, _TEXT)
    types = known_types(schemas, schema)
    items = schemas.property(schema, "") if "array" in types else None
    return Style(
        name, explode, schema, types, items, known_types(schemas, items) if items else _TEXT
    )


def known_types(schemas: Schemas, schema: Pointer | None) -> frozenset[str]:
    """Collect the types of a schema; text where it leaves all of them open."""
    types = schemas.types(schema) if schema else _TEXT
    return types if len(types) < len(schemas.TYPES) else _TEXT


@frozen(eq=False)
class Parameter:
    """A parameter of an operation."""

    name: str
    location: Location
    required: bool
    style: Style
    media: Media | None = None  # of a parameter that has content in the place of a schema
    examples: dict[str, Any] = field(factory=dict)
    may_be_empty: bool = False

    @property
    def schema(self) -> Pointer:
        """The schema of its values."""
        return self.style.schema

    @property
    def types(self) -> frozenset[str]:
        """The types that its values may have."""
        return self.style.types

    @property
    def item_types(self) -> frozenset[str]:
        """The types that the items of its lists may have."""
        return self.style.item_types


class StyleError(ValueError):
    """A text that is not written in the style of its parameter."""


def read_parameter(
    parameter: Parameter, schemas: Schemas, sent: Pairs, others: Iterable[str] = ()
) -> Any:
    """Decode the value of a parameter from what was sent in its place: names, and raw texts.

    Args:
        parameter: the parameter.
        schemas: the schemas of the document.
        sent: all that was sent in the place.
        others: the names of the other parameters of the place, whose texts are not its own.

    Raises LookupError where it was not sent, StyleError where it is written otherwise.
    """
    style, decode = parameter.style, _DECODERS[parameter.location]
    if style.name == "deepObject":
        steps = [(_steps(key, parameter.name), decode(raw)) for key, raw in sent]
        found = [(each, text) for each, text in steps if each]
        if not found:
            raise LookupError(parameter.name)
        return _nested(schemas, style.schema, found)
    name = parameter.name.lower() if parameter.location == "header" else parameter.name
    raws = [raw for key, raw in sent if key == name]
    if parameter.media is None and _is_spread(style):
        return _spread(parameter, schemas, [(key, decode(raw)) for key, raw in sent], others)
    if not raws:
        raise LookupError(parameter.name)
    if parameter.media is not None:
        return _content(parameter.media, decode(raws[0]))
    readings = [
        read for kind, read in (("array", _list), ("object", _object)) if kind in style.types
    ]
    if style.types - {"array", "object"}:
        readings.append(_scalar)
    values: list[Any] = []
    error: StyleError | None = None
    for read in readings:
        try:
            values += read(parameter, schemas, raws, decode)
        except StyleError as wrong:
            error = wrong
    if not values:
        raise error or StyleError("cannot be read")
    if len(values) == 1:
        return values[0]
    return next((each for each in values if schemas.valid(style.schema, each)), values[0])


def write_parameter(parameter: Parameter, value: Any) -> str:
    """Write the value of a parameter: the raw text of a path or a header, or `name=text` pairs.

    Those of a query are joined by `&`, those of cookies by `; `.
    """
    style, location, name = parameter.style, parameter.location, parameter.name
    if parameter.media is not None:
        text = value if isinstance(value, str) and not _is_json(parameter.media) else _json(value)
        return _one(name, _encoded(text, location), location)
    if style.name == "deepObject":
        pairs = _flat(value, _encoded(name, location), location)
        return "&".join(f"{key}={text}" for key, text in pairs)
    if isinstance(value, dict):
        members = [(_encoded(k, location), _written(v, style, location)) for k, v in value.items()]
        if style.explode and style.name == "form":
            return _joined(members, location)
        if style.explode and style.name != "simple":
            return "".join(f"{_EXPLODED[style.name]}{key}={text}" for key, text in members)
        if style.explode:
            return ",".join(f"{key}={text}" for key, text in members)
        parts = [text for pair in members for text in pair]
    elif isinstance(value, list):
        parts = [_written(item, style, location) for item in value]
        if style.explode and style.name in {"form", "spaceDelimited", "pipeDelimited"}:
            return _joined([(_named(name, location), text) for text in parts], location)
        if style.explode and style.name == "matrix":
            return "".join(f";{name}={text}" for text in parts)
        if style.explode and style.name == "label":
            return "".join(f".{text}" for text in parts)
    else:
        parts = [_written(value, style, location)]
    text = _BETWEEN[style.name][0].join(parts)
    if style.name == "matrix":
        return f";{name}={text}" if text else f";{name}"
    return f".{text}" if style.name == "label" else _one(name, text, location)


def write_header(style: Style, value: Any) -> str:
    """Write the value of a header of an answer."""
    return write_parameter(Parameter("", "header", required=True, style=style), value)


def read_text(schemas: Schemas, schema: Pointer | None, text: str) -> Any:
    """Convert a text to what a schema takes: as it is, or a number, a boolean, null.

    Of several that its types allow, the first one that is valid.
    """
    return _typed(schemas, schema, known_types(schemas, schema), text)


def _typed(schemas: Schemas, schema: Pointer | None, types: frozenset[str], text: str) -> Any:
    if types == _TEXT:
        return text
    readings: list[Any] = [text] if "string" in types else []
    if not types.isdisjoint(("integer", "number")) and _INTEGER.fullmatch(text):
        readings.append(int(text))
    elif "number" in types and _NUMBER.fullmatch(text):
        readings.append(float(text))
    if "boolean" in types and text in {"true", "false"}:
        readings.append(text == "true")
    if "null" in types and text in {"null", ""}:
        readings.append(None)
    if len(readings) > 1 and schema is not None:
        return next((each for each in readings if schemas.valid(schema, each)), readings[0])
    return readings[0] if readings else text


def read_form(
    pairs: Pairs, schemas: Schemas, schema: Pointer | None, encoding: Mapping[str, Any]
) -> dict[str, Any]:
    """Decode the fields of a form: lists, `name[key]` and JSON, as schema and encoding have it."""
    fields: dict[str, list[tuple[list[str], str]]] = {}
    for key, text in pairs:
        base = key.partition("[")[0]
        is_plain = not base or (schema is not None and schemas.property(schema, key) is not None)
        name, steps = (key, []) if is_plain else (base, _steps(key, base))
        fields.setdefault(name, []).append((steps, text))
    return {
        name: _field(
            found, schemas, schemas.member(schema, name) if schema else None, encoding.get(name)
        )
        for name, found in fields.items()
    }


def _field(
    found: list[tuple[list[str], str]], schemas: Schemas, where: Pointer | None, encoding: Any
) -> Any:
    facts: Mapping[str, Any] = encoding if isinstance(encoding, dict) else {}
    if any(steps for steps, _ in found):
        return _nested(schemas, where, found)
    texts = [text for _, text in found]
    types = known_types(schemas, where)
    if where is not None and "array" in types:
        items = schemas.property(where, "")
        if facts.get("explode") is False or facts.get("style") in {
            "spaceDelimited",
            "pipeDelimited",
        }:
            texts = re.split(
                {"spaceDelimited": " ", "pipeDelimited": r"\|"}.get(str(facts.get("style")), ","),
                texts[0],
            )
        return [_leaf(schemas, items, text) for text in texts]
    return _leaf(schemas, where, texts[0]) if len(texts) == 1 else texts


def _leaf(schemas: Schemas, where: Pointer | None, text: str) -> Any:
    types = known_types(schemas, where)
    if types.isdisjoint(("array", "object")) or "string" in types:
        return _typed(schemas, where, types, text)
    try:
        return json.loads(text)
    except ValueError:
        return text


def write_form(value: Mapping[str, Any], encoding: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Write an object as the fields of a form."""
    pairs: list[tuple[str, str]] = []
    for name, each in value.items():
        facts = encoding.get(name)
        style = facts.get("style") if isinstance(facts, dict) else None
        if style == "deepObject" and isinstance(each, dict):
            pairs += _flat(each, name, "header")
        elif isinstance(each, list) and isinstance(facts, dict) and facts.get("explode") is False:
            between = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(str(style), ",")
            pairs.append((name, between.join(_json(item) for item in each)))
        else:
            items = each if isinstance(each, list) else [each]
            pairs += [(name, _json(item)) for item in items]
    return pairs


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Split a query into decoded names and raw texts."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(_query_text(name), text) for name, _, text in parts]


def cookie_pairs(header: str) -> list[tuple[str, str]]:
    """Split a Cookie header into names and raw texts."""
    parts = (part.strip().partition("=") for part in header.split(";"))
    return [(name, text) for name, _, text in parts if name]


def decoded(location: Location, pairs: Pairs) -> list[tuple[str, str]]:
    """Decode the texts of what was sent in a place."""
    decode = _DECODERS[location]
    return [(name, decode(raw)) for name, raw in pairs]


def _is_spread(style: Style) -> bool:
    """Tell whether the members of an object stand in the query each under its own name."""
    return style.name == "form" and style.explode and "object" in style.types


def _spread(
    parameter: Parameter, schemas: Schemas, sent: Pairs, others: Iterable[str]
) -> dict[str, Any]:
    schema, taken = parameter.schema, frozenset(others)
    is_open = any(
        isinstance(node, dict)
        and (node.get("additionalProperties", "properties" not in node) is not False)
        and ("additionalProperties" in node or "properties" not in node)
        for node in (schemas.at(part) for part in schemas.parts(schema))
    )
    found = {}
    for name, text in sent:
        known = schemas.property(schema, name)
        if known or (is_open and name not in taken and name.partition("[")[0] not in taken):
            found[name] = read_text(schemas, known or schemas.member(schema, name), text)
    if not found and not (parameter.required and schemas.valid(schema, {})):
        raise LookupError(parameter.name)
    return found


def _content(media: Media, text: str) -> Any:
    if not _is_json(media):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise StyleError(f"is not {media.type}") from error


def _list(
    parameter: Parameter, schemas: Schemas, raws: list[str], decode: Callable[[str], str]
) -> list[Any]:
    """List the readings of a list."""
    style = parameter.style
    if style.explode and style.name in {"form", "spaceDelimited", "pipeDelimited"}:
        return [[_item(style, schemas, decode(raw)) for raw in raws]]
    raw = _bare(parameter, raws[0])
    if raw in {"null", ""} and "null" in style.types:
        return [None]
    return [
        [_item(style, schemas, decode(part)) for part in parts] for parts in _parts(parameter, raw)
    ]


def _item(style: Style, schemas: Schemas, text: str) -> Any:
    return _typed(schemas, style.items, style.item_types, text)


def _object(
    parameter: Parameter, schemas: Schemas, raws: list[str], decode: Callable[[str], str]
) -> list[Any]:
    """List the readings of an object."""
    style = parameter.style
    raw = _bare(parameter, raws[0])
    if raw in {"null", ""} and "null" in style.types:
        return [None]
    found: list[Any] = []
    for parts in _parts(parameter, raw):
        if style.explode:
            split = [part.partition("=") for part in parts]
            pairs = [(name, text) for name, equals, text in split if equals]
        else:
            pairs = list(zip(parts[::2], parts[1::2], strict=False))
            if len(parts) % 2:
                continue
        if len(pairs) == len(parts) / (1 if style.explode else 2):
            names = [(decode(name), decode(text)) for name, text in pairs]
            found.append(
                {
                    name: read_text(schemas, schemas.member(style.schema, name), text)
                    for name, text in names
                }
            )
    if not found:
        raise StyleError(f"is not an object in the style {style.name}")
    return found


def _scalar(
    parameter: Parameter, schemas: Schemas, raws: list[str], decode: Callable[[str], str]
) -> list[Any]:
    """List the reading of a value that is no list and no object."""
    style = parameter.style
    if len(raws) > 1:
        return [[decode(raw) for raw in raws]]
    text = decode(_bare(parameter, raws[0]))
    return [_typed(schemas, style.schema, style.types - {"array", "object"}, text)]


def _bare(parameter: Parameter, raw: str) -> str:
    """Strip what stands before the value."""
    style = parameter.style
    if style.name == "label":
        if not raw.startswith("."):
            raise StyleError("does not begin with a dot, as the style label has it")
        return raw[1:]
    if style.name != "matrix":
        return raw
    name, equals, rest = raw[1:].partition("=")
    if not raw.startswith(";"):
        raise StyleError("does not begin with a semicolon, as the style matrix has it")
    if style.explode and "object" in style.types:
        return raw[1:]
    if unquote(name) != parameter.name:
        raise StyleError(f"does not begin with ;{parameter.name}=, as the style matrix has it")
    return rest if equals else ""


def _parts(parameter: Parameter, raw: str) -> list[list[str]]:
    """Split a raw text at what stands between items: at what is sent as such, then at all."""
    style = parameter.style
    if not raw:
        return [[]]
    if style.explode and style.name == "matrix":
        prefix = "" if "object" in style.types else f"{parameter.name}="
        return [[part.removeprefix(prefix) for part in raw.split(";")]]
    if style.explode and style.name == "label":
        return [raw.split(".")]
    between = _BETWEEN[style.name][1]
    found = [between.split(raw)]
    if between.pattern == "," and parameter.location != "header" and "%2" in raw:
        found.append(_COMMA.split(raw))
    return found


def _steps(key: str, name: str) -> list[str]:
    """Split `name[a][b]` into its steps; none where the key is another one."""
    if not key.startswith(f"{name}[") or not key.endswith("]"):
        return []
    return key[len(name) + 1 : -1].split("][")


def _nested(
    schemas: Schemas, where: Pointer | None, found: list[tuple[list[str], str]], depth: int = 0
) -> Any:
    """Build what bracketed names stand for."""
    types = known_types(schemas, where)
    if depth > 50:
        raise StyleError("is nested too deeply")
    if where is not None and "array" in types and "object" not in types:
        items = schemas.property(where, "")
        slots: dict[str, list[tuple[list[str], str]]] = {}
        for number, (steps, text) in enumerate(found):
            place = steps[0] if steps and steps[0].isdecimal() else f"+{number}"
            slots.setdefault(place, []).append((steps[1:], text))
        ordered = sorted(slots.items(), key=lambda slot: int(slot[0].lstrip("+")))
        return [_nested(schemas, items, each, depth + 1) for _, each in ordered]
    if not any(steps for steps, _ in found):
        return _leaf(schemas, where, found[-1][1])
    members: dict[str, list[tuple[list[str], str]]] = {}
    for steps, text in found:
        if steps:
            members.setdefault(steps[0], []).append((steps[1:], text))
    return {
        name: _nested(schemas, schemas.member(where, name) if where else None, each, depth + 1)
        for name, each in members.items()
    }


def _flat(value: Any, key: str, location: Location) -> list[tuple[str, str]]:
    """List the bracketed names of a value with their texts."""
    if isinstance(value, dict):
        return [
            pair
            for name, each in value.items()
            for pair in _flat(each, f"{key}[{_encoded(name, location)}]", location)
        ]
    if isinstance(value, list):
        is_plain = not any(isinstance(each, dict | list) for each in value)
        return [
            pair
            for index, each in enumerate(value)
            for pair in _flat(each, key if is_plain else f"{key}[{index}]", location)
        ]
    return [(key, _encoded(_json(value), location))]


def _joined(pairs: Iterable[tuple[str, str]], location: Location) -> str:
    return ("; " if location == "cookie" else "&").join(f"{key}={text}" for key, text in pairs)


def _one(name: str, text: str, location: Location) -> str:
    return text if location in {"path", "header"} else f"{_named(name, location)}={text}"


def _named(name: str, location: Location) -> str:
    return name if location == "cookie" else _encoded(name, location)  # cookies' names have no code


def _written(value: Any, style: Style, location: Location) -> str:
    text = _encoded(_json(value), location)
    return text.replace(".", "%2E") if style.name == "label" else text


def _encoded(text: str, location: Location) -> str:
    return text if location == "header" else quote(text, safe="")


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _is_json(media: Media) -> bool:
    return media.type in {"application/json", "text/json"} or media.type.endswith("+json")
