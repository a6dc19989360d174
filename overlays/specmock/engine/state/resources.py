"""The things of a document's resources: what is created is there, what is deleted is gone.

What a request sends is kept with what was answered, and each answer shows of it what its own schema
has. Of ids that nothing has created or deleted the answers are those of the document.
"""

import random
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

from attrs import define, field

from specmock.engine.bounds import drop_oldest
from specmock.engine.refusals import RefusedError
from specmock.openapi import (
    DocumentedResponse,
    Operation,
    OperationCall,
    Pointer,
    Schemas,
    example_errors,
    nearest,
)

from .ids import fresh
from .inference import preferred
from .lifecycle import MockRun
from .names import bare
from .paging import Items, page_of
from .resource_inference import Resource, Role, View, things_in
from .runs import State, Value
from .seeded_answers import Variations

Key: TypeAlias = tuple[str, ...]

_MOST_THINGS: Final = 10_000  # of a collection; and collections below parents
_SECOND_IDS: Final = frozenset({"id", "uuid", "guid"})


@define(eq=False)
class Thing:
    """What was sent and answered of one thing, by the names that a GET of it has."""

    id: Any
    members: dict[str, Any]
    omitted: set[str] = field(factory=set)  # what could have been sent and was not
    is_created: bool = False
    run: MockRun | None = None


@define(eq=False)
class _Shelf:
    """The things of one collection under one parent, by each id that they have."""

    things: dict[str, Thing] = field(factory=dict)
    deleted: dict[str, None] = field(factory=dict)
    count: int = 0

    def put(self, key: str, thing: Thing) -> None:
        self.things[key] = thing
        self.deleted.pop(key, None)
        drop_oldest(self.things, _MOST_THINGS)

    def delete(self, key: str) -> None:
        thing = self.things.get(key)
        for each in {key, *(other for other, item in self.things.items() if item is thing)}:
            self.things.pop(each, None)
            self.deleted[each] = None
        drop_oldest(self.deleted, _MOST_THINGS)


