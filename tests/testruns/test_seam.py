"""The seam to the generated clients: whatever comes back is one outcome or one typed failure."""

import gzip
import json
import pickle
import re
import socket
import socketserver
import ssl
import threading
import time
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Lock, Thread, get_ident
from types import ModuleType
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
import testruns
from qualigate_client import AuthenticatedClient
from qualigate_client.api.runs import get_run
from qualigate_client.models.run_status import RunStatus
from qualigate_client.models.suite_run_status import SuiteRunStatus
from testclix_client.api.tests import execute_by_id
from testruns import (
    Fault,
    PollPolicy,
    RequestFailed,
    RunRef,
    WaitTimeout,
    checkly,
    qualigate,
    testclix,
)
from testruns._engine.watch import IN_FLIGHT
from testruns._wire import LARGEST, Call, Reply, ask, ask_async, understood

ROOT = Path(__file__).resolve().parents[2]
KEY = "qg_planted_secret"
RUN = {"id": "660e8400-e29b-41d4-a716-446655440000", "status": "running"}
ERROR = {"error": "Forbidden", "message": "not yours"}
CALL = Call(get_run, {"test_run_id": RUN["id"]}, lambda reply: reply.model(RunStatus).status)

Answer = Callable[[httpx.Request], httpx.Response]


def client(answer: Answer, **settings: Any) -> Any:
    transport = httpx.MockTransport(answer)
    settings = {"httpx_args": {"transport": transport}, "verify_ssl": False, **settings}
    return qualigate.client(KEY, **settings)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def asked(request: pytest.FixtureRequest) -> Callable[..., Reply]:
    """Make a call, blocking or awaited."""

    def ask_for(answer: Answer, call: Call = CALL, within: float = 30.0) -> Reply:
        if request.param == "sync":
            return ask(client(answer), call, within)
        return anyio.run(ask_async, client(answer), call, within, backend=request.param)

    return ask_for


def response(status: int, **content: Any) -> Answer:
    return lambda _request: httpx.Response(status, **content)


