"""Each fault in each call of each vendor: the outcome, the reason that is told, and the starts."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import ids
import pytest
from attrs import evolve, frozen
from testruns import (
    PollFailed,
    RequestFailed,
    RunRef,
    TriggerRejected,
    TriggerUncertain,
    WaitTimeout,
    checkly,
    qualigate,
)
from testruns.checkly import LISTING

pytestmark = pytest.mark.slow  # many cases

Answer = Callable[[httpx.Request, httpx.Response], httpx.Response]


def answering(status: int, **content: Any) -> Answer:
    return lambda _request, _good: httpx.Response(status, **content)


def raising(error: type[httpx.RequestError]) -> Answer:
    def answer(request: httpx.Request, _good: httpx.Response) -> httpx.Response:
        raise error("cut", request=request)

    return answer


def about_another(_request: httpx.Request, good: httpx.Response) -> httpx.Response:
    """Answer as before about other ids."""
    text = re.sub(r"[0-9a-f-]{36}", str(UUID(int=9)), good.text).replace("01GDZ", "01XXX")
    return httpx.Response(good.status_code, text=text)


def truncated(_request: httpx.Request, good: httpx.Response) -> httpx.Response:
    return httpx.Response(good.status_code, content=good.content[:-9])


@frozen
class Fault:
    """What goes wrong: of which kind it is, what comes instead of a good answer, what is told."""

    kind: str
    answer: Answer
    told: str


ERROR = {"message": "so it is", "error": "Wrong", "statusCode": 400}
FAULTS = {
    "no connection": Fault("unsent", raising(httpx.ConnectError), "ConnectError"),
    "cut connection": Fault("lost", raising(httpx.RemoteProtocolError), "RemoteProtocolError"),
    "timeout": Fault("lost", raising(httpx.ReadTimeout), "ReadTimeout"),
    "500": Fault("lost", answering(500, json=ERROR), "HTTP 500.*: so it is"),
    "503": Fault("later", answering(503, headers={"retry-after": "400"}), "HTTP 503"),
    "408": Fault("lost", answering(408, text="slow"), "HTTP 408.*: slow"),
    "HTML 200": Fault("lost", answering(200, html="<p>Sign in</p>"), "does not parse.*: Sign in"),
    "empty 200": Fault("lost", answering(200), "does not parse"),
    "truncated JSON": Fault("lost", truncated, "does not parse"),
    "another id": Fault("other", about_another, "does not parse.*: it is about another"),
    "429": Fault("limited", answering(429, json=ERROR), "HTTP 429.*: so it is"),
    "404 JSON": Fault("missing", answering(404, json=ERROR), "HTTP 404.*: so it is"),
    "404 HTML": Fault("missing", answering(404, html="<h1>Nothing here</h1>"), "404.*: Nothing"),
    "401": Fault("refused", answering(401, json=ERROR), "HTTP 401.*: so it is"),
    "301": Fault(
        "refused", answering(301, headers={"location": "https://x.example/"}), "to https://x.exa"
    ),
}


class Faulty(httpx.BaseTransport):
    """Lets the mock answer, and puts another answer in the place of its own."""

    def __init__(
        self, transport: Any, operations: set[str], answer: Answer, *, reach: bool
    ) -> None:
        self.transport, self.operations, self.answer = transport, operations, answer
        self.reach = reach  # whether the mock gets the request
        self.sent = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        operation = request.extensions["testruns.operation"].rpartition(".")[2]
        if operation not in self.operations:
            return self.transport.handle_request(request)  # type: ignore[no-any-return]
        self.sent += 1
        good = (
            self.transport.handle_request(request)
            if self.reach
            else httpx.Response(200, json=ERROR)
        )
        good.read()
        return self.answer(request, good)


EXAMPLES: dict[str, tuple[str, Any]] = {
    "qualigate": ("trigger_run", qualigate.VENDOR.example),
    "checkly": ("trigger_session", checkly.VENDOR.example),
    "testclix": ("execute_by_id", ids.TEST),
}
PROJECT = qualigate.ProjectRunRequest(UUID(ids.PROJECT))
PASSES = None  # by another way

LOOKS = {
    "unsent": PollFailed,
    "lost": PollFailed,
    "later": WaitTimeout,
    "other": PollFailed,
    "limited": WaitTimeout,
    "missing": PollFailed,
    "refused": PollFailed,
}
SECOND = dict.fromkeys(LOOKS, PASSES) | {"limited": WaitTimeout}
STARTS = {
    "unsent": TriggerRejected,
    "lost": TriggerUncertain,
    "later": TriggerUncertain,
    "limited": TriggerRejected,
    "missing": TriggerRejected,
    "refused": TriggerRejected,
}

# The looks of a vendor: what is started, how often, what fails, and how the wait ends.
WAITS: dict[str, tuple[str, Any, int, set[str], dict[str, Any]]] = {
    "a run of Qualigate": ("qualigate", qualigate.VENDOR.example, 1, {"get_run"}, LOOKS),
    "a batch of Qualigate": (
        "qualigate",
        PROJECT,
        1,
        {"get_results"},
        LOOKS | {"other": PASSES, "missing": PASSES},
    ),
    "a test of TestCLIX": ("testclix", ids.TEST, 1, {"get_status_by_id"}, LOOKS),
    "a session of Checkly": (
        "checkly",
        checkly.VENDOR.example,
        1,
        {"await_session_completion", "get_session"},
        LOOKS,
    ),
    "a long poll of Checkly": (
        "checkly",
        checkly.VENDOR.example,
        1,
        {"await_session_completion"},
        SECOND | {"limited": PASSES},  # the session is read at the deadline
    ),
    "a list of Checkly": ("checkly", checkly.VENDOR.example, 2, {"list_sessions"}, SECOND),
}
# An entry about another run is anybody's, and runs of which one is unknown are asked for in parts.
SILENT = {
    ("a batch of Qualigate", "other"),
    ("a batch of Qualigate", "missing"),
    ("a list of Checkly", "other"),
}


def spoilt(world: Any, operations: set[str], fault: Fault, *, reach: bool = True) -> Any:
    transport = Faulty(
        world.settings["httpx_args"]["transport"], operations, fault.answer, reach=reach
    )
    settings = {"httpx_args": {"transport": transport}, "verify_ssl": False}
    return evolve(world, settings=settings), transport


def started(world: Any) -> int:
    return sum(entry.operation in world.mock.starters for entry in world.mock.journal)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("wait", WAITS)
def test_a_fault_of_a_look_ends_in_a_reason_or_is_passed_by(
    make_world: Any,
    wait: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("testruns.checkly.IN_FLIGHT", 1)
    vendor, request, count, operations, outcomes = WAITS[wait]
    fault = FAULTS[name]
    world = make_world(vendor)
    refs = [world.do("trigger", request) for _ in range(count)]
    broken, transport = spoilt(world, operations, fault)
    outcome = outcomes[fault.kind]
    if (wait, name) == ("a long poll of Checkly", "408"):
        fault = evolve(fault, told="")  # it means that the session still runs
    if (wait, name) == ("a session of Checkly", "408"):
        outcome = WaitTimeout

    if outcome is PASSES:
        assert broken.do("wait", refs, timeout=1000).passed
        told = caplog.text
    else:
        with pytest.raises(outcome) as caught:
            broken.do("wait", refs, timeout=350)
        told = str(caught.value)
        assert set(caught.value.pending) == set(refs)

    assert transport.sent > 0
    assert (wait, fault.kind) in SILENT or re.search(fault.told, told)
    assert started(world) == count


@pytest.mark.parametrize("reach", [True, False], ids=["reached", "not reached"])
@pytest.mark.parametrize("name", [each for each in FAULTS if FAULTS[each].kind in STARTS])
@pytest.mark.parametrize("vendor", EXAMPLES)
def test_a_fault_of_a_start_is_told_and_never_starts_twice(
    make_world: Any,
    vendor: str,
    name: str,
    reach: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    world, fault = make_world(vendor), FAULTS[name]
    operation, request = EXAMPLES[vendor]
    is_repeated = fault.kind in ("unsent", "limited")
    reach = reach and not is_repeated
    broken, transport = spoilt(world, {operation}, fault, reach=reach)

    if STARTS[fault.kind] is TriggerUncertain and reach and vendor != "qualigate":
        assert isinstance(broken.do("trigger", request), RunRef)  # it was found
        told = ""
    else:
        with pytest.raises(STARTS[fault.kind]) as caught:
            broken.do("trigger", request, timeout=350)
        told = str(caught.value)

    assert not told or re.search(fault.told, told)
    assert started(world) == int(reach)
    assert transport.sent == 1 or is_repeated


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_cancellation_or_of_a_list_is_told(make_world: Any, name: str) -> None:
    world, fault = make_world("checkly"), FAULTS[name]
    ref = world.do("trigger", checkly.VENDOR.example)
    broken, transport = spoilt(world, {"cancel_session", "list_sessions"}, fault)

    client = checkly.client(world.mock.key, account_id=ids.ACCOUNT, environ={}, **broken.settings)
    listing = LISTING.with_policy(world.policy)

    if fault.kind == "other":  # the entries are anybody's
        assert [each.id for each in listing.entries(client)]
    else:
        with pytest.raises(RequestFailed, match=f"(?s){fault.told}"):
            list(listing.entries(client))
    if name in ("empty 200", "truncated JSON", "another id"):  # the good answer has no body
        broken.do("cancel", ref)
    else:
        with pytest.raises(RequestFailed, match=f"(?s){fault.told}"):
            broken.do("cancel", ref, timeout=350)

    assert transport.sent > 0
    assert started(world) == 1
