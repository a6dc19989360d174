"""Mocks on a port of this machine."""

import asyncio
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

from attrs import frozen

from specmock.engine.clock import Clock, RealClock
from specmock.engine.mock import Mock
from specmock.engine.settings import Settings
from specmock.openapi import Document, HttpRequest, HttpResponse

from .http import HttpServer
from .site import Site


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


Sources: TypeAlias = Iterable[Document | str | Path] | Mapping[str, Document | str | Path]


def named_sources(sources: Sources | None) -> list[tuple[str | None, Document | str | Path]]:
    """Read documents with the names that a mapping gives them; without any, those we bring."""
    if isinstance(sources, Mapping):
        return [(str(name), each) for name, each in sources.items()]
    return [(None, each) for each in (bundled_specs() if sources is None else sources)]


@contextmanager
def serving(
    sources: Sources | None = None,
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    port: int = 0,
) -> Iterator[Mapping[str, Endpoint]]:
    """Serve mocks on loopback from a thread; yield them by name.

    Args:
        sources: the documents, or a mapping of names to them; without, those that come with the
            package. One without a name has that of its file.
        settings: how the mocks behave.
        clock: the time that they live by; the machine's, unless given.
        port: 0 for any.
    """
    clock = clock or RealClock()
    site = Site(Mock(source, settings, clock, name) for name, source in named_sources(sources))
    with listening("127.0.0.1", port) as listener, running(server_of(site), listener) as url:
        yield endpoints(site, url)


def server_of(
    site: Site, on_answer: Callable[[HttpRequest, HttpResponse], None] | None = None
) -> HttpServer:
    """Make the server of a site; `on_answer` is told each request with its answer."""
    return HttpServer(site.handle, clock=site.clock, max_body=site.max_body, on_answer=on_answer)


def endpoints(site: Site, url: str) -> dict[str, Endpoint]:
    """Address each mock of a site."""
    return {
        name: Endpoint(name, (url + site.paths(mock)[0]).rstrip("/"), mock.key, mock)
        for name, mock in site.mocks.items()
    }


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Open a socket that listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=2048) as listener:
        yield listener


@contextmanager
def running(server: HttpServer, listener: socket.socket) -> Iterator[str]:
    """Run a server in a thread; yield its base address."""
    started = Event()

    def serve() -> None:
        try:
            asyncio.run(server.run(listener, started.set))
        finally:
            started.set()

    thread = Thread(target=serve, name="specmock", daemon=True)
    thread.start()
    started.wait()
    host, port = listener.getsockname()[:2]
    try:
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        server.stop()
        thread.join()
