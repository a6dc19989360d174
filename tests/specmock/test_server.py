"""The server and its command: addresses, steering, bad input, reload."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import specmock

from specs import SPECS

COMMAND = [
    sys.executable,
    "-c",
    "import sys; from specmock.cli import main; sys.exit(main())",
]


@pytest.fixture(scope="module")
def mocks() -> Iterator[Any]:
    with specmock.serving(SPECS.values()) as endpoints:
        yield endpoints


@pytest.fixture
def admin(mocks: Any) -> Iterator[httpx.Client]:
    for endpoint in mocks.values():
        endpoint.mock.reset()
    root = mocks["testclix"].url.removesuffix("/testclix")
    with httpx.Client(base_url=root) as client:
        yield client


def status(endpoint: specmock.Endpoint) -> int:
    headers = {"x-api-key": endpoint.key}
    return httpx.get(f"{endpoint.url}/v1/api/status", headers=headers).status_code


def test_a_plan_comes_over_http(mocks: Any, admin: httpx.Client) -> None:
    step = {"operation": "get_status", "status": 500, "times": 2}

    assert admin.post("/_specmock/plan", json=step).status_code == 201

    assert admin.get("/_specmock/plan").json()["testclix"] == [step]
    assert [status(mocks["testclix"]) for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"status": 500},
        {"mock": "nobody"},
        {"operation": "nothing"},
        [],
        {"mock": "testclix", "times": 0},
        {"mock": "testclix", "status": 600},
    ],
    ids=str,
)
def test_a_plan_that_fits_nowhere_is_refused(admin: httpx.Client, step: Any) -> None:
    answer = admin.post("/_specmock/plan", json=step)

    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_the_journal_the_runs_and_the_clock_can_be_asked_for(
    mocks: Any, admin: httpx.Client
) -> None:
    status(mocks["testclix"])
    httpx.get(f"{mocks['checkly'].url}/v1/test-sessions")

    journal = admin.get("/_specmock/journal").json()

    assert [(entry["mock"], entry["status"]) for entry in journal] == [
        ("testclix", 200),
        ("checkly", 401),
    ]
    assert mocks["testclix"].key not in str(journal)
    runs = admin.get("/_specmock/runs", params={"mock": "testclix"}).json()
    assert [run["state"] for run in runs["testclix"]] == ["not recorded"]
    before = admin.get("/_specmock/clock").json()["now"]
    after = admin.post("/_specmock/clock", json={"advance": 60}).json()["now"]
    assert 59 < after - before < 70
    assert admin.post("/_specmock/reset").status_code == 204
    assert admin.get("/_specmock/journal").json() == []


def test_an_id_of_ones_own_comes_over_http(mocks: Any, admin: httpx.Client) -> None:
    mine = {"operation": "get_status_by_id", "parameters": {"test_id": "mine"}, "state": "pass"}

    assert admin.post("/_specmock/runs", json=mine).status_code == 201
    assert admin.post("/_specmock/runs", json={**mine, "state": "no"}).status_code == 400
    assert admin.post("/_specmock/runs", json={}).status_code == 400

    headers = {"x-api-key": mocks["testclix"].key}
    answer = httpx.get(f"{mocks['testclix'].url}/v1/api/status/mine", headers=headers)
    assert answer.json() == {"test_id": "mine", "status": "pass"}


def test_health_names_the_mocks_and_their_keys(mocks: Any, admin: httpx.Client) -> None:
    health = admin.get("/_specmock/health").json()

    assert health["status"] == "ok"
    assert {name: mock["key"] for name, mock in health["mocks"].items()} == {
        name: endpoint.key for name, endpoint in mocks.items()
    }


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"origin": "https://evil.example"}, {"host": "10.0.0.1:80"}],
    ids=str,
)
def test_another_sites_page_cannot_steer(admin: httpx.Client, headers: dict[str, str]) -> None:
    assert admin.post("/_specmock/reset", headers=headers).status_code == 403


def test_only_the_machine_itself_may_steer() -> None:
    site = specmock.Site([specmock.Mock(SPECS["testclix"])])
    request = specmock.HttpRequest("GET", "/_specmock/health")

    far = site.handle(request, "192.0.2.7")
    near = site.handle(request, "127.0.0.1")

    assert isinstance(far, specmock.HttpResponse)
    assert isinstance(near, specmock.HttpResponse)
    assert (far.status, near.status) == (403, 200)


def test_an_unknown_mock_is_a_404_that_names_those_there_are(admin: httpx.Client) -> None:
    answer = admin.get("/nobody/v1")

    assert answer.status_code == 404
    assert "qualigate" in answer.json()["detail"]


def memory() -> int:
    """Return the peak memory of this process in kB."""
    text = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", text)[0])


def test_a_body_of_ten_megabytes_is_refused_and_not_kept(mocks: Any) -> None:
    endpoint = mocks["qualigate"]
    path = f"{endpoint.url}/api/v1/trigger"
    headers = {"x-api-key": endpoint.key, "content-type": "application/json"}
    body = b'{"test_case_id": "' + b"x" * 10_000_000 + b'"}'
    httpx.post(path, headers=headers, content=body)
    before = memory()

    answers = [httpx.post(path, headers=headers, content=body) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {400}
    assert answers[0].headers["x-specmock-reason"] == "the body is larger than 1,000,000 bytes"
    assert memory() - before < 15_000


def raw(endpoint: specmock.Endpoint, sent: bytes) -> bytes:
    """Send bytes and no more; return all that is answered."""
    url = httpx.URL(endpoint.url)
    with socket.create_connection((url.host, url.port), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("sent", "first_line"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (
            b"GET /testclix/v1/api/status HTTP/1.1\r\nhost: a\r\n"
            + b"x-a: b\r\n" * 20_000
            + b"\r\n",
            b"431",
        ),
        (b"GET /testclix/" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n", b"431"),
        (b"GET /testclix/v1/../../etc/passwd HTTP/1.1\r\nhost: a\r\n\r\n", b"404"),
        (b"GET /testclix/%zz%00%ff HTTP/1.1\r\nhost: a\r\n\r\n", b"404"),
        (b"GET /testclix/v1/api/status HTTP/1.1\r\nhost: a\r\nx-api-key: \xff\xfe\r\n\r\n", b"403"),
        (b"BREW /testclix HTTP/1.1\r\nhost: a\r\n\r\n", b"400"),
        (
            b"POST /qualigate/api/v1/trigger HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
            b"400",
        ),
    ],
    ids=[
        "nonsense",
        "header flood",
        "long path",
        "dot segments",
        "bad escapes",
        "bytes",
        "method",
        "length",
    ],
)
def test_bad_input_is_answered_and_shows_no_traceback(
    mocks: Any, caplog: pytest.LogCaptureFixture, sent: bytes, first_line: bytes
) -> None:
    answer = raw(mocks["testclix"], sent)

    assert answer.split(b" ", 2)[1] == first_line
    assert b"Traceback" not in answer
    assert status(mocks["testclix"]) == 200
    assert [each.message for each in caplog.records if each.name == "asyncio"] == []


def test_head_leaves_the_connection_for_the_next_request(mocks: Any) -> None:
    endpoint = mocks["testclix"]
    asked = f"/testclix/v1/api/status HTTP/1.1\r\nhost: a\r\nx-api-key: {endpoint.key}\r\n\r\n"

    both = raw(endpoint, f"HEAD {asked}GET {asked}".encode())

    head, _, rest = both.partition(b"\r\n\r\n")
    get, _, body = rest.partition(b"\r\n\r\n")
    assert head == get
    assert httpx.head(endpoint.url.removesuffix("testclix")).status_code == 200
    assert f"content-length: {len(body)}".encode() in head


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command; yield its process and its first line."""
    command = [*COMMAND, *arguments]
    with subprocess.Popen(  # noqa: S603 - our own arguments
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.terminate()
            process.wait(10)


def test_the_command_prints_addresses_and_keys() -> None:
    with started("serve", "--port", "0", "--json", "--log") as (process, line):
        served = json.loads(line)
        testclix = served["mocks"]["testclix"]

        answer = httpx.get(
            f"{testclix['url']}/v1/api/status", headers={"x-api-key": testclix["key"]}
        )

        assert sorted(served["mocks"]) == ["checkly", "qualigate", "testclix"]
        assert answer.json() == {"status": "pass"}
        assert process.stdout is not None
        assert process.stdout.readline() == "GET /testclix/v1/api/status 200\n"
    assert process.returncode in {0, -15}


def test_an_interrupt_ends_the_command_quietly() -> None:
    with started("serve", "--port", "0", "--json") as (process, _):
        process.send_signal(signal.SIGINT)

        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_document_is_served_anew_once_it_changes_whatever_it_was_between(tmp_path: Path) -> None:
    path = tmp_path / "testclix.yaml"
    text = SPECS["testclix"].read_text()
    path.write_text(text)

    with started("serve", str(path), "--port", "0", "--json", "--reload") as (process, line):
        url = json.loads(line)["mocks"]["testclix"]["url"]
        headers = {"x-api-key": "testclix-demo-key"}
        assert process.stderr is not None
        for bad in (b"openapi: nonsense", b"a: [", b"\xff"):
            path.write_bytes(bad)
            assert "the old one stays" in process.stderr.readline()
            assert httpx.get(f"{url}/v1/api/status", headers=headers).status_code == 200
        path.write_text(text.replace("/v1/api/status:", "/v2/api/status:"))

        deadline = time.monotonic() + 60
        while httpx.get(f"{url}/v2/api/status", headers=headers).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_any_other_address_than_loopback_comes_with_a_warning() -> None:
    with started("serve", "--host", "0.0.0.0", "--port", "0", "--json") as (process, _):  # noqa: S104
        assert process.stderr is not None
        assert "anybody who reaches 0.0.0.0" in process.stderr.readline()


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["serve", "none.yaml"], "specmock: none.yaml: No such file or directory", 1),
        (["check", "."], "specmock: .: Is a directory", 1),
        (["serve", "--prot"], "specmock serve: error: unrecognized arguments: --prot", 2),
        (["verify", "a.yaml", "--prot", "--", "true"], "specmock verify: error: unrecognized", 2),
    ],
    ids=["file", "folder", "option", "option of verify"],
)
def test_wrong_usage_is_told_in_words_and_with_the_usage_of_its_command(
    arguments: list[str], told: str, code: int, tmp_path: Path
) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, cwd=tmp_path)  # noqa: S603

    assert told in done.stderr + done.stdout
    assert done.returncode == code


