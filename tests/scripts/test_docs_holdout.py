"""A fact that a spec loses comes back from its unchanged page, and nothing else changes."""

import shutil
from pathlib import Path

import pytest
from hold_out import hold_out
from pages.facts import dump
from pages.known_pages import Library, library, read_page

PAGES = Path(__file__).with_name("pages")
FLOOR = 0.85
TRIED = 30


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The invented pages, accepted."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PAGES / "specs", root / "specs")
    known = library(root)
    for name in ("parcels.md", "lamps.txt", "bells.txt"):
        source, page = read_page(known, PAGES / name)
        known.facts_path(source).write_text(dump(page, source.page), "utf-8")
    return known


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parcels.md", "lamps.txt", "bells.txt"])
def test_a_lost_fact_comes_back_and_no_other_is_lost(known: Library, name: str) -> None:
    source, page = read_page(known, PAGES / name)

    outcome = hold_out(known, source.spec, {source: page}, TRIED)

    print(f"{name}:", *outcome.lines(), sep="\n")  # noqa: T201  what is not noticed is wanted
    assert outcome.wrong == []
    assert "" not in outcome.unnoticed  # what a page contradicts is noticed, or there is a reason
    assert outcome.noticed >= 8
    assert outcome.restored / outcome.noticed >= FLOOR, outcome.left
