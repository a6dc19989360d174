"""Checkly: test sessions.

Facts: https://www.checklyhq.com/docs/api-reference/test-sessions and the pages beside it.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import floor, inf
from secrets import token_hex
from types import NoneType
from typing import Any
from uuid import UUID

from attrs import define, evolve, field, frozen
from checkly_client import AuthenticatedClient, spec
from checkly_client.api.sessions import (
    await_session_completion,
    cancel_session,
    get_session,
    list_sessions,
    trigger_session,
)
from checkly_client.models import secret_environment_variable
from checkly_client.models.backoff_retry_strategy import BackoffRetryStrategy
from checkly_client.models.cancel_request import CancelRequest
from checkly_client.models.git_hub_job import GitHubJob
from checkly_client.models.plain_environment_variable import PlainEnvironmentVariable
from checkly_client.models.session_metadata import SessionMetadata
from checkly_client.models.session_request import SessionRequest
from checkly_client.models.session_summary import SessionSummary
from checkly_client.models.single_retry_strategy import SingleRetryStrategy
from checkly_client.models.target import Target
from checkly_client.types import UNSET

from testruns._engine.trigger import rejection
from testruns._engine.watch import IN_FLIGHT

from ._answer import Answer, flag, moment, text, uuid
from ._clients import Credential
from ._listing import Listing
from ._messages import message_in
from ._requests import checked_request, of_kind, sequence_ids
from ._times import unix_seconds
from ._vendor import AccountVendor, Start, States, doubted, option, started
from ._wire import Call, Reply
from .errors import Fault, Rejection, RequestFailed
from .policy import PollPolicy
from .results import Case, Counts, RunRef, RunResult, Snapshot, Verdict

__all__ = [
    "ALL_CHECKS",
    "AuthenticatedClient",
    "BackoffRetryStrategy",
    "GitHubJob",
    "Options",
    "PlainEnvironmentVariable",
    "SecretEnvironmentVariable",
    "SessionMetadata",
    "SessionRequest",
    "SessionSummary",
    "SingleRetryStrategy",
    "Target",
    "cancel",
    "cancel_async",
    "client",
    "sessions",
    "sessions_async",
    "trigger",
    "trigger_and_wait",
    "trigger_and_wait_async",
    "trigger_async",
    "unix_seconds",
    "wait",
    "wait_async",
]

log = logging.getLogger("testruns")

STATES = States.of(spec.STATES["SessionStatus"])

LONG_POLL = (  # seconds; the least and the most that may be asked for
    spec.MINIMUM["await_session_completion.maxWaitSeconds"],
    spec.MAXIMUM["await_session_completion.maxWaitSeconds"],
)
PAGE = int(spec.MAXIMUM["list_sessions.limit"])
SKEW = 60  # seconds between the start of a session and its creation, generously
STILL_RUNNING = 408
LISTED = {"passed": Verdict.PASSED, "failed": Verdict.FAILED, "cancelled": Verdict.CANCELED}
ERRORS = ("scheduleError", "requestError", "errors", "assertions")
EXPLAINED = 10  # failed checks of a session of which it is read why


class SecretEnvironmentVariable(secret_environment_variable.SecretEnvironmentVariable):
    """A variable whose value is not shown again once it is sent, nor where it is represented."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key={self.key!r}, value=***)"


class _AllChecks(Target):
    """The target that is all checks of the account, which are run where none is sent."""


#: The target of a session that runs all checks of the account.
ALL_CHECKS: Target = _AllChecks()


@frozen(kw_only=True)
class Options:
    """What only Checkly has.

    Attributes:
        nonce: Text that is added to the name of the session, by which it is looked for where the
            answer is lost: a random one by default, none if it is empty.
        degraded_fails: Fail where a check is degraded.
        sequence_ids: Parts of a session to cancel, as the list has them under `running`; all by
            default.
    """

    nonce: str | None = option("trigger", None, validator=of_kind((str, NoneType), "text"))
    degraded_fails: bool = option("wait", default=False, validator=of_kind(bool, "a flag"))
    sequence_ids: tuple[UUID, ...] = field(
        default=(), converter=sequence_ids, metadata={"verbs": ("cancel",)}
    )


