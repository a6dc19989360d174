"""The engine: requests in, answers out, without any input or output of its own."""

import json
import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from threading import RLock
from typing import Any, Final
from urllib.parse import unquote

from attrs import define, evolve, frozen

from specmock.engine.state.examples import Example, put
from specmock.engine.state.inference import preferred, wire
from specmock.engine.state.lifecycle import Kind, Settings
from specmock.engine.state.runs import RefusedError, State, Value
from specmock.openapi import (
    GARBAGE,
    HTML,
    REASON,
    UNDOCUMENTED,
    Answer,
    Document,
    DocumentedResponse,
    DocumentError,
    HttpRequest,
    HttpResponse,
    Later,
    Operation,
    OperationCall,
    RateLimit,
    Route,
    Schemas,
    example_errors,
    header_text,
    is_xml,
    load,
    operations_of,
    problem,
    read_body,
    read_parameters,
    sample,
)

from .clock import Clock, RealClock
from .faults import Step, step_from

_PREFERENCE: Final = re.compile(r"\b(code|example)\s*=\s*\"?([^\",;\s]+)")
_DEFAULT_KEY: Final = "demo-key"


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
class _PlannedCall(OperationCall):
    """A call, and the step of the plan that it meets."""

    step: Step | None = None


class Mock:
    """A mock of one vendor, made of its document."""

    def __init__(
        self,
        source: Document | str | Path,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make a mock; raise DocumentError for a document that cannot be served."""
        self.document = source if isinstance(source, Document) else load(source, strict=False)
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
        schemes = [each for one in operations for option in one.security for each in option]
        self._secret = {each.key for each in schemes if each.location == "query"}
        self._wiring = wire(self.schemas, operations)
        self.operations: Mapping[str, Operation] = self._wiring.operations
        self._state = State(
            self.schemas,
            self._wiring,
            self.settings,
            self.clock,
            lambda call: self._use(call, about_runs=True),
        )
        self._facts: Mapping[str, Any] = self.document.root.get("x-mock") or {}
        self._static: dict[Any, HttpResponse] = {}
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
    def kinds(self) -> list[Kind]:
        """The things that have a state."""
        return self._wiring.kinds

    def examples(self, operation: Operation) -> list[Example]:
        """Return the examples of an operation's answer that is no error."""
        return self._wiring.successes(operation)

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
        if step.is_about_runs and step.operation not in {None, *self.starters}:
            raise ValueError(f"{step.operation} starts no runs")
        words = self.outcomes
        wanted = step.outcome if isinstance(step.outcome, tuple) else (step.outcome,)
        for word in wanted:
            if word is not None and word not in words:
                raise ValueError(f"{word} is no end of a run; these are: {', '.join(words)}")
        with self._lock:
            self._plan.append(step)

    def plant(self, operation: str, state: str | None = None, **parameters: Any) -> None:
        """Let the mock know an id of yours: what a parameter of an operation names is there.

        Raises ValueError for a parameter that names nothing, and for an unknown state.
        """
        with self._lock:
            for name, value in parameters.items():
                self._state.plant(operation, name, value, state)

    def reset(self) -> None:
        """Forget all runs, plans and requests; what the examples name is there again."""
        with self._lock:
            self._journal: deque[Entry] = deque(maxlen=self.settings.journal_size)
            self._plan: list[Step] = []
            self._windows: dict[tuple[Any, ...], deque[float]] = {}
            self._state.reset()

    def runs(self) -> list[dict[str, Any]]:
        """Return the runs with their states, without looking at them."""
        with self._lock:
            return [
                {
                    "kind": run.kind.name,
                    "id": run.id,
                    "state": state,
                    "created": run.created,
                    "looks": run.looks,
                }
                for run, state in self._state.all()
            ]

    def handle(self, request: HttpRequest) -> Answer:
        """Return the answer to a request, or when to ask for it again."""
        with self._lock:
            try:
                found = self._router.find(request.path)
                if found is None:
                    return self._done(request, None, problem(404, "the document has no such path"))
                route, path = found
                operation = route.operations.get(request.method)
                if operation is None and request.method == "HEAD":
                    operation = route.operations.get("GET")
                if operation is None:
                    return self._done(request, None, _without_operation(request, route))
                call = _PlannedCall(request, operation, path)
                return self._finish(call, self._answer(call))
            except DocumentError as error:
                return self._done(request, None, problem(500, f"the document is at fault: {error}"))

    def _finish(self, call: _PlannedCall, answer: Answer) -> Answer:
        if isinstance(answer, Later):
            return Later(answer.until, lambda: self._again(call, answer.then))
        return self._done(call.request, call, self._spoiled(call, answer))

    def _again(self, call: _PlannedCall, then: Callable[[], Answer]) -> Answer:
        with self._lock:
            return self._finish(call, then())

    def _done(
        self, request: HttpRequest, call: OperationCall | None, response: HttpResponse
    ) -> HttpResponse:
        if "origin" in request.headers:
            response.headers["access-control-allow-origin"] = "*"
            response.headers["access-control-expose-headers"] = "*"
        query = _without_keys(request.query, self._secret)
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

    def _answer(self, call: _PlannedCall) -> Answer:
        refusal = (
            self._authenticated(call)
            or self._as_preferred(call)
            or self._as_planned(call)
            or self._within_limits(call)
            or self._understood(call)
        )
        return refusal or self._act(call)

    def _authenticated(self, call: OperationCall) -> HttpResponse | None:
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
        kinds = [each.kind for option in options for each in option if each.kind != "apiKey"]
        if kinds:
            challenge = 'Basic realm="mock"' if kinds[0] == "basic" else "Bearer"
            response.headers["www-authenticate"] = challenge
        return response

    def _accepted(self, call: OperationCall) -> HttpResponse | None:
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
        self,
        call: OperationCall,
        facts: Mapping[str, str] | None,
        usual: Iterable[str],
        reason: str,
    ) -> HttpResponse:
        if facts:
            return self._refusal(call, (facts["status"],), reason, facts.get("example"))
        return self._refusal(call, usual, reason)

    def _as_preferred(self, call: OperationCall) -> HttpResponse | None:
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

    def _as_planned(self, call: _PlannedCall) -> HttpResponse | None:
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
            response = HttpResponse(step.status, {"content-type": "text/html"}, HTML)
            response.headers[UNDOCUMENTED] = "true"
            return response
        return self._documented(call, answer, step.status, step.example)

    def _use(self, call: OperationCall, *, about_runs: bool) -> Step | None:
        for index, step in enumerate(self._plan):
            if step.is_about_runs is about_runs and step.operation in {None, call.operation.id}:
                left = step.used()
                self._plan[index : index + 1] = [left] if left else []
                return step
        return None

    def _spoiled(self, call: _PlannedCall, response: HttpResponse) -> HttpResponse:
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

    def _within_limits(self, call: OperationCall) -> HttpResponse | None:
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

    def _window(self, call: OperationCall, limit: RateLimit) -> deque[float]:
        operation = call.operation.id if "operation" in limit.scope else None
        key = (limit.everywhere, operation, call.key)
        return self._windows.setdefault(key, deque())

    def _limited(self, call: OperationCall, limit: RateLimit, seconds: int) -> HttpResponse:
        response = self._refusal(call, ("429",), "the rate limit is reached")
        where = limit.retry_after or ""
        if where.startswith("$response.header."):
            response.headers[where.rpartition(".")[2].lower()] = str(seconds)
        elif where.startswith("$response.body#/"):
            body = response.json()
            put(body, tuple(where.partition("#/")[2].split("/")), seconds)
            response = evolve(response, body=json.dumps(body).encode())
        return response

    def _understood(self, call: OperationCall) -> HttpResponse | None:
        wrong = list(read_parameters(call, self.schemas))
        if call.operation.body:
            sent = call.request.body
            if len(sent) > self.settings.max_body:
                return self._refusal(call, ("413", "400"), "the body is too large")
            needed = call.operation.body_required
            if sent or (needed and "content-type" in call.request.headers):
                media = call.media
                if media is None:
                    reason = "the media type is not documented"
                    return self._refusal(call, ("415", "422", "400"), reason)
                wrong += read_body(call, media, self.schemas)
            elif needed:
                wrong.append("body: is required")
        if wrong:
            return self._refusal(call, ("422", "400"), "; ".join(wrong))
        return None

    def _act(self, call: OperationCall) -> Answer:
        success = call.operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        return self._told(call, success, lambda: self._state.act(call, success))

    def _told(
        self,
        call: OperationCall,
        success: DocumentedResponse,
        tell: Callable[[], Value | Later[Value]],
    ) -> Answer:
        try:
            told = tell()
        except RefusedError as refused:
            return self._refusal(call, (refused.status,), str(refused))
        if isinstance(told, Later):
            return Later(told.until, lambda: self._told(call, success, told.then))
        if told.value is None:
            return self._documented(call, success, success.code, None)
        return self._sealed(call, success, success.code, told.value)

    def _refusal(
        self, call: OperationCall, statuses: Iterable[str], reason: str, example: str | None = None
    ) -> HttpResponse:
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
        self, call: OperationCall, answer: DocumentedResponse, status: int, name: str | None
    ) -> HttpResponse:
        """Return an answer as the document has it: an example, or made from the schema."""
        media = preferred(answer, call.accept)
        key = (call.operation.id, answer.status, status, name, media and media.type)
        if key not in self._static:
            value, reason = None, ""
            if media is not None:
                examples = self._wiring.sound(media)
                if examples:
                    value = examples.get(name or "", next(iter(examples.values())))
                elif media.schema:
                    try:
                        value = sample(self.schemas, media.schema)
                    except LookupError:
                        line = self.document.line(media.schema)
                        detail = f"{self.document.path}:{line}: no value was found for this schema"
                        return problem(500, detail)
                    if media.examples:
                        reason = "made from the schema, since the example breaks it"
            self._static[key] = self._sealed(call, answer, status, value)
            if reason:
                self._static[key].headers.setdefault(REASON, reason)
        response = self._static[key]
        return evolve(response, headers=dict(response.headers))

    def _sealed(
        self, call: OperationCall, answer: DocumentedResponse, status: int, value: Any
    ) -> HttpResponse:
        """Return an answer that was checked against the document."""
        media = preferred(answer, call.accept)
        headers = {}
        for name, (schema, given) in answer.headers.items():
            header = sample(self.schemas, schema) if given is None and schema else given
            headers[name] = header_text(_as_text(header))
        if media is None or status in {204, 304}:
            return HttpResponse(status, headers)
        if media.schema and (errors := example_errors(self.schemas, media, value)):
            reasons = "; ".join(errors)
            return problem(500, f"the mock's own answer breaks the document: {reasons}")
        concrete = "application/json" if "*" in media.type else media.type
        headers["content-type"] = concrete
        if "json" in concrete:
            return HttpResponse(status, headers, json.dumps(value).encode())
        if is_xml(concrete) and not isinstance(value, str):
            from specmock.openapi.xml import write_xml  # few documents need it

            return HttpResponse(status, headers, write_xml(value, self.schemas, media.schema))
        return HttpResponse(status, headers, _as_text(value).encode("utf-8", "replace"))


def _without_operation(request: HttpRequest, route: Route) -> HttpResponse:
    """Return the answer to a method that a path has no operation for."""
    known = {*route.operations, "OPTIONS", *(("HEAD",) if "GET" in route.operations else ())}
    methods = ", ".join(sorted(known))
    if request.method == "OPTIONS":
        # Browsers ask so before they send what the page of another site asks.
        wanted = request.headers.get("access-control-request-headers", "*")
        headers = {"allow": methods, "access-control-allow-methods": methods}
        return HttpResponse(204, {**headers, "access-control-allow-headers": header_text(wanted)})
    response = problem(405, f"the document has no {request.method} here")
    response.headers["allow"] = methods
    return response


def _without_keys(query: str, secret: Set[str]) -> str:
    """Return a query without what is secret by its name."""
    if not secret:
        return query
    parts = [part.partition("=") for part in query.split("&")]
    return "&".join(
        f"{name}=***" if unquote(name) in secret else name + equals + text
        for name, equals, text in parts
    )


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)
