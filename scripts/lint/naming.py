"""The rules that the generator and pytest impose."""

import re
from collections.abc import Iterator
from typing import Any, Final

from .model import COMPOSITION
from .places import Place, Problem, Spec, rule, snake_case, words

# Names that the generated code uses for itself.
TAKEN_BY_MODELS: Final = ("d", "cls", "src_dict", "to_dict", "additional_properties")
TAKEN_BY_CALLS: Final = ("headers", "params", "kwargs")


@rule("schema")
def component_name(spec: Spec, place: Place) -> Iterator[Problem]:
    if not place.is_named_schema:
        return
    name = str(place.pointer[-1])
    if name.startswith("Test") or snake_case(name).endswith("_test"):
        yield place.pointer, f"pytest would collect `{name}`: choose another name"
    if name == "Client":
        yield place.pointer, "`Client` hides the generated client: choose another name"
    for key in spec.property_names(place.node):
        if snake_case(key) == snake_case(name):
            yield place.pointer, f"`{name}` has a property of its own name: rename it"
    if "title" in place.node:
        yield place.at("title"), "a title renames the class: remove it"


@rule("schema")
def property_name(_: Spec, place: Place) -> Iterator[Problem]:
    for name in place.entries("properties"):
        if snake_case(name) in TAKEN_BY_MODELS:
            yield place.at("properties", name), f"`{name}` breaks the generated model: rename it"


@rule("parameter")
def parameter_name(_: Spec, place: Place) -> Iterator[Problem]:
    name = place.node.get("name")
    if isinstance(name, str) and snake_case(name) in TAKEN_BY_CALLS:
        yield place.at("name"), f"a parameter `{name}` breaks the generated function"
    if "content" in place.node:
        yield place.at("content"), "the generator drops such a parameter: use schema"


@rule("parameter")
def description_of_parameter(_: Spec, place: Place) -> Iterator[Problem]:
    if "description" in place.node and "$ref" in place.entries("schema"):
        yield place.at("schema"), "the clients lose the description: write the schema here"


@rule("parameter")
def style(spec: Spec, place: Place) -> Iterator[Problem]:
    """Find what is not sent as the document says: the generator repeats a name for each item."""
    schema = spec.resolved(place.node.get("schema"))
    branches = [schema, *map(spec.resolved, schema.get("anyOf", ()))]
    types = [word for branch in branches for word in words(branch.get("type"))]
    where, given = place.node.get("in"), place.node.get("style", "form")
    is_sent = given == "form" and place.node.get("explode", True) is True
    if "array" in types and where == "query" and not is_sent:
        field = "style" if given != "form" else "explode"
        advice = "a list joined by something is a string here, which its description says"
        yield place.at(field), f"the generator ignores this: {advice}"
    elif "object" in types or ("array" in types and where == "path"):
        yield place.at("schema"), f"the generator sends no such value in a {where}: write a string"
    elif "allowReserved" in place.node:
        yield place.at("allowReserved"), "the generator ignores this, and encodes all the same"


@rule("parameter")
def header_is_string(spec: Spec, place: Place) -> Iterator[Problem]:
    if place.node.get("in") == "header":
        schema = spec.resolved(place.node.get("schema"))
        unsent = {"format", "enum", "const", *COMPOSITION} & schema.keys()
        if schema.get("type") != "string" or unsent:
            yield place.at("schema"), "a header is sent as a string: write type: string, no format"


@rule("operation")
def operation(_: Spec, place: Place) -> Iterator[Problem]:
    name = place.node.get("operationId")
    pointer = place.at("operationId")
    if not isinstance(name, str):
        yield place.pointer, "an operation needs an operationId: it names the function"
    elif not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        yield pointer, f"the operationId `{name}` is not snake_case: write {snake_case(name)}"
    elif name.startswith("test_") or name.endswith("_test"):
        yield pointer, f"pytest would collect `{name}`: choose another name"
    if len(place.items("tags")) != 1:
        yield place.at("tags"), "an operation needs exactly one tag: it names the package"
    if "security" not in place.node:
        yield place.pointer, "an operation needs its own security: the generator reads no other"
    if "x-source" not in place.node:
        yield place.pointer, "an operation needs an x-source"


@rule("responses")
def default_response(_: Spec, place: Place) -> Iterator[Problem]:
    if "default" in place.node:
        yield place.at("default"), "list the statuses instead of a default response"


@rule("schema")
def unnamed(_: Spec, place: Place) -> Iterator[Problem]:
    types = words(place.node.get("type"))
    what = "enum" if len(place.items("enum")) > 1 else ""
    what = "object" if "properties" in place.node or "object" in types else what
    if what and not place.composed_into().is_named_schema:
        yield place.pointer, f"name this {what}: move it to components/schemas and refer to it"


@rule("response")
def closed_enum(spec: Spec, place: Place) -> Iterator[Problem]:
    """Find what a response may hold and no word that the vendor adds later can be.

    A required constant in a branch is none of it: that tells the branch from the others.
    """
    waiting = [
        (schema, schema.pointer, False, False)
        for media in spec.children[place]
        for schema in spec.children[media]
        if media.field == "content" and schema.field == "schema"
    ]
    seen: set[tuple[Place, bool, bool]] = set()
    while waiting:
        schema, shown, is_open, is_branch = waiting.pop()
        if schema.kind == "reference":
            target = spec.by_pointer.get(spec.where(schema.pointer))
            if target and target.kind == "schema":
                waiting.append((target, shown, is_open, is_branch))
            continue
        if (schema, is_open, is_branch) in seen:
            continue
        seen.add((schema, is_open, is_branch))
        if not is_open and schema.node.keys() & {"enum", "const"}:
            yield shown, "a closed enum in a response: write anyOf of it and {type: string}"
        admits_any = any(is_any_string(spec.resolved(part)) for part in schema.items("anyOf"))
        for child in spec.children[schema]:
            if child.field in ("not", "if") or (is_branch and spec.tells_branch(child)):
                continue
            opens = (child.field == "anyOf" and admits_any) or (
                child.field in COMPOSITION and is_open
            )
            branches = child.field in ("anyOf", "oneOf") or (child.field == "allOf" and is_branch)
            waiting.append((child, child.pointer, opens, branches))


def is_any_string(schema: dict[str, Any]) -> bool:
    constraints = {key for key in schema if key != "description" and not key.startswith("x-")}
    return constraints == {"type"} and "string" in words(schema["type"])
