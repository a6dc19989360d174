"""The README says what is true."""

import re
from importlib import import_module
from pathlib import Path

import pictures
import pytest
import specmock

from specs import SPECS

pytestmark = pytest.mark.slow  # it runs what the page shows

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


def test_the_command_of_the_readme_gives_the_verdicts_that_its_picture_shows(
    tmp_path: Path,
) -> None:
    (command,) = re.findall(r"^\$ (testruns mock .*)", README, re.MULTILINE)
    assert command == f"testruns mock --port 0 -- {' '.join(pictures.GATE)}"

    made = pictures.terminal(tmp_path).read_text("utf-8")

    # A busy machine may be later by a second.
    shown = (pictures.FOLDER / "gate.svg").read_text("utf-8")
    assert re.sub(r"0:\d\d", "0:00", made) == re.sub(r"0:\d\d", "0:00", shown)


def test_links_of_the_readme_lead_to_files() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).is_file(), link


def test_every_make_target_of_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", "specs/README.md"):
        text = (ROOT / name).read_text("utf-8")
        assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
