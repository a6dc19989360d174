"""Qualigate: runs of a test case, of a suite or of a project.

Qualigate cannot cancel a run, and a lost answer to a trigger leaves no trace to look for:
it raises TriggerUncertain at once.
Facts: https://qualigate.app/docs/api-reference
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from attrs import define, evolve, field
from qualigate_client import AuthenticatedClient
from qualigate_client.api.runs import get_results, get_run, trigger_run
from qualigate_client.models.case_result import CaseResult
from qualigate_client.models.case_run_request import CaseRunRequest
from qualigate_client.models.ci_context import CIContext
from qualigate_client.models.project_run_request import ProjectRunRequest
from qualigate_client.models.project_run_triggered import ProjectRunTriggered
from qualigate_client.models.results_report import ResultsReport
from qualigate_client.models.run_status import RunStatus
from qualigate_client.models.run_triggered import RunTriggered
from qualigate_client.models.suite_run_request import SuiteRunRequest
from qualigate_client.models.suite_run_status import SuiteRunStatus
from qualigate_client.models.suite_run_triggered import SuiteRunTriggered
from qualigate_client.models.viewport_preset import ViewportPreset
from qualigate_client.types import UNSET, Unset

from testruns._engine.drivers import awaiting, awaiting_wait, blocking, blocking_wait
from testruns._engine.steps import Core, deadline, time_left
from testruns._engine.trigger import OnTriggered, triggering
from testruns._engine.watch import IN_FLIGHT, OnChange, Watch, checked

from ._clients import TIMEOUT, Account, OwnClient, Verify
from ._httpx import Timeout
from ._wire import Call, Reply
from .errors import Fault
from .policy import DEFAULT_POLICY, PollPolicy
from .results import (
    Case,
    Counts,
    Results,
    RunRef,
    RunResult,
    Snapshot,
    Verdict,
)

__all__ = [
    "cancel",
    "cancel_async",
    "client_from_env",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "wait",
    "wait_async",
]

ACCOUNT = Account("qualigate", "https://qualigate.app", "in the dashboard under Settings, API Keys")

GOING_ON = frozenset({"pending", "running"})
VERDICTS = {
    "passed": Verdict.PASSED,
    "failed": Verdict.FAILED,
    "error": Verdict.ERROR,
    "timeout": Verdict.TIMED_OUT,
    "canceled": Verdict.CANCELED,
}
COUNTED = frozenset({"completed", "passed"})  # of a suite run: it ended, its counters tell how
SEVERITY = (Verdict.FAILED, Verdict.ERROR, Verdict.TIMED_OUT, Verdict.CANCELED)

BATCH = 200  # ids a request: 39 bytes each, so that the address stays below the usual 8 kB
TOO_LONG = frozenset({414, 431})

NONE_YET = Counts(1, 0, 0)
KINDS = {"run": UUID, "suite": UUID, "project": None}


class Client(OwnClient, AuthenticatedClient):
    """The generated client, with its key out of sight, for any thread and event loop."""


def client_from_env(
    environ: Mapping[str, str] | None = None,
    *,
    base_url: str | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout = TIMEOUT,
    verify_ssl: Verify = True,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Return a client with the key in `QUALIGATE_API_KEY`, to `QUALIGATE_BASE_URL` if it is set.

    `httpx_args` go to httpx as they are (proxy, limits, transport); proxies and certificate
    bundles of the environment count as they do for httpx. Raises MissingKey.
    """
    return ACCOUNT.client(
        Client,
        environ,
        {},
        base_url=base_url,
        headers=headers,
        timeout=timeout,
        verify_ssl=verify_ssl,
        httpx_args=httpx_args,
    )


