"""Whatever a vendor answers and whenever, a wait ends as an oracle says, within its deadline."""

from collections.abc import Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from testruns import (
    PollFailed,
    PollingError,
    PollPolicy,
    RequestFailed,
    Results,
    RunRef,
    RunResult,
    Snapshot,
    Verdict,
    WaitTimeout,
)
from testruns._engine.steps import TICK, Calls, Sleep
from testruns._engine.watch import Watch
from testruns._wire import PATIENCE, Call, Reply
from testruns.errors import NO_NEWS, Fault

ENDPOINT = SimpleNamespace(_get_kwargs=dict, _parse_response=dict)
ENDS = {verdict.value: verdict for verdict in Verdict}

words = st.sampled_from(["pending", "running", "strange"])
faults = st.sampled_from([*NO_NEWS, Fault.MISSING])
# No time between nothing and TICK, which a wait does not sleep.
limits = st.one_of(st.none(), st.just(0.0), st.floats(0.01, 120))
told = st.sampled_from([Fault.LIMITED, Fault.BROKEN])
answers = st.one_of(words, words, faults, st.tuples(told, limits))
ends = st.one_of(st.sampled_from(list(ENDS)), st.just(Fault.REFUSED), st.just("running"))
seconds = st.floats(0, 5)


@st.composite
def scripts(draw: st.DrawFn) -> dict[RunRef, list[Any]]:
    """Draw what each look at each run answers; the last answer stays."""
    return {
        RunRef("vendor", "run", (str(number),)): [*draw(st.lists(answers, max_size=8)), draw(ends)]
        for number in range(draw(st.integers(0, 12)))
    }


policies: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    interval=st.floats(0.1, 60),
    timeout=st.floats(0, 600),
    initial_delay=st.floats(0, 60),
    jitter=st.floats(0, 1),
    error_patience=st.one_of(st.just(0.0), st.floats(0.01, 300)),
    missing_grace=st.floats(0, 60),
)


class Story:
    """One wait, told look by look."""

    def __init__(self, script: dict[RunRef, list[Any]], took: list[float], luck: float) -> None:
        self.script = {ref: list(answers) for ref, answers in script.items()}
        self.took = took
        self.luck = luck
        self.now = 0.0
        self.looks: list[tuple[float, RunRef, Any]] = []
        self.sleeps: list[tuple[float, float]] = []
        self.told: dict[RunRef, RunResult] = {}

    def plan(self, pending: Sequence[RunRef], _left: float) -> list[Call | Snapshot]:
        return [Call(ENDPOINT, {}, partial(self.read, ref), (ref,), ref.ids[0]) for ref in pending]

    def read(self, ref: RunRef, reply: Reply) -> list[Snapshot]:
        word = reply.model(str)
        if word not in ENDS:
            return [Snapshot(ref, word, known=word != "strange")]
        self.told[ref] = RunResult(ref, word, verdict=ENDS[word])
        return [self.told[ref]]

    def reply(self, call: Call) -> Reply:
        [ref] = call.refs
        answers = self.script[ref]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self.now += self.took[len(self.looks) % len(self.took)]
        self.looks.append((self.now, ref, answer))
        if isinstance(answer, str):
            return Reply(parsed=answer)
        fault, wait = answer if isinstance(answer, tuple) else (answer, None)
        return Reply(failure=RequestFailed("GET /run", fault, retry_after=wait))

    def wait(self, **options: Any) -> Results | PollingError:
        policy = PollPolicy(clock=lambda: self.now, random=lambda: self.luck, **options)
        core = Watch(list(self.script), self.plan, policy, policy.timeout).run()
        flying: list[Call] = []
        value: Any = None
        for _ in range(100_000):
            try:
                step = core.send(value)
            except StopIteration as stop:
                return Results(dict(stop.value), stop.value.pending)
            except PollingError as error:
                return error
            if isinstance(step, Sleep):
                self.sleeps.append((self.now, step.seconds))
                self.now += step.seconds
                value = None
            else:
                assert isinstance(step, Calls)
                flying.extend(step.calls)
                value = flying[0], self.reply(flying.pop(0))
        raise AssertionError("the wait does not end")


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(scripts(), policies, st.lists(seconds, min_size=1, max_size=5), st.floats(0, 1))
def test_a_wait_ends_as_the_oracle_says(
    script: dict[RunRef, list[Any]], options: dict[str, Any], took: list[float], luck: float
) -> None:
    story = Story(script, took, luck)

    outcome = story.wait(**options)

    event(type(outcome).__name__)
    deadline = options["timeout"]
    results = dict(outcome) if isinstance(outcome, Results) else outcome.results
    # Each verdict is the last word of a look, and no verdict that a look brought is lost.
    assert results == story.told
    assert set(results) | set(outcome.pending) == set(script)
    assert not set(results) & set(outcome.pending)
    # No look starts late, but those of a sweep that is under way; no sleep passes the deadline.
    assert story.now <= deadline + PATIENCE + 8 * max(took) + TICK
    assert all(start + length <= deadline + TICK for start, length in story.sleeps)
    # No run is looked at again after its end.
    for ref in results:
        ended = [answer in ENDS for _, each, answer in story.looks if each == ref]
        assert ended.count(True) == 1
        assert ended[-1]
    if isinstance(outcome, Results):
        assert not outcome.pending
    elif isinstance(outcome, WaitTimeout):
        assert story.now >= deadline - TICK
    else:
        assert isinstance(outcome, PollFailed)
        failures = [answer for _, _, answer in story.looks]
        refused = Fault.REFUSED in failures
        missing = Fault.MISSING in failures
        kinds = [each[0] if isinstance(each, tuple) else each for each in failures]
        assert refused or missing or set(kinds) & NO_NEWS


