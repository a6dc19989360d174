"""Keys in every place go through a generated client, and what goes past it fails."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import specmock
from specmock.contract import (
    ClientUnderTest,
    ContractError,
    client_under_test,
    documented_requests,
    session,
)
from test_other_clients import made

URL: Final = "http://mock.invalid"
SPEC: Final = """
openapi: 3.1.0
info: {title: Keys, version: "1"}
security: [{bearer: []}]
paths:
  /whole: {get: {operationId: whole, responses: {"204": {description: Fine.}}}}
  /basic: {get: {operationId: basic, security: [{basic: []}], responses: {"204": {description: Fine.}}}}
  /header: {get: {operationId: header, security: [{header: []}], responses: {"204": {description: Fine.}}}}
  /query: {get: {operationId: query, security: [{query: []}], responses: {"204": {description: Fine.}}}}
  /cookie: {get: {operationId: cookie, security: [{cookie: []}], responses: {"204": {description: Fine.}}}}
  /oauth: {get: {operationId: oauth, security: [{oauth: [read]}], responses: {"204": {description: Fine.}}}}
  /openid: {get: {operationId: openid, security: [{openid: []}], responses: {"204": {description: Fine.}}}}
  /all:
    get:
      operationId: all
      security: [{bearer: [], header: [], query: [], cookie: []}]
      responses: {"204": {description: Fine.}}
  /optional:
    get:
      operationId: optional
      security: [{}, {header: []}]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {"204": {description: Fine.}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://keys.invalid", scopes: {read: Read.}}}}
    openid: {type: openIdConnect, openIdConnectUrl: "https://keys.invalid"}
"""
KEY: Final = "user:pass word"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield made(folder, SPEC)


@pytest.fixture
def client(package: str) -> ClientUnderTest:
    document = specmock.loads(SPEC, "keys.yaml")
    mock = specmock.Mock(document)
    return client_under_test(package, document, specmock.MockTransport(mock))


OPERATIONS: Final = [
    "whole",
    "basic",
    "header",
    "query",
    "cookie",
    "oauth",
    "openid",
    "all",
    "optional",
]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_key_goes_through_the_client(client: ClientUnderTest, name: str) -> None:
    key = KEY if name == "basic" else "key"

    for _, request in documented_requests(client.operations[name], client.schemas, key):
        assert client.ask(request).response.status_code == 204

    assert client.coverage.raw == 0


def test_a_request_without_a_key_goes_through_where_keys_are_optional(
    client: ClientUnderTest,
) -> None:
    response = session(client, URL).get(f"{URL}/optional?limit=1")

    assert response.status_code == 204
    assert client.coverage.raw == 0


@pytest.mark.parametrize(
    ("path", "headers", "why"),
    [
        ("/basic", {"Authorization": "Basic user:pass"}, "no key in the header authorization"),
        ("/header", {}, "no key in the header x-key"),
        ("/optional?limit=many", {}, "query/limit"),
        ("/optional?limits=1", {}, "query/limits: is not declared"),
        ("/nowhere", {}, "the spec has no GET /nowhere"),
    ],
)
def test_a_good_request_that_goes_past_the_client_fails(
    client: ClientUnderTest, path: str, headers: dict[str, str], why: str
) -> None:
    with pytest.raises(ContractError, match="goes past the client") as raised:
        session(client, URL).get(f"{URL}{path}", headers=headers)

    assert why in str(raised.value)
    assert any(why in each for each in client.coverage.missing())
    assert "past the client 1: " in client.coverage.table()


@pytest.mark.parametrize("options", [{"strict": False}, {"past": {"header": "its key is secret"}}])
def test_what_may_go_past_the_client_is_counted(
    client: ClientUnderTest, options: dict[str, Any]
) -> None:
    response = session(client, URL, **options).get(f"{URL}/header")

    assert response.status_code == 401
    assert client.coverage.raw == 1
    assert "header past the client 1: authentication" in client.coverage.table()
    assert any("went past" in each for each in client.coverage.missing()) == ("strict" in options)


@pytest.mark.parametrize("past", [{"headers": "why"}, {"header": ""}])
def test_an_exception_needs_an_operation_and_a_reason(
    client: ClientUnderTest, past: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"is no operation of keys\.yaml, or no reason"):
        session(client, URL, past=past)


def test_what_concerns_the_security_of_the_whole_document_is_told_once(
    client: ClientUnderTest,
) -> None:
    found = client.annotation_differences()

    assert len(found) == 2
    assert "whole: takes a client without a key" in found[0]
    assert "optional: takes a client with a key only" in found[1]
