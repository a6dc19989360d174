"""Wait for the verdicts of hosted test runs.

The vendors are the modules `testruns.checkly`, `testruns.qualigate` and `testruns.testclix`.
"""

from ._ci import CIContext, ci_context
from .errors import (
    MissingKey,
    NotPassed,
    PollFailed,
    PollingError,
    Rejection,
    RequestFailed,
    RunError,
    TriggerRejected,
    TriggerUncertain,
    WaitTimeout,
)
from .results import Case, Counts, PollPolicy, Results, RunRef, RunResult, Snapshot, Verdict

__all__ = [
    "CIContext",
    "Case",
    "Counts",
    "MissingKey",
    "NotPassed",
    "PollFailed",
    "PollPolicy",
    "PollingError",
    "Rejection",
    "RequestFailed",
    "Results",
    "RunError",
    "RunRef",
    "RunResult",
    "Snapshot",
    "TriggerRejected",
    "TriggerUncertain",
    "Verdict",
    "WaitTimeout",
    "ci_context",
]
