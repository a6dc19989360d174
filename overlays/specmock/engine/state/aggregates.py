"""Answers that are computed from runs, as `x-aggregate` says."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen

from specmock.openapi import value_at

from .examples import Example, instant
from .lifecycle import Lifecycle, MockRun, first_that_holds

_PROBLEMS: Final = ("failure", "error", "timeout", "canceled")


@frozen
class Page:
    """Some of the runs that match, as items, and where the next ones start."""

    items: list[Any]
    next: str | None
    matching: list[tuple[MockRun, str]]


def nearest(examples: list[Example], state: str, lifecycle: Lifecycle | None) -> Example | None:
    """Choose the example of a state, or of the one that means almost the same."""
    for example in examples:
        if example.state == state:
            return example
    meanings = lifecycle.terminal if lifecycle else {}

    def distance(example: Example) -> int:
        shown = str(example.state)
        if meanings.get(shown) == meanings.get(state):
            return 1
        if meanings.get(shown) in _PROBLEMS and meanings.get(state) in _PROBLEMS:
            return 2
        return 3 if (shown in meanings) is (state in meanings) else 4

    return min(examples, key=distance, default=None)


def state_of(aggregate: Mapping[str, Any], states: list[str]) -> str:
    """Sum up the states of several runs in one."""
    return first_that_holds(aggregate["states"], states)


def count(value: Any, aggregate: Mapping[str, Any], states: list[str], on_page: int) -> None:
    """Write the counters of an answer."""
    for name, rule in aggregate.get("counts", {}).items():
        if rule == "all":
            value[name] = len(states)
        elif rule == "page":
            value[name] = on_page
        else:
            value[name] = sum(state in rule for state in states)


def recount(value: Any, aggregate: Mapping[str, Any], started: int) -> None:
    """Write how many runs were started, into texts that give the number too."""
    for name in aggregate.get("counts", {}):
        if not isinstance(value.get(name), int):
            continue
        shown, value[name] = value[name], started
        for other, text in value.items():
            if isinstance(text, str):
                value[other] = re.sub(rf"(?<![\w-]){shown}(?![\w-])", str(started), text)


def group(
    value: Any,
    aggregate: Mapping[str, Any],
    pairs: list[tuple[MockRun, str]],
    member: Callable[[MockRun, str], Any],
) -> None:
    """Write the runs grouped by their states; groups that the example shows may be empty."""
    facts = aggregate["groups"]
    groups: dict[str, list[Any]] = {state: [] for state in value.get(facts["field"]) or ()}
    for run, state in pairs:
        groups.setdefault(state, []).append(member(run, state))
    value[facts["field"]] = {
        state: {facts["count"]: len(items), facts["items"]: items}
        for state, items in groups.items()
    }


def page(
    values: Mapping[str, Any],
    aggregate: Mapping[str, Any],
    pairs: list[tuple[MockRun, str]],
    size: int | None,
    item: Callable[[MockRun, str], Any],
) -> Page:
    """Filter the runs and cut out the page that a request asks for."""
    filters = {name: rule for name, rule in aggregate.get("filters", {}).items() if name in values}
    matching = pairs
    if filters:
        matching = [
            (run, state) for run, state in pairs if _passes(item(run, state), filters, values)
        ]
    pages = aggregate.get("pages")
    if not pages:
        return Page(
            [_shown(aggregate, run, state, item) for run, state in matching], None, matching
        )
    start = 0
    if (cursor := values.get(pages["cursor"])) is not None:
        ids = [str(run.id) for run, _ in matching]
        start = ids.index(cursor) if cursor in ids else len(ids)
    end = start + max(0, size or 0)
    follows = matching[end : end + 1] if end > start else []
    items = [_shown(aggregate, run, state, item) for run, state in matching[start:end]]
    return Page(items, str(follows[0][0].id) if follows else None, matching)


def _shown(
    aggregate: Mapping[str, Any], run: MockRun, state: str, item: Callable[[MockRun, str], Any]
) -> Any:
    return item(run, state) if "id" in aggregate["list"] else run.id


def _passes(item: Any, filters: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return all(_holds(item, rule, values[name], filters, values) for name, rule in filters.items())


def _holds(
    item: Any,
    rule: Mapping[str, Any],
    wanted: Any,
    filters: Mapping[str, Any],
    values: Mapping[str, Any],
) -> bool:
    if wanted is None or wanted == [] or "or-empty" in rule:
        return True
    kind, paths = next(iter(rule.items()))
    found = _found(item, paths)
    if kind == "in":
        choices = wanted if isinstance(wanted, list) else [wanted]
        if any(choice in found for choice in choices):
            return True
        return not found and any(
            values.get(name)
            and each.get("or-empty") in filters
            and filters[each["or-empty"]] is rule
            for name, each in filters.items()
        )
    if kind == "contains":
        return any(str(wanted).lower() in str(text).lower() for text in found)
    moments = [instant(text) for text in found]
    if kind == "from":
        return any(int(moment) >= wanted for moment in moments)
    return any(moment < wanted for moment in moments)


def _found(item: Any, paths: str | list[str]) -> list[Any]:
    found: list[Any] = []
    for path in [paths] if isinstance(paths, str) else paths:
        value = value_at(item, tuple(path.split("/")))
        found += value if isinstance(value, list) else [] if value is None else [value]
    return found