def _start(request: SessionRequest, options: Options) -> Start:
    target = request.target
    if isinstance(target, _AllChecks):
        target = UNSET
    elif not (target and (target.match_tags or target.check_id)):
        raise ValueError("a target with tags or ids is needed, or checkly.ALL_CHECKS")
    if not (request.name and request.run_location):
        raise ValueError("name and run_location are needed")
    nonce = f"#{token_hex(6)}" if options.nonce is None else options.nonce
    body = checked_request(evolve(request, target=target))
    body.name = f"{body.name} {nonce}".rstrip()
    body.additional_properties = dict(request.additional_properties)  # which `evolve` drops
    return Start(
        Call(trigger_session, {"body": body}, _triggered),
        find=_search(nonce, lambda reply: next(_named(nonce, reply), None)) if nonce else None,
    )


def _page(reply: Reply) -> tuple[Sequence[SessionSummary], str]:
    answer = reply.answer().having("entries")
    return list(answer.values("entries", session)), answer.read("nextId", text) or ""


def session(entry: Any) -> SessionSummary:
    """Read a session of the list."""
    return SessionSummary.from_dict(entry)


LISTING = Listing(
    AuthenticatedClient, list_sessions, list_sessions._get_kwargs, _page, "next_id", {"limit": PAGE}
)
sessions, sessions_async = LISTING.entries, LISTING.entries_async


def _why(failure: RequestFailed) -> Rejection:
    # A 404 that is no answer of the vendor's comes from an address that is not the API's.
    is_theirs = failure.status == 404 and failure.__cause__ is None
    return Rejection.NOTHING_TO_RUN if is_theirs else rejection(failure)


def _triggered(reply: Reply) -> RunRef:
    session = reply.answer()
    return started(reply, _ref(session.need("testSessionId", uuid), session))


def _ref(session_id: UUID, told: Answer) -> RunRef:
    start, link = told.read("startedAt", moment), told.read("testSessionLink", text)
    seconds = None if start is None else floor(start.timestamp())
    return RunRef(VENDOR.name, "session", (str(session_id),), link=link, started=seconds)


def _search(nonce: str, read: Callable[[Reply], Any]) -> Call:
    return Call(list_sessions, {"text_search": nonce, "limit": PAGE}, read)


def _named(nonce: str, reply: Reply) -> Iterator[RunRef]:
    page = reply.answer().having("entries")  # that a session is not listed may start it again
    for each in page.entries("entries"):
        if nonce in (each.read("name", text) or ""):
            yield _ref(each.need("id", uuid), each)


def _cancellation(ref: RunRef, options: Options) -> Call:
    body = CancelRequest(list(options.sequence_ids) or UNSET)
    arguments = {"test_session_id": UUID(ref.ids[0]), "body": body}
    return Call(cancel_session, arguments, Reply.accept, (ref,))


