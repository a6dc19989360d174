"""Qualigate: the rows of its truth tables, its batches and its three kinds of runs."""

import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import httpx
import ids
import pytest
from testruns import (
    Counts,
    PollFailed,
    PollPolicy,
    Rejection,
    Results,
    RunRef,
    RunResult,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
    qualigate,
)
from testruns._vendor import judged
from testruns.qualigate import BATCH, _Looks

SUITE = RunRef("qualigate", "suite", ("880e8400-e29b-41d4-a716-446655440000",), 5)


def run_ref(number: int) -> RunRef:
    return RunRef("qualigate", "run", (str(UUID(int=number)),), 1)


class Vendor:
    """Answers what a test says, and keeps the requests."""

    def __init__(self) -> None:
        self.now = 0.0
        self.requests: list[httpx.Request] = []
        self.states: dict[str, str] = {}
        self.longest = 10_000
        self.report_status = 200
        self.unlisted: set[str] = set()
        self.spelt: Callable[[str], str] = str
        self.duration: Any = None
        self.error: str | None = None
        self.of_suite: list[str] | None = None
        self.unknown: set[str] = set()
        self.suite: dict[str, Any] = {}
        self.results: Any = None
        self.created: dict[str, Any] = {}
        transport = httpx.MockTransport(self.answer)
        self.client = qualigate.client(
            "qg_key",
            httpx_args={"transport": transport},
            verify_ssl=False,
        )
        self.policy = PollPolicy(clock=lambda: self.now, sleep=self.sleep, jitter=0)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        query = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
        if request.method == "POST":
            return httpx.Response(201, json=self.created)
        if "test_run_ids" in query:
            return self.report(query["test_run_ids"].split(","))
        if "suite_run_id" in query and "results" not in request.url.path:
            return httpx.Response(200, json={"id": query["suite_run_id"], **self.suite})
        if "suite_run_id" in query:
            return self.report(
                list(self.states) if self.of_suite is None else self.of_suite, self.suite
            )
        return self.run(query["test_run_id"])

    def run(self, run_id: str) -> httpx.Response:
        if run_id in self.unknown:
            return httpx.Response(404, json={"error": "Not Found", "message": "no such run"})
        state = self.states.get(run_id, "running")
        times = {"error_message": self.error, "duration_ms": self.duration}
        return httpx.Response(200, json={"id": run_id, "status": state, **times})

    def report(
        self, run_ids: Sequence[str], suite: Mapping[str, Any] = MappingProxyType({})
    ) -> httpx.Response:
        if len(run_ids) > self.longest or self.report_status != 200:
            return httpx.Response(414 if self.report_status == 200 else self.report_status)
        if self.unknown & set(run_ids):
            return httpx.Response(404, json={"error": "Not Found", "message": "no such run"})
        states = [self.states.get(run_id, "running") for run_id in run_ids]
        results = [
            {
                "test_run_id": self.spelt(run_id),
                "status": state,
                "test_case_name": "Login",
                "duration_ms": self.duration,
            }
            for run_id, state in zip(run_ids, states, strict=True)
            if run_id not in self.unlisted
        ]
        sums = {
            "total_tests": len(run_ids),
            "passed_tests": states.count("passed"),
            "failed_tests": states.count("failed"),
        }
        # The vendor's own aggregate fails while runs still go on.
        going_on = "running" if "running" in states else "passed"
        status = "failed" if "failed" in states else going_on
        told = {name: suite.get(name, number) for name, number in sums.items()}
        body = {**told, "status": status, "results": results}
        return httpx.Response(200, json=body if self.results is None else self.results)

    def asked(self) -> list[int]:
        """Count the ids of each request."""
        return [
            len(request.url.params.get("test_run_ids", "").split(",")) for request in self.requests
        ]

    def wait(self, refs: Any, **options: Any) -> Any:
        return qualigate.wait(self.client, refs, policy=self.policy, **options)


