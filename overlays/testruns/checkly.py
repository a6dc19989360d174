"""Checkly: test sessions.

Facts: https://www.checklyhq.com/docs/api-reference/test-sessions and the pages beside it.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from math import ceil, floor
from secrets import token_hex
from typing import Any
from uuid import UUID

from attrs import define
from checkly_client import AuthenticatedClient
from checkly_client.api.sessions import (
    await_session_completion,
    cancel_session,
    get_session,
    list_sessions,
    trigger_session,
)
from checkly_client.models.backoff_retry_strategy import BackoffRetryStrategy
from checkly_client.models.cancel_request import CancelRequest
from checkly_client.models.ended_session import EndedSession
from checkly_client.models.plain_environment_variable import PlainEnvironmentVariable
from checkly_client.models.provider import Provider
from checkly_client.models.secret_environment_variable import SecretEnvironmentVariable
from checkly_client.models.session import Session
from checkly_client.models.session_metadata import SessionMetadata
from checkly_client.models.session_page import SessionPage
from checkly_client.models.session_request import SessionRequest
from checkly_client.models.session_result import SessionResult
from checkly_client.models.session_status import SessionStatus
from checkly_client.models.session_summary import SessionSummary
from checkly_client.models.single_retry_strategy import SingleRetryStrategy
from checkly_client.models.target import Target
from checkly_client.types import UNSET, Unset

from testruns._engine.drivers import (
    Page,
    Pages,
    awaiting,
    awaiting_pages,
    awaiting_wait,
    blocking,
    blocking_pages,
    blocking_wait,
)
from testruns._engine.steps import Core, asking, deadline, time_left
from testruns._engine.trigger import OnTriggered, rejection, triggering
from testruns._engine.watch import IN_FLIGHT, OnChange, Watch, checked

from ._clients import TIMEOUT, Account, OwnClient, Verify
from ._httpx import Timeout
from ._wire import Call, Reply
from .errors import Rejection, RequestFailed
from .policy import DEFAULT_POLICY, PollPolicy
from .results import (
    Case,
    Counts,
    Results,
    RunRef,
    RunResult,
    Snapshot,
    Verdict,
)

__all__ = [
    "cancel",
    "cancel_async",
    "client_from_env",
    "sessions",
    "sessions_async",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "wait",
    "wait_async",
]

ACCOUNT = Account(
    "checkly", "https://api.checklyhq.com", "in Checkly under User settings, API keys"
)

GOING_ON = frozenset({"RUNNING"})
VERDICTS = {
    "PASSED": Verdict.PASSED,
    "FAILED": Verdict.FAILED,
    "CANCELLED": Verdict.CANCELED,
}

LONG_POLL = (1, 30)  # seconds; the least and the most that may be asked for
PAGE = 100  # sessions; the most that may be asked for
SKEW = 60  # seconds between the start of a session and its creation, generously
STILL_RUNNING = 408

KINDS = {"session": UUID}

EnvironmentVariable = PlainEnvironmentVariable | SecretEnvironmentVariable
RetryStrategy = BackoffRetryStrategy | SingleRetryStrategy
Time = datetime | str | int | None


class Client(OwnClient, AuthenticatedClient):
    """The generated client, with its key out of sight, for any thread and event loop."""


def client_from_env(
    environ: Mapping[str, str] | None = None,
    *,
    base_url: str | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: Timeout = TIMEOUT,
    verify_ssl: Verify = True,
    httpx_args: Mapping[str, Any] | None = None,
) -> AuthenticatedClient:
    """Return a client with the key in `CHECKLY_API_KEY`, to `CHECKLY_BASE_URL` if it is set.

    The account is the one in `CHECKLY_ACCOUNT_ID`. `httpx_args` go to httpx as they are (proxy,
    limits, transport); proxies and certificate bundles of the environment count as they do for
    httpx. Raises MissingKey.
    """
    account = ACCOUNT.read(
        environ, "CHECKLY_ACCOUNT_ID", "in Checkly under Account settings, General"
    )
    return ACCOUNT.client(
        Client,
        environ,
        {"x-checkly-account": account},
        base_url=base_url,
        headers=headers,
        timeout=timeout,
        verify_ssl=verify_ssl,
        httpx_args=httpx_args,
    )


def _trigger(
    *,
    name: str,
    run_location: str,
    target: Target | None = None,
    all_checks: bool = False,
    environment_variables: Sequence[EnvironmentVariable] = (),
    retry_strategy: RetryStrategy | None = None,
    refresh_cache: bool = False,
    metadata: Mapping[str, str | None] | None = None,
    nonce: str | None = None,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_triggered: OnTriggered | None = None,
) -> Core[RunRef]:
    """Start a session of the checks that match `target`, or with `all_checks` of all.

    `nonce` is added to the name (a random one by default, none if it is empty): where the answer
    is lost, the session is looked for by it. Raises ValueError before anything is sent,
    TriggerRejected where nothing was started, and TriggerUncertain where a session may have been
    started and was not found.
    """
    end = deadline(policy, timeout)
    if all_checks == bool(target and (target.match_tags or target.check_id)):
        raise ValueError("a target with tags or ids is needed, or all_checks=True without them")
    if not (name and run_location):
        raise ValueError("name and run_location are needed")
    nonce = f"#{token_hex(6)}" if nonce is None else nonce
    texts = {key: text for key, text in (metadata or {}).items() if text}
    body = SessionRequest(
        f"{name} {nonce}".rstrip(),
        run_location,
        target=target or UNSET,
        environment_variables=list(environment_variables) or UNSET,
        retry_strategy=retry_strategy or UNSET,
        refresh_cache=refresh_cache or UNSET,
        metadata=SessionMetadata.from_dict(texts) if texts else UNSET,
    )
    call = Call(trigger_session, {"body": body}, _triggered)
    arguments = {"text_search": nonce, "limit": PAGE}
    find = Call(list_sessions, arguments, partial(_found, nonce)) if nonce else None
    return (yield from triggering(call, policy, end, on_triggered, why=_why, find=find))


def _wait(
    refs: Sequence[RunRef],
    /,
    *,
    degraded_fails: bool = False,
    cancel_unfinished: bool = False,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_change: OnChange | None = None,
    fail_fast: bool = False,
) -> Core[Results]:
    """Wait until one session or many have ended; with `fail_fast` until one did not pass.

    A few are watched by long polls, many on the list. With `degraded_fails` a session with a
    degraded check fails. With `cancel_unfinished` a wait that times out or is interrupted cancels
    what still runs. Raises WaitTimeout or PollFailed, with the verdicts that are known.
    """
    end = deadline(policy, timeout)
    runs = checked(refs, ACCOUNT.vendor, KINDS)
    looks = _Looks(degraded_fails)
    farewell = _cancellation if cancel_unfinished else None
    watch = Watch(runs, looks.plan, policy, end, on_change, fail_fast, farewell)
    return (yield from watch.run())


def _trigger_and_wait(
    *,
    name: str,
    run_location: str,
    target: Target | None = None,
    all_checks: bool = False,
    environment_variables: Sequence[EnvironmentVariable] = (),
    retry_strategy: RetryStrategy | None = None,
    refresh_cache: bool = False,
    metadata: Mapping[str, str | None] | None = None,
    nonce: str | None = None,
    degraded_fails: bool = False,
    cancel_unfinished: bool = False,
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
    on_triggered: OnTriggered | None = None,
    on_change: OnChange | None = None,
) -> Core[RunResult]:
    """Start what `trigger` starts and wait for its verdict, both within the one timeout."""
    end = deadline(policy, timeout)
    ref = yield from _trigger(
        name=name,
        run_location=run_location,
        target=target,
        all_checks=all_checks,
        environment_variables=environment_variables,
        retry_strategy=retry_strategy,
        refresh_cache=refresh_cache,
        metadata=metadata,
        nonce=nonce,
        policy=policy,
        timeout=timeout,
        on_triggered=on_triggered,
    )
    results = yield from _wait(
        (ref,),
        degraded_fails=degraded_fails,
        cancel_unfinished=cancel_unfinished,
        policy=policy,
        timeout=time_left(policy, end),
        on_change=on_change,
    )
    return results[ref]


def _cancel(
    ref: RunRef,
    /,
    *,
    sequence_ids: Sequence[UUID] = (),
    policy: PollPolicy = DEFAULT_POLICY,
    timeout: float | None = None,
) -> Core[None]:
    """Cancel what still runs of a session; RequestFailed where the vendor does not.

    With `sequence_ids`, which the list has under `running`, only a part is cancelled. Only
    Playwright runs stop at once. The session ends as CANCELLED: wait for it.
    """
    checked((ref,), ACCOUNT.vendor, KINDS)
    yield from asking(_cancellation(ref, sequence_ids), policy, deadline(policy, timeout))


trigger, trigger_async = blocking(_trigger), awaiting(_trigger)
wait, wait_async = blocking_wait(_wait), awaiting_wait(_wait)
trigger_and_wait = blocking(_trigger_and_wait)
trigger_and_wait_async = awaiting(_trigger_and_wait)
cancel, cancel_async = blocking(_cancel), awaiting(_cancel)


def _sessions(
    *,
    since: Time = None,
    until: Time = None,
    statuses: Sequence[SessionStatus] = (),
    branches: Sequence[str] = (),
    users: Sequence[str] = (),
    providers: Sequence[Provider] = (),
    no_users: bool | None = None,
    text_search: str | None = None,
    error_group_id: str | None = None,
    policy: PollPolicy = DEFAULT_POLICY,
) -> Pages[SessionSummary]:
    """Yield the sessions of the account, newest page first, one request a page of 100.

    `since` and `until` are datetimes, Unix seconds, or as people write them, which takes the
    extra `dates`; without an offset they are local. Raises RequestFailed where a page has no
    answer within the policy's timeout.
    """
    given = {
        "from_": _unix_seconds(since, floor),
        "to": _unix_seconds(until, ceil),
        "statuses": list(statuses),
        "branches": list(branches),
        "users": list(users),
        "providers": list(providers),
        "no_users": no_users,
        "text_search": text_search,
        "error_group_id": error_group_id,
    }
    filters = {name: value for name, value in given.items() if value not in (None, [])}

    seen: set[str] = set()

    def page(cursor: str) -> Core[Page[SessionSummary]]:
        seen.add(cursor)
        arguments = {**filters, "limit": PAGE, "next_id": cursor or UNSET}
        call = Call(list_sessions, arguments, lambda reply: reply.model(SessionPage))
        answer: SessionPage = yield from asking(call, policy, deadline(policy, None))
        # A cursor that comes back would never end.
        following = answer.next_id or ""
        return answer.entries, None if following in {"", *seen} else following

    return page


sessions, sessions_async = blocking_pages(_sessions), awaiting_pages(_sessions)


def _unix_seconds(time: Time, rounded: Callable[[float], int]) -> int | None:
    if time is None or isinstance(time, int):
        return time
    return rounded((_parsed(time) if isinstance(time, str) else time).timestamp())


def _parsed(time: str) -> datetime:
    try:
        from dateutil import parser
    except ImportError:
        raise ImportError("a time as text needs dateutil: pip install 'testruns[dates]'") from None
    with warnings.catch_warnings():
        # A time zone that dateutil does not know would silently be the local one.
        warnings.simplefilter("error")
        try:
            return parser.parse(time)
        except Warning as error:
            raise ValueError(f"{time!r} is not understood: its time zone is unknown") from error
        except OverflowError as error:
            raise ValueError(f"{time!r} is not understood as a time: {error}") from error


def _why(failure: RequestFailed) -> Rejection:
    return Rejection.NOTHING_TO_RUN if failure.status == 404 else rejection(failure)


def _triggered(reply: Reply) -> RunRef:
    session = reply.model(Session)
    return _ref(session.test_session_id, session.started_at, session.test_session_link)


def _ref(session_id: UUID, started: datetime, link: str | None = None) -> RunRef:
    if started.tzinfo is None:
        started = started.replace(tzinfo=UTC)
    moment = floor(started.timestamp())
    return RunRef(ACCOUNT.vendor, "session", (str(session_id),), link=link, started=moment)


def _found(nonce: str, reply: Reply) -> RunRef | None:
    page = reply.model(SessionPage)
    named = (each for each in page.entries if nonce in each.name)
    return next((_ref(each.id, each.started_at) for each in named), None)


def _cancellation(ref: RunRef, sequence_ids: Sequence[UUID] = ()) -> Call:
    body = CancelRequest(list(sequence_ids) or UNSET)
    arguments = {"test_session_id": UUID(ref.ids[0]), "body": body}
    return Call(cancel_session, arguments, _canceled, (ref,))


def _canceled(reply: Reply) -> None:
    if reply.failure is not None:
        raise reply.failure


@define
class _Looks:
    """How a wait looks at its sessions."""

    degraded_fails: bool

    def plan(self, pending: Sequence[RunRef], left: float) -> Iterator[Call]:
        if len(pending) <= IN_FLIGHT:
            yield from (self._long_poll(ref, left) for ref in pending)
            return
        starts = {ref: ref.started for ref in pending if ref.started is not None}
        if starts:
            listed = {UUID(ref.ids[0]): ref for ref in starts}
            yield self._page(listed, min(starts.values()) - SKEW, "")
        yield from (self._session(ref) for ref in pending if ref not in starts)

    def _long_poll(self, ref: RunRef, left: float) -> Call:
        least, most = LONG_POLL
        wait_seconds = floor(min(most, left))
        if wait_seconds < least:
            return self._session(ref)
        arguments = {"test_session_id": UUID(ref.ids[0]), "max_wait_seconds": wait_seconds}
        read = partial(self._read_session, ref)
        return Call(
            await_session_completion, arguments, read, (ref,), ref.ids[0], hold=wait_seconds
        )

    def _session(self, ref: RunRef) -> Call:
        arguments = {"test_session_id": UUID(ref.ids[0])}
        return Call(get_session, arguments, partial(self._read_session, ref), (ref,), ref.ids[0])

    def _page(self, listed: dict[UUID, RunRef], start: int, cursor: str) -> Call:
        arguments = {"from_": start, "limit": PAGE, "next_id": cursor or UNSET}
        read = partial(self._read_page, listed, start, cursor)
        return Call(list_sessions, arguments, read, tuple(listed.values()))

    def _read_session(self, ref: RunRef, reply: Reply) -> Iterator[Snapshot]:
        if reply.failure is not None and reply.failure.status == STILL_RUNNING:
            yield Snapshot(ref, "RUNNING")
            return
        session = reply.model(Session, EndedSession)
        if session.test_session_id != UUID(ref.ids[0]):
            raise reply.unreadable()
        # An ATTEMPT was followed by a retry, so it does not count.
        final = [each for each in session.results or () if each.result_type in ("FINAL", UNSET)]
        cases = tuple(_case(each) for each in final)
        yield self._seen(ref, session.status, cases, session, session.test_session_link)

    def _read_page(
        self, listed: dict[UUID, RunRef], start: int, cursor: str, reply: Reply
    ) -> Iterator[Snapshot | Call]:
        page = reply.model(SessionPage)
        unseen = dict(listed)
        for entry in page.entries:
            ref = unseen.pop(entry.id, None)
            if ref is None:
                continue
            cases = _listed_cases(entry)
            # The list shows no degraded check, and not always its checks or its status.
            unclear = entry.status == "PASSED" and (self.degraded_fails or not cases)
            if unclear or isinstance(entry.status, Unset):
                yield self._session(ref)
            else:
                yield self._seen(ref, entry.status, cases, entry)
        if unseen and page.entries and page.next_id and page.next_id != cursor:
            yield self._page(unseen, start, page.next_id)
        else:
            yield from (self._session(ref) for ref in unseen.values())

    def _seen(
        self, ref: RunRef, state: str, cases: tuple[Case, ...], raw: Any, link: str | None = None
    ) -> Snapshot:
        ended = [case.verdict for case in cases]
        counts = Counts(len(cases), ended.count(Verdict.PASSED), ended.count(Verdict.FAILED))
        link = link or ref.link
        if state not in VERDICTS:
            known = state in GOING_ON
            return Snapshot(ref, state, counts, cases=cases, known=known, raw=raw, link=link)
        verdict, reason = VERDICTS[state], None
        degraded = sum(case.degraded for case in cases)
        if verdict is Verdict.PASSED and not cases:
            verdict, reason = Verdict.ERROR, "no check ran"
        elif verdict is Verdict.PASSED and degraded and self.degraded_fails:
            verdict, reason = Verdict.FAILED, f"{degraded} of {len(cases)} checks are degraded"
        elif verdict is Verdict.FAILED and cases:
            reason = f"{counts.passed} of {len(cases)} checks passed"
        return RunResult(
            ref,
            state,
            counts,
            cases=cases,
            raw=raw,
            link=link,
            verdict=verdict,
            reason=reason,
        )


def _case(result: SessionResult) -> Case:
    return Case(
        str(result.check_id or result.test_session_result_id),
        result.name or None,
        VERDICTS.get(result.status),
        link=result.test_session_result_link,
        degraded=result.is_degraded,
    )


def _listed_cases(entry: SessionSummary) -> tuple[Case, ...]:
    """Make cases of sequence ids: the list names neither checks nor results."""
    runs = (
        (entry.passed, Verdict.PASSED),
        (entry.failed, Verdict.FAILED),
        (entry.cancelled, Verdict.CANCELED),
        (entry.running, None),
    )
    return tuple(
        Case(str(sequence_id), verdict=verdict)
        for ids, verdict in runs
        for sequence_id in ids or ()
    )
