"""The command `testruns`."""

import sys
import traceback
from functools import partial

from testruns._cli.view.streams import prepare

UNKNOWN, INTERRUPTED = 4, 130  # as in Exit, which takes imports that may be what fails


def main() -> None:
    """Run the command and exit with its code."""
    # httpcore loads trio wherever it is installed, which takes longer than all of ours.
    sys.modules.setdefault("trio", None)  # type: ignore[arg-type]  # None makes an import fail
    prepare()
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run() -> None:
    try:
        from typer.exceptions import TyperException

        from testruns._cli.options.variables import not_typed

        from .app import app
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        if missing not in {"typer", "rich"}:
            raise
        print(f"testruns: {missing} is missing: pip install 'testruns[cli]'", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        # Plain text, since a box would break paths in a log; typer's own type lacks the method.
        getattr(error, "show", partial(print, error, file=sys.stderr))()
        for line in not_typed(error):
            print(line, file=sys.stderr)
        sys.exit(error.exit_code)
    except Exception:  # noqa: BLE001 - Python would exit with 1, which says that tests failed
        traceback.print_exc()
        sys.exit(UNKNOWN)
