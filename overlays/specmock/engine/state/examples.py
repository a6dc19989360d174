"""Examples: the fixtures that answers are made from."""

import marshal
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from specmock.engine.extensions import sound_part
from specmock.openapi import Pointer, Schemas, value_at

from .lifecycle import NOTHING, Echo, Lifecycle, Member

Path: TypeAlias = tuple[str | int, ...]
EMPTY: Final[Mapping[str, Any]] = {}

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)")


@frozen
class Span:
    """A number that tells how long it is from one time to another beside it."""

    path: Path
    first: str
    last: str
    unit: int  # in a second


@frozen(eq=False)
class Example:
    """An example of an answer, with what can be read off it once and for all."""

    name: str
    value: Any = field(repr=False)
    packed: bytes = field(repr=False)  # by marshal, which copies fastest
    leaves: tuple[tuple[Path, str], ...] = field(repr=False)
    places: Mapping[str, list[Path]] = field(repr=False)  # of the leaves, in a list of the value
    times: Mapping[str, float] = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    slot: Path | None = None
    lifecycle: Lifecycle | None = None
    state: str | None = None
    _within: dict[str, list[Path]] = field(factory=dict, init=False, repr=False)

    @property
    def length(self) -> float:
        """How long it is from the first time to the last."""
        return max(self.times.values(), default=0.0) - min(self.times.values(), default=0.0)

    def places_within(self, example_id: str) -> list[Path]:
        """Paths at which an example id stands in a longer text."""
        if example_id not in self._within:
            self._within[example_id] = [
                path
                for text, paths in self.places.items()
                for path in paths
                if example_id in text != example_id
                and isinstance(value_at([self.value], path), str)
            ]
        return self._within[example_id]

    def shows(self, example_ids: set[str]) -> bool:
        """Whether one of the ids stands in the example."""
        return any(leaf in example_ids for _, leaf in self.leaves)

    def shows_beside_state(self, example_ids: set[str]) -> bool:
        """Whether one of the ids stands beside the state."""
        if self.slot is None:
            return False
        level = self.slot[:-1]
        return any(leaf in example_ids and path[:-1] == level for path, leaf in self.leaves)


def example_of(schemas: Schemas, name: str, value: Any, schema: Pointer | None) -> Example:
    """Analyse an example, with the place of its state if its schema has one."""
    slot, lifecycle = _slot(schemas, schema, value) if schema else (None, None)
    return _example(name, value, slot, lifecycle)


def _example(name: str, value: Any, slot: Path | None, lifecycle: Lifecycle | None) -> Example:
    leaves = tuple(_leaves((), value))
    places: dict[str, list[Path]] = {}
    for path, leaf in leaves:
        places.setdefault(leaf, []).append((0, *path))
    moments = {leaf: _moment(leaf) for leaf in places if _TIME.fullmatch(leaf)}
    times = {leaf: time for leaf, time in moments.items() if time is not None}
    state = None if slot is None else value_at(value, slot)
    packed, spans = marshal.dumps(value), tuple(_spans(value, times))
    return Example(name, value, packed, leaves, places, times, spans, slot, lifecycle, state)


def _spans(value: Any, times: Mapping[str, float]) -> Iterator[Span]:
    for path, holder in _members((0,), value):
        members = holder.items() if isinstance(holder, dict) else ()
        beside = [item for _, item in members if isinstance(item, str) and item in times]
        for name, number in members:
            is_number = isinstance(number, int | float) and not isinstance(number, bool)
            for first, last, unit in product(beside, beside, (1, 1000)) if is_number else ():
                length = (times[last] - times[first]) * unit
                if length > 0 and abs(length - number) < 0.001:
                    yield Span((*path, name), first, last, unit)


def lifecycle_at(schemas: Schemas, pointer: Pointer) -> Lifecycle | None:
    """Read the lifecycle that stands on a schema, or on an alternative of it."""
    for part in schemas.parts(pointer):
        node = schemas.at(part)
        if isinstance(node, dict) and "x-lifecycle" in node:
            facts = sound_part(schemas, (*part, "x-lifecycle"), node["x-lifecycle"])
            if not facts:
                continue
            return Lifecycle(
                states=tuple(node.get("enum", ())),
                start=facts["start"],
                next=facts.get("next", {}),
                terminal=facts.get("terminal", {}),
                idle=tuple(facts.get("idle", ())),
                moves=facts.get("moves", {}),
            )
    return None


def put(value: Any, path: Path, new: Any) -> None:
    """Put something at a path that exists."""
    value_at(value, path[:-1])[path[-1]] = new


