"""The kept score of the contract tests: when it is stale, and what a sample of it holds."""

from pathlib import Path

import pytest
import score
from reasons import REASONS

from specs import SPECS


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A score that is up to date."""
    path = tmp_path / "score.txt"
    path.write_text("\n".join(score.digests()), "utf-8")
    monkeypatch.setattr(score, "KEPT", path)
    monkeypatch.setattr("sys.argv", ["score.py", "--check"])
    return path


@pytest.mark.usefixtures("kept")
def test_a_score_that_nothing_has_changed_since_is_not_stale(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert score.main() == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("judge", score.JUDGES)
def test_a_score_is_stale_where_what_judged_it_has_changed(
    kept: Path, capsys: pytest.CaptureFixture[str], judge: str
) -> None:
    (digest,) = score.digests(judge)
    kept.write_text(kept.read_text("utf-8").replace(digest, f"{digest[:-1]}?"), "utf-8")

    assert score.main() == 1
    assert capsys.readouterr().out == f"score.txt is stale: {judge} changed. Run `make mutants`.\n"


def test_a_sample_holds_some_of_each_class_and_is_the_same_each_time() -> None:
    groups = ["names"] * 30 + ["wire"] * 2

    chosen = list(score.sample("checkly", 10, groups))

    assert [groups[number] for number in chosen] == ["names"] * 3 + ["wire"]
    assert chosen == list(score.sample("checkly", 10, groups))
    assert list(score.sample("checkly", 1, groups)) != []


def test_each_reason_names_mutants_that_there_are() -> None:
    there = {
        f"{name} {each.what}"
        for name in SPECS
        for _, counted, _ in score.KINDS
        for each in counted(name)
    }

    assert [each for names in REASONS.values() for each in names if each not in there] == []
