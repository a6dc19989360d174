"""What a document's examples, links and lifecycles say about its state."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from specmock.engine.extensions import shaped, sound_part
from specmock.openapi import (
    DocumentedResponse,
    DocumentError,
    Link,
    Media,
    Operation,
    Pointer,
    Schemas,
    accepted,
    example_errors,
)

from .examples import Example, Path, example_of, recurring
from .lifecycle import Member, RunCollection


@frozen(eq=False)
class Creation:
    """A thing that an answer brings into being, and where its id stands in the answer."""

    collection: RunCollection
    example_id: str
    path: Path
    is_listed: bool
    parameter: str | None  # the id came with the request: the thing is there, and starts anew


@define(eq=False)
class Inference:
    """The examples of a document and the things that they are about."""

    schemas: Schemas
    operations: dict[str, Operation]
    examples: dict[tuple[str, str], list[Example]] = field(factory=dict)
    identifiers: dict[str, dict[str, RunCollection]] = field(factory=dict)
    creations: dict[str, dict[str, list[Creation]]] = field(factory=dict)
    items: dict[str, list[Example]] = field(factory=dict)
    in_body: dict[str, tuple[str, RunCollection]] = field(factory=dict)  # the run that is moved
    collections: list[RunCollection] = field(factory=list)
    unusable: dict[str, DocumentError] = field(factory=dict)  # aggregates, by their operation
    has_state: bool = False
    _sound: dict[Media, dict[str, Any]] = field(factory=dict, repr=False)
    _recurring: dict[Media, dict[str, tuple[Member, ...]]] = field(factory=dict, repr=False)

    def examples_of(self, operation: Operation, answer: DocumentedResponse) -> list[Example]:
        """Examples of an answer, in its preferred media type."""
        key = (operation.id, answer.status)
        if key not in self.examples:
            media = preferred(answer)
            given = self.sound(media) if media else {}
            if media and not given and self.has_state:  # which lives on the examples
                given = media.examples
            where = media.schema if media else None
            self.examples[key] = [
                example_of(self.schemas, name, value, where) for name, value in given.items()
            ]
        return self.examples[key]

    def sound(self, media: Media) -> dict[str, Any]:
        """Examples of a body that keep to its schema; those of other people's documents often do not."""
        if media not in self._sound:
            self._sound[media] = {
                name: value
                for name, value in media.examples.items()
                if not example_errors(self.schemas, media, value)
            }
        return self._sound[media]

    def recurring(self, media: Media) -> dict[str, tuple[Member, ...]]:
        """Parts of the examples of a request's body that stand in answers too."""
        if media not in self._recurring:
            answers = [each for one in self.operations.values() for each in self.successes(one)]
            self._recurring[media] = {
                name: recurring(asked, answers) for name, asked in media.examples.items()
            }
        return self._recurring[media]

    def successes(self, operation: Operation) -> list[Example]:
        """Examples of the answer that is no error."""
        answer = operation.success
        return self.examples_of(operation, answer) if answer else []

    def without_runs(self) -> list[Operation]:
        """List the operations that do not start, move, read or sum up runs."""
        creations = [
            each for of in self.creations.values() for some in of.values() for each in some
        ]
        runs = {each.collection for each in creations}
        runs |= {each for each in self.collections if each.lifecycle or each.members}
        moving = {*self.in_body}
        for collection in self.collections:
            moving |= {*(collection.lifecycle.moves if collection.lifecycle else ())}
        for operation in self.operations.values():
            if operation.aggregate:
                runs.add(counted_collection(self, operation))
        return [
            each
            for each in self.operations.values()
            if not each.aggregate
            and each.id not in {*self.creations, *moving}
            and self.identifiers.get(each.id, {}).get(_last(each.path)) not in runs
        ]


def _last(path: str) -> str:
    """Read the parameter that a path ends with."""
    return path.rstrip("/").rpartition("/")[2].strip("{}")


def preferred(answer: DocumentedResponse) -> Media | None:
    """Choose the media type of an answer that the state is of: JSON, or the first."""
    chosen = accepted(answer.media, "")
    return chosen[0] if chosen else None


def infer(schemas: Schemas, operations: Iterable[Operation]) -> Inference:
    """Infer collections of runs, and what creates them, from examples, links and lifecycles."""
    inference = _inferred(schemas, {operation.id: operation for operation in operations})
    summing = [each for each in inference.operations.values() if each.aggregate]
    for operation in summing:
        if _counted(inference, operation) is None:
            del inference.operations[operation.id]
    return inference


