"""The reports of `specmock verify`: a table, JSON, JUnit, and the exit code."""

import json
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from attrs import asdict, frozen

from specmock.engine.verdict import KINDS, Finding, Findings, Verdict
from specmock.scrub import printable

_MOST_NAMED: Final = 5  # of what was never exercised; JSON has all


@frozen
class Report:
    """What a command's requests came to.

    `ignored` has the findings that do not count, with reasons; `least` the percents that each
    kind of coverage needs; `interrupted` the exit code of a signal.
    """

    verdicts: Sequence[Verdict]
    strays: Findings
    ignored: Mapping[str, str]
    least: Mapping[str, float]
    command: Sequence[str]
    code: int
    interrupted: int | None = None

    @property
    def exit_code(self) -> int:
        """The exit code: of a signal, 3 for a command that failed, 1 for findings, 0."""
        if self.interrupted is not None:
            return self.interrupted
        return 3 if self.code else int(bool(self.shortfalls() or self._counting()))

    def shortfalls(self) -> list[str]:
        """List the mocks that got no request, and the coverage that is too small."""
        found = []
        for each in self.verdicts:
            if not each.requests:
                found.append(
                    f"{each.mock.name}: no request came; does the command use its address?"
                )
            for kind, least in self.least.items():
                share = each.share(kind)
                if share.percent < least:
                    found.append(
                        f"{each.mock.name}: {kind} {share.percent:.1f} %, less than {least:g} %"
                    )
        return found

    def print(self, *, as_json: bool) -> None:
        """Print the verdict; raise OSError where nothing can be printed."""
        if sys.stdout is None:
            raise OSError("standard output is closed")
        print(json.dumps(self.to_dict()) if as_json else "\n".join(self._lines()), flush=True)

    def to_dict(self) -> dict[str, Any]:
        """Write the verdict as JSON has it."""
        return {
            "exit_code": self.exit_code,
            "command": {"name": printable(self.command[0]), "exit_code": self.code},
            "documents": [
                {
                    "name": each.mock.name,
                    "document": str(each.mock.document.path),
                    "requests": each.requests,
                    "coverage": {kind: asdict(each.share(kind)) for kind in KINDS},
                    "findings": [_as_json(finding) for finding in self._of(each.findings)],
                    "more_findings": each.findings.more,
                }
                for each in self.verdicts
            ],
            "elsewhere": [_as_json(finding) for finding in self._of(self.strays)],
            "shortfalls": self.shortfalls(),
            "ignored_in_vain": self._in_vain(),
        }

    def write_junit(self, path: Path) -> None:
        """Write a JUnit report: a suite a document, a case an operation."""
        from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

        report = JUnitXml("specmock verify")
        for verdict in self.verdicts:
            suite = TestSuite(printable(verdict.mock.name))
            findings = self._of(verdict.findings)
            never = verdict.share("operations").missing
            names = [*verdict.mock.operations, *(each.operation for each in findings)]
            for name in dict.fromkeys(map(printable, names)):
                case = TestCase(name, classname=suite.name)
                own = [each for each in findings if each.operation == name]
                case.result = [
                    _told(
                        Failure,
                        each.id,
                        f"{each.reason} ({_many(each.times, 'time')}, first {each.request})",
                    )
                    for each in own
                    if each.ignored is None
                ]
                if not case.result and name in never:
                    case.result = [Skipped("no valid request came")]
                ignored = [f"ignored: {each.id}: {each.ignored}" for each in own if each.ignored]
                if ignored:
                    case.system_out = printable("\n".join(ignored))
                suite.add_testcase(case)
            suite.update_statistics()  # type: ignore[no-untyped-call]  # junitparser's own
            report.append(suite)  # type: ignore[no-untyped-call]
        suite = TestSuite("command")
        results = [_told(Failure, "coverage", each) for each in self.shortfalls()]
        results += [
            _told(Failure, each.id, each.reason)
            for each in self._of(self.strays)
            if not each.ignored
        ]
        if self.code:
            results.append(_told(Failure, "exit code", self._end()))
        case = TestCase(printable(self.command[0]), classname="command")
        case.result = results
        suite.add_testcase(case)
        suite.update_statistics()  # type: ignore[no-untyped-call]
        report.append(suite)  # type: ignore[no-untyped-call]
        report.update_statistics()  # type: ignore[no-untyped-call]
        report.write(str(path), pretty=True)

    def _of(self, findings: Findings) -> list[Finding]:
        return findings.all(self.ignored)

    def _all(self) -> list[Finding]:
        every = (self.strays, *(each.findings for each in self.verdicts))
        return [finding for findings in every for finding in self._of(findings)]

    def _counting(self) -> list[Finding]:
        return [each for each in self._all() if each.ignored is None]

    def _in_vain(self) -> list[str]:
        ids = [each.id for each in self._all()]
        return [
            text
            for text in self.ignored
            if not any(each == text or fnmatchcase(each, text) for each in ids)
        ]

    def _lines(self) -> Iterator[str]:
        for verdict in self.verdicts:
            yield f"\n{printable(verdict.mock.name)}: {_many(verdict.requests, 'request')}"
            for kind in KINDS:
                share = verdict.share(kind)
                named = ", ".join(share.missing[:_MOST_NAMED])
                more = len(share.missing) - _MOST_NAMED
                never = f"  never: {named}" if named else ""
                never += f" and {more} more" if more > 0 else ""
                yield f"  {kind:10}  {share.covered:4} of {share.total:<4}{never}".rstrip()
            if verdict.findings.more:
                yield f"  {verdict.findings.more} findings more than are kept"
        counting = self._counting()
        if counting:
            rows = [(each.id, str(each.times), each.reason) for each in counting]
            rows.insert(0, ("finding", "times", "reason"))
            widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
            yield ""
            yield from (
                f"{row[0]:{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]}".rstrip() for row in rows
            )
        yield ""
        yield from (
            f"ignored: {each.id}: {printable(each.ignored)}" for each in self._all() if each.ignored
        )
        yield from (f"ignored in vain: {printable(each)}" for each in self._in_vain())
        yield from map(printable, self.shortfalls())
        yield f"{_many(len(counting), 'finding')}; {self._end()}"

    def _end(self) -> str:
        if self.interrupted is None:
            return f"the command ended with {self.code}"
        return f"interrupted by {signal.Signals(self.interrupted - 128).name}"


def _as_json(finding: Finding) -> dict[str, Any]:
    return {"id": finding.id, **asdict(finding)}


def _many(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'s' * (count != 1)}"


def _told(kind: Any, message: str, text: str) -> Any:
    found = kind(printable(message), "finding")
    found.text = printable(text)
    return found
