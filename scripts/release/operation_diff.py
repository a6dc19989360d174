"""The rules for paths, operations, parameters, bodies, answers and links."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from attrs import evolve
from lint.places import snake_case
from specmock.openapi import METHODS, Pointer

from .change import Level, code, folded
from .comparison import Comparison, Place
from .document_diff import Reader, canonical, mapping
from .extension_diff import compare_extensions
from .schema_diff import SchemaDiff
from .schema_view import dangling, meaning
from .security_diff import compare_security, compare_servers

_STYLES: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_LINK_FIELDS: Final = ("parameters", "requestBody", "server")
_MOVED: Final = "arguments that are given by position change places"

# Headers that OpenAPI does not read as parameters.
_NO_PARAMETERS: Final = ("accept", "content-type", "authorization")

Key = tuple[str, str]  # place and name of a parameter


class OperationDiff:
    """Compares operations that are in both documents, and tells of the others."""

    def __init__(self, both: Comparison) -> None:
        self.both = both
        self.schemas = SchemaDiff(both)

    def paths(self, old: Pointer, new: Pointer, prefix: str = "", *, flipped: bool = False) -> None:
        """Compare maps of paths; two are one path if only their parameters have other names.

        `flipped` stands for webhooks and callbacks, where users of the API get the requests. The
        paths of a callback, which has a prefix, are expressions.
        """
        shape = _expression if prefix else _shape
        for was, now in _paired(self.both.old.paths(old), self.both.new.paths(new), shape):
            if was is None and now is not None:
                self._entry(f"{prefix}{now}", (), (*new, now), flipped=flipped)
            elif was is not None and now is None:
                self._entry(f"{prefix}{was}", (*old, was), (), flipped=flipped)
            elif was is not None and now is not None:
                at = (*old, was), (*new, now)
                if was != now:
                    self.both.moved[at[0]] = at[1]
                if was != now and prefix:
                    what = f"the callback {code(prefix.strip())} is sent to {code(now)} now"
                    what += f", it was sent to {code(was)}"
                    self.both.tell(what, Level.BREAKING, at=at)
                elif was != now:
                    self._template(now, *at)
                self._path(f"{prefix}{now}", *at, flipped=flipped)

    def _template(self, label: str, old: Pointer, new: Pointer) -> None:
        """Compare the places of values that are given by name."""
        was, now = _templated(str(old[-1])), _templated(str(new[-1]))
        what = f"the path {code(label)} was written {code(old[-1])}"
        if any(was.index(name) != now.index(name) for name in was if name in now):
            end = "values that are given by name go to other places of it"
            self.both.tell(f"{what}: {end}", Level.BREAKING, node=label, at=(old, new))
        methods = [(*new, each) for each in METHODS if each in self.both.new.get(new)]
        for pointer in methods:
            declared = {name for where, name in _parameters(self.both.new, pointer)}
            if lost := [name for name in now if name not in declared and name not in was]:
                end = f"no parameter is called {', '.join(map(code, lost))}"
                self.both.tell(f"{what}: {end}", Level.BREAKING, node=label, at=(old, new))

    def _entry(self, label: str, old: Pointer, new: Pointer, *, flipped: bool) -> None:
        """Tell of a path or an operation that is new or gone."""
        reader, pointer = (self.both.old, old) if old else (self.both.new, new)
        node = reader.get(pointer)
        methods = [f"{method.upper()} {label}" for method in METHODS if method in node]
        subject = " and ".join(map(code, methods or [label]))
        verb = "are" if len(methods) > 1 else "is"
        names = [mapping(each).get("operationId") for each in (node, *map(node.get, METHODS))]
        found = {folded(name) for name in names if isinstance(name, str)}
        if new:
            what = f"{verb} new"
            self.both.tell(what, Level.MINOR, "Added", new=[new], subject=subject, names=found)
            return
        end = "nothing is sent to" if flipped else "requests to"
        it = "them" if len(methods) > 1 else "it"
        end = f"{end} {it} {'any more' if flipped else 'fail'}"
        what = f"{verb} gone: {end}"
        self.both.tell(what, Level.BREAKING, "Removed", [old], subject=subject, names=found)

    def _path(self, path: str, old: Pointer, new: Pointer, *, flipped: bool) -> None:
        self._reference(old, new)
        olds, news = self.both.old.follow(old), self.both.new.follow(new)
        was, now = self.both.old.get(old), self.both.new.get(new)
        for method in METHODS:
            label = f"{method.upper()} {path}"
            one, two = (*olds, method), (*news, method)
            if method in was and method in now:
                templates = str(old[-1]), str(new[-1])
                self._operation(label, one, two, templates, flipped=flipped)
            elif method in was or method in now:
                pair = (one, ()) if method in was else ((), two)
                self._entry(label, *pair, flipped=flipped)

    def _operation(
        self, label: str, old: Pointer, new: Pointer, templates: tuple[str, str], *, flipped: bool
    ) -> None:
        self.both.shared.append((old, new))
        if self._is_same(old, new):
            return
        was, now = self.both.old.get(old), self.both.new.get(new)
        called = str(now.get("operationId") or "")
        place = Place(
            label, "the operation", is_request=not flipped, is_flipped=flipped, called=called
        )
        at = self.both.both(old, new, "deprecated")
        flags = was.get("deprecated"), now.get("deprecated")
        self.both.deprecation(place, was=flags[0], now=flags[1], at=at)
        self._name(label, old, new)
        self._tags(label, old, new)
        compare_servers(self.both, label, old, new, flipped=flipped)
        compare_security(self.both, label, old, new, flipped=flipped)
        self._parameters(place, old, new, templates)
        self._body(evolve(place, part="the request body"), old, new)
        self._answers(place, old, new)
        one, two = (*old, "callbacks"), (*new, "callbacks")
        for name in self._entries("callback", code(label), one, two):
            at_old, at_new = (*one, name), (*two, name)
            self._reference(at_old, at_new)
            pair = self.both.old.follow(at_old), self.both.new.follow(at_new)
            self.paths(*pair, f"{label} {name} ", flipped=not flipped)
        compare_extensions(self.both, label, old, new)

    def _is_same(self, old: Pointer, new: Pointer) -> bool:
        """Whether nothing that an operation goes by is another."""
        nodes = []
        for reader, at in ((self.both.old, old), (self.both.new, new)):
            item = reader.get(at[:-1])
            shared = {key: value for key, value in item.items() if key not in METHODS}
            nodes.append([at[-2:], shared, reader.at(at)])
        return self.both.is_same(*nodes)

    def _entries(self, kind: str, use: str, old: Pointer, new: Pointer) -> list[str]:
        """Compare the keys of two maps: tell the new and the gone, return those in both."""
        was, now = self.both.old.get(old), self.both.new.get(new)
        for name in (name for name in {**was, **now} if (name in was) != (name in now)):
            subject = f"the {kind} {code(name)} of {use}"
            what = f"is {'new' if name in now else 'gone'}"
            level = Level.MINOR if name in now else Level.BREAKING
            at = self.both.both(old, new, name)
            section = "Added" if name in now else "Removed"
            self.both.tell(what, level, section, *at, subject=subject, node=use)
        return [name for name in was if name in now]

    def _name(self, label: str, old: Pointer, new: Pointer) -> None:
        key = "operationId"
        one, two = self.both.old.get(old).get(key), self.both.new.get(new).get(key)
        if one == two:
            return
        what = (
            f"{code(label)} is called {code(two)} now"
            if two
            else f"{code(label)} has no name any more"
        )
        what += f", it was {code(one)}" if one else ""
        is_same = snake_case(str(one)) == snake_case(str(two))
        what += ": functions of generated clients have that name"
        what += ", which is the same in Python" if is_same else ""
        names = {folded(str(name)) for name in (one, two) if name}
        at = self.both.both(old, new, key)
        level = Level.MINOR if is_same else Level.BREAKING
        self.both.tell(what, level, "Changed", *at, names=names, node=label)

    def _tags(self, label: str, old: Pointer, new: Pointer) -> None:
        lists = self.both.old.items((*old, "tags")), self.both.new.items((*new, "tags"))
        was, now = ([str(tag) for tag in tags] for tags in lists)
        if was == now:
            return
        first, second = ((tags or ["default"])[0] for tags in (was, now))
        level = Level.PATCH
        what = f"{code(label)} has the tags {', '.join(now) or 'none'} now: the first is the same"
        if first != second:
            level = Level.BREAKING
            what = f"{code(label)} is under the tag {code(second)} now, it was under {code(first)}"
            what += ": modules of generated clients have that name"
            if snake_case(first) == snake_case(second):
                level, what = Level.MINOR, f"{what}, which is the same in Python"
        names = {folded(str(self.both.new.get(new).get("operationId")))}
        at = self.both.both(old, new, "tags")
        self.both.tell(what, level, "Changed", *at, names=names, node=label)

    def _reference(self, old: Pointer, new: Pointer) -> None:
        """Look at references; nobody writes the names of other components than schemas."""
        if not dangling(self.both.new, [new]):
            self.both.look([(*old, "$ref")], [(*new, "$ref")])

    # Parameters.

    def _parameters(
        self, place: Place, old: Pointer, new: Pointer, templates: tuple[str, str]
    ) -> None:
        was, now = _parameters(self.both.old, old), _parameters(self.both.new, new)
        other_name = _renamed_in_path(templates, was, now)
        lists = [(*pointer, "parameters") for pointer in (new, new[:-1])]
        self.both.orders.update(lists)
        order = [key for key in was if key[0] == "path" and key in now]
        if order != [key for key in now if key[0] == "path" and key in was]:
            what = (
                f"the path parameters of {code(place.operation)} stand in another order: {_MOVED}"
            )
            self.both.tell(what, Level.BREAKING, node=place.operation, orders=lists)
        for key in {**was, **now}:
            if key in other_name.values():
                continue
            if key[0] == "header" and key[1] in _NO_PARAMETERS:
                self.both.look(*([side[key]] if key in side else [] for side in (was, now)))
                continue
            there = other_name.get(key, key)
            one, two = was.get(key), now.get(there)
            part = f"the {there[0]} parameter {code(there[1])}"
            inner = evolve(place, part=part, argument=there[1])
            if one and two:
                self._reference(one, two)
                first, second = self.both.old.follow(one), self.both.new.follow(two)
                self._parameter(inner, there[0], first, second)
                if key != there:
                    at = self.both.both(first, second, "name")
                    what = f"the path parameter {code(key[1])} of {code(place.operation)} is called"
                    what += f" {code(there[1])} now: the argument has that name"
                    self.both.tell(what, Level.BREAKING, "Changed", *at, names=inner.names)
            elif two:
                needed = there[0] == "path" or self.both.new.get(two).get("required") is True
                self._new(inner, [two], needed=needed)
            elif one:
                what = f"is gone: {_missed(inner)}"
                self.both.say(inner, what, Level.BREAKING, "Removed", [one])

    def _new(self, place: Place, at: list[Pointer], *, needed: bool) -> None:
        """Tell of a new part of a message, which whoever sends it may have to send."""
        needed = needed and place.is_request
        what = "is new"
        what += f": it is required, and {place.messages} without it are refused" if needed else ""
        level = Level.BREAKING if needed else Level.MINOR
        self.both.say(place, what, level, "Added", new=at)

    def _parameter(self, place: Place, where: str, old: Pointer, new: Pointer) -> None:
        """Compare a parameter, or a header of an answer."""
        was, now = self.both.old.get(old), self.both.new.get(new)
        self.both.look(*self.both.both(old, new, "name", "in"))
        if where == "path":
            self.both.look(*self.both.both(old, new, "required"))
        else:
            self._required(place, old, new)
        styles = [str(each.get("style", _STYLES.get(where))) for each in (was, now)]
        self._field(place, "style", styles, old, new)
        explodes = [
            style == "deepObject" or bool(each.get("explode", style == "form"))
            for each, style in zip((was, now), styles, strict=True)
        ]
        if self._is_scalar(self.both.old, old) and self._is_scalar(self.both.new, new):
            explodes = explodes[:1] * 2
        self._field(place, "explode", explodes, old, new)
        for key in ("allowReserved", "allowEmptyValue"):
            flags = [bool(each.get(key)) for each in (was, now)]
            looser = key == "allowEmptyValue" and flags[1]
            self._field(place, key, flags, old, new, looser=looser)
        at = self.both.both(old, new, "deprecated")
        flags = [bool(each.get("deprecated")) for each in (was, now)]
        self.both.deprecation(place, was=flags[0], now=flags[1], at=at)
        if ("schema" in was) != ("schema" in now) and ("content" in was or "content" in now):
            media = ", ".join(map(code, mapping(now.get("content")))) or "plain text"
            at = self.both.both(old, new, "schema", "content")
            self.both.say(place, f"is sent as {media} now", Level.BREAKING, "Changed", *at)
        else:
            self._schema(evolve(place, is_text=True), old, new)
            self._content(place, old, new)

    def _is_scalar(self, reader: Reader, pointer: Pointer) -> bool:
        kind = reader.get((*pointer, "schema")).get("type")
        kinds = kind if isinstance(kind, list) else [kind]
        return kind is not None and not {"array", "object"} & {*map(str, kinds)}

    def _required(self, place: Place, old: Pointer, new: Pointer) -> None:
        was, now = self.both.old.get(old), self.both.new.get(new)
        one, two = was.get("required") is True, now.get("required") is True
        at = self.both.both(old, new, "required")
        self.both.look(*at)
        if one != two:
            what = "is required now" if two else "is no longer required"
            if not place.is_request:
                what = "is always there now" if two else "may be left out now"
            self.both.shift(place, what, *at, tighter=two)

    def _field(
        self,
        place: Place,
        key: str,
        values: list[Any],
        old: Pointer,
        new: Pointer,
        *,
        looser: bool = False,
    ) -> None:
        at = self.both.both(old, new, key)
        self.both.look(*at)
        if values[0] != values[1]:
            what = f"has {key} {code(values[1])} now, it had {code(values[0])}"
            self.both.shift(place, what, *at, tighter=False if looser else None)

    def _schema(self, place: Place, old: Pointer, new: Pointer) -> None:
        at = self.both.both(old, new, "schema")
        if at[0] and at[1]:
            self.schemas.compare(place, *at)
        elif at[0] or at[1]:
            what = "has a schema now" if at[1] else "has no schema any more"
            self.both.shift(place, what, *at, tighter=bool(at[1]))

    # Bodies and answers.

    def _body(self, place: Place, old: Pointer, new: Pointer) -> None:
        at = self.both.both(old, new, "requestBody")
        if at[0] and at[1]:
            self._reference(at[0][0], at[1][0])
            one, two = self.both.old.follow(at[0][0]), self.both.new.follow(at[1][0])
            self._required(place, one, two)
            self._content(place, one, two)
        elif at[1]:
            self._new(place, at[1], needed=self.both.new.get(at[1][0]).get("required") is True)
        elif at[0]:
            what = f"is gone: {_missed(place)}"
            self.both.say(place, what, Level.BREAKING, "Removed", *at)

    def _content(self, place: Place, old: Pointer, new: Pointer) -> None:
        one, two = (*old, "content"), (*new, "content")
        was = {_media(name): name for name in self.both.old.get(one)}
        now = {_media(name): name for name in self.both.new.get(two)}
        for media in {**was, **now}:
            if media not in now:
                end = place.refused if place.is_request else "readers of it get nothing"
                what = f"is no longer {code(was[media])}: {end}"
                at = [(*one, was[media])]
                self.both.say(place, what, Level.BREAKING, "Removed", at)
            elif media not in was:
                what, level = f"may be {code(now[media])}", Level.MINOR
                if place.is_request and place.is_flipped and not was:
                    what = f"is {code(now[media])} now: {place.messages} without it may be refused"
                    level = Level.BREAKING
                at = [(*two, now[media])]
                self.both.say(place, what, level, "Added", new=at)
            else:
                self._medium(place, (*one, was[media]), (*two, now[media]))

    def _medium(self, place: Place, old: Pointer, new: Pointer) -> None:
        if old[-1] != new[-1]:
            what = f"is written {code(new[-1])} now, it was {code(old[-1])}"
            is_charset = _charset(str(old[-1])) != _charset(str(new[-1]))
            what += ": only the character set is another" if is_charset else ": it is the same"
            self.both.say(place, what, Level.PATCH, at=(old, new))
            self.both.moved[old] = new
        self._schema(place, old, new)
        one, two = (*old, "encoding"), (*new, "encoding")
        was, now = self.both.old.get(one), self.both.new.get(two)
        for name in sorted(was.keys() | now.keys()):
            at = self.both.both(one, two, name)
            self.both.look(*at)
            if _encoding(was.get(name)) != _encoding(now.get(name)):
                self.both.shift(
                    place, f"has {code(name)} encoded in another way", *at, tighter=None
                )

    def _answers(self, place: Place, old: Pointer, new: Pointer) -> None:
        one, two = (*old, "responses"), (*new, "responses")
        was, now = self.both.old.get(one), self.both.new.get(two)
        for status in (each for each in {**was, **now} if not each.startswith("x-")):
            inner = evolve(place, part=f"the answer {status}", is_request=not place.is_request)
            first, second = (*one, status), (*two, status)
            # Statuses that stand in the place of all of their hundred.
            parts = [each for each in now if each not in was and f"{each[:1]}XX" == status]
            if status not in now and parts:
                what = f"is told apart now, as {', '.join(parts)}: others are gone"
                self.both.say(inner, what, Level.MINOR, "Changed", at=(first, (*two, parts[0])))
                self.both.moved[first] = (*two, parts[0])
                for part in parts:
                    self._answer(inner, first, (*two, part))
            elif status not in now:
                is_good = status.startswith(("2", "3"))
                what = "is gone" + (": readers wait for it" if is_good else "")
                if inner.is_request:  # the answer to a webhook, which users of the API send
                    is_good, what = True, "is gone: it may be refused"
                level = Level.BREAKING if is_good else Level.MINOR
                self.both.say(inner, what, level, "Removed", [first])
            elif status not in was:
                is_part = f"{status[:1]}XX" in was.keys() - now.keys()
                if not is_part:
                    self.both.say(inner, "is new", Level.MINOR, "Added", new=[second])
            else:
                self._answer(inner, first, second)

    def _answer(self, place: Place, old: Pointer, new: Pointer) -> None:
        self._reference(old, new)
        pair = self.both.old.follow(old), self.both.new.follow(new)
        self._content(place, *pair)
        self._headers(place, *pair)
        self._links(place, *pair)

    def _headers(self, place: Place, old: Pointer, new: Pointer) -> None:
        one, two = (*old, "headers"), (*new, "headers")
        was = {name.lower(): (*one, name) for name in self.both.old.get(one)}
        now = {name.lower(): (*two, name) for name in self.both.new.get(two)}
        for name in {**was, **now}:
            inner = evolve(place, part=f"the header {code(name)} of {place.part}")
            if name not in now:
                always = self.both.old.get(was[name]).get("required") is True
                end = ": readers miss it" if always else ", which was not always there"
                if inner.is_request:
                    always, end = True, f": {_missed(inner)}"
                level = Level.BREAKING if always else Level.MINOR
                what = f"is gone{end}"
                self.both.say(inner, what, level, "Removed", [was[name]])
            elif name not in was:
                needed = self.both.new.get(now[name]).get("required") is True
                self._new(inner, [now[name]], needed=needed)
            else:
                if was[name][-1] != now[name][-1]:  # in capitals
                    self.both.moved[was[name]] = now[name]
                    what = f"is written {code(now[name][-1])} now: it is the same"
                    self.both.say(inner, what, Level.PATCH, at=(was[name], now[name]))
                self._reference(was[name], now[name])
                pair = self.both.old.follow(was[name]), self.both.new.follow(now[name])
                self._parameter(inner, "header", *pair)

    def _links(self, place: Place, old: Pointer, new: Pointer) -> None:
        one, two = (*old, "links"), (*new, "links")
        for name in self._entries("link", place.use, one, two):
            self._reference((*one, name), (*two, name))
            first, second = self.both.old.follow((*one, name)), self.both.new.follow((*two, name))
            was, now = self.both.old.get(first), self.both.new.get(second)
            inner = evolve(place, part=f"the link {code(name)} of {place.part}")
            at = self.both.both(first, second, "operationId", "operationRef")
            self.both.look(*at)
            targets = self.both.old.linked(was), self.both.new.linked(now)
            if _shape(targets[0]) != _shape(targets[1]):
                what = f"leads to {code(targets[1])} now, it led to {code(targets[0])}"
                self.both.say(inner, what, Level.BREAKING, "Changed", *at)
            for field in _LINK_FIELDS:
                at = self.both.both(first, second, field)
                self.both.look(*at)
                if canonical(was.get(field)) != canonical(now.get(field)):
                    what = f"has {field} {code(now.get(field))} now"
                    self.both.say(inner, what, Level.BREAKING, "Changed", *at)


def _encoding(node: Any) -> str:
    """How a part of a body is encoded; the fields of styles have defaults beside each other."""
    fields = meaning(mapping(node), "encoding")
    if fields.keys() & {"style", "explode", "allowReserved"}:
        style = fields.get("style", "form")
        fields = {"explode": style == "form", "allowReserved": False, **fields, "style": style}
    return canonical(fields)


def _missed(place: Place) -> str:
    is_sent = f"{place.messages} that send it may be refused"
    return is_sent if place.is_request else "readers miss it"


def _templated(path: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", path)


def _paired(
    olds: Sequence[str], news: Sequence[str], shape: Callable[[str], str]
) -> Iterator[tuple[str | None, str | None]]:
    """Pair paths of one name, then those of one shape; the others stand alone."""
    left = defaultdict[str, list[str]](list)
    for path in news:
        if path not in olds:
            left[shape(path)].append(path)
    for path in olds:
        others = [path] if path in news else left[shape(path)]
        yield path, others.pop(0) if others else None
    yield from ((None, path) for others in left.values() for path in others)


def _shape(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _expression(_path: str) -> str:
    """A path of a callback, which is an expression: another one may well be the same callback."""
    return ""


def _parameters(reader: Reader, pointer: Pointer) -> dict[Key, Pointer]:
    """The parameters of an operation and of its path; header names are the same in capitals."""
    found: dict[Key, Pointer] = {}
    for holder in (pointer[:-1], pointer):
        for index in range(len(reader.items((*holder, "parameters")))):
            at: Pointer = (*holder, "parameters", index)
            node = reader.get(at)
            if "in" not in node or "name" not in node:
                continue  # a reference that leads nowhere: named as not weighed
            where, name = str(node["in"]), str(node["name"])
            found[where, name.lower() if where == "header" else name] = at
    return found


def _renamed_in_path(
    templates: tuple[str, str], was: dict[Key, Pointer], now: dict[Key, Pointer]
) -> dict[Key, Key]:
    """Pair the path parameters that stand at one place of the path, and have got another name."""
    pairs = zip(*map(_templated, templates), strict=True)
    keys = ((("path", old), ("path", new)) for old, new in pairs)
    return {
        old: new
        for old, new in keys
        if old in was and old not in now and new in now and new not in was
    }


def _media(name: str) -> str:
    """A media type without what does not tell it apart: spaces, capitals, and its character set."""
    left = (each for each in _parts(name) if not each.startswith("charset="))
    return ";".join((name.partition(";")[0].strip().lower(), *left))


def _charset(name: str) -> str:
    """The character set that a media type names; it may be in any case, and in quotes."""
    found = (each for each in _parts(name) if each.startswith("charset="))
    return next(found, "").replace('"', "").lower()


def _parts(name: str) -> list[str]:
    """The parameters of a media type, in one order."""
    pairs = (each.partition("=") for each in name.split(";")[1:] if each.strip())
    return sorted(f"{key.strip().lower()}={value.strip()}" for key, _, value in pairs)
