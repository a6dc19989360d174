"""The rules for what people read: summaries, descriptions, and what has none."""

import re
from collections.abc import Iterator
from typing import Any, Final

from .model import MARK, MODEL
from .places import Place, Problem, Spec, rule

TEXTS: Final = ("title", "version", "summary", "description")
UNSAFE: Final = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|style)\b|<[^<>]*\son[a-z]+\s*=|javascript:|\beval\(",
    re.IGNORECASE,
)
UNFINISHED: Final = re.compile(r"\b(TODO|FIXME|TBD)\b")


@rule(*MODEL)
def text(_: Spec, place: Place) -> Iterator[Problem]:
    for field in TEXTS:
        words = place.node.get(field)
        if not isinstance(words, str) or field not in MODEL[place.kind]:
            continue
        if not words.strip():
            yield place.at(field), f"an empty {field}: write it, or leave it out"
        if found := UNSAFE.search(words):
            yield place.at(field), f"`{found[0]}` in a text is run by some readers: remove it"
        if found := UNFINISHED.search(words):
            yield place.at(field), f"`{found[0]}`: finish the {field}"
        if MARK in words:
            yield place.at(field), f"`{MARK}` is what generation puts after a description"


def waits(node: dict[str, Any]) -> bool:
    """Recognise what a tool added: it is counted, and described before a release."""
    return node.get("x-undescribed") is True


@rule("operation")
def operation_is_described(_: Spec, place: Place) -> Iterator[Problem]:
    for field in ("summary", "description"):
        if field not in place.node and not waits(place.node):
            yield place.pointer, f"an operation needs a {field}"


@rule("parameter", "body", "tag", "server")
def is_described(_: Spec, place: Place) -> Iterator[Problem]:
    if "description" not in place.node and not waits(place.node):
        what = "request body" if place.kind == "body" else place.kind
        yield place.pointer, f"a {what} needs a description"


@rule("schema", "reference")
def schema_is_described(spec: Spec, place: Place) -> Iterator[Problem]:
    """Of a `$ref` the description of the target counts: it is the one that the clients have."""
    named = place.is_named_schema or place.field == "properties"
    if not named or (place.kind == "reference" and place.expects != "schema"):
        return
    node = described(spec, place)
    if waits(place.node) or waits(node):
        return
    if not str(node.get("description") or "").strip():
        what = "schema" if place.field == "schemas" else "property"
        yield place.pointer, f"the {what} `{place.pointer[-1]}` needs a description"


def described(spec: Spec, place: Place) -> dict[str, Any]:
    # A reference that leads nowhere, or an empty text, is a finding of its own.
    missing = {"description": "a finding of its own"}
    return spec.resolved(place.node) or missing if place.kind == "reference" else place.node


@rule("document")
def tags_are_declared(spec: Spec, place: Place) -> Iterator[Problem]:
    declared = {tag.get("name") for tag in place.items("tags") if isinstance(tag, dict)}
    used = set()
    for operation in (each for each in spec.places if each.kind == "operation"):
        for index, name in enumerate(operation.items("tags")):
            used.add(name)
            if name not in declared:
                pointer = operation.at("tags", index)
                yield pointer, f"the tag `{name}` is not declared: add it to tags, or fix it"
    for index, tag in enumerate(place.items("tags")):
        if isinstance(tag, dict) and tag.get("name") not in used:
            yield place.at("tags", index), f"the tag `{tag.get('name')}` is used by nothing"
