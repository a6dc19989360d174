"""Calls of a generated function, as a caller makes them: four forms, two clients set up otherwise."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from types import ModuleType
from typing import Any, Final, Literal, Protocol, TypeAlias, TypeVar
from unittest.mock import patch

import httpx
from attrs import Factory, define, field, frozen

from specmock.openapi import HttpRequest

Way: TypeAlias = Literal["sync", "asyncio"]
T = TypeVar("T")

HOST: Final = "http://client.invalid"
FORMS: Final[dict[Way, tuple[str, str]]] = {
    "sync": ("sync_detailed", "sync"),
    "asyncio": ("asyncio_detailed", "asyncio"),
}


class Network(Protocol):
    """A transport of httpx, for blocking and for awaited clients."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        ...

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        ...


@frozen
class Setup:
    """What a caller has set on a client, which each of its requests has to keep to."""

    base_path: str
    timeout: httpx.Timeout
    raises: bool  # on an unexpected status
    headers: dict[str, str] = Factory(lambda: {"x-caller": "set on the client"})
    cookies: dict[str, str] = Factory(lambda: {"caller": "set-on-the-client"})

    @property
    def base_url(self) -> str:
        """The base address."""
        return HOST + self.base_path


# The first client takes all at once; the other one is made of `with_headers` and its like.
FIRST: Final = Setup("/base/path", httpx.Timeout(11.5, connect=2.5), raises=True)
OTHER: Final = Setup("", httpx.Timeout(7.25), raises=False)

_OF_HTTPX: Final = httpx.Client(
    transport=httpx.MockTransport(lambda _: httpx.Response(200))
).headers
_NEGOTIATED: Final = ("accept", "accept-encoding")  # headers that change an answer


