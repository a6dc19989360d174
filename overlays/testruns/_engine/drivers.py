"""The two drivers that do what a core says: one blocks, one is awaited."""

import time
from collections import deque
from contextlib import AsyncExitStack
from inspect import isawaitable, iscoroutine
from queue import Empty, SimpleQueue
from threading import TIMEOUT_MAX, Thread
from typing import Any, TypeVar, cast

from testruns._clients import OwnClient
from testruns._wire import Call, Client, Overdue, Reply, ask, ask_async

from .steps import Calls, Core, Sleep, Step, Tell

T = TypeVar("T")


class _Flights:
    """The calls under way of a blocking wait, in threads that serve one call after another.

    There is none where there is one call only.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flying = 0
        self._threads = 0
        self._calls: SimpleQueue[tuple[Call, float] | None] = SimpleQueue()
        self._landed: SimpleQueue[tuple[Call, Reply | BaseException]] = SimpleQueue()

    def next(self, step: Calls) -> tuple[Call, Reply] | None:
        if not self._flying and len(step.calls) == 1 and step.wait is None:
            return step.calls[0], ask(self._client, step.calls[0], step.within)
        for call in step.calls:
            self._start(call, step.within)
        wait = step.within if step.wait is None else step.wait
        try:
            call, reply = self._landed.get(timeout=min(wait, TIMEOUT_MAX))
        except Empty:
            if step.wait is None:
                raise Overdue from None
            return None
        self._flying -= 1
        if isinstance(reply, BaseException):
            raise reply
        return call, reply

    def _start(self, call: Call, within: float) -> None:
        if isinstance(self._client, OwnClient):
            self._client.borrow()
        self._flying += 1
        self._calls.put((call, within))
        if self._threads < self._flying:
            self._threads += 1
            # A daemon, so that an answer that does not come holds up no exit of the process.
            Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while (task := self._calls.get()) is not None:
            call, within = task
            try:
                landed: Reply | BaseException = ask(self._client, call, within)
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                landed = error
            if isinstance(self._client, OwnClient):
                self._client.give_back()
            self._landed.put((call, landed))

    def abandon(self) -> None:
        """Let the threads end, each after its answer."""
        for _ in range(self._threads):
            self._calls.put(None)


def drive(client: Client, core: Core[T]) -> T:
    """Do what a core says, blocking."""
    flights = _Flights(client)
    try:
        step = core.send(None)
        while True:
            try:
                value = _perform(step, flights)
            except BaseException as error:  # noqa: BLE001 - the core raises it again
                flights.abandon()
                flights = _Flights(client)
                step = core.throw(error)
            else:
                step, value = core.send(value), None  # an answer is not kept through a pause
    except StopIteration as stop:
        return cast("T", stop.value)
    finally:
        flights.abandon()


def _perform(step: Step, flights: _Flights) -> Any:
    match step:
        case Calls():
            return flights.next(step)
        case Sleep():
            return (step.by or time.sleep)(step.seconds)
        case Tell():
            if iscoroutine(result := step.callback(step.news)):
                result.close()
                raise TypeError(f"{step.callback!r} is a coroutine function; await the _async verb")
    return None


class _AsyncFlights:
    """The calls under way of an awaiting wait: a task each, none where there is one call only."""

    def __init__(self, client: Client, stack: AsyncExitStack) -> None:
        self._client = client
        self._http = client.get_async_httpx_client()  # of this event loop, to ask for it once
        self._stack = stack
        self._group: Any = None
        self._flying = 0
        self._landed: deque[tuple[Call, Reply | BaseException]] = deque()

    async def next(self, step: Calls) -> tuple[Call, Reply] | None:
        if not self._flying and len(step.calls) == 1 and step.wait is None:
            return step.calls[0], await self._ask(step.calls[0], step.within)
        import anyio

        if self._group is None:
            self._group = await self._stack.enter_async_context(anyio.create_task_group())
            self._arrival = anyio.Event()
        for call in step.calls:
            self._flying += 1
            self._group.start_soon(self._fly, call, step.within)
        if not self._landed:
            self._arrival = anyio.Event()
            with anyio.move_on_after(step.wait):
                await self._arrival.wait()
        if not self._landed:
            return None
        call, reply = self._landed.popleft()
        self._flying -= 1
        if isinstance(reply, BaseException):
            raise reply
        return call, reply

    async def _ask(self, call: Call, within: float) -> Reply:
        return await ask_async(self._client, call, within, self._http)

    async def _fly(self, call: Call, within: float) -> None:
        try:
            self._landed.append((call, await self._ask(call, within)))
        except BaseException as error:
            if _is_cancellation(error):
                raise
            self._landed.append((call, error))  # raised again in the task that waits
        self._arrival.set()

    def abandon(self) -> None:
        if self._group is not None:
            self._group.cancel_scope.cancel()


async def drive_async(client: Client, core: Core[T]) -> T:
    """Do what a core says, on asyncio or trio."""
    import anyio

    result: Any = None
    failure: BaseException | None = None
    async with AsyncExitStack() as stack:
        flights = _AsyncFlights(client, stack)
        try:
            step = core.send(None)
            while True:
                try:
                    value = await _perform_async(step, flights)
                except BaseException as error:  # noqa: BLE001 - the core raises it again
                    step = core.throw(error)
                    break
                step, value = core.send(value), None  # an answer is not kept through a pause
            with anyio.CancelScope(shield=True):  # the last words of a wait that was given up
                last = _AsyncFlights(client, stack)
                while True:
                    step = core.send(await _perform_async(step, last))
        except StopIteration as stop:
            result = stop.value
        except BaseException as error:
            if _is_cancellation(error):
                raise
            failure = error  # carried past the task group, which would wrap it
        finally:
            flights.abandon()
    if failure is not None:
        raise failure
    return cast("T", result)


async def _perform_async(step: Step, flights: _AsyncFlights) -> Any:
    import anyio

    match step:
        case Calls():
            return await flights.next(step)
        case Sleep(by=None):
            return await anyio.sleep(step.seconds)
        case Sleep():
            done = step.by and step.by(step.seconds)
        case Tell():
            done = step.callback(step.news)
    return await done if isawaitable(done) else None


def _is_cancellation(error: BaseException) -> bool:
    """Recognise an exception of the event loop itself, which has to get it back."""
    import anyio

    return isinstance(error, (GeneratorExit, anyio.get_cancelled_exc_class()))
