"""Compare the facts of a page with those of a spec, and with what the page stated before."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen
from lint.places import counted

from pages.facts import EVERY, WEAK, Facts, Place, Sentence, Stated, Value, digest
from pages.pasted_text import matches
from pages.spec_examples import steps_of, values
from pages.spec_facts import page_of

_NOT_COMPARED: Final = ("open", "there", *WEAK)
_FIELDS: Final = ("path", "query", "header", "body", "answer ")
_PARTIAL: Final = ("text", "markdown", "html")  # what Mintlify renders of a description


@frozen
class Change:
    """A difference as data: what to do at which place of the spec.

    Acts: add a place, set an aspect, fit a sample, words+ and words- of an enum, unset an aspect,
    drop a place, and example for a text of a sample that has changed (the aspect is its old hash).
    """

    act: str
    place: Place
    aspect: str = ""
    value: Value = None
    known: Place | None = None  # the place of the spec, where it is another

    @property
    def words(self) -> list[str]:
        """Words of an enum that the change is about."""
        return [str(word) for word in self.value] if isinstance(self.value, tuple) else []


@frozen(order=True)
class Finding:
    """Something to act on: drift is for the spec, and the rest is to be read."""

    page: Path
    line: int
    spec: Path
    spec_line: int
    what: str
    edit: str
    kind: str = "drift"
    change: "Change | None" = field(default=None, eq=False, order=False)

    @property
    def is_drift(self) -> bool:
        return self.kind == "drift"


@frozen
class Source:
    """A page of a vendor: its address, its spec, its reader and its facts file."""

    page: str
    spec: str
    reader: str
    facts: str
    ignored: tuple[str, ...] = ()  # operations of a description that the spec leaves out
    uncaptured: str = ""  # why there is no facts file

    @property
    def shows_all(self) -> bool:
        return self.reader != "mintlify"


@frozen
class Comparison:
    """A page, or its facts file, beside the spec and beside what the page stated before."""

    page: Facts
    spec: Facts
    source: Source
    before: Facts | None = None
    pages: frozenset[str] = frozenset()  # those of the vendor

    def findings(self) -> list[Finding]:
        """Compare both directions and the past; findings in the order of the page."""
        return _folded(self.all())

    def all(self) -> list[Finding]:
        """Compare both directions and the past; a finding for each place."""
        if self.source.reader == "prose":
            return list(self.to_read(self.before)) if self.before else []
        found = [*self.stated_by_page(), *self.stated_by_spec(), *self.unread(), *self.uncovered()]
        if self.before is not None:
            said = {(finding.spec_line, finding.what.partition(":")[0]) for finding in found}
            gone = list(self.gone(self.before))
            found += [
                one for one in gone if (one.spec_line, one.what.partition(":")[0]) not in said
            ]
            found += self.to_read(self.before)
        return found

    def drift(
        self, line: int, spec_line: int, what: str, edit: str, change: Change | None = None
    ) -> Finding:
        return Finding(self.page.path, line, self.spec.path, spec_line, what, edit, "drift", change)

    @property
    def is_complete(self) -> bool:
        return self.source.shows_all or self.is_description

    @property
    def is_description(self) -> bool:
        """Whether the page holds OpenAPI, whole or for its one operation."""
        return self.page.form in ("fragment", "openapi")

    def explains(self, source: Any) -> bool:
        """Excuse a fact that the page does not state: its x-source stands for it."""
        if source is None:
            return False
        inferred = isinstance(source, dict) and "inferred" in source
        if self.page.form == "openapi":
            return inferred or page_of(source) not in self.pages
        return inferred or page_of(source) != self.source.page or not self.is_complete

    def unread(self) -> Iterator[Finding]:
        for one in self.page.problems:
            near = " ".join(filter(None, (one.operation, one.where))) or "page"
            at = self.spec_line_near(near)
            edit = "look at the page there" if one.silences else "look if it states a fact"
            what = f"{near}: not read: {one.reason}"
            yield Finding(self.page.path, one.line, self.spec.path, at, what, edit, "unread")

    def uncovered(self) -> Iterator[Finding]:
        """Tell of the operations below the spec's own paths that it does not cover; count others."""
        roots = {tuple(one.split(" ")[1].split("/")[1:3]) for one in self.spec.operations}
        others = []
        for name, line in self.page.uncovered:
            if name in self.source.ignored:
                continue
            if tuple(name.split(" ")[1].split("/")[1:3]) not in roots:
                others.append(line)
                continue
            what = f"{name} operation: the spec does not cover it"
            edit = f"add it, or name it under `ignored` of {self.source.page}"
            yield Finding(self.page.path, line, self.spec.path, 1, what, edit, "uncovered")
        if others and self.before is None:
            what = f"not covered either: {counted(len(others), 'operation')} of other paths"
            edit = "nothing, or add those of interest"
            yield Finding(self.page.path, others[0], self.spec.path, 1, what, edit, "read")

    # The page states it.

    def stated_by_page(self) -> Iterator[Finding]:
        missing: set[Place] = set()
        for place, aspects in sorted(self.page.stated.items()):
            if place.operation not in (EVERY, *self.spec.operations):
                if place.where == "operation":
                    yield self.missing(place)
                continue
            if any(_holds(one, place) for one in missing):
                continue
            if place.where == "answer ?" or place.where in ("address", "answers"):
                yield from self.mentioned(place)
                continue
            for known in self.counterparts(place):
                if known is None:
                    missing.add(place)
                    yield self.missing(place)
                    break
                yield from self.aspects(place, aspects, known)

    def counterparts(self, place: Place) -> Iterator[Place | None]:
        """Find the counterparts of a page's place in the spec; None where there is none."""
        if place.name == "?":
            yield self.unnamed(place)
        elif place.operation == EVERY and place.where.startswith("answer"):
            for operation in sorted(self.spec.operations):
                wanted = Place(operation, place.where, place.name)
                yield wanted if wanted in self.spec.stated else None
        else:
            starred = list(_starred(place))
            if "type" in self.page.stated.get(place, {}):
                starred = starred[1:]  # what is listed by its name is more than a key of a map
            known = [one for one in (place, *starred) if one in self.spec.stated]
            yield next(iter(known), None)

    def unnamed(self, place: Place) -> Place | None:
        """Find the field whose name a capture lost: listed by the spec only, with its limits."""
        stated = {
            name: known.value
            for name, known in self.page.stated.get(place, {}).items()
            if name not in _NOT_COMPARED
        }
        candidates = [
            other
            for other, aspects in sorted(self.spec.stated.items())
            if (other.operation, other.where) == (place.operation, place.where)
            and other not in self.page.stated
            and any(self.explains(known.source) for known in aspects.values())
        ]
        for other in candidates:
            aspects = self.spec.stated[other]
            if all(
                name in aspects and aspects[name].value == value for name, value in stated.items()
            ):
                return other
        return candidates[0] if candidates else None

    def mentioned(self, place: Place) -> Iterator[Finding]:
        """Look for what samples and scripts mention, wherever the spec may have it."""
        if place.where == "address":
            path, _, key = place.name.partition("?")
            is_known = any(
                matches(other.operation.partition(" ")[2], path)
                and (
                    other.where == "operation"
                    if not key
                    else other.where == "query" and other.name == key
                )
                for other in self.spec.stated
            )
        else:
            start = "answer 2" if place.where == "answers" else "answer "
            is_known = any(
                other.where.startswith(start) and other.name == place.name
                for other in self.spec.stated
            )
        if not is_known:
            yield self.missing(place)

    def missing(self, place: Place) -> Finding:
        aspects = self.page.stated[place]
        edit = _ADDITIONS.get(place.where.split()[0], "add it").format(
            name=place.name.rpartition(".")[2] or place.operation, shape=_shape(aspects)
        )
        what, change = f"{place}: the spec lacks it", Change("add", place)
        return self.drift(self.page.line(place), self.home(place), what, edit, change)

    def home(self, place: Place) -> int:
        """Line of the spec below which a missing place belongs."""
        operation = place.operation
        if operation == EVERY and place.where.startswith("answer"):
            operation = next(
                (
                    one
                    for one in sorted(self.spec.operations)
                    if Place(one, place.where, place.name) not in self.spec.stated
                ),
                operation,
            )
        name = place.name
        while name:
            name = name.rpartition(".")[0]
            for parent in (name, name.removesuffix("[]")):
                if line := self.spec.homes.get(Place(operation, place.where, parent)):
                    return line
        if line := self.spec.homes.get(Place(operation, place.where)):
            return line
        there = Place(operation, "operation")
        if there in self.spec.stated:
            return self.spec.line(there)
        if place.where == "state":
            states = [one for one in self.spec.stated if one.where == "state"]
            return self.spec.line(states[0]) if states else 1
        return self.spec.homes.get(Place(EVERY, "operation"), 1)

    def aspects(self, place: Place, stated: dict[str, Stated], known: Place) -> Iterator[Finding]:
        ours = self.spec.stated[known]
        if place.where == "server":
            return
        if place.where == "auth":
            stated = {name: one for name, one in stated.items() if name == "sent"}
        listed = "type" in stated or place.name == "?" or place.where in ("limit", "state")
        for name, theirs in stated.items():
            if name in _NOT_COMPARED:
                continue
            mine = ours.get(name)
            if name == "nullable" and "type" in ours and ours["type"].value == "any":
                continue  # which null is one of
            if mine is not None and _same(mine.value, theirs.value):
                continue
            if name == "nullable" and ours["type"].value == "any":
                continue  # what may be anything may be null
            if mine is not None and name == "enum":
                yield from self.members(known, theirs, mine)
            elif not self.excused(theirs.value, mine, ours):
                yield self.contradiction(known, name, theirs, mine)
        for kind in _values(stated.get("seen")):
            complaint = _unfit(str(kind), ours, listed=listed)
            if complaint and not self.excused(str(kind), ours.get("type"), ours):
                yield self.drift(
                    stated["seen"].line,
                    self.spec.line(known),
                    f"{known}: {complaint}",
                    f"let it be {kind}",
                    Change("fit", place, "seen", kind, known),
                )
        if "enum" in ours:
            for word in _values(stated.get("words")):
                if word not in _values(ours["enum"]):
                    at = self.spec.homes.get(known, ours["enum"].line)
                    what = f"{known}: the sample has {word!r}, the enum has not"
                    change = Change("words+", place, "words", (word,), known)
                    edit = f"add `{word}` to the enum"
                    yield self.drift(stated["words"].line, at, what, edit, change)

    def excused(self, theirs: Value, mine: Stated | None, ours: dict[str, Stated]) -> bool:
        """Excuse a contradiction: an x-source names the page's value and why the spec differs."""
        sources = [known.source for known in (mine, *ours.values()) if known is not None]
        reasons = [
            str(source["inferred"])
            for source in sources
            if isinstance(source, dict) and "inferred" in source
        ]
        word = re.compile(rf"(?<!\w){re.escape(str(theirs))}(?!\w)")
        return any(word.search(reason) for reason in reasons)

    def contradiction(
        self, place: Place, name: str, theirs: Stated, mine: Stated | None
    ) -> Finding:
        line = mine.line if mine else self.spec.line(place)
        says = f"the spec {told(mine.value)}" if mine else "the spec does not"
        what = f"{place}: the page says {name} {told(theirs.value)}, {says}"
        edit = f"set `{name}: {told(theirs.value)}`"
        change = Change("set", place, name, theirs.value, place)
        return self.drift(theirs.line, line, what, edit, change)

    def members(self, place: Place, theirs: Stated, mine: Stated) -> Iterator[Finding]:
        wanted, known = _values(theirs), _values(mine)
        at = self.spec.homes.get(place, mine.line)
        if added := [str(word) for word in wanted if word not in known]:
            what = f"{place}: the page has {', '.join(added)} among its options, the enum has not"
            change = Change("words+", place, "enum", tuple(added), place)
            yield self.drift(theirs.line, at, what, f"add {', '.join(added)} to the enum", change)
        extra = [str(word) for word in known if word not in wanted]
        is_unread = any(problem.covers(place) for problem in self.page.problems)
        if extra and not is_unread and not self.explains(mine.source):
            what = f"{place}: the enum has {', '.join(extra)}, the page has not"
            edit = f"remove {', '.join(extra)}, or add an x-source"
            change = Change("words-", place, "enum", tuple(extra), place)
            yield self.drift(theirs.line, at, what, edit, change)

    # The spec states it.

    def stated_by_spec(self) -> Iterator[Finding]:
        missing: set[Place] = set()
        bound = {self.unnamed(place) for place in self.page.stated if place.name == "?"}
        for place, aspects in sorted(self.spec.stated.items()):
            if any(_holds(one, place) for one in missing) or not self.could_be_shown(place):
                continue
            if any(problem.covers(place) for problem in self.page.problems):
                continue
            stated = self.on_page(place)
            is_whole_body = place.where == "body" and not place.name
            if stated is None and (place in bound or is_whole_body):
                continue
            if stated is None:
                missing.add(place)
                if not any(self.explains(known.source) for known in aspects.values()):
                    yield self.unstated(place, aspects)
                continue
            for name, mine in aspects.items():
                if name in stated or name in _NOT_COMPARED or self.explains(mine.source):
                    continue
                if not self.follows(place, name, mine.value, stated):
                    line = min(known.line for known in stated.values())
                    what = f"{place}: the spec says {name} {told(mine.value)}, the page does not"
                    edit = f"remove `{name}`, or add an x-source"
                    change = Change("unset", place, name, mine.value, place)
                    yield self.drift(line, mine.line, what, edit, change)

    def could_be_shown(self, place: Place) -> bool:
        """Decide if the page, in the form that it was captured in, has room for a place."""
        if place.where == "operation":
            return True
        if place.where == "security" or place.where.startswith("headers "):
            return self.is_description
        if place.operation != EVERY and Place(place.operation, "operation") not in self.page.stated:
            return False
        if place.where == "state":
            return any(one.where == "state" for one in self.page.stated)
        if place.where == "answer":
            return self.is_complete or place.name.startswith("2")
        if place.where.startswith("answer "):
            status = place.where.removeprefix("answer ")
            answer = Place(place.operation, "answer", status)
            shown = {
                one.where for one in self.page.stated if one.operation in (place.operation, EVERY)
            }
            return self.on_page(answer) is not None and place.where in shown
        return True

    def on_page(self, place: Place) -> dict[str, Stated] | None:
        for one in (place, Place(EVERY, place.where, place.name)):
            if one in self.page.stated:
                return self.page.stated[one]
        return None

    def follows(self, place: Place, name: str, value: Value, stated: dict[str, Stated]) -> bool:
        """Decide if an aspect follows from what the page shows without listing it."""
        seen = [str(kind) for kind in _values(stated.get("seen"))]
        if name in ("media", "sent") or not place.name:
            return place.where not in ("operation", "limit", "security")
        if name == "nullable" and "type" in stated and stated["type"].value == "any":
            return True
        if name == "type":
            return bool(seen) or "used" in stated or "there" in stated
        if name == "format":
            return any(f"<{value}>" in kind for kind in seen)
        if name == "default" and isinstance(value, tuple):  # only a description shows that
            return not self.is_description
        if name == "nullable":  # what only a sample shows may be null
            return "type" not in stated
        if name == "enum":
            states = {place.name for place in self.page.stated if place.where == "state"}
            return bool(states) and {str(word) for word in _values(Stated(value, 0))} <= states
        return False

    def unstated(self, place: Place, aspects: dict[str, Stated]) -> Finding:
        line = min(known.line for known in aspects.values())
        near = Place(place.operation, "operation")
        page_line = self.page.line(near) if near in self.page.stated else 1
        what = f"{place}: the spec states it, the page does not"
        edit = "remove it, or add an x-source"
        return self.drift(page_line, line, what, edit, Change("drop", place))

    # The page stated it before.

    def gone(self, before: Facts) -> Iterator[Finding]:
        if before.form == "fragment" and self.page.form != "fragment":
            return  # no other form shows as much
        for place, aspects in sorted(before.stated.items()):
            if any(problem.covers(place) for problem in self.page.problems):
                continue
            whole = Place(place.operation, "operation")
            if place.operation != EVERY and place != whole and whole not in self.page.stated:
                continue  # told with its operation
            now = self.page.stated.get(place)
            known = [one for one in self.counterparts(place) if one is not None]
            if known and known[0].name.endswith("*") and not place.name.endswith("*"):
                continue  # a key of a map
            ours = self.spec.stated.get(known[0]) if known else None
            line = self.page.line(place) if now else self.nearest(place)
            if now is None:
                only_used = set(aspects) <= set(WEAK) and "seen" not in aspects
                if ours is None or only_used:
                    if only_used:
                        yield self.reading(line, place, "the page no longer mentions it")
                    continue
                if place.name != "?":
                    what = f"{place}: the page no longer states it"
                    edit = "remove it, or say in its x-source why it stays"
                    change = Change("drop", known[0])
                    yield self.drift(line, self.spec.line(known[0]), what, edit, change)
                continue
            if self.page.form != before.form:
                continue
            for name, stated in aspects.items():
                if name in now and _same(now[name].value, stated.value):
                    continue
                if name in WEAK or place.where == "auth":
                    yield self.reading(line, place, f"{name} was {told(stated.value)}")
                elif name == "enum" and name in now and ours and name in ours:
                    still = {*map(str, _values(now[name]))}
                    had = {*map(str, _values(ours[name]))}
                    lost = [one for one in map(str, _values(stated)) if one in had - still]
                    if lost:
                        what = (
                            f"{place}: the page no longer has {', '.join(lost)} among its options"
                        )
                        edit = f"remove {', '.join(lost)}, or say in its x-source why it stays"
                        change = Change("words-", place, "enum", tuple(lost), known[0])
                        yield self.drift(line, ours[name].line, what, edit, change)
                elif name not in now and ours and name in ours:
                    what = f"{place}: the page no longer says {name} {told(stated.value)}"
                    edit = f"remove `{name}`, or say in its x-source why it stays"
                    change = Change("unset", known[0], name, ours[name].value, known[0])
                    yield self.drift(line, ours[name].line, what, edit, change)

    def nearest(self, place: Place) -> int:
        lines = [
            self.page.line(one)
            for one in self.page.stated
            if (one.operation, one.where) == (place.operation, place.where)
        ]
        operation = Place(place.operation, "operation")
        return max(lines, default=self.page.line(operation) if operation in self.page.stated else 1)

    def reading(self, line: int, near: object, what: str) -> Finding:
        return Finding(
            self.page.path,
            line,
            self.spec.path,
            self.spec_line_near(near),
            f"{near}: {what}",
            "read it; then `make docs-accept`",
            "read",
        )

    def spec_line_near(self, near: object) -> int:
        if isinstance(near, Place) and near in self.spec.stated:
            return self.spec.line(near)
        operation = " ".join(str(near).split()[:2])
        place = Place(operation, "operation")
        return self.spec.line(place) if place in self.spec.stated else 1

    def to_read(self, before: Facts) -> Iterator[Finding]:
        """Yield the lines that are no facts and differ from those of before."""
        if before.form != self.page.form:
            return
        known = Counter(said.digest for said in before.sentences)
        places = {str(place) for place in before.stated}
        new = []
        for said in self.page.sentences:
            if known[said.digest]:
                known[said.digest] -= 1
            elif said.near in places or said.near not in map(str, self.page.stated):
                new.append(said)  # the sentence on a new field is read with the field
        gone = [said for said in before.sentences if known[said.digest] > 0]
        samples = list(self.changed_samples(new, gone))
        yield from samples
        taken = {one.change.aspect for one in samples if one.change}
        gone = [said for said in gone if said.digest not in taken]
        new = [said for said in new if said.line not in {one.line for one in samples}]
        lines = sorted({said.line: said for said in new}.items())
        runs: list[list[int]] = []
        for line, _ in lines:
            if runs and line - runs[-1][-1] <= 2:
                runs[-1].append(line)
            else:
                runs.append([line])
        nears = dict(lines)
        for run in runs:
            until = f" to {run[-1]}" if len(run) > 1 else ""
            yield self.reading(run[0], nears[run[0]].near, f"the text is new here{until}")
        near = {said.near for said in gone} - {said.near for said in new}
        if lost := sorted(one for one in near if _is_still(one, self.page)):
            shown = ", ".join(lost[:3]) + (", …" if len(lost) > 3 else "")
            yield self.reading(1, lost[0], f"{len(gone)} lines of text are gone near {shown}")

    def changed_samples(self, new: list[Sentence], gone: list[Sentence]) -> Iterator[Finding]:
        """Find the texts of samples that have changed and that the spec's examples still have."""
        document = self.spec.document
        places = {str(place): place for place in self.page.stated}
        for said in new if document is not None else ():
            assert document is not None  # noqa: S101  the line above looks
            place = places.get(said.near)
            old = {one.digest for one in gone if one.near == said.near}
            text = self.page.said.get(said.digest, "")
            if place is None or not old or text not in _texts(self.page, place):
                continue
            wide = place.operation == EVERY
            for operation in sorted(self.spec.operations) if wide else [place.operation]:
                for pointer in values(document, Place(operation, place.where, place.name)):
                    if (known := digest(str(document.at(pointer)))) in old:
                        what, edit = (
                            f"{place}: the sample's text has changed",
                            "take it into the example",
                        )
                        change = Change("example", place, known, text)
                        yield self.drift(said.line, document.line(pointer), what, edit, change)
                        old.remove(known)