def broken(error: type[httpx.RequestError]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error(f"broken while {KEY} was sent", request=request)

    return answer


DEEP = "[" * 100_000
ANSWERS: dict[str, tuple[Answer, Fault, str]] = {
    "documented error": (response(403, json=ERROR), Fault.REFUSED, "not yours"),
    "documented 404": (response(404, json=ERROR), Fault.MISSING, "not yours"),
    "documented 500": (response(500, json=ERROR), Fault.BROKEN, "not yours"),
    "undocumented 409": (response(409, json={"message": "twice"}), Fault.REFUSED, "twice"),
    "HTML on a documented 404": (response(404, html="<p>"), Fault.MISSING, ""),
    "HTML on a documented 500": (response(500, html="<p>"), Fault.BROKEN, ""),
    "HTML 200": (response(200, html="<p>"), Fault.UNREADABLE, ""),
    "HTML 502": (response(502, html="<p>"), Fault.BROKEN, ""),
    "empty 200": (response(200), Fault.UNREADABLE, ""),
    "204": (response(204), Fault.UNREADABLE, ""),
    "202": (response(202, json=RUN), Fault.UNREADABLE, ""),
    "302": (response(302, headers={"location": "/login"}), Fault.REFUSED, ""),
    "418": (response(418), Fault.REFUSED, ""),
    "520": (response(520, text="origin"), Fault.BROKEN, ""),
    "561": (response(561), Fault.BROKEN, ""),
    "missing field": (response(200, json={"id": RUN["id"]}), Fault.UNREADABLE, ""),
    "null": (response(200, text="null"), Fault.UNREADABLE, ""),
    "list": (response(200, text="[]"), Fault.UNREADABLE, ""),
    "string": (response(200, text='"running"'), Fault.UNREADABLE, ""),
    "wrong id": (response(200, json={**RUN, "id": "x"}), Fault.UNREADABLE, ""),
    "latin-1": (response(200, content=b'{"status": "\xe9"}'), Fault.UNREADABLE, ""),
    "deep": (response(200, text=DEEP), Fault.UNREADABLE, ""),
    "deep error": (response(403, text=DEEP), Fault.REFUSED, ""),
    "wrong model": (response(200, json={**RUN, "total_tests": 3}), Fault.UNREADABLE, ""),
    "bad encoding": (
        response(200, headers={"content-encoding": "gzip"}, content=b"no gzip"),
        Fault.LOST,
        "DecodingError",
    ),
    "refused connection": (broken(httpx.ConnectError), Fault.UNSENT, "ConnectError"),
    "connection timeout": (broken(httpx.ConnectTimeout), Fault.UNSENT, "ConnectTimeout"),
    "full pool": (broken(httpx.PoolTimeout), Fault.UNSENT, "PoolTimeout"),
    "refusing proxy": (broken(httpx.ProxyError), Fault.UNSENT, "ProxyError"),
    "no protocol": (broken(httpx.UnsupportedProtocol), Fault.UNSENT, "UnsupportedProtocol"),
    "read timeout": (broken(httpx.ReadTimeout), Fault.LOST, "ReadTimeout"),
    "write error": (broken(httpx.WriteError), Fault.LOST, "WriteError"),
    "reset": (broken(httpx.ReadError), Fault.LOST, "ReadError"),
    "protocol error": (broken(httpx.RemoteProtocolError), Fault.LOST, "RemoteProtocolError"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_any_answer_is_one_typed_failure_that_carries_it(
    asked: Callable[..., Reply], name: str
) -> None:
    answer, fault, message = ANSWERS[name]

    reply = asked(answer)

    with pytest.raises(RequestFailed) as caught:
        understood(CALL, reply)
    assert caught.value.fault is fault
    assert message in caught.value.message
    assert (caught.value.response is None) == (fault in {Fault.UNSENT, Fault.LOST})


def test_an_answer_is_its_model(asked: Callable[..., Reply]) -> None:
    assert understood(CALL, asked(response(200, json=RUN))) == "running"


def test_an_answer_that_may_be_one_of_several_models_is_told_apart() -> None:
    suite = {**RUN, "status": "running", "total_tests": 3}

    reply = ask(client(response(200, json=suite)), CALL, 30.0)

    assert isinstance(reply.model(RunStatus, SuiteRunStatus), SuiteRunStatus)


HOUR = "Wed, 28 Jan 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, {**ERROR, "retry_after": 60}, 60),
        ({"retry-after": "7"}, {**ERROR, "retry_after": 60}, 60),
        ({"retry-after": "7"}, ERROR, 7),
        ({"retry-after": "7"}, "<p>", 7),
        ({"retry-after": HOUR, "date": "Wed, 28 Jan 2026 10:59:30 GMT"}, "<p>", 30),
        ({"retry-after": HOUR}, "<p>", 0),
        ({"retry-after": "soon"}, "<p>", None),
        ({}, "<p>", None),
        ({}, {**ERROR, "retry_after": None}, None),
        ({}, {**ERROR, "retry_after": True}, None),
        ({}, {**ERROR, "retry_after": "12"}, 12),
        ({}, {**ERROR, "retry_after": -5}, 0),
        ({"retry-after": "9"}, '{"retry_after": NaN}', 9),
        ({}, '{"retry_after": Infinity}', None),
        ({}, '{"retry_after": 1' + "0" * 400 + "}", None),
        ({}, "[]", None),
    ],
)
def test_a_429_says_in_its_body_or_its_header_how_long_to_wait(
    asked: Callable[..., Reply], headers: dict[str, str], body: Any, seconds: float | None
) -> None:
    content = {"text": body} if isinstance(body, str) else {"json": body}

    reply = asked(response(429, headers=headers, **content))

    assert reply.failure is not None
    assert reply.failure.fault is Fault.LIMITED
    assert reply.failure.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (422, {"json": {"errors": [{"field": "name"}]}}, '{"errors":[{"field":"name"}]}'),
        (
            403,
            {"html": "<html><head><title>x</title></head><p>blocked by policy 17</p>"},
            "blocked",
        ),
        (403, {"text": "\n\n  blocked by policy 17\nor 18"}, "blocked by policy 17"),
        (503, {"html": "<style>a{}</style><h1>Maintenance</h1>"}, "Maintenance"),
        (403, {"json": {"message": "", "error": "Forbidden"}}, "Forbidden"),
        (403, {"json": {"message": ["a list"]}}, '{"message":["a list"]}'),
        (403, {"content": b"\xff\xfe"}, "\ufffd"),
        (502, {}, ""),
        *(
            (
                502,
                {
                    "content": b"no words",
                    "headers": {"content-type": f"text/plain; charset={name}"},
                },
                "no words",
            )
            for name in ("hex", "idna", "rot13", "undefined", "no-charset")
        ),
        (502, {"html": "x<script>" + "<script " * 2000}, "x"),
    ],
    ids=lambda each: str(each)[:80],
)
def test_the_message_is_what_the_answer_says_first(
    asked: Callable[..., Reply], status: int, content: dict[str, Any], message: str
) -> None:
    reply = asked(response(status, **content))

    assert reply.failure is not None
    assert reply.failure.message.replace(": ", ":").startswith(message.replace(": ", ":"))
    assert "\n" not in reply.failure.message


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_tells_where_to_without_its_query_and_password(
    asked: Callable[..., Reply], status: int
) -> None:
    headers = {"location": "https://planted:planted@vendor.example/login?token=planted"}

    reply = asked(response(status, headers=headers))

    assert reply.failure is not None
    assert reply.failure.message == "redirected to https://vendor.example/login"
    assert "planted" not in str(reply.failure)


