"""Compare captured pages with the specs; without pages, the specs with the facts accepted so far.

Exits 0 where all agree, 1 for findings, 2 for a page that cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve
from lint.places import counted
from pages.compare import Finding, Source
from pages.facts import Facts, LayoutError, dump, kept
from pages.known_pages import Library, compared, library, offline, read_page, uncompared
from specmock.openapi import DocumentError
from tables import print_table

from specs import ROOT

HEADER = ("what", "page", "spec", "edit")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, help="captured pages, or folders of them")
    parser.add_argument(
        "--accept", action="store_true", help="let the pages' facts be the baseline"
    )
    style = parser.add_mutually_exclusive_group()
    style.add_argument("--json", action="store_true", help="print the findings as JSON")
    style.add_argument("--github", action="store_true", help="print annotations for GitHub")
    options = parser.parse_args(arguments)
    if options.accept and not options.pages:
        parser.error("--accept needs the pages to accept")
    try:
        known = library(root)
        return check(known, options)
    except (DocumentError, OSError) as error:
        say(str(error))
        return 2


def check(known: Library, options: argparse.Namespace) -> int:
    """Read, compare, print, and accept where that is asked for and nothing drifts."""
    read: dict[Source, Facts] = {}
    unreadable: list[LayoutError] = []
    findings: list[Finding] = [] if options.pages else list(offline(known))
    for path in captures(options.pages):
        try:
            source, page = read_page(known, path)
        except LayoutError as error:
            unreadable.append(evolve(error, path=shown(error.path)))
            continue
        if source in read:
            reason = f"expected one capture of {source.page}; this is a second one"
            unreadable.append(LayoutError(shown(path), 1, reason))
        read[source] = page
        findings += (evolve(one, page=shown(one.page)) for one in compared(known, source, page))
    show(findings, unreadable, options)
    if unreadable:
        return 2
    if options.accept:
        return accept(known, read, findings)
    if not findings:
        listed = sum(known.facts_path(source).exists() for source in known.sources)
        what = (
            counted(len(read), "page")
            if options.pages
            else f"The facts of {counted(listed, 'page')}"
        )
        say(f"{what} and the specs agree.")
    if not options.pages:
        for line in uncompared(known):
            say(line)
    if news := [source.facts for source, page in read.items() if is_news(known, source, page)]:
        say(f"Not in specs/pages yet: what is new in {', '.join(news)}. See `make docs-accept`.")
    return 1 if findings else 0


def accept(known: Library, read: dict[Source, Facts], findings: Sequence[Finding]) -> int:
    """Write the facts files of the pages that were read, unless the specs drift from them."""
    if drift := sum(finding.is_drift for finding in findings):
        say(f"Nothing is accepted while the specs differ from the pages ({drift} findings).")
        return 1
    for source, page in read.items():
        facts = kept(page, known.accepted(source), ends=True)
        known.facts_path(source).write_text(dump(facts, source.page), "utf-8", newline="\n")
        say(f"accepted specs/pages/{source.facts}")
    return 0


def is_news(known: Library, source: Source, page: Facts) -> bool:
    path = known.facts_path(source)
    if not path.exists():
        return not source.uncaptured
    facts = kept(page, known.accepted(source), ends=True)
    return path.read_text("utf-8") != dump(facts, source.page)


def captures(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that are meant; a folder's README and its hidden files are no pages."""
    for path in paths:
        if not path.exists():
            hint = "`make docs-fetch` fetches the pages into .cache/pages"
            raise FileNotFoundError(f"{path}: there is no such file or folder; {hint}")
        if not path.is_dir():
            yield path
            continue
        files = sorted(file for file in path.iterdir() if file.is_file())
        yield from (
            file
            for file in files
            if not file.name.startswith((".", "README")) and file.suffix != ".part"
        )


def show(
    findings: Sequence[Finding], unreadable: Sequence[LayoutError], options: argparse.Namespace
) -> None:
    """Print what was found in the way that was asked for."""
    if options.json:
        print(json.dumps(as_json(findings, unreadable), indent=2, ensure_ascii=False))
        return
    if options.github:
        for line in annotations(findings, unreadable):
            print(line)
        return
    for error in unreadable:
        print(f"cannot be read: {error}")
    if findings:
        print_table(HEADER, map(cells, findings))


def cells(finding: Finding) -> tuple[str, str, str, str]:
    page, spec = f"{finding.page}:{finding.line}", f"{finding.spec}:{finding.spec_line}"
    return finding.what, page, spec, finding.edit


def as_json(findings: Sequence[Finding], unreadable: Sequence[LayoutError]) -> dict[str, object]:
    return {
        "findings": [
            {"kind": finding.kind, **dict(zip(HEADER, cells(finding), strict=True))}
            for finding in findings
        ],
        "unreadable": [
            {"page": f"{error.path}:{error.line}", "reason": error.reason} for error in unreadable
        ],
    }


def annotations(findings: Sequence[Finding], unreadable: Sequence[LayoutError]) -> Iterator[str]:
    for error in unreadable:
        yield f"::error title=page cannot be read::{escaped(str(error))}"
    for finding in findings:
        level = "error" if finding.is_drift else "warning"
        place = f"file={finding.spec},line={finding.spec_line}"
        text = f"{finding.what} ({finding.page}:{finding.line}). Edit: {finding.edit}"
        yield f"::{level} {place},title=documentation drift::{escaped(text)}"


def escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def shown(path: Path) -> Path:
    """Shorten a path to how a person in this folder would write it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
