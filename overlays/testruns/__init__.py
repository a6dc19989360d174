"""Wait for the verdicts of hosted test runs.

The vendors are the modules `testruns.checkly`, `testruns.qualigate` and `testruns.testclix`.
"""

from ._ci import CIContext, ci_context
from ._registry import vendor, vendor_names
from .errors import (
    Fault,
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
from .policy import PollPolicy
from .results import Case, Counts, Results, RunRef, RunResult, Snapshot, Verdict

__all__ = [
    "CIContext",
    "Case",
    "Counts",
    "Fault",
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
    "vendor",
    "vendor_names",
]
