"""Edits of a spec, one place each, of which mutants, spoilt mocks and scores are made."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen
from specmock.openapi import METHODS, Pointer, value_at

Root = dict[str, Any]


@frozen
class Edit:
    """A change of one place of a document, with its class and its name."""

    kind: str
    what: str
    pointer: Pointer
    change: Callable[[Any], object]

    def of(self, root: Root) -> Root:
        """Copy a document, with the change in it."""
        copied: Root = json.loads(json.dumps(root))
        self.change(value_at(copied, self.pointer))
        return copied


def edited(kind: str, pointer: Pointer, what: str, change: Callable[[Any], object]) -> Edit:
    """Change what stands at a pointer, by a function that alters it in place."""
    place = "/".join(map(str, pointer)).replace("components/", "")
    return Edit(kind, f"{place}: {what}", pointer, change)


def renamed(kind: str, pointer: Pointer, old: Any, new: str) -> Edit:
    """Rename a key of a mapping, in its place, or replace an item of a list."""

    def rename(node: Any) -> None:
        if isinstance(node, list):
            node[node.index(old)] = new
            return
        entries = [(new if key == old else key, value) for key, value in node.items()]
        node.clear()
        node.update(entries)

    return edited(kind, pointer, f"{old} becomes {new}", rename)


def without(kind: str, pointer: Pointer, key: Any) -> Edit:
    """Drop a key of a mapping, or an item of a list."""
    what = f"{key} dropped" if isinstance(key, str) else f"item {key} dropped"
    return edited(kind, pointer, what, lambda node: node.pop(key))


def with_values(kind: str, pointer: Pointer, **values: Any) -> Edit:
    """Set keys of a mapping."""
    what = ", ".join(f"{key} becomes {json.dumps(value)}" for key, value in values.items())
    return edited(kind, pointer, what, lambda node: node.update(values))


def optional(kind: str, pointer: Pointer, name: str) -> Edit:
    """Drop a property from the required ones."""
    change = lambda schema: schema["required"].remove(name)  # noqa: E731
    return edited(kind, pointer, f"{name} becomes optional", change)


def operations(root: Root) -> Iterator[tuple[Pointer, Any]]:
    """Walk the operations of a document."""
    for path, item in root["paths"].items():
        for method in METHODS:
            if method in item:
                yield ("paths", path, method), item[method]


def parameters(root: Root) -> Iterator[tuple[Pointer, Any]]:
    """Walk the parameters of a document, each where it is declared."""
    for name, parameter in root["components"].get("parameters", {}).items():
        yield ("components", "parameters", name), parameter
    for pointer, operation in operations(root):
        for index, parameter in enumerate(operation.get("parameters", ())):
            if "$ref" not in parameter:
                yield (*pointer, "parameters", index), parameter


def schemas(root: Root) -> Iterator[tuple[Pointer, Any]]:
    """Walk the schemas of a document: of components and parameters, and those inside them."""
    for name, schema in root["components"]["schemas"].items():
        yield from _below(("components", "schemas", name), schema)
    for pointer, parameter in parameters(root):
        yield from _below((*pointer, "schema"), parameter["schema"])


def _below(pointer: Pointer, schema: Any) -> Iterator[tuple[Pointer, Any]]:
    yield pointer, schema
    for name, each in schema.get("properties", {}).items():
        yield from _below((*pointer, "properties", name), each)
    if isinstance(schema.get("items"), dict):
        yield from _below((*pointer, "items"), schema["items"])
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index, each in enumerate(schema.get(keyword, ())):
            yield from _below((*pointer, keyword, index), each)
