"""Keeping below a vendor's rate limit, in one process or, with Redis, on many machines.

Takes the extra `pacing`. Waiting itself does without: a transport that is given to httpx holds
requests back.
"""

import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from threading import TIMEOUT_MAX, Lock, Thread
from typing import Any, cast
from uuid import uuid4

from specmock.extras import needed

from ._httpx import AsyncBaseTransport, BaseTransport, ConnectError, Request, Response
from ._requests import check_kind
from ._wire import OPERATION, PACE

with needed("pacing"):
    from pyrate_limiter import AbstractBucket, InMemoryBucket, Rate, RateItem, RedisBucket

__all__ = ["PacedTransport", "documented", "in_memory", "on_redis", "per_account", "per_operation"]

# The vendor counts when a request arrives, we when it leaves: the later one may be the quicker.
MARGIN = 1.05  # times the window
ANSWER = 0.5, 5.0  # seconds in which a limiter has to answer: at least, and at most


def per_operation(request: Request) -> str:
    """Count each operation of the spec by itself, whatever ids its address holds."""
    operation: str = request.extensions.get(OPERATION, "")
    return operation or f"{request.method} {request.url.path}"


def per_account(_request: Request) -> str:
    """Count all requests together, as where the limit is one of the account or the key."""
    return "account"


def documented(
    transport: BaseTransport | AsyncBaseTransport,
    limits: Mapping[str, tuple[int, float]],
    count: Callable[[int, float], Callable[[str], AbstractBucket]] | None = None,
) -> "PacedTransport":
    """Hold requests back as the vendor documents its limits: `RATE_LIMITS` of its package's `spec`.

    `count` makes where a limit is counted, `in_memory` by default; for Redis it is
    `partial(on_redis, redis, key)`. What has no limit is not counted.
    """
    if not limits:
        raise ValueError("no rate limit is documented: choose one, and a scope")
    make = count or in_memory

    def scope(request: Request) -> str | None:
        operation = per_operation(request).rpartition(".")[2]
        return next((name for name in (operation, "") if name in limits), None)

    return PacedTransport(transport, lambda name: make(*limits[name])(name), scope)


def in_memory(limit: int, window: float) -> Callable[[str], AbstractBucket]:
    """Count `limit` requests in `window` seconds in this process."""
    rate = _rate(limit, window)
    return lambda _name: InMemoryBucket([rate])


def on_redis(redis: Any, key: str, limit: int, window: float) -> Callable[[str], AbstractBucket]:
    """Count `limit` requests in `window` seconds on a Redis server, for all who use the `key`.

    `redis` is a blocking client of it. The server's clock counts, and what is counted expires
    with its window.
    """
    rate = _rate(limit, window)

    def bucket(name: str) -> AbstractBucket:
        made: Any = _Shared.init([rate], redis, f"{key} {name}")
        return cast("AbstractBucket", made)

    return bucket


