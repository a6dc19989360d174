"""A document as the rules see it: the places in it, and what is looked up often."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeAlias

import jsonschema_rs
from attrs import frozen
from specmock.openapi import Document, DocumentError, Pointer, pointer_of, reference_to

from .model import COMPOSITION, IN_PLACE, MODEL, SECTIONS


@frozen(order=True)
class Finding:
    """Something to fix: where it is, and what to do."""

    path: Path
    line: int
    message: str
    where: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} ({self.where})"


@frozen(eq=False)
class Place:
    """An object of the document, and the field of another object that holds it."""

    kind: str
    pointer: Pointer
    node: dict[str, Any]
    field: str = ""
    parent: "Place | None" = None
    expects: str = ""  # of a reference: what it must lead to

    @property
    def is_named_schema(self) -> bool:
        """Whether it stands directly under components/schemas."""
        return self.field == "schemas" and self.kind == "schema"

    def at(self, *steps: str | int) -> Pointer:
        """Pointer to something in it."""
        return (*self.pointer, *steps)

    def entries(self, field: str) -> dict[str, Any]:
        """Mapping that a field holds; an empty one if it holds none."""
        return mapping(self.node.get(field))

    def items(self, field: str) -> list[Any]:
        """List that a field holds; an empty one if it holds none."""
        return sequence(self.node.get(field))

    def composed_into(self) -> "Place":
        """Find the outermost schema that this one is a part of by allOf, anyOf and the like."""
        place = self
        while place.parent and place.parent.kind == "schema" and place.field in IN_PLACE:
            place = place.parent
        return place


Problem: TypeAlias = tuple[Pointer, str]
Rule: TypeAlias = Callable[["Spec", Place], Iterator[Problem]]
RULES: Final[defaultdict[str, list[Rule]]] = defaultdict(list)


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a rule for the places of some kinds."""

    def register(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind].append(function)
        return function

    return register


@frozen(eq=False, slots=False)
class Spec:
    """A document as the rules see it: its places, and what is looked up often."""

    document: Document

    @cached_property
    def places(self) -> list[Place]:
        return list(walk(self.document.root, "document"))

    @cached_property
    def operations(self) -> dict[str, Place]:
        places = [place for place in self.places if place.kind == "operation"]
        return {str(place.node.get("operationId")): place for place in reversed(places)}

    @cached_property
    def by_pointer(self) -> dict[Pointer, Place]:
        return {place.pointer: place for place in self.places}

    @cached_property
    def children(self) -> defaultdict[Place | None, list[Place]]:
        children: defaultdict[Place | None, list[Place]] = defaultdict(list)
        for place in self.places:
            children[place.parent].append(place)
        return children

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        draft = jsonschema_rs.Draft202012
        return jsonschema_rs.Registry([("urn:spec", self.document.root)], draft=draft)

    def resolved(self, node: Any) -> dict[str, Any]:
        """Resolve a node's $ref to an object; an empty one if it leads nowhere."""
        try:
            return mapping(self.document.resolve(node))
        except DocumentError:
            return {}

    def where(self, pointer: Pointer) -> Pointer:
        """Resolve a pointer through references to the pointer of their target."""
        node = self.document.at(pointer)
        if self.resolved(node):
            while isinstance(reference := mapping(node).get("$ref"), str):
                pointer = pointer_of(reference)
                node = self.document.at(pointer)
        return pointer

    def parameters(self, operation: Place) -> list[tuple[Pointer, dict[str, Any]]]:
        """Parameters of an operation's path and of its own."""
        places = [operation.parent, operation] if operation.parent else [operation]
        return [
            (place.at("parameters", index), parameter)
            for place in places
            for index, node in enumerate(place.items("parameters"))
            if (parameter := self.resolved(node))
        ]

    def property_names(self, node: Any, through: tuple[str, ...] = COMPOSITION) -> set[str]:
        """Names of a schema's properties and of those composed into it."""
        names: set[str] = set()
        seen: list[int] = []
        waiting = [self.resolved(node)]
        while waiting:
            schema = waiting.pop()
            if id(schema) not in seen:
                seen.append(id(schema))
                names.update(mapping(schema.get("properties")))
                parts = chain.from_iterable(sequence(schema.get(word)) for word in through)
                waiting.extend(self.resolved(part) for part in parts)
        return names

    def tells_branch(self, place: Place) -> bool:
        """Whether a property is a required constant."""
        schema = self.resolved(place.node)
        is_constant = "const" in schema or len(sequence(schema.get("enum"))) == 1
        is_required = place.parent and place.pointer[-1] in place.parent.items("required")
        return bool(is_constant and is_required and place.field == "properties")

    def breaches(self, schema: Pointer, value: Pointer) -> Iterator[Problem]:
        """List the breaches of a schema by a value."""
        reference = {"$ref": "urn:spec" + reference_to(schema)}
        try:
            validator = jsonschema_rs.Draft202012Validator(
                reference, registry=self._registry, validate_formats=True, offline=True
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return  # a broken schema is a finding of its own
        for error in validator.iter_errors(self.document.at(value)):
            error = deepest(error)
            yield (*value, *error.instance_path), first_line(error.message)


def walk(
    node: Any, kind: str, pointer: Pointer = (), field: str = "", parent: Place | None = None
) -> Iterator[Place]:
    """Yield the objects in and under a node; a reference is one, and is not followed."""
    if kind.startswith("[]"):
        for index, item in enumerate(sequence(node)):
            yield from walk(item, kind[2:], (*pointer, index), field, parent)
    elif kind.startswith("{}"):
        for name, item in mapping(node).items():
            yield from walk(item, kind[2:], (*pointer, name), field, parent)
    elif kind in SECTIONS and isinstance(mapping(node).get("$ref"), str):
        yield Place("reference", pointer, node, field, parent, expects=kind)
    elif isinstance(node, dict):
        place = Place(kind, pointer, node, field, parent)
        yield place
        fields = MODEL[kind]
        for key, item in node.items():
            free = "" if key.startswith("x-") else fields.get("*", "")
            if held := fields.get(key, free):
                yield from walk(item, held, (*pointer, key), key, place)


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def words(value: Any) -> list[str]:
    """Strings of a value that may be one or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [word for word in values if isinstance(word, str)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean `{near[0]}`?" if near else ""


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|\W", "_", name).lower()


def counted(number: int, what: str) -> str:
    """Write a number with its noun: "1 spec", "3 specs"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def first_line(message: str) -> str:
    line = message.partition("\n")[0]
    return line if len(line) <= 160 else f"{line[:157]}..."


def deepest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Error inside a choice that came furthest, which is the branch that was meant."""
    branches = getattr(error.kind, "context", [])
    inner = [deepest(nested) for branch in branches for nested in branch]
    furthest = max(inner, key=lambda nested: len(nested.instance_path), default=error)
    return furthest if len(furthest.instance_path) > len(error.instance_path) else error
