"""The Markdown summary."""

from collections.abc import Sequence

from testruns._cli.outcomes import Exit
from testruns._cli.view.rows import Row, in_words, span

MARKS = {
    Exit.PASSED: "✅",
    Exit.NOT_PASSED: "❌",
    Exit.VENDOR: "⛔",
    Exit.UNKNOWN: "❔",
    Exit.NOTHING: "⚠️",
    None: "▫️",
}


def markdown(rows: Sequence[Row], code: Exit) -> str:
    """Summarise the runs in Markdown."""
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
    """Link a text that is escaped; a bar would end the cell of the table."""
    return (
        text
        if link is None or set("<>\n") & set(link)
        else f"[{text}](<{link.replace('|', '%7C')}>)"
    )


def _plain(text: str) -> str:
    """Escape text for Markdown and HTML, on one line."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "\\`*_{}[]()#|~!@":
        text = text.replace(mark, f"\\{mark}" if mark != "@" else "&#64;")
    return text
