"""Edit each fact of the specs and of captured pages, and print how many edits are noticed."""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("scripts", "tests/shared", "tests/scripts")]

from edits import Score, page_score, spec_score  # noqa: E402  the path is set above
from pages.library import library, read_page  # noqa: E402  the path is set above

GOAL = 0.95


def main(arguments: list[str]) -> int:
    """Print the scores of the pages and of the specs behind them; fail below the goal."""
    paths = [Path(argument) for argument in arguments]
    files = [file for path in paths for file in (path.glob("[!R.]*") if path.is_dir() else [path])]
    if not files:
        print("Say which captured pages to edit: make docs-mutations PAGES=<folder or files>")  # noqa: T201 - its output is its purpose
        return 2
    known = library(ROOT)
    scores: list[Score] = []
    pages = {path: read_page(known, path) for path in sorted(files)}
    with tempfile.TemporaryDirectory() as folder:
        for path in pages:
            started = time.monotonic()
            scores.append(page_score(known, path, Path(folder)))
            show(path.name, scores[-1], time.monotonic() - started)
    for spec in sorted({source.spec for source, _ in pages.values()}):
        started = time.monotonic()
        own = [(source, page) for source, page in pages.values() if source.spec == spec]
        scores.append(spec_score(known, spec, own))
        show(f"specs/{spec}.yaml", scores[-1], time.monotonic() - started)
    return 0 if all(score.share >= GOAL for score in scores) else 1


def show(name: str, score: Score, seconds: float) -> None:
    print(f"{name:44} {score.edits:5} edits  {score.share:6.1%} noticed  {seconds:6.1f} s")  # noqa: T201 - its output is its purpose
    for what in score.missed:
        print(f"    missed: {what}")  # noqa: T201 - its output is its purpose


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
