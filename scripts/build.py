"""Build the wheel and the sdist, and try the wheel in empty environments.

Without options it tries the wheel alone, and the command line and the mock at both ends of their
ranges. With an extra it tries that extra at one end of its ranges, as a user installs it.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from specs import ROOT, SPECS

PACKAGES = (*(f"{vendor}_client" for vendor in SPECS), "specmock", "testruns")
TESTS = (
    "tests/generated/test_clients.py",
    *(f"tests/testruns/test_{name}.py" for name in ("seam", "vendors", "qualigate")),
)
# Of the command line: what needs no generator beside it, whose own needs would cap its libraries.
COMMAND_TESTS = tuple(f"tests/testruns/cli/test_{name}.py" for name in ("options", "variables"))
TOOLS = ("pytest<9.2", "pytest-timeout", "hypothesis", "requests", "trio")
CONTENTS = f"""
from importlib import import_module
from importlib.resources import files
for name in {PACKAGES}:
    import_module(name)
    assert files(name).joinpath("py.typed").is_file(), f"{{name}} carries no types"
specs = sorted(spec.name for spec in files("specmock").joinpath("specs").iterdir())
for vendor in {tuple(SPECS)}:
    assert f"{{vendor}}.yaml" in specs, f"the specs are {{specs}}"
"""
ANSWER = """
import httpx, specmock
with specmock.serving() as mocks:
    for mock in mocks.values():
        assert httpx.get(f"{mock.url}/nothing").status_code == 404
"""
# What each extra is for, as arguments of Python.
TRIALS: Final = {
    "": (("-W", "error", "-c", CONTENTS),),
    "cli": (("-m", "testruns", "--version"), ("-m", "testruns", "run", "qualigate", "--help")),
    "contract": (("-c", "import specmock.contract"),),
    "dates": (("-c", "import dateutil.parser, testruns.checkly"),),
    "mock": (("-m", "specmock", "check", *map(str, SPECS.values())), ("-c", ANSWER)),
    "pacing": (("-c", "import testruns.pacing"),),
}


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def environment(folder: Path, *requirements: str | Path) -> Path:
    """Make an environment of these requirements alone; return its interpreter."""
    venv.EnvBuilder(with_pip=True).create(folder)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return python


def floors(project: dict[str, Any], extra: str = "") -> Iterator[str]:
    """Requirements of the project, or of an extra, at the lowest supported versions."""
    listed = project["optional-dependencies"][extra] if extra else project["dependencies"]
    for item in listed:
        if own := re.fullmatch(r"testruns\[(\w+)\]", item):
            yield from floors(project, own[1])
        else:
            yield item.split(",")[0].replace(">=", "==")


def main(arguments: list[str]) -> None:
    """Build, and try what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extra", choices=TRIALS, help="try this extra (empty: none) alone")
    parser.add_argument("--end", choices=("newest", "oldest"), default="newest")
    given = parser.parse_args(arguments)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--outdir", folder / "dist", ".")
        (wheel,) = (folder / "dist").glob("*.whl")
        if given.extra is None:
            pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
            try_extra(folder / "newest", wheel, "")
            python = environment(folder / "command", f"{wheel}[cli,mock]", *TOOLS)
            run(python, *pytest, *COMMAND_TESTS)
            lowest = [each for extra in ("", "mock", "cli") for each in floors(project, extra)]
            python = environment(folder / "oldest", f"{wheel}[cli,mock]", *TOOLS, *lowest)
            run(python, *pytest, *TESTS, *COMMAND_TESTS)
        else:
            # An extra may need more of what the project needs than the project alone.
            at_end = floors(project, given.extra) if given.end == "oldest" else ()
            try_extra(folder / given.end, wheel, given.extra, *at_end)
        for made in (folder / "dist").iterdir():
            (ROOT / "dist").mkdir(exist_ok=True)
            made.replace(ROOT / "dist" / made.name)
            print(f"dist/{made.name}")


def try_extra(folder: Path, wheel: Path, extra: str, *requirements: str) -> None:
    """Install the wheel with an extra, and do what the extra is for."""
    python = environment(folder, f"{wheel}[{extra}]" if extra else wheel, *requirements)
    for trial in TRIALS[extra]:
        run(python, *trial)


if __name__ == "__main__":
    main(sys.argv[1:])
