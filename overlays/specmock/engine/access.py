"""Access: keys, and requests without a good one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from specmock.openapi import OperationCall

from .refusals import RefusedError

_DEFAULT_KEY: Final = "demo-key"


class Access:
    """The keys of a mock, as the document's `x-mock` gives them."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = facts

    @property
    def keys(self) -> list[str]:
        """The keys that are accepted."""
        known = self._facts.get("keys", {_DEFAULT_KEY: "accepted"})
        return [key for key, fate in known.items() if fate == "accepted"]

    @property
    def key(self) -> str:
        """A key that is accepted."""
        return next(iter(self.keys), _DEFAULT_KEY)

    def check(self, call: OperationCall) -> None:
        """Find the key of a request; raise RefusedError where it is missing, wrong or forbidden."""
        options = call.operation.security
        if not options or () in options:
            return
        sent = call.sent
        for option in options:
            credentials = [scheme.credential(sent) for scheme in option]
            if all(credentials):
                call.key = str(credentials[0])
                self._check_key(call.key)
                return
        kinds = [each.kind for option in options for each in option if each.kind != "apiKey"]
        challenge = 'Basic realm="mock"' if kinds[:1] == ["basic"] else "Bearer"
        headers = {"www-authenticate": challenge} if kinds else {}
        missing = self._facts.get("missing-key")
        raise _denied(missing, ("401", "403"), "the key is missing", headers)

    def _check_key(self, key: str) -> None:
        known = self._facts.get("keys")
        fate: Any = known.get(key) if known else "accepted"
        if fate is None:
            raise _denied(self._facts.get("wrong-key"), ("401", "403"), "the key is wrong")
        if fate != "accepted":
            raise _denied(fate, ("403", "401"), "the key has no access")


def _denied(
    facts: Mapping[str, str] | None,
    usual: Iterable[str],
    reason: str,
    headers: Mapping[str, str] | None = None,
) -> RefusedError:
    if facts:
        return RefusedError((facts["status"],), reason, facts.get("example"), headers)
    return RefusedError(usual, reason, None, headers)
