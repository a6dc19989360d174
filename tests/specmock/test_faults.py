"""A planned fault is the same exception in process and over a socket, sync and async."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import specmock

pytestmark = pytest.mark.slow  # many cases

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "specs" / "testclix.yaml"
# An answer comes within the patience of a busy machine, or is later than the patience of this test.
PATIENT, IMPATIENT = httpx.Timeout(60), httpx.Timeout(60, read=0.2)
FAULTS: dict[str, tuple[dict[str, Any], Any]] = {
    "empty-response": ({"fault": "empty-response"}, httpx.RemoteProtocolError),
    "connection-reset-by-peer": ({"fault": "connection-reset-by-peer"}, httpx.ReadError),
    "malformed-response-chunk": ({"fault": "malformed-response-chunk"}, httpx.RemoteProtocolError),
    "random-data-then-close": ({"fault": "random-data-then-close"}, httpx.RemoteProtocolError),
    "truncated": ({"fault": "truncated"}, httpx.RemoteProtocolError),
    "slow, beyond the patience": ({"fault": "slow", "delay": 60}, httpx.ReadTimeout),
    "slow, within it": ({"fault": "slow", "delay": 0.05}, (200, True)),
    "late, beyond the patience": ({"delay": 60}, httpx.ReadTimeout),
    "late, within it": ({"delay": 0.05}, (200, True)),
    "garbage": ({"fault": "garbage"}, (200, False)),
    "html": ({"fault": "html"}, (200, False)),
    "html for a documented error": ({"status": 403, "fault": "html"}, (403, False)),
    "a documented error": ({"status": 401}, (401, True)),
    "an odd status": ({"status": 520}, (520, False)),
    "a body of one's own": ({"status": 500, "body": "null"}, (500, True)),
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[specmock.Endpoint]:
    with specmock.serving([SPEC]) as mocks:
        yield mocks["testclix"]


def outcome(response: httpx.Response) -> tuple[int, bool]:
    """Return the status, and whether the body is JSON."""
    try:
        response.json()
    except ValueError:
        return response.status_code, False
    return response.status_code, True


def ask(transport: Any, url: str, key: str, patience: httpx.Timeout = PATIENT) -> Any:
    """Return the outcome of a request, or the class of its exception."""
    with httpx.Client(transport=transport, timeout=patience) as client:
        try:
            return outcome(client.get(f"{url}/v1/api/status", headers={"x-api-key": key}))
        except httpx.HTTPError as error:
            return type(error)


async def ask_async(transport: Any, url: str, key: str, patience: httpx.Timeout) -> Any:
    async with httpx.AsyncClient(transport=transport, timeout=patience) as client:
        try:
            return outcome(await client.get(f"{url}/v1/api/status", headers={"x-api-key": key}))
        except httpx.HTTPError as error:
            return type(error)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_the_same_everywhere(endpoint: specmock.Endpoint, fault: str) -> None:
    step, expected = FAULTS[fault]
    patience = IMPATIENT if expected is httpx.ReadTimeout else PATIENT
    mock = endpoint.mock
    mock.reset()
    mock.plan(operation="get_status", times=4, **step)

    found = {
        "in process": ask(specmock.MockTransport(mock), "http://mock", mock.key, patience),
        "in process, async": asyncio.run(
            ask_async(specmock.MockTransport(mock), "http://mock", mock.key, patience)
        ),
        "socket": ask(None, endpoint.url, mock.key, patience),
        "socket, async": asyncio.run(ask_async(None, endpoint.url, mock.key, patience)),
    }

    assert found == dict.fromkeys(found, expected)
    assert mock.steps == []
    assert ask(None, endpoint.url, mock.key) == (200, True)


def test_a_fault_may_come_twice_and_then_no_more(endpoint: specmock.Endpoint) -> None:
    mock = endpoint.mock
    mock.reset()

    mock.plan(operation="get_status", status=500, times=2)

    answers = [ask(None, endpoint.url, mock.key)[0] for _ in range(4)]
    assert answers == [500, 500, 200, 200]


@pytest.mark.parametrize(
    "step",
    [
        {"fault": "earthquake"},
        {"times": 0},
        {"times": True},
        {"status": 99},
        {"status": "500"},
        {"delay": -1},
        {"runs": 1001},
        {"outcome": "splendid"},
        {"outcome": 3},
        {"operation": "get_nothing"},
        {"operation": ["get_status"]},
        {"body": {"status": "ok"}},
        {"example": 1},
        {"colour": "red"},
        {"outcome": "error", "status": 500},
        {"outcome": "error", "operation": "get_status"},
    ],
    ids=str,
)
def test_a_plan_that_cannot_happen_is_refused(step: dict[str, Any]) -> None:
    mock = specmock.Mock(SPEC)

    with pytest.raises(ValueError, match=r"\w"):
        mock.plan(**step)


def test_a_repeated_header_and_an_empty_status_are_the_same_everywhere(
    endpoint: specmock.Endpoint,
) -> None:
    mock = endpoint.mock
    mock.reset()
    mock.plan(operation="get_status", times=2, status=204, body="what no 204 has")
    asked = [
        ("x-api-key", mock.key),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("x-a", "1"),
        ("x-a", "2"),
    ]
    transports = {"in process": specmock.MockTransport(mock), "socket": None}
    seen: dict[str, dict[str, str]] = {}

    found = {}
    for name, transport in transports.items():
        url = "http://mock" if transport else endpoint.url
        handle = mock.handle

        def noted(request: Any, name: str = name, handle: Any = handle) -> Any:
            seen[name] = {each: request.headers[each] for each in ("cookie", "x-a")}
            return handle(request)

        with pytest.MonkeyPatch.context() as patch, httpx.Client(transport=transport) as client:
            patch.setattr(mock, "handle", noted)
            answer = client.get(f"{url}/v1/api/status", headers=asked)
        found[name] = (answer.status_code, answer.content, "content-length" in answer.headers)

    assert found == dict.fromkeys(found, (204, b"", False))
    assert list(seen.values()) == [{"cookie": "a=1; b=2", "x-a": "1, 2"}] * 2


def test_the_effect_of_a_request_stays_when_its_answer_is_lost() -> None:
    mock = specmock.Mock(ROOT / "specs" / "checkly.yaml")
    mock.plan(operation="trigger_session", fault="empty-response")
    client = httpx.Client(
        transport=specmock.MockTransport(mock),
        base_url="http://mock",
        headers={"authorization": f"Bearer {mock.key}"},
    )
    body = {"name": "Lost", "runLocation": "eu-west-1"}

    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/v1/test-sessions/trigger", json=body)

    found = client.get("/v1/test-sessions", params={"textSearch": "Lost"}).json()
    assert [entry["name"] for entry in found["entries"]] == ["Lost"]