@define(eq=False, repr=False)
class _Looks:
    """How a wait looks at its sessions."""

    degraded_fails: bool
    policy: PollPolicy
    end: float = field(init=False, default=inf)
    read_only: set[RunRef] = field(init=False, factory=set)  # those whose long polls fail
    doubted: set[RunRef] = field(init=False, factory=set)  # those that passed with a failed check
    told: set[str] = field(init=False, factory=set)  # failures of the list

    def plan(self, pending: Sequence[RunRef], left: float) -> Iterator[Call]:
        self.end = self.policy.clock() + left
        if len(pending) <= IN_FLIGHT:
            yield from (self._long_poll(ref, left) for ref in pending)
            return
        starts = {ref: ref.started for ref in pending if ref.started is not None}
        if starts:
            listed = {UUID(ref.ids[0]): ref for ref in starts}
            yield self._page(listed, min(starts.values()) - SKEW, "", len(listed))
        yield from (self._session(ref) for ref in pending if ref not in starts)

    def _long_poll(self, ref: RunRef, left: float) -> Call:
        least, most = LONG_POLL
        seconds = floor(min(most, left))
        if seconds < least or ref in self.read_only:
            return self._session(ref)
        arguments = {"test_session_id": UUID(ref.ids[0]), "max_wait_seconds": seconds}
        read = partial(self._read_long_poll, ref)
        return Call(await_session_completion, arguments, read, (ref,), ref.ids[0], hold=seconds)

    def _session(self, ref: RunRef, beside: int = 0, *, extra: bool = False) -> Call:
        """Read a session, where its results have to come up to so many times beside the list."""
        arguments = {"test_session_id": UUID(ref.ids[0])}
        read = partial(self._read_session, ref, beside=beside)
        return Call(get_session, arguments, read, (ref,), ref.ids[0], extra=extra)

    def _page(self, listed: dict[UUID, RunRef], start: int, cursor: str, pages: int) -> Call:
        arguments = {"from_": start, "limit": PAGE, "next_id": cursor or UNSET}
        read = partial(self._read_page, listed, start, pages)
        return Call(list_sessions, arguments, read, tuple(listed.values()))

    def _read_long_poll(self, ref: RunRef, reply: Reply) -> Iterator[Snapshot | Call]:
        if reply.failure is not None and reply.failure.status == STILL_RUNNING:
            yield Snapshot(ref, "RUNNING")
        else:
            yield from self._read_session(ref, reply, self._session(ref))

    def _read_session(
        self, ref: RunRef, reply: Reply, other: Call | None = None, *, beside: int = 0
    ) -> Iterator[Snapshot | Call]:
        """Read a session; `other` is asked where no verdict can be read."""
        try:
            session = reply.answer().about("testSessionId", UUID(ref.ids[0]))
            state, link = session.need("status", text), session.read("testSessionLink", text)
            decides = self.degraded_fails and state == "PASSED"
            # An ATTEMPT was followed by a retry, so it does not count.
            told = session.entries("results")
            results = [each for each in told if each.read("resultType", text) != "ATTEMPT"]
            cases = tuple(_case(each, decides=decides) for each in results)
            if other and state == "PASSED" and not cases:
                raise session.unreadable("results are missing")
            if other and state not in STATES.verdicts and state not in STATES.going_on:
                raise session.unreadable(f"the status is {state!r}")
        except RequestFailed as failure:
            if other is None or failure.fault is Fault.LIMITED:
                raise
            log.warning("%s; the session is read instead", failure)
            self.read_only.add(ref)
            yield other
            return
        seen = self._seen(ref, state, cases, reply.raw, link)
        if beside > 1 and not (cases and isinstance(seen, RunResult)):
            yield self._session(ref, beside - 1, extra=True)
            return
        if beside and not cases:
            raise session.unreadable("results are missing")
        yield seen
        if isinstance(seen, RunResult):
            ids = [each.read("testSessionResultId", uuid) for each in results]
            failed = [
                self._details(ref, own, case)
                for own, case in zip(ids, cases, strict=True)
                if own and case.verdict is Verdict.FAILED
            ]
            yield from failed[:EXPLAINED]

    def _details(self, ref: RunRef, own: UUID, case: Case) -> Call:
        # Only where a check failed: its models are the largest.
        from checkly_client.api.sessions import get_session_result

        arguments = {"test_session_id": UUID(ref.ids[0]), "test_session_result_id": own}
        read = partial(_read_details, own, case)
        return Call(get_session_result, arguments, read, (ref,), extra=True)

    def _read_page(
        self, listed: dict[UUID, RunRef], start: int, pages: int, reply: Reply
    ) -> Iterator[Snapshot | Call]:
        """Read a page; at most `pages` are asked for, since to read the sessions takes no more."""
        unseen = dict(listed)
        try:
            page = reply.answer().having("entries")
        except RequestFailed as failure:
            if failure.fault is Fault.LIMITED:
                raise
            if str(failure) not in self.told:
                self.told.add(str(failure))
                log.warning("%s; the sessions are read one by one", failure)
            yield from (self._session(ref) for ref in unseen.values())
            return
        entries = list(page.entries("entries"))
        models = getattr(reply.parsed, "entries", None) or [entry.fields for entry in entries]
        for entry, model in zip(entries, models, strict=True):
            session_id = entry.read("id", uuid)
            ref = unseen.pop(session_id, None) if session_id else None
            if ref is None:
                continue
            state, cases = entry.read("status", text), _listed_cases(entry)
            # The list shows no degraded check, and not always its checks or its status.
            unclear = state == "PASSED" and (self.degraded_fails or not cases)
            if unclear or state is None:
                yield self._session(ref)
                continue
            seen = self._seen(ref, state, cases, model)
            yield seen
            if isinstance(seen, RunResult):  # of which the list names no checks
                yield self._session(ref, 2 if cases else 0, extra=True)
        if unseen and self.policy.clock() > self.end:
            return
        following = page.read("nextId", text)
        if entries and following and min(len(unseen), pages - 1) > 0:
            yield self._page(unseen, start, following, min(len(unseen), pages - 1))
        else:
            yield from (self._session(ref) for ref in unseen.values())

    def _seen(
        self, ref: RunRef, state: str, cases: tuple[Case, ...], raw: Any, link: str | None = None
    ) -> Snapshot:
        ended = [case.verdict for case in cases]
        counts = Counts(len(cases), ended.count(Verdict.PASSED), ended.count(Verdict.FAILED))
        link = link or ref.link
        if state not in STATES.verdicts:
            known = state in STATES.going_on
            return Snapshot(ref, state, counts, cases=cases, known=known, raw=raw, link=link)
        verdict, reason = STATES.verdicts[state], None
        degraded = sum(case.degraded for case in cases)
        if verdict is Verdict.PASSED and not cases:
            verdict, reason = Verdict.ERROR, "no check ran"
        elif verdict is Verdict.PASSED and degraded and self.degraded_fails:
            verdict, reason = Verdict.FAILED, f"{degraded} of {len(cases)} checks are degraded"
        elif verdict is Verdict.FAILED and cases:
            reason = f"{counts.passed} of {len(cases)} checks passed"
        result = RunResult(
            ref, state, counts, cases=cases, raw=raw, link=link, verdict=verdict, reason=reason
        )
        against = [each for each in ended if each not in (None, Verdict.PASSED)]
        if result.passed and against:
            return doubted(result, f"{state}, yet {len(against)} checks {against[0]}", self.doubted)
        return result


