"""The fixtures that the package gives to the tests of its users."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
USERS_TESTS = """
import time

import httpx
import pytest
import specmock

TRIGGER = {"test_case_id": "550e8400-e29b-41d4-a716-446655440000"}


def pipeline(client):
    run = client.post("/api/v1/trigger", json=TRIGGER).json()["test_run_id"]
    while True:
        status = client.get("/api/v1/trigger", params={"test_run_id": run}).json()["status"]
        if status not in {"pending", "running"}:
            return status


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_over_a_socket(specmock_server, outcome):
    vendor = specmock_server["qualigate"]
    vendor.mock.plan(outcome=outcome)

    with httpx.Client(base_url=vendor.url, headers={"x-api-key": vendor.key}) as client:
        assert pipeline(client) == outcome

    assert [entry.operation for entry in vendor.mock.journal] == ["trigger_run", "get_run"]
    assert vendor.mock.sent("trigger_run") == [TRIGGER]
    vendor.mock.clock.advance(3600)


def test_the_clock_is_new_for_each_test(specmock_server):
    assert abs(specmock_server["qualigate"].mock.clock.now() - time.time()) < 1800


@pytest.mark.parametrize("document", ["qualigate", specmock.bundled_specs()[1]])
def test_in_process(specmock_transport, document):
    transport = specmock_transport(document)
    transport.mock.plan(outcome="error")
    key = transport.mock.key

    with httpx.Client(transport=transport, base_url="http://x", headers={"x-api-key": key}) as client:
        assert pipeline(client) == "error"


def test_an_unknown_name(specmock_transport):
    with pytest.raises(ValueError, match="which are: checkly, qualigate, testclix"):
        specmock_transport("nobody")
"""


def test_a_users_tests_get_mocks_as_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(USERS_TESTS)

    pytester.runpytest_subprocess("-p", "no:schemathesis").assert_outcomes(passed=6)


NAMED = """
import httpx
import pytest


@pytest.fixture(scope="session")
def specmock_specs():
    return {"first": "one/openapi.yaml", "second": "two/openapi.yaml"}


def test_over_a_socket(specmock_server):
    for name in ("first", "second"):
        assert httpx.get(f"{specmock_server[name].url}/{name}").status_code == 204


def test_in_process(specmock_transport):
    with httpx.Client(transport=specmock_transport("second"), base_url="http://x") as client:
        assert client.get("/second").status_code == 204
"""


def test_documents_of_one_file_name_are_named(pytester: pytest.Pytester) -> None:
    for folder, name in (("one", "first"), ("two", "second")):
        pytester.mkdir(folder).joinpath("openapi.yaml").write_text(
            f"""
openapi: 3.1.0
info: {{title: A, version: "1"}}
paths: {{/{name}: {{get: {{operationId: a, responses: {{"204": {{description: none}}}}}}}}}}
""",
            "utf-8",
        )
    pytester.makepyfile(NAMED)

    pytester.runpytest_subprocess("-p", "no:schemathesis").assert_outcomes(passed=2)


def test_the_plugin_needs_nothing_until_it_is_used(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "for name in ('yaml', 'jsonschema_rs', 'httptools', 'httpx'):\n"
        "    sys.modules[name] = None\n"
        "import specmock.pytest_plugin\n"
    )

    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)  # noqa: S603 - our own
