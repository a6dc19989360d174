"""Shapes of the extensions that specs/README.md describes."""

from typing import Any, Final

import jsonschema_rs
from attrs import frozen

from .model import MODEL

WORD: Final = {"type": "string", "minLength": 1}
COUNT: Final = {"type": "integer", "minimum": 1}
PAGE: Final = {"type": "string", "format": "uri", "pattern": "^https://[^/]"}


def page_or(mapping: dict[str, Any]) -> dict[str, Any]:
    """Shape of a page or a mapping; with `if`, since `anyOf` says less of what is wrong."""
    closed = {"properties": mapping, "minProperties": 1, "additionalProperties": False}
    return {"if": {"type": "object"}, "then": closed, "else": PAGE}


SOURCE_OF_ANSWER: Final = page_or({"page": PAGE, "inferred": WORD})
SOURCE: Final = page_or(
    {
        "page": PAGE,
        "inferred": WORD,
        "responses": {"type": "object", "additionalProperties": SOURCE_OF_ANSWER},
    }
)


@frozen
class Extension:
    """Shape of an extension, and the kinds of object on which it may stand."""

    meaning: str
    shape: dict[str, Any]
    kinds: tuple[str, ...] = tuple(MODEL)

    @property
    def validator(self) -> jsonschema_rs.Validator:
        """Validator of the shape."""
        return jsonschema_rs.Draft202012Validator(self.shape, validate_formats=True, offline=True)


def object_of(required: str = "", **properties: Any) -> dict[str, Any]:
    """Shape of a mapping that has these properties and no others."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": {name.replace("_", "-"): shape for name, shape in properties.items()},
        "additionalProperties": False,
    }


EXTENSIONS: Final = {
    "x-source": Extension("an https address, or a mapping of page, inferred and responses", SOURCE),
    "x-lifecycle": Extension(
        "a mapping of start, next and terminal, with idle and moves where they apply",
        object_of(
            "start next terminal",
            start=WORD,
            next={"type": "object", "additionalProperties": WORD},
            terminal={"type": "object", "additionalProperties": WORD, "minProperties": 1},
            idle={"type": "array", "items": WORD},
            moves={"type": "object", "additionalProperties": WORD},
        ),
        ("schema",),
    ),
    "x-rate-limit": Extension(
        "a mapping of limit, window, scope and retry-after",
        object_of(
            "limit window scope",
            limit=COUNT,
            window=COUNT,
            scope={"type": "array", "items": WORD, "minItems": 1},
            retry_after={"type": "string", "pattern": r"^\$response\."},
            x_source=SOURCE_OF_ANSWER,
        ),
        ("document", "operation"),
    ),
    "x-exactly-one-of": Extension(
        "a list of two or more query parameters",
        {"type": "array", "items": WORD, "minItems": 2, "uniqueItems": True},
        ("operation",),
    ),
    "x-undescribed": Extension(
        "true, on what a tool added and a person has yet to describe",
        {"const": True},
        ("operation", "parameter", "body", "response", "schema", "tag", "server"),
    ),
    "x-aggregate": Extension("a mapping", {"type": "object"}, ("operation",)),
    "x-mock": Extension("a mapping", {"type": "object"}, ("document",)),
}
