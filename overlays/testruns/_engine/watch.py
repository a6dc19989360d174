"""Waiting for the verdicts of runs that were started."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import TypeAlias

from attrs import define, evolve, field

from testruns._wire import PATIENCE, Call, Overdue, Reply, understood
from testruns.errors import (
    NO_NEWS,
    Fault,
    PollFailed,
    PollingError,
    RequestFailed,
    RunError,
    WaitTimeout,
)
from testruns.policy import PollPolicy
from testruns.results import Case, Results, RunRef, RunResult, Snapshot

from .details import BESIDE, LONGEST, SILENCE, Details, explained
from .steps import TICK, Calls, Core, Sleep, Tell, Trouble

log = logging.getLogger("testruns")

IN_FLIGHT = 8  # calls of one wait at a time
HEARTBEAT = 60.0  # seconds; CI systems kill jobs that are silent
FAREWELL = 10.0  # seconds without an answer to the cancellations after a wait was given up
NOTES = 10  # unfinished runs that an interruption names

OnChange: TypeAlias = Callable[[Snapshot], object]


@define(eq=False, repr=False)
class _Look:
    """What one look has brought so far; of the failures of each kind the last."""

    news: bool = False
    held: bool = False
    failed: RequestFailed | None = None
    limited: RequestFailed | None = None
    refused: RequestFailed | None = None
    fresh: list[RequestFailed] = field(factory=list)


@define(eq=False, repr=False)
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
    failures: dict[RunRef, RequestFailed] = field(init=False, factory=dict)
    lost: dict[RunRef, RequestFailed] = field(init=False, factory=dict)
    trouble: Trouble = field(init=False)
    limits: Trouble = field(init=False)
    heard: bool = field(init=False, default=False)
    began: float = field(init=False)
    beat: float = field(init=False)
    strange: set[str] = field(init=False, factory=set)
    details: Details = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.pending = dict.fromkeys(self.refs)
        self.trouble, self.limits = Trouble(self.policy), Trouble(self.policy)
        self.details = Details(self.policy)
        self.began = self.beat = self.policy.clock()

    def run(self) -> Core[Results]:
        """Look until every run has ended, or the time is over."""
        try:
            try:
                yield from self._looks()
                yield from self._read_details()
            except Overdue as overdue:  # thrown in by a driver whose patience is over
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
        yield from self._take(self.plan(list(self.pending), self._left()), queue)
        flying, look = 0, _Look()
        # What is under way may bring a verdict, but a long poll is not waited for after a refusal.
        while queue or (flying and not (look.refused and look.held)):
            calls = [queue.popleft() for _ in range(min(len(queue), IN_FLIGHT - flying))]
            flying += len(calls)
            calls += self.details.start(BESIDE)
            call, reply = yield Calls(calls, within=max(0.0, self._left() + PATIENCE))
            if call.extra:
                yield from self._add(call, reply)
                continue
            flying -= 1
            look.held = look.held or call.hold > 0
            try:
                found = self._understood(call, reply)
            except RequestFailed as failure:
                self._fail(look, call, failure)
            else:
                yield from self._take(found, queue)
                self.missing.pop(call.about, None)
                # To have to ask in another way is no news.
                look.news = look.news or any(isinstance(each, Snapshot) for each in found)
                self.heard = self.heard or look.news
            if look.limited or look.refused or self._left() <= -PATIENCE:
                queue.clear()
            if self._failed_fast():
                break
            self._heartbeat()
        if look.refused is not None and self.pending:
            raise self._error(PollFailed, str(look.refused), look.refused) from look.refused
        delay = self._until_next(looked if look.held else policy.clock(), look)
        for each in look.fresh[:NOTES] if self.pending else ():
            log.warning("%s; looking again in %.0f s", each, max(0.0, min(delay, self._left())))
        return delay

    def _understood(self, call: Call, reply: Reply) -> list[Call | Snapshot | Case]:
        """Read a reply, and log once what of it, and of others like it, could not be read."""
        found: list[Call | Snapshot | Case] = understood(call, reply)
        complaint, kind = reply.complaint(), "; ".join(reply.notes)
        if complaint and kind not in self.strange:
            self.strange.add(kind)
            log.warning("%s", complaint)
        return [_with_notes(each, reply.notes) for each in found] if reply.notes else found

    def _fail(self, look: "_Look", call: Call, failure: RequestFailed) -> None:
        self.failures |= dict.fromkeys(call.refs, failure)
        if self.trouble.is_fresh(failure):
            look.fresh.append(failure)
        if failure.fault is Fault.LIMITED:
            look.limited = failure
        elif failure.fault in NO_NEWS:
            look.failed = failure
        elif failure.fault is Fault.MISSING:
            self._miss(call, failure)
        else:
            look.refused = failure

    def _until_next(self, start: float, look: "_Look") -> float:
        """Seconds to the next look, inf for never; raises where patience is over."""
        asked, delay = 0.0, start + self.policy.next_look() - self.policy.clock()
        if look.news:
            self.trouble.times = 0
        elif look.failed is not None:
            asked, delay = self.trouble.pause(look.failed)
            if self.trouble.is_over(look.failed, heard=self.heard):
                lasted = self.policy.clock() - self.trouble.since
                reason = (
                    f"{self.trouble.times} looks in {lasted:.0f} s failed, the last: {look.failed}"
                )
                raise self._error(PollFailed, reason, look.failed) from look.failed
        if look.limited is None:
            self.limits.times = 0
        else:
            asked, delay = self.limits.pause(look.limited)
        if look.news and not (look.failed or look.limited):
            self.trouble.told.clear()
        return inf if asked > max(0.0, self._left()) else delay

    def _take(self, found: Iterable[Call | Snapshot | Case], queue: deque[Call]) -> Core[None]:
        for each in found:
            if isinstance(each, Snapshot):
                yield from self._note(each)
            elif isinstance(each, Call):
                (self.details.queue if each.extra else queue).append(each)

    def _read_details(self) -> Core[None]:
        """Stay for what adds to the verdicts, while answers come and for a bounded time."""
        end = min(self.deadline, self.policy.clock() + LONGEST)
        while self.details and (left := end - self.policy.clock()) >= TICK:
            calls = self.details.start(IN_FLIGHT)
            if calls or self.details.flying:
                found = yield Calls(calls, wait=min(left, SILENCE))
                if found is None:
                    break
                if found[0].extra:
                    yield from self._add(*found)
            elif (pause := self.details.pause()) < left:
                yield Sleep(pause, self.policy.sleep)
            else:
                break
        self.details.drop()

    def _add(self, call: Call, reply: Reply) -> Core[None]:
        """Add what an extra call tells to results; a verdict of theirs gets no better by it."""
        self.details.flying.remove(call)
        try:
            found = self._understood(call, reply)
        except RequestFailed as failure:
            self.details.failed(call, failure)
            return
        self.details.limits.times = 0
        for each in found:
            if isinstance(each, Call):
                self.details.queue.append(each)
            elif isinstance(each, Case):
                [ref] = call.refs
                yield from self._note(explained(self.results[ref], each))
            elif self._stands(each):
                yield from self._note(each)

    def _stands(self, later: Snapshot) -> bool:
        """Tell whether a later answer takes the place of the result of a run that has ended."""
        before = self.results.get(later.ref)
        now = later.verdict if isinstance(later, RunResult) else None
        if before is None or now is before.verdict or (now and before.passed):
            return True
        log.warning(
            "%s ended as %s; a later answer says %s", later.ref, before.verdict, now or later.state
        )
        return False

    def _note(self, snapshot: Snapshot) -> Core[None]:
        ref, before = snapshot.ref, self.snapshots.get(snapshot.ref)
        self.failures.pop(ref, None)
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
            yield Tell(self.on_change, snapshot)

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
        """Make an error that carries all that is known."""
        left = [*self.pending, *self.lost]
        waited = self.policy.clock() - self.began
        failures = {ref: self.failures[ref] for ref in left if ref in self.failures}
        told = {ref: f": {failure}" for ref, failure in failures.items() if failure is not cause}
        names = ", ".join(f"{ref}{told.get(ref, '')}" for ref in left[:3])
        names += ", …" if left[3:] else ""
        return kind(
            f"no verdict after {waited:.0f} s for {len(left)} of {len(self.refs)} runs ({names})"
            + (f": {reason}" if reason else ""),
            snapshots=self.snapshots,
            results=self.results,
            pending=left,
            failures=failures,
            reason=reason,
            waited=waited,
            response=None if cause is None else cause.response,
        )

    def _give_up(self, error: BaseException) -> Core[None]:
        """Say on an interruption what still runs, and cancel it where that was asked for."""
        if isinstance(error, RunError):
            self.details.drop()
        else:
            for ref in list(self.pending)[:NOTES]:
                where = f" ({ref.link})" if ref.link else ""
                error.add_note(f"testruns: {ref} still runs{where}, token: {ref.to_token()}")
            if len(self.pending) > NOTES:
                error.add_note(f"testruns: {len(self.pending) - NOTES} more runs go on")
        if self.farewell is None or (
            isinstance(error, Exception) and not isinstance(error, WaitTimeout)
        ):
            return
        unanswered = yield from self._cancel_all(self.farewell)
        if unanswered:
            log.warning("not canceled, since no answer came: %s", _some(unanswered))
        if self.pending:
            error.add_note(f"testruns: not canceled: {_some(self.pending)}")

    def _cancel_all(self, farewell: Callable[[RunRef], Call]) -> Core[dict[RunRef, None]]:
        """Cancel what is pending, several at a time, while answers come; return what had none."""
        queue = deque(farewell(ref) for ref in self.pending)
        unanswered = dict(self.pending)
        flying, end = 0, self.policy.clock() + FAREWELL
        while (queue or flying) and (left := end - self.policy.clock()) > 0:
            calls = [queue.popleft() for _ in range(min(len(queue), IN_FLIGHT - flying))]
            flying += len(calls)
            try:
                call, reply = yield Calls(calls, within=left)
            except Overdue:
                break
            if call.extra:  # of the wait that was given up
                continue
            flying -= 1
            [ref] = call.refs
            unanswered.pop(ref, None)
            try:
                understood(call, reply)
            except RequestFailed as failure:
                log.warning("%s was not canceled: %s", ref, failure)
            else:
                end = self.policy.clock() + FAREWELL
                self.pending.pop(ref, None)
        return unanswered


def _with_notes(found: Call | Snapshot | Case, notes: tuple[str, ...]) -> Call | Snapshot | Case:
    if isinstance(found, Snapshot):
        return evolve(found, unread=(*found.unread, *notes))
    return found


def _some(refs: Iterable[RunRef]) -> str:
    names = [str(ref) for ref in refs]
    return ", ".join(names[:NOTES]) + (f" and {len(names) - NOTES} more" if names[NOTES:] else "")
