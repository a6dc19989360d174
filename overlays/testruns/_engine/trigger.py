"""Starting a run once: retried only where nothing can have started."""

import logging
from collections.abc import Callable
from typing import Any, TypeAlias

from testruns._wire import PATIENCE, Call, UnsendableError, understood
from testruns.errors import (
    NO_NEWS,
    Fault,
    Rejection,
    RequestFailed,
    TriggerRejected,
    TriggerUncertain,
)
from testruns.policy import PollPolicy
from testruns.results import RunRef

from .steps import TICK, Calls, Core, Sleep, Tell, Trouble, time_left

log = logging.getLogger("testruns")

OnTriggered: TypeAlias = Callable[[RunRef], object]

REJECTIONS = {
    401: Rejection.AUTHENTICATION,
    402: Rejection.QUOTA,
    403: Rejection.AUTHENTICATION,
}


# Where nothing can have started, so that the start is tried again.
PAUSED = {Fault.LIMITED: Rejection.RATE_LIMIT, Fault.UNSENT: Rejection.UNREACHABLE}


def rejection(failure: RequestFailed) -> Rejection:
    """Reason of HTTP for which a request to start a run was refused."""
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
    trouble = Trouble(policy)
    while True:
        try:
            _, reply = yield from _noted(call, time_left(policy, end) + PATIENCE)
            ref: RunRef = understood(call, reply)
            if complaint := reply.complaint():
                log.warning("%s", complaint)
            break
        except RequestFailed as failure:
            if failure.fault in NO_NEWS - {Fault.UNSENT}:
                found = yield from _found(find, policy, end)
                if found is None:
                    raise TriggerUncertain(failure) from failure
                ref = found
                break
            if failure.fault not in PAUSED:
                raise TriggerRejected(why(failure), failure) from failure
            least, delay = trouble.pause(failure)
            if trouble.is_over(failure) or clock() + least > end - TICK:
                raise TriggerRejected(PAUSED[failure.fault], failure) from failure
            trouble.tell(failure, delay)
        yield Sleep(max(0.0, min(delay, end - clock())), policy.sleep)
    log.info("started %s", ref)
    if on_triggered is not None:
        try:
            yield Tell(on_triggered, ref)
        except BaseException as error:
            error.add_note(f"testruns: {ref} was started, token: {ref.to_token()}")
            raise
    return ref


def _noted(call: Call, within: float) -> Core[Any]:
    try:
        return (yield Calls((call,), within=within))
    except UnsendableError:
        raise
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
