"""The commands."""

import sys
from collections.abc import Callable
from copy import copy
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from typer.core import TyperCommand, TyperGroup

from testruns._cli.options.file import Config, job_entries, job_options, load, nearest
from testruns._cli.options.variables import Command
from testruns._cli.options.vendors import (
    JSON,
    JSON_LINES,
    STARTS,
    Output,
    command,
    output,
    patience,
    seconds,
    waiting,
)

from .outcomes import Entry

HELP = """
Start hosted tests at TestCLIX, Checkly and Qualigate, and stop on their verdict.

Keys come from the environment: QUALIGATE_API_KEY, TESTCLIX_API_KEY, CHECKLY_API_KEY with \
CHECKLY_ACCOUNT_ID; `testruns doctor` says what is missing.

An option (--timeout) may also be a variable (TESTRUNS_TIMEOUT) or a key in testruns.toml (timeout); \
the first of these counts. A variable has the name of the vendor whose own the option is \
(TESTRUNS_CHECKLY_NAME), and a value a line where the option may be repeated. Jobs obey only \
variables without a vendor's name.
"""

EXAMPLES = """
[bold]Examples[/bold]

  testruns run qualigate --test-suite-id ID --junit report.xml --timeout 20m

  testruns run checkly --name Nightly --run-location eu-west-1 --all-checks

  testruns run nightly  [dim]# a job of testruns.toml[/dim]

  testruns trigger testclix --test-id ID | testruns wait

[bold]Exit codes[/bold]

  0 passed, 1 not passed, 2 wrong usage

  3 authentication, quota or vendor failure

  4 the verdict is unknown, 5 nothing to run, or no test ran

  130 interrupted, 143 terminated: what goes on is told with its token

Of several runs the first of 3, 4, 1, 5, 0 that applies.
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
    "mock": "--state 1s --port 8080",
}


def _example(*words: str) -> str:
    return f"[bold]Example[/bold]\n\n  testruns {' '.join(words)} {EXAMPLE[words[-1]]}"


def _config(context: typer.Context | Any) -> Config:
    root = context.find_root()
    if not isinstance(root.obj, Config):
        given = root.params.get("config")  # still a text
        root.obj = load(given and Path(given))
    return root.obj


class Ordered(TyperGroup):
    """The commands in the order in which they are needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names."""
        first = ["run", "trigger", "wait", "status", "cancel"]
        return [*first, *(name for name in super().list_commands(ctx) if name not in first)]


class Jobs(TyperGroup):
    """The vendors, and beside them the jobs of the configuration file."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the vendors and of the jobs."""
        return [*STARTS, *_config(ctx).jobs]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a vendor's command or a job's."""
        own = super().get_command(ctx, cmd_name)
        jobs = _config(ctx).jobs
        if cmd_name not in jobs:
            return None if own is None or own.hidden else own
        job = copy(self.commands["job"])
        job.name = cmd_name
        job.hidden = False
        text = str(jobs[cmd_name].get("help", f"Start the job {cmd_name}."))
        job.help = text.replace("[", "\\[")  # which would else be markup
        if isinstance(job, TyperCommand):
            job.rich_help_panel = "Jobs of the configuration file"
        return job

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is called; BadParameter with the nearest where there is none."""
        known = self.list_commands(ctx)
        if args[0] in known or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        what = f"no vendor or job is called {args[0]!r}"
        raise typer.BadParameter(f"{what}; {nearest(args[0], known)}", ctx)


def tokens(
    *,
    token: Annotated[
        list[str] | None,
        typer.Argument(help="Tokens of runs; without any, standard input has one a line."),
    ] = None,
) -> list[Entry]:
    """Return the runs that tokens name."""
    from testruns import RunRef

    given = token or []
    if not token:
        if sys.stdin.isatty():
            raise typer.BadParameter("no token was given, and standard input is a terminal")
        given = [line.strip() for line in sys.stdin if line.strip()]
    entries: dict[RunRef, Entry] = {}
    for each in given:
        try:
            ref = RunRef.from_json(each)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="TOKEN") from None
        if ref.vendor not in STARTS:
            raise typer.BadParameter(f"{ref.vendor!r} is no vendor of this version")
        label = f"{ref.kind} {ref.ids[0] if ref.ids else ''}".strip()
        entries[ref] = Entry(ref.vendor, label, ref=ref, began=ref.started)
    return list(entries.values())


def job(*, context: typer.Context) -> list[Entry]:
    """Return what a job of the configuration file starts."""
    return job_entries(_config(context), str(context.info_name))


def brief(*, as_json: Annotated[bool, JSON] = False) -> Output:
    """Return what to say of what takes a moment."""
    return Output(mode="json" if as_json else "text", quiet=False)


def _verb(name: str) -> Callable[..., Any]:
    """Return what a command does; what that needs is imported then, so that help comes fast."""

    def verb(*values: Any) -> Any:
        from .commands import run as _running

        return getattr(_running, name)(*values)

    return verb


