"""The time that a mock lives by."""

import time
from math import isfinite
from typing import Final, Protocol

from attrs import define, field

_LAST: Final = 253_402_300_799.0  # the end of the year 9999, after which no time can be written


def moved_on(now: float, seconds: float) -> float:
    """Add seconds to a time; raise ValueError for what no clock can show."""
    if not isfinite(seconds) or seconds < 0:
        raise ValueError("a clock goes forward, by a number of seconds")
    if now + seconds > _LAST:
        raise ValueError("a clock ends with the year 9999")
    return now + seconds


class Clock(Protocol):
    """A source of time, in seconds since 1970, that can be moved on."""

    def now(self) -> float:
        """Tell the time, in seconds since 1970."""
        raise NotImplementedError

    def advance(self, seconds: float) -> None:
        """Move the time on; raise ValueError for what cannot be."""
        raise NotImplementedError

    def reset(self) -> None:
        """Set the time back to what it is without `advance`."""
        raise NotImplementedError

    def pause_until(self, time: float) -> float:
        """Wait on this clock: return the real seconds that are left; a virtual wait is over."""
        raise NotImplementedError

    @property
    def is_virtual(self) -> bool:
        """Whether waiting takes no real time."""
        raise NotImplementedError


@define
class RealClock:
    """The machine's clock, which can be put forward."""

    offset: float = 0.0

    def now(self) -> float:
        """Tell the time, in seconds since 1970."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the time on."""
        now = time.time()
        self.offset = moved_on(now + self.offset, seconds) - now

    def reset(self) -> None:
        """Show the machine's time again."""
        self.offset = 0.0

    def pause_until(self, time: float) -> float:
        """Return the real seconds to wait."""
        return max(0.0, time - self.now())

    @property
    def is_virtual(self) -> bool:
        """Whether waiting takes no real time."""
        return False


@define
class VirtualClock:
    """A clock that stands still until somebody waits; it may be shared with the waiter."""

    time: float = field(default=1_767_225_600.0)  # 2026-01-01T00:00:00Z
    _start: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._start = self.time

    def now(self) -> float:
        """Tell the time, in seconds since 1970."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Move the time on."""
        self.time = moved_on(self.time, seconds)

    def reset(self) -> None:
        """Show the time of the beginning again."""
        self.time = self._start

    def pause_until(self, time: float) -> float:
        """Move the time on; no real time is needed."""
        self.time = max(self.time, time)
        return 0.0

    @property
    def is_virtual(self) -> bool:
        """Whether waiting takes no real time."""
        return True

    def sleep(self, seconds: float) -> None:
        """Wait, as `time.sleep` does."""
        self.time += seconds
