"""The steps of a core, and those that cores share.

A core is a generator, an algorithm without input and output. It yields `Calls`, is sent one
`(call, reply)` as soon as it arrives and asks for the next with another `Calls`; or it yields
`Sleep` or `Tell` and is sent nothing. Drivers do what it says. An interruption is thrown into it,
and what it still yields are its last words.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from testruns._wire import PATIENCE, Call, understood
from testruns.errors import NO_NEWS, Fault, RequestFailed
from testruns.policy import PollPolicy

T = TypeVar("T")

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


@frozen
class Tell:
    """Call the caller's callback with what is new."""

    callback: Callable[[Any], object]
    news: Any


Step: TypeAlias = Calls | Sleep | Tell
Core: TypeAlias = Generator[Step, Any, T]


def deadline(policy: PollPolicy, timeout: float | None) -> float:
    """Moment of the policy's clock when the time is over; `timeout`, in seconds, overrides the policy's."""
    if timeout is None:
        return policy.clock() + policy.timeout
    if not timeout >= 0:
        raise ValueError(f"timeout must be at least 0, not {timeout!r}")
    return policy.clock() + timeout


def time_left(policy: PollPolicy, end: float) -> float:
    """Seconds that are left."""
    return max(0.0, end - policy.clock())


def limited(failure: RequestFailed, policy: PollPolicy, times: int) -> tuple[float, float]:
    """Seconds that a 429 asks for at least, and those to wait."""
    if failure.retry_after is None:
        return 0.0, policy.backoff(times)
    return failure.retry_after, failure.retry_after + policy.random() * policy.interval


def asking(call: Call, policy: PollPolicy, end: float) -> Core[Any]:
    """Make a call that is safe to repeat until it has an answer; RequestFailed if it has none."""
    failures = 0
    while True:
        try:
            _, reply = yield Calls((call,), within=time_left(policy, end) + PATIENCE)
            return understood(call, reply)
        except RequestFailed as failure:
            failures += 1
            least, delay = limited(failure, policy, failures)
            over = policy.clock() + least > end - TICK
            if failure.fault in NO_NEWS:
                over = over or failures > policy.max_errors
            elif failure.fault is not Fault.LIMITED:
                over = True
            if over:
                raise
        yield Sleep(max(0.0, min(delay, end - policy.clock())), policy.sleep)
