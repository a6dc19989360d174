"""The rules of waiting, on the core alone: scripted replies and a clock that only sleeping moves."""

import logging
from collections.abc import Callable, Generator, Sequence
from functools import partial
from itertools import pairwise
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import define, evolve, field
from testruns import (
    Counts,
    Fault,
    NotPassed,
    PollFailed,
    PollPolicy,
    Rejection,
    RequestFailed,
    Results,
    RunRef,
    RunResult,
    Snapshot,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
)
from testruns._engine.steps import Sleep, Step, Tell, asking
from testruns._engine.trigger import triggering
from testruns._engine.watch import IN_FLIGHT, Watch
from testruns._wire import Call, Overdue, Reply

ONE, TWO = RunRef("vendor", "run", ("1",)), RunRef("vendor", "run", ("2",))
ENDS = {"passed": Verdict.PASSED, "failed": Verdict.FAILED}
ENDPOINT = SimpleNamespace(_get_kwargs=dict, _parse_response=dict)

Script = dict[RunRef, list[Any]]


def failure(fault: Fault, retry_after: float | None = None, message: str = "") -> RequestFailed:
    return RequestFailed("GET /run", fault, retry_after=retry_after, message=message)


def lasting(fault: Fault = Fault.UNSENT) -> RequestFailed:
    return RequestFailed("GET /run", fault, message="no such host", is_lasting=True)


LIMITED = failure(Fault.LIMITED)
BROKEN = failure(Fault.BROKEN)
MISSING = failure(Fault.MISSING)


def limited(seconds: float) -> RequestFailed:
    return failure(Fault.LIMITED, seconds)


@define
class World:
    """A vendor of one request a run, whose answers are written down; the last one repeats."""

    script: Script
    now: float = 0.0
    looks: list[tuple[float, RunRef]] = field(factory=list)
    sleeps: list[float] = field(factory=list)
    most_in_flight: int = 0
    interrupt_at: float = inf

    def policy(self, **settings: Any) -> PollPolicy:
        return PollPolicy(
            clock=lambda: self.now, **{"random": lambda: 0.5, "jitter": 0.0, **settings}
        )

    def plan(self, pending: Sequence[RunRef], _left: float) -> list[Call | Snapshot]:
        return [Call(ENDPOINT, {}, partial(self.read, ref), (ref,), ref.ids[0]) for ref in pending]

    def read(self, ref: RunRef, reply: Reply) -> list[Snapshot]:
        word = reply.model(str)
        if word in ENDS:
            return [RunResult(ref, word, verdict=ENDS[word])]
        return [Snapshot(ref, word, known=word in ("pending", "running"))]

    def answer(self, call: Call) -> Reply:
        [ref] = call.refs
        self.looks.append((self.now, ref))
        answers = self.script[ref]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, RequestFailed):
            return Reply(failure=answer)
        return Reply(parsed=answer)

    def drive(self, core: Generator[Step, Any, Any]) -> Any:
        flying: list[Call] = []
        send: Callable[[Any], Step] = core.send
        value: Any = None
        try:
            while True:
                step, send = send(value), core.send
                if isinstance(step, Sleep):
                    if self.now + step.seconds > self.interrupt_at:
                        send, value = core.throw, KeyboardInterrupt()
                        self.interrupt_at = inf
                        continue
                    self.sleeps.append(step.seconds)
                    self.now += step.seconds
                    value = None
                elif isinstance(step, Tell):
                    try:
                        value = step.callback(step.news)
                    except Exception as error:  # noqa: BLE001 - a driver throws it in as well
                        send, value = core.throw, error
                else:
                    flying.extend(step.calls)
                    self.most_in_flight = max(self.most_in_flight, len(flying))
                    value = flying[0], self.answer(flying.pop(0))
        except StopIteration as stop:
            return stop.value

    def wait(self, *refs: RunRef, **settings: Any) -> Results:
        options = {
            name: settings.pop(name)
            for name in ("on_change", "fail_fast", "farewell")
            if name in settings
        }
        policy = self.policy(**settings)
        watch = Watch(list(refs), self.plan, policy, self.now + policy.timeout, **options)
        results: Results = self.drive(watch.run())
        return results

    @property
    def times(self) -> list[float]:
        return [time for time, _ in self.looks]

    @property
    def pauses(self) -> list[float]:
        return [later - time for time, later in pairwise(self.times)]


