"""Edits that remove a place, and the components that nothing refers to afterwards."""

import re

from pages.facts import Place

from . import examples
from .aspects import drop_required
from .spec_editor import PersonNeeded, SpecEditor
from .splice import EditError


def remove(editor: SpecEditor, place: Place) -> None:
    if place.where == "operation":
        editor.remove(editor.operation(place.operation))
    elif place.where == "answer":
        editor.remove(editor.sites(place)[0])
    elif place.is_parameter:
        _remove_parameter(editor, place)
    elif place.name:
        _remove_property(editor, place)
    else:
        raise PersonNeeded(f"a whole {place.where} is removed by a person")
    remove_unused_components(editor)


def _remove_parameter(editor: SpecEditor, place: Place) -> None:
    pointer = (*editor.operation(place.operation), "parameters")
    for index, node in reversed(list(enumerate(editor.at(pointer)))):
        real = editor.document.resolve(node)
        name = real["name"].lower() if real["in"] == "header" else real["name"]
        if (name, real["in"]) == (place.name, place.where):
            editor.remove((*pointer, index))


def _remove_property(editor: SpecEditor, place: Place) -> None:
    leaf, holders = place.leaf, editor.holders(place)
    if not holders:
        raise EditError("no object holds it")
    for piece in holders:
        places = editor.places_of(piece)
        drop_required(editor, piece, leaf)
        editor.remove((*piece, "properties", leaf))
        for holder in (one for where in places for one in examples.objects(editor, where)):
            if leaf in editor.at(holder) and len(editor.at(holder)) > 1:
                editor.remove((*holder, leaf))


def remove_unused_components(editor: SpecEditor) -> None:
    """Remove the components that nothing refers to any more, and those that only they used."""
    text = ""
    while text != editor.text:
        text = editor.text
        for section in ("schemas", "parameters", "responses"):
            for name in list(editor.root.get("components", {}).get(section, {})):
                reference = f"#/components/{section}/{name}"
                if not re.search(rf"{re.escape(reference)}(?![\w.-])", text):
                    editor.remove(("components", section, name))
