"""Making clients: keys, addresses and event loops."""

import os
import re
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from inspect import signature
from pathlib import Path
from threading import Lock, local
from types import NoneType
from typing import Any, Protocol, TypeAlias, TypeVar, cast
from weakref import ref

from attrs import evolve, frozen

from ._httpx import Client as HttpxClient
from ._httpx import Timeout, create_ssl_context
from ._network import made
from ._requests import check_kind
from ._wire import Client, address_problem
from .errors import MissingKey, NetworkSetupError

C = TypeVar("C", bound=Client)

Verify: TypeAlias = str | bool | ssl.SSLContext

# Seconds; the generated clients have no timeout of their own.
REQUEST_TIMEOUT = 30.0
CONNECT = 10.0  # at most, to connect

NAME_OF_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)

MAKING = Lock()
OPEN: set[object] = set()  # generators that end with their event loops


class OwnClient:
    """What ours adds to a generated client: a key out of sight, and a use from any thread or loop.

    A connection belongs to the event loop that opened it, so each loop has an httpx client, which
    is closed when the loop ends.
    """

    _base_url: str
    _client: Any
    _async_client: Any
    _verify_ssl: Any
    _httpx_args: dict[str, Any]
    _uses = 0  # of threads whose answer is awaited no more
    _is_left = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    def __reduce__(self) -> Any:
        name = type(self).__name__
        raise TypeError(f"a {name} holds a key and connections: make one in each process instead")

    def __exit__(self, *error: object) -> None:
        """Close the blocking httpx client, once no thread uses it."""
        with MAKING:
            self._is_left = bool(self._uses)
        if not self._is_left:
            super().__exit__(*error)  # type: ignore[misc]  # the generated class's

    def borrow(self) -> None:
        """Keep the blocking httpx client open for a thread."""
        with MAKING:
            self._uses += 1

    def give_back(self) -> None:
        """Close the blocking httpx client, if it was left, after the last thread."""
        with MAKING:
            self._uses -= 1
            is_last = self._is_left and not self._uses
        if is_last:
            self._is_left = False
            self.get_httpx_client().close()

    def get_httpx_client(self) -> Any:
        """Get the blocking httpx client, the same for all threads."""
        with MAKING:
            if self._client is None:
                make: Any = super()
                made(make.get_httpx_client, self._verify_ssl, self._httpx_args)
            return self._client

    def get_async_httpx_client(self) -> Any:
        """Get the httpx client of the running event loop, or the one that was set."""
        import anyio.lowlevel

        if self._async_client is not None:
            return self._async_client
        own = self.__dict__
        here: dict[str, Any] = (own.get("_here") or own.setdefault("_here", local())).__dict__
        try:
            loop: object = anyio.lowlevel.current_token()
        except RuntimeError:  # none runs: it is for the next one
            loop = here.get("loop")
        if "client" not in here or here["loop"] not in (None, loop):
            make: Any = super(OwnClient, evolve(cast("Any", self)))
            client = made(make.get_async_httpx_client, self._verify_ssl, self._httpx_args)
            here.update(client=client, loop=None)
        if here["loop"] != loop:
            here["loop"] = loop
            _close_at_end(here["client"])
        return here["client"]


def _close_at_end(client: Any) -> None:
    """Close a client when the event loop ends, which then closes the generators that are open."""
    known = ref(client)  # whoever drops a client does not have to wait for that

    async def end() -> AsyncIterator[None]:
        try:
            yield
        finally:
            OPEN.discard(opened)
            if (left := known()) is not None:
                await left.aclose()

    opened = end()
    OPEN.add(opened)
    with suppress(StopIteration):
        opened.__anext__().__await__().__next__()


@frozen(eq=False, repr=False)
class Credential:
    """A value that opens a vendor's API: the argument of `client()` and the variable for it.

    `where` tells where users find it; `header` carries it, but for the key, which has its own.
    """

    argument: str
    variable: str
    where: str
    header: str = ""

    def read(self, given: str | None, environ: Mapping[str, str]) -> str:
        """Take a value as given, else from the environment; MissingKey where it cannot be sent."""
        check_kind(self.argument, given, (str, NoneType), "text")
        name = self.variable if given is None else self.argument
        value = (environ.get(name, "") if given is None else given).strip()
        if not value:
            raise MissingKey(f"{name} is missing or blank; it is found {self.where}")
        if not (value.isascii() and value.isprintable()):
            raise MissingKey(
                f"{name} holds characters that cannot be sent; it is found {self.where}"
            )
        return value


