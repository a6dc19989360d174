"""Examples: the fixtures that answers are made from."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from attrs import field, frozen

from ._document import Pointer
from ._runs import Echo, Lifecycle
from ._schemas import Schemas

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)")


@frozen(eq=False)
class Example:
    """An example of an answer, with what can be read off it once and for all."""

    name: str
    value: Any = field(repr=False)
    slot: tuple[str, ...] | None = None
    lifecycle: Lifecycle | None = None
    texts: frozenset[str] = field(default=frozenset(), repr=False)
    times: Mapping[str, float] = field(factory=dict, repr=False)

    @property
    def state(self) -> str | None:
        """The state that the example shows."""
        return None if self.slot is None else at(self.value, self.slot)

    def shows(self, placeholders: set[str]) -> bool:
        """Whether one of the ids stands in the example."""
        return not placeholders.isdisjoint(self.texts)

    def shows_beside_state(self, placeholders: set[str]) -> bool:
        """Whether one of the ids stands beside the state."""
        if self.slot is None:
            return False
        holder = at(self.value, self.slot[:-1])
        return any(str(v) in placeholders for v in holder.values() if isinstance(v, str | int))


def example_of(schemas: Schemas, name: str, value: Any, schema: Pointer | None) -> Example:
    """Return an example with its slot for the state, if its schema has one."""
    slot, lifecycle = _slot(schemas, schema, value) if schema else (None, None)
    scalars = list(_scalars(value))
    times = {
        text: instant(text) for text in scalars if isinstance(text, str) and _TIME.fullmatch(text)
    }
    return Example(name, value, slot, lifecycle, frozenset(map(str, scalars)), times)


def lifecycle_at(schemas: Schemas, pointer: Pointer) -> Lifecycle | None:
    """Return the lifecycle that stands on a schema, or on an alternative of it."""
    for part in schemas.parts(pointer):
        node = schemas.at(part)
        if isinstance(node, dict) and "x-lifecycle" in node:
            facts = node["x-lifecycle"]
            return Lifecycle(
                states=tuple(node.get("enum", ())),
                start=facts["start"],
                next=facts.get("next", {}),
                terminal=facts.get("terminal", {}),
                idle=tuple(facts.get("idle", ())),
                moves=facts.get("moves", {}),
            )
    return None


def at(value: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path; None where nothing does."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def put(value: Any, path: tuple[str, ...], new: Any) -> None:
    """Put something at a path that exists."""
    at(value, path[:-1])[path[-1]] = new


def rendered(
    value: Any,
    ids: Mapping[str, Any],
    echo: Echo,
    times: Mapping[str, str],
    keys: frozenset[str] = frozenset(),
    key: str = "",
) -> Any:
    """Return an example with ids, echoed words and times in the place of its own."""
    if isinstance(value, str):
        if value in times:
            return times[value]
        if value in ids:
            return ids[value]
        if value in echo.words:
            return echo.words[value]
        for placeholder, new in ids.items():
            if placeholder in value:
                value = value.replace(placeholder, str(new))
        return value
    if isinstance(value, dict):
        return {
            name: rendered(item, ids, echo, times, keys, name)
            for name, item in value.items()
            if not echo.dropped or (name, repr(item)) not in echo.dropped
        }
    if isinstance(value, list):
        return [rendered(item, ids, echo, times, keys, key) for item in value]
    if key in keys and str(value) in ids and not isinstance(value, bool):
        return ids[str(value)]
    return value


def shifted(times: Mapping[str, float], first: float, last: float) -> dict[str, str]:
    """Return the times of an example, moved so that the earliest is `first`, none after `last`."""
    if not times:
        return {}
    offset = first - min(times.values())
    return {text: _written(min(time + offset, max(first, last))) for text, time in times.items()}


def instant(text: str) -> float:
    """Return a written time in seconds since 1970; raise ValueError for what is none."""
    return datetime.fromisoformat(text).timestamp()


def _written(time: float) -> str:
    text = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00").removesuffix(".000") + "Z"


def echo_of(example: Any, sent: Any) -> Echo:
    """Return what was sent in the place of what an example of the request sends."""
    words: dict[str, Any] = {}
    dropped: set[tuple[str, str]] = set()
    _compare(example, sent, words, dropped)
    return Echo(words, frozenset(dropped))


def _compare(example: Any, sent: Any, words: dict[str, Any], dropped: set[tuple[str, str]]) -> None:
    if isinstance(example, dict) and isinstance(sent, dict):
        for name, item in example.items():
            if name in sent:
                _compare(item, sent[name], words, dropped)
            else:
                dropped.add((name, repr(item)))
                if isinstance(item, dict):
                    _compare(item, {}, words, dropped)
    elif isinstance(example, str) and isinstance(sent, str):
        words.setdefault(example, sent)


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield value


def _slot(
    schemas: Schemas, schema: Pointer, value: Any
) -> tuple[tuple[str, ...] | None, Lifecycle | None]:
    level: list[tuple[tuple[str, ...], Pointer, Any]] = [((), schema, value)]
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
