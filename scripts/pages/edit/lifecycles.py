"""Edits of the states of a run: the words of the enum, and what the lifecycle says of each."""

from typing import Any, Final

from specmock.openapi import Pointer

from pages.facts import EVERY, Place

from . import examples
from .names import plain
from .spec_editor import PersonNeeded, SpecEditor

MEANINGS: Final = {
    "success": "passed pass success succeeded successful completed complete done ok finished",
    "failure": "failed fail failure broken rejected",
    "error": "error errored crashed",
    "timeout": "timeout timedout expired",
    "canceled": "canceled cancelled aborted stopped skipped terminated killed",
}


def enums(editor: SpecEditor, word: str = "") -> list[Pointer]:
    """Find the enums that have a lifecycle; only those with a word, if one is given."""
    schemas = editor.root.get("components", {}).get("schemas", {})
    return [
        ("components", "schemas", name)
        for name, schema in schemas.items()
        if "x-lifecycle" in schema and (not word or word in schema.get("enum", ()))
    ]


def add(editor: SpecEditor, place: Place) -> None:
    """Add a state to the enums that have all other states of the page, else to the likest."""
    word = place.name
    listed = [one.name for one in editor.page.stated if one.where == "state"]
    likest = sorted(enums(editor), key=lambda one: -len({*editor.at(one)["enum"]} & {*listed}))
    if not likest:
        _add_lifecycle(editor, listed)
        return
    others = {*listed} - {word}
    whole = [one for one in likest if others <= {*editor.at(one)["enum"]}]
    for pointer in whole or likest[:1]:
        words = editor.at(pointer)["enum"]
        if word in words:
            continue
        earlier = [one for one in listed[: listed.index(word)] if one in words]
        editor.append((*pointer, "enum"), word, words.index(earlier[-1]) + 1 if earlier else 0)
        classify(editor, pointer, word, earlier, editor.page.value(place, "terminal"))
    if any("x-aggregate" in node for _, node in editor.operations()):
        editor.guesses.append(f"`{word}` is in no rule of x-aggregate")


def _add_lifecycle(editor: SpecEditor, words: list[str]) -> None:
    """Make an enum with its lifecycle of a page's states, for the answers that show them."""
    ends = {
        one: meaning(one)
        for one in words
        if editor.page.value(Place(EVERY, "state", one), "terminal")
    }
    on = [one for one in words if one not in ends]
    good = next((one for one, means in ends.items() if means == "success"), "")
    if not on or not good or not all(ends.values()):
        raise PersonNeeded("which states are ends, and what they mean, is for a person")
    showing = [
        place
        for place in editor.page.stated
        if place.where.startswith("answer 2")
        and {*(editor.page.value(place, "words") or ())} & {*words}
    ]
    if not showing:
        raise PersonNeeded("no answer shows its states")
    builder = editor.builder(showing[0])
    reference = builder.enum("State", words)
    enum = next(one for one in builder.components.values() if "enum" in one)
    follows = dict(zip(on, [*on[1:], good], strict=True))
    enum["x-lifecycle"] = {"start": on[0], "next": follows, "terminal": ends}
    editor.add_components(builder)
    for site in (site for place in showing for site in editor.sites(place)):
        if "$ref" not in editor.at(site):
            editor.set(site, dict(reference))
    editor.guesses.append(f"the states {', '.join(words)} are taken for those of all answers")


def meaning(word: str) -> str:
    """What a state is likely to mean as an end: a key of MEANINGS, or "" for no known word."""
    return next((one for one, words in MEANINGS.items() if plain(word) in words.split()), "")


def classify(
    editor: SpecEditor, pointer: Pointer, word: str, earlier: list[str], terminal: Any
) -> None:
    """Say in a lifecycle what a state is: an end with its meaning, or what follows it.

    Args:
        earlier: States before it, in the order of the page.
        terminal: What the page says; None where it does not say if the state is an end.
    """
    cycle = (*pointer, "x-lifecycle")
    known = editor.at(cycle)
    if word in {*known["next"], *known["terminal"], *known.get("idle", ()), known["start"]}:
        return
    means = meaning(word)
    if terminal is None and not means:
        raise PersonNeeded(f"the page does not say what the state `{word}` means")
    if terminal is not False:
        if not means:
            raise PersonNeeded(f"the page does not say what the end `{word}` means")
        editor.add((*cycle, "terminal"), word, means)
        editor.guesses.append(f"`{word}` is taken to mean {means}")
        return
    follows = known["next"]
    before = next((one for one in reversed(earlier) if one in follows), "")
    if before:
        editor.add((*cycle, "next"), word, follows[before], after=before)
        editor.set((*cycle, "next", before), word)
    else:
        editor.add((*cycle, "next"), word, known["start"], before=next(iter(follows)))
        editor.set((*cycle, "start"), word)
    editor.guesses.append(f"`{word}` is taken to come {'after ' + before if before else 'first'}")


def set_terminal(editor: SpecEditor, word: str, *, terminal: bool) -> None:
    """Make an end of a state, or a state on the way of an end."""
    for pointer in enums(editor, word):
        order = editor.at(pointer)["enum"]
        part = "next" if terminal else "terminal"
        entry = (*pointer, "x-lifecycle", part, word)
        if editor.has(entry):
            editor.remove(entry)
            classify(editor, pointer, word, order[: order.index(word)], terminal)


def rename(editor: SpecEditor, pointer: Pointer, old: str, new: str) -> None:
    """Rename a state of an enum, in its lifecycle and in all examples."""
    editor.set((*pointer, "enum", editor.at(pointer)["enum"].index(old)), new)
    cycle = (*pointer, "x-lifecycle")
    for part in ("next", "terminal"):
        if old in editor.at(cycle).get(part, {}):
            editor.rename((*cycle, part, old), new)
    for key, word in editor.at(cycle).get("next", {}).items():
        if word == old:
            editor.set((*cycle, "next", key), new)
    if editor.at(cycle)["start"] == old:
        editor.set((*cycle, "start"), new)
    for at, value in list(examples.walk(editor.root)):
        if value == old and ("value" in at or "x-aggregate" in at):
            editor.set(at, new)
