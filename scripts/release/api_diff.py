"""The differences of two Python surfaces, each weighed for who imports the package."""

import re
from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from .change import Change, Level

_TWIN: Final = re.compile(r"\.(sync|sync_detailed|asyncio|asyncio_detailed)(?=\(|$)")


@frozen
class _Entry:
    """A line of a surface file: its kind, its name, its annotation and whether it has a default."""

    kind: str
    annotation: str = ""
    has_default: bool = False
    line: int = field(default=1, eq=False)


def surface_changes(before: str, after: str, where: str) -> list[Change]:
    """List the changes for who imports a generated package."""
    old, new = _entries(before), _entries(after)
    sent = _sent_models(old) | _sent_models(new)
    found = []
    for name in {*old, *new}:
        was, now = old.get(name), new.get(name)
        if was == now or _owner_differs(name, old, new) or _is_twin(name, {*old, *new}):
            continue
        found.append(_surface_change(name, was, now, where, sent))
    return sorted(found, key=lambda change: (-change.level, change.what))


def _is_twin(name: str, names: set[str]) -> bool:
    """Tell whether a function has a twin that tells the same change."""
    return (plain := _TWIN.sub(".sync", name)) != name and plain in names


def _entries(text: str) -> dict[str, _Entry]:
    entries = {}
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, rest = line.removeprefix("async ").partition(" ")
        if kind == "function":
            name, _, annotation = rest.partition(" -> ")
            entries[name] = _Entry(kind, annotation, line=number)
        elif kind in ("argument", "attribute"):
            name, _, annotation = rest.partition(": ")
            annotation, default, _ = annotation.partition(" = ")
            entries[name] = _Entry(kind, annotation, bool(default), number)
        elif kind in ("class", "member"):
            entries[rest] = _Entry(kind, line=number)
    return entries


def _sent_models(entries: Mapping[str, _Entry]) -> set[str]:
    """Models that users make: request bodies and their parts."""
    found: set[str] = set()
    waiting = [entry.annotation for entry in entries.values() if entry.kind == "argument"]
    while waiting:
        for word in re.findall(r"\b[A-Z]\w+", waiting.pop()):
            if word not in found and f"models.{word}" in entries:
                found.add(word)
                waiting += [
                    entry.annotation
                    for name, entry in entries.items()
                    if name.startswith(f"models.{word}.")
                ]
    return found


def _owner_differs(name: str, old: Mapping[str, _Entry], new: Mapping[str, _Entry]) -> bool:
    """Tell whether the class or the function of an entry is new or gone itself."""
    owner = name.partition("(")[0] if "(" in name else name.rpartition(".")[0]
    return owner != name and (owner in old) != (owner in new)


def _surface_change(
    name: str, was: _Entry | None, now: _Entry | None, where: str, sent: set[str]
) -> Change:
    is_sent = _model_of(name) in sent
    where = f"{where}:{now.line}" if now else where
    name = _TWIN.sub("", name)
    if now is None:
        return Change(where, f"`{name}` is gone", Level.BREAKING, "Removed")
    if was is None:
        is_argument = now.kind == "argument" or (now.kind == "attribute" and is_sent)
        level = Level.BREAKING if is_argument and not now.has_default else Level.MINOR
        shown = f": {now.annotation}" if now.annotation else ""
        return Change(where, f"`{name}{shown}` is new", level, "Added")
    if was.annotation == now.annotation:
        word = "optional" if now.has_default else "required"
        level = Level.MINOR if now.has_default else Level.BREAKING
        return Change(where, f"`{name}` is now {word}", level, "Changed")
    old_types, new_types = (set(entry.annotation.split(" | ")) for entry in (was, now))
    is_input = now.kind == "argument" or (now.kind == "attribute" and is_sent)
    level = Level.MINOR if is_input and old_types <= new_types else Level.BREAKING
    verb = "returns" if now.kind == "function" else "is"
    what = f"`{name}` {verb} `{now.annotation}`, it was `{was.annotation}`"
    return Change(where, what, level, "Changed")


def _model_of(name: str) -> str:
    found = re.match(r"models\.(\w+)\.", name)
    return found[1] if found else ""
