"""The installed command in a shell of its own, in a pipe or on a terminal, beside mocks."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Timer
from typing import Any

import ids
import specmock
from attrs import field, frozen

COMMAND = str(Path(sys.executable).with_name("testruns"))
IDS = {"CASE": ids.CASE, "SUITE": ids.SUITE, "PROJECT": ids.PROJECT, "TEST": ids.TEST}
SUITE = ["qualigate", "--test-suite-id", IDS["SUITE"]]
CASE = ["qualigate", "--test-case-id", IDS["CASE"]]
PROJECT = ["qualigate", "--project-id", IDS["PROJECT"]]
SESSION = ["checkly", "--name", "Nightly", "--run-location", "eu-west-1", "--all-checks"]
TEST = ["testclix", "--test-id", IDS["TEST"]]
SECONDS = 60  # more than any command here needs


@frozen
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)

    @property
    def tokens(self) -> list[str]:
        """The tokens of the runs that it left behind."""
        ends = (
            "goes on; resume|was told to stop; see its end|is not known to the vendor; look again"
        )
        return re.findall(rf"(?:{ends}) with: testruns wait (\S+)", self.err)


@frozen
class Shell:
    """Where commands run: a folder, an environment, and mocks."""

    folder: Path
    mocks: Mapping[str, specmock.Endpoint]
    environ: dict[str, str] = field(repr=False)
    processes: ExitStack = field(factory=ExitStack, repr=False)

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start the command in a pipe; whatever waits for it does so no longer than SECONDS."""
        process: subprocess.Popen[str] = subprocess.Popen(  # noqa: S603 - our own command
            [COMMAND, *arguments],
            cwd=self.folder,
            env=self.environ,
            **{
                "text": True,
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **options,
            },
        )
        limit = Timer(SECONDS, process.kill)
        limit.daemon = True
        limit.start()
        self.processes.enter_context(process)
        self.processes.callback(process.kill)
        self.processes.callback(limit.cancel)
        return process

    def run(self, *arguments: str, given: str = "") -> Ended:
        """Run the command in a pipe."""
        with self.start(*arguments, stdin=subprocess.PIPE) as process:
            out, err = process.communicate(given, timeout=SECONDS)
        return Ended(process.returncode, out, err)

    def on_a_terminal(
        self, *arguments: str, columns: int = 80, rows: int = 24, given: str | None = None
    ) -> Ended:
        """Run the command in a pseudo-terminal; `out` is all that it wrote there."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        own = {"stdout": theirs, "stderr": theirs}
        own |= {"stdin": theirs if given is None else subprocess.PIPE}
        with self.start(*arguments, start_new_session=True, **own) as process:
            os.close(theirs)
            if process.stdin is not None:
                process.stdin.write(given or "")
                process.stdin.close()
            written, until = b"", time.monotonic() + SECONDS
            while time.monotonic() < until:
                if select.select([ours], [], [], 0.05)[0]:
                    try:
                        written += os.read(ours, 65536)
                    except OSError:  # Linux says so when the other side is closed
                        break
                elif process.poll() is not None:
                    break
            os.close(ours)
        return Ended(process.returncode, written.decode(), "")


def shell_of(mocks: Mapping[str, specmock.Endpoint], folder: Path) -> Shell:
    """Make a shell with the keys of the mocks."""
    environ = {
        "PATH": os.environ["PATH"],
        **{key: value for key, value in os.environ.items() if key.startswith("COVERAGE_")},
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "CHECKLY_ACCOUNT_ID": ids.ACCOUNT,
    }
    for name, endpoint in mocks.items():
        environ[f"{name.upper()}_BASE_URL"] = endpoint.url
        environ[f"{name.upper()}_API_KEY"] = endpoint.key
    return Shell(folder, mocks, environ)


def started(shell: Shell) -> int:
    """Count the starts that were asked for."""
    mocks = [endpoint.mock for endpoint in shell.mocks.values()]
    return sum(entry.operation in mock.starters for mock in mocks for entry in mock.journal)


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
