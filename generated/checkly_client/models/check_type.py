# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from typing import Literal

CheckType = Literal[
    "AGENTIC",
    "API",
    "BROWSER",
    "DNS",
    "GRPC",
    "HEARTBEAT",
    "ICMP",
    "MULTI_STEP",
    "PLAYWRIGHT",
    "SSL",
    "TCP",
    "TRACEROUTE",
    "URL",
]

CHECK_TYPE_VALUES: set[CheckType] = {
    "AGENTIC",
    "API",
    "BROWSER",
    "DNS",
    "GRPC",
    "HEARTBEAT",
    "ICMP",
    "MULTI_STEP",
    "PLAYWRIGHT",
    "SSL",
    "TCP",
    "TRACEROUTE",
    "URL",
}


def check_check_type(value: str) -> CheckType:
    if value in CHECK_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHECK_TYPE_VALUES!r}")
