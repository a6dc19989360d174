"""An HTTP/1.1 server on httptools: a write an answer, and the connection itself for faults."""

import asyncio
import logging
import signal
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from inspect import isawaitable
from typing import Any, Final, TypeAlias, cast

import httptools

from specmock.engine.clock import Clock, RealClock
from specmock.openapi import GARBAGE, Answer, HttpRequest, HttpResponse, Later, problem

from .headers import WITHOUT_BODY, add_header, without_body

Handler: TypeAlias = Callable[[HttpRequest, str], Answer | Awaitable[HttpResponse]]

_LOG: Final = logging.getLogger("specmock")
_BACKLOG: Final = 2048
_MOST_HEADERS: Final = 64 * 1024  # bytes, as most servers allow
_MOST_TO_READ: Final = 200_000_000  # bytes of a body, of which more is not waited for
_MOST_QUEUED: Final = 20  # requests of one connection; no more are read while they wait
_LINGER: Final = 1.0  # seconds in which a refused client may read why
_STATUS_LINES: Final = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus
}
_BREAKING: Final = frozenset(
    {
        "empty-response",
        "connection-reset-by-peer",
        "malformed-response-chunk",
        "random-data-then-close",
        "truncated",
    }
)
_IN_BODY: Final = frozenset({"truncated", "malformed-response-chunk"})  # faults of a body
_UPGRADING: Final = frozenset({"connection", "upgrade", "http2-settings"})


class HttpServer:
    """Answers requests by a handler, which gets each with the address of its client.

    An answer for later, or one that is awaited, holds its own connection up and no other.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        clock: Clock | None = None,
        max_body: int = _MOST_TO_READ,
        most_to_read: int = _MOST_TO_READ,
        on_answer: Callable[[HttpRequest, HttpResponse], None] | None = None,
        on_refusal: Callable[[str], None] | None = None,
    ) -> None:
        """Make a server.

        Args:
            handler: answers a request; it is called in the loop, so it must not block.
            clock: what waits and delays are counted by.
            max_body: bytes of a body that are kept, and one more, by which it is too large.
            most_to_read: bytes of a body after which it is answered although more of it comes.
            on_answer: told each request with its answer.
            on_refusal: told why what was sent is no request.
        """
        self.handler = handler
        self.clock = clock or RealClock()
        self.max_body = max_body
        self.most_to_read = most_to_read
        self.on_answer = on_answer
        self.on_refusal = on_refusal
        self.connections: set[Connection] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()

    async def run(
        self, listener: socket.socket, started: Callable[[], None] = lambda: None
    ) -> None:
        """Serve on a socket until told to stop, or by SIGTERM where this is the main thread."""
        self._loop = asyncio.get_running_loop()
        server = await self._loop.create_server(
            lambda: Connection(self), sock=listener, backlog=_BACKLOG
        )
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, another thread
            self._loop.add_signal_handler(signal.SIGTERM, self._stopped.set)
        try:
            started()
            await self._stopped.wait()
        finally:
            server.close()
            await self._end_connections()

    def stop(self) -> None:
        """End `run`, from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._stopped.set)

    async def _end_connections(self) -> None:
        for connection in list(self.connections):
            connection.close()
        for _ in range(10):  # for what is written already
            if not self.connections:
                return
            await asyncio.sleep(0.02)
        for connection in list(self.connections):
            connection.abort()
        await asyncio.sleep(0)


