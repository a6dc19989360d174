# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

AssetType = Literal["file", "log", "pcap", "report", "screenshot", "trace", "video"]

ASSET_TYPE_VALUES: set[AssetType] = {
    "file",
    "log",
    "pcap",
    "report",
    "screenshot",
    "trace",
    "video",
}


def check_asset_type(value: str) -> AssetType:
    if value in ASSET_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASSET_TYPE_VALUES!r}")
