"""Edits that add a property to the object that holds it, with its schema and its examples."""

import copy
from collections.abc import Iterator
from typing import Any

from specmock.openapi import Pointer, pointer_of

from pages.facts import Place

from . import examples
from .schemas import Builder, camel, made_up
from .spec_editor import PersonNeeded, SpecEditor
from .splice import EditError

_SHAPES = {"type", "properties", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}


def add(editor: SpecEditor, place: Place, piece: Pointer) -> None:
    """Add the property of a place to an object, beside its neighbours on the page."""
    leaf = place.leaf
    builder = editor.builder(place, str(piece[2]) if len(piece) > 2 else "")
    schema = schema_of(editor, builder, place)
    editor.add_components(builder, piece)
    places = editor.places_of(piece)
    if "properties" not in editor.at(piece):
        editor.add(piece, "properties", {leaf: schema})
    else:
        after, before = editor.neighbours(place, editor.at((*piece, "properties")))
        editor.add((*piece, "properties"), leaf, schema, after=after, before=before)
    if editor.page.value(place, "required") is True:
        require(editor, piece, place, places)
    editor.guesses += builder.guesses


def add_apart(editor: SpecEditor, place: Place) -> None:
    """Copy the component that a place's object shares with others, and add to the copy."""
    sites = editor.sites(place.parent)
    if len(sites) != 1 or "$ref" not in editor.at(sites[0]):
        raise EditError("its object is not one component")
    old = pointer_of(editor.at(sites[0])["$ref"])
    if "properties" not in editor.at(old):
        raise EditError("its object is composed of others")
    fresh = f"{editor.builder(place).owner}{camel(str(old[-1]))}"
    add(editor, place, editor.copy_component(sites[0], fresh))
    editor.guesses.append(f"{place}: {fresh} is a copy of {old[-1]}")


def holders(editor: SpecEditor, place: Place) -> Iterator[Pointer]:
    """Rank the objects that may hold a new property: those with its neighbours come first."""
    pieces = editor.facts.nodes.get(place.parent, [])
    if not pieces:
        raise PersonNeeded(f"the spec has no object {place.parent.name or place.where}")
    nodes = {piece: editor.at(piece) for piece in pieces}
    siblings, leaf = editor.siblings(place), place.leaf
    before = siblings[: siblings.index(leaf)] if leaf in siblings else siblings

    def rank(piece: Pointer) -> tuple[int, int, int, int]:
        names = nodes[piece].get("properties", {})
        nearest = next((at for at, one in enumerate(reversed(before)) if one in names), 99)
        shared = pieces.count(piece)  # what all alternatives are composed of comes first
        return (-shared, nearest, -len({*siblings} & {*names}), pieces.index(piece))

    found = [piece for piece in nodes if "properties" in nodes[piece]]
    yield from sorted(found, key=rank)
    yield from (
        piece for piece in nodes if piece not in found and nodes[piece].get("type") == "object"
    )


def shapeless(editor: SpecEditor, place: Place) -> Pointer | None:
    """Find the schema of a place that says nothing of its shape."""
    sites = editor.sites(place)
    return next((one for one in sites if not _SHAPES & {*editor.at(one)}), None)


def give_shape(editor: SpecEditor, place: Place, site: Pointer) -> None:
    """Write the shape that the page shows into a schema that has none."""
    builder = editor.builder(place)
    name = Place(place.operation, place.where, place.name.removesuffix("[]"))
    schema = builder.from_facts(editor.page, name)
    if place.name.endswith("[]"):
        schema = schema["items"]
    editor.add_components(builder, site)
    editor.set(site, {**editor.at(site), **schema})
    editor.guesses += builder.guesses


def schema_of(editor: SpecEditor, builder: Builder, place: Place) -> dict[str, Any]:
    """Schema of a place: as its description has it, or one that looks alike, or from facts."""
    document, sites = editor.page.document, editor.page.sites.get(place)
    if document is not None and sites:
        return builder.from_node(document, document.at(sites[0]), place.leaf)
    is_listed = "type" in editor.page.stated.get(place, {})
    if not is_listed and (same := _look_alike(editor, builder, place)):
        return same
    return builder.from_facts(editor.page, place)


def _look_alike(editor: SpecEditor, builder: Builder, place: Place) -> dict[str, Any] | None:
    """Reuse the enum of a field of the same name whose words have the sample's."""
    words = {*(editor.page.value(place, "words") or ())}
    for schema in builder.root.get("components", {}).get("schemas", {}).values():
        found = schema.get("properties", {}).get(place.leaf, {})
        if "$ref" not in found or not words:
            continue
        target = builder.root["components"]["schemas"][found["$ref"].rpartition("/")[2]]
        parts = [target, *(editor.document.resolve(one) for one in target.get("anyOf", []))]
        if words <= {word for part in parts for word in part.get("enum", [])}:
            return {"$ref": found["$ref"]}
    return None


def require(editor: SpecEditor, piece: Pointer, place: Place, places: list[Place]) -> None:
    """Require a property of an object, and complete the examples of the places made of it."""
    node, leaf = editor.at(piece), place.leaf
    order = list(node["properties"])
    required = node.get("required", [])
    if leaf in required:
        raise EditError(f"{leaf} is required already")
    if not required:
        after = "type" if "type" in node else ""
        editor.add(piece, "required", [leaf], after=after, before="" if after else next(iter(node)))
    else:
        before = [one for one in required if one in order and order.index(one) < order.index(leaf)]
        at = required.index(before[-1]) + 1 if before else 0
        editor.append((*piece, "required"), leaf, at)
    shown = examples.sampled(editor.page, place)
    schema = editor.at((*piece, "properties", leaf))
    value = shown if shown is not None else made_up(schema, editor.root)
    lacking = [
        holder
        for one in places
        for holder in examples.objects(editor, one)
        if leaf not in editor.at(holder)
    ]
    for holder in dict.fromkeys(lacking):
        names = list(editor.at(holder))
        earlier = [name for name in order[: order.index(leaf)] if name in names]
        after = (earlier or names or [""])[-1]
        editor.add(holder, leaf, copy.deepcopy(value), after=after)
    if lacking and shown is None:
        editor.guesses.append(f"{place}: the examples have a made-up value, {value!r}")
