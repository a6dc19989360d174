"""Forms of values as text: how each is named in a help, and read."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, Literal, NewType, TypeAlias, get_args
from typing import get_origin as _origin
from uuid import UUID

from attrs import frozen

Types: TypeAlias = tuple[Any, ...]  # the members of a union, without None and Unset

Duration = NewType("Duration", float)  # seconds, written as 90, 90s, 15m or 1h30m
UNITS = {"s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smh]?)")


def origin(annotation: object) -> object:
    """Find what a generic type is of: list for list[str], Literal for a choice."""
    return _origin(annotation)


@frozen
class Form:
    """How a value is written as text: its name in a help, its reader, the words to choose from."""

    name: str
    read: Callable[[str], Any]
    choices: tuple[str, ...] = ()


def _text(text: str) -> str:
    return text


def _number(kind: type[int] | type[float], what: str, text: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ValueError(f"{text!r} is not a valid {what}")
    return number


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a valid UUID") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time; write 2026-01-31T14:00:00+01:00") from None
    return moment if moment.tzinfo else moment.astimezone()


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write 2026-01-31") from None


def _flag(text: str) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{text!r} is not a valid boolean: write true or false") from None


def seconds(text: str) -> float:
    """Parse a length of time as people write it (90, 90s, 15m, 1h30m) into seconds."""
    parts = DURATION.findall(text)
    has_bare = len(parts) > 1 and not all(unit for _, unit in parts)
    if not parts or has_bare or DURATION.sub("", text).strip():
        raise ValueError(f"{text!r} is no length of time; write 90, 90s, 15m or 1h30m")
    return float(sum(float(number) * UNITS[unit or "s"] for number, unit in parts))


TEXT = Form("TEXT", _text)
FLAG = Form("", _flag, ("true", "false"))
FORMS: dict[Any, Form] = {
    str: TEXT,
    bool: FLAG,
    int: Form("INTEGER", partial(_number, int, "integer")),
    float: Form("NUMBER", partial(_number, float, "number")),
    UUID: Form("ID", _uuid),
    datetime: Form("TIME", _moment),
    date: Form("DATE", _date),
    Duration: Form("DURATION", seconds),
    Path: Form("FILE", Path),
}


def choice(words: Sequence[str]) -> Form:
    """Make the form of a choice between words, in any case."""

    def read(text: str) -> str:
        for word in words:
            if word.lower() == text.lower():
                return word
        listed = ", ".join(map(repr, words))
        near = get_close_matches(text.lower(), [word.lower() for word in words], n=1)
        more = f"; did you mean {read(near[0])!r}?" if near else ""
        raise ValueError(f"{text!r} is not one of {listed}{more}")

    return Form(f"[{'|'.join(words)}]", read, tuple(words))


def form_of(types: Types) -> Form | None:
    """Find the form of a value without parts; None where it takes JSON."""
    words = [word for each in types if origin(each) is Literal for word in get_args(each)]
    rest = [each for each in types if origin(each) is not Literal]
    if words and all(isinstance(word, str) for word in words):
        known = choice(list(dict.fromkeys(words)))
        if not rest:
            return known
        # Words that a later version may add are texts.
        return Form("TEXT", _text, known.choices) if rest == [str] else None
    if {int, float} == set(rest):
        rest = [float]
    return FORMS.get(rest[0]) if len(rest) == 1 else None


def is_text(text: str) -> bool:
    """Whether a text can be sent: bytes that are no UTF-8 come as halves of letters."""
    try:
        return bool(text.encode()) or not text
    except UnicodeEncodeError:
        return False


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the name that may have been meant, or list all."""
    known = list(known)
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"
