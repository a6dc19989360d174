"""Pairing of requests with examples: which example answers a request, with what of it echoed."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from specmock.openapi import OperationCall, Pointer, Schemas

from .examples import Example, echo_of
from .inference import Inference
from .lifecycle import NOTHING, Echo


@frozen(eq=False)
class Pairing:
    """The examples of requests and answers, paired by their names."""

    schemas: Schemas
    inference: Inference

    def example_for(self, call: OperationCall, examples: list[Example]) -> Example:
        """Choose the example of an answer that goes with a request.

        An example of a request and one of an answer are a pair where they have one name. The
        first of these rules that finds a pair decides; a body says more than a parameter does:

        1. The body equals the request's example.
        2. The body has one example only.
        3. The body fits the same alternatives of its schema (oneOf, anyOf) as the example.
        4. A parameter, other than a header, equals its example.
        5. A parameter was sent that has examples: its first.
        6. None: the first example of the answer.

        Rules 4 and 5 are asked for one parameter after another, in the order of the document.
        """
        by_name = {example.name: example for example in examples}
        media = call.media
        if media is not None and len(by_name) > 1:
            named = {name: body for name, body in media.examples.items() if name in by_name}
            for name, body in named.items():
                if body == call.body:
                    return by_name[name]
            if len(named) == len(media.examples) == 1:
                return by_name[next(iter(named))]
            alternatives = self._alternatives(media.schema, call.body) if named else ()
            for name, body in named.items():
                if self._alternatives(media.schema, body) == alternatives:
                    return by_name[name]
        for parameter in call.operation.parameters:
            if parameter.name in call.values and parameter.location != "header":
                names = [name for name in parameter.examples if name in by_name]
                value = call.values[parameter.name]
                same = [name for name in names if parameter.examples[name] == value]
                if names:
                    return by_name[(same or names)[0]]
        return examples[0]

    def echo(self, call: OperationCall, example: Example) -> Echo:
        """Find what a request sent in the place of what its example sends."""
        echo = NOTHING
        media = call.media
        if media is not None and media.examples:
            asked = self.inference.recurring(media)
            echo = echo_of(asked.get(example.name, next(iter(asked.values()))), call.body)
        if not call.operation.parameters:
            return echo
        words = dict(echo.words)
        named = self.inference.identifiers.get(call.operation.id, {})
        for parameter in call.operation.parameters:
            if parameter.location == "path" or parameter.name in named:
                value = call.values.get(parameter.name)
                for given in parameter.examples.values():
                    if isinstance(given, str) and isinstance(value, str):
                        words.setdefault(given, value)
        return Echo(words, echo.dropped)

    def fitting(
        self, schema: Pointer | None, echo: Echo, render: Callable[[Echo], Any]
    ) -> tuple[Any, bool]:
        """Render with as much echoed as a schema allows: all, no omissions, or nothing.

        The second is whether the value is known to be valid.
        """
        for each in (echo, Echo(echo.words)):
            value = render(each)
            if schema is None or self.schemas.valid(schema, value):
                return value, True
        return render(NOTHING), False

    def _alternatives(self, schema: Any, body: Any) -> tuple[bool, ...]:
        """Find the alternatives of a schema that a body fits."""
        if schema is None:
            return ()
        where = self.schemas.follow(schema)
        node = self.schemas.at(where)
        return tuple(
            self.schemas.valid((*where, keyword, index), body)
            for keyword in ("oneOf", "anyOf")
            for index in range(len(node.get(keyword, ()) if isinstance(node, dict) else ()))
        )
