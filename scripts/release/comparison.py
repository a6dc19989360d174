"""The changes between two specs that a comparison has found so far, and where they stand."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

from attrs import Factory, define, evolve, frozen
from specmock.openapi import Pointer

from .change import Change, Level, code, folded, names_at
from .document_diff import Cover, Reader, is_in_extension, mapping

# One fact has a word for requests and one for answers.
_SAME: Final = {
    "is always there now": "is required now",
    "may be left out now": "is no longer required",
}

Both: TypeAlias = tuple[list[Pointer], list[Pointer]]

# Two schemas that have been compared in one direction, or the part of an operation they belong to.
Node: TypeAlias = tuple[Any, ...] | str


@frozen
class Place:
    """Where a value stands: its operation, its part of the message, and its path in a schema."""

    operation: str
    part: str
    is_request: bool  # whether it is sent by the users of the API
    is_flipped: bool = False  # whether they get the requests: of webhooks and callbacks
    owner: str = ""  # the named schema that the path begins in
    path: tuple[str, ...] = ()
    is_open: bool = False  # any other string is fine beside the words of an enum
    is_unsent: bool = False  # whether it does not travel in this direction, before and after
    node: Node = ""
    called: str = ""  # the operation's id
    argument: str = ""  # the parameter's name
    is_text: bool = False  # whether it is sent as text, in which `5` and "5" are the same

    def __str__(self) -> str:
        steps = (f'"{step}"' if "." in step else step for step in self.path)
        path = ".".join(steps).replace(".[]", "[]")
        if self.owner:
            return code(f"{self.owner}.{path}" if path else self.owner)
        return f"{code(path)} in {self.use}" if path else self.use

    @property
    def use(self) -> str:
        return f"{self.part} of {code(self.operation)}"

    @property
    def messages(self) -> str:
        """Whether the value is in a request or in an answer."""
        return "requests" if self.is_request != self.is_flipped else "answers"

    @property
    def refused(self) -> str:
        """What it means that the API takes less."""
        return f"{self.messages} that were accepted may be refused"

    @property
    def names(self) -> set[str]:
        """Python names that a change of this value shows in, folded."""
        if self.owner and self.path:
            return {f"{folded(self.owner)}.{folded(self.path[0])}"}
        if self.argument and not self.owner:
            return {f"{folded(self.called)}({folded(self.argument)}"}
        return {folded(self.owner or self.called)} - {""}

    def below(self, *steps: str) -> "Place":
        return evolve(self, path=(*self.path, *steps), is_open=False)


@frozen
class _Told:
    """A change as it is of one subject."""

    change: Change
    subject: str
    node: Node
    is_request: bool

    @property
    def rank(self) -> tuple[bool | int, ...]:
        """Sorts the gravest first, then what is sent, then where it is declared."""
        change = self.change
        declared = names_at(change.old or ()) | names_at(change.new or ())
        is_declared = any(name.partition(".")[0] in declared for name in change.names)
        return -change.level, not self.is_request, not is_declared


@define(eq=False)
class Comparison:
    """Two documents, the changes between them, and the nodes that have been dealt with."""

    old: Reader
    new: Reader
    told_old: Cover = Factory(Cover)
    told_new: Cover = Factory(Cover)
    seen_old: Cover = Factory(Cover)
    seen_new: Cover = Factory(Cover)
    orders: set[Pointer] = Factory(set)  # lists and maps whose order has been weighed
    told_orders: set[Pointer] = Factory(set)
    moved: dict[Pointer, Pointer] = Factory(dict)  # what has another name, and is compared
    parents: dict[Node, set[Node]] = Factory(dict)
    times_told: int = 0
    shared: list[tuple[Pointer, Pointer]] = Factory(list)  # the operations in both
    changed: set[Pointer] = Factory(set)  # components that are not the same
    is_same_around: bool = False  # whether all but operations and components is the same
    _found: dict[tuple[Any, ...], list[_Told]] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        parts = [mapping(reader.at(("components",))) for reader in (self.old, self.new)]
        for kind in {**parts[0], **parts[1]}:
            was, now = (mapping(part.get(kind)) for part in parts)
            names = (name for name in {**was, **now} if repr(was.get(name)) != repr(now.get(name)))
            self.changed.update(("components", kind, name) for name in names)
        left_out = ("paths", "webhooks", "components", "info", "tags")
        roots = [
            {key: value for key, value in reader.root.items() if key not in left_out}
            for reader in (self.old, self.new)
        ]
        self.is_same_around = repr(roots[0]) == repr(roots[1])

    def is_same(self, old: Any, new: Any) -> bool:
        """Whether two nodes are the same, and all that they go by."""
        return (
            self.is_same_around
            and repr(old) == repr(new)
            and not self.changed & self.old.components_of([old])
            and not self.changed & self.new.components_of([new])
        )

    def tell(
        self,
        what: str,
        level: Level,
        section: str = "Changed",
        old: Sequence[Pointer] = (),
        new: Sequence[Pointer] = (),
        *,
        subject: str = "",
        names: Iterable[str] = (),
        node: Node = "",
        orders: Iterable[Pointer] = (),
        kind: str = "weighed",
        at: tuple[Pointer | None, Pointer | None] = (None, None),
        is_request: bool = False,
    ) -> None:
        """Add a change; its pointers with all below them, and the order of others, are told.

        `at` is where to look at what is told of a node without what is below it.

        What is said of one node with several subjects is one change.
        """
        self.times_told += 1
        self.told_old.add(*old)
        self.told_new.add(*new)
        orders = [*orders]
        self.told_orders.update(orders)
        first, second = (
            pointers[0] if pointers else there
            for pointers, there in zip((old, new), at, strict=True)
        )
        if first is second is None:
            second = next((each for each in orders if self.new.at(each) is not None), None)
            first = second if second and self.old.at(second) is not None else None
        change = Change(what, level, section, kind, first, second, names=frozenset(names))
        head = what.partition(": ")[0]
        key = (first, second, _SAME.get(head, head))
        self._found.setdefault(key, []).append(_Told(change, subject, node, is_request))

    def look(self, old: Iterable[Pointer] = (), new: Iterable[Pointer] = ()) -> None:
        """Note that nodes have been weighed, whatever came of it."""
        self.seen_old.add(*old)
        self.seen_new.add(*new)

    def both(self, old: Pointer, new: Pointer, *keys: str) -> Both:
        """The pointers of some fields of two objects, where they are there."""
        return (
            [(*old, key) for key in keys if key in self.old.get(old)],
            [(*new, key) for key in keys if key in self.new.get(new)],
        )

    def shift(
        self,
        place: Place,
        what: str,
        old: Sequence[Pointer] = (),
        new: Sequence[Pointer] = (),
        section: str = "Changed",
        *,
        tighter: bool | None,
    ) -> None:
        """Tell that fewer, more, or other values (None) are allowed, weighed by the direction."""
        harmless = tighter is not None and tighter != place.is_request
        unexpected = f"{place.messages} may hold what readers do not expect"
        end = "" if harmless else f": {place.refused if place.is_request else unexpected}"
        level = Level.MINOR if harmless else Level.BREAKING
        self.say(place, f"{what}{end}", level, section, old, new)

    def changes(self) -> list[Change]:
        """The changes, each once at its worst level, with the parts of operations it concerns.

        What breaks is named before what does not, and what users send before what they read.
        """
        changes = []
        for found in self._found.values():
            found = sorted(found, key=lambda each: each.rank)
            change = found[0].change
            what = _joined(
                [each.change.what for each in found if each.change.level == change.level]
            )
            subjects = [*dict.fromkeys(each.subject for each in found if each.subject)]
            groups = groupby(found, key=lambda each: each.rank[:2])
            uses = [
                use
                for _, group in groups
                for use in sorted({use for each in group for use in self._uses(each.node)})
            ]
            names = self._new_names(change).union(*(each.change.names for each in found))
            names |= names_at(change.old or ()) | names_at(change.new or ())
            if is_in_extension(change.new or change.old or ()):
                names = frozenset()
            subject = _listed(subjects) if subjects else ""
            uses = [*dict.fromkeys(uses)]
            changes.append(
                evolve(change, what=what, subject=subject, uses=tuple(uses), names=names)
            )
        return changes

    def say(
        self,
        place: Place,
        what: str,
        level: Level,
        section: str = "Changed",
        old: Sequence[Pointer] = (),
        new: Sequence[Pointer] = (),
        *,
        orders: Iterable[Pointer] = (),
        kind: str = "weighed",
        at: tuple[Pointer | None, Pointer | None] = (None, None),
    ) -> None:
        """Tell something of a place."""
        if place.is_unsent:
            what = f"{what.partition(': ')[0]}: it is not in {place.messages}"
            level = min(level, Level.PATCH)
        self.tell(
            what,
            level,
            section,
            old,
            new,
            subject=str(place),
            names=place.names,
            node=place.node or place.use,
            orders=orders,
            kind=kind,
            at=at,
            is_request=place.is_request,
        )

    def deprecation(self, place: Place, *, was: Any, now: Any, at: Both) -> None:
        """Tell that something is deprecated, or no longer."""
        self.look(*at)
        if now and not was:
            self.say(place, "is deprecated", Level.MINOR, "Deprecated", *at)
        elif was and not now:
            self.say(place, "is no longer deprecated", Level.PATCH, "Changed", *at)

    def _new_names(self, change: Change) -> frozenset[str]:
        """The schemas that come or go with what is new or gone."""
        if (change.old is None) == (change.new is None):
            return frozenset()
        here, there, pointer = self.new, self.old, change.new
        if pointer is None:
            here, there, pointer = self.old, self.new, change.old
        found = here.components_of([here.at(pointer or ())])
        return frozenset(folded(str(each[-1])) for each in found if there.at(each) is None)

    def _uses(self, node: Node) -> tuple[str, ...]:
        found, waiting, seen = set[str](), [node], set[Node]()
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                found.add(each)
            elif each not in seen:
                seen.add(each)
                waiting += self.parents.get(each, ())
        return tuple(sorted(found - {""}))


def _joined(sentences: Sequence[str]) -> str:
    """Say once what is another, and all that it means for who sends and who reads."""
    parts = [each.rpartition(": ") for each in dict.fromkeys(sentences)]
    if len({head for head, _, _ in parts}) > 1:
        return sentences[0]
    return "".join((*parts[0][:2], "; ".join(end for _, _, end in parts)))


def _listed(subjects: Sequence[str], most: int = 3) -> str:
    """Name a subject, and some of those of which the same is to be said."""
    first, *others = subjects
    if not others:
        return first
    more = f" and {len(others) - most} more" if len(others) > most else ""
    return f"{first} (as {', '.join(others[:most])}{more})"
