"""What a change means for hand-written code: what it forgot, and which options follow from it."""

import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from .change import Change, Level, code

_KEPT_UP: Final = "tests/test_kept_up.py"
# Run in a checkout of its own, since the options are derived from the packages that it imports.
_PRINT_OPTIONS: Final = """
import json, sys, click, testruns._cli.app as module
if not module.__file__.startswith(sys.argv[1]):
    sys.exit(f"it has no command line, and found that of {module.__file__}")
app = module.app
print(json.dumps(click.Context(app, info_name="testruns").to_info_dict()["command"], default=str))
"""
# What a user of an option writes, and what comes of leaving it out.
_ASPECTS: Final = ("required", "multiple", "type", "default", "nargs", "is_flag")
# Without the plugins that are installed beside it, pytest starts three times as fast.
_TESTED: Final = ("-q", "-p", "pytest_timeout", "-p", "no:cacheprovider", "--tb=line")
_ALONE: Final = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "COLUMNS": "1000"}

Options = Mapping[tuple[str, str], Mapping[str, Any]]


def forgotten(root: Path) -> list[str]:
    """What tests/test_kept_up.py says of the hand-written code of a checkout."""
    if not (root / _KEPT_UP).exists():
        return []
    command = (sys.executable, "-m", "pytest", _KEPT_UP, *_TESTED)
    environment = {**os.environ, **_ALONE, "PYTHONPATH": _code_of(root)}
    run = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    found = re.findall(r"AssertionError: (\S+\.(?:py|toml): .*)", run.stdout)
    lines = (run.stdout or run.stderr).strip().splitlines()
    failed = [line for line in lines if line.startswith(("FAILED ", "ERROR "))]
    if not any(" - " in line for line in failed):  # the summary has no reasons
        failed += [line for line in lines if line.startswith("E  ")]
    others = [line for line in failed if not any(each in line for each in found)]
    if run.returncode and not found:
        others = others or lines[-1:] or ["without a word"]
    reasons: dict[str, list[str]] = {}
    for each in others:
        reasons.setdefault(each.partition(" - ")[2] or each, []).append(each)
    told = (
        f"{each[0]}, and {len(each) - 1} more for this reason" if len(each) > 1 else each[0]
        for each in reasons.values()
    )
    return [*dict.fromkeys(found), *(f"{_KEPT_UP} fails: {each}" for each in told)]


def _code_of(root: Path) -> str:
    """Search path of the code of a checkout, which another one may be installed beside."""
    return os.pathsep.join(str(root.resolve() / name) for name in ("generated", "overlays"))


def options(root: Path) -> Options:
    """The options of all commands of a checkout, by command and option.

    Raises LookupError where they cannot be told.
    """
    run = subprocess.run(
        (sys.executable, "-c", _PRINT_OPTIONS, str(root.resolve())),
        cwd=root / "overlays",  # where no configuration of a user is
        env={**os.environ, "PYTHONPATH": _code_of(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise LookupError((run.stderr.strip() or "no reason given").splitlines()[-1])
    return dict(_options("testruns", json.loads(run.stdout)))


def options_of(root: Path, commit: str) -> Options:
    """The options of all commands at a commit. Raises LookupError where they cannot be told."""
    archive = subprocess.run(
        ("git", "-C", str(root), "archive", commit, "generated", "overlays"),  # noqa: S607
        capture_output=True,
        check=False,
    )
    if archive.returncode:
        raise LookupError(archive.stderr.decode(errors="replace").strip())
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(folder, filter="data")
        return options(Path(folder))


def _options(
    path: str, command: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    for each in command["params"]:
        names = [*each.get("opts", ()), *each.get("secondary_opts", ())]
        aspects = {aspect: each.get(aspect) for aspect in _ASPECTS}
        yield from (((path, name), aspects) for name in names)
    for name, below in command.get("commands", {}).items():
        yield from _options(f"{path} {name}", below)


def option_changes(old: Options, new: Options) -> list[Change]:
    """List the options that come, go or change, each once for all its commands."""
    found: dict[tuple[str, str, Level, str], list[str]] = {}
    for path, name in {**old, **new}:
        was, now = old.get((path, name)), new.get((path, name))
        if was == now:
            continue
        what, level, section = _option_change(was, now)
        found.setdefault((name, what, level, section), []).append(path)
    return [
        Change(what, level, section, subject=f"{code(name)} of {' and '.join(map(code, paths))}")
        for (name, what, level, section), paths in found.items()
    ]


def _option_change(
    was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> tuple[str, Level, str]:
    if now is None or was is None:
        is_new = was is None
        needed = is_new and now is not None and now["required"]
        what = "is new" + (": it is required" if needed else "") if is_new else "is gone"
        level = Level.MINOR if is_new and not needed else Level.BREAKING
        return what, level, "Added" if is_new else "Removed"
    aspects = [aspect for aspect in _ASPECTS if was[aspect] != now[aspect]]
    told = ", ".join(
        f"{aspect} {_written(was[aspect])} is {_written(now[aspect])}" for aspect in aspects
    )
    harmless = all(
        (aspect == "required" and not now[aspect]) or (aspect == "multiple" and now[aspect])
        for aspect in aspects
    )
    return f"changes: {told} now", Level.MINOR if harmless else Level.BREAKING, "Changed"


def _written(value: Any) -> str:
    return code(value["name"] if isinstance(value, dict) and "name" in value else value)
