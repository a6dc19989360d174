"""The options of the commands, and the values that they come to.

Each function here is a group of options: its parameters are the options, what it returns is the
value. A command is made of some groups and of what it does with their values.
"""

import os
import re
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import typer
from attrs import field, frozen

from testruns import ci_context as found_context
from testruns._cli.outcomes import Entry

UNITS = {"s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smh]?)")


def seconds(given: str | float) -> float:
    """Return a length of time as people write it (90, 90s, 15m, 1h30m) in seconds."""
    text = str(given)
    parts = DURATION.findall(text)
    has_bare = len(parts) > 1 and not all(unit for _, unit in parts)
    if not parts or has_bare or DURATION.sub("", text).strip():
        raise typer.BadParameter(f"{text!r} is no length of time; write 90, 90s, 15m or 1h30m")
    return float(sum(float(number) * UNITS[unit or "s"] for number, unit in parts))


def pairs(given: list[str], option: str) -> dict[str, str]:
    """Return what was given as KEY=VALUE."""
    if wrong := next((each for each in given if "=" not in each), None):
        raise typer.BadParameter(f"{wrong!r} is not of the form KEY=VALUE", param_hint=option)
    return {key: value for key, _, value in (each.partition("=") for each in given)}


def dashed(parameter: str) -> str:
    """Return an option's name without its dashes in front, as the configuration file has it."""
    return "json" if parameter == "as_json" else parameter.replace("_", "-")


def _option(help: str, *names: str, panel: str | None = None, **more: Any) -> Any:  # noqa: A002
    return typer.Option(
        *names, help=help, rich_help_panel=panel, show_default=False, show_envvar=False, **more
    )


WHAT = "What to start"
WHENCE = "Where it comes from"
AGAIN = "How to retry"
HOW = "How to wait"
SAY = "What to say"

FromCI = Annotated[
    bool, _option("Send what the CI system tells of the commit (default).", panel=WHENCE)
]


def qualigate(
    *,
    test_case_id: Annotated[
        list[UUID] | None, _option("Test case to run; may be repeated.", panel=WHAT, metavar="ID")
    ] = None,
    test_suite_id: Annotated[
        list[UUID] | None, _option("Suite to run; may be repeated.", panel=WHAT, metavar="ID")
    ] = None,
    project_id: Annotated[
        list[UUID] | None,
        _option("Project to run all tests of; may be repeated.", panel=WHAT, metavar="ID"),
    ] = None,
    browser_type: Annotated[
        str | None, _option("Browser engine, as chromium (the vendor's default).", panel=WHAT)
    ] = None,
    viewport_preset: Annotated[
        Literal["desktop", "tablet", "mobile"] | None,
        _option("Size of the viewport: desktop, tablet or mobile.", panel=WHAT, metavar="SIZE"),
    ] = None,
    viewport_width: Annotated[float | None, _option("In pixels.", panel=WHAT)] = None,
    viewport_height: Annotated[float | None, _option("In pixels.", panel=WHAT)] = None,
    context: Annotated[
        list[str] | None,
        _option(
            "Over what the CI system tells: source, pr_number, pr_url, sha, branch or "
            "repository; may be repeated.",
            panel=WHENCE,
            metavar="KEY=VALUE",
        ),
    ] = None,
    ci_context: FromCI = True,
) -> list[Entry]:
    """Start runs of Qualigate's test cases, suites or projects."""
    groups = {
        "test_case_id": test_case_id,
        "test_suite_id": test_suite_id,
        "project_id": project_id,
    }
    given = [(name, each) for name, ids in groups.items() for each in dict.fromkeys(ids or ())]
    if not given:
        raise typer.BadParameter(
            "nothing to start: give --test-case-id, --test-suite-id or --project-id"
        )
    shared = {
        "browser_type": browser_type,
        "viewport_preset": viewport_preset,
        "viewport_width": viewport_width,
        "viewport_height": viewport_height,
        "context": {
            **(found_context(os.environ).context if ci_context else {}),
            **pairs(context or [], "--context"),
        },
    }
    words = {"test_case_id": "case", "test_suite_id": "suite", "project_id": "project"}
    return [
        Entry("qualigate", f"{words[name]} {each}", {name: each, **shared}) for name, each in given
    ]