ENDS = {
    "passed": Verdict.PASSED,
    "failed": Verdict.FAILED,
    "error": Verdict.ERROR,
    "timeout": Verdict.TIMED_OUT,
    "canceled": Verdict.CANCELED,
}


@pytest.mark.parametrize("state", ENDS)
def test_a_test_run_ends_as_its_state_says(state: str) -> None:
    vendor = Vendor()
    vendor.states = {run_ref(1).ids[0]: state}

    result = vendor.wait(run_ref(1))

    assert result.verdict is ENDS[state]
    assert result.passed is (state == "passed")
    assert vendor.now == 0


@pytest.mark.parametrize("runs", [1, 2])
@pytest.mark.parametrize(
    ("told", "seconds"), [(45_000, 45), (1.5, 0.0015), (None, None), ("9", None)]
)
def test_a_case_has_the_seconds_that_it_took(runs: int, told: Any, seconds: float | None) -> None:
    vendor, refs = Vendor(), [run_ref(number) for number in range(runs)]
    vendor.states = {ref.ids[0]: "passed" for ref in refs}
    vendor.duration = told

    results = vendor.wait(refs)

    assert [case.duration for ref in refs for case in results[ref].cases] == [seconds] * runs


@pytest.mark.parametrize("state", ["pending", "running", "paused"])
def test_a_test_run_that_has_not_ended_goes_on(state: str) -> None:
    vendor = Vendor()
    vendor.states = {run_ref(1).ids[0]: state}

    with pytest.raises(WaitTimeout):
        vendor.wait(run_ref(1), timeout=30)


def counters(total: Any, passed: Any, failed: Any = 0) -> dict[str, Any]:
    return {"total_tests": total, "passed_tests": passed, "failed_tests": failed}


@pytest.mark.parametrize("state", ["completed", "passed"])
@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        (counters(5, 5), Verdict.PASSED),
        (counters(5, 4, 1), Verdict.FAILED),
        (counters(5, 4), Verdict.FAILED),
        (counters(5, 0, 5), Verdict.FAILED),
        (counters(0, 0), Verdict.ERROR),
        (counters(4, 4), Verdict.ERROR),  # the trigger had queued 5
        (counters(6, 6), Verdict.ERROR),
        (counters(5, 6), Verdict.ERROR),
        (counters(5, 5, 3), Verdict.ERROR),
        (counters(5, None), Verdict.ERROR),
    ],
)
def test_an_ended_suite_is_judged_by_its_counters(
    state: str, counts: dict[str, Any], verdict: Verdict
) -> None:
    vendor = Vendor()
    vendor.suite = {"status": state, **counts}

    assert vendor.wait(SUITE).verdict is verdict


@pytest.mark.parametrize("state", ["failed", "error", "timeout", "canceled"])
def test_a_suite_that_did_not_complete_is_judged_by_its_state(state: str) -> None:
    vendor = Vendor()
    vendor.suite = {"status": state, **counters(5, 5)}

    assert vendor.wait(SUITE).verdict is ENDS[state]


@pytest.mark.parametrize("state", ["pending", "running"])
@pytest.mark.parametrize("counts", [counters(5, 5), counters(0, 0), {}])
def test_a_suite_that_runs_goes_on_whatever_its_counters(
    state: str, counts: dict[str, Any]
) -> None:
    vendor = Vendor()
    vendor.suite = {"status": state, **counts}

    with pytest.raises(WaitTimeout):
        vendor.wait(SUITE, timeout=60)


@pytest.mark.parametrize(
    "body",
    [
        {"status": "completed"},
        {"status": "completed", **counters("5", "5")},
        {"status": None, **counters(5, 5)},
        {"status": "completed", **counters(5, 5), "id": str(UUID(int=9))},
    ],
)
def test_a_suite_whose_answer_makes_no_sense_is_no_news(body: dict[str, Any]) -> None:
    vendor = Vendor()
    vendor.suite = body

    with pytest.raises(PollFailed, match="does not parse"):
        vendor.wait(SUITE)


