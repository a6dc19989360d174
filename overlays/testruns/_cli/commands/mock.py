"""The command mock: serve the vendors' mocks, for a command or until interrupted."""

import sys
from collections.abc import Sequence
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from specmock.extras import MissingExtraError, needed

from testruns import vendor
from testruns._cli.options.groups import Mock
from testruns._cli.outcomes import Exit
from testruns._cli.view.progress import complain

from .run import fail

if TYPE_CHECKING:
    from specmock.engine.settings import Settings
    from specmock.serve.command import CommandRunner


def mock(command: Sequence[str], how: Mock, settings: "Settings") -> NoReturn:
    """Serve the mocks; run a command with the variables of the mocks, or print them and wait."""
    try:
        with needed("mock"):
            from specmock import serving
            from specmock.serve.command import CommandRunner, Interrupted, variables_of
    except MissingExtraError as error:
        fail(Exit.USAGE, str(error))
    try:
        with CommandRunner() as runner, serving(settings=settings, port=how.port) as served:
            if how.fail:
                for name, endpoint in served.items():
                    if (failure := _failure(name)) in endpoint.mock.outcomes:
                        endpoint.mock.plan(outcome=failure, times=None)
                    else:
                        complain(f"the mock of {name} has no runs that could fail")
            variables = variables_of(served)
            others = (each for name in served for each in vendor(name).credentials[1:])
            variables |= {each.variable: str(UUID(int=0)) for each in others}
            sys.exit(_run(runner, command, variables) if command else _serve(variables))
    except Interrupted as interrupted:
        sys.exit(interrupted.code)
    except OSError as error:
        fail(Exit.USAGE, f"port {how.port}: {error.strerror}")


def _failure(vendor: str) -> str:
    """Find the word of a vendor for a run that failed (x-lifecycle)."""
    states: dict[str, dict[str, str]] = import_module(f"{vendor}_client.spec").STATES
    told = (word for words in states.values() for word, each in words.items() if each == "failure")
    return next(told, "")


def _serve(variables: dict[str, str]) -> NoReturn:
    for name, value in variables.items():
        print(f"export {name}={value}")
    print("testruns: the mocks run until Ctrl-C", file=sys.stderr, flush=True)
    sys.stdout.flush()
    while True:
        Event().wait()


def _run(runner: "CommandRunner", command: Sequence[str], variables: dict[str, str]) -> int:
    try:
        return runner.run(command, variables)
    except OSError as error:
        fail(Exit.USAGE, f"{command[0]}: {error.strerror}")
