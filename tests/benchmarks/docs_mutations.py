"""Edit each fact of the specs and of captured pages, and print how many edits are noticed."""

import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("scripts", "tests/shared", "tests/scripts")]

# ruff: noqa: E402, T201 - the path is set above, and the output is the purpose
from edits import Score, page_score, spec_score
from hold_out import hold_out
from pages.compare import Source
from pages.facts import Facts, LayoutError, dump
from pages.known_pages import Library, library, read_page

GOAL = 0.95
MOST = 120  # lines that are edited of a page
TRIED = 60  # mutants of each spec for the hold-out


def main(arguments: list[str]) -> int:
    """Print the scores of the pages, of their specs, and of facts taken out; fail below the goal."""
    paths = [Path(argument) for argument in arguments]
    files = [file for path in paths for file in (path.glob("[!R.]*") if path.is_dir() else [path])]
    if not files:
        print("Say which captured pages to edit: make docs-mutations PAGES=<folder or files>")
        return 2
    good = True
    with tempfile.TemporaryDirectory() as folder:
        known, pages = accepted(Path(folder), sorted(files))
        for path in pages:
            started = time.monotonic()
            score = page_score(known, path, Path(folder), MOST)
            show(path.name, score, time.monotonic() - started)
            good = good and score.share >= GOAL
        for spec in sorted({source.spec for source, _ in pages.values()}):
            started = time.monotonic()
            own = [(source, page) for source, page in pages.values() if source.spec == spec]
            score = spec_score(known, spec, own)
            show(f"specs/{spec}.yaml", score, time.monotonic() - started)
            outcome = hold_out(known, spec, dict(own), TRIED)
            print(
                f"specs/{spec}.yaml, facts taken out:", *outcome.lines(), sep="\n    ", flush=True
            )
            good = good and not outcome.wrong and len(score.unexplained) <= score.edits * (1 - GOAL)
    return 0 if good else 1


def accepted(folder: Path, files: list[Path]) -> tuple[Library, dict[Path, tuple[Source, Facts]]]:
    """Read the pages, in a copy of the specs whose facts are those of these captures."""
    shutil.copytree(ROOT / "specs", folder / "specs")
    known = library(folder)
    pages = {}
    for path in files:
        try:
            source, page = read_page(known, path)
        except LayoutError as error:
            print(f"{path.name}: not read: {error}")
            continue
        known.facts_path(source).write_text(dump(page, source.page), "utf-8")
        pages[path] = (source, page)
    return known, pages


def show(name: str, score: Score, seconds: float) -> None:
    print(
        f"{name:44} {score.edits:5} edits  {score.share:6.1%} noticed  {seconds:6.1f} s", flush=True
    )
    reasons = sorted({reason for reason, _ in score.missed})
    for reason in reasons:
        missed = [what for why, what in score.missed if why == reason]
        print(f"    {len(missed)} missed, {reason or 'no rule notices it'}:")
        print(*(f"        {what}" for what in missed), sep="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
