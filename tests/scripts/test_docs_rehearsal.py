"""The whole way of a real kind of change: page, findings, edit, generate, report, version."""

import json
import shutil
import subprocess
from pathlib import Path

import docs_check
import generate
import pytest
import report
from text_edits import edit

PAGES = Path(__file__).with_name("pages")
ROOT = PAGES.parents[2]
NEW_FIELDS = """\
              late: {type: boolean}
              responseTime: {type: number, nullable: true}
              startedAt: {type: string, format: date-time, nullable: true}
              stoppedAt: {type: string, format: date-time, nullable: true}
"""
NEW_ANSWERS = """\
        '404':
          description: Not Found
          content: &problem
            application/json:
              schema:
                $ref: '#/components/schemas/Problem'
        '401': {description: Unauthorized, content: *problem}
        '429': {description: Too Many Requests, content: *problem}
components:
"""
SPEC_FIELDS = """\
        late: {type: boolean}
        responseTime: {type: [number, "null"]}
        startedAt: {type: [string, "null"], format: date-time}
        stoppedAt: {type: [string, "null"], format: date-time}
"""
SPEC_ANSWERS = """\
        "404": {$ref: "#/components/responses/Refused"}
        "401": {$ref: "#/components/responses/Refused"}
        "429": {$ref: "#/components/responses/Refused"}
components:
  responses:
    Refused:
      description: Not to be had.
      content:
        application/json:
          schema: {$ref: "#/components/schemas/Problem"}
"""


def git(root: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *settings, *arguments), cwd=root, check=True, capture_output=True)  # noqa: S603, S607 - the repository is made here


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of one vendor: its spec, its page accepted, its package generated and committed."""
    (tmp_path / "specs" / "pages").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(PAGES / "specs" / "parcels.yaml", tmp_path / "specs")
    shutil.copy(PAGES / "parcels.md", tmp_path / "page.md")
    sources = (PAGES / "specs" / "pages" / "sources.yaml").read_text("utf-8")
    first = sources[: sources.index("  - page: https://docs.lamps")]
    (tmp_path / "specs" / "pages" / "sources.yaml").write_text(first, "utf-8")
    assert docs_check.main(["--accept", str(tmp_path / "page.md")], tmp_path) == 0
    assert generate.generate(tmp_path) == 0
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "pyproject.toml", "specs", "generated")
    git(tmp_path, "commit", "--quiet", "--message=Begin")
    return tmp_path


def test_a_change_of_the_docs_becomes_a_release(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, spec = root / "page.md", root / "specs" / "parcels.yaml"
    edit(
        page,
        ("              late: {type: boolean}\n", NEW_FIELDS),
        ("[WAITING, MOVING, HANDED_OVER]", "[WAITING, MOVING, HANDED_OVER, LOST]"),
        (
            "                - HANDED_OVER\n",
            "                - HANDED_OVER\n                - LOST\n",
        ),
        ("            maximum: 100\n", ""),
        (
            (
                "        '404':\n          description: Not Found\n          content:\n"
                "            application/json:\n              schema:\n"
                "                $ref: '#/components/schemas/Problem'\ncomponents:\n"
            ),
            NEW_ANSWERS,
        ),
    )
    capsys.readouterr()

    # The page is checked: what changed, and which line of the spec to edit.
    assert docs_check.main(["--json", str(page)], root) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    edits = {one["edit"] for one in found}
    assert {
        'add `responseTime`: {type: [number, "null"]}',
        'add `startedAt`: {type: [string, "null"], format: date-time}',
        'add `stoppedAt`: {type: [string, "null"], format: date-time}',
        "add LOST to the enum",
        "remove `maximum`, or add an x-source",
        "add `401`",
        "add `429`",
    } == edits
    assert all(one["spec"].startswith("specs/parcels.yaml:") for one in found)
    assert docs_check.main(["--accept", str(page)], root) == 1

    # The spec is edited, and agrees.
    answers = spec.read_text("utf-8")
    old = answers[answers.index('        "404":') : answers.index("  securitySchemes:")]
    edit(
        spec,
        ("        late: {type: boolean}\n", SPEC_FIELDS),
        ("[WAITING, MOVING, HANDED_OVER]", "[WAITING, MOVING, HANDED_OVER, LOST]"),
        ("      maximum: 100\n", ""),
        (old, SPEC_ANSWERS),
    )
    assert docs_check.main([str(page)], root) == 0
    assert docs_check.main(["--accept", str(page)], root) == 0
    assert docs_check.main([], root) == 0

    # The package is generated again.
    assert generate.stale(root) == {"parcels_client": ["spec changed"]}
    assert generate.generate(root) == 0
    model = root / "generated" / "parcels_client" / "models" / "stop.py"
    assert "response_time: float | None | Unset" in model.read_text("utf-8")

    # The report says what it means, and which version to release.
    capsys.readouterr()
    assert report.main([], root) == 0
    shown = capsys.readouterr().out
    assert report.main(["HEAD"], root) == 0
    assert capsys.readouterr().out == shown
    for line in (
        "the query parameter `limit` of `GET /v1/parcels/{parcelId}/stops` has no maximum any more",
        "the answer 429 of `GET /v1/parcels/{parcelId}/stops` is new",
        "`StopState` may be `LOST`",
        "`models.Stop.response_time: float | None | Unset` is new",
        "`models.StopState 'LOST'` is new",
        "Version: 0.1.0 → 0.2.0: minor",
        "### Added",
    ):
        assert line in shown, shown
    assert "none of them breaking" in shown


def test_a_breaking_change_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        root / "specs" / "parcels.yaml",
        ("        late: {type: boolean}\n", ""),
        ("operationId: list_stops", "operationId: list_halts"),
        ("maximum: 100", "maximum: 50"),
    )
    assert generate.generate(root) == 0
    capsys.readouterr()

    assert report.main([], root) == 0

    shown = capsys.readouterr().out
    for line in (
        "`GET /v1/parcels/{parcelId}/stops` is called `list_halts` now, it was `list_stops`",
        "`Stop.late` is gone: readers miss it",
        "has maximum `50` now, it had `100`",
        "`models.Stop.late` is gone",
        "`api.parcels.list_stops` is gone",
        "Version: 0.1.0 → 0.2.0: minor, since below 1.0.0",
        "- **Breaking.** Parcels: ",
    ):
        assert line in shown, shown
