"""The engine: requests in, answers out, without any input or output of its own."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any, Final

from attrs import evolve

from specmock.openapi import (
    HTML,
    REASON,
    UNDOCUMENTED,
    Answer,
    Breach,
    Document,
    DocumentedResponse,
    DocumentError,
    HttpRequest,
    HttpResponse,
    Later,
    Media,
    Operation,
    OperationCall,
    Pointer,
    RefusedOperation,
    Schemas,
    accepted,
    decompressed,
    example_errors,
    header_text,
    is_json,
    is_xml,
    load,
    nearest,
    operations_of,
    parse_body,
    problem,
    read_body,
    read_parameters,
    unknown_fields,
    unknown_parameters,
    write_body,
    write_header,
)

from .access import Access
from .clock import Clock, RealClock
from .cors import allow_origin, is_preflight, without_operation
from .extensions import sound_part
from .faults import Plan, Step, step_from, with_faults
from .journal import Entry, Journal
from .limits import RateLimits
from .prefer import preference
from .refusals import RefusedError
from .settings import Settings
from .state.examples import Example
from .state.inference import infer, lifecycle_pointers, preferred
from .state.lifecycle import RunCollection
from .state.resource_inference import Resource, resources_of
from .state.resources import Resources
from .state.runs import State, Value
from .state.seeded_answers import Variations

_MOST_ACCEPTED: Final = 8  # media ranges of which an answer is kept
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
        source = source if isinstance(source, Document) else load(source, strict=False)
        self.settings = settings or Settings()
        self.clock = clock or RealClock()
        self.name = name or source.path.stem
        self._lock = RLock()
        self.schemas = Schemas(source)
        self.document = self.schemas.document
        self.found = operations_of(self.schemas)
        served = self.found.served
        schemes = [each for one in served for option in one.security for each in option]
        secret = {each.key for each in schemes if each.location == "query"}
        self._journal = Journal(
            self.name, secret, self.settings.journal_size, bodies=self.settings.bodies
        )
        self._inference = infer(self.schemas, served)
        by_id = {each.id: each for each in served}
        for name, error in self._inference.unusable.items():
            self.found.refuse(by_id[name], error)
        self.operations: Mapping[str, Operation] = self._inference.operations
        self._state = State(
            self.schemas,
            self._inference,
            self.settings,
            self.clock,
            lambda call: self._plan.next(call.operation.id, about_runs=True),
        )
        infers = self.settings.resources
        found, self.unsure = resources_of(self._inference) if infers else ([], [])
        self._variations = Variations(self.schemas, self._inference, self.settings.seed)
        self._resources = Resources(self.schemas, found, self._state, self._variations)
        self._inference.collections += [each.runs for each in found if each.runs]
        facts = self.document.root.get("x-mock", {})
        self._access = Access(sound_part(self.schemas, ("x-mock",), facts))
        self._limits = RateLimits(self.clock)
        self._static: dict[Any, HttpResponse] = {}
        self._usual_bodies: dict[Media | None, tuple[Any, str]] = {}
        self.forget()

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
    def refused(self) -> list[RefusedOperation]:
        """The operations that cannot be served."""
        return self.found.refused

    @property
    def ignored(self) -> list[DocumentError]:
        """What is wrong of the document's YAML and of its extensions, and is left out."""
        files = [self.document, *self.document.files.values()]
        told = dict((*self.schemas.problems, *self.found.problems))
        names = {"x-mock", "x-lifecycle", "x-rate-limit", "x-exactly-one-of"}
        return [slip for each in files for slip in each.slips] + [
            self.document.error(pointer, reason)
            for pointer, reason in told.items()
            if not names.isdisjoint(map(str, pointer)) or pointer == ("security",)
        ]

    def checks_keys(self, operation: Operation) -> bool:
        """Tell whether a wrong key is refused by an operation."""
        return self._access.checks(operation)

    @property
    def collections(self) -> list[RunCollection]:
        """The collections of runs that the document has."""
        return self._inference.collections

    @property
    def lifecycles(self) -> list[Pointer]:
        """Where the document has lifecycles."""
        return lifecycle_pointers(self.schemas)

    def names_run(self, operation_id: str, collection: RunCollection) -> bool:
        """Tell whether requests to an operation name runs of a collection."""
        in_body = self._inference.in_body.get(operation_id, ("", None))[1]
        return collection in (*self._inference.identifiers.get(operation_id, {}).values(), in_body)

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
        creating = [
            name
            for each in self.resources
            if each.runs
            for name, role in each.roles.items()
            if role == "create"
        ]
        return [*self._inference.creations, *creating]

    @property
    def journal(self) -> list[Entry]:
        """The requests so far, the oldest first."""
        with self._lock:
            return self._journal.entries()

    def sent(self, operation: str | None = None) -> list[Any]:
        """List what the requests to an operation, or to all, sent as their bodies, in their order.

        JSON comes as data, anything else as text. Raises ValueError for an operation that the
        document does not have, and where the settings keep no bodies.
        """
        if operation is not None and operation not in self.operations:
            raise ValueError(f"{self.name} has no operation {operation}")
        if not self.settings.bodies:
            raise ValueError("no bodies are kept: Settings(bodies=True) keeps them")
        return [each.sent for each in self.journal if operation in {None, each.operation}]

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
            self._variations.reset()

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
        return self.found.router.find(path) is not None

    def handle(self, request: HttpRequest) -> Answer:
        """Answer a request, or say when to ask for the answer again."""
        with self._lock:
            try:
                route = self.found.router.find(request.path)
                if route is None:
                    return self._done(request, None, problem(404, "the document has no such path"))
                found = None if is_preflight(request) else route.operation(request.method)
                if found is None:
                    return self._done(request, None, without_operation(request, route))
                operation, path = found
                if isinstance(operation, RefusedOperation):
                    reason = f"{operation.id} cannot be served: {operation.error}"
                    return self._done(request, None, problem(501, reason))
                call = OperationCall(request, operation, path)
                return self._finish(call, *self._answer(call))
            except DocumentError as error:
                return self._done(request, None, problem(500, f"the document is at fault: {error}"))
            except Exception as error:  # noqa: BLE001 - a mistake of ours, whatever it is
                return self._failed(request, error)

    def judge(self, request: HttpRequest) -> tuple[OperationCall | None, list[Breach]]:
        """List how a request breaks the document, whatever is answered; nothing is remembered.

        The call is None where the document has no operation that is served for it.
        """
        route = self.found.router.find(request.path)
        if route is None:
            return None, [Breach("unknown-path", "", "the document has no such path")]
        found = None if is_preflight(request) else route.operation(request.method)
        if found is None:
            if request.method == "OPTIONS":
                return None, []
            reason = f"the document has no {request.method} here"
            return None, [Breach("unknown-method", "", reason)]
        operation, path = found
        if isinstance(operation, RefusedOperation):
            return None, []
        call = OperationCall(request, operation, path)
        breaches: list[Breach] = []
        for stage in (self._access.check, self._read, _accept):
            try:
                stage(call)
            except RefusedError as refused:
                breaches += refused.breaches
        names = {each.place for each in breaches}
        breaches += [each for each in _undocumented(call) if each.place not in names]
        breaches += unknown_fields(call, self.schemas)
        return call, breaches

    def _finish(self, call: OperationCall, answer: Answer, step: Step | None) -> Answer:
        if isinstance(answer, Later):
            return Later(answer.until, lambda: self._again(call, answer.then, step))
        response = with_faults(step, answer)
        if self.settings.delay:
            response = evolve(response, delay=response.delay + self.settings.delay)
        return self._done(call.request, call, response)

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
        allow_origin(request, response)
        if call and request.query and (unknown := unknown_parameters(call)):
            reason = f"passed over: {', '.join(f'query/{name}' for name in unknown)}"
            response.headers.setdefault(REASON, header_text(reason))
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
        if self.settings.strict_requests:
            wrong += _undocumented(call)
        statuses: tuple[str, ...] = ("422", "400")
        if call.operation.body:
            try:
                wrong += self._read_body(call)
            except RefusedError as refused:
                statuses = refused.statuses
                wrong += refused.breaches
        if wrong:
            if all(each.place.startswith("path/") for each in wrong):
                statuses = (*statuses, "404")
            raise RefusedError(statuses, "; ".join(map(str, wrong)), breaches=wrong)

    def _read_body(self, call: OperationCall) -> Iterable[Breach]:
        call.request = _uncompressed(call.request, self.settings.max_body)
        needed = call.operation.body_required
        if not call.request.body and not (needed and "content-type" in call.request.headers):
            return [Breach("missing-body", "body", "is required")] if needed else []
        if call.media is None:
            reason = "the media type is not documented"
            raise _refused(("415", "422", "400"), Breach("media-type", "", reason))
        return read_body(call, call.media, self.schemas)

    def _act(self, call: OperationCall) -> Answer:
        success = call.operation.success
        if success is None:
            return problem(501, "the document has no answer that is no error")
        _accept(call)
        if self._resources.has(call.operation):
            return self._shown(call, success, lambda: self._remembered(call, success))
        varied = self._variations.body(call, success, is_thing=False)
        if varied is not None:
            return self._shown(call, success, lambda: Value(varied))
        return self._shown(call, success, lambda: self._state.act(call, success))

    def _remembered(self, call: OperationCall, success: DocumentedResponse) -> Value:
        """Answer with the state of a resource over what the document has."""
        reasons: list[str] = []
        value = self._resources.act(call, success, lambda: self._usual(call, success, reasons))
        value.reason = "; ".join(filter(None, (*reasons, value.reason)))
        return value

    def _usual(self, call: OperationCall, success: DocumentedResponse, reasons: list[str]) -> Any:
        """Make the body that the document has for a request, without the state of resources."""
        is_thing = not self._resources.creates(call.operation)
        varied = self._variations.body(call, success, is_thing=is_thing)
        if varied is not None:
            return varied
        value, media = self._state.act(call, success), preferred(success)
        if isinstance(value, Value) and value.value is not None:
            body = value.value
        else:
            if media not in self._usual_bodies:
                with suppress(LookupError):  # which the answer tells
                    self._usual_bodies[media] = self._shown_by_document(media, None)
            body, reason = self._usual_bodies.get(media, (None, ""))
            reasons.append(reason)
        if media is not None and is_xml(media.type) and isinstance(body, str):
            with suppress(ValueError):  # the schema is of a text
                return parse_body(media, media.name, body.encode(), self.schemas)
        return body

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
        if value.answers is None:
            return self._written(call, success, value)
        accept = call.request.headers.get("accept", "")
        if accept not in value.answers:
            if len(value.answers) >= _MOST_ACCEPTED:
                value.answers.clear()
            value.answers[accept] = self._written(call, success, value)
        kept = value.answers[accept]
        return HttpResponse(kept.status, dict(kept.headers), kept.body)

    def _written(
        self, call: OperationCall, success: DocumentedResponse, value: Value
    ) -> HttpResponse:
        """Write what the state gives in the media type that the client accepts."""
        if value.value is None or not self._is_carried(call, success, value.value):
            response = self._documented(call, success, success.code, None)
        else:
            response = self._checked(
                call, success, success.code, value.value, is_valid=value.is_valid
            )
        if value.reason:
            response.headers.setdefault(REASON, header_text(value.reason))
        if value.location and success.location and response.status == success.code:
            host = call.request.headers.get("host", "localhost")
            for each in (value.location, f"http://{host}{value.location}"):
                if self.schemas.valid(success.location.schema, each):
                    response.headers["location"] = each
                    break
        return response

    def _is_carried(self, call: OperationCall, success: DocumentedResponse, value: Any) -> bool:
        """Tell whether what the state gives is what the media type of the answer shows.

        The state is that of the usual media type. Another one shows it where it is structured and
        has no examples of its own, or the document has a state that these would deny.
        """
        media, _ = self._media(call, success)
        if media is None or media is preferred(success):
            return True
        is_structured = is_json(media.type) or is_xml(media.type)
        has_state = self._inference.has_state or self._resources.has(call.operation)
        has_own = bool(self._inference.sound(media)) and not has_state
        return is_structured and not has_own and not example_errors(self.schemas, media, value)

    def _media(self, call: OperationCall, answer: DocumentedResponse) -> tuple[Media | None, str]:
        """Choose the media type of an answer; of an error the usual one, whatever is accepted."""
        return call.answer_in(answer) or accepted(answer.media, "") or (None, "")

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
        media, content_type = self._media(call, answer)
        key = (call.operation.id, answer.status, status, name, content_type)
        if key not in self._static:
            try:
                value, reason = self._shown_by_document(media, name)
            except LookupError as error:
                return problem(500, str(error))
            self._static[key] = self._checked(call, answer, status, value)
            if reason:
                also = self._static[key].headers.get(REASON)
                reasons = f"{reason}; {also}" if also else reason
                self._static[key].headers[REASON] = header_text(reasons)
        response = self._static[key]
        return evolve(response, headers=dict(response.headers))

    def _shown_by_document(self, media: Media | None, name: str | None) -> tuple[Any, str]:
        """Take an example, or make a sample of the schema, and say why."""
        examples = self._inference.sound(media) if media else {}
        if examples:
            return examples.get(name or "", next(iter(examples.values()))), ""
        if media is None or media.schema is None:
            return None, ""
        reason = "made from the schema, since the example breaks it" if media.examples else ""
        value, errors = nearest(self.schemas, media.schema, media.hidden)
        if not errors:
            return value, reason
        reason = "no value was found for this schema"
        if not self.settings.best_effort:
            reason += f"; the nearest breaks it: {'; '.join(each.strip(': ') for each in errors)}"
            raise LookupError(self.document.error(media.schema, reason))
        return value, reason

    def _checked(
        self,
        call: OperationCall,
        answer: DocumentedResponse,
        status: int,
        value: Any,
        *,
        is_valid: bool = False,
    ) -> HttpResponse:
        """Check an answer against the document and write it as bytes.

        `is_valid` is a value of the usual media type that was found to be valid.
        """
        media, content_type = self._media(call, answer)
        headers, wrong = {}, []
        for name, (style, given) in answer.headers.items():
            header, errors = (
                (given, []) if given is not None else nearest(self.schemas, style.schema)
            )
            wrong += [f"header {name}{error}" for error in errors]
            headers[name] = header_text(write_header(style, header))
        has_body = media is not None and status not in {204, 304}
        if media and has_body and not (is_valid and media is preferred(answer)):
            wrong += example_errors(self.schemas, media, value)
        if wrong and not self.settings.best_effort:
            reasons = "; ".join(wrong)
            return problem(500, f"the mock's own answer breaks the document: {reasons}")
        if wrong:
            headers[REASON] = header_text(f"this breaks the document: {'; '.join(wrong)}")
        if media is None or not has_body:
            return HttpResponse(status, headers)
        headers["content-type"], body = write_body(media, content_type, value, self.schemas)
        return HttpResponse(status, headers, body)


