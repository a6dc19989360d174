"""Report a change of specs for users: on the wire, in Python, and for the version.

Without documents it compares the checkout with a commit; with two documents, those. It exits with 0
where nothing breaks, with 1 where two documents differ in something that does, with 2 for what
cannot be read.
"""

import needs_setup  # noqa: F401, I001 - first: the imports below need what it asks for

import argparse
import contextlib
import errno
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TextIO

import generate
from attrs import evolve
from packaging.version import InvalidVersion
from release.api_diff import surface_changes
from release.change import Change, Level, code, one_line
from release.changelog import changelog
from release.document_diff import mapping
from release.fact import Fact, facts_of, one_of_each
from release.formats import FORMATS, Report, harmless
from release.hand_written import forgotten, option_changes, options, options_of
from release.spec_diff import spec_changes, unread_references
from release.version import advice, stated
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
    given = parser.parse_args(arguments)
    try:
        if given.new is None:
            report = of_project(root, given.old)
        else:
            report = of_documents(Path(given.old), given.new)
    except (DocumentError, InvalidVersion, LookupError) as error:
        return refused(str(error.args[0] if type(error) is LookupError else error))
    except OSError as error:
        return refused(f"{error.filename} cannot be read: {error.strerror}")
    try:
        write(FORMATS[given.format](report))
    except OSError as error:
        with contextlib.suppress(
            OSError, AttributeError
        ):  # what is buffered is lost, and not tried again at exit
            sys.stdout.close()
        return refused(f"it cannot be written: {error.strerror}")
    return int(given.new is not None and report.level is Level.BREAKING)


def refused(reason: str) -> int:
    """Tell in one line why there is no report; return the exit code."""
    print(f"No report: {harmless(one_line(reason))}", file=sys.stderr)
    return 2


def write(lines: Iterable[str]) -> None:
    """Write lines to standard output, in escapes what its encoding does not have."""
    out: TextIO | None = sys.stdout
    if out is None:
        raise OSError(errno.EBADF, "standard output is closed")
    encoding = out.encoding or "utf-8"
    for line in lines:
        out.write(f"{line}\n".encode(encoding, "backslashreplace").decode(encoding))
    out.flush()


def title_of(document: Document, otherwise: str) -> str:
    """Title of a document on one line; what cannot be read as one is left out."""
    title = one_line(str(mapping(document.root.get("info")).get("title") or ""))
    return title or one_line(otherwise)


def of_documents(old: Path, new: Path) -> Report:
    """Compare two OpenAPI documents; the version is the one that the old one states."""
    before, after = (openapi(load(path, strict=False)) for path in (old, new))
    facts = facts_of(title_of(after, str(after.path)), spec_changes(before, after), None)
    version = str(mapping(before.root.get("info")).get("version"))
    notes = [note for document in (before, after) for note in unread(document)]
    return made(facts, version, notes)


def of_project(root: Path, base: str) -> Report:
    """Compare the specs and the packages of a checkout with those of a commit."""
    commit = git(root, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}").strip()
    files = git(root, "ls-tree", "-r", "--name-only", commit, "specs", "generated").splitlines()
    vendors = {
        *specs_of(root),
        *(Path(name).stem for name in files if Path(name).match("specs/*.yaml")),
    }
    names = [
        (f"specs/{vendor}.yaml", f"generated/{vendor}_client.api.txt") for vendor in sorted(vendors)
    ]
    texts = {
        name: (shown(root, commit, name, files), current(root, name))
        for pair in names
        for name in pair
    }
    notes = (complaint := generate.freshness(root)).splitlines()
    with ThreadPoolExecutor() as pool:
        is_changed = any(was != now for was, now in texts.values())
        has_overlay = is_changed and (root / "overlays" / "testruns" / "_cli").exists()
        told = pool.submit(forgotten, root) if is_changed else None
        jobs = (
            [pool.submit(options_of, root, commit), pool.submit(options, root)]
            if has_overlay
            else []
        )
        facts = [
            fact
            for spec, surface in names
            for fact in facts_between(spec, surface, texts, is_fresh=not complaint)
        ]
        changed_options: list[Change] = []
        try:
            changed_options = option_changes(*(job.result() for job in jobs)) if jobs else []
        except LookupError as error:
            notes.append(f"The options of the command line cannot be compared: {error.args[0]}")
        left = told.result() if told else []
    project = tomllib.loads(git(root, "show", f"{commit}:pyproject.toml"))
    return made(facts, project["project"]["version"], notes, changed_options, left)


def facts_between(
    spec: str,
    surface: str,
    texts: Mapping[str, tuple[str | None, str | None]],
    *,
    is_fresh: bool,
) -> list[Fact]:
    """The facts of one vendor, from the old and the new text of its files."""
    before, after = (None if text is None else openapi(loads(text, spec)) for text in texts[spec])
    known = after or before
    stem = Path(spec).stem
    title = title_of(known, stem) if known else stem
    was, now = texts[surface]
    surfaces = None if was is None or now is None else surface_changes(was, now, surface)
    is_fresh = is_fresh and after is not None
    return facts_of(title, spec_changes(before, after), surfaces, is_fresh=is_fresh)


def made(
    facts: list[Fact],
    version: str,
    notes: Sequence[str],
    changed_options: Sequence[Change] = (),
    left: Sequence[str] = (),
) -> Report:
    """Put a report together, with the version that follows from it."""
    facts = sorted(facts, key=lambda fact: -fact.level)
    commands = [("Command line", each) for each in changed_options]
    text = "\n".join(changelog([*one_of_each(facts), *commands]))
    report = Report(facts, "", text, notes, changed_options, left)
    try:
        advised = advice(stated(version), report.level)
    except InvalidVersion:
        what = f"{code(version)} is none that semantic versioning can raise"
        advised = f"Version: {what}; the change is {report.level}"
    return evolve(report, version=advised)


def openapi(document: Document) -> Document:
    """Refuse what is not an OpenAPI 3 document."""
    version = document.root.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        what = "Swagger 2" if "swagger" in document.root else code(f"openapi: {version}")
        todo = "quote it" if str(version).startswith("3.") else "convert it first"
        reason = f"expected an OpenAPI 3 document, found {what}: {todo}"
        raise DocumentError(document.path, 1, reason)
    return document


def unread(document: Document) -> Iterator[str]:
    """What a document has that is not compared as it is written."""
    yield from map(str, document.slips)
    for reference in unread_references(document):
        yield f"{document.path}: $ref {one_line(reference)} leads nowhere, so it was compared as text."


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
