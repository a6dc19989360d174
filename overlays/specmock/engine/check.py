"""What a document lacks for a good mock."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from specmock.engine.state.examples import odd_times
from specmock.engine.state.inference import body_path, step_through
from specmock.engine.state.lifecycle import RunCollection
from specmock.openapi import (
    UUID_PATTERN,
    DocumentedResponse,
    DocumentError,
    Link,
    Media,
    Operation,
    Pointer,
    example_errors,
    invalid_parts,
    nearest,
    reference_to,
)

from .mock import Mock


def findings(path: Path) -> list[DocumentError]:
    """List what a mock of a document cannot do well, with file and line."""
    try:
        mock = Mock(path)
    except DocumentError as error:
        return [error]
    found = {str(each): each for each in _findings(mock)}  # exceptions are never equal
    return sorted(found.values(), key=lambda finding: (str(finding.path), finding.line))


def _findings(mock: Mock) -> Iterator[DocumentError]:
    document = mock.document
    for refused in mock.found.refused:
        error = refused.error
        yield evolve(error, reason=f"{refused.id} cannot be served: {error.reason}")
    yield from mock.ignored
    structure = mock.schemas.structure
    told = [*structure.problems, *mock.found.problems, *mock.schemas.problems]
    refusing = {problem for (_, kind), problem in structure.faults().items() if kind == "operation"}
    for unit in structure.units.values():
        told += [each for each in unit.problems if each not in refusing]
    places = {reference_to(pointer) for pointer, _ in told}
    told += [each for each in invalid_parts(document) if reference_to(each[0]) not in places]
    for pointer, reason in told:
        yield document.error(pointer, reason)
    for pointer, reason in mock.unsure:
        yield document.error(pointer, reason)
    if document.root.get("webhooks"):
        yield document.error(("webhooks",), "webhooks are not called")
    for operation in mock.operations.values():
        for rule in _RULES:
            try:
                for pointer, reason in rule(mock, operation):
                    yield document.error(pointer, f"{operation.id}: {reason}")
            except DocumentError as error:
                yield error
    for pointer, reason in (*_missing_states(mock), *_idle_lifecycles(mock)):
        yield document.error(pointer, reason)


def _gaps(_: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    """Yield answers that a mock needs and that are not documented."""
    where = (*operation.pointer, "responses")
    if operation.success is None:
        yield where, "no answer is documented that is no error"
    if operation.security and () not in operation.security and operation.answer(401) is None:
        yield where, "no answer to a missing key (401) is documented"
    takes = operation.body or [each for each in operation.parameters if each.location != "path"]
    if takes and operation.answer(400) is None and operation.answer(422) is None:
        yield where, "no answer to an invalid request (400 or 422) is documented"
    if operation.rate_limits and operation.answer(429) is None:
        yield where, "it has a rate limit, and no 429 is documented"


def _not_served(mock: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    """List the parts of an operation that a mock does not do."""
    node = mock.document.at(mock.document.follow(operation.pointer))
    for name in node["callbacks"] if isinstance(node.get("callbacks"), dict) else ():
        yield (*operation.pointer, "callbacks", name), f"the callback {name} is not called"
    if operation.security and () not in operation.security:
        kinds = {each.kind for option in operation.security for each in option}
        if not mock.checks_keys(operation) and kinds - {"mutualTLS"}:
            reason = "any key is accepted: no 401 or 403 is documented, and x-mock names no keys"
            yield (*operation.pointer, "responses"), reason
        if "mutualTLS" in kinds:
            alone = any(
                {each.kind for each in option} == {"mutualTLS"} for option in operation.security
            )
            effect = "so that no key is needed" if alone else "beside the key"
            reason = f"mutualTLS is not checked: a certificate counts as given, {effect}"
            yield (*operation.pointer, "security"), reason


def _malformed_ids(mock: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    """Yield path parameters whose malformed values have no documented answer."""
    if any(operation.answer(status) for status in (400, 404, 422)):
        return
    for parameter in operation.parameters:
        if parameter.location == "path" and not mock.schemas.valid(parameter.schema, "\x00"):
            where = (*operation.pointer, "responses")
            yield where, f"no answer to a malformed {parameter.name} (400, 404, 422) is documented"


def _bodies(operation: Operation) -> Iterator[tuple[str, tuple[Media, ...]]]:
    yield "request", operation.body
    for status, answer in operation.answers.items():
        yield status, answer.media


def _bad_examples(mock: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    named = {parameter.name for parameter in operation.parameters if parameter.location == "path"}
    for parameter in operation.parameters:
        for name, value in parameter.examples.items():
            for error in mock.schemas.errors(parameter.schema, value):
                yield parameter.schema, f"{parameter.name}, example {name}{error}"
    for place, bodies in _bodies(operation):
        for media in bodies:
            for name, value in media.examples.items():
                for text in odd_times(value):
                    where = media.schema or operation.pointer
                    yield (
                        where,
                        f"{place}, example {name}: {text} is no time, so it is not moved on",
                    )
            if media.schema is None:
                continue
            for name, value in media.examples.items():
                for error in example_errors(mock.schemas, media, value):
                    yield media.schema, f"{place}, example {name}{error}"
                for example_id, fields in _shared(value, named):
                    yield (
                        media.schema,
                        f"{place}, example {name}: {example_id} is {fields} at once",
                    )
            if not media.examples and place != "request":
                errors = nearest(mock.schemas, media.schema, media.hidden)[1]
                if errors:
                    reason = (
                        f"no value was found for the schema; the nearest one breaks it{errors[0]}"
                    )
                    yield media.schema, f"{place}: {reason}"


def _shared(value: Any, named: set[str]) -> Iterator[tuple[str, str]]:
    """Yield ids that stand in fields of several names; `named` are those of the path."""
    names: dict[str, set[str]] = {}

    def collect(node: Any, name: str) -> None:
        for key, item in node.items() if isinstance(node, dict) else ():
            collect(item, key)
        for item in node if isinstance(node, list) else ():
            collect(item, name)
        if isinstance(node, str) and UUID_PATTERN.fullmatch(node):
            names.setdefault(node, set()).add(name.removesuffix("s"))

    collect(value, "")
    for example_id, fields in names.items():
        if fields & named:
            fields.discard("id")  # of what the path names, a second name
        if len(fields) > 1:
            yield example_id, " and ".join(sorted(fields))


def _bad_links(mock: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    for answer in operation.answers.values():
        for link in answer.links:
            target = mock.operations.get(link.operation_id)
            if target is None:
                yield link.pointer, f"link {link.name} leads to no operation"
                continue
            known = {each.name for each in target.parameters}
            for name in link.parameters:
                if name not in known and name.partition(".")[2] not in known:
                    yield link.pointer, f"link {link.name}: {target.id} has no parameter {name}"
            if not _resolves(answer, link):
                yield link.pointer, f"link {link.name} resolves in no example"


def _resolves(answer: DocumentedResponse, link: Link) -> bool:
    paths = [body_path(expression) for expression in link.parameters.values()]
    for media in answer.media:
        for value in media.examples.values():
            try:
                for path in paths:
                    step_through(value, path or ())
            except LookupError:
                continue
            return True
    return all(path is None for path in paths) or not any(each.examples for each in answer.media)


def _lone_examples(_: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    """Yield examples of answers that no request leads to."""
    if operation.success is None or operation.method in {"GET", "HEAD"}:
        return
    asked = {name for media in operation.body for name in media.examples}
    asked |= {name for each in operation.parameters for name in each.examples}
    for media in operation.success.media:
        for name in media.examples:
            if media.schema and asked and name not in asked:
                yield media.schema, f"example {name}: no request has an example of this name"


def _bad_aggregate(_: Mock, operation: Operation) -> Iterator[tuple[Pointer, str]]:
    aggregate, where = operation.aggregate, (*operation.pointer, "x-aggregate")
    if not aggregate:
        return
    own = {each.name for each in operation.parameters}
    pages = aggregate.get("pages", {})
    wanted = [*aggregate.get("filters", ()), aggregate.get("wait"), pages.get("size")]
    wanted += [aggregate.get("named-by"), aggregate.get("members-of"), pages.get("cursor")]
    for each in wanted:
        if each is not None and each not in own:
            yield where, f"there is no parameter {each}"
    if "otherwise" in aggregate and aggregate["otherwise"] not in operation.answers:
        yield where, f"{aggregate['otherwise']} is not documented"


def _missing_states(mock: Mock) -> Iterator[tuple[Pointer, str]]:
    """Yield states of the default path that no example shows."""
    for collection in mock.collections:
        if collection.lifecycle is None or not collection.example_ids:
            continue
        shown = {
            example.state
            for operation in mock.operations.values()
            for example in mock.examples(operation)
            if example.lifecycle is collection.lifecycle or example.shows(collection.example_ids)
        }
        for state in collection.lifecycle.stages():
            if state not in shown:
                yield ("components", "schemas"), f"{collection.name}: no example shows {state}"


def _idle_lifecycles(mock: Mock) -> Iterator[tuple[Pointer, str]]:
    """Yield lifecycles that move nothing, and moves of operations that name no run."""
    where = mock.lifecycles
    if where and not any(each.lifecycle for each in mock.collections):
        reason = "no example of an answer shows the state beside an id that a parameter names"
        yield where[0], f"x-lifecycle moves nothing: {reason}"
    moved: dict[str, list[RunCollection]] = {}
    for collection in mock.collections:
        for operation_id in collection.lifecycle.moves if collection.lifecycle else ():
            moved.setdefault(operation_id, []).append(collection)
    for operation_id, collections in moved.items():
        if operation_id not in mock.operations:
            yield where[0], f"moves: there is no operation {operation_id}"
        elif not any(mock.names_run(operation_id, each) for each in collections):
            yield where[0], f"moves: {operation_id} names no run of {collections[0].name}"


_RULES: Final[tuple[Callable[[Mock, Operation], Iterator[tuple[Pointer, str]]], ...]] = (
    *(_gaps, _not_served, _malformed_ids),
    *(_bad_examples, _bad_links, _lone_examples, _bad_aggregate),
)
