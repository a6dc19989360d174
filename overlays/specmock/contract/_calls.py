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
    headers: dict[str, str] = Factory(lambda: {"x-caller": "First", "x-caller-too": "Second"})
    cookies: dict[str, str] = Factory(lambda: {"caller": "First", "caller-too": "Second"})

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
    way: Way = "sync"
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
        if (goes_on := self._judged(request, "sync")) is not None:
            response = self.network.handle_request(goes_on)
            response.request = request
            response.read()
            self.response = response
        return self._answer(request, self.response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        await request.aread()
        if (goes_on := self._judged(request, "asyncio")) is not None:
            response = await self.network.handle_async_request(goes_on)
            response.request = request
            await response.aread()
            self.response = response
        return self._answer(request, self.response)

    def _judged(self, request: httpx.Request, way: Way) -> httpx.Request | None:
        """Judge a request; give what goes on, without what was set; None where there is an answer."""
        self.requests += 1
        own = stripped(request, self.setup, self._kept_cookies())
        if way != self.way:
            self.differences.append("the request is blocking" if way == "sync" else "is awaited")
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
    if setup is not OTHER:
        return kind(**common, headers=headers, cookies=cookies, timeout=setup.timeout)
    (header, *more), (cookie, *others) = headers.items(), cookies.items()
    client = kind(**common, headers=dict([header]), cookies=dict([cookie]))
    return client.with_headers(dict(more)).with_cookies(dict(others)).with_timeout(setup.timeout)


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


_FAILURES: Final = (
    0,
    303,
    429,
    500,
    503,
)  # no answer at all, a redirect, and what invites to retry


@define(eq=False)
class _Failing(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the first request of a call with a failure, the others with 200; counts them."""

    status: int
    requests: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if not self.status:
            raise httpx.ConnectError("the server is away", request=request)
        headers = {"location": "/elsewhere", "retry-after": "0"}
        status = self.status if self.requests == 1 else 200
        return httpx.Response(status, headers=headers, json={}, request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


def failure_differences(
    module: ModuleType,
    package: Any,
    keys: dict[str, Any],
    ways: Sequence[Way],
    begin: Callable[[], dict[str, Any]],
) -> Iterator[str]:
    """Let each form meet failures: it asks once, and follows a redirect only where that was set."""
    given = {name: value for name, value in keys.items() if name not in _BESIDE}
    kind = package.AuthenticatedClient if given else package.Client
    for way, status, follows in product(ways, _FAILURES, (False, True)):
        network = _Failing(status)

        def start(network: _Failing = network) -> dict[str, Any]:
            network.requests = 0
            return begin()

        wanted = 2 if follows and status == 303 else 1
        there = {"httpx_args": {"transport": network}, "follow_redirects": follows}
        for form, outcome in calls(module, way, kind(base_url=HOST, **there, **given), start):
            met = f"meets {status}" if status else "has no server"
            if network.requests != wanted:
                yield f"{form}: where it {met} it makes {network.requests} requests instead of {wanted}"
            elif not status and not isinstance(outcome, httpx.ConnectError):
                yield f"{form}: where it {met} it gives {outcome!r:.80} and raises nothing"


_BESIDE: Final = ("headers", "cookies", "params")


def constructor_differences(package: Any) -> Iterator[str]:
    """Check that what is set on a client, at once or later, reaches httpx, verification included.

    What is set later holds for the new client alone, and before what was set at once.
    """
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    kinds: dict[str, dict[str, str]] = {"Client": {}, "AuthenticatedClient": {"token": "key"}}
    told: set[tuple[str, str]] = set()
    for (kind, token), flag, library in product(kinds.items(), (True, False), _LIBRARY):
        first = getattr(package, kind)(
            base_url=HOST,
            verify_ssl=trust if flag else False,
            follow_redirects=flag,
            raise_on_unexpected_status=flag,
            headers={"a": "b", "i": "j"},
            cookies={"c": "d", "k": "l"},
            timeout=httpx.Timeout(9, connect=2) if flag else None,
            httpx_args={"trust_env": flag},
            **token,
        )
        later = first.with_headers({"a": "z", "e": "f"}).with_cookies({"c": "y", "g": "h"})
        later = later.with_timeout(httpx.Timeout(3.5, connect=1.5))
        own = {"Authorization": "Bearer key"} if token else {}
        always = {
            "base_url": HOST,
            "verify": trust if flag else False,
            "follow_redirects": flag,
            "raise_on_unexpected_status": flag,
            "trust_env": flag,
        }
        wanted = {
            "headers": {"a": "z", "i": "j", "e": "f"} | own,
            "cookies": {"c": "y", "k": "l", "g": "h"},
            "timeout": httpx.Timeout(3.5, connect=1.5),
        }
        kept = {
            "headers": {"a": "b", "i": "j"} | own,
            "cookies": {"c": "d", "k": "l"},
            "timeout": httpx.Timeout(9, connect=2) if flag else None,
        }
        for client, settings in ((later, always | wanted), (first, always | kept)):
            with patch.object(httpx, library) as made:
                getattr(client, _LIBRARY[library])()
            found = dict(made.call_args.kwargs if made.call_args else {})
            found["raise_on_unexpected_status"] = client.raise_on_unexpected_status
            for name, value in settings.items():
                if found.get(name) != value and (kind, name) not in told:
                    told.add((kind, name))
                    yield f"{kind}: {name} is set to {value}, its {library} has {found.get(name)}"


_LIBRARY: Final = {"Client": "get_httpx_client", "AsyncClient": "get_async_httpx_client"}
