"""Edits of the words of an enum, where several places may share it."""

from specmock.openapi import Pointer

from pages.compare import Change
from pages.facts import EVERY, Place

from . import examples, lifecycles
from .schemas import MARK
from .spec_editor import PersonNeeded, SpecEditor
from .splice import EditError


def enums_of(editor: SpecEditor, place: Place) -> list[Pointer]:
    """Find the enums of a place, or of its items."""
    nodes = dict.fromkeys([*editor.nodes(place), *editor.nodes(place.items)])
    return [one for one in nodes if "enum" in editor.at(one)]


def add_words(editor: SpecEditor, place: Place, words: list[str]) -> None:
    """Add words to the enum of a place, and to its lifecycle if it has one."""
    pointer = next(iter(enums_of(editor, place)), None)
    if pointer is None:
        raise PersonNeeded("no enum holds its words")
    for word in editor.page_order(place, words):
        editor.append((*pointer, "enum"), word)
        if "x-lifecycle" in editor.at(pointer):
            terminal = editor.page.value(Place(EVERY, "state", word), "terminal")
            lifecycles.classify(editor, pointer, word, [], terminal)


def sharing(editor: SpecEditor, place: Place) -> list[Place]:
    """Find the other places that share the enum of a place."""
    mine = {*enums_of(editor, place)}
    return [one for one in editor.facts.stated if one != place and mine & {*enums_of(editor, one)}]


def stating(editor: SpecEditor, places: list[Place], words: list[str]) -> list[Place]:
    """Places of which the page states all of some words."""
    return [
        one
        for one in places
        if {*words} <= {str(word) for word in editor.page.value(one, "enum") or ()}
        or {*words} <= {*(editor.page.value(one, "words") or ())}
    ]


def add_words_apart(editor: SpecEditor, places: list[Place], words: list[str]) -> None:
    """Give places an enum of their own with further words, since others share the one they had."""
    for place in places:
        enum = editor.at(enums_of(editor, place)[0])
        if "x-lifecycle" in enum:
            silent = [one for one in sharing(editor, place) if one not in places]
            raise PersonNeeded(
                f"{', '.join(map(str, silent))} shares these states, and its page does not have "
                f"{', '.join(words)}"
            )
        builder = editor.builder(place)
        reference = builder.enum(place.leaf, [*map(str, enum["enum"]), *words])
        for site in editor.sites(place):
            editor.add_components(builder, site)
            editor.set((*_reference(editor, site), "$ref"), reference["$ref"])


def _reference(editor: SpecEditor, site: Pointer) -> Pointer:
    """Find the reference of a schema, of its items, or of all that it may be beside null."""
    node = editor.at(site)
    if "items" in node:
        return _reference(editor, (*site, "items"))
    ways = [(*site, "anyOf", index) for index in range(len(node.get("anyOf", ())))]
    found = [one for one in (site, *ways) if "$ref" in editor.at(one)]
    if len(found) != 1:
        raise EditError("its enum is not referred to")
    return found[0]


def remove_words(editor: SpecEditor, change: Change) -> None:
    for pointer in enums_of(editor, change.known or change.place):
        for word in change.words:
            if "x-lifecycle" in editor.at(pointer):
                raise PersonNeeded(f"`{word}` is a state: what follows it is for a person")
            words = [str(one) for one in editor.at(pointer)["enum"]]
            if word in words:
                editor.remove((*pointer, "enum", words.index(word)))


def set_enum(editor: SpecEditor, place: Place, words: list[str]) -> None:
    """Make an enum of a place that had none."""
    words = editor.page_order(place, words)
    builder = editor.builder(place)
    for site in editor.sites(place):
        node = editor.at(site)
        reference = builder.enum(place.leaf, words)
        editor.add_components(builder, site)
        is_list = node.get("type") in ("array", ["array", "null"])
        target = (*site, "items") if is_list else site
        whole = editor.at(target)
        new = reference
        if "null" in whole.get("type", ()):
            kept = {k: v for k, v in whole.items() if k in ("description", MARK) or k[:2] == "x-"}
            new = {**kept, "anyOf": [reference, {"type": "null"}]}
        elif "default" in whole:
            name = reference["$ref"].rpartition("/")[2]
            editor.put(("components", "schemas", name), "default", whole["default"])
        editor.set(target, new)
    examples.fit(editor, place)
