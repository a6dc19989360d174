"""The reports: what is in them, and that their readers can read them."""

import json
import math
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from testruns import (
    Case,
    Counts,
    Fault,
    Rejection,
    RequestFailed,
    RunRef,
    RunResult,
    Snapshot,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
)
from testruns._cli.options.file import Config, Job, job_entries
from testruns._cli.outcomes import Entry, Exit, exit_code
from testruns._cli.reports import github, html
from testruns._cli.reports.json import document
from testruns._cli.reports.junit import write_junit
from testruns._cli.reports.markdown import markdown
from testruns._cli.scrub import scrubber
from testruns._cli.view.progress import say_the_end
from testruns._cli.view.rows import Row, row

SESSION_TABLE = {"name": "Nightly", "all-checks": True}
NASTY = "a | b <script>alert(1)</script> `c` ]]> & \"d\" 'e' \x00\x1b[31m é\n::error::f\n# g"

# Jenkins' junit-10.xsd: what each element must have, may have, and may hold.
Rule = tuple[set[str], set[str], set[str]]
TEXT: Rule = (set(), {"type", "message"}, set())
JENKINS: dict[str, Rule] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "skipped": TEXT,
    "error": TEXT,
    "failure": TEXT,
    "system-out": (set(), set(), set()),
}
TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


def ended(verdict: Verdict, *cases: Case, **more: Any) -> Entry:
    """Return a run of some tests that ended so."""
    ref = RunRef("qualigate", "suite", ("880e8400",), len(cases))
    passed = sum(case.verdict is Verdict.PASSED for case in cases)
    counts = Counts(len(cases), passed, len(cases) - passed)
    result = RunResult(ref, "completed", counts, cases=cases, verdict=verdict, **more)
    changes = [(101.0, "started"), (102.0, "running"), (105.0, str(verdict))]
    return Entry(
        "qualigate", "suite", ref=ref, snapshot=result, began=100.0, ended=105.0, changes=changes
    )


def case(verdict: Verdict | None, message: str | None = None, name: str = "Login") -> Case:
    return Case(f"id-{name}", name, verdict, message, "https://example.test/run")


LOST = RequestFailed("POST /trigger", Fault.LOST, message="ReadTimeout")
OPEN = Snapshot(RunRef("checkly", "session", ("1",)), "RUNNING")
RUNS = {
    "passed": ended(Verdict.PASSED, case(Verdict.PASSED)),
    "failed": ended(
        Verdict.FAILED, case(Verdict.PASSED), case(Verdict.FAILED, NASTY, "Pay"), reason="1 of 2"
    ),
    "errored": ended(Verdict.ERROR, case(Verdict.ERROR, "no browser")),
    "timed out": ended(Verdict.TIMED_OUT, case(Verdict.TIMED_OUT)),
    "canceled": ended(Verdict.CANCELED, case(Verdict.CANCELED)),
    "empty": ended(Verdict.ERROR, reason="no test ran"),
    "rejected": Entry("checkly", NASTY, error=TriggerRejected(Rejection.QUOTA, LOST), began=100.0),
    "uncertain": Entry("checkly", "b", error=TriggerUncertain(LOST), began=100.0, ended=101.0),
    "left": Entry("checkly", "c", ref=OPEN.ref, snapshot=OPEN, began=100.0),
}
ELEMENTS = {
    "passed": [],
    "failed": [("failure", "failed")],
    "errored": [("error", "error")],
    "timed out": [("error", "timed out")],
    "canceled": [("skipped", None), ("error", "canceled")],
    "empty": [("error", "error")],
    "rejected": [("error", "refused")],
    "uncertain": [("error", "unknown")],
    "left": [("error", "running")],
}


def rows(*names: str) -> list[Row]:
    return [row(RUNS[name], scrubber([])) for name in names or RUNS]


def junit(path: Path, *names: str) -> ET.Element:
    """Return the JUnit report of some runs, as Python's own parser reads it."""
    write_junit(rows(*names), 100.0, path / "report.xml")
    return ET.parse(path / "report.xml").getroot()  # noqa: S314 - our own report


@pytest.mark.parametrize("name", RUNS)
def test_each_end_has_its_element_in_the_junit_report(tmp_path: Path, name: str) -> None:
    [suite] = junit(tmp_path, name)

    found = [
        (each.tag, each.get("type"))
        for each in suite.findall("testcase/*")
        if each.tag != "system-out"
    ]
    assert found == ELEMENTS[name]
    assert int(suite.get("failures", "")) + int(suite.get("errors", "")) == (name != "passed")