class Resources:
    """The things of a document's resources, and what requests make of them."""

    def __init__(
        self, schemas: Schemas, found: list[Resource], state: State, variations: Variations
    ) -> None:
        self.found = found
        self._schemas = schemas
        self._state = state
        self._variations = variations
        self._of = {name: resource for resource in found for name in resource.roles}
        self._by_item = {_shape(resource.item): resource for resource in found}
        self._named: dict[Pointer, dict[str, str]] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything that was created, changed or deleted."""
        self._random = random.Random(self._state.settings.seed or 0)  # noqa: S311 - ids are no secrets
        self._shelves: dict[tuple[str, Key], _Shelf] = {}

    def has(self, operation: Operation) -> bool:
        """Tell whether an operation is about a resource."""
        return operation.id in self._of

    def creates(self, operation: Operation) -> bool:
        """Tell whether an operation creates a thing of a resource."""
        return self.has(operation) and self._of[operation.id].roles[operation.id] == "create"

    def act(
        self, call: OperationCall, success: DocumentedResponse, usual: Callable[[], Any]
    ) -> Value:
        """Do what a request asks for and make the body of its answer.

        Args:
            call: the request, which is valid.
            success: the answer that it gets.
            usual: makes the body that the document has for it, which is not changed.

        Raises RefusedError for what is deleted, and for what is there already.
        """
        resource = self._of[call.operation.id]
        role = resource.roles[call.operation.id]
        parents, own = self._path(resource, call, on_item=role not in {"create", "list"})
        self._refuse_below_deleted(resource, parents)
        drop_oldest(self._shelves, _MOST_THINGS)
        shelf = self._shelves.setdefault((resource.item, parents), _Shelf())
        if role == "create":
            return self._create(resource, call, success, shelf, usual())
        if role == "list":
            return Value(self._list(resource, call, success, shelf, usual()))
        if role == "replace":
            self._name(resource, own)
        elif own in shelf.deleted:
            raise RefusedError(_gone(call.operation), f"{resource.parameter} is deleted")
        body = usual()
        thing = shelf.things.get(own)
        if role == "delete":
            body = self._shown(resource, call, success, thing, body)
            shelf.delete(own)
            for collection in (*resource.named, *filter(None, [resource.runs])):
                collection.runs.pop(own, None)
            return Value(body)
        if role != "read":
            thing = self._change(resource, call, shelf, own, role)
        elif thing is not None and thing.run is not None:
            thing.run.look()
        if thing is None:  # which no request has made: the document's own, under the id asked for
            thing = Thing(call.values.get(resource.parameter, own), {})
        return Value(self._shown(resource, call, success, thing, body))

    def _name(self, resource: Resource, own: Any) -> None:
        """Let every parameter know an id that names such a thing."""
        for collection in resource.named:
            if str(own) not in collection.runs:
                collection.add(MockRun(collection, own, self._state.clock.now(), ()))

    def _path(self, resource: Resource, call: OperationCall, *, on_item: bool) -> tuple[Key, str]:
        names = re.findall(r"\{([^{}]+)\}", resource.item)
        values = [str(call.values.get(name, "")) for name in names]
        return tuple(values[:-1]), values[-1] if on_item else ""

    def _refuse_below_deleted(self, resource: Resource, parents: Key) -> None:
        path = _shape(resource.collection)
        while "{" in path:
            if (above := self._by_item.get(path)) is not None:
                depth = path.count("{")
                shelf = self._shelves.get((above.item, parents[: depth - 1]))
                if shelf is not None and parents[depth - 1] in shelf.deleted:
                    raise RefusedError(("404", "410"), f"{above.parameter} is deleted")
            path = path.rpartition("/")[0]

    def _create(
        self,
        resource: Resource,
        call: OperationCall,
        success: DocumentedResponse,
        shelf: _Shelf,
        body: Any,
    ) -> Value:
        view = resource.views.get(call.operation.id)
        if isinstance(call.body, list) and (view is None or not view.in_list):
            return Value(
                body, reason="not remembered: the answer shows one thing, and many were sent"
            )
        shown = (things_in(body, view) if view else []) or [{}]
        answers: list[dict[str, Any]] = []
        location = ""
        for sent in _sent(call.body, view or resource.read_view):
            thing = self._created(resource, call, shelf, sent, shown[0])
            if thing is None:
                return Value(body, reason="not remembered: no id was found that fits its schema")
            if view is not None and isinstance(body, dict | list):
                answers.append(self._answered(resource, view, success, thing, body, answers))
                shelf.put(str(thing.id), thing)
            location = location or self._location(resource, call, thing)
        if answers and view is not None:
            body = _whole(body, view, answers if view.in_list else answers[0])
        return Value(body, location=location)

    def _location(self, resource: Resource, call: OperationCall, thing: Thing) -> str:
        """Write the path of a thing, below where the mock is mounted."""
        values = {**call.values, resource.parameter: thing.id}
        path = re.sub(
            r"\{([^{}]+)\}",
            lambda name: quote(str(values.get(name[1], "")), "", errors="replace"),
            resource.item,
        )
        return f"{call.request.base}{path}"

    def _answered(
        self,
        resource: Resource,
        view: View,
        success: DocumentedResponse,
        thing: Thing,
        body: Any,
        before: list[dict[str, Any]],
    ) -> dict[str, Any]:
        """Show a new thing, and keep of it what was shown; `before` are those made with it."""

        def is_good(value: dict[str, Any]) -> bool:
            return self._is_good(
                success, _whole(body, view, [*before, value] if view.in_list else value)
            )

        base = (things_in(body, view) or [{}])[0]
        answer = self._over(view, thing, base, is_good)
        thing.id = answer.get(view.id_name, thing.id)
        thing.members = {**self._known(resource, answer), **thing.members}
        thing.members[resource.read_view.id_name] = thing.id
        return answer

    def _created(
        self,
        resource: Resource,
        call: OperationCall,
        shelf: _Shelf,
        sent: Mapping[str, Any],
        shown: Mapping[str, Any],
    ) -> Thing | None:
        """Make a thing of what was sent, under the client's own id or a fresh one."""
        view = resource.views.get(call.operation.id) or resource.read_view
        where = self._schemas.property(view.schema, view.id_name)
        given = self._given(resource, call, view, sent)
        there = shelf.things.get(str(given)) if given is not None else None
        if there and call.operation.method == "POST" and "409" in call.operation.answers:
            raise RefusedError(("409",), f"{view.id_name} is there already")
        shelf.count += 1
        taken = resource.shown | shelf.things.keys() | shelf.deleted.keys()

        def fits(candidate: object) -> bool:
            return (
                str(candidate) not in taken
                and self._may_name(resource, candidate)
                and (where is None or self._schemas.valid(where, candidate))
            )

        own = given
        if own is None:
            own = fresh(self._random, shown.get(view.id_name), fits, shelf.count)
        if own is None:
            return None
        known = self._known(resource, sent)
        known[resource.read_view.id_name] = own
        for name, value in shown.items():  # which are one's own as well
            if bare(name) in _SECOND_IDS and name != view.id_name and name not in known:
                known[name] = fresh(self._random, value, lambda _: True, shelf.count)
        thing = there or Thing(own, {})
        thing.members |= known
        thing.omitted = self._taken(call) - known.keys()
        thing.is_created = True
        if resource.runs is not None:
            thing.run = self._state.start(resource.runs, own, call)
        for name, value in known.items():
            if bare(name) in resource.id_names and isinstance(value, str | int):
                shelf.put(str(value), thing)  # some paths take either
        shelf.put(str(own), thing)
        self._name(resource, own)
        return thing

    def _given(
        self, resource: Resource, call: OperationCall, view: View, sent: Mapping[str, Any]
    ) -> Any:
        """Find the id that a client chose; None where it chose none, or may not."""
        names = (view.id_name, *(each for each in sent if bare(each) == resource.id_names[0]))
        for name in names:
            value = sent.get(name)
            if _is_addressable(value):
                where = call.media.schema if call.media else None
                where = self._schemas.property(where, name) if where else None
                if where is None or not self._is_marked(where, "readOnly"):
                    return value
        return None

    def _known(self, resource: Resource, members: Mapping[str, Any]) -> dict[str, Any]:
        """Name members as a GET of the thing does: FriendlyName is friendly_name."""
        names = self._names(resource.read_view.schema)
        return {
            name if name in names.values() else names.get(bare(name), name): value
            for name, value in members.items()
        }

    def _names(self, pointer: Pointer) -> dict[str, str]:
        """Map the bare names of a schema's properties to these."""
        if pointer not in self._named:
            names = (name for name, _ in self._schemas.properties(pointer))
            self._named[pointer] = {bare(name): name for name in names}
        return self._named[pointer]

    def _may_name(self, resource: Resource, own: object) -> bool:
        """Tell whether an id can be asked for in the path."""
        where, text = resource.parameter_schema, str(own)
        if where is None:
            return True
        readings = [text, *([int(text)] if text.isdecimal() else [])]
        return any(self._schemas.valid(where, each) for each in readings)

    def _change(
        self, resource: Resource, call: OperationCall, shelf: _Shelf, own: str, role: Role
    ) -> Thing:
        view = resource.views.get(call.operation.id) or resource.read_view
        sent = self._known(resource, next(iter(_sent(call.body, view)), {}))
        thing = shelf.things.get(own)
        if thing is None:
            thing = Thing(call.values.get(resource.parameter, own), {})
        wanted = sent.get(resource.state)
        if thing.run is not None and isinstance(wanted, str):
            thing.run.move(wanted, self._state.clock.now())
        id_name = resource.read_view.id_name
        renamed = sent.get(id_name, thing.id)
        is_fixed = bare(id_name).endswith("id") or not _is_addressable(renamed)
        if str(renamed) != own and is_fixed:
            sent = {name: each for name, each in sent.items() if name != id_name}
        elif str(renamed) != own:
            thing.id = renamed  # what is named by its name may be renamed
            shelf.put(str(renamed), thing)
        if role == "replace":
            thing.is_created = True  # where it was not, it is now
            takes = self._taken(call)
            kept = {name: value for name, value in thing.members.items() if name not in takes}
            thing.members = {**kept, **sent}
            thing.omitted = takes - sent.keys()
        else:
            for name, value in sent.items():
                where = self._schemas.property(resource.read_view.schema, name)
                value = _merged_deep(thing.members.get(name), value)
                if where is None or value is None or self._schemas.valid(where, value):
                    thing.members[name] = value  # else its word means another thing in answers
                elif isinstance(value, dict):
                    thing.members[name] = self._fitted(where, thing.members.get(name), value)
            thing.omitted -= sent.keys()
            content_type = call.request.headers.get("content-type", "")
            if content_type.startswith("application/merge-patch+json"):  # RFC 7396: null removes
                for name in [name for name, value in sent.items() if value is None]:
                    thing.members.pop(name, None)
                    thing.omitted.add(name)
        shelf.put(own, thing)
        return thing

    def _taken(self, call: OperationCall) -> set[str]:
        """Name the members that a request can send."""
        if call.media is None or call.media.schema is None:
            return set()
        taken = {
            name: None
            for name, where in self._schemas.properties(call.media.schema)
            if not self._is_marked(where, "readOnly")
        }
        return {*self._known(self._of[call.operation.id], taken)}

    def _list(
        self,
        resource: Resource,
        call: OperationCall,
        success: DocumentedResponse,
        shelf: _Shelf,
        body: Any,
    ) -> Any:
        view = resource.views[call.operation.id]
        usual = body if view.wrapper is None else _member(body, view.wrapper)
        if view.wrapper is not None and isinstance(body, dict):
            usual = usual or []  # which need not be there
        if not isinstance(usual, list):
            return body
        usual = [self._as_read(resource, call, each) for each in usual]
        shown = [each for each in usual if isinstance(each, dict)]
        template = shown[0] if shown else nearest(self._schemas, view.schema)[0]
        template = template if isinstance(template, dict) else {}
        items: Items = []
        seen = set()
        for item in self._identified(view, usual):
            own = str(item.get(view.id_name, "")) if isinstance(item, dict) else ""
            if own in shelf.deleted:
                continue
            thing = shelf.things.get(own)
            seen.add(id(thing))
            items.append((own, partial(self._merged, view, thing, item)))
        items += [
            (str(thing.id), partial(self._merged, view, thing, template))
            for thing in dict.fromkeys(shelf.things.values())
            if thing.is_created and id(thing) not in seen
        ]
        page = page_of(self._schemas, view.listing, call, items)
        last = items[-len(usual) :] if usual else []
        for is_page in (True, False):
            shown = page.items if is_page else [item() for _, item in last]
            answer = shown if view.wrapper is None else {**body, view.wrapper: shown}
            for each in (page.tell(answer) if is_page else answer, answer):
                if self._is_good(success, each):
                    return each
        return body

    def _as_read(self, resource: Resource, call: OperationCall, item: Any) -> Any:
        """Show an item of a list as a read of it does, where answers vary."""
        view, reading = resource.views[call.operation.id], resource.read_view
        given = item.get(view.id_name) if isinstance(item, dict) else None
        name = next(name for name, role in resource.roles.items() if role == "read")
        success = self._state.inference.operations[name].success
        media = preferred(success) if success else None
        if given is None or media is None or media.schema is None:
            return item
        path = f"{unquote(call.request.path).rstrip('/')}/{given}"
        look = (things_in(self._variations.value(media.schema, path), reading) or [{}])[0]
        thing = Thing(given, {**look, view.id_name: given})
        bases: tuple[dict[str, Any], ...] = ({}, item) if look else ()
        for base in bases:
            shown = self._merged(view, thing, base)
            if self._schemas.valid(view.schema, shown, "writeOnly"):
                return shown
        return item

    def _identified(self, view: View, items: list[Any]) -> list[Any]:
        """Give the first item of a document that shows none an id, so that a request can name it."""
        where = self._schemas.property(view.schema, view.id_name)
        first = items[0] if items else None
        if where is None or not isinstance(first, dict) or view.id_name in first:
            return items
        named = {**first, view.id_name: nearest(self._schemas, where)[0]}
        is_good = self._schemas.valid(view.schema, named, "writeOnly")
        return [named, *items[1:]] if is_good else items

    def _merged(self, view: View, thing: Thing | None, item: Any) -> Any:
        """Put what is known of a thing over an item, as far as the item's schema allows."""
        if thing is None:
            return item
        return self._over(
            view, thing, item, lambda value: self._schemas.valid(view.schema, value, "writeOnly")
        )

    def _shown(
        self,
        resource: Resource,
        call: OperationCall,
        success: DocumentedResponse,
        thing: Thing | None,
        body: Any,
    ) -> Any:
        """Put what is known of a thing over the body of an answer, as far as that allows it."""
        view = resource.views.get(call.operation.id)
        if view is None or thing is None or not isinstance(body, dict):
            return body

        def whole(shown: dict[str, Any]) -> Any:
            return _whole(body, view, [shown] if view.in_list else shown)

        shown = things_in(body, view)
        base = shown[0] if shown else nearest(self._schemas, view.schema)[0]
        if not isinstance(base, dict):
            return body
        answer = whole(
            self._over(view, thing, base, lambda value: self._is_good(success, whole(value)))
        )
        return answer if shown or self._is_good(success, answer) else body

    def _over(
        self,
        view: View,
        thing: Thing,
        base: dict[str, Any],
        is_good: Callable[[dict[str, Any]], bool],
    ) -> dict[str, Any]:
        known = self._in_view(view, thing)
        own = known[view.id_name] = self._as_id(view, thing)
        if view.id_name in base:
            renamed = _renamed(base, str(base[view.id_name]), quote(str(own), "", errors="replace"))
            base = renamed if is_good(renamed) else base
        if thing.run is not None:
            state = self._state
            known[self._member_of_state(thing.run)] = thing.run.state(
                state.settings, state.clock.now()
            )
        names = {bare(name) for name in thing.omitted}
        kept = {name: value for name, value in base.items() if bare(name) not in names}
        fitted = {name: self._fitted_in(view, base, name, value) for name, value in known.items()}
        for shown in ({**kept, **known}, {**base, **known}, {**kept, **fitted}, {**base, **fitted}):
            if is_good(shown):
                return shown
        shown = kept if is_good(kept) else base
        for name, value in sorted(known.items(), key=lambda item: item[0] != view.id_name):
            for each in (value, _merged_deep(base.get(name), value)):
                if is_good({**shown, name: each}):
                    shown = {**shown, name: each}
                    break
        return shown

    def _in_view(self, view: View, thing: Thing) -> dict[str, Any]:
        """Take what a schema has of a thing, by its names, without what no answer may hold."""
        names = self._names(view.schema)
        found = {}
        for name, value in thing.members.items():
            name = name if name in names.values() else names.get(bare(name), name)
            where = self._schemas.property(view.schema, name)
            if where is None and not names:
                found[name] = value
            elif where is not None and not self._is_marked(where, "writeOnly"):
                found[name] = self._visible(where, value)
        return found

    def _visible(self, where: Pointer, value: Any) -> Any:
        """Leave out the members of a value that only requests have."""
        if isinstance(value, list):
            inner = self._schemas.property(where, "")
            return [self._visible(inner, each) for each in value] if inner else value
        if not isinstance(value, dict):
            return value
        found = {}
        for name, each in value.items():
            inner = self._schemas.property(where, name)
            if inner is None or not self._is_marked(inner, "writeOnly"):
                found[name] = self._visible(inner, each) if inner else each
        return found

    def _fitted_in(self, view: View, base: Mapping[str, Any], name: str, value: Any) -> Any:
        where = self._schemas.property(view.schema, name)
        return self._fitted(where, base.get(name), value) if where else value

    def _fitted(self, where: Pointer, base: Any, value: Any) -> Any:
        """Put a value over another, member by member, as far as a schema allows it."""
        if not isinstance(value, dict) or self._schemas.valid(where, value, "writeOnly"):
            return value
        shown = dict(base) if isinstance(base, dict) else {}
        for name, each in value.items():
            inner = self._schemas.property(where, name)
            new = self._fitted(inner, shown.get(name), each) if inner else each
            if inner is None or self._schemas.valid(inner, new, "writeOnly"):
                shown[name] = new
        return shown

    def _member_of_state(self, run: MockRun) -> str:
        return next(each.state for each in self.found if each.runs is run.collection)

    def _as_id(self, view: View, thing: Thing) -> Any:
        """Write an id in the type that an answer has for it."""
        where = self._schemas.property(view.schema, view.id_name)
        text = str(thing.id)
        own = thing.members.get(view.id_name, thing.id)
        choices = [own, thing.id, text, *([int(text)] if text.isdecimal() else [])]
        if where is None:
            return own
        return next((each for each in choices if self._schemas.valid(where, each)), own)

    def _is_marked(self, pointer: Pointer, word: str) -> bool:
        nodes = [self._schemas.at(part) for part in self._schemas.parts(pointer)]
        return any(isinstance(node, dict) and node.get(word) is True for node in nodes)

    def _is_good(self, success: DocumentedResponse, value: Any) -> bool:
        media = preferred(success)
        return media is None or not example_errors(self._schemas, media, value)


