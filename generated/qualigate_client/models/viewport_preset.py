# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from typing import Literal

ViewportPreset = Literal["desktop", "mobile", "tablet"]

VIEWPORT_PRESET_VALUES: set[ViewportPreset] = {
    "desktop",
    "mobile",
    "tablet",
}


def check_viewport_preset(value: str) -> ViewportPreset:
    if value in VIEWPORT_PRESET_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VIEWPORT_PRESET_VALUES!r}")
