"""Fetch the pages that specs/pages/sources.yaml lists into a folder, for `make docs-check`."""

import argparse
import sys
from pathlib import Path

from pages.fetch import Limits, fetch
from pages.known_pages import library

from specs import ROOT


def main(arguments: list[str], root: Path = ROOT, limits: Limits | None = None) -> int:
    """Run the command line and return its exit code: 1 if a page could not be fetched."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=root / ".cache" / "pages", help="the folder")
    options = parser.parse_args(arguments)
    failed = 0
    for fetched in fetch(library(root).sources, options.to, limits or Limits()):
        failed += fetched.path is None
        print(f"{fetched.outcome:10} {fetched.page}", flush=True)
    if not failed:
        print(f"Now run: make docs-check PAGES={options.to}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
