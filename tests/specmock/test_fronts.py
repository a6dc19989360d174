"""In process and over a socket: the same answers, faults, clocks and journals."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import specmock
from attrs import asdict, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from specmock.openapi import CONNECTION_FAULTS, nearest
from specmock.serve.server import listening, running, server_of

DOCUMENTS = sorted(Path(__file__).with_name("documents").glob("*.yaml"))
OWN_OF_THE_SOCKET = {"connection", "date", "keep-alive"}


@frozen
class Fronts:
    """Two equal mocks: one behind a socket, one in process."""

    mocks: tuple[specmock.Mock, specmock.Mock]
    clients: tuple[httpx.Client, httpx.Client]

    def outcomes(self, steps: list[tuple[str, dict[str, Any]]]) -> list[Any]:
        """Do the same on both; give what came of it on each."""
        return [
            [self._outcome(mock, client, kind, facts) for kind, facts in steps]
            for mock, client in zip(self.mocks, self.clients, strict=True)
        ]

    def _outcome(
        self, mock: specmock.Mock, client: httpx.Client, kind: str, facts: dict[str, Any]
    ) -> Any:
        if kind == "plan":
            mock.plan(**facts)
            return None
        if kind == "advance":
            mock.clock.advance(facts["seconds"])
            return None
        try:
            answer = client.request(**facts)
        except httpx.HTTPError as error:
            return type(error), mock.clock.now()
        kept = {n: t for n, t in answer.headers.multi_items() if n not in OWN_OF_THE_SOCKET}
        return answer.status_code, kept, answer.content, mock.clock.now()


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda path: path.stem)
def fronts(request: pytest.FixtureRequest) -> Iterator[Fronts]:
    how = specmock.Settings(mode="time", bodies=True, max_body=2_000)
    one, other = (specmock.Mock(request.param, how, specmock.VirtualClock()) for _ in range(2))
    site = specmock.Site([one])
    transport = specmock.MockTransport(specmock.Site([other]))
    with (
        listening("127.0.0.1", 0) as listener,
        running(server_of(site), listener) as url,
        httpx.Client(base_url=f"{url}/{one.name}", timeout=5.5, trust_env=False) as over,
        httpx.Client(base_url=f"{url}/{one.name}", timeout=5.5, transport=transport) as within,
    ):
        yield Fronts((one, other), (over, within))


def requests_to(mock: specmock.Mock) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Make requests that a document knows, nearly knows, and does not know."""
    operations = list(mock.operations.values())
    bodies: list[Any] = [b"", b"{}", b"[", b'{"name": "A"}', b"x" * 3_000, b"\xff"]
    schemas = (media.schema for each in operations for media in each.body if media.schema)
    bodies += [json.dumps(nearest(mock.schemas, schema)[0]).encode() for schema in schemas]
    words = st.sampled_from(["1", "0", "x", "a,b", "%2C", "%E2%82%AC", "", "-7", "true"])
    paths = [each.path for each in operations] + ["/nowhere", "/", "//", "/%zz"]
    names = sorted({p.name for each in operations for p in each.parameters} | {"more"})
    types = ["application/json", "text/plain", "application/xml", "multipart/form-data"]
    types += ["application/x-www-form-urlencoded", "", "application/json; charset=utf-8"]
    header = st.one_of(
        st.tuples(st.just("accept"), st.sampled_from(["*/*", "text/csv", "application/xml;q=0.1"])),
        st.tuples(st.just("content-type"), st.sampled_from(types)),
        st.tuples(st.just("authorization"), st.sampled_from([f"Bearer {mock.key}", "Bearer no"])),
        st.tuples(st.sampled_from(["x-api-key", "cookie", "origin", "x-tag"]), words),
        st.tuples(st.just("prefer"), st.sampled_from(["code=404", "example=a", "code=x"])),
    )

    def path(parts: tuple[str, str]) -> str:
        template, word = parts
        return template.partition("{")[0] + word if "{" in template else template

    return st.fixed_dictionaries(
        {
            "method": st.sampled_from(
                ["GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
            ),
            "url": st.tuples(st.sampled_from(paths), words).map(path),
            "params": st.lists(st.tuples(st.sampled_from(names), words), max_size=3),
            "headers": st.lists(header, max_size=4),
            "content": st.sampled_from(bodies),
        }
    ).map(lambda facts: ("request", facts))


def others(mock: specmock.Mock) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Make faults, delays, planned statuses, and moves of the clock."""
    plan = st.fixed_dictionaries(
        {},
        optional={
            "fault": st.sampled_from(CONNECTION_FAULTS),
            "delay": st.sampled_from([0.5, 3.0, 30.0]),
            "status": st.sampled_from([200, 404, 500, 503]),
            "body": st.sampled_from(["", "no JSON", "é" * 100]),
            "operation": st.sampled_from(sorted(mock.operations)),
        },
    )
    moves = st.sampled_from([0.0, 1.0, 100.0])
    return plan.map(lambda facts: ("plan", facts)) | moves.map(
        lambda seconds: ("advance", {"seconds": seconds})
    )


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_both_fronts_are_one(fronts: Fronts, data: st.DataObject) -> None:
    for mock in fronts.mocks:
        mock.reset()
    ask = requests_to(fronts.mocks[0])
    steps = data.draw(st.lists(ask | ask | others(fronts.mocks[0]), min_size=1, max_size=8))

    over, within = fronts.outcomes(steps)

    for step, one, other in zip(steps, over, within, strict=True):
        assert one == other, step
    journals = [[asdict(entry) for entry in mock.journal] for mock in fronts.mocks]
    assert journals[0] == journals[1]


def test_the_loggers_of_the_caller_are_untouched() -> None:
    def state() -> dict[str, Any]:
        loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
        return {
            each.name: (each.level, each.disabled, each.propagate, list(each.handlers))
            for each in loggers
        }

    before = state()
    with specmock.serving(DOCUMENTS[:1]) as mocks:
        during = state()
        httpx.get(next(iter(mocks.values())).url)

    after = state()
    assert {name: during[name] for name in before} == before
    assert {name: after[name] for name in before} == before
