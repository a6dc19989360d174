"""The rules for a changed schema: a request may not take less, an answer may not give other."""

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, TypeAlias

from attrs import evolve
from lint.model import FITS, MODEL
from specmock.openapi import Pointer

from .change import Level, code, folded
from .comparison import Comparison, Place
from .document_diff import Reader, align, canonical, mapping
from .extension_diff import compare_lifecycles
from .schema_view import (
    ALL_TYPES,
    Pointers,
    SchemaView,
    are_disjoint,
    component_of,
    dangling,
    is_any_string,
    meaning,
)

# Says of two values of a keyword, of which one may be None for no limit, whether the new one is
# tighter, looser (False) or neither (None).
Tighter: TypeAlias = Callable[[Any, Any], bool | None]


def _lower(was: Any, now: Any) -> bool | None:
    return was is None or (now is not None and bool(now > was))


def _upper(was: Any, now: Any) -> bool | None:
    return was is None or (now is not None and bool(now < was))


def _multiple(was: Any, now: Any) -> bool | None:
    if was is None or now is None:
        return was is None
    first, second = Fraction(str(was)), Fraction(str(now))
    return True if second % first == 0 else False if first % second == 0 else None


def _added(was: Any, now: Any) -> bool | None:
    return None if was is not None and now is not None else was is None


def _dependent(was: Any, now: Any) -> bool | None:
    if not isinstance(was, dict) or not isinstance(now, dict):
        return _added(was, now)
    names = [{(key, name) for key, value in each.items() for name in value} for each in (was, now)]
    return True if names[0] < names[1] else False if names[0] > names[1] else None


def _format(was: Any, now: Any) -> bool | None:
    wider = {("int32", "int64"), ("float", "double")}
    return False if (was, now) in wider else True if (now, was) in wider else _added(was, now)


_RULES: Final[dict[str, Tighter]] = {
    **{f"min{what}": _lower for what in ("Length", "Items", "Properties", "Contains")},
    **{f"max{what}": _upper for what in ("Length", "Items", "Properties", "Contains")},
    "multipleOf": _multiple,
    "uniqueItems": _added,
    "format": _format,
    **dict.fromkeys(("pattern", "contentEncoding", "contentMediaType", "contentSchema"), _added),
    **dict.fromkeys(("not", "contains", "propertyNames"), _added),
    "dependentRequired": _dependent,
    "dependentSchemas": _added,
}

_WRITTEN_AS_TEXT: Final = {"integer", "number", "boolean"}


