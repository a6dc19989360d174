"""Make every request of the vendors' documentation through the generated clients."""

import asyncio
import inspect
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints
from uuid import UUID

import specmock
from attrs import frozen
from rich import box
from rich.console import Console
from rich.table import Table
from specmock import Document, Endpoint, load

SPECS = sorted((Path(__file__).parents[1] / "specs").glob("*.yaml"))
METHODS = ("get", "post", "put", "patch", "delete")


@frozen
class Request:
    """A documented request: its name among the examples and what it sends."""

    vendor: str
    operation: dict[str, Any]
    name: str
    parameters: dict[str, Any]
    body: Any = None

    @property
    def module(self) -> ModuleType:
        """The generated module of the operation."""
        tag, operation_id = self.operation["tags"][0], self.operation["operationId"]
        return import_module(f"{self.vendor}_client.api.{tag}.{operation_id}")

    @property
    def success(self) -> int:
        """The documented status of success."""
        return next(int(code) for code in self.operation["responses"] if code.startswith("2"))

    def arguments(self) -> dict[str, Any]:
        """The request in the types of the generated function."""
        function = self.module.sync_detailed
        hints = get_type_hints(function)
        given = {squeezed(name): value for name, value in self.parameters.items()}
        if self.body is not None:
            given["body"] = self.body
        return {
            argument: typed(given[squeezed(argument)], hints[argument])
            for argument in inspect.signature(function).parameters
            if squeezed(argument) in given
        }


def squeezed(name: str) -> str:
    """Return what a parameter's name and its Python name have in common."""
    return "".join(filter(str.isalnum, name)).lower()


def typed(value: Any, hint: Any) -> Any:
    """Return a JSON value as the type that a generated function asks for."""
    choices = get_args(hint) or (hint,)
    if UUID in choices:
        return UUID(value)
    for choice in choices:
        if not hasattr(choice, "from_dict"):
            continue
        try:
            return choice.from_dict(value)
        except (KeyError, TypeError, ValueError):  # another member of the union, then
            continue
    return value


def requests(document: Document) -> Iterator[Request]:
    """Yield each distinct request that the examples of a spec make."""
    vendor = document.path.stem
    for item in document.root["paths"].values():
        for operation in (item[method] for method in item if method in METHODS):
            seen: list[tuple[dict[str, Any], Any]] = []
            for request in named_requests(vendor, operation, document):
                if (request.parameters, request.body) not in seen:
                    seen.append((request.parameters, request.body))
                    yield request


def named_requests(vendor: str, operation: dict[str, Any], document: Document) -> Iterator[Request]:
    parameters = [document.resolve(node) for node in operation.get("parameters", [])]
    bodies: dict[str, Any] = {}
    if "requestBody" in operation:
        bodies = operation["requestBody"]["content"]["application/json"]["examples"]
    answers = [document.resolve(node) for node in operation["responses"].values()]
    names = [
        *bodies,
        *(name for answer in answers for name in examples(answer)),
        *(name for parameter in parameters for name in parameter.get("examples", {})),
    ]
    one_of = set(operation.get("x-exactly-one-of", []))
    for name in dict.fromkeys(names):
        sent = {
            parameter["name"]: next(
                parameter["examples"][key]["value"]
                for key in (name, *parameter["examples"])
                if key in parameter["examples"]
            )
            for parameter in parameters
            if name in parameter.get("examples", {}) or parameter.get("required")
        }
        if (bodies and name not in bodies) or (one_of and len(one_of & set(sent)) != 1):
            continue
        body = document.resolve(bodies[name])["value"] if bodies else None
        yield Request(vendor, operation, name, sent, body)


def examples(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the named examples of a JSON answer."""
    content: dict[str, Any] = answer.get("content", {})
    named: dict[str, Any] = content.get("application/json", {}).get("examples", {})
    return named


def client(document: Document, mock: Endpoint) -> Any:
    """Return the generated client of a vendor, with the key where its spec wants it."""
    package = import_module(f"{document.path.stem}_client")
    scheme = next(iter(document.root["components"]["securitySchemes"].values()))
    how = {"auth_header_name": scheme["name"], "prefix": ""} if "name" in scheme else {}
    return package.AuthenticatedClient(base_url=mock.url, token=mock.key, **how)


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal; times are equal when they are the same instant."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, str) and isinstance(right, str) and left != right:
        try:
            return datetime.fromisoformat(left) == datetime.fromisoformat(right)
        except ValueError:
            return False
    return type(left) is type(right) and bool(left == right)


def fault(request: Request, response: Any) -> str | None:
    """Return what is wrong with an answer to a documented request, if anything is."""
    if response.status_code != request.success:
        return f"answered {int(response.status_code)} instead of {request.success}"
    if not response.content:
        return None
    if response.parsed is None:
        return "the answer was not parsed"
    if not same(response.parsed.to_dict(), json.loads(response.content)):
        return "the typed model does not give the answer back"
    return None


def main() -> int:
    """Replay the requests against loopback mocks; return 1 if anything differs."""
    documents = [load(path) for path in SPECS]
    columns = ("vendor", "operation", "request", "HTTP", "typed answer")
    table = Table(*columns, box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    faults: list[str] = []
    with specmock.serving(SPECS) as mocks:
        for document in documents:
            mock = mocks[document.path.stem]
            for request in requests(document):
                row = (request.vendor, request.operation["operationId"], request.name)
                answers = replay(request, document, mock)
                wrong = {found for answer in answers if (found := fault(request, answer))}
                faults.extend(f"{' '.join(row)}: {what}" for what in wrong)
                kinds = dict.fromkeys(type(answer.parsed).__name__ for answer in answers)
                shown = " / ".join(kinds).replace("NoneType", "-")
                table.add_row(*row, str(answers[0].status_code.value), shown)
            table.add_section()
    console = Console()
    console.print(table)
    for line in faults:
        console.print(f"[red]differs[/red] {line}")
    if not faults:
        console.print(f"{table.row_count} requests, each sync and async, answered as documented.")
    return bool(faults)


def replay(request: Request, document: Document, mock: Endpoint) -> tuple[Any, Any]:
    """Return what the generated function answers, called sync and async."""
    arguments = request.arguments()

    async def asynchronously() -> Any:
        async with client(document, mock) as caller:
            return await request.module.asyncio_detailed(client=caller, **arguments)

    with client(document, mock) as caller:
        return (
            request.module.sync_detailed(client=caller, **arguments),
            asyncio.run(asynchronously()),
        )


if __name__ == "__main__":
    sys.exit(main())
