"""What a vendor is, and the verbs of all vendors, written once.

A vendor's module is mostly data: a `Vendor` that says how a run is started, how a wait looks at
its runs, and what the vendor's words mean. The verbs are its methods.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from inspect import iscoroutinefunction
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast, overload

from attrs import evolve, field, fields, frozen

from testruns._engine.drivers import drive, drive_async
from testruns._engine.steps import Core, asking, deadline, time_left
from testruns._engine.trigger import OnTriggered, rejection, triggering
from testruns._engine.watch import OnChange, Watch

from ._answer import flag, text
from ._clients import REQUEST_TIMEOUT, Credential, Spec, Verify, make_client
from ._httpx import Timeout
from ._requests import check_kind
from ._wire import Call, Client, Reply, ask, understood
from .errors import MissingKey, NetworkSetupError, Rejection, RequestFailed, TriggerUncertain
from .policy import DEFAULT_POLICY, PollPolicy
from .results import Counts, Results, RunRef, RunResult, Snapshot, Verdict

C = TypeVar("C", bound=Client)
R = TypeVar("R")
O = TypeVar("O")  # noqa: E741 - options

MEANINGS = MappingProxyType(
    {
        "success": Verdict.PASSED,
        "failure": Verdict.FAILED,
        "error": Verdict.ERROR,
        "timeout": Verdict.TIMED_OUT,
        "canceled": Verdict.CANCELED,
    }
)


@frozen(eq=False, repr=False, slots=False)
class States:
    """The words for a state, as a spec tells what they mean.

    `verdicts` are the ends, `counted` the ends whose verdict the counters tell, `idle` the words
    of what never ran, `going_on` those of what runs.
    """

    verdicts: Mapping[str, Verdict]
    counted: frozenset[str]
    idle: frozenset[str]
    going_on: frozenset[str]

    @classmethod
    def of(cls, meanings: Mapping[str, str]) -> "States":
        """Read the words of a schema in `spec.STATES`."""
        ends = {word: MEANINGS[each] for word, each in meanings.items() if each in MEANINGS}
        words = {
            kind: frozenset(word for word, each in meanings.items() if each == kind)
            for kind in ("counted", "idle", "running")
        }
        return cls(ends, words["counted"], words["idle"], words["running"])

    def judged(
        self, state: str, counts: Counts, expected: int | None
    ) -> tuple[Verdict, str | None]:
        """Judge a run by the state that it ended in, and by its counters where these tell."""
        return judged(counts, expected) if state in self.counted else (self.verdicts[state], None)


def judged(counts: Counts, expected: int | None) -> tuple[Verdict, str | None]:
    """Judge an ended run by its counters: its verdict, and the reason where it is not PASSED."""
    total, passed = counts.total, counts.passed
    if not total:
        return Verdict.ERROR, "no test ran"
    if passed is None:
        return Verdict.ERROR, "the vendor does not say how many tests passed"
    if passed < total:
        return Verdict.FAILED, f"{passed} of {total} tests passed"
    if passed > total or expected not in (None, total):
        return Verdict.ERROR, f"{passed} tests passed, {total} ran and {expected} were queued"
    if counts.failed:
        return Verdict.ERROR, f"{passed} of {total} tests passed, yet {counts.failed} failed"
    return Verdict.PASSED, None


def contradiction(
    counts: Counts, others: Counts, words: Iterable[str | None], states: States
) -> str | None:
    """Find a contradiction of a pass in other counters, and in the words for its tests."""
    told = [word for word in words if word is not None]
    failed = sum(states.verdicts.get(word, Verdict.PASSED) is not Verdict.PASSED for word in told)
    if failed or others.failed:
        return f"{failed or others.failed} tests failed"
    if running := sum(word in states.going_on for word in told):
        return f"{running} tests still run"
    if others.total and others.passed is not None and others.passed < others.total:
        return f"{others.passed} of {others.total} tests passed"
    for each in fields(Counts):
        counted, other = getattr(counts, each.name), getattr(others, each.name)
        if None not in (counted, other) and counted != other:
            return f"{each.name} is {other} instead of {counted}"
    return None


def doubted(result: RunResult, reason: str, before: set[RunRef]) -> Snapshot:
    """Doubt a pass that is contradicted: a run that goes on at first, then an ERROR."""
    if result.ref in before:
        return evolve(result, verdict=Verdict.ERROR, reason=reason)
    before.add(result.ref)
    seen = {each.name: getattr(result, each.name) for each in fields(Snapshot)}
    return Snapshot(**seen)


def started(reply: Reply, ref: RunRef) -> RunRef:
    """Take a run for started, unless the answer that names it denies it."""
    answer = reply.answer()
    if answer.read("success", flag) is False:
        why = answer.read("message", text) or ""
        raise TriggerUncertain(reply.unreadable(f"success is false: {why}"), ref)
    return ref


def option(verb: str, default: Any, **how: Any) -> Any:
    """Make a field of a vendor's options: the verb that takes it, its default, and its check."""
    return field(default=default, metadata={"verbs": (verb,)}, **how)


