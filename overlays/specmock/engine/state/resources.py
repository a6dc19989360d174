"""Resources: what is created is there, what is deleted is gone, without a word in the document.

Inferred from paths and answers. `/pets/{petId}` with a GET is an item, `/pets` its collection, and
the member of the answers that `petId` names is the id. POST on the collection creates where its
answer has the id, GET lists where its answer has one array of items with it; on the item PUT
replaces, PATCH and POST change, DELETE deletes. What a request sends is kept with what was
answered, and each answer shows of it what its own schema has. Of ids that nothing has created or
deleted the answers are those of the document.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

from attrs import define, field, frozen

from specmock.engine.bounds import drop_oldest
from specmock.engine.refusals import RefusedError
from specmock.openapi import (
    DocumentedResponse,
    Media,
    Operation,
    OperationCall,
    Pointer,
    Schemas,
    example_errors,
)

from .examples import lifecycle_at
from .ids import fresh
from .inference import preferred
from .lifecycle import Lifecycle, MockRun, RunCollection
from .runs import State

Role: TypeAlias = Literal["create", "list", "read", "replace", "change", "delete"]
Key: TypeAlias = tuple[str, ...]

_MOST_THINGS: Final = 10_000  # of a collection; and collections below parents
_ON_ITEM: Final[Mapping[str, Role]] = {
    "GET": "read",
    "PUT": "replace",
    "PATCH": "change",
    "POST": "change",
    "DELETE": "delete",
}
_WRITING: Final = frozenset({"create", "change", "replace", "delete"})
_SCALARS: Final = frozenset({"string", "integer", "number", "null"})
_LAST_PARAMETER: Final = re.compile(r"(?P<collection>.+)/\{(?P<name>[^{}/]+)\}/?")


@frozen(eq=False)
class View:
    """Where an answer has a thing, or the things of a list."""

    wrapper: str | None  # the member that holds it; None where the answer is the thing
    schema: Pointer  # of the thing
    id_name: str


@frozen(eq=False)
class Resource:
    """An item path with its collection, and what each operation on them does."""

    collection: str
    item: str
    parameter: str
    parameter_schema: Pointer | None  # which an id has to keep to as well
    id_names: tuple[str, ...]  # that may name the id in an answer, the likeliest first
    roles: Mapping[str, Role]  # by the id of the operation
    views: Mapping[str, View]
    state: str = ""  # the member with a lifecycle
    runs: RunCollection | None = None  # what passes through it

    def to_dict(self) -> dict[str, Any]:
        """Write as JSON has it, for people who ask what was inferred."""
        operations = {role: name for name, role in self.roles.items()}
        names = sorted({view.id_name for view in self.views.values()})
        return {"item": self.item, "id": names, "operations": operations}


@define(eq=False)
class Thing:
    """What was sent and answered of one thing."""

    id: Any
    members: dict[str, Any]
    omitted: set[str] = field(factory=set)  # what could have been sent and was not
    is_created: bool = False
    run: MockRun | None = None


def resources_of(schemas: Schemas, operations: Iterable[Operation]) -> list[Resource]:
    """Infer the resources of a document: those that some operation writes."""
    by_path: dict[str, list[Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path.rstrip("/"), []).append(operation)
    found = []
    for path, on_item in by_path.items():
        match = _LAST_PARAMETER.fullmatch(path)
        if match and any(each.method == "GET" for each in on_item):
            collection, name = match["collection"], match["name"]
            names = tuple(_id_names(collection, name))
            resource = _resource(schemas, path, name, names, on_item, by_path.get(collection, ()))
            if resource and _WRITING & {*resource.roles.values()}:
                found.append(resource)
    return found


def _resource(
    schemas: Schemas,
    path: str,
    name: str,
    names: tuple[str, ...],
    on_item: Iterable[Operation],
    on_collection: Iterable[Operation],
) -> Resource | None:
    roles: dict[str, Role] = {}
    views: dict[str, View] = {}
    for operation in on_item:
        view = _item_view(schemas, operation, names)
        role = _ON_ITEM.get(operation.method)
        if role is None or (operation.method == "POST" and view is None):
            continue
        roles[operation.id] = role
        if view:
            views[operation.id] = view
    if not any(roles[each] == "read" for each in views):
        return None
    for operation in on_collection:
        view = None
        if operation.method == "POST":
            view = _item_view(schemas, operation, names)
            roles |= {operation.id: "create"} if view else {}
        elif operation.method == "GET":
            view = _list_view(schemas, operation, names)
            roles |= {operation.id: "list"} if view else {}
        if view:
            views[operation.id] = view
    read = next(each for each in on_item if roles.get(each.id) == "read")
    schema = next((each.schema for each in read.parameters if each.name == name), None)
    order = get_args(Role)
    ordered = dict(sorted(roles.items(), key=lambda item: order.index(item[1])))
    state, lifecycle = _lifecycle(schemas, views.values())
    runs = RunCollection(f"{read.id}.{name}", set(), lifecycle) if lifecycle else None
    collection = path.rpartition("/")[0]
    return Resource(collection, path, name, schema, names, ordered, views, state, runs)


def _lifecycle(schemas: Schemas, views: Iterable[View]) -> tuple[str, Lifecycle | None]:
    """Find the member of a thing that passes through a lifecycle."""
    for view in views:
        for name, where in _properties(schemas, view.schema):
            if lifecycle := lifecycle_at(schemas, where):
                return name, lifecycle
    return "", None


def _id_names(collection: str, parameter: str) -> Iterator[str]:
    """Guess the members that a path parameter may name, in letters and digits alone."""
    last = next((each for each in reversed(collection.split("/")) if "{" not in each), "")
    noun = _bare(last).removesuffix("s")
    name = _bare(parameter)
    yield name
    if noun and name.startswith(noun) and name != noun:
        yield name.removeprefix(noun)
    if name.endswith(("id", "uuid", "key")) or name in {noun, f"{noun}s"}:
        yield from ("id", f"{noun}id", "uuid")
    for suffix in ("name", "slug", "key", "code", "number", "login"):
        if name.endswith(suffix):
            yield suffix


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _success(operation: Operation) -> Media | None:
    media = preferred(operation.success) if operation.success else None
    return media if media and media.schema else None


def _item_view(schemas: Schemas, operation: Operation, names: tuple[str, ...]) -> View | None:
    """Find the thing that an answer shows: the answer, or the one member that has the id."""
    media = _success(operation)
    if media is None or media.schema is None:
        return None
    if id_name := _id_name(schemas, media.schema, names):
        return View(None, media.schema, id_name)
    views = [
        View(member, where, id_name)
        for member, where in _properties(schemas, media.schema)
        if (id_name := _id_name(schemas, where, names))
    ]
    return views[0] if len(views) == 1 else None


def _list_view(schemas: Schemas, operation: Operation, names: tuple[str, ...]) -> View | None:
    """Find the things that an answer lists: the answer, or its one array of things with the id."""
    media = _success(operation)
    if media is None or media.schema is None:
        return None
    arrays: list[tuple[str | None, Pointer]] = [(None, media.schema)]
    arrays += _properties(schemas, media.schema)
    views = []
    for member, where in arrays:
        items = schemas.property(where, "")
        if items and "array" in schemas.types(where) and len(schemas.types(where)) <= 2:
            id_name = _id_name(schemas, items, names)
            views += [View(member, items, id_name)] if id_name else []
    return views[0] if len(views) == 1 else None


def _id_name(schemas: Schemas, pointer: Pointer, names: tuple[str, ...]) -> str | None:
    """Find the member of a schema that holds the id."""
    found = {_bare(name): (name, where) for name, where in _properties(schemas, pointer)}
    for name in names:
        if name in found and schemas.types(found[name][1]) <= _SCALARS:
            return found[name][0]
    return None


def _properties(schemas: Schemas, pointer: Pointer) -> list[tuple[str, Pointer]]:
    found: dict[str, Pointer] = {}
    for part in schemas.parts(pointer):
        node = schemas.at(part)
        properties = node.get("properties") if isinstance(node, dict) else None
        for name in properties or ():
            found.setdefault(name, (*part, "properties", name))
    return list(found.items())


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

    def __init__(self, schemas: Schemas, found: list[Resource], state: State) -> None:
        self.found = found
        self._schemas = schemas
        self._state = state
        self._seed = state.settings.seed
        self._of = {name: resource for resource in found for name in resource.roles}
        self._by_item = {resource.item: resource for resource in found}
        self.reset()

    def reset(self) -> None:
        """Forget everything that was created, changed or deleted."""
        self._random = random.Random(self._seed)  # noqa: S311 - ids are no secrets
        self._shelves: dict[tuple[str, Key], _Shelf] = {}

    def has(self, operation: Operation) -> bool:
        """Tell whether an operation is about a resource."""
        return operation.id in self._of

    def act(
        self, call: OperationCall, success: DocumentedResponse, usual: Callable[[], Any]
    ) -> Any:
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
            return self._list(resource, call, success, shelf, usual())
        if own in shelf.deleted and role != "replace":
            raise RefusedError(_gone(call.operation), f"{resource.parameter} is deleted")
        if role == "delete":
            thing = shelf.things.get(own)
            body = self._shown(resource, call, success, thing, usual())
            shelf.delete(own)
            if resource.runs is not None and thing is not None:
                resource.runs.runs.pop(str(thing.id), None)
            return body
        if role != "read":
            self._change(resource, call, shelf, own, role)
        thing = shelf.things.get(own)
        if thing is not None and thing.run is not None and role == "read":
            thing.run.look()
        if thing is None:  # which no request has made: the document's own, under the id asked for
            thing = Thing(call.values.get(resource.parameter, own), {})
        return self._shown(resource, call, success, thing, usual())

    def _path(self, resource: Resource, call: OperationCall, *, on_item: bool) -> tuple[Key, str]:
        names = re.findall(r"\{([^{}]+)\}", resource.item)
        values = [str(call.values.get(name, "")) for name in names]
        return tuple(values[:-1]), values[-1] if on_item else ""

    def _refuse_below_deleted(self, resource: Resource, parents: Key) -> None:
        path = resource.collection
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
    ) -> Any:
        view = resource.views[call.operation.id]
        if not isinstance(body, dict) or isinstance(call.body, list):
            return body  # several at once are no resource
        sent = _unwrapped(call.body, view)
        given = sent.get(view.id_name)
        where = self._schemas.property(view.schema, view.id_name)
        is_ones_own = self._is_ones_own(call, view, given)
        if is_ones_own and str(given) in shelf.things and "409" in call.operation.answers:
            raise RefusedError(("409",), f"{view.id_name} is there already")
        shelf.count += 1

        def fits(candidate: object) -> bool:
            if str(candidate) in shelf.things or str(candidate) in shelf.deleted:
                return False
            return self._may_name(resource, candidate) and (
                where is None or self._schemas.valid(where, candidate)
            )

        shown = _at(body, view).get(view.id_name)
        own = given if is_ones_own else fresh(self._random, shown, fits, shelf.count)
        if own is None:
            return body
        omitted = self._taken(call) - {*sent, view.id_name}
        thing = Thing(own, {**sent, view.id_name: own}, omitted, is_created=True)
        if resource.runs is not None:
            thing.run = self._state.start(resource.runs, own, call)
        answer = self._shown(resource, call, success, thing, body)
        answered = _at(answer, view)
        thing.id = answered.get(view.id_name, own)
        thing.members = {**answered, **sent, view.id_name: thing.id}
        for name in resource.id_names:
            for member, value in answered.items():
                if _bare(member) == name and isinstance(value, str | int):
                    shelf.put(str(value), thing)
        shelf.put(str(thing.id), thing)
        return answer

    def _may_name(self, resource: Resource, own: object) -> bool:
        """Tell whether an id can be asked for in the path."""
        where, text = resource.parameter_schema, str(own)
        if where is None:
            return True
        readings = [text, *([int(text)] if text.isdecimal() else [])]
        return any(self._schemas.valid(where, each) for each in readings)

    def _is_ones_own(self, call: OperationCall, view: View, given: Any) -> bool:
        """Tell whether a client may choose the id that it sent."""
        if not isinstance(given, str | int) or isinstance(given, bool):
            return False
        where = call.media.schema if call.media else None
        where = self._schemas.property(where, view.id_name) if where else None
        return where is None or not self._is_marked(where, "readOnly")

    def _change(
        self, resource: Resource, call: OperationCall, shelf: _Shelf, own: str, role: Role
    ) -> None:
        view = resource.views.get(call.operation.id) or self._read_view(resource)
        sent = _unwrapped(call.body, view)
        thing = shelf.things.get(own)
        if thing is None:
            thing = Thing(call.values.get(resource.parameter, own), {})
        wanted = sent.get(resource.state)
        if thing.run is not None and isinstance(wanted, str):
            thing.run.move(wanted, self._state.clock.now())
        renamed = sent.get(view.id_name, thing.id)
        if str(renamed) != own and _bare(view.id_name).endswith("id"):
            sent = {name: each for name, each in sent.items() if name != view.id_name}
        elif str(renamed) != own and isinstance(renamed, str | int):
            thing.id = renamed  # what is named by its name may be renamed
            shelf.put(str(renamed), thing)
        if role == "replace":
            thing.is_created = True  # where it was not, it is now
            takes = self._taken(call)
            kept = {name: value for name, value in thing.members.items() if name not in takes}
            thing.members = {**kept, **sent}
            thing.omitted = takes - sent.keys()
        else:
            shown = self._read_view(resource).schema
            for name, value in sent.items():
                where = self._schemas.property(shown, name)
                value = _merged_deep(thing.members.get(name), value)
                if where is None or value is None or self._schemas.valid(where, value):
                    thing.members[name] = value  # else its word means another thing in answers
            thing.omitted -= sent.keys()
            content_type = call.request.headers.get("content-type", "")
            if content_type.startswith("application/merge-patch+json"):  # RFC 7396: null removes
                for name in [name for name, value in sent.items() if value is None]:
                    thing.members.pop(name, None)
                    thing.omitted.add(name)
        shelf.put(own, thing)

    def _taken(self, call: OperationCall) -> set[str]:
        """Name the members that a request can send."""
        if call.media is None or call.media.schema is None:
            return set()
        return {
            name
            for name, where in _properties(self._schemas, call.media.schema)
            if not self._is_marked(where, "readOnly")
        }

    def _read_view(self, resource: Resource) -> View:
        return next(view for name, view in resource.views.items() if resource.roles[name] == "read")

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
        template = usual[0] if usual and isinstance(usual[0], dict) else {}
        items, seen = [], set()
        for item in usual:
            own = str(item.get(view.id_name)) if isinstance(item, dict) else ""
            if own in shelf.deleted:
                continue
            thing = shelf.things.get(own)
            seen.add(id(thing))
            items.append(self._merged(view, thing, item) if thing else item)
        items += [
            self._merged(view, thing, template)
            for thing in dict.fromkeys(shelf.things.values())
            if thing.is_created and id(thing) not in seen
        ]
        for shown in (items, items[-len(usual) :] if usual else []):
            answer = shown if view.wrapper is None else {**body, view.wrapper: shown}
            if self._is_good(success, answer):
                return answer
        return body

    def _merged(self, view: View, thing: Thing, item: dict[str, Any]) -> dict[str, Any]:
        """Put what is known of a thing over an item, as far as the item's schema allows."""
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

        def whole(shown: dict[str, Any]) -> dict[str, Any]:
            return shown if view.wrapper is None else {**body, view.wrapper: shown}

        return whole(
            self._over(
                view,
                thing,
                _at(body, view),
                lambda value: self._is_good(success, whole(value)),
            )
        )

    def _over(
        self,
        view: View,
        thing: Thing,
        base: dict[str, Any],
        is_good: Callable[[dict[str, Any]], bool],
    ) -> dict[str, Any]:
        known = {
            name: value
            for name, value in thing.members.items()
            if self._is_shown(view.schema, name)
        }
        known[view.id_name] = self._as_id(view, thing)
        if thing.run is not None:
            state = self._state
            known[self._member_of_state(thing.run)] = thing.run.state(
                state.settings, state.clock.now()
            )
        kept = {name: value for name, value in base.items() if name not in thing.omitted}
        for shown in ({**kept, **known}, {**base, **known}):
            if is_good(shown):
                return shown
        shown = kept if is_good(kept) else base
        for name, value in sorted(known.items(), key=lambda item: item[0] != view.id_name):
            for each in (value, _merged_deep(base.get(name), value)):
                if is_good({**shown, name: each}):
                    shown = {**shown, name: each}
                    break
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

    def _is_shown(self, pointer: Pointer, name: str) -> bool:
        where = self._schemas.property(pointer, name)
        if where is None:
            return not _properties(self._schemas, pointer)
        return not self._is_marked(where, "writeOnly")

    def _is_marked(self, pointer: Pointer, word: str) -> bool:
        nodes = [self._schemas.at(part) for part in self._schemas.parts(pointer)]
        return any(isinstance(node, dict) and node.get(word) is True for node in nodes)

    def _is_good(self, success: DocumentedResponse, value: Any) -> bool:
        media = preferred(success)
        return media is None or not example_errors(self._schemas, media, value)


def _gone(operation: Operation) -> tuple[str, ...]:
    return ("410", "404") if "410" in operation.answers else ("404",)


def _at(body: Any, view: View) -> dict[str, Any]:
    found = body if view.wrapper is None else _member(body, view.wrapper)
    return found if isinstance(found, dict) else {}


def _member(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None


def _unwrapped(body: Any, view: View) -> dict[str, Any]:
    """Take the members that a request sends, out of the wrapper that its answer has."""
    if not isinstance(body, dict):
        return {}
    inner = body.get(view.wrapper) if view.wrapper else None
    return inner if isinstance(inner, dict) else body


def _merged_deep(base: Any, value: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(value, dict):
        return value
    return {**base, **{name: _merged_deep(base.get(name), each) for name, each in value.items()}}
