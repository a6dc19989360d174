# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

Provider = Literal["API", "GITHUB", "PW_REPORTER", "TRIGGER", "VERCEL"]

PROVIDER_VALUES: set[Provider] = {
    "API",
    "GITHUB",
    "PW_REPORTER",
    "TRIGGER",
    "VERCEL",
}


def check_provider(value: str) -> Provider:
    if value in PROVIDER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROVIDER_VALUES!r}")