def _trigger(
    *,
    test_case_id: str | UUID | None = None,
    test_suite_id: str | UUID | None = None,
    project_id: str | UUID | None = None,
    browser_type: str | None = None,
    viewport_preset: ViewportPreset | None = None,
    viewport_width: float | None = None,
    viewport_height: float | None = None,
    context: Mapping[str, str | None] | None = None,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_triggered: OnTriggered | None = None,
) -> Core[RunRef]:
    """Start the runs of exactly one test case, suite or project, and return what to wait for.

    Raises ValueError before anything is sent, TriggerRejected where nothing was started, and
    TriggerUncertain where the answer was lost: a run may have been started then.
    """
    end = deadline(policy, timeout)
    kinds: dict[str, type[CaseRunRequest | SuiteRunRequest | ProjectRunRequest]] = {
        "test_case_id": CaseRunRequest,
        "test_suite_id": SuiteRunRequest,
        "project_id": ProjectRunRequest,
    }
    ids = zip(kinds, (test_case_id, test_suite_id, project_id), strict=True)
    given = [(kinds[name], UUID(str(value))) for name, value in ids if value is not None]
    if len(given) != 1:
        raise ValueError(f"exactly one of {', '.join(kinds)} is needed")
    kind, value = given[0]
    texts = {key: str(text) for key, text in (context or {}).items() if text}
    body = kind(
        value,
        browser_type=browser_type or UNSET,
        viewport_preset=viewport_preset or UNSET,
        viewport_width=UNSET if viewport_width is None else viewport_width,
        viewport_height=UNSET if viewport_height is None else viewport_height,
        context=CIContext.from_dict(texts) if texts else UNSET,
    )
    call = Call(trigger_run, {"body": body}, _triggered)
    return (yield from triggering(call, policy, end, on_triggered))


def _triggered(reply: Reply) -> RunRef:
    answer = reply.model(RunTriggered, SuiteRunTriggered, ProjectRunTriggered)
    if isinstance(answer, RunTriggered):
        return RunRef(ACCOUNT.vendor, "run", (str(answer.test_run_id),), 1)
    queued = answer.test_count if isinstance(answer.test_count, int) else None
    if isinstance(answer, SuiteRunTriggered):
        return RunRef(ACCOUNT.vendor, "suite", (str(answer.suite_run_id),), queued)
    ids = tuple(dict.fromkeys(map(str, answer.test_run_ids)))
    return RunRef(ACCOUNT.vendor, "project", ids, len(ids) if queued is None else queued)


def _wait(
    refs: Sequence[RunRef],
    /,
    *,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_change: OnChange | None = None,
    fail_fast: bool = False,
) -> Core[Results]:
    """Wait until one run or many have ended; with `fail_fast` until one did not pass.

    Suites are watched one by one, other runs in batches. Raises WaitTimeout or PollFailed, with
    the verdicts that are known.
    """
    end = deadline(policy, timeout)
    runs = checked(refs, ACCOUNT.vendor, KINDS)
    looks = _Looks(runs)
    return (yield from Watch(runs, looks.plan, policy, end, on_change, fail_fast).run())


def _trigger_and_wait(
    *,
    test_case_id: str | UUID | None = None,
    test_suite_id: str | UUID | None = None,
    project_id: str | UUID | None = None,
    browser_type: str | None = None,
    viewport_preset: ViewportPreset | None = None,
    viewport_width: float | None = None,
    viewport_height: float | None = None,
    context: Mapping[str, str | None] | None = None,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_triggered: OnTriggered | None = None,
    on_change: OnChange | None = None,
) -> Core[RunResult]:
    """Start what `trigger` starts and wait for its verdict, both within the one timeout."""
    end = deadline(policy, timeout)
    ref = yield from _trigger(
        test_case_id=test_case_id,
        test_suite_id=test_suite_id,
        project_id=project_id,
        browser_type=browser_type,
        viewport_preset=viewport_preset,
        viewport_width=viewport_width,
        viewport_height=viewport_height,
        context=context,
        policy=policy,
        timeout=timeout,
        on_triggered=on_triggered,
    )
    left = time_left(policy, end)
    results = yield from _wait((ref,), policy=policy, timeout=left, on_change=on_change)
    return results[ref]


trigger, trigger_async = blocking(_trigger), awaiting(_trigger)
wait, wait_async = blocking_wait(_wait), awaiting_wait(_wait)
trigger_and_wait = blocking(_trigger_and_wait)
trigger_and_wait_async = awaiting(_trigger_and_wait)


