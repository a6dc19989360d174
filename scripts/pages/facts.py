"""The flat facts that a page and a spec are both turned into."""

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import jsonschema_rs
from attrs import Factory, define, evolve, field, frozen
from specmock.openapi import Document, DocumentError, Pointer, load

Value: TypeAlias = str | int | float | bool | tuple[Any, ...] | None

EVERY: Final = "*"  # the operation of what a page says of all its operations
_SHOWING_ALL: Final = ("fragment", "openapi")
WEAK: Final = ("seen", "words", "used", "times")  # aspects that samples and scripts show
_LAST: Final = 3  # lines at the end of a page
_PLAIN: Final = re.compile(r"[A-Za-z_][\w.\[\]{}/ -]*[\w\]}]|[A-Za-z_]")


@frozen(order=True)
class Place:
    """Where a fact holds: `name` is dotted, with [] after an array and * for any key."""

    operation: str
    where: str
    name: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.operation, self.where, self.name)))

    @property
    def is_nested(self) -> bool:
        return self.where.startswith(("body", "answer ")) and "." in self.name

    @property
    def is_parameter(self) -> bool:
        return self.where in ("path", "query", "header") and "." not in self.name

    @property
    def leaf(self) -> str:
        """Last step of the name, without [] behind it."""
        return self.name.rpartition(".")[2].replace("[]", "")

    @property
    def parent(self) -> "Place":
        """Place of the object that holds this one."""
        return Place(self.operation, self.where, self.name.rpartition(".")[0])

    @property
    def items(self) -> "Place":
        """Place of the items of an array."""
        return Place(self.operation, self.where, f"{self.name}[]")

    @property
    def whole(self) -> "Place":
        """Place of the whole body or answer that holds this one."""
        return Place(self.operation, self.where)


@frozen
class Stated:
    """What a source says of one aspect of a place, and the line that says it."""

    value: Value
    line: int
    source: Any = None  # the x-source that stands for it in a spec, below the operation's


@frozen
class Sentence:
    """A line of prose or script that is no fact itself, known by its hash."""

    digest: str
    line: int
    near: str


@frozen(order=True)
class Problem:
    """A part of a page that was not read, and the places that it could have spoken of.

    Without an operation it is about the whole page, without a where about all of an operation.
    One that silences nothing is told and has no other effect.
    """

    line: int
    reason: str
    operation: str = ""
    where: str = ""
    silences: bool = True

    def covers(self, place: Place) -> bool:
        """Decide if the part that was not read could have stated a place."""
        if self.silences and (self.where, place.where) == ("security", "auth"):
            return True
        if not self.silences or self.operation not in ("", EVERY, place.operation):
            return False
        of_answers = self.where == "answer" and place.where.startswith("answer")
        of_one = place.where == "answer" and self.where == f"answer {place.name}"
        return not self.where or place.where == self.where or of_answers or of_one


@frozen
class Known:
    """What is known of a page before it is read; its readers resolve doubts by it."""

    operations: frozenset[str] = frozenset()  # those of its spec
    places: frozenset[Place] = frozenset()  # those that it stated when it was accepted
    digests: frozenset[str] = frozenset()  # of the sentences that it had then

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(operation.partition(" ")[2] for operation in self.operations)


