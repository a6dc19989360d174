"""Reader of pages that state no operation: each line is a sentence to watch."""

from pages.capture import Capture
from pages.facts import EVERY, Facts, Known, LayoutError, Place


def read(page: Capture, known: Known) -> Facts:  # noqa: ARG001 - all readers are called alike
    """Read the lines of a page; raise LayoutError for one that has none."""
    facts = Facts(page.path, form=page.form)
    for line in page.lines:
        facts.say(line.text, line.number, Place(EVERY, "text"))
    if not facts.sentences:
        raise LayoutError(page.path, 1, "expected a page with text")
    return facts