def cancel(_client: object, ref: RunRef, /) -> NoReturn:
    """Raise NotImplementedError: the vendor's API cannot cancel."""
    raise NotImplementedError(f"Qualigate's API has no operation that cancels {ref}")


async def cancel_async(client: object, ref: RunRef, /) -> NoReturn:
    """Raise NotImplementedError, as `cancel` does."""
    cancel(client, ref)


def judged(counts: Counts, expected: int | None) -> tuple[Verdict, str | None]:
    """Judge an ended run by its counters: its verdict, and the reason where it is not PASSED."""
    total, passed = counts.total, counts.passed
    if not total:
        return Verdict.ERROR, "no test ran"
    if passed is None:
        return Verdict.ERROR, "the vendor does not say how many tests passed"
    if passed < total:
        return Verdict.FAILED, f"{passed} of {total} tests passed"
    if passed > total or expected not in (None, total):
        return Verdict.ERROR, f"{passed} tests passed, {total} ran and {expected} were queued"
    return Verdict.PASSED, None


@define
class _Looks:
    """What a wait knows of its test runs, and how it looks at them."""

    refs: Sequence[RunRef]
    batch: int = BATCH
    cases: dict[str, tuple[str, Case]] = field(init=False, factory=dict)
    owners: dict[str, list[RunRef]] = field(init=False, factory=dict)
    uuids: dict[str, UUID] = field(init=False, factory=dict)
    alone: set[str] = field(init=False, factory=set)
    calls: dict[str, Call] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for ref in self.refs:
            self.uuids.update((run, UUID(run)) for run in ref.ids)
            for run in () if ref.kind == "suite" else ref.ids:
                self.owners.setdefault(run, []).append(ref)

    def plan(self, pending: Sequence[RunRef], _left: float) -> Iterator[Call | Snapshot]:
        open_runs = dict.fromkeys(
            run
            for ref in pending
            if ref.kind != "suite"
            for run in ref.ids
            if run not in self.cases or self.cases[run][1].verdict is None
        )
        together = [run for run in open_runs if run not in self.alone]
        yield from (self._seen(ref, None) for ref in pending if not ref.ids)
        for start in range(0, len(together), self.batch):
            yield self._results(together[start : start + self.batch])
        yield from (self._run(run) for run in open_runs if run in self.alone)
        yield from (_suite(ref) for ref in pending if ref.kind == "suite")

    def _results(self, runs: list[str]) -> Call:
        if len(runs) == 1:
            return self._run(runs[0])
        refs = tuple(dict.fromkeys(ref for run in runs for ref in self.owners[run]))
        joined = {"test_run_ids": ",".join(runs)}
        return Call(get_results, joined, partial(self._read_results, runs), refs)

    def _run(self, run: str) -> Call:
        if run not in self.calls:
            refs, read = tuple(self.owners[run]), partial(self._read_run, run)
            self.calls[run] = Call(get_run, {"test_run_id": self.uuids[run]}, read, refs, run)
        return self.calls[run]

    def _read_run(self, run: str, reply: Reply) -> Iterator[Snapshot]:
        if reply.failure is not None and reply.failure.fault is Fault.MISSING:
            self.alone.add(run)  # it would hide the others of its batch
        body = reply.model(RunStatus, SuiteRunStatus)
        if body.id != self.uuids[run]:
            raise reply.unreadable()
        message = body.error_message if isinstance(body, RunStatus) else None
        case = Case(
            run,
            verdict=VERDICTS.get(body.status),
            message=message or None,
            duration=_seconds(body.duration_ms),
        )
        yield from self._learned({run: (body.status, case)}, body)

    def _read_results(self, runs: list[str], reply: Reply) -> Iterator[Snapshot | Call]:
        failure = reply.failure
        if failure is not None and (failure.status in TOO_LONG or failure.fault is Fault.MISSING):
            middle = len(runs) // 2
            if failure.status in TOO_LONG:
                self.batch = min(self.batch, max(1, middle))
            yield self._results(runs[:middle])
            yield self._results(runs[middle:])
            return
        report = reply.model(ResultsReport)
        asked = {self.uuids[run]: run for run in runs}  # which may be spelt in capitals
        found = {
            asked[each.test_run_id]: (each.status, _case(each))
            for each in report.results or ()
            if each.test_run_id in asked
        }
        yield from self._learned(found, report)
        # The list may be shorter than what it sums up.
        yield from [self._run(run) for run in runs if run not in found][:IN_FLIGHT]

    def _learned(self, found: dict[str, tuple[str, Case]], raw: Any) -> Iterator[Snapshot]:
        self.cases.update(found)
        self.alone.difference_update(found)
        for ref in dict.fromkeys(ref for run in found for ref in self.owners[run]):
            yield self._seen(ref, raw)

    def _seen(self, ref: RunRef, raw: Any) -> Snapshot:
        """State of a run, or of a project, which has ended when each of its runs has."""
        if ref.kind == "run" and self.cases[ref.ids[0]][1].verdict is None:
            state, case = self.cases[ref.ids[0]]
            return Snapshot(ref, state, NONE_YET, cases=(case,), known=state in GOING_ON, raw=raw)
        known = [self.cases[run] for run in ref.ids if run in self.cases]
        cases = tuple(case for _, case in known)
        verdicts = [case.verdict for case in cases if case.verdict is not None]
        passed = verdicts.count(Verdict.PASSED)
        counts = Counts(len(ref.ids), passed, len(verdicts) - passed)
        going_on = [state for state, case in known if case.verdict is None]
        unknown = [state for state in going_on if state not in GOING_ON]
        if len(verdicts) < len(ref.ids):
            state = next(iter(unknown or going_on), "pending")
            return Snapshot(ref, state, counts, cases=cases, known=not unknown, raw=raw)
        verdict, reason = judged(counts, ref.expected)
        if verdict is Verdict.FAILED:
            verdict = next(each for each in SEVERITY if each in verdicts)
        if reason is None or ref.kind == "run":
            reason = cases[0].message
        state = known[0][0] if ref.kind == "run" else "completed"
        return RunResult(ref, state, counts, cases=cases, raw=raw, verdict=verdict, reason=reason)


