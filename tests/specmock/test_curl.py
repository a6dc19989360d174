"""The requests of the vendors' pages, sent by curl: only host, key and placeholders are filled in."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import ids
import pytest
import specmock

CURL = shutil.which("curl")
pytestmark = pytest.mark.skipif(CURL is None, reason="there is no curl here")

CASE, SUITE = ids.CASE, ids.SUITE
PROJECT = ids.PROJECT
RUN, SUITE_RUN = "660e8400-e29b-41d4-a716-446655440000", "880e8400-e29b-41d4-a716-446655440000"
RUNS = "aa0e8400-e29b-41d4-a716-446655440000,bb0e8400-e29b-41d4-a716-446655440000"
SESSION = "8166fa86-c9b4-4162-8541-d380c6c212d8"
TEST = ids.TEST
BEARER, API_KEY = "Authorization: Bearer {key}", "x-api-key: {key}"

STRATEGY = {"baseBackoffSeconds": 60, "sameRegion": True, "onlyOn": [], "maxRetries": 2}
SESSION_BODY = {
    "name": "Nightly",
    "runLocation": "eu-west-1",
    "target": {"matchTags": [["production"]], "checkId": [RUN], "allowDeactivated": False},
    "environmentVariables": [{"key": "URL", "value": None, "locked": False}],
    "refreshCache": False,
    "metadata": {"environment": "production", "branchName": "main"},
}

# vendor, header, path, body, status, what the answer shows
LINES: list[tuple[str, str, str, Any, int, str]] = [
    ("testclix", API_KEY, "/v1/api/status", None, 200, '"pass"'),
    ("testclix", API_KEY, "/v1/api/status/details", None, 200, '"tests"'),
    ("testclix", API_KEY, f"/v1/api/status/{TEST}", None, 200, TEST),
    ("testclix", API_KEY, f"/v1/api/execute/{TEST}", "", 200, '"queued"'),
    ("qualigate", BEARER, "/api/v1/trigger", {"test_case_id": CASE}, 201, "test_run_id"),
    ("qualigate", API_KEY, "/api/v1/trigger", {"test_suite_id": SUITE}, 201, "5 tests"),
    ("qualigate", BEARER, "/api/v1/trigger", {"project_id": PROJECT}, 201, "test_run_ids"),
    ("qualigate", BEARER, f"/api/v1/trigger?test_run_id={RUN}", None, 200, '"passed"'),
    ("qualigate", BEARER, f"/api/v1/trigger?suite_run_id={SUITE_RUN}", None, 200, '"completed"'),
    ("qualigate", BEARER, f"/api/v1/results?test_run_ids={RUNS}", None, 200, '"failed"'),
    ("qualigate", BEARER, f"/api/v1/results?suite_run_id={SUITE_RUN}", None, 200, "suite_name"),
    ("qualigate", BEARER, f"/api/v1/ci-config?project_id={PROJECT}", None, 200, "ci_config"),
    ("checkly", BEARER, "/v1/test-sessions", None, 200, '"entries"'),
    ("checkly", BEARER, f"/v1/test-sessions/{SESSION}", None, 200, '"FAILED"'),
    ("checkly", BEARER, "/v1/test-sessions/trigger", SESSION_BODY, 201, '"RUNNING"'),
]
# Samples that the pages' own rules forbid, and the documented error that they get.
INVALID: dict[str, tuple[str, str, str, Any, int, str]] = {
    "the two ways to send the key name no run": (
        ("qualigate", BEARER, "/api/v1/trigger", None, 400, "Bad Request")
    ),
    "the retry strategy has no type": (
        "checkly",
        BEARER,
        "/v1/test-sessions/trigger",
        {**SESSION_BODY, "retryStrategy": STRATEGY},
        400,
        "Bad Request",
    ),
    "quote and brace are swapped, so the key is wrong": (
        ("testclix", "x-api-key: {{key", f"/v1/api/status/{TEST}", None, 403, "explicit deny")
    ),
}


@pytest.fixture(scope="module")
def mocks() -> Iterator[Any]:
    with specmock.serving() as endpoints:
        yield endpoints


@pytest.mark.parametrize(
    "line", [*LINES, *INVALID.values()], ids=lambda line: f"{line[0]}{line[2]}"
)
def test_a_documented_request_works(mocks: Any, line: tuple[str, str, str, Any, int, str]) -> None:
    assert CURL is not None
    vendor, header, path, body, status, shown = line
    endpoint = mocks[vendor]
    command = [CURL, "-sS", "-g", "-w", "\n%{http_code}", "-H", header.format(key=endpoint.key)]
    if body is not None:
        command += ["-X", "POST"]
    if body:
        command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]

    command.append(endpoint.url + path)
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own

    answer, _, code = done.stdout.rpartition("\n")
    assert (int(code), shown in answer) == (status, True), answer
