"""A generated client between those who ask and those who answer."""

import json
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from inspect import getmembers, signature
from pathlib import Path
from ssl import SSLContext, create_default_context
from types import ModuleType
from typing import Any, Final, get_args

import httpx
from attrs import define, field, frozen

from specmock.openapi import (
    Document,
    DocumentedResponse,
    HttpRequest,
    Operation,
    OperationCall,
    Pointer,
    Router,
    Schemas,
    load,
    operations_of,
    read_body,
    read_parameters,
    split_media_type,
    unknown_parameters,
)

from ._annotations import class_of, model_differences, operation_differences, security_differences
from ._answers import AnswerJudge, json_of
from ._calls import (
    FIRST,
    FORMS,
    OTHER,
    Network,
    Setup,
    Way,
    Wire,
    calls,
    connected,
    constructor_differences,
    failure_differences,
    onward,
)
from ._coverage import Coverage
from ._keys import client_settings, combination
from ._models import Names, cause, complaints, python_name, squeezed, typed
from ._request_comparison import json_differences, request_differences
from ._values import hard_values, without_offset

_OFTEN: Final = 3
_BOTH: Final[tuple[Way, ...]] = ("sync", "asyncio")


class ContractError(AssertionError):
    """A difference between what a spec says and what its generated client does."""

    def __init__(self, operation: str, differences: list[str]) -> None:
        super().__init__(f"{operation}: {'; '.join(differences)}")
        self.operation = operation
        self.differences = differences


def past_the_client(operation: str, why: str) -> ContractError:
    """Make the error of a request that the client should make and cannot."""
    return ContractError(operation, [f"goes past the client, which cannot express it: {why}"])


@frozen
class Exchange:
    """A server's answer, and what the client made of it."""

    response: httpx.Response
    parsed: Any


