# Generated from specs/checkly.yaml by `make generate`. Do not edit.
"""Client of Checkly. Trigger, watch, list and cancel the test sessions of one Checkly account.

A test session runs a selection of an account's checks once, for example after a deployment. Each
request carries the key as `Authorization: Bearer <key>` and the account's id in the header
`x-checkly-account`. Start a session with `trigger_session`, wait for it with
`await_session_completion`, and read why a check failed with `get_session_result`.

Make a client with the facts in `checkly_client.spec`:

    from checkly_client import AuthenticatedClient, spec

    client = AuthenticatedClient(
        spec.BASE_URL,
        token=key,
        prefix=spec.AUTH_PREFIX,
        auth_header_name=spec.AUTH_HEADER,
    )

Its requests carry `Authorization: Bearer <key>`.

Give the header `x-checkly-account` once, by `headers={"x-checkly-account": ...}` of the client,
or in each call. The account that the request is about, a UUID from Checkly's account settings,
General. Send it with each request: a key alone does not say which account is meant."""

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
