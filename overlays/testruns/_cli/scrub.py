"""Scrub secrets and control characters from text before it is shown."""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

Scrub: TypeAlias = Callable[[str], str]

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff\ufffe\uffff]")


def scrubber(secrets: Iterable[str]) -> Scrub:
    """Scrubber of text: secrets become ***, control characters a replacement character."""
    hidden = sorted({secret for secret in secrets if len(secret) > 3}, key=len, reverse=True)

    def scrub(text: str) -> str:
        for secret in hidden:
            text = text.replace(secret, "***")
        return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)

    return scrub
