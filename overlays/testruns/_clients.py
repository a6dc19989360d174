"""Clients from environment variables."""

import os
import ssl
from collections.abc import Callable, Mapping
from importlib import import_module
from threading import Lock, local
from typing import Any, TypeAlias, TypeVar, cast

from attrs import evolve, frozen

from ._httpx import Timeout, create_ssl_context
from ._wire import Client, is_web_address
from .errors import MissingKey

C = TypeVar("C", bound=Client)

Verify: TypeAlias = str | bool | ssl.SSLContext

# Seconds. The generated clients have no timeout of their own.
TIMEOUT = Timeout(30.0, connect=10.0)

MAKING = Lock()


class OwnClient:
    """What ours adds to a generated client: a key out of sight, and a use from any thread or loop.

    A connection belongs to the event loop that opened it, so each loop has an httpx client.
    """

    _base_url: str
    _async_client: Any

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    def get_httpx_client(self) -> Any:
        """Get the blocking httpx client, the same for all threads."""
        with MAKING:
            return super().get_httpx_client()  # type: ignore[misc]  # the generated class's

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
            made: Any = super(OwnClient, evolve(cast("Any", self)))
            here["client"] = made.get_async_httpx_client()
        here["loop"] = loop
        return here["client"]


@frozen
class Account:
    """How a vendor's client is set up, and where its users find the key."""

    vendor: str
    base_url: str
    where: str
    header: str = "Authorization"
    prefix: str = "Bearer"

    @property
    def name(self) -> str:
        """What the vendor's environment variables begin with."""
        return self.vendor.upper()

    def read(self, environ: Mapping[str, str] | None, name: str, where: str) -> str:
        """Read an environment variable; MissingKey where it is missing, blank or no key."""
        value = (os.environ if environ is None else environ).get(name, "").strip()
        if not value:
            raise MissingKey(f"{name} is missing or blank; it is found {where}")
        if not (value.isascii() and value.isprintable()):
            raise MissingKey(f"{name} holds characters that cannot be sent; it is found {where}")
        return value

    def client(
        self,
        kind: Callable[..., C],
        environ: Mapping[str, str] | None,
        own_headers: Mapping[str, str],
        *,
        base_url: str | None,
        headers: Mapping[str, str] | None,
        timeout: Timeout,
        verify_ssl: Verify,
        httpx_args: Mapping[str, Any] | None,
    ) -> C:
        """Make a generated client that threads may share at once."""
        environ = os.environ if environ is None else environ
        variable = f"{self.name}_BASE_URL"
        address = base_url or environ.get(variable, "").strip() or self.base_url
        if not is_web_address(address):
            # Not shown: what stands there by mistake may be the key.
            raise MissingKey(
                f"{'base_url' if base_url else variable} is no web address without a password"
            )
        version = import_module("importlib.metadata").version("testruns")
        return kind(
            base_url=address,
            token=self.read(environ, f"{self.name}_API_KEY", self.where),
            auth_header_name=self.header,
            prefix=self.prefix,
            headers={"User-Agent": f"testruns/{version}", **own_headers, **(headers or {})},
            timeout=timeout,
            # One context for both the sync and the async client: loading it is slow.
            verify_ssl=create_ssl_context() if verify_ssl is True else verify_ssl,
            httpx_args=dict(httpx_args or {}),
        )
