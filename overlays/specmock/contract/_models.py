"""Values of JSON as the types of a generated package, and back."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from io import BytesIO
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from attrs import Factory, define

from specmock.openapi import Pointer, Schemas

_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)  # what a generated parser raises


@define(eq=False)
class Names:
    """The names that the annotations of a package refer to."""

    known: Mapping[str, Any]
    _hints: dict[Any, dict[str, Any]] = Factory(dict)

    def hints(self, thing: Any) -> dict[str, Any]:
        """Resolve the annotations of a class or a function to types."""
        if thing not in self._hints:
            self._hints[thing] = get_type_hints(thing, None, dict(self.known))
        return self._hints[thing]


@lru_cache(maxsize=4096)
def squeezed(name: str) -> str:
    """Normalise a name, so that one of the spec equals its Python name."""
    return "".join(filter(str.isalnum, name)).lower()


def instant(text: str) -> datetime.datetime:
    """Parse a date-time; ValueError for a date, which Python takes for its first moment."""
    if len(text) <= len("2026-01-01"):
        raise ValueError(text)
    return datetime.datetime.fromisoformat(text)


_STRUCTURE: Final = frozenset(
    {
        "properties",
        "patternProperties",
        "additionalProperties",
        "required",
        "items",
        "enum",
        "const",
    }
    | {"oneOf", "anyOf", "not", "if"}
)


def defined(schemas: Schemas, pointer: Pointer) -> Pointer:
    """Resolve a schema to its definition, also through an allOf of one with annotations beside it.

    The generator makes no class of its own for either.
    """
    here = schemas.meant(pointer)
    node = schemas.at(here)
    if not isinstance(node, dict) or len(node.get("allOf", ())) != 1 or node.keys() & _STRUCTURE:
        return here
    only = (*here, "allOf", 0)
    return defined(schemas, only) if "$ref" in schemas.at(only) else here


@lru_cache(maxsize=4)
def components(schemas: Schemas) -> Mapping[str, str]:
    """Map the names of classes to those of components; one that is a name only to what it names."""
    found: dict[str, str] = {}
    for name in schemas.root.get("components", {}).get("schemas", {}):
        pointer: Pointer = ("components", "schemas", name)
        own = component_name(schemas, pointer)
        found[squeezed(own)] = component_name(schemas, defined(schemas, pointer)) or own
    return found


def component_name(schemas: Schemas, pointer: Pointer) -> str:
    """Name a component as its class is named; nothing for a schema that is none."""
    if len(pointer) != 3 or pointer[:2] != ("components", "schemas"):
        return ""
    node = schemas.at(pointer)
    return str(node.get("title", pointer[2]) if isinstance(node, dict) else pointer[2])


def python_name(names: Iterable[str], name: str, place: str = "") -> str | None:
    """Find the Python name of a parameter or property; None where there is none.

    To a name that stands for something else its place is added, to one that begins no Python name
    the word `field`. Of names that differ in case or in a dash only, it is the one spelled alike.
    """
    for wanted in map(squeezed, (f"{name}{place}", name, f"field{name}")):
        if found := [each for each in names if squeezed(each) == wanted]:
            alike = re.sub(r"\W", "_", name)
            return alike if alike in found else found[0]
    return None


def typed(value: Any, hint: Any) -> Any:
    """Convert a JSON value to an annotated type; raise TypeError where it does not fit."""
    origin, choices = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _one_of(value, choices)
    if origin is list and isinstance(value, list):
        return [typed(item, choices[0]) for item in value]
    if hint is UUID:
        return UUID(value)
    if hint is datetime.datetime:
        return instant(value)
    if hint is datetime.date:
        return datetime.date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hasattr(hint, "from_dict"):
        return hint.from_dict(value)
    if hasattr(hint, "to_tuple"):  # the generator's class of files
        return hint(BytesIO(value))
    if not conforms(value, hint):
        raise TypeError(f"{value!r:.60} is no {named(hint)}")
    return value


def _one_of(value: Any, choices: tuple[Any, ...]) -> Any:
    if value is None and NoneType in choices:
        return None
    reasons = []
    for choice in choices:
        try:
            return typed(value, choice)
        except _UNREADABLE as error:  # another member of the union, then
            if _is_alike(value, choice):
                reasons.append(f"{named(choice)}: {cause(error)}")
    raise TypeError(reasons[0] if len(reasons) == 1 else _none_of(value, choices))


def _is_alike(value: Any, choice: Any) -> bool:
    """Tell if a choice was made for values such as this one, so that its reason tells something."""
    if isinstance(value, dict):
        return hasattr(choice, "from_dict")
    if isinstance(value, list):
        return get_origin(choice) is list
    return (
        choice is not NoneType and not hasattr(choice, "from_dict") and choice.__name__ != "Unset"
    )


def _none_of(value: Any, choices: tuple[Any, ...]) -> str:
    return f"{value!r:.60} is none of {', '.join(map(named, choices))}"


def cause(error: Exception) -> str:
    """Tell an error in one line."""
    text = str(error) if isinstance(error, TypeError | ValueError) else repr(error)
    return " ".join(text.split())[:200]


def conforms(value: Any, hint: Any) -> bool:
    """Tell if a value is of an annotated type; a whole number is a float too."""
    origin, choices = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return any(conforms(value, choice) for choice in choices)
    if origin is Literal:
        return any(value == choice and type(value) is type(choice) for choice in choices)
    if origin is list:
        return isinstance(value, list) and all(conforms(item, choices[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(conforms(v, choices[1]) for v in value.values())
    if hint in {int, float}:
        return _is_number(value) and (hint is float or float(value).is_integer())
    if hint is Any or hint is None:
        return hint is Any or value is None
    return isinstance(value, hint)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def named(hint: Any) -> str:
    """Name a type as messages do."""
    return hint.__name__ if isinstance(hint, type) else str(hint).replace("typing.", "")


def complaints(
    schemas: Schemas,
    names: Names,
    pointer: Pointer,
    model: Any,
    value: Any,
    where: str = "",
) -> Iterator[str]:
    """Compare a parsed model with its JSON value; yield what it lost of what the spec declares."""
    if isinstance(value, list) and isinstance(model, list):
        items = _property(schemas, pointer, value, "")
        for index, (held, item) in enumerate(zip(model, value, strict=False)):
            if items:
                place = f"{where}/{index}"
                yield from complaints(schemas, names, items, held, item, place)
    if not isinstance(value, dict) or not hasattr(model, "to_dict"):
        return
    wanted = _classes(schemas, pointer, value)
    own = type(model).__name__
    if wanted and squeezed(components(schemas).get(squeezed(own), own)) not in map(
        squeezed, wanted
    ):
        said = " or ".join(sorted(wanted))
        yield f"{where or '/'} became a {type(model).__name__}, the spec says {said}"
        return
    hints = names.hints(type(model))
    attributes = [name for name in hints if name != "additional_properties"]
    extra = getattr(model, "additional_properties", {})
    for key, item in value.items():
        place = f"{where}/{key}"
        declared = _property(schemas, pointer, value, key)
        name = python_name(attributes, key)
        if key in extra:
            if declared and declared[-1] != "additionalProperties":
                yield f"{place} is declared, but the model knows no such property"
            held = extra[key]
        elif name is None:
            continue  # dropped, as the round trip tells
        else:
            held = getattr(model, name)
            if type(held).__name__ == "Unset":
                yield f"{place} was sent, but is unset in the model"
                continue
            if not conforms(held, hints[name]):
                yield f"{place} is a {type(held).__name__}, annotated as {named(hints[name])}"
        if declared:
            yield from complaints(schemas, names, declared, held, item, place)


def _property(schemas: Schemas, pointer: Pointer, value: Any, name: str) -> Pointer | None:
    """Find the schema of a property as it applies to a value; of an item without a name."""
    rest = None
    for part in schemas.parts(pointer, value):
        node = schemas.at(part)
        if not isinstance(node, dict):
            continue
        if not name and "items" in node:
            return (*part, "items")
        if name and name in node.get("properties", ()):
            return (*part, "properties", name)
        if name and isinstance(node.get("additionalProperties"), dict):
            rest = (*part, "additionalProperties")
    return rest


def _classes(schemas: Schemas, pointer: Pointer, value: Any) -> set[str]:
    """Name the components that a value is one of; none where they have no name."""
    here = defined(schemas, pointer)
    node = schemas.at(here)
    if not isinstance(node, dict):
        return set()
    branches = [
        (*here, keyword, index)
        for keyword in ("oneOf", "anyOf")
        for index in range(len(node.get(keyword, ())))
    ]
    if branches:
        return {
            name
            for branch in branches
            if schemas.valid(branch, value)
            for name in _classes(schemas, branch, value)
        }
    return set(filter(None, [component_name(schemas, here)]))
