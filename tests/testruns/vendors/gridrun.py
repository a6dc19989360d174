"""GridRun: runs of a plan, told by their number in the body of the question."""

from collections.abc import Iterator, Sequence
from functools import partial

from gridrun_client import AuthenticatedClient, spec
from gridrun_client.api.runs import get_quota, read_run, start_run
from gridrun_client.models.grid import Grid
from gridrun_client.models.labels import Labels
from gridrun_client.models.plan import Plan
from gridrun_client.models.quota import Quota
from gridrun_client.models.run_order import RunOrder
from gridrun_client.models.run_question import RunQuestion
from gridrun_client.models.run_report import RunReport
from gridrun_client.models.run_started import RunStarted
from testruns._clients import Credential
from testruns._requests import checked_request
from testruns._vendor import Start, States, Vendor
from testruns._wire import Call, Reply
from testruns.results import RunRef, RunResult, Snapshot

__all__ = [
    "AuthenticatedClient",
    "Grid",
    "Labels",
    "Plan",
    "RunOrder",
    "client",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "wait",
    "wait_async",
]

STATES = States.of(spec.STATES["Phase"])


def _start(request: RunOrder, _: None) -> Start:
    return Start(Call(start_run, {"body": checked_request(request)}, _started))


def _started(reply: Reply) -> RunRef:
    return RunRef(VENDOR.name, "run", (str(reply.model(RunStarted).run.number),))


def _plan(pending: Sequence[RunRef], _left: float) -> Iterator[Call]:
    for ref in pending:
        [number] = ref.ids
        body = RunQuestion(int(number))
        yield Call(read_run, {"body": body}, partial(_seen, ref), (ref,), number)


def _seen(ref: RunRef, reply: Reply) -> Iterator[Snapshot]:
    report = reply.model(RunReport)
    if str(report.run.number) != ref.ids[0]:
        raise reply.unreadable()
    verdict = STATES.verdicts.get(report.phase)
    if verdict is None:
        yield Snapshot(ref, report.phase, known=report.phase in STATES.going_on, raw=report)
    else:
        reason = report.reason or None
        yield RunResult(ref, report.phase, raw=report, verdict=verdict, reason=reason)


VENDOR = Vendor[AuthenticatedClient, RunOrder, None](
    name="gridrun",
    spec=spec,
    client_type=AuthenticatedClient,
    credentials=(Credential("api_key", "GRIDRUN_API_KEY", "in the team's settings"),),
    requests=(RunOrder,),
    options=None,
    kinds={"run": int},
    start=_start,
    looks=lambda _refs, _options, _policy: _plan,
    probe=lambda: Call(get_quota, {}, lambda reply: reply.model(Quota)),
    example=RunOrder(Plan("nightly", grid=Grid(size=2))),
)
client = VENDOR.client
trigger, trigger_async = VENDOR.trigger, VENDOR.trigger_async
wait, wait_async = VENDOR.wait, VENDOR.wait_async
trigger_and_wait = VENDOR.trigger_and_wait
trigger_and_wait_async = VENDOR.trigger_and_wait_async
