"""Loose JSON, as people write it, turned into JSON line for line."""

import json
import re
from typing import Final

_TOKEN: Final = re.compile(
    r'(?P<double>"(?:[^"\\]|\\.)*")'
    r"|(?P<single>'(?:[^'\\]|\\.)*')"
    r"|(?P<comment>//[^\n]*|/\*.{0,5000}?\*/|(?<=[\s,{\[])\#\s[^\n]*)"
    r"|(?P<key>[A-Za-z_$][\w$-]*)(?=\s*:)"
    r"|\t",
    re.DOTALL,
)
_TRAILING: Final = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)

_MOST_COMMENTS: Final = 10_000


def strict(text: str) -> str:
    """Write loose JSON strictly: comments, quotes, bare keys, trailing commas, raw line breaks.

    What is none of that stays as it is, so that a parser complains of it; each line keeps its number.
    """
    if text.count("/*") > _MOST_COMMENTS:
        return text  # to look for the end of each would take for ever
    plain = _TOKEN.sub(_token, text)
    return _TRAILING.sub(lambda found: found[1] or "", plain)


def _token(found: re.Match[str]) -> str:
    whole = found[0]
    breaks = "\n" * whole.count("\n")
    match found.lastgroup:
        case "double":
            return _quoted(whole[1:-1]) + breaks
        case "single":
            inner = re.sub(r"\\(.)|(\")", _requoted, whole[1:-1], flags=re.DOTALL)
            return _quoted(inner) + breaks
        case "comment":
            return breaks
        case "key":
            return json.dumps(whole)
    return " "


def _requoted(found: re.Match[str]) -> str:
    """An escape of a string in single quotes, or a quote in it, as double quotes want it."""
    return '\\"' if found[2] else "'" if found[1] == "'" else found[0]


def _quoted(inner: str) -> str:
    """A string whose line breaks and tabs are escaped."""
    escaped = inner.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
