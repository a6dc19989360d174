"""The command `specmock`, also as `python -m specmock`."""

import sys

from specmock.extras import MissingExtraError, needed


def main() -> None:
    """Run the command and exit with its status; 2 where its extra is not installed."""
    try:
        with needed("mock"):
            from specmock.cli import main as run
        sys.exit(run())
    except MissingExtraError as error:
        print(f"specmock: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
