# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from typing import Literal

RunState = Literal["canceled", "error", "failed", "passed", "pending", "running", "timeout"]

RUN_STATE_VALUES: set[RunState] = {
    "canceled",
    "error",
    "failed",
    "passed",
    "pending",
    "running",
    "timeout",
}


def check_run_state(value: str) -> RunState:
    if value in RUN_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_STATE_VALUES!r}")
