"""Drift of a live server from its spec."""

from collections.abc import Iterator
from typing import Any

import httpx
from attrs import frozen

from specmock.openapi import HttpRequest, Pointer, Schemas

from ._answers import json_of
from ._client import ClientUnderTest, ContractError


@frozen(order=True)
class Drift:
    """A fact of an answer that its spec does not have."""

    operation: str
    kind: str
    where: str
    detail: str = ""


def asked_live(client: ClientUnderTest, request: HttpRequest) -> tuple[httpx.Response, set[Drift]]:
    """Make a request that the spec allows of a live server; return its answer and what has drifted.

    Raises httpx.HTTPError where there is no answer.
    """
    kept = _Kept(client.network)
    operation = client.operation_of(request)
    if why := client.unable(request):
        response = client.send(request)
        past = Drift(operation.id, "client", "", f"the request goes past it: {why}")
        return response, {past, *drifts(client, request, response)}
    client.network = kept
    found: set[Drift] = set()
    try:
        client.ask(request)
    except ContractError as error:
        found = {Drift(operation.id, "client", "", each) for each in error.differences}
    finally:
        client.network = kept.network
    if kept.response is None:
        raise httpx.TransportError("there is no answer")
    drifted = set(drifts(client, request, kept.response))
    # What the server does otherwise explains what the client does not understand.
    return kept.response, drifted or found


def drifts(
    client: ClientUnderTest, request: HttpRequest, response: httpx.Response
) -> Iterator[Drift]:
    """Compare an answer with the spec; yield what the spec does not know."""
    operation = client.operation_of(request)
    status = response.status_code
    documented = operation.answer(status)
    if documented is None:
        yield Drift(operation.id, "undocumented status", str(status))
        return
    wrong = client.answer_differences(request, response)
    media = next((each for each in documented.media if each.schema), None)
    where = str(status)
    value = json_of(response)
    if media is None or media.schema is None or value is None:
        for each in wrong:
            yield Drift(operation.id, "other answer", where, each)
        return
    known = list(_walked(client.schemas, media.schema, value, ""))
    for kind, place, detail in known:
        yield Drift(operation.id, kind, f"{where} {place}", detail)
    if wrong and not any(kind == "missing required field" for kind, _, _ in known):
        for each in wrong:
            yield Drift(operation.id, "other value", where, each)


def _walked(
    schemas: Schemas, pointer: Pointer, value: Any, where: str
) -> Iterator[tuple[str, str, str]]:
    parts = list(schemas.parts(pointer, value))
    if len(parts) == 1:
        parts = _nearest(schemas, parts, value)
    nodes = [(part, node) for part in parts if isinstance(node := schemas.at(part), dict)]
    if isinstance(value, dict):
        properties = {
            key: (*part, "properties", key)
            for part, node in nodes
            for key in node.get("properties", ())
        }
        rest = next(
            (
                (*part, "additionalProperties")
                for part, node in nodes
                if isinstance(node.get("additionalProperties"), dict)
            ),
            None,
        )
        for _, node in nodes:
            for key in node.get("required", ()):
                if key not in value:
                    yield "missing required field", f"{where}/{key}", ""
        for key, item in value.items():
            below = properties.get(key, rest)
            if below is not None:
                yield from _walked(schemas, below, item, f"{where}/{key}")
            elif properties:
                yield "unknown field", f"{where}/{key}", type(item).__name__
    elif isinstance(value, list):
        for part, node in nodes:
            if "items" in node:
                for item in value:
                    yield from _walked(schemas, (*part, "items"), item, f"{where}/*")
    elif isinstance(value, str):
        words = _words(schemas, pointer)
        if words and value not in words:
            yield "unknown word", where, value


def _nearest(schemas: Schemas, parts: list[Pointer], value: Any) -> list[Pointer]:
    """Choose the nearest alternative for a value that fits none."""
    here = parts[0]
    node = schemas.at(here)
    if not isinstance(node, dict) or not isinstance(value, dict):
        return parts
    branches = [
        list(schemas.parts((*here, keyword, index)))
        for keyword in ("oneOf", "anyOf")
        for index in range(len(node.get(keyword, ())))
    ]

    def shared(branch: list[Pointer]) -> int:
        nodes = [schemas.at(part) for part in branch]
        return sum(key in each.get("properties", ()) for each in nodes for key in value)

    return max(branches, key=shared, default=parts)


def _words(schemas: Schemas, pointer: Pointer) -> set[str]:
    """Collect the words of a schema's enums, also where it lets others pass."""
    found: set[str] = set()
    for part in schemas.parts(pointer):
        node = schemas.at(part)
        if isinstance(node, dict):
            found.update(word for word in node.get("enum", ()) if isinstance(word, str))
    return found


class _Kept(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Keeps the answer that a client could not understand."""

    def __init__(self, network: Any) -> None:
        self.network = network
        self.response: httpx.Response | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response: httpx.Response = self.network.handle_request(request)
        response.read()
        self.response = response
        return response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response: httpx.Response = await self.network.handle_async_request(request)
        await response.aread()
        self.response = response
        return response