def test_a_suite_without_an_expected_count_is_judged_by_what_ran() -> None:
    assert judged(Counts(3, 3, 0), None) == (Verdict.PASSED, None)


def test_the_results_only_fill_in_the_cases_of_a_suite() -> None:
    vendor = Vendor()
    vendor.suite = {"status": "completed", **counters(5, 4, 1)}
    vendor.states = {str(UUID(int=1)): "passed"}

    result = vendor.wait(SUITE)

    assert result.verdict is Verdict.FAILED
    assert [case.name for case in result.cases] == ["Login"]


@pytest.mark.parametrize("state", ["failed", "error", "timeout", "canceled"])
def test_a_suite_whose_results_contradict_its_pass_is_an_error_after_a_second_look(
    state: str,
) -> None:
    vendor = Vendor()
    vendor.suite = {"status": "completed", **counters(5, 5)}
    vendor.states = {str(UUID(int=1)): state}
    told: list[str] = []

    result = vendor.wait(SUITE, on_change=lambda news: told.append(type(news).__name__))

    assert result.verdict is Verdict.ERROR
    assert result.reason == "completed, yet 1 tests failed in the results"
    assert vendor.now == 10
    assert told == ["Snapshot", "RunResult"]


REPORT = {**counters(5, 5), "status": "passed", "results": []}
ENTRY = {"test_run_id": str(UUID(int=1)), "status": "running"}


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        (REPORT | counters(5, 2), "2 of 5 tests passed in the results"),
        (REPORT | {"status": "failed"}, "the status is 'failed' in the results"),
        (REPORT | {"status": "running"}, "the status is 'running' in the results"),
        (REPORT | {"results": [ENTRY]}, "1 tests still run in the results"),
        ({"results": [ENTRY | {"status": "failed"}]}, "1 tests failed in the results"),
        (REPORT | counters(7, 7), "total is 7 instead of 5 in the results"),
        (REPORT | counters(4, 4), "total is 4 instead of 5 in the results"),
        ({"total_tests": 5.0, "passed_tests": 6.0}, "passed is 6 instead of 5 in the results"),
        (counters(5, 5, 3), "3 tests failed in the results"),
        ({"failed_tests": 3}, "3 tests failed in the results"),
        ({"failed_tests": 0, "status": "error"}, "the status is 'error' in the results"),
    ],
)
def test_whatever_can_be_read_of_the_results_may_contradict_a_pass(
    results: dict[str, Any], reason: str
) -> None:
    vendor = Vendor()
    vendor.suite, vendor.results = {"status": "completed", **counters(5, 5)}, results

    result = vendor.wait(SUITE)

    assert (result.verdict, result.reason) == (Verdict.ERROR, f"completed, yet {reason}")
    assert vendor.now == 10


def test_a_pass_that_its_own_counters_contradict_is_an_error_after_a_second_look() -> None:
    vendor = Vendor()
    vendor.suite = {"status": "completed", **counters(5, 5, 3)}

    result = vendor.wait(SUITE)

    assert (result.verdict, result.reason) == (
        Verdict.ERROR,
        "5 of 5 tests passed, yet 3 failed",
    )
    assert vendor.now == 10


@pytest.mark.parametrize("results", [{}, [], "text", {"results": None}, {"results": [3, {}]}])
def test_results_that_cannot_be_read_are_told_and_contradict_nothing(
    results: Any, caplog: pytest.LogCaptureFixture
) -> None:
    vendor = Vendor()
    vendor.suite, vendor.results = {"status": "completed", **counters(5, 5)}, results

    assert vendor.wait(SUITE).passed
    assert f"the results of {SUITE} were not read" in caplog.text


