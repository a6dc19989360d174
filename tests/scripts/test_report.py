"""The report of a change: its formats, its exit codes, the version and the changelog."""

import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
import report
from markdown_it import MarkdownIt
from packaging.version import Version
from release.change import Change, Level
from release.changelog import changelog
from release.version import advice
from text_edits import edited

from specs import ROOT

B, M, P = Level.BREAKING, Level.MINOR, Level.PATCH
OLD = """\
openapi: 3.1.0
info: {title: Parcels, version: "1.2.0"}
paths:
  /parcels:
    get:
      operationId: list_parcels
      summary: List parcels.
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]
      responses: {"200": {description: Some.}}
"""


def run(
    capsys: pytest.CaptureFixture[str], folder: Path, old: str, new: str, *options: str
) -> tuple[int, str]:
    """Compare two documents on the command line; return the exit code and what is printed."""
    for name, text in (("old.yaml", old), ("new.yaml", new)):
        (folder / name).write_text(text, "utf-8")
    code = report.main([str(folder / "old.yaml"), str(folder / "new.yaml"), *options])
    return code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "code", "summary", "version"),
    [
        ("maximum: 100", "maximum: 100", 0, "Nothing changed.", "stays 1.2.0"),
        ("maximum: 100", "maximum: 500", 0, "1 change, none of them breaking.", "1.3.0"),
        ("List parcels.", "Parcels.", 0, "0 changes, none of them breaking.", "1.2.1"),
        ("maximum: 100", "maximum: 50", 1, "1 change, 1 of them breaking.", "2.0.0"),
    ],
)
def test_two_documents_are_compared_and_the_exit_code_tells_whether_something_breaks(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    old: str,
    new: str,
    code: int,
    summary: str,
    version: str,
) -> None:
    found, out = run(capsys, tmp_path, OLD, OLD.replace(old, new))

    assert found == code
    assert out.startswith(summary)
    assert version in out
    assert "Python" not in out


