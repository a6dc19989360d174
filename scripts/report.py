"""Say what changed since a commit: in the specs, in the Python API, and so in the version."""

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import generate
from packaging.version import InvalidVersion, Version
from release.api_diff import surface_changes
from release.change import Change, Level
from release.changelog import changelog, unseen
from release.spec_diff import spec_changes
from release.version import advice
from specmock.openapi import DocumentError, load, loads

from specs import ROOT, specs_of


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="HEAD", help="the commit to compare with")
    options = parser.parse_args(arguments)
    try:
        text = "\n".join(report(root, options.base))
    except (DocumentError, OSError, LookupError, InvalidVersion) as error:
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
    vendors = sorted({*specs_of(root), *(Path(name).stem for name in files if is_spec(name))})
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
    level = max((change.level for _, change in (*specs, *surfaces)), default=Level.NONE)
    yield advice(Version(version), level)
    yield from changelog([*surfaces, *unseen(specs, surfaces)])


def listed(title: str, changes: Sequence[tuple[str, Change]]) -> Iterator[str]:
    """Yield a table of changes."""
    yield f"{title}: {len(changes) or 'no'} change{'s' if len(changes) != 1 else ''}"
    width = max((len(change.where) for _, change in changes), default=0)
    for _, change in changes:
        yield f"  {change.level.name.lower():8}  {change.where:{width}}  {change.what}"
    yield ""


def is_spec(name: str) -> bool:
    path = Path(name)
    return path.parent == Path("specs") and path.suffix == ".yaml"


def git(root: Path, *arguments: str) -> str:
    """Run git; raise LookupError for what it does not know."""
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
