"""Checkly: the rows of its truth table, long polls, the list, and cancelling."""

import json
import warnings
from copy import copy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import anyio
import httpx
import ids
import pytest
from attrs import evolve
from checkly_client.types import UNSET
from testruns import (
    Counts,
    PollFailed,
    PollPolicy,
    Rejection,
    RequestFailed,
    RunRef,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
    checkly,
)
from testruns.checkly import SessionMetadata, Target

ACCOUNT = {"CHECKLY_API_KEY": "key", "CHECKLY_ACCOUNT_ID": ids.ACCOUNT}
ALL = checkly.SessionRequest("Nightly", "eu-west-1", target=checkly.ALL_CHECKS)
STARTED = 1_767_225_600


def ref_of(number: int) -> RunRef:
    return RunRef("checkly", "session", (str(UUID(int=number)),), started=STARTED)


REF = ref_of(1)


def result(status: str = "PASSED", **fields: Any) -> dict[str, Any]:
    return {
        "testSessionResultId": str(UUID(int=77)),
        "testSessionResultLink": "https://app.checklyhq.com/r/77",
        "checkType": "API",
        "errorGroupIds": [],
        "status": status,
        "hasErrors": False,
        "hasFailures": False,
        "isDegraded": False,
        "aborted": False,
        "resultType": "FINAL",
        **fields,
    }


def session(status: str, *results: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "testSessionId": REF.ids[0],
        "testSessionLink": "https://app.checklyhq.com/s/1",
        "name": "Nightly",
        "status": status,
        "errorGroupIds": [],
        "startedAt": "2026-01-01T00:00:00Z",
        "stoppedAt": "2026-01-01T00:01:00Z",
        "timeElapsed": 60000,
        "results": list(results),
        **fields,
    }


START, END = "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"
LISTED = {"PASSED": "passed", "FAILED": "failed", "CANCELLED": "cancelled"}


class Vendor:
    """Sessions that end at some time, behind the long poll, the retrieve and the list."""

    def __init__(self, ends: dict[RunRef, float] | None = None) -> None:
        self.now = 0.0
        self.ends = ends or {}
        self.requests: list[httpx.Request] = []
        self.unlisted: set[RunRef] = set()
        self.listed_checks: Any = [str(UUID(int=5))]
        self.page = 100
        self.status = "PASSED"
        self.slow = True
        self.client = checkly.client(
            environ=ACCOUNT,
            httpx_args={"transport": httpx.MockTransport(self.answer)},
            verify_ssl=False,
        )
        self.policy = PollPolicy(clock=lambda: self.now, sleep=self.sleep, jitter=0)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        parts = request.url.path.split("/")
        if len(parts) == 3:
            return self.listed(request)
        ref = RunRef("checkly", "session", (parts[3],), started=STARTED)
        if ref not in self.ends:
            body = {"statusCode": 404, "error": "Not Found", "message": "no session"}
            return httpx.Response(404, json=body)
        if parts[-2] == "results":
            told = {"testSessionResultId": parts[-1], "apiCheckResult": {"requestError": "broken"}}
            return httpx.Response(200, json=told)
        if parts[-1] == "completion":
            wait = float(request.url.params["maxWaitSeconds"])
            if self.slow:
                self.now = min(max(self.now, self.ends[ref]), self.now + wait)
            if self.now < self.ends[ref]:
                body = {"statusCode": 408, "error": "Request Timeout", "message": "still running"}
                return httpx.Response(408, json=body)
        status = self.status if self.now >= self.ends[ref] else "RUNNING"
        cases = result(status, name="Cart", startedAt=START, stoppedAt=END)
        return httpx.Response(200, json=session(status, cases, testSessionId=ref.ids[0]))

    def listed(self, request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("nextId", 0))
        entries = [
            {
                "id": ref.ids[0],
                "accountId": str(UUID(int=3)),
                "name": "Nightly",
                "provider": "API",
                "region": "eu-west-1",
                "startedAt": "2026-01-01T00:00:00Z",
                "created_at": "2026-01-01T00:00:00Z",
                "status": self.status if self.now >= end else "RUNNING",
                LISTED[self.status]: self.listed_checks if self.now >= end else [],
            }
            for ref, end in self.ends.items()
            if ref not in self.unlisted
        ]
        following = str(start + self.page) if start + self.page < len(entries) else None
        page = entries[start : start + self.page]
        return httpx.Response(200, json={"length": len(page), "entries": page, "nextId": following})

    def wait(self, refs: Any, **options: Any) -> Any:
        return checkly.wait(self.client, refs, policy=self.policy, **options)

    @property
    def paths(self) -> list[str]:
        return [request.url.path.split("/")[-1] for request in self.requests]


