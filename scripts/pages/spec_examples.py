"""Examples of a spec: the values of bodies, and where a place stands in them."""

from collections.abc import Iterator

from specmock.openapi import Document, DocumentError, Pointer

from pages.facts import Place


def steps_of(name: str) -> Iterator[str]:
    """Steps of a dotted name: `a[].b` is a, [], b."""
    for part in filter(None, name.split(".")):
        if bare := part.replace("[]", ""):
            yield bare
        yield from ["[]"] * part.count("[]")


def bodies(document: Document, place: Place) -> list[Pointer]:
    """Find the values of the examples of a request's or an answer's body, references followed."""
    method, _, path = place.operation.partition(" ")
    pointer: Pointer = ("paths", path, method.lower())
    if place.where == "body":
        pointer = (*pointer, "requestBody")
    elif place.where.startswith("answer "):
        pointer = (*pointer, "responses", place.where.removeprefix("answer "))
    else:
        return []
    found = []
    try:
        content = (*document.follow(pointer), "content")
        for media, node in document.at(content).items():
            for name in node.get("examples", {}):
                target = document.follow((*content, media, "examples", name))
                if "value" in document.at(target):
                    found.append((*target, "value"))
    except (DocumentError, LookupError):
        return found
    return list(dict.fromkeys(found))


def inside(document: Document, start: Pointer, steps: list[str]) -> list[Pointer]:
    """Follow the steps of a name from a value into all items and keys that they stand for."""
    here = [start]
    for step in steps:
        here = [inner for pointer in here for inner in _inner(document, pointer, step)]
    return here


def _inner(document: Document, pointer: Pointer, step: str) -> Iterator[Pointer]:
    node = document.at(pointer)
    if step == "[]" and isinstance(node, list):
        yield from ((*pointer, index) for index in range(len(node)))
    elif step == "*" and isinstance(node, dict):
        yield from ((*pointer, key) for key in node)
    elif isinstance(node, dict) and step in node:
        yield (*pointer, step)


def values(document: Document, place: Place) -> list[Pointer]:
    """Find the values that a place has in the examples."""
    steps = list(steps_of(place.name))
    return [one for start in bodies(document, place) for one in inside(document, start, steps)]
