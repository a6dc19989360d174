"""From trigger to verdict against the mocks: each way to call, each fault, one virtual clock."""

import math
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import anyio
import httpx
import ids
import pytest
import specmock
from attrs import evolve, frozen
from testruns import (
    PollFailed,
    PollingError,
    PollPolicy,
    RunRef,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
    checkly,
    qualigate,
)
from testruns._engine.watch import IN_FLIGHT

pytestmark = pytest.mark.slow  # many cases

SUITE = qualigate.SuiteRunRequest(UUID(ids.SUITE))
CASE = qualigate.CaseRunRequest(UUID(ids.CASE))
PROJECT = qualigate.ProjectRunRequest(UUID(ids.PROJECT))
SESSION = checkly.SessionRequest("Nightly", "eu-west-1", target=checkly.ALL_CHECKS)
TEST = ids.TEST

REQUEST_TIMEOUT = 30.0


@frozen
class Journey:
    """A trigger of a vendor, and the operation that then tells how the run stands."""

    vendor: str
    request: Any
    starts: str
    looks: str

    @property
    def ways(self) -> set[str]:
        """The operations that tell how the run stands; where the first fails, another is asked."""
        more = {"get_results": {"get_run"}, "await_session_completion": {"get_session"}}
        return {self.looks} | more.get(self.looks, set())

    def __str__(self) -> str:
        return f"{self.vendor}-{self.looks}-{type(self.request).__name__}"


JOURNEYS = [
    Journey("qualigate", CASE, "trigger_run", "get_run"),
    Journey("qualigate", SUITE, "trigger_run", "get_run"),
    Journey("qualigate", PROJECT, "trigger_run", "get_results"),
    Journey("checkly", SESSION, "trigger_session", "await_session_completion"),
    Journey("testclix", TEST, "execute_by_id", "get_status_by_id"),
]

# What a look may come back with that says nothing about the run.
NO_NEWS: dict[str, dict[str, Any]] = {
    **{fault: {"fault": fault} for fault in specmock.CONNECTION_FAULTS if fault != "slow"},
    **{str(status): {"status": status} for status in (500, 502, 503, 520, 561)},
    "an empty 200": {"status": 200, "body": ""},
    "an HTML 200": {"status": 200, "body": "<p>Sign in</p>"},
    "a list": {"status": 200, "body": "[]"},
    "null": {"status": 200, "body": "null"},
    "an empty object": {"status": 200, "body": "{}"},
    "a 202": {"status": 202, "body": ""},
}


