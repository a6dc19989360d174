"""The command line of the documentation check: what it finds, says, accepts and refuses."""

import json
import re
import shutil
from pathlib import Path

import docs_check
import pytest
import text_edits

pytestmark = pytest.mark.slow  # many cases

PAGES = Path(__file__).with_name("pages")
ROOT = PAGES.parents[2]
CAPTURES = ("parcels.txt", "lamps.txt", "bells.txt")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with the invented pages captured and accepted."""
    shutil.copytree(PAGES / "specs", tmp_path / "specs")
    (tmp_path / "captured").mkdir()
    for name in CAPTURES:
        shutil.copy(PAGES / name, tmp_path / "captured" / name)
    assert docs_check.main(["--accept", str(tmp_path / "captured")], tmp_path) == 0
    return tmp_path


def edit(path: Path, old: str, new: str) -> int:
    """Replace a piece of a file; the number of the line where it stood first."""
    text = path.read_text("utf-8")
    text_edits.edit(path, (old, new))
    return text[: text.index(old)].count("\n") + 1


def findings(
    capsys: pytest.CaptureFixture[str], root: Path, *pages: str
) -> tuple[int, list[dict[str, str]]]:
    """Run the check and return its exit code and its findings."""
    capsys.readouterr()
    code = docs_check.main(["--json", *(str(root / "captured" / page) for page in pages)], root)
    found = json.loads(capsys.readouterr().out)
    return code, found["findings"]


# page, old, new, spec line that holds, what, edit
DRIFT = {
    "new parameter": (
        "parcels.txt",
        "cursor\nstring\n",
        "until\ninteger\ndefault:9\ncursor\nstring\n",
        "parameters:",
        "query until: the spec lacks it",
        "add the parameter `until`: {type: integer, default: 9}",
    ),
    "other limit": (
        "parcels.txt",
        "x <= 100",
        "x <= 50",
        "maximum: 100",
        "query limit: the page says maximum 50, the spec 100",
        "set `maximum: 50`",
    ),
    "limit of a required field": (
        "parcels.txt",
        "Required range: x >= 0",
        "Required range: 0 <= x <= 9",
        "total: {type: integer",
        "stops answer 200 total: the page says maximum 9, the spec does not",
        "set `maximum: 9`",
    ),
    "limit gone": (
        "parcels.txt",
        "Required range: x <= 100\n",
        "",
        "maximum: 100",
        "query limit: the spec says maximum 100, the page does not",
        "remove `maximum`, or add an x-source",
    ),
    "other type": (
        "parcels.txt",
        "weight\nnumber",
        "weight\ninteger",
        "schema: {type: [number",
        "query weight: the page says type integer, the spec number",
        "set `type: integer`",
    ),
    "new option": (
        "parcels.txt",
        "HANDED_OVER",
        "HANDED_OVER,\nLOST",
        "enum: [WAITING",
        "query states: the page has LOST among its options, the enum has not",
        "add LOST to the enum",
    ),
    "option gone": (
        "parcels.txt",
        "WAITING,\n",
        "",
        "enum: [WAITING",
        "query states: the enum has WAITING, the page has not",
        "remove WAITING, or add an x-source",
    ),
    "field in a sample": (
        "parcels.txt",
        '      "late": true,',
        '      "late": true,\n      "floor": 2,',
        "properties:",
        "answer 200 stops[].floor: the spec lacks it",
        'add `floor`: {type: [integer, "null"]}',
    ),
    "field gone from a sample": (
        "parcels.txt",
        '      "late": true,\n',
        "",
        "late: {type: boolean}",
        "answer 200 stops[].late: the page no longer states it",
        "remove it, or say in its x-source why it stays",
    ),
    "required": (
        "parcels.txt",
        "nextId\nstring | null",
        "nextId\nstring | null\nrequired",
        "nextId:",
        "answer 200 nextId: the page says required true, the spec does not",
        "set `required: true`",
    ),
    "new row": (
        "lamps.txt",
        "level | number",
        "fade | number | — | Seconds to get there |\nlevel | number",
        "properties:",
        "body fade: the spec lacks it",
        "add the property `fade`: {type: number}",
    ),
    "other default": (
        "lamps.txt",
        'string | "warm"',
        'string | "cold"',
        "default: warm",
        "body colour: the page says default cold, the spec warm",
        "set `default: cold`",
    ),
    "rate limit": (
        "lamps.txt",
        "10 requests",
        "20 requests",
        "x-rate-limit",
        "limit: the page says requests 20, the spec 10",
        "set `requests: 20`",
    ),
    "new error answer": (
        "lamps.txt",
        "Need help?",
        "500 Internal Server Error\nTry again.\nNeed help?",
        "responses:",
        "* answer 500: the spec lacks it",
        "add `500`",
    ),
    "new state": (
        "lamps.txt",
        "broken | Yes",
        "stolen | Yes | The lamp is not there |\nbroken | Yes",
        "enum: [waiting",
        "state stolen: the spec lacks it",
        "add `stolen` to the enum and to its lifecycle",
    ),
    "state is no end": (
        "lamps.txt",
        "broken | Yes",
        "broken | No",
        "enum: [waiting",
        "state broken: the page says terminal false, the spec true",
        "set `terminal: false`",
    ),
    "name in a script": (
        "lamps.txt",
        'data["order_id"]',
        'data["task_id"]',
        "get:",
        "answers task_id: the spec lacks it",
        "add the property `task_id`",
    ),
    "new operation": (
        "bells.txt",
        "GET /v1/bells\n",
        (
            'DELETE /v1/bells\n\ncurl -X DELETE https://api.bells.example/v1/bells\n{"count": 0}\n\n'
            "GET /v1/bells\n"
        ),
        "paths:",
        "DELETE /v1/bells operation: the spec lacks it",
        "add the operation DELETE /v1/bells",
    ),
    "new code": (
        "bells.txt",
        "200, 404",
        "200, 404, 409",
        "responses:",
        "answer 409: the spec lacks it",
        "add `409`",
    ),
}


@pytest.mark.parametrize(
    ("page", "old", "new", "spec_line", "what", "advice"), DRIFT.values(), ids=DRIFT
)
def test_an_edit_of_a_page_is_a_finding_with_both_lines_and_the_edit_to_make(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    page: str,
    old: str,
    new: str,
    spec_line: str,
    what: str,
    advice: str,
) -> None:
    if what.startswith("DELETE"):
        row = "DELETE/v1/bellsRemove all bellsNone200\nGET/v1/bellsList"
        edit(root / "captured" / page, "GET/v1/bellsList", row)
    line = edit(root / "captured" / page, old, new)

    code, found = findings(capsys, root, page)

    drift = [one for one in found if one["kind"] == "drift"]
    assert code == 1
    assert len(drift) == 1, drift
    assert drift[0]["what"].partition(" (and")[0].endswith(what)
    assert drift[0]["edit"] == advice
    at = int(drift[0]["spec"].rpartition(":")[2])
    spec = (root / "specs" / page.replace("txt", "yaml")).read_text("utf-8").split("\n")
    assert spec_line in spec[at - 1]
    assert abs(int(drift[0]["page"].rpartition(":")[2]) - line) < 12


SPECS = {
    "property": ("parcels.yaml", "late: {type: boolean}", "tardy: {type: boolean}"),
    "parameter": ("parcels.yaml", "- name: cursor", "- name: mark"),
    "path": ("parcels.yaml", "/v1/parcels/{parcelId}/stops", "/v1/parcels/{parcelId}/halts"),
    "type": (
        "parcels.yaml",
        "weight\n          in: query\n          schema: {type: [number",
        "weight\n          in: query\n          schema: {type: [string",
    ),
    "provenance": ("lamps.yaml", "      x-source: {inferred: seen in the sample only}\n", ""),
    "made up": ("bells.yaml", "last: {$ref", "first: {type: string}\n        last: {$ref"),
    "word": ("lamps.yaml", "broken: failure", "waiting: failure"),
    "status": ("lamps.yaml", '"429": {$ref', '"430": {$ref'),
    "unstated status": (
        "bells.yaml",
        '"404": {$ref',
        '"404": {$ref: "#/components/responses/Refused"}\n        "409": {$ref',
    ),
    "server": ("bells.yaml", "https://api.bells.example", "https://bells.example"),
    "scheme": ("bells.yaml", "name: x-bell-key", "name: x-ring-key"),
}


@pytest.mark.parametrize(("spec", "old", "new"), SPECS.values(), ids=SPECS)
def test_an_edit_of_a_spec_is_found_without_any_page(
    root: Path, capsys: pytest.CaptureFixture[str], spec: str, old: str, new: str
) -> None:
    edit(root / "specs" / spec, old, new)

    code, found = findings(capsys, root)

    assert code == 1
    assert all(one["spec"].startswith(f"specs/{spec}:") for one in found)
    assert all(one["page"].startswith("specs/pages/") for one in found)


def test_an_operation_of_a_page_that_is_not_listed_is_found(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = edit(
        root / "specs" / "parcels.yaml", "x-source: https://docs.parcels", "x-source: https://other"
    )

    code, found = findings(capsys, root)

    assert code == 1
    assert f"specs/parcels.yaml:{line}" in {one["spec"] for one in found}


def test_what_absent_pages_state_is_no_finding(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "captured" / "bells.txt", "200, 404", "200, 404, 409")

    assert findings(capsys, root, "lamps.txt", "parcels.txt") == (0, [])


def test_a_page_that_cannot_be_read_is_told_and_the_others_are_still_compared(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "captured" / "lamps.txt", "/api/v1/switch", "")
    (root / "captured" / "lamps.txt").write_text("https://lamps.example", "utf-8")
    edit(root / "captured" / "parcels.txt", "x <= 100", "x <= 50")

    code = docs_check.main([str(root / "captured")], root)

    shown = capsys.readouterr().out
    assert code == 2
    assert re.search(r"lamps\.txt:1: expected a heading with the path", shown)
    assert "maximum 50" in shown


def test_piped_output_is_whole_lines_under_a_header(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "captured" / "parcels.txt", "cursor\nstring", "a" * 300 + "\nstring")

    docs_check.main([str(root / "captured" / "parcels.txt")], root)

    header, *rows = capsys.readouterr().out.splitlines()
    assert header.split() == ["what", "page", "spec", "edit"]
    assert any("a" * 300 in row and "specs/parcels.yaml:" in row for row in rows)


def test_annotations_stand_on_the_line_of_the_spec(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "captured" / "parcels.txt", "x <= 100", "x <= 50")
    capsys.readouterr()

    docs_check.main(["--github", str(root / "captured" / "parcels.txt")], root)

    shown = capsys.readouterr().out
    assert shown.startswith("::error file=specs/parcels.yaml,line=")
    assert "maximum 50" in shown


def test_accepting_is_refused_while_a_spec_drifts(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, facts = root / "captured" / "parcels.txt", root / "specs" / "pages" / "parcels.yaml"
    edit(page, "x <= 100", "x <= 50")
    before = facts.read_text("utf-8")

    assert docs_check.main(["--accept", str(page)], root) == 1
    assert facts.read_text("utf-8") == before

    edit(root / "specs" / "parcels.yaml", "maximum: 100", "maximum: 50")

    assert findings(capsys, root, "parcels.txt") == (0, [])
    assert docs_check.main(["--accept", str(page)], root) == 0
    assert "maximum: 50" in facts.read_text("utf-8")
    assert findings(capsys, root) == (0, [])


def test_a_changed_sentence_is_to_be_read_until_it_is_accepted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "captured" / "lamps.txt"
    line = edit(page, "A key opens one room.", "A key opens every room.")

    code, found = findings(capsys, root, "lamps.txt")

    assert code == 1
    assert [one["kind"] for one in found] == ["read"]
    assert found[0]["page"].endswith(f"lamps.txt:{line}")
    assert docs_check.main(["--accept", str(page)], root) == 0
    assert findings(capsys, root, "lamps.txt") == (0, [])


def test_the_sentence_on_a_new_field_is_read_with_the_field(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = "until\ninteger\n\nThe last day of the stops to keep.\n\ncursor\nstring\n"
    edit(root / "captured" / "parcels.txt", "cursor\nstring\n", new)
    parameter = "- {name: until, in: query, schema: {type: integer}}\n        - name: cursor"
    edit(root / "specs" / "parcels.yaml", "- name: cursor", parameter)

    assert findings(capsys, root, "parcels.txt") == (0, [])


def test_two_captures_of_one_page_are_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(PAGES / "parcels.html", root / "captured")

    assert docs_check.main([str(root / "captured")], root) == 2
    assert "this is a second one" in capsys.readouterr().out


def test_a_missing_file_is_one_sentence(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert docs_check.main([str(root / "nothing.txt")], root) == 2
    assert "nothing.txt" in capsys.readouterr().err


def test_what_could_not_be_read_keeps_its_accepted_facts(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, facts = root / "captured" / "lamps.txt", root / "specs" / "pages" / "lamps.yaml"
    edit(page, "| Parameter | Type | Default | Description |", "| Thing | Sort | Start | Remark |")
    before = facts.read_text("utf-8")

    code, found = findings(capsys, root, "lamps.txt")

    assert code == 1
    assert {one["kind"] for one in found} <= {"unread", "read"}
    assert docs_check.main(["--accept", str(page)], root) == 0
    assert "colour" in facts.read_text("utf-8")
    assert before.count("enum") == facts.read_text("utf-8").count("enum")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reader: mintlify", "reader: readme", r"sources\.yaml:4: .*readme"),
        ("    reader: mintlify\n", "", r"sources\.yaml:2: .*reader"),
        ("spec: parcels", "spec: letters", r"sources\.yaml:3: there is no specs/letters\.yaml"),
        ("facts: lamps.yaml", "facts: parcels.yaml", r"sources\.yaml:9: .* listed twice"),
    ],
    ids=["unknown reader", "no reader", "no spec", "facts twice"],
)
def test_a_mistake_in_the_list_of_pages_is_one_sentence_with_its_line(
    root: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    edit(root / "specs" / "pages" / "sources.yaml", old, new)

    assert docs_check.main([], root) == 2
    assert re.search(said, capsys.readouterr().err)


def test_a_facts_file_that_is_none_is_one_sentence_with_its_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "specs" / "pages" / "lamps.yaml", "form: text", "form: [text]")

    assert docs_check.main([], root) == 2
    assert "lamps.yaml:3: form" in capsys.readouterr().err


def test_listed_pages_that_were_never_captured_are_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "specs" / "pages" / "bells.yaml").unlink()

    assert docs_check.main([], root) == 0
    assert "Nothing is compared with https://docs.bells.example" in (capsys.readouterr().err)


def test_a_part_of_an_interrupted_fetch_is_no_page(root: Path) -> None:
    shutil.copy(root / "captured" / "lamps.txt", root / "captured" / "lamps.part")

    assert docs_check.main([str(root / "captured")], root) == 0


def test_accepting_needs_pages(root: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        docs_check.main(["--accept"], root)


def test_our_specs_agree_with_the_facts_accepted_so_far(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert docs_check.main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_accepting_a_form_that_shows_less_keeps_what_it_does_not_show(root: Path) -> None:
    facts = root / "specs" / "pages" / "parcels.yaml"
    assert docs_check.main(["--accept", str(PAGES / "parcels.md")], root) == 0
    before = facts.read_text("utf-8")

    assert docs_check.main(["--accept", str(PAGES / "parcels.txt")], root) == 0

    assert facts.read_text("utf-8") == before