def ended(body: dict[str, Any], **options: Any) -> Any:
    """Wait for a session that has ended with this body."""
    client = checkly.client(
        environ=ACCOUNT,
        httpx_args={
            "transport": httpx.MockTransport(lambda _request: httpx.Response(200, json=body))
        },
        verify_ssl=False,
    )
    now = [0.0]
    policy = PollPolicy(
        clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds)
    )
    return checkly.wait(client, REF, policy=policy, **options)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("PASSED", Verdict.PASSED),
        ("FAILED", Verdict.FAILED),
        ("CANCELLED", Verdict.CANCELED),
    ],
)
def test_a_session_ends_as_its_status_says(status: str, verdict: Verdict) -> None:
    outcome = ended(session(status, result(status)))

    assert outcome.verdict is verdict
    assert outcome.link == "https://app.checklyhq.com/s/1"


@pytest.mark.parametrize("results", [{"results": []}, {"results": None}])
def test_a_session_in_which_nothing_ran_has_not_passed(results: dict[str, Any]) -> None:
    if results["results"] is None:
        body = session("PASSED")
        del body["results"]
    else:
        body = session("PASSED")

    assert ended(body).verdict is Verdict.ERROR


def test_an_attempt_that_failed_before_a_retry_that_passed_is_no_failure() -> None:
    attempt = result("FAILED", resultType="ATTEMPT", hasFailures=True)

    outcome = ended(session("PASSED", attempt, result(name="Checkout")))

    assert outcome.passed
    assert [case.name for case in outcome.cases] == ["Checkout"]
    assert outcome.counts == Counts(1, 1, 0)


@pytest.mark.parametrize(("strict", "verdict"), [(False, Verdict.PASSED), (True, Verdict.FAILED)])
def test_a_degraded_check_fails_a_session_only_when_asked_for(
    strict: bool,  # noqa: FBT001 - a parameter of pytest
    verdict: Verdict,
) -> None:
    outcome = ended(
        session("PASSED", result(isDegraded=True)), options=checkly.Options(degraded_fails=strict)
    )

    assert outcome.verdict is verdict
    assert outcome.cases[0].degraded


def test_a_session_that_passed_with_a_failed_check_is_an_error_after_a_second_look() -> None:
    states: list[str] = []

    outcome = ended(
        session("PASSED", result(), result("FAILED")),
        on_change=lambda news: states.append(type(news).__name__),
    )

    assert outcome.verdict is Verdict.ERROR
    assert outcome.reason == "PASSED, yet 1 checks failed"
    assert states == ["Snapshot", "RunResult"]


def test_times_are_read_without_touching_the_warnings_of_others() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = [*warnings.filters]
        seen: list[Any] = []
        patched = pytest.MonkeyPatch()
        patched.setattr(warnings, "simplefilter", lambda *args: seen.append(args))
        checkly.unix_seconds("2026-01-01T00:00:00Z")
        patched.undo()

        assert not seen
        assert warnings.filters == before


def test_the_answer_about_another_session_is_no_news() -> None:
    with pytest.raises(PollFailed, match="does not parse"):
        ended(session("PASSED", result(), testSessionId=str(UUID(int=9))))


# Long polls


def test_one_session_is_watched_by_long_polls_two_a_minute() -> None:
    vendor = Vendor({REF: 95})

    assert vendor.wait(REF).passed
    assert vendor.now == 95
    assert vendor.paths == ["completion"] * 4


def test_the_last_long_poll_is_cut_to_the_deadline() -> None:
    vendor = Vendor({REF: 1000})

    with pytest.raises(WaitTimeout):
        vendor.wait(REF, timeout=40.5)

    waits = [request.url.params.get("maxWaitSeconds") for request in vendor.requests]
    assert waits == ["30", "10", None, None]  # under a second is no long poll
    assert vendor.now == pytest.approx(40.5)


