"""Undo what saving a page as text glues together: headings, commands and the cells of tables."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from attrs import frozen

METHOD: Final = "GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS"
_SEGMENT: Final = r"(?:[A-Za-z0-9._~-]+|\{\w+\})"
PATH: Final = rf"/{_SEGMENT}(?:/{_SEGMENT})*"
_LOWER_PATH: Final = PATH.replace("A-Z", "")
_ADDRESS: Final = re.compile(
    rf"(?P<host>https?://[a-z0-9.-]*[a-z0-9](?::\d+)?)(?P<path>(?:/{_SEGMENT})*/?)"
    r"(?:\?(?P<query>[^\s\"'`)]*))?"
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9}])(?=[A-Z])")
_GLUED_HEADING: Final = re.compile(rf"(.*?[)\]}}\d\"';])({PATH})")
_COLUMN: Final = re.compile(r"[A-Z][a-z]+(?: [a-z]+)*\??")
_TYPE_WORDS: Final = "string|number|integer|boolean|object|array|uuid|datetime|url"
_METHOD_ROW: Final = re.compile(r"(.*?)(None|\w+\(\w+\)(?:, ?\w+\(\w+\))*)([\d, ]+)")
_NAME_ROW: Final = re.compile(rf"(\w+?)({_TYPE_WORDS})([A-Z].*)?")
_CODE_ROW: Final = re.compile(r"(\d{3})(\D.*)")


@frozen
class Address:
    """A web address in a text, and the index where it ends."""

    host: str
    path: str
    query: str
    end: int


def matches(template: str, path: str) -> bool:
    """Decide if a path fits a template whose {parts} stand for one segment each."""
    parts = re.split(r"\{\w+\}", template)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), path) is not None


def addresses(text: str, paths: Collection[str] = (), *, glued: bool = False) -> Iterator[Address]:
    """Find the web addresses of a text.

    Args:
        paths: Those of the known operations; a path that fits one is whole.
        glued: Whether the next heading may be glued to an address. Then a path that is not known
            ends where a capital letter follows a small one.
    """
    for found in _ADDRESS.finditer(text):
        path, query, end = found["path"], found["query"] or "", found.end()
        if glued and not query and not any(matches(known, path) for known in paths):
            cuts = [path[: hump.start()] for hump in _HUMP.finditer(path)]
            known = [cut for cut in cuts if any(matches(one, cut) for one in paths)]
            if cut := next(iter(known or cuts), ""):
                path, end = cut, found.start("path") + len(cut)
        yield Address(found["host"], path, query, end)


def split_heading(text: str) -> tuple[str, ...]:
    """Split the path of a heading off the line that it is glued to."""
    if re.fullmatch(rf"(?:(?:{METHOD}) )?{PATH}", text) or "://" in text:
        return (text,)
    found = _GLUED_HEADING.fullmatch(text)
    if not found or "/" in found[1].split()[-1]:  # the line is prose and ends in a path
        return (text,)
    return found.groups()


def split_command(command: str, paths: Collection[str]) -> tuple[str, str]:
    """Split the heading off that is glued to the last word of a command."""
    last = command.rstrip("\n").rfind("\n") + 1
    tail = command[last:]
    if last_quote := max(tail.rfind('"'), tail.rfind("'")) + 1:
        glued = re.match(r"[A-Z/]", tail[last_quote:])
        return (command[: last + last_quote], tail[last_quote:]) if glued else (command, "")
    address = next(addresses(tail, paths, glued=True), None)
    if address and re.match(r"(?<=[\"'}a-z0-9])[A-Z]|(?<=[\"'}])/", tail[address.end :]):
        return command[: last + address.end], tail[address.end :]
    return command, ""


def header_cells(text: str) -> tuple[str, ...] | None:
    """Split the header of a table whose columns are glued, each with a capital letter."""
    columns = tuple(_COLUMN.findall(text))
    known = columns and columns[0] in ("Method", "Name", "Code")
    return columns if known and len(columns) > 1 and "".join(columns) == text else None


def row_cells(header: tuple[str, ...], text: str, paths: Collection[str]) -> tuple[str, ...] | None:
    """Split a row into its cells, if it fits the glued header above it."""
    match header[0]:
        case "Method":
            head = re.match(rf"({METHOD})(?=/)", text)
            if not head:
                return None
            rest = text[head.end() :]
            known = max((one for one in paths if rest.startswith(one)), key=len, default="")
            lower = re.match(_LOWER_PATH, rest)
            path = known or (lower[0] if lower else "")
            found = _METHOD_ROW.fullmatch(rest[len(path) :])
            cells = (head[1], path, *found.groups()) if found and path else ()
        case "Name":
            found = _NAME_ROW.fullmatch(text)
            cells = found.groups() if found else ()
        case _:
            found = _CODE_ROW.fullmatch(text)
            cells = found.groups() if found else ()
    if not cells:
        return None
    cells = tuple(cell or "" for cell in cells)
    return (*cells, *[""] * (len(header) - len(cells)))
