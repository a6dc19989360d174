"""The commands."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from testruns import vendor_names

from .files import MOST, TOO_LONG, decoded
from .options.command import Command, Group, Named, Value, write
from .options.file import Config, job_entries, load
from .options.forms import choice
from .options.groups import (
    BRIEF,
    LISTING,
    MOCK,
    NOTING,
    OUTPUT,
    PATIENCE,
    WAITING,
    Own,
    Waiting,
    mock_settings,
    own_options,
)
from .options.starts import starting
from .outcomes import MEANINGS, ORDER, Entry

HELP = """
Start hosted tests at {vendors}, and stop on their verdict.

Keys come from the environment, as QUALIGATE_API_KEY; `testruns doctor` tells what is missing.

An option (--timeout) may also be a variable (TESTRUNS_TIMEOUT) or a key in testruns.toml
(timeout); the first of these counts. Where an option may be repeated, its variable has a value a
line. The variable of a vendor's own option has the vendor's name (TESTRUNS_CHECKLY_NAME); jobs do
not use those.
"""

EXAMPLES = """
\b
Examples:
  testruns run qualigate --test-suite-id ID --junit report.xml --timeout 20m
  testruns run checkly --name Nightly --run-location eu-west-1 --all-checks
  testruns run nightly  # a job of testruns.toml
  testruns trigger testclix --test-id ID | testruns wait
"""

EXAMPLE = {
    "checkly": "--name Nightly --run-location eu-west-1 --match-tags shop,critical",
    "qualigate": "--test-suite-id 770e8400-e29b-41d4-a716-446655440000",
    "testclix": "--test-id '01GDZYY7EMI1&07GD8QUVVINJDI'",
    "wait": "--timeout 20m --junit report.xml < tokens.txt",
    "status": "< tokens.txt",
    "cancel": "< tokens.txt",
    "sessions": "--since '2 days ago' --status FAILED --branch main",
    "doctor": "qualigate",
    "mock": "--seconds 1 -- testruns run testclix --test-id '01GDZYY7EMI1&07GD8QUVVINJDI'",
    "completion": "bash >> ~/.bashrc",
}
SHELLS = ("bash", "zsh", "fish", "powershell")
WIDTH = 100  # columns of the help, at most


class Root(Named):
    """The commands in the order in which they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """List the names."""
        return list(self.commands)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, with the names of the vendors."""
        names = ", ".join(map(title, vendor_names()))
        self.help = HELP.format(vendors=" and ".join(names.rsplit(", ", 1)))
        super().format_help_text(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and the exit codes."""
        super().format_epilog(ctx, formatter)
        write(formatter, "Exit codes", [(str(int(code)), text) for code, text in MEANINGS.items()])
        several = ", ".join(str(int(code)) for code in ORDER[1:])
        formatter.write_paragraph()
        formatter.write_text(
            f"Of several runs the first of {several} that applies. What goes on after a signal is "
            "told by its token."
        )


