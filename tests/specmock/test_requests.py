"""What the mocks accept and refuse: keys, parameters, bodies, rates, preferences."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import ids
import pytest
import specmock
from specmock import HttpRequest, HttpResponse

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("checkly", "qualigate", "testclix")
RUN = "test_run_id=660e8400-e29b-41d4-a716-446655440000"
SESSION = "/v1/test-sessions/8166fa86-c9b4-4162-8541-d380c6c212d8"


@pytest.fixture(params=NAMES)
def mock(request: pytest.FixtureRequest) -> specmock.Mock:
    return named(request.param)


def named(name: str, **settings: Any) -> specmock.Mock:
    clock = specmock.VirtualClock()
    return specmock.Mock(ROOT / "specs" / f"{name}.yaml", specmock.Settings(**settings), clock)


def ask(
    mock: specmock.Mock,
    path: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    key: str | None = None,
) -> HttpResponse:
    """Ask a mock, with its key and JSON where nothing else is said."""
    given = mock.key if key is None else key
    sent = {"authorization": f"Bearer {given}", "x-api-key": given, **(headers or {})}
    if body is not None:
        sent.setdefault("content-type", "application/json")
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    path, _, query = path.partition("?")
    method = "GET" if body is None else "POST"
    answer = mock.handle(HttpRequest(method, path, query, sent, content))
    assert isinstance(answer, HttpResponse)
    return answer


GOOD = {
    "checkly": SESSION,
    "qualigate": f"/api/v1/trigger?{RUN}",
    "testclix": "/v1/api/status",
}


@pytest.mark.parametrize(
    ("name", "key", "status", "message"),
    [
        ("checkly", "", 401, "Missing or invalid API key"),
        ("checkly", "wrong", 401, "Missing or invalid API key"),
        ("checkly", "checkly-no-access-key", 403, "No access to this account"),
        ("qualigate", "", 401, "Missing or invalid API key"),
        ("qualigate", "wrong", 401, "Missing or invalid API key"),
        ("qualigate", "qg_no_access_key", 403, "You don't have access to this resource"),
        ("testclix", "", 401, "Unauthorized"),
        ("testclix", "wrong", 403, "User is not authorized to access this resource"),
    ],
)
def test_a_key_that_is_missing_or_wrong(name: str, key: str, status: int, message: str) -> None:
    answer = ask(named(name), GOOD[name], key=key)

    assert answer.status == status
    assert answer.json()["message"].startswith(message)


def test_any_of_the_documented_ways_to_send_the_key_will_do() -> None:
    mock = named("qualigate")

    for headers in ({"x-api-key": mock.key}, {"authorization": f"bearer {mock.key}"}):
        answer = mock.handle(HttpRequest("GET", "/api/v1/trigger", RUN, headers))
        assert isinstance(answer, HttpResponse)
        assert answer.status == 200


def test_a_key_sent_another_way_is_missing() -> None:
    mock = named("checkly")

    answer = mock.handle(HttpRequest("GET", SESSION, "", {"authorization": f"Basic {mock.key}"}))

    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_basic_authentication_is_asked_for_by_its_name() -> None:
    path = ROOT / "specs" / "checkly.yaml"
    text = path.read_text().replace("scheme: bearer", "scheme: basic")
    mock = specmock.Mock(specmock.loads(text, path))

    answer = mock.handle(HttpRequest("GET", SESSION))

    assert isinstance(answer, HttpResponse)
    assert answer.headers["www-authenticate"] == 'Basic realm="mock"'


@pytest.mark.parametrize(
    ("name", "path", "body", "reason"),
    [
        ("qualigate", "/api/v1/trigger", {}, "oneOf"),
        ("qualigate", "/api/v1/trigger", {"test_case_id": "x"}, "oneOf"),
        ("qualigate", "/api/v1/trigger", [], "oneOf"),
        ("qualigate", "/api/v1/trigger", b"{", "no application/json"),
        ("qualigate", "/api/v1/trigger", b"\xff\xfe{", "no application/json"),
        ("qualigate", "/api/v1/trigger", b'{"a": NaN}', "no application/json"),
        ("qualigate", "/api/v1/trigger", b"[" * 100_000, "no application/json"),
        ("qualigate", "/api/v1/trigger", b"[" * 300 + b"]" * 300, "body: is nested too deeply"),
        ("qualigate", "/api/v1/trigger", b"1" * 10_000, "no application/json"),
        ("qualigate", "/api/v1/trigger", b'{"test_case_id": "\\ud800"}', "Unicode"),
        ("qualigate", "/api/v1/trigger", b"", "no application/json"),
        ("qualigate", "/api/v1/trigger", None, "exactly one"),
        ("qualigate", f"/api/v1/trigger?{RUN}&suite_run_id={RUN[12:]}", None, "exactly one"),
        ("qualigate", "/api/v1/trigger?test_run_id=1", None, "query/test_run_id"),
        ("qualigate", f"/api/v1/trigger?{RUN}&{RUN}", None, "query/test_run_id"),
        ("qualigate", "/api/v1/ci-config", None, "query/project_id: is required"),
        ("checkly", f"{SESSION}/completion?maxWaitSeconds=31", None, "maximum of 30"),
        ("checkly", f"{SESSION}/completion?maxWaitSeconds=soon", None, "maxWaitSeconds"),
        ("checkly", "/v1/test-sessions/nothing", None, "path/testSessionId"),
        ("checkly", "/v1/test-sessions?limit=101", None, "query/limit"),
        ("checkly", "/v1/test-sessions?textSearch=ab", None, "query/textSearch"),
        ("checkly", "/v1/test-sessions?statuses=PASSED&statuses=HAPPY", None, "query/statuses/1"),
        ("checkly", "/v1/test-sessions?noUsers=perhaps", None, "query/noUsers"),
        ("checkly", f"{SESSION}/cancel", {"sequenceId": []}, "body/sequenceId"),
        ("checkly", f"{SESSION}/cancel", {"reason": "none"}, "body"),
    ],
)
def test_an_invalid_request_is_the_documented_400_with_its_reason(
    name: str, path: str, body: Any, reason: str
) -> None:
    answer = ask(named(name), path, body)

    assert answer.status == 400
    assert reason in answer.headers["x-specmock-reason"]
    assert "x-specmock-undocumented" not in answer.headers


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/json; charset=utf-16"]
)
def test_another_media_type_is_refused(content_type: str) -> None:
    body = {"test_case_id": ids.CASE}

    answer = ask(named("qualigate"), "/api/v1/trigger", body, {"content-type": content_type})

    assert answer.status == 400


def test_a_reason_tells_no_secret() -> None:
    mock = named("checkly")
    variable = {"key": "", "value": "hunter2", "secret": True}
    body = {"name": "n", "runLocation": "r", "environmentVariables": [variable]}

    answer = ask(mock, "/v1/test-sessions/trigger", body)

    assert answer.status == 400
    assert "hunter2" not in str(answer)
    assert "hunter2" not in str(mock.journal)
    assert mock.key not in str(mock.journal)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 404),
        ("/v1/api/status/", 404),
        ("/v1/api/../api/status", 404),
        ("/v1/api/status/..", 404),
        ("/v1/api/status/%2e%2e", 404),
        ("/v1/api/%73tatus", 200),
        ("//v1/api/status", 404),
        ("/v1/api/status/" + "a" * 10_000, 404),
        ("/v1/api/status/%ff%00", 404),
        ("/v1/api/execute/a", 405),
    ],
)
def test_paths_are_taken_as_they_are_sent(path: str, status: int) -> None:
    answer = ask(named("testclix"), path)

    assert answer.status == status


def test_a_method_that_is_not_documented_names_those_that_are() -> None:
    answer = named("qualigate").handle(HttpRequest("DELETE", "/api/v1/trigger"))

    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert answer.headers["x-specmock-undocumented"] == "true"


def test_head_is_answered_as_get_without_the_body() -> None:
    mock = named("testclix")
    url = "http://mock/v1/api/status"
    with httpx.Client(transport=specmock.MockTransport(mock)) as client:
        key = {"x-api-key": mock.key}

        head, get = client.head(url, headers=key), client.get(url, headers=key)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == get.headers


def test_a_page_of_another_site_may_ask_a_mock() -> None:
    mock = named("qualigate")
    asked = {
        "origin": "http://localhost:3000",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }

    before = mock.handle(HttpRequest("OPTIONS", "/api/v1/trigger", headers=asked))
    answer = mock.handle(HttpRequest("GET", "/api/v1/results", headers={"origin": asked["origin"]}))

    assert isinstance(before, HttpResponse)
    assert before.status == 204
    assert before.headers["access-control-allow-headers"] == "authorization,content-type"
    assert "POST" in before.headers["access-control-allow-methods"]
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (401, asked["origin"])


def test_the_rate_limit_is_per_operation_and_key_and_says_how_long() -> None:
    mock = named("qualigate")
    path = f"/api/v1/trigger?{RUN}"
    assert {ask(mock, path).status for _ in range(30)} == {200}
    mock.clock.advance(15)

    limited = ask(mock, path)

    assert limited.status == 429
    assert limited.json()["retry_after"] == 45
    results = f"/api/v1/results?suite_run_id=880{RUN[15:]}"
    assert ask(mock, results).status == 200
    assert ask(mock, path, key="qg_no_access_key").status == 403
    mock.clock.advance(45)
    assert ask(mock, path).status == 200


def test_a_limit_of_all_operations_counts_them_together() -> None:
    mock = named("checkly")
    statuses = [
        ask(mock, path).status for _ in range(300) for path in (SESSION, "/v1/test-sessions")
    ]

    limited = ask(mock, SESSION)

    assert set(statuses) == {200}
    assert (limited.status, "retry-after" in limited.headers) == (429, False)


def test_rates_need_not_be_limited() -> None:
    mock = named("qualigate", rate_limits=False)

    assert {ask(mock, f"/api/v1/trigger?{RUN}").status for _ in range(40)} == {200}


@pytest.mark.parametrize(
    ("prefer", "status", "shown"),
    [
        ("code=404", 404, "Test case not found"),
        ("code=500", 500, "unexpected error"),
        ("code=429", 429, "retry_after"),
        ("example=suite-running", 200, "running"),
        ("code=200, example=run-failed", 200, "submit-order"),
        ("code=200", 200, "passed"),
        ("code=418", 400, "no answer"),
        ("example=splendid", 400, "no example"),
        ("respond-async", 200, "passed"),
    ],
)
def test_a_request_may_prefer_an_answer(prefer: str, status: int, shown: str) -> None:
    answer = ask(named("qualigate"), f"/api/v1/trigger?{RUN}", headers={"prefer": prefer})

    assert answer.status == status
    assert shown in answer.body.decode()


def test_every_documented_answer_can_be_had(mock: specmock.Mock) -> None:
    for operation in mock.operations.values():
        for status in operation.answers:
            path = operation.path.replace("{", "").replace("}", "")
            headers = {"authorization": f"Bearer {mock.key}", "x-api-key": mock.key}
            mock.reset()
            mock.plan(operation=operation.id, status=int(status))
            answer = mock.handle(HttpRequest(operation.method, path, "", headers))
            assert isinstance(answer, HttpResponse)
            assert answer.status == int(status)
            assert "x-specmock-undocumented" not in answer.headers


def test_a_body_that_is_required_has_to_be_there() -> None:
    mock = named("qualigate")

    answer = mock.handle(HttpRequest("POST", "/api/v1/trigger", "", {"x-api-key": mock.key}))

    assert isinstance(answer, HttpResponse)
    assert answer.headers["x-specmock-reason"] == "body: is required"


def test_the_journal_tells_what_was_asked_and_answered() -> None:
    mock = named("testclix")
    ask(mock, "/v1/api/status/unknown?a=b")
    ask(mock, "/nowhere")

    first, second = mock.journal

    assert (first.method, first.path) == ("GET", "/v1/api/status/unknown?a=b")
    assert (first.operation, first.status) == ("get_status_by_id", 404)
    assert first.reason == "test_id names nothing that is there"
    assert (second.operation, second.status) == (None, 404)


def test_an_answer_that_breaks_the_document_is_a_500_that_says_so() -> None:
    path = ROOT / "specs" / "testclix.yaml"
    text = path.read_text().replace("pass: {value: {status: pass}}", "pass: {value: {state: pass}}")
    mock = specmock.Mock(specmock.loads(text, path))

    answer = ask(mock, "/v1/api/status")

    assert answer.status == 500
    assert "breaks the document" in answer.json()["detail"]
