"""Comparison of a generated package's annotations with its spec."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from inspect import signature
from types import ModuleType, NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

from specmock.openapi import Operation, Pointer, Schemas

from ._models import Names, component_name, components, defined, python_name, squeezed

ANYTHING: Final = "anything"
_NAMES: Final = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    NoneType: "null",
    list: "array",
    UUID: "uuid",
    datetime.datetime: "date-time",
    datetime.date: "date",
    Any: ANYTHING,
}
_CLASSES: Final = {"Unset": "unset", "File": "binary"}  # what the generator adds of its own
_FORMATS: Final = frozenset({"uuid", "date-time", "date", "binary"})


def model_differences(schemas: Schemas, names: Names) -> Iterator[str]:
    """Compare the annotations of models with their components; yield the differences."""
    for name in schemas.root.get("components", {}).get("schemas", {}):
        pointer: Pointer = ("components", "schemas", name)
        model = class_of(schemas, pointer, names)
        if model is not None:
            yield from _model_differences(name, schemas, names, pointer, model)


def _model_differences(
    what: str, schemas: Schemas, names: Names, pointer: Pointer, model: Any
) -> Iterator[str]:
    hints = dict(names.hints(model))
    hints.pop("additional_properties", None)
    declared, required = _properties(schemas, pointer)
    for key, where in declared.items():
        name = python_name(hints, key)
        if name is None:
            yield f"{what}: has no {key}"
            continue
        hint, is_required = hints.pop(name), key in required
        yield from _difference(
            f"{what}.{key}", schemas, names, [where], hint, is_required=is_required
        )
    for unknown in hints:
        yield f"{what}: has {unknown}, of which the spec says nothing"


def operation_differences(
    operation: Operation, module: ModuleType, schemas: Schemas, names: Names
) -> Iterator[str]:
    """Compare the annotations of a function with its operation; yield the differences."""
    hints = names.hints(module.sync_detailed)
    arguments = [name for name in signature(module.sync_detailed).parameters if name != "client"]
    for parameter in operation.parameters:
        name = python_name(arguments, parameter.name, parameter.location)
        if name is None:
            yield f"{operation.id}: has no argument for {parameter.name}"
            continue
        arguments.remove(name)
        what = f"{operation.id}({parameter.name})"
        yield from _difference(
            what, schemas, names, [parameter.schema], hints[name], is_required=parameter.required
        )
    has_body = "body" in arguments
    if has_body != bool(operation.body):
        yield f"{operation.id}: {'takes' if has_body else 'does not take'} a body"
    places = [media.schema for media in operation.body if media.schema]
    if has_body and places:
        what, needed = f"{operation.id}(body)", operation.body_required
        yield from _difference(what, schemas, names, places, hints["body"], is_required=needed)
    for unknown in arguments:
        if unknown != "body":
            yield f"{operation.id}: has an argument {unknown}, of which the spec says nothing"


def security_differences(
    operations: Mapping[str, tuple[Operation, ModuleType]], schemas: Schemas, names: Names
) -> Iterator[str]:
    """Compare the kinds of client that functions take with the spec's security, told once each."""
    without: dict[bool, list[str]] = {True: [], False: []}
    with_only = []
    for name, (operation, module) in operations.items():
        kinds = get_args(names.hints(module.sync_detailed).get("client"))
        takes_both = len(kinds) > 1
        if takes_both and operation.security and () not in operation.security:
            is_own = "security" in schemas.at(operation.pointer)
            without[is_own].append(name)
        elif not takes_both and () in operation.security:
            with_only.append(name)
    for is_own, names_of in without.items():
        why = "" if is_own else "; the generator reads no security of the whole document"
        if names_of:
            yield f"{', '.join(names_of)}: takes a client without a key{why}"
    if with_only:
        yield f"{', '.join(with_only)}: takes a client with a key only, though it may go without"


def _difference(
    what: str,
    schemas: Schemas,
    names: Names,
    places: Sequence[Pointer],
    hint: Any,
    *,
    is_required: bool,
) -> Iterator[str]:
    wanted = frozenset[str]().union(*(_meant(schemas, each) for each in places))
    found = _annotated(hint, components(schemas))
    if not is_required:
        wanted |= {"unset"}
    if wanted != found:
        yield f"{what}: the spec says {_listed(wanted - found)}, it is {_listed(found - wanted)}"
        return
    for where, model in _inline(schemas, places[0], hint):
        yield from _model_differences(what, schemas, names, where, model)


