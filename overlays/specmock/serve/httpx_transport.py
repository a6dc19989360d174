"""The mock as a transport of httpx: no socket, the same answers and the same exceptions."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Final

import anyio
import httpx

from specmock.engine.mock import Mock
from specmock.openapi import HttpRequest, HttpResponse, Later

from .headers import WITHOUT_BODY, add_header, without_body
from .site import Site

_NO_ANSWER: Final = httpx.RemoteProtocolError("Server disconnected without sending a response.")
_CUT: Final = "peer closed connection without sending complete message body"


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of a client, sync or async, from a mock or a site of mocks."""

    def __init__(self, mock: Mock | Site) -> None:
        self.mock = mock
        self._clock = mock.clock
        limit = mock.max_body if isinstance(mock, Site) else mock.settings.max_body
        self._most = limit + 1  # bytes of a body that are kept, as a server does

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        request.read()
        answer = self.mock.handle(_asked(request, self._most))
        while isinstance(answer, Later):
            _sleep(request, self._clock.pause_until(answer.until))
            answer = answer.then()
        _sleep(request, self._pause(answer.delay if answer.fault != "slow" else 0))
        return _answered(request, answer, _Body(self, request, answer))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        await request.aread()
        answer = self.mock.handle(_asked(request, self._most))
        while isinstance(answer, Later):
            await _sleep_async(request, self._clock.pause_until(answer.until))
            answer = answer.then()
        await _sleep_async(request, self._pause(answer.delay if answer.fault != "slow" else 0))
        return _answered(request, answer, _Body(self, request, answer))

    def _pause(self, seconds: float) -> float:
        return self._clock.pause_until(self._clock.now() + seconds) if seconds else 0.0


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, with what is planned to happen to it."""

    def __init__(
        self, transport: MockTransport, request: httpx.Request, answer: HttpResponse
    ) -> None:
        self._transport = transport
        self._request = request
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        first, rest = _halves(self._request, self._answer)
        yield first
        if self._answer.fault == "slow" and not _has_no_body(self._request, self._answer):
            _sleep(self._request, self._transport._pause(self._answer.delay or 1.0))
        yield rest
        _end(self._request, self._answer)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        first, rest = _halves(self._request, self._answer)
        yield first
        if self._answer.fault == "slow" and not _has_no_body(self._request, self._answer):
            pause = self._transport._pause(self._answer.delay or 1.0)
            await _sleep_async(self._request, pause)
        yield rest
        _end(self._request, self._answer)


def _asked(request: httpx.Request, most: int) -> HttpRequest:
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers: dict[str, str] = {}
    for name, text in request.headers.multi_items():
        add_header(headers, name.lower(), text)
    return HttpRequest(request.method, path, query, headers, request.content[:most])


def _answered(request: httpx.Request, answer: HttpResponse, body: _Body) -> httpx.Response:
    if answer.fault == "empty-response":
        raise httpx.RemoteProtocolError(str(_NO_ANSWER), request=request)
    if answer.fault == "random-data-then-close":
        raise httpx.RemoteProtocolError("illegal status line", request=request)
    if answer.fault == "connection-reset-by-peer":
        raise httpx.ReadError("connection reset by peer", request=request)
    headers = {name: text.strip(" \t") for name, text in answer.headers.items()}
    if answer.status not in WITHOUT_BODY:
        headers["content-length"] = str(len(answer.body))
    return httpx.Response(answer.status, headers=headers, stream=body, request=request)


def _halves(request: httpx.Request, answer: HttpResponse) -> tuple[bytes, bytes]:
    half = len(answer.body) // 2
    if answer.fault == "malformed-response-chunk" or _has_no_body(request, answer):
        return b"", b""
    if answer.fault == "truncated":
        return answer.body[:half], b""
    return (answer.body[:half], answer.body[half:]) if answer.fault else (answer.body, b"")


def _has_no_body(request: httpx.Request, answer: HttpResponse) -> bool:
    return without_body(request.method, answer.status)


def _end(request: httpx.Request, answer: HttpResponse) -> None:
    if _has_no_body(request, answer):
        return
    if answer.fault == "truncated":
        raise httpx.RemoteProtocolError(_CUT, request=request)
    if answer.fault == "malformed-response-chunk":
        raise httpx.RemoteProtocolError("illegal chunk header", request=request)


def _patience(request: httpx.Request, seconds: float) -> tuple[float, bool]:
    limit = request.extensions.get("timeout", {}).get("read")
    return (seconds, True) if limit is None or seconds < limit else (limit, False)


def _sleep(request: httpx.Request, seconds: float) -> None:
    if seconds:
        pause, enough = _patience(request, seconds)
        time.sleep(pause)
        if not enough:
            raise httpx.ReadTimeout("timed out", request=request)


async def _sleep_async(request: httpx.Request, seconds: float) -> None:
    if seconds:
        pause, enough = _patience(request, seconds)
        await anyio.sleep(pause)
        if not enough:
            raise httpx.ReadTimeout("timed out", request=request)
