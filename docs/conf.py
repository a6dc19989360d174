"""Sphinx: the documentation site, built by `make docs` with warnings as errors and no network."""

import argparse
import os
import sys
import tomllib
from pathlib import Path

import click
from docutils import nodes
from docutils.parsers.rst import Directive
from specmock.cli import command_parser
from specmock.openapi import load
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from testruns import vendor_names
from testruns._cli.app import app

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "scripts"))
project = "testruns"
release = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
project_copyright = "the testruns maintainers"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "testruns"
html_show_sphinx = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"
# The types of other packages are not linked: there is no network.
suppress_warnings = ["ref.python"]
WIDTH = 90  # columns of the help of a command


class CommandHelp(Directive):
    """Show the help of each command, as the program prints it."""

    def run(self) -> list[nodes.Node]:
        """Make a section a command."""
        verbs = [("run", name) for name in vendor_names()]
        commands = [(), *((name,) for name in app.commands), *verbs]
        texts = {" ".join(("testruns", *words)): help_of(words) for words in commands}
        return [self.section(title, text) for title, text in (texts | specmock_help()).items()]

    def section(self, title: str, text: str) -> nodes.Node:
        """Make the section of one command."""
        section = nodes.section(ids=[nodes.make_id(title)], names=[title.replace(" ", "-")])
        section += nodes.title(text=title)
        plain = click.unstyle(text)
        section += nodes.literal_block(plain, plain, language="text")
        return section


def help_of(words: tuple[str, ...]) -> str:
    """Print the help of a command of `testruns`."""
    context = click.Context(app, None, "testruns", terminal_width=WIDTH, **app.context_settings)
    command: click.Command = app
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found is not None
        command, context = found, click.Context(found, context, word)
    return command.get_help(context)


def specmock_help() -> dict[str, str]:
    """Print the help of `specmock` and of its commands, by what is typed."""
    os.environ["COLUMNS"] = str(WIDTH)  # argparse has its width from there
    parser = command_parser()
    [commands] = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    return {each.prog: each.format_help() for each in (parser, *commands.choices.values())}


class SpecReference(SphinxDirective):
    """Show each spec as a reference that people read."""

    def run(self) -> list[nodes.Node]:
        """Make a section a spec."""
        from spec_reference import lines

        from specs import SPECS

        found: list[nodes.Node] = []
        for name, path in SPECS.items():
            self.env.note_dependency(str(path))
            text = "\n".join(lines(load(path), name))
            found += self.parse_text_to_nodes(text, allow_section_headings=True)
        return found


def setup(application: Sphinx) -> None:
    """Add the directives."""
    application.add_directive("command-help", CommandHelp)
    application.add_directive("spec-reference", SpecReference)
