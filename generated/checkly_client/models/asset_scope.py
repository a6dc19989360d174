# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

AssetScope = Literal["check-result", "test-session-result"]

ASSET_SCOPE_VALUES: set[AssetScope] = {
    "check-result",
    "test-session-result",
}


def check_asset_scope(value: str) -> AssetScope:
    if value in ASSET_SCOPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASSET_SCOPE_VALUES!r}")