def _inferred(schemas: Schemas, operations: dict[str, Operation]) -> Inference:
    inference = Inference(schemas, operations)
    if not lifecycle_pointers(schemas):
        return inference  # no lifecycle, no state
    inference.has_state = True
    found = [link for each in inference.operations.values() for link in _links(inference, each)]
    named: dict[tuple[str, str], set[str]] = {}
    for operation in inference.operations.values():
        targeted = {name for _, _, link, name, _, _ in found if link.operation_id == operation.id}
        for name, values in _identifying(operation, targeted):
            named[operation.id, name] = values
    for _, _, link, name, value, _ in found:
        if (link.operation_id, name) in named:
            named[link.operation_id, name].add(value)
    groups = _joined(named)
    for names, example_ids in groups:
        collection = RunCollection(".".join(min(names)), example_ids)
        inference.collections.append(collection)
        for operation_id, name in sorted(names):
            inference.identifiers.setdefault(operation_id, {})[name] = collection
    _lifecycles(inference)
    is_summed_up = any(each.aggregate for each in inference.operations.values())
    if not is_summed_up and not any(each.lifecycle for each in inference.collections):
        return Inference(schemas, inference.operations)  # its resources may have the lifecycle
    _moved_by_body(inference)
    for operation, example, link, name, value, path in found:
        created = inference.identifiers.get(link.operation_id, {}).get(name)
        if created is None or operation.method in {"GET", "HEAD"}:
            continue
        creations = inference.creations.setdefault(operation.id, {}).setdefault(example.name, [])
        if not any(creation.example_id == value for creation in creations):
            own = _own_parameter(inference, operation, created)
            is_listed = bool(path) and path[-1] == 0
            creations.append(Creation(created, value, path, is_listed, own))
    _aggregates(inference)
    return inference


def step_through(value: Any, path: Path) -> Any:
    """Look up a path through objects and lists; LookupError where nothing stands."""
    for step in path:
        if isinstance(value, list) and isinstance(step, int):
            value = value[step]
        else:
            members: dict[str, Any] = value if isinstance(value, dict) else {}
            value = members[str(step)]
    return value


def body_path(expression: Any) -> Path | None:
    """Parse a runtime expression into the answer's body; None for any other."""
    prefix = "$response.body#/"
    if not isinstance(expression, str) or not expression.startswith(prefix):
        return None
    steps = expression.removeprefix(prefix).split("/")
    steps = [step.replace("~1", "/").replace("~0", "~") for step in steps]
    return tuple(int(step) if step.isdecimal() else step for step in steps)


def lifecycle_pointers(schemas: Schemas) -> list[Pointer]:
    """Find the schemas with a lifecycle."""
    document = schemas.document
    if not any("x-lifecycle" in each.text for each in (document, *document.files.values())):
        return []  # at once, whatever the size
    nodes = _nodes((), schemas.root)
    return [
        where
        for pointer, node in nodes
        if "x-lifecycle" in node
        and sound_part(schemas, where := (*pointer, "x-lifecycle"), node["x-lifecycle"])
    ]