@define
class Facts:
    """All that one page or spec states."""

    path: Path
    stated: dict[Place, dict[str, Stated]] = Factory(dict)
    sentences: list[Sentence] = Factory(list)
    problems: list[Problem] = Factory(list)
    form: str = ""
    homes: dict[Place, int] = field(factory=dict, repr=False)  # where a new child belongs
    # Of a spec or a description: the schemas that a place is made of, references followed, and
    # the pointers under which its owners hold them.
    nodes: dict[Place, list[Pointer]] = field(factory=dict, repr=False)
    sites: dict[Place, list[Pointer]] = field(factory=dict, repr=False)
    document: Document | None = field(default=None, repr=False)
    samples: dict[Place, list[Any]] = field(factory=dict, repr=False)
    said: dict[str, str] = field(factory=dict, repr=False)  # sentences by digest, never written
    spelled: dict[str, str] = field(factory=dict, repr=False)  # headers as the page writes them
    waiting: list[str] = field(factory=list)  # what was left open when the facts were kept
    uncovered: list[tuple[str, int]] = field(factory=list, repr=False)  # by the spec
    end: tuple[str, ...] = ()  # hashes of the last lines, to tell a page that was cut

    def state(
        self, place: Place, line: int, source: Any = None, /, **aspects: Value | bool
    ) -> None:
        known = self.stated.setdefault(place, {})
        for aspect, value in aspects.items():
            known.setdefault(aspect, Stated(value, line, source))

    def add(self, place: Place, line: int, /, **aspects: str | None) -> None:
        """Add a sighting to what has been seen at a place."""
        known = self.stated.setdefault(place, {})
        for aspect, value in aspects.items():
            before = known[aspect] if aspect in known else Stated((), line)
            values = before.value if isinstance(before.value, tuple) else ()
            known[aspect] = Stated(tuple(sorted({*values, value}, key=str)), before.line)

    def count(self, place: Place, line: int) -> None:
        """Count how often a source shows a place."""
        known = self.stated.setdefault(place, {})
        before = known.get("times", Stated(0, line))
        times = before.value if isinstance(before.value, int) else 0
        known["times"] = Stated(times + 1, before.line)

    def say(self, text: str, line: int, near: object) -> None:
        if re.search(r"\w", text):
            self.sentences.append(Sentence(digest(text), line, str(near)))
            self.said[digest(text)] = " ".join(text.split())

    @property
    def operations(self) -> set[str]:
        return {place.operation for place in self.stated} - {EVERY}

    def value(self, place: Place, aspect: str) -> Any:
        """Value of an aspect of a place; None where it is not stated."""
        stated = self.stated.get(place, {}).get(aspect)
        return stated.value if stated is not None else None

    @property
    def last_line(self) -> int:
        """Last line that says anything."""
        facts = (stated.line for aspects in self.stated.values() for stated in aspects.values())
        said = (sentence.line for sentence in self.sentences)
        return max((*facts, *said), default=1)

    def line(self, place: Place) -> int:
        """Line of a node of a document; of any other page the first line that states a place."""
        aspects = self.stated[place]
        if self.document is not None and "type" in aspects:
            return aspects["type"].line  # the list of `required` stands above the node
        return min(stated.line for stated in self.stated[place].values())


@frozen
class LayoutError(Exception):
    """A page that is not laid out as its reader expects, with the line to look at."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


def digest(text: str) -> str:
    """Hash a sentence, whatever its spacing and its quotes, to ten hex digits."""
    words = re.sub(r"[\u2018\u2019\u201c\u201d`'\"*\\]", "", text).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:10]


def is_cut(page: Facts, before: Facts | None) -> bool:
    """Decide if a page ends otherwise than it did: its last line is gone, and most of the last."""
    if before is None or not before.end or not page.end or page.form != before.form:
        return False
    last = {*before.end[-_LAST:]}
    return before.end[-1] not in page.end and len(last & {*page.end}) * 2 < len(last)


def goes_on(page: Facts, before: Facts, place: Place) -> bool:
    """Decide if a page goes on after the list that a place stood in, as it did before."""
    if page.form == "fragment" or (page.form == "openapi" and page.path.suffix == ".json"):
        return not is_cut(page, before)
    siblings = [
        one
        for one in page.stated
        if (one.operation, one.where) == (place.operation, place.where)
        and "type" in page.stated[one]
    ]
    if not siblings:
        return False
    last = max(page.stated[one]["type"].line for one in siblings)
    own = str(place.whole)  # the text on a field of the list is no end of it
    digests = {one.digest for one in before.sentences if not one.near.startswith(own)}
    later = any(
        one in before.stated and page.line(one) > last
        for one in page.stated
        if (one.operation, one.where) != (place.operation, place.where)
    )
    return later or any(one.line > last and one.digest in digests for one in page.sentences)


def kept(page: Facts, before: Facts | None, *, ends: bool = False) -> Facts:
    """Facts to keep of a page: its own, and those of before in the parts that it does not show.

    These are the parts that could not be read, all of a page that was cut, and what only a
    description shows where the page is captured in another form now.

    Args:
        ends: Whether the page is known to end as it does.
    """
    if before is None:
        return page
    shows_less = before.form in _SHOWING_ALL and page.form not in _SHOWING_ALL
    is_short = shows_less or (is_cut(page, before) and not ends)
    stated = dict(page.stated)
    for place, aspects in before.stated.items():
        if is_short or any(problem.covers(place) for problem in page.problems):
            weak = {name: one for name, one in aspects.items() if is_short and name in WEAK}
            stated[place] = {**aspects, **stated.get(place, {}), **weak}
    if not is_short:
        return evolve(page, stated=stated)
    if shows_less:
        for place, aspects in page.stated.items():
            old = before.stated.get(place, {})
            news = {name: one for name, one in aspects.items() if name in old or not old}
            stated[place] = {**old, **news}
        stated = {place: aspects for place, aspects in stated.items() if place.name != "?"}
    return evolve(page, stated=stated, sentences=before.sentences, end=before.end, form=before.form)


def end_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Hash the last lines that have a word."""
    last = deque((line for line in lines if re.search(r"\w", line)), 2 * _LAST)
    return tuple(map(digest, last))


