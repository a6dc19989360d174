"""Bring the specs up to captured pages: edit what follows from them, and list what a person decides.

Exits 0 where all is applied, 1 where something is left, 2 for a page without a readable operation.
"""

import argparse
import difflib
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import generate
from attrs import evolve
from docs_check import captures, say, shown
from lint.places import counted
from pages import sentences
from pages.compare import Finding, Source
from pages.edit.update import Result, Update, accepted
from pages.facts import Facts, LayoutError, dump, is_cut, kept
from pages.known_pages import Library, differences, library, read_page
from specmock.openapi import DocumentError

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 100


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, help="captured pages, or folders of them")
    parser.add_argument("--dry-run", action="store_true", help="print a diff and write nothing")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument(
        "--only", action="append", default=[], metavar="PLACE", help="only edit there"
    )
    parser.add_argument(
        "--remove", action="append", default=[], metavar="PLACE", help="remove what is gone there"
    )
    parser.add_argument(
        "--no-sentences", action="store_true", help="name the lines of new sentences only"
    )
    options = parser.parse_args(arguments)
    try:
        known = library(root)
        return update(known, options)
    except (DocumentError, OSError) as error:
        say(str(error))
        return 2


def update(known: Library, options: argparse.Namespace) -> int:
    """Read the pages, edit their specs, and write both unless it is a rehearsal."""
    captured: dict[Source, Facts] = {}
    refused: list[LayoutError] = []
    for path in captures(options.pages):
        try:
            source, page = read_page(known, path)
        except LayoutError as error:
            refused.append(evolve(error, path=shown(error.path)))
            continue
        if source in captured:
            reason = f"expected one capture of {source.page}; this is a second one"
            refused.append(LayoutError(shown(path), 1, reason))
            continue
        captured[source] = evolve(page, path=shown(path))
    results = []
    for spec in sorted({source.spec for source in captured}):
        pages = {source: page for source, page in captured.items() if source.spec == spec}
        result = Update(known, spec, pages, tuple(options.only), tuple(options.remove)).run()
        result.read = list(to_read(known, pages))
        results.append(result)
    if options.json:
        print(json.dumps([as_json(known, one) for one in results], indent=2, ensure_ascii=False))
    else:
        for result in results:
            show(known, result, options)
    for one in refused:
        say(f"cannot be read: {one}")
    is_any_cut = any(is_cut(page, known.accepted(source)) for source, page in captured.items())
    if not options.dry_run:
        write(known, captured, results)
        follow(known.root, results)
    if refused:
        return 2
    return 1 if is_any_cut or any(result.left for result in results) else 0


def to_read(known: Library, pages: dict[Source, Facts]) -> Iterator[tuple[Finding, str]]:
    """Find the new sentences, and the parts that could not be read."""
    for source, page in pages.items():
        texts = {said.line: page.said.get(said.digest, "") for said in page.sentences}
        for finding in differences(known, source, page):
            if not finding.is_drift:
                yield finding, texts.get(finding.line, "") if finding.kind == "read" else ""


def write(known: Library, captured: dict[Source, Facts], results: list[Result]) -> None:
    """Write the edited specs, and the facts of the pages but for what was left."""
    for result in results:
        known.specs[result.spec].path.write_text(result.text, "utf-8", newline="\n")
    left = [one for result in results for one in result.left]
    cut = [source for result in results for source in result.cut]
    for source, page in captured.items():
        if source in cut:
            continue  # what it lacks would be forgotten
        facts = kept(accepted(known, source, page, left), known.accepted(source))
        known.facts_path(source).write_text(dump(facts, source.page), "utf-8", newline="\n")


def follow(root: Path, results: list[Result]) -> None:
    """Generate what changed, and say what the mock, the types and the report say of it."""
    if not (root / "generated").exists() or not any(result.applied for result in results):
        return
    if generate.generate(root):
        say("The packages could not be generated: see above.")
        return
    specs = [str(root / "specs" / f"{result.spec}.yaml") for result in results if result.applied]
    for command in (
        ["-m", "specmock", "check", *specs],
        ["-m", "mypy"],
        [str(root / "scripts" / "report.py")],
    ):
        subprocess.run([sys.executable, *command], cwd=root, check=False)


def show(known: Library, result: Result, options: argparse.Namespace) -> None:
    """Print what was edited, and what a person decides, checks and reads."""
    path = shown(known.specs[result.spec].path)
    say(
        f"{path}: {counted(len(result.applied), 'edit')}, "
        f"{counted(len(result.left), 'change')} left to decide"
    )
    for one in result.applied:
        line("applied", f"{one.finding.page}:{one.finding.line}: {one.label}")
    show_left(result)
    for guess in result.check:
        line("check", guess)
    for finding, text in result.read:
        said = f": “{text}”" if text and not options.no_sentences else ""
        line("read", f"{finding.page}:{finding.line}: {finding.what}{said}{hint(text)}")
    if options.dry_run:
        sys.stdout.writelines(
            difflib.unified_diff(
                known.specs[result.spec].text.splitlines(keepends=True),
                result.text.splitlines(keepends=True),
                str(path),
                str(path),
            )
        )


def hint(text: str) -> str:
    """Name the keywords that a new sentence may state; whether it does is for a person."""
    found: dict[str, object] = {}
    for kind in ("integer", "string", "string[]", "boolean"):
        found = {**sentences.stated(text, kind), **found}
    shown = ", ".join(f"{name} {value}" for name, value in found.items())
    return f" (is that {shown}?)" if shown else ""


def show_left(result: Result) -> None:
    """Print what a person decides."""
    for left in result.left:
        at = f"{left.finding.page}:{left.finding.line}"
        line("decide", f"{at}: {left.finding.what}; {left.reason}")


def line(kind: str, text: str) -> None:
    print(
        textwrap.fill(f"{kind:8} {text}", WIDTH, subsequent_indent=" " * 9, break_on_hyphens=False)
    )


def as_json(known: Library, result: Result) -> dict[str, object]:
    return {
        "spec": str(shown(known.specs[result.spec].path)),
        "applied": [
            {
                "page": f"{one.finding.page}:{one.finding.line}",
                "what": one.finding.what,
                "edit": one.label,
            }
            for one in result.applied
        ],
        "decide": [
            {
                "page": f"{one.finding.page}:{one.finding.line}",
                "what": one.finding.what,
                "reason": one.reason,
            }
            for one in result.left
        ],
        "check": result.check,
        "read": [
            {"page": f"{finding.page}:{finding.line}", "what": finding.what}
            for finding, _ in result.read
        ],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
