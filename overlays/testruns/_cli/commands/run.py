"""The commands run, trigger, wait, status and cancel."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from typing import NoReturn

from specmock.scrub import printable

from testruns import MissingKey, NetworkSetupError, WaitTimeout, vendor_names
from testruns._cli.follow import Then, follow
from testruns._cli.ledger import Ledger, end
from testruns._cli.options.groups import AT_ONCE, Brief, Noting, Output, Waiting
from testruns._cli.outcomes import Entry, Exit, Tell, exit_code
from testruns._cli.reports.json import document
from testruns._cli.reports.writers import writers
from testruns._cli.scrub import Scrub, one_line, scrubber
from testruns._cli.view.progress import (
    complain,
    print_json,
    say,
    say_how_to_go_on,
    say_the_end,
    say_what_was_cut_off,
    telling,
    tokens_out,
)
from testruns._cli.view.rows import Row, row

VERDICTS = {Exit.PASSED, Exit.NOT_PASSED, Exit.NOTHING}


def run(
    entries: Sequence[Entry], how: Waiting, what: Output, noting: Noting | None = None
) -> NoReturn:
    """Start what was not started, wait for all, report, and exit with the code."""
    scrub = scrubber_of(entries)
    began = time.time()
    ledger = _ledger(noting, scrub)
    signal = _followed(entries, how, telling(entries, what, scrub), scrub, ledger=ledger)
    code = exit_code(entries, signal)
    rows = [row(entry, scrub, videos=what.videos) for entry in entries]
    if what.mode == "json":
        print_json(document(rows, code, began), indent=2)
    elif what.mode == "json-lines":
        print_json({"event": "end", **document(rows, code, began)})
    elif not what.quiet:
        say_the_end(rows)
    if code not in VERDICTS or not what.quiet:
        say_how_to_go_on(entries, scrub)
    if what.quiet or what.mode != "text":
        _say_errors(entries, rows)
    written = [_written(*each) for each in writers(rows, code, began, what)]
    path = ledger.path or entries[0].ledger
    if path and code in VERDICTS:
        written.append(_written(f"the end in {path}", partial(end, path, code, entries)))
    sys.exit(code if all(written) and not ledger.is_lost else code or Exit.USAGE)


def trigger(entries: Sequence[Entry], how: Waiting, noting: Noting) -> NoReturn:
    """Start the runs, print a token a line, and exit."""
    scrub = scrubber_of(entries)
    ledger = _ledger(noting, scrub)
    telling_of = nullcontext(tokens_out(scrub))
    signal = _followed(entries, how, telling_of, scrub, then="nothing", ledger=ledger)
    say_what_was_cut_off(entries, scrub)
    _say_errors(entries, [row(entry, scrub) for entry in entries])
    code = exit_code(entries, signal, default=Exit.PASSED)
    if getattr(sys.stdout, "broken", True):  # so that the tokens are lost
        say_how_to_go_on(entries, scrub)
        code = code or Exit.USAGE
    sys.exit(code or Exit.USAGE if ledger.is_lost else code)


def status(entries: Sequence[Entry], what: Brief) -> NoReturn:
    """Look at the runs once, print their states, and exit with the code."""
    scrub = scrubber_of(entries)
    began = time.time()
    how = Waiting(timeout=AT_ONCE)
    signal = _followed(entries, how, nullcontext(_ignored), scrub)
    code = exit_code(entries, signal)
    for entry in entries:
        if isinstance(entry.error, WaitTimeout) and entry.snapshot is not None:
            entry.error = None  # not to have ended is no error here
    rows = [row(entry, scrub) for entry in entries]
    if what.json:
        print_json(document(rows, code, began), indent=2)
        _say_errors(entries, rows)
    else:
        _say_states(rows)
    sys.exit(code)


def cancel(entries: Sequence[Entry], how: Waiting) -> NoReturn:
    """Tell the vendor to stop the runs, and exit; with 3 where some run was not stopped."""
    scrub = scrubber_of(entries)
    quietly = Output(quiet=True, github=False)
    telling_of = telling(entries, quietly, scrub)
    signal = _followed(entries, how, telling_of, scrub, then="cancel")
    sys.exit(exit_code(entries, signal, default=Exit.PASSED))


def scrubber_of(entries: Sequence[Entry]) -> Scrub:
    """Scrubber of the API keys and the entries' secrets."""
    keys = (os.environ.get(f"{vendor.upper()}_API_KEY", "").strip() for vendor in vendor_names())
    return scrubber([*keys, *(secret for entry in entries for secret in entry.secrets)])


def fail(code: Exit, text: str) -> NoReturn:
    """Print an error, and exit."""
    complain(printable(text))
    sys.exit(code)


def _followed(
    entries: Sequence[Entry],
    how: Waiting,
    telling_of: AbstractContextManager[Tell],
    scrub: Scrub,
    then: Then = "wait",
    ledger: Ledger | None = None,
) -> int | None:
    if not entries:
        fail(Exit.NOTHING, "there is nothing to wait for")
    with ExitStack() as stack:
        tell = stack.enter_context(telling_of)

        def quit_now(signal: int) -> None:
            stack.close()
            say_how_to_go_on(entries, scrub)
            sys.stdout.flush()
            os._exit(128 + signal)

        try:
            return follow(entries, how, tell, then, quit_now, ledger or Ledger())
        except (MissingKey, NetworkSetupError) as error:
            stack.close()
            fail(Exit.VENDOR if isinstance(error, MissingKey) else Exit.USAGE, str(error))


def _ledger(noting: Noting | None, scrub: Scrub) -> Ledger:
    noting = noting or Noting()
    return Ledger(noting.ledger, noting.restart_unknown, scrub)


def _ignored(event: str, about: Entry | str) -> None:
    """Tell nothing: the state is printed in the end."""


def _written(name: str, write: Callable[[], object]) -> bool:
    try:
        write()
    except OSError as error:
        complain(f"{name} was not written: {error.strerror or error}")
        return False
    return True


def _say_states(rows: Sequence[Row]) -> None:
    for each in rows:
        more = [each.title, each.count, one_line(each.reason), each.link]
        say(f"{each.state:<10}  {', '.join(text for text in more if text)}")


def _say_errors(entries: Sequence[Entry], rows: Sequence[Row]) -> None:
    for entry, each in zip(entries, rows, strict=True):
        if entry.error is not None:
            complain(f"{each.title}: {each.reason}")
