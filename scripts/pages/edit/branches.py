"""Branches of oneOf and anyOf, told apart by the constants of their properties."""

from collections.abc import Iterator
from typing import Any

from specmock.openapi import Document, DocumentError, Pointer

from pages.facts import Facts, Place

from .spec_editor import SpecEditor

Constants = frozenset[tuple[str, str]]


def constants(document: Document, holder: Pointer) -> Constants:
    """Constants of an object's properties; none tells it from no other."""
    found = set()
    for name, node in document.at(holder).get("properties", {}).items():
        schema = _resolved(document, node)
        words = [schema["const"]] if "const" in schema else schema.get("enum", [])
        if len(words) == 1:
            found.add((name, str(words[0])))
    return frozenset(found)


def stating(page: Facts, place: Place, aspect: str) -> set[Constants]:
    """Branches of a description that say an aspect of a property; empty where nothing tells them."""
    document = page.document
    if document is None:
        return set()
    return {
        constants(document, site[:-2])
        for site in page.sites.get(place, ())
        if site[-2:-1] == ("properties",) and _says(document, site, aspect)
    } - {frozenset()}


def _says(document: Document, site: Pointer, aspect: str) -> bool:
    if aspect == "required":
        return site[-1] in document.at(site[:-2]).get("required", ())
    return any(aspect in document.at(one) for one in schemas(document, site))


def schemas(document: Document, pointer: Pointer) -> Iterator[Pointer]:
    """Yield a schema, references followed, with what it is composed of and its items."""
    try:
        pointer = document.follow(pointer)
    except DocumentError:
        return
    node = document.at(pointer)
    yield pointer
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(node.get(keyword, ()))):
            yield from schemas(document, (*pointer, keyword, index))
    if "items" in node:
        yield from schemas(document, (*pointer, "items"))


def matching(editor: SpecEditor, place: Place, aspect: str) -> tuple[list[Pointer], list[Pointer]]:
    """Sort the sites of a property: those in a branch that says an aspect on the page, and others.

    All are of the first kind where the page says it of all, or nothing tells the branches.
    """
    wanted = stating(editor.page, place, aspect)
    sites = editor.sites(place)
    held = [one for one in sites if one[-2:-1] == ("properties",)]
    ours = [one for one in held if constants(editor.document, one[:-2]) in wanted]
    return (ours, [one for one in sites if one not in ours]) if ours else (sites, [])


def _resolved(document: Document, node: Any) -> dict[str, Any]:
    try:
        found = document.resolve(node)
    except DocumentError:
        return {}
    return found if isinstance(found, dict) else {}