def _case(result: Answer, *, decides: bool) -> Case:
    degraded = result.need("isDegraded", flag) if decides else result.read("isDegraded", flag)
    start, end = result.read("startedAt", moment), result.read("stoppedAt", moment)
    return Case(
        str(result.read("checkId", uuid) or result.read("testSessionResultId", text) or ""),
        result.read("name", text) or None,
        STATES.verdicts.get(result.read("status", text) or ""),
        duration=(end - start).total_seconds() if start and end else None,
        link=result.read("testSessionResultLink", text),
        degraded=bool(degraded),
    )


def _read_details(own: UUID, case: Case, reply: Reply) -> Iterator[Case]:
    """Read why a check failed: each kind of check has an object of its own for it."""
    details = reply.answer().about("testSessionResultId", own).fields
    objects = [details, *(each for each in details.values() if isinstance(each, dict))]
    if message := message_in(objects, ERRORS, log="jobLog"):
        yield evolve(case, message=message)


def _listed_cases(entry: Answer) -> tuple[Case, ...]:
    """Make cases of sequence ids: the list names neither checks nor results."""
    return tuple(
        Case(sequence_id, verdict=verdict)
        for name, verdict in (*LISTED.items(), ("running", None))
        for sequence_id in entry.values(name, text)
    )


VENDOR = AccountVendor[AuthenticatedClient, SessionRequest, Options](
    name="checkly",
    spec=spec,
    client_type=AuthenticatedClient,
    credentials=(
        Credential("api_key", "CHECKLY_API_KEY", "in Checkly under User settings, API keys"),
        Credential(
            "account_id",
            "CHECKLY_ACCOUNT_ID",
            "in Checkly under Account settings, General",
            header="x-checkly-account",
        ),
    ),
    requests=(SessionRequest,),
    options=Options(),
    kinds={"session": UUID},
    start=_start,
    looks=lambda _refs, options, policy: _Looks(options.degraded_fails, policy).plan,
    why=_why,
    stop=_cancellation,
    find=lambda nonce: _search(nonce, lambda reply: list(_named(nonce, reply))),
    probe=lambda: Call(list_sessions, {"limit": 1}, _page),
    example=SessionRequest("Nightly", "eu-west-1", target=ALL_CHECKS),
    left_out={"list_session_result_assets": "lists files of one result, as logs and screenshots"},
)
client = VENDOR.client
trigger, trigger_async = VENDOR.trigger, VENDOR.trigger_async
wait, wait_async = VENDOR.wait, VENDOR.wait_async
trigger_and_wait, trigger_and_wait_async = VENDOR.trigger_and_wait, VENDOR.trigger_and_wait_async
cancel, cancel_async = VENDOR.cancel, VENDOR.cancel_async
