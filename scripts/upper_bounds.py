"""Find the releases that the upper bounds in pyproject.toml hold back.

It asks the index that pip is set up with, and exits with 1 where a bound holds back a release and
no comment beside it says why. Exact pins are for Dependabot to raise.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from packaging.requirements import Requirement
from packaging.version import Version
from tables import print_table

from specs import ROOT

_CLOSED: Final = ("<", "<=", "~=")


@frozen
class Held:
    """A requirement whose bound leaves out the newest release."""

    requirement: Requirement
    newest: Version
    reason: str


def main(newest: Callable[[str], Version], root: Path = ROOT) -> int:
    """Print a table of what is held back; return the exit code."""
    text = (root / "pyproject.toml").read_text("utf-8")
    found = list(held_back(text, newest))
    if not found:
        print("No upper bound holds back a release.")
        return 0
    rows = ((str(each.requirement), str(each.newest), each.reason) for each in found)
    print_table(("requirement", "newest release", "why it is held back"), rows)
    return int(not all(each.reason for each in found))


def held_back(text: str, newest: Callable[[str], Version]) -> Iterator[Held]:
    """Yield the bounded requirements of a pyproject.toml that leave out the newest release."""
    for written in dict.fromkeys(requirements(tomllib.loads(text))):
        requirement = Requirement(written)
        if any(each.operator in _CLOSED for each in requirement.specifier):
            release = newest(requirement.name)
            if release not in requirement.specifier:
                comment = re.search(rf'"{re.escape(written)}",? *#(.*)', text)
                yield Held(requirement, release, comment[1].strip() if comment else "")


def requirements(project: dict[str, Any]) -> Iterator[str]:
    """Requirements of the project, its extras, its groups and its build, but for itself."""
    own = project["project"]
    extras, groups = own.get("optional-dependencies", {}), project.get("dependency-groups", {})
    lists = [project["build-system"]["requires"], own["dependencies"], *extras.values()]
    for listed in (*lists, *groups.values()):
        for each in listed:
            if isinstance(each, str) and Requirement(each).name != own["name"]:
                yield each


def newest_release(name: str) -> Version:
    """Ask pip for the newest release of a package that installs here."""
    command = ("pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "--report=-")
    run = subprocess.run(
        (sys.executable, "-m", *command, "--quiet", "--disable-pip-version-check", name),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise LookupError(f"{name}: {run.stderr.strip()}")
    (installed,) = json.loads(run.stdout)["install"]
    return Version(installed["metadata"]["version"])


if __name__ == "__main__":
    try:
        sys.exit(main(newest_release))
    except LookupError as error:
        print(f"The newest releases cannot be told: {error}", file=sys.stderr)
        sys.exit(2)