def script(*answers: Any) -> World:
    return World({ONE: list(answers)})


def test_the_first_look_is_at_once_and_the_next_after_an_interval() -> None:
    world = script("pending", "running", "passed")

    results = world.wait(ONE)

    assert world.times == [0, 10, 20]
    assert results[ONE].verdict is Verdict.PASSED


@pytest.mark.parametrize(("random", "pause"), [(0.0, 10.0), (0.5, 10.5), (1.0, 11.0)])
def test_jitter_makes_the_interval_longer_and_never_shorter(random: float, pause: float) -> None:
    world = script("running", "passed")

    world.wait(ONE, random=lambda: random, jitter=0.1)

    assert world.times == pytest.approx([0, pause])


def test_the_first_look_waits_for_the_initial_delay() -> None:
    world = script("passed")

    world.wait(ONE, initial_delay=60)

    assert world.times == [60]


def test_the_last_sleep_is_cut_and_an_answer_at_the_deadline_counts() -> None:
    world = script("running", "running", "passed")

    results = world.wait(ONE, timeout=13)

    assert world.times == [0, 10, 13]
    assert results.passed


def test_without_a_verdict_at_the_deadline_the_wait_times_out() -> None:
    world = script("running")

    with pytest.raises(WaitTimeout, match=r"no verdict after 25 s for 1 of 1 runs") as caught:
        world.wait(ONE, timeout=25)

    assert isinstance(caught.value, TimeoutError)
    assert world.times == [0, 10, 20, 25]
    assert caught.value.pending == (ONE,)
    assert caught.value.snapshots[ONE].state == "running"


def test_a_timeout_of_zero_looks_once() -> None:
    world = script("running")

    with pytest.raises(WaitTimeout):
        world.wait(ONE, timeout=0)

    assert world.times == [0]


def test_a_429_delays_the_next_look_by_its_retry_after_and_a_part_of_the_interval() -> None:
    world = script("running", limited(20), "running", "passed")

    world.wait(ONE)

    assert world.times == [0, 10, 10 + 20 + 5, 45]  # and the interval is no wider afterwards


def test_a_429_without_retry_after_backs_off() -> None:
    world = script(*[LIMITED] * 6, "passed")

    world.wait(ONE)

    assert world.pauses == [1, 2, 4, 8, 16, 30]


def test_a_429_is_not_an_error() -> None:
    world = script(*[limited(1)] * 20, "passed")

    assert world.wait(ONE, error_patience=0).passed


def test_a_429_stops_the_rest_of_the_sweep() -> None:
    refs = [RunRef("vendor", "run", (str(number),)) for number in range(20)]
    world = World({ref: ["passed"] for ref in refs} | {refs[0]: [limited(30), "passed"]})

    results = world.wait(*refs)

    assert results.passed
    assert len([time for time in world.times if time == 0]) == IN_FLIGHT
    assert len(world.looks) == len(refs) + 1


def test_who_was_not_looked_at_is_the_first_next_time() -> None:
    refs = [RunRef("vendor", "run", (str(number),)) for number in range(IN_FLIGHT + 2)]
    world = World({ref: ["running", "passed"] for ref in refs} | {refs[0]: [limited(1), "passed"]})

    world.wait(*refs)

    assert [ref for _, ref in world.looks[IN_FLIGHT:]][:3] == [refs[0], refs[8], refs[9]]


def test_a_429_that_asks_for_more_than_is_left_ends_the_wait_at_the_deadline() -> None:
    world = script("running", limited(60))

    with pytest.raises(WaitTimeout):
        world.wait(ONE, timeout=30)

    assert world.times == [0, 10]
    assert world.now == 30


def test_sleep_never_passes_the_deadline() -> None:
    world = script(limited(29.5))

    with pytest.raises(WaitTimeout):
        world.wait(ONE, timeout=30)

    assert world.times == [0, 30]