def rendered(
    example: Example, ids: Mapping[str, Any], echo: Echo = NOTHING, times: Mapping[str, str] = EMPTY
) -> Any:
    """Render an example with ids, echoed words and times in the place of its own."""
    if echo.dropped:
        example = _without(example, echo.dropped)
    box = [marshal.loads(example.packed)]  # noqa: S302 - our own; in a list for the value's place
    for example_id, own in ids.items():
        for path in example.places_within(example_id):
            put(box, path, value_at(box, path).replace(example_id, str(own)))
    for texts in (echo.words, ids, times):
        for text, new in texts.items():
            for path in example.places.get(text, ()):
                put(box, path, new)
    for span in example.spans if times else ():
        length = instant(times[span.last]) - instant(times[span.first])
        put(box, span.path, round(length * span.unit))
    return box[0]


@lru_cache(maxsize=256)
def _without(example: Example, dropped: tuple[Member, ...]) -> Example:
    value = _pruned(example.value, [(each.path[-1], each.value) for each in dropped])
    return _example(example.name, value, example.slot, example.lifecycle)


def _pruned(value: Any, dropped: list[tuple[str | int, Any]]) -> Any:
    if isinstance(value, list):
        return [_pruned(item, dropped) for item in value]
    if not isinstance(value, dict):
        return value
    left = [member for member in value.items() if member not in dropped]
    return {name: _pruned(item, dropped) for name, item in left}


def shifted(times: Mapping[str, float], first: float, last: float) -> dict[str, str]:
    """Shift the times of an example so that the earliest is `first`, none after `last`."""
    if not times:
        return {}
    offset = first - min(times.values())
    return {text: _written(min(time + offset, max(first, last))) for text, time in times.items()}


def instant(text: str) -> float:
    """Parse a written time to seconds since 1970; raise ValueError for what is none."""
    return datetime.fromisoformat(text).timestamp()


def _moment(text: str) -> float | None:
    try:
        return instant(text)
    except (ValueError, OverflowError):
        return None


def odd_times(value: Any) -> list[str]:
    """List the texts of an example that look like times and are none; leap seconds are some."""
    texts = dict.fromkeys(leaf for _, leaf in _leaves((), value) if _TIME.fullmatch(leaf))
    return [text for text in texts if _moment(re.sub(":60(?=[.Z+-]|$)", ":59", text)) is None]


def _written(time: float) -> str:
    text = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00").removesuffix(".000") + "Z"


def recurring(asked: Any, answers: Iterable[Example]) -> tuple[Member, ...]:
    """Find members of a request's example that stand in answers too, or whose text does."""
    answers = list(answers)
    words = {leaf for answer in answers for _, leaf in answer.leaves}
    shown = [(path[-1], item) for answer in answers for path, item in _members((0,), answer.value)]
    return tuple(
        Member(path, item)
        for path, item in _members((0,), asked)
        if (isinstance(item, str) and item in words) or (path[-1], item) in shown
    )


def echo_of(asked: tuple[Member, ...], sent: Any) -> Echo:
    """Compare a body with the example of the request: what was sent instead, what was left out."""
    words: dict[str, Any] = {}
    dropped: list[Member] = []
    for member in asked:
        here = sent
        for name in member.path[1:]:
            if not isinstance(here, dict):
                break
            if name not in here:
                dropped.append(member)
                break
            here = here[name]
        else:
            if isinstance(member.value, str) and isinstance(here, str):
                words.setdefault(member.value, here)
    return Echo(words, tuple(dropped)) if words or dropped else NOTHING


def _members(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    """Walk a value and the members of its objects, at any depth."""
    yield path, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _members((*path, name), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _members((*path, index), item)


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """Walk the texts of a value, and the numbers that are ids by their names."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves((*path, name), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves((*path, index), item)
    elif isinstance(value, str):
        yield path, value
    elif isinstance(value, int) and path and str(path[-1]).lower().endswith("id"):
        yield path, str(value)


def _slot(schemas: Schemas, schema: Pointer, value: Any) -> tuple[Path | None, Lifecycle | None]:
    level: list[tuple[Path, Pointer, Any]] = [((), schema, value)]
    for _ in range(4):
        below = []
        for path, pointer, here in level:
            if not isinstance(here, dict):
                continue
            for part in schemas.parts(pointer, here):
                node = schemas.at(part)
                for name in node.get("properties", ()) if isinstance(node, dict) else ():
                    if name not in here:
                        continue
                    where = (*part, "properties", name)
                    if isinstance(here[name], str):
                        if lifecycle := lifecycle_at(schemas, where):
                            return (*path, name), lifecycle
                    else:
                        below.append(((*path, name), where, here[name]))
        level = below
    return None, None
