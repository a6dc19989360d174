"""What adds to a verdict (names, messages of failed checks) is read, and nothing hangs on it."""

import json
import threading
import time
from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

import anyio
import httpx
import ids
import pytest
from attrs import define, evolve, field
from testruns import PollPolicy, Results, RunRef, RunResult, Snapshot, Verdict, WaitTimeout, checkly
from testruns._engine import details
from testruns._messages import LONGEST, logged_errors, message_of

SESSIONS = "/v1/test-sessions"
TIME = "2026-01-01T00:00:00Z"
FEW, MANY = range(1, 4), range(1, 13)  # watched by long polls, and on the list


def ref_of(number: int) -> RunRef:
    return RunRef("checkly", "session", (str(UUID(int=number)),), started=1_767_225_600)


def result(number: int, status: str) -> dict[str, Any]:
    return {
        "testSessionResultId": str(UUID(int=1000 + number)),
        "testSessionResultLink": f"https://app.checklyhq.com/r/{number}",
        "checkType": "API",
        "errorGroupIds": [],
        "status": status,
        "hasErrors": False,
        "hasFailures": status == "FAILED",
        "isDegraded": False,
        "aborted": False,
        "checkId": str(UUID(int=2000 + number)),
        "name": f"Check {number}",
        "resultType": "FINAL",
    }


@define(slots=False)
class Vendor:
    """Sessions that have ended; `answers` takes the place of the reads that add to a verdict."""

    status: str = "FAILED"
    checks: tuple[str, ...] = ("FAILED", "PASSED")
    listed: tuple[str, ...] | None = None
    answers: Callable[[str], httpx.Response | None] = lambda _kind: None
    running: set[int] = field(factory=set)
    asked: list[str] = field(factory=list)
    released: threading.Event = field(factory=threading.Event)

    def answer(self, request: httpx.Request) -> httpx.Response:
        kind, body = self.found(request)
        self.asked.append(kind)
        return self.answers(kind) or httpx.Response(200, json=body)

    def found(self, request: httpx.Request) -> tuple[str, dict[str, Any]]:
        parts = request.url.path.removeprefix(SESSIONS).split("/")
        match parts:
            case [*_, "cancel"]:
                return "cancel", {}
            case [""]:
                entries = [self.entry(number) for number in MANY]
                return "list", {"length": len(entries), "entries": entries, "nextId": None}
            case [_, _, "results", own]:
                told = {"errors": [{"message": f"\x1b[31mbroken {UUID(own).int - 1000}\x1b[0m"}]}
                return "details", {"testSessionResultId": own, "browserCheckResult": told}
        number = UUID(parts[1]).int
        read = "verdict" if number in self.running else "session"
        return (read if len(parts) == 2 else "completion"), {
            "testSessionId": parts[1],
            "testSessionLink": "https://app.checklyhq.com/s/1",
            "name": "Nightly",
            "status": "RUNNING" if number in self.running else self.status,
            "errorGroupIds": [],
            "startedAt": TIME,
            "stoppedAt": TIME,
            "timeElapsed": 0,
            "results": [result(each, word) for each, word in enumerate(self.checks)],
        }

    def entry(self, number: int) -> dict[str, Any]:
        words = self.checks if self.listed is None else self.listed
        return {
            "id": str(UUID(int=number)),
            "accountId": str(UUID(int=3)),
            "name": "Nightly",
            "provider": "API",
            "region": "eu-west-1",
            "startedAt": TIME,
            "created_at": TIME,
            "status": "RUNNING" if number in self.running else self.status,
            "passed": [str(UUID(int=3000 + n)) for n, each in enumerate(words) if each == "PASSED"],
            "failed": [str(UUID(int=3000 + n)) for n, each in enumerate(words) if each == "FAILED"],
        }

    def wait(self, numbers: Any, way: str = "sync", **options: Any) -> Results:
        refs = [ref_of(number) for number in numbers]
        environ = {"CHECKLY_API_KEY": "key", "CHECKLY_ACCOUNT_ID": ids.ACCOUNT}

        def client(answer: Any) -> Any:
            return checkly.client(
                environ=environ,
                httpx_args={"transport": httpx.MockTransport(answer)},
                verify_ssl=False,
            )

        if way == "sync":
            return checkly.wait(client(self.answer), refs, **options)

        async def awaited() -> Results:
            async def answer(request: httpx.Request) -> httpx.Response:
                kind, _ = self.found(request)
                if self.answers == self.hang and kind in HANGING:
                    self.asked.append(kind)
                    await anyio.sleep(60)
                return self.answer(request)

            return await checkly.wait_async(client(answer), refs, **options)

        return anyio.run(awaited, backend=way)

    def hang(self, kind: str) -> httpx.Response | None:
        if kind in HANGING:
            self.released.wait(60)
        return None


