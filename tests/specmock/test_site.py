"""Several mocks at one address: where each is, who may steer them, and what they cannot be told."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import specmock
from specmock.engine.access import Access

SPECS = sorted((Path(__file__).resolve().parents[2] / "specs").glob("*.yaml"))
KEY = {"x-api-key": "testclix-demo-key"}
DOCUMENT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: SERVERS
paths:
  /v1/pets: {get: {responses: {"200": {description: The pets.}}}}
  /pets: {get: {responses: {"204": {description: No pets.}}}}
"""


def mocked(name: str, servers: str = "[]", clock: Any = None) -> specmock.Mock:
    document = specmock.loads(DOCUMENT.replace("SERVERS", servers), f"{name}.yaml")
    return specmock.Mock(document, clock=clock)


def ask(
    site: specmock.Site,
    line: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
    client: str | None = None,
) -> specmock.HttpResponse:
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    answer = site.handle(specmock.HttpRequest(method, path, query, headers or {}, sent), client)
    assert isinstance(answer, specmock.HttpResponse)
    return answer


@pytest.mark.parametrize(
    ("servers", "path", "status"),
    [
        ("[]", "/shop/pets", 204),
        ("[]", "/pets", 204),
        ("[{url: https://shop.example/v2}]", "/v2/pets", 204),
        ("[{url: /v2/}]", "/v2/pets", 204),
        ("[{url: /v2}, {url: /v2/beta}]", "/v2/beta/pets", 204),
        ("[{url: 'https://{at}/{v}', variables: {v: {default: v3}}}]", "/v3/pets", 204),
        ("[{url: /v1}]", "/v1/pets", 204),  # the server's path goes before the root
        ("[]", "/v1/pets", 200),
        ("[{url: 'http://['}, {url: 5}, 7]", "/pets", 204),
        ("[]", "/other/pets", 404),
    ],
)
def test_a_mock_that_is_alone_is_at_its_name_its_servers_and_the_root(
    servers: str, path: str, status: int
) -> None:
    assert ask(specmock.Site([mocked("shop", servers)]), f"GET {path}").status == status


def test_a_name_that_is_also_a_path_of_the_document_hides_nothing() -> None:
    site = specmock.Site([mocked("v1")])

    assert ask(site, "GET /v1/v1/pets").status == 200
    assert ask(site, "GET /v1/pets").status == 204  # by its name
    assert ask(specmock.Site([mocked("pets")]), "GET /pets").status == 204  # at the root


def test_a_servers_path_is_served_where_it_is_of_one_mock_only() -> None:
    clock = specmock.RealClock()
    servers = ("[{url: /a}, {url: /x}]", "[{url: /a}, {url: /y}]")
    mocks = [mocked(f"shop{n}", each, clock) for n, each in enumerate(servers)]
    site = specmock.Site(mocks)

    found = {
        path: ask(site, f"GET {path}/pets").status for path in ("/a", "/x", "/y", "/shop1", "")
    }

    assert found == {"/a": 404, "/x": 204, "/y": 204, "/shop1": 204, "": 404}
    assert site.paths(mocks[0]) == ["/shop0", "/x"]
    assert [entry.path for entry in mocks[0].journal] == ["/pets"]


def test_a_name_with_blanks_can_be_asked_for() -> None:
    assert ask(specmock.Site([mocked("my api v1.0")]), "GET /my%20api%20v1.0/pets").status == 204


def test_two_documents_of_one_name_are_told_apart_by_a_name() -> None:
    clock = specmock.RealClock()
    one, same = mocked("openapi", clock=clock), mocked("openapi", clock=clock)
    other = specmock.Mock(one.document, clock=clock, name="other")

    with pytest.raises(ValueError, match=r"other=openapi\.yaml"):
        specmock.Site([one, same])
    assert sorted(specmock.Site([one, other]).mocks) == ["openapi", "other"]


@pytest.mark.parametrize(
    ("headers", "client", "status"),
    [
        ({"host": "127.0.0.1:8080"}, "127.0.0.1", 204),
        ({"host": "localhost:8080", "origin": "http://localhost:8080"}, "127.0.0.1", 204),
        ({"host": "[::1]:8080", "origin": "http://[::1]:8080"}, "::1", 204),
        ({"host": "localhost:8080", "origin": "http://localhost:3000"}, "127.0.0.1", 403),
        ({"host": "localhost:8080", "origin": "https://evil.example"}, "127.0.0.1", 403),
        ({"host": "localhost:8080", "origin": "null"}, "127.0.0.1", 403),
        ({"host": "evil.example"}, "127.0.0.1", 403),
        ({"host": "["}, "127.0.0.1", 403),
        ({"host": "localhost", "origin": "http://["}, "127.0.0.1", 403),
        ({"host": "localhost"}, "192.0.2.7", 403),
        ({"host": "localhost"}, "nonsense", 403),
    ],
    ids=str,
)
def test_no_page_but_the_sites_own_may_steer(
    headers: dict[str, str], client: str, status: int
) -> None:
    site = specmock.Site([mocked("shop")])

    assert ask(site, "POST /_specmock/reset", {}, headers, client).status == status
    assert ask(site, "GET /shop/pets", None, headers, client).status == 204  # any may use it


