"""Keeping below a vendor's rate limit, in one process or, with Redis, on many machines.

Takes the extra `pacing`. Waiting itself does without: a transport that is given to httpx holds
requests back.
"""

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, cast

from pyrate_limiter import AbstractBucket, InMemoryBucket, Rate, RateItem, RedisBucket

from ._httpx import AsyncBaseTransport, BaseTransport, ConnectError, Request, Response
from ._wire import OPERATION, PACE

__all__ = ["PacedTransport", "in_memory", "on_redis", "per_account", "per_operation"]


def per_operation(request: Request) -> str:
    """Count each operation of the spec by itself, whatever ids its address holds."""
    operation: str = request.extensions.get(OPERATION, "")
    return operation or f"{request.method} {request.url.path}"


def per_account(_request: Request) -> str:
    """Count all requests together, as where the limit is one of the account or the key."""
    return "account"


def in_memory(limit: int, window: float) -> Callable[[str], AbstractBucket]:
    """Count `limit` requests in `window` seconds in this process."""
    return lambda _name: InMemoryBucket([_rate(limit, window)])


def on_redis(redis: Any, key: str, limit: int, window: float) -> Callable[[str], AbstractBucket]:
    """Count `limit` requests in `window` seconds on a Redis server, for all who use the `key`.

    `redis` is a blocking client of it, which should have timeouts. The machines' clocks have to
    agree. What is counted expires with its window.
    """

    def bucket(name: str) -> AbstractBucket:
        made: Any = _Expiring.init([_rate(limit, window)], redis, f"{key} {name}")
        return cast("AbstractBucket", made)

    return bucket


class _Expiring(RedisBucket):
    """A bucket whose key is gone when its window is over."""

    def put(self, item: RateItem) -> Any:
        is_counted = super().put(item)
        client: Any = self.redis
        client.pexpire(self.bucket_key, 2 * self.rates[-1].interval)
        return is_counted


def _rate(limit: int, window: float) -> Rate:
    return Rate(limit, math.ceil(window * 1000))


class PacedTransport(BaseTransport, AsyncBaseTransport):
    """Holds requests back until the rate limit has room for them.

    `scope` names what a request is counted under. A request for which there is no room before
    the deadline of its wait is answered with a 429 and is not sent. As with any transport that a
    client is given, its connections serve one event loop: another one needs another transport.
    A limiter that fails is a request that was not sent, which is tried again.
    """

    def __init__(
        self,
        transport: BaseTransport | AsyncBaseTransport,
        bucket: Callable[[str], AbstractBucket],
        scope: Callable[[Request], str] = per_operation,
    ) -> None:
        self._transport: Any = transport
        self._bucket = bucket
        self._scope = scope
        self._buckets: dict[str, AbstractBucket] = {}
        self._lock = Lock()

    def handle_request(self, request: Request) -> Response:
        """Send a request of a sync client as soon as there is room."""
        end = time.monotonic() + _limit(request)
        while seconds := self._counted(request):
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
        while seconds := await anyio.to_thread.run_sync(self._counted, request):
            if time.monotonic() + seconds > end:
                return _too_many(seconds)
            await anyio.sleep(seconds)
        response: Response = await self._transport.handle_async_request(request)
        return response

    def _counted(self, request: Request) -> float:
        try:
            return self._seconds_to_wait(request)
        except Exception as error:
            # Its text may hold the address of a server, and a password in it.
            reason = f"the limiter failed with {type(error).__name__}"
            raise ConnectError(reason, request=request) from error

    def _seconds_to_wait(self, request: Request) -> float:
        """Take a place if there is one, else return the seconds to the next."""
        name = self._scope(request)
        with self._lock:  # two threads must not count in two buckets, nor look between two steps
            bucket: Any = self._buckets.get(name) or self._bucket(name)
            self._buckets[name] = bucket
            item = RateItem(name, bucket.now())
            bucket.leak(item.timestamp)  # what is over, so that it does not grow
            if bucket.put(item):
                return 0.0
            return max(0.001, float(bucket.waiting(item)) / 1000)

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
