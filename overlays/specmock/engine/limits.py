"""Rate limits, as `x-rate-limit` gives them."""

import json
import math
from collections import deque
from typing import Any, Final

from attrs import define, evolve, field

from specmock.openapi import HttpResponse, OperationCall, RateLimit

from .bounds import drop_oldest
from .clock import Clock
from .refusals import RefusedError
from .state.examples import put

_MOST_WINDOWS: Final = 10_000  # one for each key that has been seen


class LimitedError(RefusedError):
    """A request above a rate limit, with the seconds until the next one is served."""

    def __init__(self, limit: RateLimit, seconds: int) -> None:
        super().__init__(("429",), "the rate limit is reached")
        self._where = limit.retry_after or ""
        self._seconds = seconds

    def complete(self, response: HttpResponse) -> HttpResponse:
        """Write the seconds into a header or the body, where the document says they are."""
        if self._where.startswith("$response.header."):
            response.headers[self._where.rpartition(".")[2].lower()] = str(self._seconds)
        elif self._where.startswith("$response.body#/"):
            body = response.json()
            put(body, tuple(self._where.partition("#/")[2].split("/")), self._seconds)
            return evolve(response, body=json.dumps(body).encode())
        return response


@define(eq=False)
class RateLimits:
    """Sliding windows of requests, by operation and key."""

    clock: Clock
    _windows: dict[tuple[Any, ...], deque[float]] = field(factory=dict)

    def check(self, call: OperationCall) -> None:
        """Count a request; raise LimitedError for one that is too many."""
        now = self.clock.now()
        for limit in call.operation.rate_limits:
            window = self._window(call, limit)
            while window and window[0] <= now - limit.window:
                window.popleft()
            if len(window) >= limit.limit:
                raise LimitedError(limit, math.ceil(window[0] + limit.window - now))
        for limit in call.operation.rate_limits:
            self._window(call, limit).append(now)

    def clear(self) -> None:
        """Forget the requests so far."""
        self._windows.clear()

    def _window(self, call: OperationCall, limit: RateLimit) -> deque[float]:
        operation = call.operation.id if "operation" in limit.scope else None
        drop_oldest(self._windows, _MOST_WINDOWS)
        return self._windows.setdefault((limit.everywhere, operation, call.key), deque())
