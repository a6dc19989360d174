"""Clients from environment variables."""

import os
import ssl
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from ._errors import MissingKey
from ._http import Client, Timeout, create_ssl_context

C = TypeVar("C", bound=Client)

Verify: TypeAlias = str | bool | ssl.SSLContext

# Seconds. The generated clients have no timeout of their own.
TIMEOUT = Timeout(30.0, connect=10.0)


class HiddenKey:
    """A client whose repr does not show its key."""

    _base_url: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"


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
        """Return an environment variable; MissingKey where it is missing, blank or no key."""
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
        """Return a generated client that can be shared between threads at once."""
        environ = os.environ if environ is None else environ
        version = import_module("importlib.metadata").version("testruns")
        client = kind(
            base_url=base_url or environ.get(f"{self.name}_BASE_URL", "").strip() or self.base_url,
            token=self.read(environ, f"{self.name}_API_KEY", self.where),
            auth_header_name=self.header,
            prefix=self.prefix,
            headers={"User-Agent": f"testruns/{version}", **own_headers, **(headers or {})},
            timeout=timeout,
            # One context for both the sync and the async client: loading it is slow.
            verify_ssl=create_ssl_context() if verify_ssl is True else verify_ssl,
            httpx_args=dict(httpx_args or {}),
        )
        client.get_httpx_client()  # made here, since threads that share it would each make one
        return client