class Connection(asyncio.Protocol):
    """One connection of a client: its requests are answered in their order.

    The parser calls the methods named `on_…` while it is fed.
    """

    _transport: asyncio.Transport

    def __init__(self, server: HttpServer) -> None:
        self._server = server
        self._parser: Any = httptools.HttpRequestParser(self)
        self._client = ""
        self._most = server.max_body + 1
        self._task: asyncio.Task[None] | None = None
        self._queue: deque[tuple[HttpRequest | None, str, HttpResponse | None]] = deque()
        self._is_clogged = False  # the client does not read its answers
        self._is_last = False  # nothing that comes now is a request
        self._owes_continue = False
        self._refusal: tuple[int, str] | None = None
        self._begin()

    def _begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body: bytes | bytearray = b""
        self._head_size = self._fed = self._body_size = 0
        self._is_in_head = self._is_new = True

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._server.connections.add(self)
        peer = transport.get_extra_info("peername")
        self._client = str(peer[0]) if isinstance(peer, tuple) else "127.0.0.1"
        # asyncio does so only where it made the listening socket itself
        with suppress(OSError):
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        """End a connection, and whatever it still waits for."""
        self._server.connections.discard(self)
        self._is_last = True
        self._queue.clear()
        self._parser = None  # which holds this object
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what was sent, or drop it where no request is taken any more."""
        if self._is_last:
            return
        self._is_new = False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._go_on_without_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            if not self._is_last:
                self._refuse(*(self._refusal or (400, f"this is no HTTP request: {error}")))
        else:
            if self._is_in_head and not self._is_new and not self._is_last:
                self._fed += len(data)  # the parser tells of a header when it has ended only
                if self._fed > 2 * _MOST_HEADERS:
                    self._refuse(431, f"the headers are larger than {_MOST_HEADERS} bytes")

    def pause_writing(self) -> None:
        """Read no more from a client that does not read its answers."""
        self._is_clogged = True
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Go on, since the client has read."""
        self._is_clogged = False
        self._serve_queue()

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._url += url
        self._grow(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if not self._is_in_head:
            return  # a trailer
        self._grow(len(name) + len(value) + 4)
        key = name.lower().decode("latin-1")
        if key == "host" and key in self._headers:
            self._fail(400, "the header host is repeated")
        add_header(self._headers, key, value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        """End the headers."""
        self._is_in_head = False
        if self._parser.get_http_version() == "1.1":
            if "host" not in self._headers:
                self._fail(400, "the header host is missing")
            if self._headers.get("expect", "").lower() == "100-continue":
                if self._is_busy():
                    self._owes_continue = True
                else:
                    self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._body_size += len(body)
        if len(self._body) < self._most:
            part = body[: self._most - len(self._body)]
            if not self._body:
                self._body = part
            else:
                if isinstance(self._body, bytes):
                    self._body = bytearray(self._body)
                self._body += part
        if self._body_size > self._server.most_to_read and not self._is_last:
            self._complete("close")

    def on_message_complete(self) -> None:
        """End a request."""
        if not self._is_last and not self._parser.should_upgrade():
            keeps = self._parser.should_keep_alive()
            is_old = keeps and self._parser.get_http_version() == "1.0"
            self._complete("keep-alive" if is_old else "" if keeps else "close")
        self._is_in_head = self._is_new = True

    def _grow(self, size: int) -> None:
        self._head_size += size
        if self._head_size > _MOST_HEADERS:
            self._fail(431, f"the headers are larger than {_MOST_HEADERS} bytes")

    def _fail(self, status: int, reason: str) -> None:
        self._refusal = (status, reason)
        raise ValueError(reason)

    def _go_on_without_upgrade(self, rest: bytes) -> None:
        """Read a request that asks for another protocol as one that does not.

        The parser ends such a request before its body. Java's HttpClient sends `Upgrade: h2c`.
        """
        method = self._parser.get_method()
        if method == b"CONNECT":
            self._refuse(405, "this is no proxy")
            return
        connection = self._headers.get("connection", "").lower()
        lines = [
            f"{name}: {text}\r\n".encode("latin-1")
            for name, text in self._headers.items()
            if name not in _UPGRADING
        ]
        if "close" in connection:
            lines.append(b"connection: close\r\n")
        self._parser = httptools.HttpRequestParser(self)
        head = method + b" " + self._url + b" HTTP/1.1\r\n" + b"".join(lines) + b"\r\n"
        self.data_received(head + rest)

    # Answers

    def _complete(self, connection: str) -> None:
        url = self._url
        if not url.startswith(b"/") and url != b"*":  # with a scheme and a host, as to a proxy
            parsed = httptools.parse_url(url)
            url = (parsed.path or b"/") + (b"?" + parsed.query if parsed.query else b"")
        path, _, query = url.partition(b"#")[0].decode("ascii", "replace").partition("?")
        method = self._parser.get_method().decode("ascii")
        request = HttpRequest(method, path, query, self._headers, bytes(self._body))
        self._is_last = connection == "close"
        self._take(request, connection, None)

    def _refuse(self, status: int, reason: str) -> None:
        self._is_last = True
        _LOG.info("%s sent no request that can be read: %s", self._client, reason)
        if self._server.on_refusal is not None:
            self._server.on_refusal(reason)
        self._take(None, "close", problem(status, reason))

    def _take(
        self, request: HttpRequest | None, connection: str, response: HttpResponse | None
    ) -> None:
        if not self._is_busy():
            self._serve(request, connection, response)
            return
        self._queue.append((request, connection, response))
        if len(self._queue) >= _MOST_QUEUED:
            self._transport.pause_reading()

    def _is_busy(self) -> bool:
        return self._task is not None or self._is_clogged or bool(self._queue)

    def _serve_queue(self) -> None:
        while self._queue and self._task is None and not self._is_clogged:
            self._serve(*self._queue.popleft())
        if self._is_busy() or self._transport.is_closing():
            return
        self._transport.resume_reading()
        if self._owes_continue:
            self._owes_continue = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _serve(
        self, request: HttpRequest | None, connection: str, response: HttpResponse | None
    ) -> None:
        if request is None:
            if response is not None:
                self._transport.write(_head(response, connection) + response.body)
            self._linger()
            return
        try:
            answer = self._server.handler(request, self._client)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and answered
            answer = _failure(error)
        if isinstance(answer, HttpResponse) and not answer.delay and answer.fault is None:
            self._send(request, answer, connection)
        else:
            self._task = asyncio.create_task(self._answer_later(request, answer, connection))

    async def _answer_later(
        self, request: HttpRequest, answer: Answer | Awaitable[HttpResponse], connection: str
    ) -> None:
        try:
            response = await self._awaited(answer)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and answered
            response = _failure(error)
        is_whole = response.fault in _IN_BODY and without_body(request.method, response.status)
        if response.fault in _BREAKING and not is_whole:
            self._break(response)
        elif response.fault == "slow" and not without_body(request.method, response.status):
            half = len(response.body) // 2
            self._transport.write(_head(response, connection) + response.body[:half])
            await self._pause(response.delay or 1.0)
            self._send(request, response, connection, sent=half)
        else:
            self._send(request, response, connection)
        self._task = None
        self._serve_queue()

    async def _awaited(self, answer: Answer | Awaitable[HttpResponse]) -> HttpResponse:
        if isawaitable(answer):
            answer = await answer
        while isinstance(answer, Later):
            await asyncio.sleep(self._server.clock.pause_until(answer.until))
            answer = answer.then()
        if answer.delay and answer.fault != "slow":
            await self._pause(answer.delay)
        return answer

    async def _pause(self, seconds: float) -> None:
        clock = self._server.clock
        await asyncio.sleep(clock.pause_until(clock.now() + seconds))

    def _send(
        self, request: HttpRequest, response: HttpResponse, connection: str, sent: int | None = None
    ) -> None:
        if sent is not None:
            self._transport.write(response.body[sent:])
        elif without_body(request.method, response.status):
            self._transport.write(_head(response, connection))
        else:
            self._transport.write(_head(response, connection) + response.body)
        if self._server.on_answer is not None:
            self._server.on_answer(request, response)
        if connection == "close":
            if self._body_size > self._server.most_to_read:
                self._linger()
            else:
                self._transport.close()

    def _break(self, response: HttpResponse) -> None:
        self._is_last = True
        head = f"HTTP/1.1 {response.status} -\r\ncontent-type: application/json\r\n".encode()
        if response.fault == "random-data-then-close":
            self._transport.write(GARBAGE + b"\r\n\r\n")
        elif response.fault == "malformed-response-chunk":
            self._transport.write(head + b"transfer-encoding: chunked\r\n\r\nno chunk\r\n")
        elif response.fault == "truncated":
            length = f"content-length: {len(response.body) + 1}\r\n\r\n".encode()
            self._transport.write(head + length + response.body[: len(response.body) // 2])
        if response.fault == "connection-reset-by-peer":
            raw = self._transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        else:
            self._transport.close()

    def _linger(self) -> None:
        """Close once the client had time to read: to close at once would reset the connection."""
        if not self._transport.is_closing():
            self._transport.write_eof()
            asyncio.get_running_loop().call_later(_LINGER, self._transport.close)

    def close(self) -> None:
        """End the connection after what is written."""
        self._is_last = True
        if self._task is not None:
            self._task.cancel()
        self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()


def _failure(error: Exception) -> HttpResponse:
    _LOG.error("a request could not be answered", exc_info=error)
    return problem(500, f"the server failed: {type(error).__name__}: {error}")


def _head(response: HttpResponse, connection: str) -> bytes:
    status = response.status
    lines = [_STATUS_LINES.get(status) or f"HTTP/1.1 {status} -\r\n"]
    for name, text in response.headers.items():
        if "\n" in text or "\r" in text:  # a header that is repeated has a line for each
            lines += [f"{name}: {line}\r\n" for line in text.splitlines()]
        else:
            lines.append(f"{name}: {text}\r\n")
    if status not in WITHOUT_BODY:
        lines.append(f"content-length: {len(response.body)}\r\n")
    lines.append(f"connection: {connection}\r\n\r\n" if connection else "\r\n")
    return "".join(lines).encode("latin-1", "replace")
