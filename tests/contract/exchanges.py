"""Requests with their answers, as a true mock and a true spec give them."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import httpx
import schemathesis
import specmock
from attrs import define, frozen
from hypothesis import HealthCheck, Phase, given, settings
from specmock import HttpRequest
from specmock.contract import (
    ClientUnderTest,
    client_under_test,
    documented_requests,
    hard_requests,
    hard_values,
    session,
)
from vendors import SETTINGS, schema_of, shown

from specs import SPECS

UNDOCUMENTED: Final = (202, 206, 302, 409, 418, 451, 503)
BASE: Final = "http://mock.invalid"


@frozen
class Answered:
    """A request and its answer."""

    request: HttpRequest
    status: int
    headers: dict[str, str]
    body: bytes

    def respond(self, _: httpx.Request) -> httpx.Response:
        """Give the answer to any request, as a handler of httpx's mock transport does."""
        return httpx.Response(self.status, headers=self.headers, content=self.body)


@define(eq=False)
class Recorder(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Keeps the exchanges of a mock."""

    mock: specmock.Mock
    kept: list[Answered]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = specmock.MockTransport(self.mock).handle_request(request)
        content = response.read()
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = HttpRequest(request.method, path, query, headers, request.content)
        shown = {"content-type": response.headers["content-type"]} if content else {}
        self.kept.append(Answered(asked, response.status_code, shown, content))
        return response


def generated(strategy: Any, use: Callable[[Any], None], count: int) -> None:
    """Use so many cases of a strategy, the same each time."""

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def each(case: Any) -> None:
        use(case)

    each()


def recorded(name: str, count: int) -> list[Answered]:
    """Record a vendor's mock: all that is documented, hard values, and so many cases."""
    mock = specmock.Mock(SPECS[name], SETTINGS, specmock.VirtualClock())
    kept: list[Answered] = []
    client = client_under_test(f"{name}_client", SPECS[name], Recorder(mock, kept))
    list(shown(client, mock))
    for operation in client.operations.values():
        for _, request in hard_requests(operation, client.schemas, mock.key):
            client.ask(request)
    through = session(client, BASE)
    for result in schema_of(name).get_all_operations():

        def ask(case: Any) -> None:
            mock.reset()
            case.call(BASE, through)

        mode = schemathesis.GenerationMode.POSITIVE
        generated(result.ok().as_strategy(generation_mode=mode), ask, count)
    return kept


def answers(name: str, count: int) -> Iterator[Answered]:
    """Make so many answers of each response schema, and some of no documented status.

    A schema that operations share is tried at length once, and shortly at the others. Hard values
    of components are left to `model_differences`, which needs no exchange for them.
    """
    document = specmock.load(SPECS[name])
    mock = specmock.Mock(document)
    client = client_under_test(f"{name}_client", document, specmock.MockTransport(mock))
    bodies: dict[str, list[Any]] = {}
    for operation in client.operations.values():
        _, request = list(documented_requests(operation, client.schemas, mock.key))[-1]
        for status, answer in operation.answers.items():
            for media in answer.media:
                schema = document.at(media.schema or ())
                place = str(schema)
                is_new = place not in bodies
                if is_new:
                    hard = hard_values(client.schemas, media.schema or (), media.hidden)
                    bodies[place] = [] if "$ref" in schema else [each for _, each in hard]
                    bodies[place] += values(document, schema, count)
                for body in bodies[place] if is_new else bodies[place][-2:]:
                    yield _answered(request, int(status), body)
        for code in UNDOCUMENTED:
            if str(code) not in operation.answers:
                yield _answered(request, code, {"status": "unknown"})


def values(document: specmock.Document, schema: Any, count: int) -> Iterator[Any]:
    """Make so many values of a schema of a document.

    A mirror document, in which the schema is that of a request, lets schemathesis make them.
    """
    content = {"application/json": {"schema": schema}}
    mirror = {
        "openapi": "3.1.0",
        "info": {"title": "mirror", "version": "1"},
        "paths": {
            "/": {
                "post": {
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "fine"}},
                }
            }
        },
        "components": {"schemas": document.root["components"]["schemas"]},
    }
    found: list[Any] = []
    operation = schemathesis.openapi.from_dict(mirror)["/"]["POST"]
    mode = schemathesis.GenerationMode.POSITIVE
    generated(operation.as_strategy(generation_mode=mode), lambda c: found.append(c.body), count)
    yield from found


def _answered(request: HttpRequest, status: int, value: Any) -> Answered:
    response = httpx.Response(status, json=value)
    return Answered(request, status, {"content-type": "application/json"}, response.content)


def replay(client: ClientUnderTest, exchange: Answered) -> None:
    """Let a client make a request and parse its answer again; raise ContractError."""
    client.network = httpx.MockTransport(exchange.respond)
    client.ask(exchange.request)
