"""The steps of a core, and those that cores share.

A core is a generator, an algorithm without input and output. It yields `Calls`, is sent one
`(call, reply)` as soon as it arrives and asks for the next with another `Calls`; or it yields
`Sleep` or `Tell` and is sent nothing. Drivers do what it says. An interruption is thrown into it,
and what it still yields are its last words.
"""

import logging
from collections.abc import Callable, Generator, Sequence
from types import NoneType
from typing import Any, TypeAlias, TypeVar

from attrs import define, field, frozen

from testruns._requests import check_kind
from testruns._wire import PATIENCE, Call, understood
from testruns.errors import NO_NEWS, Fault, RequestFailed
from testruns.policy import PollPolicy

log = logging.getLogger("testruns")

T = TypeVar("T")

TICK = 0.001  # seconds; a deadline so near has come


@frozen(eq=False, repr=False)
class Calls:
    """Start these calls, each of at most `within` seconds, and send the next reply that comes.

    With `wait`, None is sent where none has come after so many seconds.
    """

    calls: Sequence[Call] = ()
    within: float = PATIENCE
    wait: float | None = None


@frozen(eq=False, repr=False)
class Sleep:
    """Let so many seconds pass; `by` is how, where it is not the driver's own way."""

    seconds: float
    by: Callable[[float], object] | None = None


@frozen(eq=False, repr=False)
class Tell:
    """Call the caller's callback with what is new."""

    callback: Callable[[Any], object]
    news: Any


Step: TypeAlias = Calls | Sleep | Tell
Core: TypeAlias = Generator[Step, Any, T]


def deadline(policy: PollPolicy, timeout: float | None, **callbacks: object) -> float:
    """Moment of the policy's clock when the time is over; `timeout`, in seconds, overrides the policy's.

    These are the arguments that all verbs share, so that they are checked here.
    """
    check_kind("policy", policy, PollPolicy, "a testruns.PollPolicy")
    check_kind("timeout", timeout, (int, float, NoneType), "a number of seconds")
    for name, callback in callbacks.items():
        check_kind(name, callback, (Callable, NoneType), "a function")
    if timeout is None:
        return policy.clock() + policy.timeout
    if not timeout >= 0:
        raise ValueError(f"timeout must be at least 0, not {timeout!r}")
    return policy.clock() + timeout


def time_left(policy: PollPolicy, end: float) -> float:
    """Seconds that are left."""
    return max(0.0, end - policy.clock())


@define(eq=False, repr=False)
class Trouble:
    """Failures in a row: how long they have lasted, the pause after each, and which were told."""

    policy: PollPolicy
    times: int = 0
    since: float = 0.0
    told: set[object] = field(factory=set)

    def pause(self, failure: RequestFailed) -> tuple[float, float]:
        """Count a failure; return the seconds that the vendor asks for, and those to wait."""
        now = self.policy.clock()
        self.since = self.since if self.times else now
        self.times += 1
        if failure.retry_after is not None:
            asked = failure.retry_after
            return asked, asked + self.policy.random() * self.policy.interval
        delay = self.policy.backoff(self.times)
        if failure.fault in NO_NEWS:  # so that there is a try when patience is over
            delay = min(delay, max(TICK, self.since + self.policy.error_patience - now))
        return 0.0, delay

    def is_over(self, failure: RequestFailed, *, heard: bool = False) -> bool:
        """Whether to give up; what the vendor has set a time for is borne until then."""
        if failure.fault is Fault.LIMITED or failure.retry_after is not None:
            return False
        lasted = self.policy.clock() - self.since
        return (failure.is_lasting and not heard) or lasted > self.policy.error_patience - TICK

    def is_fresh(self, failure: RequestFailed) -> bool:
        """Whether a failure is of a kind that was not told yet."""
        kind = (failure.fault, failure.status, failure.message)
        is_fresh = kind not in self.told
        self.told.add(kind)
        return is_fresh

    def tell(self, failure: RequestFailed, delay: float) -> None:
        """Log a failure and when it is tried again, if that was not told yet."""
        if self.is_fresh(failure):
            log.warning("%s; trying again in %.0f s", failure, delay)


def asking(call: Call, policy: PollPolicy, end: float) -> Core[Any]:
    """Make a call that is safe to repeat until it has an answer; RequestFailed if it has none."""
    trouble = Trouble(policy)
    while True:
        try:
            _, reply = yield Calls((call,), within=time_left(policy, end) + PATIENCE)
            found = understood(call, reply)
            break
        except RequestFailed as failure:
            if failure.fault not in NO_NEWS and failure.fault is not Fault.LIMITED:
                raise
            least, delay = trouble.pause(failure)
            if trouble.is_over(failure) or policy.clock() + least > end - TICK:
                raise
            trouble.tell(failure, delay)
        yield Sleep(max(0.0, min(delay, end - policy.clock())), policy.sleep)
    if complaint := reply.complaint():
        log.warning("%s", complaint)
    return found