def _case(result: CaseResult) -> Case:
    return Case(
        str(result.test_run_id),
        result.test_case_name or None,
        VERDICTS.get(result.status),
        result.error_message or None,
        result.dashboard_url or None,
        duration=_seconds(result.duration_ms),
    )


def _seconds(milliseconds: float | Unset | None) -> float | None:
    return milliseconds / 1000 if isinstance(milliseconds, int | float) else None


def _suite(ref: RunRef) -> Call:
    run = ref.ids[0]
    return Call(get_run, {"suite_run_id": UUID(run)}, partial(_read_suite, ref), (ref,), run)


def _read_suite(ref: RunRef, reply: Reply) -> Iterator[Snapshot | Call]:
    body = reply.model(SuiteRunStatus, RunStatus)
    state = body.status
    # Without its counters an answer is read as a test run's.
    whole = isinstance(body, SuiteRunStatus)
    if body.id != UUID(ref.ids[0]) or (state in COUNTED and not whole):
        raise reply.unreadable()
    counts = Counts()
    if isinstance(body, SuiteRunStatus):
        counts = Counts(body.total_tests, _number(body.passed_tests), _number(body.failed_tests))
    if state not in COUNTED and state not in VERDICTS:
        yield Snapshot(ref, state, counts, known=state in GOING_ON, raw=body)
        return
    verdict, reason = judged(counts, ref.expected) if state in COUNTED else (VERDICTS[state], None)
    result = RunResult(ref, state, counts, raw=body, verdict=verdict, reason=reason)
    yield result
    arguments = {"suite_run_id": UUID(ref.ids[0])}
    yield Call(get_results, arguments, partial(_with_cases, result), (ref,), extra=True)


def _with_cases(result: RunResult, reply: Reply) -> Iterator[Snapshot]:
    report = reply.model(ResultsReport)
    yield evolve(result, cases=tuple(_case(each) for each in report.results or ()))


def _number(value: int | Unset | None) -> int | None:
    return None if isinstance(value, Unset) else value
