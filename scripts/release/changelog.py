"""The text for CHANGELOG.md, from the changes of specs and of Python APIs."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lint.places import snake_case

from .change import Change, Level

SECTIONS: Final = ("Added", "Changed", "Removed")


def unseen(
    specs: Sequence[tuple[str, Change]], surfaces: Sequence[tuple[str, Change]]
) -> Iterator[tuple[str, Change]]:
    """Yield the changes of specs that no change of the Python API tells already."""
    told = {(title, change.section): "" for title, change in surfaces}
    for title, change in surfaces:
        told[title, change.section] += f" {change.what}"
    for title, change in specs:
        named = re.findall(r"`([\w.\[\]*]+)`", change.what)[:1]
        leaf = snake_case(named[0].rpartition(".")[2]) if named else ""
        text = told.get((title, change.section), "")
        if not leaf or not re.search(rf"\b{re.escape(leaf)}_?\b", text):
            yield title, change


def changelog(changes: Sequence[tuple[str, Change]]) -> Iterator[str]:
    """Yield the text for CHANGELOG.md, breaking changes first in each section."""
    if not changes:
        return
    yield "\nFor CHANGELOG.md:"
    for section in SECTIONS:
        entries = [(title, one) for title, one in changes if one.section == section]
        if entries:
            yield f"\n### {section}\n"
        for title, change in sorted(entries, key=lambda entry: -entry[1].level):
            mark = "**Breaking.** " if change.level is Level.BREAKING else ""
            yield f"- {mark}{title}: {change.what}."
