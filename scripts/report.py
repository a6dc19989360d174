"""Say what a change of specs means for users: on the wire, in Python, and for the version.

Without documents it compares the checkout with a commit; with two documents, those. It exits with 0
where nothing breaks, with 1 where two documents differ in something that does, with 2 for what
cannot be read.
"""

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import generate
from packaging.version import InvalidVersion, Version
from release.api_diff import surface_changes
from release.change import Level
from release.changelog import changelog
from release.fact import Fact, facts_of, one_of_each
from release.formats import FORMATS, Report
from release.spec_diff import spec_changes, unread_references
from release.version import advice
from specmock.openapi import Document, DocumentError, load, loads

from specs import ROOT, specs_of


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", nargs="?", default="HEAD", metavar="BASE | OLD")
    parser.add_argument("new", nargs="?", type=Path, metavar="NEW", help="another document")
    parser.add_argument("--format", choices=FORMATS, default="text")
    options = parser.parse_args(arguments)
    try:
        if options.new is None:
            report = of_project(root, options.old)
        else:
            report = of_documents(Path(options.old), options.new)
    except (DocumentError, InvalidVersion, LookupError) as error:
        print(
            f"No report: {error.args[0] if type(error) is LookupError else error}", file=sys.stderr
        )
        return 2
    except OSError as error:
        print(f"No report: {error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    for line in FORMATS[options.format](report):
        print(line)
    return int(options.new is not None and report.level is Level.BREAKING)


def of_documents(old: Path, new: Path) -> Report:
    """Compare two OpenAPI documents; the version is the one that the old one states."""
    before, after = (openapi(load(path, strict=False)) for path in (old, new))
    title = str(after.root.get("info", {}).get("title") or after.path)
    facts = facts_of(title, spec_changes(before, after), None)
    version = str(before.root.get("info", {}).get("version"))
    notes = [note for document in (before, after) for note in unread(document)]
    return made(facts, version, notes)


def of_project(root: Path, base: str) -> Report:
    """Compare the specs and the packages of a checkout with those of a commit."""
    commit = git(root, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}").strip()
    files = git(root, "ls-tree", "-r", "--name-only", commit, "specs", "generated").splitlines()
    specs = {Path(name).stem for name in files if Path(name).match("specs/*.yaml")}
    facts: list[Fact] = []
    for vendor in sorted({*specs, *specs_of(root)}):
        spec, surface = f"specs/{vendor}.yaml", f"generated/{vendor}_client.api.txt"
        before, after = (
            None if text is None else openapi(loads(text, spec))
            for text in (shown(root, commit, spec, files), current(root, spec))
        )
        known = after or before
        title = str(known.root.get("info", {}).get("title") or vendor) if known else vendor
        texts = shown(root, commit, surface, files), current(root, surface)
        surfaces = None
        if texts[0] is not None and texts[1] is not None:
            surfaces = surface_changes(texts[0], texts[1], surface)
        facts += facts_of(title, spec_changes(before, after), surfaces)
    project = tomllib.loads(git(root, "show", f"{commit}:pyproject.toml"))
    notes = [complaint] if (complaint := generate.freshness(root)) else []
    return made(facts, project["project"]["version"], notes)


def made(facts: list[Fact], version: str, notes: list[str]) -> Report:
    """Put a report together, with the version that follows from it."""
    facts = sorted(facts, key=lambda fact: -fact.level)
    level = max((fact.level for fact in facts), default=Level.NONE)
    try:
        advised = advice(Version(version), level)
    except InvalidVersion:
        advised = f"Version: {version} is none that PEP 440 knows; the change is {level}"
    return Report(facts, advised, "\n".join(changelog(one_of_each(facts))), notes)


def openapi(document: Document) -> Document:
    """Refuse what is not an OpenAPI 3 document."""
    stated = document.root.get("openapi")
    if not isinstance(stated, str) or not stated.startswith("3."):
        what = "Swagger 2" if "swagger" in document.root else f"`openapi: {stated}`"
        reason = f"expected an OpenAPI 3 document, found {what}: convert it first"
        raise DocumentError(document.path, 1, reason)
    return document


def unread(document: Document) -> Iterator[str]:
    for reference in unread_references(document):
        yield f"{document.path}: $ref {reference} leads nowhere, so it was compared as text."


def current(root: Path, name: str) -> str | None:
    path = root / name
    return path.read_text("utf-8") if path.exists() else None


def shown(root: Path, commit: str, name: str, files: list[str]) -> str | None:
    """Read a file of a commit; None if it is not there."""
    return git(root, "show", f"{commit}:{name}") if name in files else None


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
        reason = run.stderr.strip() or f"git knows no {arguments[-1]}"
        raise LookupError(reason)
    return run.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
