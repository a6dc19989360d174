"""The requests that a spec shows: its examples, one parameter at a time, and along its links."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from specmock._examples import at
from specmock._messages import Request
from specmock._operations import Operation
from specmock._parameters import Parameter
from specmock._samples import sample
from specmock._schemas import Schemas


def example_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, Request]]:
    """Yield the requests that the examples make, by name, and the one with what is needed only."""
    bodies = {name: value for media in operation.body for name, value in media.examples.items()}
    names = [*bodies, *(name for each in operation.parameters for name in each.examples)]
    body = _body(operation, schemas)
    for name in dict.fromkeys(names):
        values = {
            each.name: each.examples[name] for each in operation.parameters if name in each.examples
        }
        if _is_allowed(operation, values := _needed(operation, schemas) | values):
            yield name, request_of(operation, values, bodies.get(name, body), key)
    if _is_allowed(operation, values := _needed(operation, schemas)):
        yield "nothing more", request_of(operation, values, body, key)


def documented_requests(
    operation: Operation, schemas: Schemas, key: str
) -> Iterator[tuple[str, Request]]:
    """Yield the requests of the examples, then those of one parameter beyond the needed."""
    yield from example_requests(operation, schemas, key)
    for extra in operation.parameters:
        values = _needed(operation, schemas) | {extra.name: _value(extra, schemas)}
        if _is_allowed(operation, values):
            request = request_of(operation, values, _body(operation, schemas), key)
            yield f"{extra.name} only", request


def linked_requests(
    operations: Mapping[str, Operation],
    schemas: Schemas,
    operation: Operation,
    status: int,
    answer: Any,
    key: str,
) -> Iterator[tuple[str, Request]]:
    """Yield the requests that the links of an answer lead to."""
    documented = operation.answer(status)
    for link in documented.links if documented else ():
        target = operations[link.operation_id]
        values = {name: evaluated(text, answer) for name, text in link.parameters.items()}
        if None not in values.values():
            body = next((sample(schemas, each.schema) for each in target.body if each.schema), None)
            needed = {n: v for n, v in _needed(target, schemas).items() if n not in values}
            yield link.name, request_of(target, needed | values, body, key)


def request_of(operation: Operation, values: Mapping[str, Any], body: Any, key: str) -> Request:
    """Return a request on the wire, in OpenAPI's usual styles."""
    path = operation.path
    query: list[str] = []
    headers = credentials(operation, key)
    for parameter in operation.parameters:
        if parameter.name not in values:
            continue
        value = values[parameter.name]
        texts = [_text(item) for item in (value if isinstance(value, list) else [value])]
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(",".join(texts), safe=""))
        elif parameter.location == "query":
            texts = texts if parameter.explode else [",".join(texts)]
            query += [f"{quote(parameter.name)}={quote(text, safe='')}" for text in texts]
        elif parameter.location == "header":
            headers[parameter.name.lower()] = ",".join(texts)
    content = b""
    if body is not None:
        headers["content-type"] = operation.body[0].type
        content = json.dumps(body).encode()
    return Request(operation.method, path, "&".join(query), headers, content)


def credentials(operation: Operation, key: str) -> dict[str, str]:
    """Return the headers that send a key in the first documented way."""
    for scheme in operation.security[0] if operation.security else ():
        if scheme.location == "header":
            word = "" if scheme.kind == "apiKey" else f"{scheme.kind.title()} "
            return {scheme.key: f"{word}{key}"}
    return {}


def evaluated(expression: Any, answer: Any) -> Any:
    """Return what a link's expression stands for; None where the answer lacks it."""
    steps = str(expression).partition("$response.body#/")[2].split("/")
    return at(answer, tuple(int(step) if step.isdecimal() else step for step in steps))


def _body(operation: Operation, schemas: Schemas) -> Any:
    """Return the first body that the examples show, or one of the schema where one is needed."""
    for media in operation.body:
        for value in media.examples.values():
            return value
    if operation.body_required and operation.body[0].schema:
        return sample(schemas, operation.body[0].schema)
    return None


def _needed(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    return {each.name: _value(each, schemas) for each in operation.parameters if each.required}


def _value(parameter: Parameter, schemas: Schemas) -> Any:
    examples = iter(parameter.examples.values())
    return next(examples) if parameter.examples else sample(schemas, parameter.schema)


def _is_allowed(operation: Operation, values: Mapping[str, Any]) -> bool:
    one_of = operation.exactly_one_of
    return not one_of or sum(name in values for name in one_of) == 1


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
