"""The journal of requests."""

from collections.abc import Set
from urllib.parse import unquote

from attrs import frozen

from specmock.openapi import REASON, HttpRequest, HttpResponse


@frozen
class Entry:
    """A request in the journal: no header and no body, so no key."""

    time: float
    mock: str
    method: str
    path: str
    operation: str | None
    status: int
    reason: str | None = None
    fault: str | None = None


def entry_of(
    time: float,
    mock: str,
    request: HttpRequest,
    operation: str | None,
    response: HttpResponse,
    secret: Set[str],
) -> Entry:
    """Make an entry of a request; `secret` names the query parameters that hold keys."""
    query = _without_keys(request.query, secret)
    return Entry(
        time=time,
        mock=mock,
        method=request.method,
        path=request.path + (f"?{query}" if query else ""),
        operation=operation,
        status=response.status,
        reason=response.headers.get(REASON),
        fault=response.fault,
    )


def _without_keys(query: str, secret: Set[str]) -> str:
    if not secret:
        return query
    parts = [part.partition("=") for part in query.split("&")]
    return "&".join(
        f"{name}=***" if unquote(name) in secret else name + equals + text
        for name, equals, text in parts
    )
