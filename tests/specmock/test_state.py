"""Runs live: they begin, pass through their states, end, and are summed up."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from math import nan
from pathlib import Path
from typing import Any

import httpx
import ids
import pytest
import specmock
from specmock.engine.check import findings

ROOT = Path(__file__).resolve().parents[2]
CASE = {"test_case_id": "550e8400-e29b-41d4-a716-446655440001"}
SUITE = {"test_suite_id": "770e8400-e29b-41d4-a716-446655440001"}
PROJECT = {"project_id": "990e8400-e29b-41d4-a716-446655440001"}
SESSION = {"name": "Smoke", "runLocation": "us-east-1"}
TEST = ids.TEST


class Caller(httpx.Client):
    """A client of one mock, with a key of it."""

    def __init__(self, mock: specmock.Mock) -> None:
        headers = {"authorization": f"Bearer {mock.key}", "x-api-key": mock.key}
        transport = specmock.MockTransport(mock)
        super().__init__(transport=transport, base_url="http://mock", headers=headers)
        self.mock = mock

    def fetch(self, path: str, **params: Any) -> Any:
        """Return the JSON of a good answer."""
        response = self.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def start(self, path: str, body: Any = None) -> Any:
        """Return the JSON of the good answer to a POST."""
        response = self.post(path, json=body)
        assert response.is_success, response.text
        return response.json()


@pytest.fixture
def make_caller() -> Iterator[Callable[..., Caller]]:
    callers = []

    def make(name: str, clock: specmock.Clock | None = None, **settings: Any) -> Caller:
        path = ROOT / "specs" / f"{name}.yaml"
        caller = Caller(specmock.Mock(path, specmock.Settings(**settings), clock))
        callers.append(caller)
        return caller

    yield make
    for caller in callers:
        caller.close()


Make = Callable[..., Caller]
RUN, RESULTS = "/api/v1/trigger", "/api/v1/results"


def test_a_run_moves_a_state_a_look(make_caller: Make) -> None:
    caller = make_caller("qualigate", polls=2)
    run = caller.start(RUN, CASE)["test_run_id"]

    states = [caller.fetch(RUN, test_run_id=run)["status"] for _ in range(6)]

    assert states == ["pending", "pending", "running", "running", "passed", "passed"]


def test_a_run_moves_with_the_clock(make_caller: Make) -> None:
    clock = specmock.VirtualClock()
    caller = make_caller("qualigate", clock, mode="time", seconds=10)
    run = caller.start(RUN, CASE)["test_run_id"]

    states = []
    for _ in range(4):
        states.append(caller.fetch(RUN, test_run_id=run)["status"])
        clock.sleep(9)

    assert states == ["pending", "pending", "running", "passed"]


def test_a_run_may_be_over_at_once(make_caller: Make) -> None:
    caller = make_caller("qualigate", mode="immediate")
    run = caller.start(RUN, CASE)["test_run_id"]

    assert caller.fetch(RUN, test_run_id=run)["status"] == "passed"


@pytest.mark.parametrize("outcome", ["passed", "failed", "error", "timeout", "canceled"])
def test_the_next_run_ends_as_planned(make_caller: Make, outcome: str) -> None:
    caller = make_caller("qualigate", mode="immediate")
    caller.mock.plan(outcome=outcome)

    run = caller.start(RUN, CASE)["test_run_id"]
    other = caller.start(RUN, CASE)["test_run_id"]

    assert caller.fetch(RUN, test_run_id=run)["status"] == outcome
    assert caller.fetch(RUN, test_run_id=other)["status"] == "passed"


def test_a_run_may_never_end(make_caller: Make) -> None:
    caller = make_caller("qualigate")
    caller.mock.plan(never=True)
    run = caller.start(RUN, CASE)["test_run_id"]

    states = {caller.fetch(RUN, test_run_id=run)["status"] for _ in range(20)}

    assert states == {"pending", "running"}


@pytest.mark.parametrize("count", [1, 7, 1000])
def test_a_project_starts_as_many_runs_as_planned(make_caller: Make, count: int) -> None:
    caller = make_caller("qualigate", mode="immediate", rate_limits=False)
    caller.mock.plan(runs=count)

    answer = caller.start(RUN, PROJECT)

    ids = answer["test_run_ids"]
    assert len(set(ids)) == answer["test_count"] == count
    assert answer["message"] == f"{count} tests queued successfully"
    report = caller.fetch(RESULTS, test_run_ids=",".join(ids[:200]))
    assert report["total_tests"] == report["passed_tests"] == min(count, 200)


def test_the_settings_say_how_many_runs_there_are(make_caller: Make) -> None:
    caller = make_caller("qualigate", runs=12)

    suite = caller.start(RUN, SUITE)

    assert suite["test_count"] == 12
    assert caller.fetch(RUN, suite_run_id=suite["suite_run_id"])["total_tests"] == 12


def test_a_suite_agrees_with_its_runs(make_caller: Make) -> None:
    caller = make_caller("qualigate")
    caller.mock.plan(outcome=["failed", "passed", "timeout"])
    suite = caller.start(RUN, SUITE)["suite_run_id"]

    for state in ("pending", "running", "completed"):
        shown = caller.fetch(RUN, suite_run_id=suite)
        assert shown["status"] == state

    assert (shown["passed_tests"], shown["failed_tests"]) == (3, 2)
    report = caller.fetch(RESULTS, suite_run_id=suite)
    assert report["status"] == "failed"
    states = [each["status"] for each in report["results"]]
    assert sorted(states) == ["failed", "passed", "passed", "passed", "timeout"]
    for each in report["results"]:
        assert caller.fetch(RUN, test_run_id=each["test_run_id"])["status"] == each["status"]


def test_a_suite_may_end_in_a_word_of_its_own(make_caller: Make) -> None:
    caller = make_caller("qualigate", mode="immediate")
    caller.mock.plan(outcome="canceled")

    suite = caller.start(RUN, SUITE)["suite_run_id"]

    assert caller.fetch(RUN, suite_run_id=suite)["status"] == "canceled"


def test_a_sum_may_have_failed_while_runs_go_on(make_caller: Make) -> None:
    caller = make_caller("qualigate")
    caller.mock.plan(outcome="failed")
    failed = caller.start(RUN, CASE)["test_run_id"]
    for _ in range(3):
        caller.fetch(RUN, test_run_id=failed)
    fresh = caller.start(RUN, CASE)["test_run_id"]

    report = caller.fetch(RESULTS, test_run_ids=f"{failed},{fresh},{failed}")

    assert report["status"] == "failed"
    assert [each["status"] for each in report["results"]] == ["failed", "pending"]
    assert (report["total_tests"], report["failed_tests"]) == (2, 1)


def test_the_samples_of_the_documentation_are_there(make_caller: Make) -> None:
    caller = make_caller("qualigate")

    report = caller.fetch(RESULTS, suite_run_id="880e8400-e29b-41d4-a716-446655440000")
    shown = caller.fetch(RUN, suite_run_id="880e8400-e29b-41d4-a716-446655440000")

    assert (report["total_tests"], report["passed_tests"], report["failed_tests"]) == (5, 4, 1)
    assert (shown["status"], shown["passed_tests"], shown["failed_tests"]) == ("completed", 4, 1)
    assert "dd0e8400-e29b-41d4-a716-446655440000" in str(report["results"])


def test_overall_status_and_details_agree_with_the_tests(make_caller: Make) -> None:
    caller = make_caller("testclix")
    path = f"/v1/api/status/{TEST}"
    assert caller.fetch("/v1/api/status/details")["tests"]["not recorded"]["count"] == 1

    caller.mock.plan(outcome="error")
    caller.start(f"/v1/api/execute/{TEST}")
    states = [caller.fetch(path)["status"] for _ in range(3)]

    assert states == ["queued", "processing", "error"]
    assert caller.fetch("/v1/api/status") == {"status": "error"}
    details = caller.fetch("/v1/api/status/details")
    assert details["tests"]["error"]["items"] == [{"test_id": TEST, "status": "error"}]
    caller.start(f"/v1/api/execute/{TEST}")
    assert caller.fetch("/v1/api/status") == {"status": "pass"}


def test_what_was_sent_comes_back(make_caller: Make) -> None:
    caller = make_caller("checkly")
    body = {**SESSION, "metadata": {"environment": "staging", "branchName": "feature"}}

    session = caller.start("/v1/test-sessions/trigger", body)

    assert session["name"] == "Smoke"
    assert session["metadata"] == {"environment": "staging", "branchName": "feature"}
    assert session["testSessionId"] in session["testSessionLink"]
    entry = caller.fetch("/v1/test-sessions", limit=1)["entries"][0]
    assert (entry["id"], entry["name"]) == (session["testSessionId"], "Smoke")
    assert (entry["region"], entry["branchName"]) == ("us-east-1", "feature")
    assert "commitId" not in entry


def test_times_begin_when_the_run_does(make_caller: Make) -> None:
    clock = specmock.VirtualClock()
    caller = make_caller("checkly", clock, mode="time", seconds=20)
    session = caller.start("/v1/test-sessions/trigger", SESSION)
    clock.sleep(60)

    ended = caller.fetch(f"/v1/test-sessions/{session['testSessionId']}")

    assert ended["startedAt"] == "2026-01-01T00:00:00Z"
    assert ended["stoppedAt"] == "2026-01-01T00:00:20Z"


def test_a_duration_is_that_between_the_times_beside_it(make_caller: Make) -> None:
    clock = specmock.VirtualClock()
    caller = make_caller("qualigate", clock, mode="time", seconds=1.5)
    started = caller.start(RUN, CASE)
    clock.advance(60)

    mine = caller.fetch(RUN, test_run_id=started["test_run_id"])
    documented = caller.fetch(RUN, test_run_id="660e8400-e29b-41d4-a716-446655440000")

    assert (mine["started_at"], mine["completed_at"]) == (
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:03Z",
    )
    assert mine["duration_ms"] == 3000
    assert (documented["completed_at"], documented["duration_ms"]) == (
        "2026-01-01T00:00:00Z",
        135000,
    )


def test_the_list_filters(make_caller: Make) -> None:
    clock = specmock.VirtualClock()
    caller = make_caller("checkly", clock)
    start = int(clock.now())

    def trigger(name: str, **metadata: str) -> str:
        clock.sleep(10)
        body = {**SESSION, "name": name, "metadata": metadata}
        return str(caller.start("/v1/test-sessions/trigger", body)["testSessionId"])

    one = trigger("First of all", branchName="main", commitOwner="ada")
    two = trigger("Second", branchName="feature", commitOwner="grace")
    path = f"/v1/test-sessions/{one}"
    caller.post(f"{path}/cancel", json={})

    def found(**filters: Any) -> list[str]:
        page = caller.fetch("/v1/test-sessions", **filters)
        assert page["length"] == len(page["entries"])
        return [entry["id"] for entry in page["entries"]]

    seed = "8166fa86-c9b4-4162-8541-d380c6c212d8"
    assert found() == [two, one, seed]
    assert found(branches=["main", "feature"]) == [two, one, seed]
    assert found(branches="feature") == [two]
    assert found(statuses="CANCELLED") == [one]
    assert found(statuses=["FAILED", "CANCELLED"]) == [one, seed]
    assert found(users="ada") == [one]
    assert found(textSearch="second") == [two]
    assert found(**{"from": start + 15}) == [two]
    assert found(to=start + 15) == [one, seed]
    assert found(providers="GITHUB") == []
    assert found(errorGroupId="9d2c7f60-3c57-4f0e-8d0e-5f2f1f6d7a30") == [seed]
    assert found(textSearch="Nightly", statuses="FAILED") == [seed]


def test_the_cursor_leads_through_all_sessions(make_caller: Make) -> None:
    caller = make_caller("checkly", rate_limits=False)
    ids = [caller.start("/v1/test-sessions/trigger", SESSION)["testSessionId"] for _ in range(45)]

    found: list[str] = []
    sizes, cursor = [], None
    while cursor is not None or not found:
        params = {"limit": 20} | ({"nextId": cursor} if cursor else {})
        page = caller.fetch("/v1/test-sessions", **params)
        found += [entry["id"] for entry in page["entries"]]
        sizes.append(page["length"])
        cursor = page["nextId"]

    assert sizes == [20, 20, 6]
    assert found[:-1] == ids[::-1]


def test_cancelling_ends_what_still_runs_and_nothing_else(make_caller: Make) -> None:
    caller = make_caller("checkly")
    path = (
        f"/v1/test-sessions/{caller.start('/v1/test-sessions/trigger', SESSION)['testSessionId']}"
    )
    ended = (
        f"/v1/test-sessions/{caller.start('/v1/test-sessions/trigger', SESSION)['testSessionId']}"
    )
    for _ in range(2):
        caller.fetch(ended)

    assert caller.post(f"{path}/cancel", json={}).status_code == 204
    assert caller.post(f"{ended}/cancel", json={}).status_code == 204

    assert caller.fetch(path)["status"] == "CANCELLED"
    assert caller.fetch(ended)["status"] == "PASSED"


def test_a_long_poll_waits_for_the_end_or_says_408(make_caller: Make) -> None:
    clock = specmock.VirtualClock()
    caller = make_caller("checkly", clock, mode="time", seconds=45)
    session = caller.start("/v1/test-sessions/trigger", SESSION)["testSessionId"]
    path = f"/v1/test-sessions/{session}/completion"
    start = clock.now()

    first = caller.get(path, params={"maxWaitSeconds": 30})
    assert (first.status_code, clock.now() - start) == (408, 30)
    second = caller.get(path)

    assert (second.status_code, clock.now() - start) == (200, 45)
    assert second.json()["status"] == "PASSED"


def ask(mock: specmock.Mock, method: str, target: str, body: bytes = b"") -> Any:
    """Ask a mock itself, whose answer may be one for later."""
    path, _, query = target.partition("?")
    headers = {"authorization": f"Bearer {mock.key}", "content-type": "application/json"}
    return mock.handle(specmock.HttpRequest(method, path, query, headers, body))


def test_a_long_poll_notices_that_another_ends_the_run(make_caller: Make) -> None:
    caller = make_caller("checkly", mode="time", seconds=60)
    session = caller.start("/v1/test-sessions/trigger", SESSION)["testSessionId"]
    path = f"/v1/test-sessions/{session}"

    waiting = ask(caller.mock, "GET", f"{path}/completion")
    caller.post(f"{path}/cancel", json={})
    answer = waiting.then()

    assert answer.json()["status"] == "CANCELLED"


def test_where_looks_are_the_clock_a_long_poll_does_not_wait_for_a_real_one(
    make_caller: Make,
) -> None:
    caller = make_caller("checkly", mode="polls", polls=10)
    session = caller.start("/v1/test-sessions/trigger", SESSION)["testSessionId"]

    answer = ask(caller.mock, "GET", f"/v1/test-sessions/{session}/completion")

    assert isinstance(answer, specmock.HttpResponse)
    assert answer.status == 408


def test_of_a_list_only_the_first_page_is_a_look_at_its_runs(make_caller: Make) -> None:
    caller = make_caller("checkly", polls=10)
    ids = [caller.start("/v1/test-sessions/trigger", SESSION)["testSessionId"] for _ in range(3)]

    first = caller.fetch("/v1/test-sessions", limit=1)
    caller.fetch("/v1/test-sessions", limit=1, nextId=first["nextId"])

    looks = {run["id"]: run["looks"] for run in caller.mock.runs()}
    assert [looks[each] for each in ids] == [1, 1, 1]


ECHOES = """
openapi: 3.1.0
info: {title: Echoes, version: "1"}
paths:
  /pets/{number}:
    put:
      parameters: [{name: number, in: path, required: true, schema: {type: integer}, example: five}]
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {name: {type: string}, tag: {type: string}}}
            example: {name: Rex, tag: wild}
      responses:
        "200":
          description: The pet.
          content:
            application/json:
              schema:
                properties: {name: {type: string, pattern: "^R"}, tag: {type: string}}
                required: [name, tag]
              example: {name: Rex, tag: wild, label: five}
