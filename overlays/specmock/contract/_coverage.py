"""Counts of what a run has exercised of a spec."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import Factory, define, frozen

from specmock.openapi import Operation, OperationCall

from ._requests import evaluated

KINDS: Final = ("operation", "parameter", "status", "example", "link")


@frozen
class Row:
    """A thing that the spec declares, and how often a run has exercised it."""

    operation: str
    kind: str
    name: str
    count: int


@define(eq=False)
class Coverage:
    """Counts of the operations, parameters, statuses, examples and links of a spec."""

    operations: Mapping[str, Operation]
    raw: int = 0  # requests that no client can express, sent as they were
    _counts: Counter[tuple[str, str, str]] = Factory(Counter)
    _offers: dict[tuple[str, str, str], set[tuple[tuple[str, str], ...]]] = Factory(dict)

    def note(self, call: OperationCall, status: int, answer: Any) -> None:
        """Count what a request and its answer have exercised."""
        operation = call.operation
        self._count(operation, "operation", operation.id)
        for name in call.values:
            self._count(operation, "parameter", name)
        if call.body is not None:
            self._count(operation, "parameter", "body")
        documented = operation.answer(status)
        self._count(operation, "status", documented.status if documented else str(status))
        for name in _examples_of(call):
            self._count(operation, "example", name)
        self._follow(call)
        self._offer(operation, status, answer)

    def rows(self) -> Iterator[Row]:
        """Count each thing that the spec declares, operation by operation."""
        for operation in self.operations.values():
            for kind, name in _declared(operation):
                yield Row(operation.id, kind, name, self._counts[operation.id, kind, name])

    def missing(self) -> list[str]:
        """List what was never exercised."""
        return [f"{row.operation}: {row.kind} {row.name}" for row in self.rows() if not row.count]

    def table(self) -> str:
        """Print the counts as text, a line an operation and kind."""
        lines = []
        for operation in self.operations.values():
            for kind in KINDS:
                counts = [
                    f"{row.name} {row.count or 'NEVER'}"
                    for row in self.rows()
                    if row.operation == operation.id and row.kind == kind
                ]
                if counts:
                    label = operation.id if kind == "operation" else ""
                    shown = f"{operation.method} {operation.path}" if label else kind
                    text = counts[0].rpartition(" ")[2] if label else ", ".join(counts)
                    lines.append(f"{label:<26}{shown}: {text}")
        return "\n".join(lines)

    def dumped(self) -> str:
        """Dump the counts as JSON, for another process."""
        return json.dumps([[*key, count] for key, count in sorted(self._counts.items())])

    def take(self, dumped: str) -> None:
        """Add the counts that another process has dumped."""
        for operation, kind, name, count in json.loads(dumped):
            self._counts[operation, kind, name] += count

    def _count(self, operation: Operation, kind: str, name: str) -> None:
        self._counts[operation.id, kind, name] += 1

    def _offer(self, operation: Operation, status: int, answer: Any) -> None:
        documented = operation.answer(status)
        for link in documented.links if documented else ():
            found = [(name, evaluated(text, answer)) for name, text in link.parameters.items()]
            values = tuple((name, str(value)) for name, value in found if value is not None)
            if len(values) == len(found):
                key = (operation.id, link.name, link.operation_id)
                self._offers.setdefault(key, set()).add(values)

    def _follow(self, call: OperationCall) -> None:
        sent = {(name, str(value)) for name, value in call.values.items()}
        for (source, link, target), offers in self._offers.items():
            if target == call.operation.id and any(sent.issuperset(each) for each in offers):
                self._counts[source, "link", link] += 1


def _declared(operation: Operation) -> Iterator[tuple[str, str]]:
    yield "operation", operation.id
    for parameter in operation.parameters:
        yield "parameter", parameter.name
    if operation.body:
        yield "parameter", "body"
    for status in operation.answers:
        yield "status", status
    names = [name for media in operation.body for name in media.examples]
    names += [name for each in operation.parameters for name in each.examples]
    for name in dict.fromkeys(names):
        yield "example", name
    for documented in operation.answers.values():
        for link in documented.links:
            yield "link", link.name


def _examples_of(call: OperationCall) -> set[str]:
    """Find the names of the examples that a request is made of."""
    named = [item for media in call.operation.body for item in media.examples.items()]
    found = {name for name, each in named if each == call.body}
    for parameter in call.operation.parameters:
        given = call.values.get(parameter.name)
        found |= {name for name, each in parameter.examples.items() if each == given}
    return found
