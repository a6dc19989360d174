"""The daily run has one pull request, renewed and closed, and an issue only where nothing was edited."""

import os
import subprocess
import sys
from pathlib import Path

import docs_pull_request
import pytest

GH = """\
#!{python}
import json, pathlib, sys
log = pathlib.Path({log!r})
arguments = sys.argv[1:]
body = ""
if "--body-file" in arguments:
    body = pathlib.Path(arguments[arguments.index("--body-file") + 1]).read_text("utf-8")
with log.open("a") as file:
    file.write(json.dumps([*arguments[:3], body]) + "\\n")
if arguments[1] == "list":
    print(pathlib.Path({log!r} + "." + arguments[0]).read_text() if pathlib.Path({log!r} + "." + arguments[0]).exists() else "")
"""


def git(root: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(  # noqa: S603 - the repository is made here
        ("git", *settings, *arguments),  # noqa: S607
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with a remote, and a `gh` that notes what it is asked."""
    git(tmp_path, "init", "--quiet", "--bare", "remote")
    git(tmp_path, "clone", "--quiet", "remote", "clone")
    clone = tmp_path / "clone"
    (clone / "specs").mkdir()
    (clone / "generated").mkdir()
    (clone / "specs" / "a.yaml").write_text("a: 1\n", "utf-8")
    (clone / "generated" / "a.py").write_text("A = 1\n", "utf-8")
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "--message=Begin")
    git(clone, "push", "--quiet", "origin", "HEAD")
    tools = tmp_path / "tools"
    tools.mkdir()
    gh = tools / "gh"
    gh.write_text(GH.format(python=sys.executable, log=str(tmp_path / "log")), "utf-8")
    gh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    return clone


def asked(root: Path) -> list[str]:
    """What gh was asked for, without the questions."""
    log = root.parent / "log"
    return [line for line in log.read_text("utf-8").splitlines() if '"list"' not in line]


def outcome(root: Path, text: str) -> str:
    path = root.parent / "edited.txt"
    path.write_text(text, "utf-8")
    return str(path)


def test_edits_become_a_branch_and_a_pull_request_that_quotes_the_outcome(root: Path) -> None:
    (root / "specs" / "a.yaml").write_text("a: 2\n", "utf-8")

    code = docs_pull_request.main([outcome(root, "decide   a.txt:3: ```b``` is new\n")], root)

    assert code == 0
    (request,) = asked(root)
    assert request.startswith('["pr", "create"')
    assert "decide   a.txt:3: '''b''' is new" in request
    assert git(root, "show", "origin/docs-update:specs/a.yaml") == "a: 2\n"


def test_an_open_pull_request_is_renewed(root: Path) -> None:
    (root.parent / "log.pr").write_text("7", "utf-8")
    (root / "generated" / "a.py").write_text("A = 2\n", "utf-8")

    assert docs_pull_request.main([outcome(root, "")], root) == 0

    assert [one[:21] for one in asked(root)] == ['["pr", "edit", "7", "']


def test_where_nothing_differs_pull_request_and_issue_are_closed(root: Path) -> None:
    (root.parent / "log.pr").write_text("7", "utf-8")
    (root.parent / "log.issue").write_text("8", "utf-8")

    assert docs_pull_request.main([outcome(root, "")], root) == 0

    assert [one[:24] for one in asked(root)] == [
        '["pr", "close", "7", ""]',
        '["issue", "close", "8", ',
    ]


def test_what_could_not_be_edited_alone_is_an_issue(root: Path) -> None:
    assert docs_pull_request.main([outcome(root, "decide   a.txt:3: b is new\n")], root) == 0

    (issue,) = asked(root)
    assert issue.startswith('["issue", "create"')


def test_a_failing_command_is_one_sentence(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "specs" / "a.yaml").write_text("a: 2\n", "utf-8")
    git(root, "remote", "set-url", "origin", "/nowhere")

    assert docs_pull_request.main([outcome(root, "")], root) == 1
    assert "git push" in capsys.readouterr().err
