"""The state of a mock: runs that requests start, move, read and sum up."""

import random
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, cast

from attrs import define, field

from specmock.engine.clock import Clock
from specmock.engine.faults import Step
from specmock.engine.refusals import RefusedError
from specmock.engine.settings import Settings
from specmock.openapi import (
    UUID_PATTERN,
    DocumentedResponse,
    HttpResponse,
    Later,
    Operation,
    OperationCall,
    Pointer,
    Schemas,
    value_at,
)

from . import aggregates as _aggregates
from .examples import Example, Path, put, rendered, shifted
from .ids import minted
from .inference import Creation, Inference, counted_collection, preferred, split_ids
from .lifecycle import NOTHING, Echo, Lifecycle, MockRun, RunCollection
from .pairing import Pairing

_AS_USUAL: Final = Step()
_NO_EXAMPLE: Final = "00000000-0000-4000-8000-000000000000"
_LONGEST_WAIT: Final = 30.0
_LOOK_AGAIN: Final = 0.05  # a waiting request notices so soon that another has ended its run


@define(eq=False)
class Value:
    """The body of an answer; None leaves it to the document."""

    value: Any
    is_valid: bool = False  # known to keep to the schema of the usual media type
    answers: dict[str, HttpResponse] | None = None  # by the header `accept`, where it never changes
    reason: str = ""  # what was not done
    location: str = ""  # the path of what was created


