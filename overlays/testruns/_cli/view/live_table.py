"""The live table of the runs, and the console for other tables: what needs rich."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO, cast

from rich.cells import cell_len
from rich.console import Console, Group
from rich.live import Live
from rich.style import Style
from rich.table import Table
from rich.text import Text

from testruns._cli.outcomes import Entry, Exit, Tell
from testruns._cli.scrub import Scrub, one_line

from .rows import COLOURS, Row, in_words, row, span

GAP = 2  # columns between two columns of the table


def console(file: TextIO) -> Console:
    """Make a console that prints its input as it is: no markup, no highlighting, no wrapped lines."""
    width = None if file.isatty() else 10_000  # a pipe has none, and its reader wants all
    return Console(
        file=file, width=width, markup=False, highlight=False, emoji=False, soft_wrap=True
    )


@contextmanager
def live_table(entries: Sequence[Entry], scrub: Scrub) -> Iterator[Tell]:
    """Show the entries in a table that is redrawn in place; yields the receiver of their changes."""
    screen = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    board = _Board(entries, scrub, screen)
    with Live(board, console=screen, refresh_per_second=4, vertical_overflow="crop") as live:

        def tell(event: str, about: Entry | str) -> None:
            if event in {"note", "starting"}:
                said = f"starting {about}" if event == "starting" else str(about)
                live.console.print(f"testruns: {one_line(scrub(said))}")

        yield tell
        board.is_over = True  # what follows tells the sums


class _Board:
    """The table of the runs, built again at each refresh."""

    def __init__(self, entries: Sequence[Entry], scrub: Scrub, screen: Console) -> None:
        self._entries = entries
        self._scrub = scrub
        self._screen = screen
        self.is_over = False

    def __rich__(self) -> Group:
        rows = [row(entry, self._scrub) for entry in self._entries]
        width, height = self._screen.size
        room = max(3, height - 3)  # the last line, and the prompt after it
        shown = rows if len(rows) <= room else sorted(rows, key=_urgency)[:room]
        cells = [
            [
                each.state,
                each.title,
                each.count.replace(" of ", "/"),
                span(each.seconds),
                _bare(each),
            ]
            for each in shown
        ]
        widths = [max(map(cell_len, column), default=0) for column in zip(*cells, strict=True)]
        left = width - GAP * 4 - widths[0] - widths[2] - widths[3]
        if widths[1] + widths[4] > left:  # the name gives way to the link, down to half of the room
            widths[4] = min(widths[4], max(left - widths[1], left // 2))
            widths[1] = left - widths[4]
        table = Table.grid(padding=(0, GAP, 0, 0))
        for size, side in zip(widths, ("left", "left", "right", "right", "left"), strict=True):
            table.add_column(
                width=size, justify=cast("Any", side), no_wrap=True, overflow="ellipsis"
            )
        for each, texts in zip(shown, cells, strict=True):
            first, *middle, last = map(Text, texts)
            first.stylize(COLOURS.get(each.state, "cyan"))
            last.stylize(Style(link=each.link, dim=True))
            table.add_row(first, *middle, last)
        if self.is_over:
            return Group(table)
        more = f"; {len(rows) - len(shown)} not shown" if len(rows) > len(shown) else ""
        return Group(table, Text(in_words(rows) + more, style="dim", overflow="ellipsis"))


def _bare(each: Row) -> str:
    return (each.link or "").removeprefix("https://")


def _urgency(each: Row) -> int:
    if each.exit_code not in {None, Exit.PASSED}:
        return 0
    return 3 if each.exit_code == Exit.PASSED else 2 if each.state == "queued" else 1