@pytest.mark.parametrize("fault", [Fault.UNSENT, Fault.LOST, Fault.BROKEN, Fault.UNREADABLE])
def test_no_news_backs_off_and_gives_up_when_patience_is_over(fault: Fault) -> None:
    world = script(failure(fault))

    with pytest.raises(PollFailed, match="6 looks in 31 s failed, the last: GET /run") as caught:
        world.wait(ONE, error_patience=31)

    assert world.sleeps == [1, 2, 4, 8, 16]
    assert isinstance(caught.value.__cause__, RequestFailed)
    assert caught.value.pending == (ONE,)


def test_the_backoff_ends_at_its_longest_pause() -> None:
    world = script(BROKEN)

    with pytest.raises(PollFailed):
        world.wait(ONE, error_patience=121)

    assert world.pauses == [1, 2, 4, 8, 16, 30, 30, 30]


def test_any_success_resets_the_errors() -> None:
    world = script(BROKEN, BROKEN, "running", BROKEN, BROKEN, "passed")

    world.wait(ONE, error_patience=3)

    assert world.sleeps == [1, 2, 10, 1, 2]


def test_the_last_look_of_a_vendor_that_fails_is_when_patience_is_over() -> None:
    world = script(BROKEN)

    with pytest.raises(PollFailed):
        world.wait(ONE, error_patience=20)

    assert world.times == [0, 1, 3, 7, 15, 20]


def test_a_failure_that_says_when_to_come_again_is_borne_until_then() -> None:
    world = script(failure(Fault.BROKEN, 45), failure(Fault.BROKEN, 20), "passed")

    assert world.wait(ONE, error_patience=0).passed
    assert world.times == [0, 45 + 5, 50 + 20 + 5]


def test_a_failure_that_asks_for_more_time_than_is_left_ends_the_wait_at_the_deadline() -> None:
    world = script(failure(Fault.BROKEN, 700))

    with pytest.raises(WaitTimeout) as caught:
        world.wait(ONE)

    assert world.now == 600
    assert caught.value.failures[ONE].retry_after == 700


def test_what_patience_cannot_cure_ends_at_once() -> None:
    world = script(lasting())

    with pytest.raises(PollFailed, match="no such host"):
        world.wait(ONE)

    assert world.times == [0]


def test_what_patience_cannot_cure_is_borne_after_a_good_answer() -> None:
    world = script("running", lasting(), lasting(), "passed")

    assert world.wait(ONE).passed


def test_a_start_that_patience_cannot_cure_is_rejected_at_once() -> None:
    world = script(lasting())

    with pytest.raises(TriggerRejected) as caught:
        trigger(world)

    assert caught.value.kind is Rejection.UNREACHABLE
    assert world.times == [0]


def test_each_kind_of_failure_is_logged_once_with_the_time_of_the_next_look(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = script(BROKEN, BROKEN, LIMITED, failure(Fault.BROKEN, message="on fire"), "passed")

    world.wait(ONE)

    assert [record.getMessage() for record in caplog.records] == [
        "GET /run failed at the vendor; looking again in 1 s",
        "GET /run exceeded the rate limit; looking again in 1 s",
        "GET /run failed at the vendor: on fire; looking again in 4 s",
    ]


def test_a_failure_beside_news_is_logged_and_told(caplog: pytest.LogCaptureFixture) -> None:
    world = World({ONE: ["running"], TWO: [BROKEN]})

    with pytest.raises(WaitTimeout) as caught:
        world.wait(ONE, TWO, timeout=30)

    assert [record.getMessage() for record in caplog.records] == [
        "GET /run failed at the vendor; looking again in 10 s"
    ]
    assert caught.value.failures == {TWO: BROKEN}
    assert str(caught.value.of(TWO)) == "no verdict after 30 s: GET /run failed at the vendor"
    assert str(caught.value.of(ONE)) == "no verdict after 30 s"


def test_the_error_of_one_run_is_about_that_run() -> None:
    refused = failure(Fault.REFUSED, message="no such key")
    world = World({ONE: ["running", refused], TWO: ["running"]})

    with pytest.raises(PollFailed) as caught:
        world.wait(ONE, TWO)

    one, two = caught.value.of(ONE), caught.value.of(TWO)
    assert isinstance(one, PollFailed)
    assert one.pending == (ONE,)
    assert one.snapshots[ONE].state == "running"
    assert str(one) == "no verdict after 10 s: GET /run was refused: no such key"
    assert str(two) == str(one)  # it is what ended the wait


def test_a_start_that_is_tried_again_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    world = script(failure(Fault.UNSENT), failure(Fault.UNSENT), limited(7), "started")

    trigger(world)

    assert [record.getMessage() for record in caplog.records] == [
        "GET /run was not sent; trying again in 1 s",
        "GET /run exceeded the rate limit; trying again in 12 s",
    ]


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 409, 418])
def test_a_refusal_ends_the_wait_at_once_with_the_message_of_the_vendor(status: int) -> None:
    world = script("running", failure(Fault.REFUSED, message=f"no {status}"))

    with pytest.raises(PollFailed, match=f"no {status}") as caught:
        world.wait(ONE)

    assert world.times == [0, 10]
    assert caught.value.snapshots[ONE].state == "running"


