"""Lint OpenAPI documents: the rules of OpenAPI 3.1, and those of specs/README.md."""

import argparse
import sys
from pathlib import Path

from lint.document import lint, marks
from lint.places import Finding, counted
from specmock.openapi import DocumentError, load

from specs import SPECS


def main(arguments: list[str]) -> int:
    """Print the findings of the files, or of all specs; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", nargs="*", type=Path, help="the files; all specs without them")
    parser.add_argument(
        "--release", action="store_true", help="refuse nodes that wait for a description"
    )
    options = parser.parse_args(arguments)
    paths = options.specs or list(SPECS.values())
    findings = []
    waiting: list[str] = []
    for path in paths:
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        try:
            document = load(shown)
            findings += lint(document)
            waiting += marks(document)
        except DocumentError as error:
            findings.append(Finding(error.path, error.line, error.reason, "document"))
        except OSError as error:
            findings.append(Finding(shown, 1, f"cannot be read: {error.strerror}", "file"))
    for finding in sorted(findings):
        print(finding)
    if waiting:
        more = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        print(f"{counted(len(waiting), 'node')} to describe (x-undescribed): {waiting[0]}{more}")
    if not findings:
        print(f"{counted(len(paths), 'spec')}, nothing to fix.")
    return 1 if findings or (waiting and options.release) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
