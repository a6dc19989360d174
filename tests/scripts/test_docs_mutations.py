"""Nearly every edit of a fact is noticed, on either side, and none makes the check crash."""

import shutil
from pathlib import Path

import pytest
from edits import page_score, spec_score
from pages.facts import dump
from pages.known_pages import Library, library, read_page

PAGES = Path(__file__).with_name("pages")
GOAL = 0.95


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The invented pages, with what they state as the baseline."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PAGES / "specs", root / "specs")
    known = library(root)
    for name in ("parcels", "lamps", "bells"):
        source, page = read_page(known, PAGES / f"{name}.txt")
        known.facts_path(source).write_text(dump(page, source.page), "utf-8")
    return known


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parcels.txt", "parcels.md", "lamps.txt", "bells.txt"])
def test_edits_of_a_page_are_noticed(known: Library, name: str, tmp_path: Path) -> None:
    score = page_score(known, PAGES / name, tmp_path)

    print(f"{name}: {score.share:.1%} of {score.edits} edits")  # noqa: T201  the score is wanted
    assert score.edits > 20
    assert score.share >= GOAL, score.missed


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parcels", "lamps", "bells"])
def test_edits_of_a_spec_that_its_page_can_contradict_are_noticed(
    known: Library, name: str
) -> None:
    page = read_page(known, PAGES / f"{name}.txt")

    score = spec_score(known, name, [page])

    print(f"{name}: {score.share:.1%} of {score.edits} edits")  # noqa: T201  the score is wanted
    assert score.edits > 20
    assert score.share >= GOAL, score.missed
