"""Parameters: from the wire to the values that their schemas speak of."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import unquote

from attrs import frozen

from .document import Pointer
from .schemas import Schemas

Pairs: TypeAlias = Sequence[tuple[str, str]]
Location: TypeAlias = Literal["path", "query", "header", "cookie"]
STYLES: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}

_INTEGER: Final = re.compile(r"-?[0-9]{1,300}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][-+]?[0-9]{1,3})?")
_SEPARATORS: Final = {"spaceDelimited": " ", "pipeDelimited": "|"}


@frozen(eq=False)
class Parameter:
    """A parameter of an operation."""

    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    schema: Pointer
    types: frozenset[str]
    item_types: frozenset[str]
    is_json: bool
    examples: dict[str, Any]


def decoded(parameter: Parameter, schemas: Schemas, sent: Pairs) -> Any:
    """Decode the value of a parameter from what was sent in its place; LookupError where it was not."""
    name = parameter.name.lower() if parameter.location == "header" else parameter.name
    if parameter.style == "deepObject":
        return _deep_object(parameter, schemas, sent)
    texts = [text for key, text in sent if key == name]
    if "object" in parameter.types and parameter.style == "form" and parameter.explode:
        return _exploded_object(parameter, schemas, sent)
    if not texts:
        raise LookupError(name)
    if parameter.is_json:
        try:
            return json.loads(texts[0])
        except ValueError:
            return texts[0]
    text = _stripped(parameter, texts[0])
    if "array" in parameter.types:
        if parameter.style in {"form", *_SEPARATORS} and parameter.explode:
            return [typed(item, parameter.item_types) for item in texts]
        if text in {"null", ""} and "null" in parameter.types:
            return None
        items = text.split(_separator(parameter)) if text else []
        return [typed(item, parameter.item_types) for item in items]
    if "object" in parameter.types and "string" not in parameter.types:
        return _object(parameter, schemas, text)
    if len(texts) > 1:
        return texts
    return typed(text, parameter.types)


def typed(text: str, types: frozenset[str]) -> Any:
    """Convert a text to the one type that it can be, or leave it."""
    if "string" in types:
        return text
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text) if set(text) & set(".eE") else int(text)
    if "boolean" in types and text in {"true", "false"}:
        return text == "true"
    if "null" in types and text in {"null", ""}:
        return None
    return text


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Split a query into decoded names and values."""
    pairs = []
    for part in query.split("&"):
        if part:
            name, _, text = part.replace("+", " ").partition("=")
            pairs.append((unquote(name), unquote(text)))
    return pairs


def cookie_pairs(header: str) -> list[tuple[str, str]]:
    """Split a Cookie header into names and decoded values."""
    parts = (part.strip().partition("=") for part in header.split(";"))
    return [(name, unquote(text.strip('"'))) for name, _, text in parts if name]


def _stripped(parameter: Parameter, text: str) -> str:
    if parameter.style == "label":
        return text.removeprefix(".")
    if parameter.style == "matrix":
        return text.removeprefix(f";{parameter.name}").removeprefix("=")
    return text


def _separator(parameter: Parameter) -> str:
    if parameter.explode and parameter.style == "label":
        return "."
    if parameter.explode and parameter.style == "matrix":
        return f";{parameter.name}="
    return _SEPARATORS.get(parameter.style, ",")


def _object(parameter: Parameter, schemas: Schemas, text: str) -> Any:
    if text in {"null", ""} and "null" in parameter.types:
        return None
    separator = {"label": ".", "matrix": ";"}.get(parameter.style, ",")
    parts = text.split(separator if parameter.explode else _SEPARATORS.get(parameter.style, ","))
    if parameter.explode:
        pairs = [part.partition("=")[::2] for part in parts]
    elif len(parts) % 2:
        return text
    else:
        pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return {name: _member(parameter, schemas, name, value) for name, value in pairs}


def _exploded_object(parameter: Parameter, schemas: Schemas, sent: Pairs) -> Any:
    found = {
        name: _member(parameter, schemas, name, text)
        for name, text in sent
        if schemas.property(parameter.schema, name)
    }
    if not found:
        raise LookupError(parameter.name)
    return found


def _deep_object(parameter: Parameter, schemas: Schemas, sent: Pairs) -> Any:
    value: dict[str, Any] = {}
    for key, text in sent:
        if not key.startswith(f"{parameter.name}[") or not key.endswith("]"):
            continue
        steps = key[len(parameter.name) + 1 : -1].split("][")
        node, where = value, parameter.schema
        for step in steps[:-1]:
            node = node.setdefault(step, {})
            where = schemas.property(where, step) or ()
            if not isinstance(node, dict):
                return text
        leaf = schemas.property(where, steps[-1]) if where else None
        node[steps[-1]] = typed(text, schemas.types(leaf)) if leaf else text
    if not value:
        raise LookupError(parameter.name)
    return value


def _member(parameter: Parameter, schemas: Schemas, name: str, text: str) -> Any:
    where = schemas.property(parameter.schema, name)
    return typed(text, schemas.types(where)) if where else text
