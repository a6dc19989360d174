"""A fact of the report: the change of a spec, and what it is for users of the Python package."""

import re
from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from .change import Change, Level, shown


@frozen
class Fact:
    """One change of one vendor, with the changes of the Python API that follow from it."""

    title: str
    change: Change
    python: tuple[Change, ...] = ()
    reason: str = ""  # why the two parts weigh it differently

    @property
    def level(self) -> Level:
        return max(self.change.level, *(each.level for each in self.python), Level.NONE)

    def as_json(self) -> dict[str, Any]:
        """The fact as data; pointers are those of RFC 6901, null where there is nothing."""
        change = self.change
        return {
            "vendor": self.title,
            "level": str(self.level),
            "kind": change.kind,
            "section": change.section,
            "sentence": change.sentence,
            "where": change.where,
            "old": None if change.old is None else shown(change.old),
            "new": None if change.new is None else shown(change.new),
            "uses": list(change.uses),
            "python": [
                {"level": str(each.level), "sentence": each.sentence, "where": each.where}
                for each in self.python
            ],
            "reason": self.reason or None,
        }


def facts_of(
    title: str,
    specs: Sequence[Change],
    surfaces: Sequence[Change] | None,
    *,
    is_fresh: bool = True,
) -> list[Fact]:
    """Bring the changes of a spec and of its package together, each told once.

    `surfaces` is None where there is no package; it says nothing of the specs if it is not fresh.
    """
    of: dict[int, list[Change]] = {}
    left: list[Change] = []
    for each in surfaces or ():
        index = _cause(each, specs)
        (left if index is None else of.setdefault(index, [])).append(each)
    facts = []
    for index, change in enumerate(specs):
        python = tuple(of.get(index, ()))
        worst = max((each.level for each in python), default=Level.NONE)
        reason = ""
        if (
            surfaces is not None
            and is_fresh
            and change.level is Level.BREAKING
            and worst < change.level
        ):
            reason = "the generated types allow for it, so that a type checker does not find it"
        elif worst > change.level:
            reason = f"on the wire it is {change.level}; the generated classes are stricter"
        facts.append(Fact(title, change, python, reason))
    beside = "the same on the wire: the spec is written in another way, or the generator is another"
    facts += (Fact(title, change, reason=beside) for change in left)
    return facts


def _cause(python: Change, specs: Sequence[Change]) -> int | None:
    """The change of a spec that a change of its package follows from, by its index.

    It has one of its names, or is of the same class or operation, and is as grave, if there is one.
    """

    def head(names: frozenset[str]) -> set[str]:
        return {re.split(r"[.(]", name)[0] for name in names}

    def distance(index: int) -> tuple[bool, bool, int]:
        change = specs[index]
        is_same = bool(change.names & python.names)
        return change.kind != "weighed", not is_same, abs(change.level - python.level)

    whole = {name for name in python.names if not re.search(r"[.(]", name)}
    near = [
        index
        for index, each in enumerate(specs)
        if each.kind != "documentation" and (each.names & python.names or whole & head(each.names))
    ]
    return min(near, key=distance, default=None)


def one_of_each(facts: Sequence[Fact]) -> list[tuple[str, Change]]:
    """The changes for the changelog: each fact at its level, without what follows from it."""
    return [(fact.title, evolve(fact.change, level=fact.level)) for fact in facts]