def test_the_read_timeout_exceeds_the_long_poll() -> None:
    vendor = Vendor({REF: 0})

    vendor.wait(REF)

    [request] = vendor.requests
    assert request.extensions["timeout"]["read"] == 60


def test_a_long_poll_that_answers_too_soon_is_not_a_hot_loop() -> None:
    vendor = Vendor({REF: 1000})
    vendor.slow = False

    with pytest.raises(WaitTimeout):
        vendor.wait(REF, timeout=60)

    assert len(vendor.requests) == 7


def test_a_few_sessions_are_watched_at_once(make_world: Any) -> None:
    world = make_world("checkly")
    refs = [world.do("trigger", ALL) for _ in range(3)]

    assert world.do("wait", refs).passed


class Broken(Vendor):
    """A vendor of whose operations some fail; the others answer as they should."""

    def __init__(self, ends: dict[RunRef, float], **answers: httpx.Response) -> None:
        self.answers = answers
        super().__init__(ends)

    def answer(self, request: httpx.Request) -> httpx.Response:
        kind = {3: "list", 5: "completion"}.get(len(request.url.path.split("/")), "session")
        good = super().answer(request)
        return copy(self.answers.get(kind, good))  # one for each thread that asks


FAILURES = [
    httpx.Response(504, html="<h1>Gateway Timeout</h1>"),
    httpx.Response(404),
    httpx.Response(403, text="blocked"),
    httpx.Response(400),
    httpx.Response(200, json={"testSessionId": REF.ids[0], "status": "PASSED", "stoppedAt": None}),
]


# The list


def test_many_sessions_are_watched_on_the_list_all_pages_a_sweep() -> None:
    refs = [ref_of(number) for number in range(1, 251)]
    vendor = Vendor(dict.fromkeys(refs, 5.0))

    assert vendor.wait(refs).passed
    assert vendor.paths.count("test-sessions") == 6
    # And each once when it has ended, for the list names no checks.
    assert sorted(vendor.paths)[:250] == sorted(ref.ids[0] for ref in refs)
    assert vendor.requests[0].url.params["from"] == str(STARTED - 60)
    assert vendor.requests[0].url.params["limit"] == "100"