def dump(facts: Facts, page: str) -> str:
    """Write a page's facts as the text of its facts file."""
    lines = [
        "# What the page states, as `make docs-accept` found it. Do not edit.",
        f"page: {page}",
        f"form: {facts.form}",
        "facts:",
        *_dumped_facts(facts),
        "# Short hashes of the lines that are no facts, each with the place it stands near.",
        "sentences:",
    ]
    lines += sorted(f"  - {said.digest} {said.near}" for said in facts.sentences)
    if facts.end:
        lines += ["# Hashes of its last lines.", f"end: {_flow(facts.end[-_LAST:])}"]
    if facts.waiting:
        lines += [
            "# What the page states and the spec lacks, left for a person to decide.",
            "open:",
        ]
        lines += [f"  - {json.dumps(what, ensure_ascii=False)}" for what in facts.waiting]
    return "\n".join(lines) + "\n"


def _dumped_facts(facts: Facts) -> Iterator[str]:
    operation = where = None
    for place, aspects in sorted(facts.stated.items()):
        if place.operation != operation:
            operation, where = place.operation, None
            yield f"  {_scalar(operation)}:"
        if place.where != where:
            where = place.where
            yield f"    {_scalar(where)}:"
        values = (f"{name}: {_flow(aspects[name].value)}" for name in sorted(aspects))
        yield f"      {_scalar(place.name)}: {{{', '.join(values)}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _flow(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)


_SCALARS: Final = {"type": ["string", "number", "boolean", "null"]}
FACTS_SHAPE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["page", "form", "facts", "sentences"],
    "additionalProperties": False,
    "properties": {
        "page": {"type": "string"},
        "form": {"type": "string"},
        "facts": {
            "type": ["object", "null"],
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": {
                            "if": {"type": "array"},
                            "then": {"items": _SCALARS},
                            "else": _SCALARS,
                        },
                    },
                },
            },
        },
        "sentences": {
            "type": ["array", "null"],
            "items": {"type": "string", "pattern": "^[0-9a-f]{10} "},
        },
        "end": {"type": "array", "items": {"type": "string", "pattern": "^[0-9a-f]{10}$"}},
        "open": {"type": "array", "items": {"type": "string"}},
    },
}


def check_shape(document: Document, shape: dict[str, Any]) -> None:
    """Raise DocumentError, with the line, where a file has not the shape of its kind."""
    validator = jsonschema_rs.Draft202012Validator(shape)
    for error in validator.iter_errors(document.root):
        where = ".".join(map(str, error.instance_path)) or "file"
        line = document.line(tuple(error.instance_path))
        reason = error.message if len(error.message) < 200 else f"{error.message[:197]}..."
        raise DocumentError(document.path, line, f"{where}: {reason}")


def read(path: Path) -> Facts:
    """Read a facts file; raise DocumentError for one that was edited into something else."""
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache
def _read(path: Path, *_: int) -> Facts:
    document = load(path)
    check_shape(document, FACTS_SHAPE)
    facts = Facts(path, form=document.root["form"])
    for operation, wheres in (document.root["facts"] or {}).items():
        for where, names in wheres.items():
            for name, aspects in names.items():
                line = document.line(("facts", operation, where, name))
                stated = {key: Stated(_frozen(value), line) for key, value in aspects.items()}
                facts.stated[Place(operation, where, name)] = stated
    for index, said in enumerate(document.root["sentences"] or ()):
        hashed, _, near = said.partition(" ")
        facts.sentences.append(Sentence(hashed, document.line(("sentences", index)), near))
    facts.waiting += document.root.get("open", [])
    facts.end = tuple(document.root.get("end", ()))
    return facts


def _frozen(value: Any) -> Value:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
