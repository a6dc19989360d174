"""The time that a mock lives by."""

import time
from typing import Protocol

from attrs import define, field


class Clock(Protocol):
    """A source of time, in seconds since 1970, that can be moved on."""

    def now(self) -> float:
        """Tell the time, in seconds since 1970."""
        raise NotImplementedError

    def advance(self, seconds: float) -> None:
        """Move the time on."""
        raise NotImplementedError

    def pause_until(self, time: float) -> float:
        """Tell how many real seconds to wait; a virtual wait has happened on return."""
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
        self.offset += seconds

    def pause_until(self, time: float) -> float:
        """Tell how many real seconds to wait."""
        return max(0.0, time - self.now())

    @property
    def is_virtual(self) -> bool:
        """Whether waiting takes no real time."""
        return False


@define
class VirtualClock:
    """A clock that stands still until somebody waits; it may be shared with the waiter."""

    time: float = field(default=1_767_225_600.0)  # 2026-01-01T00:00:00Z

    def now(self) -> float:
        """Tell the time, in seconds since 1970."""
        return self.time

    def advance(self, seconds: float) -> None:
        """Move the time on."""
        self.time += seconds

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
