"""Mocks on a port of this machine."""

import asyncio
import logging
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final, cast

import uvicorn
from attrs import frozen
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from specmock.engine.clock import Clock, RealClock
from specmock.engine.mock import Mock
from specmock.engine.settings import Settings
from specmock.openapi import Document

from .asgi import CONNECTION, App
from .site import Site

_MOST_HEADERS: Final = 64 * 1024  # bytes, as most servers allow


class _OneWrite:
    """A transport that sends what is written in one turn of the loop at once: head and body."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._written: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._written:
            asyncio.get_running_loop().call_soon(self._flush)
        self._written.append(data)

    def write_eof(self) -> None:
        self._flush()
        self._transport.write_eof()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._written:  # after the end even nothing may not be written
            self._transport.write(b"".join(self._written))
            self._written.clear()


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which also lets the application break the connection."""

    _size = 0
    _refused = False

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(cast("asyncio.Transport", _OneWrite(transport)))
        # asyncio does so only where it made the listening socket itself
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._size = 0
        extensions: dict[Any, Any] = {CONNECTION: self.transport}
        self.scope["extensions"] = extensions

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._grow(len(name) + len(value))
        super().on_header(name, value)

    def data_received(self, data: bytes) -> None:
        """Take what was sent, or leave it where the answer has been given."""
        if not self._refused:
            super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or too much of it."""
        if self._size <= _MOST_HEADERS:
            super().send_400_response(msg)
            return
        self.transport.write(
            b"HTTP/1.1 431 HttpRequest Header Fields Too Large\r\n"
            b"content-length: 0\r\nconnection: close\r\n\r\n"
        )
        # To close now would reset the connection, and the client might never read the answer.
        self._refused = True
        self.transport.write_eof()
        self.loop.call_later(1.0, self.transport.close)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > _MOST_HEADERS:
            raise ValueError("too many headers")


@frozen
class Endpoint:
    """Where a mock is served, the key that it accepts, and the mock itself."""

    name: str
    url: str
    key: str
    mock: Mock


def bundled_specs() -> list[Path]:
    """Find the specs that come with the package."""
    here = Path(__file__).parents[1]
    places = (here / "specs", here.parents[1] / "specs")
    return next((found for place in places if (found := sorted(place.glob("*.yaml")))), [])


@contextmanager
def serving(
    sources: Iterable[Document | str | Path] | None = None,
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    port: int = 0,
) -> Iterator[Mapping[str, Endpoint]]:
    """Serve mocks on loopback from a thread; yield them by name.

    Without sources those are the specs that come with the package.
    """
    clock = clock or RealClock()
    site = Site(
        Mock(source, settings, clock)
        for source in (bundled_specs() if sources is None else sources)
    )
    with listening("127.0.0.1", port) as listener, running(App(site), listener) as url:
        yield endpoints(site, url)


def endpoints(site: Site, url: str) -> dict[str, Endpoint]:
    """Address each mock of a site."""
    return {
        name: Endpoint(name, f"{url}/{name}", mock.key, mock) for name, mock in site.mocks.items()
    }


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Open a socket that listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=2048) as listener:
        yield listener


@contextmanager
def running(app: Any, listener: socket.socket) -> Iterator[str]:
    """Run an ASGI application in a thread; yield its base address."""
    server = uvicorn.Server(configuration(app))
    thread = Thread(target=server.run, args=[[listener]], name="specmock", daemon=True)
    thread.start()
    host, port = listener.getsockname()[:2]
    try:
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


def configuration(app: Any) -> uvicorn.Config:
    """Return how uvicorn runs a mock: quietly, without what a mock has no use for."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
        limit_concurrency=None,
    )
