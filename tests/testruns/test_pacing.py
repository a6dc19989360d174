"""Requests are held back below the limit, and never past the deadline of a wait."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
from testruns import (
    PollFailed,
    PollPolicy,
    Rejection,
    RunRef,
    TriggerRejected,
    WaitTimeout,
    qualigate,
    testclix,
    vendor_names,
)
from testruns import vendor as spec_of
from testruns.pacing import (
    PacedTransport,
    documented,
    in_memory,
    on_redis,
    per_account,
    per_operation,
)

RUN_ID = "660e8400-e29b-41d4-a716-446655440000"
CASE = qualigate.CaseRunRequest(UUID(RUN_ID))
REF = RunRef("qualigate", "run", (RUN_ID,), 1)
LIMIT, WINDOW = 3, 0.3


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Redis server of the system."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("redis")
    command = [
        server,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.01)
        yield port
        process.terminate()


@pytest.fixture(params=["in memory", "on Redis"])
def buckets(request: pytest.FixtureRequest) -> Any:
    """Where the requests are counted, LIMIT of them in a window of so many seconds."""
    if request.param == "in memory":
        yield partial(in_memory, LIMIT)
        return
    port = request.getfixturevalue("redis_port")
    redis = pytest.importorskip("redis")
    with redis.Redis(port=port) as client:
        client.flushall()
        yield partial(on_redis, client, "key", LIMIT)


class Vendor:
    """Answers that a run is going on, and that it passed from the `last` answer on."""

    def __init__(self, last: int = 1000) -> None:
        self.answered = 0
        self.last = last
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.answered += 1
            state = "passed" if self.answered >= self.last else "running"
        status = 201 if request.method == "POST" else 200
        return httpx.Response(status, json={"id": RUN_ID, "status": state, "test_run_id": RUN_ID})


def paced(vendor: Vendor, buckets: Any, scope: Callable[[Any], str] = per_operation) -> Any:
    transport = PacedTransport(httpx.MockTransport(vendor), buckets, scope)
    return qualigate.client("qg_key", httpx_args={"transport": transport}, verify_ssl=False)


def policy(timeout: float) -> PollPolicy:
    return PollPolicy(interval=0.01, timeout=timeout, jitter=0)


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_requests_are_held_back_below_the_limit(buckets: Any, way: str) -> None:
    """They take as many windows as their number needs, and longer on a busy machine."""
    windows = 2
    vendor = Vendor(last=windows * LIMIT + 1)
    client = paced(vendor, buckets(WINDOW))

    async def awaited() -> Any:
        return await qualigate.wait_async(client, REF, policy=policy(60))

    begun = time.monotonic()
    if way == "sync":
        result = qualigate.wait(client, REF, policy=policy(60))
    else:
        result = anyio.run(awaited, backend=way)

    assert result.passed
    assert vendor.answered == vendor.last
    assert time.monotonic() - begun > windows * WINDOW - 0.02  # counted in whole milliseconds


def test_threads_share_the_limit(buckets: Any) -> None:
    vendor = Vendor()
    client = paced(vendor, buckets(60))

    def wait() -> None:
        with pytest.raises(WaitTimeout):
            qualigate.wait(client, REF, policy=policy(0.5))

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert vendor.answered == LIMIT


def test_machines_share_the_limit_of_a_key(redis_port: int) -> None:
    redis = pytest.importorskip("redis")
    vendor = Vendor(last=LIMIT)

    with redis.Redis(port=redis_port) as one, redis.Redis(port=redis_port) as two:
        one.flushall()
        first, second = (
            paced(vendor, on_redis(machine, "key", LIMIT, 60)) for machine in (one, two)
        )
        assert qualigate.wait(first, REF, policy=policy(60)).passed
        with pytest.raises(WaitTimeout):
            qualigate.wait(second, REF, policy=policy(0.1))

    assert vendor.answered == LIMIT


def test_no_request_is_held_back_past_the_deadline() -> None:
    vendor = Vendor()
    client = paced(vendor, in_memory(1, 60))
    begun = time.monotonic()

    with pytest.raises(WaitTimeout):
        qualigate.wait(client, REF, policy=policy(0.1))

    assert time.monotonic() - begun < 5
    assert vendor.answered == 1


def test_a_trigger_for_which_there_is_no_room_is_rejected_and_not_sent() -> None:
    vendor = Vendor()
    client = paced(vendor, in_memory(1, 60))
    qualigate.trigger(client, CASE, timeout=1)

    with pytest.raises(TriggerRejected, match="rate limit"):
        qualigate.trigger(client, CASE, timeout=1)

    assert vendor.answered == 1


def test_each_operation_has_its_own_limit_or_all_share_one() -> None:
    vendor = Vendor()
    separate = paced(vendor, in_memory(1, 60))
    qualigate.trigger(separate, CASE)
    with pytest.raises(WaitTimeout):
        qualigate.wait(separate, REF, policy=policy(0))
    assert vendor.answered == 2

    together = paced(vendor, in_memory(1, 60), lambda _request: "account")
    qualigate.trigger(together, CASE)
    with pytest.raises(WaitTimeout):
        qualigate.wait(together, REF, policy=policy(0))
    assert vendor.answered == 3


def test_an_operation_has_one_limit_whatever_ids_its_address_holds() -> None:
    """At Checkly and TestCLIX the id stands in the path."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"test_id": asked[-1], "status": "queued"})

    transport = PacedTransport(httpx.MockTransport(answer), in_memory(LIMIT, 60))
    client = testclix.client("key", httpx_args={"transport": transport}, verify_ssl=False)
    refs = [RunRef("testclix", "test", (f"test {number}",)) for number in range(20)]

    with pytest.raises(WaitTimeout):
        testclix.wait(client, refs, policy=policy(0.1))

    assert len(asked) == LIMIT


