"""The one algorithm that waits, without input and output.

A core is a generator. It yields `Calls`, is sent one `(call, reply)` as soon as it arrives and
asks for the next with another `Calls`; or it yields `Sleep` and is sent nothing. Drivers do what
it says. An interruption is thrown into it, and what it still yields are its last words.
"""

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from math import inf
from typing import Any, TypeAlias, TypeVar

from attrs import define, field, frozen

from testruns._wire import PATIENCE, Call, understood
from testruns.errors import (
    NO_NEWS,
    Fault,
    PollFailed,
    PollingError,
    Rejection,
    RequestFailed,
    RunError,
    TriggerRejected,
    TriggerUncertain,
    WaitTimeout,
)
from testruns.results import PollPolicy, Results, RunRef, RunResult, Snapshot

log = logging.getLogger("testruns")

T = TypeVar("T")

IN_FLIGHT = 8  # calls of one wait at a time
HEARTBEAT = 60.0  # seconds; CI systems kill jobs that are silent
FAREWELL = 10.0  # seconds for the cancellations after a wait was given up
NOTES = 10  # unfinished runs that an interruption names
TICK = 0.001  # seconds; a deadline so near has come


@frozen
class Calls:
    """Start these calls, each of at most `within` seconds, and send the next reply that comes."""

    calls: Sequence[Call] = ()
    within: float = PATIENCE


@frozen
class Sleep:
    """Let so many seconds pass; `by` is how, where it is not the driver's own way."""

    seconds: float
    by: Callable[[float], object] | None = None


Core: TypeAlias = Generator[Calls | Sleep, Any, T]


OnChange: TypeAlias = Callable[[Snapshot], object]
OnTriggered: TypeAlias = Callable[[RunRef], object]


def deadline(policy: PollPolicy, timeout: float | None) -> float:
    """Return the moment when the time is over; `timeout`, in seconds, overrides the policy's."""
    if timeout is None:
        return policy.clock() + policy.timeout
    if not timeout >= 0:
        raise ValueError(f"timeout must be at least 0, not {timeout!r}")
    return policy.clock() + timeout


def time_left(policy: PollPolicy, end: float) -> float:
    """Return the seconds that are left."""
    return max(0.0, end - policy.clock())


def checked(
    refs: Iterable[RunRef], vendor: str, kinds: Mapping[str, Callable[[str], object] | None]
) -> list[RunRef]:
    """Return the runs, each once; ValueError where one is of another vendor or kind, or its id is.

    `kinds` tells what checks the one id that a run of a kind has, None where it has any number.
    """
    runs = list(dict.fromkeys(refs))
    for ref in runs:
        if ref.vendor != vendor:
            raise ValueError(f"{ref} is a run of {ref.vendor}, not of {vendor}")
        if ref.kind not in kinds:
            raise ValueError(f"{ref} is of a kind that this version does not know")
        if (check := kinds[ref.kind]) is not None:
            if len(ref.ids) != 1:
                raise ValueError(f"{ref} has {len(ref.ids)} ids instead of one")
            check(ref.ids[0])
    return runs


REJECTIONS = {
    401: Rejection.AUTHENTICATION,
    402: Rejection.QUOTA,
    403: Rejection.AUTHENTICATION,
}


def rejection(failure: RequestFailed) -> Rejection:
    """Return why a request to start a run was refused, as HTTP has it."""
    return REJECTIONS.get(failure.status or 0, Rejection.REQUEST)


def triggering(
    call: Call,
    policy: PollPolicy,
    end: float,
    on_triggered: OnTriggered | None,
    *,
    why: Callable[[RequestFailed], Rejection] = rejection,
    find: Call | None = None,
) -> Core[RunRef]:
    """Start a run once, and hand it out.

    `find` is the call that looks for a run whose start got no answer.
    """
    clock = policy.clock
    failures, delay = 0, 0.0
    while True:
        try:
            _, reply = yield from _noted(call, time_left(policy, end) + PATIENCE)
            ref: RunRef = understood(call, reply)
            break
        except RequestFailed as failure:
            # 408 from a gateway does not tell how far the request came.
            if failure.fault in NO_NEWS - {Fault.UNSENT} or failure.status == 408:
                found = yield from _found(find, policy, end)
                if found is None:
                    raise TriggerUncertain(failure) from failure
                ref = found
                break
            failures += 1
            if failure.fault is Fault.LIMITED:
                least, delay = _limited(failure, policy, failures)
                over = clock() + least > end - TICK
                kind = Rejection.RATE_LIMIT if over else None
            elif failure.fault is Fault.UNSENT:
                delay = policy.backoff(failures)
                over = failures > policy.max_errors or clock() >= end - TICK
                kind = Rejection.UNREACHABLE if over else None
            else:
                kind = why(failure)
            if kind is not None:
                raise TriggerRejected(kind, failure) from failure
        yield Sleep(max(0.0, min(delay, end - clock())), policy.sleep)
    log.info("started %s", ref)
    if on_triggered is not None:
        on_triggered(ref)
    return ref


