# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from typing import Literal

SuiteState = Literal[
    "canceled", "completed", "error", "failed", "passed", "pending", "running", "timeout"
]

SUITE_STATE_VALUES: set[SuiteState] = {
    "canceled",
    "completed",
    "error",
    "failed",
    "passed",
    "pending",
    "running",
    "timeout",
}


def check_suite_state(value: str) -> SuiteState:
    if value in SUITE_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SUITE_STATE_VALUES!r}")
