"""The engine: requests in, answers out, without any input or output of its own."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import RLock
from typing import Any, Final

from attrs import evolve

from specmock.openapi import (  # few documents need it
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

from .access import Access
from .clock import Clock, RealClock
from .faults import Plan, Step, step_from, with_faults
from .journal import Entry, Journal
from .limits import RateLimits
from .prefer import preference
from .refusals import RefusedError
from .settings import Settings
from .state.examples import Example
from .state.inference import infer, preferred
from .state.lifecycle import RunCollection
from .state.resources import Resource, Resources, resources_of
from .state.runs import State, Value

_LOG: Final = logging.getLogger("specmock")


class Mock:
    """A mock of one vendor, made of its document."""

    def __init__(
        self,
        source: Document | str | Path,
        settings: Settings | None = None,
        clock: Clock | None = None,
        name: str | None = None,
    ) -> None:
        """Make a mock; raise DocumentError for a document that cannot be served.

        Args:
            source: the document, or its path.
            settings: how the mock behaves.
            clock: the time that it lives by; the machine's, unless given.
            name: what it is called where there are several; the name of the file, unless given.
        """
        self.document = source if isinstance(source, Document) else load(source, strict=False)
        self.settings = settings or Settings()
        self.clock = clock or RealClock()
        self.name = name or self.document.path.stem
        self._lock = RLock()
        version = str(self.document.root.get("openapi", ""))
        if not re.match(r"3\.[01]\.\d", version):
            line = self.document.line(("openapi",))
            raise DocumentError(self.document.path, line, "this is no OpenAPI 3.0 or 3.1 document")
        self.schemas = Schemas(self.document)
        operations, self._router = operations_of(self.document, self.schemas)
        schemes = [each for one in operations for option in one.security for each in option]
        secret = {each.key for each in schemes if each.location == "query"}
        self._journal = Journal(self.name, secret, self.settings.journal_size)
        self._inference = infer(self.schemas, operations)
        self.operations: Mapping[str, Operation] = self._inference.operations
        self._state = State(
            self.schemas,
            self._inference,
            self.settings,
            self.clock,
            lambda call: self._plan.next(call.operation.id, about_runs=True),
        )
        found = resources_of(self.schemas, operations) if self._infers_resources() else []
        self._resources = Resources(self.schemas, found, self.settings.seed)
        self._access = Access(self.document.root.get("x-mock") or {})
        self._limits = RateLimits(self.clock)
        self._static: dict[Any, HttpResponse] = {}
        self.forget()

    def _infers_resources(self) -> bool:
        return self.settings.resources and not self._inference.has_state

    @property
    def resources(self) -> list[Resource]:
        """The resources that were inferred from paths and answers."""
        return self._resources.found

    @property
    def keys(self) -> list[str]:
        """The keys that the mock accepts."""
        return self._access.keys

    @property
    def key(self) -> str:
        """A key that the mock accepts."""
        return self._access.key

    @property
    def collections(self) -> list[RunCollection]:
        """The collections of runs that the document has."""
        return self._inference.collections

    def examples(self, operation: Operation) -> list[Example]:
        """Examples of an operation's answer that is no error."""
        return self._inference.successes(operation)

    @property
    def outcomes(self) -> list[str]:
        """The states in which a run can end."""
        lifecycles = [each.lifecycle for each in self.collections if each.lifecycle]
        return list(dict.fromkeys(word for each in lifecycles for word in each.terminal))

    @property
    def starters(self) -> list[str]:
        """The operations that start runs."""
        return list(self._inference.creations)

    @property
    def journal(self) -> list[Entry]:
        """The requests so far, the oldest first."""
        with self._lock:
            return self._journal.entries()

    @property
    def steps(self) -> list[Step]:
        """What is planned and has not happened yet."""
        with self._lock:
            return list(self._plan.steps)

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
            self._plan.steps.append(step)

    def add_run(self, operation: str, state: str | None = None, **parameters: Any) -> None:
        """Let the mock know an id of yours: what a parameter of an operation names is there.

        Raises ValueError for a parameter that names nothing, and for an unknown state.
        """
        with self._lock:
            for name, value in parameters.items():
                self._state.add_run(operation, name, value, state)

    def reset(self) -> None:
        """Forget everything, and set the clock back."""
        self.forget()
        self.clock.reset()

    def forget(self) -> None:
        """Forget all runs, plans and requests; what the examples name is there again."""
        with self._lock:
            self._journal.clear()
            self._plan = Plan()
            self._limits.clear()
            self._state.reset()
            self._resources.reset()

    def runs(self, newest: int | None = None) -> list[dict[str, Any]]:
        """List the runs with their states, or the newest of each collection.

        That is no look at them, which would move them on.
        """
        with self._lock:
            return [
                {
                    "kind": run.collection.name,
                    "id": run.id,
                    "state": state,
                    "created": run.created,
                    "looks": run.looks,
                }
                for run, state in self._state.newest(newest)
            ]

    def serves(self, path: str) -> bool:
        """Tell whether the document has a path."""
        return self._router.find(path) is not None

    def handle(self, request: HttpRequest) -> Answer:
        """Answer a request, or say when to ask for the answer again."""
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
                call = OperationCall(request, operation, path)
                return self._finish(call, *self._answer(call))
            except DocumentError as error:
                return self._done(request, None, problem(500, f"the document is at fault: {error}"))
            except Exception as error:  # noqa: BLE001 - a mistake of ours, whatever it is
                return self._failed(request, error)

    def _finish(self, call: OperationCall, answer: Answer, step: Step | None) -> Answer:
        if isinstance(answer, Later):
            return Later(answer.until, lambda: self._again(call, answer.then, step))
        return self._done(call.request, call, with_faults(step, answer))

    def _again(self, call: OperationCall, then: Callable[[], Answer], step: Step | None) -> Answer:
        with self._lock:
            try:
                return self._finish(call, then(), step)
            except Exception as error:  # noqa: BLE001 - as above
                return self._failed(call.request, error)

    def _failed(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Log, answer and note a mistake of the mock itself."""
        _LOG.error("%s %s failed in the mock", request.method, request.path, exc_info=error)
        reason = f"the mock itself failed: {type(error).__name__}: {error}"
        return self._done(request, None, problem(500, reason))

    def _done(
        self, request: HttpRequest, call: OperationCall | None, response: HttpResponse
    ) -> HttpResponse:
        if "origin" in request.headers:
            response.headers["access-control-allow-origin"] = "*"
            response.headers["access-control-expose-headers"] = "*"
        operation = call.operation.id if call else None
        now = self.clock.now()
        self._journal.add(now, request, operation, response)
        return response

    def _answer(self, call: OperationCall) -> tuple[Answer, Step | None]:
        """Answer a request to an operation; the first stage that has an answer gives it."""
        step = None
        try:
            self._access.check(call)
            preferred_answer = self._as_preferred(call)
            if preferred_answer is not None:
                return preferred_answer, None
            step = self._plan.next(call.operation.id, about_runs=False)
            if step is not None and step.status is not None:
                return self._as_planned(call, step, step.status), step
            if self.settings.rate_limits:
                self._limits.check(call)
            self._read(call)
            return self._act(call), step
        except RefusedError as refused:
            return self._refusal(call, refused), step

    def _as_preferred(self, call: OperationCall) -> HttpResponse | None:
        header = call.request.headers.get("prefer")
        wanted = preference(header) if header else None
        if wanted is None:
            return None
        success = call.operation.success
        status = wanted.code or (success.status if success else "200")
        answer = (
            call.operation.answer(int(status)) if re.fullmatch("[1-5][0-9]{2}", status) else None
        )
        if answer is None:
            return problem(400, "the document has no answer of the preferred code")
        names = [example.name for example in self._inference.examples_of(call.operation, answer)]
        if wanted.example is None and success is not None and answer is success:
            return None
        if wanted.example is not None and wanted.example not in names:
            return problem(400, "the document has no example of the preferred name")
        return self._documented(call, answer, int(status), wanted.example)

    def _as_planned(self, call: OperationCall, step: Step, status: int) -> HttpResponse:
        answer = call.operation.answer(status)
        if answer is None or (str(status) not in call.operation.answers and status >= 500):
            response = HttpResponse(status, {"content-type": "text/html"}, HTML)
            response.headers[UNDOCUMENTED] = "true"
            return response
        return self._documented(call, answer, status, step.example)

    def _read(self, call: OperationCall) -> None:
        """Read parameters and body; raise RefusedError for a request that breaks the document."""
        wrong = list(read_parameters(call, self.schemas))
        if call.operation.body:
            sent = call.request.body
            if len(sent) > self.settings.max_body:
                raise RefusedError(("413", "400"), "the body is too large")
            needed = call.operation.body_required
            if sent or (needed and "content-type" in call.request.headers):
                media = call.media
                if media is None:
                    reason = "the media type is not documented"
                    raise RefusedError(("415", "422", "400"), reason)
                wrong += read_body(call, media, self.schemas)
            elif needed:
                wrong.append("body: is required")
        if wrong:
            raise RefusedError(("422", "400"), "; ".join(wrong))

    def _act(self, call: OperationCall) -> Answer:
        success = call.operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        if self._resources.has(call.operation):
            return self._shown(
                call,
                success,
                lambda: Value(
                    self._resources.act(call, success, lambda: self._usual(call, success))
                ),
            )
        return self._shown(call, success, lambda: self._state.act(call, success))

    def _usual(self, call: OperationCall, success: DocumentedResponse) -> Any:
        """Make the body that the document has for a request, without the state of resources."""
        value = self._state.act(call, success)
        if isinstance(value, Value) and value.value is not None:
            return value.value
        response = self._documented(call, success, success.code, None)
        is_json = "json" in response.headers.get("content-type", "")
        return response.json() if is_json and response.status == success.code else None

    def _shown(
        self,
        call: OperationCall,
        success: DocumentedResponse,
        act: Callable[[], Value | Later[Value]],
    ) -> Answer:
        """Answer with what the state gives, now or later."""
        try:
            value = act()
        except RefusedError as refused:
            return self._refusal(call, refused)
        if isinstance(value, Later):
            return Later(value.until, lambda: self._shown(call, success, value.then))
        if value.value is None:
            return self._documented(call, success, success.code, None)
        return self._checked(call, success, success.code, value.value)

    def _refusal(self, call: OperationCall, refused: RefusedError) -> HttpResponse:
        """Answer with the first status of a refusal that is documented, else with a problem."""
        reason = str(refused)
        for status in refused.statuses:
            answer = call.operation.answers.get(status)
            if answer is not None:
                break
        else:
            status = refused.statuses[0]
            answer = call.operation.answer(int(status))
            if answer is None:
                return refused.complete(problem(int(status), reason))
        response = self._documented(call, answer, int(status), refused.example)
        response.headers[REASON] = header_text(reason)
        return refused.complete(response)

    def _documented(
        self, call: OperationCall, answer: DocumentedResponse, status: int, name: str | None
    ) -> HttpResponse:
        """Answer as the document has it: an example, or a sample of the schema."""
        media = preferred(answer, call.accept)
        key = (call.operation.id, answer.status, status, name, media and media.type)
        if key not in self._static:
            value, reason = None, ""
            if media is not None:
                examples = self._inference.sound(media)
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
            self._static[key] = self._checked(call, answer, status, value)
            if reason:
                self._static[key].headers.setdefault(REASON, reason)
        response = self._static[key]
        return evolve(response, headers=dict(response.headers))

    def _checked(
        self, call: OperationCall, answer: DocumentedResponse, status: int, value: Any
    ) -> HttpResponse:
        """Check an answer against the document and write it as bytes."""
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
    """Answer a method that a path has no operation for: 405, or a preflight."""
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


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)
