"""Examples: the fixtures that answers are made from."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from ._document import Pointer
from ._runs import NOTHING, Echo, Lifecycle
from ._schemas import Schemas

Path: TypeAlias = tuple[str | int, ...]
EMPTY: Final[Mapping[str, Any]] = {}

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)")


@frozen(eq=False)
class Example:
    """An example of an answer, with what can be read off it once and for all."""

    name: str
    value: Any = field(repr=False)
    text: str = field(repr=False)
    leaves: tuple[tuple[Path, str], ...] = field(repr=False)
    times: Mapping[str, float] = field(repr=False)
    slot: Path | None = None
    lifecycle: Lifecycle | None = None
    state: str | None = None

    def shows(self, placeholders: set[str]) -> bool:
        """Whether one of the ids stands in the example."""
        return any(leaf in placeholders for _, leaf in self.leaves)

    def shows_beside_state(self, placeholders: set[str]) -> bool:
        """Whether one of the ids stands beside the state."""
        if self.slot is None:
            return False
        level = self.slot[:-1]
        return any(leaf in placeholders and path[:-1] == level for path, leaf in self.leaves)


def example_of(schemas: Schemas, name: str, value: Any, schema: Pointer | None) -> Example:
    """Return an example with the place of its state, if its schema has one."""
    leaves = tuple(_leaves((), value))
    times = {leaf: instant(leaf) for _, leaf in leaves if _TIME.fullmatch(leaf)}
    slot, lifecycle = _slot(schemas, schema, value) if schema else (None, None)
    state = None if slot is None else at(value, slot)
    return Example(name, value, json.dumps(value), leaves, times, slot, lifecycle, state)


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


def at(value: Any, path: Path) -> Any:
    """Return what stands at a path; None where nothing does."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def put(value: Any, path: Path, new: Any) -> None:
    """Put something at a path that exists."""
    at(value, path[:-1])[path[-1]] = new


def rendered(
    example: Example, ids: Mapping[str, Any], echo: Echo = NOTHING, times: Mapping[str, str] = EMPTY
) -> Any:
    """Return an example with ids, echoed words and times in the place of its own."""
    value = json.loads(example.text)
    if echo.dropped:
        _drop(value, echo.dropped)
    for path, leaf in example.leaves:
        if leaf in times:
            new: Any = times[leaf]
        elif leaf in ids:
            new = ids[leaf]
        elif leaf in echo.words:
            new = echo.words[leaf]
        else:
            new = leaf
            for placeholder, own in ids.items():
                if placeholder in new:
                    new = new.replace(placeholder, str(own))
            if new is leaf:
                continue
        if not path:
            return new
        holder = at(value, path[:-1])
        if holder is not None and at(holder, path[-1:]) is not None:
            holder[path[-1]] = new
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
    dropped: dict[str, list[Any]] = {}
    _compare(example, sent, words, dropped)
    return Echo(words, dropped)


def _compare(example: Any, sent: Any, words: dict[str, Any], dropped: dict[str, list[Any]]) -> None:
    if isinstance(example, dict) and isinstance(sent, dict):
        for name, item in example.items():
            if name in sent:
                _compare(item, sent[name], words, dropped)
            else:
                dropped.setdefault(name, []).append(item)
                if isinstance(item, dict):
                    _compare(item, {}, words, dropped)
    elif isinstance(example, str) and isinstance(sent, str):
        words.setdefault(example, sent)


def _drop(value: Any, dropped: Mapping[str, list[Any]]) -> None:
    if isinstance(value, list):
        for item in value:
            _drop(item, dropped)
    elif isinstance(value, dict):
        for name in list(value):
            if name in dropped and value[name] in dropped[name]:
                del value[name]
            else:
                _drop(value[name], dropped)


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a value, and the numbers that are ids by their names."""
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
