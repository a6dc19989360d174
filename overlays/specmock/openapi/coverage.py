"""Coverage of a document: how often its operations, parameters and statuses were exercised."""

from collections import Counter
from collections.abc import Iterator, Mapping

from attrs import Factory, define, frozen

from .operations import Operation
from .requests import OperationCall


@frozen
class Row:
    """A thing that the document declares, and how often it was exercised."""

    operation: str
    kind: str
    name: str
    count: int


@define(eq=False)
class Counts:
    """Counts of the operations, parameters and statuses of a document."""

    operations: Mapping[str, Operation]
    _counts: Counter[tuple[str, str, str]] = Factory(Counter)

    def note_request(self, call: OperationCall) -> None:
        """Count the operation of a request, and what it sent of its parameters."""
        self._count(call.operation, "operation", call.operation.id)
        for name in call.values:
            self._count(call.operation, "parameter", name)
        if call.body is not None:
            self._count(call.operation, "parameter", "body")

    def note_status(self, operation: Operation, status: int) -> None:
        """Count the status of an answer, as the document has it."""
        documented = operation.answer(status)
        self._count(operation, "status", documented.status if documented else str(status))

    def rows(self) -> Iterator[Row]:
        """Count each thing that the document declares, operation by operation."""
        for operation in self.operations.values():
            for kind, name in self._declared(operation):
                yield Row(operation.id, kind, name, self._counts[operation.id, kind, name])

    def _declared(self, operation: Operation) -> Iterator[tuple[str, str]]:
        yield "operation", operation.id
        for parameter in operation.parameters:
            yield "parameter", parameter.name
        if operation.body:
            yield "parameter", "body"
        for status in operation.answers:
            yield "status", status

    def _count(self, operation: Operation, kind: str, name: str) -> None:
        self._counts[operation.id, kind, name] += 1
