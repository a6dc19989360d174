"""Validity: what of a document breaks the official schema of OpenAPI."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from .document import FILES, Document
from .structure import Problem

_REFERENCE: Final = {"$ref": "#/definitions/Reference"}


def invalid_parts(document: Document) -> Iterator[Problem]:
    """Yield each part of a document that breaks the official schema, with the reason.

    Parts of schemas are judged as JSON Schema itself judges them (`Schemas.problems`), and other
    files by how they are used.
    """
    is_old = str(document.root.get("openapi", "")).startswith("3.0")
    root = {key: value for key, value in document.root.items() if key != FILES}
    seen = set()
    for error in _validator("3.0" if is_old else "3.1").iter_errors(root):
        pointer = tuple(error.instance_path)
        if pointer not in seen and "schema" not in pointer[:-1]:
            seen.add(pointer)
            yield pointer, error.message.replace("value is", "this is", 1)


@cache
def _validator(version: str) -> Any:
    folder = Path(__file__).parent / "official"
    schema = json.loads((folder / f"openapi-{version}.json").read_bytes())
    if version == "3.1":
        return jsonschema_rs.Draft202012Validator(schema, mask="value", offline=True)
    return jsonschema_rs.Draft7Validator(_of_draft_7(schema), mask="value", offline=True)


def _of_draft_7(node: Any) -> Any:
    """Convert the schema of 3.0, so that an object is told from a reference by its `$ref`.

    It says one of both; what is wrong in an object would be told of as neither, and not where.
    """
    if isinstance(node, list):
        return [_of_draft_7(each) for each in node]
    if not isinstance(node, dict):
        return node
    new = {name: _of_draft_7(value) for name, value in node.items()}
    if new.get("exclusiveMinimum") is True:
        new["exclusiveMinimum"] = new.pop("minimum")
    if isinstance(new.get("oneOf"), list) and _REFERENCE in new["oneOf"]:
        others = [each for each in new.pop("oneOf") if each != _REFERENCE]
        other = others[0] if len(others) == 1 else {"anyOf": others}
        new |= {"if": {"required": ["$ref"]}, "then": _REFERENCE, "else": other}
    return new
