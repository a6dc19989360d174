"""Starting runs and waiting for them, at all vendors at once."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from itertools import chain
from math import inf
from secrets import token_hex
from typing import Any, Literal, TypeAlias

import anyio
from attrs import define, evolve, field

from testruns import (
    PollingError,
    PollPolicy,
    Results,
    RunError,
    RunRef,
    RunResult,
    Snapshot,
    TriggerRejected,
    TriggerUncertain,
    vendor,
)
from testruns._cli.options.groups import Waiting
from testruns._vendor import Canceling, Vendor

from .ledger import Ledger, in_local_time
from .outcomes import Entry, Exit, Sent, Tell, UnknownStartError, exit_of
from .view.progress import warnings_to

AT_ONCE = 8  # starts at a vendor
GRACE = 5.0  # seconds for the answers to starts that are under way when the user interrupts
FAREWELL = 10.0  # seconds for the cancellations at the end
SEARCH = 60.0  # seconds after which a run that was started is in its vendor's list
SKEW = 60.0  # seconds between the vendor's clock and ours, generously

SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]

Then: TypeAlias = Literal["wait", "cancel", "nothing"]


def follow(
    entries: Sequence[Entry],
    how: Waiting,
    tell: Tell,
    then: Then,
    quit_now: Callable[[int], object],
    ledger: Ledger,
) -> int | None:
    """Start what was not started, then wait for all; return the signal that ended it, if any.

    `tell` is told each change of an entry, and notes as text; `quit_now` is called on a second
    signal. Raises MissingKey, NetworkSetupError, or MisfitError about the ledger, before anything
    is started.
    """
    return anyio.run(_Following(entries, how, tell, then, quit_now, ledger).run)


@define
class _Following:
    entries: Sequence[Entry]
    how: Waiting
    tell: Tell
    then: Then
    quit_now: Callable[[int], object]
    ledger: Ledger
    caught: int | None = field(init=False, default=None)
    work: anyio.CancelScope = field(init=False)
    starts: set[anyio.CancelScope] = field(init=False, factory=set)
    vendors: dict[str, Vendor[Any, Any, Any]] = field(init=False, factory=dict)
    clients: dict[str, Any] = field(init=False, factory=dict)
    end: float = field(init=False, default=0.0)

    async def run(self) -> int | None:
        names = dict.fromkeys(entry.vendor for entry in self.entries)
        self.work = anyio.CancelScope()
        async with AsyncExitStack() as stack:
            for name in names:
                found = self.vendors[name] = vendor(name)
                self.clients[name] = await stack.enter_async_context(found.client())
            note = partial(self.tell, "note")
            with (
                self.ledger.held(self.entries, self.clients, note),
                self._listening(),
                warnings_to(self.tell),
            ):
                await self._go_on()
        return self.caught

    async def _go_on(self) -> None:
        self.end = time.monotonic() + self.how.timeout
        async with anyio.create_task_group() as watching:
            watching.start_soon(self._beat)
            with self.work:
                async with anyio.create_task_group() as group:
                    for found in self.vendors.values():
                        own = [entry for entry in self.entries if entry.vendor == found.name]
                        group.start_soon(self._at_vendor, found, own)
            if self.how.cancel or self.then == "cancel":
                with anyio.CancelScope(shield=True):
                    await self._cancel_open()
            watching.cancel_scope.cancel()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Be told of signals by plain handlers, since asyncio has none of its own on Windows."""
        loop = asyncio.get_running_loop()

        def heard(number: int, _frame: object) -> None:
            loop.call_soon_threadsafe(self._stop, number)

        # What the caller ignores (nohup) stays ignored.
        signals = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
        before = {each: signal.signal(each, heard) for each in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int) -> None:
        if self.caught is not None:
            self.quit_now(number)
        self.caught = number
        for scope in self.starts:
            scope.deadline = anyio.current_time() + GRACE
        self.work.cancel()
        self.tell("note", f"{signal.Signals(number).name}: stopping; again to stop now")

    async def _beat(self) -> None:
        while True:
            await anyio.sleep(self.how.heartbeat)
            self.tell("heartbeat", "")

    async def _at_vendor(self, vendor: Vendor[Any, Any, Any], entries: Sequence[Entry]) -> None:
        limit = anyio.CapacityLimiter(AT_ONCE)
        async with anyio.create_task_group() as watching:
            if self.then == "wait":
                watching.start_soon(self._look_meanwhile, vendor, entries)
            async with anyio.create_task_group() as group:
                for entry in entries:
                    if entry.ref is None:
                        group.start_soon(self._start, vendor, entry, limit)
                    elif self.then == "nothing":  # but to tell the tokens, also of former starts
                        self.tell("started", entry)
            watching.cancel_scope.cancel()
        if self.then == "wait":
            await self._wait(vendor, _open(entries))

    async def _look_meanwhile(
        self, vendor: Vendor[Any, Any, Any], entries: Sequence[Entry]
    ) -> None:
        """Look at the runs that are there while others are being started."""
        while True:
            await anyio.sleep(self.how.interval)
            since = time.time() - self.how.initial_delay
            there = _open(each for each in entries if each.began and each.began <= since)
            await self._wait(vendor, there, is_last=False)

    async def _start(
        self, vendor: Vendor[Any, Any, Any], entry: Entry, limit: anyio.CapacityLimiter
    ) -> None:
        async with limit:
            entry.began = entry.sent.at if entry.sent else time.time()
            try:
                if entry.sent is not None:
                    await self._look_for(vendor, entry, entry.sent)
                if entry.ref is None:
                    await self._send(vendor, entry)
            except (RunError, ValueError, OSError, UnknownStartError) as error:
                self._failed(entry, error)
                return
            if entry.ref is not None:  # or a signal cut the start off
                self._changed(entry, "started")

    async def _send(self, vendor: Vendor[Any, Any, Any], entry: Entry) -> None:
        """Start a run, noting it in the ledger before and after."""
        if entry.request is None:
            raise UnknownStartError("it is not started yet: that does the command of the ledger")
        options = self._named(vendor, entry)

        def started(ref: RunRef) -> None:
            entry.ref = ref
            self._noted(self.ledger.started(entry, ref), ref.to_token())

        entry.began = time.time()
        self.ledger.sending(entry, getattr(options, "nonce", None) or "")
        # Who interrupts while the answer is on its way still gets the token.
        with anyio.CancelScope(shield=True) as scope:
            self.starts.add(scope)
            try:
                await vendor.trigger_async(
                    self.clients[vendor.name],
                    entry.request,
                    options=options,
                    policy=self._policy(),
                    timeout=self._left(),
                    on_triggered=started,
                )
            except (TriggerRejected, ValueError) as error:
                reason = str(getattr(error, "kind", "request"))
                self._noted(self.ledger.refused(entry, reason), f"that {entry.label} was refused")
                raise
            except TriggerUncertain as error:
                if error.run is not None:  # to be waited for rather than started again
                    self._noted(self.ledger.started(entry, error.run), error.run.to_token())
                raise
            finally:
                self.starts.discard(scope)

    async def _look_for(self, vendor: Vendor[Any, Any, Any], entry: Entry, sent: Sent) -> None:
        """Look for the run of a former start that had no answer, until it must be in the list."""
        lost = (
            f"it was sent at {in_local_time(sent.at)}, its answer was lost, and a run may be there"
        )
        if vendor.find is None or not sent.nonce:
            if self.ledger.restart:
                return
            raise UnknownStartError(
                f"{lost}, which {vendor.spec.TITLE} cannot be searched for: look at its page, and "
                "wait with the token of the run, or start it again with --restart-unknown"
            )
        self.tell("note", f"looking for {entry.vendor} {entry.label} {sent.nonce}")
        until = min(sent.at, time.time()) + SEARCH
        while entry.ref is None:
            is_last = time.time() >= until
            try:
                found = await vendor.find_async(
                    self.clients[vendor.name], sent.nonce, self._policy(), self._left()
                )
            except RunError as error:
                raise UnknownStartError(f"{lost}, and was not found: {error}") from error
            known = {each.ids for each in self.ledger.runs}
            known |= {each.ref.ids for each in self.entries if each.ref}
            # A nonce that was chosen may be in the names of others, and of older runs.
            new = (ref for ref in found if (ref.started or inf) > sent.at - SKEW)
            entry.ref = next((ref for ref in new if ref.ids not in known), None)
            if entry.ref is not None:
                self._noted(self.ledger.started(entry, entry.ref), entry.ref.to_token())
            elif is_last:
                return
            elif not self._left():
                raise UnknownStartError(f"{lost}, and is not to be found yet")
            else:
                await anyio.sleep(min(self.how.interval, self._left()))

    def _noted(self, error: OSError | None, what: str) -> None:
        if error is not None:
            why = error.strerror or error
            self.tell("note", f"{what} is not in the ledger {self.ledger.path}: {why}")

    def _named(self, vendor: Vendor[Any, Any, Any], entry: Entry) -> Any:
        """Choose the text by which a start is looked for if its answer is lost, and tell it."""
        options = self.how.own.get(vendor.name, vendor.options)
        if hasattr(options, "nonce"):
            if options.nonce is None:
                options = evolve(options, nonce=f"#{token_hex(6)}")
            self.tell("starting", f"{entry.vendor} {entry.label} {options.nonce}".rstrip())
        return options

    async def _wait(
        self,
        vendor: Vendor[Any, Any, Any],
        started: Mapping[RunRef, Sequence[Entry]],
        *,
        is_last: bool = True,
    ) -> None:
        """Wait for the verdicts of runs; unless it `is_last` look once, and leave errors to that."""
        if not started:
            return
        try:
            results = await vendor.wait_async(
                self.clients[vendor.name],
                list(started),
                options=self.how.own.get(vendor.name),
                policy=self._policy(),
                timeout=self._left() if is_last else 0.0,
                on_change=partial(self._seen, started),
                fail_fast=self.how.fail_fast,
            )
        except PollingError as error:
            for ref in error.pending if is_last else ():
                for entry in started.get(ref, ()):
                    self._failed(entry, error.of(ref))
            results = Results(error.results)
        except ValueError as error:  # a token of a kind or with an id that this version cannot read
            for entry in chain(*started.values()) if is_last else ():
                self._failed(entry, ValueError(f"the token cannot be read: {error}"))
            return
        # The last word of a run may have come after its last change: its cases.
        for ref, result in results.items():
            for entry in started[ref]:
                entry.snapshot = result
            self._stop_early(started[ref])

    def _seen(self, started: Mapping[RunRef, Sequence[Entry]], snapshot: Snapshot) -> None:
        for entry in started[snapshot.ref]:
            before, entry.snapshot = entry.state, snapshot
            if isinstance(snapshot, RunResult):
                entry.ended = time.time()
            if entry.state != before or entry.ended:
                self._changed(entry, "ended" if entry.ended else "changed")

    def _failed(self, entry: Entry, error: Exception) -> None:
        entry.error, entry.ended = error, time.time()
        self._changed(entry, "failed")
        self._stop_early([entry])

    def _changed(self, entry: Entry, event: str) -> None:
        entry.changes.append((time.time(), entry.state))
        self.tell(event, entry)

    def _stop_early(self, entries: Iterable[Entry]) -> None:
        if self.how.fail_fast and any(exit_of(each) not in {None, Exit.PASSED} for each in entries):
            self.work.cancel()

    async def _cancel_open(self) -> None:
        async with anyio.create_task_group() as group:
            for entry in self.entries:
                if entry.is_open and entry.ref:
                    group.start_soon(self._cancel, entry, entry.ref)

    async def _cancel(self, entry: Entry, ref: RunRef) -> None:
        found = self.vendors[entry.vendor]
        patience = self.how.timeout if self.then == "cancel" else FAREWELL
        error: Exception | None = None
        if isinstance(found, Canceling):
            try:
                with anyio.fail_after(patience):
                    await found.cancel_async(
                        self.clients[found.name], ref, options=self.how.own.get(found.name)
                    )
            except TimeoutError:
                error = TimeoutError(f"{ref} was not told to stop in time")
            except (RunError, ValueError) as failure:
                error = failure
        else:
            error = ValueError(f"{found.spec.TITLE} has no operation that cancels {ref}")
        entry.is_stopped = error is None
        entry.error = entry.error or error
        self.tell("note", str(error or f"{ref} was told to stop"))

    def _policy(self) -> PollPolicy:
        return PollPolicy(
            interval=self.how.interval,
            initial_delay=self.how.initial_delay,
            error_patience=self.how.error_patience,
        )

    def _left(self) -> float:
        return max(0.0, self.end - time.monotonic())


def _open(entries: Iterable[Entry]) -> dict[RunRef, list[Entry]]:
    """Group entries by their runs: those whose runs are there and have not ended."""
    found: dict[RunRef, list[Entry]] = {}
    for entry in entries:
        if entry.ref is not None and entry.is_open:
            found.setdefault(entry.ref, []).append(entry)
    return found