def test_a_failure_names_method_path_and_host(asked: Callable[..., Reply]) -> None:
    reply = asked(response(502))

    assert str(reply.failure) == (
        "GET /api/v1/trigger at qualigate.app failed at the vendor (HTTP 502)"
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://[::1]", "[::1]"),
        ("http://a.example:80", "a.example"),
    ],
)
def test_an_ipv6_address_is_told_in_brackets(address: str, place: str) -> None:
    call = Call(get_run, CALL.arguments, CALL.read)

    reply = ask(client(response(502), base_url=address), call, 30.0)

    assert f" at {place} failed" in str(reply.failure)


def test_a_request_that_was_not_sent_names_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, asked: Callable[..., Reply]
) -> None:
    def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    named = []
    for excepted in ("", "qualigate.app"):
        monkeypatch.setenv("https_proxy", "http://user:planted@proxy.example:3128")
        monkeypatch.setenv("no_proxy", excepted)
        named.append(str(asked(dead).failure).partition("ConnectError ")[2])

    assert named == ["refused; the environment names the proxy proxy.example:3128", "refused"]


@pytest.mark.parametrize("status", [408, 425])
def test_an_answer_that_asks_to_try_again_is_no_refusal(
    asked: Callable[..., Reply], status: int
) -> None:
    reply = asked(response(status, json=ERROR))

    assert reply.failure is not None
    assert reply.failure.fault is Fault.BROKEN


@pytest.mark.parametrize("status", [500, 503, 520])
def test_a_failure_at_the_vendor_may_say_how_long_it_lasts(
    asked: Callable[..., Reply], status: int
) -> None:
    reply = asked(response(status, headers={"retry-after": "120"}))

    assert reply.failure is not None
    assert reply.failure.retry_after == 120


def caused_by(cause: Exception) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no connection", request=request) from cause

    return answer


def no_tls() -> ssl.SSLError:
    """Make the error of a server that speaks no TLS."""
    there = ssl.MemoryBIO()
    there.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    try:
        ssl.create_default_context().wrap_bio(
            there, ssl.MemoryBIO(), server_hostname="a"
        ).do_handshake()
    except ssl.SSLError as error:
        return error
    raise AssertionError("a handshake with plain HTTP")


def test_a_certificate_that_is_refused_names_the_variable_that_helps() -> None:
    reply = ask(client(caused_by(ssl.SSLCertVerificationError("self-signed"))), CALL, 30.0)

    assert "; SSL_CERT_FILE may name a file" in str(reply.failure)