def checkly(
    *,
    name: Annotated[str, _option("Name of the session.", panel=WHAT)],
    run_location: Annotated[
        str, _option("Public region, as eu-west-1, or slug of a private location.", panel=WHAT)
    ],
    match_tags: Annotated[
        list[str] | None,
        _option(
            "Run checks that have all of these tags; may be repeated.",
            panel=WHAT,
            metavar="TAG,TAG",
        ),
    ] = None,
    check_id: Annotated[
        list[UUID] | None, _option("Check to run; may be repeated.", panel=WHAT, metavar="ID")
    ] = None,
    all_checks: Annotated[
        bool, _option("Run every check of the account.", "--all-checks", panel=WHAT)
    ] = False,
    allow_deactivated: Annotated[
        bool, _option("Run deactivated checks too.", "--allow-deactivated", panel=WHAT)
    ] = False,
    environment_variable: Annotated[
        list[str] | None,
        _option("Variable for the checks; may be repeated.", panel=WHAT, metavar="KEY=VALUE"),
    ] = None,
    secret: Annotated[
        list[str] | None,
        _option(
            "Secret variable for the checks, with the value that it has in this environment; "
            "may be repeated.",
            panel=WHAT,
            metavar="NAME",
        ),
    ] = None,
    refresh_cache: Annotated[
        bool, _option("Install the checks' dependencies anew.", "--refresh-cache", panel=WHAT)
    ] = False,
    retry_strategy: Annotated[
        Literal["SINGLE_RETRY", "FIXED", "LINEAR", "EXPONENTIAL"] | None,
        _option(
            "Retry checks that fail: SINGLE_RETRY, FIXED, LINEAR or EXPONENTIAL.",
            panel=AGAIN,
            metavar="HOW",
        ),
    ] = None,
    max_retries: Annotated[
        int | None, _option("Retries of a check; not with SINGLE_RETRY.", panel=AGAIN)
    ] = None,
    max_duration_seconds: Annotated[
        float | None,
        _option("No retry starts after these; not with SINGLE_RETRY.", panel=AGAIN),
    ] = None,
    base_backoff_seconds: Annotated[
        float | None, _option("Seconds before the first retry.", panel=AGAIN)
    ] = None,
    same_region: Annotated[
        bool | None,
        _option(
            "Retry in the region of the first attempt, or in any.",
            "--same-region/--any-region",
            panel=AGAIN,
        ),
    ] = None,
    only_on: Annotated[
        Literal["NETWORK_ERROR"] | None,
        _option("Retry for this reason only: NETWORK_ERROR.", panel=AGAIN, metavar="REASON"),
    ] = None,
    metadata: Annotated[
        list[str] | None,
        _option(
            "Over what the CI system tells: environment, repoUrl, commitId, commitOwner, "
            "commitMessage or branchName; may be repeated.",
            panel=WHENCE,
            metavar="KEY=VALUE",
        ),
    ] = None,
    ci_context: FromCI = True,
) -> list[Entry]:
    """Start a session of Checkly's checks."""
    from checkly_client.models.backoff_retry_strategy import BackoffRetryStrategy
    from checkly_client.models.plain_environment_variable import PlainEnvironmentVariable
    from checkly_client.models.secret_environment_variable import SecretEnvironmentVariable
    from checkly_client.models.single_retry_strategy import SingleRetryStrategy
    from checkly_client.models.target import Target
    from checkly_client.types import UNSET

    if all_checks == bool(match_tags or check_id):
        raise typer.BadParameter("give --match-tags or --check-id, or --all-checks without them")
    retry: dict[str, Any] = {
        "max_retries": max_retries,
        "max_duration_seconds": max_duration_seconds,
        "base_backoff_seconds": base_backoff_seconds,
        "same_region": same_region,
        "only_on": only_on and [only_on],
    }
    retry = {key: value for key, value in retry.items() if value is not None}
    if retry and retry_strategy is None:
        given = ", ".join(f"--{dashed(name)}" for name in retry)
        raise typer.BadParameter(f"{given} needs --retry-strategy")
    if retry_strategy == "SINGLE_RETRY" and {"max_retries", "max_duration_seconds"} & set(retry):
        raise typer.BadParameter("SINGLE_RETRY takes no --max-retries or --max-duration-seconds")
    strategy: BackoffRetryStrategy | SingleRetryStrategy | None = None
    if retry_strategy == "SINGLE_RETRY":
        strategy = SingleRetryStrategy(retry_strategy, **retry)
    elif retry_strategy is not None:
        strategy = BackoffRetryStrategy(retry_strategy, **retry)
    secrets = {}
    for key in secret or ():
        if not os.environ.get(key):
            name, equals, _ = key.partition("=")  # what follows may be the secret itself
            why = (
                "is a name only: no = and no value" if equals else "is not set in this environment"
            )
            raise typer.BadParameter(f"{name} {why}", param_hint="--secret")
        secrets[key] = os.environ[key]
    tags = [[tag.strip() for tag in each.split(",") if tag.strip()] for each in match_tags or ()]
    if not all(tags):  # it would be every check of the account
        raise typer.BadParameter("holds no tag", param_hint="--match-tags")
    arguments = {
        "name": name,
        "run_location": run_location,
        "all_checks": all_checks,
        "target": Target(
            match_tags=tags or UNSET,
            check_id=check_id or UNSET,
            allow_deactivated=allow_deactivated or UNSET,
        ),
        "environment_variables": [
            *(
                PlainEnvironmentVariable(key, value)
                for key, value in pairs(
                    environment_variable or [], "--environment-variable"
                ).items()
            ),
            *(SecretEnvironmentVariable(key, value, True) for key, value in secrets.items()),  # noqa: FBT003
        ],
        "retry_strategy": strategy,
        "refresh_cache": refresh_cache,
        "metadata": {
            **(found_context(os.environ).metadata if ci_context else {}),
            **pairs(metadata or [], "--metadata"),
        },
    }
    return [Entry("checkly", name, arguments, tuple(secrets.values()))]


