# Generated from specs/testclix.yaml by `make generate`. Do not edit.
from typing import Literal

StatusWord = Literal[
    "acknowledged",
    "error",
    "not executed",
    "not recorded",
    "pass",
    "processing",
    "queued",
    "recorded",
    "valid",
]

STATUS_WORD_VALUES: set[StatusWord] = {
    "acknowledged",
    "error",
    "not executed",
    "not recorded",
    "pass",
    "processing",
    "queued",
    "recorded",
    "valid",
}


def check_status_word(value: str) -> StatusWord:
    if value in STATUS_WORD_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STATUS_WORD_VALUES!r}")
