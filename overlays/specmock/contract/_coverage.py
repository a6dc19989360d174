"""Counts of what a run has exercised of a spec."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from attrs import Factory, define

from specmock.openapi import Counts, Operation, OperationCall

from ._example_requests import evaluated

KINDS: Final = ("operation", "parameter", "status", "example", "link")


@define(eq=False)
class Coverage(Counts):
    """Counts of the operations, parameters, statuses, examples and links of a spec."""

    raw: int = 0  # requests that no client can express, sent as they were
    past: Counter[tuple[str, str, str]] = Factory(Counter)  # those meant to go through the client
    _offers: dict[tuple[str, str, str], set[tuple[tuple[str, str], ...]]] = Factory(dict)

    def note(self, call: OperationCall, status: int, answer: Any) -> None:
        """Count what a request and its answer have exercised."""
        self.note_request(call)
        self.note_status(call.operation, status)
        for name in _examples_of(call):
            self._count(call.operation, "example", name)
        self._follow(call)
        self._offer(call.operation, status, answer)

    def note_past(self, operation: str, why: str, allowed: str | None = None) -> None:
        """Count a good request that went past the client, and the reason for which it may."""
        self.past[operation, why, allowed or ""] += 1

    def missing(self) -> list[str]:
        """List what was never exercised, and what went past the client without a reason."""
        never = [f"{row.operation}: {row.kind} {row.name}" for row in self.rows() if not row.count]
        return never + [
            f"{operation}: {count} went past the client: {why}"
            for (operation, why, allowed), count in self.past.items()
            if not allowed
        ]

    def table(self) -> str:
        """Print the counts as text, a line an operation and kind."""
        width = max(26, *(len(name) + 2 for name in self.operations), 0)
        lines = [f"{'operation':<{width}}{'through':>8}{'past':>6}  "]
        for operation in self.operations.values():
            for kind in KINDS:
                counts = [
                    f"{row.name} {row.count or 'NEVER'}"
                    for row in self.rows()
                    if row.operation == operation.id and row.kind == kind
                ]
                if counts:
                    if kind == "operation":
                        through = counts[0].rpartition(" ")[2]
                        past = sum(
                            n for (name, _, _), n in self.past.items() if name == operation.id
                        )
                        shown = f"{operation.method} {operation.path}"
                        lines.append(f"{operation.id:<{width}}{through:>8}{past:>6}  {shown}")
                    else:
                        lines.append(f"{'':<{width + 14}}  {kind}: {', '.join(counts)}")
        for (name, why, allowed), count in self.past.items():
            lines.append(
                f"{name} past the client {count}: {why}; {allowed or 'no reason is given'}"
            )
        return "\n".join(lines)

    def dumped(self) -> str:
        """Dump the counts as JSON, for another process."""
        counted = (sorted(counts.items()) for counts in (self._counts, self.past))
        return json.dumps([[[*key, count] for key, count in each] for each in counted])

    def take(self, dumped: str) -> None:
        """Add the counts that another process has dumped."""
        for counts, rows in zip((self._counts, self.past), json.loads(dumped), strict=True):
            for *key, count in rows:
                counts[key[0], key[1], key[2]] += count

    def _declared(self, operation: Operation) -> Iterator[tuple[str, str]]:
        yield from Counts._declared(self, operation)
        names = [name for media in operation.body for name in media.examples]
        names += [name for each in operation.parameters for name in each.examples]
        for name in dict.fromkeys(names):
            yield "example", name
        for documented in operation.answers.values():
            for link in documented.links:
                yield "link", link.name

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


def _examples_of(call: OperationCall) -> set[str]:
    """Find the names of the examples that a request is made of."""
    named = [item for media in call.operation.body for item in media.examples.items()]
    found = {name for name, each in named if each == call.body}
    for parameter in call.operation.parameters:
        given = call.values.get(parameter.name)
        found |= {name for name, each in parameter.examples.items() if each == given}
    return found