def _nodes(pointer: Pointer, node: Any) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    if isinstance(node, dict):
        yield pointer, node
        for name, value in node.items():
            yield from _nodes((*pointer, name), value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _nodes((*pointer, index), value)


def _links(
    inference: Inference, operation: Operation
) -> Iterator[tuple[Operation, Example, Link, str, str, Path]]:
    answer = operation.success
    if answer is None:
        return
    for example in inference.examples_of(operation, answer):
        for link in answer.links:
            for name, expression in link.parameters.items():
                path = body_path(expression)
                if path is None:
                    continue
                try:
                    value = step_through(example.value, path)
                except LookupError:
                    continue
                if isinstance(value, str | int):
                    bare = name.partition(".")[2] if "." in name else name
                    yield operation, example, link, bare, str(value), path


def _identifying(operation: Operation, targeted: set[str]) -> Iterator[tuple[str, set[str]]]:
    for parameter in operation.parameters:
        is_needed = parameter.required and parameter.location == "query" and parameter.examples
        if (
            parameter.location == "path"
            or parameter.name in operation.exactly_one_of
            or (parameter.name in targeted and "404" in operation.answers)
            or (is_needed and "404" in operation.answers)
        ):
            values = parameter.examples.values()
            if parameter.name == operation.aggregate.get("named-by"):
                yield parameter.name, {each for value in values for each in split_ids(value)}
            else:
                yield parameter.name, {str(value) for value in values}


def split_ids(value: Any) -> list[str]:
    """Split the ids of a list, or of a text that joins them by commas; each once."""
    items = value.split(",") if isinstance(value, str) else value
    return list(dict.fromkeys(str(item) for item in items))


def _joined(
    named: Mapping[tuple[str, str], set[str]],
) -> list[tuple[set[tuple[str, str]], set[str]]]:
    groups: list[tuple[set[tuple[str, str]], set[str]]] = []
    for key, example_ids in named.items():
        names, values = {key}, set(example_ids)
        apart = []
        for other_names, other_values in groups:
            if values & other_values:
                names |= other_names
                values |= other_values
            else:
                apart.append((other_names, other_values))
        groups = [*apart, (names, values)]
    return groups


def _lifecycles(inference: Inference) -> None:
    for collection in inference.collections:
        shown = [
            example
            for operation in inference.operations.values()
            if collection in inference.identifiers.get(operation.id, {}).values()
            for example in inference.successes(operation)
            if example.lifecycle and example.shows(collection.example_ids)
        ]
        beside = [each for each in shown if each.shows_beside_state(collection.example_ids)]
        collection.lifecycle = next((each.lifecycle for each in beside or shown), None)


def _moved_by_body(inference: Inference) -> None:
    """Find the member of a body that names the run which an operation moves (`moves`).

    It is the one whose example is an id of a run, or that has the name of a parameter for them.
    """
    for collection in inference.collections:
        for operation_id in collection.lifecycle.moves if collection.lifecycle else ():
            operation = inference.operations.get(operation_id)
            own = inference.identifiers.get(operation_id, {}).values()
            if operation is None or collection in own:
                continue
            names = {
                name
                for identifiers in inference.identifiers.values()
                for name, named in identifiers.items()
                if named is collection
            }
            for media in operation.body:
                bodies = [each for each in media.examples.values() if isinstance(each, dict)]
                shown = [
                    name
                    for body in bodies
                    for name, value in body.items()
                    if isinstance(value, str | int) and str(value) in collection.example_ids
                ]
                shown += [
                    name
                    for name in sorted(names)
                    if media.schema and inference.schemas.property(media.schema, name)
                ]
                if shown:
                    inference.in_body[operation_id] = (shown[0], collection)


def _own_parameter(
    inference: Inference, operation: Operation, collection: RunCollection
) -> str | None:
    own = inference.identifiers.get(operation.id, {}).items()
    return next((name for name, each in own if each is collection), None)


def _aggregates(inference: Inference) -> None:
    for operation in inference.operations.values():
        aggregate = operation.aggregate
        if not aggregate:
            continue
        counted = _counted(inference, operation)
        if counted is None:
            continue
        whole = inference.identifiers.get(operation.id, {}).get(aggregate.get("members-of", ""))
        if whole and ("list" not in aggregate or whole.members is None):
            whole.members = counted
            whole.rules = aggregate["states"]
        listed = aggregate.get("list", {})
        if "id" in listed:
            inference.items[operation.id] = list(
                _item_examples(inference, operation, listed["field"])
            )


def _counted(inference: Inference, operation: Operation) -> RunCollection | None:
    """Find the runs that an aggregate counts; None, with the reason noted, for one of no use."""
    try:
        where = (*operation.pointer, "x-aggregate")
        shaped(inference.schemas.document, where, operation.aggregate)
        return counted_collection(inference, operation)
    except DocumentError as error:
        inference.unusable[operation.id] = error
        return None


def counted_collection(inference: Inference, operation: Operation) -> RunCollection:
    """Find the collection that an aggregate counts."""
    runs = str(operation.aggregate.get("runs"))
    reader, _, name = runs.rpartition(".")
    collection = inference.identifiers.get(reader, {}).get(name)
    if collection is None:
        document, where = inference.schemas.document, (*operation.pointer, "x-aggregate")
        raise DocumentError(document.path, document.line(where), f"runs: no run is read by {runs}")
    return collection


def _item_examples(inference: Inference, operation: Operation, name: str) -> Iterator[Example]:
    media = preferred(operation.success) if operation.success else None
    where: Pointer | None = media.schema if media else None
    for part in (name, ""):
        where = inference.schemas.property(where, part) if where else None
    for example in inference.successes(operation):
        for item in example.value.get(name) or ():
            yield example_of(inference.schemas, example.name, item, where)