HANGING = {"session", "details"}
FAILED = {"status": "FAILED", "resultType": "FINAL"}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testruns._engine.watch.SILENCE", 0.2)


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize("numbers", [FEW, MANY], ids=["few", "many"])
def test_a_failed_check_has_its_message(numbers: range, way: str) -> None:
    results = Vendor().wait(numbers, way)

    for each in results.values():
        assert each.verdict is Verdict.FAILED
        assert each.reason == "1 of 2 checks passed"
        assert [case.message for case in each.cases] == ["broken 0", None]
        assert [case.name for case in each.cases] == ["Check 0", "Check 1"]


@pytest.mark.parametrize("numbers", [FEW, MANY], ids=["few", "many"])
def test_a_message_is_that_of_its_own_check(
    numbers: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where one check ran several times, and no link tells the results apart."""
    vendor = Vendor(checks=("PASSED", "FAILED", "FAILED"))
    found = vendor.found

    def alike(request: httpx.Request) -> tuple[str, dict[str, Any]]:
        kind, body = found(request)
        for each in body.get("results", ()):
            each |= {"checkId": str(UUID(int=1)), "name": "Check"}
            del each["testSessionResultLink"]
        return kind, body

    monkeypatch.setattr(vendor, "found", alike)

    for each in vendor.wait(numbers).values():
        passed, *failed = each.cases
        assert (passed.verdict, passed.message) == (Verdict.PASSED, None)
        assert {case.message for case in failed} == {"broken 1", "broken 2"}


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize("numbers", [FEW, MANY], ids=["few", "many"])
def test_a_read_that_hangs_delays_neither_the_news_nor_for_long_the_end(
    numbers: range, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    vendor = Vendor()
    vendor.answers = vendor.hang
    began, told = time.monotonic(), []

    def on_change(_news: Snapshot) -> None:
        told.append(time.monotonic() - began)

    results = vendor.wait(numbers, way, on_change=on_change)
    took = time.monotonic() - began
    vendor.released.set()

    assert {each.verdict for each in results.values()} == {Verdict.FAILED}
    assert len(told) == len(numbers)
    # Of what hangs 60 s; generous, since other tests run beside this one.
    assert max(told) < took < 20
    assert [each.getMessage() for each in caplog.records if "did not come in time" in each.message]


@pytest.mark.usefixtures("short")
def test_a_read_that_hangs_keeps_no_other_run_from_its_verdict() -> None:
    vendor = Vendor(running={2})
    vendor.answers = vendor.hang

    def on_change(news: Snapshot) -> None:
        if isinstance(news, RunResult):
            vendor.running.clear()

    results = vendor.wait(MANY, on_change=on_change, policy=PollPolicy(interval=0.05))
    vendor.released.set()

    assert results[ref_of(2)].verdict is Verdict.FAILED


FAILURES = [
    httpx.Response(500),
    httpx.Response(404),
    httpx.Response(403, text="blocked"),
    httpx.Response(200, text="[]"),
    httpx.Response(200, json={"testSessionResultId": str(UUID(int=9))}),
    httpx.Response(302, headers={"location": "https://example.com"}),
]


@pytest.mark.parametrize("failure", FAILURES, ids=str)
def test_details_that_cannot_be_had_are_told_and_change_nothing(
    failure: httpx.Response, caplog: pytest.LogCaptureFixture
) -> None:
    vendor = Vendor(answers=lambda kind: copy(failure) if kind == "details" else None)

    results = vendor.wait(MANY)

    assert {each.reason for each in results.values()} == {"1 of 2 checks passed"}
    assert [case.message for case in results[ref_of(1)].cases] == [None, None]
    told = [each for each in caplog.records if "stands without these details" in each.getMessage()]
    assert len(told) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"apiCheckResult": None, "traceId": "x"},
        {"apiCheckResult": {"assertions": ["x", 5, None], "errors": 5, "jobLog": "text"}},
        {"browserCheckResult": {"errors": [{"message": {"message": {}}}, [], 5], "jobLog": [5]}},
        {"playwrightCheckResult": {"errors": {"a": 1}}},
        {"scheduleError": 5},
    ],
    ids=str,
)
def test_details_without_a_message_add_none(body: dict[str, Any]) -> None:
    vendor = Vendor()
    own = {"testSessionResultId": str(UUID(int=1000))}
    vendor.answers = lambda kind: (
        httpx.Response(200, json=own | body) if kind == "details" else None
    )

    results = vendor.wait(FEW)

    assert {each.verdict for each in results.values()} == {Verdict.FAILED}


def test_what_many_answers_lack_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    Vendor().wait(MANY)

    told = [each for each in caplog.records if "the rest was read" in each.getMessage()]
    assert len(told) == 1


def test_only_so_many_failed_checks_of_a_session_are_asked_about() -> None:
    vendor = Vendor(checks=("FAILED",) * 30 + ("PASSED",) * 5)

    [found] = vendor.wait([1]).values()

    assert vendor.asked.count("details") == checkly.EXPLAINED
    assert len([case for case in found.cases if case.message]) == checkly.EXPLAINED


@pytest.mark.parametrize("own", [None, 5, "../.."], ids=str)
def test_a_result_without_an_id_is_not_asked_about(
    own: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "result", lambda *_: {"testSessionResultId": own, **FAILED})
    vendor = Vendor()

    results = vendor.wait(FEW)

    assert {each.verdict for each in results.values()} == {Verdict.FAILED}
    assert "details" not in vendor.asked


def test_a_session_that_passed_is_not_asked_about() -> None:
    vendor = Vendor("PASSED", ("PASSED",))

    assert vendor.wait(FEW).passed
    assert vendor.asked == ["completion"] * 3


@pytest.mark.parametrize("kind", ["session", "details"])
def test_a_rate_limit_is_kept_and_the_details_come_after_it(kind: str) -> None:
    now = [0.0]
    limited = [httpx.Response(429, headers={"retry-after": "7"}) for _ in range(3)]
    vendor = Vendor(answers=lambda each: limited.pop() if each == kind and limited else None)
    policy = PollPolicy(
        clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds), jitter=0
    )

    results = vendor.wait(MANY, policy=policy)

    assert not limited
    assert {each.cases[0].message for each in results.values()} == {"broken 0"}
    assert now[0] == pytest.approx(7)


@pytest.mark.parametrize("headers", [{"retry-after": "3600"}, {}], ids=str)
def test_a_rate_limit_that_lasts_ends_the_reading(
    headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    vendor = Vendor(
        answers=lambda kind: httpx.Response(429, headers=headers) if kind == "details" else None
    )
    policy = PollPolicy(
        clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds)
    )

    results = vendor.wait(MANY, policy=policy)

    assert len(results) == len(MANY)
    assert now[0] <= details.LONGEST
    assert "and 11 more did not come in time" in caplog.text


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_read_that_comes_late_is_no_answer_to_a_cancellation(
    way: str, caplog: pytest.LogCaptureFixture
) -> None:
    now, sent = [0.0], threading.Event()
    vendor = Vendor(running={2})

    def answers(kind: str) -> httpx.Response | None:
        if kind == "cancel":
            sent.set()
            time.sleep(0.1)  # the read comes first
            return httpx.Response(204)
        if kind == "session" and way == "sync":
            sent.wait(60)
        return httpx.Response(500) if kind == "session" else None

    vendor.answers = answers
    policy = PollPolicy(
        clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds)
    )

    with pytest.raises(WaitTimeout) as caught:
        vendor.wait(MANY, way, policy=policy, cancel_unfinished=True)

    assert "not canceled" not in caplog.text
    assert not [note for note in getattr(caught.value, "__notes__", ()) if "not canceled" in note]
    assert vendor.asked.count("cancel") == 1


def test_nothing_is_read_after_the_deadline(caplog: pytest.LogCaptureFixture) -> None:
    vendor = Vendor(running={2})

    with pytest.raises(WaitTimeout) as caught:
        vendor.wait(MANY, timeout=0)

    assert len(caught.value.results) == 11
    assert "session" not in vendor.asked
    assert "did not come in time" in caplog.text


@pytest.mark.parametrize(
    ("status", "checks", "verdict", "reason"),
    [
        ("PASSED", ("PASSED", "FAILED"), Verdict.ERROR, "PASSED, yet 1 checks failed"),
        ("PASSED", ("PASSED", "PASSED"), Verdict.PASSED, None),
    ],
)
def test_a_pass_that_the_session_itself_contradicts_is_none(
    status: str, checks: tuple[str, ...], verdict: Verdict, reason: str | None
) -> None:
    """Among many as alone: the list may not show what the session does."""
    vendor = Vendor(status, checks, listed=("PASSED", "PASSED"))
    told: list[tuple[RunRef, Any]] = []

    many = vendor.wait(MANY, on_change=lambda news: told.append((news.ref, news.verdict)))
    [alone] = vendor.wait([1], policy=PollPolicy(interval=0.001)).values()

    assert {(each.verdict, each.reason) for each in many.values()} == {(verdict, reason)}
    assert (alone.verdict, alone.reason) == (verdict, reason)
    news = [each for ref, each in told if ref == ref_of(1)]
    assert news == [Verdict.PASSED, verdict][: 1 + (verdict is not Verdict.PASSED)]


@pytest.mark.parametrize("status", ["FAILED", "CANCELLED"])
def test_a_session_in_which_no_check_ran_has_the_same_result_alone_and_among_others(
    status: str,
) -> None:
    [alone], among = (
        Vendor(status, checks=()).wait([1]).values(),
        Vendor(status, checks=()).wait(MANY),
    )

    assert alone.link
    assert evolve(among[ref_of(1)], raw=alone.raw) == alone


def test_a_session_without_results_takes_no_pass_back(caplog: pytest.LogCaptureFixture) -> None:
    vendor = Vendor("PASSED", (), listed=("PASSED",))

    results = vendor.wait(MANY)

    assert results.passed
    assert vendor.asked.count("session") == 2 * len(MANY)
    assert "results are missing" in caplog.text


def test_a_verdict_gets_no_better_by_what_comes_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    vendor = Vendor()
    whole = vendor.found

    def found(request: httpx.Request) -> tuple[str, dict[str, Any]]:
        kind, body = whole(request)
        better = {"status": "PASSED", "results": [result(1, "PASSED")]}
        return kind, body | (better if kind == "session" else {})

    monkeypatch.setattr(vendor, "found", found)

    results = vendor.wait(MANY)

    assert {each.verdict for each in results.values()} == {Verdict.FAILED}
    assert "ended as failed; a later answer says passed" in caplog.text


@pytest.mark.parametrize(
    ("errors", "message"),
    [
        ((), None),
        ((None, "", "  "), None),
        (("one", ["two", "one"]), "one\ntwo"),
        (({"error": {"message": "agent"}}, {"msg": "log"}), "agent\nlog"),
        (({"message": "first", "error": "second"},), "first"),
        (("\x1b[31mred\x1b[39m",), "red"),
        (("x" * 5000,), "x" * (LONGEST - 1) + "…"),
        ((["y"] * 3,), "y"),
        (("one\r\ntwo",), "one\ntwo"),
    ],
)
def test_messages_are_read_of_errors_of_any_shape(errors: Any, message: str | None) -> None:
    assert message_of(*errors) == message


def test_errors_are_found_in_logs_of_both_shapes() -> None:
    error, info = {"level": "ERROR", "msg": "a"}, {"level": "INFO", "msg": "b"}

    assert [*logged_errors([info, error, "text"])] == [error]
    assert [*logged_errors({"setup": [error], "request": [info], "other": None})] == [error]
    assert not [*logged_errors(json.dumps([error]))]