@pytest.mark.parametrize("degraded_fails", [True, False])
def test_a_session_that_the_list_does_not_tell_enough_about_is_retrieved(
    degraded_fails: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    refs = [ref_of(number) for number in range(1, 21)]
    vendor = Vendor(dict.fromkeys(refs, 0.0))
    vendor.listed_checks = [str(UUID(int=5))] if degraded_fails else []

    assert vendor.wait(refs, options=checkly.Options(degraded_fails=degraded_fails)).passed
    assert len(vendor.paths) == 21


def test_a_session_that_vanished_from_the_list_is_retrieved_once_a_sweep() -> None:
    refs = [ref_of(number) for number in range(1, 21)]
    vendor = Vendor(dict.fromkeys(refs, 0.0))
    vendor.unlisted = {refs[4]}

    assert vendor.wait(refs).passed
    assert vendor.paths.count(refs[4].ids[0]) == 1
    assert len(vendor.paths) == 21


@pytest.mark.parametrize("status", ["PASSED", "FAILED", "CANCELLED"])
def test_a_session_has_the_same_result_alone_and_among_others(status: str) -> None:
    """A few are watched by long polls, many on the list."""
    told = []
    for number in (1, 8, 9, 1000):
        refs = [ref_of(each) for each in range(1, number + 1)]
        vendor = Vendor(dict.fromkeys(refs, 5.0))
        vendor.status = status
        told.append(vendor.wait(refs)[refs[0]])

    [case] = told[0].cases
    assert (case.name, case.duration) == ("Cart", 60.0)
    assert case.message == ("broken" if status == "FAILED" else None)
    assert case.link
    for result in told:
        assert result.cases == told[0].cases
        assert result == told[0]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_a_verdict_of_the_list_does_not_hang_on_the_session(failure: httpx.Response) -> None:
    refs = [ref_of(number) for number in range(1, 21)]
    vendor = Broken(dict.fromkeys(refs, 5.0), session=failure)

    results = vendor.wait(refs)

    assert results.passed
    assert [case.name for case in results[refs[0]].cases] == [None]
    assert vendor.paths.count("test-sessions") == 2
    assert max(map(vendor.paths.count, (ref.ids[0] for ref in refs))) <= 2


def test_sessions_without_a_start_are_retrieved() -> None:
    refs = [evolve(ref_of(number), started=None) for number in range(1, 21)]
    vendor = Vendor({ref_of(number): 0.0 for number in range(1, 21)})

    assert vendor.wait(refs).passed
    assert len(vendor.paths) == 20


# A second way


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_a_session_whose_long_poll_fails_is_read(
    failure: httpx.Response, caplog: pytest.LogCaptureFixture
) -> None:
    vendor = Broken({REF: 25}, completion=failure)
    vendor.slow = False

    assert vendor.wait(REF).passed
    assert vendor.paths == ["completion", *[REF.ids[0]] * 4]
    assert len([each for each in caplog.records if "is read instead" in each.getMessage()]) == 1


@pytest.mark.parametrize("failure", FAILURES[:-1], ids=str)
def test_sessions_whose_list_fails_are_read_one_by_one(
    failure: httpx.Response, caplog: pytest.LogCaptureFixture
) -> None:
    refs = [ref_of(number) for number in range(1, 21)]
    vendor = Broken(dict.fromkeys(refs, 5.0), list=failure)

    assert vendor.wait(refs).passed
    assert vendor.paths.count("test-sessions") == 2
    assert len(vendor.paths) == 2 * 21
    assert len([each for each in caplog.records if "one by one" in each.getMessage()]) == 1


@pytest.mark.parametrize("refs", [[REF], [ref_of(number) for number in range(1, 21)]], ids=len)
def test_a_vendor_that_fails_both_ways_fails_the_wait(refs: list[RunRef]) -> None:
    broken = httpx.Response(500)
    vendor = Broken(dict.fromkeys(refs, 5.0), list=broken, completion=broken, session=broken)

    with pytest.raises(PollFailed, match="looks in 300 s failed") as caught:
        vendor.wait(refs)

    assert set(caught.value.failures) == set(refs)


def test_no_more_pages_are_asked_for_than_sessions_are_unseen() -> None:
    old = [ref_of(number) for number in range(1, 10)]
    vendor = Vendor({ref_of(number): 0.0 for number in range(100, 2100)} | dict.fromkeys(old, 0.0))

    assert vendor.wait(old).passed
    assert vendor.paths.count("test-sessions") == 9
    assert len(vendor.paths) == 9 + 9


def test_no_page_is_asked_for_after_the_deadline() -> None:
    refs = [ref_of(number) for number in range(1, 251)]
    vendor = Vendor(dict.fromkeys(refs, 1000.0))
    whole = vendor.listed

    def slow(request: httpx.Request) -> httpx.Response:
        vendor.now += 7
        return whole(request)

    vendor.listed = slow  # type: ignore[method-assign]

    with pytest.raises(WaitTimeout):
        vendor.wait(refs, timeout=10)

    assert len(vendor.paths) == 3


def test_a_cursor_that_comes_back_does_not_turn_forever() -> None:
    refs = [ref_of(number) for number in range(1, 21)]
    vendor = Vendor(dict.fromkeys(refs, 0.0))
    vendor.unlisted = {refs[4]}
    vendor.page = 0

    assert vendor.wait(refs).passed


# Triggers


@pytest.mark.parametrize(
    "given",
    [
        {"target": UNSET},
        {"target": Target()},
        {"target": Target(match_tags=[])},
        {"target": Target(allow_deactivated=True)},
        {"name": ""},
        {"run_location": ""},
    ],
)
def test_running_every_check_of_the_account_has_to_be_said(given: dict[str, Any]) -> None:
    vendor = Vendor()

    with pytest.raises(ValueError, match="needed"):
        checkly.trigger(vendor.client, evolve(ALL, **given))

    assert not vendor.requests


def test_a_trigger_sends_what_was_given_and_a_nonce() -> None:
    bodies = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(201, json=session("RUNNING"))

    client = checkly.client(
        environ=ACCOUNT, httpx_args={"transport": httpx.MockTransport(answer)}, verify_ssl=False
    )
    target, metadata = Target(match_tags=[["web"]]), SessionMetadata(branch_name="main")
    one = checkly.SessionRequest("Nightly", "eu", target=target, metadata=metadata)
    one["newField"] = 1

    checkly.trigger(client, one)
    checkly.trigger(client, ALL, options=checkly.Options(nonce=""))

    assert bodies[0]["name"].startswith("Nightly #")
    assert bodies[0]["target"] == {"matchTags": [["web"]]}
    assert bodies[0]["metadata"] == {"branchName": "main"}
    assert bodies[0]["newField"] == 1
    assert bodies[1] == {"name": "Nightly", "runLocation": "eu-west-1"}
    assert one.name == "Nightly"


def test_nothing_to_run_is_told_apart(make_world: Any) -> None:
    world = make_world("checkly")
    world.mock.plan(operation="trigger_session", status=404)

    with pytest.raises(TriggerRejected) as caught:
        world.do("trigger", ALL)

    assert caught.value.kind is Rejection.NOTHING_TO_RUN


def test_a_404_that_is_not_the_answer_of_the_vendor_is_not_nothing_to_run(make_world: Any) -> None:
    """As where the base address ends in /v1."""
    world = make_world("checkly")
    world.mock.plan(operation="trigger_session", status=404, body="<h1>Cannot POST /v1/v1</h1>")

    with pytest.raises(TriggerRejected, match="Cannot POST /v1/v1") as caught:
        world.do("trigger", ALL)

    assert caught.value.kind is Rejection.REQUEST


def test_a_session_whose_answer_was_lost_is_found_by_its_nonce(make_world: Any) -> None:
    world = make_world("checkly")
    world.do("trigger", ALL)
    world.mock.plan(operation="trigger_session", fault="truncated")

    ref = world.do("trigger", ALL)

    [_, mine] = [run for run in world.mock.runs() if run["id"] not in SEEDS][:2]
    assert ref.ids == (mine["id"],)
    assert ref.started is not None


def test_a_session_that_is_not_found_stays_uncertain(make_world: Any) -> None:
    world = make_world("checkly")
    world.mock.plan(operation="trigger_session", status=502)

    with pytest.raises(TriggerUncertain):
        world.do("trigger", ALL)


SEEDS = {"8166fa86-c9b4-4162-8541-d380c6c212d8"}


# Cancelling


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_session_can_be_canceled(make_world: Any, way: str) -> None:
    world = make_world("checkly", way=way)
    ref = world.do("trigger", ALL)

    world.do("cancel", ref)

    assert world.do("wait", ref).verdict is Verdict.CANCELED


def test_a_part_of_a_session_is_canceled_by_the_sequence_ids_of_the_list(make_world: Any) -> None:
    world = make_world("checkly")
    world.mock.plan(never=True)
    ref = world.do("trigger", ALL)
    sent: list[httpx.Request] = []
    client = checkly.client(
        world.mock.key,
        environ=ACCOUNT,
        httpx_args={**world.settings["httpx_args"], "event_hooks": {"request": [sent.append]}},
        verify_ssl=False,
    )
    [entry] = [each for each in checkly.sessions(client) if str(each.id) == ref.ids[0]]
    running = [*(entry.running or ())]

    checkly.cancel(client, ref, options=checkly.Options(sequence_ids=running))

    assert running
    assert json.loads(sent[-1].content) == {"sequenceId": [str(each) for each in running]}
    assert world.do("wait", ref).verdict is Verdict.CANCELED


def test_a_cancellation_that_the_vendor_refuses_says_why(make_world: Any) -> None:
    world = make_world("checkly")

    with pytest.raises(RequestFailed, match="404"):
        world.do("cancel", REF)


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_wait_that_times_out_can_cancel(make_world: Any, way: str) -> None:
    world = make_world("checkly", way=way)
    world.mock.plan(never=True)
    ref = world.do("trigger", ALL)

    with pytest.raises(WaitTimeout):
        world.do("wait", ref, timeout=40, cancel_unfinished=True)

    assert world.mock.journal[-1].operation == "cancel_session"


@pytest.mark.parametrize("way", ["asyncio", "trio"])
def test_a_wait_that_is_canceled_can_cancel_the_session(make_world: Any, way: str) -> None:
    world = make_world("checkly", way=way)
    world.mock.plan(never=True)
    ref = evolve(world, way="sync").do("trigger", ALL)

    scopes: list[anyio.CancelScope] = []

    async def sleep(_seconds: float) -> None:
        scopes[0].cancel()
        await anyio.lowlevel.checkpoint()

    async def main() -> None:
        client = checkly.client(
            environ=ACCOUNT | {"CHECKLY_API_KEY": world.mock.key}, **world.settings
        )
        world.mock.plan(operation="await_session_completion", status=429)
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            await checkly.wait_async(
                client, ref, policy=evolve(world.policy, sleep=sleep), cancel_unfinished=True
            )

    anyio.run(main, backend=way)

    assert scopes[0].cancelled_caught
    assert world.mock.journal[-1].operation == "cancel_session"


# Iterating


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_all_pages_of_the_list_are_iterated(way: str) -> None:
    vendor = Vendor({ref_of(number): 0.0 for number in range(1, 251)})

    async def collect() -> list[Any]:
        return [each async for each in checkly.sessions_async(vendor.client)]

    found = [*checkly.sessions(vendor.client)] if way == "sync" else anyio.run(collect, backend=way)

    assert len({each.id for each in found}) == 250
    assert len(vendor.requests) == 3


CET = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("since", "until", "sent"),
    [
        (STARTED, STARTED + 60, (STARTED, STARTED + 60)),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 1, tzinfo=CET), (STARTED, STARTED)),
        (
            datetime(2026, 1, 1, 0, 0, 0, 900_000, tzinfo=UTC),
            datetime(2026, 1, 1, 0, 0, 0, 100_000, tzinfo=UTC),
            (STARTED, STARTED + 1),
        ),
        ("2026-01-01T00:00:00Z", "1 Jan 2026 00:01 +0000", (STARTED, STARTED + 60)),
    ],
)
def test_times_are_sent_in_unix_seconds(since: Any, until: Any, sent: tuple[int, int]) -> None:
    vendor = Vendor()

    start, end = checkly.unix_seconds(since), checkly.unix_seconds(until, up=True)

    list(checkly.sessions(vendor.client, from_=start, to=end))

    params = vendor.requests[0].url.params
    assert (params["from"], params["to"]) == tuple(map(str, sent))


