"""Make the pictures of the README: the terminal of a gate, and the page of the mocks.

The terminal is the README's own command, run green and red. The page needs a Chromium.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import httpx
import specmock
from rich.console import Console
from rich.text import Text

from specs import ROOT

FOLDER: Final = ROOT / "docs" / "pictures"
BROWSER: Final = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SUITE: Final = "770e8400-e29b-41d4-a716-446655440000"
GATE: Final = ("testruns", "run", "qualigate", "--test-suite-id", SUITE, "--interval", "1s")
COLOURS: Final = {"passed": "green", "failed": "bold red"}  # as on a terminal
SHOWN: Final = 5  # lines of a failed run, which lists each of its tests
# Without the fonts that rich would have a browser fetch.
SVG: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<style>
.{unique_id}-matrix {{ font: {char_height}px monospace; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def terminal(folder: Path = FOLDER) -> Path:
    """Write the picture of a gate that lets a pipeline go on, and of one that stops it."""
    console = Console(
        file=io.StringIO(), record=True, width=100, force_terminal=True, color_system="truecolor"
    )
    for more in ((), ("--fail",)):
        mock = ("testruns", "mock", "--port", "0", *more, "--")
        console.print(Text(f"$ {' '.join(mock)} \\", style="bold"))
        console.print(Text(f"    {' '.join(GATE)}", style="bold"))
        lines, code = ran(*mock, *GATE)
        for line in lines:
            console.print(coloured(line))
        console.print(Text("$ echo $?", style="bold"))
        console.print(Text(f"{code}\n"))
    path = folder / "gate.svg"
    svg = console.export_svg(title="testruns", code_format=SVG, unique_id="gate")
    path.write_text("\n".join(map(str.rstrip, svg.splitlines())) + "\n", "utf-8")
    return path


def ran(*command: str) -> tuple[list[str], int]:
    """Run a command of this environment; return what a log has of it, and the exit code."""
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join((scripts, os.environ["PATH"]))}
    run = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
        env=environment,
        cwd=tempfile.gettempdir(),
    )
    lines = [line for line in run.stdout.splitlines() if "resume with:" not in line]
    tests = [index for index, line in enumerate(lines) if line.startswith("    ")]
    if len(tests) > SHOWN:
        lines[tests[2] : tests[-1] + 1] = ["    …"]
    return lines, run.returncode


def coloured(line: str) -> Text:
    """Colour the verdicts of a line."""
    text = Text(line)
    for state, style in COLOURS.items():
        text.highlight_regex(rf"(?<= ){state}(?=  )|^{state}\b|(?<=1 run: 1 ){state}", style)
    return text


def page(folder: Path = FOLDER) -> Path:
    """Write the picture of the page on which mocks are watched."""
    path = folder / "mock.png"
    clock = specmock.VirtualClock()
    with specmock.serving(settings=specmock.Settings(), clock=clock, port=8080) as mocks:
        qualigate = mocks["qualigate"]
        with httpx.Client(base_url=qualigate.url, headers={"x-api-key": qualigate.key}) as client:
            started = client.post("/api/v1/trigger", json={"test_suite_id": SUITE}).json()
            for _ in range(3):
                clock.advance(10)
                client.get("/api/v1/trigger", params={"suite_run_id": started["suite_run_id"]})
        httpx.get(f"{mocks['testclix'].url}/v1/api/status")
        with tempfile.TemporaryDirectory() as profile:
            shot = (f"--screenshot={path}", "--window-size=1100,600")
            browse(qualigate.url.removesuffix("qualigate"), Path(profile), *shot)
    return path


def browse(url: str, folder: Path, *arguments: str) -> str:
    """Let a browser without a window load a page; return what it prints."""
    if BROWSER is None:
        raise LookupError("there is no Chromium here")
    command = [
        *(BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *("--disable-dev-shm-usage", "--no-first-run", f"--user-data-dir={folder / 'profile'}"),
        *("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--virtual-time-budget=4000"),
        *("--disable-background-networking", "--disable-component-update", *arguments, url),
    ]
    # The page shows times as the reader's place has them.
    environment = {**os.environ, "TZ": "UTC", "LANGUAGE": "en_GB"}
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True, env=environment
    )
    return run.stdout


def main() -> int:
    """Make the pictures; return the exit code."""
    FOLDER.mkdir(exist_ok=True)
    print(terminal().relative_to(ROOT))
    try:
        print(page().relative_to(ROOT))
    except (LookupError, OSError) as error:
        print(f"No picture of the page: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
