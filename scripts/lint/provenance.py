"""The rules for sources, examples and the other extensions."""

from collections.abc import Iterator

from .extensions import EXTENSIONS
from .model import MODEL
from .places import Place, Problem, Spec, first_line, mapping, rule


@rule("media")
def named_example(_: Spec, place: Place) -> Iterator[Problem]:
    holder = place.parent.kind if place.parent else ""
    if holder in ("response", "body") and not place.entries("examples"):
        what = "a response" if holder == "response" else "a request body"
        yield place.pointer, f"{what} needs a named example: add it to examples"


@rule("parameter")
def parameter_example(spec: Spec, place: Place) -> Iterator[Problem]:
    shown = place.node.keys() | spec.resolved(place.node.get("schema")).keys()
    if place.node.get("required") is True and not shown & {"example", "examples"}:
        yield place.pointer, "a required parameter needs an example"


@rule(*MODEL, "reference")
def extension(_: Spec, place: Place) -> Iterator[Problem]:
    kind = place.expects or place.kind
    for name, value in place.node.items():
        pointer = place.at(name)
        if not name.startswith("x-"):
            continue
        if name not in EXTENSIONS:
            known = ", ".join(EXTENSIONS)
            yield pointer, f"unknown extension `{name}`; described in specs/README.md are: {known}"
        elif kind not in EXTENSIONS[name].kinds:
            yield pointer, f"`{name}` does not stand on a {kind}; see specs/README.md"
        else:
            for error in EXTENSIONS[name].validator.iter_errors(value):
                reason = f"`{name}` is {EXTENSIONS[name].meaning}: {first_line(error.message)}"
                yield (*pointer, *error.instance_path), reason


@rule(*MODEL, "reference")
def source_of_answers(_: Spec, place: Place) -> Iterator[Problem]:
    answers = mapping(mapping(place.node.get("x-source")).get("responses"))
    for status in answers:
        if status not in place.entries("responses"):
            pointer = place.at("x-source", "responses", status)
            yield pointer, f"x-source speaks of a response `{status}` that is not here"


@rule("operation")
def exactly_one_of(spec: Spec, place: Place) -> Iterator[Problem]:
    known = [node.get("name") for _, node in spec.parameters(place) if node.get("in") == "query"]
    for index, name in enumerate(place.items("x-exactly-one-of")):
        if name not in known:
            yield place.at("x-exactly-one-of", index), f"there is no query parameter `{name}`"


@rule("schema")
def lifecycle(spec: Spec, place: Place) -> Iterator[Problem]:
    cycle = place.entries("x-lifecycle")
    if not EXTENSIONS["x-lifecycle"].validator.is_valid(cycle):
        return
    follows, terminal, moves = cycle["next"], cycle["terminal"], cycle.get("moves", {})
    begins = [
        *((("next", state), state) for state in follows),
        *((("next", state), after) for state, after in follows.items()),
        (("start",), cycle["start"]),
        *((("moves", name), state) for name, state in moves.items()),
    ]
    rests = [
        *((("terminal", state), state) for state in terminal),
        *((("idle", index), state) for index, state in enumerate(cycle.get("idle", []))),
    ]
    members = place.items("enum")
    for steps, state in begins + rests:
        if state not in members:
            yield place.at("x-lifecycle", *steps), f"the state `{state}` is no member of the enum"
    for index, member in enumerate(members):
        if member not in (state for _, state in begins + rests):
            yield place.at("enum", index), f"x-lifecycle does not say what `{member}` is"
    for state in follows.keys() & terminal.keys():
        yield place.at("x-lifecycle", "next", state), f"nothing follows `{state}`: it is terminal"
    for _, state in begins:
        path = [state]
        while path[-1] in follows and path[-1] not in path[:-1]:
            path.append(follows[path[-1]])
        if path[-1] not in terminal:
            steps = next(steps for steps, last in begins if last == path[-1])
            yield place.at("x-lifecycle", *steps), f"`{path[-1]}` leads to no terminal state"
    for name in moves.keys() - spec.operations.keys():
        yield place.at("x-lifecycle", "moves", name), f"there is no operation `{name}`"
