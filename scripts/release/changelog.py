"""The text for CHANGELOG.md: what users of the clients observe, each fact once."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .change import SECTIONS, Change, Level

_PLURALS: Final = {
    "is": "are",
    "has": "have",
    "takes": "take",
    "refers": "refer",
    "lists": "list",
    "returns": "return",
    "needs": "need",
    "begins": "begin",
}


def changelog(changes: Sequence[tuple[str, Change]]) -> Iterator[str]:
    """Write the entries for changes of named specs, breaking ones first in each section.

    What is said of several subjects is one entry. What people read and what is written in another
    way is left out, and so is what nobody has to know.
    """
    groups: dict[tuple[str, Level, str, str], list[Change]] = {}
    for title, change in changes:
        if change.kind in ("weighed", "not weighed") and change.level > Level.PATCH:
            groups.setdefault((change.section, change.level, title, change.what), []).append(change)
    for section in SECTIONS:
        entries = sorted(
            (
                (-level, title, _sentence(found))
                for (where, level, title, _), found in groups.items()
                if where == section
            ),
        )
        if entries:
            yield f"### {section}\n"
        for level, title, sentence in entries:
            mark = "**Breaking.** " if -level == Level.BREAKING else ""
            yield f"- {mark}{title}: {sentence}."
        if entries:
            yield ""


def _sentence(changes: Sequence[Change]) -> str:
    """Write one sentence for changes of which the same is said."""
    subjects = [*dict.fromkeys(each.subject for each in changes)]
    if len(subjects) == 1:
        return changes[0].sentence
    verb, _, rest = changes[0].what.partition(" ")
    said = re.sub(r"(?<=: )it is\b", "they are", f"{_PLURALS.get(verb, verb)} {rest}")
    return f"{', '.join(subjects[:-1])} and {subjects[-1]} {said}"
