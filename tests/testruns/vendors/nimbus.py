"""Nimbus: executions of a suite, which a DELETE stops."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from nimbus_client import AuthenticatedClient, spec
from nimbus_client.api.executions import (
    get_execution,
    list_executions,
    start_execution,
    stop_execution,
)
from nimbus_client.models.execution import Execution
from nimbus_client.models.execution_request import ExecutionRequest
from testruns._clients import Credential
from testruns._requests import checked_request
from testruns._vendor import Canceling, Start, States
from testruns._wire import Call, Reply
from testruns.results import Counts, RunRef, RunResult, Snapshot, Verdict

__all__ = [
    "AuthenticatedClient",
    "ExecutionRequest",
    "cancel",
    "cancel_async",
    "client",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "wait",
    "wait_async",
]

STATES = States.of(spec.STATES["ExecutionState"])


def _start(request: ExecutionRequest, _: None) -> Start:
    body = checked_request(request)
    return Start(Call(start_execution, {"suite": body.suite, "body": body}, _started))


def _started(reply: Reply) -> RunRef:
    started = reply.model(Execution)
    return RunRef(VENDOR.name, "execution", (started.execution,), started.total)


def _plan(pending: Sequence[RunRef], _left: float) -> Iterator[Call]:
    for ref in pending:
        [execution] = ref.ids
        read = partial(_seen, ref)
        yield Call(get_execution, {"execution": execution}, read, (ref,), execution)


def _seen(ref: RunRef, reply: Reply) -> Iterator[Snapshot]:
    body = reply.model(Execution)
    counts = Counts(body.total, body.passed, body.total - body.passed)
    verdict = STATES.verdicts.get(body.state)
    if verdict is None:
        yield Snapshot(ref, body.state, counts, known=body.state in STATES.going_on, raw=body)
        return
    reason = None if verdict is Verdict.PASSED else f"{body.passed} of {body.total} tests passed"
    yield RunResult(ref, body.state, counts, raw=body, verdict=verdict, reason=reason)


def _stop(ref: RunRef, _: None) -> Call:
    return Call(stop_execution, {"execution": ref.ids[0]}, Reply.accept, (ref,))


def _listed(reply: Reply) -> Any:
    return reply.model(list)


VENDOR = Canceling[AuthenticatedClient, ExecutionRequest, None](
    name="nimbus",
    spec=spec,
    client_type=AuthenticatedClient,
    credentials=(Credential("api_key", "NIMBUS_API_KEY", "under Tokens"),),
    requests=(ExecutionRequest,),
    options=None,
    kinds={"execution": str},
    start=_start,
    looks=lambda _refs, _options, _policy: _plan,
    stop=_stop,
    probe=lambda: Call(list_executions, {}, _listed),
    example=ExecutionRequest("smoke"),
)
client = VENDOR.client
trigger, trigger_async = VENDOR.trigger, VENDOR.trigger_async
wait, wait_async = VENDOR.wait, VENDOR.wait_async
trigger_and_wait = VENDOR.trigger_and_wait
trigger_and_wait_async = VENDOR.trigger_and_wait_async
cancel, cancel_async = VENDOR.cancel, VENDOR.cancel_async
