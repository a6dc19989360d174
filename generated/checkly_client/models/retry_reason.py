# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

RetryReason = Literal["NETWORK_ERROR"]

RETRY_REASON_VALUES: set[RetryReason] = {
    "NETWORK_ERROR",
}


def check_retry_reason(value: str) -> RetryReason:
    if value in RETRY_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RETRY_REASON_VALUES!r}")
