"""Limits, defaults and formats that a sentence on a field states, where its wording is certain."""

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen
from specmock.openapi import DocumentError, loads

_NUMBER: Final = r"(-?\d[\d,_]*(?:\.\d+)?)"
_LENGTH: Final = r"(?:characters?|chars?|letters?)(?: long)?"
_ITEMS: Final = r"(?:items?|entries|elements?|values?|ids?|tags?)"
_MOST: Final = r"(?:at most|up to|no more than|max(?:imum)?\.?(?: of| length(?: of| is|:)?| is|:)?)"
_LEAST: Final = (
    r"(?:at least|no (?:fewer|less) than|min(?:imum)?\.?(?: of| length(?: of| is|:)?| is|:)?)"
)
_FORMS: Final = {
    "date-time": r"ISO[ -]?8601(?: (?:date[ -]?time|timestamp))?|RFC[ -]?3339(?: timestamp)?",
    "uuid": r"(?:an? )?UUID(?: v\d)?",
    "email": r"(?:an? )?e-?mail address",
}


@frozen
class _Rule:
    """Aspects that a pattern states of fields of some types, one for each of its groups."""

    kinds: tuple[str, ...]
    pattern: re.Pattern[str]
    aspects: tuple[str, ...]


def _rule(kinds: str, pattern: str, *aspects: str) -> _Rule:
    whole = re.compile(rf"(?<![\w.-]){pattern}(?![\w-]|\.\d)", re.IGNORECASE)
    return _Rule(tuple(kinds.split()), whole, aspects)


_RULES: Final = (
    _rule("string", rf"between {_NUMBER} and {_NUMBER} {_LENGTH}", "minLength", "maxLength"),
    _rule("string", rf"{_MOST} {_NUMBER} {_LENGTH}", "maxLength"),
    _rule("string", rf"{_LEAST} {_NUMBER} {_LENGTH}", "minLength"),
    _rule("string", rf"max(?:imum)?\.? length(?: of| is|:)? {_NUMBER}", "maxLength"),
    _rule("string", rf"min(?:imum)?\.? length(?: of| is|:)? {_NUMBER}", "minLength"),
    _rule("array", rf"between {_NUMBER} and {_NUMBER} {_ITEMS}", "minItems", "maxItems"),
    _rule("array", rf"{_MOST} {_NUMBER} {_ITEMS}", "maxItems"),
    _rule("array", rf"{_LEAST} {_NUMBER} {_ITEMS}", "minItems"),
    _rule("integer number", rf"between {_NUMBER} and {_NUMBER}", "minimum", "maximum"),
    _rule("integer number", rf"from {_NUMBER} to {_NUMBER}", "minimum", "maximum"),
    _rule("integer number", rf"{_MOST} {_NUMBER}", "maximum"),
    _rule("integer number", rf"{_LEAST} {_NUMBER}", "minimum"),
)
_DEFAULT: Final = re.compile(
    r"\b(?:defaults to|default(?: value)?(?: is|:)|by default:?) "
    r"[`'\"]?([\w.-]*\w)[`'\"]?(?= ?[.,;)]|$)",
    re.IGNORECASE,
)
_PYTHON_TYPES: Final[dict[str, Any]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_UNIT: Final = re.compile(
    r"\b(?:in|of|number of) (milliseconds|seconds|minutes|hours|days|bytes|kilobytes|megabytes|"
    r"percent|pixels)\b",
    re.IGNORECASE,
)
_UNSURE: Final = re.compile(
    r"\b(if|unless|when|depend\w*|may|can|usually|typically|recommend\w*|otherwise|except|plans?)\b",
    re.IGNORECASE,
)


def stated(text: str, kind: str) -> dict[str, Any]:
    """Read the aspects that a sentence states of a field; none of one with a condition.

    Args:
        kind: Type of the field, as facts have it: `string`, `integer[]`.
    """
    if _UNSURE.search(text):
        return {}
    bare = "array" if kind.endswith("[]") else kind
    found: dict[str, Any] = {}
    for rule in _RULES:
        if bare in rule.kinds and (match := rule.pattern.search(text)):
            for aspect, number in zip(rule.aspects, match.groups(), strict=True):
                found.setdefault(aspect, _number(number))
    if bare in ("integer", "number"):
        found = {name: value for name, value in found.items() if _is_bound(text, value)}
    found |= dict(_default(text, bare))
    if bare == "string":
        forms = [name for name, words in _FORMS.items() if _is_form(words, text)]
        found |= {"format": forms[0]} if len(forms) == 1 else {}
    return found


def unit(text: str) -> str:
    """Unit that a sentence gives for a number: "" for none."""
    found = _UNIT.search(text)
    return found[1].lower() if found else ""


def _number(text: str) -> int | float:
    plain = re.sub(r"[,_]", "", text)
    return float(plain) if "." in plain else int(plain)


def _is_bound(text: str, value: float) -> bool:
    """Decide if a number bounds the value itself, and not how often or how many of something."""
    shown = re.escape(f"{value:,}") + "|" + re.escape(str(value))
    after = re.search(rf"(?:{shown})\s+([a-z]+)", text, re.IGNORECASE)
    units = "and|to|or|seconds?|minutes?|hours?|days?|milliseconds?|ms|percent|bytes|inclusive"
    return after is None or re.fullmatch(units, after[1], re.IGNORECASE) is not None


def _default(text: str, kind: str) -> Iterator[tuple[str, Any]]:
    match = _DEFAULT.search(text)
    if match is None:
        return
    try:
        value = loads(f"value: {match[1]}", "-").root["value"]
    except DocumentError:
        return
    fits = _PYTHON_TYPES.get(kind, ())
    if isinstance(value, fits) and isinstance(value, bool) == (kind == "boolean"):
        yield "default", value


def _is_form(words: str, text: str) -> bool:
    """Decide if a sentence names a format as what the whole value is."""
    pattern = rf"(?:{words})[.]?|.*\b(?:as an?|in|format(?:ted)?:?(?: as| is)?(?: an?)?) (?:{words})(?: format)?[.)]?"
    return re.fullmatch(pattern, text.strip(), re.IGNORECASE) is not None