def test_an_account_may_be_counted_as_one() -> None:
    vendor = Vendor()
    client = paced(vendor, in_memory(1, 60), per_account)

    qualigate.trigger(client, CASE)
    with pytest.raises(WaitTimeout):
        qualigate.wait(client, REF, policy=policy(0))

    assert vendor.answered == 1


def test_what_is_over_is_forgotten_below_the_limit() -> None:
    made: list[Any] = []
    bucket = in_memory(1000, 0.001)

    def kept(name: str) -> Any:
        made.append(bucket(name))
        return made[-1]

    client = paced(Vendor(), kept)
    for _ in range(50):
        time.sleep(0.002)
        with pytest.raises(WaitTimeout):
            qualigate.wait(client, REF, policy=policy(0))

    [one] = made
    assert one.count() <= 5


class Broken:
    """A limiter that cannot be reached."""

    def __getattr__(self, _name: str) -> Any:
        raise OSError("redis://:planted@limiter.example is down")


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_limiter_that_fails_is_a_request_that_was_not_sent(way: str) -> None:
    vendor = Vendor()
    client = paced(vendor, lambda _name: Broken())
    impatient = PollPolicy(error_patience=0)

    async def awaited() -> Any:
        return await qualigate.trigger_async(client, CASE, policy=impatient)

    def trigger() -> Any:
        if way != "sync":
            return anyio.run(awaited, backend=way)
        return qualigate.trigger(client, CASE, policy=impatient)

    with pytest.raises(TriggerRejected, match="the limiter failed with OSError") as caught:
        trigger()
    with pytest.raises(PollFailed, match="the limiter failed"):
        qualigate.wait(client, REF, policy=impatient)

    assert caught.value.kind is Rejection.UNREACHABLE
    assert "planted" not in str(caught.value)
    assert vendor.answered == 0


def test_keys_on_redis_expire_with_their_window(redis_port: int) -> None:
    redis = pytest.importorskip("redis")

    with redis.Redis(port=redis_port) as client:
        client.flushall()
        qualigate.trigger(paced(Vendor(), on_redis(client, "key", LIMIT, 60)), CASE)
        times = [client.pttl(name) for name in client.scan_iter()]

    assert times
    assert all(0 < each <= 120_000 for each in times)


