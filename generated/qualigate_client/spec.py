# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
"""Facts of the spec that no model holds."""

from typing import Final

# Name of the vendor.
TITLE: Final[str] = "Qualigate"

# Address of the API; empty where the spec has none.
BASE_URL: Final[str] = "https://qualigate.app"

# Header of the key, in the way that the spec lists first.
AUTH_HEADER: Final[str] = "Authorization"

# Word before the key in that header.
AUTH_PREFIX: Final[str] = "Bearer"

# Module of each operation, below the package.
OPERATIONS: Final[dict[str, str]] = {
    "get_ci_config": "api.projects.get_ci_config",
    "get_results": "api.runs.get_results",
    "get_run": "api.runs.get_run",
    "trigger_run": "api.runs.trigger_run",
}

# Words of each schema of states, each `running`, `idle` or the end that it is (x-lifecycle).
STATES: Final[dict[str, dict[str, str]]] = {
    "RunState": {
        "pending": "running",
        "running": "running",
        "passed": "success",
        "failed": "failure",
        "error": "error",
        "timeout": "timeout",
        "canceled": "canceled",
    },
    "SuiteState": {
        "pending": "running",
        "running": "running",
        "completed": "counted",
        "passed": "counted",
        "failed": "failure",
        "error": "error",
        "timeout": "timeout",
        "canceled": "canceled",
    },
}

# Operations that force a state on a run, and the state.
MOVES: Final[dict[str, str]] = {}

# Requests in so many seconds; of all operations together under an empty name (x-rate-limit).
RATE_LIMITS: Final[dict[str, tuple[int, float]]] = {
    "get_run": (30, 60),
    "trigger_run": (30, 60),
    "get_results": (30, 60),
}

# Least values of parameters, by `operation.parameter`.
MINIMUM: Final[dict[str, float]] = {}

# Greatest values of parameters, by `operation.parameter`.
MAXIMUM: Final[dict[str, float]] = {}
