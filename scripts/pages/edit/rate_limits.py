"""Edits that add a rate limit to an operation."""

from typing import Any

from pages.facts import Place

from .spec_editor import SpecEditor


def add(editor: SpecEditor, place: Place) -> None:
    pointer = editor.operation(place.operation)
    names = list(editor.at(pointer))
    after = "x-source" if "x-source" in names else names[0]
    editor.add(pointer, "x-rate-limit", new(editor, place), after=after)


def new(editor: SpecEditor, place: Place) -> dict[str, Any]:
    """The limit that the page states, with where other operations say how long to wait."""
    scope = [str(one) for one in editor.page.value(place, "scope") or ("key",)]
    limit: dict[str, Any] = {
        "limit": editor.page.value(place, "requests"),
        "window": editor.page.value(place, "window"),
        "scope": ["operation", *scope],
    }
    for _, node in editor.operations():
        if "retry-after" in (other := node.get("x-rate-limit", {})):
            limit["retry-after"] = other["retry-after"]
    return limit
