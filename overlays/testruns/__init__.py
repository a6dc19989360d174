"""Wait for the verdicts of hosted test runs.

The vendors are the modules `testruns.checkly`, `testruns.qualigate` and `testruns.testclix`.
"""

from specmock.extras import installed_version

from ._ci import CIContext, ci_context
from ._registry import vendor, vendor_names
from .errors import (
    Fault,
    MissingKey,
    NetworkSetupError,
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
    "NetworkSetupError",
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


def __getattr__(name: str) -> str:
    if name == "__version__":
        return installed_version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
