"""A fact that a spec loses comes back from its unchanged page, and nothing else changes."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from pages.edit.splice import EditError, Editor
from pages.edit.update import Update
from pages.facts import dump
from pages.library import Library, differences, library, read_page
from pages.spec_facts import facts_of
from specmock.openapi import Document, DocumentError, Pointer, loads

PAGES = Path(__file__).with_name("pages")
CHANGED = ("default", "minimum", "maximum", "minLength", "maxLength", "limit", "window")
FLOOR = 0.85


def mutants(node: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Find what can be removed, renamed or changed of a spec."""
    parent = pointer[-2] if len(pointer) > 1 else ""
    if parent == "properties":
        yield pointer, "remove"
        yield pointer, "rename"
    elif parent in ("parameters", "enum", "required") and isinstance(pointer[-1], int):
        yield pointer, "remove"
    elif pointer and pointer[-1] in CHANGED and isinstance(node, int):
        yield pointer, "change"
        if pointer[-1] not in ("limit", "window"):
            yield pointer, "remove"
    entries = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node if isinstance(node, list) else ())
    )
    for key, value in entries:
        if key not in ("examples", "x-source"):
            yield from mutants(value, (*pointer, key))


def mutated(document: Document, pointer: Pointer, operation: str) -> Editor:
    editor = Editor(document.path, document.text)
    if operation == "remove":
        editor.remove(pointer)
    elif operation == "rename":
        editor.rename(pointer, f"{pointer[-1]}x")
    else:
        editor.set(pointer, editor.at(pointer) + 1)
    return editor


def stated(document: Document) -> set[tuple[Any, ...]]:
    return {
        (place, aspect, str(one.value))
        for place, aspects in facts_of(document).stated.items()
        for aspect, one in aspects.items()
    }


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The invented pages, accepted."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PAGES / "specs", root / "specs")
    known = library(root)
    for name in ("parcels.md", "lamps.txt", "bells.txt"):
        source, page = read_page(known, PAGES / name)
        known.facts_path(source).write_text(dump(page, source.page), "utf-8")
    return known


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parcels.md", "lamps.txt", "bells.txt"])
def test_a_lost_fact_comes_back_and_no_other_is_lost(known: Library, name: str) -> None:
    source, page = read_page(known, PAGES / name)
    document = known.specs[source.spec]
    whole = stated(document)
    chosen = list(mutants(document.root))
    random.Random(11).shuffle(chosen)  # noqa: S311 - no secret
    noticed, left = 0, []
    for pointer, operation in chosen[:30]:
        try:
            editor = mutated(document, pointer, operation)
            mutant = stated(editor.document)
        except (EditError, DocumentError):
            continue
        wrong = evolve(known, specs={**known.specs, source.spec: editor.document})
        if not any(one.change for one in differences(wrong, source, page)):
            continue
        noticed += 1

        result = Update(wrong, source.spec, {source: page}).run()

        after = stated(loads(result.text, document.path))
        assert not (whole & mutant) - after, (pointer, operation)
        if result.left:
            left.append((pointer, operation, [one.reason for one in result.left]))

    assert noticed >= 8
    assert 1 - len(left) / noticed >= FLOOR, left
