"""Reader of whole OpenAPI descriptions, JSON or YAML, of versions 3.0 and 3.1."""

import json

from attrs import evolve
from specmock.openapi import Document, DocumentError, loads

from pages.capture import Capture
from pages.facts import Facts, Known, LayoutError, Problem
from pages.loose_json import strict
from pages.spec_facts import facts_of, operations


def read(page: Capture, known: Known) -> Facts:
    """Read the facts of the operations that are known; raise LayoutError for no description.

    The others are kept apart in `uncovered`: those below the known paths, and the rest.
    """
    try:
        document = document_of(page)
        there = dict(operations(document))
        found = facts_of(document, {*known.operations}, says=True)
    except DocumentError as error:
        raise LayoutError(page.path, error.line, f"expected OpenAPI: {error.reason}") from error
    if not there:
        first = next(iter(found.problems), Problem(1, "expected operations in this description"))
        raise LayoutError(page.path, first.line, first.reason)
    version = str(document.root.get("openapi"))
    if not version.startswith(("3.0", "3.1")):
        reason = f"OpenAPI {version} is read as 3.1"
        found.problems.append(Problem(document.line(("openapi",)), reason, silences=False))
    for name in there.keys() - known.operations:
        found.uncovered.append((name, document.line(there[name])))
    return evolve(found, path=page.path, uncovered=sorted(found.uncovered))


def document_of(page: Capture) -> Document:
    """Load the description of a page, loose JSON too; DocumentError for a page that is none."""
    if page.form != "openapi" or page.fragment is None:
        raise DocumentError(page.path, 1, "this is no description as JSON or YAML")
    text = page.fragment.text
    try:
        return loads(text, page.path, strict=False)
    except DocumentError:
        if not (written := strict(text)).lstrip().startswith("{"):
            raise
        try:
            json.loads(written)
        except (ValueError, RecursionError):
            written = ""  # and what is wrong with it stands in the first complaint
        if not written:
            raise
        return loads(written, page.path, strict=False)
