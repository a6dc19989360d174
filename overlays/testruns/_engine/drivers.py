"""The two drivers that do what a core says, and the verbs made from cores."""

import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from functools import wraps
from inspect import isawaitable, signature
from queue import Empty, SimpleQueue
from threading import TIMEOUT_MAX, Thread
from typing import (
    Any,
    Concatenate,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
    overload,
)

from testruns._wire import Call, Client, Reply, ask, ask_async, overdue
from testruns.results import Results, RunRef, RunResult

from .steps import Calls, Core, Sleep

P = ParamSpec("P")
Q = ParamSpec("Q")
T = TypeVar("T")


class _Flights:
    """The calls under way of a blocking wait: a thread each, none where there is one call only."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flying = 0
        self._landed: SimpleQueue[tuple[Call, Reply | BaseException]] = SimpleQueue()

    def next(self, step: Calls) -> tuple[Call, Reply]:
        if not self._flying and len(step.calls) == 1:
            return step.calls[0], ask(self._client, step.calls[0], step.within)
        for call in step.calls:
            self._flying += 1
            Thread(target=self._fly, args=(call, step.within), daemon=True).start()
        try:
            call, reply = self._landed.get(timeout=min(step.within, TIMEOUT_MAX))
        except Empty:
            raise overdue() from None
        self._flying -= 1
        if isinstance(reply, BaseException):
            raise reply
        return call, reply

    def _fly(self, call: Call, within: float) -> None:
        try:
            self._landed.put((call, ask(self._client, call, within)))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self._landed.put((call, error))


def run(client: Client, core: Core[T]) -> T:
    """Do what a core says, blocking."""
    flights = _Flights(client)
    try:
        step = core.send(None)
        while True:
            try:
                if isinstance(step, Sleep):
                    value: Any = (step.by or time.sleep)(step.seconds)
                else:
                    value = flights.next(step)
            except BaseException as error:  # noqa: BLE001 - the core raises it again
                flights = _Flights(client)
                step = core.throw(error)
            else:
                step = core.send(value)
    except StopIteration as stop:
        value = stop.value
    return cast("T", value)


class _AsyncFlights:
    """The calls under way of an awaiting wait: a task each, none where there is one call only."""

    def __init__(self, client: Client, stack: AsyncExitStack) -> None:
        self._client = client
        self._stack = stack
        self._group: Any = None
        self._flying = 0
        self._landed: deque[tuple[Call, Reply | Exception]] = deque()

    async def next(self, step: Calls) -> tuple[Call, Reply]:
        if not self._flying and len(step.calls) == 1:
            return step.calls[0], await ask_async(self._client, step.calls[0], step.within)
        import anyio

        if self._group is None:
            self._group = await self._stack.enter_async_context(anyio.create_task_group())
            self._arrival = anyio.Event()
        for call in step.calls:
            self._flying += 1
            self._group.start_soon(self._fly, call, step.within)
        if not self._landed:
            self._arrival = anyio.Event()
            await self._arrival.wait()
        call, reply = self._landed.popleft()
        self._flying -= 1
        if isinstance(reply, Exception):
            raise reply
        return call, reply

    async def _fly(self, call: Call, within: float) -> None:
        try:
            self._landed.append((call, await ask_async(self._client, call, within)))
        except Exception as error:  # noqa: BLE001 - raised again in the task that waits
            self._landed.append((call, error))
        self._arrival.set()

    def abandon(self) -> None:
        if self._group is not None:
            self._group.cancel_scope.cancel()


async def run_async(client: Client, core: Core[T]) -> T:
    """Do what a core says, on asyncio or trio."""
    import anyio

    async def perform(step: Calls | Sleep, flights: _AsyncFlights) -> Any:
        if not isinstance(step, Sleep):
            return await flights.next(step)
        if step.by is None:
            return await anyio.sleep(step.seconds)
        slept = step.by(step.seconds)
        return await slept if isawaitable(slept) else None

    result: Any = None
    failure: Exception | None = None
    async with AsyncExitStack() as stack:
        flights = _AsyncFlights(client, stack)
        try:
            step = core.send(None)
            while True:
                try:
                    value = await perform(step, flights)
                except BaseException as error:  # noqa: BLE001 - the core raises it again
                    step = core.throw(error)
                    break
                step = core.send(value)
            with anyio.CancelScope(shield=True):  # the last words of a wait that was given up
                last = _AsyncFlights(client, stack)
                while True:
                    step = core.send(await perform(step, last))
        except StopIteration as stop:
            result = stop.value
        except Exception as error:  # noqa: BLE001 - carried past the task group, which would wrap it
            failure = error
        finally:
            flights.abandon()
    if failure is not None:
        raise failure
    return cast("T", result)


def _as_called(
    core: Callable[..., Any], suffix: str = "", returns: Any = None
) -> Callable[[Callable[Q, T]], Callable[Q, T]]:
    """Let `help` show a verb as it is called: by its own name, with its client, and its result."""

    def present(verb: Callable[Q, T]) -> Callable[Q, T]:
        own, inner = signature(verb).parameters, signature(core)
        takes = [each for each in own.values() if each.kind is each.POSITIONAL_ONLY]
        takes += [each for name, each in inner.parameters.items() if name not in own]
        result = returns or get_args(inner.return_annotation)[-1]
        shown: Any = wraps(core)(verb)
        shown.__name__ = shown.__qualname__ = core.__name__.removeprefix("_") + suffix
        shown.__signature__ = inner.replace(parameters=takes, return_annotation=result)
        return cast("Callable[Q, T]", shown)

    return present


def blocking(core: Callable[P, Core[T]]) -> Callable[Concatenate[Client, P], T]:
    """Make the verb that blocks from a core."""

    @_as_called(core)
    def verb(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return run(client, core(*args, **kwargs))

    return verb


def awaiting(core: Callable[P, Core[T]]) -> Callable[Concatenate[Client, P], Awaitable[T]]:
    """Make the verb that is awaited from a core."""

    @_as_called(core, "_async")
    async def verb(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await run_async(client, core(*args, **kwargs))

    return verb


class Wait(Protocol[P]):
    """A verb that waits: the result of one run, or the results of many."""

    @overload
    def __call__(
        self, client: Client, refs: RunRef, /, *args: P.args, **kwargs: P.kwargs
    ) -> RunResult: ...

    @overload
    def __call__(
        self, client: Client, refs: Iterable[RunRef], /, *args: P.args, **kwargs: P.kwargs
    ) -> Results: ...


class WaitAsync(Protocol[P]):
    """The same, awaited."""

    @overload
    async def __call__(
        self, client: Client, refs: RunRef, /, *args: P.args, **kwargs: P.kwargs
    ) -> RunResult: ...

    @overload
    async def __call__(
        self, client: Client, refs: Iterable[RunRef], /, *args: P.args, **kwargs: P.kwargs
    ) -> Results: ...


def blocking_wait(core: Callable[Concatenate[Sequence[RunRef], P], Core[Results]]) -> Wait[P]:
    """Make the verb that blocks until one run or many have ended."""

    @_as_called(core, returns=RunResult | Results)
    def verb(
        client: Client, refs: RunRef | Iterable[RunRef], /, *args: P.args, **kwargs: P.kwargs
    ) -> Any:
        if isinstance(refs, RunRef):
            return run(client, core((refs,), *args, **kwargs))[refs]
        return run(client, core(tuple(refs), *args, **kwargs))

    return verb


def awaiting_wait(core: Callable[Concatenate[Sequence[RunRef], P], Core[Results]]) -> WaitAsync[P]:
    """Make the verb that is awaited until one run or many have ended."""

    @_as_called(core, "_async", RunResult | Results)
    async def verb(
        client: Client, refs: RunRef | Iterable[RunRef], /, *args: P.args, **kwargs: P.kwargs
    ) -> Any:
        if isinstance(refs, RunRef):
            return (await run_async(client, core((refs,), *args, **kwargs)))[refs]
        return await run_async(client, core(tuple(refs), *args, **kwargs))

    return verb


Page: TypeAlias = tuple[Sequence[T], str | None]
Pages: TypeAlias = Callable[[str], Core[Page[T]]]


def blocking_pages(core: Callable[P, Pages[T]]) -> Callable[Concatenate[Client, P], Iterator[T]]:
    """Make the verb that iterates over all pages, blocking."""

    @_as_called(core, returns=Iterator)
    def verb(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        page = core(*args, **kwargs)
        cursor: str | None = ""
        while cursor is not None:
            entries, cursor = run(client, page(cursor))
            yield from entries

    return verb


def awaiting_pages(
    core: Callable[P, Pages[T]],
) -> Callable[Concatenate[Client, P], AsyncIterator[T]]:
    """Make the verb that iterates over all pages, awaiting."""

    @_as_called(core, "_async", AsyncIterator)
    async def verb(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        page = core(*args, **kwargs)
        cursor: str | None = ""
        while cursor is not None:
            entries, cursor = await run_async(client, page(cursor))
            for entry in entries:
                yield entry

    return verb
