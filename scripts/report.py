"""Say what changed since a commit: in the specs, in the Python API, and so in the version."""

import argparse
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import generate
from release.diff import Change, Level, spec_changes, surface_changes
from specmock.openapi import DocumentError, load, loads

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = ("Added", "Changed", "Removed")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="HEAD", help="the commit to compare with")
    options = parser.parse_args(arguments)
    try:
        text = "\n".join(report(root, options.base))
    except (DocumentError, OSError, LookupError) as error:
        print(
            f"No report: {error.args[0] if isinstance(error, LookupError) else error}",
            file=sys.stderr,
        )
        return 2
    print(text)
    return 0


def report(root: Path, base: str) -> Iterator[str]:
    """Yield the lines of the report."""
    commit = git(root, "rev-parse", "--verify", f"{base}^{{commit}}").strip()
    if complaint := generate.freshness(root):
        yield f"{complaint}\n"
    files = git(root, "ls-tree", "-r", "--name-only", commit, "specs", "generated").splitlines()
    vendors = sorted(
        {*generate.vendors(root), *(Path(name).stem for name in files if is_spec(name))}
    )
    specs: list[tuple[str, Change]] = []
    surfaces: list[tuple[str, Change]] = []
    for vendor in vendors:
        spec, surface = f"specs/{vendor}.yaml", f"generated/{vendor}_client.api.txt"
        before = loads(git(root, "show", f"{commit}:{spec}"), spec) if spec in files else None
        after = loads((root / spec).read_text("utf-8"), spec) if (root / spec).exists() else None
        title = (after or before or load(root / spec)).root["info"]["title"]
        specs += ((title, change) for change in spec_changes(before, after))
        if surface in files and (root / surface).exists():
            old = git(root, "show", f"{commit}:{surface}")
            new = (root / surface).read_text("utf-8")
            surfaces += ((title, one) for one in surface_changes(old, new, surface))
        elif before is not None and after is not None:
            yield f"{base} has no {surface}: the Python API is not compared\n"
    yield from listed("Specs", specs)
    yield from listed("Python API", surfaces)
    version = tomllib.loads(git(root, "show", f"{commit}:pyproject.toml"))["project"]["version"]
    yield from verdict(version, [change.level for _, change in (*specs, *surfaces)])
    yield from changelog([*surfaces, *unseen(specs, surfaces)])


def listed(title: str, changes: Sequence[tuple[str, Change]]) -> Iterator[str]:
    """Yield a table of changes."""
    yield f"{title}: {len(changes) or 'no'} change{'s' if len(changes) != 1 else ''}"
    width = max((len(change.where) for _, change in changes), default=0)
    for _, change in changes:
        yield f"  {change.level.name.lower():8}  {change.where:{width}}  {change.what}"
    yield ""


def verdict(version: str, levels: Sequence[Level]) -> Iterator[str]:
    """Yield the version that follows: below 1.0 a breaking change raises the middle number."""
    level = max(levels, default=Level.NONE)
    if level is Level.NONE:
        yield f"Version: stays {version}"
        return
    major, minor, patch = map(int, version.split("."))
    following = {
        Level.PATCH: (major, minor, patch + 1),
        Level.MINOR: (major, minor + 1, 0),
        Level.BREAKING: (major + 1, 0, 0) if major else (0, minor + 1, 0),
    }[level]
    word = {Level.PATCH: "patch", Level.MINOR: "minor", Level.BREAKING: "major (breaking)"}[level]
    yield f"Version: {word}, {version} → {'.'.join(map(str, following))}"


def unseen(
    specs: Sequence[tuple[str, Change]], surfaces: Sequence[tuple[str, Change]]
) -> Iterator[tuple[str, Change]]:
    """Yield the changes of specs that no change of the Python API tells already."""
    told = {(title, change.section): "" for title, change in surfaces}
    for title, change in surfaces:
        told[title, change.section] += f" {change.what}"
    for title, change in specs:
        named = re.findall(r"`([\w.\[\]*]+)`", change.what)[:1]
        leaf = snake_case(named[0].rpartition(".")[2]) if named else ""
        text = told.get((title, change.section), "")
        if not leaf or not re.search(rf"\b{re.escape(leaf)}_?\b", text):
            yield title, change


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def changelog(changes: Sequence[tuple[str, Change]]) -> Iterator[str]:
    """Yield the text for CHANGELOG.md, breaking changes first in each section."""
    if not changes:
        return
    yield "\nFor CHANGELOG.md:"
    for section in SECTIONS:
        entries = [(title, one) for title, one in changes if one.section == section]
        if entries:
            yield f"\n### {section}\n"
        for title, change in sorted(entries, key=lambda entry: -entry[1].level):
            mark = "**Breaking.** " if change.level is Level.BREAKING else ""
            yield f"- {mark}{title}: {change.what}."


def is_spec(name: str) -> bool:
    path = Path(name)
    return path.parent == Path("specs") and path.suffix == ".yaml"


def git(root: Path, *arguments: str) -> str:
    """Return what git says; raise LookupError for what it does not know."""
    run = subprocess.run(
        ("git", "-C", str(root), *arguments),  # noqa: S607  the developer's own git
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        raise LookupError(run.stderr.strip() or f"git {arguments[0]} failed")
    return run.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
