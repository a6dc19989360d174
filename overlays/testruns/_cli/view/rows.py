"""Rows: runs as plain values without a secret, for everything that is printed or written."""

import time
from collections.abc import Sequence
from math import isfinite

from attrs import frozen

from testruns import RunResult
from testruns._cli.outcomes import Entry, exit_of
from testruns._cli.scrub import Scrub, one_line, web_address

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


@frozen
class CaseRow:
    """One test of a run, as reports show it."""

    id: str
    name: str
    verdict: str | None
    message: str | None
    link: str | None
    degraded: bool
    seconds: float | None


@frozen(kw_only=True)
class Row:
    """A run as reports show it: plain values without a secret. Times are Unix seconds."""

    vendor: str
    label: str
    run: str | None
    state: str
    verdict: str | None
    exit_code: int | None
    reason: str | None
    tests: int | None
    passed: int | None
    failed: int | None
    confirmed: bool
    began: float | None
    ended: float | None
    seconds: float | None
    link: str | None
    video: str | None
    token: str | None
    changes: Sequence[tuple[float, str]]
    cases: Sequence[CaseRow]

    @property
    def title(self) -> str:
        """The run's name among others."""
        return f"{self.vendor} {self.label}"

    @property
    def count(self) -> str:
        """How many of the tests passed, in words; empty where the vendor does not say."""
        if self.tests is None:
            return ""
        return f"{self.passed or 0} of {self.tests}"


def row(entry: Entry, scrub: Scrub, *, videos: bool = False, now: float | None = None) -> Row:
    """Turn an entry into a row; recordings are public, so they are shown on request."""

    def text(value: object) -> str | None:
        return scrub(str(value)) if value else None

    def line(value: object) -> str:
        return one_line(scrub(str(value or "")))

    def link(value: object) -> str | None:
        return web_address(line(value))

    snapshot, ref = entry.snapshot, entry.ref
    result = snapshot if isinstance(snapshot, RunResult) else None
    reason = (result and result.reason) or (None if result else entry.error)
    counts = snapshot.counts if snapshot else None
    until = entry.ended or now or time.time()
    code = exit_of(entry)
    cases = [
        CaseRow(
            id=line(case.id),
            name=line(case.name or case.id),
            verdict=case.verdict and str(case.verdict),
            message=text(case.message),
            link=link(case.link),
            degraded=case.degraded,
            seconds=_seconds(case.duration),
        )
        for case in (snapshot.cases if snapshot else ())
    ]
    return Row(
        vendor=entry.vendor,
        label=line(entry.label),
        run=line(ref) or None,
        state=line(entry.state),
        verdict=str(result.verdict) if result else None,
        exit_code=None if code is None else int(code),
        reason=text(reason),
        tests=counts.total if counts else None,
        passed=counts.passed if counts else None,
        failed=counts.failed if counts else None,
        confirmed=result.confirmed if result else True,
        began=entry.began,
        ended=entry.ended,
        seconds=None if entry.began is None else _seconds(until - entry.began),
        link=link((snapshot and snapshot.link) or (ref and ref.link)),
        video=link(getattr(snapshot.raw, "video_url", None)) if videos and snapshot else None,
        # Not scrubbed, which would damage it: it holds ids only.
        token=None if ref is None else ref.to_token(),
        changes=[(at, line(state)) for at, state in entry.changes],
        cases=cases,
    )


def _seconds(length: float | None) -> float | None:
    """Round a length of time; a vendor may tell one that is none."""
    return round(max(0.0, length), 3) if length is not None and isfinite(length) else None


def in_words(rows: Sequence[Row]) -> str:
    """Count the runs by state, in words."""
    states = [each.state for each in rows]
    order = dict.fromkeys(["passed", *sorted(states)])
    ended = ", ".join(f"{states.count(state)} {state}" for state in order if state in states)
    return f"{len(rows)} run{'s' * (len(rows) != 1)}: {ended}" if rows else "no run"


def span(seconds: float | None) -> str:
    """Format a length of time as m:ss or h:mm:ss."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
