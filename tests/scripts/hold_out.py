"""Take facts out of a spec and bring it up to its unchanged pages: what comes back, and what not."""

import random
from collections.abc import Iterator
from typing import Any

from attrs import Factory, define, evolve
from edits import why_unnoticed
from pages.compare import Source
from pages.edit.splice import EditError, Editor
from pages.edit.update import Update
from pages.facts import Facts
from pages.known_pages import Library, differences
from pages.spec_facts import facts_of
from specmock.openapi import Document, DocumentError, Pointer, loads, reference_to

CHANGED = ("default", "minimum", "maximum", "minLength", "maxLength", "limit", "window")


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


@define
class Outcome:
    """What became of the facts that were taken out."""

    noticed: int = 0
    left: list[str] = Factory(list)  # to a person
    wrong: list[str] = Factory(list)  # other facts were lost
    unnoticed: dict[str, list[str]] = Factory(dict)  # by reason

    @property
    def restored(self) -> int:
        return self.noticed - len(self.left)

    def lines(self) -> Iterator[str]:
        yield f"{self.noticed} noticed, {self.restored} restored, {len(self.wrong)} wrong"
        yield from (f"left: {one}" for one in self.left)
        for reason, edits in sorted(self.unnoticed.items()):
            yield f"{len(edits)} unnoticed, {reason or 'no rule notices it'}: {', '.join(edits)}"


def hold_out(known: Library, spec: str, pages: dict[Source, Facts], tried: int) -> Outcome:
    """Try some mutants of a spec, chosen at random and always the same."""
    document = known.specs[spec]
    before, whole = facts_of(document), stated(document)
    chosen = list(mutants(document.root))
    random.Random(11).shuffle(chosen)  # noqa: S311 - no secret
    outcome = Outcome()
    for pointer, operation in chosen[:tried]:
        what = f"{operation} {reference_to(pointer)}"
        try:
            editor = mutated(document, pointer, operation)
            mutant = stated(editor.document)
        except (EditError, DocumentError):
            continue
        wrong = evolve(known, specs={**known.specs, spec: editor.document})
        found = (one for source, page in pages.items() for one in differences(wrong, source, page))
        if not any(one.change for one in found):
            reason = why_unnoticed(before, facts_of(editor.document), list(pages.values()))
            outcome.unnoticed.setdefault(reason, []).append(what)
            continue
        outcome.noticed += 1
        result = Update(wrong, spec, pages).run()
        if (whole & mutant) - stated(loads(result.text, document.path)):
            outcome.wrong.append(what)
        if result.left:
            outcome.left.append(f"{what}: {result.left[0].reason}")
    return outcome
