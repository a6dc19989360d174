"""Keys: how a request sends them, and how a caller gives them to a generated client."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, define

from specmock.openapi import Operation, OperationCall, Scheme


@define
class Credentials:
    """Keys in the places of a request."""

    headers: dict[str, str] = Factory(dict)
    query: dict[str, str] = Factory(dict)
    cookies: dict[str, str] = Factory(dict)


def credentials(operation: Operation, key: str) -> Credentials:
    """Send a key in the first documented way; each scheme gets the same where several go together.

    With HTTP Basic the key is `user:password`.
    """
    found = Credentials()
    places = {"header": found.headers, "query": found.query, "cookie": found.cookies}
    for scheme in operation.security[0] if operation.security else ():
        text = b64encode(key.encode()).decode() if scheme.kind == "basic" else key
        word = "" if scheme.kind == "apiKey" else f"{scheme.kind.title()} "
        places[scheme.location][scheme.key] = f"{word}{text}"
    return found


def combination(call: OperationCall) -> tuple[Scheme, ...] | None:
    """Find the documented combination of keys that a request sends; None where it has none."""
    options = call.operation.security or ((),)
    for option in sorted(options, key=len, reverse=True):
        if all(scheme.credential(call.sent) for scheme in option):
            return option
    return None


def client_settings(call: OperationCall) -> dict[str, Any]:
    """Give the keys of a request to a generated client: one as its token, the others beside it."""
    settings: dict[str, Any] = {"headers": {}, "cookies": {}, "params": {}}
    for scheme in combination(call) or ():
        sent = call.sent[scheme.location][scheme.key]
        if scheme.location == "query":
            settings["params"][scheme.key] = sent
        elif scheme.location == "cookie":
            settings["cookies"][scheme.key] = sent
        elif "token" in settings:
            settings["headers"][scheme.key] = sent
        elif scheme.kind == "apiKey":
            settings |= {"token": sent, "auth_header_name": scheme.key, "prefix": ""}
        else:
            word, _, token = sent.partition(" ")
            settings |= {"token": token.strip()}
            settings |= {} if word.lower() == "bearer" else {"prefix": word}
    return settings


def key_differences(
    operation: Operation, wanted: Mapping[str, Mapping[str, str]], call: OperationCall
) -> Iterator[str]:
    """Compare the keys of two requests, scheme by scheme."""
    schemes = {each.name: each for option in operation.security for each in option}
    for scheme in schemes.values():
        place = f"{scheme.location} {scheme.key}"
        asked, sent = scheme.credential(wanted), scheme.credential(call.sent)
        if asked and asked != sent:
            there = "another one" if sent else "none"
            yield f"authentication: the spec asks for a key in the {place}, the client sends {there}"
        elif sent and not asked:
            yield f"authentication: the client sends a key in the {place}, nobody gave it one"