def test_a_run_that_is_not_visible_yet_has_its_grace() -> None:
    world = script(MISSING, MISSING, "running", "passed")

    assert world.wait(ONE, error_patience=0).passed


def test_a_run_that_stays_missing_fails_after_the_grace() -> None:
    world = script(MISSING)

    with pytest.raises(PollFailed, match="found nothing"):
        world.wait(ONE, missing_grace=25)

    assert world.times == [0, 10, 20, 30]


def test_a_missing_run_does_not_keep_the_others_from_their_verdicts() -> None:
    world = World({ONE: [MISSING], TWO: [*["running"] * 9, "passed"]})

    with pytest.raises(PollFailed) as caught:
        world.wait(ONE, TWO)

    assert caught.value.results[TWO].passed
    assert caught.value.pending == (ONE,)


def test_an_unknown_state_goes_on_and_warns_once(caplog: pytest.LogCaptureFixture) -> None:
    world = script("thinking", "thinking", "pondering", "passed")

    assert world.wait(ONE).passed
    assert [record.args[1] for record in caplog.records if isinstance(record.args, tuple)] == [
        "thinking",
        "pondering",
    ]


def test_an_unknown_state_stops_at_the_deadline() -> None:
    with pytest.raises(WaitTimeout):
        script("thinking").wait(ONE, timeout=60)


def test_the_same_run_is_asked_for_once() -> None:
    world = script("running", "passed")

    results = world.wait(ONE, evolve(ONE), ONE)

    assert world.times == [0, 10]
    assert list(results) == [ONE]


def test_a_run_that_ended_leaves_the_sweep() -> None:
    world = World({ONE: ["passed"], TWO: ["running", "running", "failed"]})

    results = world.wait(ONE, TWO)

    assert [ref for _, ref in world.looks] == [ONE, TWO, TWO, TWO]
    assert not results.passed
    assert [result.ref for result in results.unpassed] == [TWO]


def test_no_more_calls_are_in_flight_than_allowed() -> None:
    refs = [RunRef("vendor", "run", (str(number),)) for number in range(50)]
    world = World({ref: ["passed"] for ref in refs})

    world.wait(*refs)

    assert world.most_in_flight == IN_FLIGHT


def test_fail_fast_returns_with_the_first_run_that_does_not_pass() -> None:
    world = World({ONE: ["running", "failed"], TWO: ["running"]})

    results = world.wait(ONE, TWO, fail_fast=True)

    assert world.now == 10
    assert list(results) == [ONE]
    assert results.pending == (TWO,)
    assert not results.passed


def test_failures_of_some_calls_keep_the_news_of_the_others() -> None:
    world = World({ONE: ["passed"], TWO: [BROKEN]})

    with pytest.raises(PollFailed) as caught:
        world.wait(ONE, TWO, error_patience=1)

    assert caught.value.results[ONE].passed
    assert caught.value.pending == (TWO,)


def test_a_refusal_keeps_the_verdicts_of_the_calls_beside_it() -> None:
    world = World({ONE: [failure(Fault.REFUSED)], TWO: ["passed"]})

    with pytest.raises(PollFailed) as caught:
        world.wait(ONE, TWO)

    assert caught.value.results[TWO].passed


