"""A generated client as a server, for tools that speak HTTP: schemathesis's command, a browser."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import httpx
from attrs import define, field

from specmock.openapi import HttpRequest
from specmock.serve.server import listening, running

from ._client import ClientUnderTest, ContractError

# What is between two ends of a connection, and what is no longer true of a body that was read.
_HOP: Final = frozenset(
    {b"connection", b"content-encoding", b"content-length", b"keep-alive", b"transfer-encoding"}
)


@define(eq=False)
class _Through:
    """An ASGI application whose requests go through a client under test, one after another."""

    client: ClientUnderTest
    differences: list[ContractError] = field(factory=list)
    _lock: Lock = field(factory=Lock)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request with what the server answers to the client, or with their difference."""
        body, is_more = b"", True
        while is_more:
            message = await receive()
            body, is_more = body + message.get("body", b""), message.get("more_body", False)
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        request = HttpRequest(scope["method"], path, query, headers, body)
        answer = await asyncio.to_thread(self._asked, request)
        shown = [(name, text) for name, text in answer.headers.raw if name.lower() not in _HOP]
        length = (b"content-length", str(len(answer.content)).encode())
        await send(
            {
                "type": "http.response.start",
                "status": answer.status_code,
                "headers": [*shown, length] if answer.status_code not in {204, 304} else shown,
            }
        )
        await send({"type": "http.response.body", "body": answer.content})

    def _asked(self, request: HttpRequest) -> httpx.Response:
        with self._lock:
            try:
                return self.client.ask(request).response
            except ContractError as error:
                self.differences.append(error)
                told = {"operation": error.operation, "differences": error.differences}
                return httpx.Response(500, json=told)
            except httpx.HTTPError as error:
                return httpx.Response(502, json={"error": repr(error)})


@contextmanager
def proxied(client: ClientUnderTest, port: int = 0) -> Iterator[tuple[str, list[ContractError]]]:
    """Serve a client on loopback; yield the base address, and the differences as they are found.

    What is sent there goes through the client. A difference is answered with 500 and named.
    """
    through = _Through(client)
    with listening("127.0.0.1", port) as listener, running(through, listener) as url:
        yield url, through.differences