def testclix(
    *,
    test_id: Annotated[
        list[str], _option("Test to execute; may be repeated.", panel=WHAT, metavar="ID")
    ],
) -> list[Entry]:
    """Execute tests at TestCLIX, which need an evaluation period and a threshold of 1."""
    return [Entry("testclix", each, {"test_id": each}) for each in dict.fromkeys(test_id)]


STARTS: Mapping[str, Callable[..., list[Entry]]] = {
    "checkly": checkly,
    "qualigate": qualigate,
    "testclix": testclix,
}


@frozen(kw_only=True)
class Waiting:
    """How to wait, in seconds; `own` holds what only one vendor's wait takes, by vendor."""

    timeout: float
    interval: float = 10.0
    initial_delay: float = 0.0
    heartbeat: float = 60.0
    fail_fast: bool = False
    cancel: bool = False
    own: Mapping[str, Mapping[str, Any]] = field(factory=dict)


Timeout = Annotated[
    float,
    _option(
        "Give up after this time, as 90s, 15m or 1h30m (default 10m).",
        panel=HOW,
        parser=seconds,
        metavar="DURATION",
    ),
]


def patience(*, timeout: Timeout = 600.0) -> Waiting:
    """Return how long to try."""
    return Waiting(timeout=timeout)


def waiting(
    *,
    timeout: Timeout = 600.0,
    interval: Annotated[
        float,
        _option(
            "Time between two looks (default 10s).",
            panel=HOW,
            parser=seconds,
            metavar="DURATION",
        ),
    ] = 10.0,
    initial_delay: Annotated[
        float,
        _option(
            "Time before the first look, for runs that are known to be long (default 0).",
            panel=HOW,
            parser=seconds,
            metavar="DURATION",
        ),
    ] = 0.0,
    heartbeat: Annotated[
        float,
        _option(
            "Time between two signs of life in a log (default 60s).",
            panel=HOW,
            parser=seconds,
            metavar="DURATION",
        ),
    ] = 60.0,
    fail_fast: Annotated[
        bool,
        _option("Stop as soon as one run did not pass.", panel=HOW),
    ] = False,
    cancel: Annotated[
        bool,
        _option(
            "When this ends before the runs do, cancel them (Checkly; the others cannot).",
            panel=HOW,
        ),
    ] = False,
    degraded_fails: Annotated[
        bool,
        _option("Checkly: fail where a check is degraded.", panel=HOW),
    ] = False,
    settling: Annotated[
        float | None,
        _option(
            "TestCLIX: believe a status that has stood for so long (default 60s).",
            panel=HOW,
            parser=seconds,
            metavar="DURATION",
        ),
    ] = None,
) -> Waiting:
    """Return how to wait."""
    if interval < 0.001:
        raise typer.BadParameter("must be above 0", param_hint="--interval")
    return Waiting(
        timeout=timeout,
        interval=interval,
        initial_delay=initial_delay,
        heartbeat=max(0.05, heartbeat),
        fail_fast=fail_fast,
        cancel=cancel,
        own={
            "checkly": {"degraded_fails": degraded_fails},
            "testclix": {} if settling is None else {"settling": settling},
        },
    )


