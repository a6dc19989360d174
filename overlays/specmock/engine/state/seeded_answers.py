"""Answers that vary over what the document allows, the same way for the same seed and requests."""

from collections import Counter
from random import Random
from typing import Any
from urllib.parse import unquote

from attrs import define, field

from specmock.openapi import DocumentedResponse, OperationCall, Pointer, Schemas, varied

from .inference import Inference, preferred


@define(eq=False)
class Variations:
    """Makes answers from a seed and from what is asked for: one thing has one look.

    What lives on the document's examples (runs, and what is computed of them) does not vary.
    """

    schemas: Schemas
    inference: Inference
    seed: int | None
    _sent: Counter[str] = field(factory=Counter)  # by path, of what may be sent again

    def reset(self) -> None:
        """Begin anew."""
        self._sent.clear()

    def body(self, call: OperationCall, success: DocumentedResponse, *, is_thing: bool) -> Any:
        """Make the body of an answer; None where it does not vary.

        Args:
            call: the request.
            success: the answer.
            is_thing: whether what is there is answered, which keeps its look whatever the method
                and the query are.
        """
        if self.seed is None:
            return None
        media = preferred(success)
        if media is None or media.schema is None or self._lives(call):
            return None
        path = unquote(call.request.path).rstrip("/")
        if not is_thing and call.request.method == "POST":
            self._sent[path] += 1
            path += f" {self._sent[path]}"
        elif not is_thing:
            path += f"?{call.request.query}"
        value = self.value(media.schema, path)
        return value if is_thing else self._echoed(call, media.schema, value)

    def value(self, pointer: Pointer, path: str) -> Any:
        """Make a value of a schema for a path; None where none is found."""
        if self.seed is None:
            return None
        try:
            return varied(self.schemas, pointer, Random(f"{self.seed} {path}"))  # noqa: S311 - no secret
        except LookupError:
            return None

    def _lives(self, call: OperationCall) -> bool:
        operation, inference = call.operation, self.inference
        return bool(operation.aggregate) or any(
            operation.id in each
            for each in (inference.creations, inference.identifiers, inference.in_body)
        )

    def _echoed(self, call: OperationCall, pointer: Pointer, value: Any) -> Any:
        """Put what was sent into an answer that has members of these names."""
        if not isinstance(value, dict):
            return value
        sent = {**call.values, **(call.body if isinstance(call.body, dict) else {})}
        shown = {**value, **{name: each for name, each in sent.items() if name in value}}
        return shown if self.schemas.valid(pointer, shown, "writeOnly") else value