def test_no_runs_are_no_success() -> None:
    results = World({}).wait()

    assert not results.passed
    with pytest.raises(NotPassed, match="no run has a verdict"):
        results.raise_for_verdict()


def test_progress_is_told_once_a_change() -> None:
    seen: list[str] = []
    world = script("pending", "pending", "running", "running", "passed")

    world.wait(ONE, on_change=lambda snapshot: seen.append(snapshot.state))

    assert seen == ["pending", "running", "passed"]


def test_a_heartbeat_is_logged_every_minute(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "testruns")
    world = script("running", limited(150), "passed")

    world.wait(ONE, interval=30)

    beats = [each.getMessage() for each in caplog.records if each.levelno == logging.INFO]
    assert beats == [f"waiting for 1 of 1 runs, {seconds} s of 600 s" for seconds in (60, 120, 180)]


def test_an_interruption_passes_with_a_note_that_resumes_the_run() -> None:
    world = script("running")
    world.interrupt_at = 25
    ref = evolve(ONE, link="https://vendor.example/1")
    world.script = {ref: ["running"]}

    with pytest.raises(KeyboardInterrupt) as caught:
        world.wait(ref)

    [note] = caught.value.__notes__
    assert "https://vendor.example/1" in note
    assert RunRef.from_token(note.partition("token: ")[2]) == evolve(ref, link=None)


def test_an_interruption_names_a_few_of_many_runs() -> None:
    refs = [RunRef("vendor", "run", (str(number),)) for number in range(15)]
    world = World({ref: ["running"] for ref in refs}, interrupt_at=5)

    with pytest.raises(KeyboardInterrupt) as caught:
        world.wait(*refs)

    assert len(caught.value.__notes__) == 11
    assert "5 more runs" in caught.value.__notes__[-1]


def test_an_error_of_the_callback_passes_with_the_note() -> None:
    def angry(_snapshot: Snapshot) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full") as caught:
        script("running").wait(ONE, on_change=angry)

    assert caught.value.__notes__[0].startswith("testruns: vendor run 1 still runs, token: ")


@pytest.mark.parametrize("interrupt_at", [inf, 25.0])
def test_a_wait_that_is_given_up_can_cancel_what_still_runs(interrupt_at: float) -> None:
    canceled = []

    def farewell(ref: RunRef) -> Call:
        canceled.append(ref)
        return Call(ENDPOINT, {}, lambda reply: reply.model(str), (ref,))

    world = World({ONE: ["passed"], TWO: ["running"]}, interrupt_at=interrupt_at)

    with pytest.raises((WaitTimeout, KeyboardInterrupt)):
        world.wait(ONE, TWO, timeout=30, farewell=farewell)

    assert canceled == [TWO]


def test_a_cancellation_that_the_vendor_refuses_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def farewell(ref: RunRef) -> Call:
        return Call(ENDPOINT, {}, lambda reply: reply.model(str), (ref,))

    world = script("running", "running", failure(Fault.REFUSED, message="too late"))

    with pytest.raises(WaitTimeout):
        world.wait(ONE, timeout=10, farewell=farewell)

    [told] = [record.getMessage() for record in caplog.records]
    assert told == f"{ONE} was not canceled: GET /run was refused: too late"


def farewell(ref: RunRef) -> Call:
    """A cancellation; the vendor answers it as it does a look."""
    return Call(ENDPOINT, {}, lambda reply: reply.model(str), (ref,))


def test_each_of_many_runs_is_canceled_several_at_a_time() -> None:
    refs = [RunRef("vendor", "run", (str(number),)) for number in range(50)]
    world = World({ref: ["running"] for ref in refs})

    with pytest.raises(WaitTimeout) as caught:
        world.wait(*refs, timeout=0, farewell=farewell)

    canceled = [ref for _, ref in world.looks[len(refs) :]]
    assert sorted(map(str, canceled)) == sorted(map(str, refs))
    assert world.most_in_flight == IN_FLIGHT
    assert not hasattr(caught.value, "__notes__")
    assert len(caught.value.pending) == len(refs)


