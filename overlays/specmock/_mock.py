"""The engine: requests in, answers out, without any input or output of its own."""

import json
import math
import random
import re
import string
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import RLock
from typing import Any, Final

from attrs import define, evolve, field, frozen

from . import _aggregates
from ._clock import Clock, RealClock
from ._document import Document, DocumentError, load
from ._examples import Example, at, echo_of, put, rendered, shifted
from ._messages import (
    GARBAGE,
    HTML,
    REASON,
    UNDOCUMENTED,
    Answer,
    Later,
    Request,
    Response,
    header_text,
    problem,
)
from ._operations import Documented, Media, Operation, RateLimit, operations_of
from ._parameters import cookie_pairs, decoded, form, query_pairs
from ._plans import Step, step_from
from ._runs import NOTHING, Echo, Kind, Run, Settings
from ._samples import sample
from ._schemas import Schemas
from ._wiring import preferred, split_ids, step_through, wire

_PREFERENCE: Final = re.compile(r"\b(code|example)\s*=\s*\"?([^\",;\s]+)")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DEFAULT_KEY: Final = "demo-key"
_LONGEST_WAIT: Final = 30.0
_LOOK_AGAIN: Final = 0.05  # a waiting request notices so soon that another has ended its run


@frozen
class Entry:
    """A request in the journal: no header and no body, so no key."""

    time: float
    mock: str
    method: str
    path: str
    operation: str | None
    status: int
    reason: str | None = None
    fault: str | None = None


@define(eq=False)
class _Call:
    """A request on its way through the engine."""

    request: Request
    operation: Operation
    path: Mapping[str, str]
    query: list[tuple[str, str]]
    cookies: list[tuple[str, str]]
    key: str = ""
    values: dict[str, Any] = field(factory=dict)
    body: Any = None
    step: Step | None = None

    @property
    def sent(self) -> dict[str, Mapping[str, str]]:
        """What was sent, by place; of what was sent twice the last."""
        return {
            "header": self.request.headers,
            "query": dict(self.query),
            "cookie": dict(self.cookies),
        }


