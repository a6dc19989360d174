"""The configuration file: defaults for the options, and named jobs."""

import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from attrs import field, frozen

from testruns import vendor_names
from testruns._cli.files import decoded, read_bytes
from testruns._cli.outcomes import Entry

from .command import Group
from .fields import Field
from .forms import nearest
from .groups import NOTING, OUTPUT, WAITING, own_options
from .models import MisfitError
from .starts import CI, starting, tell_apart

NAMES = ("testruns.toml", "pyproject.toml")


@frozen
class Config:
    """The options of a file, read, by the names of their fields; and its jobs by their names.

    `problem` is what is wrong with a file that could not be read.
    """

    path: Path | None = None
    options: Mapping[str, Any] = field(factory=dict)
    jobs: Mapping[str, "Job"] = field(factory=dict)
    problem: str = ""


@frozen
class Job:
    """A job of the file: its options, and the tables of what it starts, as they stand there."""

    help: str
    options: Mapping[str, Any]
    starts: Mapping[str, Any]


def load(path: Path | None) -> Config:
    """Load the file, or the nearest one upwards; UsageError for what is wrong there."""
    if path is None:
        path = next((each for each in _nearest() if _table(each) is not None), None)
        if path is None:
            return Config()
    table = _table(path)
    if table is None:
        raise click.UsageError(f"{path} has no [tool.testruns]")
    vendors = vendor_names()
    jobs = {}
    for name, job in _tables(table.get("jobs", {}), f"{path}: jobs").items():
        where = f"{path}: jobs.{name}"
        if name in vendors:
            raise click.UsageError(f"{where}: a job cannot be named as a vendor")
        own = _tables(job, where)
        starts = {key: own[key] for key in vendors if key in own}
        options = _options(own, where, [*vendors, "help"])
        jobs[name] = Job(str(own.get("help", f"Start the job {name}.")), options, starts)
    return Config(path, _options(table, f"{path}", ["jobs"]), jobs)


def job_entries(config: Config, name: str) -> list[Entry]:
    """List what a job starts; UsageError where the file says it wrong."""
    entries = []
    for vendor, tables in config.jobs[name].starts.items():
        group = starting(vendor)
        several = tables if isinstance(tables, list) else [tables]
        for number, table in enumerate(several, 1):
            where = f"{config.path}: jobs.{name}.{vendor}"
            where += f" (number {number})" * (len(several) > 1)
            entries += _built(group, _tables(table, where), where)
    if not entries:
        raise click.UsageError(f"{config.path}: jobs.{name} starts nothing")
    return tell_apart(entries)


def _built(group: Group, table: Mapping[str, Any], where: str) -> list[Entry]:
    values = _read(table, group.fields, where)
    # The variables of vendors are for starts that are typed: a stray one changes no job.
    if CI in group.fields and (told := os.environ.get(group.variable(CI))):
        try:
            values.setdefault(CI.name, CI.form.read(told))
        except ValueError as error:
            raise click.UsageError(f"{group.variable(CI)}: {error}") from None
    try:
        built: list[Entry] = group.build(values)
    except MisfitError as error:
        raise click.UsageError(f"{where}: {error}") from None
    return built


def _options(table: Mapping[str, Any], where: str, others: Sequence[str]) -> dict[str, Any]:
    """Read the options of a table that has some other keys as well."""
    known = [*WAITING.fields, *OUTPUT.fields, *NOTING.fields]
    keys = {each.key for each in known}
    if not {*table} <= {*keys, *others}:  # perhaps of a vendor, whose module takes time to load
        known += [
            each
            for group in own_options(vendor_names(), "trigger", "wait")
            for each in group.fields
        ]
    mine = {key: value for key, value in table.items() if key not in others}
    return _read(mine, known, where, others)


def _read(
    table: Mapping[str, Any], known: Iterable[Field], where: str, others: Iterable[str] = ()
) -> dict[str, Any]:
    """Read the values of a table by the forms of their fields."""
    fields = {each.key: each for each in known}
    values = {}
    for key, value in table.items():
        if key not in fields:
            near = nearest(key, [*fields, *others])
            raise click.UsageError(f"{where}: unknown key {key!r}; {near}")
        try:
            values[fields[key].name] = _value(fields[key], value)
        except ValueError as error:
            raise click.UsageError(f"{where}: {key}: {error}") from None
    return values


def _value(each: Field, value: Any) -> Any:
    if each.is_flag:
        if not isinstance(value, bool):
            raise ValueError("is neither true nor false")
        return value
    if not each.repeats:
        return each.form.read(_text(each, value))
    if isinstance(value, dict) and "=" in each.form.name:
        return [each.form.read(f"{key}={text}") for key, text in _pairs(each, value)]
    values = value if isinstance(value, list) else [value]
    return [each.form.read(_text(each, one)) for one in values]


def _pairs(each: Field, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        is_json = each.form.name == "PATH=JSON"
        yield key, json.dumps(value, default=str) if is_json else _text(each, value)


def _text(each: Field, value: Any) -> str:
    """Turn a value of the file into the text that an option would have."""
    if isinstance(value, str):
        return value
    if each.form.name == "JSON" or (each.is_object and not isinstance(value, int | float)):
        return json.dumps(value, default=str)
    if isinstance(value, dict | list) or (isinstance(value, bool) and not each.is_object):
        raise ValueError("is neither a text nor a number")
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _nearest() -> Iterator[Path]:
    try:
        here = Path.cwd()
    except FileNotFoundError:
        raise click.UsageError("the working folder is not there any more") from None
    return (folder / name for folder in (here, *here.parents) for name in NAMES)


def _table(path: Path) -> Mapping[str, Any] | None:
    """Read the tables of a file that are ours; None where there are none."""
    try:
        whole = tomllib.loads(decoded(read_bytes(path)))
    except FileNotFoundError:
        return None
    except (OSError, RecursionError, ValueError) as error:
        if path.name == "pyproject.toml":
            return None  # somebody else's to complain about
        why = getattr(error, "strerror", None) or error
        why = "is nested too deeply" if isinstance(error, RecursionError) else why
        raise click.UsageError(f"{path}: {why}") from None
    if path.name == "pyproject.toml":
        tools = whole.get("tool")
        ours = tools.get("testruns") if isinstance(tools, dict) else None
        return None if ours is None else _tables(ours, f"{path}: tool.testruns")
    return whole


def _tables(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise click.UsageError(f"{where} is no table")
    return value