class Spec(Protocol):
    """Facts of a spec that are needed here: a module `spec` of a generated package."""

    @property
    def TITLE(self) -> str: ...  # noqa: N802 - a constant of the module

    @property
    def BASE_URL(self) -> str: ...  # noqa: N802

    @property
    def AUTH_HEADER(self) -> str: ...  # noqa: N802

    @property
    def AUTH_PREFIX(self) -> str: ...  # noqa: N802


@cache
def own_class(kind: type[C], vendor: str) -> type[C]:
    """Make a vendor's own class of client from the generated one."""
    return cast("type[C]", type(f"{vendor.capitalize()}Client", (OwnClient, kind), {}))


def make_client(
    kind: type[C],
    vendor: str,
    spec: Spec,
    credentials: Sequence[Credential],
    given: Mapping[str, str | None],
    *,
    base_url: str | None,
    headers: Mapping[str, str] | None,
    request_timeout: float | Timeout,
    verify_ssl: Verify,
    httpx_args: Mapping[str, Any] | None,
    environ: Mapping[str, str] | None,
) -> C:
    """Make a client that threads may share at once; `given` wins over the environment."""
    for name, value, kinds, wanted in (
        ("base_url", base_url, (str, NoneType), "text"),
        ("headers", headers, (Mapping, NoneType), "a mapping of texts"),
        ("request_timeout", request_timeout, (int, float, Timeout), "a number of seconds"),
        ("verify_ssl", verify_ssl, (str, bool, ssl.SSLContext), "a flag, a file or an SSLContext"),
        ("httpx_args", httpx_args, (Mapping, NoneType), "a mapping of arguments of httpx.Client"),
        ("environ", environ, (Mapping, NoneType), "a mapping of variables"),
    ):
        check_kind(name, value, kinds, wanted)
    for name, value in (headers or {}).items():
        check_kind("the name of a header", name, str, "text")
        if not NAME_OF_HEADER.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a header")
        check_kind(f"the header {name!r}", value, str, "text")
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"the header {name!r} holds characters that cannot be sent")
    if unknown := sorted(set(httpx_args or {}) - set(signature(HttpxClient).parameters)):
        raise TypeError(f"httpx_args has {', '.join(unknown)}, which httpx.Client does not take")
    environ = os.environ if environ is None else environ
    variable = f"{vendor.upper()}_BASE_URL"
    address = base_url or environ.get(variable, "").strip() or spec.BASE_URL
    if problem := address_problem(address):
        # Not shown: what stands there by mistake may be the key.
        named = "base_url" if base_url else variable
        raise NetworkSetupError(f"{named} is no web address: {problem}")
    if not spec.AUTH_HEADER:
        raise MissingKey(
            f"{vendor} takes its key in no header, and clients send it in no other way"
        )
    key, *others = [
        (each.header, each.read(given.get(each.argument), environ)) for each in credentials
    ]
    version = import_module("importlib.metadata").version("testruns")
    # One context for both the sync and the async client: loading it is slow.
    verified = made(partial(_verified, verify_ssl), verify_ssl, {})
    own: Any = own_class(kind, vendor)
    client: C = own(
        base_url=address,
        token=key[1],
        auth_header_name=spec.AUTH_HEADER,
        prefix=spec.AUTH_PREFIX,
        headers={"User-Agent": f"testruns/{version}", **dict(others), **(headers or {})},
        timeout=_timeout(request_timeout),
        verify_ssl=verified,
        httpx_args=dict(httpx_args or {}),
    )
    # What httpx reads of the environment it reads when its client is made: told here, not later.
    evolve(cast("Any", client)).get_httpx_client()
    return client


def _verified(verify_ssl: Verify) -> bool | ssl.SSLContext:
    if isinstance(verify_ssl, str):  # which httpx itself no longer likes
        if Path(verify_ssl).is_dir():
            return ssl.create_default_context(capath=verify_ssl)
        return ssl.create_default_context(cafile=verify_ssl)
    return create_ssl_context() if verify_ssl is True else verify_ssl


def _timeout(seconds: float | Timeout) -> Timeout:
    if isinstance(seconds, Timeout):
        return seconds
    if not seconds > 0:
        raise ValueError(f"request_timeout must be above 0, not {seconds!r}")
    return Timeout(seconds, connect=min(seconds, CONNECT))
