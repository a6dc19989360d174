"""Schemas that others build on (allOf) and are told apart from by a discriminator with a mapping."""

from collections.abc import Iterator
from typing import Any

from .document import Pointer, pointer_of, reference_to

_DEPTH = 12


def alternatives(root: Any, base: Pointer) -> list[dict[str, Any]] | None:
    """Make the alternatives of a schema by what builds on it; None where it says none.

    Each value of the discriminator has what its schema adds, by references, so that nothing is
    there twice. The base itself is left out of it, or it would need itself without end.
    """
    node = _at(root, base)
    facts = node.get("discriminator") if isinstance(node, dict) else None
    if not isinstance(facts, dict) or "oneOf" in node or "anyOf" in node:
        return None
    name, mapping = facts.get("propertyName"), facts.get("mapping")
    if not isinstance(name, str) or not isinstance(mapping, dict) or not mapping:
        return None
    targets: dict[str, Pointer] = {}
    for value, reference in mapping.items():
        pointer = _pointer(root, reference)
        if pointer is None:
            return None  # told of elsewhere
        targets[str(value)] = pointer
    for other in _at(root, ("components", "schemas")) or ():
        pointer = ("components", "schemas", other)
        if pointer not in targets.values() and base in _ancestors(root, pointer):
            targets.setdefault(str(other), pointer)
    found = [
        {
            "required": [name],
            "properties": {name: {"enum": [value]}},
            "allOf": list(_added(root, pointer, base)),
        }
        for value, pointer in targets.items()
    ]
    own = _at(root, (*base, "properties", name))
    words = own.get("enum") if isinstance(own, dict) else None
    if _ancestors(root, base):  # where other words may be given to it
        found.append({"properties": {name: {"not": {"enum": list(targets)}}}})
    elif isinstance(words, list) and (more := [each for each in words if each not in targets]):
        found.append({"required": [name], "properties": {name: {"enum": more}}})
    if name not in (node.get("required") or ()):
        found.append({"not": {"required": [name]}})
    return found


def _added(root: Any, pointer: Pointer, base: Pointer, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Walk what a schema adds to the base: its own members, and the parts that lead elsewhere."""
    node = _at(root, pointer)
    if pointer == base or depth > _DEPTH or not isinstance(node, dict):
        return
    if base not in _ancestors(root, pointer):
        yield {"$ref": reference_to(pointer)}
        return
    properties, needed = node.get("properties"), node.get("required")
    if isinstance(properties, dict):
        places = {each: (*pointer, "properties", each) for each in properties}
        yield {"properties": {n: {"$ref": reference_to(at)} for n, at in places.items()}}
    if isinstance(needed, list):
        yield {"required": needed}
    for index, part in enumerate(node["allOf"]):
        target = _pointer(root, part.get("$ref")) if isinstance(part, dict) else None
        yield from _added(root, target or (*pointer, "allOf", index), base, depth + 1)


def _ancestors(root: Any, pointer: Pointer, depth: int = 0) -> set[Pointer]:
    """Collect the schemas that a schema builds on."""
    node = _at(root, pointer)
    parts = node.get("allOf") if isinstance(node, dict) else None
    found: set[Pointer] = set()
    for part in parts if isinstance(parts, list) and depth < _DEPTH else ():
        target = _pointer(root, part.get("$ref")) if isinstance(part, dict) else None
        if target is not None and target not in found:
            found |= {target} | _ancestors(root, target, depth + 1)
    return found


def _pointer(root: Any, reference: Any) -> Pointer | None:
    """Read a reference, or the name of a schema as a mapping may have it."""
    if not isinstance(reference, str):
        return None
    named: Pointer = ("components", "schemas", reference)
    if _at(root, named) is not None:
        return named
    try:
        pointer = pointer_of(reference)
    except LookupError:
        return None
    return pointer if _at(root, pointer) is not None else None


def _at(root: Any, pointer: Pointer) -> Any:
    node = root
    try:
        for step in pointer:
            node = node[int(step) if isinstance(node, list) else step]
    except (LookupError, TypeError, ValueError):
        return None
    return node
