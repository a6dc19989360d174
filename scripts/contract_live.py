"""Hold a live vendor, or a recording of one, against its spec and its generated client."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import specmock
import vcr  # type: ignore[import-untyped]
from attrs import evolve, field, frozen
from specmock import HttpRequest
from specmock.contract import (
    ClientUnderTest,
    Drift,
    asked_live,
    client_under_test,
    documented_requests,
    example_requests,
    linked_requests,
)
from tables import print_table

from specs import SPECS

REPLAYED_KEY = "replayed"
PAUSE = 0.2  # seconds, where the spec names no limit
MARGIN = 1.25  # the vendor's own users share the limit


@frozen
class Plan:
    """What to ask of whom, and how fast."""

    client: ClientUnderTest
    key: str = field(repr=False)
    writes: bool
    values: Mapping[str, str]
    wait: Callable[[float], object]


def main(arguments: list[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Run the command line; return 1 for drift, 2 for what cannot be tried."""
    options = parsed(arguments)
    name = options.vendor.upper()
    key = REPLAYED_KEY if options.replay else environ.get(f"{name}_API_KEY", "").strip()
    if not key:
        print(f"{name}_API_KEY is not set: it holds the key for {options.vendor}", file=sys.stderr)
        return 2
    document = specmock.load(SPECS[options.vendor])
    base_url = environ.get(f"{name}_BASE_URL", "").strip() or document.root["servers"][0]["url"]
    client = client_under_test(f"{options.vendor}_client", document, base_url)
    wait = (lambda _: None) if options.replay or options.no_pause else time.sleep
    values = dict(each.partition("=")[::2] for each in options.set)
    plan = Plan(client, key, options.write, values, wait)
    try:
        with cassette(client, options):
            calls = list(asked(plan))
    except (
        httpx.HTTPError,
        httpx.InvalidURL,
        vcr.errors.CannotOverwriteExistingRequestException,
    ) as error:
        print(f"{options.vendor} cannot be asked: {error}", file=sys.stderr)
        return 2
    return report(calls)


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendor", choices=SPECS)
    parser.add_argument(
        "--write", action="store_true", help="also trigger and cancel, not only read"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of your own"
    )
    parser.add_argument("--no-pause", action="store_true", help="for a server without a limit")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--record", type=Path, help="keep the exchanges in a file, without keys")
    where.add_argument("--replay", type=Path, help="ask this recording instead of the vendor")
    return parser.parse_args(arguments)


def cassette(client: ClientUnderTest, options: argparse.Namespace) -> AbstractContextManager[Any]:
    """Record or replay the exchanges, where that is asked for."""
    path = options.record or options.replay
    if path is None:
        return nullcontext()
    if options.record:
        path.unlink(missing_ok=True)
    schemes = [
        scheme
        for operation in client.operations.values()
        for option in operation.security
        for scheme in option
    ]
    secret = [scheme.key for scheme in schemes]
    accounts = [
        parameter.name
        for operation in client.operations.values()
        for parameter in operation.parameters
        if parameter.location == "header"
    ]
    made: AbstractContextManager[Any] = vcr.use_cassette(
        str(path),
        record_mode=vcr.mode.NONE if options.replay else vcr.mode.ALL,
        match_on=["method", "path", "query", "body"],
        filter_headers=[*secret, *accounts, "authorization", "cookie"],
        filter_query_parameters=secret,
        before_record_response=without_cookies,
        decode_compressed_response=True,
        allow_playback_repeats=True,
    )
    return made


def without_cookies(response: dict[str, Any]) -> dict[str, Any]:
    """Remove the cookies from an answer that is kept."""
    headers = response["headers"].items()
    return response | {"headers": {k: v for k, v in headers if k.lower() != "set-cookie"}}


def asked(plan: Plan) -> Iterator[tuple[str, str, int, set[Drift]]]:
    """Make each request once, and those that its answer leads to; yield status and drift of each."""
    client, done = plan.client, set[tuple[str, str, str, bytes]]()
    todo = []
    for operation in client.operations.values():
        # What starts runs costs somebody's quota: its examples are enough.
        requests = documented_requests if operation.method == "GET" else example_requests
        for name, request in requests(operation, client.schemas, plan.key):
            todo.append((operation.id, name, request))
    while todo:
        operation_id, name, request = todo.pop(0)
        request = with_values(client, request, plan.values)
        mark = (request.method, request.path, request.query, request.body)
        if mark in done or (request.method != "GET" and not plan.writes):
            continue
        done.add(mark)
        operation = client.operations[operation_id]
        plan.wait(pause(operation))
        response, drift = asked_live(client, request)
        yield operation_id, name, response.status_code, drift
        try:
            answer = response.json()
        except ValueError:
            continue
        links = (client.operations, client.schemas, operation, response.status_code)
        for link, following in linked_requests(*links, answer, plan.key):
            todo.append((client.operation_of(following).id, f"{operation_id} → {link}", following))


def with_values(
    client: ClientUnderTest, request: HttpRequest, values: Mapping[str, str]
) -> HttpRequest:
    """Put the parameters that somebody has given in place of the examples."""
    for parameter in client.operation_of(request).parameters:
        if parameter.name in values:
            new = quote(values[parameter.name], safe="")
            for example in map(str, parameter.examples.values()):
                old = quote(example, safe="")
                path, query = (part.replace(old, new) for part in (request.path, request.query))
                request = evolve(request, path=path, query=query)
    return request


def pause(operation: Any) -> float:
    """Seconds between two requests that keep under the vendor's limit."""
    return max((MARGIN * e.window / e.limit for e in operation.rate_limits), default=PAUSE)


def report(calls: list[tuple[str, str, int, set[Drift]]]) -> int:
    """Print what was asked and what has drifted; return 1 if anything has."""
    rows = [(*call, str(status), str(len(drift) or "-")) for *call, status, drift in calls]
    print_table(("operation", "request", "HTTP", "drift"), rows)
    found = sorted(set().union(*(drift for *_, drift in calls)))
    if found:
        rows = [(each.operation, each.kind, each.where, each.detail) for each in found]
        print_table(("operation", "drift", "where", "what"), rows)
    print(f"{len(calls)} requests, {len(found) or 'no'} drift.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
