"""The differences of two specs, each weighed for who uses a client."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import evolve
from pages.facts import Facts, Place, Stated, Value
from pages.spec_facts import facts_of, operations
from specmock.openapi import Document

from .change import Change, Level

_REQUEST: Final = ("path", "query", "header", "body")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")


def spec_changes(before: Document | None, after: Document | None) -> list[Change]:
    """Return what changed in a spec, seen from its users' side of each request and answer."""
    if before is None or after is None:
        only = before or after
        if only is None:
            return []
        word = "Added" if before is None else "Removed"
        level = Level.MINOR if before is None else Level.BREAKING
        return [Change(str(only.path), f"the whole spec is {word.lower()}", level, word)]
    old, new = facts_of(before), facts_of(after)
    found = [*_names(before, after), *_facts(old, new)]
    if not found and before.root != after.root:
        what = "descriptions, examples or extensions changed, and no fact"
        found = [Change(str(after.path), what, Level.PATCH, "Changed")]
    return _folded(found)


def _names(before: Document, after: Document) -> Iterator[Change]:
    """Yield the operations and components whose names, which Python users write, changed."""
    old = {name: before.at(pointer).get("operationId") for name, pointer in operations(before)}
    for name, pointer in operations(after):
        now = after.at(pointer).get("operationId")
        if name in old and old[name] != now:
            where = f"{after.path}:{after.line((*pointer, 'operationId'))}"
            what = f"`{old[name]}` is now called `{now}`"
            yield Change(where, what, Level.BREAKING, "Changed")
    schemas = [
        document.root.get("components", {}).get("schemas", {}) for document in (before, after)
    ]
    for name in schemas[0].keys() - schemas[1].keys():
        where = f"{after.path}:{after.line(('components', 'schemas'))}"
        yield Change(where, f"the component `{name}` is gone", Level.BREAKING, "Removed")


def _facts(old: Facts, new: Facts) -> Iterator[Change]:
    gone_operations = old.operations - new.operations
    new_operations = new.operations - old.operations
    for place in sorted({*old.stated, *new.stated}):
        before, after = old.stated.get(place), new.stated.get(place)
        if place.operation in gone_operations | new_operations and place.where != "operation":
            continue
        if after is None and before is not None:
            if not _parent_gone(place, new):
                where = f"{new.path}:{_nearest(place, new)}"
                level = _removal(place)
                yield Change(where, f"{_told(place)} is gone", level, "Removed")
        elif before is None and after is not None:
            if not _parent_gone(place, old):
                where = f"{new.path}:{new.line(place)}"
                yield Change(where, f"{_told(place)} is new", _addition(place, after), "Added")
        elif before is not None and after is not None:
            yield from _aspects(place, before, after, new)


def _parent_gone(place: Place, facts: Facts) -> bool:
    """Tell whether more than a place is missing: the answer or the object that it is in."""
    if place.where.startswith("answer "):
        status = Place(place.operation, "answer", place.where.removeprefix("answer "))
        if status not in facts.stated:
            return True
    outer = place.name.rpartition(".")[0].removesuffix("[]")
    return bool(outer) and Place(place.operation, place.where, outer) not in facts.stated


def _nearest(place: Place, facts: Facts) -> int:
    operation = Place(place.operation, "operation")
    home = facts.homes.get(Place(place.operation, place.where))
    return home or (facts.line(operation) if operation in facts.stated else 1)


def _removal(place: Place) -> Level:
    if place.where == "answer" and not place.name.startswith("2"):
        return Level.MINOR
    return Level.PATCH if place.where in ("limit", "state") else Level.BREAKING


def _addition(place: Place, aspects: Mapping[str, Stated]) -> Level:
    if place.where in _REQUEST and "required" in aspects:
        return Level.BREAKING
    return Level.PATCH if place.where in ("limit", "state") else Level.MINOR


