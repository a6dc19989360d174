"""Examples of a spec: find the values of a place, and keep them valid when its schema changes."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from lint.places import Spec
from specmock.openapi import Pointer

from pages.facts import EVERY, Facts, Place, digest
from pages.spec_examples import bodies, inside, steps_of, values
from pages.spec_facts import facts_of

from .schemas import made_up
from .spec_editor import SpecEditor


def objects(editor: SpecEditor, place: Place) -> list[Pointer]:
    """Find the objects in an operation's examples that hold a place, or stand at an object's."""
    is_object = any(
        "properties" in editor.at(one) for one in editor.nodes(place) if editor.has(one)
    )
    steps = list(steps_of(place.name))
    if not is_object and steps:
        steps = steps[:-1]
    found = [
        one
        for start in bodies(editor.document, place)
        for one in inside(editor.document, start, steps)
        if isinstance(editor.at(one), dict)
    ]
    return list(dict.fromkeys(found))


def replace(editor: SpecEditor, place: Place, old: str, new: str) -> None:
    """Replace a text of the examples of a place, known by its hash."""
    for operation in editor.page.operations if place.operation == EVERY else [place.operation]:
        here = Place(operation, place.where, place.name)
        for pointer in values(editor.document, here):
            if digest(str(editor.at(pointer))) == old:
                editor.set(pointer, new)


def sampled(page: Facts, place: Place) -> Any:
    """Look up the first value that the page's samples have at a place; None where they have none."""
    for sample in page.samples.get(place.whole, []):
        here = [sample]
        for step in steps_of(place.name):
            after: list[Any] = []
            for node in here:
                if step == "[]" and isinstance(node, list):
                    after += node
                elif isinstance(node, dict) and step in node:
                    after.append(node[step])
            here = after
        for value in here:
            is_placeholder = isinstance(value, str) and re.fullmatch(r"<\w+>", value)
            if value is not None and not is_placeholder:
                return value
    return None


def name_of(editor: SpecEditor, operation: str) -> str:
    """Name that the examples of an operation have, so that those of a new part pair with them."""
    for where, _ in walk(editor.at(editor.operation(operation))):
        if "examples" in where[:-1]:
            return str(where[where.index("examples") + 1])
    return "documented"


def fit(editor: SpecEditor, place: Place) -> None:
    """Replace the values that a changed schema refuses: by the page's, if that fits."""
    spec, facts = Spec(editor.document), facts_of(editor.document)
    if place.is_parameter:
        for pointer in editor.parameters(place):
            for name in editor.at(pointer).get("examples", {}):
                value_at = (*pointer, "examples", name, "value")
                if list(spec.breaches((*pointer, "schema"), value_at)):
                    value = made_up(editor.at((*pointer, "schema")), editor.root)
                    editor.set(value_at, value)
                    editor.guesses.append(f"{place}: its example is made up, {value!r}")
        return
    for one in _same(facts, place):
        for holder in objects(editor, one):
            leaf = one.leaf
            if not isinstance(editor.at(holder), dict) or leaf not in editor.at(holder):
                continue
            sites = facts.sites.get(one, [])
            if not sites or not all(list(spec.breaches(site, (*holder, leaf))) for site in sites):
                continue
            shown = sampled(editor.page, place)
            value = shown if shown is not None else made_up(editor.at(sites[0]), editor.root)
            editor.set((*holder, leaf), copy.deepcopy(value))
            editor.guesses.append(f"{one}: an example has now {value!r}")
            spec = Spec(editor.document)


def _same(facts: Facts, place: Place) -> list[Place]:
    """Places that are made of the same schemas."""
    mine = {*facts.nodes.get(place, []), *facts.sites.get(place, [])}
    return [one for one in facts.nodes if mine & {*facts.nodes[one], *facts.sites.get(one, [])}]


def walk(node: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """Yield each node below a node with its pointer, outer ones first."""
    yield pointer, node
    entries = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in entries:
        yield from walk(value, (*pointer, key))


def completed(value: Any, schema: Any, root: dict[str, Any]) -> Any:
    """Add to a sample the required fields that it lacks."""
    while isinstance(schema, dict) and "$ref" in schema:
        schema = root["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
    if isinstance(schema, dict) and schema.get("anyOf"):
        return completed(value, schema["anyOf"][0], root) if value is not None else None
    if isinstance(value, list) and isinstance(schema, dict):
        return [completed(item, schema.get("items"), root) for item in value]
    if not isinstance(value, dict) or not isinstance(schema, dict):
        return value
    inner = schema.get("properties", {})
    whole = {key: completed(one, inner.get(key), root) for key, one in value.items()}
    for name in schema.get("required", ()):
        whole.setdefault(name, made_up(inner.get(name), root))
    return whole
