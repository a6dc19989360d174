"""Lock what the GitHub action installs, as constraints: the newest versions that the ranges allow."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from packaging.utils import canonicalize_name

from specs import ROOT

CONSTRAINTS: Final = ROOT / "recipes" / "action-constraints.txt"
HEADER: Final = "# What action.yml installs with the extra `cli`. Written by `make lock-action`.\n"
ELSEWHERE: Final = ("colorama", "typing-extensions")  # on Windows, and before Python 3.13


def main() -> int:
    """Write the constraints; return the exit code."""
    run = subprocess.run(
        (
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"),
            *("--quiet", "--disable-pip-version-check", "--report=-", ".[cli]", *ELSEWHERE),
        ),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if run.returncode:
        print(f"Nothing was locked: {run.stderr.strip()}", file=sys.stderr)
        return 2
    found = [each["metadata"] for each in json.loads(run.stdout)["install"]]
    pins = {canonicalize_name(each["name"]): each["version"] for each in found}
    lines = (f"{name}=={pins[name]}\n" for name in sorted(pins) if name != "testruns")
    CONSTRAINTS.write_text(HEADER + "".join(lines), "utf-8")
    print(f"{CONSTRAINTS.relative_to(Path.cwd())}: {len(pins) - 1} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
