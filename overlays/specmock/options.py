"""Options of a command, derived from the settings of a mock, so that both have the same words."""

import argparse
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from specmock.docstrings import descriptions
from specmock.engine.settings import Settings


def add_settings(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    """Add an option for each setting."""
    group = parser.add_argument_group("settings of the mocks")
    hints = get_type_hints(Settings)
    texts = descriptions(Settings)
    for each in attrs.fields(Settings):
        default = getattr(defaults, each.name)
        more = "" if default is None or isinstance(default, bool) else " (%(default)s)"
        text = texts[each.name].rstrip(".") + more
        option = each.name.replace("_", "-")
        if isinstance(default, bool):
            group.add_argument(f"--{option}", action=_Switch, default=default, help=text)
        else:
            group.add_argument(f"--{option}", default=default, help=text, **_form(hints[each.name]))


def settings_of(options: argparse.Namespace) -> Settings:
    """Make the settings that options give; raise ValueError that names the one that cannot be."""
    return Settings(**{each.name: getattr(options, each.name) for each in attrs.fields(Settings)})


class _Switch(argparse.BooleanOptionalAction):
    """An option without a value that can be negated, with the word that is not the default."""

    def format_usage(self) -> str:
        """Write the word for the usage."""
        return self.option_strings[bool(self.default)]


def _form(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Literal:
        return {"choices": get_args(hint)}
    kinds = [each for each in (hint, *get_args(hint)) if each in {int, float}]
    return {"type": kinds[0], "metavar": "N"}
