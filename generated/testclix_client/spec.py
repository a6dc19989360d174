# Generated from specs/testclix.yaml by `make generate`. Do not edit.
"""Facts of the spec that no model holds."""

from typing import Final

# Name of the vendor.
TITLE: Final[str] = "TestCLIX"

# Address of the API; empty where the spec has none.
BASE_URL: Final[str] = "https://api.testclix.com"

# Header of the key, in the way that the spec lists first.
AUTH_HEADER: Final[str] = "x-api-key"

# Word before the key in that header.
AUTH_PREFIX: Final[str] = ""

# Module of each operation, below the package.
OPERATIONS: Final[dict[str, str]] = {
    "execute_by_id": "api.tests.execute_by_id",
    "get_status": "api.tests.get_status",
    "get_status_by_id": "api.tests.get_status_by_id",
    "get_status_details": "api.tests.get_status_details",
}

# Words of each schema of states, each `running`, `idle` or the end that it is (x-lifecycle).
STATES: Final[dict[str, dict[str, str]]] = {
    "StatusWord": {
        "not recorded": "idle",
        "recorded": "idle",
        "not executed": "idle",
        "valid": "idle",
        "queued": "running",
        "processing": "running",
        "pass": "success",
        "error": "failure",
        "acknowledged": "failure",
    }
}

# Operations that force a state on a run, and the state.
MOVES: Final[dict[str, str]] = {}

# Requests in so many seconds; of all operations together under an empty name (x-rate-limit).
RATE_LIMITS: Final[dict[str, tuple[int, float]]] = {}

# Least values of parameters, by `operation.parameter`.
MINIMUM: Final[dict[str, float]] = {}

# Greatest values of parameters, by `operation.parameter`.
MAXIMUM: Final[dict[str, float]] = {}