def test_a_contradiction_that_goes_away_is_a_pass() -> None:
    vendor = Vendor()
    vendor.suite = {"status": "completed", **counters(5, 5)}
    vendor.states = {str(UUID(int=1)): "failed"}

    result = vendor.wait(
        SUITE, on_change=lambda _news: vendor.states.update({str(UUID(int=1)): "passed"})
    )

    assert result.passed
    assert [case.verdict for case in result.cases] == [Verdict.PASSED]


@pytest.mark.parametrize("status", [429, 500, 404, 403])
def test_a_suite_has_its_verdict_without_its_cases(status: int) -> None:
    vendor = Vendor()
    vendor.suite = {"status": "completed", **counters(5, 5)}
    vendor.report_status = status

    result = vendor.wait(SUITE)

    assert result.passed
    assert not result.cases


def project(count: int, expected: int | None = None) -> RunRef:
    ids = tuple(str(UUID(int=number)) for number in range(1, count + 1))
    return RunRef("qualigate", "project", ids, count if expected is None else expected)


@pytest.mark.parametrize(
    ("states", "verdict"),
    [
        (["passed", "passed"], Verdict.PASSED),
        (["passed", "failed"], Verdict.FAILED),
        (["error", "failed"], Verdict.FAILED),
        (["error", "passed"], Verdict.ERROR),
        (["timeout", "passed"], Verdict.TIMED_OUT),
        (["canceled", "passed"], Verdict.CANCELED),
        (["canceled", "timeout", "error"], Verdict.ERROR),
    ],
)
def test_a_project_ends_as_the_worst_of_its_runs(states: list[str], verdict: Verdict) -> None:
    vendor = Vendor()
    ref = project(len(states))
    vendor.states = dict(zip(ref.ids, states, strict=True))

    result = vendor.wait(ref)

    assert result.verdict is verdict
    assert len(result.cases) == len(states)


def test_a_project_goes_on_while_a_run_does_though_its_aggregate_has_failed() -> None:
    vendor = Vendor()
    ref = project(2)
    vendor.states = {ref.ids[0]: "failed"}

    with pytest.raises(WaitTimeout) as caught:
        vendor.wait(ref, timeout=20)

    assert caught.value.snapshots[ref].counts == Counts(2, 0, 1)


def test_a_project_without_runs_is_an_error_without_a_request() -> None:
    vendor = Vendor()

    assert vendor.wait(project(0)).verdict is Verdict.ERROR
    assert not vendor.requests


def test_a_project_that_ran_fewer_tests_than_were_queued_is_an_error() -> None:
    vendor = Vendor()
    ref = project(2, expected=3)
    vendor.states = dict.fromkeys(ref.ids, "passed")

    assert vendor.wait(ref).verdict is Verdict.ERROR


# Batches


def test_many_runs_are_asked_for_in_batches_of_200_joined_by_commas() -> None:
    vendor = Vendor()
    refs = [run_ref(number) for number in range(450)]
    vendor.states = {ref.ids[0]: "passed" for ref in refs}

    results = vendor.wait([*refs, *refs])

    assert isinstance(results, Results)
    assert results.passed
    assert sorted(vendor.asked()) == [50, BATCH, BATCH]
    assert all(b"%2C" in request.url.query for request in vendor.requests)
    assert max(len(request.url.query) for request in vendor.requests) < 8000


def test_ids_in_capitals_are_found_in_the_report() -> None:
    vendor = Vendor()
    vendor.states = {f"AAAAAAAA-0000-4000-8000-{number:012}": "passed" for number in range(30)}
    vendor.spelt = str.lower

    assert vendor.wait([RunRef("qualigate", "run", (each,), 1) for each in vendor.states]).passed
    assert vendor.asked() == [30]


@pytest.mark.parametrize("longest", [120, 50, 1])
def test_a_batch_that_is_too_long_is_halved(longest: int) -> None:
    vendor = Vendor()
    vendor.longest = longest
    refs = [run_ref(number) for number in range(200)]
    vendor.states = {ref.ids[0]: "passed" for ref in refs}

    assert vendor.wait(refs).passed


