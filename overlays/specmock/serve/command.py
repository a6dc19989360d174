"""Run a command beside the mocks: their addresses in its environment, signals passed on to it."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType, TracebackType
from typing import IO, Any, Final

from .server import Endpoint

SIGNALS: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
PATIENCE: Final = 5.0  # seconds for a command to end when it is told to
_LOOPBACK: Final = "127.0.0.1,localhost"


def variables_of(served: Mapping[str, Endpoint]) -> dict[str, str]:
    """Name the variables of mocks: NAME_BASE_URL and NAME_API_KEY of each, SPECMOCK_URL of all.

    Raises ValueError for two whose names differ in signs alone.
    """
    found: dict[str, str] = {}
    for name, endpoint in served.items():
        prefix = re.sub(r"[^A-Z0-9]|^(?=[0-9])", "_", name.upper())
        if f"{prefix}_BASE_URL" in found:
            raise ValueError(f"two documents have the variable {prefix}_BASE_URL: rename one")
        found |= {f"{prefix}_BASE_URL": endpoint.url, f"{prefix}_API_KEY": endpoint.key}
        found["SPECMOCK_URL"] = "/".join(endpoint.url.split("/")[:3])
    return found


class Interrupted(BaseException):
    """A signal ends this program; `number` is the signal's, `code` the exit code that tells it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.code = 128 + number


class CommandRunner:
    """Runs a command, and ends it with all its processes on a signal.

    Within the context a signal raises Interrupted, once; what the caller ignores (nohup) stays
    ignored. On a terminal the command stays in the foreground, where Ctrl-C reaches it by itself;
    elsewhere its processes are a group of their own.
    """

    def __init__(self) -> None:
        self._is_starting = False
        self._number: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "CommandRunner":
        heard = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
        self._before = {each: signal.signal(each, self._hear) for each in heard}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def run(
        self,
        command: Sequence[str],
        variables: Mapping[str, str],
        *,
        stdout: IO[str] | None = None,
    ) -> int:
        """Run a command; return its exit code, 128 and the signal that ended it.

        What it leaves running is ended. Raises OSError for one that cannot be started, and
        Interrupted after a signal, which the command has got too.
        """
        is_foreground = os.isatty(0)
        self._is_starting = True
        try:
            process = subprocess.Popen(  # noqa: S603 - the caller's own
                list(command),
                env=_environment(variables),
                stdout=stdout,
                process_group=None if is_foreground else 0,
            )
        finally:
            self._is_starting = False
        group = None if is_foreground else process.pid
        try:
            self._raise_late()
            code = process.wait()
        except Interrupted as interrupted:
            # The terminal has told the command of Ctrl-C, and it may take a second one for haste.
            if group is not None or interrupted.number != signal.SIGINT:
                _send(process, group, interrupted.number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            raise
        finally:
            _end(process, group)
        return code if code >= 0 else 128 - code

    def _raise_late(self) -> None:
        if self._number is not None:
            raise Interrupted(self._number)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        for each in self._before:  # the end takes no longer than PATIENCE
            signal.signal(each, signal.SIG_IGN)
        self._number = number
        if not self._is_starting:
            raise Interrupted(number)


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Add variables to the environment, and keep the proxies that it names from loopback."""
    found = {**os.environ, **variables}
    past = found.get("no_proxy") or found.get("NO_PROXY") or ""
    if past.strip() != "*":
        past = f"{past},{_LOOPBACK}" if past else _LOOPBACK
    return {**found, "no_proxy": past, "NO_PROXY": past}


def _send(process: "subprocess.Popen[bytes]", group: int | None, number: int) -> None:
    with suppress(OSError):
        if group is not None and hasattr(os, "killpg"):
            os.killpg(group, number)
        else:
            process.send_signal(number)


def _end(process: "subprocess.Popen[bytes]", group: int | None) -> None:
    """End what still runs of a command, kindly at first."""
    until = time.monotonic() + PATIENCE * (process.poll() is not None)
    _send(process, group, signal.SIGTERM)
    while _runs(process, group) and time.monotonic() < until:
        time.sleep(0.02)
    if _runs(process, group):
        _send(process, group, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def _runs(process: "subprocess.Popen[bytes]", group: int | None) -> bool:
    if process.poll() is None:
        return True
    if group is None or not hasattr(os, "killpg"):
        return False
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True