def _texts(page: Facts, place: Place) -> set[str]:
    """Texts that the samples of a page have at a place, spaces normalised."""
    found: list[Any] = page.samples.get(place.whole, [])
    for step in steps_of(place.name):
        inner = [node for node in found if isinstance(node, list if step == "[]" else dict)]
        found = [
            value
            for node in inner
            for value in (node if isinstance(node, list) else [node.get(step)])
        ]
    return {" ".join(value.split()) for value in found if isinstance(value, str)}


def _folded(findings: list[Finding]) -> list[Finding]:
    """Fold findings that one edit fixes in several places into one."""
    folded: dict[tuple[object, ...], list[Finding]] = {}
    for finding in sorted(set(findings)):
        about, _, what = finding.what.partition(": ")
        key = about if finding.kind == "read" or not finding.spec_line else ""
        folded.setdefault((finding.spec_line, finding.edit, what, key), []).append(finding)
    return sorted(
        evolve(first, what=f"{first.what} (and in {len(rest)} more places)") if rest else first
        for first, *rest in folded.values()
    )


_ADDITIONS: Final = {
    "operation": "add the operation {name}",
    "path": "add the parameter `{name}`{shape}",
    "query": "add the parameter `{name}`{shape}",
    "header": "add the parameter `{name}`{shape}",
    "body": "add the property `{name}`{shape}",
    "answer": "add `{name}`{shape}",
    "auth": "add the security scheme `{name}`",
    "server": "add the server {name}",
    "state": "add `{name}` to the enum and to its lifecycle",
    "address": "add the operation or the parameter",
    "answers": "add the property `{name}`",
}