@pytest.mark.parametrize(
    ("answer", "is_lasting"),
    [
        (caused_by(ssl.SSLCertVerificationError("self-signed")), True),
        (caused_by(socket.gaierror(socket.EAI_NONAME, "unknown host")), True),
        (broken(httpx.UnsupportedProtocol), True),
        (caused_by(socket.gaierror(socket.EAI_AGAIN, "try again")), False),
        (caused_by(ConnectionRefusedError("refused")), False),
        (caused_by(ssl.SSLError("handshake")), False),
        (caused_by(no_tls()), True),
        (broken(httpx.ReadError), False),
    ],
    ids=range(8),
)
def test_what_no_later_try_cures_is_told_apart(
    asked: Callable[..., Reply],
    answer: Answer,
    is_lasting: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    reply = asked(answer)

    assert reply.failure is not None
    assert reply.failure.is_lasting is is_lasting


def test_a_redirect_is_never_followed(asked: Callable[..., Reply]) -> None:
    paths = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(307, headers={"location": "https://elsewhere.example/"})

    asked(answer)

    assert len(paths) == 1


def test_a_long_poll_is_read_longer_than_the_vendor_holds_it() -> None:
    timeouts = []

    def answer(request: httpx.Request) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return httpx.Response(200, json=RUN)

    for within in (100.0, 5.0):
        ask(client(answer), Call(get_run, CALL.arguments, str, hold=30.0), within)

    assert timeouts[0] == {"connect": 10.0, "read": 60.0, "write": 30.0, "pool": 30.0}
    assert timeouts[1] == {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": 5.0}


def wait(way: str, vendor: Any, *args: Any, **options: Any) -> Any:
    """Wait, blocking or awaited."""
    if way == "sync":
        return vendor.wait(*args, **options)
    return anyio.run(partial(vendor.wait_async, *args, **options), backend=way)


WAYS = ["sync", "asyncio", "trio"]


class Drip(socketserver.BaseRequestHandler):
    """An answer whose headers never end."""

    def handle(self) -> None:
        self.request.recv(65536)
        self.request.sendall(b"HTTP/1.1 200 OK\r\nx: ")
        with suppress(OSError):
            while True:
                self.request.sendall(b"a")
                time.sleep(0.01)


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server that never comes to an end."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        server.daemon_threads = True
        server.block_on_close = False
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("way", WAYS)
def test_headers_that_trickle_do_not_outlive_the_wait(
    way: str, dripping: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocking, that takes several calls at a time: one alone is made without a thread."""
    monkeypatch.setattr("testruns._engine.watch.PATIENCE", 0.05)
    there = testclix.client(KEY, base_url=dripping)
    refs = [RunRef("testclix", "test", (name,), 1) for name in ("one", "two")]
    begun = time.monotonic()

    with pytest.raises(WaitTimeout) as caught:
        wait(way, testclix, there, refs, timeout=0.05)

    assert caught.value.pending == tuple(refs)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("way", ["asyncio", "trio"])
def test_a_cancellation_that_is_not_answered_does_not_outlive_the_wait(
    way: str, dripping: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("testruns._engine.watch.PATIENCE", 0.05)
    monkeypatch.setattr("testruns._engine.watch.FAREWELL", 0.05)
    environ = {"CHECKLY_API_KEY": KEY, "CHECKLY_ACCOUNT_ID": RUN["id"]}
    there = checkly.client(environ=environ, base_url=dripping)
    ref = RunRef("checkly", "session", (RUN["id"],))
    begun = time.monotonic()

    with pytest.raises(WaitTimeout):
        wait(way, checkly, there, ref, timeout=0.05, cancel_unfinished=True)

    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("settings", [{}, {"params": {"team": "web"}}], ids=str)
def test_a_call_that_is_made_again_is_the_same_on_the_wire(settings: dict[str, Any]) -> None:
    sent_requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent_requests.append(request)
        return httpx.Response(200, json=RUN, headers={"set-cookie": "node=7"})

    again = Call(execute_by_id, {"test_id": "a&b/c?d#e f\u00e9"}, str)
    there = client(
        answer,
        base_url="https://proxy.example/vendor",
        httpx_args={"transport": httpx.MockTransport(answer), **settings},
    )
    for _ in range(3):
        ask(there, again, 30.0)

    one, two, three = sent_requests
    assert one.url == two.url == three.url
    assert one.url.raw_path.startswith(b"/vendor/v1/api/execute/a%26b%2Fc%3Fd%23e%20f%C3%A9")
    assert "cookie" not in one.headers
    assert two.headers.items() - one.headers.items() == {("cookie", "node=7")}
    assert two.headers == three.headers


@pytest.mark.parametrize("vendor", ["checkly", "qualigate", "testclix"])
def test_each_generated_module_has_what_the_seam_needs(vendor: str) -> None:
    package = import_module(f"{vendor}_client")
    folder = Path(str(package.__file__)).parent / "api"
    modules = [path for path in folder.rglob("*.py") if path.name != "__init__.py"]

    assert modules
    for path in modules:
        name = ".".join(path.relative_to(folder.parent.parent).with_suffix("").parts)
        module = import_module(name)
        assert callable(module._get_kwargs)
        assert callable(module._parse_response)


def sources() -> list[Path]:
    return sorted((ROOT / "overlays" / "testruns").rglob("*.py"))


def test_the_generated_functions_that_lose_the_answer_are_not_used() -> None:
    """`sync()` answers None for what it does not know, and `with_…` change a shared client."""
    uses = re.compile(r"\.(sync|asyncio|sync_detailed|asyncio_detailed|with_(?!traceback)\w+)\(")

    assert not [path.name for path in sources() if uses.search(path.read_text())]


def test_httpx_is_named_in_one_module() -> None:
    imports = re.compile(r"^\s*(import|from) httpx", re.MULTILINE)

    assert [path.name for path in sources() if imports.search(path.read_text())] == ["_httpx.py"]


@pytest.mark.parametrize("module", [testruns, checkly, qualigate, testclix])
def test_what_is_promised_is_there_and_sorted(module: ModuleType) -> None:
    assert module.__all__ == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


@pytest.mark.parametrize("name", ANSWERS)
def test_no_secret_is_in_a_failure(asked: Callable[..., Reply], name: str) -> None:
    answer, _, _ = ANSWERS[name]

    with pytest.raises(RequestFailed) as caught:
        understood(CALL, asked(answer))

    failure = caught.value
    assert KEY not in "".join(traceback.format_exception(failure)).replace(
        f"broken while {KEY} was sent",
        "",  # the words of the fake, not of httpx
    )
    assert KEY not in repr(vars(failure))
    for error in (failure, failure.__cause__, failure.__context__):
        for request in (getattr(error, "_request", None), sent(error)):
            assert request is None or not request.content
            assert request is None or KEY not in str(request.headers.raw)


def sent(error: BaseException | None) -> Any:
    return getattr(getattr(error, "response", None), "_request", None)


def test_a_message_that_echoes_the_key_is_censored() -> None:
    reply = ask(client(response(401, json={**ERROR, "message": f"no key {KEY}"})), CALL, 30.0)

    assert reply.failure is not None
    assert reply.failure.message == "no key [key]"


@pytest.mark.parametrize("key", ["", "o", "not"])
def test_a_key_that_is_part_of_any_word_does_not_garble_the_message(key: str) -> None:
    there = AuthenticatedClient("https://vendor.example", key)
    transport = httpx.MockTransport(response(403, json=ERROR))
    there.set_httpx_client(httpx.Client(base_url="https://vendor.example", transport=transport))

    reply = ask(there, CALL, 30.0)

    assert reply.failure is not None
    assert reply.failure.message == "not yours"


class Raw(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body as it goes over the wire, chunk by chunk."""

    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


def raw(coding: str, *chunks: bytes) -> Answer:
    headers = {"content-encoding": coding}
    return lambda _request: httpx.Response(200, headers=headers, stream=Raw(*chunks))


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress)],
)
def test_a_compressed_answer_is_read(
    asked: Callable[..., Reply], coding: str, encode: Callable[[bytes], bytes]
) -> None:
    body = encode(json.dumps(RUN).encode())

    assert understood(CALL, asked(raw(coding, body[:9], body[9:]))) == "running"