@define(eq=False)
class Wire(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Judges each request of a client; the first one goes on, its answer is given to all others."""

    network: Network
    compare: Callable[[HttpRequest], Iterator[str]]
    setup: Setup = FIRST
    response: httpx.Response | None = None
    given: httpx.Response | None = None  # what the form at work was given
    requests: int = 0  # of the form at work
    differences: list[str] = field(factory=list)

    def begin(self) -> None:
        """Start to count the requests of a form."""
        self.requests, self.given = 0, None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        request.read()
        if (goes_on := self._judged(request)) is not None:
            response = self.network.handle_request(goes_on)
            response.request = request
            response.read()
            self.response = response
        return self._answer(request, self.response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        await request.aread()
        if (goes_on := self._judged(request)) is not None:
            response = await self.network.handle_async_request(goes_on)
            response.request = request
            await response.aread()
            self.response = response
        return self._answer(request, self.response)

    def _judged(self, request: httpx.Request) -> httpx.Request | None:
        """Judge a request; give what goes on, without what was set; None where there is an answer."""
        self.requests += 1
        own = stripped(request, self.setup, self._kept_cookies())
        if self.requests > 1:
            self.differences.append(f"one call makes {self.requests} requests")
        else:
            self.differences += [*setup_differences(request, self.setup), *self.compare(own)]
        if self.differences:
            raise httpx.RequestError("; ".join(self.differences), request=request)
        return None if self.response is not None else onward(own)

    def _kept_cookies(self) -> dict[str, str]:
        """Collect the cookies that the answer has set, which the same client sends again."""
        return dict(self.response.cookies) if self.response is not None else {}

    def _answer(self, request: httpx.Request, response: httpx.Response | None) -> httpx.Response:
        """Copy the answer for a form."""
        if response is None:
            raise httpx.ReadError("there is no answer", request=request)
        headers = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in {b"content-encoding", b"transfer-encoding"}  # it was read
        ]
        status, content = response.status_code, response.content
        self.given = httpx.Response(status, headers=headers, content=content, request=request)
        return self.given


def setup_differences(request: httpx.Request, setup: Setup) -> Iterator[str]:
    """Compare a request with what was set on its client."""
    if not request.url.raw_path.decode("ascii").startswith(f"{setup.base_path}/"):
        yield f"base address: it is {setup.base_url}, the client asks {request.url.copy_with(query=None)}"
    for name, value in setup.headers.items():
        if request.headers.get(name) != value:
            yield f"header {name}: it was set on the client, which sends {request.headers.get(name)!r}"
    cookies = _cookies(request)
    for name, value in setup.cookies.items():
        if f"{name}={value}" not in cookies:
            yield f"cookie {name}: it was set on the client, which does not send it"
    if (timeout := request.extensions.get("timeout")) != setup.timeout.as_dict():
        yield f"timeout: it was set to {setup.timeout}, the request has {timeout}"
    for name in _NEGOTIATED:
        if request.headers.get(name) != _OF_HTTPX[name]:
            yield f"header {name}: the client sends {request.headers.get(name)!r}, nobody set it"


def stripped(request: httpx.Request, setup: Setup, kept: dict[str, str]) -> HttpRequest:
    """Take what was set on a client out of its request."""
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    for name in setup.headers:
        headers.pop(name, None)
    set_here = {f"{name}={value}" for name, value in (setup.cookies | kept).items()}
    if rest := [each for each in _cookies(request) if each not in set_here]:
        headers["cookie"] = "; ".join(rest)
    else:
        headers.pop("cookie", None)
    path = path.removeprefix(setup.base_path)
    return HttpRequest(request.method, path, query, headers, request.content)


def onward(request: HttpRequest) -> httpx.Request:
    """Convert a request for a network, without a base address."""
    target = request.path + (f"?{request.query}" if request.query else "")
    url = httpx.URL(HOST).copy_with(raw_path=target.encode())
    headers = [(n.encode(), v.encode("latin-1", "replace")) for n, v in request.headers.items()]
    return httpx.Request(request.method, url, headers=headers, content=request.body)


def _cookies(request: httpx.Request) -> list[str]:
    return [each.strip() for each in request.headers.get("cookie", "").split(";") if each.strip()]


def connected(package: Any, setup: Setup, keys: dict[str, Any], network: Network) -> Any:
    """Make a package's client with everything at once, or step by step, with the keys of a request."""
    params = keys.pop("params")
    headers = setup.headers | keys.pop("headers")
    cookies = setup.cookies | keys.pop("cookies")
    kind = package.AuthenticatedClient if keys else package.Client
    arguments = {"transport": network, "params": params} if params else {"transport": network}
    common = {
        "base_url": setup.base_url,
        "raise_on_unexpected_status": setup.raises,
        "httpx_args": arguments,
        **keys,
    }
    if setup is OTHER:
        return (
            kind(**common).with_headers(headers).with_cookies(cookies).with_timeout(setup.timeout)
        )
    return kind(**common, headers=headers, cookies=cookies, timeout=setup.timeout)


def calls(
    module: ModuleType, way: Way, client: Any, begin: Callable[[], dict[str, Any]]
) -> Iterator[tuple[str, Any]]:
    """Call both forms of a function on one client; give each with its value or its exception.

    `begin` is called before each call, and gives its arguments.
    """
    forms = [form for form in FORMS[way] if hasattr(module, form)]
    if way == "sync":
        with client:
            for form in forms:
                arguments = begin()
                try:
                    value = getattr(module, form)(client=client, **arguments)
                except Exception as error:  # noqa: BLE001 - whatever generated code fails with
                    value = error
                yield form, value
        return

    async def awaited() -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        async with client:
            for form in forms:
                arguments = begin()
                try:
                    value = await getattr(module, form)(client=client, **arguments)
                except Exception as error:  # noqa: BLE001 - as above
                    value = error
                found.append((form, value))
        return found

    yield from run(awaited())


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, also where an event loop is running already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@define(eq=False)
class _Redirecting(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the first request of each call with a redirect, and counts the requests."""

    requests: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.requests > 1:
            return httpx.Response(200, request=request)
        return httpx.Response(303, headers={"location": "/elsewhere"}, request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


def redirect_differences(
    module: ModuleType,
    package: Any,
    keys: dict[str, Any],
    ways: Sequence[Way],
    begin: Callable[[], dict[str, Any]],
) -> Iterator[str]:
    """Let each form meet a redirect, which a client follows only where it was told to."""
    for follows in (False, True):
        for way in ways:
            network = _Redirecting()

            def start(network: _Redirecting = network) -> Any:
                network.requests = 0
                return begin()

            given = {name: value for name, value in keys.items() if name not in _BESIDE}
            kind = package.AuthenticatedClient if given else package.Client
            client = kind(
                base_url=HOST, follow_redirects=follows, httpx_args={"transport": network}, **given
            )
            for form, _ in calls(module, way, client, start):
                if network.requests != 1 + follows:
                    did = "was followed" if network.requests > 1 else "was not followed"
                    yield f"{form}: a redirect {did}, though follow_redirects is {follows}"


_BESIDE: Final = ("headers", "cookies", "params")


def constructor_differences(package: Any) -> Iterator[str]:
    """Check that what is set on a client reaches httpx: verification of certificates and the rest."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    kinds: dict[str, dict[str, str]] = {"Client": {}, "AuthenticatedClient": {"token": "key"}}
    for (kind, token), verify, library in product(
        kinds.items(), (trust, False), ("Client", "AsyncClient")
    ):
        settings: dict[str, Any] = {
            "base_url": HOST,
            "cookies": {"a": "b"},
            "headers": {"c": "d"},
            "timeout": httpx.Timeout(3.5),
            "follow_redirects": True,
        }
        wanted = {**settings, "headers": {"c": "d"}, "verify": verify}
        if token:
            wanted["headers"]["Authorization"] = "Bearer key"
        client = getattr(package, kind)(**settings, verify_ssl=verify, **token)
        with patch.object(httpx, library) as made:
            client.get_httpx_client() if library == "Client" else client.get_async_httpx_client()
        found = made.call_args.kwargs if made.call_args else {}
        for name, value in wanted.items():
            if found.get(name) != value:
                yield f"{kind}: {name} is set to {value}, httpx.{library} gets {found.get(name)}"