class Jobs(Named):
    """The vendors, and beside them the jobs of the configuration file."""

    what = "vendor or job"

    def __init__(
        self, name: str, verbs: Sequence[str], groups: Sequence[Group], **more: Any
    ) -> None:
        super().__init__(name, no_args_is_help=True, **more)
        self._verbs, self._groups = verbs, groups

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the vendors and of the jobs."""
        return [*vendor_names(), *config(ctx).jobs]

    def sections(self, ctx: click.Context) -> Mapping[str, Sequence[str]]:
        """List the vendors, and the jobs."""
        return {"Vendors": vendor_names(), f"Jobs of {config(ctx).path}": list(config(ctx).jobs)}

    def get_command(self, ctx: click.Context, cmd_name: str) -> Command | None:
        """Make the command of a vendor or of a job."""
        found = config(ctx)
        if cmd_name in vendor_names():
            return Command(
                cmd_name,
                partial(self._of_vendor, cmd_name),
                perform(f"run.{self.name}"),
                help=f"Start tests at {title(cmd_name)}.",
                epilog=example(self.name or "", cmd_name),
            )
        if cmd_name in found.jobs:
            return Command(
                cmd_name,
                partial(self._of_job, found, cmd_name),
                perform(f"run.{self.name}"),
                help=found.jobs[cmd_name].help,
            )
        return None

    def _of_vendor(self, name: str) -> list[Group]:
        return [starting(name), *own_options([name], *self._verbs), *self._groups]

    def _of_job(self, found: Config, name: str) -> list[Group]:
        job = Group("", (), lambda _: job_entries(found, name))
        own = own_options(found.jobs[name].starts, *self._verbs)
        return [job, *own, *self._groups]


def config(ctx: click.Context) -> Config:
    """Load the configuration file, once."""
    root = ctx.find_root()
    found = root.obj
    if not isinstance(found, Config):
        try:
            found = root.obj = load(root.params.get("config_file"))
        except click.UsageError:
            if not ctx.resilient_parsing:
                raise
            return Config()  # to complete a word, which is no time for errors
    return found


def title(name: str) -> str:
    """Name a vendor as it calls itself; its client is not loaded."""
    found: str = import_module(f"{name}_client.spec").TITLE
    return found


def example(*words: str) -> str:
    """Write the example of a command, on a line of its own."""
    known = EXAMPLE.get(words[-1])
    return f"\b\nExample:\n  testruns {' '.join(words)} {known}" if known else ""


def perform(name: str) -> Callable[..., object]:
    """Find what a command does when it is called: its imports take time, and help needs none."""
    module, _, function = name.partition(".")

    def action(*values: Any) -> object:
        found = getattr(import_module(f"testruns._cli.commands.{module}"), function)
        own = {each.vendor: each.options for each in values if isinstance(each, Own)}
        others = (each for each in values if not isinstance(each, Own))
        return found(
            *(evolve(each, own=own) if isinstance(each, Waiting) else each for each in others)
        )

    return action


def runs(values: Mapping[str, Any]) -> list[Entry]:
    """List runs that were started before: by their tokens, by a ledger, or by standard input."""
    from testruns import RunRef
    from testruns._cli import ledger

    path = values.get("ledger")
    if path and values.get("token"):
        raise click.UsageError("give tokens or --ledger, not both")
    if path:
        return ledger.entries(path)
    told = [(each, f"{each[:40]!r}: ") for each in values.get("token", ())]
    given = told or list(_lines())
    entries: dict[RunRef, Entry] = {}
    for each, where in given:
        try:
            ref = RunRef.from_token(each)
        except ValueError as error:
            raise click.BadParameter(f"{where}{error}", param_hint="TOKEN") from None
        if ref.vendor not in vendor_names():
            raise click.UsageError(f"{where}{ref.vendor!r} is no vendor of this version")
        label = f"{ref.kind} {ref.ids[0] if ref.ids else ''}".strip()
        entries[ref] = Entry(ref.vendor, label, ref=ref, began=ref.started)
    return list(entries.values())


def _lines() -> Iterator[tuple[str, str]]:
    """Read standard input: each line that is neither blank nor a comment, and where it stands."""
    if sys.stdin.isatty():
        raise click.UsageError("no token was given, and standard input is a terminal")
    data = sys.stdin.buffer.read(MOST + 1)
    if len(data) > MOST:
        raise click.UsageError(f"standard input: {TOO_LONG}")
    try:
        text = decoded(data)
    except UnicodeDecodeError as error:
        raise click.UsageError(f"standard input is no text: {error}") from None
    for number, line in enumerate(text.splitlines(), 1):
        if (token := line.strip()) and not token.startswith("#"):
            yield token, f"line {number} ({token[:40]!r}): "


FILE = Group("", (), lambda _: config(click.get_current_context()))
LEDGER = evolve(
    next(each for each in NOTING.fields if each.name == "ledger"),
    help="File in which a command noted what it started, instead of tokens.",
)
RUNS = Group(
    "What was started",
    [LEDGER],
    runs,
    alone=[("token", LEDGER.name)],
    arguments=[click.Argument(["token"], nargs=-1, required=False)],
)


def on_tokens(name: str, text: str, verb: str, groups: Callable[[], Sequence[Group]]) -> Command:
    """Make a command on runs that were started before."""
    return Command(
        name,
        lambda: [RUNS, *groups()],
        perform(f"run.{verb}"),
        help=f"{text}\n\nA TOKEN names a run; without any, and without --ledger, standard input has "
        "one a line.",
        epilog=example(name),
    )


def waiting() -> list[Group]:
    """Make the groups of options of a wait at any vendor."""
    return [*own_options(vendor_names(), "wait"), WAITING, OUTPUT]


def canceling() -> list[Group]:
    """Make the groups of options of a cancellation at any vendor."""
    return [*own_options(vendor_names(), "cancel"), PATIENCE]


def show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001
    """Print the version, and exit."""
    if asked:
        from importlib.metadata import version

        print(f"testruns {version('testruns')}")
        ctx.exit()


def use_file(config_file: Path | None, version: bool) -> None:  # noqa: ARG001, FBT001 - click's
    """Give each command the options of the configuration file as its defaults."""
    ctx = click.get_current_context()
    try:
        found = config(ctx)
    except click.UsageError as error:
        if ctx.invoked_subcommand != "doctor":  # which lists it, and goes on
            raise
        found = ctx.obj = Config(problem=error.format_message())
    jobs = {name: {**found.options, **job.options} for name, job in found.jobs.items()}
    groups = {**dict.fromkeys(vendor_names(), found.options), **jobs}
    plain = dict.fromkeys(["wait", "status", "cancel", "sessions", "doctor"], found.options)
    ctx.default_map = {**plain, "run": groups, "trigger": groups}


def session_groups() -> list[Group]:
    """Make the groups of options of the command sessions."""
    from .options.filters import LIMITS, filters

    return [filters(), LIMITS, LISTING]


def completion(shell: str) -> None:
    """Print the script that completes the words of a command line."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"this version of click has no completion for {shell}")
    print(kind(app, {}, "testruns", "_TESTRUNS_COMPLETE").source())


