"""The reports: JSON, JUnit, Markdown; HTML and GitHub's are in modules of their own."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from attrs import asdict, evolve

from testruns._cli.options.vendors import Output
from testruns._cli.outcomes import MEANINGS, CaseRow, Exit, Row, in_words, span

Writing: TypeAlias = tuple[str, Callable[[], object]]


def reports(rows: Sequence[Row], code: Exit, began: float, what: Output) -> Iterator[Writing]:
    """Yield the name of each report that was asked for, and what writes it."""
    if what.junit:
        yield str(what.junit), partial(write_junit, rows, began, what.junit)
    if what.markdown:
        yield str(what.markdown), partial(what.markdown.write_text, markdown(rows, code), "utf-8")
    if what.html:
        page = import_module("testruns._cli.reports.html").page
        yield str(what.html), partial(what.html.write_text, page(rows, code, began), "utf-8")
    if what.github:
        yield (
            "GitHub's report",
            partial(import_module("testruns._cli.reports.github").write, rows, code),
        )


def document(rows: Sequence[Row], code: Exit, began: float) -> dict[str, Any]:
    """Return all that is known, as JSON has it."""
    return {
        "testruns": 1,
        "exit_code": int(code),
        "meaning": MEANINGS[code],
        "began": round(began, 3),
        "seconds": round(time.time() - began, 3),
        "total": len(rows),
        "passed": sum(each.exit_code == Exit.PASSED for each in rows),
        "runs": [asdict(each) for each in rows],
    }


def write_junit(rows: Sequence[Row], began: float, path: Path) -> None:
    """Write a JUnit report: a test suite a run, a test case a test.

    A run that did not pass has at least one failure or error, so that no reader takes it for
    green: where no test of it says why, the run is a test case of its own.
    """
    from junitparser import JUnitXml, TestSuite

    report = JUnitXml("testruns")
    for each in rows:
        suite = TestSuite(each.title)
        suite.timestamp = datetime.fromtimestamp(each.began or began, UTC).strftime(
            "%Y-%m-%dT%H:%M:%S"
        )
        for name in ("run", "link", "video", "token"):
            if value := getattr(each, name):
                suite.add_property(name, value)
        names = [case.name for case in each.cases]
        cases = [
            # Readers take two cases of one name for one.
            _junit_case(evolve(case, name=f"{case.name} ({case.id})"), each)
            if names.count(case.name) > 1
            else _junit_case(case, each)
            for case in each.cases
        ]
        explained = any(case.verdict in {"failed", "error", "timed out"} for case in each.cases)
        if not cases or (each.exit_code != Exit.PASSED and not explained):
            cases.append(_junit_case(_whole(each), each, is_whole=True))
        suite.add_testcases(cases)
        suite.update_statistics()  # type: ignore[no-untyped-call]  # junitparser's own
        # Not all vendors tell the time of a test, and the sum of none would be taken for the suite's.
        suite.time = each.seconds or 0.0
        # add_testsuite would join the suites of two runs of one name.
        report.append(suite)  # type: ignore[no-untyped-call]  # as above
    # Jenkins' schema has no count of skipped tests here, which junitparser would write.
    for name in ("tests", "failures", "errors"):
        setattr(report, name, sum(getattr(suite, name) for suite in report))
    report.time = round(time.time() - began, 3)
    report.write(str(path), pretty=True)


def _whole(each: Row) -> CaseRow:
    return CaseRow(
        id=each.run or each.title,
        name=each.title,
        verdict=each.verdict or each.state,
        message=each.reason or f"no verdict: {each.state}" * (each.verdict is None),
        link=each.link,
        degraded=False,
        seconds=each.seconds,
    )


def _junit_case(case: CaseRow, run: Row, *, is_whole: bool = False) -> Any:
    from junitparser import Error, Failure, Skipped, TestCase

    found = TestCase(case.name, classname=f"{run.vendor}.{run.label}".replace(" ", "."))
    seconds = run.seconds if case.seconds is None and len(run.cases) == 1 else case.seconds
    found.time = seconds or 0.0
    text = case.message or case.verdict or "no verdict"
    match case.verdict:
        case "passed":
            pass
        case "failed":
            found.result = [_because(Failure, text, "failed")]
        case "canceled" if not is_whole:
            found.result = [Skipped("canceled")]
        case None:
            found.result = [Skipped("had not ended")]
        case verdict:
            found.result = [_because(Error, text, verdict)]
    if case.link:
        found.system_out = case.link
    return found


def _because(kind: Any, text: str, verdict: str) -> Any:
    found = kind(text.splitlines()[0] if text else verdict, verdict)
    found.text = text
    return found


MARKS = {
    Exit.PASSED: "✅",
    Exit.NOT_PASSED: "❌",
    Exit.VENDOR: "⛔",
    Exit.UNKNOWN: "❔",
    Exit.NOTHING: "⚠️",
    None: "▫️",
}


def markdown(rows: Sequence[Row], code: Exit) -> str:
    """Return a summary in Markdown."""
    lines = [
        f"## {MARKS.get(code, '⛔')} testruns: {_plain(in_words(rows))}",
        "",
        "| | run | state | tests passed | time |",
        "| --- | --- | --- | --- | --- |",
    ]
    for each in rows:
        name = _plain(each.title)
        mark = MARKS.get(None if each.exit_code is None else Exit(each.exit_code), "⛔")
        lines.append(
            f"| {mark} | {_linked(name, each.link)} | {_plain(each.state)} "
            f"| {each.count} | {span(each.seconds)} |"
        )
    for each in rows:
        if each.exit_code in {None, Exit.PASSED}:
            continue
        lines += ["", f"### {_plain(each.title)}: {_plain(each.state)}", ""]
        if each.reason:
            lines += [_plain(each.reason), ""]
        lines += [
            f"- {_linked(_plain(case.name), case.link)}: {case.verdict}"
            + (f", {_plain(case.message)}" if case.message else "")
            for case in each.cases
            if case.verdict not in {None, "passed"}
        ]
        if each.video:
            lines.append(f"- {_linked('recording', each.video)}")
    return "\n".join(lines) + "\n"


def _linked(text: str, link: str | None) -> str:
    is_address = link is not None and link.startswith(("https://", "http://"))
    return f"[{text}](<{link}>)" if is_address and not set("<>\n") & set(link or "") else text


def _plain(text: str) -> str:
    """Return a text on one line without any meaning to Markdown or HTML."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "\\`*_{}[]()#|~!@":
        text = text.replace(mark, f"\\{mark}" if mark != "@" else "&#64;")
    return text
