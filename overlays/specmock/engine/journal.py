"""The journal of requests."""

import json
from collections import deque
from collections.abc import Set
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from attrs import field, frozen

from specmock.openapi import REASON, HttpRequest, HttpResponse

_MOST_OF_PATH: Final = 2000  # characters, so that the journal is bounded
_MOST_OF_BODY: Final = 100_000  # bytes, likewise


@frozen
class Entry:
    """A request in the journal: no header, so no key, and bodies only if the settings keep them."""

    time: float
    mock: str
    method: str
    path: str
    operation: str | None
    status: int
    reason: str | None = None
    fault: str | None = None
    sent: Any = field(default=None, repr=False)  # JSON as data, anything else as text
    answered: Any = field(default=None, repr=False)


class Journal:
    """The newest requests to a mock; entries are made when they are read, which is rarely."""

    def __init__(self, mock: str, secret: Set[str], size: int, *, bodies: bool = False) -> None:
        """Make a journal; `secret` names the query parameters that hold keys."""
        self._keeps_bodies = bodies
        self._mock = mock
        self._secret = secret
        self._rows: deque[tuple[Any, ...]] = deque(maxlen=size)

    def add(
        self, time: float, request: HttpRequest, operation: str | None, response: HttpResponse
    ) -> None:
        """Note a request, without its headers and its body."""
        query = request.query and _without_keys(request.query, self._secret)
        path = (f"{request.path}?{query}" if query else request.path)[:_MOST_OF_PATH]
        reason = response.headers.get(REASON)
        sent = answered = b""
        if self._keeps_bodies:
            sent, answered = request.body[:_MOST_OF_BODY], response.body[:_MOST_OF_BODY]
        about = (path, operation, response.status, reason, response.fault)
        self._rows.append((time, self._mock, request.method, *about, sent, answered))

    def entries(self, newest: int | None = None) -> list[Entry]:
        """Read the entries, or the newest ones, the oldest first."""
        first = 0 if newest is None else max(0, len(self._rows) - newest)
        rows = islice(self._rows, first, None)
        return [Entry(*row[:8], *map(_readable, row[8:])) for row in rows]

    def clear(self) -> None:
        """Forget the requests so far."""
        self._rows.clear()


def _readable(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")


def _without_keys(query: str, secret: Set[str]) -> str:
    if not secret:
        return query
    parts = [part.partition("=") for part in query.split("&")]
    return "&".join(
        f"{name}=***" if unquote(name) in secret else name + equals + text
        for name, equals, text in parts
    )
