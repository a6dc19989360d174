"""Columns of tables and headings of lists, by their role and not by their exact title."""

import re
from typing import Final

_TITLES: Final = {
    "name": "name parameter param field property key attribute argument header option variable",
    "type": "type data_type format",
    "default": "default default_value",
    "required": "required mandatory required_optional is_required",
    "optional": "optional",
    "text": "description details notes note meaning explanation text comment comments summary about",
    "code": "code status_code http_code http_status http_status_code",
    "codes": "codes status_codes responses response_codes",
    "parameters": "params parameters arguments",
    "method": "method verb http_method",
    "path": "endpoint path url uri route resource",
    "limit": "limit rate_limit requests maximum_requests",
    "window": "window period per interval time_window",
    "state": "status state value",
    "terminal": "terminal final is_final is_terminal terminal_state final_state end ends",
    "values": "values allowed_values possible_values options enum accepted_values",
    "example": "example examples sample",
}
_ROLES: Final = {title: role for role, titles in _TITLES.items() for title in titles.split()}

_LISTS: Final = {
    "body": r"(request )?body( (parameters|params|fields|schema))?|request (parameters|fields|payload)"
    r"|payload",
    "query": r"(query|url|query string) (parameters|params|arguments)|query( string)?",
    "path": r"(path|url|route) (parameters|params|variables)",
    "header": r"(request |http )?headers?( parameters)?",
    "answer": r"(response|answer)( (body|fields|parameters|attributes|schema|properties))?|returns",
    "either": r"parameters|params|arguments|fields|options",
}
_ENDS: Final = re.compile(
    r"(rate )?limits?( and quotas)?|rate limiting|(status|state)( (values|codes|words))?|statuses"
    r"|(common |http )?errors?( (responses|codes|handling|messages))?|best practices|authentication"
    r"|authorization|base url|pagination|webhooks|changelog|need help|support|sdks?"
    r"|quick ?start( examples)?"
)
_NEEDED: Final = {
    "one of": r"required \((exactly )?one of\)|(exactly )?one of( the following)?",
    "required": r"(required|mandatory)( (parameters|fields))?",
    "optional": r"optional( (parameters|fields))?",
}
_YES: Final = ("yes", "true", "required", "mandatory", "✓", "✔", "✅", "always", "y", "x")
_NO: Final = ("no", "false", "optional", "✗", "✘", "❌", "n", "-", "\u2014", "\u2013", "")


def role(title: str) -> str:
    """Role of a column by its title; "" for one that is not known."""
    return _ROLES.get("_".join(re.findall(r"[a-z]+", title.lower())), "")


def heading(text: str) -> str:
    """Normalise a heading: no case, and no colon or question mark at its end."""
    return text.strip().strip("#*").rstrip(":?. ").lower()


def list_of(text: str) -> str:
    """List that a heading opens: body, query, path, header, answer, either of two, or none."""
    word = heading(text)
    return next((where for where, titles in _LISTS.items() if re.fullmatch(titles, word)), "")


def is_end(text: str) -> bool:
    """Decide if a heading ends the section of an operation."""
    return text[:1].isupper() and _ENDS.fullmatch(heading(text)) is not None


def needed(text: str) -> str:
    """Requiredness that a heading states of the table below it: "" if it is no such heading."""
    word = heading(text)
    found = (kind for kind, titles in _NEEDED.items() if re.fullmatch(titles, word))
    return next(found, "") if text[:1].isupper() else ""


def yes(cell: str) -> bool | None:
    """Read a cell that says yes or no; None for any other."""
    word = cell.strip().rstrip(".").lower()
    return True if word in _YES else False if word in _NO else None
