"""The JUnit report."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from attrs import evolve

from testruns._cli.outcomes import Exit
from testruns._cli.view.rows import CaseRow, Row


def write_junit(rows: Sequence[Row], began: float, path: Path) -> None:
    """Write a JUnit report: a test suite a run, a test case a test.

    A run that did not pass has at least one failure or error, so that no reader takes it for
    green: where no test of it says why, the run is a test case of its own.
    """
    from junitparser import JUnitXml, TestSuite

    report = JUnitXml("testruns")
    taken: set[tuple[str, str]] = set()
    for each in rows:
        suite = TestSuite(each.title)
        suite.timestamp = datetime.fromtimestamp(each.began or began, UTC).strftime(
            "%Y-%m-%dT%H:%M:%S"
        )
        for name in ("run", "link", "video", "token"):
            if value := getattr(each, name):
                suite.add_property(name, value)
        names = Counter(case.name for case in each.cases)
        cases = [
            _junit_case(_alone(case, each, taken, is_shared=names[case.name] > 1), each)
            for case in each.cases
        ]
        explained = any(case.verdict in {"failed", "error", "timed out"} for case in each.cases)
        if not cases or (each.exit_code != Exit.PASSED and not explained):
            whole = _alone(_whole(each), each, taken)
            cases.append(_junit_case(whole, each, is_whole=True))
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


def _classname(run: Row) -> str:
    return f"{run.vendor}.{run.label}".replace(" ", ".")


def _alone(
    case: CaseRow, run: Row, taken: set[tuple[str, str]], *, is_shared: bool = False
) -> CaseRow:
    """Give a case a name that its class has once: readers take two of one name for one."""
    name = f"{case.name} ({case.id})" if is_shared else case.name
    names = chain([name], (f"{name} #{number}" for number in count(2)))
    found = next(each for each in names if (_classname(run), each) not in taken)
    taken.add((_classname(run), found))
    return evolve(case, name=found)


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

    found = TestCase(case.name, classname=_classname(run))
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
