"""The state of a mock: runs that requests start, move, read and sum up."""

import random
import string
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from attrs import define, evolve, field, frozen

from specmock.engine.clock import Clock
from specmock.engine.faults import Step
from specmock.openapi import (
    UUID_PATTERN,
    DocumentedResponse,
    Later,
    Operation,
    OperationCall,
    Schemas,
    value_at,
)

from . import aggregates as _aggregates
from .examples import Example, Path, echo_of, put, rendered, shifted
from .inference import Birth, Wiring, counted_kind, preferred, split_ids
from .lifecycle import NOTHING, Echo, Kind, Lifecycle, Run, Settings

_AS_USUAL: Final = Step()
_LONGEST_WAIT: Final = 30.0
_LOOK_AGAIN: Final = 0.05  # a waiting request notices so soon that another has ended its run


class RefusedError(Exception):
    """A request that the state does not allow, and the statuses that say so."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@frozen
class Value:
    """The body of an answer; None leaves it to the document."""

    value: Any


@define(eq=False)
class State:
    """What is there, and where it stands."""

    schemas: Schemas
    wiring: Wiring
    settings: Settings
    clock: Clock
    next_step: Callable[[OperationCall], Step | None]
    _random: random.Random = field(factory=random.Random)

    def reset(self) -> None:
        """Forget all runs; what the examples name is there again."""
        self._random = random.Random(self.settings.seed)  # noqa: S311 - ids are no secrets
        for kind in self.wiring.kinds:
            kind.runs.clear()
        readers = sorted(self.wiring.operations.values(), key=self._shows_no_state)
        for operation in readers:
            for name, kind in self.wiring.identifiers.get(operation.id, {}).items():
                self._seed(operation, name, kind)

    def all(self) -> Iterator[tuple[Run, str]]:
        """Yield the runs with their states, without looking at them."""
        now = self.clock.now()
        for kind in self.wiring.kinds:
            for run in kind.runs.values():
                if run.way or run.members is not None:
                    yield run, run.state(self.settings, now)

    def plant(self, operation_id: str, name: str, value: Any, state: str | None) -> None:
        """Put something there that a parameter names; raise ValueError for what cannot be."""
        kind = self.wiring.identifiers.get(operation_id, {}).get(name)
        if kind is None:
            raise ValueError(f"nothing that is there is named by {name} of {operation_id}")
        way: tuple[str, ...] = ()
        if kind.lifecycle is not None:
            if state is not None and state not in kind.lifecycle.states:
                states = ", ".join(kind.lifecycle.states)
                raise ValueError(f"{state} is no state; these are: {states}")
            way = _way_from(kind.lifecycle, state)
        run = kind.add(Run(kind, value, self.clock.now(), way))
        if kind.members is not None:
            usual = self.settings.runs or 1
            run.members = [self._born(kind.members, NOTHING, _AS_USUAL, n) for n in range(usual)]

    def act(self, call: OperationCall, success: DocumentedResponse) -> Value | Later[Value]:
        """Do what a request asks for, and return what is to be answered.

        Raises RefusedError for what is not there.
        """
        operation = call.operation
        named = self._named(call)
        runs = [run for found in named.values() for run in found]
        self._move(operation, runs)
        if operation.id in self.wiring.births:
            return Value(self._create(call, success, runs))
        aggregate = operation.aggregate
        if "wait" in aggregate:
            return self._wait(call, success, runs[0])
        if aggregate:
            whole = named.get(aggregate.get("members-of", ""), [None])[0]
            chosen = named.get(aggregate.get("named-by", ""))
            if whole or chosen or not ("members-of" in aggregate or "named-by" in aggregate):
                return Value(self._sum_up(call, success, whole, chosen))
        if len(runs) == 1 and runs[0].way:
            runs[0].look()
            return Value(self._read(operation, success, runs[0]))
        return Value(self._plain(call, success, runs))

    def _named(self, call: OperationCall) -> dict[str, list[Run]]:
        """Return what a request names, by parameter."""
        named: dict[str, list[Run]] = {}
        for name, kind in self.wiring.identifiers.get(call.operation.id, {}).items():
            if name in call.values:
                value = call.values[name]
                is_list = name == call.operation.aggregate.get("named-by")
                ids = split_ids(value) if is_list else [str(value)]
                found = [kind.runs.get(each) or self._supposed(kind, each) for each in ids]
                named[name] = [run for run in found if run is not None]
                if not found or len(named[name]) < len(found):
                    raise RefusedError("404", f"{name} names nothing that is there")
        return named

    def _supposed(self, kind: Kind, own: str) -> Run | None:
        """Return a new run of an id that nothing has named, where any id is one."""
        is_like = not UUID_PATTERN.fullmatch(min(kind.placeholders)) or UUID_PATTERN.fullmatch(own)
        if not self.settings.any_id or kind.is_numbered or not is_like:
            return None
        run = kind.add(Run(kind, own, self.clock.now(), self._way(kind, Step(), 0)))
        if kind.members is not None:
            run.members = [self._born(kind.members, NOTHING, Step(), 0)]
        return run

    def _move(self, operation: Operation, runs: list[Run]) -> None:
        now = self.clock.now()
        for run in runs:
            lifecycle = run.kind.lifecycle
            state = lifecycle.moves.get(operation.id) if lifecycle else None
            if lifecycle and state and run.state(self.settings, now) not in lifecycle.terminal:
                run.move(state, now)

    def _plain(self, call: OperationCall, success: DocumentedResponse, runs: list[Run]) -> Any:
        examples = self.wiring.examples_of(call.operation, success)
        if not examples:
            return None
        example = self._paired(call, examples)
        ids = {each: run.id for run in runs for each in run.kind.placeholders}
        return self._fitting(success, call, example, ids, self._echo(call, example))

    def _read(self, operation: Operation, success: DocumentedResponse, run: Run) -> Any:
        now = self.clock.now()
        state = run.state(self.settings, now)
        key = (operation.id, state)
        if key in run.rendered:
            return run.rendered[key]
        shown = self._shown(self.wiring.examples_of(operation, success), run, state)
        value = None if shown is None else _picture(shown, run, state, now)
        if run.ended is not None or not run.way[1:]:  # nothing will change any more
            run.rendered[key] = value
        return value

    def _shown(self, examples: list[Example], run: Run, state: str) -> Example | None:
        """Return the example that comes nearest to a run in a state."""
        mine = [each for each in examples if each.shows(run.kind.placeholders)]
        return _aggregates.nearest(mine or examples, state, run.kind.lifecycle)

    def _wait(
        self, call: OperationCall, success: DocumentedResponse, run: Run
    ) -> Value | Later[Value]:
        run.look()
        wanted = self._given(call, call.operation.aggregate["wait"], _LONGEST_WAIT)
        # Polls count looks and no time, so only a virtual clock is worth waiting for.
        waits = self.settings.mode == "time" or self.clock.is_virtual
        deadline = self.clock.now() + (wanted if waits else 0.0)
        return self._wait_on(call, success, run, deadline)

    def _wait_on(
        self, call: OperationCall, success: DocumentedResponse, run: Run, deadline: float
    ) -> Value | Later[Value]:
        now = self.clock.now()
        lifecycle = run.kind.lifecycle
        if lifecycle and run.state(self.settings, now) in lifecycle.terminal:
            return Value(self._read(call.operation, success, run))
        if now >= deadline:
            raise RefusedError(call.operation.aggregate["otherwise"], "the run has not ended")
        until = deadline
        left = run.seconds_left(self.settings, now) if self.settings.mode == "time" else None
        if left is not None:
            until = min(until, now + left)
        if not self.clock.is_virtual:
            until = min(until, now + _LOOK_AGAIN)
        return Later(until, lambda: self._wait_on(call, success, run, deadline))

    def _given(self, call: OperationCall, name: str, usual: float) -> float:
        """Return the number that a parameter gives, or its default, or its highest."""
        value = call.values.get(name)
        if isinstance(value, int | float):
            return value
        parameter = next(each for each in call.operation.parameters if each.name == name)
        schema = self.schemas.at(self.schemas.follow(parameter.schema))
        return float(schema.get("default", schema.get("maximum", usual)))

    def _sum_up(
        self,
        call: OperationCall,
        success: DocumentedResponse,
        whole: Run | None,
        chosen: list[Run] | None,
    ) -> Any:
        operation = call.operation
        aggregate = operation.aggregate
        runs = self._counted(call, whole, chosen)
        now = self.clock.now()
        pairs = [(run, run.state(self.settings, now)) for run in runs]
        example, state = self._sum(call, success, whole, [state for _, state in pairs])
        if whole is not None:
            value = _picture(example, whole, state, now)
        else:
            value = rendered(example, {})
            if example.slot is not None and state:
                put(value, example.slot, state)
        on_page = len(pairs)
        if "list" in aggregate:
            size = self._given(call, aggregate["pages"]["size"], 20) if "pages" in aggregate else 0
            page = _aggregates.page(call.values, aggregate, pairs, int(size), self._item(operation))
            value[aggregate["list"]["field"]] = page.items
            on_page = len(page.items)
            pairs = page.matching
            if "pages" in aggregate:
                value[aggregate["pages"]["next"]] = page.next
        if "groups" in aggregate:
            _aggregates.group(value, aggregate, pairs, self._member(aggregate))
        _aggregates.count(value, aggregate, [state for _, state in pairs], on_page)
        return value

    def _counted(
        self, call: OperationCall, whole: Run | None, chosen: list[Run] | None
    ) -> list[Run]:
        """Return the runs that an answer is about; asking for its first page is a look at them."""
        if whole is not None:
            whole.look()
            return whole.members or []
        if chosen is None:
            kind = counted_kind(self.wiring, call.operation)
            chosen = [run for run in kind.runs.values() if run.way]
        pages = call.operation.aggregate.get("pages")
        if pages is None or pages["cursor"] not in call.values:
            for run in chosen:
                run.look()
        return chosen[::-1] if pages else chosen  # pages begin with the newest

    def _sum(
        self, call: OperationCall, success: DocumentedResponse, whole: Run | None, states: list[str]
    ) -> tuple[Example, str]:
        """Return the example of a sum, and the state of all together."""
        aggregate = call.operation.aggregate
        examples = self.wiring.examples_of(call.operation, success)
        state = _aggregates.state_of(aggregate, states) if "states" in aggregate else ""
        if whole is None:
            return self._paired(call, examples), state
        if aggregate["states"] is whole.kind.states:
            state = whole.state(self.settings, self.clock.now())
        mine = [each for each in examples if each.shows(whole.kind.placeholders)]
        nearest = _aggregates.nearest(mine, state, whole.kind.lifecycle)
        return nearest or examples[0], state

    def _item(self, operation: Operation) -> Callable[[Run, str], Any]:
        """Return what shows a run as an item of a list."""
        facts = operation.aggregate["list"]
        media = preferred(operation.success) if operation.success else None
        where = media.schema if media else None
        for part in (facts["field"], ""):
            where = self.schemas.property(where, part) if where else None

        def item(run: Run, state: str) -> Any:
            key = (operation.id, state)
            if key not in run.rendered:
                examples = self.wiring.items[operation.id]
                example = _aggregates.nearest(examples, state, run.kind.lifecycle) or examples[0]
                now = self.clock.now()
                own = {str(value_at(example.value, (facts["id"],)))}
                value = _picture(example, run, state, now, own)
                if where and not self.schemas.valid(where, value):
                    whole = evolve(run, echo=Echo(run.echo.words))
                    value = _picture(example, whole, state, now, own)
                run.rendered[key] = value
            return run.rendered[key]

        return item

    def _member(self, aggregate: Mapping[str, Any]) -> Callable[[Run, str], Any]:
        """Return what shows a run as a member of a group."""
        reader = self.wiring.operations[aggregate["runs"].rpartition(".")[0]]
        examples = self.wiring.successes(reader)
        now = self.clock.now()

        def member(run: Run, state: str) -> Any:
            shown = self._shown(examples, run, state)
            return None if shown is None else _picture(shown, run, state, now)

        return member

    def _create(self, call: OperationCall, success: DocumentedResponse, named: list[Run]) -> Any:
        operation = call.operation
        example = self._paired(call, self.wiring.examples_of(operation, success))
        echo = self._echo(call, example)
        step = self.next_step(call) or _AS_USUAL
        ids: dict[str, Any] = {}
        lists: list[tuple[Path, list[Run]]] = []
        started: list[Run] = []
        for birth in self.wiring.births[operation.id].get(example.name, ()):
            runs = self._begin(birth, named, example, operation, echo, step)
            if birth.is_listed:
                lists.append((birth.path[:-1], runs))
            else:
                ids[birth.placeholder] = runs[0].id
            started += runs[0].members or runs
        now = self.clock.now()
        value = self._fitting(success, call, example, ids, echo, shifted(example.times, now, now))
        for path, runs in lists:
            put(value, path, [run.id for run in runs])
        _aggregates.recount(value, operation.aggregate, len(started))
        if example.slot is not None and started and started[0].kind.lifecycle is example.lifecycle:
            put(value, example.slot, started[0].way[0])
        return value

    def _begin(
        self,
        birth: Birth,
        named: list[Run],
        example: Example,
        operation: Operation,
        echo: Echo,
        step: Step,
    ) -> list[Run]:
        """Return what an answer brings into being: new runs, or the one that starts anew."""
        kind = birth.kind
        if birth.parameter is not None:
            run = next(run for run in named if run.kind is kind)
            run.restart(self._way(kind, step, 0), self.clock.now())
            return [run]
        usual = self.settings.runs
        if birth.is_listed:
            count = step.runs or usual or len(value_at(example.value, birth.path[:-1]))
            return [self._born(kind, echo, step, index) for index in range(count)]
        run = self._born(kind, echo, step, 0)
        if kind.members is not None:
            shown = [example.value.get(name) for name in operation.aggregate.get("counts", ())]
            count = step.runs or usual or next((n for n in shown if isinstance(n, int)), 1)
            run.members = [self._born(kind.members, echo, step, index) for index in range(count)]
            ends = kind.lifecycle.terminal if kind.lifecycle else ()
            word = step.outcome if isinstance(step.outcome, str) else ""
            run.end = word if word in ends else None
        return [run]

    def _born(self, kind: Kind, echo: Echo, step: Step, index: int) -> Run:
        way = self._way(kind, step, index)
        return kind.add(Run(kind, self._fresh(kind), self.clock.now(), way, echo=echo))

    def _way(self, kind: Kind, step: Step, index: int) -> tuple[str, ...]:
        if kind.lifecycle is None:
            return ()
        outcome: Any = step.outcome
        if isinstance(outcome, tuple):
            outcome = outcome[index] if index < len(outcome) else None
        way = kind.lifecycle.way(outcome if outcome in kind.lifecycle.terminal else None)
        return way[:-1] or way if step.never else way

    def _fresh(self, kind: Kind) -> Any:
        placeholder = min(kind.placeholders)
        while True:
            new = self._minted(placeholder)
            if new not in kind.runs:
                return int(new) if kind.is_numbered else new

    def _minted(self, placeholder: str) -> str:
        if UUID_PATTERN.fullmatch(placeholder):
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        alphabets = (string.ascii_uppercase, string.ascii_lowercase, string.digits[1:])
        text = ""
        for each in placeholder.ljust(8, "1") if placeholder.isdecimal() else placeholder:
            alphabet = next((letters for letters in alphabets if each in letters + "0"), each)
            text += self._random.choice(alphabet)
        return text

    def _shows_no_state(self, operation: Operation) -> bool:
        return all(example.state is None for example in self.wiring.successes(operation))

    def _seed(self, operation: Operation, name: str, kind: Kind) -> None:
        """Plant what the examples of a parameter name, in the state that they show."""
        parameter = next(each for each in operation.parameters if each.name == name)
        examples = {each.name: each for each in self.wiring.successes(operation)}
        is_list = name == operation.aggregate.get("named-by")
        for example_name, given in parameter.examples.items():
            for placeholder in split_ids(given) if is_list else [str(given)]:
                if placeholder in kind.runs:
                    continue
                example = examples.get(example_name)
                own = given if isinstance(given, int) else placeholder
                way = self._seed_way(operation, kind, example, placeholder)
                run = kind.add(Run(kind, own, self.clock.now(), way))
                if example and kind.lifecycle and way and way[0] in kind.lifecycle.terminal:
                    run.ended = run.created
                    run.created -= example.length
                if kind.members and example:
                    run.members = list(self._seed_members(kind.members, kind, operation, example))

    def _seed_way(
        self, operation: Operation, kind: Kind, example: Example | None, placeholder: str
    ) -> tuple[str, ...]:
        lifecycle = kind.lifecycle
        if lifecycle is None:
            return ()
        for item in self.wiring.items.get(operation.id, ()):
            if item.state and item.shows({placeholder}):
                return (item.state,)
        state = example.state if example and example.shows(kind.placeholders) else None
        return _way_from(lifecycle, state)

    def _seed_members(
        self, kind: Kind, whole: Kind, operation: Operation, example: Example
    ) -> Iterator[Run]:
        """Yield so many members that the counters of an example are right."""
        states: list[str] = []
        for name, rule in operation.aggregate.get("counts", {}).items():
            count = example.value.get(name)
            if isinstance(rule, list) and isinstance(count, int):
                states += [rule[0]] * count
        known = [
            str(value_at(item.value, (other.aggregate["list"]["id"],)))
            for other in self.wiring.operations.values()
            for item in self.wiring.items.get(other.id, ())
            for shown in self.wiring.successes(other)
            if item.name == shown.name and shown.shows(whole.placeholders)
        ]
        for state in states:
            own = known.pop() if known else self._fresh(kind)
            yield kind.add(Run(kind, own, self.clock.now(), (state,)))

    def _paired(self, call: OperationCall, examples: list[Example]) -> Example:
        """Return the example of an answer that goes with a request."""
        by_name = {example.name: example for example in examples}
        media = call.media
        if media is not None and len(by_name) > 1:
            named = {name: body for name, body in media.examples.items() if name in by_name}
            branch: tuple[bool, ...] | None = None
            for name, body in named.items():
                if body == call.body:
                    return by_name[name]
            if len(set(named)) == len(media.examples) == 1:
                return by_name[next(iter(named))]
            for name, body in named.items():
                branch = branch or self._branch(media.schema, call.body)
                if self._branch(media.schema, body) == branch:
                    return by_name[name]
        for parameter in call.operation.parameters:
            if parameter.name in call.values and parameter.location != "header":
                names = [name for name in parameter.examples if name in by_name]
                value = call.values[parameter.name]
                same = [name for name in names if parameter.examples[name] == value]
                if names:
                    return by_name[(same or names)[0]]
        return examples[0]

    def _branch(self, schema: Any, body: Any) -> tuple[bool, ...]:
        """Return which alternatives of a schema a body fits."""
        if schema is None:
            return ()
        where = self.schemas.follow(schema)
        node = self.schemas.at(where)
        return tuple(
            self.schemas.valid((*where, keyword, index), body)
            for keyword in ("oneOf", "anyOf")
            for index in range(len(node.get(keyword, ()) if isinstance(node, dict) else ()))
        )

    def _echo(self, call: OperationCall, example: Example) -> Echo:
        echo = NOTHING
        media = call.media
        if media is not None and media.examples:
            asked = self.wiring.recurring(media)
            echo = echo_of(asked.get(example.name, next(iter(asked.values()))), call.body)
        if not call.operation.parameters:
            return echo
        words = dict(echo.words)
        named = self.wiring.identifiers.get(call.operation.id, {})
        for parameter in call.operation.parameters:
            if parameter.location == "path" or parameter.name in named:
                value = call.values.get(parameter.name)
                for given in parameter.examples.values():
                    if isinstance(given, str) and isinstance(value, str):
                        words.setdefault(given, value)
        return Echo(words, echo.dropped)

    def _fitting(
        self,
        success: DocumentedResponse,
        call: OperationCall,
        example: Example,
        ids: Mapping[str, Any],
        echo: Echo,
        times: Mapping[str, str] | None = None,
    ) -> Any:
        """Return an example with as much echoed as its schema allows."""
        media = preferred(success, call.accept)
        for each in (echo, Echo(echo.words)):
            value = rendered(example, ids, each, times or {})
            if media is None or media.schema is None or self.schemas.valid(media.schema, value):
                return value
        return rendered(example, ids, NOTHING, times or {})


def _way_from(lifecycle: Lifecycle, state: str | None) -> tuple[str, ...]:
    """Return the states of what stands in a state, or never ran, or ran well long ago."""
    if state is None or state not in lifecycle.states:
        return lifecycle.idle[:1] or lifecycle.way()[-1:]
    if state in lifecycle.terminal or state in lifecycle.idle:
        return (state,)
    return lifecycle.way(first=state)


def _picture(
    example: Example, run: Run, state: str, now: float, own: set[str] | None = None
) -> Any:
    """Return an example of a state as the picture of a run."""
    ids = dict.fromkeys(own or run.kind.placeholders, run.id)
    last = now if run.ended is None else run.ended
    value = rendered(example, ids, run.echo, shifted(example.times, run.created, last))
    if example.slot is not None and state:
        put(value, example.slot, state)
    return value