def _accept(call: OperationCall) -> None:
    """Refuse a client that accepts no media type of the answer."""
    success = call.operation.success
    if success is not None and success.media and call.answer_in(success) is None:
        types = ", ".join(each.name for each in success.media)
        raise _refused(("406",), Breach("accept", "", f"the client accepts none of {types}"))


def _undocumented(call: OperationCall) -> Iterator[Breach]:
    for name in unknown_parameters(call):
        yield Breach("unknown-parameter", f"query/{name}", "is not documented")


def _refused(statuses: Iterable[str], breach: Breach) -> RefusedError:
    return RefusedError(statuses, str(breach), breaches=[breach])


def _uncompressed(request: HttpRequest, limit: int) -> HttpRequest:
    """Undo the content codings of a request; raise RefusedError for what is none, or too large."""
    size = Breach("invalid-body", "", f"the body is larger than {limit:,} bytes")
    too_large = _refused(("413", "400"), size)
    if len(request.body) > limit:
        raise too_large
    coding = request.headers.get("content-encoding")
    if not coding or not request.body:
        return request
    try:
        return evolve(request, body=decompressed(request.body, coding, limit))
    except LookupError as error:
        reason = f"the content coding {error} is not supported; gzip and deflate are"
        raise _refused(("415", "400"), Breach("media-type", "", reason)) from None
    except OverflowError:
        raise too_large from None
    except ValueError as error:
        raise _refused(("422", "400"), Breach("invalid-body", "body", str(error))) from None
