"""Infer resources from paths and answers: no word of the document says that it has any.

`/pets/{petId}` with a GET is an item, `/pets` its collection, and the member of the answers that
`petId` names is the id. POST on the collection creates where its answer has the id or the client
names what it creates, PUT likewise; GET lists where its answer has one array of items with the id;
on the item PUT replaces, PATCH and POST change, DELETE deletes. What is not sure is not inferred,
and told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

from attrs import evolve, field, frozen

from specmock.openapi import Media, Operation, Pointer, Problem, Schemas

from .examples import lifecycle_at
from .inference import Inference, preferred
from .lifecycle import Lifecycle, RunCollection
from .names import bare, forms, words
from .paging import Listing, listing_of

Role: TypeAlias = Literal["create", "list", "read", "replace", "change", "delete"]

_ON_ITEM: Final[Mapping[str, Role]] = {
    "GET": "read",
    "PUT": "replace",
    "PATCH": "change",
    "POST": "change",
    "DELETE": "delete",
}
_WRITING: Final = frozenset({"create", "change", "replace", "delete"})
_SCALARS: Final = frozenset({"string", "integer", "number", "null"})
_LAST_PARAMETER: Final = re.compile(r"(?P<above>.+)/\{(?P<name>[^{}/]+)\}(?P<suffix>\.\w+)?/?")
# Members that hold the answer itself, whatever it is about.
_ENVELOPES: Final = frozenset(
    {"data", "result", "item", "record", "object", "resource", "payload", "response", "content"}
)
_IDS: Final = ("id", "uuid", "gid", "sid", "guid")
_NAMES: Final = ("name", "slug", "key", "code", "number", "login")


@frozen(eq=False)
class View:
    """Where an answer has a thing, or the things of a list."""

    wrapper: str | None  # the member that holds it; None where the answer is the thing
    schema: Pointer  # of the thing
    id_name: str
    in_list: bool = False  # an answer about one thing, which is in a list all the same
    listing: Listing = field(factory=Listing)


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
    shown: frozenset[str]  # the ids of the document's examples
    state: str = ""  # the member with a lifecycle
    runs: RunCollection | None = None  # what passes through it
    named: tuple[RunCollection, ...] = ()  # of a document that refuses unknown ids

    @property
    def read_view(self) -> View:
        """Where the answer to a GET of the item has the thing."""
        return next(view for name, view in self.views.items() if self.roles[name] == "read")

    def to_dict(self) -> dict[str, Any]:
        """Write as JSON has it, for people who ask what was inferred."""
        operations = {role: name for name, role in reversed([*self.roles.items()])}  # the first
        names = sorted({view.id_name for view in self.views.values()})
        found: dict[str, Any] = {"item": self.item, "id": names, "operations": operations}
        for view in self.views.values():
            found |= view.listing.to_dict()
        return found


def resources_of(inference: Inference) -> tuple[list[Resource], list[Problem]]:
    """Infer the resources that some operation writes, and tell of those that are not sure.

    What starts, moves, reads or sums up runs is none of them.
    """
    schemas = inference.schemas
    by_path: dict[str, list[Operation]] = {}
    for operation in inference.without_runs():
        by_path.setdefault(operation.path.rstrip("/"), []).append(operation)
    found: list[Resource] = []
    unsure: list[Problem] = []
    for path, on_item in by_path.items():
        match = _LAST_PARAMETER.fullmatch(path)
        if match and any(each.method == "GET" for each in on_item):
            collection = match["above"] + (match["suffix"] or "")  # of /pets/{id}.json, /pets.json
            inferring = _Inferring(schemas, path, collection, match["name"])
            resource = inferring.resource(on_item, by_path.get(collection, []), unsure)
            if resource and _WRITING & {*resource.roles.values()}:
                known = [inference.identifiers.get(name, {}) for name in resource.roles]
                named = [each[match["name"]] for each in known if match["name"] in each]
                found.append(evolve(resource, named=tuple(dict.fromkeys(named))))
    return found, unsure


@frozen(eq=False)
class _Inferring:
    """What is inferred of one item path."""

    schemas: Schemas
    item: str
    collection: str
    parameter: str
    noun: str = field(init=False)  # what the collection is called
    names: tuple[str, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        segments = [each for each in self.collection.split("/") if "{" not in each]
        object.__setattr__(self, "noun", bare(segments[-1].split(".")[0]) if segments else "")
        object.__setattr__(self, "names", tuple(dict.fromkeys(self._names())))

    def _names(self) -> Iterator[str]:
        """Guess the members that the parameter may name, in letters and digits alone."""
        name, nouns = bare(self.parameter), forms(self.noun)
        yield name
        for noun in sorted(nouns, key=len, reverse=True):
            if noun and name.startswith(noun) and name != noun:
                yield name.removeprefix(noun)
        parts = words(self.parameter)
        yield from ("".join(parts[start:]) for start in range(1, len(parts)))
        if name.endswith((*_IDS, "key")) or name in nouns:
            yield "id"
            yield from (f"{noun}id" for noun in sorted(nouns, key=len) if noun)
            yield from _IDS
        yield from (suffix for suffix in _NAMES if name.endswith(suffix))

    def resource(
        self, on_item: list[Operation], on_collection: list[Operation], unsure: list[Problem]
    ) -> Resource | None:
        """Infer the roles of operations; None where no answer shows the thing, or none is sure."""
        roles: dict[str, Role] = {}
        views: dict[str, View] = {}
        for operation in on_item:
            view = self._item_view(operation)
            role = _ON_ITEM.get(operation.method)
            if role is None or (operation.method == "POST" and view is None):
                continue
            if operation.method == "POST" and operation.success and operation.success.code == 201:
                role = "replace"  # it creates what it names
            roles[operation.id] = role
            if view:
                views[operation.id] = view
        reading = next((views[each] for each in views if roles[each] == "read"), None)
        if reading is None:
            return None
        for operation in on_collection:
            view = None
            if operation.method == "GET":
                view = self._list_view(operation)
                roles |= {operation.id: "list"} if view else {}
            elif operation.method in {"POST", "PUT"}:
                view = self._item_view(operation)
                is_named = self._is_named(operation, reading)
                if operation.method == "PUT" and not (view and (is_named or view.in_list)):
                    continue
                success = operation.success
                is_unseen = success and success.code == 201 and not success.media
                if view or is_named or is_unseen:
                    roles[operation.id] = "create"
                elif operation.body and success and success.code in {200, 201, 202}:
                    reason = f"{operation.id} creates, and nothing tells the id of {self.item}"
                    unsure.append((operation.pointer, f"{reason}: it is not remembered"))
                    return None
            if view:
                views[operation.id] = view
        read = next(each for each in on_item if roles.get(each.id) == "read")
        schema = next(
            (each.schema for each in read.parameters if each.name == self.parameter), None
        )
        order = get_args(Role)
        ordered = dict(sorted(roles.items(), key=lambda item: order.index(item[1])))
        state, lifecycle = self._lifecycle(views.values())
        named = f"{read.id}.{self.parameter}"
        runs = RunCollection(named, set(), lifecycle) if lifecycle else None
        operations = (*on_item, *on_collection)
        shown = frozenset(str(each) for each in self._shown(operations, views))
        return Resource(
            *(self.collection, self.item, self.parameter, schema, self.names, ordered, views),
            *(shown, state, runs),
        )

    def _is_named(self, operation: Operation, reading: View) -> bool:
        """Look for a member of a request that names what it creates."""
        names = {self.names[0], bare(reading.id_name)}
        return any(
            bare(name) in names
            for media in operation.body
            if media.schema
            for name, _ in self.schemas.properties(media.schema)
        )

    def _item_view(self, operation: Operation) -> View | None:
        """Find the thing that an answer shows: the answer, or the one member that is the thing.

        A member is the thing if it is called like the collection or the parameter, or is all that
        the answer has; another one with an id is what belongs to the thing.
        """
        media = _success(operation)
        if media is None or media.schema is None:
            return None
        if id_name := self._id_name(media.schema):
            return View(None, media.schema, id_name)
        members = self.schemas.properties(media.schema)
        nouns = forms(self.noun) | forms(re.sub("id$", "", bare(self.parameter)))
        called, others = [], []
        for member, where in members:
            items = _items(self.schemas, where)
            if id_name := self._id_name(items or where):
                view = View(member, items or where, id_name, in_list=items is not None)
                if forms(bare(member)) & nouns:
                    called.append(view)
                elif items is None:
                    is_all = len(members) == 1 or bare(member) in _ENVELOPES
                    is_its_own = bare(id_name) == self.names[0] not in {*_IDS, *_NAMES}
                    others += [view] if is_all or is_its_own else []
        likely = [each for each in called if not each.in_list] or called or others
        return likely[0] if len(likely) == 1 else None

    def _list_view(self, operation: Operation) -> View | None:
        """Find the things that an answer lists: itself, or its one array of things with the id."""
        media = _success(operation)
        if media is None or media.schema is None:
            return None
        arrays: list[tuple[str | None, Pointer]] = [(None, media.schema)]
        arrays += self.schemas.properties(media.schema)
        views = []
        for member, where in arrays:
            items = _items(self.schemas, where)
            if items and (id_name := self._id_name(items)):
                listing = listing_of(self.schemas, operation, items, media.schema, member)
                views.append(View(member, items, id_name, listing=listing))
        return views[0] if len(views) == 1 else None

    def _id_name(self, pointer: Pointer) -> str | None:
        """Find the member of a schema that holds the id."""
        found = {bare(name): (name, where) for name, where in self.schemas.properties(pointer)}
        for name in self.names:
            if name in found and self.schemas.types(found[name][1]) <= _SCALARS:
                return found[name][0]
        return None

    def _lifecycle(self, views: Iterable[View]) -> tuple[str, Lifecycle | None]:
        """Find the member of a thing that passes through a lifecycle."""
        for view in views:
            for name, where in self.schemas.properties(view.schema):
                if lifecycle := lifecycle_at(self.schemas, where):
                    return name, lifecycle
        return "", None

    def _shown(self, operations: Iterable[Operation], views: Mapping[str, View]) -> Iterator[Any]:
        """Yield the ids that examples show, which nothing new is given."""
        for operation in operations:
            for parameter in operation.parameters:
                if parameter.name == self.parameter:
                    yield from parameter.examples.values()
            view = views.get(operation.id)
            media = _success(operation) if view else None
            for example in media.examples.values() if media else ():
                for thing in things_in(example, view):
                    yield thing.get(view.id_name) if view else None


def things_in(body: Any, view: View | None) -> list[dict[str, Any]]:
    """Take the things out of a body."""
    found = body
    if view is not None and view.wrapper is not None:
        found = body.get(view.wrapper) if isinstance(body, dict) else None
    found = found if isinstance(found, list) else [found]
    return [each for each in found if isinstance(each, dict)]


def _items(schemas: Schemas, pointer: Pointer) -> Pointer | None:
    types = schemas.types(pointer)
    return schemas.property(pointer, "") if "array" in types and len(types) <= 2 else None


def _success(operation: Operation) -> Media | None:
    media = preferred(operation.success) if operation.success else None
    return media if media and media.schema else None
