# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

ResultType = Literal["ATTEMPT", "FINAL", "PENDING"]

RESULT_TYPE_VALUES: set[ResultType] = {
    "ATTEMPT",
    "FINAL",
    "PENDING",
}


def check_result_type(value: str) -> ResultType:
    if value in RESULT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RESULT_TYPE_VALUES!r}")
