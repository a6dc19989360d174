"""Qualigate: runs of a test case, of a suite or of a project.

Qualigate cannot cancel a run, and a lost answer to a trigger leaves no trace to look for:
it raises TriggerUncertain at once.
Facts: https://qualigate.app/docs/api-reference
"""

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from attrs import define, evolve, field
from qualigate_client import AuthenticatedClient, spec
from qualigate_client.api.runs import get_results, get_run, trigger_run
from qualigate_client.models.case_run_request import CaseRunRequest
from qualigate_client.models.ci_context import CIContext
from qualigate_client.models.project_run_request import ProjectRunRequest
from qualigate_client.models.suite_run_request import SuiteRunRequest

from testruns._engine.watch import IN_FLIGHT

from ._answer import Answer, array, count, number, text, uuid
from ._clients import Credential
from ._requests import checked_request
from ._vendor import Start, States, Vendor, contradiction, doubted, judged, started
from ._wire import Call, Reply
from .errors import Fault, RequestFailed
from .results import Case, Counts, RunRef, RunResult, Snapshot, Verdict

__all__ = [
    "AuthenticatedClient",
    "CIContext",
    "CaseRunRequest",
    "ProjectRunRequest",
    "SuiteRunRequest",
    "client",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "wait",
    "wait_async",
]

log = logging.getLogger("testruns")

RUN, SUITE = States.of(spec.STATES["RunState"]), States.of(spec.STATES["SuiteState"])
SEVERITY = (Verdict.FAILED, Verdict.ERROR, Verdict.TIMED_OUT, Verdict.CANCELED)

BATCH = 200  # ids a request: 39 bytes each, so that the address stays below the usual 8 kB
TOO_LONG = frozenset({414, 431})


def _start(request: CaseRunRequest | SuiteRunRequest | ProjectRunRequest, _: None) -> Start:
    return Start(Call(trigger_run, {"body": checked_request(request)}, _triggered))


def _triggered(reply: Reply) -> RunRef:
    answer = reply.answer()
    queued = answer.read("test_count", count)
    if run := answer.read("test_run_id", uuid):
        return started(reply, RunRef(VENDOR.name, "run", (str(run),), 1))
    if suite := answer.read("suite_run_id", uuid):
        return started(reply, RunRef(VENDOR.name, "suite", (str(suite),), queued))
    told = answer.need("test_run_ids", array)
    ids = tuple(dict.fromkeys(map(str, answer.values("test_run_ids", uuid))))
    if told and not ids:
        raise answer.unreadable("test_run_ids holds no id")
    # With an id that cannot be read the project never passes, since more was queued than ran.
    expected = len(dict.fromkeys(map(str, told))) if queued is None else queued
    return started(reply, RunRef(VENDOR.name, "project", ids, expected))


