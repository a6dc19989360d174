"""The command `testruns`."""

import sys
import traceback

UNKNOWN = 4  # as Exit.UNKNOWN, which takes imports that may be what fails


def main() -> None:
    """Run the command and exit with its code."""
    try:
        from ._app import app

        app()
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich", "junitparser"}:
            raise
        sys.stderr.write(f"testruns: {error.name} is missing: pip install 'testruns[cli]'\n")
        sys.exit(2)
    except Exception:  # noqa: BLE001 - Python would exit with 1, which says that tests failed
        traceback.print_exc()
        sys.exit(UNKNOWN)
