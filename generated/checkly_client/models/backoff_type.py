# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

BackoffType = Literal["EXPONENTIAL", "FIXED", "LINEAR"]

BACKOFF_TYPE_VALUES: set[BackoffType] = {
    "EXPONENTIAL",
    "FIXED",
    "LINEAR",
}


def check_backoff_type(value: str) -> BackoffType:
    if value in BACKOFF_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BACKOFF_TYPE_VALUES!r}")
