"""Runs that pass through their lifecycle."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import define, field, frozen

from specmock.engine.bounds import drop_oldest
from specmock.engine.settings import Settings

_MOST_RUNS: Final = 10_000  # of a collection


@frozen(eq=False)
class Lifecycle:
    """The states of a thing, as `x-lifecycle` gives them."""

    states: tuple[str, ...]
    start: str
    next: Mapping[str, str]
    terminal: Mapping[str, str]
    idle: tuple[str, ...]
    moves: Mapping[str, str]
    _stages: dict[Any, tuple[str, ...]] = field(factory=dict, repr=False)

    def stages(self, end: str | None = None, first: str | None = None) -> tuple[str, ...]:
        """List the states from the first to the end."""
        if (end, first) in self._stages:
            return self._stages[end, first]
        states = [first or self.start]
        while states[-1] in self.next and self.next[states[-1]] not in states:
            states.append(self.next[states[-1]])
        if end and states[-1] in self.terminal:
            states[-1] = end
        elif end:
            states.append(end)
        self._stages[end, first] = tuple(states)
        return self._stages[end, first]


@frozen(eq=False)
class Member:
    """A part of a request's example, and where it stands."""

    path: tuple[str | int, ...]
    value: Any


@frozen
class Echo:
    """What a request sent in the place of what its example sends."""

    words: Mapping[str, Any]
    dropped: tuple[Member, ...] = ()  # what it leaves out


NOTHING: Final = Echo({})


@define(eq=False)
class RunCollection:
    """The things that one sort of id names: the runs, the suite runs, the projects of a vendor."""

    name: str
    example_ids: set[str]
    lifecycle: Lifecycle | None = None
    members: "RunCollection | None" = None
    rules: Mapping[str, Any] | None = None  # which state the members have together
    runs: "dict[str, MockRun]" = field(factory=dict, repr=False)
    seeded: int = 0  # runs that the examples name, which stay

    @property
    def is_numbered(self) -> bool:
        """Whether the ids are numbers."""
        return isinstance(next((run.id for run in self.runs.values()), None), int)

    def add(self, run: "MockRun") -> "MockRun":
        """Let a run be found by its id, and return it."""
        self.runs[str(run.id)] = run
        drop_oldest(self.runs, _MOST_RUNS, self.seeded)
        return run


@define(eq=False)
class MockRun:
    """One thing that an id names, and where it stands."""

    collection: RunCollection
    id: Any
    created: float
    stages: tuple[str, ...] = ()
    looks: int = 0
    members: "list[MockRun] | None" = None
    end: str | None = None
    ended: float | None = None
    echo: Echo = NOTHING
    rendered: dict[Any, Any] = field(factory=dict, repr=False)

    @property
    def has_state(self) -> bool:
        """Whether the run passes through states, by itself or by its members."""
        return bool(self.stages) or self.members is not None

    def look(self) -> None:
        """Count a look at the run, which moves it on where polls are the clock."""
        self.looks += 1
        for member in self.members or ():
            member.looks += 1

    def state(self, settings: Settings, now: float) -> str:
        """Tell the state that the run is in."""
        if self.members is not None:
            states = [member.state(settings, now) for member in self.members]
            ended = all(member.ended is not None for member in self.members)
            if ended and self.ended is None:
                self.ended = max((each.ended or now for each in self.members), default=now)
            if self.end and ended:
                return self.end
            return first_that_holds(self.collection.rules or {}, states)
        if not self.stages:
            return ""
        last = len(self.stages) - 1
        if settings.mode == "immediate":
            index, ended_at = last, self.created
        elif settings.mode == "time":
            seconds = settings.seconds
            index = last if seconds <= 0 else int((now - self.created) / seconds)
            ended_at = self.created + last * seconds
        else:
            index, ended_at = (self.looks - 1) // settings.polls, now
        state = self.stages[max(0, min(index, last))]
        if (
            self.ended is None
            and self.collection.lifecycle
            and state in self.collection.lifecycle.terminal
        ):
            self.ended = ended_at
        return state

    def seconds_left(self, settings: Settings, now: float) -> float | None:
        """Compute the seconds until the run ends; None where no clock decides."""
        last = self.stages[-1] if self.stages else ""
        if not self.collection.lifecycle or last not in self.collection.lifecycle.terminal:
            return None
        return self.created + (len(self.stages) - 1) * settings.seconds - now

    def restart(self, stages: tuple[str, ...], now: float) -> None:
        """Let the run begin anew."""
        self.created, self.stages, self.looks, self.end, self.ended = now, stages, 0, None, None
        self.rendered.clear()

    def move(self, state: str, now: float) -> None:
        """Force the run, which has not ended, into a state."""
        for member in self.members or ():
            member.move(state, now)
        self.end = state
        self.stages = (state,)
        self.ended = now
        self.rendered.clear()


def first_that_holds(rules: Mapping[str, Any], states: Iterable[str]) -> str:
    """Find the first state whose rule holds for the states of some runs."""
    states = list(states)
    for state, rule in rules.items():
        if "any" in rule and not any(each in rule["any"] for each in states):
            continue
        if "all" in rule and not (states and all(each in rule["all"] for each in states)):
            continue
        return state
    raise LookupError(f"no rule holds for {states}")
