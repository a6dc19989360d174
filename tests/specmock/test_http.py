"""The server on raw sockets: what clients send, well or badly, slowly, endlessly or by thousands."""

import asyncio
import json
import logging
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from attrs import define, field
from specmock import HttpRequest, HttpResponse
from specmock.openapi import Later, json_response
from specmock.serve.http import HttpServer
from specmock.serve.server import listening, running

PATIENCE = 30.0
MOST_BODY, MOST_READ = 1000, 5_000_000
CHUNKED = b"transfer-encoding: chunked\r\n\r\n"
GET = b"GET /a HTTP/1.1\r\nhost: here\r\n\r\n"


@define
class Told:
    """What happened inside of a handler."""

    waits: threading.Event = field(factory=threading.Event)
    ended: threading.Event = field(factory=threading.Event)
    go_on: threading.Event = field(factory=threading.Event)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def port(told: Told) -> Iterator[int]:
    """Serve what is asked, as JSON; some paths wait, fail, or answer in another way."""

    async def waiting() -> HttpResponse:
        told.waits.set()
        try:
            while not told.go_on.is_set():  # noqa: ASYNC110 - another thread sets it
                await asyncio.sleep(0.01)
            return json_response(200, {"path": "/wait"})
        finally:
            told.ended.set()

    def answered(request: HttpRequest, _: str) -> Any:
        match request.path:
            case "/wait":
                return waiting()
            case "/later":
                return Later(0.0, lambda: json_response(200, {"path": "/later"}))
            case "/large":
                return HttpResponse(200, {}, bytes(1_000_000))
            case "/nothing":
                return HttpResponse(204, {}, b"x")
            case "/broken":
                raise LookupError("no such thing")
            case "/cookies":
                return HttpResponse(200, {"set-cookie": "a=1\nb=2"})
        shown = {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": dict(request.headers),
            "body": request.body.decode("latin-1"),
        }
        return json_response(200, shown)

    server = HttpServer(answered, max_body=MOST_BODY, most_to_read=MOST_READ)
    with listening("127.0.0.1", 0) as listener, running(server, listener) as url:
        yield httpx.URL(url).port or 0