@pytest.fixture(params=["in process", pytest.param("over a socket", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest) -> Any:
    """Where the mock is."""
    return request.param


@pytest.fixture(params=["sync", "asyncio", "trio"])
def way(request: pytest.FixtureRequest) -> Any:
    """How the verbs are called."""
    return request.param


@pytest.fixture(params=JOURNEYS, ids=str)
def journey(request: pytest.FixtureRequest) -> Any:
    """What is started and how it is watched."""
    return request.param


@pytest.fixture
def world(make_world: Any, journey: Journey) -> Any:
    """The vendor of the journey."""
    return make_world(journey.vendor)


@pytest.fixture
def anywhere(world: Any, way: str, place: str) -> Iterator[Any]:
    """The same, each way to call it, in process and over a socket."""
    world = evolve(world, way=way)
    if place == "in process":
        yield world
        return
    mock = world.mock
    with specmock.serving([mock.document], mock.settings, clock=mock.clock) as endpoints:
        [endpoint] = endpoints.values()
        yield evolve(world, mock=endpoint.mock, settings={"base_url": endpoint.url})


def started(world: Any) -> int:
    """Count the requests for a start."""
    return sum(entry.operation in world.mock.starters for entry in world.mock.journal)


def elapsed(world: Any, since: float) -> float:
    return float(world.mock.clock.now() - since)


def test_a_run_that_passes(anywhere: Any, journey: Journey) -> None:
    seen: list[str] = []
    handed_out: list[RunRef] = []

    result = anywhere.do(
        "trigger_and_wait",
        journey.request,
        on_change=lambda snapshot: seen.append(snapshot.state),
        on_triggered=handed_out.append,
    )

    assert result.verdict is Verdict.PASSED
    assert handed_out == [result.ref]
    assert all(case.verdict is Verdict.PASSED for case in result.cases)
    assert result.cases
    assert len(seen) == len(set(seen))


def test_a_run_that_fails(anywhere: Any, journey: Journey) -> None:
    words = {"qualigate": "failed", "checkly": "FAILED", "testclix": "error"}
    anywhere.mock.plan(outcome=words[journey.vendor])

    result = anywhere.do("trigger_and_wait", journey.request)

    assert result.verdict is Verdict.FAILED
    assert not result.passed


def test_a_run_that_never_ends_times_out(anywhere: Any, journey: Journey) -> None:
    anywhere.mock.plan(never=True)
    since = anywhere.mock.clock.now()

    with pytest.raises(WaitTimeout):
        anywhere.do("trigger_and_wait", journey.request)

    assert elapsed(anywhere, since) == pytest.approx(600)


def test_a_wait_may_have_no_end(anywhere: Any, journey: Journey) -> None:
    first, second = (anywhere.do("trigger", journey.request) for _ in range(2))

    settings = {**anywhere.settings, "request_timeout": httpx.Timeout(None)}
    results = evolve(anywhere, settings=settings).do("wait", [first, second], timeout=math.inf)

    assert results.passed


@pytest.mark.parametrize("timeout", [-1, math.nan])
def test_a_timeout_that_is_none_is_refused(world: Any, journey: Journey, timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout must be at least 0"):
        world.do("trigger_and_wait", journey.request, timeout=timeout)

    assert started(world) == 0


def test_a_wait_goes_on_in_another_process(anywhere: Any, journey: Journey) -> None:
    token = anywhere.do("trigger", journey.request).to_json()

    assert anywhere.do("wait", RunRef.from_json(token)).passed


@pytest.mark.parametrize("fault", NO_NEWS)
def test_a_look_that_brings_no_news_is_repeated(world: Any, journey: Journey, fault: str) -> None:
    world.mock.plan(operation=journey.looks, times=3, **NO_NEWS[fault])

    result = world.do("trigger_and_wait", journey.request)

    assert result.verdict is Verdict.PASSED
    assert started(world) == 1


@pytest.mark.parametrize("fault", NO_NEWS)
def test_a_vendor_that_never_recovers_fails_the_wait(
    world: Any, journey: Journey, fault: str
) -> None:
    for operation in journey.ways:
        world.mock.plan(operation=operation, times=None, **NO_NEWS[fault])
    since = world.mock.clock.now()

    with pytest.raises(PollFailed) as caught:
        world.do("trigger_and_wait", journey.request)

    assert caught.value.pending
    assert started(world) == 1
    assert elapsed(world, since) <= 300 + REQUEST_TIMEOUT


@pytest.mark.parametrize("fault", NO_NEWS)
def test_a_lost_answer_to_a_trigger_never_starts_a_second_run(
    world: Any, journey: Journey, fault: str
) -> None:
    world.mock.plan(operation=journey.starts, times=1, **NO_NEWS[fault])

    try:
        result = world.do("trigger_and_wait", journey.request)
    except TriggerUncertain:
        assert journey.vendor == "qualigate" or "fault" not in NO_NEWS[fault]
    else:
        assert result.passed
        assert journey.vendor != "qualigate"
    assert started(world) == 1


@pytest.mark.parametrize("fault", NO_NEWS)
def test_a_list_that_brings_no_news_is_asked_for_again(make_world: Any, fault: str) -> None:
    world = make_world("checkly")
    refs = [world.do("trigger", SESSION) for _ in range(IN_FLIGHT + 1)]
    world.mock.plan(operation="list_sessions", times=3, **NO_NEWS[fault])

    results = world.do("wait", refs)

    assert results.passed
    assert set(results) == set(refs)
    assert started(world) == len(refs)


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 409, 422])
def test_a_refused_look_ends_the_wait_at_once(world: Any, journey: Journey, status: int) -> None:
    for operation in journey.ways:
        world.mock.plan(operation=operation, times=None, status=status)
    since = world.mock.clock.now()

    with pytest.raises(PollFailed) as caught:
        world.do("trigger_and_wait", journey.request)

    assert caught.value.response is not None
    assert caught.value.response.status_code == status
    assert elapsed(world, since) == 0


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 409, 422])
def test_a_refused_trigger_starts_nothing(world: Any, journey: Journey, status: int) -> None:
    world.mock.plan(operation=journey.starts, times=None, status=status)

    with pytest.raises(TriggerRejected) as caught:
        world.do("trigger_and_wait", journey.request)

    assert caught.value.response is not None
    assert caught.value.response.status_code == status
    assert started(world) == 1


