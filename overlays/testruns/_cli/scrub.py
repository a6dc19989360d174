"""Scrub text from outside before it is shown: secrets, control characters, workflow commands.

Vendors' answers, commit messages and the like are data. In the log of a CI system they must never
become a command, nor a line of their own, nor letters that nobody sees.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from specmock.scrub import printable

Scrub: TypeAlias = Callable[[str], str]

ESCAPES = {
    "\b": "b",
    "\f": "f",
    "\n": "n",
    "\r": "r",
    "\t": "t",
}  # of JSON; others stand for themselves
WEB = ("http://", "https://")


def scrubber(secrets: Iterable[str]) -> Scrub:
    """Make a scrubber: secrets become ***, letters that cannot be seen U+FFFD, commands are split.

    A secret of several lines is scrubbed line by line as well, and also as JSON escapes it.
    """
    lines = {line.strip() for secret in secrets for line in (secret, *secret.splitlines())}
    hidden = sorted((line for line in lines if len(line) > 3), key=len, reverse=True)

    patterns = [re.compile("".join(map(_spellings, line))) for line in hidden]

    def scrub(text: str) -> str:
        for secret in patterns:
            text = secret.sub("***", text)
        return printable(text)

    return scrub


def _spellings(letter: str) -> str:
    """Match a letter as it is, and as JSON may escape it (RFC 8259, 7)."""
    if letter.isascii() and letter.isalnum():
        return letter
    units = letter.encode("utf-16-be", "surrogatepass")
    code = "".join(rf"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    short = re.escape("\\" + ESCAPES.get(letter, letter))
    return f"(?:{short}|(?i:{code})|{re.escape(letter)})"


def one_line(text: str | None) -> str:
    """Join the lines of a text."""
    return " ".join((text or "").split())


def web_address(text: str) -> str | None:
    """Accept a link only if it is one of the web."""
    return text if text.startswith(WEB) else None


def scrubbed(value: Any, scrub: Scrub) -> Any:
    """Scrub the texts of a JSON value, keys included."""
    if isinstance(value, dict):
        return {scrub(str(key)): scrubbed(each, scrub) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(each, scrub) for each in value]
    return scrub(value) if isinstance(value, str) else value
