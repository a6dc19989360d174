"""Shapes of the extensions that a mock reads, so that a wrong one is told with its line."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

import jsonschema_rs

from specmock.openapi import Document, Pointer, Schemas, value_at

_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
_WORDS: Final = {"type": "object", "additionalProperties": {"type": "string"}}
_NAMED: Final = {
    "type": "object",
    "required": ["field"],
    "additionalProperties": {"type": "string"},
}
_REFUSAL: Final = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"type": "string", "pattern": "^[1-5][0-9]{2}$"},
        "example": {"type": "string"},
    },
}
_WHOLE: Final = frozenset({"x-lifecycle"})  # of which a part is of no use
_SHAPES: Final[dict[str, dict[str, Any]]] = {
    "x-mock": {
        "type": "object",
        "properties": {
            "keys": {
                "type": "object",
                "additionalProperties": {"anyOf": [{"const": "accepted"}, _REFUSAL]},
            },
            "missing-key": _REFUSAL,
            "wrong-key": _REFUSAL,
        },
    },
    "x-lifecycle": {
        "type": "object",
        "required": ["start"],
        "properties": {
            "start": {"type": "string"},
            "next": _WORDS,
            "terminal": _WORDS,
            "idle": _TEXTS,
            "moves": _WORDS,
        },
    },
    "x-aggregate": {
        "type": "object",
        "required": ["runs"],
        "properties": {
            "runs": {"type": "string"},
            **{name: {"type": "string"} for name in ("wait", "otherwise")},
            **{name: {"type": "string"} for name in ("members-of", "named-by")},
            "list": _NAMED,
            "groups": {**_NAMED, "required": ["field", "count", "items"]},
            "pages": {**_NAMED, "required": ["size", "cursor", "next"]},
            "counts": {
                "type": "object",
                "additionalProperties": {"anyOf": [{"enum": ["all", "page"]}, _TEXTS]},
            },
            "states": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {"any": _TEXTS, "all": _TEXTS},
                },
            },
            "filters": {
                "type": "object",
                "additionalProperties": {"type": "object", "minProperties": 1, "maxProperties": 1},
            },
        },
        "dependentRequired": {"wait": ["otherwise"], "members-of": ["states"]},
    },
}


def shaped(document: Document, pointer: Pointer, value: Any) -> Any:
    """Validate an extension at a pointer, by its name; raise DocumentError for a wrong shape."""
    for path, reason in _wrong(str(pointer[-1]), value):
        raise document.error((*pointer, *path), reason)
    return value


def sound_part(schemas: Schemas, pointer: Pointer, value: Any) -> dict[str, Any]:
    """Take what is right of an extension at a pointer, and note the rest as problems."""
    name, problems = str(pointer[-1]), []
    while wrong := list(_wrong(name, value)):
        problems += [((*pointer, *path), f"{reason}: it is ignored") for path, reason in wrong]
        path = wrong[0][0]
        if not path or name in _WHOLE:
            value = {}
            break
        value = deepcopy(value)
        del value_at(value, path[:-1])[path[-1]]
    schemas.problems += [each for each in problems if each not in schemas.problems]
    return dict(value)


def _wrong(name: str, value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    validator = jsonschema_rs.Draft202012Validator(_SHAPES[name], mask="value")
    for error in validator.iter_errors(value):
        path = tuple(error.instance_path)
        where = "".join(f"/{step}" for step in path)
        yield path, f"{name}{where}: {error.message}"
