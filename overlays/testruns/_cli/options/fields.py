"""Fields: the facts of a request model that options are derived from.

A field is read from an attrs class or from the parameters of a function: its type from the
annotation, its description from the docstring's `Attributes:` or `Args:`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, get_args

import attrs
from attrs import frozen
from specmock.docstrings import descriptions

from .forms import FLAG, Form, Types, choice, form_of, nearest, origin
from .models import attributes, members, spelt, structured, unwrapped


@frozen
class Field:
    """A value of a request that an option may give.

    `path` leads from the request to the attribute, `types` are its own. A field that `repeats` has
    a list of values; one that `is_object` has them as pairs of key and value.
    """

    path: tuple[str, ...]
    name: str
    form: Form
    help: str = ""
    types: Types = ()
    owners: tuple[Any, ...] = ()
    required: bool = False
    repeats: bool = False
    is_object: bool = False
    negative: str = ""
    short: str = ""
    section: str = ""

    @property
    def is_flag(self) -> bool:
        """Whether the option takes no value: given, negated, or left out."""
        return self.form is FLAG

    @property
    def key(self) -> str:
        """The name in the configuration file, which is the option without its dashes."""
        return self.name.replace("_", "-")

    @property
    def option(self) -> str:
        """The name on the command line."""
        return f"--{self.key}"


def fields(
    *sources: Any,
    flat: Iterable[str] = (),
    called: Mapping[str, str] | None = None,
    left_out: Iterable[str] = (),
) -> list[Field]:
    """Derive the fields of classes, or of functions' parameters, in their order.

    Objects in `flat` give way to their own fields; `called` renames options by dotted path, and
    `left_out` names the attributes that get none.
    """
    found: dict[tuple[str, ...], Field] = {}
    for source in sources:
        for each in _fields(source, (), set(flat), called or {}, set(left_out)):
            known = found.get(each.path)
            found[each.path] = each if known is None else _merged(known, each)
    return list(found.values())


def _fields(
    source: Any,
    above: tuple[str, ...],
    flat: set[str],
    called: Mapping[str, str],
    left_out: set[str],
) -> Iterator[Field]:
    texts = descriptions(source)
    for name, (types, required) in members(source).items():
        path = (*above, name)
        dotted = ".".join(path)
        if dotted in left_out:
            continue
        if dotted in flat:
            for model in types:
                yield from _fields(model, path, flat, called, left_out)
            continue
        form, repeats, is_object = _shape(types)
        text = texts.get(name, "")
        keys = ", ".join(dict.fromkeys(key for model in types for key in members(model)))
        yield Field(
            path,
            called.get(dotted, name).strip("_"),
            form,
            f"{text} Keys: {keys}.".strip() if is_object and keys else text,
            types,
            (source,),
            required and not above,
            repeats,
            is_object,
            section=above[0].replace("_", " ").capitalize() if above else "",
        )


def _merged(one: Field, other: Field) -> Field:
    """Join the field of two variants of a model: what either takes."""
    choices = tuple(dict.fromkeys((*one.form.choices, *other.form.choices)))
    return attrs.evolve(
        one,
        form=choice(choices) if one.form.choices and other.form is not one.form else one.form,
        help=one.help or other.help,
        types=tuple(dict.fromkeys((*one.types, *other.types))),
        owners=(*one.owners, *other.owners),
        required=one.required and other.required,
    )


def _shape(types: Types) -> tuple[Form, bool, bool]:
    """Find the form of a field, whether it repeats, and whether it is an object."""
    if form := form_of(types):
        return form, False, False
    if types and all(attrs.has(each) for each in types):
        return Form("KEY=VALUE", partial(_pair, types)), True, True
    if len(types) == 1 and origin(types[0]) is dict:
        return Form("KEY=VALUE", partial(_pair, ())), True, True
    if len(types) == 1 and origin(types[0]) in {list, tuple}:
        items = unwrapped(get_args(types[0])[0])
        if form := form_of(items):
            return form, True, False
        if len(items) == 1 and origin(items[0]) is list:
            inner = form_of(unwrapped(get_args(items[0])[0]))
            if inner:
                return Form(f"{inner.name},{inner.name}", partial(_row, inner)), True, False
        return Form("JSON", partial(_json, items)), True, False
    return Form("JSON", partial(_json, types)), False, False


def _row(inner: Form, text: str) -> list[Any]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise ValueError(f"{text!r} holds no value")
    return [inner.read(part) for part in parts]


def _pair(models: Types, text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ValueError(f"{text!r} is not of the form KEY=VALUE")
    known = attributes(models)
    if not known:
        return key.strip(), value
    name = spelt(key, known)
    if name is None:
        raise ValueError(f"{key.strip()!r} is no key here; {nearest(key.strip(), known)}")
    return name, read(value, known[name])


def _json(types: Types, text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValueError(f"this is no JSON: {error}") from None
    return structured(value, types)


def read(text: str, types: Types) -> Any:
    """Read a value from text by its types: by its form, or as JSON."""
    form = form_of(types)
    return form.read(text) if form else _json(types, text)
