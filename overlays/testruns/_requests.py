"""Checking what a caller asks for, before anything is sent."""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from attrs import Attribute, fields, has, resolve_types


def check_request(request: Any) -> None:
    """Check a generated model and all in it; ValueError names the field that cannot be sent.

    An id may be text that is one. A word that the spec does not list passes, as it does in
    answers: the vendor may know it already.
    """
    model: Any = type(request)
    for each in model_fields(model):
        if each.init:
            _check(getattr(request, each.name), each.type, f"{model.__name__}.{each.name}")


@cache
def model_fields(model: Callable[..., Any]) -> "tuple[Attribute[Any], ...]":
    # What models refer to each other by is imported for type checkers only.
    module = sys.modules[model.__module__]
    models = import_module(model.__module__.rpartition(".")[0])
    resolved: Any = resolve_types(cast("Any", model), vars(module), vars(models))
    return tuple(fields(resolved))


def _check(value: Any, hint: Any, where: str) -> None:
    options = get_args(hint) if get_origin(hint) not in (list, dict, Literal, None) else (hint,)
    for option in options:
        if _is(value, option):
            if get_origin(option) is list:
                for number, item in enumerate(value):
                    _check(item, get_args(option)[0], f"{where}[{number}]")
            if has(type(value)):
                check_request(value)
            return
    names = [_name(option) for option in options if _name(option) != "Unset"]
    got = repr(value) if isinstance(value, str) and UUID in options else type(value).__name__
    raise ValueError(f"{where} is {got}, not {' or '.join(names)}")


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


def check_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Check arguments of a generated function; ValueError names the one that cannot be sent."""
    hints = get_type_hints(function)
    for name, value in given.items():
        _check(value, hints[name], name)
