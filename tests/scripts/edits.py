"""Edits of specs and pages, one fact at a time, and the share of them that is noticed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import evolve, frozen
from pages.facts import EVERY, Facts, LayoutError, Place
from pages.known_pages import Library, compared, read_page
from pages.spec_facts import facts_of
from spec_edits import Edit, renamed, with_values, without
from specmock.openapi import (
    LIMIT_KEYWORDS,
    METHODS,
    Document,
    DocumentError,
    Pointer,
    loads,
    value_at,
)

MAPPINGS = ("properties", "responses", "paths", "securitySchemes")
LISTS = ("enum", "required", "parameters")
SCALARS = (
    "type",
    "format",
    "default",
    "name",
    "in",
    "const",
    "url",
    "limit",
    "window",
    *LIMIT_KEYWORDS,
)
KEPT = ("type", "name", "in", "const", "url", "limit", "window")  # without them nothing is left
UNREAD = ("examples", "x-source", "x-mock", "links", "x-lifecycle")


@frozen
class Score:
    """How many edits were noticed, and which were not."""

    edits: int
    missed: tuple[tuple[str, str], ...]  # with the reason, empty where there is none

    @property
    def share(self) -> float:
        return 1 - len(self.missed) / max(1, self.edits)

    @property
    def unexplained(self) -> list[str]:
        return [what for reason, what in self.missed if not reason]


def spec_edits(root: Any, path: Pointer = ()) -> Iterator[Edit]:
    """Delete, rename or change each fact of a spec once."""
    node = value_at(root, path)
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        parent = path[-1] if path else ""
        value = node[key]
        if key in METHODS and str(parent).startswith("/"):
            yield without("deleted", path, key)
        if parent in MAPPINGS or (parent in LISTS and isinstance(node, list)):
            yield without("deleted", path, key)
            if isinstance(name := value if isinstance(node, list) else key, str):
                yield renamed("renamed", path, name, f"{name}x")
        elif key in SCALARS and not isinstance(value, dict) and parent not in MAPPINGS:
            changed = f"{value}x" if isinstance(value, str) else value
            changed = value + 1 if isinstance(value, int | float) else changed
            if key == "type":
                changed = other_type(value)
            if changed != value:
                yield with_values("changed", path, **{key: changed})
            if key not in KEPT:
                yield without("deleted", path, key)
        if isinstance(value, dict | list) and key not in UNREAD:
            yield from spec_edits(root, (*path, key))


def other_type(types: Any) -> Any:
    """Return another type, with null where it was allowed."""
    if isinstance(types, list):
        return [other_type(types[0]), *types[1:]]
    return types if types == "null" else "integer" if types == "boolean" else "boolean"


def can_be_contradicted(before: Facts, after: Facts, page: Facts) -> bool:
    """Tell whether an edit of a spec changes something that a page states."""
    for place in {*before.stated, *after.stated}:
        ours = before.stated.get(place, {})
        theirs = after.stated.get(place, {})
        stated = page.stated.get(place, page.stated.get(evolve(place, operation=EVERY), {}))
        for aspect in {*ours, *theirs}:
            value = ours[aspect].value if aspect in ours else None
            if value == (theirs[aspect].value if aspect in theirs else None):
                continue
            shown = aspect in stated or (aspect == "type" and "seen" in stated)
            if shown or (stated and place not in after.stated):
                return True
    return False


def why_unnoticed(before: Facts, after: Facts, pages: list[Facts]) -> str:
    """Reason why no page tells two states of a spec apart; "" where one should have."""
    changed = {
        (place, aspect)
        for place in {*before.stated, *after.stated}
        for aspect in {*before.stated.get(place, {}), *after.stated.get(place, {})}
        if before.value(place, aspect) != after.value(place, aspect)
    }
    reasons = {_why_unnoticed(before, after, pages, place, aspect) for place, aspect in changed}
    if "" in reasons:
        return ""
    return min(reasons, default="it states no fact")


def _why_unnoticed(
    before: Facts, after: Facts, pages: list[Facts], place: Place, aspect: str
) -> str:
    lost = {*(before.value(place, aspect) or ())} if aspect == "enum" else set()
    lost -= {*(after.value(place, aspect) or ())} if aspect == "enum" else set()
    if lost and all(Place(EVERY, "state", word) in after.stated for word in lost):
        return "another enum of states has the word"
    stated = [one.stated[at] for one in pages for at in _shown_as(one, place)]
    known = [*before.stated.get(place, {}).values(), *after.stated.get(place, {}).values()]
    inferred = any(isinstance(one.source, dict) and "inferred" in one.source for one in known)
    if not stated and place not in after.stated and starred(after, place):
        return "a map of the spec takes any key"
    if not any(aspect in aspects or _follows(aspect, aspects) for aspects in stated):
        if not stated:
            return "no captured page shows the place"
        return "its x-source says why it is there" if inferred else "no captured page states it"
    if not any(aspect in aspects for aspects in stated):
        return "a sample shows it, and fits both"
    return "its x-source gives the reason why the spec differs" if inferred else ""


def _shown_as(page: Facts, place: Place) -> list[Place]:
    return [one for one in (place, evolve(place, operation=EVERY)) if one in page.stated]


def _follows(aspect: str, aspects: dict[str, Any]) -> bool:
    return "seen" in aspects and aspect in ("type", "format", "nullable", "enum")


def starred(facts: Facts, place: Place) -> bool:
    """Decide if a spec has a map in which a place is one of any keys."""
    parts = place.name.split(".")
    names = (".".join([*parts[:at], "*", *parts[at + 1 :]]) for at in range(len(parts)))
    return any(evolve(place, name=name) in facts.stated for name in names)


def spec_score(known: Library, name: str, pages: list[tuple[Any, Facts]]) -> Score:
    """Count the edits of a spec that its pages contradict, and those that are noticed."""
    document = known.specs[name]
    before = facts_of(document)
    edits, missed = 0, []
    for edit in spec_edits(document.root):
        spec = reloaded(edit.of(document.root), document)
        changed = evolve(known, specs={**known.specs, name: spec})
        try:
            after = facts_of(changed.specs[name])
            wanted = any(can_be_contradicted(before, after, page) for _, page in pages)
            noticed = any(compared(changed, source, page) for source, page in pages)
        except DocumentError:
            wanted = noticed = True
        edits += wanted
        if wanted and not noticed:
            reason = why_unnoticed(before, after, [page for _, page in pages])
            missed.append((reason, edit.what))
    return Score(edits, tuple(missed))


def reloaded(root: Any, document: Document) -> Document:
    return loads(json.dumps(root), document.path)


def page_edits(text: str, lines: set[int]) -> Iterator[tuple[str, str]]:
    """Yield a page with one of its fact lines deleted, or a word of it renamed."""
    whole = text.split("\n")
    for number in sorted(lines):
        before, line, after = whole[: number - 1], whole[number - 1], whole[number:]
        yield f"{number} deleted: {line:.60}", "\n".join([*before, *after])
        for found in re.finditer(r"\d+(?![\w-])|[A-Za-z_]\w+", line):
            word = str(int(found[0]) + 1) if found[0].isdigit() else f"{found[0]}x"
            renamed = line[: found.start()] + word + line[found.end() :]
            yield f"{number} renamed: {renamed:.60}", "\n".join([*before, renamed, *after])
            break


def page_score(known: Library, path: Path, folder: Path, most: int = 400) -> Score:
    """Count the edits of a page's fact lines, and those that are noticed.

    Args:
        most: Lines that are edited of a long page, spread over all of it.
    """
    _, page = read_page(known, path)
    text = path.read_text("utf-8")
    lines = {stated.line for aspects in page.stated.values() for stated in aspects.values()}
    copied = folder / path.name
    edits, missed = 0, []
    chosen = sorted(lines)[:: len(lines) // most + 1]
    for what, changed in page_edits(text, {*chosen}):
        edits += 1
        copied.write_text(changed, "utf-8")
        try:
            source, read = read_page(known, copied)
            # What cannot be read any more is named, with its line.
            noticed = bool(compared(known, source, read)) or read.problems != page.problems
        except LayoutError:
            noticed = True
        if not noticed:
            missed.append(("", what))
    return Score(edits, tuple(missed))
