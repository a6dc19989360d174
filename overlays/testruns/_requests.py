"""Checking what a caller asks for, before anything is sent."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cache
from importlib import import_module
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from attrs import Attribute, fields, has, resolve_types

T = TypeVar("T")


def check_kind(name: str, value: object, kinds: Any, wanted: str) -> None:
    """Check what is given as an argument; TypeError tells its type alone, for it may be secret."""
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise TypeError(f"{name} is {type(value).__name__}, not {wanted}")


def of_kind(kinds: Any, wanted: str) -> Callable[[Any, Any, Any], None]:
    """Make the validator of a field that checks its kind."""

    def check(_: object, attribute: Any, value: Any) -> None:
        check_kind(attribute.name, value, kinds, wanted)

    return check


def checked_request(request: T) -> T:
    """Copy a generated model and all in it; ValueError names the field that cannot be sent.

    An id may be text that is one. A word that the spec does not list passes, as it does in
    answers: the vendor may know it already.
    """
    model: Any = type(request)
    copied: Any = copy(request)
    for each in model_fields(model):
        value: Any = getattr(request, each.name)
        checked: Any
        if not each.init:
            checked = dict(value)
        elif _name(type(value)) == "Unset":
            checked = each.default  # a model that was pickled has another one
        else:
            checked = _checked(value, each.type, f"{model.__name__}.{each.name}")
        setattr(copied, each.name, checked)
    return cast("T", copied)


def check_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Check arguments of a generated function; ValueError names the one that cannot be sent."""
    hints = get_type_hints(function)
    for name, value in given.items():
        _checked(value, hints[name], name)


@cache
def model_fields(model: Any) -> "tuple[Attribute[Any], ...]":
    """Fields of a generated model, with their types resolved."""
    given: Any = next(each for each in model.__mro__ if ".models." in each.__module__)
    # What models refer to each other by is imported for type checkers only.
    module = sys.modules[given.__module__]
    models = import_module(given.__module__.rpartition(".")[0])
    words = {word for each in fields(given) for word in re.findall(r"\w+", str(each.type))}
    others = {word: getattr(models, word) for word in words.intersection(models.__all__)}
    return tuple(fields(resolve_types(given, vars(module), others)))


def sequence_ids(ids: Iterable[UUID | str]) -> tuple[UUID, ...]:
    """Convert a list of UUIDs, also as texts; TypeError or ValueError where it is none."""
    check_kind("sequence_ids", ids, (list, tuple, set, frozenset), "a list of UUIDs")
    return tuple(UUID(str(each)) for each in ids)


def _checked(value: Any, hint: Any, where: str) -> Any:
    options = get_args(hint) if get_origin(hint) not in (list, dict, Literal, None) else (hint,)
    option = next((each for each in options if _is(value, each)), None)
    if option is None:
        names = [_name(each) for each in options if _name(each) != "Unset"]
        is_id = isinstance(value, str) and UUID in options
        got = repr(value) if is_id else type(value).__name__
        raise ValueError(f"{where} is {got}, not {' or '.join(names)}")
    if has(type(value)):
        return checked_request(value)
    if get_origin(option) is list:
        [kind] = get_args(option)
        return [_checked(item, kind, f"{where}[{number}]") for number, item in enumerate(value)]
    return value


def _is(value: Any, option: Any) -> bool:
    if get_origin(option) is Literal:
        return isinstance(value, str | int)
    if option is UUID and isinstance(value, str):
        try:
            return bool(UUID(value))
        except ValueError:
            return False
    if option in (int, float) and isinstance(value, bool):
        return False
    kinds: dict[Any, Any] = {Any: object, float: (int, float)}
    return isinstance(value, kinds.get(option) or get_origin(option) or option)


def _name(option: Any) -> str:
    return str(getattr(get_origin(option) or option, "__name__", option))
