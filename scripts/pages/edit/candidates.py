"""Edits of a spec that a change may call for, the likeliest first; the oracle chooses."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from pages.compare import Change, told
from pages.facts import Place

from . import (
    aspects,
    bodies,
    enums,
    examples,
    lifecycles,
    operations,
    parameters,
    properties,
    rate_limits,
    removals,
    renames,
)
from .spec_editor import PersonNeeded, SpecEditor


@frozen
class Edit:
    """An edit to try: what it does in words, and how."""

    label: str
    apply: Callable[[SpecEditor], None]


def _edit(label: str, function: Callable[..., None], *arguments: Any) -> Edit:
    return Edit(label, lambda editor: function(editor, *arguments))


def edits(editor: SpecEditor, change: Change) -> Iterator[Edit]:
    """Yield the edits to try for a change; raise PersonNeeded where there is no rule."""
    place = change.place
    match change.act:
        case "add":
            yield from _add(editor, place)
        case "set":
            yield from _set(editor, change)
        case "fit":
            yield from _fit(editor, change)
        case "words+":
            yield from _add_words(editor, change)
        case "words-":
            label = f"{place}: remove {', '.join(change.words)} from the enum"
            yield _edit(label, enums.remove_words, change)
        case "unset":
            yield _edit(f"{place}: remove {change.aspect}", aspects.unset, change)
        case "example":
            label = f"{place}: take the new text of the sample into the examples"
            yield _edit(label, examples.replace, place, change.aspect, str(change.value))
        case "drop":
            yield _edit(f"{place}: remove it", removals.remove, place)


def _add(editor: SpecEditor, place: Place) -> Iterator[Edit]:
    if former := renames.former(editor, place):
        names = f"{former.name or former.operation} to {place.name or place.operation}"
        yield _edit(f"{place}: rename {names}", renames.rename, former, place)
    name = place.name
    match place.where.split()[0]:
        case "operation":
            label = f"{place.operation}: add the operation"
            yield _edit(label, operations.add, place.operation)
        case "answer" if place.where == "answer":
            yield _edit(f"{place}: add the answer", bodies.add_answer, place)
        case "path" | "query" | "header" if name != "?":
            yield _edit(f"{place}: add the parameter", parameters.add, place)
        case "body" | "answer" if name and name != "?":
            yield from _add_property(editor, place)
        case "body" if not name:
            yield _edit(f"{place}: add the body", bodies.add_request, place.operation)
        case "state":
            yield _edit(f"{place}: add the state", lifecycles.add, place)
        case "limit":
            yield _edit(f"{place}: add the rate limit", rate_limits.add, place)
        case where:
            raise PersonNeeded(f"nobody but a person can say where {where} {name} belongs")


def _add_property(editor: SpecEditor, place: Place) -> Iterator[Edit]:
    if site := properties.shapeless(editor, place.parent):
        label = f"{place.parent}: give it the shape that the page shows"
        yield _edit(label, properties.give_shape, place.parent, site)
    label = f"{place}: add the property"
    for piece in list(properties.holders(editor, place)):
        yield _edit(label, properties.add, place, piece)
    yield _edit(f"{label}, in a schema of its own", properties.add_apart, place)


def _set(editor: SpecEditor, change: Change) -> Iterator[Edit]:
    place, aspect, value = change.known or change.place, change.aspect, change.value
    if aspect == "required" and value == "one of":
        label = f"{change.place}: require it in the shapes that the page requires it in"
        yield _edit(label, aspects.require_in_branches, place)
        return
    label = f"{change.place}: set {aspect} to {told(value)}"
    yield _edit(label, aspects.set_aspect, place, aspect, value)
    if any("$ref" in editor.at(site) for site in editor.sites(place) if editor.has(site)):
        own = f"{label}, in a schema of its own"
        yield _edit(own, aspects.set_apart, place, aspect, value)


def _fit(editor: SpecEditor, change: Change) -> Iterator[Edit]:
    """Fit the spec to the kind of a sampled value."""
    place, kind = change.known or change.place, str(change.value)
    form = re.search(r"<([\w-]+)>", kind)
    bare = re.sub(r"<[\w-]+>", "", kind)
    declared = str(editor.facts.value(place, "type"))
    if kind == "null":
        yield _edit(f"{place}: admit null", aspects.admit_null, place)
    elif bare.startswith("[]") or "object" in bare:
        raise PersonNeeded(f"the sample has another shape, {kind}")
    elif bare != declared:
        wider = "number" if {bare, declared} == {"number", "integer"} else bare
        yield _edit(f"{place}: set type to {wider}", aspects.set_aspect, place, "type", wider)
    elif form is None:
        unset = Change("unset", place, "format", None, place)
        yield _edit(f"{place}: remove format", aspects.unset, unset)
    else:
        label = f"{place}: set format to {form[1]}"
        yield _edit(label, aspects.set_aspect, place, "format", form[1])


def _add_words(editor: SpecEditor, change: Change) -> Iterator[Edit]:
    place, words = change.known or change.place, change.words
    yield _edit(f"{place}: add {', '.join(words)} to the enum", enums.add_words, place, words)
    others = enums.sharing(editor, place)
    places = [place, *enums.stating(editor, others, words)]
    if others and len(places) <= len(others):
        named = ", ".join(map(str, places))
        label = f"{named}: add {', '.join(words)} to an enum of their own"
        yield _edit(label, enums.add_words_apart, places, words)
