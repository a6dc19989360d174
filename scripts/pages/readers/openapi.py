"""Reader of whole OpenAPI descriptions, JSON or YAML, of versions 3.0 and 3.1."""

import json
import re
from typing import Final

from attrs import evolve
from specmock.openapi import Document, DocumentError, loads

from pages.capture import Capture
from pages.facts import Facts, Known, LayoutError
from pages.spec_facts import facts_of, operations

_OLD: Final = re.compile(
    r"""^(?:\{?\s*)["']?(?:swagger|openapi)["']?\s*:\s*["']?2\.\d""", re.MULTILINE
)


def read(page: Capture, known: Known) -> Facts:
    """Read the facts of the operations that are known; raise LayoutError for no description.

    The others are kept apart in `uncovered`: those below the known paths, and the rest.
    """
    try:
        document = document_of(page)
        there = dict(operations(document))
        found = facts_of(document, {*known.operations} & there.keys(), says=True)
    except DocumentError as error:
        raise LayoutError(page.path, error.line, f"expected OpenAPI: {error.reason}") from error
    if not there:
        raise LayoutError(page.path, 1, "expected operations in this description")
    for name in there.keys() - known.operations:
        found.uncovered.append((name, document.line(there[name])))
    return evolve(found, path=page.path, uncovered=sorted(found.uncovered))


def document_of(page: Capture) -> Document:
    """Load the description of a page, tolerant of control characters in its strings."""
    fragment = page.fragment
    text = fragment.text if fragment else "\n".join(line.text for line in page.lines)
    if found := _OLD.search(text):
        line = text.count("\n", 0, found.start()) + 1
        reason = "OpenAPI 2.0 (Swagger) is not read: convert it to 3.0 or 3.1 first"
        raise DocumentError(page.path, line, reason)
    if fragment is None:
        raise DocumentError(page.path, 1, "this is no description as JSON or YAML")
    try:
        return loads(fragment.text, page.path, strict=False)
    except DocumentError:
        if not fragment.text.lstrip().startswith("{"):
            raise
        try:  # control characters inside strings, which readers of JSON are free to take
            text = json.dumps(json.loads(fragment.text, strict=False), indent=1)
        except (ValueError, RecursionError):
            text = ""
        if not text:
            raise
        return loads(text, page.path, strict=False)
