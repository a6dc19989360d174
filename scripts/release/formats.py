"""The report as text, Markdown or JSON."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from attrs import frozen
from lint.places import counted

from .change import Change, Level
from .fact import Fact

_SIDE_NOTES: Final = {
    "documentation": "Documentation that is another",
    "notation": "Written in another way, which changes nothing by itself",
}
_COMMAND: Final = re.compile(r"##(?=\w*\[)")  # begins a command in the log of a CI job
_MOST_USES: Final = 3
_MOST_LINES: Final = 10


@frozen
class Report:
    """All that is to be said of a change."""

    facts: Sequence[Fact]
    version: str
    changelog: str
    notes: Sequence[str] = ()  # what the comparison could not do
    options: Sequence[Change] = ()  # of the command line
    forgotten: Sequence[str] = ()  # what hand-written code has to follow

    @property
    def level(self) -> Level:
        levels = [fact.level for fact in self.facts] + [each.level for each in self.options]
        return max(levels, default=Level.NONE)

    @property
    def weighed(self) -> list[Fact]:
        return [each for each in self.facts if each.python or each.change.kind not in _SIDE_NOTES]

    def summary(self) -> str:
        """One line on how much has changed."""
        if not self.facts:
            return "Nothing changed."
        breaking = sum(fact.level is Level.BREAKING for fact in self.weighed)
        return f"{counted(len(self.weighed), 'change')}, {breaking or 'none'} of them breaking."

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """List the sections behind the changes: hand-written code, and what was not compared."""
        if self.options:
            yield "Command line", [f"{each.level}: {each.sentence}" for each in self.options]
        if self.forgotten:
            yield "What hand-written code has to follow", list(self.forgotten)
        if self.notes:
            yield "Not compared, or not as it is", list(self.notes)

    def side_notes(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the pointers of what no user has to weigh, under a title."""
        for kind, title in _SIDE_NOTES.items():
            found = [
                each.change.pointer
                for each in self.facts
                if each.change.kind == kind and not each.python
            ]
            if found:
                yield title, sorted(found)


def as_text(report: Report) -> Iterator[str]:
    """Write a report for a terminal: two or more lines a change."""
    yield report.summary()
    for fact in report.weighed:
        yield ""
        yield f"{fact.level!s:8}  {fact.title}: {fact.change.sentence}"
        yield f"          {_place(fact)}"
        for python in fact.python[:_MOST_LINES]:
            yield f"          Python ({python.level}): {python.sentence}"
        if len(fact.python) > _MOST_LINES:
            yield f"          Python: {len(fact.python) - _MOST_LINES} more"
        if fact.reason:
            yield f"          ({fact.reason})"
    for title, pointers in report.side_notes():
        yield ""
        yield f"{title} ({len(pointers)}):"
        yield from (f"  {pointer}" for pointer in pointers[:_MOST_LINES])
        if len(pointers) > _MOST_LINES:
            yield f"  and {len(pointers) - _MOST_LINES} more, which --format json lists"
    for title, lines in report.sections():
        yield ""
        yield f"{title}:"
        yield from (f"  {each}" for each in lines)
    yield ""
    yield report.version
    if report.changelog:
        yield from ("", "For CHANGELOG.md:", "", *report.changelog.split("\n"))


def as_markdown(report: Report) -> Iterator[str]:
    """Write a report for a pull request."""
    yield _escaped(report.summary())
    if report.weighed:
        yield ""
    for fact in report.weighed:
        yield f"- **{fact.level}** {_escaped(f'{fact.title}: {fact.change.sentence}')}  "
        yield f"  {_escaped(_place(fact))}"
        for python in fact.python:
            yield f"  - Python, {python.level}: {_escaped(python.sentence)}"
        if fact.reason:
            yield f"  - {_escaped(fact.reason)}"
    for title, pointers in report.side_notes():
        yield from ("", f"<details><summary>{title} ({len(pointers)})</summary>", "")
        yield from (f"- `{pointer.replace('`', chr(39))}`" for pointer in pointers)
        yield from ("", "</details>")
    for title, lines in report.sections():
        yield from ("", f"{title}:", "")
        yield from (f"- {_escaped(each)}" for each in lines)
    yield from ("", _escaped(report.version))
    if report.changelog:
        yield from ("", "For `CHANGELOG.md`:", "", *_quoted(report.changelog).split("\n"))


def as_json(report: Report) -> Iterator[str]:
    """Write a report for programs."""
    data = {
        "level": str(report.level),
        "changes": [fact.as_json() for fact in report.facts],
        "version": report.version,
        "options": [
            {"level": str(each.level), "sentence": each.sentence} for each in report.options
        ],
        "forgotten": list(report.forgotten),
        "notes": list(report.notes),
        "changelog": report.changelog,
    }
    for line in json.dumps(data, indent=2, ensure_ascii=False).split("\n"):
        plain = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)
        yield re.sub(_COMMAND, r"#\\u0023", plain)


FORMATS: Final[dict[str, Callable[[Report], Iterable[str]]]] = {
    "text": lambda report: map(harmless, as_text(report)),
    "markdown": lambda report: map(harmless, as_markdown(report)),
    "json": as_json,
}


def harmless(line: str) -> str:
    """Keep a line from steering a terminal, or from being a command to who runs the job."""
    plain = "".join(c if c.isprintable() else " " for c in line)
    plain = re.sub(_COMMAND, "# #", plain)
    return re.sub(r"^(\s*):(?=:)", r"\1: ", plain)


def _place(fact: Fact) -> str:
    """File, line, pointer, and the parts of operations that a change concerns."""
    change, uses = fact.change, fact.change.uses
    pointer = f" {change.pointer}" if change.old is not None or change.new is not None else ""
    more = f" and {len(uses) - _MOST_USES} more" if len(uses) > _MOST_USES else ""
    listed = f", in {', '.join(uses[:_MOST_USES])}{more}" if uses else ""
    return f"{change.where}{pointer}{listed}"


def _escaped(text: str) -> str:
    """Keep text from being markup, but for what stands between a back quote and the next."""
    parts = re.sub("`{2,}", "'", text).split("`")
    last = len(parts) - 1
    return "`".join(
        part if i % 2 and i < last else re.sub(r"([\\*_\[\]<>|#~&])", r"\\\1", part)
        for i, part in enumerate(parts)
    )


def _quoted(text: str) -> str:
    fence = "`" * max(3, *(len(found) + 1 for found in re.findall("`+", text)))
    return f"{fence}markdown\n{text.rstrip()}\n{fence}"
