"""Contract tests: what a spec allows goes through the client that was generated from it.

A package of openapi-python-client, its spec and a server are all that it takes, with pytest::

    import schemathesis
    from specmock.contract import client_under_test, session

    SPEC, URL = "petstore.yaml", "http://127.0.0.1:8000"
    client = client_under_test("petstore_client", SPEC, URL)
    through_the_client = session(client, URL)
    schema = schemathesis.openapi.from_path(SPEC)

    @schema.parametrize()
    def test_contract(case):
        case.call_and_validate(URL, through_the_client)

    def test_annotations():
        assert client.annotation_differences() == []

What differs is said by operation: "list_pets: query limit: the spec asks for …".
`client.coverage.table()` tells what was exercised, `client.coverage.missing()` what was not.
`proxied`, and the command `specmock proxy`, serve the client, so that schemathesis's own command
can be pointed at it.
"""

from specmock.extras import needed

with needed("contract"):
    from specmock.openapi import Row

    from ._client import ClientUnderTest, ContractError, Exchange, Server, client_under_test
    from ._coverage import Coverage
    from ._drift import Drift, asked_live
    from ._example_requests import (
        documented_requests,
        example_requests,
        hard_requests,
        linked_requests,
    )
    from ._models import typed
    from ._proxy import proxied
    from ._request_comparison import json_differences
    from ._session import session
    from ._values import NoValueError, hard_values

__all__ = [
    "ClientUnderTest",
    "ContractError",
    "Coverage",
    "Drift",
    "Exchange",
    "NoValueError",
    "Row",
    "Server",
    "asked_live",
    "client_under_test",
    "documented_requests",
    "example_requests",
    "hard_requests",
    "hard_values",
    "json_differences",
    "linked_requests",
    "proxied",
    "session",
    "typed",
]
