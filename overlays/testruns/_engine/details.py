"""Reading what adds to verdicts that are known already: names, links, messages of failed tests.

Nothing hangs on it. It goes on beside the looks, and a wait whose verdicts are all known stays a
little longer for it only.
"""

import logging
from collections import deque
from contextlib import suppress

from attrs import define, evolve, field

from testruns._wire import Call
from testruns.errors import Fault, RequestFailed
from testruns.policy import PollPolicy
from testruns.results import Case, RunResult

from .steps import TICK, Trouble

log = logging.getLogger("testruns")

BESIDE = 4  # calls at a time while runs are still looked at
SILENCE = 5.0  # seconds without an answer for which a wait whose verdicts are known stays
LONGEST = 90.0  # seconds for which it stays at most, so that a rate limit can be kept


@define(eq=False, repr=False)
class Details:
    """The calls that add to verdicts: those that wait, those under way, and what failed."""

    policy: PollPolicy
    queue: deque[Call] = field(init=False, factory=deque)
    flying: list[Call] = field(init=False, factory=list)
    limits: Trouble = field(init=False)
    resume: float = field(init=False, default=0.0)

    def __attrs_post_init__(self) -> None:
        self.limits = Trouble(self.policy)

    def __bool__(self) -> bool:
        return bool(self.queue or self.flying)

    def start(self, most: int) -> list[Call]:
        """Take the calls that may start now, so that at most so many are under way."""
        if not self.queue or self.pause() > 0:
            return []
        room = min(len(self.queue), most - len(self.flying))
        calls = [self.queue.popleft() for _ in range(room)]
        self.flying += calls
        return calls

    def pause(self) -> float:
        """Seconds for which the rate limit lets none start."""
        left = self.resume - self.policy.clock()
        return left if left >= TICK else 0.0

    def failed(self, call: Call, failure: RequestFailed) -> None:
        """Ask again after a pause where the rate limit is exceeded; else tell the loss."""
        if failure.fault is Fault.LIMITED:
            asked, delay = self.limits.pause(failure)
            self.resume = self.policy.clock() + (asked or delay)
            self.queue.appendleft(call)
        elif self.limits.is_fresh(failure):
            log.warning("%s; the verdict stands without these details", failure)

    def drop(self) -> None:
        """Give up what has not come, and tell it."""
        refs = dict.fromkeys(ref for call in (*self.flying, *self.queue) for ref in call.refs)
        if refs:
            [first, *others] = refs
            named = f"{first} and {len(others)} more" if others else f"{first}"
            log.warning("details of %s did not come in time; the verdict stands", named)
        self.queue.clear()
        self.flying.clear()


def explained(result: RunResult, case: Case) -> RunResult:
    """Give its message to the first test that is the same and has none."""
    cases = list(result.cases)
    with suppress(ValueError):
        cases[cases.index(evolve(case, message=None))] = case
    return evolve(result, cases=tuple(cases))
