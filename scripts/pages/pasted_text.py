"""Undo what saving a page as text glues together: headings, commands and the cells of tables."""

import re
from typing import Final

METHOD: Final = "GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS"
PATH: Final = r"/(?:[a-z0-9._~-]+|\{\w+\})(?:/(?:[a-z0-9._~-]+|\{\w+\}))*"
# A path ends where an upper-case letter begins: the next heading is glued to it.
ADDRESS: Final = re.compile(
    r"(?P<host>https?://[a-z0-9.-]*[a-z0-9](?::\d+)?)(?P<path>(?:/(?:[a-z0-9._~-]+|\{\w+\}))*/?)"
    r"(?:\?(?P<query>[^\s\"'`)]*))?"
)
TYPES: Final = {
    "uuid": ("string", "uuid"),
    "datetime": ("string", "date-time"),
    "url": ("string", "uri"),
    **{word: (word, None) for word in ["string", "number", "integer", "boolean", "object"]},
}
_GLUED: Final = re.compile(r"(?<=[\"'}])(?=[A-Z/])|(?<=[a-z0-9])(?=[A-Z])")
_GLUED_HEADING: Final = re.compile(rf"(.*?[)\]}}\d\"';])({PATH})")
_HEADERS: Final = {
    "".join(cells): cells
    for cells in (
        ("Method", "Endpoint", "Description", "Params", "Codes"),
        ("Name", "Type", "Description"),
        ("Code", "Meaning"),
    )
}
_ROWS: Final = {
    "Method": re.compile(rf"({METHOD})({PATH})(.*?)(None|\w+\(\w+\)(?:, ?\w+\(\w+\))*)([\d, ]+)"),
    "Name": re.compile(rf"(\w+?)({'|'.join(TYPES)})([A-Z].*)?"),
    "Code": re.compile(r"(\d{3})(\D.*)"),
}


def split_heading(text: str) -> tuple[str, ...]:
    """Split the path of a heading off the line that it is glued to."""
    if re.fullmatch(rf"(?:(?:{METHOD}) )?{PATH}", text) or "://" in text:
        return (text,)
    found = _GLUED_HEADING.fullmatch(text)
    return found.groups() if found else (text,)


def split_command(command: str) -> tuple[str, str]:
    """Split the heading off that is glued to the last word of a command."""
    last = command.rstrip("\n").rfind("\n") + 1
    tail = command[last:]
    if last_quote := max(tail.rfind('"'), tail.rfind("'")) + 1:
        glued = re.match(r"[A-Z/]", tail[last_quote:])
        return (command[: last + last_quote], tail[last_quote:]) if glued else (command, "")
    address = ADDRESS.search(tail)
    if address and (found := _GLUED.match(tail, address.end())):
        return command[: last + found.start()], tail[found.start() :]
    return command, ""


def header_cells(text: str) -> tuple[str, ...] | None:
    """Split the header of a table into its columns, if it is one that is known glued."""
    return _HEADERS.get(text)


def row_cells(first_column: str, text: str) -> tuple[str, ...] | None:
    """Split a row into its cells, if it fits the table whose first column is named."""
    found = _ROWS[first_column].fullmatch(text)
    return tuple(cell or "" for cell in found.groups()) if found else None
