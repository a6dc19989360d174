# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

SessionStatus = Literal["CANCELLED", "FAILED", "PASSED", "RUNNING"]

SESSION_STATUS_VALUES: set[SessionStatus] = {
    "CANCELLED",
    "FAILED",
    "PASSED",
    "RUNNING",
}


def check_session_status(value: str) -> SessionStatus:
    if value in SESSION_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SESSION_STATUS_VALUES!r}")
