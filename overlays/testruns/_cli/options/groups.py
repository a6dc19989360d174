"""Options that no vendor knows: how to wait, and what to print."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import attrs
from attrs import evolve, field, frozen

from testruns import vendor

from .command import Group
from .fields import Field, fields
from .forms import FORMS, Duration
from .models import MisfitError, make

TIMEOUT, INTERVAL, AT_ONCE, HEARTBEAT = map(Duration, (600.0, 10.0, 0.0, 60.0))
ERROR_PATIENCE = Duration(300.0)


@frozen(kw_only=True)
class Waiting:
    """How to wait.

    Attributes:
        timeout: Give up after this time, as 90s, 15m or 1h30m (default 10m).
        interval: Time between two looks (default 10s).
        initial_delay: Time before the first look, for runs that are known to be long (default 0).
        error_patience: Time for which a vendor that fails is borne (default 5m).
        heartbeat: Time between two signs of life in a log (default 60s).
        fail_fast: Stop as soon as one run did not pass.
        cancel: When this ends before the runs do, cancel them, at the vendors that can.
    """

    timeout: Duration = TIMEOUT
    interval: Duration = INTERVAL
    initial_delay: Duration = AT_ONCE
    error_patience: Duration = ERROR_PATIENCE
    heartbeat: Duration = HEARTBEAT
    fail_fast: bool = False
    cancel: bool = False
    own: Mapping[str, Any] = field(factory=dict)  # what only one vendor takes, by its name

    def __attrs_post_init__(self) -> None:
        if self.interval < 0.001:
            raise MisfitError("must be above 0", "--interval")
        if self.heartbeat < 0.05:
            raise MisfitError("must be at least 0.05 s", "--heartbeat")


@frozen(kw_only=True)
class Noting:
    """How to survive a crash.

    Attributes:
        ledger: Note in this file what is about to be started, then its token: if this command
            is killed, the same again waits for what was started, and starts only the rest.
        restart_unknown: Start again what may have been started already, and cannot be searched
            for; it may be paid for twice.
    """

    ledger: Path | None = None
    restart_unknown: bool = False

    def __attrs_post_init__(self) -> None:
        if self.restart_unknown and not self.ledger:
            raise MisfitError("needs --ledger", "--restart-unknown")


@frozen(kw_only=True)
class Brief:
    """What to print.

    Attributes:
        json: Print one JSON document at the end.
    """

    json: bool = False

    @property
    def mode(self) -> Literal["text", "json", "json-lines"]:
        """The form of what goes to standard output."""
        return "json" if self.json else "text"


@frozen(kw_only=True)
class Listing(Brief):
    """What to print.

    Attributes:
        json: Print one JSON document at the end.
        json_lines: Print one JSON object a line for each event.
    """

    json_lines: bool = False

    def __attrs_post_init__(self) -> None:
        if self.json and self.json_lines:
            raise MisfitError(
                "--json and --json-lines exclude each other", "--json", "--json-lines"
            )

    @property
    def mode(self) -> Literal["text", "json", "json-lines"]:
        """The form of what goes to standard output."""
        return "json" if self.json else "json-lines" if self.json_lines else "text"


@frozen(kw_only=True)
class Output(Listing):
    """What to print.

    Attributes:
        json: Print one JSON document at the end.
        json_lines: Print one JSON object a line for each event.
        quiet: Print nothing but tokens and errors, on standard error; see the exit code.
        junit: Write a JUnit report.
        markdown: Write a summary in Markdown.
        html: Write a summary with a timeline as one HTML file.
        videos: Show the addresses of recordings, which anybody can open.
        github: Write GitHub's step summary, annotations and outputs (default: when run there).
    """

    quiet: bool = False
    junit: Path | None = None
    markdown: Path | None = None
    html: Path | None = None
    videos: bool = False
    github: bool = field(factory=lambda: os.environ.get("GITHUB_ACTIONS") == "true")

    def __attrs_post_init__(self) -> None:
        Listing.__attrs_post_init__(self)
        for option, path in (
            ("--junit", self.junit),
            ("--markdown", self.markdown),
            ("--html", self.html),
        ):
            if path is None:
                continue
            folder = path.absolute().parent
            if not folder.is_dir():
                text = f"there is no folder {path.parent} to write {path.name} to"
                raise MisfitError(text, option)
            if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
                raise MisfitError(f"{path} cannot be written", option)


@frozen(kw_only=True)
class Mock:
    """How to serve.

    Attributes:
        port: Port on the loopback interface; 0 for any (default 8080).
        fail: Let the runs fail, to see a gate stop.
    """

    port: int = 8080
    fail: bool = False

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise MisfitError(f"{self.port} is not in the range from 0 to 65535", "--port")


def group(kind: type, title: str = "", only: Sequence[str] | None = None) -> Group:
    """Make the group of options that come to an instance of a class: all, or `only` some."""
    short = {"quiet": "-q"}
    found = [
        evolve(each, short=short.get(each.name, ""))
        for each in fields(kind, left_out=("own",))
        if only is None or each.name in only
    ]
    title = title or str(kind.__doc__).partition(".")[0]
    alone = [("json", "json_lines")]
    return Group(
        title, found, partial(_built, kind), alone=alone if issubclass(kind, Listing) else ()
    )


def _built(kind: type, values: Mapping[str, Any]) -> Any:
    return make((kind,), dict(values))


@frozen
class Own:
    """What only one vendor takes."""

    vendor: str
    options: Any


def own_options(names: Iterable[str], *verbs: str) -> list[Group]:
    """Make the groups of options that only one vendor takes, of each that has some for verbs."""
    made = (_own_group(name, verbs) for name in names if vendor(name).options is not None)
    return [each for each in made if each.fields]


def _own_group(name: str, verbs: Sequence[str]) -> Group:
    found = vendor(name)
    kind = type(found.options)
    for_verbs = {each.name: each.metadata.get("verbs", verbs) for each in attrs.fields(kind)}
    made = group(
        kind,
        f"At {found.spec.TITLE} only",
        only=[each for each, of in for_verbs.items() if {*of} & {*verbs}],
    )
    return _timed(made, lambda values: Own(name, made.build(values)))


def _timed(made: Group, build: Callable[[Mapping[str, Any]], Any]) -> Group:
    """Read each number of a group as a length of time, in seconds."""
    times = {FORMS[float]: FORMS[Duration]}
    options = [evolve(each, form=times.get(each.form, each.form)) for each in made.fields]
    return evolve(made, fields=options, build=build)


def mock_settings() -> Group:
    """Make the group of the settings of a mock, under their own names; time moves its runs on."""
    from specmock.engine.settings import Settings

    usual = Settings(mode="time")

    def build(values: Mapping[str, Any]) -> Settings:
        for name, value in values.items():
            try:
                Settings(**{name: value})
            except ValueError as error:
                raise MisfitError(str(error), f"--{name.replace('_', '-')}") from None
        return evolve(usual, **values)

    made = _timed(group(Settings, "Settings of the mocks"), build)
    return evolve(made, fields=[_with_default(each, usual) for each in made.fields])


def _with_default(each: Field, usual: Any) -> Field:
    """Add the default of a field to its help."""
    value = getattr(usual, each.name)
    if value is None or value is False:
        return each
    default = "default" if value is True else f"default {value}"
    return evolve(each, help=f"{each.help.rstrip('.')} ({default}).")


PATIENCE = group(Waiting, only=("timeout",))
WAITING, OUTPUT, BRIEF, LISTING, NOTING, MOCK = map(
    group, (Waiting, Output, Brief, Listing, Noting, Mock)
)
