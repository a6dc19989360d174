"""Access: keys, and requests without a good one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from specmock.openapi import Breach, Operation, OperationCall

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

    def checks(self, operation: Operation) -> bool:
        """Tell whether keys are compared: where they are named, or a wrong one has its answer."""
        documented = {"401", "403", "4XX"} & operation.answers.keys()
        return bool(self._facts.get("keys") or documented)

    def check(self, call: OperationCall) -> None:
        """Find the key of a request; raise RefusedError where it is missing, wrong or forbidden."""
        options = call.operation.security
        if not options or () in options:
            return
        sent = call.sent
        refused: RefusedError | None = None
        for option in options:
            schemes = [scheme for scheme in option if scheme.is_sent]
            credentials = [scheme.credential(sent) for scheme in schemes]
            if not all(credentials):
                continue
            call.key = str(credentials[0]) if credentials else ""
            try:
                if schemes and schemes[0].is_comparable:
                    self._check_key(call)
            except RefusedError as error:
                refused = refused or error
            else:
                return
        if refused is not None:
            raise refused
        challenges = [each.challenge for option in options for each in option if each.challenge]
        headers = {"www-authenticate": ", ".join(dict.fromkeys(challenges))} if challenges else {}
        missing = self._facts.get("missing-key")
        raise _denied(missing, ("401", "403"), "the key is missing", headers)

    def _check_key(self, call: OperationCall) -> None:
        """Compare the key where the document says which ones there are, or what a wrong one gets.

        Of user and password (Basic), either may be the key, or both with the colon between them.
        """
        known = self._facts.get("keys") or {}
        if not known and self.checks(call.operation):
            known = {_DEFAULT_KEY: "accepted"}
        names = (call.key, *call.key.split(":", 1))
        call.key = next((name for name in names if name in known), call.key)
        fate: Any = known.get(call.key) if known else "accepted"
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
    breaches = [Breach("key", "", reason)]
    if facts:
        return RefusedError((facts["status"],), reason, facts.get("example"), headers, breaches)
    return RefusedError(usual, reason, None, headers, breaches)