def test_a_halved_batch_stays_halved() -> None:
    vendor = Vendor()
    vendor.longest = 100
    refs = [run_ref(number) for number in range(200)]

    with pytest.raises(WaitTimeout):
        vendor.wait(refs, timeout=10)

    assert vendor.asked() == [200, 100, 100, 100, 100]


def test_runs_that_ended_leave_the_batch() -> None:
    vendor = Vendor()
    refs = [run_ref(number) for number in range(5)]
    vendor.states = {ref.ids[0]: "passed" for ref in refs[:2]}

    with pytest.raises(WaitTimeout):
        vendor.wait(refs, timeout=10)

    assert vendor.asked() == [5, 3]


def test_a_run_that_the_list_leaves_out_is_asked_for_alone() -> None:
    vendor = Vendor()
    refs = [run_ref(number) for number in range(5)]
    vendor.states = {ref.ids[0]: "passed" for ref in refs}
    vendor.unlisted = {refs[3].ids[0]}

    assert vendor.wait(refs).passed
    assert vendor.requests[-1].url.params["test_run_id"] == refs[3].ids[0]


def test_an_unknown_run_does_not_hide_the_others_of_its_batch() -> None:
    vendor = Vendor()
    refs = [run_ref(number) for number in range(64)]
    vendor.states = {ref.ids[0]: "passed" for ref in refs}
    vendor.unknown = {refs[5].ids[0]}

    with pytest.raises(PollFailed, match="no such run") as caught:
        vendor.wait(refs)

    assert len(caught.value.results) == 63
    assert caught.value.pending == (refs[5],)
    assert len(vendor.requests) < 20


def test_an_unknown_run_of_a_project_fails_it_after_the_grace() -> None:
    vendor = Vendor()
    ref = project(4)
    vendor.unknown = {ref.ids[2]}

    with pytest.raises(PollFailed, match="no such run"):
        vendor.wait(ref)

    assert vendor.now <= 40


def test_a_run_is_asked_for_by_the_same_call_again() -> None:
    """Its address is parsed once, which is a third of what a look costs."""
    looks = _Looks([run_ref(1)])

    assert [*looks.plan([run_ref(1)], 600)] == [*looks.plan([run_ref(1)], 590)]


def test_kinds_are_mixed_in_one_wait() -> None:
    vendor = Vendor()
    runs = [run_ref(number) for number in range(3)]
    vendor.states = {ref.ids[0]: "passed" for ref in runs}
    vendor.states[runs[1].ids[0]] = "failed"
    vendor.suite = {"status": "completed", **counters(5, 5)}
    vendor.of_suite = []
    both = project(2)
    vendor.states |= dict.fromkeys(both.ids, "passed") | {runs[1].ids[0]: "failed"}

    results = vendor.wait([*runs, SUITE, both])

    assert [ref for ref, result in results.items() if not result.passed] == [runs[1], both]
    assert list(results) == [*runs, SUITE, both]


# Triggers

CASE_ID = ids.CASE
CASE = qualigate.CaseRunRequest(UUID(CASE_ID))
PROJECT = qualigate.ProjectRunRequest(UUID(CASE_ID))