@define(eq=False, repr=False)
class _Looks:
    """What a wait knows of its test runs, and how it looks at them."""

    refs: Sequence[RunRef]
    batch: int = BATCH
    cases: dict[str, tuple[str, Case]] = field(init=False, factory=dict)
    owners: dict[str, list[RunRef]] = field(init=False, factory=dict)
    uuids: dict[str, UUID] = field(init=False, factory=dict)
    alone: set[str] = field(init=False, factory=set)
    calls: dict[str, Call] = field(init=False, factory=dict)
    doubted: set[RunRef] = field(init=False, factory=set)  # suites that passed with a failed test

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
        yield from (self._suite(ref) for ref in pending if ref.kind == "suite")

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
        answer = reply.answer().about("id", self.uuids[run])
        state = answer.need("status", text)
        yield from self._learned({run: (state, _case(run, state, answer))}, reply.raw)

    def _read_results(self, runs: list[str], reply: Reply) -> Iterator[Snapshot | Call]:
        failure = reply.failure
        if failure is not None and (failure.status in TOO_LONG or failure.fault is Fault.MISSING):
            middle = len(runs) // 2
            if failure.status in TOO_LONG:
                self.batch = min(self.batch, max(1, middle))
            yield self._results(runs[:middle])
            yield self._results(runs[middle:])
            return
        asked = {self.uuids[run]: run for run in runs}  # which may be spelt in capitals
        found: dict[str, tuple[str, Case]] = {}
        told_twice: set[str] = set()
        for each in reply.answer().entries("results"):
            run_id, state = each.read("test_run_id", uuid), each.read("status", text)
            run = asked.get(run_id) if run_id else None
            if run and state:
                found.setdefault(run, (state, _case(run, state, each)))
                if found[run][0] != state:
                    told_twice.add(run)
        for run in told_twice:  # in two states: it is asked for alone
            del found[run]
        yield from self._learned(found, reply.raw)
        # The list may be shorter than what it sums up.
        yield from [self._run(run) for run in runs if run not in found][:IN_FLIGHT]

    def _learned(self, found: dict[str, tuple[str, Case]], raw: Any) -> Iterator[Snapshot]:
        self.cases.update(found)
        self.alone.difference_update(found)
        for ref in dict.fromkeys(ref for run in found for ref in self.owners[run]):
            yield self._seen(ref, raw)

    def _seen(self, ref: RunRef, raw: Any) -> Snapshot:
        """State of a run, or of a project, which has ended when each of its runs has."""
        known = [self.cases[run] for run in ref.ids if run in self.cases]
        cases = tuple(case for _, case in known)
        verdicts = [case.verdict for case in cases if case.verdict is not None]
        passed = verdicts.count(Verdict.PASSED)
        counts = Counts(len(ref.ids), passed, len(verdicts) - passed)
        going_on = [state for state, case in known if case.verdict is None]
        unknown = [state for state in going_on if state not in RUN.going_on]
        if len(verdicts) < len(ref.ids):
            state = next(iter(unknown or going_on), "pending")
            return Snapshot(ref, state, counts, cases=cases, known=not unknown, raw=raw)
        verdict, reason = judged(counts, ref.expected)
        if verdict is Verdict.FAILED:
            verdict = next(each for each in SEVERITY if each in verdicts)
        if verdict is not Verdict.PASSED and (reason is None or ref.kind == "run"):
            reason = cases[0].message
        state = known[0][0] if ref.kind == "run" else "completed"
        return RunResult(ref, state, counts, cases=cases, raw=raw, verdict=verdict, reason=reason)

    def _suite(self, ref: RunRef) -> Call:
        run = ref.ids[0]
        read = partial(self._read_suite, ref)
        return Call(get_run, {"suite_run_id": UUID(run)}, read, (ref,), run)

    def _read_suite(self, ref: RunRef, reply: Reply) -> Iterator[Snapshot | Call]:
        answer = reply.answer().about("id", UUID(ref.ids[0]))
        state = answer.need("status", text)
        counts = _counts(answer, decide=state in SUITE.counted)
        if state in SUITE.counted and counts.total is None:
            raise answer.unreadable("total_tests is missing")  # as in the answer about a test run
        if state not in SUITE.counted and state not in SUITE.verdicts:
            yield Snapshot(ref, state, counts, known=state in SUITE.going_on, raw=reply.raw)
            return
        verdict, reason = SUITE.judged(state, counts, ref.expected)
        result = RunResult(ref, state, counts, raw=reply.raw, verdict=verdict, reason=reason)
        if state in SUITE.counted and verdict is Verdict.ERROR and counts.failed:
            yield doubted(result, reason or "", self.doubted)
            return
        if not result.passed:
            yield result
        # A pass is told when the results do not contradict it; all else stands without them.
        read = partial(self._with_cases, result)
        yield Call(
            get_results, {"suite_run_id": UUID(ref.ids[0])}, read, (ref,), extra=not result.passed
        )

    def _with_cases(self, result: RunResult, reply: Reply) -> Iterator[Snapshot]:
        try:
            report = reply.answer()
            if report.read("suite_run_id", uuid) not in (None, UUID(result.ref.ids[0])):
                raise report.unreadable("it is about another run")
        except RequestFailed as failure:
            if result.passed:
                log.warning("the results of %s were not read: %s", result.ref, failure)
            yield result
            return
        if result.passed and reply.misfit:
            log.warning("the results of %s were not read whole: %s", result.ref, reply.misfit)
        cases = []
        for each in report.entries("results"):
            run, state = each.read("test_run_id", text), each.read("status", text)
            cases.append((state, _case(run or "", state or "", each)))
        result = evolve(result, cases=tuple(case for _, case in cases))
        words = [state for state, _ in cases]
        against = contradiction(result.counts, _counts(report), words, RUN)
        status = report.read("status", text)
        if status in SUITE.verdicts or status in SUITE.going_on:
            against = against or f"the status is {status!r}"
        if result.passed and against:
            reason = f"{result.state}, yet {against} in the results"
            yield doubted(result, reason, self.doubted)
        else:
            yield result


def _counts(answer: Answer, *, decide: bool = False) -> Counts:
    names = ("total_tests", "passed_tests", "failed_tests")
    return Counts(*(answer.read(name, count, decides=decide) for name in names))


def _case(run: str, state: str, entry: Answer) -> Case:
    milliseconds = entry.read("duration_ms", number)
    return Case(
        run,
        entry.read("test_case_name", text) or None,
        RUN.verdicts.get(state),
        entry.read("error_message", text) or None,
        entry.read("dashboard_url", text) or None,
        duration=None if milliseconds is None else milliseconds / 1000,
    )


VENDOR = Vendor[AuthenticatedClient, CaseRunRequest | SuiteRunRequest | ProjectRunRequest, None](
    name="qualigate",
    spec=spec,
    client_type=AuthenticatedClient,
    credentials=(
        Credential("api_key", "QUALIGATE_API_KEY", "in the dashboard under Settings, API Keys"),
    ),
    requests=(CaseRunRequest, SuiteRunRequest, ProjectRunRequest),
    options=None,
    kinds={"run": UUID, "suite": UUID, "project": UUID},
    many=frozenset({"project"}),
    start=_start,
    looks=lambda refs, _options, _policy: _Looks(refs).plan,
    probe=lambda: Call(
        get_run, {"test_run_id": UUID(int=0)}, lambda reply: reply.accept(Fault.MISSING)
    ),
    example=SuiteRunRequest(UUID("770e8400-e29b-41d4-a716-446655440000")),
    left_out={"get_ci_config": "tells the settings of a project, and nothing of a run"},
)
client = VENDOR.client
trigger, trigger_async = VENDOR.trigger, VENDOR.trigger_async
wait, wait_async = VENDOR.wait, VENDOR.wait_async
trigger_and_wait, trigger_and_wait_async = VENDOR.trigger_and_wait, VENDOR.trigger_and_wait_async
