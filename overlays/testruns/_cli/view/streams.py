"""Standard streams that never fail: the exit code must not depend on who reads the output."""

import errno
import os
import sys
from io import TextIOWrapper
from pathlib import Path


class Output(TextIOWrapper):
    """A stream that goes on to nowhere once it cannot be written."""

    lost = False  # whether output was dropped that somebody wanted
    broken = False  # whether output was dropped at all

    def write(self, text: str) -> int:
        """Write a text, or drop it."""
        try:
            return super().write(text)
        except OSError as error:
            self._leave(error)
            return len(text)

    def flush(self) -> None:
        """Flush, or drop what cannot be written."""
        try:
            super().flush()
        except OSError as error:
            self._leave(error)

    def _leave(self, error: OSError) -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
        self.broken = True
        if error.errno != errno.EPIPE:  # who closes a pipe has read enough
            self.lost = True
            print(f"testruns: {self.name}: {error.strerror}", file=sys.stderr, flush=True)


class Closed(Output):
    """The standard output of a caller who closed it: what is written there is lost."""

    def write(self, text: str) -> int:
        """Drop a text, and say so at the first."""
        if text and not self.lost:
            self.broken = self.lost = True
            print("testruns: <stdout>: closed", file=sys.stderr, flush=True)
        return len(text)


def prepare() -> None:
    """Make printing safe from unknown letters, closed pipes and missing streams."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller: a socket would else get its number
            mode = "rb" if name == "stdin" else "wb"
            kind = Closed if name == "stdout" else TextIOWrapper
            setattr(sys, name, kind(Path(os.devnull).open(mode), "utf-8"))  # noqa: SIM115 - for good
        elif isinstance(stream, TextIOWrapper) and name != "stdin":
            is_live = stream.line_buffering
            own = Output(stream.detach(), stream.encoding, "backslashreplace", None, is_live)
            setattr(sys, name, own)
