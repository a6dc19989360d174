"""Edits that rename what a page calls otherwise now: find what it was, and rename it in place."""

from difflib import SequenceMatcher

from specmock.openapi import LIMIT_KEYWORDS

from pages.facts import Place

from . import examples, lifecycles
from .names import plain
from .spec_editor import PersonNeeded, SpecEditor

_TELLING = ("type", "default", "enum", "format", "required", *LIMIT_KEYWORDS)


def former(editor: SpecEditor, place: Place) -> Place | None:
    """Find the place that the page has lost and that this one is likely to be."""
    best, likeness = None, 0.0
    for other in editor.lost:
        score = _likeness(editor, place, other)
        if score > likeness:
            best, likeness = other, score
    return best


def _likeness(editor: SpecEditor, new: Place, old: Place) -> float:
    """Score two places as names of one thing: 0 for no pair, 1 for a certain one."""
    if new.where != old.where:
        return 0
    if new.where == "operation":
        (mine, path), (theirs, was) = new.operation.split(" "), old.operation.split(" ")
        score = SequenceMatcher(None, path, was).ratio()
        return score if mine == theirs and score > 0.85 else 0
    if new.operation != old.operation:
        return 0
    if new.where == "server":
        return 1
    if new.where == "answer":
        return 1 if new.name[0] == old.name[0] == "2" else 0
    if new.parent != old.parent:
        return 0
    score = SequenceMatcher(None, plain(_last(new)), plain(_last(old))).ratio()
    if score > 0.7 or new.where == "auth":
        return score
    return 0.71 if _is_only_pair(editor, new, old) else 0


def _last(place: Place) -> str:
    return place.name.rpartition(".")[2]


def _is_only_pair(editor: SpecEditor, new: Place, old: Place) -> bool:
    """Decide if a list lost one field and got one that says the same of itself."""
    lost = [one for one in editor.lost if one.parent == new.parent]
    known = {one.leaf for one in editor.facts.stated if one.parent == new.parent}
    came = [one for one in editor.siblings(new) if one not in {*known, "?"}]
    same = all(
        editor.page.value(new, aspect) == editor.facts.value(old, aspect) for aspect in _TELLING
    )
    is_typed = "type" in editor.page.stated[new]
    return len(lost) == 1 and came == [new.leaf] and same and is_typed


def rename(editor: SpecEditor, old: Place, new: Place) -> None:
    """Rename a place of the spec wherever its name stands."""
    match new.where:
        case "operation":
            before, after = old.operation.split(" ")[1], new.operation.split(" ")[1]
            editor.rename(("paths", before), after)
        case "server":
            for index, server in enumerate(editor.root["servers"]):
                if server["url"] == old.name:
                    editor.set(("servers", index, "url"), new.name)
        case "auth":
            pointer = editor.sites(old)[0]
            if editor.at(pointer).get("type") != "apiKey":
                raise PersonNeeded("another kind of security scheme")
            editor.set((*pointer, "name"), editor.header_name(new))
        case "answer":
            editor.rename(editor.sites(old)[0], new.name)
        case "state":
            for pointer in lifecycles.enums(editor, old.name):
                lifecycles.rename(editor, pointer, old.name, new.name)
        case _ if new.is_parameter:
            name = editor.header_name(new) if new.where == "header" else new.name
            for pointer in editor.parameters(old):
                editor.set((*pointer, "name"), name)
        case _:
            _rename_property(editor, old, new)


def _rename_property(editor: SpecEditor, old: Place, new: Place) -> None:
    before, after = old.leaf, new.leaf
    for piece in editor.holders(old):
        places = editor.places_of(piece)
        editor.rename((*piece, "properties", before), after)
        required = editor.at(piece).get("required", [])
        if before in required:
            editor.set((*piece, "required", required.index(before)), after)
        for holder in (one for where in places for one in examples.objects(editor, where)):
            if before in editor.at(holder):
                editor.rename((*holder, before), after)
