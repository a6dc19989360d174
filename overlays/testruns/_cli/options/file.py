"""The configuration file: defaults for the options, and named jobs."""

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from inspect import signature
from pathlib import Path
from typing import Any

import typer
from attrs import field, frozen
from typer.core import TyperCommand
from typer.exceptions import TyperException

from testruns._cli.outcomes import Entry

from .variables import CI_CONTEXT, variable
from .vendors import STARTS, command, dashed, output, waiting

NEGATIVE = {"ci-context": "--no-ci-context", "same-region": "--any-region"}
NAMES = ("testruns.toml", "pyproject.toml")


@frozen
class Config:
    """What a file says: options by the names of their parameters, and jobs by their names."""

    path: Path | None = None
    options: Mapping[str, Any] = field(factory=dict)
    jobs: Mapping[str, Mapping[str, Any]] = field(factory=dict)


def load(path: Path | None) -> Config:
    """Return what the file says, or the nearest one upwards; BadParameter for what is wrong."""
    if path is None:
        path = next((each for each in _nearest() if _table(each) is not None), None)
        if path is None:
            return Config()
    table = _table(path)
    if table is None:
        raise typer.BadParameter(f"{path} has no [tool.testruns]")
    table = dict(table)
    jobs = _expect(dict, table.pop("jobs", {}), f"{path}: jobs")
    options = _options(table, f"{path}", ["jobs"])
    for name, job in jobs.items():
        where = f"{path}: jobs.{name}"
        if name in STARTS:
            raise typer.BadParameter(f"{where}: a job cannot be named as a vendor")
        _expect(dict, job, where)
        own = {key: value for key, value in job.items() if key not in {*STARTS, "help"}}
        _options(own, where, [*STARTS, "help"])
    return Config(path, options, jobs)


def job_options(config: Config, name: str) -> dict[str, Any]:
    """Return the options that a job has by itself and from the whole file."""
    job = config.jobs[name]
    own = {key: value for key, value in job.items() if key not in {*STARTS, "help"}}
    return {**config.options, **_options(own, "", [])}


def job_entries(config: Config, name: str) -> list[Entry]:
    """Return what a job starts; BadParameter where the file says it wrong."""
    entries = []
    for vendor, start in STARTS.items():
        tables = config.jobs[name].get(vendor, [])
        for number, table in enumerate(tables if isinstance(tables, list) else [tables], 1):
            where = f"{config.path}: jobs.{name}.{vendor}"
            if isinstance(tables, list) and len(tables) > 1:
                where += f" (number {number})"
            _expect(dict, table, where)
            keys = {dashed(each): each for each in signature(start).parameters}
            _known(table, keys, where)
            entries += _started(vendor, start, _arguments(table, where), where)
    if not entries:
        raise typer.BadParameter(f"{config.path}: jobs.{name} starts nothing")
    return entries


def _started(
    vendor: str, start: Callable[..., list[Entry]], arguments: list[str], where: str
) -> list[Entry]:
    app = typer.Typer(add_completion=False)
    app.command()(command(lambda entries: entries, first=start))
    try:
        # The variables of vendors are for starts that are typed: a stray one changes no job.
        shared = {CI_CONTEXT: os.environ.get(variable(CI_CONTEXT)) or None}
        context = _command(app).make_context(vendor, arguments, default_map=shared)
        return start(**{name: context.params[name] for name in signature(start).parameters})
    except TyperException as error:
        raise typer.BadParameter(f"{where}: {error.format_message()}") from None


def _command(app: typer.Typer) -> TyperCommand:
    found = typer.main.get_command(app)
    assert isinstance(found, TyperCommand)  # noqa: S101 - an app of one command is that command
    return found


def _arguments(table: Mapping[str, Any], where: str) -> list[str]:
    """Return a table as the options that it stands for."""
    arguments = []
    for key, value in table.items():
        if isinstance(value, bool):
            if value:
                arguments.append(f"--{key}")
            elif key in NEGATIVE:
                arguments.append(NEGATIVE[key])
            continue
        arguments += [f"--{key}={each}" for each in _each(value, f"{where}.{key}")]
    return arguments


def _each(value: Any, where: str) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}={text}" for name, text in value.items()]
    values = value if isinstance(value, list) else [value]
    return [str(_plain(each, where)) for each in values]


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise typer.BadParameter(f"{where} is neither a text nor a number")
    return value


def _nearest() -> Iterable[Path]:
    here = Path.cwd()
    return (folder / name for folder in (here, *here.parents) for name in NAMES)


def _table(path: Path) -> Mapping[str, Any] | None:
    """Return the tables of a file that are ours; None where there are none."""
    try:
        with path.open("rb") as file:
            whole = tomllib.load(file)
    except FileNotFoundError:
        return None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        if path.name == "pyproject.toml":
            return None  # somebody else's to complain about
        raise typer.BadParameter(f"{path}: {error}") from None
    if path.name == "pyproject.toml":
        tools = whole.get("tool")
        ours = tools.get("testruns") if isinstance(tools, dict) else None
        return None if ours is None else _expect(dict, ours, f"{path}: tool.testruns")
    return whole


def _options(table: Mapping[str, Any], where: str, others: Iterable[str]) -> dict[str, Any]:
    groups = (waiting, output)
    names = {dashed(name): name for group in groups for name in signature(group).parameters}
    _known(table, [*names, *others], where)
    for key, value in table.items():
        if not isinstance(value, bool):
            _plain(value, f"{where}: {key}")
    return {names[key]: value for key, value in table.items()}


def _known(table: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    keys = list(keys)
    for key in table:
        if key not in keys:
            raise typer.BadParameter(f"{where}: unknown key {key!r}; {nearest(key, keys)}")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what may have been meant by a word that is not known."""
    known = list(known)
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"


def _expect(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind):
        raise typer.BadParameter(f"{where} is no table")
    return value
