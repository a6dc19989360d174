"""The vendors as the contract tests see them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import schemathesis
import schemathesis_hooks  # noqa: F401 - schemathesis calls them
import specmock
from attrs import Factory, frozen
from requests import Session
from specmock.contract import (
    ClientUnderTest,
    client_under_test,
    documented_requests,
    linked_requests,
    session,
)

from specs import SPECS

EXAMPLES: Final = int(os.environ.get("CONTRACT_EXAMPLES", "10"))
IS_THOROUGH: Final = EXAMPLES > 10
MORE_THAN_A_PAGE: Final = 25
SETTINGS: Final = specmock.Settings(any_id=True, rate_limits=False)

# A long poll that ends without news is a good answer, and so is none to a list of what are no ids.
CONFIG: Final[dict[str, Any]] = {
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "408"]}},
    "generation": {
        "mode": "all" if IS_THOROUGH else "positive",
        "max-examples": EXAMPLES,
        "deterministic": not IS_THOROUGH,
        "database": "none",
        "with-security-parameters": False,
    },
}


@frozen(repr=False)
class Bench:
    """A vendor's client under test, over a socket."""

    url: str
    mock: specmock.Mock
    client: ClientUnderTest
    session: Session


@frozen(repr=False)  # hypothesis shows it with each case that fails
class Benches:
    """The benches of all vendors."""

    by_name: dict[str, Bench] = Factory(dict)

    def of(self, case: Any) -> Bench:
        """Find the bench of a case of schemathesis."""
        return self.by_name[vendor_of(case)]


def vendor_of(case: Any) -> str:
    """Find the vendor that a case of schemathesis is made for."""
    return str(case.operation.schema.raw_schema["info"]["title"]).lower()


@contextmanager
def benches() -> Iterator[Benches]:
    """Serve the mocks of all vendors, and yield their benches."""
    clock = specmock.VirtualClock()
    with specmock.serving(SPECS.values(), SETTINGS, clock=clock) as mocks:
        found = Benches()
        for name, served in mocks.items():
            client = client_under_test(f"{name}_client", SPECS[name], served.url)
            through = session(client, served.url)
            found.by_name[name] = Bench(served.url, served.mock, client, through)
        yield found


@cache
def schema_of(name: str) -> Any:
    """Load a vendor's spec with schemathesis, and configure the mock's key."""
    document = specmock.load(SPECS[name])
    scheme, node = next(iter(document.root["components"]["securitySchemes"].items()))
    key = specmock.Mock(document).key
    word = "api_key" if node["type"] == "apiKey" else "bearer"
    config = CONFIG | {"auth": {"openapi": {scheme: {word: key}}}}
    return schemathesis.openapi.from_path(SPECS[name], config=schemathesis.Config.from_dict(config))


def shown(client: ClientUnderTest, mock: specmock.Mock) -> Iterator[tuple[str, str, int]]:
    """Make every request that a spec shows and provoke every answer; yield what was done."""
    for starter in mock.starters:
        _, start = next(documented_requests(client.operations[starter], client.schemas, mock.key))
        for _ in range(MORE_THAN_A_PAGE):
            client.ask(start)
    for operation in client.operations.values():
        for name, request in documented_requests(operation, client.schemas, mock.key):
            response = client.ask(request).response
            yield operation.id, name, response.status_code
            answer = response.json() if response.content else None
            links = (client.operations, client.schemas, operation, response.status_code)
            for link, following in linked_requests(*links, answer, mock.key):
                followed = client.ask(following).response
                yield operation.id, f"{name} → {link}", followed.status_code
        for status, answer in operation.answers.items():
            examples: list[str | None] = [name for media in answer.media for name in media.examples]
            for example in [*examples] or [None]:
                mock.plan(operation=operation.id, status=int(status), example=example)
                response = client.ask(request).response
                yield operation.id, f"{status} {example or ''}", response.status_code