class Client:
    """A socket, and what came by it."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection((host, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._came = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def head(self) -> tuple[int, dict[str, str]]:
        """Read the status and the headers of the next answer."""
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        return int(head[0].split()[1]), headers

    def answer(self) -> tuple[int, dict[str, str], Any]:
        """Read the next answer, its body as JSON where it is."""
        status, headers = self.head()
        size = int(headers.get("content-length", 0))
        while len(self._came) < size:
            self._more()
        body, self._came = self._came[:size], self._came[size:]
        is_json = "json" in headers.get("content-type", "")
        return status, headers, json.loads(body) if is_json else body

    def has_ended(self) -> bool:
        """Tell whether the server sends no more, and has not reset the connection."""
        return not self._came and self.socket.recv(1) == b""

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._came:
            self._more()
        head, _, self._came = self._came.partition(mark)
        return head

    def _more(self) -> None:
        part = self.socket.recv(65536)
        assert part, f"the server closed after {self._came!r}"
        self._came += part


def sent(port: int, data: bytes) -> tuple[int, dict[str, str], Any]:
    with Client(port) as client:
        client.send(data)
        return client.answer()


# What is no request


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"nonsense\r\n\r\n", 400, "no HTTP request"),
        (b"BREW /a HTTP/1.1\r\nhost: a\r\n\r\n", 400, "no HTTP request"),
        (b"GET /a HTTP/9.9\r\nhost: a\r\n\r\n", 400, "no HTTP request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "no HTTP request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "no HTTP request"),
        (b"GET /a HTTP/1.1\r\nhost: a\r\nx y: 1\r\n\r\n", 400, "no HTTP request"),
        (b"GET /a HTTP/1.1\r\nhost: a\r\nx: a\x00b\r\n\r\n", 400, "no HTTP request"),
        (b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n", 400, "no HTTP request"),
        (b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400, "no HTTP request"),
        (
            b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
            400,
            "no HTTP request",
        ),
        (
            b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n" + CHUNKED + b"0\r\n\r\n",
            400,
            "no HTTP request",
        ),
        (
            b"POST /a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            400,
            "no HTTP request",
        ),
        (b"GET /a HTTP/1.1\r\n\r\n", 400, "host is missing"),
        (b"GET /a HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400, "host is repeated"),
        (b"CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n", 405, "no proxy"),
        (b"GET /a HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * 20_000 + b"\r\n", 431, "larger"),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n", 431, "larger"),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else None,
)
def test_what_is_no_request_is_told_why_and_the_connection_ends(
    port: int, data: bytes, status: int, reason: str
) -> None:
    with Client(port) as client:
        client.send(data)
        found, headers, problem = client.answer()

        assert (found, headers["connection"]) == (status, "close")
        assert reason in problem["detail"]
        assert client.has_ended()
    assert sent(port, GET)[0] == 200


def test_the_refusal_of_a_client_that_goes_on_sending_can_be_read(port: int) -> None:
    with Client(port) as client:
        client.send(b"nonsense\r\n\r\n" + b"x" * 1_000_000)

        assert client.answer()[0] == 400


@pytest.mark.parametrize("start", [b"GET /a HTTP/1.1\r\nhost: a\r\nx: ", b"GET /", b""])
def test_a_head_that_never_ends_is_refused(port: int, start: bytes) -> None:
    part = b"\r\n" * 5000 if not start else b"a" * 10_000
    with Client(port) as client:
        client.send(start)
        for _ in range(200):  # which is more than is read, and less than would be noticed
            client.send(part)

        assert client.answer()[0] in {400, 431}


def test_a_head_that_comes_in_many_parts_is_not_counted_twice(port: int) -> None:
    lines = [b"x-%d: %s\r\n" % (number, b"a" * 1000) for number in range(40)]
    with Client(port) as client:
        client.send(b"GET /a HTTP/1.1\r\nhost: a\r\n")
        for line in lines:
            client.send(line)
        client.send(b"\r\n")

        assert client.answer()[0] == 200


# Requests, and how they come


def test_a_request_may_come_byte_by_byte(port: int) -> None:
    data = b"POST /a?b=c HTTP/1.1\r\nhost: here\r\nx-a: 1\r\ncontent-length: 5\r\n\r\nhello"
    with Client(port) as client:
        for index in range(len(data)):
            client.send(data[index : index + 1])

        status, _, shown = client.answer()

    assert (status, shown["path"], shown["query"]) == (200, "/a", "b=c")
    assert (shown["headers"]["x-a"], shown["body"]) == ("1", "hello")


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/a%2Fb?x=%20", "/a%2Fb", "x=%20"),
        ("/a?b?c", "/a", "b?c"),
        ("//a", "//a", ""),
        ("http://here/a?b", "/a", "b"),
        ("http://here", "/", ""),
        ("*", "*", ""),
        ("/a#b", "/a", ""),
    ],
)
def test_the_target_is_taken_as_it_is(port: int, target: str, path: str, query: str) -> None:
    _, _, shown = sent(port, f"OPTIONS {target} HTTP/1.1\r\nhost: here\r\n\r\n".encode())

    assert (shown["path"], shown["query"]) == (path, query)


def test_headers_that_are_repeated_are_joined(port: int) -> None:
    lines = b"x-a: 1\r\nX-A: 2\r\ncookie: a=1\r\ncookie: b=2\r\nx-b: \xe9\r\n"

    _, _, shown = sent(port, b"GET /a HTTP/1.1\r\nhost: here\r\n" + lines + b"\r\n")

    headers = shown["headers"]
    assert (headers["x-a"], headers["cookie"], headers["x-b"]) == ("1, 2", "a=1; b=2", "é")


def test_an_answer_may_repeat_a_header(port: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{port}/cookies")

    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_chunks_are_joined_and_trailers_dropped(port: int) -> None:
    head = b"POST /a HTTP/1.1\r\nhost: here\r\n" + CHUNKED
    with Client(port) as client:
        client.send(head + b"3\r\nabc\r\n2;name=value\r\n")
        client.send(b"de\r\n0\r\nhost: evil\r\nx-trailer: 1\r\n\r\n")

        _, _, shown = client.answer()

    assert shown["body"] == "abcde"
    assert "x-trailer" not in shown["headers"]


def test_of_a_huge_body_one_byte_more_than_the_limit_is_kept(port: int) -> None:
    size = MOST_READ - 1
    head = b"POST /a HTTP/1.1\r\nhost: here\r\ncontent-length: %d\r\n\r\n" % size
    with Client(port) as client:
        client.send(head + b"x" * size + GET)

        _, _, shown = client.answer()

        assert len(shown["body"]) == MOST_BODY + 1
        assert client.answer()[0] == 200  # the connection is good for more


def test_an_endless_body_is_answered_before_its_end(port: int) -> None:
    head = b"POST /a HTTP/1.1\r\nhost: here\r\n" + CHUNKED
    with Client(port) as client:
        client.send(head)
        for _ in range(MOST_READ // 100_000 + 1):
            client.send(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")

        status, headers, shown = client.answer()

    assert (status, headers["connection"]) == (200, "close")
    assert len(shown["body"]) == MOST_BODY + 1


# Several requests on a connection


def test_pipelined_requests_are_answered_in_their_order(port: int, told: Told) -> None:
    paths = ["/0", "/wait", "/2", "/later", *(f"/{number}" for number in range(4, 100))]
    with Client(port) as client:
        client.send(b"".join(f"GET {path} HTTP/1.1\r\nhost: a\r\n\r\n".encode() for path in paths))
        first = client.answer()[2]["path"]
        assert told.waits.wait(PATIENCE)
        told.go_on.set()

        rest = [client.answer()[2]["path"] for _ in paths[1:]]

    assert [first, *rest] == paths


def test_a_refusal_waits_for_the_answers_before_it(port: int, told: Told) -> None:
    with Client(port) as client:
        client.send(b"GET /wait HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n")
        assert told.waits.wait(PATIENCE)
        told.go_on.set()

        assert client.answer()[0] == 200
        assert client.answer()[0] == 400
        assert client.has_ended()


def test_a_client_that_does_not_read_holds_up_itself_alone(port: int) -> None:
    asked = b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n"
    with Client(port) as idle:
        idle.send(asked * 50)

        assert sent(port, GET)[0] == 200
        answers = [idle.answer() for _ in range(50)]

    assert {(status, len(body)) for status, _, body in answers} == {(200, 1_000_000)}


def test_head_and_204_have_no_body(port: int) -> None:
    with Client(port) as client:
        client.send(b"HEAD /a HTTP/1.1\r\nhost: a\r\n\r\n")
        status, headers = client.head()
        client.send(b"GET /nothing HTTP/1.1\r\nhost: a\r\n\r\n")
        nothing = client.head()
        client.send(GET)

        assert (status, headers["content-length"] > "0") == (200, True)
        assert (nothing[0], "content-length" in nothing[1]) == (204, False)
        assert client.answer()[0] == 200


@pytest.mark.parametrize(
    ("version", "line", "told_of", "goes_on"),
    [
        ("1.1", "", None, True),
        ("1.1", "connection: close\r\n", "close", False),
        ("1.0", "", "close", False),
        ("1.0", "connection: keep-alive\r\n", "keep-alive", True),
    ],
)
def test_the_connection_stays_as_the_version_says(
    port: int,
    version: str,
    line: str,
    told_of: str | None,
    goes_on: bool,  # noqa: FBT001
) -> None:
    asked = f"GET /a HTTP/{version}\r\nhost: a\r\n{line}\r\n".encode()
    with Client(port) as client:
        client.send(asked)
        _, headers, _ = client.answer()

        assert headers.get("connection") == told_of
        if goes_on:
            client.send(asked)
            assert client.answer()[0] == 200
        else:
            client.socket.settimeout(PATIENCE)
            assert client.has_ended()


def test_http_1_0_needs_no_host(port: int) -> None:
    assert sent(port, b"GET /a HTTP/1.0\r\n\r\n")[0] == 200


@pytest.mark.parametrize(
    "line",
    ["connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n"],
)
@pytest.mark.parametrize("parts", [1, 7, 1000])
def test_an_offer_to_upgrade_is_declined_by_an_answer(port: int, line: str, parts: int) -> None:
    head = f"POST /a HTTP/1.1\r\nhost: here\r\ncontent-length: 5\r\n{line}\r\n".encode()
    data = head + b"hello"
    size = -(-len(data) // parts)
    with Client(port) as client:
        for start in range(0, len(data), size):
            client.send(data[start : start + size])
        _, _, shown = client.answer()
        client.send(head.replace(b"content-length: 5\r\n", b"") + GET)

        assert (shown["method"], shown["body"]) == ("POST", "hello")
        assert "upgrade" not in shown["headers"]
        assert [client.answer()[2]["method"] for _ in range(2)] == ["POST", "GET"]


def test_a_websocket_is_a_plain_request_here(port: int) -> None:
    lines = b"connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\n\r\n"

    assert sent(port, b"GET /a HTTP/1.1\r\nhost: here\r\n" + lines)[0] == 200


def test_who_expects_100_is_told_to_continue(port: int) -> None:
    head = b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n"
    with Client(port) as client:
        client.send(head)
        assert client.head() == (100, {})
        client.send(b"hello")

        assert client.answer()[2]["body"] == "hello"


def test_a_100_comes_after_the_answers_before_it(port: int, told: Told) -> None:
    head = b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n"
    with Client(port) as client:
        client.send(b"GET /wait HTTP/1.1\r\nhost: a\r\n\r\n" + head)
        assert told.waits.wait(PATIENCE)
        told.go_on.set()

        assert client.answer()[2] == {"path": "/wait"}
        assert client.head() == (100, {})
        client.send(b"hello")
        assert client.answer()[2]["body"] == "hello"


# Ends


def test_who_leaves_while_the_answer_waits_is_waited_for_no_more(port: int, told: Told) -> None:
    with Client(port) as client:
        client.send(b"GET /wait HTTP/1.1\r\nhost: a\r\n\r\n")
        assert told.waits.wait(PATIENCE)

    assert told.ended.wait(PATIENCE)
    assert sent(port, GET)[0] == 200


def test_who_sends_no_more_gets_the_answer_still(port: int) -> None:
    with Client(port) as client:
        client.send(GET)
        client.socket.shutdown(socket.SHUT_WR)

        assert client.answer()[0] == 200


def test_who_leaves_in_the_middle_of_a_request_disturbs_nobody(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    for data in (
        b"GET /",
        GET[:-2],
        b"POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc",
    ):
        with Client(port) as client:
            client.send(data)

    assert sent(port, GET)[0] == 200
    assert caplog.records == []


def test_a_handler_that_fails_is_a_500_with_a_reason_and_a_line_in_the_log(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), Client(port) as client:
        client.send(b"GET /broken HTTP/1.1\r\nhost: a\r\n\r\n" + GET)
        status, _, problem = client.answer()

        assert client.answer()[0] == 200

    assert (status, problem["detail"]) == (500, "the server failed: LookupError: no such thing")
    assert "Traceback" in caplog.text


def test_it_serves_ipv6() -> None:
    server = HttpServer(lambda request, client: json_response(200, [request.path, client]))
    try:
        with listening("::1", 0) as listener, running(server, listener) as url:
            assert httpx.get(f"{url}/a", trust_env=False).json() == ["/a", "::1"]
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")


@contextmanager
def many_files(wanted: int) -> Iterator[int]:
    """Let this process open many files; yield how many it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    try:
        yield max(soft, allowed)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_thousands_of_connections_are_served_at_once(port: int) -> None:
    with many_files(6000) as allowed, ExitStack() as stack:
        count = min(2500, allowed // 2 - 200)
        clients = [stack.enter_context(Client(port)) for _ in range(count)]
        for client in clients:
            client.send(GET)

        statuses = [client.answer()[0] for client in clients]

    assert count >= 200
    assert set(statuses) == {200}


def test_the_end_of_the_server_ends_all_connections(told: Told) -> None:
    async def waiting() -> HttpResponse:
        told.waits.set()
        await asyncio.sleep(3600)
        raise AssertionError

    server = HttpServer(lambda request, _: waiting() if request.path == "/wait" else _answer())
    with ExitStack() as stack:
        listener = stack.enter_context(listening("127.0.0.1", 0))
        with running(server, listener) as url:
            clients = [stack.enter_context(Client(httpx.URL(url).port or 0)) for _ in range(3)]
            clients[0].send(GET)
            clients[0].answer()
            clients[1].send(b"GET /wait HTTP/1.1\r\nhost: a\r\n\r\n")
            assert told.waits.wait(PATIENCE)

        assert all(client.has_ended() for client in clients)


def _answer() -> HttpResponse:
    return HttpResponse(200)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM there")
def test_the_command_ends_under_load_when_it_is_told_to() -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from specmock.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--json"]
    with subprocess.Popen(  # noqa: S603 - our own arguments
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        served: Mapping[str, Any] = json.loads(process.stdout.readline())
        ended = threading.Event()
        answered = threading.Semaphore(0)

        def load() -> None:
            with httpx.Client(base_url=served["url"], timeout=PATIENCE) as client:
                while not ended.is_set():
                    try:
                        client.get("/_specmock/health")
                    except httpx.HTTPError:
                        return
                    answered.release()

        threads = [threading.Thread(target=load) for _ in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(40):
            assert answered.acquire(timeout=PATIENCE)

        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)
        ended.set()
        for thread in threads:
            thread.join(PATIENCE)

    assert (process.returncode, errors) == (0, "")