class SchemaDiff:
    """Compares pairs of schemas, each pair once in each direction."""

    def __init__(self, both: Comparison) -> None:
        self.both = both

    def compare(self, place: Place, olds: Sequence[Pointer], news: Sequence[Pointer]) -> None:
        """Compare what the schemas at some pointers say together of one value."""
        lost = dangling(self.both.new, news)
        if lost and lost != dangling(self.both.old, olds):
            at = [[(*each, "$ref") for each in side] for side in (olds, news)]
            what = f"refers to {code(lost)} now, which is not in the document"
            self.both.say(place, what, Level.BREAKING, "Changed", *at)
            return
        if self.both.is_same([*map(self.both.old.at, olds)], [*map(self.both.new.at, news)]):
            if [*olds] != [*news]:  # moved
                self.both.look(olds, news)
            return
        flags = place.is_request, place.is_open, place.is_unsent, place.is_text
        node = (tuple(olds), tuple(news), *flags)
        known = node in self.both.parents
        self.both.parents.setdefault(node, set()).add(place.node or place.use)
        if known:
            return
        place = evolve(place, node=node)
        if not any(map(self.both.old.at, olds)) and not any(map(self.both.new.at, news)):
            self.both.look(olds, news)  # both fit any value
        if self._never(place, olds, news):
            return
        old, new = SchemaView(self.both.old, olds), SchemaView(self.both.new, news)
        if bool(old.choice[1]) != bool(new.choice[1]):  # a choice is compared with a choice
            old, new = (
                SchemaView(view.reader, pointers, dissolve=False) if view.dissolved else view
                for view, pointers in ((old, olds), (new, news))
            )
        self.both.look(old.at("$ref"), new.at("$ref"))
        self.both.orders.update((*new.at("type"), *new.parts))
        if self._wrapped(place, old, new, olds, news):
            return
        told = self.both.times_told
        place = self._enter(place, old, new, olds, news)
        self._types(place, old, new)
        self._members(place, old, new)
        self._bounds(place, old, new)
        for keyword, rule in _RULES.items():
            self._keyword(place, keyword, rule, old, new)
        self._condition(place, old, new)
        self._required(place, old, new)
        self._properties(place, old, new)
        self._other_properties(place, old, new)
        self._items(place, old, new)
        self._alternatives(place, old, new)
        self._discriminator(place, old, new)
        self._annotations(place, old, new)
        self._default(place, old, new)
        if old.has("x-lifecycle") or new.has("x-lifecycle"):
            first, second = (
                (view.at("x-lifecycle") or [("x-lifecycle",)])[0] for view in (old, new)
            )
            compare_lifecycles(self.both, place, first, second, set(old.members or ()))
        if old.dissolved != new.dissolved and told == self.both.times_told:
            was, now = (" and ".join(sorted(each.dissolved)) for each in (old, new))
            what = f"is written with {now} now" if now else f"is no longer written with {was}"
            what += ", which means the same: generated classes may have another form"
            self.both.say(place, what, Level.PATCH, at=(olds[0], news[0]))

    def _never(self, place: Place, olds: Sequence[Pointer], news: Sequence[Pointer]) -> bool:
        """Compare schemas of which one fits no value (`false`)."""
        was, now = (
            any(reader.at(each) is False for each in side)
            for reader, side in ((self.both.old, olds), (self.both.new, news))
        )
        if was != now:
            end = place.refused if place.is_request else "readers miss it"
            what = f"is never there now: {end}" if now else "may be there now"
            level = Level.BREAKING if now else Level.MINOR
            self.both.say(place, what, level, "Changed", olds, news)
        return was or now

    def _enter(
        self,
        place: Place,
        old: SchemaView,
        new: SchemaView,
        olds: Sequence[Pointer],
        news: Sequence[Pointer],
    ) -> Place:
        """Enter a named schema; tell where it has another name, which is that of its class."""
        if len(olds) != 1 or len(news) != 1:
            return place
        was, now = component_of(self.both.old, olds[0]), component_of(self.both.new, news[0])
        is_class = any(
            view.has("properties", "enum", "additionalProperties") for view in (old, new)
        )
        if was != now:
            what = f"{place} is the schema {code(now)} now, it was written in place"
            if was and now:
                at = [("components", "schemas", name) for name in (was, now)]
                what = f"{place} is the schema {code(now)} now, it was {code(was)}"
                if self.both.new.at(at[0]) is None and self.both.old.at(at[1]) is None:
                    self.both.moved[at[0]] = at[1]
                    what = f"the schema {code(was)} is called {code(now)} now"
            elif was:
                what = f"{place} is written in place now, it was the schema {code(was)}"
            what += ": generated classes have that name" if is_class else ""
            level = Level.BREAKING if is_class else Level.PATCH
            names = {folded(name) for name in (was, now) if name}
            references = [(*olds[0], "$ref")] if was else [], [(*news[0], "$ref")] if now else []
            node = place.node or place.use
            kind = "weighed" if is_class else "notation"
            self.both.tell(what, level, "Changed", *references, names=names, node=node, kind=kind)
        # Only classes have names that users write; of another schema they know the field.
        name = now or was
        return evolve(place, owner=name, path=()) if name and is_class else place

    def _keyword(
        self, place: Place, keyword: str, rule: Tighter, old: SchemaView, new: SchemaView
    ) -> None:
        was, now = (_tightest(rule, view.values(keyword)) for view in (old, new))
        at = old.at(keyword), new.at(keyword)
        self.both.look(*at)
        was, now = (_plain(keyword, value) for value in (was, now))
        if keyword == "dependentRequired":
            self.both.orders.update((*pointer, name) for pointer in at[1] for name in mapping(now))
        if keyword in ("minContains", "maxContains"):
            if not (old.has("contains") and new.has("contains")):
                return  # told with `contains`, or nothing
            least = keyword == "minContains"
            was, now = ((1 if value is None and least else value) for value in (was, now))
        if _is_void(keyword, old, new):
            return
        kind = MODEL["schema"].get(keyword, "")
        if canonical(meaning(was, kind)) == canonical(meaning(now, kind)):
            return
        what = f"has {keyword} {code(now)} now, it had {code(was)}"
        if was is None:
            what = f"has {keyword} {code(now)} now"
        elif now is None:
            what = f"has no {keyword} any more, it was {code(was)}"
        try:
            tighter = rule(was, now)
        except (TypeError, ValueError, ZeroDivisionError):
            tighter = None
        self.both.shift(place, what, *at, tighter=tighter)

    def _bounds(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        """Compare the least and the greatest value, each by the tighter of its two keywords."""
        for end, sign in (("inimum", 1), ("aximum", -1)):
            keywords = f"m{end}", f"exclusiveM{end}"
            at = old.at(*keywords), new.at(*keywords)
            self.both.look(*at)
            whole = all(view.kinds <= {"integer", "null"} for view in (old, new))
            was, now = (_bound(view, *keywords, sign, whole=whole) for view in (old, new))
            if (was and was[0]) == (now and now[0]) or _is_void(keywords[0], old, new):
                continue
            what = f"has no {was[1]} any more, it was {code(was[2])}" if was else ""
            if now:
                what = f"has {now[1]} {code(now[2])} now"
                if was:
                    known = f"{was[1]} " if was[1] != now[1] else ""
                    what += f", it had {known}{code(was[2])}"
            tighter = was is None or bool(now and now[0] > was[0])
            self.both.shift(place, what, *at, tighter=tighter)

    def _condition(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        """Compare `if`, `then` and `else`, which say nothing without each other."""
        words = ("if", "then", "else")
        at = old.at(*words), new.at(*words)
        self.both.look(*at)
        was, now = (
            {word: view.values(word) for word in words if view.has(word)}
            if view.has("if") and view.has("then", "else")
            else {}
            for view in (old, new)
        )
        if canonical(meaning(was, "{}[]schema")) != canonical(meaning(now, "{}[]schema")):
            what = f"has {'another' if was and now else 'a'} condition now ({', '.join(now)})"
            what = what if now else f"has no condition any more ({', '.join(was)})"
            tighter = None if was and now else bool(now)
            self.both.shift(place, what, *at, tighter=tighter)

    def _types(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        was, now = old.kinds, new.kinds
        at = old.at("type", "nullable"), new.at("type", "nullable")
        self.both.look(*at)
        if ("null" in was) != ("null" in now) and ALL_TYPES not in (was, now):
            may = "null" in now
            what = "may be null now" if may else "is never null now"
            self.both.shift(place, what, *at, tighter=not may)
            was, now = was - {"null"}, now - {"null"}
        if was != now:
            wider, narrower = _covers(now, was), _covers(was, now)
            what = f"is {_listed(now)} now, it was {_listed(was)}"
            if place.is_text and place.is_request and now == {"string"} and was <= _WRITTEN_AS_TEXT:
                what += ": as a parameter it takes more on the wire, and breaks Python callers only"
                self.both.say(place, what, Level.BREAKING, "Changed", *at)
                return
            self.both.shift(place, what, *at, tighter=None if wider == narrower else narrower)

    def _members(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        was, now = old.members, new.members
        if was is None or now is None:
            was, now = (old.all_members, new.all_members) if was is not now else (None, None)
        at = old.at("enum", "const"), new.at("enum", "const")
        self.both.look(*at)
        if was is not None and now is not None:  # null is told with the types
            was, now = ({k: v for k, v in each.items() if v is not None} for each in (was, now))
        if was is None or now is None:
            if was is not now:
                listed = ", ".join(map(code, (was or now or {}).values()))
                what = (
                    f"is one of {listed} now" if was is None else f"may be more than {listed} now"
                )
                self.both.shift(place, what, *at, tighter=was is None)
            return
        if gone := [key for key in was if key not in now]:
            told = _indexes(self.both.old, at[0], gone) or at[0]
            what = f"is no longer {_either([was[key] for key in gone])}"
            self.both.shift(place, what, told, section="Removed", tighter=True)
        if added := [key for key in now if key not in was]:
            told = _indexes(self.both.new, at[1], added) or at[1]
            what = f"may be {_either([now[key] for key in added])}"
            if place.is_open and not place.is_request:
                what += ": readers are prepared for any other text"
                self.both.say(place, what, Level.PATCH, "Added", new=told)
            else:
                self.both.shift(place, what, new=told, section="Added", tighter=False)
        if was.keys() == now.keys() and [*was] != [*now]:
            what = "lists its words in another order"
            self.both.say(place, what, Level.PATCH, "Changed", *at, kind="notation")
        self.both.orders.update(at[1])

    def _required(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        was, now = old.required, new.required
        at = old.at("required"), new.at("required")
        self.both.look(*at)
        fields = old.schemas("properties"), new.schemas("properties")
        readers = self.both.old, self.both.new
        needed = [
            {
                name: at
                for name, at in side.items()
                if not _is_hidden(place, reader, known.get(name, []))
            }
            for side, reader, known in zip((was, now), readers, fields, strict=True)
        ]
        for name in (name for name in {**was, **now} if (name in needed[0]) != (name in needed[1])):
            if (name in fields[0]) != (name in fields[1]):
                continue  # told with the property
            if _is_hidden(place, self.both.new, fields[1].get(name, [])):
                continue  # told as one that does not travel any more
            added = name in needed[1]
            what = "is required now" if added else "is no longer required"
            if not place.is_request:
                what = "is always there now" if added else "may be left out now"
            self.both.shift(
                place.below(name), what, was.get(name, []), now.get(name, []), tighter=added
            )
        if was.keys() == now.keys() and [*was] != [*now]:
            what = "lists its required fields in another order: the same are required"
            self.both.say(place, what, Level.PATCH, "Changed", *at, kind="notation")
        self.both.orders.update(at[1])

    def _properties(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        was, now = old.schemas("properties"), new.schemas("properties")
        for name in was:
            inner = place.below(name)
            if name in now:
                is_unsent = _is_hidden(place, self.both.old, was[name])
                is_unsent = is_unsent and _is_hidden(place, self.both.new, now[name])
                inner = evolve(inner, is_unsent=is_unsent or place.is_unsent)
                self.compare(inner, was[name], now[name])
                continue
            what, level = "is gone: readers miss it", Level.BREAKING
            if place.is_request:
                what = f"is gone: {place.messages} that send it may be refused"
            if _is_hidden(place, self.both.old, was[name]):
                what, level = "is gone", Level.PATCH
            at = [*was[name], *old.required.get(name, [])]
            self.both.say(inner, what, level, "Removed", at)
        for name in (name for name in now if name not in was):
            hidden = _is_hidden(place, self.both.new, now[name])
            needed = place.is_request and name in new.required and not hidden
            level = Level.BREAKING if needed else Level.PATCH if hidden else Level.MINOR
            what = "is new"
            what += (
                f": it is required, and {place.messages} without it are refused" if needed else ""
            )
            at = [*now[name], *new.required.get(name, [])]
            self.both.say(place.below(name), what, level, "Added", new=at)
        if [name for name in was if name in now] != [name for name in now if name in was]:
            what, level = "has its properties in another order", Level.PATCH
            if place.is_request:
                level = Level.BREAKING
                what += ": arguments that are given by position change places"
            self.both.say(place, what, level, orders=new.at("properties"))

    def _other_properties(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            (was, first), (now, second) = old.last(keyword), new.last(keyword)
            was, now = (value if value or value is False else None for value in (was, now))
            if isinstance(was, dict) and isinstance(now, dict):
                self.compare(place.below("*"), old.at(keyword), new.at(keyword))
            elif (was is False) == (now is False):
                if isinstance(was, dict) or isinstance(now, dict):
                    tighter = isinstance(now, dict)
                    kind = "one kind only" if tighter else "any kind"
                    what = f"has other properties of {kind} now"
                    self.both.shift(place, what, first, second, tighter=tighter)
                else:
                    self.both.look(first, second)
            elif place.is_request:
                what = "has no other properties now" if now is False else "has other properties now"
                self.both.shift(place, what, first, second, tighter=now is False)
            else:
                is_missed = now is False and isinstance(was, dict)
                what = "has no other properties now" if now is False else "has other properties now"
                what += ": readers miss them" if is_missed else ""
                level = Level.BREAKING if is_missed else Level.MINOR
                self.both.say(place, what, level, "Changed", first, second)
        patterns = old.schemas("patternProperties"), new.schemas("patternProperties")
        for name in {**patterns[0], **patterns[1]}:
            at = [each.get(name, []) for each in patterns]
            if at[0] and at[1]:
                self.compare(place.below(name), *at)
            else:
                what = f"has {'a' if at[1] else 'no'} schema for names like {code(name)} now"
                self.both.shift(place, what, at[0], at[1], tighter=bool(at[1]))

    def _items(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        (was, first), (now, second) = old.last("items"), new.last("items")
        if isinstance(was, dict) and isinstance(now, dict):
            self.compare(place.below("[]"), old.at("items"), new.at("items"))
        elif (free := [value in (None, {}) for value in (was, now)]) == [True, True]:
            self.both.look(first, second)
        elif canonical(was) != canonical(now):
            tighter = None if free[0] == free[1] else free[0]
            what = "has items of any kind now" if free[1] else "has items of one kind only now"
            self.both.shift(place, what, first, second, tighter=tighter)
        (was, first), (now, second) = old.last("prefixItems"), new.last("prefixItems")
        lengths = [len(value) if isinstance(value, list) else 0 for value in (was, now)]
        for index in range(min(lengths)):
            pair = [(*first[0], index)], [(*second[0], index)]
            self.compare(place.below(f"[{index}]"), *pair)
        if lengths[0] != lengths[1]:
            others = [view.last("items")[0] for view in (old, new)]
            rest = range(min(lengths), max(lengths))
            at = [
                [(*side[0], i) for i in rest if i < size] if side else []
                for side, size in zip((first, second), lengths, strict=True)
            ]
            tighter = None
            if all(each in (None, {}) for each in others):
                tighter = lengths[1] > lengths[0]
            elif others == [False, False]:  # no other items
                tighter = lengths[1] < lengths[0]
            what = f"begins with {lengths[1]} items of their own kinds now"
            what += f", it began with {lengths[0]}"
            self.both.shift(place, what, at[0], at[1], tighter=tighter)

    # Alternatives.

    def _wrapped(
        self,
        place: Place,
        old: SchemaView,
        new: SchemaView,
        olds: Sequence[Pointer],
        news: Sequence[Pointer],
    ) -> bool:
        """Compare a schema with alternatives of which it is one, or was one."""
        added = bool(new.choice[1])
        if added == bool(old.choice[1]):
            return False
        view, plain = (new, olds) if added else (old, news)
        if view.says_something or len(plain) != 1:
            return False
        other = self.both.old if added else self.both.new
        keyword, branches = view.choice
        wanted = _identity(other, plain[0])
        same = next((each for each in branches if _identity(view.reader, each) == wanted), None)
        if same is None:
            return False
        rest = [branch for branch in branches if branch != same]
        is_open = keyword == "anyOf" and any(is_any_string(view.reader.get(each)) for each in rest)
        pair = (plain, [same]) if added else ([same], plain)
        self.compare(evolve(place, is_open=is_open), *pair)
        for branch in rest:
            self._alternative(place, view.reader, branch, added=added)
        return True

    def _alternatives(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        (first, was), (second, now) = old.choice, new.choice
        if not was or not now:
            if was or now:
                at = old.at(first) if was else [], new.at(second) if now else []
                what = f"must fit {second} of {len(now)} alternatives now"
                what = what if now else f"need no longer fit {first} of {len(was)} alternatives"
                self.both.shift(place, what, *at, tighter=bool(now))
            return
        readers = self.both.old, self.both.new
        if first != second:
            sides = zip((old, new), (was, now), strict=True)
            if all(are_disjoint([view.part([at]) for at in side]) for view, side in sides):
                what, level = f"is written with {second} now", Level.PATCH
                what += ", which means the same: its alternatives share no value"
                self.both.say(place, what, level, at=(was[0][:-1], now[0][:-1]))
            else:
                many = "exactly" if second == "oneOf" else "at least"
                what = f"must fit {many} one alternative now"
                self.both.shift(place, what, tighter=second == "oneOf")
        keys = [
            [_identity(reader, branch) for branch in side]
            for reader, side in zip(readers, (was, now), strict=True)
        ]
        pairs, reordered = align(keys[0], keys[1], str)
        is_open = any(
            keyword == "anyOf" and any(is_any_string(reader.get(branch)) for branch in side)
            for reader, keyword, side in zip(readers, (first, second), (was, now), strict=True)
        )
        for one, other in pairs:
            if (
                one is not None
                and other is not None
                and (keys[0][one] == keys[1][other] or self._is_one(was[one], now[other]))
            ):
                self.compare(evolve(place, is_open=is_open), [was[one]], [now[other]])
                continue
            if one is not None:
                self._alternative(place, readers[0], was[one], added=False)
            if other is not None:
                self._alternative(place, readers[1], now[other], added=True)
        if reordered:
            level = Level.PATCH if place.is_request else Level.BREAKING
            what = "has its alternatives in another order"
            what += "" if place.is_request else ": clients take the first that fits"
            self.both.say(place, what, level, orders=[now[0][:-1]])

    def _alternative(self, place: Place, reader: Reader, branch: Pointer, *, added: bool) -> None:
        node, name = reader.get(branch), component_of(reader, branch)
        what = f"{'may also be' if added else 'is no longer'} {_described(name, node)}"
        if node.get("type") == "null":
            what = "may be null now" if added else "is never null now"
        at: tuple[Pointers, Pointers] = ([], [branch]) if added else ([branch], [])
        section = "Added" if added else "Removed"
        self.both.shift(place, what, *at, section=section, tighter=not added)

    def _is_one(self, old: Pointer, new: Pointer) -> bool:
        """Whether two alternatives are one that changed, rather than two."""
        pair = SchemaView(self.both.old, [old]), SchemaView(self.both.new, [new])
        names = [{*view.schemas("properties")} for view in pair]
        if any(names):
            return 2 * len(names[0] & names[1]) >= len(names[0] | names[1])
        return pair[0].types == pair[1].types and not any(view.has("required") for view in pair)

    def _discriminator(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        (was, first), (now, second) = old.last("discriminator"), new.last("discriminator")
        fields = ("propertyName", "mapping")
        self.both.look(*([(*at, key) for at in side for key in fields] for side in (first, second)))
        names = [mapping(each).get("propertyName") for each in (was, now)]
        if names[0] != names[1]:
            what = f"is told apart by {code(names[1])} now"
            what = what if names[1] else f"is no longer told apart by {code(names[0])}"
            is_known = names[0] is None and self._is_tagged(old, str(names[1]))
            what += ": its alternatives had that field before" if is_known else ""
            level = Level.MINOR if is_known else Level.BREAKING
            self.both.say(place, what, level, "Changed", first, second)
            return
        self._subtypes(place, old, new)
        maps = [mapping(mapping(each).get("mapping")) for each in (was, now)]
        targets = [
            {word: view.reader.mapped(value) or value for word, value in side.items()}
            for view, side in zip((old, new), maps, strict=True)
        ]
        for word in (
            word for word in {**maps[0], **maps[1]} if targets[0].get(word) != targets[1].get(word)
        ):
            at = [
                [(*each, "mapping", word) for each in side if word in values]
                for side, values in zip((first, second), maps, strict=True)
            ]
            level = Level.BREAKING if word in maps[0] else Level.MINOR
            what = f"is {code(maps[1].get(word))} where {code(names[1])} is {code(word)}"
            if word not in maps[1]:
                what = f"is nothing more where {code(names[1])} is {code(word)}"
            section = "Changed" if word in maps[0] else "Added"
            self.both.say(place, what, level, section, at[0], at[1])

    def _is_tagged(self, view: SchemaView, name: str) -> bool:
        """Whether each alternative has its own words in a field."""
        tags = [view.part([at]).tags.get(name) for at in view.choice[1]]
        words = [word for each in tags for word in each or ()]
        return bool(tags) and all(tags) and len(words) == len({*words})

    def _subtypes(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        """Compare the named schemas that a discriminator stands for, listed or not."""
        was, now = (
            {pointer for at in view.at("discriminator") for pointer in _subtypes(view.reader, at)}
            for view in (old, new)
        )
        for pointer in sorted(was & now, key=str):
            self.compare(evolve(place, owner=str(pointer[-1]), path=()), [pointer], [pointer])

    # Annotations that decide.

    def _annotations(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        flag = "readOnly" if place.is_request else "writeOnly"
        for keyword in ("readOnly", "writeOnly"):
            was, now = (True in view.values(keyword) for view in (old, new))
            at = old.at(keyword), new.at(keyword)
            self.both.look(*at)
            if was != now and keyword == flag:
                what = (
                    "is sent no longer, only read" if place.is_request else "is no longer answered"
                )
                if was:
                    what = "may be sent now" if place.is_request else "is answered now"
                level = Level.MINOR if was else Level.BREAKING
                self.both.say(place, what, level, "Changed", *at)
        was, now = (True in view.values("deprecated") for view in (old, new))
        at = old.at("deprecated"), new.at("deprecated")
        self.both.deprecation(place, was=was, now=now, at=at)

    def _default(self, place: Place, old: SchemaView, new: SchemaView) -> None:
        (was, first), (now, second) = old.last("default"), new.last("default")
        if bool(first) == bool(second) and canonical(was) == canonical(now):
            self.both.look(old.at("default"), new.at("default"))
            return
        level = Level.BREAKING if place.is_request else Level.PATCH
        what = f"has the default {code(now)} now, it was {code(was)}"
        if not first:
            what, level = f"has the default {code(now)} now", min(level, Level.MINOR)
        elif not second:
            what = f"has no default any more, it was {code(was)}"
        if level is Level.BREAKING:
            what += f": {place.messages} that leave it out mean another thing"
        self.both.say(place, what, level, "Changed", first, second)


def _plain(keyword: str, value: Any) -> Any:
    """A value without what means nothing: a limit of zero, an order of names."""
    if keyword == "dependentRequired" and isinstance(value, dict):
        lists = {key: names if isinstance(names, list) else [names] for key, names in value.items()}
        return {key: sorted(map(str, names)) for key, names in lists.items() if names} or None
    return (value or None) if keyword in ("minLength", "minItems", "minProperties") else value


def _is_void(keyword: str, old: SchemaView, new: SchemaView) -> bool:
    """Whether a keyword says nothing of the types that a value has before and after."""
    kinds = {
        kind for names, words in FITS.items() if keyword in words.split() for kind in names.split()
    }
    return bool(kinds) and not kinds & (old.types | new.types)


def _bound(
    view: SchemaView, inclusive: str, exclusive: str, sign: int, *, whole: bool
) -> tuple[tuple[float, bool], str, float] | None:
    """The tightest limit of a number, greater for a tighter one, its keyword and its value.

    For whole numbers the limit is the last one that is allowed.
    """
    found: list[tuple[tuple[float, bool], str, float]] = []
    for keyword in (inclusive, exclusive):
        for value in view.values(keyword):
            if isinstance(value, int | float) and not isinstance(value, bool):
                limit: tuple[float, bool] = sign * value, keyword == exclusive
                if whole:
                    limit = floor(limit[0]) + 1 if limit[1] else ceil(limit[0]), False
                found.append((limit, keyword, value))
    return max(found, default=None)


def _tightest(rule: Tighter, values: Sequence[Any]) -> Any:
    """The tightest of some values, all of which hold."""
    result = None
    for value in (value for value in values if value is not False):
        try:
            result = value if result is None or rule(result, value) else result
        except (TypeError, ValueError, ZeroDivisionError):
            result = value
    return result


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return narrow <= (wide | {"integer"} if "number" in wide else wide)


def _listed(types: frozenset[str]) -> str:
    if types == ALL_TYPES:
        return "of any type"
    return " or ".join(sorted(types - {"integer"} if "number" in types else types)) or "of no type"


def _either(values: Sequence[Any]) -> str:
    """Write values as alternatives."""
    *others, last = map(code, values)
    return f"{', '.join(others)} or {last}" if others else last


def _indexes(reader: Reader, pointers: Pointers, keys: Collection[str]) -> Pointers:
    """The pointers of members in their lists."""
    return [
        (*pointer, index)
        for pointer in pointers
        for index, value in enumerate(reader.items(pointer))
        if canonical(value) in keys
    ]


def _subtypes(reader: Reader, at: Pointer) -> list[Pointer]:
    """The schemas of a discriminator, those that take its schema into their `allOf` as well."""
    words = mapping(mapping(reader.at(at)).get("mapping")).values()
    return [*filter(None, map(reader.mapped, words)), *reader.subtypes(at[:-1])]


def _is_hidden(place: Place, reader: Reader, pointers: Pointers) -> bool:
    """Whether a property does not travel in this direction."""
    flag = "readOnly" if place.is_request else "writeOnly"
    return any(reader.get(pointer).get(flag) is True for pointer in pointers)


def _identity(reader: Reader, branch: Pointer) -> str:
    return component_of(reader, branch) or canonical(meaning(reader.at(branch)))


def _described(name: str, node: dict[str, Any]) -> str:
    """Name an alternative for a sentence."""
    if name:
        return code(name)
    required = node.get("required")
    if isinstance(required, list) and "properties" not in node:
        return f"one with {', '.join(map(code, required))}"
    kind = node.get("type", "of another kind")
    return " or ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
