"""Writers of the reports that were asked for; a report's own module is imported then."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from testruns._cli.options.groups import Output
from testruns._cli.outcomes import Exit
from testruns._cli.view.rows import Row

Writer: TypeAlias = tuple[str, Callable[[], object]]


def writers(rows: Sequence[Row], code: Exit, began: float, what: Output) -> Iterator[Writer]:
    """Yield the name of each report that was asked for, and the function that writes it."""
    if what.junit:
        from .junit import write_junit

        yield str(what.junit), partial(write_junit, rows, began, what.junit)
    if what.markdown:
        from .markdown import markdown

        yield str(what.markdown), partial(what.markdown.write_text, markdown(rows, code), "utf-8")
    if what.html:
        from .html import page

        yield str(what.html), partial(what.html.write_text, page(rows, code, began), "utf-8")
    if what.github:
        from .github import write

        yield "GitHub's report", partial(write, rows, code)
