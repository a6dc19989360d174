"""Make a release: the changelog's section, the version everywhere, a commit and a tag.

Without a version it takes the one that follows from the last tag, by the report of the specs and by
what the changelog says. It pushes nothing.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import lint_specs
import report
from packaging.version import InvalidVersion, Version
from release.change import Level
from release.version import next_version

from specs import ROOT

_UNRELEASED: Final = re.compile(r"^## Unreleased\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
# The files that state the version, each with the text around it.
_STATED: Final = {
    "pyproject.toml": r'(?m)^(version = ")[^"]+(")$',
    "recipes/github-actions.yml": r"(/testruns@v)\S+( )",
}


def main(
    arguments: list[str],
    root: Path = ROOT,
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", nargs="?", help="of the release, as 1.2.0")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, tell what would be")
    given = parser.parse_args(arguments)
    try:
        look_at_specs(root)
        version = chosen(root, given.version)
        edits = edited(root, version, today())
    except (LookupError, ValueError, OSError) as error:
        print(f"No release: {error.args[0] if error.args else error}", file=sys.stderr)
        return 2
    for name in edits:
        print(f"{name} {'would be' if given.dry_run else 'is'} of {version}")
    if given.dry_run:
        print(f"Nothing was written; without --dry-run this is a commit and the tag v{version}.")
        return 0
    for name, text in edits.items():
        (root / name).write_text(text, "utf-8", newline="\n")
    report.git(root, "commit", "--quiet", "--message", f"Release {version}", "--", *edits)
    report.git(root, "tag", "--annotate", f"v{version}", "--message", f"Release {version}")
    print(f"Committed and tagged v{version}. Now run: make build && git push --follow-tags")
    return 0


def look_at_specs(root: Path) -> None:
    """Lint the specs as a release wants them; raise LookupError if a node waits for a description."""
    specs = sorted(map(str, (root / "specs").glob("*.yaml")))
    if specs and lint_specs.main(["--release", *specs]):
        raise LookupError("the specs are not ready for one: see above")


def chosen(root: Path, wanted: str | None) -> Version:
    """Choose the version; raise LookupError for one that would make a wrong release."""
    if report.git(root, "status", "--porcelain"):
        raise LookupError("there are changes that are not committed: commit them first")
    tags = report.git(root, "tag", "--list", "v*", "--sort=-version:refname").split()
    released = [Version(tag[1:]) for tag in tags]
    if wanted is not None:
        try:
            version = Version(wanted)
        except InvalidVersion as error:
            raise LookupError(f"{wanted} is no version, as 1.2.0 is one") from error
        if released and version <= released[0]:
            raise LookupError(f"{version} does not come after {released[0]}, which is tagged")
        return version
    stated = Version(tomllib.loads(text_of(root, "pyproject.toml"))["project"]["version"])
    if not released:
        return Version(stated.base_version)
    level = max(report.of_project(root, tags[0]).level, level_of(unreleased(root)))
    if level is Level.NONE:
        raise LookupError(f"nothing has changed since {tags[0]}")
    return max(next_version(released[0], level), Version(stated.base_version))


def edited(root: Path, version: Version, today: date) -> dict[str, str]:
    """The files that a release writes; raise LookupError where one has no place for it."""
    unreleased(root)
    heading = f"## Unreleased\n\n## {version} - {today.isoformat()}\n"
    changes = text_of(root, "CHANGELOG.md").replace("## Unreleased\n", heading, 1)
    edits = {"CHANGELOG.md": changes}
    for name, pattern in _STATED.items():
        text, found = re.subn(pattern, rf"\g<1>{version}\g<2>", text_of(root, name))
        if not found:
            raise LookupError(f"{name} states no version where {pattern} looks for it")
        if text != text_of(root, name):
            edits[name] = text
    return edits


def unreleased(root: Path) -> str:
    """What the changelog says of the next release; raise LookupError if that is nothing."""
    found = _UNRELEASED.search(text_of(root, "CHANGELOG.md"))
    if not found or "\n- " not in found[1]:
        raise LookupError("CHANGELOG.md has nothing under `## Unreleased`: say what users observe")
    return found[1]


def level_of(changes: str) -> Level:
    """Weigh what the changelog says: its marks of breaking changes, and its sections."""
    if "**Breaking.**" in changes or "### Removed" in changes:
        return Level.BREAKING
    is_minor = "### Added" in changes or "### Deprecated" in changes or "### Changed" in changes
    return Level.MINOR if is_minor else Level.PATCH


def text_of(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