BOMB = gzip.compress(bytes(10 * LARGEST))
LARGE = {
    "bytes": ("identity", [bytes(LARGEST // 4)] * 5),
    "gzip": ("gzip", [BOMB]),
    "gzip in gzip": ("gzip, gzip", [gzip.compress(BOMB)]),
    "another coding": ("br", [b"x"]),
}


@pytest.mark.parametrize("name", LARGE)
def test_an_answer_that_would_fill_the_memory_is_none(
    asked: Callable[..., Reply], name: str
) -> None:
    coding, chunks = LARGE[name]
    tracemalloc.start()

    reply = asked(raw(coding, *chunks))

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reply.failure is not None
    assert reply.failure.fault is Fault.LOST
    assert "DecodingError" in reply.failure.message
    assert most < 3 * LARGEST


def test_no_coding_is_asked_for_that_is_not_read(asked: Callable[..., Reply]) -> None:
    codings = []

    def answer(request: httpx.Request) -> httpx.Response:
        codings.append(request.headers["accept-encoding"])
        return httpx.Response(200, json=RUN)

    asked(answer)

    assert codings == ["gzip"]


class Held(httpx.BaseTransport):
    """Answers that a suite goes on, and holds all answers back but those to its first requests."""

    def __init__(self, at_once: int, verdict: str) -> None:
        self.at_once, self.verdict = at_once, verdict
        self.lock, self.free = Lock(), Event()
        self.threads: set[int] = set()
        self.asked = 0
        self.closed_while_used = False
        self.using = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.asked += 1
            self.using += 1
            self.threads.add(get_ident())
            is_held = self.asked > self.at_once and "results" not in request.url.path
        if is_held:
            self.free.wait(30)
        with self.lock:
            self.using -= 1
        counts = {"total_tests": 5, "passed_tests": 0, "failed_tests": 5}
        run = request.url.params["suite_run_id"]
        return httpx.Response(200, json={"id": run, "status": self.verdict, **counts})

    def close(self) -> None:
        self.closed_while_used = self.using > 0


def test_a_blocking_wait_on_many_runs_takes_few_threads() -> None:
    transport = Held(10_000, "running")
    refs = [RunRef("qualigate", "suite", (str(UUID(int=number)),)) for number in range(40)]
    policy = PollPolicy(interval=0.01)
    there = client(lambda _: httpx.Response(500), httpx_args={"transport": transport})

    with pytest.raises(WaitTimeout):
        qualigate.wait(there, refs, policy=policy, timeout=0.2)

    assert transport.asked >= 80
    assert len(transport.threads) <= IN_FLIGHT


def test_no_thread_uses_a_client_that_was_closed() -> None:
    """What is under way when a wait is over is answered first."""
    transport = Held(1, "failed")
    refs = [RunRef("qualigate", "suite", (str(UUID(int=number)),)) for number in range(4)]
    before = set(threading.enumerate())

    with client(lambda _: httpx.Response(500), httpx_args={"transport": transport}) as there:
        results = qualigate.wait(there, refs, fail_fast=True)
    assert len(results) == 1
    assert not there.get_httpx_client().is_closed
    transport.free.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(30)

    assert there.get_httpx_client().is_closed
    assert not transport.closed_while_used
    assert not set(threading.enumerate()) - before


@pytest.mark.parametrize("made", [checkly, qualigate, testclix])
def test_a_client_tells_in_a_line_why_it_is_not_pickled(made: ModuleType) -> None:
    there = made.client(environ={each.variable: KEY for each in made.VENDOR.credentials})

    with pytest.raises(TypeError, match="holds a key and connections: make one in each process"):
        pickle.dumps(there)


def test_the_same_answer_is_parsed_once_and_another_one_again() -> None:
    answers = iter([RUN, RUN, {**RUN, "status": "passed"}, RUN])
    there = client(lambda _request: httpx.Response(200, json=next(answers)))
    again = Call(get_run, CALL.arguments, lambda reply: reply.raw)

    first, second, third, fourth = (understood(again, ask(there, again, 30.0)) for _ in range(4))

    assert first is second
    assert [each.status for each in (first, third, fourth)] == ["running", "passed", "running"]


def test_an_answer_that_turns_from_an_error_to_the_same_bytes_is_read_anew() -> None:
    statuses = iter([200, 500, 200])
    there = client(lambda _request: httpx.Response(next(statuses), json=RUN))
    again = Call(get_run, CALL.arguments, lambda reply: reply.model(RunStatus).status)

    assert understood(again, ask(there, again, 30.0)) == "running"
    with pytest.raises(RequestFailed, match="HTTP 500"):
        understood(again, ask(there, again, 30.0))
    assert understood(again, ask(there, again, 30.0)) == "running"
