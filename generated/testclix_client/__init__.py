# Generated from specs/testclix.yaml by `make generate`. Do not edit.
"""Client of TestCLIX. Status and execution of the tests of one TestCLIX workspace.

A status belongs to a test and not to one run of it: no answer carries a run id. It is an alarm
state as well: a test turns to `error` only when the failed runs of its evaluation period (1 to 50
runs) reach its "failures to alarm" threshold (1 to 50). Each request carries the key of a workspace
in the header `x-api-key`, without a word before it.

Make a client with the facts in `testclix_client.spec`:

    from testclix_client import AuthenticatedClient, spec

    client = AuthenticatedClient(
        spec.BASE_URL,
        token=key,
        prefix=spec.AUTH_PREFIX,
        auth_header_name=spec.AUTH_HEADER,
    )

Its requests carry `x-api-key: <key>`.
Without `prefix` and `auth_header_name` they would carry `Authorization: Bearer <key>`,
where the vendor does not look for a key."""

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
