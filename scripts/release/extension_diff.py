"""The rules for our own extensions, which mocks and waiting rest on."""

from typing import Any

from specmock.openapi import Pointer

from .change import Level, code
from .comparison import Comparison, Place
from .document_diff import canonical, mapping
from .schema_view import SchemaView


def compare_mocks(both: Comparison) -> None:
    """Compare `x-mock`: the keys of a mock, and its answers without one."""
    at: Pointer = ("x-mock",)
    was, now = both.old.get(at), both.new.get(at)
    keys = mapping(was.get("keys")), mapping(now.get("keys"))
    for key in sorted(keys[0].keys() | keys[1].keys()):
        pointers = both.both((*at, "keys"), (*at, "keys"), key)
        if key not in keys[0]:
            both.tell(f"the mock has the key {code(key)}", Level.MINOR, "Added", *pointers)
        elif canonical(keys[0][key]) != canonical(keys[1].get(key)):
            is_gone = key not in keys[1]
            what = f"the mock's key {code(key)} {'is gone' if is_gone else 'means another thing'}"
            section = "Removed" if is_gone else "Changed"
            both.tell(f"{what}: tests that use it break", Level.BREAKING, section, *pointers)
    for part in sorted((was.keys() | now.keys()) - {"keys"}):
        if canonical(was.get(part)) != canonical(now.get(part)):
            what = f"the mock does another thing for {code(part)}: {code(now.get(part))}"
            both.tell(what, Level.MINOR, "Changed", *both.both(at, at, part))


def compare_extensions(both: Comparison, label: str, old: Pointer, new: Pointer) -> None:
    """Compare `x-rate-limit`, `x-exactly-one-of` and `x-aggregate` of an operation."""
    _compare_rates(both, label, "all operations together", (), ())
    _compare_rates(both, label, code(label), old, new)
    _compare_exactly_one(both, label, old, new)
    one, two = (*old, "x-aggregate"), (*new, "x-aggregate")
    was, now = both.old.get(one), both.new.get(two)
    both.look([one], [two])
    for part in sorted((was.keys() | now.keys()) - {"x-source"}):
        same = repr if part == "states" else canonical  # the first state whose rule holds
        if same(was.get(part)) != same(now.get(part)):
            what = f"the mock computes the answer of {code(label)} in another way: {code(part)}"
            what += f" is {code(now[part])} now" if part in now else " counts no longer"
            both.tell(what, Level.MINOR, "Changed", *both.both(one, two, part), node=label)


def _compare_exactly_one(both: Comparison, label: str, old: Pointer, new: Pointer) -> None:
    key = "x-exactly-one-of"
    lists = both.old.items((*old, key)), both.new.items((*new, key))
    was, now = ({*map(str, each)} for each in lists)
    if was == now:
        both.orders.add((*new, key))
        return
    known = {str(each.get("name")) for each in map(both.old.get, _parameters(both, old))}
    body = both.old.follow((*old, "requestBody"))
    for media in both.old.get((*body, "content")):
        view = SchemaView(both.old, [(*body, "content", media, "schema")])
        known |= view.schemas("properties").keys()
    tighter = bool(now) and (not was or not was <= now or bool((now - was) & known))
    what = f"{code(label)} no longer needs exactly one of {', '.join(map(code, lists[0]))}"
    if now:
        what = f"{code(label)} needs exactly one of {', '.join(map(code, lists[1]))} now"
    what += ": other requests are refused" if tighter else ""
    level = Level.BREAKING if tighter else Level.MINOR
    both.tell(what, level, "Changed", *both.both(old, new, key), node=label)


def _parameters(both: Comparison, pointer: Pointer) -> list[Pointer]:
    return [
        (*holder, "parameters", index)
        for holder in (pointer[:-1], pointer)
        for index in range(len(both.old.items((*holder, "parameters"))))
    ]


def _compare_rates(both: Comparison, label: str, whose: str, old: Pointer, new: Pointer) -> None:
    key = "x-rate-limit"
    at = (*old, key), (*new, key)
    was, now = both.old.get(at[0]), both.new.get(at[1])
    both.look([at[0]], [at[1]])
    parts = [
        part
        for part in {**was, **now}
        if part != "x-source" and canonical(was.get(part)) != canonical(now.get(part))
    ]
    if not parts:
        return
    if not was or not now:
        level = Level.BREAKING if now else Level.MINOR
        what = f"{whose} may be asked {_rate(now)} now: requests beyond it are refused"
        what = what if now else f"{whose} has no rate limit any more, it was {_rate(was)}"
        both.tell(what, level, "Changed", *both.both(old, new, key), node=label)
        return
    pointers = both.both(*at, *parts)
    if parts == ["retry-after"]:
        what = f"{whose} tells in {code(now.get('retry-after'))} how long to wait"
        both.tell(f"{what} now", Level.BREAKING, "Changed", *pointers, node=label)
        return
    try:
        more = now["limit"] / now["window"] >= was["limit"] / was["window"]
        looser = more and now["limit"] >= was["limit"] and "scope" not in parts
    except (KeyError, TypeError, ZeroDivisionError):
        looser = False
    what = f"{whose} may be asked {_rate(now)} now, it was {_rate(was)}"
    what += "" if looser else ": requests beyond it are refused"
    level = Level.MINOR if looser else Level.BREAKING
    both.tell(what, level, "Changed", *pointers, node=label)


def _rate(limit: dict[str, Any]) -> str:
    scope = limit.get("scope")
    each = f" for each {', '.join(map(str, scope))}" if isinstance(scope, list) and scope else ""
    return f"{limit.get('limit')} times in {limit.get('window')} s{each}"


def compare_lifecycles(
    both: Comparison, place: Place, old: Pointer, new: Pointer, known: set[str]
) -> None:
    """Compare `x-lifecycle` at two pointers; `known` are the states that there were."""
    was, now = both.old.get(old), both.new.get(new)
    both.look([old], [new])
    if not was or not now:
        what, level = "has the life of a run now", Level.MINOR
        if was:
            what, level = "has no longer the life of a run: it gives no verdict", Level.BREAKING
        both.say(place, what, level, "Changed", [old] if was else [], [new] if now else [])
        return
    for part in sorted((was.keys() | now.keys()) - {"x-source"}):
        one, two = was.get(part), now.get(part)
        if canonical(one) == canonical(two):
            continue
        at = both.both(old, new, part)
        if part not in ("terminal", "idle"):
            what = f"the mocks' runs of {place} go another way: {code(part)} is {code(two) if part in now else 'gone'}"
            both.tell(what, Level.MINOR, "Changed", *at, names=place.names, node=place.node)
            continue
        first, second = (
            dict.fromkeys(map(str, each), "idle") if isinstance(each, list) else mapping(each)
            for each in (one, two)
        )
        for word in sorted(first.keys() | second.keys()):
            if first.get(word) == second.get(word):
                continue
            is_new = canonical(word) not in known
            level = Level.MINOR if is_new else Level.BREAKING
            what = f"the state {code(word)} of {place} "
            what += (
                f"means {code(second[word])} now" if word in second else f"is not {part} any more"
            )
            what += f", it meant {code(first[word])}" if word in first and word in second else ""
            what += "" if is_new else ": the verdict of a wait is another"
            both.tell(what, level, "Changed", *at, names=place.names, node=place.node)
        both.orders.add((*new, part))
