"""The command mock: serve the vendors' mocks, for a command or until interrupted."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from threading import Event
from types import FrameType
from typing import NoReturn
from uuid import UUID

from specmock.extras import MissingExtraError, needed

from testruns import vendor
from testruns._cli.follow import SIGNALS
from testruns._cli.options.groups import Mock
from testruns._cli.outcomes import Exit

from .run import fail

PATIENCE = 5.0  # seconds for a command to end when the mocks are told to


def mock(command: Sequence[str], how: Mock) -> NoReturn:
    """Serve the mocks; run a command with the variables of the mocks, or print them and wait."""
    try:
        with needed("mock"):
            from specmock import Settings, serving
    except MissingExtraError as error:
        fail(Exit.USAGE, str(error))
    settings = Settings(
        mode=how.clock, seconds=how.state, runs=how.runs, rate_limits=how.rate_limits
    )
    for number in SIGNALS:
        # What the caller ignores (nohup) stays ignored; an interrupt has its exception.
        if number is not signal.SIGINT and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _quit)
    try:
        with serving(settings=settings, port=how.port) as served:
            if how.fail:
                for name, endpoint in served.items():
                    endpoint.mock.plan(outcome=_failure(name), times=None)
            variables = {
                f"{name.upper()}_{part}": value
                for name, endpoint in served.items()
                for part, value in (("BASE_URL", endpoint.url), ("API_KEY", endpoint.key))
            }
            others = (each for name in served for each in vendor(name).credentials[1:])
            variables |= {each.variable: str(UUID(int=0)) for each in others}
            sys.exit(_run(command, variables) if command else _serve(variables))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except OSError as error:
        fail(Exit.USAGE, f"port {how.port}: {error.strerror}")


def _failure(vendor: str) -> str:
    """Find the word of a vendor for a run that failed (x-lifecycle)."""
    states: dict[str, dict[str, str]] = import_module(f"{vendor}_client.spec").STATES
    return next(
        word for words in states.values() for word, meaning in words.items() if meaning == "failure"
    )


def _serve(variables: dict[str, str]) -> NoReturn:
    for name, value in variables.items():
        print(f"export {name}={value}")
    print("testruns: the mocks run until Ctrl-C", file=sys.stderr, flush=True)
    sys.stdout.flush()
    while True:
        Event().wait()


def _run(command: Sequence[str], variables: dict[str, str]) -> int:
    """Run a command beside the mocks; return its exit code, 128 and the signal that ended it."""
    try:
        process = subprocess.Popen(list(command), env={**os.environ, **variables})  # noqa: S603 - the caller's own
    except OSError as error:
        fail(Exit.USAGE, f"{command[0]}: {error.strerror}")
    try:
        code = process.wait()
    finally:
        _end(process)
    return code if code >= 0 else 128 - code


def _quit(number: int, _frame: FrameType | None) -> NoReturn:
    for each in SIGNALS:  # the end takes no longer than PATIENCE
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a command that still runs, kindly at first."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