def _noted(call: Call, within: float) -> Core[Any]:
    try:
        return (yield Calls((call,), within=within))
    except BaseException as error:
        error.add_note("testruns: interrupted while a run was being started; it may exist")
        raise


def _found(find: Call | None, policy: PollPolicy, limit: float) -> Core[RunRef | None]:
    if find is None:
        return None
    end = min(policy.clock() + policy.missing_grace, limit)
    for tries in range(1, 1000):
        _, reply = yield Calls((find,))
        try:
            ref: RunRef | None = understood(find, reply)
        except RequestFailed as failure:
            if failure.fault in (Fault.REFUSED, Fault.MISSING):
                break
            ref = None
        left = end - policy.clock()
        if ref is not None or left < TICK:
            return ref
        yield Sleep(min(policy.backoff(tries), left), policy.sleep)
    return None


def _limited(failure: RequestFailed, policy: PollPolicy, times: int) -> tuple[float, float]:
    """Return the least seconds that a 429 asks for, and those to wait."""
    if failure.retry_after is None:
        return 0.0, policy.backoff(times)
    return failure.retry_after, failure.retry_after + policy.random() * policy.interval


@define
class Watch:
    """One wait for the verdicts of some runs.

    `plan` tells the calls of a look at the pending runs, given the seconds that are left, and
    the runs of which it knows the end without a call.
    `farewell` makes the call that cancels a run, where a wait that is given up should.
    """

    refs: Sequence[RunRef]
    plan: Callable[[Sequence[RunRef], float], Iterable[Call | Snapshot]]
    policy: PollPolicy
    deadline: float
    on_change: OnChange | None = None
    fail_fast: bool = False
    farewell: Callable[[RunRef], Call] | None = None

    pending: dict[RunRef, None] = field(init=False)
    snapshots: dict[RunRef, Snapshot] = field(init=False, factory=dict)
    results: dict[RunRef, RunResult] = field(init=False, factory=dict)
    missing: dict[str, float] = field(init=False, factory=dict)
    lost: dict[RunRef, RequestFailed] = field(init=False, factory=dict)
    errors: int = field(init=False, default=0)
    limits: int = field(init=False, default=0)
    began: float = field(init=False)
    beat: float = field(init=False)
    strange: set[str] = field(init=False, factory=set)

    def __attrs_post_init__(self) -> None:
        self.pending = dict.fromkeys(self.refs)
        self.began = self.beat = self.policy.clock()

    def run(self) -> Core[Results]:
        """Look until every run has ended, or the time is over."""
        try:
            try:
                yield from self._looks()
            except RequestFailed as overdue:  # thrown in by a driver whose patience is over
                raise self._error(WaitTimeout, str(overdue), overdue) from overdue
        except BaseException as error:
            if not isinstance(error, GeneratorExit):
                yield from self._give_up(error)
            raise
        if self.lost and not self._failed_fast():
            ref, failure = next(iter(self.lost.items()))
            raise self._error(PollFailed, f"{ref}: {failure}", failure) from failure
        left = (*self.pending, *self.lost)
        return Results({ref: self.results[ref] for ref in self.refs if ref in self.results}, left)

    def _looks(self) -> Core[None]:
        pause = self.policy.initial_delay if self.pending else 0.0
        while True:
            yield from self._pause(pause)
            if pause == inf:
                raise self._error(WaitTimeout)
            last = self._left() < TICK
            pause = yield from self._look()
            if not self.pending or self._failed_fast():
                return
            if last or self._left() <= -PATIENCE:
                raise self._error(WaitTimeout)

    def _left(self) -> float:
        return self.deadline - self.policy.clock()

    def _failed_fast(self) -> bool:
        return self.fail_fast and any(not each.passed for each in self.results.values())

    def _pause(self, seconds: float) -> Core[None]:
        clock = self.policy.clock
        end = min(clock() + seconds, self.deadline)
        while (left := end - clock()) >= TICK:
            yield Sleep(min(left, max(TICK, self.beat + HEARTBEAT - clock())), self.policy.sleep)
            self._heartbeat()

    def _heartbeat(self) -> None:
        now = self.policy.clock()
        if now - self.beat >= HEARTBEAT:
            self.beat = now
            waited, total = now - self.began, self.deadline - self.began
            runs, left = len(self.refs), len(self.pending)
            log.info("waiting for %d of %d runs, %.0f s of %.0f s", left, runs, waited, total)

    def _look(self) -> Core[float]:
        """Look at all pending runs once; return the seconds to the next look, inf for never."""
        policy, looked = self.policy, self.policy.clock()
        queue: deque[Call] = deque()
        self._take(self.plan(list(self.pending), self._left()), queue)
        flying, held, news = 0, False, False
        failed: RequestFailed | None = None
        limit: RequestFailed | None = None
        refused: RequestFailed | None = None
        # What is under way may bring a verdict, but a long poll is not waited for after a refusal.
        while queue or (flying and not (refused and held)):
            calls = [queue.popleft() for _ in range(min(len(queue), IN_FLIGHT - flying))]
            flying += len(calls)
            call, reply = yield Calls(calls, within=max(0.0, self._left() + PATIENCE))
            flying -= 1
            held = held or call.hold > 0
            try:
                self._take(understood(call, reply), queue)
                self.missing.pop(call.about, None)
                news = True
            except RequestFailed as failure:
                if call.extra:
                    pass
                elif failure.fault is Fault.LIMITED:
                    limit = failure
                elif failure.fault in NO_NEWS:
                    failed = failure
                elif failure.fault is Fault.MISSING:
                    self._miss(call, failure)
                else:
                    refused = failure
            if limit or refused or self._left() <= -PATIENCE:
                queue.clear()
            if self._failed_fast():
                break
            self._heartbeat()
        if refused is not None and self.pending:
            raise self._error(PollFailed, str(refused), refused) from refused
        return self._until_next(looked if held else policy.clock(), news, failed, limit)

    def _until_next(
        self,
        start: float,
        news: bool,  # noqa: FBT001 - all four are what one look brought
        failed: RequestFailed | None,
        limit: RequestFailed | None,
    ) -> float:
        policy = self.policy
        self.limits = 0 if limit is None else self.limits + 1
        if news:
            self.errors = 0
        elif failed is not None:
            self.errors += 1
            if self.errors > policy.max_errors:
                reason = f"{self.errors} looks in a row failed, the last: {failed}"
                raise self._error(PollFailed, reason, failed) from failed
        if limit is not None:
            least, delay = _limited(limit, policy, self.limits)
            return delay if least <= self._left() else inf
        if failed is not None and not news:
            return policy.backoff(self.errors)
        return start + policy.next_look() - policy.clock()

    def _take(self, found: Iterable[Call | Snapshot], queue: deque[Call]) -> None:
        for each in found:
            if isinstance(each, Snapshot):
                self._note(each)
            elif self._left() > 0 or not each.extra:
                queue.append(each)

    def _note(self, snapshot: Snapshot) -> None:
        ref, before = snapshot.ref, self.snapshots.get(snapshot.ref)
        self.snapshots[ref] = snapshot
        if isinstance(snapshot, RunResult):
            self.results[ref] = snapshot
            self.pending.pop(ref, None)
        elif ref in self.pending:  # to the end: who was not looked at is the first next time
            del self.pending[ref]
            self.pending[ref] = None
        if not snapshot.known and snapshot.state not in self.strange:
            self.strange.add(snapshot.state)
            log.warning("%s is in the unknown state %r, waiting on", ref, snapshot.state)
        if snapshot != before and self.on_change is not None:
            self.on_change(snapshot)

    def _miss(self, call: Call, failure: RequestFailed) -> None:
        now = self.policy.clock()
        if now - self.missing.setdefault(call.about, now) >= self.policy.missing_grace:
            for ref in call.refs:
                self.pending.pop(ref, None)
                self.lost[ref] = failure

    def _error(
        self,
        kind: type[PollingError],
        reason: str | None = None,
        cause: RequestFailed | None = None,
    ) -> PollingError:
        """Return an error that carries all that is known."""
        left = [*self.pending, *self.lost]
        waited = self.policy.clock() - self.began
        names = ", ".join(str(ref) for ref in left[:3]) + (", …" if left[3:] else "")
        return kind(
            f"no verdict after {waited:.0f} s for {len(left)} of {len(self.refs)} runs ({names})"
            + (f": {reason}" if reason else ""),
            snapshots=self.snapshots,
            results=self.results,
            pending=left,
            response=None if cause is None else cause.response,
        )

    def _give_up(self, error: BaseException) -> Core[None]:
        """Say on an interruption what still runs, and cancel it where that was asked for."""
        if not isinstance(error, RunError):
            for ref in list(self.pending)[:NOTES]:
                where = f" ({ref.link})" if ref.link else ""
                error.add_note(f"testruns: {ref} still runs{where}, token: {ref.to_json()}")
            if len(self.pending) > NOTES:
                error.add_note(f"testruns: {len(self.pending) - NOTES} more runs go on")
        if self.farewell is None or (
            isinstance(error, Exception) and not isinstance(error, WaitTimeout)
        ):
            return
        end = self.policy.clock() + FAREWELL
        for ref in self.pending:
            if (left := end - self.policy.clock()) > 0:
                call = self.farewell(ref)
                _, reply = yield Calls((call,), within=left)
                try:
                    understood(call, reply)
                except RequestFailed as failure:
                    log.warning("%s was not canceled: %s", ref, failure)


def asking(call: Call, policy: PollPolicy, end: float) -> Core[Any]:
    """Make a call that is safe to repeat until it has an answer; RequestFailed if it has none."""
    failures = 0
    while True:
        try:
            _, reply = yield Calls((call,), within=time_left(policy, end) + PATIENCE)
            return understood(call, reply)
        except RequestFailed as failure:
            failures += 1
            least, delay = _limited(failure, policy, failures)
            over = policy.clock() + least > end - TICK
            if failure.fault in NO_NEWS:
                over = over or failures > policy.max_errors
            elif failure.fault is not Fault.LIMITED:
                over = True
            if over:
                raise
        yield Sleep(max(0.0, min(delay, end - policy.clock())), policy.sleep)