def words(name: str, known: Callable[[], Sequence[str]], nargs: int) -> Group:
    """Make the group of an argument that is one word, or some, of those that are known."""
    argument = click.Argument(
        [name], nargs=nargs, required=nargs > 0, metavar=name.upper(), type=Value(choice(known()))
    )
    return Group("", (), lambda values: values.get(name, ()), arguments=[argument])


def anything(name: str) -> Group:
    """Make the group of an argument that is any words, such as a command after `--`."""
    argument = click.Argument([name], nargs=-1, metavar=f"[-- {name.upper()}]", type=click.STRING)
    return Group("", (), lambda values: values.get(name, ()), arguments=[argument])


app = Root(
    "testruns",
    callback=use_file,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXAMPLES,
    help=HELP,
    no_args_is_help=True,
    params=[
        click.Option(
            ["--config", "config_file"],
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            envvar="TESTRUNS_CONFIG",
            help="Configuration file; without it the nearest testruns.toml, or pyproject.toml with "
            "[tool.testruns].",
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            callback=show_version,
            help="Show the version.",
        ),
    ],
)
COMMANDS: list[click.Command] = [
    Jobs(
        "run",
        ("trigger", "wait"),
        [WAITING, OUTPUT, NOTING],
        help="Start tests at a vendor or of a job, wait for the verdict, and exit with it.",
    ),
    Jobs(
        "trigger",
        ("trigger",),
        [PATIENCE, NOTING],
        help="Start tests at a vendor or of a job, and print a token a line, for `wait`.",
    ),
    on_tokens("wait", "Wait for runs that were started before, in any process.", "run", waiting),
    on_tokens(
        "status",
        "Look once where runs stand; 4 where one has not ended.",
        "status",
        lambda: [BRIEF],
    ),
    on_tokens("cancel", "Tell the vendor to stop runs, where it can.", "cancel", canceling),
    Command(
        "sessions",
        session_groups,
        perform("sessions.sessions"),
        help="List Checkly's sessions.",
        epilog=example("sessions"),
    ),
    Command(
        "doctor",
        lambda: [words("vendor", vendor_names, -1), FILE, BRIEF],
        perform("doctor.doctor"),
        help="Check what is set up and whether it works; no secret is shown.",
        epilog=example("doctor"),
    ),
    Command(
        "mock",
        lambda: [anything("command"), MOCK, mock_settings()],
        perform("mock.mock"),
        help="Serve mocks of the vendors, and print the variables to use them, or run a command "
        "with them: testruns mock -- COMMAND.",
        epilog=example("mock"),
    ),
    Command(
        "completion",
        lambda: [words("shell", lambda: SHELLS, 1)],
        completion,
        help="Print the script that completes command lines in a shell.",
        epilog=example("completion"),
    ),
]
for command in COMMANDS:
    app.add_command(command)


def main() -> None:
    """Run the command line; UsageError for wrong usage."""
    columns = shutil.get_terminal_size().columns
    app(
        prog_name="testruns",
        standalone_mode=False,
        terminal_width=min(WIDTH, columns),
        color=False if os.environ.get("NO_COLOR") else None,
    )
