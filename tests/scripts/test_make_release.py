"""A release: the version, the changelog, the commit and the tag."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import make_release
import pytest
from packaging.version import Version
from text_edits import edited

from specs import ROOT

ENTRY = "\n### Added\n\n- A thing.\n"
CHANGELOG = f"# Changelog\n\n## Unreleased\n{ENTRY}"


def git(root: Path, *arguments: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    run = subprocess.run(  # noqa: S603
        ("git", "-C", str(root), *who, *arguments),  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return run.stdout


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a project at 1.2.0, tagged."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.com")
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    stated = next(line for line in text.splitlines() if line.startswith("version = "))
    (tmp_path / "pyproject.toml").write_text(text.replace(stated, 'version = "1.2.0"'), "utf-8")
    (tmp_path / "recipes").mkdir()
    shutil.copy(ROOT / "recipes" / "github-actions.yml", tmp_path / "recipes")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "README.md").touch()
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    git(tmp_path, "tag", "v1.2.0")
    return tmp_path


def say(root: Path, text: str) -> None:
    """Put something under Unreleased, and commit it."""
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n{text}", "utf-8")
    git(root, "commit", "--quiet", "--all", "--message", "Change", "--allow-empty")


def release(root: Path, *arguments: str) -> int:
    return make_release.main([*arguments], root, lambda: date(2026, 12, 1))


def test_a_release_dates_the_changes_sets_the_version_everywhere_and_is_tagged(root: Path) -> None:
    assert release(root, "1.3.0") == 0

    assert (root / "CHANGELOG.md").read_text("utf-8") == (
        f"# Changelog\n\n## Unreleased\n\n## 1.3.0 - 2026-12-01\n{ENTRY}"
    )
    assert 'version = "1.3.0"' in (root / "pyproject.toml").read_text("utf-8")
    assert "testruns@v1.3.0 " in (root / "recipes" / "github-actions.yml").read_text("utf-8")
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "describe", "--exact-match").strip() == "v1.3.0"


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ("\n### Added\n\n- A thing.\n", "1.3.0"),
        ("\n### Fixed\n\n- A thing.\n", "1.2.1"),
        ("\n### Changed\n\n- **Breaking.** A thing.\n", "2.0.0"),
        ("\n### Removed\n\n- A thing.\n", "2.0.0"),
    ],
)
def test_the_version_follows_from_what_the_changelog_says(
    root: Path, changes: str, version: str
) -> None:
    say(root, changes)

    assert make_release.chosen(root, None) == Version(version)


def test_the_first_release_is_the_version_that_the_project_is_at(root: Path) -> None:
    git(root, "tag", "--delete", "v1.2.0")

    assert make_release.chosen(root, None) == Version("1.2.0")


def test_a_dry_run_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(root, "--dry-run") == 0

    assert "the tag v1.3.0" in capsys.readouterr().out
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "tag").split() == ["v1.2.0"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["1.2.0"], "1.2.0 does not come after 1.2.0, which is tagged"),
        (["1.1"], "1.1 does not come after 1.2.0"),
        (["next"], "next is no version, as 1.2.0 is one"),
    ],
)
def test_a_wrong_version_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    assert release(root, *arguments) == 2

    assert capsys.readouterr().err.startswith(f"No release: {reason}")


def test_changes_that_are_not_committed_are_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "more.txt").touch()

    assert release(root, "1.3.0") == 2
    assert "commit them first" in capsys.readouterr().err


def test_a_release_with_a_node_that_waits_for_its_description_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(root, ENTRY)
    spec = root / "specs" / "testclix.yaml"
    text = (ROOT / "specs" / spec.name).read_text("utf-8")
    spec.write_text(text, "utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Add a spec")
    assert release(root, "1.3.0", "--dry-run") == 0
    spec.write_text(
        edited(text, ("type: object\n", "type: object\n      x-undescribed: true\n")), "utf-8"
    )
    git(root, "commit", "--quiet", "--all", "--message", "Mark it")
    capsys.readouterr()

    assert release(root, "1.3.0") == 2

    said = capsys.readouterr()
    assert "to describe (x-undescribed): " in said.out
    assert said.err == "No release: the specs are not ready for one: see above\n"
    assert git(root, "tag", "--list").split() == ["v1.2.0"]


def test_a_release_of_nothing_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(root, "\n")

    assert release(root, "1.3.0") == 2
    assert "nothing under `## Unreleased`" in capsys.readouterr().err


def test_each_place_that_states_the_version_is_found_in_this_project() -> None:
    edits = make_release.edited(ROOT, Version("99.0.0"), date(2026, 12, 1))

    assert sorted(edits) == ["CHANGELOG.md", "pyproject.toml", "recipes/github-actions.yml"]
