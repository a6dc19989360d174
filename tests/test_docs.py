"""The documentation builds, and the code in it runs."""

import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import attrs
import pytest
import specmock
from specmock.docstrings import descriptions
from testruns import Fault, Rejection, Verdict

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
CODE = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Path, *languages: str) -> list[str]:
    """Find the code blocks of a page in some languages."""
    return [text for name, text in CODE.findall(page.read_text("utf-8")) if name in languages]


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An empty folder as the working directory; the variables of no vendor are set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKLY_ACCOUNT_ID", "00000000-0000-0000-0000-000000000000")
    return monkeypatch


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if blocks(page, "python")],
    ids=lambda page: page.stem,
)
def test_the_python_of_a_page_runs_against_the_mocks(
    page: Path, surroundings: pytest.MonkeyPatch
) -> None:
    for document in blocks(page, "yaml"):
        if document.startswith("openapi:"):
            Path("jobs.yaml").write_text(document, "utf-8")
    with specmock.serving(settings=specmock.Settings(mode="immediate")) as mocks:
        for vendor, mock in mocks.items():
            surroundings.setenv(f"{vendor.upper()}_BASE_URL", mock.url)
            surroundings.setenv(f"{vendor.upper()}_API_KEY", mock.key)
        names = {"__name__": "example"}
        for example in blocks(page, "python"):
            exec(example, names)  # noqa: S102 - our own page


def test_the_fixtures_of_the_page_on_mocks_work(tmp_path: Path) -> None:
    page = ROOT / "docs" / "mock.md"
    (tmp_path / "jobs.yaml").write_text(blocks(page, "yaml")[0], "utf-8")
    for text in blocks(page, "py"):
        (tmp_path / text.split()[1]).write_text(text, "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_jobs.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "1 passed" in done.stdout, done.stdout


def test_the_page_on_mocks_has_every_setting() -> None:
    texts = descriptions(specmock.Settings)
    shown = {None: "", True: "yes", False: "no"}

    for each in attrs.fields(specmock.Settings):
        is_word = each.default is None or isinstance(each.default, bool)
        default = shown[each.default] if is_word else f"`{each.default}`"
        row = f"| `{each.name}` | {default} | {texts[each.name]} |"
        assert row in (ROOT / "docs" / "mock.md").read_text("utf-8")


def test_the_findings_of_the_page_on_verifying_are_those_of_its_client(tmp_path: Path) -> None:
    page = ROOT / "docs" / "verify.md"
    (tmp_path / "jobs.yaml").write_text(blocks(page, "yaml")[0], "utf-8")
    (tmp_path / "test_client.py").write_text(blocks(page, "py")[0], "utf-8")

    done = subprocess.run(  # noqa: S603 - our own arguments
        [
            *(sys.executable, "-m", "specmock", "verify", "jobs.yaml", "--"),
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_client.py"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, "1 passed" in done.stdout) == (1, True), done.stderr
    assert blocks(page, "text")[1] in done.stdout


def test_the_page_on_contracts_installs_the_generator_of_this_project() -> None:
    (installs,) = blocks(ROOT / "docs" / "contract.md", "sh")
    pinned = f"openapi-python-client=={version('openapi-python-client')}"
    assert f"'{pinned}'" in installs


def test_the_tables_of_exit_codes_agree() -> None:
    def rows(page: str) -> list[str]:
        return re.findall(r"^\| [\d, ]+ \|.*$", (ROOT / page).read_text("utf-8"), re.MULTILINE)

    assert len(rows("docs/gate.md")) == 7
    assert rows("docs/gate.md") == rows("recipes/README.md")


@pytest.mark.thorough
@pytest.mark.parametrize("defect", ["", 'params["limits"]'], ids=["right", "wrong"])
def test_the_contract_test_of_its_page_tells_a_right_client_from_a_wrong_one(
    tmp_path: Path, defect: str
) -> None:
    page = ROOT / "docs" / "contract.md"
    spec, test = tmp_path / "petstore.yaml", tmp_path / "test_contract.py"
    spec.write_text(blocks(page, "yaml")[0], "utf-8")
    tool = Path(sys.executable).with_name("openapi-python-client")
    made = ["generate", "--path", str(spec), "--meta", "none", "--output-path", "petstore_client"]
    settings = tmp_path / "config.json"
    settings.write_text('{"post_hooks": []}', "utf-8")
    subprocess.run(  # noqa: S603 - our own arguments
        [str(tool), *made, "--config", str(settings)], cwd=tmp_path, check=True, capture_output=True
    )
    if defect:
        module = tmp_path / "petstore_client" / "api" / "pets" / "list_pets.py"
        module.write_text(module.read_text("utf-8").replace('params["limit"]', defect), "utf-8")

    with specmock.serving([spec], specmock.Settings(strict_requests=True)) as mocks:
        (example,) = blocks(page, "py")
        test.write_text(example.replace("http://127.0.0.1:8080/petstore", mocks["petstore"].url))
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=140,
            check=False,
        )

    assert done.returncode == bool(defect), done.stdout
    promised = "query limits: the client sends"
    assert (promised in done.stdout) == bool(defect), done.stdout
    assert promised in page.read_text("utf-8")


def commands() -> list[tuple[str, str, int]]:
    """Find the commands of the pages, with the exit code that a comment behind them promises."""
    found = []
    for page in PAGES:
        for line in "\n".join(blocks(page, "sh")).replace("\\\n", " ").splitlines():
            command, _, promise = line.partition("#")
            code = re.search(r"exit code (\d+)", promise)
            found.append((page.stem, command.strip(), int(code[1]) if code else 0))
    return [each for each in found if each[1]]


INSTALLED_BY_HAND = ("pip install", "pipx", "uv tool")  # `make build` installs the wheel


@pytest.mark.parametrize(
    ("page", "command", "code"),
    [each for each in commands() if not each[1].startswith(INSTALLED_BY_HAND)],
)
def test_a_command_of_a_page_ends_as_it_says(
    page: str, command: str, code: int, surroundings: pytest.MonkeyPatch
) -> None:
    surroundings.setenv("PATH", str(Path(sys.executable).parent), prepend=":")

    done = subprocess.run(  # noqa: S603 - our own page
        ["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == code, f"{page}: {done.stdout}{done.stderr}"


@pytest.mark.thorough
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", "sphinx", "-W", "-q", "docs", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=140,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    commands = (tmp_path / "reference" / "cli.html").read_text("utf-8")
    for command in ("testruns run qualigate", "specmock serve", "specmock verify"):
        assert f"<h2>{command}<" in commands
    assert commands.count("  -h, --help ") == commands.count("<h2>")
    assert "\x1b" not in commands
    assert hidden_names((tmp_path / "reference" / "python.html").read_text("utf-8")) == []


def hidden_names(shown: str) -> list[str]:
    """Find what is exported and is not on the page of the Python API."""
    page = (ROOT / "docs" / "reference" / "python.md").read_text("utf-8")
    modules = map(import_module, re.findall(r"automodule:: (\S+)", page))
    names = [f"{module.__name__}.{each}" for module in modules for each in module.__all__]
    assert len(names) > 100
    for kind in (Verdict, Fault, Rejection):
        names += [f"testruns.{kind.__name__}.{each}" for each in kind.__members__]
    return [each for each in names if f'id="{each}"' not in shown]