@frozen(eq=False, repr=False, slots=False)
class Start:
    """The call that starts a run, and the one that looks for it where its answer is lost."""

    call: Call
    find: Call | None = None


class Look(Protocol):
    """Plan one look at pending runs, with so many seconds left: calls, or news without a call."""

    def __call__(self, pending: Sequence[RunRef], left: float, /) -> Iterable[Call | Snapshot]: ...


Kinds: TypeAlias = Mapping[str, Callable[[str], object]]


# Without what nobody asks for: each method that attrs writes costs a part of a millisecond.
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Vendor(Generic[C, R, O]):
    """A vendor: how its runs are started and watched, and the verbs that do it.

    `kinds` are its kinds of runs, with what checks an id of such a run, which has one id unless
    it is among `many`. `stop` makes the call that cancels a run, None where the vendor cannot;
    `find` the one that looks for runs by the nonce in their names, None where they have none.
    `probe` makes a call that shows whether a key is accepted, `example` is a request for tests and
    help, and `left_out` gives a reason for each operation of the spec that is not used.
    """

    name: str
    spec: Spec
    client_type: type[C]
    credentials: tuple[Credential, ...]
    requests: tuple[type[Any], ...]
    options: O
    kinds: Kinds
    start: Callable[[R, O], Start]
    looks: Callable[[Sequence[RunRef], O, PollPolicy], Look]
    why: Callable[[RequestFailed], Rejection] = rejection
    stop: Callable[[RunRef, O], Call] | None = None
    find: Callable[[str], Call] | None = None
    probe: Callable[[], Call]
    example: R
    left_out: Mapping[str, str] = field(factory=dict)
    many: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def __reduce__(self) -> Any:
        return _loaded, (self.name,)

    def client(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        headers: Mapping[str, str] | None = None,
        request_timeout: float | Timeout = REQUEST_TIMEOUT,
        verify_ssl: Verify = True,
        httpx_args: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> C:
        """Make a client of the vendor, which threads and event loops may share.

        Args:
            api_key: The key; else the variable `<VENDOR>_API_KEY` has it.
            base_url: Address of the API; else `<VENDOR>_BASE_URL` has it, else the vendor's own.
            headers: Headers of the caller's, sent with each request.
            request_timeout: Seconds for one request: each of connecting (10 at most), sending
                and reading; or a `httpx.Timeout`.
            verify_ssl: As `verify` of httpx: False, a file of certificates, or a context.
            httpx_args: Arguments of `httpx.Client` (proxy, limits, transport), as they are.
            environ: Variables to read instead of the process's own.

        Raises:
            MissingKey: A key is missing or cannot be one; it is not shown.
            NetworkSetupError: Proxies, certificates or the address cannot be; it names which.
        """
        return self.make_client(
            {"api_key": api_key},
            base_url,
            headers,
            request_timeout,
            verify_ssl,
            httpx_args,
            environ,
        )

    def make_client(
        self,
        given: Mapping[str, str | None],
        base_url: str | None,
        headers: Mapping[str, str] | None,
        request_timeout: float | Timeout,
        verify_ssl: Verify,
        httpx_args: Mapping[str, Any] | None,
        environ: Mapping[str, str] | None,
    ) -> C:
        """Make a client with these values of its credentials."""
        try:
            return make_client(
                self.client_type,
                self.name,
                self.spec,
                self.credentials,
                given,
                base_url=base_url,
                headers=headers,
                request_timeout=request_timeout,
                verify_ssl=verify_ssl,
                httpx_args=httpx_args,
                environ=environ,
            )
        except (MissingKey, NetworkSetupError) as error:
            # The frames that it comes from hold the environment, with all keys.
            error.__traceback__ = None
            raise error from None

    def trigger(
        self,
        client: C,
        request: R,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_triggered: OnTriggered | None = None,
    ) -> RunRef:
        """Start a run once, and return what to wait for.

        Args:
            client: A client of this vendor.
            request: What to start: a request of this vendor.
            options: What only this vendor has.
            policy: How patient to be where the vendor cannot be reached or limits the rate.
            timeout: Seconds for the whole, instead of the policy's.
            on_triggered: Called with the run as soon as it is known.

        Raises:
            ValueError: The request cannot be sent; nothing was.
            TriggerRejected: Nothing was started.
            TriggerUncertain: The answer was lost, so a run may have been started.
        """
        _refuse_coroutines(on_triggered)
        core = self._triggering(request, options, policy, timeout, on_triggered)
        return drive(self._own(client), core)

    async def trigger_async(
        self,
        client: C,
        request: R,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_triggered: OnTriggered | None = None,
    ) -> RunRef:
        """Start a run once, and return what to wait for; `trigger`, awaited.

        Args:
            client: A client of this vendor.
            request: What to start: a request of this vendor.
            options: What only this vendor has.
            policy: How patient to be where the vendor cannot be reached or limits the rate.
            timeout: Seconds for the whole, instead of the policy's.
            on_triggered: Called with the run as soon as it is known; may be a coroutine function.
        """
        core = self._triggering(request, options, policy, timeout, on_triggered)
        return await drive_async(self._own(client), core)

    @overload
    def wait(
        self,
        client: C,
        runs: RunRef,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_change: OnChange | None = None,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> RunResult: ...

    @overload
    def wait(
        self,
        client: C,
        runs: Iterable[RunRef],
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_change: OnChange | None = None,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> Results: ...

    def wait(
        self,
        client: C,
        runs: RunRef | Iterable[RunRef],
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_change: OnChange | None = None,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> RunResult | Results:
        """Wait until a run or many have ended, and return how.

        What only adds to the verdicts, such as messages of failed tests, is read beside the looks
        and, once all verdicts are known, for some seconds more.

        Args:
            client: A client of this vendor.
            runs: One run, whose result is returned, or several, whose results are.
            options: What only this vendor has.
            policy: How often to look, and how patient to be.
            timeout: Seconds for the whole, instead of the policy's.
            on_change: Called with each change of a run.
            fail_fast: Return as soon as a run did not pass.
            cancel_unfinished: Cancel what still runs when the wait is given up.

        Raises:
            WaitTimeout: The time is over; the error has the verdicts that are known.
            PollFailed: The vendor refuses to tell, or failed too often; as above.
            ValueError: A run is not this vendor's, or the vendor cannot cancel.
        """
        _refuse_coroutines(on_change)
        core = self._waiting(
            runs,
            options,
            policy,
            timeout,
            on_change,
            fail_fast=fail_fast,
            cancel_unfinished=cancel_unfinished,
        )
        results = drive(self._own(client), core)
        return results[runs] if isinstance(runs, RunRef) else results

    @overload
    async def wait_async(
        self,
        client: C,
        runs: RunRef,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_change: OnChange | None = None,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> RunResult: ...

    @overload
    async def wait_async(
        self,
        client: C,
        runs: Iterable[RunRef],
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_change: OnChange | None = None,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> Results: ...

    async def wait_async(
        self,
        client: C,
        runs: RunRef | Iterable[RunRef],
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_change: OnChange | None = None,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> RunResult | Results:
        """Wait until a run or many have ended, and return how; `wait`, awaited.

        Args:
            client: A client of this vendor.
            runs: One run, whose result is returned, or several, whose results are.
            options: What only this vendor has.
            policy: How often to look, and how patient to be.
            timeout: Seconds for the whole, instead of the policy's.
            on_change: Called with each change of a run; may be a coroutine function.
            fail_fast: Return as soon as a run did not pass.
            cancel_unfinished: Cancel what still runs when the wait is given up.
        """
        core = self._waiting(
            runs,
            options,
            policy,
            timeout,
            on_change,
            fail_fast=fail_fast,
            cancel_unfinished=cancel_unfinished,
        )
        results = await drive_async(self._own(client), core)
        return results[runs] if isinstance(runs, RunRef) else results

    def trigger_and_wait(
        self,
        client: C,
        request: R,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_triggered: OnTriggered | None = None,
        on_change: OnChange | None = None,
        cancel_unfinished: bool = False,
    ) -> RunResult:
        """Start a run and wait for its verdict, as `trigger` and `wait` do.

        Args:
            client: A client of this vendor.
            request: What to start: a request of this vendor.
            options: What only this vendor has.
            policy: How often to look, and how patient to be.
            timeout: Seconds for start and wait together, instead of the policy's.
            on_triggered: Called with the run as soon as it is known.
            on_change: Called with each change of the run.
            cancel_unfinished: Cancel the run when the wait is given up.
        """
        _refuse_coroutines(on_triggered, on_change)
        core = self._both(
            request,
            options,
            policy,
            timeout,
            on_triggered,
            on_change,
            cancel_unfinished=cancel_unfinished,
        )
        return drive(self._own(client), core)

    async def trigger_and_wait_async(
        self,
        client: C,
        request: R,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
        on_triggered: OnTriggered | None = None,
        on_change: OnChange | None = None,
        cancel_unfinished: bool = False,
    ) -> RunResult:
        """Start a run and wait for its verdict; `trigger_and_wait`, awaited.

        Args:
            client: A client of this vendor.
            request: What to start: a request of this vendor.
            options: What only this vendor has.
            policy: How often to look, and how patient to be.
            timeout: Seconds for start and wait together, instead of the policy's.
            on_triggered: Called with the run as soon as it is known; may be a coroutine function.
            on_change: Called with each change of the run; may be a coroutine function.
            cancel_unfinished: Cancel the run when the wait is given up.
        """
        core = self._both(
            request,
            options,
            policy,
            timeout,
            on_triggered,
            on_change,
            cancel_unfinished=cancel_unfinished,
        )
        return await drive_async(self._own(client), core)

    def check_key(self, client: C, timeout: float = REQUEST_TIMEOUT) -> None:
        """Ask for something harmless; RequestFailed where the vendor does not accept the key."""
        call = self.probe()
        understood(call, ask(self._own(client), call, timeout))

    async def find_async(
        self, client: C, nonce: str, policy: PollPolicy, timeout: float
    ) -> Sequence[RunRef]:
        """Look once for the runs whose names hold a nonce; RequestFailed if there is no answer."""
        if self.find is None or not nonce:
            raise ValueError(f"{self.spec.TITLE} cannot be searched for a run without a nonce")
        core = asking(self.find(nonce), policy, deadline(policy, timeout))
        found: Sequence[RunRef] = await drive_async(self._own(client), core)
        return found

    def _own(self, client: C) -> C:
        if not isinstance(client, self.client_type):
            kind = type(client).__name__
            raise TypeError(f"{self.name} was given a {kind}; use testruns.{self.name}.client()")
        return client

    def _options(self, options: O | None) -> O:
        if options is None:
            return self.options
        if not isinstance(options, type(self.options)):
            kinds = f"{self.name} takes no options" if self.options is None else repr(self.options)
            raise TypeError(f"{options!r} is no option: {kinds}")
        return options

    def _started(self, request: R, options: O) -> Start:
        if not isinstance(request, self.requests):
            names = ", ".join(each.__name__ for each in self.requests)
            raise TypeError(f"{self.name} starts one of {names}; not a {type(request).__name__}")
        return self.start(request, options)

    def _triggering(
        self,
        request: R,
        options: O | None,
        policy: PollPolicy,
        timeout: float | None,
        on_triggered: OnTriggered | None,
    ) -> Core[RunRef]:
        end = deadline(policy, timeout, on_triggered=on_triggered)
        start = self._started(request, self._options(options))
        return (
            yield from triggering(
                start.call, policy, end, on_triggered, why=self.why, find=start.find
            )
        )

    def _waiting(
        self,
        runs: RunRef | Iterable[RunRef],
        options: O | None,
        policy: PollPolicy,
        timeout: float | None,
        on_change: OnChange | None,
        *,
        fail_fast: bool = False,
        cancel_unfinished: bool = False,
    ) -> Core[Results]:
        end = deadline(policy, timeout, on_change=on_change)
        refs = self.checked(runs)
        chosen = self._options(options)
        farewell = self._farewell(chosen) if cancel_unfinished else None
        look = self.looks(refs, chosen, policy)
        return (yield from Watch(refs, look, policy, end, on_change, fail_fast, farewell).run())

    def _both(
        self,
        request: R,
        options: O | None,
        policy: PollPolicy,
        timeout: float | None,
        on_triggered: OnTriggered | None,
        on_change: OnChange | None,
        *,
        cancel_unfinished: bool,
    ) -> Core[RunResult]:
        end = deadline(policy, timeout, on_triggered=on_triggered, on_change=on_change)
        if cancel_unfinished:
            self._farewell(self._options(options))
        ref = yield from self._triggering(request, options, policy, timeout, on_triggered)
        left = time_left(policy, end)
        results = yield from self._waiting(
            ref, options, policy, left, on_change, cancel_unfinished=cancel_unfinished
        )
        return results[ref]

    def _farewell(self, options: O) -> Callable[[RunRef], Call]:
        stop = self.stop
        if stop is None:
            raise ValueError(f"{self.spec.TITLE} has no operation that cancels a run")
        return lambda ref: stop(ref, options)

    def checked(self, runs: RunRef | Iterable[RunRef]) -> list[RunRef]:
        """Drop doubles, and refuse runs of another vendor or kind, or with an id that is none."""
        if isinstance(runs, str) or not isinstance(runs, RunRef | Iterable):
            runs = [cast("RunRef", runs)]
        refs = [runs] if isinstance(runs, RunRef) else list(runs)
        for ref in refs:
            check_kind("a run", ref, RunRef, "a RunRef, which RunRef.from_token makes of a token")
            if ref.vendor != self.name:
                raise ValueError(f"{ref} is a run of {ref.vendor}, not of {self.name}")
            if ref.kind not in self.kinds:
                raise ValueError(f"{ref} is of a kind that this version does not know")
            if ref.kind not in self.many and len(ref.ids) != 1:
                raise ValueError(f"{ref} has {len(ref.ids)} ids instead of one")
            for each in ref.ids:
                try:
                    self.kinds[ref.kind](each)
                except ValueError as error:
                    named = f"{each!r} is no id of a {ref.kind} of {self.name}"
                    raise ValueError(f"{named}: {error}") from None
        return list(dict.fromkeys(refs))


class Canceling(Vendor[C, R, O]):
    """A vendor whose runs can be canceled: it has a `stop`."""

    def cancel(
        self,
        client: C,
        run: RunRef,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
    ) -> None:
        """Cancel a run; wait for it to see how it ended.

        Args:
            client: A client of this vendor.
            run: The run to cancel.
            options: What only this vendor has.
            policy: How patient to be where the vendor cannot be reached or limits the rate.
            timeout: Seconds for the whole, instead of the policy's.

        Raises:
            RequestFailed: The vendor did not cancel it.
        """
        drive(self._own(client), self._canceling(run, options, policy, timeout))

    async def cancel_async(
        self,
        client: C,
        run: RunRef,
        *,
        options: O | None = None,
        policy: PollPolicy = DEFAULT_POLICY,
        timeout: float | None = None,
    ) -> None:
        """Cancel a run; `cancel`, awaited.

        Args:
            client: A client of this vendor.
            run: The run to cancel.
            options: What only this vendor has.
            policy: How patient to be where the vendor cannot be reached or limits the rate.
            timeout: Seconds for the whole, instead of the policy's.
        """
        await drive_async(self._own(client), self._canceling(run, options, policy, timeout))

    def _canceling(
        self, ref: RunRef, options: O | None, policy: PollPolicy, timeout: float | None
    ) -> Core[None]:
        end = deadline(policy, timeout)
        self.checked([ref])
        yield from asking(self._farewell(self._options(options))(ref), policy, end)


class AccountVendor(Canceling[C, R, O]):
    """A vendor that cancels, and whose clients are of an account."""

    def client(
        self,
        api_key: str | None = None,
        *,
        account_id: str | None = None,
        base_url: str | None = None,
        headers: Mapping[str, str] | None = None,
        request_timeout: float | Timeout = REQUEST_TIMEOUT,
        verify_ssl: Verify = True,
        httpx_args: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> C:
        """Make a client of the vendor, which threads and event loops may share.

        Args:
            api_key: The key; else the variable `<VENDOR>_API_KEY` has it.
            account_id: The account; else the variable `<VENDOR>_ACCOUNT_ID` has it.
            base_url: Address of the API; else `<VENDOR>_BASE_URL` has it, else the vendor's own.
            headers: Headers of the caller's, sent with each request.
            request_timeout: Seconds for one request: each of connecting (10 at most), sending
                and reading; or a `httpx.Timeout`.
            verify_ssl: As `verify` of httpx: False, a file of certificates, or a context.
            httpx_args: Arguments of `httpx.Client` (proxy, limits, transport), as they are.
            environ: Variables to read instead of the process's own.

        Raises:
            MissingKey: A key is missing or cannot be one; it is not shown.
            NetworkSetupError: Proxies, certificates or the address cannot be; it names which.
        """
        given = {"api_key": api_key, "account_id": account_id}
        return self.make_client(
            given, base_url, headers, request_timeout, verify_ssl, httpx_args, environ
        )


def _loaded(name: str) -> Any:
    return import_module(f"testruns.{name}").VENDOR


def _refuse_coroutines(*callbacks: object) -> None:
    for each in callbacks:
        if iscoroutinefunction(each):
            raise TypeError(f"{each!r} is a coroutine function; await the _async verb")