@define(eq=False)
class Server(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A base address as a network."""

    url: str
    timeout: float = 60.0
    _trust: SSLContext = field(factory=create_default_context, repr=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        with httpx.Client(verify=self._trust, timeout=self.timeout) as client:
            return client.send(self._moved(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        async with httpx.AsyncClient(verify=self._trust, timeout=self.timeout) as client:
            return await client.send(self._moved(request))

    def _moved(self, request: httpx.Request) -> httpx.Request:
        base = httpx.URL(self.url)
        url = base.copy_with(raw_path=base.raw_path.rstrip(b"/") + request.url.raw_path)
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
        return httpx.Request(request.method, url, headers=headers, content=request.content)


@define(eq=False)
class ClientUnderTest:
    """A generated package that is held against its spec, request by request."""

    package: str
    document: Document
    network: Network
    ways: Sequence[Way] = _BOTH
    names: Names = field(init=False, repr=False)
    schemas: Schemas = field(init=False, repr=False)
    operations: dict[str, Operation] = field(init=False, repr=False)
    coverage: Coverage = field(init=False, repr=False)
    _router: Router = field(init=False, repr=False)
    _modules: dict[str, ModuleType | str] = field(init=False, repr=False)
    _probed: set[str] = field(init=False, factory=set, repr=False)
    _compared: Counter[Any] = field(init=False, factory=Counter, repr=False)

    def __attrs_post_init__(self) -> None:
        known = [import_module(f"{self.package}.{each}") for each in ("types", "models")]
        names = {name: value for each in known for name, value in getmembers(each)}
        self.names = Names({**names, "datetime": import_module("datetime")})
        self.schemas = Schemas(self.document)
        found = operations_of(self.schemas)
        if found.refused:
            raise found.refused[0].error
        self._router = found.router
        self.operations = {operation.id: operation for operation in found.served}
        self.coverage = Coverage(self.operations)
        self._modules = dict(_endpoints(import_module(f"{self.package}.api")))

    def ask(self, wanted: HttpRequest) -> Exchange:
        """Let the client make a request that the spec allows, and return what came of it.

        All four forms of its function are called, a few times for the same arguments and status,
        and one request goes to the server: its answer is given to the others.

        Raises ContractError where the client's request, or what it makes of the answer, differs,
        and for a request that the spec does not allow, which no client can express: see `send`.
        """
        call, why = self._read(wanted)
        if call is None:
            raise past_the_client(self.name_of(wanted), why)
        if not self._probed and (wrong := [*constructor_differences(import_module(self.package))]):
            raise ContractError(self.package, wrong)
        wire = Wire(self.network, lambda sent: request_differences(call, sent, self.schemas))
        exchange = self._called(call, wire)
        self._probe(call)
        return exchange

    def send(self, wanted: HttpRequest) -> httpx.Response:
        """Send a request as it is, past the client, as those are that the spec forbids."""
        self.coverage.raw += 1
        request = onward(wanted)
        response = self.network.handle_request(request)
        response.request = request
        response.read()
        return response

    def operation_of(self, request: HttpRequest) -> Operation:
        """Find the operation of a request; raise LookupError where the spec has none."""
        found = self._found(request)
        if found is None:
            raise LookupError(f"the spec has no {request.method} {request.path}")
        return found[0]

    def _found(self, request: HttpRequest) -> tuple[Operation, dict[str, str]] | None:
        route = self._router.find(request.path)
        found = (
            route.operation(request.method) if route and request.method in route.methods else None
        )
        return (found[0], found[1]) if found and isinstance(found[0], Operation) else None

    def name_of(self, request: HttpRequest) -> str:
        """Name a request by its operation, or by method and path where the spec has none."""
        found = self._found(request)
        return found[0].id if found else f"{request.method} {request.path}"

    def unable(self, wanted: HttpRequest) -> str:
        """Give the reason for which a request goes past the client; nothing where it goes through.

        The reason is what the spec does not allow, a missing key included.
        """
        return self._read(wanted)[1]

    def answer_differences(self, wanted: HttpRequest, response: httpx.Response) -> list[str]:
        """Check a server's answer to a request against the spec; list the differences.

        Raises LookupError for a request to no operation of the spec.
        """
        operation = self.operation_of(wanted)
        documented = operation.answer(response.status_code)
        where = f"answer {response.status_code}"
        if documented is None:
            return [f"{where}: is not documented"]
        pointer = (*operation.pointer, "responses", documented.status)
        wrong = [f"{where}: {each}" for each in self._header_differences(pointer, response)]
        return wrong + self._content_differences(documented, response)

    def _header_differences(self, answer: Pointer, response: httpx.Response) -> Iterator[str]:
        """Compare the headers of an answer with those that the spec requires or describes."""
        answer = self.schemas.follow(answer)
        for name in self.schemas.at(answer).get("headers") or ():
            where = self.schemas.follow((*answer, "headers", name))
            node, text = self.schemas.at(where), response.headers.get(name)
            if text is None and node.get("required"):
                yield f"lacks the header {name}"
            elif text is not None and "schema" in node:
                schema = (*where, "schema")
                if not any(self.schemas.valid(schema, each) for each in _readings(text)):
                    yield f"header {name}: {text!r:.60} is not what its schema says"

    def _content_differences(
        self, documented: DocumentedResponse, response: httpx.Response
    ) -> list[str]:
        where = f"answer {response.status_code}"
        types = [media.type for media in documented.media]
        sent = response.headers.get("content-type", "").partition(";")[0]
        if not types and response.content:
            return [f"{where}: has a body"]
        if types and sent not in types:
            return [f"{where}: is {sent or 'empty'} instead of {' or '.join(types)}"]
        media = documented.media[types.index(sent)] if types else None
        if media is None or media.schema is None or "json" not in sent:
            return []
        try:
            value = response.json()
        except ValueError:
            return [f"{where}: is no JSON"]
        errors = self.schemas.errors(media.schema, value, media.hidden)
        return [f"{where}: {each}" for each in errors]

    def annotation_differences(self) -> list[str]:
        """Check the package's annotations against the spec; list the differences."""
        found = list(model_differences(self.schemas, self.names))
        modules: dict[str, tuple[Operation, ModuleType]] = {}
        for operation in self.operations.values():
            try:
                module = self._module(operation)
            except ContractError as error:
                found.append(str(error))
            else:
                modules[operation.id] = operation, module
                found += operation_differences(operation, module, self.schemas, self.names)
        return [*found, *security_differences(modules, self.schemas, self.names)]

    def model_differences(self) -> list[str]:
        """Parse hard values of each component, and write them again; list what gets lost.

        A time without an offset breaks the format date-time, and is tried all the same.
        JSON has no files: a component that holds one is judged where it is sent and received.
        """
        found: list[str] = []
        for name in self.schemas.root.get("components", {}).get("schemas", {}):
            pointer: Pointer = ("components", "schemas", name)
            model = class_of(self.schemas, pointer, self.names)
            if model is None or self._holds_files(pointer):
                continue
            for _, value in hard_values(self.schemas, pointer):
                if found and found[-1].startswith(f"{name}: "):
                    break
                for each in (value, without_offset(value)):
                    if isinstance(each, dict):
                        found += [f"{name}: {lost}" for lost in self._lost(model, pointer, each)]
        return found

    def _holds_files(self, pointer: Pointer) -> bool:
        nodes = (self.schemas.at(part) for part in self.schemas.parts(pointer))
        names = {
            name for node in nodes if isinstance(node, dict) for name in node.get("properties", ())
        }
        fields = (self.schemas.property(pointer, name) for name in names)
        return any(each and self.schemas.has_format(each, "binary") for each in fields)

    def _lost(self, model: Any, pointer: Pointer, value: Any) -> Iterator[str]:
        try:
            parsed = model.from_dict(value)
            back = parsed.to_dict()
        except Exception as error:  # noqa: BLE001 - whatever generated code fails with
            yield f"cannot take what the spec allows: {error!r:.200}"
            return
        yield from complaints(self.schemas, self.names, pointer, parsed, value)
        yield from json_differences(value, back)

    def _module(self, operation: Operation) -> ModuleType:
        found = self._modules.get(squeezed(operation.id), "the package has no such operation")
        if isinstance(found, ModuleType):
            return found
        raise ContractError(operation.id, [found])

    def _read(self, wanted: HttpRequest) -> tuple[OperationCall | None, str]:
        """Decode a request by the spec; or tell why the spec does not allow it."""
        try:
            operation = self.operation_of(wanted)
        except LookupError as error:
            return None, str(error)
        found = self._found(wanted)
        call = OperationCall(wanted, operation, found[1] if found else {})
        wrong = list(map(str, read_parameters(call, self.schemas)))
        if operation.body and (wanted.body or operation.body_required):
            media = call.media
            if media is None:
                wrong.append(f"body: {wanted.headers.get('content-type')} is not documented")
            else:
                wrong += map(str, read_body(call, media, self.schemas))
        elif wanted.body:
            wrong.append("body: the spec asks for none")
        wrong += [f"query/{name}: is not declared" for name in unknown_parameters(call)]
        if combination(call) is None:
            wrong.append(
                f"authentication: it sends no key in the {' or the '.join(_places(operation))}"
            )
        return (None, wrong[0]) if wrong else (call, "")

    def _called(self, call: OperationCall, wire: Wire) -> Exchange:
        """Call each form of a function, on two clients that are set up otherwise."""
        operation, module = call.operation, self._module(call.operation)
        package = import_module(self.package)
        judge: AnswerJudge | None = None

        def begin() -> dict[str, Any]:
            wire.begin()
            return self._arguments(call, module.sync_detailed, judge=judge is None)

        # With one way only, its functions are called on both clients.
        turns: list[tuple[Setup, Way]] = [(FIRST, self.ways[0]), (OTHER, self.ways[-1])]
        for setup, way in turns:
            wire.setup, wire.way = setup, way
            client = connected(package, setup, client_settings(call), wire)
            for form, outcome in calls(module, way, client, begin):
                if judge is None:
                    if wire.response is None:
                        raise _failure(operation, wire, outcome)
                    judge = self._judge_of(call, wire.response)
                    where, wrong = "", wire.differences or list(judge.first(outcome))
                    if not wrong and self._is_known(call, wire.response):
                        return Exchange(judge.response, judge.parsed)
                else:
                    said = judge.other(form, outcome, wire.given, raises=setup.raises)
                    where, wrong = f"{form}: ", wire.differences or list(said)
                if wrong:
                    raise ContractError(operation.id, [f"{where}{each}" for each in wrong])
        if judge is None:
            raise ContractError(operation.id, [f"its module has no {FORMS[self.ways[0]][0]}"])
        return Exchange(judge.response, judge.parsed)

    def _is_known(self, call: OperationCall, response: httpx.Response) -> bool:
        """Tell if the forms have been compared often enough for such a call.

        They pass arguments and answers on: what differs between them depends on which arguments
        are given and on the status, and not on values.
        """
        kind = (call.operation.id, response.status_code, frozenset(call.given), bool(call.body))
        self._compared[kind] += 1
        return self._compared[kind] > _OFTEN

    def _probe(self, call: OperationCall) -> None:
        """Let the forms of an operation meet failures, once."""
        operation, module = call.operation, self._module(call.operation)
        package = import_module(self.package)
        if operation.id not in self._probed:
            self._probed.add(operation.id)
            begin = partial(self._arguments, call, module.sync_detailed)
            keys = client_settings(call)
            found = failure_differences(module, package, keys, self.ways, begin)
            if wrong := list(dict.fromkeys(found)):
                raise ContractError(operation.id, wrong)

    def _arguments(
        self, call: OperationCall, function: Callable[..., Any], *, judge: bool = True
    ) -> dict[str, Any]:
        hints = self.names.hints(function)
        free = [name for name in signature(function).parameters if name != "client"]
        values: list[tuple[str, str, Any]] = [
            (each.name, each.location, value) for each, value in call.given.items()
        ]
        if call.body is not None and call.media is not None:
            is_json = "json" in call.media.type
            body = call.body if is_json else self._with_bytes(call.body, call.media.schema)
            values.append(("body", "", body))
        arguments: dict[str, Any] = {}
        wrong: list[str] = []
        for name, place, value in values:
            argument = python_name(free, name, place)
            if argument is None:
                wrong.append(f"{name}: the function has no argument for it")
                continue
            free.remove(argument)
            hint = hints[argument]
            if not place and len(call.operation.body) > 1:
                hint = self._kind_of_body(call, value, hint, arguments)
            try:
                arguments[argument] = typed(value, hint)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                why = cause(error)
                wrong.append(f"{name}: the client cannot take what the spec allows: {why}")
        if judge and "body" in arguments and call.media is not None:
            wrong += self._unknown_to(arguments["body"], call.body, call.media.schema, "body")
        if wrong:
            raise ContractError(call.operation.id, wrong)
        return arguments

    def _kind_of_body(
        self, call: OperationCall, body: Any, hint: Any, others: dict[str, Any]
    ) -> Any:
        """Choose the class that the client sends in the media type of a call: it has one for each."""
        for kind in get_args(hint):
            with suppress(Exception):  # another media type's class need not take the value
                made = self._module(call.operation)._get_kwargs(**others, body=typed(body, kind))
                sent, _ = split_media_type(made["headers"]["Content-Type"])
                if call.media is not None and sent == call.media.type:
                    return kind
        return hint

    def _with_bytes(self, body: Any, schema: Pointer | None) -> Any:
        """Turn text of a character a byte into bytes, where the schema says binary."""
        if schema is None:
            return body
        if isinstance(body, dict):
            fields = {name: self.schemas.property(schema, name) for name in body}
            return {name: self._with_bytes(each, fields[name]) for name, each in body.items()}
        if isinstance(body, list):
            return [self._with_bytes(each, schema) for each in body]
        return body.encode("latin-1") if self.schemas.has_format(schema, "binary") else body

    def _unknown_to(
        self, model: Any, value: Any, schema: Pointer | None, what: str
    ) -> Iterator[str]:
        if schema is not None:
            for found in complaints(self.schemas, self.names, schema, model, value):
                yield f"{what}: {found}"

    def _judge_of(self, call: OperationCall, response: httpx.Response) -> AnswerJudge:
        """Make the judge of an answer, and count what is exercised."""
        status = response.status_code
        self.coverage.note(call, status, json_of(response))
        unexpected = import_module(f"{self.package}.errors").UnexpectedStatus
        documented = call.operation.answer(status)
        returned = self.names.hints(self._module(call.operation).sync_detailed).get("return")
        (hint,) = get_args(returned) or (Any,)
        return AnswerJudge(self.schemas, self.names, documented, unexpected, response, hint)


def client_under_test(
    package: str,
    spec: Document | str | Path,
    network: Network | str,
    ways: Sequence[Way] = _BOTH,
) -> ClientUnderTest:
    """Hold a generated package against its spec.

    Args:
        package: The name by which it is imported.
        spec: An OpenAPI document, or the path of one.
        network: The base address of a server, or a transport of httpx.
        ways: Which functions are compared; the first of them asks the server.

    Raises ImportError for a package that is not there, DocumentError for a spec that is none.
    """
    document = spec if isinstance(spec, Document) else load(spec)
    server = Server(network) if isinstance(network, str) else network
    return ClientUnderTest(package, document, server, ways)


def _endpoints(api: ModuleType) -> Iterator[tuple[str, ModuleType | str]]:
    """Import the module of each operation; in its place the reason why that fails."""
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if not found.ispkg:
            name = squeezed(found.name.rpartition(".")[2])
            try:
                yield name, import_module(found.name)
            except Exception as error:  # noqa: BLE001 - whatever generated code fails with
                yield name, f"its module cannot be imported: {error!r}"


def _failure(operation: Operation, wire: Wire, outcome: Any) -> Exception:
    """Find the cause that kept the first form from an answer: a difference, the network, or the client."""
    if not wire.differences and isinstance(outcome, httpx.HTTPError | ContractError):
        return outcome
    failed = f"the call failed: {outcome!r}" if isinstance(outcome, Exception) else ""
    return ContractError(
        operation.id, wire.differences or [failed or "the client has sent no request"]
    )


def _readings(text: str) -> Iterator[Any]:
    """Read the text of a header as each type that it may have."""
    yield text
    try:
        yield json.loads(text)
    except ValueError:
        yield [each.strip() for each in text.split(",")]


def _places(operation: Operation) -> list[str]:
    schemes = (scheme for option in operation.security for scheme in option)
    return list(dict.fromkeys(f"{each.location} {each.key}" for each in schemes))
