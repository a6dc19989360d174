"""Reasons of the mutants that survive."""

import re
from typing import Final

REASONS: Final[dict[str, str]] = {
    r"(any|one)Of: order turned$": "a value fits one type only, and a word is a string in either order",
    r'Account: name becomes "X-c': "the name of a header has no case",
    r"TestId/schema: ignores minLength$": "an empty id is another path, which is not there",
    r"SessionId/schema: ignores type$": "in a path each text is a string",
    r"get/parameters/[56]/schema.*: ignores type$": "in a query each text is an array of texts",
    r"/trigger/get/parameters/\d/schema: ignores type$": "in a query each id is a string",
    # Defects
    r"sessions/\w+\.py#\d+: a (path is|slash in a path is|space in a path is)": "an id has nothing to quote",
    r"get_(run|results)\.py#\d+: a text in a query is (quoted|stripped)$": "an id has nothing to quote",
    r"assets\.py#0: a text in a query is (quoted|stripped)$": "a word of an enum has nothing to quote",
    r"get_ci_config\.py#0: (nothing is sent as null|false and zero are left out)$": "it is always sent",
    r"api/(runs|projects)/\w+\.py#0: a header is left for the next call$": "no header is optional",
    r"sessions/\w+\.py#\d+: a header is quoted$": "an id has nothing to quote",
    # Mocks
    r"RunOptions: ignores type$": "what it is composed with says that it is an object",
}


def reason(what: str) -> str | None:
    """Find the reason why a mutant survives; None where nobody knows."""
    return next((why for pattern, why in REASONS.items() if re.search(pattern, what)), None)
