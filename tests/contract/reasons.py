"""Reasons of the mutants that survive."""

import re
from typing import Final

REASONS: Final[dict[str, str]] = {
    r"(any|one)Of: order turned$": "a value fits one type only, and a word is a string in either order",
    r'Account: name becomes "X-c': "the name of a header has no case",
    r"TestId/schema: ignores minLength$": "an empty id is another path, which is not there",
    r"SessionId/schema: ignores type$": "in a path each text is a string",
    r"get/parameters/[56]/schema.*: ignores type$": "in a query each text is an array of texts",
    r"RunOptions: ignores type$": "what it is composed with says that it is an object",
}


def reason(what: str) -> str | None:
    """Find the reason why a mutant survives; None where nobody knows."""
    return next((why for pattern, why in REASONS.items() if re.search(pattern, what)), None)
