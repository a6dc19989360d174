"""Ids of new things, in the form of those that a document shows."""

import random
import re
import string
from collections.abc import Callable, Iterator

from specmock.openapi import UUID_PATTERN

_ALPHABETS = (string.ascii_uppercase, string.ascii_lowercase, string.digits[1:])
_TRIES = 20
_PREFIX = re.compile(r"(?:[A-Za-z]+[-_:])*")  # words that say what it is an id of: cus_, pet-
_ENDINGS = (  # what may be drawn anew where a form demands the rest
    (re.compile("[0-9a-f]{4,}$"), "0123456789abcdef"),
    (re.compile("[0-9A-F]{4,}$"), "0123456789ABCDEF"),
    (re.compile("[0-9]+$"), string.digits),
    (re.compile("[0-9A-Za-z]{4,}$"), string.digits + string.ascii_uppercase),
)


def uuid_of(bits: int) -> str:
    """Write 128 bits as a UUID of version 4 (RFC 9562, 5.4), six of which they lose."""
    text = f"{bits:032x}"
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


def minted(source: random.Random, shown: str) -> str:
    """Make an id of the form of a shown one: a UUID, or its letters and digits drawn anew."""
    if UUID_PATTERN.fullmatch(shown):
        return uuid_of(source.getrandbits(128))
    prefix = _PREFIX.match(shown)
    text = prefix[0] if prefix and len(prefix[0]) < len(shown) else ""
    for each in shown.ljust(8, "1") if shown.isdecimal() else shown[len(text) :]:
        alphabet = next((letters for letters in _ALPHABETS if each in letters + "0"), each)
        text += source.choice(alphabet)
    return text


def fresh(
    source: random.Random, shown: object, fits: Callable[[object], bool], number: int
) -> object | None:
    """Find an id that fits: of the form of the shown one, or the next number; else None."""
    for candidate in _candidates(source, shown, number):
        if fits(candidate):
            return candidate
    return None


def _candidates(source: random.Random, shown: object, number: int) -> Iterator[object]:
    if isinstance(shown, int):
        yield from range(shown + number, shown + number + _TRIES)
    elif isinstance(shown, str) and shown:
        yield str(number) if shown.isdecimal() and len(shown) < 8 else minted(source, shown)
        yield minted(source, shown)
        for ending, alphabet in _ENDINGS:
            if found := ending.search(shown):
                yield shown[: found.start()] + "".join(source.choices(alphabet, k=len(found[0])))
    yield uuid_of(source.getrandbits(128))
    for each in range(number, number + _TRIES):
        yield from (each, str(each))
    yield f"{source.getrandbits(96):024x}"
