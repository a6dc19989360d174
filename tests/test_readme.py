"""The README says what is true."""

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import specmock

from specs import SPECS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CLIENTS = (ROOT / "docs" / "clients.md").read_text("utf-8")


def test_the_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with specmock.serving(SPECS.values(), specmock.Settings(mode="immediate")) as mocks:
        for vendor, mock in mocks.items():
            monkeypatch.setenv(f"{vendor.upper()}_BASE_URL", mock.url)
            monkeypatch.setenv(f"{vendor.upper()}_API_KEY", mock.key)
        for example in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
            exec(example, {"__name__": "example"})  # noqa: S102 - our own README


def test_the_table_of_vendors_is_what_the_packages_hold() -> None:
    for vendor in SPECS:
        package = f"{vendor}_client"
        (row,) = re.findall(rf"\| `{package}` \| (.*) \|", CLIENTS)
        folder = Path(str(import_module(f"{package}.api").__file__)).parent
        modules = {path.stem for path in folder.glob("*/*.py")} - {"__init__"}

        assert set(re.findall(r"`(\w+)`", row)) == modules


def test_the_command_of_the_readme_gives_the_verdict_it_promises(tmp_path: Path) -> None:
    (command,) = re.findall(r"^\$ (testruns mock .*)", README, re.MULTILINE)
    words = [str(Path(sys.executable).with_name("testruns")), *shlex.split(command)[1:]]
    words[words.index("testruns")] = words[0]
    for fail, code in (([], 0), (["--fail"], 1)):
        ran = subprocess.run(  # noqa: S603 - our own README
            [*words[:2], *fail, *words[2:]],
            cwd=tmp_path,
            capture_output=True,
            timeout=60,
            check=False,
        )

        assert ran.returncode == code, ran.stderr


def test_links_of_the_readme_lead_to_files() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).is_file(), link


def test_every_make_target_of_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "specs/README.md"):
        text = (ROOT / name).read_text("utf-8")
        assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
