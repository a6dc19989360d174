"""The environment variables of the options, each named after its option."""

import re
from collections.abc import Iterator
from functools import partial
from inspect import signature
from typing import Any

from typer.core import TyperCommand, TyperOption
from typer.exceptions import TyperException

from .vendors import STARTS, dashed, output, waiting

CI_CONTEXT = "ci_context"  # two vendors' option of one meaning, hence one variable
SHARED = {CI_CONTEXT, *signature(waiting).parameters, *signature(output).parameters}

# Who types one of these means it alone, whatever variables and the file say of the others.
ALONE = (
    ("test_case_id", "test_suite_id", "project_id"),
    ("match_tags", "check_id", "all_checks"),
    ("as_json", "json_lines"),
)


def variable(option: str, vendor: str | None = None) -> str:
    """Return the name of an option's variable; empty where it has none."""
    if option in SHARED:
        return f"TESTRUNS_{dashed(option)}".upper().replace("-", "_")
    return f"TESTRUNS_{vendor}_{option}".upper() if vendor in STARTS else ""


def known() -> set[str]:
    """Return the names of all variables."""
    starts = STARTS.items()
    own = {variable(each, name) for name, start in starts for each in signature(start).parameters}
    return {"TESTRUNS_CONFIG", *own, *map(variable, SHARED)}


class Command(TyperCommand):
    """A command whose options have variables; one that may be repeated has a value a line there."""

    def __init__(self, name: str | None, **more: Any) -> None:
        super().__init__(name, **more)
        for option in self._options():
            option.envvar = variable(str(option.name), name) or None
            if option.multiple:  # typer would split at each space
                vars(option)["value_from_envvar"] = partial(_lines, option)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options."""
        rest = super().parse_args(ctx, args)
        for names in ALONE:
            options = [option for option in self._options() if option.name in names]
            typed = [option for option in options if _source(ctx, option) == "COMMANDLINE"]
            for option in options if typed else ():
                if option not in typed:
                    ctx.params[option.name] = option.process_value(ctx, option.default)
        return rest

    def _options(self) -> list[TyperOption]:
        return [each for each in self.params if isinstance(each, TyperOption)]


def _lines(option: TyperOption, ctx: Any) -> list[str] | None:
    text = option.resolve_envvar_value(ctx) or ""
    return [line.strip() for line in text.splitlines() if line.strip()] or None


def _source(ctx: Any, option: TyperOption) -> str:
    return getattr(ctx.get_parameter_source(option.name), "name", "")


def not_typed(error: TyperException) -> Iterator[str]:
    """Yield where the options that an error names come from, if not from the command line."""
    ctx: Any = getattr(error, "ctx", None)
    for option in ctx.command.params if ctx else ():
        places = {
            "ENVIRONMENT": option.envvar,
            "DEFAULT_MAP": getattr(ctx.find_root().obj, "path", None),
        }
        place = places.get(_source(ctx, option))
        if place and re.search(rf"{re.escape(option.opts[0])}\b(?!-)", error.format_message()):
            yield f"{option.opts[0]} comes from {place}"
