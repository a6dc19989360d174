"""The differences of two specs: weighed, named as documentation, or named as not weighed.

Operations are compared with all references followed. Then the documents are compared node by node,
and a node that no rule has dealt with is told as such, at the level of a breaking change.
"""

from collections.abc import Iterator
from typing import Any

from attrs import evolve
from specmock.openapi import Document

from .change import Change, Level, names_at, shown
from .comparison import Comparison
from .document_diff import (
    DOCUMENTATION,
    Difference,
    Reader,
    differences,
    is_documentation,
    mapping,
    means_nothing,
)
from .extension_diff import compare_mocks
from .operation_diff import OperationDiff
from .security_diff import compare_scopes


def spec_changes(before: Document | None, after: Document | None) -> list[Change]:
    """List what differs between two states of a spec, the gravest first."""
    if before is None or after is None:
        only = before or after
        if only is None:
            return []
        word, level, state = "Added", Level.MINOR, "new"
        if after is None:
            word, level, state = "Removed", Level.BREAKING, "gone"
        return [Change(f"the whole spec is {state}", level, word, where=f"{only.path}:1")]
    comparison = Comparison(Reader(before), Reader(after))
    _compare_versions(comparison)
    compare_mocks(comparison)
    compare_scopes(comparison)
    operations = OperationDiff(comparison)
    operations.paths(("paths",), ("paths",))
    operations.paths(("webhooks",), ("webhooks",), flipped=True)
    changes = [*comparison.changes(), *_left_over(comparison)]
    placed = [evolve(each, where=_where(each, before, after)) for each in changes]
    return sorted(placed, key=lambda each: (-each.level, each.pointer, each.sentence))


def unread_references(document: Document) -> list[str]:
    """List the references that lead nowhere in a document: they are compared as text."""
    reader = Reader(document)
    found = {node["$ref"] for node in _mappings(reader.root) if isinstance(node.get("$ref"), str)}
    return sorted(each for each in found if reader.target(each) is None)


def _mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _mappings(value)


def _compare_versions(comparison: Comparison) -> None:
    at = ("openapi",)
    was, now = comparison.old.at(at), comparison.new.at(at)
    if was != now:
        what = f"the document is OpenAPI {now} now, it was {was}"
        comparison.tell(what, Level.PATCH, "Changed", [at], [at])


def _where(change: Change, before: Document, after: Document) -> str:
    """File and line to look at: in the old file only where that is another one."""
    if change.new is None and change.old is not None and before.path != after.path:
        return f"{before.path}:{before.line(change.old)}"
    return f"{after.path}:{after.line(change.new if change.new is not None else change.old or ())}"


def _left_over(comparison: Comparison) -> Iterator[Change]:
    """Name the nodes that differ and that no rule has told of."""
    old, new = comparison.old, comparison.new
    used = old.used_components() | new.used_components()
    shared_by = [[pair[side] for pair in comparison.shared] for side in (0, 1)]
    shared = old.used_components(shared_by[0]) | new.used_components(shared_by[1])
    for difference in _with_moves(comparison):
        for each in _untold(comparison, difference):
            change, reader = Change("", Level.PATCH, "Changed", old=each.old, new=each.new), new
            pointer, verb = each.new or (), "is another"
            if each.new is None:
                pointer, reader, verb = each.old or (), old, "is gone"
                change = evolve(change, section="Removed")
            elif each.old is None:
                change, verb = evolve(change, section="Added"), "is new"
            at = shown(pointer)
            change = evolve(change, names=names_at(pointer))
            component = pointer[:3] if pointer[:1] == ("components",) else ()
            node = reader.at(pointer)
            is_note = pointer[-2:-1] == ("allOf",) and mapping(node).keys() <= DOCUMENTATION
            if is_documentation(pointer) or (is_note and node):
                what = f"the documentation at {at} {verb}"
                yield evolve(change, what=what, kind="documentation")
            elif component and component not in used:
                yield evolve(change, what=f"{at} {verb}, and no operation uses it")
            elif component and component not in shared and pointer != component:
                what = f"{at} {verb}, and no operation that is in both documents uses it"
                yield evolve(change, what=what)
            elif pointer[:1] in (("security",), ("servers",)) and not any(
                side.inherits(str(pointer[0]), operations)
                for side, operations in zip((old, new), shared_by, strict=True)
            ):
                what = f"{at} {verb}, and no operation that is in both documents goes by it"
                yield evolve(change, what=what)
            elif pointer == component and verb != "is another":
                continue  # what leads to it, or led to it, is told
            elif _is_seen(comparison, each) or means_nothing(node, pointer):
                yield evolve(change, what=f"{at} is written in another way", kind="notation")
            else:
                what = f"{at} {verb}, which no rule weighs"
                yield evolve(change, what=what, level=Level.BREAKING, kind="not weighed")


def _with_moves(comparison: Comparison) -> Iterator[Difference]:
    """Yield the differences of the documents; of what has another name those inside it."""
    moved, targets = comparison.moved, set(comparison.moved.values())
    for each in differences(comparison.old.root, comparison.new.root):
        if each.new is None and each.old in moved:
            there = moved[each.old]
            pair = comparison.old.at(each.old), comparison.new.at(there)
            yield from differences(*pair, each.old, there)
        elif each.old is not None or each.new not in targets:
            yield each


def _is_seen(comparison: Comparison, each: Difference) -> bool:
    if each.reordered:
        return each.new in comparison.orders
    return comparison.seen_old.holds(each.old) or comparison.seen_new.holds(each.new)


def _untold(comparison: Comparison, each: Difference) -> Iterator[Difference]:
    """Yield a difference, or those of its parts that nothing has been told of."""
    told_old, told_new = comparison.told_old, comparison.told_new
    if told_old.holds(each.old) or told_new.holds(each.new):
        return
    if each.reordered:
        if each.new not in comparison.told_orders:
            yield each
        return
    if each.old is not None and each.new is not None:
        yield each
        return
    is_old = each.new is None
    pointer = each.old if is_old else each.new
    reader, told, seen = comparison.new, told_new, comparison.seen_new
    if is_old:
        reader, told, seen = comparison.old, told_old, comparison.seen_old
    node = reader.at(pointer or ())
    is_whole = pointer is None or not (pointer in told.above or pointer in seen.above)
    if pointer is None or is_whole or not isinstance(node, dict | list):
        yield each
        return
    for key in node if isinstance(node, dict) else range(len(node)):
        below = (*pointer, key)
        part = Difference(below, None) if is_old else Difference(None, below)
        yield from _untold(comparison, part)
