"""What GitHub Actions shows: the step's summary, annotations and outputs."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

from testruns._cli.outcomes import MEANINGS, Exit
from testruns._cli.scrub import one_line
from testruns._cli.view.rows import Row, in_words

from .markdown import markdown

SUMMARY_LIMIT = 1024 * 1024  # bytes; GitHub refuses a larger summary of a step
ANNOTATIONS = 10  # GitHub shows no more of a step
NOTES = 2000  # bytes of the summary for the notes of later commands
LINE = 1000
MESSAGE = 4000  # characters of an annotation; the runner cuts at 4096
TITLE = 250
NOTED = "<!-- testruns: {} annotations -->"
MORE = "Lines left out, for the limit of a step: "
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY_ESCAPES = {**ESCAPES, ":": "%3A", ",": "%2C"}


def write(rows: Sequence[Row], code: Exit) -> None:
    """Write all three; facts: the page on workflow commands in GitHub's documentation."""
    bad = [each for each in rows if each.exit_code != Exit.PASSED]
    shown = bad[: max(0, ANNOTATIONS - _annotations_so_far())]
    _append("GITHUB_STEP_SUMMARY", markdown(rows, code), SUMMARY_LIMIT - NOTES)
    _append("GITHUB_STEP_SUMMARY", f"{NOTED.format(len(shown))}\n", SUMMARY_LIMIT)
    outputs = {
        "exit-code": str(int(code)),
        "verdict": MEANINGS[code],
        "total": str(len(rows)),
        "passed": str(sum(each.exit_code == Exit.PASSED for each in rows)),
        "links": "\n".join(each.link for each in rows if each.link),
        "tokens": "\n".join(each.token for each in rows if each.token),
    }
    for name, value in outputs.items():
        mark = f"end-{token_hex(8)}"  # a text cannot end an output that it does not know the end of
        _append("GITHUB_OUTPUT", f"{name}<<{mark}\n{value}\n{mark}\n")
    for each in shown:
        kind = "notice" if each.exit_code is None else "error"
        title = _escaped(f"{each.title}: {each.state}"[:TITLE], PROPERTY_ESCAPES)
        # To standard error, which GitHub reads as well: standard output may be a document.
        print(f"::{kind} title={title}::{_escaped(_message(each), ESCAPES)}", file=sys.stderr)
    if len(bad) > len(shown):
        print(f"::notice title=testruns::{in_words(rows)}", file=sys.stderr)
    sys.stderr.flush()


def _message(each: Row) -> str:
    """Explain a run that did not pass, in the length that GitHub shows: the link comes first."""
    lines = [each.link, each.reason or each.state]
    lines += [
        f"{case.name}: {one_line(case.message)}" if case.message else case.name
        for case in each.cases
        if case.verdict not in {None, "passed"}
    ]
    text = "\n".join(f"{line[:LINE]}…" if len(line) > LINE else line for line in lines if line)
    if len(text) <= MESSAGE:
        return text
    kept = text[:MESSAGE].rpartition("\n")[0] or text[:MESSAGE]
    return f"{kept}\n… {text.count(chr(10)) - kept.count(chr(10))} more lines"


def _annotations_so_far() -> int:
    """Count the annotations of the step, which earlier commands noted in its summary."""
    try:
        text = Path(os.environ.get("GITHUB_STEP_SUMMARY") or os.devnull).read_text(
            "utf-8", "replace"
        )
    except OSError:
        return 0
    return sum(map(int, re.findall(NOTED.format(r"(\d+)"), text)))


def _append(variable: str, text: str, limit: int | None = None) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    file = Path(path)
    written = text.encode()
    if limit is not None:
        room = limit - (file.stat().st_size if file.exists() else 0)
        written = _cut(text, max(0, room))
    with file.open("ab") as opened:
        opened.write(written)


def _cut(text: str, room: int) -> bytes:
    """Cut a text at the end of a line, and tell how many are left out."""
    whole = text.encode()
    if len(whole) <= room:
        return whole
    kept = whole[: max(0, room - len(MORE) - 8)].rpartition(b"\n")[0]
    left = whole.count(b"\n") - kept.count(b"\n")
    note = f"\n{MORE}{left}\n".encode()
    return kept + note if len(kept) + len(note) <= room else b""


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
