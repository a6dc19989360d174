"""TestCLIX: executions of a test.

No answer carries the id of a run, and a status belongs to the test. So a status is believed once
the test was seen busy, or has kept it for a settling time; then the result is not `confirmed`.

The status is an alarm state: a test turns to `error` only when the failed runs of its evaluation
period reach its "failures to alarm" threshold. A gate needs a period of 1 and a threshold of 1,
which cannot be seen from outside.
Facts: https://docs.testclix.com/integration/api and the pages on statuses beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from attrs import define, field
from testclix_client import AuthenticatedClient
from testclix_client.api.tests import execute_by_id, get_status_by_id
from testclix_client.models.scenario_status import ScenarioStatus

from testruns._engine.drivers import awaiting, awaiting_wait, blocking, blocking_wait
from testruns._engine.steps import Core, deadline, time_left
from testruns._engine.trigger import OnTriggered, rejection, triggering
from testruns._engine.watch import OnChange, Watch, checked

from ._clients import TIMEOUT, Account, OwnClient, Verify
from ._httpx import Timeout
from ._wire import Call, Reply
from .errors import Rejection, RequestFailed
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

ACCOUNT = Account(
    "testclix",
    "https://api.testclix.com",
    "in the workspace under Settings, Your API Key",
    header="x-api-key",
    prefix="",
)

GOING_ON = frozenset({"queued", "processing"})
IDLE = frozenset({"not recorded", "recorded", "not executed", "valid"})
VERDICTS = {
    "pass": Verdict.PASSED,
    "error": Verdict.FAILED,
    "acknowledged": Verdict.FAILED,  # it failed, and somebody knows
}

SETTLING = 60.0  # seconds

# As an id, each of these would reach another operation.
PLACES = frozenset({"", ".", "..", "details"})


def _test_id(test_id: str) -> str:
    if test_id.strip() in PLACES:
        raise ValueError(f"{test_id!r} is not the id of a test")
    return test_id


KINDS = {"test": _test_id}


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
    """Return a client with the key in `TESTCLIX_API_KEY`, to `TESTCLIX_BASE_URL` if it is set.

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
    test_id: str,
    *,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_triggered: OnTriggered | None = None,
) -> Core[RunRef]:
    """Execute a test and return what to wait for.

    Where the answer is lost, the run counts as started as soon as the test is seen busy. Raises
    ValueError before anything is sent, TriggerRejected where nothing was started, and
    TriggerUncertain where a run may have been started.
    """
    end = deadline(policy, timeout)
    ref = RunRef(ACCOUNT.vendor, "test", (_test_id(test_id),), 1)
    call = Call(execute_by_id, {"test_id": test_id}, partial(_executed, ref))
    find = Call(get_status_by_id, {"test_id": test_id}, partial(_busy, ref))
    return (yield from triggering(call, policy, end, on_triggered, why=_why, find=find))


def _wait(
    refs: Sequence[RunRef],
    /,
    *,
    settling: float = SETTLING,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_change: OnChange | None = None,
    fail_fast: bool = False,
) -> Core[Results]:
    """Wait until one test or many have ended; with `fail_fast` until one did not pass.

    A test that was not seen busy has to keep its status for `settling` seconds. Raises
    WaitTimeout or PollFailed, with the verdicts that are known.
    """
    end = deadline(policy, timeout)
    runs = checked(refs, ACCOUNT.vendor, KINDS)
    looks = _Looks(policy, settling)
    return (yield from Watch(runs, looks.plan, policy, end, on_change, fail_fast).run())


def _trigger_and_wait(
    test_id: str,
    *,
    settling: float = SETTLING,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_triggered: OnTriggered | None = None,
    on_change: OnChange | None = None,
) -> Core[RunResult]:
    """Execute a test and wait for its verdict, both within the one timeout."""
    end = deadline(policy, timeout)
    ref = yield from _trigger(test_id, policy=policy, timeout=timeout, on_triggered=on_triggered)
    left = time_left(policy, end)
    results = yield from _wait(
        (ref,), settling=settling, policy=policy, timeout=left, on_change=on_change
    )
    return results[ref]


trigger, trigger_async = blocking(_trigger), awaiting(_trigger)
wait, wait_async = blocking_wait(_wait), awaiting_wait(_wait)
trigger_and_wait = blocking(_trigger_and_wait)
trigger_and_wait_async = awaiting(_trigger_and_wait)


def cancel(_client: object, ref: RunRef, /) -> NoReturn:
    """Raise NotImplementedError: the vendor's API cannot cancel."""
    raise NotImplementedError(f"TestCLIX's API has no operation that cancels {ref}")


async def cancel_async(client: object, ref: RunRef, /) -> NoReturn:
    """Raise NotImplementedError, as `cancel` does."""
    cancel(client, ref)


def _executed(ref: RunRef, reply: Reply) -> RunRef:
    reply.model(ScenarioStatus)
    return ref


def _busy(ref: RunRef, reply: Reply) -> RunRef | None:
    return ref if reply.model(ScenarioStatus).status in GOING_ON else None


def _why(failure: RequestFailed) -> Rejection:
    # 403 is a wrong key as well as an empty package; only the message tells.
    if failure.status == 403 and "limit" in failure.message.lower():
        return Rejection.QUOTA
    return rejection(failure)


@define
class _Looks:
    """What a wait has seen of its tests: which were busy, and which word stands since when."""

    policy: PollPolicy
    settling: float
    busy: set[RunRef] = field(init=False, factory=set)
    words: dict[RunRef, tuple[str, float]] = field(init=False, factory=dict)
    calls: dict[RunRef, Call] = field(init=False, factory=dict)

    def plan(self, pending: Sequence[RunRef], _left: float) -> Iterator[Call]:
        for ref in pending:
            if ref not in self.calls:
                [test_id] = ref.ids
                read = partial(self._read, ref)
                call = Call(get_status_by_id, {"test_id": test_id}, read, (ref,), test_id)
                self.calls[ref] = call
            yield self.calls[ref]

    def _read(self, ref: RunRef, reply: Reply) -> Iterator[Snapshot]:
        body = reply.model(ScenarioStatus)
        word, now = body.status, self.policy.clock()
        since = now
        if word in GOING_ON:
            self.busy.add(ref)
        elif self.words.get(ref, ("", now))[0] == word:
            since = self.words[ref][1]
        self.words[ref] = word, since
        verdict = VERDICTS.get(word)
        confirmed = verdict is not None and ref in self.busy
        settled = (verdict is not None or word in IDLE) and now - since >= self.settling
        if not confirmed and not settled:
            known = verdict is not None or word in IDLE or word in GOING_ON
            yield Snapshot(ref, word, raw=body, known=known)
            return
        reason = None
        if verdict is None:
            verdict, reason = Verdict.ERROR, f"the test is {word!r}: there is nothing to judge"
        elif verdict is Verdict.FAILED:
            reason = f"the test's status is {word!r}"
        passed = int(verdict is Verdict.PASSED)
        yield RunResult(
            ref,
            word,
            Counts(1, passed, 1 - passed),
            cases=(Case(ref.ids[0], verdict=verdict, message=reason),),
            raw=body,
            verdict=verdict,
            reason=reason,
            confirmed=confirmed,
        )