def test_a_run_that_is_not_visible_yet_is_waited_for(world: Any, journey: Journey) -> None:
    world.mock.plan(operation=journey.looks, times=2, status=404)

    assert world.do("trigger_and_wait", journey.request).passed


def test_a_run_that_the_vendor_does_not_know_fails_after_the_grace(
    world: Any, journey: Journey
) -> None:
    for operation in journey.ways:
        world.mock.plan(operation=operation, times=None, status=404)
    since = world.mock.clock.now()

    with pytest.raises(PollFailed):
        world.do("trigger_and_wait", journey.request)

    assert 30 <= elapsed(world, since) <= 45


@pytest.mark.parametrize("operation", ["starts", "looks"])
def test_a_429_is_waited_out(world: Any, journey: Journey, operation: str) -> None:
    world.mock.plan(operation=getattr(journey, operation), times=2, status=429)

    assert world.do("trigger_and_wait", journey.request).passed


@pytest.mark.parametrize("timeout", [0, 0.5, 7, 65, 100])
@pytest.mark.parametrize(
    "fault",
    [
        *({"fault": name} for name in specmock.CONNECTION_FAULTS),
        {"status": 429},
        {"status": 500},
        {},
    ],
    ids=lambda fault: str(next(iter(fault.values()), "none")),
)
def test_no_wait_outlives_its_deadline_by_more_than_a_request(
    world: Any, journey: Journey, fault: dict[str, Any], timeout: float
) -> None:
    world.mock.plan(never=True)
    ref = world.do("trigger", journey.request)
    if fault:
        world.mock.plan(operation=journey.looks, times=None, **fault)
    since = world.mock.clock.now()

    with pytest.raises(PollingError):
        world.do("wait", ref, timeout=timeout)

    assert elapsed(world, since) <= timeout + REQUEST_TIMEOUT


class Trickle(httpx.SyncByteStream, httpx.AsyncByteStream):
    """An answer whose end does not come, though there never is a pause."""

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(1000):
            time.sleep(0.005)
            yield b" "

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(1000):
            await anyio.sleep(0.005)
            yield b" "


class Trickling(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Lets the first answer to a method trickle."""

    def __init__(self, transport: Any, method: str) -> None:
        self.transport, self.method = transport, method

    def spoilt(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.method != self.method:
            return response
        self.method = ""
        return httpx.Response(response.status_code, stream=Trickle())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.spoilt(request, self.transport.handle_request(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.spoilt(request, await self.transport.handle_async_request(request))


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_answer_that_trickles_is_one_that_was_lost(
    world: Any, journey: Journey, way: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes as long as one read, not as long as the whole wait."""
    monkeypatch.setattr("testruns.checkly.LONG_POLL", (1000, 30))  # none, which would take long
    transport = Trickling(world.settings["httpx_args"]["transport"], method)
    settings = {"httpx_args": {"transport": transport}, "request_timeout": httpx.Timeout(0.05)}
    world = evolve(world, way=way, settings={**world.settings, **settings})
    begun = time.monotonic()

    if method == "POST" and journey.vendor == "qualigate":
        with pytest.raises(TriggerUncertain):
            world.do("trigger_and_wait", journey.request)
    else:
        assert world.do("trigger_and_wait", journey.request).passed

    assert started(world) == 1
    assert time.monotonic() - begun < 5


def test_an_answer_that_trickles_does_not_outlive_the_wait(
    make_world: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("testruns._engine.watch.PATIENCE", 0.05)
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, stream=Trickle()))
    settings = {"httpx_args": {"transport": transport}, "verify_ssl": False}
    world = evolve(make_world("qualigate"), way=way, settings=settings, policy=PollPolicy())
    ref = RunRef("qualigate", "run", (str(CASE.test_case_id),), 1)
    begun = time.monotonic()

    with pytest.raises(WaitTimeout) as caught:
        world.do("wait", ref, timeout=0.05)

    assert caught.value.pending == (ref,)
    assert time.monotonic() - begun < 5
