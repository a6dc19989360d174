"""The mocks as an ASGI application, for real sockets."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from specmock.openapi import GARBAGE, HttpRequest, HttpResponse, Later

from .site import Site

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
CONNECTION: Final = "specmock.connection"
_MOST_TO_READ: Final = 200_000_000


class App:
    """Answers requests from a site of mocks."""

    def __init__(
        self, site: Site, on_answer: Callable[[HttpRequest, HttpResponse], None] | None = None
    ):
        self.site = site
        self._on_answer = on_answer
        self._most = max(mock.settings.max_body for mock in site.mocks.values()) + 1

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = await self._body(receive)
        request = HttpRequest(
            method=scope["method"],
            path=scope["raw_path"].decode("ascii", "replace"),
            query=scope["query_string"].decode("ascii", "replace"),
            headers={
                name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
            },
            body=body,
        )
        client = scope["client"]
        answer = self.site.handle(request, client[0] if client else "127.0.0.1")
        clock = self.site.clock
        while isinstance(answer, Later):
            if not await _stays(receive, clock.pause_until(answer.until)):
                return
            answer = answer.then()
        if self._on_answer:
            self._on_answer(request, answer)
        delay = answer.delay if answer.fault != "slow" else 0.0
        if delay and not await _stays(receive, clock.pause_until(clock.now() + delay)):
            return
        if answer.fault in _ON_THE_CONNECTION:
            await _break(scope["extensions"][CONNECTION], answer, receive)
            return
        await self._send(answer, receive, send)

    async def _body(self, receive: Receive) -> bytes:
        most = self._most
        parts, size = [], 0
        while True:
            message = await receive()
            if not size and not message.get("more_body") and len(message.get("body", b"")) <= most:
                return bytes(message.get("body", b""))
            part = message.get("body", b"")
            if size < most:
                parts.append(part[: most - size])
            size += len(part)
            if not message.get("more_body") or size > _MOST_TO_READ:
                return b"".join(parts)

    async def _send(self, answer: HttpResponse, receive: Receive, send: Send) -> None:
        headers = [
            (name.encode(), text.encode("latin-1", "replace"))
            for name, text in answer.headers.items()
        ]
        if answer.body or answer.status not in {204, 304}:
            headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if answer.fault == "slow":
            half = len(answer.body) // 2
            await send(
                {"type": "http.response.body", "body": answer.body[:half], "more_body": True}
            )
            if not await _stays(receive, answer.delay or 1.0):
                return
            await send({"type": "http.response.body", "body": answer.body[half:]})
            return
        await send({"type": "http.response.body", "body": answer.body})


_ON_THE_CONNECTION: Final = frozenset(
    {
        "empty-response",
        "connection-reset-by-peer",
        "malformed-response-chunk",
        "random-data-then-close",
        "truncated",
    }
)


async def _stays(receive: Receive, seconds: float) -> bool:
    """Wait; return whether the client is still there."""
    if seconds <= 0:
        return True
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return True
    return False


async def _break(connection: asyncio.Transport, answer: HttpResponse, receive: Receive) -> None:
    head = f"HTTP/1.1 {answer.status} -\r\ncontent-type: application/json\r\n".encode()
    if answer.fault == "random-data-then-close":
        connection.write(GARBAGE + b"\r\n\r\n")
    elif answer.fault == "malformed-response-chunk":
        connection.write(head + b"transfer-encoding: chunked\r\n\r\nno chunk\r\n")
    elif answer.fault == "truncated":
        half = answer.body[: len(answer.body) // 2]
        connection.write(head + f"content-length: {len(answer.body) + 1}\r\n\r\n".encode() + half)
    if answer.fault == "connection-reset-by-peer":
        _reset(connection)
    else:
        connection.close()
    await receive()


def _reset(connection: asyncio.Transport) -> None:
    import socket
    import struct

    raw = connection.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.abort()
