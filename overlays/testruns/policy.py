"""How patient a wait is: its interval, its limits, and the clock that it goes by."""

import random
import time
from collections.abc import Callable
from types import NoneType
from typing import Any

from attrs import field, frozen

from ._requests import check_kind, of_kind


def at_least(least: float) -> Callable[[Any, Any, float], None]:
    """Make the validator of a number of seconds."""

    def check(_: object, attribute: Any, value: float) -> None:
        check_kind(attribute.name, value, (int, float), "a number of seconds")
        if not value >= least:
            raise ValueError(f"{attribute.name} must be at least {least}, not {value!r}")

    return check


FUNCTION = of_kind(Callable, "a function")


def _growing(_policy: object, _attribute: object, value: tuple[float, float]) -> None:
    check_kind("error_backoff", value, tuple, "a pair of numbers of seconds")
    first, last = value
    if not 0 < first <= last:
        raise ValueError(f"error_backoff must grow from above 0, not {value!r}")


@frozen(kw_only=True)
class PollPolicy:
    """How to wait, in seconds.

    `interval` between two looks, longer by up to the part `jitter` of it; `timeout` for the whole
    wait; `initial_delay` before the first look; `error_patience` for looks in a row that fail,
    with pauses that double from the first to the last of `error_backoff`; `missing_grace` for
    a run that the vendor does not know yet. `clock`, `sleep` (plain or async) and `random`
    are for tests and simulations.

    An answer that is under way when the time is over has 30 s more. A blocking call that is alone
    cannot tell that only its headers trickle in, and waits for them; an awaited one does not.
    """

    interval: float = field(default=10.0, validator=at_least(0.001))
    timeout: float = field(default=600.0, validator=at_least(0))
    initial_delay: float = field(default=0.0, validator=at_least(0))
    jitter: float = field(default=0.1, validator=at_least(0))
    error_patience: float = field(default=300.0, validator=at_least(0))
    error_backoff: tuple[float, float] = field(default=(1.0, 30.0), validator=_growing)
    missing_grace: float = field(default=30.0, validator=at_least(0))
    clock: Callable[[], float] = field(default=time.monotonic, validator=FUNCTION, repr=False)
    sleep: Callable[[float], object] | None = field(
        default=None, validator=of_kind((Callable, NoneType), "a function"), repr=False
    )
    random: Callable[[], float] = field(default=random.random, validator=FUNCTION, repr=False)

    def backoff(self, failures: int) -> float:
        """Seconds to pause after so many failures in a row."""
        first, last = self.error_backoff
        return min(last, first * 2.0 ** min(failures - 1, 60))

    def next_look(self) -> float:
        """Seconds to the next look."""
        # Never sooner than the interval, so that what fits a rate limit goes on fitting it.
        return self.interval * (1 + self.jitter * self.random())


DEFAULT_POLICY = PollPolicy()