def _is_addressable(value: Any) -> bool:
    """Tell whether a value can be a segment of a path: clients resolve dots (RFC 3986, 5.2.4)."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    return not re.search(r"^\.{0,2}$|[\ud800-\udfff]", str(value))


def _shape(path: str) -> str:
    """Take the names out of a path, which may differ below a thing: {id} and {petId}."""
    return re.sub(r"\{[^{}]+\}(\.\w+)?", "{}", path)


def _gone(operation: Operation) -> tuple[str, ...]:
    return ("410", "404") if "410" in operation.answers else ("404",)


def _member(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None


def _whole(body: Any, view: View, shown: Any) -> Any:
    return shown if view.wrapper is None else {**body, view.wrapper: shown}


def _sent(body: Any, view: View) -> list[dict[str, Any]]:
    """Take the things that a request sends: what its answer wraps, or what all of it wraps."""
    if isinstance(body, dict) and view.wrapper is not None:
        inner = body.get(view.wrapper)
        alone = next(iter(body.values())) if len(body) == 1 else None
        body = next((each for each in (inner, alone) if isinstance(each, dict | list)), body)
    things = [each for each in body if isinstance(each, dict)] if isinstance(body, list) else []
    return things or [body if isinstance(body, dict) else {}]


def _renamed(value: Any, shown: str, own: str) -> Any:
    """Write an id in the place of a shown one where this stands in an address."""
    if isinstance(value, dict):
        return {name: _renamed(each, shown, own) for name, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, shown, own) for each in value]
    if isinstance(value, str) and shown and "/" in value and shown in value:
        return re.sub(rf"(?<=/){re.escape(shown)}(?=[/?#]|$)", lambda _: own, value)
    return value


def _merged_deep(base: Any, value: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(value, dict):
        return value
    return {**base, **{name: _merged_deep(base.get(name), each) for name, each in value.items()}}
