"""Contract tests: what a spec allows goes through the client that was generated from it."""

from ._client import ClientUnderTest, ContractError, Exchange, Server, client_under_test
from ._coverage import Coverage, Row
from ._drift import Drift, asked_live
from ._models import typed
from ._requests import documented_requests, linked_requests
from ._session import session
from ._wire import json_differences

__all__ = [
    "ClientUnderTest",
    "ContractError",
    "Coverage",
    "Drift",
    "Exchange",
    "Row",
    "Server",
    "asked_live",
    "client_under_test",
    "documented_requests",
    "json_differences",
    "linked_requests",
    "session",
    "typed",
]
