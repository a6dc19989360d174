"""TestCLIX: executions of a test.

No answer carries the id of a run, and a status belongs to the test. So a status is believed once
the test was seen busy, or has kept it for a settling time; then the result is not `confirmed`.

The status is an alarm state: a test turns to `error` only when the failed runs of its evaluation
period reach its "failures to alarm" threshold. A gate needs a period of 1 and a threshold of 1,
which cannot be seen from outside.
Facts: https://docs.testclix.com/integration/api and the pages on statuses beside it.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from attrs import define, evolve, field, frozen
from testclix_client import AuthenticatedClient, spec
from testclix_client.api.tests import execute_by_id, get_status, get_status_by_id

from testruns._engine.trigger import rejection

from ._answer import Answer, text
from ._clients import Credential
from ._vendor import Start, States, Vendor, option, started
from ._wire import Call, Reply
from .errors import Rejection, RequestFailed
from .policy import PollPolicy, at_least
from .results import Case, Counts, RunRef, RunResult, Snapshot, Verdict

__all__ = [
    "AuthenticatedClient",
    "Options",
    "client",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "wait",
    "wait_async",
]

STATES = States.of(spec.STATES["StatusWord"])

# As an id, each of these would reach another operation.
PLACES = frozenset({"", ".", "..", "details"})


@frozen(kw_only=True)
class Options:
    """What only TestCLIX has.

    Attributes:
        settling: Time in seconds for which a test that was not seen busy has to keep its status
            until that is believed (default 60).
    """

    settling: float = option("wait", 60.0, validator=at_least(0))


def _test_id(test_id: str) -> str:
    if test_id.strip() in PLACES:
        raise ValueError(f"{test_id!r} is not the id of a test")
    return test_id


def _start(test_id: str, _: Options) -> Start:
    ref = RunRef(VENDOR.name, "test", (_test_id(test_id),), 1)
    return Start(
        Call(
            execute_by_id,
            {"test_id": test_id},
            lambda reply: _told(ref, reply) and started(reply, ref),
        ),
        # Where the answer is lost, it counts as started once the test is busy.
        find=Call(get_status_by_id, {"test_id": test_id}, partial(_busy, ref)),
    )


def _told(ref: RunRef, reply: Reply) -> Answer:
    return reply.answer().about("test_id", ref.ids[0])


def _busy(ref: RunRef, reply: Reply) -> RunRef | None:
    return ref if _told(ref, reply).need("status", text) in STATES.going_on else None


def _why(failure: RequestFailed) -> Rejection:
    # 403 is a wrong key as well as an empty package; only the message tells.
    if failure.status == 403 and "limit" in failure.message.lower():
        return Rejection.QUOTA
    return rejection(failure)


@define(eq=False, repr=False)
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
                arguments, read = {"test_id": test_id}, partial(self._read, ref)
                self.calls[ref] = Call(get_status_by_id, arguments, read, (ref,), test_id)
            yield self.calls[ref]

    def _read(self, ref: RunRef, reply: Reply) -> Iterator[Snapshot]:
        word, now = _told(ref, reply).need("status", text), self.policy.clock()
        since = now
        if word in STATES.going_on:
            self.busy.add(ref)
        elif self.words.get(ref, ("", now))[0] == word:
            since = self.words[ref][1]
        self.words[ref] = word, since
        verdict = STATES.verdicts.get(word)
        confirmed = verdict is not None and ref in self.busy
        settled = (verdict is not None or word in STATES.idle) and now - since >= self.settling
        if not confirmed and not settled:
            known = verdict is not None or word in STATES.idle or word in STATES.going_on
            yield Snapshot(ref, word, raw=reply.raw, known=known)
            return
        reason = None
        if verdict is None:
            verdict, reason = Verdict.ERROR, f"the test is {word!r}: there is nothing to judge"
        elif verdict is Verdict.FAILED:
            reason = f"the test's status is {word!r}"
        counts = Counts(1, int(verdict is Verdict.PASSED), int(verdict is not Verdict.PASSED))
        cases = (Case(ref.ids[0], verdict=verdict, message=reason),)
        result = RunResult(ref, word, counts, verdict=verdict, reason=reason, confirmed=confirmed)
        yield evolve(result, cases=cases, raw=reply.raw)


VENDOR = Vendor[AuthenticatedClient, str, Options](
    name="testclix",
    spec=spec,
    client_type=AuthenticatedClient,
    credentials=(
        Credential("api_key", "TESTCLIX_API_KEY", "in the workspace under Settings, Your API Key"),
    ),
    requests=(str,),
    options=Options(),
    kinds={"test": _test_id},
    start=_start,
    looks=lambda _refs, options, policy: _Looks(policy, options.settling).plan,
    why=_why,
    probe=lambda: Call(get_status, {}, Reply.answer),
    example="01GDZYY7EMI1&07GD8QUVVINJDI",
    left_out={"get_status_details": "tells of the whole workspace, and nothing of a run"},
)
client = VENDOR.client
trigger, trigger_async = VENDOR.trigger, VENDOR.trigger_async
wait, wait_async = VENDOR.wait, VENDOR.wait_async
trigger_and_wait, trigger_and_wait_async = VENDOR.trigger_and_wait, VENDOR.trigger_and_wait_async
