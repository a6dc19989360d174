"""The header `Prefer`, in Prism's vocabulary: `code=404, example=name`."""

import re
from typing import Final

from attrs import frozen

_PREFERENCE: Final = re.compile(
    r"""\b(code|example)\s*=\s*
    (?:"((?:[^"\\]|\\.)*)"                          # quoted, or words up to the next preference
    |([^",;\s]+(?:\s+(?!(?:code|example)\s*=)[^",;\s]+)*))""",
    re.VERBOSE,
)


@frozen
class Preference:
    """The answer that a client asks for."""

    code: str | None = None
    example: str | None = None


def preference(header: str) -> Preference | None:
    """Read a `Prefer` header; None where it asks for nothing that is known."""
    wanted = {
        name: re.sub(r"\\(.)", r"\1", quoted) or words
        for name, quoted, words in _PREFERENCE.findall(header)
    }
    return Preference(**wanted) if wanted else None