def test_what_was_not_canceled_is_told_with_the_error(caplog: pytest.LogCaptureFixture) -> None:
    refs = [RunRef("vendor", "run", (str(number),)) for number in range(15)]
    world = World({ref: ["running", failure(Fault.LOST)] for ref in refs})
    world.script[refs[0]] = ["running"]

    with pytest.raises(WaitTimeout) as caught:
        world.wait(*refs, timeout=0, farewell=farewell)

    [note] = caught.value.__notes__
    assert note.startswith("testruns: not canceled: vendor run 1, vendor run 2, ")
    assert note.endswith(" and 4 more")
    assert len([each for each in caplog.records if "was not canceled" in each.getMessage()]) == 14


def test_cancellations_without_an_answer_end_after_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = script("running")
    watch = Watch([ONE, TWO], world.plan, world.policy(), 0, farewell=farewell)
    core = watch.run()
    core.send(None)
    core.throw(KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt) as caught:
        core.throw(Overdue())

    assert caught.value.__notes__[-1] == f"testruns: not canceled: {ONE}, {TWO}"
    told = [record.getMessage() for record in caplog.records]
    assert told == [f"not canceled, since no answer came: {ONE}, {TWO}"]


@pytest.mark.parametrize("error", [BROKEN, limited(2), failure(Fault.UNSENT)], ids=str)
def test_a_call_that_is_safe_to_repeat_is_made_again_after_a_pause(error: RequestFailed) -> None:
    world = script(error, "done")
    call = Call(ENDPOINT, {}, lambda reply: reply.model(str), (ONE,))

    assert world.drive(asking(call, world.policy(), 600)) == "done"
    assert world.sleeps == [7 if error.retry_after else 1]


def test_a_call_that_is_safe_to_repeat_is_given_up_at_the_deadline() -> None:
    world = script(BROKEN)
    call = Call(ENDPOINT, {}, lambda reply: reply.model(str), (ONE,))

    with pytest.raises(RequestFailed, match="failed at the vendor"):
        world.drive(asking(call, world.policy(), 2.5))

    assert world.sleeps == [1, 1.5]


# Triggers


def trigger(world: World, *, find: bool = False, timeout: float = 600, **settings: Any) -> RunRef:
    def started(reply: Reply) -> RunRef:
        reply.model(str)
        return ONE

    def found(reply: Reply) -> RunRef | None:
        return ONE if reply.model(str) == "found" else None

    policy = world.policy(**settings)
    looking = Call(ENDPOINT, {}, found, (TWO,)) if find else None
    core = triggering(
        Call(ENDPOINT, {}, started, (ONE,)), policy, timeout, settings.get("tell"), find=looking
    )
    ref: RunRef = world.drive(core)
    return ref


@pytest.mark.parametrize("fault", [Fault.UNSENT, Fault.LIMITED])
def test_a_trigger_is_repeated_where_nothing_can_have_started(fault: Fault) -> None:
    world = script(failure(fault), failure(fault), "started")

    assert trigger(world) == ONE
    assert world.sleeps == [1, 2]


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.BROKEN, Fault.UNREADABLE])
def test_a_trigger_whose_answer_is_lost_is_not_repeated(fault: Fault) -> None:
    world = script(failure(fault), "started")

    with pytest.raises(TriggerUncertain):
        trigger(world)

    assert len(world.looks) == 1


def test_a_trigger_waits_out_the_limit() -> None:
    world = script(limited(40), "started")

    trigger(world)

    assert world.sleeps == [45]


def test_a_limit_beyond_the_deadline_rejects_at_once() -> None:
    world = script(limited(40))

    with pytest.raises(TriggerRejected) as caught:
        trigger(world, timeout=30)

    assert caught.value.kind is Rejection.RATE_LIMIT
    assert world.now == 0


def test_a_limit_without_an_end_rejects_at_the_deadline() -> None:
    world = script(LIMITED)

    with pytest.raises(TriggerRejected):
        trigger(world, timeout=100)

    assert world.now == 100


def test_a_vendor_that_cannot_be_reached_has_started_nothing() -> None:
    world = script(failure(Fault.UNSENT))

    with pytest.raises(TriggerRejected) as caught:
        trigger(world, error_patience=3)

    assert caught.value.kind is Rejection.UNREACHABLE
    assert len(world.looks) == 3


