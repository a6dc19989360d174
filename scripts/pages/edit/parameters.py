"""Edits that add a parameter to an operation."""

from typing import Any

from pages.facts import Place

from . import examples, properties
from .schemas import MARK, made_up
from .spec_editor import SpecEditor


def add(editor: SpecEditor, place: Place) -> None:
    """Add a parameter beside its neighbours on the page."""
    pointer = editor.operation(place.operation)
    parameter = new(editor, place)
    if not editor.has((*pointer, "parameters")):
        before = "requestBody" if "requestBody" in editor.at(pointer) else "responses"
        editor.add(pointer, "parameters", [parameter], before=before)
        return
    known = [editor.document.resolve(one) for one in editor.at((*pointer, "parameters"))]
    names = [one["name"] for one in known if one["in"] == place.where]
    after, before = editor.neighbours(place, names)
    at: int | None = None
    for index, one in enumerate(known):
        if one["in"] == place.where and one["name"] == after:
            at = index + 1
        elif one["in"] == place.where and one["name"] == before:
            at = index
    editor.append((*pointer, "parameters"), parameter, at)


def new(editor: SpecEditor, place: Place) -> dict[str, Any]:
    """A parameter of the page; one that the spec has as a component is referred to."""
    for name, other in editor.root.get("components", {}).get("parameters", {}).items():
        known = other["name"].lower() if other["in"] == "header" else other["name"]
        if (known, other["in"]) == (place.name, place.where):
            return {"$ref": f"#/components/parameters/{name}"}
    builder = editor.builder(place)
    schema = properties.schema_of(editor, builder, place)
    schema = {key: value for key, value in schema.items() if key != MARK}
    editor.add_components(builder)
    editor.guesses += builder.guesses
    name = editor.header_name(place) if place.where == "header" else place.name
    parameter: dict[str, Any] = {"name": name, "in": place.where}
    needed = place.where == "path" or editor.page.value(place, "required") is True
    if needed:
        parameter["required"] = True
    parameter |= {MARK: True, "schema": schema}
    if editor.page.value(place, "deprecated") is True:
        parameter["deprecated"] = True
        schema.pop("deprecated", None)
    if needed:
        value = made_up(schema, editor.root)
        name_of_example = examples.name_of(editor, place.operation)
        parameter["examples"] = {name_of_example: {"value": value}}
        editor.guesses.append(f"{place}: its example is made up, {value!r}")
    return parameter