"""


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"name": "Rolf", "tag": "tame"}, {"name": "Rolf", "tag": "tame"}),
        ({"name": "Rolf"}, {"name": "Rolf", "tag": "wild"}),
        ({"name": "Ada", "tag": "tame"}, {"name": "Rex", "tag": "wild"}),
    ],
    ids=["all fits", "what is left out would be missed", "what was sent breaks the answer"],
)
def test_only_so_much_is_echoed_as_the_answer_allows(
    body: dict[str, str], shown: dict[str, str]
) -> None:
    mock = specmock.Mock(specmock.loads(ECHOES, "echoes.yaml"))

    answer = ask(mock, "PUT", "/pets/7", json.dumps(body).encode())

    assert answer.status == 200
    assert answer.json() == {**shown, "label": "five"}  # a number is no word to be echoed


JOBS = """
openapi: 3.1.0
info: {title: Jobs, version: "1"}
paths:
  /jobs:
    post:
      requestBody:
        content:
          application/json: {schema: {type: object}, examples: {job: {value: {name: Rex}}}}
      responses:
        "201":
          description: The job.
          links: {job: {operationId: get_job, parameters: {id: $response.body#/id}}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Job"}
              examples: {job: {value: {id: job-1, name: Rex, state: queued}}}
  /jobs/{id}:
    get:
      operationId: get_job
      parameters: [{name: id, in: path, required: true, schema: {type: string}, example: job-1}]
      responses:
        "200":
          description: The job.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Job"}
              examples: {job: {value: {id: job-1, name: Rex, state: done}}}
components:
  schemas:
    Job:
      required: [id, name, state]
      properties:
        id: {type: string}
        name: {type: string, pattern: "^R"}
        state: {enum: [queued, done], x-lifecycle: {start: queued, next: {queued: done}, terminal: {done: success}}}
"""


def test_a_run_is_started_although_nothing_of_its_request_fits_the_answer() -> None:
    mock = specmock.Mock(specmock.loads(JOBS, "jobs.yaml"))

    answer = ask(mock, "POST", "/jobs", b'{"name": "Ada"}')

    job = answer.json()
    assert (answer.status, job["name"], job["state"]) == (201, "Rex", "queued")
    assert job["id"] != "job-1"
    assert ask(mock, "GET", f"/jobs/{job['id']}").json()["id"] == job["id"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("qualigate", f"{RUN}?test_run_id=660e8400-e29b-41d4-a716-446655440009"),
        ("qualigate", f"{RESULTS}?test_run_ids=aa0e8400-e29b-41d4-a716-446655440000,nothing"),
        ("qualigate", f"{RESULTS}?suite_run_id=660e8400-e29b-41d4-a716-446655440000"),
        ("qualigate", "/api/v1/ci-config?project_id=660e8400-e29b-41d4-a716-446655440000"),
        ("testclix", "/v1/api/status/unknown"),
        ("checkly", "/v1/test-sessions/660e8400-e29b-41d4-a716-446655440000"),
    ],
)
def test_an_unknown_id_is_the_documented_404(make_caller: Make, name: str, path: str) -> None:
    caller = make_caller(name)

    response = caller.get(path)

    assert response.status_code == 404
    assert "x-specmock-undocumented" not in response.headers
    assert "message" in response.json()


def test_runs_of_ones_own_can_be_added(make_caller: Make) -> None:
    caller = make_caller("testclix")
    caller.mock.add_run("get_status_by_id", test_id="mine/1")
    caller.mock.add_run("get_status_by_id", "error", test_id="mine/2")

    assert caller.fetch("/v1/api/status/mine%2F1")["status"] == "not recorded"
    assert caller.fetch("/v1/api/status") == {"status": "error"}
    assert caller.start("/v1/api/execute/mine%2F2")["status"] == "queued"
    assert caller.fetch("/v1/api/status") == {"status": "pass"}
    with pytest.raises(ValueError, match="no state"):
        caller.mock.add_run("get_status_by_id", "splendid", test_id="mine")
    with pytest.raises(ValueError, match="named by"):
        caller.mock.add_run("get_status", test_id="mine")


def test_a_suite_of_ones_own_has_runs(make_caller: Make) -> None:
    caller = make_caller("qualigate", runs=3)
    suite = "12345678-0000-4000-8000-000000000000"

    caller.mock.add_run("get_run", suite_run_id=suite)

    assert caller.fetch(RUN, suite_run_id=suite)["total_tests"] == 3


def test_ids_come_from_the_seed(make_caller: Make) -> None:
    one, same, other = (make_caller("qualigate", seed=seed) for seed in (1, 1, 2))

    ids = [each.start(RUN, CASE)["test_run_id"] for each in (one, same, other)]

    assert ids[0] == ids[1] != ids[2]


def test_a_reset_forgets_everything(make_caller: Make) -> None:
    caller = make_caller("qualigate")
    run = caller.start(RUN, CASE)["test_run_id"]
    caller.mock.plan(status=500)

    caller.mock.reset()

    assert (caller.mock.journal, caller.mock.steps) == ([], [])
    assert caller.get(RUN, params={"test_run_id": run}).status_code == 404
    assert caller.start(RUN, CASE)["test_run_id"] == run


@pytest.mark.parametrize(
    "settings",
    [{"mode": "virtual"}, {"polls": 0}, {"seconds": -1}, {"seconds": nan}, {"runs": 0}],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        specmock.Settings(**settings)


def test_ten_thousand_runs_are_no_trouble(make_caller: Make) -> None:
    caller = make_caller("qualigate", runs=1000, rate_limits=False, mode="immediate")
    projects = [caller.start(RUN, PROJECT)["test_run_ids"] for _ in range(10)]

    for found in projects:
        report = caller.fetch(RESULTS, test_run_ids=",".join(found))
        assert report["passed_tests"] == 1000

    assert len(caller.mock.runs()) >= 10_000


def test_parallel_callers_do_not_disturb_each_other(make_caller: Make) -> None:
    caller = make_caller("qualigate", rate_limits=False)

    def live(_: int) -> tuple[str, list[str]]:
        run = caller.start(RUN, CASE)["test_run_id"]
        return run, [caller.fetch(RUN, test_run_id=run)["status"] for _ in range(3)]

    with ThreadPoolExecutor(8) as pool:
        lives = list(pool.map(live, range(64)))

    assert len({run for run, _ in lives}) == 64
    assert all(states == ["pending", "running", "passed"] for _, states in lives)


MOVED = """
openapi: 3.1.0
info: {title: Jobs, version: "1"}
paths:
  /jobs:
    post:
      operationId: start_job
      responses:
        "201":
          description: The job.
          links: {job: {operationId: get_job, parameters: {job_id: $response.body#/id}}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Job"}
              examples: {job: {value: {id: job-1, state: queued}}}
  /jobs/{job_id}:
    get:
      operationId: get_job
      parameters: [{name: job_id, in: path, required: true, schema: {type: string}, example: job-1}]
      responses:
        "200":
          description: The job.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Job"}
              examples: {job: {value: {id: job-1, state: done}}}
        "404": {description: None.}
  /cancel:
    post:
      operationId: cancel_job
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {job_id: {type: string}}}}}
      responses:
        "204": {description: Canceled.}
        "404": {description: None.}
components:
  schemas:
    Job:
      required: [id, state]
      properties:
        id: {type: string}
        state:
          enum: [queued, done, canceled]
          x-lifecycle:
            start: queued
            next: {queued: done}
            terminal: {done: success, canceled: canceled}
            moves: {cancel_job: canceled}
"""


def test_a_run_that_a_body_names_is_moved() -> None:
    mock = specmock.Mock(specmock.loads(MOVED, "jobs.yaml"))
    job = ask(mock, "POST", "/jobs").json()["id"]

    canceled = ask(mock, "POST", "/cancel", json.dumps({"job_id": job}).encode())
    unknown = ask(mock, "POST", "/cancel", b'{"job_id": "nobody"}')

    assert (canceled.status, unknown.status) == (204, 404)
    assert ask(mock, "GET", f"/jobs/{job}").json()["state"] == "canceled"


def test_a_lifecycle_without_any_example_of_an_id_breaks_no_request(tmp_path: Path) -> None:
    text = MOVED.replace(", example: job-1", "")
    text = "\n".join(line for line in text.splitlines() if "examples:" not in line)
    path = tmp_path / "jobs.yaml"
    path.write_text(text)
    mock = specmock.Mock(path)
    mock.plan(outcome="canceled")

    first, second = (ask(mock, "POST", "/jobs").json() for _ in range(2))
    states = [ask(mock, "GET", f"/jobs/{first['id']}").json()["state"] for _ in range(2)]

    assert (first["state"], states) == ("queued", ["queued", "canceled"])
    assert [run["id"] for run in mock.runs()] == [first["id"], second["id"]]
    assert ask(mock, "GET", "/jobs/mine").status == 200


def test_the_check_tells_a_lifecycle_that_moves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "jobs.yaml"
    text = MOVED.replace(
        "    post:\n      operationId: start_job", "    put:\n      operationId: start_job"
    )
    text = text.replace(", example: job-1", "")
    path.write_text("\n".join(line for line in text.splitlines() if "examples:" not in line))

    assert any("moves nothing" in str(each) for each in findings(path))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("moves: {cancel: canceled}", "moves: there is no operation cancel"),
        ("moves: {start_job: canceled}", "moves: start_job names no run of get_job.job_id"),
    ],
)
def test_the_check_tells_what_moves_nothing(tmp_path: Path, wrong: str, reason: str) -> None:
    path = tmp_path / "jobs.yaml"
    path.write_text(MOVED.replace("moves: {cancel_job: canceled}", wrong))

    assert any(reason in str(each) for each in findings(path))