def _inline(schemas: Schemas, pointer: Pointer, hint: Any) -> Iterator[tuple[Pointer, Any]]:
    """Find the class of an object that is no component, where there is one only, and its schema."""
    here = defined(schemas, pointer)
    if "object" in _meant(schemas, here):
        models = [each for each in (hint, *get_args(hint)) if hasattr(each, "from_dict")]
        if len(models) == 1:
            yield here, models[0]


def _listed(names: frozenset[str]) -> str:
    return " or ".join(sorted(names)) or "no more"


def _meant(schemas: Schemas, pointer: Pointer) -> frozenset[str]:
    """Name the types of a schema, as far as annotations can tell them apart."""
    here = defined(schemas, pointer)
    node = schemas.at(here)
    if not isinstance(node, dict):
        return frozenset({ANYTHING})
    for keyword in ("oneOf", "anyOf"):
        if keyword in node:
            branches = ((*here, keyword, index) for index in range(len(node[keyword])))
            return frozenset[str]().union(*(_meant(schemas, branch) for branch in branches))
    if node.get("type") == "boolean":
        return frozenset({"boolean"})  # the generator keeps a constant only where it has no type
    if "const" in node or "enum" in node:
        words = [node["const"]] if "const" in node else node["enum"]
        return frozenset("null" if word is None else repr(word) for word in words)
    named = node.get("type", [])
    kinds = [named] if isinstance(named, str) else named
    if "properties" in node or "allOf" in node:
        return frozenset({_named(schemas, here)} | {"null"} & {*kinds})
    found: set[str] = set()
    for kind in kinds:
        if kind == "array":
            places = [(*here, "prefixItems", n) for n in range(len(node.get("prefixItems", ())))]
            places += [(*here, "items")] if node.get("items", False) is not False else []
            items = {name for each in places for name in _meant(schemas, each)} or {ANYTHING}
            found.add(f"array of {' or '.join(sorted(items))}")
        elif kind == "object":
            found.add(_named(schemas, here))
        else:
            form = node.get("format")
            found.add(form if kind == "string" and form in _FORMATS else kind)
    return frozenset(found or {ANYTHING})


def _annotated(hint: Any, components: Mapping[str, str]) -> frozenset[str]:
    origin, choices = get_origin(hint), get_args(hint)
    if hint is None:
        return frozenset({"null"})
    if origin in {Union, UnionType}:
        return frozenset[str]().union(*(_annotated(each, components) for each in choices))
    if origin is Literal:
        return frozenset(map(repr, choices))
    if origin is list:
        items = sorted(_annotated(choices[0], components))
        return frozenset({f"array of {' or '.join(items)}"})
    if hint in _NAMES:
        return frozenset({_NAMES[hint]})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return frozenset(repr(member.value) for member in hint)
    if hasattr(hint, "from_dict"):
        return frozenset({components.get(squeezed(hint.__name__), "object")})
    return frozenset({_CLASSES.get(hint.__name__, hint.__name__)})


def _properties(schemas: Schemas, pointer: Pointer) -> tuple[dict[str, Pointer], set[str]]:
    """Collect the properties of an object, and the required ones, through all its parts."""
    declared: dict[str, Pointer] = {}
    required: set[str] = set()
    for part in schemas.parts(pointer):
        node = schemas.at(part)
        if isinstance(node, dict):
            required |= set(node.get("required", ()))
            for key in node.get("properties", ()):
                declared.setdefault(key, (*part, "properties", key))
    return declared, required


def class_of(schemas: Schemas, pointer: Pointer, names: Names) -> Any:
    """Find the model of a component; None where it has none."""
    known = {squeezed(each): kind for each, kind in names.known.items() if isinstance(kind, type)}
    found = known.get(squeezed(_named(schemas, pointer)))
    return found if hasattr(found, "from_dict") else None


def _named(schemas: Schemas, pointer: Pointer) -> str:
    return component_name(schemas, pointer) or "object"