@define(eq=False)
class State:
    """What is there, and where it stands."""

    schemas: Schemas
    inference: Inference
    settings: Settings
    clock: Clock
    next_step: Callable[[OperationCall], Step | None]
    _random: random.Random = field(factory=random.Random)
    _pairing: Pairing = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._pairing = Pairing(self.schemas, self.inference)

    def reset(self) -> None:
        """Forget all runs; what the examples name is there again."""
        self._random = random.Random(self.settings.seed or 0)  # noqa: S311 - ids are no secrets
        for collection in self.inference.collections:
            collection.runs.clear()
            collection.seeded = 0
        operations = self.inference.operations.values()
        readers = [each for each in operations if each.id in self.inference.identifiers]
        for operation in sorted(readers, key=self._shows_no_state):
            for name, collection in self.inference.identifiers[operation.id].items():
                self._seed(operation, name, collection)
        for collection in self.inference.collections:
            collection.seeded = len(collection.runs)

    def newest(self, limit: int | None) -> Iterator[tuple[MockRun, str]]:
        """Walk the newest runs of each collection, the oldest of them first, with their states.

        That is no look at them, which would move them on.
        """
        now = self.clock.now()
        for collection in self.inference.collections:
            has_state = (run for run in reversed(collection.runs.values()) if run.has_state)
            for run in reversed(list(islice(has_state, limit))):
                yield run, run.state(self.settings, now)

    def add_run(self, operation_id: str, name: str, value: Any, state: str | None) -> None:
        """Put something there that a parameter names; raise ValueError for what cannot be."""
        collection = self.inference.identifiers.get(operation_id, {}).get(name)
        if collection is None:
            raise ValueError(f"nothing that is there is named by {name} of {operation_id}")
        stages: tuple[str, ...] = ()
        if collection.lifecycle is not None:
            if state is not None and state not in collection.lifecycle.states:
                states = ", ".join(collection.lifecycle.states)
                raise ValueError(f"{state} is no state; these are: {states}")
            stages = _stages_from(collection.lifecycle, state)
        run = collection.add(MockRun(collection, value, self.clock.now(), stages))
        if collection.members is not None:
            usual = self.settings.runs or 1
            run.members = [
                self._created(collection.members, NOTHING, _AS_USUAL, n) for n in range(usual)
            ]

    def start(self, collection: RunCollection, own: Any, call: OperationCall) -> MockRun:
        """Start a run of an id, as the plan has it."""
        stages = self._stages(collection, self.next_step(call) or _AS_USUAL, 0)
        return collection.add(MockRun(collection, own, self.clock.now(), stages))

    def act(self, call: OperationCall, success: DocumentedResponse) -> Value | Later[Value]:
        """Do what a request asks for, and return what is to be answered.

        Raises RefusedError for what is not there.
        """
        operation = call.operation
        named = self._named(call)
        runs = [run for found in named.values() for run in found]
        self._move(operation, runs)
        if operation.id in self.inference.creations:
            return self._create(call, success, runs)
        aggregate = operation.aggregate
        if "wait" in aggregate:
            return self._wait(call, success, runs[0])
        if aggregate:
            whole = named.get(aggregate.get("members-of", ""), [None])[0]
            chosen = named.get(aggregate.get("named-by", ""))
            if whole or chosen or not ("members-of" in aggregate or "named-by" in aggregate):
                return Value(self._sum_up(call, success, whole, chosen))
        if len(runs) == 1 and runs[0].stages:
            runs[0].look()
            return self._read(operation, success, runs[0])
        return self._plain(call, success, runs)

    def _named(self, call: OperationCall) -> dict[str, list[MockRun]]:
        """Look up the runs that a request names, by parameter."""
        named: dict[str, list[MockRun]] = {}
        for name, collection in self.inference.identifiers.get(call.operation.id, {}).items():
            if name in call.values:
                value = call.values[name]
                is_list = name == call.operation.aggregate.get("named-by")
                ids = split_ids(value) if is_list else [str(value)]
                found = [
                    collection.runs.get(each) or self._assumed(collection, each) for each in ids
                ]
                named[name] = [run for run in found if run is not None]
                if not found or len(named[name]) < len(found):
                    raise RefusedError(("404",), f"{name} names nothing that is there")
        if call.operation.id in self.inference.in_body:
            name, collection = self.inference.in_body[call.operation.id]
            own = call.body.get(name) if isinstance(call.body, dict) else None
            if own is not None:
                run = collection.runs.get(str(own)) or self._assumed(collection, str(own))
                if run is None:
                    raise RefusedError(("404",), f"{name} names nothing that is there")
                named[name] = [run]
        return named

    def _assumed(self, collection: RunCollection, own: str) -> MockRun | None:
        """Make a run of an id that nothing has named, where `any_id` is set."""
        shown = min(collection.example_ids, default="")
        is_like = not UUID_PATTERN.fullmatch(shown) or UUID_PATTERN.fullmatch(own)
        if not self.settings.any_id or collection.is_numbered or not is_like:
            return None
        run = collection.add(
            MockRun(collection, own, self.clock.now(), self._stages(collection, Step(), 0))
        )
        if collection.members is not None:
            run.members = [self._created(collection.members, NOTHING, Step(), 0)]
        return run

    def _move(self, operation: Operation, runs: list[MockRun]) -> None:
        now = self.clock.now()
        for run in runs:
            lifecycle = run.collection.lifecycle
            state = lifecycle.moves.get(operation.id) if lifecycle else None
            if lifecycle and state and run.state(self.settings, now) not in lifecycle.terminal:
                run.move(state, now)

    def _plain(
        self, call: OperationCall, success: DocumentedResponse, runs: list[MockRun]
    ) -> Value:
        examples = self.inference.examples_of(call.operation, success)
        if not examples:
            return Value(None)
        example = self._pairing.example_for(call, examples)
        ids = {each: run.id for run in runs for each in run.collection.example_ids}
        return Value(
            *self._pairing.fitting(
                _schema(success),
                self._pairing.echo(call, example),
                lambda echo: rendered(example, ids, echo),
            )
        )

    def _read(self, operation: Operation, success: DocumentedResponse, run: MockRun) -> Value:
        now = self.clock.now()
        state = run.state(self.settings, now)
        key = (operation.id, state)
        if key in run.rendered:
            return cast("Value", run.rendered[key])
        shown = self._shown(self.inference.examples_of(operation, success), run, state)
        if shown is None:
            return Value(None)
        value = Value(
            *self._pairing.fitting(
                _schema(success), run.echo, lambda echo: _rendered_run(shown, run, state, now, echo)
            )
        )
        if run.ended is not None or not run.stages[1:]:  # nothing will change any more
            value.answers = {}
            run.rendered[key] = value
        return value

    def _shown(self, examples: list[Example], run: MockRun, state: str) -> Example | None:
        """Choose the example that comes nearest to a run in a state."""
        mine = [each for each in examples if each.shows(run.collection.example_ids)]
        return _aggregates.nearest(mine or examples, state, run.collection.lifecycle)

    def _wait(
        self, call: OperationCall, success: DocumentedResponse, run: MockRun
    ) -> Value | Later[Value]:
        run.look()
        wanted = self._given(call, call.operation.aggregate["wait"], _LONGEST_WAIT)
        # Polls count looks and no time, so only a virtual clock is worth waiting for.
        waits = self.settings.mode == "time" or self.clock.is_virtual
        deadline = self.clock.now() + (wanted if waits else 0.0)
        return self._wait_on(call, success, run, deadline)

    def _wait_on(
        self, call: OperationCall, success: DocumentedResponse, run: MockRun, deadline: float
    ) -> Value | Later[Value]:
        now = self.clock.now()
        lifecycle = run.collection.lifecycle
        if lifecycle and run.state(self.settings, now) in lifecycle.terminal:
            return self._read(call.operation, success, run)
        if now >= deadline:
            raise RefusedError((call.operation.aggregate["otherwise"],), "the run has not ended")
        until = deadline
        left = run.seconds_left(self.settings, now) if self.settings.mode == "time" else None
        if left is not None:
            until = min(until, now + left)
        if not self.clock.is_virtual:
            until = min(until, now + _LOOK_AGAIN)
        return Later(until, lambda: self._wait_on(call, success, run, deadline))

    def _given(self, call: OperationCall, name: str, usual: float) -> float:
        """Read the number that a parameter gives, or its default, or its highest."""
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
        whole: MockRun | None,
        chosen: list[MockRun] | None,
    ) -> Any:
        operation = call.operation
        aggregate = operation.aggregate
        runs = self._counted(call, whole, chosen)
        now = self.clock.now()
        pairs = [(run, run.state(self.settings, now)) for run in runs]
        example, state = self._sum(call, success, whole, [state for _, state in pairs])
        if whole is not None:
            value = _rendered_run(example, whole, state, now, whole.echo)
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
        self, call: OperationCall, whole: MockRun | None, chosen: list[MockRun] | None
    ) -> list[MockRun]:
        """Choose the runs that an answer is about; asking for its first page is a look at them."""
        if whole is not None:
            whole.look()
            return whole.members or []
        if chosen is None:
            collection = counted_collection(self.inference, call.operation)
            chosen = [run for run in collection.runs.values() if run.stages]
        pages = call.operation.aggregate.get("pages")
        if pages is None or pages["cursor"] not in call.values:
            for run in chosen:
                run.look()
        return chosen[::-1] if pages else chosen  # pages begin with the newest

    def _sum(
        self,
        call: OperationCall,
        success: DocumentedResponse,
        whole: MockRun | None,
        states: list[str],
    ) -> tuple[Example, str]:
        """Choose the example of a sum, with the state of all runs together."""
        aggregate = call.operation.aggregate
        examples = self.inference.examples_of(call.operation, success)
        state = _aggregates.state_of(aggregate, states) if "states" in aggregate else ""
        if whole is None:
            return self._pairing.example_for(call, examples), state
        if aggregate["states"] is whole.collection.rules:
            state = whole.state(self.settings, self.clock.now())
        mine = [each for each in examples if each.shows(whole.collection.example_ids)]
        nearest = _aggregates.nearest(mine, state, whole.collection.lifecycle)
        return nearest or examples[0], state

    def _item(self, operation: Operation) -> Callable[[MockRun, str], Any]:
        """Make the function that shows a run as an item of a list."""
        facts = operation.aggregate["list"]
        where = _schema(operation.success)
        for part in (facts["field"], ""):
            where = self.schemas.property(where, part) if where else None

        def item(run: MockRun, state: str) -> Any:
            key = (operation.id, state)
            if key not in run.rendered:
                examples = self.inference.items[operation.id]
                example = (
                    _aggregates.nearest(examples, state, run.collection.lifecycle) or examples[0]
                )
                now = self.clock.now()
                own = {str(value_at(example.value, (facts["id"],)))}
                run.rendered[key], _ = self._pairing.fitting(
                    where,
                    run.echo,
                    lambda echo: _rendered_run(example, run, state, now, echo, own),
                )
            return run.rendered[key]

        return item

    def _member(self, aggregate: Mapping[str, Any]) -> Callable[[MockRun, str], Any]:
        """Make the function that shows a run as a member of a group."""
        reader = self.inference.operations[aggregate["runs"].rpartition(".")[0]]
        examples = self.inference.successes(reader)
        now = self.clock.now()

        def member(run: MockRun, state: str) -> Any:
            shown = self._shown(examples, run, state)
            return shown and _rendered_run(shown, run, state, now, run.echo)

        return member

    def _create(
        self, call: OperationCall, success: DocumentedResponse, named: list[MockRun]
    ) -> Value:
        operation = call.operation
        example = self._pairing.example_for(call, self.inference.examples_of(operation, success))
        echo = self._pairing.echo(call, example)
        step = self.next_step(call) or _AS_USUAL
        ids: dict[str, Any] = {}
        lists: list[tuple[Path, list[MockRun]]] = []
        started: list[MockRun] = []
        for creation in self.inference.creations[operation.id].get(example.name, ()):
            runs = self._begin(creation, named, example, operation, echo, step)
            if creation.is_listed:
                lists.append((creation.path[:-1], runs))
            else:
                ids[creation.example_id] = runs[0].id
            started += runs[0].members or runs
        now = self.clock.now()
        times = shifted(example.times, now, now)
        begins = started and started[0].collection.lifecycle is example.lifecycle

        def render(echo: Echo) -> Any:
            value = rendered(example, ids, echo, times)
            for path, runs in lists:
                put(value, path, [run.id for run in runs])
            _aggregates.recount(value, operation.aggregate, len(started))
            if example.slot is not None and begins:
                put(value, example.slot, started[0].stages[0])
            return value

        return Value(*self._pairing.fitting(_schema(success), echo, render))

    def _begin(
        self,
        creation: Creation,
        named: list[MockRun],
        example: Example,
        operation: Operation,
        echo: Echo,
        step: Step,
    ) -> list[MockRun]:
        """Start runs: new ones, or again the one that the request names."""
        collection = creation.collection
        if creation.parameter is not None:
            run = next(run for run in named if run.collection is collection)
            run.restart(self._stages(collection, step, 0), self.clock.now())
            return [run]
        usual = self.settings.runs
        if creation.is_listed:
            count = step.runs or usual or len(value_at(example.value, creation.path[:-1]))
            return [self._created(collection, echo, step, index) for index in range(count)]
        run = self._created(collection, echo, step, 0)
        if collection.members is not None:
            shown = [example.value.get(name) for name in operation.aggregate.get("counts", ())]
            count = step.runs or usual or next((n for n in shown if isinstance(n, int)), 1)
            run.members = [
                self._created(collection.members, echo, step, index) for index in range(count)
            ]
            ends = collection.lifecycle.terminal if collection.lifecycle else ()
            word = step.outcome if isinstance(step.outcome, str) else ""
            run.end = word if word in ends else None
        return [run]

    def _created(self, collection: RunCollection, echo: Echo, step: Step, index: int) -> MockRun:
        stages = self._stages(collection, step, index)
        return collection.add(
            MockRun(collection, self._fresh(collection), self.clock.now(), stages, echo=echo)
        )

    def _stages(self, collection: RunCollection, step: Step, index: int) -> tuple[str, ...]:
        if collection.lifecycle is None:
            return ()
        outcome: Any = step.outcome
        if isinstance(outcome, tuple):
            outcome = outcome[index] if index < len(outcome) else None
        stages = collection.lifecycle.stages(
            outcome if outcome in collection.lifecycle.terminal else None
        )
        return stages[:-1] or stages if step.never else stages

    def _fresh(self, collection: RunCollection) -> Any:
        example_id = min(collection.example_ids, default=_NO_EXAMPLE)
        while True:
            new = minted(self._random, example_id)
            if new not in collection.runs:
                return int(new) if collection.is_numbered else new

    def _shows_no_state(self, operation: Operation) -> bool:
        return all(example.state is None for example in self.inference.successes(operation))

    def _seed(self, operation: Operation, name: str, collection: RunCollection) -> None:
        """Plant what the examples of a parameter name, in the state that they show."""
        parameter = next(each for each in operation.parameters if each.name == name)
        examples = {each.name: each for each in self.inference.successes(operation)}
        is_list = name == operation.aggregate.get("named-by")
        for example_name, given in parameter.examples.items():
            for example_id in split_ids(given) if is_list else [str(given)]:
                if example_id in collection.runs:
                    continue
                example = examples.get(example_name)
                own = given if isinstance(given, int) else example_id
                stages = self._seed_stages(operation, collection, example, example_id)
                run = collection.add(MockRun(collection, own, self.clock.now(), stages))
                if (
                    example
                    and collection.lifecycle
                    and stages
                    and stages[0] in collection.lifecycle.terminal
                ):
                    run.ended = run.created
                    run.created -= example.length
                if collection.members and example:
                    run.members = list(
                        self._seed_members(collection.members, collection, operation, example)
                    )

    def _seed_stages(
        self,
        operation: Operation,
        collection: RunCollection,
        example: Example | None,
        example_id: str,
    ) -> tuple[str, ...]:
        lifecycle = collection.lifecycle
        if lifecycle is None:
            return ()
        for item in self.inference.items.get(operation.id, ()):
            if item.state and item.shows({example_id}):
                return (item.state,)
        state = example.state if example and example.shows(collection.example_ids) else None
        return _stages_from(lifecycle, state)

    def _seed_members(
        self,
        collection: RunCollection,
        whole: RunCollection,
        operation: Operation,
        example: Example,
    ) -> Iterator[MockRun]:
        """Make so many members that the counters of an example are right."""
        states: list[str] = []
        for name, rule in operation.aggregate.get("counts", {}).items():
            count = example.value.get(name)
            if isinstance(rule, list) and isinstance(count, int):
                states += [rule[0]] * count
        known = [
            str(value_at(item.value, (other.aggregate["list"]["id"],)))
            for other in self.inference.operations.values()
            for item in self.inference.items.get(other.id, ())
            for shown in self.inference.successes(other)
            if item.name == shown.name and shown.shows(whole.example_ids)
        ]
        for state in states:
            own = known.pop() if known else self._fresh(collection)
            yield collection.add(MockRun(collection, own, self.clock.now(), (state,)))


def _stages_from(lifecycle: Lifecycle, state: str | None) -> tuple[str, ...]:
    """Stages of a run that stands in a state, or never ran, or ran well long ago."""
    if state is None or state not in lifecycle.states:
        return lifecycle.idle[:1] or lifecycle.stages()[-1:]
    if state in lifecycle.terminal or state in lifecycle.idle:
        return (state,)
    return lifecycle.stages(first=state)


def _schema(answer: DocumentedResponse | None) -> Pointer | None:
    media = preferred(answer) if answer else None
    return media.schema if media else None


def _rendered_run(
    example: Example,
    run: MockRun,
    state: str,
    now: float,
    echo: Echo,
    own: set[str] | None = None,
) -> Any:
    """Render an example of a state with the id, the words and the times of a run."""
    ids = dict.fromkeys(own or run.collection.example_ids, run.id)
    last = now if run.ended is None else run.ended
    value = rendered(example, ids, echo, shifted(example.times, run.created, last))
    if example.slot is not None and state:
        put(value, example.slot, state)
    return value
