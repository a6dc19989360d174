# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

EndedStatus = Literal["CANCELLED", "FAILED", "PASSED"]

ENDED_STATUS_VALUES: set[EndedStatus] = {
    "CANCELLED",
    "FAILED",
    "PASSED",
}


def check_ended_status(value: str) -> EndedStatus:
    if value in ENDED_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ENDED_STATUS_VALUES!r}")
