"""The differences of two documents node by node, and the parts of a document that they are in."""

import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, reduce
from typing import Any, Final

from attrs import Factory, define, frozen
from lint.extensions import EXTENSIONS
from lint.model import MODEL
from specmock.openapi import METHODS, Document, Pointer, pointer_of

# Fields that are read by people only.
DOCUMENTATION: Final = frozenset(
    {
        *("description", "summary", "title", "example", "examples", "externalDocs"),
        *("contact", "license", "termsOfService", "$comment", "bearerFormat", "x-source"),
    }
)
# Collections that mean the same empty and left out.
_OPTIONAL: Final = frozenset(
    {
        *("parameters", "required", "properties", "links", "headers", "callbacks", "encoding"),
        *("examples", "allOf", "tags", "components", "webhooks", "patternProperties", "scopes"),
        "paths",
    }
)
_MISSING: Final = object()


@frozen
class Difference:
    """A node that differs, by its pointers; without one where it is new or gone."""

    old: Pointer | None
    new: Pointer | None
    reordered: bool = False


class Anything(dict[str, Any]):
    """The schema `true`, which is another way to write `{}`."""

    def __repr__(self) -> str:
        return "True"


class Reader:
    """A document whose references are followed; those that lead nowhere are kept as they are."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root: Any = _plain(document.root, "document")
        self.unread: set[str] = set()
        self._links: dict[Pointer, set[Pointer]] = {}  # what a component leads to

    def at(self, pointer: Pointer) -> Any:
        """The node at a pointer, None where there is none."""
        node = self.root
        for step in pointer:
            if isinstance(node, dict):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node

    def follow(self, pointer: Pointer) -> Pointer:
        """Follow references from a pointer, as far as they can be."""
        seen = {pointer}
        while isinstance(node := self.at(pointer), dict) and isinstance(node.get("$ref"), str):
            target = self.target(node["$ref"])
            if target is None or target in seen:
                self.unread.add(node["$ref"])
                break
            seen.add(target)
            pointer = target
        return pointer

    def target(self, reference: str) -> Pointer | None:
        """The pointer that a reference leads to, if it leads anywhere in this document."""
        if re.match("#[^/]", reference):
            return self._anchors.get(reference[1:])
        found: list[str | int] = []
        node: Any = self.root
        try:
            for step in pointer_of(reference):
                key: Any = int(step) if isinstance(node, list) else step
                node = node[key]
                found.append(key)
        except (LookupError, TypeError, ValueError):
            return None
        return tuple(found)

    def get(self, pointer: Pointer) -> dict[str, Any]:
        """The mapping that a pointer leads to; an empty one if it is none."""
        node = self.at(self.follow(pointer))
        return node if isinstance(node, dict) else {}

    def items(self, pointer: Pointer) -> list[Any]:
        """The list at a pointer; an empty one if it is none."""
        node = self.at(pointer)
        return node if isinstance(node, list) else []

    def paths(self, pointer: Pointer) -> list[str]:
        """The paths of a map of paths, in its order."""
        return [path for path in self.get(pointer) if not path.startswith("x-")]

    def used_components(self, operations: Iterable[Pointer] | None = None) -> set[Pointer]:
        """The components that something outside the components leads to, or some operations do."""
        left_out = {"components"} if self.inherits("security") else {"components", "security"}
        nodes: list[Any] = []
        if operations is not None:
            left_out |= {"paths", "webhooks"}
            nodes = [self.get(pointer[:-1]) for pointer in operations]
        return self.components_of(
            [*nodes, {k: v for k, v in self.root.items() if k not in left_out}]
        )

    def inherits(self, field: str, operations: Iterable[Pointer] | None = None) -> bool:
        """Whether an operation, or one of some, goes by the document's `security` or `servers`.

        These are about what is sent to the API; requests of webhooks go by them in a document that
        has nothing else.
        """
        group = "paths" if self.get(("paths",)) else "webhooks"
        if operations is None:
            paths = [self.follow((group, path)) for path in self.get((group,))]
            operations = [
                (*path, each) for path in paths for each in METHODS if each in self.get(path)
            ]
        return any(
            field not in self.get(at) and not (field == "servers" and field in self.get(at[:-1]))
            for at in operations
            if (at[0] != "webhooks" or group == "webhooks") and "callbacks" not in (at[1], *at[3:])
        )

    def linked(self, link: dict[str, Any]) -> str:
        """The operation that a link leads to, by its method and path; as it is written if to none."""
        reference = link.get("operationRef", link.get("operationId"))
        pointer = self._operations.get(str(reference))
        if pointer is None and isinstance(reference, str) and reference.startswith("#"):
            pointer = self.target(reference)
        if pointer is None or pointer[:1] != ("paths",) or len(pointer) != 3:
            return str(reference)
        return f"{str(pointer[2]).upper()} {pointer[1]}"

    @cached_property
    def _operations(self) -> dict[Any, Pointer]:
        return {
            operation["operationId"]: ("paths", path, method)
            for path in self.get(("paths",))
            for method, operation in self.get(("paths", path)).items()
            if method in METHODS and isinstance(mapping(operation).get("operationId"), str)
        }

    def mapped(self, value: Any) -> Pointer | None:
        """The schema that a word of a discriminator stands for, given by its name or a reference."""
        named: Pointer = ("components", "schemas", str(value))
        return named if self.at(named) is not None else self.target(str(value))

    def subtypes(self, pointer: Pointer) -> list[Pointer]:
        """The named schemas that take a schema with a discriminator into their `allOf`."""
        return self._subtypes.get(pointer, []) if "discriminator" in self.get(pointer) else []

    @cached_property
    def _subtypes(self) -> dict[Pointer, list[Pointer]]:
        found: defaultdict[Pointer, list[Pointer]] = defaultdict(list)
        at: Pointer = ("components", "schemas")
        for name in self.get(at):
            for part in self.items((*at, name, "allOf")):
                reference = mapping(part).get("$ref")
                if isinstance(reference, str) and (parent := self.target(reference)):
                    found[parent].append((*at, name))
        return found

    @cached_property
    def _anchors(self) -> dict[str, Pointer]:
        found: dict[str, Pointer] = {}
        waiting: list[tuple[Any, Pointer]] = [(self.root, ())]
        while waiting:
            node, pointer = waiting.pop()
            if isinstance(node, dict):
                for key in ("$anchor", "$dynamicAnchor"):
                    if isinstance(node.get(key), str):
                        found.setdefault(node[key], pointer)
            steps: Any = node.items() if isinstance(node, dict) else ()
            steps = enumerate(node) if isinstance(node, list) else steps
            waiting += [(value, (*pointer, key)) for key, value in steps]
        return found

    def components_of(self, nodes: Iterable[Any]) -> set[Pointer]:
        """The components that some nodes lead to."""
        used: set[Pointer] = set()
        waiting = {component for node in nodes for component in self._leads_to(node)}
        while waiting:
            pointer = waiting.pop()
            used.add(pointer)
            if pointer not in self._links:
                found = self._leads_to(self.at(pointer))
                self._links[pointer] = found.union(each[:3] for each in self.subtypes(pointer))
            waiting |= self._links[pointer] - used
        return used

    def _leads_to(self, node: Any) -> set[Pointer]:
        """The components that a node names."""
        reached: list[Pointer | None] = []
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                references = [node.get(key) for key in ("$ref", "$dynamicRef")]
                reached += [self.target(each) for each in references if isinstance(each, str)]
                words = mapping(mapping(node.get("discriminator")).get("mapping"))
                reached += map(self.mapped, words.values())
                for choice in node["security"] if isinstance(node.get("security"), list) else ():
                    schemes = choice if isinstance(choice, dict) else ()
                    reached += [("components", "securitySchemes", name) for name in schemes]
                waiting += node.values()
        return {each[:3] for each in reached if each and each[:1] == ("components",)}


@define
class Cover:
    """Pointers that have been dealt with, each with all that is below it."""

    exact: set[Pointer] = Factory(set)
    above: set[Pointer] = Factory(set)

    def add(self, *pointers: Pointer | None) -> None:
        for pointer in pointers:
            if pointer is not None:
                self.exact.add(pointer)
                self.above.update(pointer[:length] for length in range(len(pointer)))

    def holds(self, pointer: Pointer | None) -> bool:
        """Whether a pointer, or one above it, has been dealt with."""
        return pointer is not None and any(
            pointer[:length] in self.exact for length in range(len(pointer) + 1)
        )


def mapping(node: Any) -> dict[str, Any]:
    """A value that should be a mapping; an empty one if it is none."""
    return node if isinstance(node, dict) else {}


def canonical(node: Any) -> str:
    """Write a value so that equal ones are equal texts."""
    return json.dumps(node, sort_keys=True, ensure_ascii=False)


def align(
    old: Sequence[Any], new: Sequence[Any], key: Callable[[Any], Hashable]
) -> tuple[list[tuple[int | None, int | None]], bool]:
    """Pair the items of two lists by a key, then what is left by position; and tell a new order."""
    places: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for index, item in enumerate(new):
        places[key(item)].append(index)
    pairs: list[tuple[int | None, int | None]] = []
    left: list[int] = []
    for index, item in enumerate(old):
        if queue := places[key(item)]:
            pairs.append((index, queue.popleft()))
        else:
            left.append(index)
    matched = [other for _, other in pairs if other is not None]
    added = sorted(index for queue in places.values() for index in queue)
    both = min(len(left), len(added))
    pairs += zip(left[:both], added[:both], strict=True)
    pairs += [(index, None) for index in left[both:]]
    pairs += [(None, index) for index in added[both:]]
    return pairs, matched != sorted(matched)


def differences(
    old: Any, new: Any, at_old: Pointer = (), at_new: Pointer = ()
) -> Iterator[Difference]:
    """Yield the nodes that differ; maps are compared by key, lists by their items and order."""
    if repr(old) == repr(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            here = (*at_old, key), (*at_new, key)
            is_group = at_new in ((), ("components",)) and (at_new or key == "components")
            nothing: Any = {} if is_group else _MISSING
            was, now = old.get(key, nothing), new.get(key, nothing)
            if at_new in ((), ("components",)) and key in old and key in new:  # null is as none
                was, now = (_MISSING if value is None else value for value in (was, now))
            if was is _MISSING:
                yield Difference(None, here[1])
            elif now is _MISSING:
                yield Difference(here[0], None)
            else:
                yield from differences(was, now, *here)
        if type(old) is not type(new) and not old and not new:
            yield Difference(at_old, at_new)
        if has_order(at_new) and not _same_order(list(old), list(new)):
            yield Difference(at_old, at_new, reordered=True)
    elif isinstance(old, list) and isinstance(new, list):
        pairs, reordered = align(old, new, _identity)
        for first, second in pairs:
            if first is None or second is None:
                yield Difference(
                    None if first is None else (*at_old, first),
                    None if second is None else (*at_new, second),
                )
            else:
                yield from differences(old[first], new[second], (*at_old, first), (*at_new, second))
        if reordered:
            yield Difference(at_old, at_new, reordered=True)
    elif canonical(old) != canonical(new):
        yield Difference(at_old, at_new)


def has_order(pointer: Pointer) -> bool:
    """Whether the order of a map counts: it orders arguments, or the first that fits is taken."""
    if pointer[-1:] == ("properties",):
        return kind_of(pointer) == "{}schema"
    return pointer[-2:] == ("x-aggregate", "states")


def _same_order(old: list[str], new: list[str]) -> bool:
    return [key for key in old if key in new] == [key for key in new if key in old]


def kind_of(pointer: Pointer) -> str:
    """Kind of the object at a pointer, by the tables of OpenAPI; empty for plain data."""
    return reduce(_below, map(str, pointer), "document")


def _below(kind: str, step: str) -> str:
    """Kind of the object at a field or an item of another."""
    if kind.startswith(("[]", "{}")):
        return kind[2:]
    fields = MODEL.get(kind, {})
    return fields.get(step, "" if step.startswith("x-") else fields.get("*", ""))


def is_documentation(pointer: Pointer) -> bool:
    """Whether a node is read by people only; a property may well be called `description`."""
    if pointer[:1] in (("info",), ("tags",), ("externalDocs",)):
        return True
    for length in range(len(pointer)):
        kind = kind_of(pointer[:length])
        if kind == "example" or (kind in MODEL and pointer[length] in DOCUMENTATION):
            return True
        if pointer[length] == "x-source" and not kind.startswith("{}"):
            return True
    return kind_of(pointer) == "example"


def is_in_extension(pointer: Pointer) -> bool:
    """Whether a node is in an extension of ours, which no generated class shows."""
    return any(
        step in EXTENSIONS and not kind_of(pointer[:length]).startswith("{}")
        for length, step in enumerate(pointer)
    )


def means_nothing(node: Any, pointer: Pointer) -> bool:
    """Whether a node could as well be left out."""
    return node in ({}, [], None) and pointer[-1] in _OPTIONAL


def _identity(item: Any) -> Hashable:
    if isinstance(item, dict):
        for key in ("$ref", "url", "name"):
            if isinstance(item.get(key), str):
                return key, item[key], str(item.get("in"))
    return canonical(item)


def _plain(node: Any, kind: str) -> Any:
    """Copy data with 1.0 as 1, which JSON does not tell apart, and `true` as the schema `{}`."""
    if isinstance(node, dict):
        return {str(key): _plain(value, _below(kind, str(key))) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item, _below(kind, "")) for item in node]
    if node is True and kind == "schema":
        return Anything()
    return int(node) if isinstance(node, float) and node.is_integer() else node