def _shape(aspects: dict[str, Stated]) -> str:
    """Write the aspects of a field as its schema, as far as the page tells it."""
    parts: dict[str, str] = {}
    kind = str(aspects["type"].value) if "type" in aspects else ""
    if not kind and "seen" in aspects:
        kinds = [str(one) for one in _values(aspects["seen"]) if one != "null"]
        kind = kinds[0] if kinds else ""
    form = re.search(r"<([\w-]+)>", kind)
    bare = re.sub(r"<[\w-]+>", "", kind).removesuffix("[]")
    nullable = "nullable" in aspects or "type" not in aspects
    if not kind:
        return ""
    parts["type"] = f'[{bare}, "null"]' if nullable and not kind.endswith("[]") else bare
    if form:
        parts["format"] = form[1]
    for name, stated in sorted(aspects.items()):
        if name not in (*_NOT_COMPARED, "type", "required", "nullable"):
            parts[name] = told(stated.value)
    inner = ", ".join(f"{name}: {value}" for name, value in parts.items())
    schema = f"{{type: array, items: {{{inner}}}}}" if kind.endswith("[]") else f"{{{inner}}}"
    return f": {schema}" + (", required" if "required" in aspects else "")


def told(value: Value) -> str:
    """Write a value as a message has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


def _values(stated: Stated | None) -> tuple[Any, ...]:
    return stated.value if stated is not None and isinstance(stated.value, tuple) else ()


def _same(mine: Value, theirs: Value) -> bool:
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        return set(mine) == set(theirs)
    return mine == theirs and isinstance(mine, bool) == isinstance(theirs, bool)


def _holds(outer: Place, inner: Place) -> bool:
    """Decide if one place is inside another, or inside what it names."""
    if outer.where == "operation":
        return inner.operation == outer.operation
    if outer.where == "answer":
        return inner.operation == outer.operation and inner.where == f"answer {outer.name}"
    same = (outer.operation, outer.where) == (inner.operation, inner.where)
    return same and inner.name.startswith((f"{outer.name}.", f"{outer.name}[]"))


def _starred(place: Place) -> Iterator[Place]:
    """Replace one name of a place by `*`, any key of a map."""
    names = place.name.split(".")
    for index in range(len(names) - 1, 0, -1):
        starred = ".".join([*names[:index], "*", *names[index + 1 :]])
        yield Place(place.operation, place.where, starred)


def _unfit(kind: str, ours: dict[str, Stated], *, listed: bool) -> str:
    """Explain how a sampled value breaks the spec's type or format; "" if it does not."""
    declared = str(ours["type"].value) if "type" in ours else "any"
    if declared in ("any", "any[]"):
        return ""
    if kind == "null":
        return "" if "nullable" in ours else "the sample is null"
    if kind == "[]":
        return "" if declared.endswith("[]") else f"the sample is a list, the spec says {declared}"
    bare = re.sub(r"<[\w-]+>", "", kind)
    allowed = [declared, *declared.split(" | ")]
    if bare not in allowed and bare.replace("integer", "number") not in allowed:
        is_empty = bare.startswith("[]") and declared.endswith("[]")
        return "" if is_empty else f"the sample is {kind}, the spec says {declared}"
    shown = next(iter(re.findall(r"<([\w-]+)>", kind)), None)
    form = ours["format"].value if "format" in ours else None
    if form in ("uuid", "date-time") and shown != form and bare.startswith("string"):
        return f"the sample is {kind}, the spec says {form}"
    if shown and form != shown and not listed:
        return f"the sample is {kind}, the spec says no format"
    return ""


def _is_still(near: str, page: Facts) -> bool:
    """Decide if a place is still on the page, so that a sentence may be missed there."""
    return any(near.startswith(operation) for operation in (*page.operations, EVERY))
