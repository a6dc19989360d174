"""What is said while runs go on: a live table on a terminal, lines in a log, events as JSON."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from shlex import quote
from typing import Any, TextIO

from attrs import asdict
from rich.console import Console
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
LEAST_LINK = 24  # columns, below which an address says nothing


def console(file: TextIO) -> Console:
    """Return a console that prints what it is given: no markup, no guesses, no wrapped lines."""
    return Console(file=file, markup=False, highlight=False, emoji=False, soft_wrap=True)


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
            f"{elapsed:>7}  ", (f"{state:<9}", COLOURS.get(state, "")), f"  {text}"
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


class _Board:
    """The table of the runs, drawn anew with each refresh."""

    def __init__(self, entries: Sequence[Entry], clean: Clean, screen: Console) -> None:
        self._entries = entries
        self._clean = clean
        self._screen = screen

    def __rich__(self) -> Table:
        rows = [row(entry, self._clean) for entry in self._entries]
        room = max(3, self._screen.size.height - 3)  # for the head, the foot and the prompt
        shown = rows
        if len(rows) > room:
            shown = sorted(rows, key=_urgency)[:room]
        links = any(each.link for each in shown)
        table = Table(box=None, pad_edge=False, show_footer=True, footer_style="dim")
        table.add_column("state", no_wrap=True)
        left = len(rows) - len(shown)
        table.add_column(
            "run",
            footer=in_words(rows) + (f"; {left} not shown" if left else ""),
            no_wrap=True,
            overflow="ellipsis",
            ratio=3,
        )
        table.add_column("tests", justify="right", no_wrap=True)
        table.add_column("time", justify="right", no_wrap=True)
        if links:
            table.add_column("link", no_wrap=True, overflow="ellipsis", ratio=2)
        for each in shown:
            cells = [
                Text(each.state, style=COLOURS.get(each.state, "cyan")),
                Text(each.title),
                Text(each.count.replace(" of ", "/")),
                Text(span(each.seconds)),
            ]
            if links:
                link = each.link or ""
                cells.append(Text(link.removeprefix("https://"), style=Style(link=link or None)))
            table.add_row(*cells)
        return table


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
