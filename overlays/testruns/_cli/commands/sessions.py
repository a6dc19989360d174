"""The list of Checkly's sessions."""

import re
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NoReturn

from dateutil.relativedelta import relativedelta
from rich.table import Table
from rich.text import Text

from testruns import MissingKey, NetworkSetupError, RequestFailed, checkly
from testruns._cli.options.filters import Limits
from testruns._cli.options.groups import Listing
from testruns._cli.outcomes import Exit
from testruns._cli.scrub import Scrub, one_line, scrubbed
from testruns._cli.view.live_table import console
from testruns._cli.view.progress import noting, print_json
from testruns._cli.view.rows import COLOURS, span

from .run import fail, scrubber_of

AGO = re.compile(r"(?:(\d+)|an?|last)\s*(second|minute|hour|day|week|month|year)s?(?:\s+ago)?")
SHORT = re.compile(r"-?((?:\d+(?:\.\d+)?[smhdw])+)(?: ago)?")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
UNIX = re.compile(r"\d{9,11}")
EITHER = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})(?:\2(?:\d\d){1,2})?(?![\w./-])"
)  # day first, or month first
NARROW = 64  # columns, below which times and branches give way to names
WIDE = 120  # columns, from which there is room for the ids
DAYS = {"now": None, "today": 0, "yesterday": 1}


def moment(text: str, now: datetime) -> str | datetime | int:
    """Resolve a time as people type it: 2h or 7d ago, yesterday, Unix seconds; or leave a date.

    Raises ValueError for what may mean two things: a bare number, a day that may be a month.
    """
    words = " ".join(text.lower().split())
    if words in DAYS:
        days = DAYS[words]
        if days is None:
            return now
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - relativedelta(days=days)
    if found := AGO.fullmatch(words):
        number, unit = found.groups()
        ago: dict[str, Any] = {f"{unit}s": int(number or 1)}
        return _before(now, text, lambda: relativedelta(**ago))
    if found := SHORT.fullmatch(words):
        parts = re.findall(r"([\d.]+)([smhdw])", found[1])
        seconds = sum(float(size) * SECONDS[unit] for size, unit in parts)
        return _before(now, text, lambda: timedelta(seconds=seconds))
    if UNIX.fullmatch(words):
        return int(words)
    if words.lstrip("-").replace(".", "").isdecimal():
        raise ValueError(f"{text!r} may mean several times; write 2h, 7d or 2026-01-31 14:00")
    if (
        (found := EITHER.match(words))
        and found[1] != found[3]
        and int(found[1]) < 13 > int(found[3])
    ):
        raise ValueError(f"{text!r} may begin with the day or the month; write 2026-01-31")
    return text


def _before(now: datetime, text: str, length: Callable[[], Any]) -> datetime:
    try:
        before: datetime = now - length()
    except (OverflowError, ValueError):
        raise ValueError(f"{text!r} is before all dates") from None
    return before


def unix_seconds(text: str, now: datetime, option: str) -> int:
    """Read the time that an option gives, in Unix seconds; ValueError names the option."""
    try:
        found = checkly.unix_seconds(moment(text, now), up=option == "--until")
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{option}: {error}") from None
    if found > now.timestamp() + 1:
        raise ValueError(f"{option}: {text!r} lies in the future")
    return found


def period(filters: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Read the times among the filters; ValueError where the period has no length."""
    given = {"from_": "--since", "to": "--until"}
    times = {
        name: unix_seconds(filters[name], now, option)
        for name, option in given.items()
        if name in filters
    }
    if len(times) == len(given) and times["from_"] > times["to"]:
        raise ValueError("--since is later than --until")
    return {**filters, **times}


def sessions(filters: dict[str, Any], limits: Limits, what: Listing) -> NoReturn:
    """Print the sessions, and exit."""
    scrub = scrubber_of(())
    now = datetime.now().astimezone()
    try:
        filters = period(filters, now)
        with noting(scrub), checkly.client() as client:
            found = islice(checkly.sessions(client, **filters), limits.most)
            if what.mode == "text":
                _print_table(found, scrub)
            elif what.mode == "json-lines":
                for each in found:
                    print_json(scrubbed(each.to_dict(), scrub))
            else:
                print_json([scrubbed(each.to_dict(), scrub) for each in found], indent=2)
    except (MissingKey, RequestFailed) as error:
        fail(Exit.VENDOR, scrub(str(error)))
    except (ValueError, OverflowError, NetworkSetupError) as error:
        fail(Exit.USAGE, scrub(str(error)))
    sys.exit(Exit.PASSED)


def _local(time: datetime, form: str) -> str:
    """Format a time as local time; empty where the vendor tells one before or after all dates."""
    try:
        return time.astimezone().strftime(form)
    except (OverflowError, ValueError):
        return ""


def _print_table(found: Iterable[Any], scrub: Scrub) -> None:
    screen = console(sys.stdout)
    table = Table(box=None, pad_edge=False, header_style="dim")
    is_narrow, is_wide = screen.width < NARROW, screen.width >= WIDE
    table.add_column("started", no_wrap=True, min_width=11 if is_narrow else 16)
    table.add_column("state", no_wrap=True, min_width=9)
    if not is_narrow:
        table.add_column("time", no_wrap=True, min_width=7)
    table.add_column("name", no_wrap=True, overflow="ellipsis", ratio=None if is_wide else 2)
    if not is_narrow:
        table.add_column("branch", no_wrap=True, overflow="ellipsis", ratio=None if is_wide else 1)
    if is_wide:
        table.add_column("id", no_wrap=True)
    for each in found:
        state = one_line(scrub(str(each.status or ""))).lower()
        began, ended = each.started_at, each.stopped_at or None
        cells: dict[str, str | Text] = {
            "started": _local(began, "%m-%d %H:%M" if is_narrow else "%Y-%m-%d %H:%M"),
            "state": Text(state, style=COLOURS.get(state, "")),
            "time": span((ended - began).total_seconds() if ended else None),
            "name": one_line(scrub(str(each.name or ""))),
            "branch": one_line(scrub(str(each.branch_name or ""))),
            "id": str(each.id),
        }
        table.add_row(*(Text.assemble(cells[str(column.header)]) for column in table.columns))
    if table.row_count:
        screen.print(table, soft_wrap=False)
    else:
        screen.print("no session")
