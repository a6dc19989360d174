"""Names as identifiers: snake case, plurals, and how much of a path two operations share."""

import re

from lint.places import snake_case


def plain(text: str) -> str:
    """Write a name in snake case, whatever stands between its words."""
    return snake_case(re.sub(r"\W", "_", text)).strip("_").replace("__", "_")


def singular(noun: str) -> str:
    return noun.removesuffix("s") if is_plural(noun) else noun


def is_plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def common_segments(one: str, other: str) -> int:
    """Count the segments that two paths begin with."""
    same = 0
    for mine, theirs in zip(one.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            break
        same += 1
    return same


def nouns(path: str) -> list[str]:
    """Segments of a path that are neither a version nor a parameter."""
    return [
        one
        for one in path.split("/")
        if one and "{" not in one and not re.fullmatch(r"v\d+|api", one)
    ]
