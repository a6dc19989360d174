"""Time the generation of all packages, on a copy: from nothing, with nothing to do, and plain."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("specs", "scripts"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "pyproject.toml", root)
        plain = measure(lambda: generate_one_by_one(root), RUNS)
        nothing = measure(lambda: generate_from_nothing(root), RUNS)
        idle = measure(lambda: run(root, "scripts/generate.py"), 4 * RUNS)
    table = {
        "the generator alone, one by one": plain,
        "from nothing (at most 6 s)": nothing,
        "nothing to do (at most 0.5 s)": idle,
    }
    head = f"{'seconds':34}  median  fastest  slowest   ratio"
    rows = [row(what, seconds, median(plain)) for what, seconds in table.items()]
    print("\n".join([head, *rows]))  # noqa: T201 - its output is its purpose


def generate_one_by_one(root: Path) -> None:
    for spec in sorted((root / "specs").glob("*.yaml")):
        command = ("-m", "openapi_python_client", "generate", "--meta=none", "--overwrite")
        run(root, *command, f"--path={spec}", f"--output-path={root / 'plain' / spec.stem}")


def generate_from_nothing(root: Path) -> None:
    shutil.rmtree(root / "generated", ignore_errors=True)
    run(root, "scripts/generate.py")


def run(root: Path, *arguments: str) -> None:
    command = [sys.executable, *arguments]
    # The generator looks for its formatter on the PATH.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(  # noqa: S603 - it runs the project's own tools
        command, cwd=root, env={**os.environ, "PATH": path}, check=True, capture_output=True
    )


def measure(action: Callable[[], None], runs: int) -> list[float]:
    """Return the seconds that each of several runs takes."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return seconds


def row(what: str, seconds: list[float], reference: float) -> str:
    middle = median(seconds)
    numbers = f"{middle:8.2f}{min(seconds):9.2f}{max(seconds):9.2f}{middle / reference:8.2f}"
    return f"{what:34}{numbers}"


if __name__ == "__main__":
    main()
