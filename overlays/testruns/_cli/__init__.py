"""The command `testruns`."""

import sys
import traceback

from specmock.extras import MissingExtraError, needed
from specmock.scrub import printable

from testruns._cli.view.streams import prepare

from .scrub import one_line

USAGE, UNKNOWN, INTERRUPTED = 2, 4, 130  # as in Exit, which takes imports that may be what fails


def main() -> None:
    """Run the command and exit with its code."""
    # Loaded wherever they are installed, and not needed here: they take longer than all of ours.
    for name in ("trio", "httpx._main"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None makes an import fail
    prepare()
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        sys.stdout.flush()
        if not end.code and getattr(sys.stdout, "lost", False):
            sys.exit(USAGE)
        raise


def _run() -> None:
    try:
        with needed("cli"):
            from click import ClickException

            from .app import main as run
    except MissingExtraError as error:
        print(f"testruns: {error}", file=sys.stderr)
        sys.exit(USAGE)
    try:
        with needed("cli"):  # commands load what they need
            run()
        sys.exit(0)
    except MissingExtraError as error:
        print(f"testruns: {error}", file=sys.stderr)
        sys.exit(USAGE)
    except ClickException as error:
        if error.message:  # which quotes files and arguments
            vars(error)["message"] = printable(one_line(error.message))
        error.show()
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - Python would exit with 1, which says that tests failed
        traceback.print_exc()
        sys.exit(UNKNOWN)
