"""Writers of the reports that were asked for; a report's own module is imported then."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from testruns._cli.options.groups import Output
from testruns._cli.outcomes import Exit
from testruns._cli.view.rows import Row

Writer: TypeAlias = tuple[str, Callable[[], object]]


def writers(rows: Sequence[Row], code: Exit, began: float, what: Output) -> Iterator[Writer]:
    """Yield the name of each report that was asked for, and the function that writes it."""
    if what.junit:
        from .junit import write_junit

        yield str(what.junit), partial(put_in_place, what.junit, partial(write_junit, rows, began))
    if what.markdown:
        from .markdown import markdown

        text = markdown(rows, code)
        yield str(what.markdown), partial(put_in_place, what.markdown, partial(_write_text, text))
    if what.html:
        from .html import page

        text = page(rows, code, began)
        yield str(what.html), partial(put_in_place, what.html, partial(_write_text, text))
    if what.github:
        from .github import write

        yield "GitHub's report", partial(write, rows, code)


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, "utf-8")


def put_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Put a file in place when it is whole, so that nobody reads half of it after a signal."""
    if path.exists() and not path.is_file():  # a device, or a pipe
        write(path)
        return
    part = path.parent / f".{path.name}.part"
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
