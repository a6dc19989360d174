# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
"""Client of Qualigate. Trigger hosted test runs, watch them and read their results.

Start a test case, a suite or a project with `trigger_run`, read the run with `get_run` until it has
ended, and read what the tests of a suite run came to with `get_results`. Each request carries a
key, which starts with `qg_`, as `Authorization: Bearer <key>` or in the header `X-API-Key`. Keys
come from Settings, API Keys, and are shown once.

Make a client with the facts in `qualigate_client.spec`:

    from qualigate_client import AuthenticatedClient, spec

    client = AuthenticatedClient(
        spec.BASE_URL,
        token=key,
        prefix=spec.AUTH_PREFIX,
        auth_header_name=spec.AUTH_HEADER,
    )

Its requests carry `Authorization: Bearer <key>`.
The vendor takes `X-API-Key: <key>` as well."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)


def __getattr__(name: str) -> Any:
    # On demand, since a client loads httpx, which models do without.
    if name in __all__:
        return getattr(import_module(".client", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