def test_the_junit_report_is_what_jenkins_schema_asks_for(tmp_path: Path) -> None:
    report = junit(tmp_path)

    for element in report.iter():
        needed, allowed, children = JENKINS[element.tag]
        assert needed <= set(element.keys()) <= needed | allowed, element.tag
        assert {child.tag for child in element} <= children
        assert TIME.fullmatch(element.get("time", ""))
    assert [each.tag for each in report] == ["testsuite"] * len(RUNS)


def test_the_sums_of_the_junit_report_are_those_of_its_cases(tmp_path: Path) -> None:
    report = junit(tmp_path)

    for scope in (report, *report):
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(scope.get(name, "")) == len(list(scope.iter(tag)))


def test_tests_of_one_name_stay_apart(tmp_path: Path) -> None:
    twice = ended(Verdict.PASSED, case(Verdict.PASSED), evolve(case(Verdict.PASSED), id="other"))

    write_junit([row(twice, scrubber([]))], 100.0, tmp_path / "report.xml")

    names = [each.get("name") for each in ET.parse(tmp_path / "report.xml").iter("testcase")]  # noqa: S314
    assert names == ["Login (id-Login)", "Login (other)"]


@pytest.mark.parametrize(
    ("durations", "times"),
    [
        ((61.5, 2.0), [61.5, 2.0]),
        ((61.5, None, -1.0), [61.5, 0.0, 0.0]),
        ((61.5,), [61.5]),
        ((None,), [5.0]),
    ],
)
def test_a_test_has_its_own_time_and_the_runs_where_it_is_alone(
    tmp_path: Path, durations: tuple[float | None, ...], times: list[float]
) -> None:
    cases = [
        evolve(case(Verdict.PASSED, name=f"Step {number}"), duration=duration)
        for number, duration in enumerate(durations)
    ]
    shown = [row(ended(Verdict.PASSED, *cases), scrubber([]))]

    write_junit(shown, 100.0, tmp_path / "report.xml")

    [suite] = ET.parse(tmp_path / "report.xml").getroot()  # noqa: S314
    assert [float(each.get("time", "")) for each in suite.iter("testcase")] == times
    assert suite.get("time") == "5.0"
    assert ("(1:01)" in html.page(shown, Exit.PASSED, 100.0)) == (61.5 in times)


def test_markdown_gives_no_meaning_to_what_a_vendor_says() -> None:
    text = markdown(rows(), Exit.VENDOR)

    assert "<script>" not in text
    assert "\n::" not in text
    assert "\n# " not in text
    assert all(line.count(" | ") == 4 for line in text.splitlines() if line.startswith("| ❌"))


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name in {"src", "href"}}


def test_the_page_loads_and_runs_nothing() -> None:
    page = html.page(rows(), Exit.VENDOR, 100.0)

    tags = Tags(page)
    assert not {"script", "link", "img", "iframe"} & tags.tags
    assert tags.addresses == {"https://example.test/run"}
    assert "default-src 'none'" in page
    assert page.count("<i") >= len(RUNS)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", 'https://a"><b>'])
def test_only_web_addresses_become_links(address: str) -> None:
    entry = ended(Verdict.FAILED, evolve(case(Verdict.FAILED), link=address))
    shown = [row(entry, scrubber([]))]

    page = Tags(html.page(shown, Exit.NOT_PASSED, 100.0))
    assert page.addresses <= {address}
    assert not {each for each in page.addresses if not each.startswith("https://")}
    assert "b" not in page.tags
    assert f"<{address}>" not in markdown(shown, Exit.NOT_PASSED)


def test_github_gets_a_summary_outputs_and_annotations(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, str(tmp_path / name))

    github.write(rows(), Exit.VENDOR)

    assert (
        (tmp_path / "GITHUB_STEP_SUMMARY").read_text("utf-8").startswith("## ⛔ testruns: 9 runs")
    )
    outputs = (tmp_path / "GITHUB_OUTPUT").read_text("utf-8")
    found = dict(re.findall(r"(?ms)^([\w-]+)<<(?:end-\w+)\n(.*?)\nend-\w+$", outputs))
    assert (found["exit-code"], found["total"], found["passed"]) == ("3", "9", "1")
    assert RunRef.from_token(found["tokens"].splitlines()[0])
    said, errors = capsys.readouterr()
    assert said == ""
    assert [line[:8] for line in errors.splitlines()] == ["::error "] * 7 + ["::notice"]