def _aspects(
    place: Place, before: Mapping[str, Stated], after: Mapping[str, Stated], new: Facts
) -> Iterator[Change]:
    is_request = place.where in _REQUEST
    for name in sorted({*before, *after} - {"there", "open"}):
        old = before[name].value if name in before else None
        now = after[name].value if name in after else None
        if old == now:
            continue
        line = after[name].line if name in after else new.line(place)
        where = f"{new.path}:{line}"
        if name == "enum":
            yield from _members(place, old, now, where, is_open="open" in after)
            continue
        level = _level(name, old, now, is_request=is_request)
        what = f"{_told(place)}: {name} {_shown(old)} is now {_shown(now)}"
        if now is None:
            what = f"{_told(place)} loses its {name} ({_shown(old)})"
        elif old is None:
            what = f"{_told(place)} gets {name} {_shown(now)}"
        yield Change(where, what, level, "Changed")


def _level(name: str, old: Value, now: Value, *, is_request: bool) -> Level:
    """Weigh a changed aspect: requests may not become tighter, answers may not become wider."""
    match name:
        case "type":
            was, becomes = set(str(old).split(" | ")), set(str(now).split(" | "))
            widened, narrowed = was <= becomes, becomes <= was
            return Level.MINOR if (widened if is_request else narrowed) else Level.BREAKING
        case "format":
            return Level.BREAKING
        case "nullable":
            return Level.MINOR if bool(now) == is_request else Level.BREAKING
        case "required":
            tightened = old is None or now is True
            return Level.MINOR if tightened != is_request else Level.BREAKING
        case "terminal":
            return Level.BREAKING
        case "pattern" if is_request:
            return Level.MINOR if now is None else Level.BREAKING
        case _ if name in (*_UPPER, *_LOWER) and is_request:
            return Level.BREAKING if _is_tighter(name, old, now) else Level.MINOR
        case _:
            return Level.PATCH


def _is_tighter(name: str, old: Any, now: Any) -> bool:
    if now is None or old is None:
        return old is None
    return bool(now < old if name in _UPPER else now > old)


def _members(
    place: Place, old: Value, now: Value, where: str, *, is_open: bool
) -> Iterator[Change]:
    was, becomes = (value if isinstance(value, tuple) else () for value in (old, now))
    is_request = place.where in _REQUEST
    if not was or not becomes:
        tightened = not was
        level = Level.BREAKING if tightened == is_request else Level.MINOR
        what = f"{_told(place)} {'gets' if tightened else 'loses'} its list of words"
        yield Change(where, what, level, "Changed")
        return
    harmless = Level.PATCH if is_open else Level.BREAKING
    for member in sorted(set(becomes) - set(was), key=str):
        level = Level.MINOR if is_request else harmless
        yield Change(where, f"{_told(place)} may be `{member}`", level, "Added")
    for member in sorted(set(was) - set(becomes), key=str):
        level = Level.BREAKING if is_request else Level.MINOR
        yield Change(where, f"{_told(place)} is no longer `{member}`", level, "Removed")


def _told(place: Place) -> str:
    """Name a place as a sentence of a changelog would."""
    operation = f" of `{place.operation}`" if place.operation != "*" else ""
    if place.where == "operation":
        return f"`{place.operation}`"
    if place.where == "answer":
        return f"the answer {place.name}{operation}"
    if place.where.startswith("answer "):
        return f"`{place.name}` in the {place.where}{operation}"
    if place.where == "limit":
        return f"the rate limit{operation}"
    word = {"auth": "the credential", "server": "the server", "state": "the state"}
    what = word.get(place.where, f"the {place.where} parameter")
    what = "the request's" if place.where == "body" else what
    return f"{what} `{place.name}`{operation}"


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value}".lower() if isinstance(value, bool) else f"`{value}`"


def _folded(changes: list[Change]) -> list[Change]:
    """Tell once what is the same in several operations, since one line of the spec says it."""
    folded: dict[tuple[object, ...], list[Change]] = {}
    for change in sorted(set(changes)):
        key = re.sub(r"(in the answer \d+|)( of `[A-Z]+ [^`]*`)|`[\w.\[\]*]*\.", "", change.what)
        folded.setdefault((change.where, key, change.section), []).append(change)
    result = []
    for same in folded.values():
        worst = max(change.level for change in same)
        more = f" (and in {len(same) - 1} more places)" if len(same) > 1 else ""
        result.append(evolve(same[0], what=same[0].what + more, level=worst))
    return sorted(result, key=lambda change: (-change.level, change.where, change.what))
