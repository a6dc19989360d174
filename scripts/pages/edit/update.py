"""The oracle: try edits on the text of a spec, and keep those after which all agree."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from attrs import Factory, define, evolve, frozen
from lint.document import lint
from specmock.openapi import DocumentError, Pointer

from pages.compare import Change, Finding, Source
from pages.facts import EVERY, WEAK, Facts, Place, Stated, goes_on, is_cut
from pages.known_pages import Library, differences
from pages.spec_facts import facts_of

from . import candidates
from .spec_editor import PersonNeeded, SpecEditor
from .splice import EditError, Editor

_ORDER: Final = ("add", "set", "fit", "words+", "words-", "unset", "drop", "example")
_WHERES: Final = (
    "operation",
    "server",
    "auth",
    "state",
    "answer",
    "limit",
    "path",
    "query",
    "header",
    "body",
)
_ASPECTS: Final = ("type", "nullable", "format")
_REMOVALS: Final = ("drop", "unset", "words-")
_KEPT: Final = ("operation", "answer", "limit", "server", "state", "auth", "security")
_MISTAKES: Final = (EditError, DocumentError, LookupError, TypeError, ValueError, AttributeError)


@frozen
class Applied:
    """An edit that was kept: the change, what it did, and the line of the page."""

    finding: Finding
    label: str


@frozen
class Left:
    """A change that no edit was kept for, and why."""

    finding: Finding
    reason: str


@define
class Result:
    """What became of the changes of one spec."""

    spec: str
    text: str
    applied: list[Applied] = Factory(list)
    left: list[Left] = Factory(list)
    check: list[str] = Factory(list)
    read: list[tuple[Finding, str]] = Factory(list)
    cut: list[Source] = Factory(list)  # whose facts are not to be accepted


@frozen
class _Seen:
    """The differences and the findings of the lint that a text has."""

    changes: dict[tuple[str, Change], Finding]
    lint: Counter[str]


@define
class Update:
    """Bring one spec up to pages that were captured."""

    known: Library
    spec: str
    captured: dict[Source, Facts]
    only: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def run(self) -> Result:
        """Try the edits of each change until nothing is left that was not tried."""
        path = self.known.specs[self.spec].path
        editor = Editor(path, self.known.specs[self.spec].text)
        result = Result(self.spec, editor.text)
        result.cut = [source for source in self.captured if self.cut(source)]
        seen = self.look(editor)
        tried: set[tuple[str, Change]] = set()
        while waiting := sorted((one for one in seen.changes if one not in tried), key=_rank):
            address, change = waiting[0]
            tried.add(waiting[0])
            finding = seen.changes[waiting[0]]
            source = next((one for one in self.captured if one.page == address), None)
            if source is None:
                continue  # of a page that was not captured now
            if self.only and not any(str(change.place).startswith(one) for one in self.only):
                result.left.append(Left(finding, "not asked for"))
                continue
            if reason := self.cut(source) or self.protected(source, finding):
                result.left.append(Left(finding, reason))
                continue
            spec = self.spec_editor(editor, source, seen)
            reasons: list[str] = []
            for edit in self.edits(spec, change, reasons):
                trial = spec.trial()
                if after := self.attempt(trial, edit, seen, (address, change), reasons):
                    editor, seen = trial, after
                    result.applied.append(Applied(finding, edit.label))
                    result.check += trial.guesses
                    break
            else:
                result.left.append(Left(finding, next(iter(reasons), "there is no rule for it")))
        result.left = [
            one
            for one in result.left
            if any(change == one.finding.change for _, change in seen.changes)
        ]
        editor = self.without_stale_reasons(editor, seen, result)
        result.check = list(dict.fromkeys(result.check))
        result.text = editor.text
        return result

    def without_stale_reasons(self, editor: Editor, seen: _Seen, result: Result) -> Editor:
        """Remove the reasons that a page now answers.

        A reason is stale that the accepted facts need, and the pages as they are now do not.
        """
        past = evolve(self, captured={})
        for pointer, reason in _reasons(editor.root):
            if not self.is_newly_stated(editor, reason):
                continue
            trial = Editor(editor.path, editor.text)
            try:
                _forget(trial, pointer)
                after = self.look(trial)
                was, would = past.look(editor), past.look(trial)
            except _MISTAKES:
                continue
            is_needed = after.changes.keys() - seen.changes.keys() or after.lint - seen.lint
            if is_needed or not would.changes.keys() - was.changes.keys():
                continue
            finding = _told_of(self, editor, pointer, reason)
            result.applied.append(Applied(finding, f"remove the reason: {reason}"))
            result.check.append(
                f"specs/README.md may have a row on what the page now states: {reason}"
            )
            editor, seen = trial, after
        return editor

    def is_newly_stated(self, editor: Editor, reason: str) -> bool:
        """Decide if a captured page says something new of a place that a reason stands for."""
        spec = facts_of(editor.document)
        excused = {
            place
            for place, aspects in spec.stated.items()
            if any(
                isinstance(one.source, dict) and one.source.get("inferred") == reason
                for one in aspects.values()
            )
        }
        for source, page in self.captured.items():
            before = self.known.accepted(source)
            old = before.stated if before else {}
            if self.cut(source) or any(
                aspects.keys() - {*WEAK} and place not in page.stated
                for place, aspects in old.items()
            ):
                continue  # what a page lost may be what the reason is for
            for place, aspects in page.stated.items():
                same = [
                    one
                    for one in excused
                    if one.where == place.where
                    and one.name == place.name
                    and place.operation in (EVERY, one.operation)
                ]
                if same and aspects.keys() - old.get(place, {}).keys():
                    return True
        return False

    def spec_editor(self, editor: Editor, source: Source, seen: _Seen) -> SpecEditor:
        lost = [
            change.place
            for page, change in seen.changes
            if change.act == "drop" and page == source.page
        ]
        page = self.captured[source]
        return SpecEditor(editor.path, editor.text, page=page, address=source.page, lost=lost)

    def edits(
        self, editor: SpecEditor, change: Change, reasons: list[str]
    ) -> Iterator[candidates.Edit]:
        try:
            yield from candidates.edits(editor, change)
        except PersonNeeded as error:
            reasons.append(str(error))
        except _MISTAKES as error:
            reasons.append(f"no edit could be made: {error}")

    def attempt(
        self,
        trial: SpecEditor,
        edit: candidates.Edit,
        before: _Seen,
        target: tuple[str, Change],
        reasons: list[str],
    ) -> _Seen | None:
        """Apply an edit; judge it by what is found afterwards."""
        try:
            edit.apply(trial)
            after = self.look(trial)
        except PersonNeeded as error:
            reasons.insert(0, str(error))
            return None
        except _MISTAKES as error:
            reasons.append(f"the edit could not be made: {error}")
            return None
        if target in after.changes:
            reasons.append("the edit did not make the difference disappear")
            return None
        address, change = target
        place = change.place
        otherwise = [
            finding
            for (page, one), finding in after.changes.items()
            if page != address
            and _inside(one.place, place)
            and (
                (page, one) not in before.changes
                or (change.act == one.act == "set" and _same(change, one))
            )
        ]
        if otherwise:
            other = otherwise[0]
            reasons.append(f"{other.page}:{other.line} says otherwise: {other.what}")
            return None
        new = [
            finding
            for key, finding in after.changes.items()
            if key not in before.changes and not _inside(key[1].place, place)
        ]
        if new:
            reasons.append(f"an edit would contradict another place: {new[0].what}")
            return None
        if worse := after.lint - before.lint:
            reasons.append(f"the lint refuses it: {next(iter(worse))}")
            return None
        return after

    def look(self, editor: Editor) -> _Seen:
        """Compare a text with all pages of its spec, captured or accepted, and lint it."""
        specs = {**self.known.specs, self.spec: editor.document}
        known = evolve(self.known, specs=specs)
        changes: dict[tuple[str, Change], Finding] = {}
        for source in known.sources:
            if source.spec != self.spec:
                continue
            page = self.captured.get(source) or known.accepted(source)
            if page is None:
                continue
            for finding in differences(known, source, page):
                if finding.change is not None:
                    changes[(source.page, finding.change)] = finding
        # Not where, since lines and indices move, nor of what, since things are renamed.
        found = Counter(re.sub("`[^`]*`", "`…`", one.message) for one in lint(editor.document))
        return _Seen(changes, found)

    def cut(self, source: Source) -> str:
        """Reason why a page edits nothing: where a heading is lost, its list falls to another."""
        page, before = self.captured[source], self.known.accepted(source)
        lost = [
            place
            for place in (before.stated if before else {})
            if place.where == "operation"
            and place not in page.stated
            and str(place) not in self.removed
            and not any(one.covers(place) for one in page.problems)
        ]
        old = before.stated if before else {}
        new = [one for one in page.stated if one.where == "operation" and one not in old]
        if len(lost) <= len(new) or page.form == "openapi":  # renamed
            return ""
        return f"the page lost {lost[0]}: is it cut, or moved? If not, --remove it"

    def protected(self, source: Source, finding: Finding) -> str:
        """Reason why an edit is not made: a page that was cut or read badly must never delete."""
        change, page = finding.change, self.captured[source]
        before = self.known.accepted(source)
        if change is None or str(change.place) in self.removed:
            return ""
        if is_cut(page, before) and finding.line >= page.last_line:
            return (
                "it stands in the last line of a page that ends otherwise than before: is it cut?"
            )
        if change.act not in _REMOVALS:
            return ""
        place = change.place
        if place.where in _KEPT or place.where.startswith("headers "):
            return f"a whole {place.where.split()[0]} is removed with --remove only"
        stated = before.stated.get(place, {}) if before else {}
        if not stated:
            return "no page that was accepted has stated it, so its loss says nothing"
        if change.act == "drop" and "type" not in stated:
            return "only a sample showed it; remove it with --remove"
        if change.act == "unset" and change.aspect not in stated:
            return "the page has never said it"
        had = before.value(place, "enum") if before else ()
        if change.act == "words-" and not {*change.words} <= {*map(str, had or ())}:
            return "the page has never had all of these words"
        if before is not None and not goes_on(page, before, place):
            return "it stood at the end of what was captured: is the page cut?"
        return ""


def _reasons(node: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Find the reasons of a spec, but for those of examples and of what the mock computes."""
    if isinstance(node, dict):
        reason = node.get("inferred")
        if isinstance(reason, str) and ("x-source" in pointer):
            yield pointer, reason
        for key, value in node.items():
            if key not in ("examples", "x-aggregate", "x-mock"):
                yield from _reasons(value, (*pointer, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _reasons(value, (*pointer, index))


def _forget(editor: Editor, pointer: Pointer) -> None:
    """Remove a reason; an x-source of which only the page is left becomes its address."""
    if len(editor.at(pointer)) > 1:
        editor.remove((*pointer, "inferred"))
    else:
        editor.remove(pointer)
    source = pointer[: pointer.index("x-source") + 1]
    if editor.has(source) and {*editor.at(source)} == {"page"}:
        editor.set(source, editor.at(source)["page"])


def _told_of(update: "Update", editor: Editor, pointer: Pointer, reason: str) -> Finding:
    page = next(iter(update.captured.values()))
    path = editor.document.path
    what = "the page now answers a reason"
    return Finding(page.path, 1, path, editor.document.line(pointer), what, f"remove it: {reason}")


def accepted(known: Library, source: Source, page: Facts, left: list[Left]) -> Facts:
    """Facts to keep of a page: its own, but for the places that were left as they were."""
    before = known.accepted(source)
    old = before.stated if before else {}
    stated = {place: dict(aspects) for place, aspects in page.stated.items()}
    for one in left:
        change = one.finding.change
        if change is None or one.finding.page != page.path:
            continue
        place = change.place
        for inner in [place, *(other for other in {*stated, *old} if _inside(other, place))]:
            if change.act in ("add", "drop"):
                if inner in old:
                    stated[inner] = old[inner]
                else:
                    stated.pop(inner, None)
        if change.act not in ("add", "drop"):
            _restore(stated, old, place, change.aspect)
    waiting = sorted({one.finding.what for one in left if one.finding.page == page.path})
    return evolve(page, stated=stated, waiting=waiting)


def _restore(
    stated: dict[Place, dict[str, Stated]],
    old: dict[Place, dict[str, Stated]],
    place: Place,
    aspect: str,
) -> None:
    names = [aspect, *(WEAK if aspect in WEAK else ())]
    for name in names:
        before = old.get(place, {}).get(name)
        if before is not None:
            stated.setdefault(place, {})[name] = before
        elif place in stated:
            stated[place].pop(name, None)


def _inside(inner: Place, outer: Place) -> bool:
    if outer.where == "operation":
        return inner.operation == outer.operation
    if outer.where == "answer" and inner.name == outer.name and inner.where == "answer":
        return outer.operation in (EVERY, inner.operation)
    if outer.where == "answer":
        same = outer.operation in (EVERY, inner.operation)
        return same and inner.where in (f"answer {outer.name}", f"headers {outer.name}")
    if (inner.operation, inner.where) != (outer.operation, outer.where):
        return False
    return inner.name == outer.name or inner.name.startswith((f"{outer.name}.", f"{outer.name}[]"))


def _same(change: Change, other: Change) -> bool:
    return (change.place, change.aspect) == (other.place, other.aspect)


def _rank(key: tuple[str, Change]) -> tuple[Any, ...]:
    _, change = key
    where = change.place.where.split()[0]
    if change.place.where.startswith("answer "):
        where = "body"
    at = _WHERES.index(where) if where in _WHERES else len(_WHERES)
    aspect = _ASPECTS.index(change.aspect) if change.aspect in _ASPECTS else len(_ASPECTS)
    depth = change.place.name.count(".")
    return (
        _ORDER.index(change.act),
        at,
        depth,
        aspect,
        str(change.place),
        change.aspect,
        str(change.value),
    )