def test_a_refusal_rejects_at_once_with_the_message_of_the_vendor() -> None:
    world = script(failure(Fault.REFUSED, message="no such suite"))

    with pytest.raises(TriggerRejected, match="no such suite") as caught:
        trigger(world)

    assert caught.value.message == "no such suite"


def test_a_run_whose_answer_was_lost_is_looked_for() -> None:
    world = World({ONE: [BROKEN], TWO: ["nothing", BROKEN, "found"]})

    assert trigger(world, find=True) == ONE
    assert world.times == [0, 0, 1, 3]


@pytest.mark.parametrize("answer", ["nothing", BROKEN])
def test_a_run_that_is_not_found_within_the_grace_stays_uncertain(answer: Any) -> None:
    world = World({ONE: [BROKEN], TWO: [answer]})

    with pytest.raises(TriggerUncertain):
        trigger(world, find=True, missing_grace=10)

    assert world.now == 10


def test_an_interruption_of_a_trigger_says_that_a_run_may_exist() -> None:
    world = script("started")
    core = triggering(Call(ENDPOINT, {}, str, (ONE,)), world.policy(), 600, None)
    core.send(None)

    with pytest.raises(KeyboardInterrupt) as caught:
        core.throw(KeyboardInterrupt())

    assert "may exist" in caught.value.__notes__[0]


# Values


@pytest.mark.parametrize("link", [None, "", "https://vendor.example"])
def test_a_token_brings_the_run_back(link: str | None) -> None:
    ref = RunRef("checkly", "session", ("a", "b"), 2, link, 1_700_000_000)

    assert RunRef.from_json(ref.to_json()) == ref
    assert RunRef.from_token(ref.to_json()) == ref


@pytest.mark.parametrize(
    ("token", "complaint"),
    [
        ("", "this is not a token of a run"),
        ("[]", "this is not a token of a run"),
        ('{"vendor": "checkly"}', "this is not a token of a run"),
        ('{"testruns": 2, "vendor": "checkly"}', "token of version 2; this testruns reads 1"),
        ('{"testruns": 1, "vendor": "checkly"}', "damaged"),
        ('{"testruns": 1, "vendor": "checkly", "kind": "session", "ids": "abc"}', "damaged"),
        ('{"testruns": 1, "vendor": "checkly", "kind": "session", "ids": [""]}', "damaged"),
        ('{"testruns": 1, "vendor": "checkly", "kind": "session", "ids": [], "x": 1}', "damaged"),
        (ONE.to_json().replace('"started": null', '"started": "today"'), "damaged"),
        (ONE.to_json().replace('"expected": null', '"expected": "all"'), "damaged"),
        (ONE.to_json().replace('"link": null', '"link": 5'), "damaged"),
        ("[" * 100_000, "not a token"),
    ],
)
def test_a_token_that_is_none_is_a_clear_error(token: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RunRef.from_json(token)


def test_a_verdict_can_be_raised() -> None:
    result = RunResult(ONE, "failed", verdict=Verdict.FAILED, reason="1 of 2 tests passed")

    with pytest.raises(NotPassed, match="vendor run 1 ended as failed: 1 of 2 tests") as caught:
        result.raise_for_verdict()

    assert caught.value.results == (result,)


def test_a_passed_run_raises_nothing() -> None:
    result = RunResult(ONE, "passed", verdict=Verdict.PASSED)

    result.raise_for_verdict()
    Results({ONE: result}).raise_for_verdict()


@pytest.mark.parametrize(
    "settings",
    [
        {"interval": 0},
        {"timeout": -1},
        {"initial_delay": -1},
        {"jitter": -0.1},
        {"error_patience": -1},
        {"error_backoff": (0, 30)},
        {"error_backoff": (30, 1)},
        {"missing_grace": float("nan")},
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        PollPolicy(**settings)


@pytest.mark.parametrize("state", [None, 5, ["passed"]])
def test_a_state_that_is_no_word_is_no_state(state: Any) -> None:
    with pytest.raises(TypeError):
        Snapshot(ONE, state)


def test_a_counter_that_is_no_number_is_no_counter() -> None:
    with pytest.raises(TypeError):
        Counts(total="3")  # type: ignore[arg-type]