app = typer.Typer(
    name="testruns",
    cls=Ordered,
    help=HELP,
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
run = typer.Typer(cls=Jobs, no_args_is_help=True)
trigger = typer.Typer(cls=Jobs, no_args_is_help=True)
app.add_typer(run, name="run", help="Start tests, wait for their verdict, and exit with it.")
app.add_typer(trigger, name="trigger", help="Start tests and print a token a line, for `wait`.")
for vendor, start in STARTS.items():
    run.command(vendor, cls=Command, epilog=_example("run", vendor))(
        command(_verb("run"), waiting, output, first=start)
    )
    trigger.command(vendor, cls=Command, epilog=_example("trigger", vendor))(
        command(_verb("trigger"), patience, first=start)
    )
run.command("job", cls=Command, hidden=True)(command(_verb("run"), waiting, output, first=job))
trigger.command("job", cls=Command, hidden=True)(command(_verb("trigger"), patience, first=job))
for name, told, verb, groups in (
    ("wait", "Wait for runs that were started before, in any process.", "run", (waiting, output)),
    ("status", "Look once where runs stand; 4 where one has not ended.", "status", (brief,)),
    ("cancel", "Tell the vendor to stop runs: Checkly; the others cannot.", "cancel", (patience,)),
):
    app.command(name, cls=Command, epilog=_example(name), help=told)(
        command(_verb(verb), *groups, first=tokens)
    )


class Vendor(StrEnum):
    """The vendors."""

    CHECKLY = "checkly"
    QUALIGATE = "qualigate"
    TESTCLIX = "testclix"


class Status(StrEnum):
    """The statuses of Checkly's sessions; the generated client has them, but help comes first."""

    RUNNING = "RUNNING"
    FAILED = "FAILED"
    PASSED = "PASSED"
    CANCELLED = "CANCELLED"


class Provider(StrEnum):
    """Where Checkly's sessions come from, as above."""

    GITHUB = "GITHUB"
    VERCEL = "VERCEL"
    API = "API"
    TRIGGER = "TRIGGER"
    PW_REPORTER = "PW_REPORTER"


Texts = list[str] | None


def _filter(help: str, *names: str, metavar: str | None = None) -> Any:  # noqa: A002
    return typer.Option(
        *names,
        help=help,
        rich_help_panel="Filters",
        metavar=metavar,
        show_default=False,
        case_sensitive=False,
    )


@app.command(cls=Command, epilog=_example("sessions"), help="List Checkly's sessions.")
def sessions(
    *,
    since: Annotated[
        str | None, _filter("Started at or after: 2 days ago, yesterday, 2026-01-31 14:00.")
    ] = None,
    until: Annotated[str | None, _filter("Started before.")] = None,
    status: Annotated[
        list[Status] | None,
        _filter(
            f"{', '.join(Status)}; may be repeated, as the next three.",
            "--status",
            metavar="STATUS",
        ),
    ] = None,
    branch: Annotated[Texts, _filter("Git branch.")] = None,
    user: Annotated[Texts, _filter("Commit owner or invoking user.")] = None,
    provider: Annotated[
        list[Provider] | None,
        _filter(
            f"Where a session comes from: {', '.join(Provider)}.", "--provider", metavar="PROVIDER"
        ),
    ] = None,
    no_users: Annotated[
        bool, _filter("Sessions without users too, beside those of --user.", "--no-users")
    ] = False,
    text_search: Annotated[str | None, _filter("Text in the name, commit or branch.")] = None,
    error_group_id: Annotated[UUID | None, _filter("Sessions that ran into this error.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most, newest first.")] = 20,
    every: Annotated[bool, typer.Option("--all", help="All, page after page.")] = False,
    as_json: Annotated[bool, JSON] = False,
    json_lines: Annotated[bool, JSON_LINES] = False,
) -> None:
    from .commands import sessions as _sessions

    filters = {
        "since": since,
        "until": until,
        "statuses": list(map(str, status or ())),
        "branches": branch or (),
        "users": user or (),
        "providers": list(map(str, provider or ())),
        "no_users": no_users or None,
        "text_search": text_search,
        "error_group_id": error_group_id and str(error_group_id),
    }
    wanted = _sessions.Wanted(filters=filters, limit=None if every else limit)
    _sessions.sessions(wanted, output(as_json=as_json, json_lines=json_lines))


@app.command(
    cls=Command,
    epilog=_example("doctor"),
    help="Say what is set up and whether it works; no secret is shown.",
)
def doctor(
    context: typer.Context,
    *,
    vendors: Annotated[
        list[Vendor] | None, typer.Argument(help="Vendors to look at; all by default.")
    ] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    from .commands import doctor as _doctor

    _doctor.doctor(list(map(str, vendors or ())), _config(context).path, brief(as_json=as_json))


@app.command(
    epilog=_example("mock"), help="Serve mocks of the vendors, and print the variables to use them."
)
def mock(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any.")] = 8080,
    length: Annotated[
        float, typer.Option("--state", parser=seconds, metavar="DURATION", help="Time in a state.")
    ] = 2.0,
    clock: Annotated[
        Literal["time", "polls", "immediate"],
        typer.Option(
            "--clock", metavar="CLOCK", help="What moves a run on: time, polls or immediate."
        ),
    ] = "time",
    runs: Annotated[
        int | None, typer.Option(min=1, max=1000, help="How many runs one start starts.")
    ] = None,
    limits: Annotated[
        bool, typer.Option("--rate-limits/--no-rate-limits", help="Limit rates as the vendors do.")
    ] = True,
) -> None:
    from .commands import run as _running

    _running.mock(port, length, clock, runs, limits=limits)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    if asked:
        from importlib.metadata import version

        print(f"testruns {version('testruns')}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    *,
    config: Annotated[  # noqa: ARG001 - read where it is needed, by name
        Path | None,
        typer.Option(
            help="Configuration file; without it the nearest testruns.toml, or pyproject.toml "
            "with \\[tool.testruns].",
            show_envvar=False,
            envvar="TESTRUNS_CONFIG",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    found = _config(context)
    plain = dict.fromkeys(["wait", "status", "cancel", "sessions", "doctor"], found.options)
    of_jobs = {name: job_options(found, name) for name in found.jobs}
    groups = {**dict.fromkeys(STARTS, found.options), **of_jobs}
    context.default_map = {**plain, "run": groups, "trigger": groups}
