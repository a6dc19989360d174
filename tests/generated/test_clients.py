"""What the generated clients put on the wire, and what they make of an answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from threading import Thread
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import checkly_client
import httpx
import pytest
import qualigate_client
import testclix_client
from checkly_client.api.sessions import get_session, list_sessions, trigger_session
from checkly_client.models import (
    PlainEnvironmentVariable,
    SecretEnvironmentVariable,
    Session,
    SessionRequest,
)
from qualigate_client.api.runs import get_results, get_run, trigger_run
from qualigate_client.models import (
    CaseRunRequest,
    ResultsReport,
    RunStatus,
    SuiteRunStatus,
)
from specmock import Document, load
from specs import SPECS
from specmock.contract import json_differences
from specmock.openapi import METHODS
from testclix_client.api.tests import execute_by_id, get_status, get_status_by_id
from testclix_client.models import ScenarioStatus

pytestmark = pytest.mark.slow  # many cases

RUN = UUID("660e8400-e29b-41d4-a716-446655440000")
SESSION = UUID("8166fa86-c9b4-4162-8541-d380c6c212d8")
DOCUMENTS = [load(path) for path in SPECS.values()]


class Server(HTTPServer):
    """Answers every request with one document, and keeps what it was sent."""

    answer: Any = None
    status = 200
    line = ""
    sent: dict[str, str]
    body = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        server.line = self.path
        server.sent = {name.lower(): value for name, value in self.headers.items()}
        server.body = self.rfile.read(int(server.sent.get("content-length", 0)))
        content = json.dumps(server.answer).encode()
        self.send_response(server.status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 # the name that http.server looks for

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def connected(package: Any, server: Server, **how: str) -> Iterator[Any]:
    """Yield a generated client of the server."""
    with package.AuthenticatedClient(base_url=server.url, token="key", **how) as client:
        yield client


def connected_testclix(server: Server) -> Any:
    return connected(testclix_client, server, prefix="", auth_header_name="x-api-key")


@pytest.mark.parametrize("test_id", ["A1&B2", "a/b", "a?b", "a#b", "100%", "a%2Fb", "a b", "žluť"])
@pytest.mark.parametrize("operation", [get_status_by_id, execute_by_id])
def test_an_id_is_one_segment_of_the_path(server: Server, operation: Any, test_id: str) -> None:
    server.answer = {"test_id": test_id, "status": "queued"}

    with connected_testclix(server) as client:
        answer = operation.sync_detailed(test_id, client=client)

    *_, segment = server.line.split("/")
    assert unquote(segment) == test_id
    assert server.line.count("/") == 4
    assert answer.parsed == ScenarioStatus(test_id=test_id, status="queued")


def test_testclix_sends_the_key_as_it_is(server: Server) -> None:
    server.answer = {"status": "pass"}

    with connected_testclix(server) as client:
        get_status.sync_detailed(client=client)

    assert server.sent["x-api-key"] == "key"


def test_a_call_without_optional_arguments_sends_neither_query_nor_header(server: Server) -> None:
    server.answer = {"length": 0, "entries": []}

    with connected(checkly_client, server) as client:
        list_sessions.sync_detailed(client=client)

    assert server.line == "/v1/test-sessions"
    plain = {"host", "accept", "accept-encoding", "connection", "user-agent", "authorization"}
    assert server.sent.keys() == plain
    assert server.sent["authorization"] == "Bearer key"


def test_a_body_without_optional_arguments_holds_no_default(server: Server) -> None:
    server.answer = {"test_run_id": str(RUN)}

    with connected(qualigate_client, server) as client:
        trigger_run.sync_detailed(client=client, body=CaseRunRequest(test_case_id=RUN))

    assert json.loads(server.body) == {"test_case_id": str(RUN)}


def test_the_account_is_a_plain_header(server: Server) -> None:
    server.answer = {"statusCode": 404, "error": "Not Found", "message": ""}
    server.status = 404

    with connected(checkly_client, server) as client:
        get_session.sync_detailed(SESSION, client=client, x_checkly_account=str(RUN))

    assert server.sent["x-checkly-account"] == str(RUN)


def test_arrays_are_repeated_and_times_are_whole_seconds(server: Server) -> None:
    server.answer = {"length": 0, "entries": []}

    with connected(checkly_client, server) as client:
        list_sessions.sync_detailed(
            client=client, statuses=["FAILED", "PASSED"], branches=["a b"], from_=1700000000
        )

    query = "from=1700000000&statuses=FAILED&statuses=PASSED&branches=a%20b"
    assert server.line.replace("+", "%20") == f"/v1/test-sessions?{query}"


def test_ids_are_joined_by_commas(server: Server) -> None:
    server.answer = {"status": "passed", "total_tests": 2, "passed_tests": 2, "failed_tests": 0}

    with connected(qualigate_client, server) as client:
        answer = get_results.sync_detailed(client=client, test_run_ids=f"{RUN},{SESSION}")

    assert server.line == f"/api/v1/results?test_run_ids={RUN}%2C{SESSION}"
    assert isinstance(answer.parsed, ResultsReport)


def test_both_kinds_of_environment_variable_are_sent(server: Server) -> None:
    server.status = 401
    server.answer = {"statusCode": 401, "error": "Unauthorized", "message": ""}
    plain = PlainEnvironmentVariable(key="A", value=None)
    secret = SecretEnvironmentVariable(key="B", secret=True, value={"user": "demo"})

    with connected(checkly_client, server) as client:
        trigger_session.sync_detailed(
            client=client,
            body=SessionRequest(name="n", run_location="eu", environment_variables=[plain, secret]),
        )

    assert json.loads(server.body)["environmentVariables"] == [
        {"key": "A", "value": None},
        {"key": "B", "secret": True, "value": {"user": "demo"}},
    ]


def test_a_status_word_of_tomorrow_is_a_string(server: Server) -> None:
    server.answer = {"test_id": "A", "status": "paused"}

    with connected_testclix(server) as client:
        answer = get_status_by_id.sync_detailed("A", client=client)

    assert answer.parsed == ScenarioStatus(test_id="A", status="paused")


@pytest.mark.parametrize("status", ["pending", "running", "completed", "failed", "paused"])
def test_a_suite_run_is_a_suite_run_in_every_state(server: Server, status: str) -> None:
    server.answer = {"id": str(RUN), "status": status, "total_tests": 5}

    with connected(qualigate_client, server) as client:
        answer = get_run.sync_detailed(client=client, suite_run_id=RUN)

    assert answer.parsed == SuiteRunStatus(id=RUN, status=status, total_tests=5)


@pytest.mark.parametrize("status", ["pending", "running", "passed", "paused"])
def test_a_test_run_is_a_test_run_in_every_state(server: Server, status: str) -> None:
    server.answer = {"id": str(RUN), "status": status}

    with connected(qualigate_client, server) as client:
        answer = get_run.sync_detailed(client=client, test_run_id=RUN)

    assert answer.parsed == RunStatus(id=RUN, status=status)


def answers() -> Iterator[Any]:
    """Every example of every answer of every operation."""
    for document in DOCUMENTS:
        for item in document.root["paths"].values():
            for operation in (item[method] for method in item if method in METHODS):
                for code, node in operation["responses"].items():
                    content = document.resolve(node).get("content", {"application/json": {}})
                    for name, example in content["application/json"].get("examples", {}).items():
                        value = document.resolve(example)["value"]
                        where = f"{document.path.stem}-{operation['operationId']}-{code}-{name}"
                        yield pytest.param(document, operation, int(code), value, id=where)


def parse(document: Document, operation: dict[str, Any], code: int, value: Any) -> Any:
    """Let the generated client parse an answer."""
    package = f"{document.path.stem}_client"
    module = import_module(f"{package}.api.{operation['tags'][0]}.{operation['operationId']}")
    client = import_module(package).Client(base_url="http://127.0.0.1")
    return module._parse_response(client=client, response=httpx.Response(code, json=value))


@pytest.mark.parametrize(("document", "operation", "code", "value"), [*answers()])
def test_an_example_survives_the_typed_model(
    document: Document, operation: dict[str, Any], code: int, value: Any
) -> None:
    parsed = parse(document, operation, code, value)

    assert [*json_differences(value, parsed.to_dict())] == []
    assert not undeclared(parsed)


def undeclared(model: Any) -> list[str]:
    """Return the keys that a model keeps without knowing them, at any depth.

    A model without fields of its own is there to keep whatever comes.
    """
    if isinstance(model, list):
        return [key for item in model for key in undeclared(item)]
    if not hasattr(model, "to_dict"):
        return []
    names = [name for name in type(model).__slots__ if name[0] != "_"]
    extra = {} if names == ["additional_properties"] else getattr(model, "additional_properties", {})
    unknown = [key for key, value in extra.items() if not hasattr(value, "to_dict")]
    slots = (getattr(model, name) for name in names)
    return unknown + [key for value in slots for key in undeclared(value)]


def branches(document: Document, schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and all that it is composed of."""
    schema = document.resolve(schema)
    yield schema
    for part in ("allOf", "oneOf", "anyOf"):
        for branch in schema.get(part, []):
            yield from branches(document, branch)


