"""The network of a `requests` session, as schemathesis uses one, through a generated client."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from specmock.openapi import HttpRequest

from ._client import ClientUnderTest


class ClientAdapter(HTTPAdapter):
    """Hands each request of a session to a generated client."""

    def __init__(self, client: ClientUnderTest, base_url: str) -> None:
        super().__init__()
        self._client = client
        self._base = urlsplit(base_url).path.rstrip("/")

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer a request; raise ContractError where the client differs from its spec."""
        answer = self._client.ask(message_of(request, self._base)).response
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


def session(client: ClientUnderTest, base_url: str) -> requests.Session:
    """Make a session whose requests to a base address go through a generated client.

    It is what `case.call_and_validate(base_url, session)` of schemathesis takes.
    """
    made = requests.Session()
    made.trust_env = False
    made.mount(base_url, ClientAdapter(client, base_url))
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
