"""What goes into the engine and what comes out of it."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar, get_args

from attrs import Factory, frozen

# The first four carry WireMock's names, the others have none there.
ConnectionFault: TypeAlias = Literal[
    "empty-response",
    "connection-reset-by-peer",
    "malformed-response-chunk",
    "random-data-then-close",
    "truncated",
    "slow",
    "garbage",
    "html",
]
CONNECTION_FAULTS: Final[tuple[str, ...]] = get_args(ConnectionFault)
T = TypeVar("T")

GARBAGE: Final = bytes(range(128, 256)) * 2
HTML: Final = b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1><p>Try again later.\n"
REASON: Final = "x-specmock-reason"
UNDOCUMENTED: Final = "x-specmock-undocumented"


@frozen
class HttpRequest:
    """An HTTP request; the path is as it was sent, the names of headers are in lower case.

    `base` is what stands before the path where a mock is mounted below another one.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = Factory(dict)
    body: bytes = b""
    base: str = ""


@frozen
class HttpResponse:
    """An HTTP answer, and what is done to it on its way out."""

    status: int
    headers: dict[str, str] = Factory(dict)
    body: bytes = b""
    delay: float = 0.0
    fault: ConnectionFault | None = None

    def json(self) -> Any:
        """Parse the body as JSON."""
        return json.loads(self.body)


@frozen
class Later(Generic[T]):
    """A wait until a time of the mock's clock, when the answer is asked for again."""

    until: float
    then: "Callable[[], T | Later[T]]"


Answer: TypeAlias = HttpResponse | Later[HttpResponse]


def json_response(status: int, value: Any, media_type: str = "application/json") -> HttpResponse:
    """Build an answer with a JSON body."""
    return HttpResponse(status, {"content-type": media_type}, json.dumps(value).encode())


def problem(status: int, detail: str) -> HttpResponse:
    """Build an answer (RFC 9457) that the document does not describe, marked as such."""
    body = {"type": "about:blank", "status": status, "detail": detail}
    response = json_response(status, body, "application/problem+json")
    response.headers[UNDOCUMENTED] = "true"
    response.headers[REASON] = header_text(detail)
    return response


def header_text(text: str) -> str:
    """Escape a text for a header: printable ASCII, at most 500 characters."""
    printable = text.encode("ascii", "backslashreplace").decode()
    return "".join(character if " " <= character <= "~" else " " for character in printable)[:500]
