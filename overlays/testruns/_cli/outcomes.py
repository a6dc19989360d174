"""Entries (the runs that were asked for, as they go on) and exit codes."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeAlias

from attrs import define, field, frozen

from testruns import (
    Fault,
    PollingError,
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
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS = {
    Exit.PASSED: "passed",
    Exit.NOT_PASSED: "not passed",
    Exit.USAGE: "wrong usage",
    Exit.VENDOR: "authentication, quota or vendor failure",
    Exit.UNKNOWN: "the verdict is unknown: the time is over, or the answer to a start was lost",
    Exit.NOTHING: "nothing to run, or no test ran",
    Exit.HUNG_UP: "hung up",
    Exit.INTERRUPTED: "interrupted",
    Exit.TERMINATED: "terminated",
}

# Of several runs the first that applies: what needs a person comes before what tests say.
ORDER = (Exit.USAGE, Exit.VENDOR, Exit.UNKNOWN, Exit.NOT_PASSED, Exit.NOTHING, Exit.PASSED)


class UnknownStartError(Exception):
    """A start that a ledger tells of and whose run is not known: it may have been started, or not."""


@frozen
class Sent:
    """A start that was about to be sent before: when, in Unix seconds, and what finds its run."""

    at: float
    nonce: str


@define(eq=False)
class Entry:
    """A run that was asked for, as it goes on.

    `request` is what the vendor's trigger takes; None where the run was started before. `sent` is
    a former start of it whose answer nobody knows, `ledger` the file that tells of it; `is_stopped`
    whether the vendor was told to stop it.
    """

    vendor: str
    label: str
    request: Any = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    sent: Sent | None = None
    ledger: Path | None = None
    ref: RunRef | None = None
    snapshot: Snapshot | None = None
    error: Exception | None = None
    began: float | None = None  # Unix seconds
    ended: float | None = None
    changes: list[tuple[float, str]] = field(factory=list)
    is_stopped: bool = False

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
    def is_missing(self) -> bool:
        """Whether the vendor does not know the run."""
        failures = self.error.failures if isinstance(self.error, PollingError) else {}
        return any(each.fault is Fault.MISSING for each in failures.values())

    @property
    def is_open(self) -> bool:
        """Whether the run may go on at the vendor."""
        return self.ref is not None and not isinstance(self.snapshot, RunResult)


# Told each change of a run, and notes as text.
Tell: TypeAlias = Callable[[str, Entry | str], object]


def exit_of(entry: Entry) -> Exit | None:
    """Exit code for one run; None where it has not ended."""
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
        case WaitTimeout() | TriggerUncertain() | UnknownStartError():
            return Exit.UNKNOWN
        case RunError() | TimeoutError():
            return Exit.VENDOR
    return Exit.USAGE


def exit_code(
    entries: Iterable[Entry], signal: int | None = None, default: Exit = Exit.NOTHING
) -> Exit:
    """Exit code for several runs; those without an end do not count."""
    if signal is not None:
        return Exit(128 + signal)
    codes = {exit_of(entry) for entry in entries}
    return next((code for code in ORDER if code in codes), default)
