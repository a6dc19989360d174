"""The exceptions.

RunError
├── MissingKey (LookupError)     the environment lacks what a client needs
├── NetworkSetupError            proxies, certificates or an address that cannot be
├── RequestFailed                one request got no usable answer
├── NotPassed                    the verdict, where `raise_for_verdict` asked for an exception
├── TriggerRejected              nothing was started
├── TriggerUncertain             the answer was lost: a run may have been started
└── PollingError                 the verdict is unknown
    ├── WaitTimeout (TimeoutError)
    └── PollFailed
"""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Self

from .results import NotPassed, RunError, RunRef, RunResult, Snapshot

if TYPE_CHECKING:
    from ._httpx import Response

__all__ = [
    "NO_NEWS",
    "Fault",
    "MissingKey",
    "NetworkSetupError",
    "NotPassed",
    "PollFailed",
    "PollingError",
    "Rejection",
    "RequestFailed",
    "RunError",
    "TriggerRejected",
    "TriggerUncertain",
    "WaitTimeout",
]


class Fault(Enum):
    """What a request without a usable answer says about the run."""

    UNSENT = "was not sent"
    LOST = "got no answer"
    BROKEN = "failed at the vendor"
    UNREADABLE = "got an answer that does not parse"
    LIMITED = "exceeded the rate limit"
    MISSING = "found nothing"
    REFUSED = "was refused"


NO_NEWS = frozenset({Fault.UNSENT, Fault.LOST, Fault.BROKEN, Fault.UNREADABLE})


class Rejection(StrEnum):
    """Why nothing was started."""

    AUTHENTICATION = "authentication"
    QUOTA = "quota"
    NOTHING_TO_RUN = "nothing to run"
    RATE_LIMIT = "rate limit"
    UNREACHABLE = "unreachable"
    REQUEST = "request"


class MissingKey(RunError, LookupError):  # noqa: N818 - the tree's names tell what happened
    """An environment variable is missing or blank, or cannot be a key."""


class NetworkSetupError(RunError):
    """A variable or an argument names proxies, certificates or an address that cannot be.

    No value is shown that may hold a password.
    """


class RequestFailed(RunError):  # noqa: N818 - as above
    """One request got no usable answer.

    `status` is the HTTP status, `message` the vendor's own words, `retry_after` the seconds
    that a 429 or a failure asks for; each None or empty where there is none. `is_lasting` tells
    what no patience cures: a certificate, an unknown host, a protocol that is not spoken.
    """

    def __init__(
        self,
        request: str,
        fault: Fault,
        *,
        message: str = "",
        retry_after: float | None = None,
        response: "Response | None" = None,
        is_lasting: bool = False,
    ) -> None:
        self.fault = fault
        self.message = message
        self.retry_after = retry_after
        self.is_lasting = is_lasting
        self.response = response
        self.status: int | None = None if response is None else response.status_code
        status = "" if self.status is None else f" (HTTP {self.status})"
        super().__init__(f"{request} {fault.value}{status}{message and f': {message}'}")


class TriggerRejected(RunError):  # noqa: N818 - as above
    """Nothing was started; `kind` says why, `message` is the vendor's own words."""

    def __init__(self, kind: Rejection, cause: RequestFailed) -> None:
        self.kind = kind
        self.message = cause.message
        self.response = cause.response
        super().__init__(f"nothing was started ({kind}): {cause}")


class TriggerUncertain(RunError):  # noqa: N818 - as above
    """The request to start a run was sent and its answer was lost: a run may exist.

    `run` is the run that the answer names all the same, where it contradicts itself.
    """

    def __init__(self, cause: RequestFailed, run: RunRef | None = None) -> None:
        self.response = cause.response
        self.run = run
        named = "" if run is None else f" (as {run})"
        super().__init__(f"a run may have been started{named}, look before trying again: {cause}")


class PollingError(RunError):
    """The verdict is unknown; the runs go on at the vendor.

    `results` holds the verdicts that are known, `snapshots` the last news of each run,
    `pending` the runs to wait on for, in this process or in another one, `failures` the failed
    request after the last news of a run, `reason` why the wait ended, `waited` its seconds.
    """

    def __init__(
        self,
        message: str,
        *,
        snapshots: Mapping[RunRef, Snapshot],
        results: Mapping[RunRef, RunResult],
        pending: Iterable[RunRef],
        failures: Mapping[RunRef, RequestFailed],
        reason: str | None = None,
        waited: float = 0.0,
        response: "Response | None" = None,
    ) -> None:
        self.snapshots = dict(snapshots)
        self.results = dict(results)
        self.pending = tuple(pending)
        self.failures = dict(failures)
        self.reason = reason
        self.waited = waited
        self.response = response
        super().__init__(message)

    def of(self, run: RunRef) -> Self:
        """Make the error of one run alone, with its own failure instead of those of all."""
        own = {run: self.failures[run]} if run in self.failures else {}
        why = str(own.get(run) or self.reason or "")
        seen = {run: self.snapshots[run]} if run in self.snapshots else {}
        return type(self)(
            f"no verdict after {self.waited:.0f} s" + (f": {why}" if why else ""),
            snapshots=seen,
            results={},
            pending=[run],
            failures=own,
            reason=self.reason,
            waited=self.waited,
            response=self.response,
        )


class WaitTimeout(PollingError, TimeoutError):  # noqa: N818 - as above
    """The time to wait is over and some run has not ended."""


class PollFailed(PollingError):  # noqa: N818 - as above
    """The vendor refuses to tell, does not know the run, or failed too often in a row."""
