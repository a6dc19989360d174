"""What GitHub Actions shows: the step's summary, annotations and outputs."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

from testruns._cli.outcomes import MEANINGS, Exit
from testruns._cli.view.rows import Row, in_words

from .markdown import markdown

SUMMARY_LIMIT = 1024 * 1024  # bytes; GitHub refuses a larger summary of a step
ANNOTATIONS = 10  # GitHub shows no more of a step
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY_ESCAPES = {**ESCAPES, ":": "%3A", ",": "%2C"}


def write(rows: Sequence[Row], code: Exit) -> None:
    """Write all three; facts: the page on workflow commands in GitHub's documentation."""
    _append("GITHUB_STEP_SUMMARY", markdown(rows, code), SUMMARY_LIMIT)
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
    bad = [each for each in rows if each.exit_code != Exit.PASSED]
    for each in bad[:ANNOTATIONS]:
        failing = [case.name for case in each.cases if case.verdict not in {None, "passed"}]
        text = [each.reason or each.state, *failing, each.link or ""]
        kind = "notice" if each.exit_code is None else "error"
        title = _escaped(f"{each.title}: {each.state}", PROPERTY_ESCAPES)
        # To standard error, which GitHub reads as well: standard output may be a document.
        message = _escaped("\n".join(line for line in text if line), ESCAPES)
        print(f"::{kind} title={title}::{message}", file=sys.stderr)
    if len(bad) > ANNOTATIONS:
        print(f"::notice title=testruns::{in_words(rows)}", file=sys.stderr)
    sys.stderr.flush()


def _append(variable: str, text: str, limit: int | None = None) -> None:
    path = os.environ.get(variable)
    if path:
        written = text.encode()[:limit].decode(errors="ignore")
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(written)


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
