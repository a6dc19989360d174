"""The Makefile: its targets, what it never removes, and what a script says without its setup."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from specs import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def make(folder: Path, target: str) -> str:
    command = ("make", "--no-print-directory", "-C", str(folder), target)
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    return run.stdout


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found} - {"Makefile"}


def test_clean_removes_what_targets_made_and_keeps_what_the_developer_put_there(
    tmp_path: Path,
) -> None:
    project = tmp_path / "project"
    made = {
        ".venv/bin/python",
        ".cache/pages/page.md",
        "dist/testruns.whl",
        "scripts/__pycache__/a.pyc",
    }
    own = {".env", "notes.txt", "scripts/draft.py", "captured/__pycache__/page.md"}
    for name in made | own:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("KEY=1")
    for folder in ("generated", "overlays", "tests"):
        (project / folder).mkdir()
    shutil.copy(ROOT / "Makefile", project)
    ignored = tmp_path / "ignored"
    ignored.write_text(".env\nnotes.txt\n")
    for command in (["init", "--quiet"], ["config", "core.excludesFile", str(ignored)]):
        subprocess.run(["git", "-C", str(project), *command], check=True, timeout=60)  # noqa: S603, S607

    make(project, "clean")

    assert {name for name in files(project) if not name.startswith(".git/")} == own


def test_help_lists_every_target_in_groups_and_the_daily_ones_first() -> None:
    shown = make(ROOT, "help")

    phony = re.search(r"^\.PHONY:((?:.*\\\n)*.*)", MAKEFILE, re.MULTILINE)
    assert phony is not None
    listed = re.findall(r"^  make (\S+) ", shown, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].replace("\\", "").split())
    assert listed[:5] == ["help", "demo", "test", "test-fast", "test-thorough"]
    assert re.findall(r"^\w.*", shown, re.MULTILINE)[0] == "Every day"


def test_a_report_without_the_virtual_environment_says_what_to_run() -> None:
    script = str(ROOT / "scripts" / "report.py")
    ran = subprocess.run([sys.executable, "-S", script], capture_output=True, text=True)  # noqa: S603

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "run `make setup`, then .venv/bin/python instead of python\n"
