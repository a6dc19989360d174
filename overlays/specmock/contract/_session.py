"""The network of a `requests` session, as schemathesis uses one, through a generated client."""

import threading
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from specmock.openapi import HttpRequest

from ._client import ClientUnderTest, past_the_client

_CASE: Final = "x-schemathesis-testcaseid"
_last = threading.local()  # the id of the case that is being sent, and if it is a positive one


def before_call(_: Any, case: Any, __: dict[str, Any]) -> None:
    """Note the mode of a case; requests carry no more than its id."""
    mode = case.meta.generation.mode if case.meta else None
    _last.case = (case.id, mode is None or mode.is_positive)


@cache
def _listen() -> None:
    """Hear of the cases of schemathesis, once a process."""
    import schemathesis  # it takes a second

    schemathesis.hook(before_call)


class ClientAdapter(HTTPAdapter):
    """Hands each request of a session to a generated client."""

    def __init__(
        self, client: ClientUnderTest, base_url: str, *, strict: bool, past: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._client = client
        self._base = urlsplit(base_url).path.rstrip("/")
        self._strict = strict
        self._past = past

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request; raise ContractError where the client differs from its spec."""
        message = message_of(request, self._base)
        if why := self._client.unable(message):
            if _is_positive(message):
                self._passed_by(message, why)
            answer = self._client.send(message)
        else:
            answer = self._client.ask(message).response
        headers = HTTPHeaderDict(answer.headers.multi_items())
        raw = HTTPResponse(
            BytesIO(answer.content),
            headers,
            answer.status_code,
            reason=httpx.codes.get_reason_phrase(answer.status_code),
            preload_content=False,
            decode_content=False,
            version=11,
        )
        return self.build_response(request, raw)

    def _passed_by(self, message: HttpRequest, why: str) -> None:
        """Count a request that goes past the client though it should not; raise where that fails."""
        name = self._client.name_of(message)
        self._client.coverage.note_past(name, why, self._past.get(name))
        if self._strict and name not in self._past:
            raise past_the_client(name, why)


def _is_positive(message: HttpRequest) -> bool:
    """Tell if a request is meant to be a good one, as all are that are no cases of schemathesis."""
    case, is_positive = getattr(_last, "case", (None, True))
    return is_positive or message.headers.get(_CASE) != case


def session(
    client: ClientUnderTest,
    base_url: str,
    *,
    strict: bool = True,
    past: Mapping[str, str] | None = None,
) -> requests.Session:
    """Make a session whose requests to a base address go through a generated client.

    It is what `case.call_and_validate(base_url, session)` of schemathesis takes. Cases that break
    the spec on purpose go to the server as they are.

    Args:
        client: The client under test.
        base_url: The base address that the cases are made for.
        strict: Raise ContractError for any other request that goes past the client.
        past: Operations that may go past the client all the same, with the reason of each.

    Raises ValueError for a name that is no operation of the spec, or has no reason.
    """
    past = past or {}
    if wrong := [name for name, why in past.items() if name not in client.operations or not why]:
        raise ValueError(
            f"past: {wrong[0]} is no operation of {client.document.path}, or no reason"
        )
    _listen()
    made = requests.Session()
    made.trust_env = False
    made.mount(base_url, ClientAdapter(client, base_url, strict=strict, past=past))
    return made


def message_of(request: requests.PreparedRequest, base: str = "") -> HttpRequest:
    """Convert a request of the library `requests`; its path is taken below a base path."""
    parts = urlsplit(request.url or "")
    headers: Mapping[str, Any] = request.headers
    body = request.body or b""
    return HttpRequest(
        request.method or "GET",
        parts.path.removeprefix(base) or "/",
        parts.query,
        {name.lower(): _text(value) for name, value in headers.items()},
        body.encode() if isinstance(body, str) else bytes(body),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