class Frozen:
    """A limiter that does not answer until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()

    def __call__(self, _name: str) -> Any:
        self.free.wait(60)
        raise OSError("too late")


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_limiter_that_hangs_is_a_request_that_was_not_sent_in_time(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("testruns.pacing.ANSWER", (0.05, 0.1))
    vendor, frozen = Vendor(), Frozen()
    client = paced(vendor, frozen)
    impatient = PollPolicy(error_patience=0)

    async def awaited() -> Any:
        return await qualigate.trigger_async(client, CASE, policy=impatient)

    def trigger() -> Any:
        if way != "sync":
            return anyio.run(awaited, backend=way)
        return qualigate.trigger(client, CASE, policy=impatient)

    with pytest.raises(TriggerRejected, match="the limiter failed with TimeoutError") as caught:
        trigger()
    with pytest.raises(WaitTimeout, match="the limiter failed with TimeoutError"):
        qualigate.wait(client, [REF, REF], policy=policy(0.3))
    frozen.free.set()

    assert caught.value.kind is Rejection.UNREACHABLE
    assert vendor.answered == 0


def test_a_redis_server_that_freezes_holds_no_wait_past_its_deadline(redis_port: int) -> None:
    redis = pytest.importorskip("redis")
    vendor = Vendor()

    with redis.Redis(port=redis_port) as client:
        client.flushall()
        there = paced(vendor, on_redis(client, "key", LIMIT, 60))
        there_id = client.info("server")["process_id"]
        os.kill(there_id, signal.SIGSTOP)
        try:
            with pytest.raises(WaitTimeout, match="the limiter failed with TimeoutError"):
                qualigate.wait(there, REF, policy=policy(0.2))
        finally:
            os.kill(there_id, signal.SIGCONT)
        assert qualigate.trigger(there, CASE).ids == (RUN_ID,)

    assert vendor.answered == 1


def test_limits_are_those_that_the_vendor_documents() -> None:
    """Qualigate limits some operations, each by itself; Checkly the account."""
    vendor = Vendor()
    transport = documented(httpx.MockTransport(vendor), {"trigger_run": (2, 60)})
    client = qualigate.client("key", httpx_args={"transport": transport}, verify_ssl=False)

    for _ in range(2):
        qualigate.trigger(client, CASE)
    with pytest.raises(TriggerRejected, match="rate limit"):
        qualigate.trigger(client, CASE, timeout=0)
    for _ in range(5):
        with pytest.raises(WaitTimeout):
            qualigate.wait(client, REF, policy=policy(0))
    assert vendor.answered == 7

    together = documented(httpx.MockTransport(vendor), {"": (2, 60)})
    client = qualigate.client("key", httpx_args={"transport": together}, verify_ssl=False)
    qualigate.trigger(client, CASE)
    with pytest.raises(WaitTimeout):
        qualigate.wait(client, REF, policy=policy(0))
    with pytest.raises(TriggerRejected, match="rate limit"):
        qualigate.trigger(client, CASE, timeout=0)
    assert vendor.answered == 9


@pytest.mark.parametrize("vendor", vendor_names())
def test_a_vendor_that_documents_no_limit_is_told(vendor: str) -> None:
    limits = spec_of(vendor).spec.RATE_LIMITS  # type: ignore[attr-defined]

    if limits:
        assert isinstance(documented(httpx.MockTransport(Vendor()), limits), PacedTransport)
    else:
        with pytest.raises(ValueError, match="no rate limit is documented"):
            documented(httpx.MockTransport(Vendor()), limits)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: in_memory(0, 60)("x"), "a limit of 0 in 60 s lets nothing through"),
        (lambda: in_memory(1, 0)("x"), "a limit of 1 in 0 s lets nothing through"),
        (lambda: in_memory("x", 60), "limit is str, not a whole number"),  # type: ignore[arg-type]
        (lambda: in_memory(1, None), "window is NoneType, not a number"),  # type: ignore[arg-type]
        (lambda: PacedTransport(httpx.MockTransport(Vendor()), 5), "the bucket is int"),  # type: ignore[arg-type]
    ],
)
def test_a_limit_that_is_none_is_told(make: Callable[[], object], complaint: str) -> None:
    with pytest.raises((TypeError, ValueError), match=complaint):
        make()


CROWD, ROOM, SPAN, LASTS = 8, 10, 1.5, 4.5  # processes, requests in seconds, seconds


def crowded(port: int, number: int) -> None:
    """Send what the limit lets through, and note each moment on Redis."""
    import redis

    with redis.Redis(port=port, socket_timeout=10) as client:

        def answer(_request: httpx.Request) -> httpx.Response:
            client.rpush("sent", f"{time.time()} {number}")
            return httpx.Response(200)

        transport = PacedTransport(
            httpx.MockTransport(answer), on_redis(client, "crowd", ROOM, SPAN), per_account
        )
        with httpx.Client(transport=transport, timeout=60) as sender:
            client.incr("ready")
            while int(client.get("ready") or 0) < CROWD:
                time.sleep(0.01)
            end = time.monotonic() + LASTS
            while time.monotonic() < end:
                sender.get("https://vendor.example/run")


@pytest.mark.slow  # eight processes
def test_eight_processes_keep_one_limit_and_none_starves(redis_port: int) -> None:
    redis = pytest.importorskip("redis")

    with redis.Redis(port=redis_port, decode_responses=True) as client:
        client.flushall()
        context = get_context("spawn")
        processes = [
            context.Process(target=crowded, args=(redis_port, number)) for number in range(CROWD)
        ]
        for each in processes:
            each.start()
        for each in processes:
            each.join(60)
        sent = [line.split() for line in client.lrange("sent", 0, -1)]

    times = sorted(float(moment) for moment, _ in sent)
    assert len(times) >= ROOM * (LASTS / SPAN - 1)
    # A busy machine may send an earlier one later.
    assert all(late - early > 0.75 * SPAN for early, late in zip(times, times[ROOM:], strict=False))
    assert {number for _, number in sent} == {str(number) for number in range(CROWD)}
