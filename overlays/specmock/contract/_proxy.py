"""A generated client as a server, for tools that speak HTTP: schemathesis's command, a browser."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

import httpx
from attrs import define, field

from specmock.openapi import HttpRequest, HttpResponse
from specmock.serve.http import HttpServer
from specmock.serve.server import listening, running

from ._client import ClientUnderTest, ContractError

# What is between two ends of a connection, and what is no longer true of a body that was read.
_HOP: Final = frozenset(
    {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"}
)


@define(eq=False)
class _Through:
    """A handler of requests that go through a client under test, one after another."""

    client: ClientUnderTest
    differences: list[ContractError] = field(factory=list)
    _lock: Lock = field(factory=Lock)

    async def __call__(self, request: HttpRequest, _: str) -> HttpResponse:
        """Answer with what the server answers to the client, or with their difference."""
        answer = await asyncio.to_thread(self._asked, request)
        headers = {
            name: "\n".join(answer.headers.get_list(name))  # a line each, for cookies
            for name in answer.headers
            if name.lower() not in _HOP
        }
        return HttpResponse(answer.status_code, headers, answer.content)

    def _asked(self, request: HttpRequest) -> httpx.Response:
        with self._lock:
            try:
                if self.client.unable(request):  # tools break the spec on purpose as well
                    return self.client.send(request)
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
    with listening("127.0.0.1", port) as listener, running(HttpServer(through), listener) as url:
        yield url, through.differences
