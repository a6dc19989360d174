"""Commands of click, made of groups of fields: options, variables, help and completion."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from attrs import frozen
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from .fields import Field
from .forms import FORMS, Form, is_text, nearest
from .models import MisfitError

HEADING_WIDTH = 30  # columns of the options' names, in a wide terminal
ORDER = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT, ParameterSource.DEFAULT_MAP)


@frozen
class Group:
    """Options that come to one value.

    `build` takes the values that are given, by the fields' names. Of the options in one tuple of
    `alone` only those count that are given at the nearest place: typed, a variable, the file.
    """

    title: str
    fields: Sequence[Field]
    build: Callable[[Mapping[str, Any]], Any]
    prefix: str = "TESTRUNS"
    shared: frozenset[str] = frozenset()  # those whose variables have no vendor's name
    alone: Sequence[Sequence[str]] = ()
    arguments: Sequence[click.Argument] = ()

    def variable(self, each: Field) -> str:
        """Name the environment variable of a field."""
        prefix = "TESTRUNS" if each.name in self.shared else self.prefix
        return f"{prefix}_{each.name}".upper()


class Value(click.ParamType):  # type: ignore[type-arg]  # older ones have none
    """The type of an option whose text a form reads; in a variable a value a line."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.name = form.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a text; what is no text comes from the file, where it was read."""
        if not isinstance(value, str):
            return value
        if self.form is not PATH and not is_text(value):
            shown = value.encode(errors="replace").decode()
            self.fail(f"{shown!r} is no UTF-8", param, ctx)
        try:
            return self.form.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def split_envvar_value(self, rv: str) -> list[str]:
        """Split a variable into lines."""
        return [line.strip() for line in rv.splitlines() if line.strip()]

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's, as the next
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Suggest the words of a choice, or files."""
        if self.form is PATH:
            return [CompletionItem(incomplete, type="file")]
        low = incomplete.lower()
        return [CompletionItem(each) for each in self.form.choices if each.lower().startswith(low)]


PATH = next(form for form in FORMS.values() if form.name == "FILE")


class Option(click.Option):
    """The option of a field."""

    def __init__(self, each: Field, variable: str, title: str) -> None:
        names = each.option
        if each.is_flag and not each.key.startswith("no-"):
            names += f"/{each.negative or f'--no-{each.key}'}"
        notes = " (required)" * each.required + " (repeatable)" * each.repeats
        super().__init__(
            [*each.short.split(), names, each.name],
            is_flag=each.is_flag,
            type=None if each.is_flag else Value(each.form),
            multiple=each.repeats,
            default=None,
            metavar=each.form.name or None,
            envvar=variable or None,
            help=each.help + notes,
        )
        self.field = each
        self.title = each.section or title

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Show a flag and its negative form as one: --[no-]cancel."""
        record = super().get_help_record(ctx)
        key = self.field.key
        return record and (record[0].replace(f"--{key} / --no-{key}", f"--[no-]{key}"), record[1])

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """Name the place that a value is from: the option, its variable, or the file and the key."""
        source = ctx and self.name and ctx.get_parameter_source(self.name)
        if source is ParameterSource.ENVIRONMENT:
            return str(self.envvar)
        if ctx and source is ParameterSource.DEFAULT_MAP:
            return f"{place(ctx)}: {self.field.key}"
        return f"'{self.field.option}'"


def place(ctx: click.Context) -> str:
    """Name the configuration file."""
    return str(getattr(ctx.find_root().obj, "path", None) or "the configuration file")


class Sections(click.Command):
    """A command whose help has a section for each group of options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = None if isinstance(param, click.Argument) else param.get_help_record(ctx)
            if record:
                title = getattr(param, "title", "Options")
                sections.setdefault(title, []).append(record)
        for title, records in sections.items():
            write(formatter, title, records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


def write(formatter: click.HelpFormatter, title: str, records: Sequence[tuple[str, str]]) -> None:
    """Write a section of names and their descriptions."""
    with formatter.section(click.style(title, bold=True)):
        formatter.write_dl(records, col_max=min(HEADING_WIDTH, formatter.width // 2))


class Command(Sections):
    """A command that is made of groups, when it is called or its help is asked for."""

    def __init__(
        self,
        name: str,
        groups: Callable[[], Sequence[Group]],
        action: Callable[..., object],
        **more: Any,
    ) -> None:
        super().__init__(name, **more)
        self._groups = groups
        self._action = action
        self._made: Sequence[Group] | None = None

    @property
    def groups(self) -> Sequence[Group]:
        """The groups; what they are derived from is imported now."""
        if self._made is None:
            self._made = self._groups()
            self.params = [
                *(argument for group in self._made for argument in group.arguments),
                *(
                    Option(each, group.variable(each), group.title)
                    for group in self._made
                    for each in group.fields
                ),
            ]
        return self._made

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """List the parameters."""
        assert self.groups is not None  # noqa: S101 - makes them
        return super().get_params(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; among those that stand alone the nearest place counts."""
        rest = super().parse_args(ctx, args)
        for names in (names for group in self.groups for names in group.alone):
            given = {name: ctx.get_parameter_source(name) for name in names if ctx.params[name]}
            nearest_place = min(map(ORDER.index, filter(None, given.values())), default=None)
            for name, source in given.items():
                if nearest_place is not None and source is not ORDER[nearest_place]:
                    ctx.params[name] = None
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Build the value of each group, and act on them."""
        values = []
        for group in self.groups:
            names = [*(each.name for each in group.fields), *(str(a.name) for a in group.arguments)]
            given = {name: ctx.params[name] for name in names}
            given = {name: value for name, value in given.items() if value not in (None, ())}
            try:
                values.append(group.build(given))
            except MisfitError as error:
                raise usage_error(error, ctx) from None
        try:
            return self._action(*values)
        except MisfitError as error:  # what can be told only when all is known
            raise usage_error(error, ctx) from None


def usage_error(error: MisfitError, ctx: click.Context) -> click.UsageError:
    """Tell a misfit with the places that its values are from."""
    about = [
        param
        for param in ctx.command.get_params(ctx)
        if isinstance(param, Option) and param.field.option in error.names
    ]
    if len(about) == 1 and about[0].field.option not in str(error):
        return click.BadParameter(str(error), ctx, about[0])
    hints = {param.field.option: param.get_error_hint(ctx) for param in about}
    places = [f"{name} is from {hint}" for name, hint in hints.items() if hint != f"'{name}'"]
    return click.UsageError("; ".join([str(error), *places]), ctx)


class Named(Sections, click.Group):
    """A group of commands whose wrong names are told with the nearest right one."""

    what = "command"

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that is called; UsageError where there is none."""
        known = self.list_commands(ctx)
        if args[0] in known or args[0].startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        raise click.UsageError(
            f"no {self.what} is called {args[0]!r}; {nearest(args[0], known)}", ctx
        )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, in their sections."""
        for title, names in self.sections(ctx).items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            records = [(name, each.get_short_help_str(200)) for name, each in commands if each]
            if records:
                write(formatter, title, records)

    def sections(self, ctx: click.Context) -> Mapping[str, Sequence[str]]:
        """List the names of the commands by sections."""
        return {"Commands": self.list_commands(ctx)}
