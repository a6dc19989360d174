"""Starts: from the options of a vendor to the runs that they ask for.

Options are derived from the vendor's request models. What the rules do not give stands in SPECIAL.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import attrs
from attrs import evolve, field, frozen

from testruns import ci_context, vendor
from testruns._cli.outcomes import Entry

from .command import Group
from .fields import Field, fields
from .forms import FLAG, FORMS, Form, Types, form_of, is_text, origin
from .models import MisfitError, Tree, attributes, make, members, models_of, put, spelt

WHAT = "What to start"
CI = Field(
    ("ci_context",), "ci_context", FLAG, "Send what the CI system tells of the commit (default)."
)


def _assignment(text: str) -> tuple[tuple[str, ...], str]:
    path, equals, value = text.partition("=")
    parts = tuple(part.strip() for part in path.split("."))
    if not equals or not all(parts):
        raise ValueError("this is not of the form PATH=JSON")
    return parts, value


SET = Field(
    ("set",),
    "set",
    Form("PATH=JSON", _assignment),
    "Any field of the request, also one without an option: target.size=3.",
    repeats=True,
)


@frozen(kw_only=True)
class Special:
    """What no rule gives for the requests of a vendor.

    The options of `flat` objects stand by themselves; `called` renames options, `negative` the
    forms that negate flags. Fields that are `left_out`, each with its reason, have no option of
    their own. The class `extras` has further options, which `finish` turns into values of the
    request; it yields the secrets among them. `context` is filled from what the CI system tells. Of the options in one tuple of `alone`
    only those of the nearest place count.
    """

    flat: Sequence[str] = ()
    called: Mapping[str, str] = field(factory=dict)
    negative: Mapping[str, str] = field(factory=dict)
    left_out: Mapping[str, str] = field(factory=dict)
    alone: Sequence[Sequence[str]] = ()
    context: str = ""
    extras: type | None = None
    finish: Callable[[Tree, Any], Iterator[str]] | None = None


@frozen(kw_only=True)
class ChecklyExtras:
    """Options of Checkly's sessions that are no fields of the request.

    Attributes:
        all_checks: Run every check of the account.
        environment_variable: Variable for the checks.
        secret: Secret variable for the checks, with the value that it has in this environment.
    """

    all_checks: bool = False
    environment_variable: dict[str, str] = field(factory=dict)
    secret: list[str] = field(factory=list)


def _finish_checkly(tree: Tree, extras: ChecklyExtras) -> Iterator[str]:
    from checkly_client.models.plain_environment_variable import PlainEnvironmentVariable
    from checkly_client.models.secret_environment_variable import SecretEnvironmentVariable

    from testruns import checkly

    target = tree.get("target", {})
    chosen = target.get("match_tags") or target.get("check_id")
    if extras.all_checks == bool(chosen):
        raise MisfitError(
            "give --match-tags or --check-id, or --all-checks without them",
            *("--match-tags", "--check-id", "--all-checks"),
        )
    variables: list[Any] = [
        PlainEnvironmentVariable(key=key, value=value)
        for key, value in extras.environment_variable.items()
    ]
    for name in extras.secret:
        value = os.environ.get(name)
        if not value:
            bare, equals, _ = name.partition("=")  # what follows may be the secret itself
            why = "is a name only: no = and no value" if equals else "is not set here"
            raise MisfitError(f"{bare} {why}", "--secret")
        if not is_text(value):
            raise MisfitError(f"the value of {name} is no UTF-8", "--secret")
        yield value
        variables.append(SecretEnvironmentVariable(key=name, value=value, secret=True))
    if variables:
        tree["environment_variables"] = variables
    if extras.all_checks:
        tree["target"] = checkly.ALL_CHECKS


SPECIAL: Mapping[str, Special] = {
    "checkly": Special(
        flat=("target", "retry_strategy"),
        called={"retry_strategy.type_": "retry_strategy"},
        negative={"same_region": "--any-region"},
        left_out={"environment_variables": "--environment-variable and --secret give them"},
        alone=(("match_tags", "check_id", "all_checks"),),
        context="metadata",
        extras=ChecklyExtras,
        finish=_finish_checkly,
    ),
    "qualigate": Special(context="context"),
}


def starting(name: str) -> Group:
    """Make the group of options that come to entries: the runs to start at a vendor."""
    starts = Starts.of(name)
    return Group(
        WHAT,
        starts.options,
        starts.entries,
        f"TESTRUNS_{name}",
        frozenset({CI.name}),
        [*starts.special.alone, [each.name for each in starts.each]],
    )


@frozen
class Starts:
    """The requests of a vendor: their fields, and which of these start a run for each value."""

    vendor: str
    models: tuple[Any, ...]
    special: Special
    fields: Sequence[Field]
    each: Sequence[Field]
    extras: Sequence[Field]

    @classmethod
    def of(cls, name: str) -> "Starts":
        """Derive the fields of a vendor's requests."""
        special, models = SPECIAL.get(name, Special()), vendor(name).requests
        extras = fields(special.extras) if special.extras else []
        if models == (str,):
            kind = next(iter(vendor(name).kinds))
            text = f"Id of the {kind}."
            one = Field((f"{kind}_id",), f"{kind}_id", FORMS[str], text, (str,), repeats=True)
            return cls(name, models, special, [one], [one], extras)
        found = fields(*models, flat=special.flat, called=special.called, left_out=special.left_out)
        found = [evolve(each, negative=special.negative.get(each.name, "")) for each in found]
        own = [each for each in found if each.required and len(each.owners) < len(models)]
        # Each variant is told by one field of its own: it starts a run for each value.
        is_each = len(models) > 1 and sorted(map(id, models)) == sorted(
            id(owner) for each in own for owner in each.owners
        )
        each = [evolve(one, repeats=True, required=False) for one in own] if is_each else []
        rest = [one for one in found if one not in own] if is_each else found
        return cls(name, models, special, [*each, *rest], each, extras)

    @property
    def options(self) -> list[Field]:
        """All options, in the order of the help."""
        more = [CI] if self.special.context else []
        more += [SET] if models_of(self.models) else []
        return [*self.fields, *self.extras, *more]

    def entries(self, values: Mapping[str, Any]) -> list[Entry]:
        """Build the requests, and an entry for each; MisfitError where the values make none."""
        try:
            return self._entries(values)
        except RecursionError:
            raise MisfitError("a value is nested too deeply", SET.option) from None

    def _entries(self, values: Mapping[str, Any]) -> list[Entry]:
        tree, secrets = self._tree(values)
        for each in self.each:
            if each.path[0] in tree:
                raise MisfitError(
                    f"{each.path[0]} is what is started: give {each.option}", SET.option
                )
        if not self.each:
            made = self._made(tree)
            return [Entry(self.vendor, self._label(tree), made, secrets)]
        given = [
            (each, value)
            for each in self.each
            for value in _started_by(each, values.get(each.name, ()))
        ]
        if not given:
            names = [each.option for each in self.each]
            listed = " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
            raise MisfitError(f"nothing to start: give {listed}", *names)
        return [
            Entry(
                self.vendor,
                f"{each.name.removesuffix('_id').rpartition('_')[2]} {_shown(value)}",
                self._made({**tree, each.path[0]: value}),
                secrets,
            )
            for each, value in given
        ]

    def _tree(self, values: Mapping[str, Any]) -> tuple[Tree, tuple[str, ...]]:
        tree: Tree = {}
        if self.special.context and values.get(CI.name, True):
            told = getattr(ci_context(), self.special.context)
            for key, text in told.items():
                put(tree, self.models, (self.special.context, key), text)
        for each in self.fields:
            if each.name not in values or each in self.each:
                continue
            value, under = values[each.name], tree
            for name in each.path[:-1]:
                under = under.setdefault(name, {})
            last = each.path[-1]
            under[last] = (
                {**under.get(last, {}), **dict(value)}
                if each.is_object
                else (list(value) if each.repeats else value)
            )
        secrets: list[str] = []
        if self.special.extras and self.special.finish:
            names = {each.name: each for each in self.extras if each.name in values}
            extras = {
                name: dict(values[name]) if each.is_object else values[name]
                for name, each in names.items()
            }
            secrets += self.special.finish(tree, make((self.special.extras,), extras))
        # As the target that is all checks.
        wholes = [name for name, value in tree.items() if attrs.has(type(value))]
        paths = [path for path, _ in values.get(SET.name, ())]
        for number, (path, text) in enumerate(values.get(SET.name, ())):
            for each in paths[:number]:
                if each != path and each[: len(path)] == path:
                    raise MisfitError(
                        f"{'.'.join(path)} would undo {'.'.join(each)} before it", SET.option
                    )
            if path[0] in wholes:
                raise MisfitError(f"{path[0]} is given as a whole by another option", SET.option)
            value = self._value(path, text)
            secrets += _texts(value)
            if not is_text("".join(secrets)):
                raise MisfitError(f"the value of {'.'.join(path)} is no UTF-8", SET.option)
            try:
                put(tree, self.models, path, value)
            except ValueError:  # whose text may hold the value
                form = form_of(self._types(path))
                expected = f": {form.name or 'true or false'} is expected" if form else ""
                raise MisfitError(
                    f"the value of {'.'.join(path)} does not fit{expected}", SET.option
                ) from None
        return tree, tuple(secrets)

    def _types(self, path: Sequence[str]) -> Types:
        """Find the types of a field by its path; none where it is not known."""
        types = self.models
        for key in path:
            known = attributes(models_of(types))
            types = known.get(spelt(key, known) or "", ())
        return types

    def _value(self, path: Sequence[str], text: str) -> Any:
        """Parse the value of --set: JSON, or a text as it is where the field is known as a text."""
        types = self._types(path)
        try:
            value = json.loads(text)
        except ValueError:
            if form_of(types) is None:
                raise MisfitError(
                    f"the value of {'.'.join(path)} is no JSON; a text has quotes: '\"text\"'",
                    SET.option,
                ) from None
            return text
        return text if types == (str,) and not isinstance(value, str) else value

    def _made(self, tree: Tree) -> Any:
        if self.models == (str,):
            return tree[self.each[0].path[0]]
        names = {".".join(each.path): each.option for each in self.fields}
        return make(self.models, tree, lambda dotted: names.get(dotted, f"--set {dotted}"))

    def _label(self, tree: Tree) -> str:
        needed = [name for name, (_, is_needed) in members(self.models[0]).items() if is_needed]
        value = next((tree[name] for name in needed if name in tree), "run")
        while isinstance(value, dict):
            value = next(iter(value.values()), "run")
        return str(value)


