"""Prepare a spec for the generator, which reads less of it than others do, and sends too much.

It takes the description of a parameter from its schema, and has the client send a default that
the vendor would assume anyway.
"""

import copy
import json
from typing import Any

from lint.places import walk


def prepared(spec: dict[str, Any]) -> dict[str, Any]:
    """Copy a spec, and write into the copy what its package shall tell."""
    root = copy.deepcopy(spec)
    for place in list(walk(root, "document")):
        if place.kind == "parameter":
            described(place.node)
        elif place.kind == "schema" and "default" in place.node:
            default = json.dumps(place.node.pop("default"), ensure_ascii=False)
            tell(place.node, f"Default: {default}.")
    return root


def described(parameter: dict[str, Any]) -> None:
    """Copy the description of a parameter to its schema."""
    schema, text = parameter.get("schema"), parameter.get("description")
    if isinstance(schema, dict) and text:
        schema["description"] = text


def tell(schema: dict[str, Any], sentence: str) -> None:
    """Add a sentence to a description."""
    schema["description"] = f"{schema.get('description', '')} {sentence}".strip()
