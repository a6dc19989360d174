"""Make the virtual environment that every make target runs in, or bring it up to date."""

import subprocess
import sys
import time
import venv
from pathlib import Path

EXTRAS = ".[cli,contract,mock,pacing]"
QUIET = ["--disable-pip-version-check", "--no-color", "--progress-bar=off"]


def install(environment: Path) -> int:
    """Install the project with its development tools; return pip's exit code.

    The tools are a dependency group, which pip knows from 25.1 on.
    """
    started = time.monotonic()
    live = sys.stderr.isatty()
    python = environment / "bin" / "python"
    if python.exists():
        say(f"Bringing {environment} up to date …")
    else:
        say(f"Setting up {environment} with Python {sys.version.split()[0]} (a minute, once) …")
        venv.EnvBuilder(with_pip=True, clear=True).create(environment)
    for wanted in (["pip>=25.1"], ["--editable", EXTRAS, "--group", "dev"]):
        command = [str(python), "-m", "pip", "install", *wanted, *QUIET]
        output: list[str] = []
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as pip:
            for line in pip.stdout or ():
                output.append(line)
                if live and line.strip():
                    elapsed = time.monotonic() - started
                    say(f"\r\x1b[2K  {elapsed:3.0f} s  {line.strip()[:66]}", end="")
        if live:
            say("\r\x1b[2K", end="")
        if pip.returncode:
            say("".join(output))
            say("pip could not install the project: see above. Fix that, and run make again.")
            return pip.returncode
    (environment / "installed").touch()
    say(f"Set up in {time.monotonic() - started:.0f} s.")
    return 0


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1])))