class Mock:
    """A mock of one vendor, made of its document."""

    def __init__(
        self,
        source: Document | str | Path,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make a mock; raise DocumentError for a document that cannot be served."""
        self.document = source if isinstance(source, Document) else load(source)
        self.settings = settings or Settings()
        self.clock = clock or RealClock()
        self.name = self.document.path.stem
        self._lock = RLock()
        version = str(self.document.root.get("openapi", ""))
        if not re.match(r"3\.[01]\.\d", version):
            line = self.document.line(("openapi",))
            raise DocumentError(self.document.path, line, "this is no OpenAPI 3.0 or 3.1 document")
        self.schemas = Schemas(self.document)
        operations, self._router = operations_of(self.document, self.schemas)
        self._wiring = wire(self.schemas, operations)
        self.operations: Mapping[str, Operation] = self._wiring.operations
        self._facts: Mapping[str, Any] = self.document.root.get("x-mock", {})
        self._static: dict[Any, Response] = {}
        self.reset()

    @property
    def keys(self) -> list[str]:
        """The keys that the mock accepts."""
        known = self._facts.get("keys", {_DEFAULT_KEY: "accepted"})
        return [key for key, fate in known.items() if fate == "accepted"]

    @property
    def key(self) -> str:
        """A key that the mock accepts."""
        return next(iter(self.keys), _DEFAULT_KEY)

    @property
    def outcomes(self) -> list[str]:
        """The states in which a run can end."""
        lifecycles = [kind.lifecycle for kind in self._wiring.kinds if kind.lifecycle]
        return list(dict.fromkeys(word for each in lifecycles for word in each.terminal))

    @property
    def starters(self) -> list[str]:
        """The operations that start runs."""
        return list(self._wiring.births)

    @property
    def journal(self) -> list[Entry]:
        """The requests so far, the oldest first."""
        with self._lock:
            return list(self._journal)

    @property
    def steps(self) -> list[Step]:
        """What is planned and has not happened yet."""
        with self._lock:
            return list(self._plan)

    def plan(self, **step: Any) -> None:
        """Plan what happens to the next calls; see `Step`. Raises ValueError for what cannot."""
        self.add(step_from(step))

    def add(self, step: Step) -> None:
        """Add a step to the plan; raise ValueError for one that does not fit the document."""
        if step.operation is not None and step.operation not in self.operations:
            raise ValueError(f"{self.name} has no operation {step.operation}")
        words = self.outcomes
        wanted = step.outcome if isinstance(step.outcome, tuple) else (step.outcome,)
        for word in wanted:
            if word is not None and word not in words:
                raise ValueError(f"{word} is no end of a run; these are: {', '.join(words)}")
        with self._lock:
            self._plan.append(step)

    def reset(self) -> None:
        """Forget all runs, plans and requests; what the examples name is there again."""
        with self._lock:
            self._random = random.Random(self.settings.seed)  # noqa: S311 - ids, no secrets
            self._journal: deque[Entry] = deque(maxlen=self.settings.journal_size)
            self._plan: list[Step] = []
            self._windows: dict[tuple[Any, ...], deque[float]] = {}
            for kind in self._wiring.kinds:
                kind.runs.clear()
            for operation_id, named in self._wiring.identifiers.items():
                for name, kind in named.items():
                    self._seed(self.operations[operation_id], name, kind)

    def runs(self) -> list[dict[str, Any]]:
        """Return the runs with their states, without looking at them."""
        with self._lock:
            now = self.clock.now()
            return [
                {
                    "kind": kind.name,
                    "id": run.id,
                    "state": run.state(self.settings, now),
                    "created": run.created,
                    "looks": run.looks,
                }
                for kind in self._wiring.kinds
                for run in kind.runs.values()
                if run.way or run.members is not None
            ]

    def handle(self, request: Request) -> Answer:
        """Return the answer to a request, or when to ask for it again."""
        with self._lock:
            try:
                found = self._router.find(request.path)
                if found is None:
                    return self._done(request, None, problem(404, "the document has no such path"))
                route, path = found
                operation = route.operations.get(request.method)
                if operation is None:
                    response = problem(405, f"the document has no {request.method} here")
                    response.headers["allow"] = ", ".join(sorted(route.operations))
                    return self._done(request, None, response)
                cookies = cookie_pairs(request.headers.get("cookie", ""))
                call = _Call(request, operation, path, query_pairs(request.query), cookies)
                return self._finish(call, self._answer(call))
            except DocumentError as error:
                return self._done(request, None, problem(500, f"the document is at fault: {error}"))

    def _finish(self, call: _Call, answer: Answer) -> Answer:
        if isinstance(answer, Later):
            return Later(answer.until, lambda: self._again(call, answer.then))
        return self._done(call.request, call, self._spoiled(call, answer))

    def _again(self, call: _Call, then: Callable[[], Answer]) -> Answer:
        with self._lock:
            return self._finish(call, then())

    def _done(self, request: Request, call: _Call | None, response: Response) -> Response:
        secret = {
            scheme.key
            for option in (call.operation.security if call else ())
            for scheme in option
            if scheme.location == "query"
        }
        query = "&".join(
            part if part.partition("=")[0] not in secret else f"{part.partition('=')[0]}=***"
            for part in request.query.split("&")
        )
        self._journal.append(
            Entry(
                time=self.clock.now(),
                mock=self.name,
                method=request.method,
                path=request.path + (f"?{query}" if query else ""),
                operation=call.operation.id if call else None,
                status=response.status,
                reason=response.headers.get(REASON),
                fault=response.fault,
            )
        )
        return response

    def _answer(self, call: _Call) -> Answer:
        refusal = (
            self._authenticated(call)
            or self._as_preferred(call)
            or self._as_planned(call)
            or self._within_limits(call)
            or self._understood(call)
        )
        return refusal or self._act(call)

    # Authentication

    def _authenticated(self, call: _Call) -> Response | None:
        options = call.operation.security
        if not options or () in options:
            return None
        sent = call.sent
        for option in options:
            credentials = [scheme.credential(sent) for scheme in option]
            if all(credentials):
                call.key = str(credentials[0])
                return self._accepted(call)
        facts = self._facts.get("missing-key")
        response = self._denied(call, facts, ("401", "403"), "the key is missing")
        if any(scheme.kind != "apiKey" for option in options for scheme in option):
            response.headers["www-authenticate"] = "Bearer"
        return response

    def _accepted(self, call: _Call) -> Response | None:
        known = self._facts.get("keys")
        fate: Any = known.get(call.key) if known else "accepted"
        if fate == "accepted":
            return None
        if fate is None:
            return self._denied(
                call, self._facts.get("wrong-key"), ("401", "403"), "the key is wrong"
            )
        return self._denied(call, fate, ("403", "401"), "the key has no access")

    def _denied(
        self, call: _Call, facts: Mapping[str, str] | None, usual: Iterable[str], reason: str
    ) -> Response:
        if facts:
            return self._refusal(call, (facts["status"],), reason, facts.get("example"))
        return self._refusal(call, usual, reason)

    # Scenarios

    def _as_preferred(self, call: _Call) -> Response | None:
        wanted = dict(_PREFERENCE.findall(call.request.headers.get("prefer", "")))
        if not wanted:
            return None
        success = call.operation.success
        status = wanted.get("code", success.status if success else "200")
        answer = (
            call.operation.answer(int(status)) if re.fullmatch("[1-5][0-9]{2}", status) else None
        )
        if answer is None:
            return problem(400, "the document has no answer of the preferred code")
        names = [example.name for example in self._wiring.examples_of(call.operation, answer)]
        if "example" not in wanted and success is not None and answer is success:
            return None
        if "example" in wanted and wanted["example"] not in names:
            return problem(400, "the document has no example of the preferred name")
        return self._documented(call, answer, int(status), wanted.get("example"))

    def _as_planned(self, call: _Call) -> Response | None:
        step = self._use(call, about_runs=False)
        if step is None:
            return None
        call.step = step
        if step.status is None:
            return None
        answer = call.operation.answer(step.status)
        if answer is None or (
            str(step.status) not in call.operation.answers and step.status >= 500
        ):
            response = Response(step.status, {"content-type": "text/html"}, HTML)
            response.headers[UNDOCUMENTED] = "true"
            return response
        return self._documented(call, answer, step.status, step.example)

    def _use(self, call: _Call, *, about_runs: bool) -> Step | None:
        for index, step in enumerate(self._plan):
            if step.is_about_runs is about_runs and step.operation in {None, call.operation.id}:
                left = step.used()
                self._plan[index : index + 1] = [left] if left else []
                return step
        return None

    def _spoiled(self, call: _Call, response: Response) -> Response:
        step = call.step
        if step is None:
            return response
        response = evolve(response, delay=step.delay, fault=step.fault)
        if step.body is not None:
            response = evolve(response, body=step.body.encode())
        if step.fault == "garbage":
            return evolve(response, body=GARBAGE, fault=None)
        if step.fault == "html":
            headers = {**response.headers, "content-type": "text/html"}
            return evolve(response, body=HTML, headers=headers, fault=None)
        return response

    # Rate limits

    def _within_limits(self, call: _Call) -> Response | None:
        if not self.settings.rate_limits:
            return None
        now = self.clock.now()
        for limit in call.operation.rate_limits:
            window = self._window(call, limit)
            while window and window[0] <= now - limit.window:
                window.popleft()
            if len(window) >= limit.limit:
                return self._limited(call, limit, math.ceil(window[0] + limit.window - now))
        for limit in call.operation.rate_limits:
            self._window(call, limit).append(now)
        return None

    def _window(self, call: _Call, limit: RateLimit) -> deque[float]:
        operation = call.operation.id if "operation" in limit.scope else None
        key = (limit.everywhere, operation, call.key)
        return self._windows.setdefault(key, deque())

    def _limited(self, call: _Call, limit: RateLimit, seconds: int) -> Response:
        response = self._refusal(call, ("429",), "the rate limit is reached")
        where = limit.retry_after or ""
        if where.startswith("$response.header."):
            response.headers[where.rpartition(".")[2].lower()] = str(seconds)
        elif where.startswith("$response.body#/"):
            body = response.json()
            put(body, tuple(where.partition("#/")[2].split("/")), seconds)
            response = evolve(response, body=json.dumps(body).encode())
        return response

    # Validation

    def _understood(self, call: _Call) -> Response | None:
        wrong = list(self._wrong_parameters(call))
        operation = call.operation
        if operation.exactly_one_of:
            sent = [name for name in operation.exactly_one_of if name in call.values]
            if len(sent) != 1:
                wrong.append(f"send exactly one of {', '.join(operation.exactly_one_of)}")
        if operation.body:
            if len(call.request.body) > self.settings.max_body:
                return self._refusal(call, ("413", "400"), "the body is too large")
            if refusal := self._read_body(call, wrong):
                return refusal
        if wrong:
            return self._refusal(call, ("422", "400"), "; ".join(wrong))
        return None

    def _wrong_parameters(self, call: _Call) -> Iterable[str]:
        for parameter in call.operation.parameters:
            sent: Iterable[tuple[str, str]] = call.query
            if parameter.location != "query":
                places = {"path": call.path.items(), "header": call.request.headers.items()}
                sent = places.get(parameter.location, call.cookies)
            try:
                value = decoded(parameter, self.schemas, list(sent))
            except LookupError:
                if parameter.required:
                    yield f"{parameter.location}/{parameter.name}: is required"
                continue
            call.values[parameter.name] = value
            for error in self.schemas.errors(parameter.schema, value):
                yield f"{parameter.location}/{parameter.name}{error}"

    def _read_body(self, call: _Call, wrong: list[str]) -> Response | None:
        operation, request = call.operation, call.request
        given = request.headers.get("content-type", "")
        if not request.body and not given:
            if operation.body_required:
                wrong.append("body: is required")
            return None
        media = _media_of(operation.body, given)
        if media is None:
            return self._refusal(call, ("415", "422", "400"), "the media type is not documented")
        try:
            call.body = _parsed(media, given, request.body, self.schemas)
        except (ValueError, RecursionError):
            wrong.append(f"body: is no {media.type}")
            return None
        if media.schema:
            wrong += [f"body{error}" for error in self.schemas.errors(media.schema, call.body)]
        return None

    # State

    def _act(self, call: _Call) -> Answer:
        named: list[Run] = []
        by_name: dict[str, list[Run]] = {}
        operation = call.operation
        for name, kind in self._wiring.identifiers.get(operation.id, {}).items():
            if name not in call.values:
                continue
            is_list = name == operation.aggregate.get("named-by")
            ids = split_ids(call.values[name]) if is_list else [str(call.values[name])]
            found = [kind.runs.get(each) for each in ids]
            by_name[name] = [run for run in found if run is not None]
            if len(by_name[name]) < len(ids) or not ids:
                return self._refusal(call, ("404",), f"{name} names nothing that is there")
            named += by_name[name]
        now = self.clock.now()
        for run in named:
            lifecycle = run.kind.lifecycle
            state = lifecycle.moves.get(operation.id) if lifecycle else None
            if lifecycle and state and run.state(self.settings, now) not in lifecycle.terminal:
                run.move(state, now)
        if operation.id in self._wiring.births:
            return self._create(call, named)
        aggregate = operation.aggregate
        if "wait" in aggregate:
            return self._wait(call, named[0])
        if aggregate:
            whole = by_name.get(aggregate.get("members-of", ""))
            chosen = by_name.get(aggregate.get("named-by", ""))
            if whole or chosen is not None or not ({"members-of", "named-by"} & set(aggregate)):
                return self._sum_up(call, whole[0] if whole else None, chosen)
        if len(named) == 1 and named[0].way:
            return self._read(call, named[0])
        success = operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        examples = self._wiring.examples_of(operation, success)
        example = self._paired(call, examples) if examples else None
        if example is None:
            return self._documented(call, success, success.code, None)
        placeholders = {each: run.id for run in named for each in run.kind.placeholders}
        echo = self._echo(call, example)
        value = rendered(example.value, placeholders, echo, {})
        if not self._fits(success, value, call):
            value = rendered(example.value, placeholders, NOTHING, {})
        return self._sealed(call, success, success.code, value)

    def _read(self, call: _Call, run: Run, *, look: bool = True) -> Response:
        if look:
            run.look()
        now = self.clock.now()
        state = run.state(self.settings, now)
        success = call.operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        shown = self._shown(self._wiring.examples_of(call.operation, success), run, state)
        if shown is None:
            return self._documented(call, success, success.code, None)
        return self._sealed(call, success, success.code, self._picture(shown, run, state, now))

    def _shown(self, examples: list[Example], run: Run, state: str) -> Example | None:
        """Return the example that comes nearest to a run in a state."""
        mine = [each for each in examples if each.shows(run.kind.placeholders)] or examples
        return _aggregates.nearest(mine, state, run.kind.lifecycle)

    def _picture(self, example: Example, run: Run, state: str, now: float) -> Any:
        ids = dict.fromkeys(run.kind.placeholders, run.id)
        last = run.ended if run.ended is not None else now
        value = rendered(example.value, ids, run.echo, shifted(example.times, run.created, last))
        if example.slot is not None and state:
            put(value, example.slot, state)
        return value

    def _wait(self, call: _Call, run: Run) -> Answer:
        run.look()
        facts = call.operation.aggregate
        name = facts["wait"]
        wanted = call.values.get(name)
        if not isinstance(wanted, int | float):
            parameter = next(each for each in call.operation.parameters if each.name == name)
            schema = self.schemas.at(self.schemas.follow(parameter.schema))
            wanted = schema.get("default", schema.get("maximum", _LONGEST_WAIT))
        deadline = self.clock.now() + wanted
        by_time = self.settings.mode == "time" or self.clock.is_virtual
        return self._wait_on(call, run, deadline if by_time else self.clock.now())

    def _wait_on(self, call: _Call, run: Run, deadline: float) -> Answer:
        now = self.clock.now()
        lifecycle = run.kind.lifecycle
        if lifecycle and run.state(self.settings, now) in lifecycle.terminal:
            return self._read(call, run, look=False)
        if now >= deadline:
            facts = call.operation.aggregate
            return self._refusal(call, (facts["otherwise"],), "the run has not ended")
        until = deadline
        if self.settings.mode == "time":
            left = run.seconds_left(self.settings, now)
            until = min(deadline, now + left) if left is not None else deadline
        if not self.clock.is_virtual:
            until = min(until, now + _LOOK_AGAIN)
        return Later(until, lambda: self._wait_on(call, run, deadline))

    def _sum_up(self, call: _Call, whole: Run | None, chosen: list[Run] | None) -> Response:
        operation, now = call.operation, self.clock.now()
        aggregate, success = operation.aggregate, operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        kind = _aggregates.counted_kind(self._wiring, operation)
        if whole is not None:
            runs = whole.members or []
            whole.look()
        else:
            runs = [run for run in kind.runs.values() if run.way] if chosen is None else chosen
            if aggregate.get("pages", {}).get("cursor") not in call.values:
                for run in runs:
                    run.look()
        states = [run.state(self.settings, now) for run in runs]
        examples = self._wiring.examples_of(operation, success)
        if not examples:
            return problem(501, "an aggregate needs an example")
        if whole is not None:
            state = whole.state(self.settings, now)
            mine = [each for each in examples if each.shows(whole.kind.placeholders)]
            if aggregate["states"] is not whole.kind.states:
                state = _aggregates.state_of(aggregate, states)
            example = (
                _aggregates.nearest(mine or examples, state, whole.kind.lifecycle) or examples[0]
            )
            value = self._picture(example, whole, state, now)
        else:
            example = self._paired(call, examples)
            value = rendered(example.value, {}, NOTHING, {})
            if "states" in aggregate and example.slot is not None:
                put(value, example.slot, _aggregates.state_of(aggregate, states))
        pairs = list(zip(runs, states, strict=True))
        if "list" in aggregate:
            newest_first = pairs[::-1] if "pages" in aggregate else pairs
            page = _aggregates.page(
                call.values,
                aggregate,
                newest_first,
                self._page_size(call),
                lambda run, state: self._item(operation, run, state),
            )
            value[aggregate["list"]["field"]] = page.items
            if "pages" in aggregate:
                value[aggregate["pages"]["next"]] = page.next
                pairs = page.matching
            _aggregates.count(value, aggregate, [state for _, state in pairs], len(page.items))
        else:
            _aggregates.count(value, aggregate, states, len(states))
        if "groups" in aggregate:
            reader = self.operations[aggregate["runs"].rpartition(".")[0]]
            examples = self._wiring.successes(reader)

            def member(run: Run, state: str) -> Any:
                shown = self._shown(examples, run, state)
                return self._picture(shown, run, state, now) if shown else {}

            _aggregates.group(value, aggregate, pairs, member)
        return self._sealed(call, success, success.code, value)

    def _item(self, operation: Operation, run: Run, state: str) -> Any:
        key = (operation.id, state)
        if key not in run.rendered:
            name = operation.aggregate["list"]["id"]
            example = _aggregates.nearest(
                self._wiring.items[operation.id], state, run.kind.lifecycle
            )
            if example is None:
                raise LookupError(f"{operation.id} has no example of an item")
            now = self.clock.now() if run.ended is None else run.ended
            ids = {str(at(example.value, (name,))): run.id}
            times = shifted(example.times, run.created, now)
            value = rendered(example.value, ids, run.echo, times)
            success = operation.success
            media = preferred(success) if success else None
            where = (
                self.schemas.property(media.schema, operation.aggregate["list"]["field"])
                if media and media.schema
                else None
            )
            where = self.schemas.property(where, "") if where else None
            if where and not self.schemas.valid(where, value):
                value = rendered(example.value, ids, evolve(run.echo, dropped=frozenset()), times)
            if example.slot is not None:
                put(value, example.slot, state)
            run.rendered[key] = value
        return run.rendered[key]

    def _page_size(self, call: _Call) -> int | None:
        name = call.operation.aggregate.get("pages", {}).get("size")
        for parameter in call.operation.parameters:
            if parameter.name == name:
                given = call.values.get(name)
                schema = self.schemas.at(self.schemas.follow(parameter.schema))
                return int(given) if given is not None else int(schema.get("default", 20))
        return None

    # Creation

    def _create(self, call: _Call, named: list[Run]) -> Response:
        operation, now = call.operation, self.clock.now()
        success = operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        examples = self._wiring.examples_of(operation, success)
        example = self._paired(call, examples)
        births = self._wiring.births[operation.id].get(example.name, [])
        echo = self._echo(call, example)
        step = self._use(call, about_runs=True) or Step()
        ids: dict[str, Any] = {}
        lists: list[tuple[tuple[str | int, ...], list[Any]]] = []
        started: list[Run] = []
        for birth in births:
            if birth.parameter is not None and birth.parameter in call.values:
                run = next(each for each in named if each.kind is birth.kind)
                self._restart(run, step, now)
                started.append(run)
                ids.update(dict.fromkeys(birth.kind.placeholders, run.id))
            elif birth.is_listed:
                count = (
                    step.runs
                    or self.settings.runs
                    or len(step_through(example.value, birth.path[:-1]))
                )
                born = [
                    self._born(birth.kind, birth.placeholder, now, echo, step, n)
                    for n in range(count)
                ]
                lists.append((birth.path[:-1], [run.id for run in born]))
                started += born
            else:
                run = self._born(birth.kind, birth.placeholder, now, echo, step, 0)
                if birth.kind.members:
                    self._populate(run, self._size(example, operation, step), echo, step, now)
                ids[birth.placeholder] = run.id
                started += run.members if run.members is not None else [run]
        value = rendered(example.value, ids, echo, shifted(example.times, now, now))
        if not self._fits(success, value, call):
            value = rendered(
                example.value,
                ids,
                evolve(echo, dropped=frozenset()),
                shifted(example.times, now, now),
            )
        for path, items in lists:
            put(value, tuple(map(str, path)), items)
        _aggregates.recount(value, operation.aggregate, len(started))
        if started and example.slot is not None:
            first = started[0]
            if first.kind.lifecycle is example.lifecycle and first.way:
                put(value, example.slot, first.way[0])
        return self._sealed(call, success, success.code, value)

    def _size(self, example: Example, operation: Operation, step: Step) -> int:
        shown = [example.value.get(name) for name in operation.aggregate.get("counts", {})]
        usual = next((count for count in shown if isinstance(count, int)), 1)
        return step.runs or self.settings.runs or usual

    def _way(self, kind: Kind, step: Step, index: int) -> tuple[str, ...]:
        lifecycle = kind.lifecycle
        if lifecycle is None:
            return ()
        outcome = step.outcome
        if isinstance(outcome, tuple):
            outcome = outcome[index] if index < len(outcome) else None
        if outcome not in lifecycle.terminal:
            outcome = None
        way = lifecycle.way(outcome)
        return way[:-1] or way if step.never else way

    def _born(
        self, kind: Kind, placeholder: str, now: float, echo: Echo, step: Step, index: int
    ) -> Run:
        run = Run(
            kind, self._fresh(placeholder, kind), now, self._way(kind, step, index), echo=echo
        )
        kind.runs[str(run.id)] = run
        return run

    def _populate(self, run: Run, count: int, echo: Echo, step: Step, now: float) -> None:
        members = run.kind.members
        if members is None:
            return
        word = step.outcome if isinstance(step.outcome, str) else None
        ends = run.kind.lifecycle.terminal if run.kind.lifecycle else {}
        run.end = word if word in ends else None
        placeholder = min(members.placeholders)
        run.members = [
            self._born(members, placeholder, now, echo, step, index) for index in range(count)
        ]

    def _restart(self, run: Run, step: Step, now: float) -> None:
        run.created, run.looks, run.ended, run.end = now, 0, None, None
        run.way = self._way(run.kind, step, 0)
        run.rendered.clear()

    def _fresh(self, placeholder: str, kind: Kind) -> Any:
        while True:
            new = self._minted(placeholder)
            if new not in kind.runs:
                return new

    def _minted(self, placeholder: str) -> str:
        if _UUID.fullmatch(placeholder):
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        pick = self._random.choice
        return "".join(
            pick(string.digits)
            if each.isdigit()
            else pick(string.ascii_uppercase)
            if each.isupper()
            else pick(string.ascii_lowercase)
            if each.islower()
            else each
            for each in placeholder
        )

    def _seed(self, operation: Operation, name: str, kind: Kind) -> None:
        """Plant what the examples of a parameter name, in the state that they show."""
        parameter = next(each for each in operation.parameters if each.name == name)
        examples = {each.name: each for each in self._wiring.successes(operation)}
        now = self.clock.now()
        for example_name, given in parameter.examples.items():
            is_list = name == operation.aggregate.get("named-by")
            for placeholder in split_ids(given) if is_list else [str(given)]:
                if placeholder in kind.runs:
                    continue
                example = examples.get(example_name)
                run = Run(kind, placeholder if isinstance(given, str) else given, now)
                run.way = self._seed_way(operation, kind, example, placeholder)
                kind.runs[placeholder] = run
                if kind.members and example:
                    self._seed_members(run, operation, example, now)

    def _seed_way(
        self, operation: Operation, kind: Kind, example: Example | None, placeholder: str
    ) -> tuple[str, ...]:
        lifecycle = kind.lifecycle
        if lifecycle is None:
            return ()
        for item in self._wiring.items.get(operation.id, ()):
            if placeholder in item.texts and item.state:
                return (item.state,)
        if example and example.shows(kind.placeholders) and example.state in lifecycle.states:
            state = str(example.state)
            ended = state in lifecycle.terminal or state in lifecycle.idle
            return (state,) if ended else lifecycle.way(first=state)
        return lifecycle.idle[:1] or lifecycle.way()[-1:]

    def _seed_members(self, run: Run, operation: Operation, example: Example, now: float) -> None:
        kind = run.kind.members
        if kind is None or kind.lifecycle is None:
            return
        wanted: list[str] = []
        for name, rule in operation.aggregate.get("counts", {}).items():
            count = example.value.get(name)
            if isinstance(rule, list) and isinstance(count, int):
                wanted += [rule[0]] * count
        known = [
            text
            for items in self._wiring.items.values()
            for item in items
            if item.name in self._names_of(run.kind)
            for text in item.texts
            if _UUID.fullmatch(text) and text not in kind.runs and item.state in wanted
        ]
        run.members = []
        for state in wanted:
            member_id = known.pop() if known else self._fresh(min(kind.placeholders), kind)
            member = Run(kind, member_id, now, (state,))
            kind.runs[str(member.id)] = member
            run.members.append(member)

    def _names_of(self, kind: Kind) -> set[str]:
        """Return the names of the examples that show a thing of a kind."""
        return {
            example.name
            for operation in self.operations.values()
            for example in self._wiring.successes(operation)
            if example.shows(kind.placeholders)
        }

    # Pairs and echoes

    def _paired(self, call: _Call, examples: list[Example]) -> Example:
        """Return the example of an answer that goes with a request."""
        by_name = {example.name: example for example in examples}
        media = _media_of(call.operation.body, call.request.headers.get("content-type", ""))
        if media is not None and media.schema:
            branch = self._branch(media, call.body)
            named = [name for name in media.examples if name in by_name]
            for name in named:
                if media.examples[name] == call.body:
                    return by_name[name]
            for name in named:
                if self._branch(media, media.examples[name]) == branch:
                    return by_name[name]
        for parameter in call.operation.parameters:
            if parameter.name in call.values:
                names = [name for name in parameter.examples if name in by_name]
                for name in names:
                    if parameter.examples[name] == call.values[parameter.name]:
                        return by_name[name]
                if names and parameter.location != "header":
                    return by_name[names[0]]
        return examples[0]

    def _branch(self, media: Media, body: Any) -> tuple[bool, ...]:
        if media.schema is None:
            return ()
        where = self.schemas.follow(media.schema)
        node = self.schemas.at(where)
        return tuple(
            self.schemas.valid((*where, keyword, index), body)
            for keyword in ("oneOf", "anyOf")
            for index in range(len(node.get(keyword, ()) if isinstance(node, dict) else ()))
        )

    def _echo(self, call: _Call, example: Example) -> Echo:
        words: dict[str, Any] = {}
        dropped: frozenset[tuple[str, str]] = frozenset()
        media = _media_of(call.operation.body, call.request.headers.get("content-type", ""))
        if media is not None and media.examples:
            given = media.examples.get(example.name, next(iter(media.examples.values())))
            echo = echo_of(given, call.body)
            words, dropped = dict(echo.words), echo.dropped
        for parameter in call.operation.parameters:
            value = call.values.get(parameter.name)
            if parameter.location == "path" or parameter.name in self._wiring.identifiers.get(
                call.operation.id, ()
            ):
                for given in parameter.examples.values():
                    if isinstance(given, str) and isinstance(value, str):
                        words.setdefault(given, value)
        return Echo(words, dropped)

    # Answers

    def _refusal(
        self, call: _Call, statuses: Iterable[str], reason: str, example: str | None = None
    ) -> Response:
        """Return the first of some answers that the document has; else one that says so."""
        statuses = list(statuses)
        for status in statuses:
            answer = call.operation.answers.get(status)
            if answer is not None:
                break
        else:
            answer = call.operation.answer(int(statuses[0]))
            status = statuses[0]
            if answer is None:
                return problem(int(status), reason)
        response = self._documented(call, answer, int(status), example)
        headers = {**response.headers, REASON: header_text(reason)}
        return evolve(response, headers=headers)

    def _documented(
        self, call: _Call, answer: Documented, status: int, name: str | None
    ) -> Response:
        """Return an answer as the document has it: an example, or made from the schema."""
        accept = call.request.headers.get("accept", "")
        key = (call.operation.id, answer.status, status, name, accept)
        if key not in self._static:
            media = preferred(answer, accept)
            value = None
            if media is not None:
                if media.examples:
                    value = media.examples.get(name or "", next(iter(media.examples.values())))
                elif media.schema:
                    try:
                        value = sample(self.schemas, media.schema)
                    except LookupError:
                        line = self.document.line(media.schema)
                        detail = f"{self.document.path}:{line}: no value was found for this schema"
                        return problem(500, detail)
            self._static[key] = self._sealed(call, answer, status, value)
        response = self._static[key]
        return evolve(response, headers=dict(response.headers))

    def _fits(self, answer: Documented, value: Any, call: _Call) -> bool:
        media = preferred(answer, call.request.headers.get("accept", ""))
        return media is None or media.schema is None or self.schemas.valid(media.schema, value)

    def _sealed(self, call: _Call, answer: Documented, status: int, value: Any) -> Response:
        """Return an answer that was checked against the document."""
        media = preferred(answer, call.request.headers.get("accept", ""))
        headers = {}
        for name, (schema, given) in answer.headers.items():
            header = sample(self.schemas, schema) if given is None and schema else given
            headers[name] = header_text(_as_text(header))
        if media is None or status in {204, 304}:
            return Response(status, headers)
        if media.schema and (errors := self.schemas.errors(media.schema, value)):
            reasons = "; ".join(errors)
            return problem(500, f"the mock's own answer breaks the document: {reasons}")
        concrete = "application/json" if "*" in media.type else media.type
        headers["content-type"] = concrete
        if "json" in concrete:
            return Response(status, headers, json.dumps(value).encode())
        return Response(status, headers, _as_text(value).encode("utf-8", "replace"))


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _media_of(known: Iterable[Media], content_type: str) -> Media | None:
    given = content_type.partition(";")[0].strip().lower()
    known = tuple(known)
    if not given:
        return known[0] if known else None
    for media in known:
        kind, _, sub = media.type.partition("/")
        if media.type in {given, "*/*"} or (sub == "*" and given.startswith(f"{kind}/")):
            return media
    return None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not in JSON")


def _parsed(media: Media, content_type: str, body: bytes, schemas: Schemas) -> Any:
    charset = re.search(r"charset=\"?([\w-]+)", content_type)
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise ValueError(charset[1])
    kind = content_type.partition(";")[0].strip().lower() or media.type
    if "json" in kind:
        return json.loads(body.decode(), parse_constant=_no_number)
    if kind == "application/x-www-form-urlencoded":
        return form(body, schemas, media.schema or (), media.encoding)
    if kind == "multipart/form-data":
        from ._multipart import multipart

        return multipart(body, content_type, schemas, media.schema or (), media.encoding)
    return body.decode("utf-8" if kind.startswith("text/") else "latin-1")
