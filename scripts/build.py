"""Build the wheel and the sdist, and try the wheel in empty environments.

Without options it tries the wheel alone, and the command line and the mock at both ends of their
ranges. With extras it tries those at one end of their ranges, as a user installs them, on any
system. With `--sdist` it runs the suite of the sdist, which is no repository.
"""

import argparse
import re
import shutil
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
assert specs == [f"{{vendor}}.yaml" for vendor in {tuple(SPECS)}], f"the specs are {{specs}}"
"""
ANSWER = """
import httpx, specmock
with specmock.serving() as mocks:
    for mock in mocks.values():
        assert httpx.get(f"{mock.url}/nothing").status_code == 404
"""
SUITE = "770e8400-e29b-41d4-a716-446655440000"
VERDICT = f"""
import subprocess, sys
testruns = (sys.executable, "-m", "testruns")
gate = (*testruns, "run", "qualigate", "--test-suite-id", "{SUITE}", "--interval", "1s")
for more, verdict in ((), 0), (("--fail",), 1):
    run = subprocess.run((*testruns, "mock", "--port", "0", *more, "--", *gate), timeout=100)
    assert run.returncode == verdict, f"{{run.returncode}} is not {{verdict}}"
"""
# What each extra is for, as arguments of Python.
TRIALS: Final = {
    "": (("-W", "error", "-c", CONTENTS),),
    "cli": (("-m", "testruns", "--version"), ("-m", "testruns", "run", "qualigate", "--help")),
    "cli,mock": (("-c", VERDICT),),
    "contract": (("-c", "import specmock.contract"),),
    "dates": (("-c", "import dateutil.parser, testruns.checkly"),),
    "mock": (("-m", "specmock", "check", *map(str, SPECS.values())), ("-c", ANSWER)),
    "pacing": (("-c", "import testruns.pacing"),),
}


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def environment(folder: Path, *requirements: str | Path) -> str:
    """Make an environment of these requirements alone; return its interpreter."""
    builder = venv.EnvBuilder(with_pip=True)
    builder.create(folder)
    python = str(builder.ensure_directories(folder).env_exe)
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return python


def floors(project: dict[str, Any], extra: str = "") -> Iterator[str]:
    """Requirements of the project, or of an extra, at the lowest supported versions."""
    extras = project["optional-dependencies"]
    for item in (
        [each for name in extra.split(",") for each in extras[name]]
        if extra
        else project["dependencies"]
    ):
        if own := re.fullmatch(r"testruns\[(\w+)\]", item):
            yield from floors(project, own[1])
        else:
            yield item.split(",")[0].replace(">=", "==")


def main(arguments: list[str]) -> None:
    """Build, and try what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extra", choices=TRIALS, help="try these extras (empty: none) alone")
    parser.add_argument("--end", choices=("newest", "oldest"), default="newest")
    parser.add_argument("--sdist", action="store_true", help="run the suite of the sdist")
    given = parser.parse_args(arguments)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--outdir", folder / "dist", ".")
        (wheel,) = (folder / "dist").glob("*.whl")
        if given.sdist:
            (sdist,) = (folder / "dist").glob("*.tar.gz")
            shutil.unpack_archive(sdist, folder / "sdist", filter="data")
            (unpacked,) = (folder / "sdist").iterdir()
            subprocess.run(("make", "test", "ARGS=-q"), check=True, cwd=unpacked)  # noqa: S607  the developer's own make
        elif given.extra is None:
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