def many(cases: int, label: str = "suite") -> list[Row]:
    """A run of so many tests that failed, each under a long name."""
    failing = [case(Verdict.FAILED, "x" * 200, f"Step {n} of the shop") for n in range(cases)]
    entry = ended(Verdict.FAILED, *failing, reason="y" * 10_000)
    entry.label = label
    return [row(entry, scrubber([]))]


def test_a_log_names_the_first_failed_tests_and_counts_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_the_end(many(5000))

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 300
    assert "    4900 more tests did not pass; reports and --json tell of all" in lines


def test_limits_of_githubs_step_hold_for_several_commands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(name, str(tmp_path / name))

    for _ in range(4):
        github.write([*many(2500), *many(1) * 3], Exit.NOT_PASSED)

    written = (tmp_path / "GITHUB_STEP_SUMMARY").read_bytes()
    assert 900_000 < len(written) <= github.SUMMARY_LIMIT
    text = written.decode()
    assert re.search(rf"(?m)^{github.MORE}\d+$", text)
    assert all(line.count("](<") <= 1 for line in text.splitlines())
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("::error")]
    assert len(errors) == github.ANNOTATIONS
    for each in errors:
        message = each.partition("::")[2].partition("::")[2].replace("%0A", "\n")
        assert len(message) <= 4096
    assert "more lines" in errors[0]


def test_an_annotation_begins_with_the_link(capsys: pytest.CaptureFixture[str]) -> None:
    [shown] = many(1)

    github.write([evolve(shown, link="https://example.test/a")], Exit.NOT_PASSED)

    assert "::https://example.test/a%0Ayyy" in capsys.readouterr().err


@pytest.mark.parametrize("names", [("Login", "Login", "Login"), ("Pay", "Login", "Login #2")])
def test_no_two_cases_of_a_report_have_one_class_and_name(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    runs = [ended(Verdict.FAILED, *(case(Verdict.FAILED, name=name) for name in names))] * 3

    write_junit([row(each, scrubber([])) for each in (*runs, RUNS["empty"])], 1.0, tmp_path / "r")

    found = [
        (each.get("classname"), each.get("name"))
        for each in ET.parse(tmp_path / "r").iter("testcase")  # noqa: S314 - our own report
    ]
    assert len(set(found)) == len(found) == 10


def test_labels_tell_starts_of_one_name_apart() -> None:
    config = Config(
        None,
        {},
        {
            "nightly": Job(
                "",
                {},
                {
                    "checkly": [
                        {**SESSION_TABLE, "run-location": place} for place in ("eu", "us", "us")
                    ]
                },
            )
        },
    )

    assert [each.label for each in job_entries(config, "nightly")] == [
        "Nightly (eu)",
        "Nightly (us) #1",
        "Nightly (us) #2",
    ]


@pytest.mark.parametrize("length", [math.inf, -math.inf, math.nan, 1e300])
def test_an_impossible_number_breaks_no_report(tmp_path: Path, length: float) -> None:
    shown = [
        row(ended(Verdict.PASSED, evolve(case(Verdict.PASSED), duration=length)), scrubber([]))
    ]

    write_junit(shown, 1.0, tmp_path / "r.xml")

    assert html.page(shown, Exit.PASSED, 1.0)
    assert json.dumps(document(shown, Exit.PASSED, 1.0), allow_nan=False)


def test_recordings_are_shown_on_request_only() -> None:
    class Raw:
        video_url = "https://example.test/video"

    entry = ended(Verdict.PASSED, case(Verdict.PASSED), raw=Raw())

    assert row(entry, scrubber([])).video is None
    assert row(entry, scrubber([]), videos=True).video == Raw.video_url


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["rejected", "uncertain", "failed", "empty", "passed"], 3),
        (["uncertain", "failed", "empty", "passed"], 4),
        (["failed", "empty", "passed"], 1),
        (["empty", "passed"], 5),
        (["passed"], 0),
        (["passed", "left"], 0),
        ([], 5),
    ],
    ids=str,
)
def test_of_several_runs_the_first_of_3_4_1_5_0_counts(names: list[str], code: int) -> None:
    assert exit_code([RUNS[name] for name in names]) == code
    assert exit_code([RUNS[name] for name in names], 15) == 143
