"""Progress output: a live table on a terminal, lines in a log, events as JSON lines."""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from attrs import asdict

from testruns._cli.options.groups import Output
from testruns._cli.outcomes import Entry, Exit, Tell
from testruns._cli.scrub import Scrub, one_line

from .rows import COLOURS, Row, in_words, row, span

SHOWN = 100  # tests of a run that did not pass, in a log

# Not rich's: to load it takes longer than to say something in a log.
ANSI = {"green": "32", "bold red": "1;31", "bold yellow": "1;33", "yellow": "33", "dim": "2"}


def painted(state: str, file: TextIO, width: int = 0) -> str:
    """Colour a state, where the file is a terminal and NO_COLOR is not set."""
    text = f"{state:<{width}}"
    code = ANSI.get(COLOURS.get(state, ""))
    if code is None or os.environ.get("NO_COLOR") or not is_live(file):
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def resume_line(token: str | None) -> str:
    """Format the command that waits for a run in another process."""
    return f"testruns wait {token or ''}"


def is_live(file: TextIO) -> bool:
    """Whether a table on this file can be redrawn in place."""
    return file.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}


@contextmanager
def telling(entries: Sequence[Entry], output: Output, scrub: Scrub) -> Iterator[Tell]:
    """Choose the form of output; yields the receiver of the entries' changes."""
    if output.mode == "json-lines":
        yield _events(scrub, videos=output.videos)
    elif output.quiet:
        yield _quietly(scrub)
    elif is_live(sys.stderr):
        from .live_table import live_table

        with live_table(entries, scrub) as tell:
            yield tell
    else:
        yield _lines(entries, scrub)


def _quietly(scrub: Scrub) -> Tell:
    """Tell of notes and tokens alone, on standard error."""

    def tell(event: str, about: Entry | str) -> None:
        if isinstance(about, Entry):
            if event == "started":
                now = row(about, scrub)
                complain(f"{now.title} {event}; resume with: {resume_line(now.token)}")
        elif event != "heartbeat":
            complain(f"{event} {scrub(about)}" if event == "starting" else scrub(about))

    return tell


def tokens_out(scrub: Scrub) -> Tell:
    """Print each token as soon as it is known, and notes on standard error."""
    notes = _quietly(scrub)

    def tell(event: str, about: Entry | str) -> None:
        if isinstance(about, str):
            notes(event, about)
        elif event == "started" and about.ref is not None:
            say(about.ref.to_token())

    return tell


def _lines(entries: Sequence[Entry], scrub: Scrub) -> Tell:
    began = time.monotonic()

    def line(state: str, text: str) -> None:
        elapsed = span(time.monotonic() - began)
        text = f"{elapsed:>7}  {painted(state, sys.stderr, 10)}  {text}"
        print(text, file=sys.stderr, flush=True)

    def tell(event: str, about: Entry | str) -> None:
        if isinstance(about, str):
            rows = [row(entry, scrub) for entry in entries]
            text = one_line(scrub(about)) or in_words(rows)
            line("waiting" if event == "heartbeat" else event, text)
            return
        now = row(about, scrub)
        more = [each for each in (now.title, now.count, one_line(now.reason), now.link) if each]
        line(now.state, ", ".join(more))
        if event == "started":
            line("", f"resume with: {resume_line(now.token)}")

    return tell


def _events(scrub: Scrub, *, videos: bool) -> Tell:
    def tell(event: str, about: Entry | str) -> None:
        said: dict[str, Any] = {"event": event, "time": round(time.time(), 3)}
        if isinstance(about, Entry):
            said["run"] = asdict(row(about, scrub, videos=videos))
        elif about:
            said["text"] = one_line(scrub(about))
        print_json(said)

    return tell


def say(text: str) -> None:
    """Print a line."""
    print(text, flush=True)


def noting(scrub: Scrub) -> "warnings_to":
    """Print warnings of requests to standard error, scrubbed."""
    return warnings_to(lambda _, about: complain(scrub(str(about))))


def complain(text: str) -> None:
    """Print a line to standard error."""
    print(f"testruns: {one_line(text)}", file=sys.stderr, flush=True)


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print a JSON document."""
    say(json.dumps(value, indent=indent, allow_nan=False))


def say_the_end(rows: Sequence[Row]) -> None:
    """Print the runs that did not pass, and the counts."""
    for each in rows:
        if each.exit_code == Exit.PASSED:
            if not each.confirmed:
                say(f"{each.title}: the status may be older than the run")
            continue
        reason = f": {one_line(each.reason)}" if each.reason else ""
        say(f"{painted(each.state, sys.stdout)}  {each.title}{reason}")
        for address in (each.link, each.video):
            if address:
                say(f"    {address}")
        bad = [case for case in each.cases if case.verdict not in {None, "passed"}]
        for case in bad[:SHOWN]:
            message = f": {one_line(case.message)}" if case.message else ""
            say(f"    {case.verdict}  {case.name}{message}")
            if case.link:
                say(f"        {case.link}")
        if bad[SHOWN:]:
            say(f"    {len(bad) - SHOWN} more tests did not pass; reports and --json tell of all")
    say(in_words(rows))


def say_how_to_go_on(entries: Sequence[Entry], scrub: Scrub) -> None:
    """Print the token of each run that has not ended."""
    for entry in entries:
        if entry.is_open:
            now = row(entry, scrub)
            how = "goes on; resume with"
            if entry.is_stopped:
                how = "was told to stop; see its end with"
            elif entry.is_missing:
                how = "is not known to the vendor; look again with"
            complain(f"{now.run} {how}: {resume_line(now.token)}")
    say_what_was_cut_off(entries, scrub)


def say_what_was_cut_off(entries: Sequence[Entry], scrub: Scrub) -> None:
    """Print the starts that were left without an answer."""
    for entry in entries:
        if entry.began and entry.ref is None and entry.error is None:
            complain(scrub(f"{entry.vendor} {entry.label} was being started; it may go on"))


class warnings_to(logging.Handler):  # noqa: N801 - used as a context manager
    """Tells the warnings of requests and waits as notes, which holds vendors' words to scrub."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell("note", record.getMessage())

    def __enter__(self) -> None:
        logging.getLogger("testruns").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("testruns").removeHandler(self)
