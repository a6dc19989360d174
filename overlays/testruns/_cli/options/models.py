"""Request models: their attributes, and building them from values.

Values come as a tree: by the names of attributes, and a tree again for a model within a model.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from inspect import signature
from types import FunctionType, NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_type_hints

import attrs
from attrs import NOTHING

from testruns._requests import model_fields

from .forms import FLAG, Types, form_of, origin

Tree: TypeAlias = dict[str, Any]


class MisfitError(ValueError):
    """Values that make no request; `names` are the options that it is about."""

    def __init__(self, message: str, *names: str) -> None:
        super().__init__(message)
        self.names = names


@cache
def members(source: Any) -> Mapping[str, tuple[Types, bool]]:
    """List the attributes of a class, or a function's parameters: types, and whether required."""
    if not attrs.has(source):
        if not isinstance(source, FunctionType):
            return {}
        hints = get_type_hints(source)
        parameters = signature(source).parameters.values()
        return {p.name: (unwrapped(hints[p.name]), p.default is p.empty) for p in parameters}
    is_generated = ".models." in source.__module__
    resolved = model_fields(source) if is_generated else attrs.fields(attrs.resolve_types(source))
    return {
        each.name: (unwrapped(each.type), each.default is NOTHING) for each in resolved if each.init
    }


def unwrapped(annotation: Any) -> Types:
    """Split a union into its members, without None and Unset."""
    if origin(annotation) in {Union, UnionType}:
        return tuple(each for part in get_args(annotation) for each in unwrapped(part))
    is_absence = annotation is NoneType or getattr(annotation, "__name__", "") == "Unset"
    return () if is_absence else (annotation,)


def models_of(types: Types) -> Types:
    """Pick the models among types."""
    return tuple(each for each in types if attrs.has(each))


def attributes(models: Iterable[Any]) -> dict[str, Types]:
    """List the attributes of all variants of a model."""
    found: dict[str, Types] = {}
    for model in models:
        for name, (types, _) in members(model).items():
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *types)))
    return found


def spelt(key: str, names: Iterable[str]) -> str | None:
    """Find an attribute by a name in any spelling: prUrl, pr_url, pr-url."""

    def bare(name: str) -> str:
        return re.sub(r"[\W_]", "", name).lower()

    return next((name for name in names if bare(name) == bare(key)), None)


def structured(value: Any, types: Types) -> Any:
    """Turn a JSON value into that of an attribute: models, ids and times where they are meant."""
    if value is None:
        return None
    models = models_of(types)
    if models and isinstance(value, dict):
        tree: Tree = {}
        for key, part in value.items():
            put(tree, models, (key,), part)
        return make(models, tree)
    lists = [each for each in types if origin(each) is list]
    if lists and isinstance(value, list):
        return [structured(each, unwrapped(get_args(lists[0])[0])) for each in value]
    is_open = not types or Any in types or any(origin(each) is dict for each in types)
    form = form_of(types)
    expected = "true or false" if form is FLAG else form.name if form else "another kind of value"
    if is_open and (form is None or not isinstance(value, str)):
        return value
    if form is None or isinstance(value, dict | list):
        raise ValueError(f"{expected} is expected")
    if isinstance(value, bool) or form is FLAG:
        if not (isinstance(value, bool) and form is FLAG):
            raise ValueError(f"{expected} is expected")
        return value
    return form.read(value if isinstance(value, str) else json.dumps(value))


def put(tree: Tree, models: Types, path: Sequence[str], value: Any) -> None:
    """Put a JSON value into a tree; keys in any spelling, unknown ones as they are.

    Raises ValueError where the path leads through what is no object.
    """
    key, *below = path
    known = attributes(models)
    name = spelt(key, known) or key
    types = known.get(name, ())
    inner = models_of(types)
    if not below:
        tree[name] = structured(value, types) if types else value
        return
    if types and not inner and not any(origin(each) is dict or each is Any for each in types):
        raise ValueError(f"{key} holds no {below[0]}")
    under = tree.get(name)
    kind: Any = type(under)
    if models_of((kind,)):
        under = {each: got for each in members(kind) if (got := getattr(under, each))}
    takes_more = under is None or isinstance(under, dict)
    if not takes_more:
        raise ValueError(f"{key} holds no {below[0]}")
    tree[name] = under or {}
    put(tree[name], inner, below, value)


def make(models: Types, tree: Tree, named: Callable[[str], str] = str) -> Any:
    """Build the model that fits the values of a tree; MisfitError says why none does.

    What is not given is not sent, whatever a model's own default. `named` gives the option of an
    attribute.
    """
    chosen = _chosen(models, tree, named)
    own = members(chosen)
    unset = _unset(chosen)
    values: dict[str, Any] = {}
    for name, (types, required) in own.items():
        if name in tree:
            inner = models_of(types)
            given = tree[name]
            is_tree = bool(inner) and isinstance(given, dict)
            below = partial(_below, named, name)
            values[name] = make(inner, given, below) if is_tree else given
        elif not required and unset is not NOTHING:
            values[name] = unset
    built = chosen(**values)
    if more := {key: value for key, value in tree.items() if key not in own}:
        built.additional_properties.update(more)
    return built


def _unset(model: Any) -> Any:
    """Find what a generated model takes for a value that is not sent; NOTHING of other classes."""
    defaults = (each.default for each in attrs.fields(model))
    generated = vars(sys.modules[model.__module__]) if ".models." in model.__module__ else {}
    found = generated.get("UNSET", NOTHING)
    return next((each for each in defaults if type(each).__name__ == "Unset"), found)


def _below(named: Callable[[str], str], name: str, below: str) -> str:
    return named(f"{name}.{below}")


def _chosen(models: Types, tree: Tree, named: Callable[[str], str]) -> Any:
    """Choose the variant of a model by its words, then by what it needs and takes."""
    known = attributes(models)
    given = [name for name in tree if name in known]
    told = [name for name in given if any(_words(model, name) for model in models)]
    fitting = [
        model
        for model in models
        if all(tree[name] in (_words(model, name) or (tree[name],)) for name in told)
    ] or list(models)
    whole = [model for model in fitting if not _lacking(model, tree)]
    taking = [model for model in whole if all(name in members(model) for name in given)]
    if taking:
        return max(taking, key=lambda model: sum(needed for _, needed in members(model).values()))
    if not whole:
        lacking = min((_lacking(model, tree) for model in fitting), key=len)
        names = ", ".join(map(named, lacking))
        if given and len(models) > 1:
            raise MisfitError(f"{', '.join(map(named, given))} needs {names}", *map(named, given))
        raise MisfitError(f"{names} is missing", *map(named, lacking))
    model = whole[0]
    extra = [name for name in given if name not in members(model)]
    head = next((str(tree[name]) for name in told), None) or ", ".join(
        named(name) for name in given if members(model).get(name, ((), False))[1]
    )
    raise MisfitError(f"{head} takes no {' or '.join(map(named, extra))}", *map(named, extra))


def _words(model: Any, name: str) -> tuple[Any, ...]:
    types, _ = members(model).get(name, ((), False))
    return tuple(word for each in types if origin(each) is Literal for word in get_args(each))


def _lacking(model: Any, tree: Tree) -> list[str]:
    return [name for name, (_, needed) in members(model).items() if needed and name not in tree]
