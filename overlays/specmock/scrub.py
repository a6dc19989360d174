"""Scrub text from outside before it is printed: control characters and workflow commands."""

import re
from typing import Final
from unicodedata import category

# What runners take for a command: GitHub `::` and `##[`, Azure `##vso[`, TeamCity `##teamcity[`.
_COMMANDS: Final = re.compile(r":(?=:)|#(?=#(?:\[|vso\[|teamcity\[))", re.IGNORECASE)
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"  # letters without a glyph


def printable(text: str) -> str:
    """Replace what cannot be seen, and split what a runner would take for a command."""
    if not text.isprintable() or not text.isascii():
        text = "".join(map(_seen, text))
    return _COMMANDS.sub(r"\g<0> ", text)


def _seen(letter: str) -> str:
    if letter in "\n\t" or (letter.isprintable() and letter not in _BLANKS):
        return letter
    return " " if category(letter) == "Zs" else "\N{REPLACEMENT CHARACTER}"