def _started_by(each: Field, given: Sequence[Any]) -> list[Any]:
    """Values that start a run each: a list or an object is the value of one run."""
    if given and each.is_object:
        return [dict(given)]
    if given and origin(each.types[0]) is list:
        return [list(given)]
    return list(dict.fromkeys(given))


def _shown(value: Any) -> str:
    parts = value.values() if isinstance(value, dict) else value
    return ", ".join(map(str, parts)) if isinstance(value, list | dict) else str(value)


def tell_apart(entries: Sequence[Entry]) -> list[Entry]:
    """Make the labels of runs unique: by the fields of their requests that differ, or a number."""
    for same in _grouped(entries):
        fields = [each.request.to_dict() if attrs.has(type(each.request)) else {} for each in same]
        keys = [
            key
            for key in dict.fromkeys(chain(*fields))
            if len({str(each.get(key)) for each in fields}) > 1
            and not any(isinstance(each.get(key), dict | list) for each in fields)
        ]
        for entry, values in zip(same, fields, strict=True):
            told = ", ".join(str(values[key]) for key in keys if key in values)
            entry.label += f" ({told})" if told else ""
    for same in _grouped(entries):
        for number, entry in enumerate(same, 1):
            entry.label += f" #{number}"
    return list(entries)


def _grouped(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Group the runs that have one label, and are not alone with it."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for each in entries:
        groups.setdefault((each.vendor, each.label), []).append(each)
    return [same for same in groups.values() if len(same) > 1]


def _texts(value: Any) -> list[str]:
    """List the texts and numbers in a JSON value."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [text for part in parts for text in _texts(part)]
    return [value] if isinstance(value, str) else [json.dumps(value)]
