"""Runs that pass through their lifecycle."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

from attrs import define, field, frozen
from attrs.validators import and_, ge, le, optional

Mode: TypeAlias = Literal["polls", "time", "immediate"]


def _known_mode(_: object, attribute: Any, value: Mode) -> None:
    if value not in get_args(Mode):
        raise ValueError(f"{attribute.name} is one of {', '.join(get_args(Mode))}")


@frozen
class Settings:
    """How a mock behaves; `polls` is looks a state, `seconds` the length of a state.

    With `any_id` each id that looks like one names a run, so that any valid request succeeds.
    Raises ValueError for what cannot be.
    """

    mode: Mode = field(default="polls", validator=_known_mode)
    polls: int = field(default=1, validator=ge(1))
    seconds: float = field(default=2.0, validator=ge(0))
    runs: int | None = field(default=None, validator=optional(and_(ge(1), le(1000))))
    any_id: bool = False
    seed: int = 0
    rate_limits: bool = True
    max_body: int = 1_000_000
    journal_size: int = 10_000


@frozen(eq=False)
class Lifecycle:
    """The states of a thing, as `x-lifecycle` gives them."""

    states: tuple[str, ...]
    start: str
    next: Mapping[str, str]
    terminal: Mapping[str, str]
    idle: tuple[str, ...]
    moves: Mapping[str, str]
    _ways: dict[Any, tuple[str, ...]] = field(factory=dict, repr=False)

    def way(self, end: str | None = None, first: str | None = None) -> tuple[str, ...]:
        """Return the states from the first to the end."""
        if (end, first) in self._ways:
            return self._ways[end, first]
        states = [first or self.start]
        while states[-1] in self.next and self.next[states[-1]] not in states:
            states.append(self.next[states[-1]])
        if end and states[-1] in self.terminal:
            states[-1] = end
        elif end:
            states.append(end)
        self._ways[end, first] = tuple(states)
        return self._ways[end, first]


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
class Kind:
    """Things of one kind: the runs, the suite runs, the projects of a vendor."""

    name: str
    placeholders: set[str]
    lifecycle: Lifecycle | None = None
    members: "Kind | None" = None
    states: Mapping[str, Any] | None = None
    runs: "dict[str, Run]" = field(factory=dict, repr=False)

    @property
    def is_numbered(self) -> bool:
        """Whether the ids are numbers."""
        return isinstance(next((run.id for run in self.runs.values()), None), int)

    def add(self, run: "Run") -> "Run":
        """Let a run be found by its id, and return it."""
        self.runs[str(run.id)] = run
        return run


@define(eq=False)
class Run:
    """One thing that an id names, and where it stands."""

    kind: Kind
    id: Any
    created: float
    way: tuple[str, ...] = ()
    looks: int = 0
    members: "list[Run] | None" = None
    end: str | None = None
    ended: float | None = None
    echo: Echo = NOTHING
    rendered: dict[Any, Any] = field(factory=dict, repr=False)

    def look(self) -> None:
        """Count a look at the run, which moves it on where polls are the clock."""
        self.looks += 1
        for member in self.members or ():
            member.looks += 1

    def state(self, settings: Settings, now: float) -> str:
        """Return where the run stands."""
        if self.members is not None:
            states = [member.state(settings, now) for member in self.members]
            ended = all(member.ended is not None for member in self.members)
            if ended and self.ended is None:
                self.ended = max((each.ended or now for each in self.members), default=now)
            if self.end and ended:
                return self.end
            return first_that_holds(self.kind.states or {}, states)
        if not self.way:
            return ""
        last = len(self.way) - 1
        if settings.mode == "immediate":
            index, ended_at = last, self.created
        elif settings.mode == "time":
            seconds = settings.seconds
            index = last if seconds <= 0 else int((now - self.created) / seconds)
            ended_at = self.created + last * seconds
        else:
            index, ended_at = (self.looks - 1) // settings.polls, now
        state = self.way[max(0, min(index, last))]
        if self.ended is None and self.kind.lifecycle and state in self.kind.lifecycle.terminal:
            self.ended = ended_at
        return state

    def seconds_left(self, settings: Settings, now: float) -> float | None:
        """Return how long the run goes on; None where no clock decides."""
        last = self.way[-1] if self.way else ""
        if not self.kind.lifecycle or last not in self.kind.lifecycle.terminal:
            return None
        return self.created + (len(self.way) - 1) * settings.seconds - now

    def restart(self, way: tuple[str, ...], now: float) -> None:
        """Let the run begin anew."""
        self.created, self.way, self.looks, self.end, self.ended = now, way, 0, None, None
        self.rendered.clear()

    def move(self, state: str, now: float) -> None:
        """Force the run, which has not ended, into a state."""
        for member in self.members or ():
            member.move(state, now)
        self.end = state
        self.way = (state,)
        self.ended = now
        self.rendered.clear()


def first_that_holds(rules: Mapping[str, Any], states: Iterable[str]) -> str:
    """Return the first state whose rule holds for the states of some runs."""
    states = list(states)
    for state, rule in rules.items():
        if "any" in rule and not any(each in rule["any"] for each in states):
            continue
        if "all" in rule and not (states and all(each in rule["all"] for each in states)):
            continue
        return state
    raise LookupError(f"no rule holds for {states}")