def nullable(document: Document, schema: Any, value: Any, path: tuple[Any, ...] = ()) -> Any:
    """Yield the path of each place of a value that its schema allows to be null."""
    for branch in branches(document, schema):
        if "null" in branch.get("type", ()):
            yield path
        if isinstance(value, dict):
            for key in value.keys() & branch.get("properties", {}).keys():
                yield from nullable(document, branch["properties"][key], value[key], (*path, key))
        if isinstance(value, list) and "items" in branch:
            for index, item in enumerate(value):
                yield from nullable(document, branch["items"], item, (*path, index))


@pytest.mark.parametrize(("document", "operation", "code", "value"), [*answers()])
def test_null_is_kept_where_a_field_may_be_null(
    document: Document, operation: dict[str, Any], code: int, value: Any
) -> None:
    content = document.resolve(operation["responses"][str(code)])["content"]
    schema = content["application/json"]["schema"]
    for path in set(nullable(document, schema, value)):
        changed = json.loads(json.dumps(value))
        *parents, last = path
        place = changed
        for step in parents:
            place = place[step]
        place[last] = None

        parsed = parse(document, operation, code, changed)

        assert [*json_differences(changed, parsed.to_dict())] == [], path


def test_a_session_that_runs_may_have_no_end() -> None:
    document = next(document for document in DOCUMENTS if document.path.stem == "checkly")
    running = document.root["components"]["examples"]["SessionRunning"]["value"]

    assert Session.from_dict(running).stopped_at is None
