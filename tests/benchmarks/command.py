"""Time the command's start: help, version, and a run on a mock whose runs are done at once."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import specmock
from attrs import frozen

COMMAND = str(Path(sys.executable).with_name("testruns"))
ROUNDS = 15
SUITE = ["--test-suite-id", "770e8400-e29b-41d4-a716-446655440000"]
FLOOR = "import httpx and attrs"
COMMANDS = {
    FLOOR: [sys.executable, "-c", "import httpx, attrs"],
    "testruns --version": [COMMAND, "--version"],
    "testruns --help": [COMMAND, "--help"],
    "testruns run, a line a change": [COMMAND, "run", "qualigate", *SUITE],
    "testruns run --json": [COMMAND, "run", "qualigate", *SUITE, "--json"],
}
MOST = 0.35  # seconds of a run above the floor


@frozen
class Taken:
    """What one process took, in seconds; processor time is what other work cannot spoil."""

    wall: float
    processor: float


def main() -> None:
    """Print the table."""
    settings = specmock.Settings(mode="immediate", rate_limits=False)
    taken: dict[str, list[Taken]] = {name: [] for name in COMMANDS}
    with specmock.serving(settings=settings) as mocks:
        environ = {
            **os.environ,
            "QUALIGATE_BASE_URL": mocks["qualigate"].url,
            "QUALIGATE_API_KEY": mocks["qualigate"].key,
        }
        for _ in range(ROUNDS):  # in turns, so that other work on the machine hits all alike
            for name, command in COMMANDS.items():
                taken[name].append(measure(command, environ))
    floor = taken[FLOOR]
    print(f"{'seconds':32}  fastest  median  processor  above the floor, fastest")  # noqa: T201
    for name, each in taken.items():
        wall, processor = [one.wall for one in each], median(one.processor for one in each)
        above = f"{min(wall) - min(one.wall for one in floor):+.3f}"
        note = f" (at most {MOST})" if " run" in name else ""
        print(  # noqa: T201
            f"{name:32}  {min(wall):.3f}    {median(wall):.3f}   {processor:.3f}      {above}{note}"
        )


def measure(command: list[str], environ: dict[str, str]) -> Taken:
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Taken(wall, usage.ru_utime + usage.ru_stime)


if __name__ == "__main__":
    main()