@pytest.mark.parametrize("since", ["next blue moon", "2026-01-01 10:00 XYZ", "99999999999999"])
def test_a_time_that_is_not_understood_is_refused(since: str) -> None:
    with pytest.raises(ValueError, match=since):
        checkly.unix_seconds(since)


@pytest.mark.parametrize(
    ("filters", "error", "named"),
    [
        ({"since": 5}, TypeError, "since"),
        ({"statuses": "FAILED"}, ValueError, "statuses"),
        ({"from_": "yesterday"}, ValueError, "from_"),
        ({"to": None}, ValueError, "to"),
    ],
    ids=str,
)
def test_a_filter_that_cannot_be_sent_is_refused_at_once(
    filters: dict[str, Any], error: type[Exception], named: str
) -> None:
    vendor = Vendor()

    for verb in (checkly.sessions, checkly.sessions_async):
        with pytest.raises(error, match=named):
            verb(vendor.client, **filters)

    assert not vendor.requests


def test_filters_are_sent_as_the_vendor_reads_them() -> None:
    vendor = Vendor()

    list(checkly.sessions(vendor.client, statuses=["FAILED", "PASSED"], text_search="Nightly"))

    assert vendor.requests[0].url.query == (
        b"limit=100&statuses=FAILED&statuses=PASSED&textSearch=Nightly"
    )


def test_a_page_that_fails_is_asked_for_again() -> None:
    vendor = Vendor({ref_of(number): 0.0 for number in range(1, 251)})
    whole, failures = vendor.listed, iter([500, 429])

    def answer(request: httpx.Request) -> httpx.Response:
        status = next(failures, 200)
        return whole(request) if status == 200 else httpx.Response(status)

    vendor.listed = answer  # type: ignore[method-assign]

    assert len(list(checkly.LISTING.with_policy(vendor.policy).entries(vendor.client))) == 250
