"""Lint OpenAPI documents: the rules of OpenAPI 3.1, and those of specs/README.md."""

import sys
from pathlib import Path

from lint.document import lint
from lint.places import Finding, counted
from specmock.openapi import DocumentError, load

from specs import SPECS


def main(arguments: list[str]) -> int:
    """Print the findings of the files, or of all specs; return the exit code."""
    paths = [Path(argument) for argument in arguments] or list(SPECS.values())
    findings = []
    for path in paths:
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        try:
            findings += lint(load(shown))
        except DocumentError as error:
            findings.append(Finding(error.path, error.line, error.reason, "document"))
        except OSError as error:
            findings.append(Finding(shown, 1, f"cannot be read: {error.strerror}", "file"))
    for finding in sorted(findings):
        print(finding)
    if not findings:
        print(f"{counted(len(paths), 'spec')}, nothing to fix.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
