"""What becomes of each run, what may be said of it, and the exit code that follows."""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, TypeAlias

from attrs import define, field, frozen

from testruns import (
    Rejection,
    RunError,
    RunRef,
    RunResult,
    Snapshot,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
)


class Exit(IntEnum):
    """The exit codes, part of the compatibility promise."""

    PASSED = 0
    NOT_PASSED = 1
    USAGE = 2
    VENDOR = 3
    UNKNOWN = 4
    NOTHING = 5
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS = {
    Exit.PASSED: "passed",
    Exit.NOT_PASSED: "not passed",
    Exit.USAGE: "wrong usage",
    Exit.VENDOR: "authentication, quota or vendor failure",
    Exit.UNKNOWN: "the verdict is unknown: the time is over, or the answer to a start was lost",
    Exit.NOTHING: "nothing to run, or no test ran",
    Exit.INTERRUPTED: "interrupted",
    Exit.TERMINATED: "terminated",
}

# Of several runs the first that applies: what needs a person comes before what tests say.
ORDER = (Exit.USAGE, Exit.VENDOR, Exit.UNKNOWN, Exit.NOT_PASSED, Exit.NOTHING, Exit.PASSED)


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


@define(eq=False)
class Entry:
    """A run that was asked for, as it goes on.

    `arguments` are those of the vendor's trigger; None where the run was started before.
    """

    vendor: str
    label: str
    arguments: Mapping[str, Any] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    ref: RunRef | None = None
    snapshot: Snapshot | None = None
    error: Exception | None = None
    began: float | None = None  # Unix seconds
    ended: float | None = None
    changes: list[tuple[float, str]] = field(factory=list)

    @property
    def state(self) -> str:
        """Where the run stands: the verdict, what went wrong, or the vendor's own word."""
        if isinstance(self.snapshot, RunResult):
            return str(self.snapshot.verdict)
        if self.error is not None:
            return {Exit.UNKNOWN: "unknown", Exit.NOTHING: "nothing to run"}.get(
                exit_of(self) or Exit.VENDOR, "refused" if self.ref is None else "lost"
            )
        if self.snapshot is not None:
            return self.snapshot.state.lower()
        return "queued" if self.began is None else "starting" if self.ref is None else "started"

    @property
    def is_open(self) -> bool:
        """Whether the run may go on at the vendor."""
        return self.ref is not None and not isinstance(self.snapshot, RunResult)


def exit_of(entry: Entry) -> Exit | None:
    """Return what the end of a run comes to; None where it has not ended."""
    result = entry.snapshot
    if isinstance(result, RunResult):
        if result.passed:
            return Exit.PASSED
        is_empty = result.verdict is Verdict.ERROR and result.counts.total == 0
        return Exit.NOTHING if is_empty else Exit.NOT_PASSED
    match entry.error:
        case None:
            return None
        case TriggerRejected(kind=Rejection.NOTHING_TO_RUN):
            return Exit.NOTHING
        case WaitTimeout() | TriggerUncertain():
            return Exit.UNKNOWN
        case RunError() | TimeoutError():
            return Exit.VENDOR
    return Exit.USAGE


def exit_code(
    entries: Iterable[Entry], signal: int | None = None, default: Exit = Exit.NOTHING
) -> Exit:
    """Return the exit code for several runs; those without an end do not count."""
    if signal is not None:
        return Exit(128 + signal)
    codes = {exit_of(entry) for entry in entries}
    return next((code for code in ORDER if code in codes), default)


Clean: TypeAlias = Callable[[str], str]

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff\ufffe\uffff]")


def cleaner(secrets: Iterable[str]) -> Clean:
    """Return what makes a text fit to be shown: without secrets and control characters."""
    hidden = sorted({secret for secret in secrets if len(secret) > 3}, key=len, reverse=True)

    def clean(text: str) -> str:
        for secret in hidden:
            text = text.replace(secret, "***")
        return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)

    return clean


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


def row(entry: Entry, clean: Clean, *, videos: bool = False, now: float | None = None) -> Row:
    """Return a run as reports show it; recordings are public, so they are shown on request."""

    def text(value: object) -> str | None:
        return clean(str(value)) if value else None

    def line(value: object) -> str:
        return " ".join(clean(str(value or "")).split())

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
            link=line(case.link) or None,
            degraded=case.degraded,
            seconds=case.duration and round(max(0.0, case.duration), 3),
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
        seconds=None if entry.began is None else round(max(0.0, until - entry.began), 3),
        link=line((snapshot and snapshot.link) or (ref and ref.link)) or None,
        video=(videos and snapshot and line(getattr(snapshot.raw, "video_url", None))) or None,
        token=text(ref and ref.to_json()),
        changes=[(at, line(state)) for at, state in entry.changes],
        cases=cases,
    )


def in_words(rows: Sequence[Row]) -> str:
    """Return how many runs ended how, in words."""
    states = [each.state for each in rows]
    order = dict.fromkeys(["passed", *sorted(states)])
    ended = ", ".join(f"{states.count(state)} {state}" for state in order if state in states)
    return f"{len(rows)} run{'s' * (len(rows) != 1)}: {ended}" if rows else "no run"


def span(seconds: float | None) -> str:
    """Return a length of time as people read it."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