@pytest.mark.parametrize(
    ("line", "body", "reason"),
    [
        ("POST /_specmock/clock", b'{"advance": NaN}', "forward"),
        ("POST /_specmock/clock", b'{"advance": Infinity}', "forward"),
        ("POST /_specmock/clock", {"advance": -1}, "forward"),
        ("POST /_specmock/clock", {"advance": 1e12}, "9999"),
        ("POST /_specmock/clock", {"advance": "soon"}, "advance is a number of seconds"),
        ("POST /_specmock/clock", {"advance": True}, "advance is a number of seconds"),
        ("POST /_specmock/clock", {}, "advance is a number of seconds"),
        ("POST /_specmock/plan", b"[" * 100_000, "nested"),
        ("POST /_specmock/plan", {"body": "\ud800"}, "body is a text"),
        ("POST /_specmock/plan", {"never": "no"}, "never is true or false"),
        ("POST /_specmock/plan", {"runs": True}, "runs is a number"),
        ("GET /_specmock/runs?limit=0", None, "limit"),
        ("GET /_specmock/runs?limit=-1", None, "limit"),
        ("GET /_specmock/journal?limit=x", None, "limit"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_is_refused_with_its_reason(line: str, body: Any, reason: str) -> None:
    site = specmock.Site([specmock.Mock(SPECS[2])])

    answer = ask(site, line, body)

    assert answer.status == 400
    assert reason in answer.json()["detail"]
    assert ask(site, "GET /testclix/v1/api/status", headers=KEY).status == 200


@pytest.mark.parametrize("clock", [specmock.RealClock(), specmock.VirtualClock()], ids=repr)
def test_a_reset_of_all_sets_the_clock_back(clock: Any) -> None:
    site = specmock.Site([mocked("one", clock=clock), mocked("two", clock=clock)])
    start = clock.now()
    ask(site, "POST /_specmock/clock", {"advance": 1e9})

    ask(site, "POST /_specmock/reset", {"mock": "one"})
    assert clock.now() - start >= 1e9
    ask(site, "POST /_specmock/reset", {})
    assert clock.now() - start < 1e8


def test_a_mistake_of_the_mock_is_logged_answered_and_noted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: Any) -> None:
        raise ZeroDivisionError("unlucky")

    monkeypatch.setattr(Access, "check", failing)
    site = specmock.Site([specmock.Mock(SPECS[2])])

    with caplog.at_level(logging.ERROR):
        answer = ask(site, "GET /testclix/v1/api/status", headers=KEY)

    reason = "the mock itself failed: ZeroDivisionError: unlucky"
    assert (answer.status, answer.headers["x-specmock-reason"]) == (500, reason)
    assert [entry.reason for entry in site.mocks["testclix"].journal] == [reason]
    assert "Traceback" in caplog.text


def test_a_clock_of_which_no_time_can_be_written_is_answered_with_a_reason() -> None:
    mock = specmock.Mock(SPECS[0], clock=specmock.VirtualClock(time=1e15))
    headers = {"authorization": f"Bearer {mock.key}", "content-type": "application/json"}

    answer = ask(
        specmock.Site([mock]),
        "POST /checkly/v1/test-sessions/trigger",
        {"name": "Smoke", "runLocation": "eu-west-1"},
        headers,
    )

    assert (answer.status, len(mock.journal)) == (500, 1)


def test_runs_are_kept_up_to_a_number() -> None:
    mock = specmock.Mock(SPECS[0], specmock.Settings(mode="immediate"))
    site = specmock.Site([mock])
    collection = next(each for each in mock.collections if each.runs)
    seeds = list(collection.runs)

    for number in range(12_000):
        run = next(iter(collection.runs.values()))
        collection.add(type(run)(collection, f"run-{number}", 0.0, ("PASSED",)))

    assert 10_000 <= len(collection.runs) <= 11_000
    assert list(collection.runs)[: len(seeds)] == seeds
    assert "run-11999" in collection.runs
    assert len(ask(site, "GET /_specmock/runs?limit=3").json()["checkly"]) == 3


def test_bodies_are_kept_only_where_the_settings_say_so() -> None:
    plain, keeping = (
        specmock.Site([specmock.Mock(SPECS[1], specmock.Settings(bodies=bodies))])
        for bodies in (False, True)
    )
    body = {"test_case_id": "550e8400-e29b-41d4-a716-446655440000"}
    for site in (plain, keeping):
        ask(
            site,
            "POST /qualigate/api/v1/trigger",
            body,
            {**KEY, "content-type": "application/json"},
        )
        ask(site, "POST /qualigate/api/v1/trigger", b"no JSON", {"content-type": "text/plain"})

    assert [entry["sent"] for entry in ask(plain, "GET /_specmock/journal").json()] == [None] * 2
    kept = ask(keeping, "GET /_specmock/journal").json()
    assert [entry["sent"] for entry in kept] == [body, "no JSON"]
    assert kept[0]["answered"]["message"]
    assert "no JSON" not in repr(keeping.mocks["qualigate"].journal)
    with pytest.raises(ValueError, match="bodies=True"):
        plain.mocks["qualigate"].sent()
    with pytest.raises(ValueError, match="no operation"):
        keeping.mocks["qualigate"].sent("nothing")


def test_each_answer_is_as_late_as_the_settings_say() -> None:
    mock = specmock.Mock(SPECS[2], specmock.Settings(delay=0.5))
    mock.plan(delay=2)
    site = specmock.Site([mock])

    delays = [ask(site, "GET /testclix/v1/api/status", headers=KEY).delay for _ in range(2)]

    assert delays == [2.5, 0.5]


def test_a_long_path_is_cut_in_the_journal() -> None:
    site = specmock.Site([mocked("shop")])

    ask(site, f"GET /shop/{'x' * 60_000}?{'y' * 1000}")

    assert len(site.mocks["shop"].journal[0].path) == 2000