def test_a_port_in_use_is_told_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*COMMAND, "serve", "--port", port], capture_output=True, text=True)  # noqa: S603

    assert done.stderr == (
        "specmock: cannot listen: Address already in use; --port 0 takes any free port\n"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("openapi: 3.1.0\npaths: {a: {}}\n", "bad.yaml:2: a is not a path"),
        ("a: [\n", "bad.yaml:"),
        ("swagger: '2.0'\n", "bad.yaml:1: this is Swagger 2.0"),
    ],
)
def test_a_document_that_cannot_be_served_ends_the_command(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)

    done = subprocess.run([*COMMAND, "serve", str(path)], capture_output=True, text=True)  # noqa: S603

    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["serve"], ["proxy", "testclix_client", str(SPECS["testclix"]), "http://127.0.0.1:9"]],
)
def test_a_port_that_is_none_is_wrong_usage(arguments: list[str]) -> None:
    done = subprocess.run([*COMMAND, *arguments, "--port", "99999"], capture_output=True, text=True)  # noqa: S603

    assert done.returncode == 2
    assert "not a number from 0 to 65535" in done.stderr


def test_the_check_ends_with_1_where_it_has_something_to_say(tmp_path: Path) -> None:
    path = tmp_path / "testclix.yaml"
    path.write_text(
        SPECS["testclix"].read_text().replace("$response.body#/test_id", "$response.body#/id")
    )

    fine = subprocess.run([*COMMAND, "check"], capture_output=True, text=True)  # noqa: S603
    bad = subprocess.run([*COMMAND, "check", str(path)], capture_output=True, text=True)  # noqa: S603

    assert (fine.returncode, bad.returncode) == (0, 1)
    assert re.search(r"testclix\.yaml:\d+: execute_by_id: link status resolves in no", bad.stdout)