# Takes a place or tells the milliseconds to the next. With the clock of each client, one that is
# late would not count who came before.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], now, ARGV[3])
    redis.call('PEXPIRE', KEYS[1], window)
    return 0
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return math.max(1, first[2] + window - now)
"""


class _Shared(RedisBucket):
    """A bucket that is counted by one script on the server."""

    _wait = 0

    def put(self, item: RateItem) -> Any:
        [rate] = self.rates
        client: Any = self.redis
        member = f"{item.name} {uuid4()}"
        self._wait = int(client.eval(TAKE, 1, self.bucket_key, rate.limit, rate.interval, member))
        return self._wait == 0

    def waiting(self, item: RateItem) -> Any:  # noqa: ARG002 - the name of the base
        return self._wait

    def leak(self, current_timestamp: int | None = None) -> Any:  # noqa: ARG002 - the name of the base
        return 0


def _rate(limit: int, window: float) -> Rate:
    check_kind("limit", limit, int, "a whole number of requests")
    check_kind("window", window, (int, float), "a number of seconds")
    if not (limit >= 1 and 0 < window < math.inf):
        raise ValueError(f"a limit of {limit!r} in {window!r} s lets nothing through")
    return Rate(limit, math.ceil(window * MARGIN * 1000))


class PacedTransport(BaseTransport, AsyncBaseTransport):
    """Holds requests back until the rate limit has room for them.

    `scope` names what a request is counted under, None where it is not counted. A request for
    which there is no room before the deadline of its wait is answered with a 429 and is not sent.
    As with any transport that a client is given, its connections serve one event loop: another
    one needs another transport. A limiter that fails, or does not answer in time, is a request
    that was not sent, which is tried again.
    """

    def __init__(
        self,
        transport: BaseTransport | AsyncBaseTransport,
        bucket: Callable[[str], AbstractBucket],
        scope: Callable[[Request], str | None] = per_operation,
    ) -> None:
        check_kind("the scope", scope, Callable, "a function of a request")
        check_kind("the bucket", bucket, Callable, "a function of a name, as in_memory makes one")
        self._transport: Any = transport
        self._bucket = bucket
        self._scope = scope
        self._buckets: dict[str, AbstractBucket] = {}
        self._lock = Lock()

    def handle_request(self, request: Request) -> Response:
        """Send a request of a sync client as soon as there is room."""
        end = time.monotonic() + _limit(request)
        while seconds := self._counted(request, end):
            if time.monotonic() + seconds > end:
                return _too_many(seconds)
            time.sleep(seconds)
        response: Response = self._transport.handle_request(request)
        return response

    async def handle_async_request(self, request: Request) -> Response:
        """Send a request of an async client as soon as there is room."""
        import anyio

        end = time.monotonic() + _limit(request)
        # In a thread, since a Redis server is asked without await.
        while seconds := await anyio.to_thread.run_sync(self._counted, request, end):
            if time.monotonic() + seconds > end:
                return _too_many(seconds)
            await anyio.sleep(seconds)
        response: Response = await self._transport.handle_async_request(request)
        return response

    def _counted(self, request: Request, end: float) -> float:
        """Take a place if there is one, else return the seconds to the next."""
        try:
            name = self._scope(request)
            if name is None:
                return 0.0
            if isinstance(self._buckets.get(name), InMemoryBucket):
                return self._take(name, math.inf)
            least, most = ANSWER
            patience = max(least, min(most, end - time.monotonic()))
            found: Future[float] = Future()
            # A daemon, so that a limiter that hangs holds up neither a wait nor the process's end.
            Thread(target=self._ask, args=(name, patience, found), daemon=True).start()
            return found.result(patience)
        except Exception as error:
            # Its text may hold the address of a server, and a password in it.
            reason = f"the limiter failed with {type(error).__name__}"
            raise ConnectError(reason, request=request) from error

    def _ask(self, name: str, patience: float, found: "Future[float]") -> None:
        try:
            found.set_result(self._take(name, patience))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            found.set_exception(error)

    def _take(self, name: str, patience: float) -> float:
        # Two threads must not count in two buckets, nor look between two steps.
        if not self._lock.acquire(timeout=min(patience, TIMEOUT_MAX)):
            raise TimeoutError
        try:
            bucket: Any = self._buckets.get(name) or self._bucket(name)
            self._buckets[name] = bucket
            item = RateItem(name, bucket.now())
            bucket.leak(item.timestamp)  # what is over, so that it does not grow
            if bucket.put(item):
                return 0.0
            return max(0.001, float(bucket.waiting(item)) / 1000)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the transport behind."""
        self._transport.close()

    async def aclose(self) -> None:
        """Close the transport behind."""
        await self._transport.aclose()


def _limit(request: Request) -> float:
    seconds = request.extensions.get(PACE, request.extensions.get("timeout", {}).get("pool"))
    return math.inf if seconds is None else float(seconds)


def _too_many(seconds: float) -> Response:
    return Response(429, headers={"retry-after": f"{seconds:.3f}"})
