"""Build the wheel and the sdist, and try the wheel in empty environments."""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

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


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def environment(folder: Path, *requirements: str | Path) -> Path:
    """Make an environment of these requirements alone; return its interpreter."""
    venv.EnvBuilder(with_pip=True).create(folder)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return python


def floors(requirements: list[str]) -> list[str]:
    """Requirements of the lowest supported versions."""
    return [item.split(",")[0].replace(">=", "==") for item in requirements]


def main() -> None:
    """Build, then import everything from the wheel, on the newest and on the oldest libraries."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--outdir", folder / "dist", ".")
        (wheel,) = (folder / "dist").glob("*.whl")
        python = environment(folder / "newest", wheel)
        run(python, "-W", "error", "-c", CONTENTS)
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
        python = environment(folder / "command", f"{wheel}[cli,mock]", *TOOLS)
        run(python, *pytest, *COMMAND_TESTS)
        extras = project["optional-dependencies"]
        command = [item for item in extras["cli"] if not item.startswith("testruns")]
        python = environment(
            folder / "oldest",
            f"{wheel}[cli,mock]",
            *TOOLS,
            *floors([*project["dependencies"], *extras["mock"], *command]),
        )
        run(python, *pytest, *TESTS, *COMMAND_TESTS)
        for made in (folder / "dist").iterdir():
            (ROOT / "dist").mkdir(exist_ok=True)
            made.replace(ROOT / "dist" / made.name)
            print(f"dist/{made.name}")


if __name__ == "__main__":
    main()