def test_a_change_is_a_sentence_with_its_line_its_pointer_and_what_it_concerns(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, out = run(capsys, tmp_path, OLD, OLD.replace("maximum: 100", "maximum: 50"))

    lines = out.splitlines()
    assert lines[2] == (
        "breaking  Parcels: the query parameter `limit` of `GET /parcels` has maximum `50` now, "
        "it had `100`: requests that were accepted may be refused"
    )
    place = f"{tmp_path}/new.yaml:8 /paths/~1parcels/get/parameters/0/schema/maximum"
    assert lines[3].strip() == f"{place}, in the query parameter `limit` of `GET /parcels`"
    assert "### Changed\n\n- **Breaking.** Parcels: the query parameter `limit`" in out


def test_json_holds_each_change_with_its_pointers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out = run(
        capsys, tmp_path, OLD, OLD.replace("list_parcels", "parcels"), "--format", "json"
    )

    found = json.loads(out)
    assert r'"changelog": "### Changed\n\n- **Breaking.**' in out
    (change,) = found["changes"]
    assert (code, found["level"], change["level"]) == (1, "breaking", "breaking")
    assert change["old"] == change["new"] == "/paths/~1parcels/get/operationId"
    assert change["sentence"].startswith("`GET /parcels` is called `parcels` now")


def test_markdown_keeps_text_of_a_document_from_being_markup(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    changed = OLD.replace("List parcels.", "<b>x</b>").replace('"200": {', '"<i>": {}, "200": {')

    _, out = run(capsys, tmp_path, OLD, changed, "--format", "markdown")

    outside = "".join(out.split("`")[::2])
    assert "<i>" not in outside
    assert "<b>" not in outside
    assert "- **minor** Parcels: the answer" in out


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "swagger: '2.0'\npaths: {}",
            "new.yaml:1: expected an OpenAPI 3 document, found Swagger 2",
        ),
        ("title: x", "new.yaml:1: expected an OpenAPI 3 document, found `openapi: None`"),
        ("openapi: [", "new.yaml:2: while parsing"),
        ("openapi: 3.1", "found `openapi: 3.1`: quote it"),
        ('openapi: "2\\n::error::\\e[31m"', "found `openapi: 2 ::error:: [31m`"),
    ],
)
def test_what_is_no_openapi_document_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(text)

    code = report.main([str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")])

    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith("No report: ")
    assert reason in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("info", ["[]", "text", "", "{version: 1.1}", '{version: "2024-10"}'])
def test_what_info_holds_stops_no_comparison(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, info: str
) -> None:
    text = OLD.replace('{title: Parcels, version: "1.2.0"}', info)

    code, out = run(capsys, tmp_path, text, text.replace("maximum: 100", "maximum: 50"))

    assert code == 1
    assert f"breaking  {tmp_path}/new.yaml: the query parameter `limit`" in out
    assert ("Version: 1.1 → 2.0.0" in out) == ("1.1" in info)
    assert ("is none that semantic versioning can raise" in out) == ("1.1" not in info)


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_text_of_a_document_is_no_command_and_steers_no_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, format_: str
) -> None:
    hostile = r"a\n::error::boo\n  ##[error]boo\e[31m\u202e"
    old = OLD.replace('"1.2.0"', f'"{hostile}"').replace("Parcels", f'"{hostile}"')
    new = old.replace("List parcels.", "Parcels.").replace("maximum: 100", "maximum: 50")
    new = f'{new}"x-{hostile}": 1\ncomponents: {{"{hostile}": {{$ref: "#/{hostile}"}}}}\n'

    code, out = run(capsys, tmp_path, old, new, "--format", format_)

    assert code == 1
    assert "boo" in out
    assert "##[" not in out
    assert [line for line in out.split("\n") if line.lstrip().startswith(("::", "boo"))] == []
    assert out.replace("\n", "").isprintable()


def test_what_the_encoding_does_not_have_is_written_in_escapes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "ascii"))
    (tmp_path / "spec.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(edited(OLD, ("100", "500")))

    assert report.main([str(tmp_path / "spec.yaml"), str(tmp_path / "new.yaml")]) == 0

    assert b"Version: 1.2.0 \\u2192 1.3.0" in written.getvalue()


def test_a_report_that_cannot_be_written_is_one_sentence_and_no_verdict(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "spec.yaml").write_text(OLD)
    reader, writer = os.pipe()
    os.close(reader)
    monkeypatch.setattr(sys, "stdout", os.fdopen(writer, "w"))

    assert report.main([str(tmp_path / "spec.yaml")] * 2) == 2

    assert capsys.readouterr().err == "No report: it cannot be written: Broken pipe\n"
    monkeypatch.setattr(sys, "stdout", None)
    assert report.main([str(tmp_path / "spec.yaml")] * 2) == 2
    assert "cannot be written: standard output is closed" in capsys.readouterr().err


def test_a_missing_file_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = tmp_path / "nothing.yaml"

    assert report.main([str(missing), str(missing)]) == 2

    assert capsys.readouterr().err.startswith(f"No report: {missing} cannot be read: No such file")


def test_a_reference_that_is_not_followed_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = OLD.replace("{type: integer, maximum: 100}", '{$ref: "other.yaml#/Limit"}')

    code, out = run(capsys, tmp_path, text, text.replace("/Limit", "/Size"))

    assert code == 1
    assert "$ref other.yaml#/Size leads nowhere, so it was compared as text." in out


def test_a_key_that_stands_twice_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, out = run(capsys, tmp_path, OLD, f"{OLD}paths: {{}}\n")

    assert "new.yaml:10: " in out.partition("Not compared, or not as it is:\n")[2]


@pytest.mark.parametrize("name", ["/a` <i>", "/a``` <i> `", "/a`` ` <i>"])
def test_markdown_keeps_back_quotes_of_a_document_from_ending_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    new = OLD.replace("paths:\n", f'paths:\n  "{name}": {{get: {{responses: {{}}}}}}\n')

    _, out = run(capsys, tmp_path, OLD, new, "--format", "markdown")

    assert "<i>" not in MarkdownIt().render(out.partition("Version:")[0])


def test_what_changes_on_the_command_line_is_in_the_changelog() -> None:
    gone = Change("is gone", B, "Removed", subject="`--name` of `testruns run`")

    made = report.made([], "1.2.0", [], [gone])

    assert "- **Breaking.** Command line: `--name` of `testruns run` is gone." in made.changelog
    assert made.version == "Version: 1.2.0 → 2.0.0: major"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The specs and the packages of this project, in a repository of their own."""
    for name in ("specs", "generated"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    user = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    report.git(tmp_path, "init", "--quiet")
    report.git(tmp_path, "add", ".")
    report.git(tmp_path, *user, "commit", "--quiet", "--message", "First")
    return tmp_path


def test_the_report_of_this_project_can_be_made(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    assert report.main(["HEAD"], project) == 0

    assert capsys.readouterr().out.startswith("Nothing changed.\n\nVersion: ")


def test_an_unknown_commit_is_one_sentence(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    assert report.main(["no-such-commit"], project) == 2

    assert capsys.readouterr().err == "No report: git knows no no-such-commit^{commit}\n"


def test_the_changelog_is_grouped_and_says_nothing_twice() -> None:
    changes = [
        Change("is gone: readers miss it", B, "Removed", subject="`A.x`"),
        Change("is gone: readers miss it", B, "Removed", subject="`A.y`"),
        Change("is new: it is required", B, "Added", subject="`B.z`"),
        Change("has maximum `5` now", M, "Changed", subject="`A.n`"),
        Change("has maximum `5` now", M, "Changed", subject="`A.n`"),
        Change("the documentation at /x is another", P, "Changed", "documentation"),
        Change("is deprecated", M, "Deprecated", subject="`A.old`"),
    ]

    lines = [*changelog([("Parcels", change) for change in changes])]

    assert lines == [
        *("### Added\n", "- **Breaking.** Parcels: `B.z` is new: it is required.", ""),
        *("### Changed\n", "- Parcels: `A.n` has maximum `5` now.", ""),
        *("### Deprecated\n", "- Parcels: `A.old` is deprecated.", ""),
        "### Removed\n",
        "- **Breaking.** Parcels: `A.x` and `A.y` are gone: readers miss it.",
        "",
    ]


@pytest.mark.parametrize(
    ("version", "level", "following"),
    [
        ("0.1.0", Level.NONE, "stays 0.1.0"),
        ("0.1.0", Level.PATCH, "0.1.1: patch"),
        ("0.1.0", Level.MINOR, "0.2.0: minor"),
        ("0.1.0", Level.BREAKING, "0.2.0: minor, since below 1.0.0"),
        ("1.2.3", Level.PATCH, "1.2.4: patch"),
        ("1.2.3", Level.MINOR, "1.3.0: minor"),
        ("1.2.3", Level.BREAKING, "2.0.0: major"),
        ("1.2", Level.PATCH, "1.2.1: patch"),
        ("1", Level.MINOR, "1.1.0: minor"),
        ("1.2.3.4", Level.PATCH, "1.2.4: patch"),
        ("1.2.3.post1", Level.PATCH, "1.2.4: patch"),
        ("1.2.3+local.1", Level.PATCH, "1.2.4: patch"),
        ("2!1.2.3", Level.MINOR, "2!1.3.0: minor"),
        ("0.2.0.dev0", Level.PATCH, "0.2.0: the pre-release"),
        ("0.2.0.dev0", Level.BREAKING, "0.2.0: the pre-release"),
        ("0.2.1.dev0", Level.BREAKING, "0.3.0: minor, since below 1.0.0"),
        ("1.2.0rc1", Level.MINOR, "1.2.0: the pre-release"),
        ("1.2.0rc1", Level.BREAKING, "2.0.0: major"),
        ("1.2.1a1", Level.PATCH, "1.2.1: the pre-release"),
        ("1.2.1a1", Level.MINOR, "1.3.0: minor"),
        ("2.0.0b2", Level.BREAKING, "2.0.0: the pre-release"),
        ("1.0.0.post1.dev2", Level.PATCH, "1.0.1: patch"),
        ("1.2.3.4rc1", Level.PATCH, "1.2.4: patch"),
    ],
)
def test_the_next_version_is_that_of_semantic_versioning(
    version: str, level: Level, following: str
) -> None:
    assert following in advice(Version(version), level)