@pytest.mark.parametrize(
    ("created", "ref"),
    [
        ({"test_run_id": CASE_ID}, RunRef("qualigate", "run", (CASE_ID,), 1)),
        ({"suite_run_id": CASE_ID, "test_count": 5}, RunRef("qualigate", "suite", (CASE_ID,), 5)),
        ({"suite_run_id": CASE_ID}, RunRef("qualigate", "suite", (CASE_ID,), None)),
        ({"suite_run_id": CASE_ID, "test_count": 0}, RunRef("qualigate", "suite", (CASE_ID,), 0)),
        (
            {"test_run_ids": [CASE_ID, CASE_ID], "test_count": 1},
            RunRef("qualigate", "project", (CASE_ID,), 1),
        ),
        ({"test_run_ids": [], "test_count": 0}, RunRef("qualigate", "project", (), 0)),
        ({"test_run_ids": [CASE_ID]}, RunRef("qualigate", "project", (CASE_ID,), 1)),
    ],
)
def test_the_three_answers_to_a_trigger_are_told_apart(
    created: dict[str, Any], ref: RunRef
) -> None:
    vendor = Vendor()
    vendor.created = created

    assert qualigate.trigger(vendor.client, PROJECT, policy=vendor.policy) == ref


@pytest.mark.parametrize(
    ("created", "kind"),
    [
        ({"test_run_id": CASE_ID}, "run"),
        ({"suite_run_id": CASE_ID, "test_count": 5}, "suite"),
        ({"test_run_ids": [CASE_ID], "test_count": 1}, "project"),
    ],
)
def test_a_start_that_denies_its_success_is_uncertain_and_has_the_run(
    created: dict[str, Any], kind: str
) -> None:
    vendor = Vendor()
    vendor.created = {**created, "success": False, "message": "quota exceeded"}

    with pytest.raises(TriggerUncertain, match="success is false: quota exceeded") as caught:
        qualigate.trigger(vendor.client, PROJECT, policy=vendor.policy)

    assert caught.value.run is not None
    assert (caught.value.run.kind, caught.value.run.ids) == (kind, (CASE_ID,))
    assert CASE_ID in str(caught.value)


def test_a_run_that_passed_has_no_reason() -> None:
    vendor = Vendor()
    vendor.states = {run_ref(1).ids[0]: "passed"}
    vendor.error = "retried: element was slow"

    result = vendor.wait(run_ref(1))

    assert result.reason is None
    assert result.cases[0].message == "retried: element was slow"


def test_an_answer_to_a_trigger_without_an_id_is_uncertain() -> None:
    vendor = Vendor()
    vendor.created = {"success": True}

    with pytest.raises(TriggerUncertain):
        qualigate.trigger(vendor.client, PROJECT, policy=vendor.policy)


def test_a_trigger_sends_what_was_given_and_nothing_else() -> None:
    vendor = Vendor()
    vendor.created = {"test_run_id": CASE_ID}

    suite = qualigate.SuiteRunRequest(
        UUID(CASE_ID),
        browser_type="chromium",
        viewport_preset="mobile",
        viewport_width=390,
        viewport_height=844,
        context=qualigate.CIContext(source="jenkins"),
    )

    qualigate.trigger(vendor.client, CASE)
    qualigate.trigger(client=vendor.client, request=suite)

    assert [json.loads(request.content) for request in vendor.requests] == [
        {"test_case_id": CASE_ID},
        {
            "test_suite_id": CASE_ID,
            "browserType": "chromium",
            "viewportPreset": "mobile",
            "viewportWidth": 390,
            "viewportHeight": 844,
            "context": {"source": "jenkins"},
        },
    ]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejection.REQUEST),
        (401, Rejection.AUTHENTICATION),
        (402, Rejection.QUOTA),
        (403, Rejection.AUTHENTICATION),
        (404, Rejection.REQUEST),
    ],
)
def test_a_rejected_trigger_says_why(make_world: Any, status: int, kind: Rejection) -> None:
    world = make_world("qualigate")
    world.mock.plan(operation="trigger_run", status=status)

    with pytest.raises(TriggerRejected) as caught:
        world.do("trigger", CASE)

    assert caught.value.kind is kind


def test_the_address_of_a_recording_is_not_in_a_repr(make_world: Any) -> None:
    world = make_world("qualigate")

    result: RunResult = world.do("trigger_and_wait", CASE)

    assert "recordings" in str(result.raw.video_url)
    assert "recordings" not in f"{result!r} {result}"