@frozen(kw_only=True)
class Output:
    """What to say, and which reports to write."""

    mode: Literal["text", "json", "json-lines"]
    quiet: bool
    junit: Path | None = None
    markdown: Path | None = None
    html: Path | None = None
    videos: bool = False
    github: bool = False


JSON = _option("Print one JSON document at the end.", "--json", panel=SAY)
JSON_LINES = _option("Print one JSON object a line for each event.", "--json-lines", panel=SAY)
QUIET = _option("Print nothing but errors; see the exit code.", "--quiet", "-q", panel=SAY)


def output(
    *,
    as_json: Annotated[bool, JSON] = False,
    json_lines: Annotated[bool, JSON_LINES] = False,
    quiet: Annotated[bool, QUIET] = False,
    junit: Annotated[Path | None, _option("Write a JUnit report.", panel=SAY)] = None,
    markdown: Annotated[Path | None, _option("Write a summary in Markdown.", panel=SAY)] = None,
    html: Annotated[
        Path | None,
        _option("Write a summary with a timeline as one HTML file.", panel=SAY),
    ] = None,
    videos: Annotated[
        bool,
        _option("Show the addresses of recordings, which anybody can open.", "--videos", panel=SAY),
    ] = False,
    github: Annotated[
        bool | None,
        _option(
            "Write GitHub's step summary, annotations and outputs (default: when run there).",
            panel=SAY,
        ),
    ] = None,
) -> Output:
    """Return what to say."""
    if as_json and json_lines:
        raise typer.BadParameter("--json and --json-lines exclude each other")
    for option, path in (("--junit", junit), ("--markdown", markdown), ("--html", html)):
        if path is None:
            continue
        folder = path.absolute().parent
        if not folder.is_dir():
            text = f"there is no folder {path.parent} to write {path.name} to"
            raise typer.BadParameter(text, param_hint=option)
        if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
            raise typer.BadParameter(f"{path} cannot be written", param_hint=option)
    return Output(
        mode="json" if as_json else "json-lines" if json_lines else "text",
        quiet=quiet,
        junit=junit,
        markdown=markdown,
        html=html,
        videos=videos,
        github=os.environ.get("GITHUB_ACTIONS") == "true" if github is None else github,
    )


def command(
    action: Callable[..., object], *groups: Callable[..., Any], first: Callable[..., Any]
) -> Callable[..., object]:
    """Return what typer makes a command of: the options of all groups, given on as values.

    The help is that of the first group.
    """
    every = (first, *groups)
    parameters = [_parameters(group) for group in every]

    @wraps(first)
    def callback(**given: Any) -> object:
        values = [
            group(**{name: given[name] for name in own})
            for group, own in zip(every, parameters, strict=True)
        ]
        return action(*values)

    merged = [each for own in parameters for each in own.values()]
    # Before Python 3.14 a signature wants required parameters first only if they are positional.
    vars(callback)["__signature__"] = Signature(merged)
    callback.__annotations__ = {each.name: each.annotation for each in merged}
    return callback


def _parameters(group: Callable[..., Any]) -> dict[str, Parameter]:
    return dict(signature(group, eval_str=True).parameters)
