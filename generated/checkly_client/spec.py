# Generated from specs/checkly.yaml by `make generate`. Do not edit.
"""Facts of the spec that no model holds."""

from typing import Final

# Name of the vendor.
TITLE: Final[str] = "Checkly"

# Address of the API; empty where the spec has none.
BASE_URL: Final[str] = "https://api.checklyhq.com"

# Header of the key, in the way that the spec lists first.
AUTH_HEADER: Final[str] = "Authorization"

# Word before the key in that header.
AUTH_PREFIX: Final[str] = "Bearer"

# Module of each operation, below the package.
OPERATIONS: Final[dict[str, str]] = {
    "await_session_completion": "api.sessions.await_session_completion",
    "cancel_session": "api.sessions.cancel_session",
    "get_session": "api.sessions.get_session",
    "get_session_result": "api.sessions.get_session_result",
    "list_session_result_assets": "api.sessions.list_session_result_assets",
    "list_sessions": "api.sessions.list_sessions",
    "trigger_session": "api.sessions.trigger_session",
}

# Words of each schema of states, each `running`, `idle` or the end that it is (x-lifecycle).
STATES: Final[dict[str, dict[str, str]]] = {
    "SessionStatus": {
        "RUNNING": "running",
        "FAILED": "failure",
        "PASSED": "success",
        "CANCELLED": "canceled",
    },
    "EndedStatus": {"FAILED": "failure", "PASSED": "success", "CANCELLED": "canceled"},
}

# Operations that force a state on a run, and the state.
MOVES: Final[dict[str, str]] = {"cancel_session": "CANCELLED"}

# Requests in so many seconds; of all operations together under an empty name (x-rate-limit).
RATE_LIMITS: Final[dict[str, tuple[int, float]]] = {"": (600, 60)}

# Least values of parameters, by `operation.parameter`.
MINIMUM: Final[dict[str, float]] = {"await_session_completion.maxWaitSeconds": 1}

# Greatest values of parameters, by `operation.parameter`.
MAXIMUM: Final[dict[str, float]] = {
    "await_session_completion.maxWaitSeconds": 30,
    "list_sessions.limit": 100,
}
