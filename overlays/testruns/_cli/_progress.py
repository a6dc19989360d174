"""What is said while runs go on: a live table on a terminal, lines in a log, events as JSON."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from shlex import quote
from typing import Any, TextIO, cast

from attrs import asdict
from rich.cells import cell_len
from rich.console import Console, Group
from rich.live import Live
from rich.style import Style
from rich.table import Table
from rich.text import Text

from ._follow import Tell
from ._options import Output
from ._outcomes import Clean, Entry, Exit, Row, in_words, row, span

COLOURS = {
    "passed": "green",
    "failed": "bold red",
    "error": "bold red",
    "timed out": "bold red",
    "refused": "bold red",
    "lost": "bold red",
    "unknown": "bold yellow",
    "canceled": "yellow",
    "nothing to run": "yellow",
    "queued": "dim",
}
GAP = 2  # columns between two columns of the table


def console(file: TextIO) -> Console:
    """Return a console that prints what it is given: no markup, no guesses, no wrapped lines."""
    width = None if file.isatty() else 10_000  # a pipe has none, and its reader wants all
    return Console(
        file=file, width=width, markup=False, highlight=False, emoji=False, soft_wrap=True
    )


def resume_line(token: str | None) -> str:
    """Return the command that waits on for a run in another process."""
    return f"testruns wait {quote(token or '')}"


def is_live(file: TextIO) -> bool:
    """Whether a table on this file can be redrawn in place."""
    return file.isatty() and not Console(file=file).is_dumb_terminal


@contextmanager
def telling(entries: Sequence[Entry], output: Output, clean: Clean) -> Iterator[Tell]:
    """Yield what tells of the entries as they go on."""
    if output.mode == "json-lines":
        yield _events(clean, videos=output.videos)
    elif output.quiet:
        yield _notes_only(clean)
    elif is_live(sys.stderr):
        with _table(entries, clean) as tell:
            yield tell
    else:
        yield _lines(entries, clean)


def _notes_only(clean: Clean) -> Tell:
    def tell(event: str, about: Entry | str) -> None:
        if event == "note":
            print(f"testruns: {clean(str(about))}", file=sys.stderr, flush=True)

    return tell


def _lines(entries: Sequence[Entry], clean: Clean) -> Tell:
    screen, began = console(sys.stderr), time.monotonic()

    def say(state: str, text: str) -> None:
        elapsed = span(time.monotonic() - began)
        line = Text.assemble(
            f"{elapsed:>7}  ", (f"{state:<10}", COLOURS.get(state, "")), f"  {text}"
        )
        screen.print(line)

    def tell(event: str, about: Entry | str) -> None:
        if isinstance(about, str):
            rows = [row(entry, clean) for entry in entries]
            say("waiting" if event == "heartbeat" else event, clean(about) or in_words(rows))
            return
        now = row(about, clean)
        more = [each for each in (now.title, now.count, _one_line(now.reason), now.link) if each]
        say(now.state, ", ".join(more))
        if event == "started":
            say("", f"resume with: {resume_line(now.token)}")

    return tell


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _events(clean: Clean, *, videos: bool) -> Tell:
    def tell(event: str, about: Entry | str) -> None:
        said: dict[str, Any] = {"event": event, "time": round(time.time(), 3)}
        if isinstance(about, Entry):
            said["run"] = asdict(row(about, clean, videos=videos))
        elif about:
            said["text"] = clean(about)
        print_json(said)

    return tell


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print a JSON document; who closed the pipe does not want it, and the wait goes on."""
    try:
        print(json.dumps(value, indent=indent, ensure_ascii=False), flush=True)
    except BrokenPipeError:
        sys.stdout = sys.stderr


@contextmanager
def _table(entries: Sequence[Entry], clean: Clean) -> Iterator[Tell]:
    screen = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    board = _Board(entries, clean, screen)
    with Live(board, console=screen, refresh_per_second=4, vertical_overflow="crop") as live:

        def tell(event: str, about: Entry | str) -> None:
            if event == "note":
                live.console.print(f"testruns: {clean(str(about))}")

        yield tell
        board.is_over = True  # what follows tells the sums


class _Board:
    """The table of the runs, drawn anew with each refresh."""

    def __init__(self, entries: Sequence[Entry], clean: Clean, screen: Console) -> None:
        self._entries = entries
        self._clean = clean
        self._screen = screen
        self.is_over = False

    def __rich__(self) -> Group:
        rows = [row(entry, self._clean) for entry in self._entries]
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


def say_the_end(rows: Sequence[Row]) -> None:
    """Print what did not pass, and how many ended how."""
    screen = console(sys.stdout)
    for each in rows:
        if each.exit_code == Exit.PASSED:
            if not each.confirmed:
                screen.print(f"{each.title}: the status may be older than the run")
            continue
        screen.print(
            Text.assemble((each.state, COLOURS.get(each.state, "")), f"  {each.title}")
            + Text(f": {_one_line(each.reason)}" if each.reason else "")
        )
        for line in (each.link, each.video):
            if line:
                screen.print(f"    {line}")
        for case in each.cases:
            if case.verdict not in {None, "passed"}:
                message = f": {_one_line(case.message)}" if case.message else ""
                screen.print(f"    {case.verdict}  {case.name}{message}")
                if case.link:
                    screen.print(f"        {case.link}")
    screen.print(in_words(rows))


def say_how_to_go_on(entries: Sequence[Entry], clean: Clean) -> None:
    """Print the token of each run that goes on without us."""
    for entry in entries:
        if entry.is_open:
            now = row(entry, clean)
            print(
                f"testruns: {now.run} goes on; resume with: {resume_line(now.token)}",
                file=sys.stderr,
                flush=True,
            )
        elif entry.began and entry.ref is None and entry.error is None:
            print(
                f"testruns: {clean(entry.vendor)} {clean(entry.label)} was being started; "
                "it may go on",
                file=sys.stderr,
                flush=True,
            )
