"""A generated client between those who ask and those who answer."""

import asyncio
import pkgutil
from collections.abc import Callable, Iterator
from http import HTTPStatus
from importlib import import_module
from inspect import signature
from pathlib import Path
from ssl import SSLContext, create_default_context
from types import ModuleType
from typing import Any, Final, Literal, Protocol, TypeAlias

import httpx
from attrs import define, field, frozen

from specmock.openapi import (
    Document,
    HttpRequest,
    Operation,
    OperationCall,
    Pointer,
    Router,
    Schemas,
    Scheme,
    load,
    operations_of,
    read_body,
    read_parameters,
)

from ._annotations import model_differences, operation_differences
from ._coverage import Coverage
from ._models import Names, complaints, squeezed, taken, typed
from ._wire import json_differences, request_differences

Way: TypeAlias = Literal["sync", "asyncio"]
_HOST: Final = "http://client.invalid"
_KNOWN_CODES: Final = frozenset(map(int, HTTPStatus))  # generated clients fail at any other


class Network(Protocol):
    """A transport of httpx, for blocking and for awaited clients."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        ...

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        ...


class ContractError(AssertionError):
    """A difference between what a spec says and what its generated client does."""

    def __init__(self, operation: str, differences: list[str]) -> None:
        super().__init__(f"{operation}: {'; '.join(differences)}")
        self.operation = operation
        self.differences = differences


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
    way: Way = "sync"
    names: Names = field(init=False, repr=False)
    schemas: Schemas = field(init=False, repr=False)
    operations: dict[str, Operation] = field(init=False, repr=False)
    coverage: Coverage = field(init=False, repr=False)
    _router: Router = field(init=False, repr=False)
    _modules: dict[str, ModuleType | str] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        known = [vars(import_module(f"{self.package}.{each}")) for each in ("types", "models")]
        self.names = Names({**known[0], **known[1], "datetime": import_module("datetime")})
        self.schemas = Schemas(self.document)
        operations, self._router = operations_of(self.document, self.schemas)
        self.operations = {operation.id: operation for operation in operations}
        self.coverage = Coverage(self.operations)
        self._modules = dict(_endpoints(import_module(f"{self.package}.api")))

    def ask(self, wanted: HttpRequest) -> Exchange:
        """Let the client make a request that the spec allows, and return what came of it.

        A request that no client can express goes to the server as it is.
        Raises ContractError where the client's request, or what it makes of the answer, differs.
        """
        call = self._decoded(wanted)
        if call is None:
            self.coverage.raw += 1
            return Exchange(self.send(wanted), None)
        wire = _Wire(self.network, call, self.schemas)
        try:
            answer = self._called(call, wire)
        except (ContractError, httpx.HTTPError):
            raise
        except Exception as error:
            if wire.response is None:
                raise ContractError(call.operation.id, [f"the call failed: {error!r}"]) from error
            answer = error
        if wire.response is None:
            raise ContractError(call.operation.id, ["the client has sent no request"])
        self._judge(call, wire.response, answer)
        return Exchange(wire.response, None if isinstance(answer, Exception) else answer)

    def send(self, wanted: HttpRequest) -> httpx.Response:
        """Send a request as it is, past the client."""
        url = httpx.URL(_HOST).copy_with(raw_path=_target(wanted))
        headers = [(n.encode(), v.encode("latin-1", "replace")) for n, v in wanted.headers.items()]
        request = httpx.Request(wanted.method, url, headers=headers, content=wanted.body)
        response = self.network.handle_request(request)
        response.request = request
        response.read()
        return response

    def operation_of(self, request: HttpRequest) -> Operation:
        """Find the operation of a request; raise LookupError where the spec has none."""
        found = self._router.find(request.path)
        if found is None or request.method not in found[0].operations:
            raise LookupError(f"the spec has no {request.method} {request.path}")
        return found[0].operations[request.method]

    def allows(self, wanted: HttpRequest) -> bool:
        """Tell if the spec allows a request, its key included."""
        return self._decoded(wanted) is not None

    def answer_differences(self, wanted: HttpRequest, response: httpx.Response) -> list[str]:
        """Check a server's answer to a request against the spec; list the differences.

        Raises LookupError for a request to no operation of the spec.
        """
        documented = self.operation_of(wanted).answer(response.status_code)
        if documented is None:
            return [f"answer {response.status_code}: is not documented"]
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
        return [f"{where}: {each}" for each in self.schemas.errors(media.schema, value)]

    def annotation_differences(self) -> list[str]:
        """Check the package's annotations against the spec; list the differences."""
        found = list(model_differences(self.schemas, self.names))
        for operation in self.operations.values():
            try:
                module = self._module(operation)
            except ContractError as error:
                found.append(str(error))
            else:
                found += operation_differences(operation, module, self.schemas, self.names)
        return found

    def _module(self, operation: Operation) -> ModuleType:
        found = self._modules.get(squeezed(operation.id), "the package has no such operation")
        if isinstance(found, ModuleType):
            return found
        raise ContractError(operation.id, [found])

    def _decoded(self, wanted: HttpRequest) -> OperationCall | None:
        """Decode a request by the spec; None for one that the spec does not allow."""
        found = self._router.find(wanted.path)
        operation = found[0].operations.get(wanted.method) if found else None
        if found is None or operation is None:
            return None
        call = OperationCall(wanted, operation, found[1])
        wrong = list(read_parameters(call, self.schemas))
        if operation.body and (wanted.body or operation.body_required):
            media = call.media
            wrong += ["body"] if media is None else read_body(call, media, self.schemas)
        wrong += ["body"] if wanted.body and not operation.body else []
        unknown = [name for name, _ in call.query if not self._is_declared(operation, name)]
        has_key = not operation.security or _key_of(call) is not None
        return None if wrong or unknown or not has_key else call

    def _is_declared(self, operation: Operation, name: str) -> bool:
        return any(
            name == each.name
            or (each.style == "deepObject" and name.startswith(f"{each.name}["))
            or (
                "object" in each.types and each.explode and self.schemas.property(each.schema, name)
            )
            for each in operation.parameters
        )

    def _called(self, call: OperationCall, wire: "_Wire") -> Any:
        module = self._module(call.operation)
        arguments = self._arguments(call, module.sync_detailed)
        client = self._connected(call, wire)
        if self.way == "sync":
            with client:
                return module.sync_detailed(client=client, **arguments).parsed

        async def awaited() -> Any:
            async with client:
                return (await module.asyncio_detailed(client=client, **arguments)).parsed

        return asyncio.run(awaited())

    def _arguments(self, call: OperationCall, function: Callable[..., Any]) -> dict[str, Any]:
        hints = self.names.hints(function)
        free = {squeezed(name): name for name in signature(function).parameters if name != "client"}
        values: list[tuple[str, str, Any]] = [
            (each.name, each.location, call.values[each.name])
            for each in call.operation.parameters
            if each.name in call.values
        ]
        if call.body is not None and call.media is not None:
            is_json = "json" in call.media.type
            body = call.body if is_json else self._with_bytes(call.body, call.media.schema)
            values.append(("body", "", body))
        arguments, wrong = {}, []
        for name, place, value in values:
            argument = taken(free, name, place)
            if argument is None:
                wrong.append(f"{name}: the function has no argument for it")
                continue
            try:
                arguments[argument] = typed(value, hints[argument])
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                wrong.append(f"{name}: the client cannot take what the spec allows: {error!r}")
        if "body" in arguments and call.media is not None:
            wrong += self._unknown_to(arguments["body"], call.body, call.media.schema, "body")
        if wrong:
            raise ContractError(call.operation.id, wrong)
        return arguments

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

    def _connected(self, call: OperationCall, wire: "_Wire") -> Any:
        """Make the package's own client, with the key where the spec wants it."""
        package = import_module(self.package)
        # An answer without a body shows only so whether the client knows its status.
        common: dict[str, Any] = {"raise_on_unexpected_status": True}
        common |= {"base_url": _HOST, "httpx_args": {"transport": wire}}
        found = _key_of(call)
        if found is None:
            return package.Client(**common)
        scheme, key = found
        how = {"auth_header_name": scheme.key, "prefix": ""} if scheme.kind == "apiKey" else {}
        return package.AuthenticatedClient(token=key, **how, **common)

    def _judge(self, call: OperationCall, response: httpx.Response, parsed: Any) -> None:
        operation = call.operation
        documented = operation.answer(response.status_code)
        value = json_of(response)
        self.coverage.note(call, response.status_code, value)
        where = f"answer {response.status_code}"
        if documented is None:
            unexpected = import_module(f"{self.package}.errors").UnexpectedStatus
            if not isinstance(parsed, unexpected) and response.status_code in _KNOWN_CODES:
                what = f"{where}: is not documented, but the client knows it: {parsed!r}"
                raise ContractError(operation.id, [what])
            return
        media = documented.media[0] if documented.media else None
        schema = media.schema if media and "json" in media.type else None
        if schema is not None and not self.schemas.valid(schema, value):
            return  # what the server does wrong is no fault of the client
        if isinstance(parsed, Exception):
            raise ContractError(operation.id, [f"{where}: cannot be parsed: {parsed!r}"])
        if schema is None:
            return
        if parsed is None and value is not None:
            raise ContractError(operation.id, [f"{where}: is documented, but was not parsed"])
        wrong = list(self._unknown_to(parsed, value, schema, where))
        back = _as_json(parsed)
        wrong += [f"{where}: {found}" for found in json_differences(value, back)]
        if wrong:
            raise ContractError(operation.id, wrong)