def oracle(answers: list[Any], options: dict[str, Any], luck: float) -> tuple[str, float]:
    """Simulate a wait for one run by the rules: its end, and when."""
    now, errors, limited, missing = min(options["initial_delay"], options["timeout"]), 0, 0, -1.0
    deadline, since = options["timeout"], 0.0
    pause = options["interval"] * (1 + options["jitter"] * luck)
    for number in range(100_000):
        answer = answers[min(number, len(answers) - 1)]
        fault, wait = answer if isinstance(answer, tuple) else (answer, None)
        last = deadline - now < TICK
        limited = limited + 1 if fault is Fault.LIMITED else 0
        if answer in ENDS:
            return str(answer), now
        if fault is Fault.REFUSED:
            return "PollFailed", now
        if isinstance(fault, str):
            errors, missing, delay = 0, -1.0, pause
        elif fault is Fault.MISSING:
            missing = now if missing < 0 else missing
            if now - missing >= options["missing_grace"]:
                return "PollFailed", now
            delay = pause
        elif fault is Fault.LIMITED:
            delay = min(30.0, 2.0 ** (limited - 1)) if wait is None else wait
            if wait is not None and wait > deadline - now:
                return "WaitTimeout", deadline
            if wait is not None:
                delay += luck * options["interval"]
        else:
            since = since if errors else now
            errors += 1
            if wait is not None:
                if wait > deadline - now:
                    return "WaitTimeout", deadline
                delay = wait + luck * options["interval"]
            else:
                borne = since + options["error_patience"] - now
                if borne < TICK:
                    return "PollFailed", now
                delay = min(30.0, 2.0 ** (errors - 1), borne)
        if last:
            return "WaitTimeout", now
        now = min(deadline, now + delay)
    raise AssertionError("the oracle does not end")


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(st.lists(answers, max_size=12), ends, policies, st.floats(0, 1))
def test_a_wait_for_one_run_ends_when_and_as_the_oracle_says(
    before: list[Any], end: Any, options: dict[str, Any], luck: float
) -> None:
    ref = RunRef("vendor", "run", ("1",))
    story = Story({ref: [*before, end]}, [0.0], luck)

    outcome = story.wait(**options)

    word, when = oracle([*before, end], options, luck)
    ended = outcome[ref].state if isinstance(outcome, Results) else type(outcome).__name__
    assert ended == word
    assert abs(story.now - when) <= 2 * TICK * (1 + len(story.looks))