@define(eq=False)
class _Wire(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Compares a client's request with the one that the spec asks for, and lets it through."""

    network: Network
    call: OperationCall
    schemas: Schemas
    response: httpx.Response | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self._compare(request)
        self.response = self.network.handle_request(request)
        self.response.request = request
        self.response.read()
        return self.response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self._compare(request)
        self.response = await self.network.handle_async_request(request)
        self.response.request = request
        await self.response.aread()
        return self.response

    def _compare(self, request: httpx.Request) -> None:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = {name.lower(): value for name, value in request.headers.items()}
        sent = HttpRequest(request.method, path, query, headers, request.content)
        differences = list(request_differences(self.call, sent, self.schemas))
        if differences:
            raise ContractError(self.call.operation.id, differences)


def client_under_test(
    package: str, spec: Document | str | Path, network: Network | str, way: Way = "sync"
) -> ClientUnderTest:
    """Hold a generated package against its spec; the network is a transport or an address.

    Raises ImportError for a package that is not there, DocumentError for a spec that is none.
    """
    document = spec if isinstance(spec, Document) else load(spec)
    return ClientUnderTest(
        package, document, Server(network) if isinstance(network, str) else network, way
    )


def _endpoints(api: ModuleType) -> Iterator[tuple[str, ModuleType | str]]:
    """Import the module of each operation; in its place the reason why that fails."""
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if not found.ispkg:
            name = squeezed(found.name.rpartition(".")[2])
            try:
                yield name, import_module(found.name)
            except Exception as error:  # noqa: BLE001 - whatever generated code fails with
                yield name, f"its module cannot be imported: {error!r}"


def _key_of(call: OperationCall) -> tuple[Scheme, str] | None:
    """Find the first documented way in which a request sends its key, and the key."""
    for option in call.operation.security:
        for scheme in option:
            key = scheme.credential(call.sent)
            if key is not None:
                return scheme, key
    return None


def _target(request: HttpRequest) -> bytes:
    return (request.path + (f"?{request.query}" if request.query else "")).encode()


def json_of(response: httpx.Response) -> Any:
    """Parse the JSON of an answer; None where there is none."""
    if "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return response.json()
    except ValueError:
        return None


def _as_json(parsed: Any) -> Any:
    if isinstance(parsed, list):
        return [_as_json(item) for item in parsed]
    return parsed.to_dict() if hasattr(parsed, "to_dict") else parsed
