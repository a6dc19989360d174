"""generated/ is what the specs give, and nothing else gets into it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import generate
import pytest
from text_edits import edit

from specs import ROOT, SPECS

VENDORS = list(SPECS)
MODULES = [path for vendor in VENDORS for path in ROOT.glob(f"generated/{vendor}_client/**/*.py")]
SPEC = """\
openapi: 3.1.0
info: {title: Small, version: "1.0"}
paths:
  /things/{thing_id}:
    get:
      operationId: get_thing
      tags: [dist]
      parameters:
        - {name: thing_id, in: path, required: true, schema: {type: string}}
      responses:
        "200":
          description: A thing.
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
components:
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: string}
        state: {type: string, enum: ["on", "off"]}
"""


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of generated/ by its name."""
    folder = root / "generated"
    return {name: (folder / name).read_bytes() for name in generate.digests(folder)}


def python(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - it runs the project's own code
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def lay_out(root: Path, *files: str) -> Path:
    """Copy files of this project to a root of their own."""
    own = ("pyproject.toml", "scripts/generate.py", "scripts/specs.py")
    lint = (path.relative_to(ROOT).as_posix() for path in ROOT.glob("scripts/lint/*.py"))
    shapes = (f"scripts/{name}" for name in generate.SHAPES)
    behind = ("scripts/release/api_surface.py", *lint, *shapes)
    for name in (*own, *behind, *files):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one small vendor, generated."""
    root = lay_out(tmp_path_factory.mktemp("small"))
    (root / "specs").mkdir()
    (root / "specs" / "small.yaml").write_text(SPEC, "utf-8")
    assert generate.generate(root) == 0
    return root


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """A copy of the small project, to be spoilt."""
    return shutil.copytree(small, tmp_path / "project")


def test_the_committed_packages_are_what_the_specs_give(tmp_path: Path) -> None:
    root = lay_out(tmp_path, *(f"specs/{vendor}.yaml" for vendor in VENDORS))

    assert generate.generate(root) == 0

    assert contents(root) == contents(ROOT)


def test_surroundings_do_not_shape_the_output(tmp_path: Path) -> None:
    """Neither configuration nor ignore files, odd folder names, locale or hash seed matter."""
    hostile = tmp_path / "build" / "dist" / "žluť"
    root = lay_out(hostile / "project", "specs/testclix.yaml")
    (root / ".cache").mkdir()
    for folder in (hostile, root / ".cache"):
        (folder / "ruff.toml").write_text('indent-width = 2\nformat.quote-style = "single"\n')
        (folder / ".ignore").write_text("*\n")
    (hostile / "openapi_python_client.py").write_text("raise SystemExit('not this one')\n")
    environment = {"LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    environment |= {"PYTHONPATH": str(hostile), "RUFF_OUTPUT_FILE": "ruff.txt"}

    run = python(str(root / "scripts/generate.py"), "--all", cwd=hostile, **environment)

    assert run.returncode == 0, run.stderr
    committed = generate.files_of("testclix", generate.digests(ROOT / "generated"))
    assert generate.files_of("testclix", generate.digests(root / "generated")) == committed


def test_a_tag_that_formatters_skip_by_default_is_formatted(small: Path) -> None:
    module = small / "generated/small_client/api/dist/get_thing.py"
    command = ("-m", "ruff", *generate.FORMAT[1], "--check", str(module))

    assert python(*command, cwd=small).returncode == 0


def test_nothing_to_do_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.generate(project) == 0

    assert capsys.readouterr().err == "generated/ is up to date (small)\n"


PYPROJECT, SPEC_FILE = "pyproject.toml", "specs/small.yaml"
CLIENT, LOCK = "generated/small_client/client.py", "generated/lock.json"
SPOILS: dict[str, tuple[Callable[[Path], object], str]] = {
    "hand edit": (
        lambda root: edit(root / CLIENT, ("Client", "Customer")),
        "small_client is stale: edited small_client/client.py",
    ),
    "deleted file": (
        lambda root: (root / CLIENT).unlink(),
        "small_client is stale: missing small_client/client.py",
    ),
    "deleted package": (
        lambda root: shutil.rmtree(root / "generated/small_client"),
        "small_client is stale: missing",
    ),
    "extra file": (
        lambda root: (root / "generated/small_client/more.py").touch(),
        "small_client is stale: leftover small_client/more.py",
    ),
    "surface": (
        lambda root: edit(root / "generated/small_client.api.txt", ("name: str", "name: int")),
        "small_client is stale: edited small_client.api.txt",
    ),
    "spec": (
        lambda root: edit(root / SPEC_FILE, ("A thing.", "The thing.")),
        "small_client is stale: spec changed",
    ),
    "configuration": (
        lambda root: edit(root / PYPROJECT, ("literal_enums = true", "literal_enums = false")),
        "small_client is stale: configuration changed",
    ),
    "generator": (
        lambda root: edit(
            root / PYPROJECT, ('"openapi-python-client==', '"openapi-python-client==9.')
        ),
        "small_client is stale: generator changed",
    ),
    "formatter": (
        lambda root: edit(root / PYPROJECT, ('"ruff==', '"ruff==9.')),
        "small_client is stale: formatter changed",
    ),
    "lock": (
        lambda root: edit(root / LOCK, ("  ", "\t")),
        "small_client is stale: not in generated/lock.json",
    ),
    "no lock": (
        lambda root: (root / LOCK).unlink(),
        "small_client is stale: not in generated/lock.json",
    ),
    "new spec": (
        lambda root: shutil.copy(root / SPEC_FILE, root / "specs/large.yaml"),
        "large_client is stale: missing",
    ),
    "package without a spec": (
        lambda root: shutil.copytree((root / CLIENT).parent, root / "generated/large_client"),
        "large_client is stale: leftover, no spec gives it",
    ),
    "spec deleted": (
        lambda root: (root / SPEC_FILE).unlink(),
        "small_client is stale: leftover, no spec gives it",
    ),
}


@pytest.mark.parametrize(("spoil", "complaint"), SPOILS.values(), ids=SPOILS)
def test_what_is_stale_is_named_with_the_reason(
    project: Path, spoil: Callable[[Path], object], complaint: str
) -> None:
    spoil(project)

    first, last = generate.freshness(project).splitlines()

    assert first == f"generated/{complaint}"
    assert last.startswith("Run `make generate`.")


@pytest.mark.parametrize("name", generate.SHAPES)
def test_a_change_of_what_shapes_a_package_makes_it_stale(project: Path, name: str) -> None:
    with (project / "scripts" / name).open("a") as file:
        file.write("\n")

    run = python("scripts/generate.py", "--check", cwd=project)

    assert "generated/small_client is stale: configuration changed" in run.stderr


def test_a_spec_whose_facts_cannot_be_told_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(project / SPEC_FILE, ("        state: {", "        state: {x-lifecycle: {}, "))
    edit(project / SPEC_FILE, ("    Thing:", "    State: {enum: [a], x-lifecycle: {}}\n    Thing:"))

    assert generate.generate(project) == 1

    assert "spec.py cannot be written: KeyError 'terminal'" in capsys.readouterr().err


def test_a_check_fails_and_writes_nothing(project: Path) -> None:
    assert python("scripts/generate.py", "--check", cwd=project).returncode == 0
    (project / CLIENT).unlink()
    before = contents(project)

    run = python("scripts/generate.py", "--check", cwd=project)

    assert run.returncode == 1
    assert "missing small_client/client.py\nRun `make generate`." in run.stderr
    assert contents(project) == before


def test_generating_replaces_what_was_edited(project: Path) -> None:
    before = contents(project)
    for spoil in ("hand edit", "extra file", "package without a spec"):
        SPOILS[spoil][0](project)

    assert generate.generate(project) == 0

    assert contents(project) == before
    assert not (project / "generated/large_client").exists()


def test_caches_of_python_are_no_leftovers(project: Path) -> None:
    """Those of a package whose spec is on another branch included."""
    for package in ("small_client", "large_client"):
        (project / "generated" / package / "__pycache__").mkdir(parents=True)
        (project / "generated" / package / "__pycache__" / "client.cpython-311.pyc").touch()

    assert generate.stale(project) == {}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[name]", "[name", 19),
        ('["on", "off"]', '["on", 3]', 16),
        ("name: thing_id, in: path", "name: other, in: path", 4),
        ('"200":', "200:", 11),
    ],
    ids=["YAML", "component", "path", "key"],
)
def test_a_spec_that_cannot_be_generated_leaves_the_old_package(
    project: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int
) -> None:
    before = contents(project)
    edit(project / SPEC_FILE, (old, new))

    assert generate.generate(project) == 1

    assert f"specs/small.yaml:{line}: cannot be generated" in capsys.readouterr().err
    assert contents(project) == before


def test_one_spec_that_cannot_be_generated_does_not_stop_another(project: Path) -> None:
    shutil.copy(project / SPEC_FILE, project / "specs/large.yaml")
    edit(project / SPEC_FILE, ("openapi: 3.1.0", "openapi: 3.1"))

    assert generate.generate(project) == 1

    assert list(generate.stale(project)) == ["small_client"]
    assert (project / "generated/large_client/py.typed").exists()


@pytest.mark.parametrize("tool", ["ruff", "openapi-python-client"])
def test_another_version_than_the_pinned_one_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], tool: str
) -> None:
    before = contents(project)
    edit(project / PYPROJECT, (f'"{tool}==', f'"{tool}==9.'))

    assert generate.generate(project) == 1

    assert f"pyproject.toml pins {tool} 9." in (said := capsys.readouterr().err)
    assert "make setup" in said
    assert contents(project) == before


@pytest.mark.thorough
@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_stale_package_is_told_at_the_end_of_other_tests(project: Path, workers: str) -> None:
    shared = (path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/shared/*.py"))
    lay_out(project, "tests/conftest.py", *shared)
    (project / "tests" / "test_nothing.py").write_text("def test_nothing() -> None: pass\n")
    SPOILS["hand edit"][0](project)

    run = python("-m", "pytest", "-n", workers, cwd=project, PYTEST_ADDOPTS="")

    assert run.returncode == 0, run.stdout
    assert f"generated/{SPOILS['hand edit'][1]}" in run.stdout


@pytest.mark.thorough
def test_pytest_collects_nothing_from_generated() -> None:
    options = ("-W", "error", "--collect-only", "-p", "no:cacheprovider")

    run = python("-m", "pytest", *options, "generated", cwd=ROOT, PYTEST_ADDOPTS="")

    assert run.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, run.stdout + run.stderr
    assert not [path for path in MODULES if "\nclass Test" in path.read_text("utf-8")]


def test_every_module_names_its_source_in_line_1() -> None:
    for path in MODULES:
        vendor = path.relative_to(ROOT / "generated").parts[0].removesuffix("_client")
        banner = f"# Generated from specs/{vendor}.yaml by `make generate`. Do not edit."
        assert path.read_text("utf-8").splitlines()[0] == banner, path


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_package_is_typed(vendor: str) -> None:
    assert (ROOT / "generated" / f"{vendor}_client" / "py.typed").is_file()


def test_every_endpoint_module_has_the_functions_that_waiting_builds_on() -> None:
    endpoints = [path for path in MODULES if path.parts[-3] == "api" and path.stem != "__init__"]

    assert len(endpoints) >= len(VENDORS)
    for path in endpoints:
        code = path.read_text("utf-8")
        assert "\ndef _get_kwargs(" in code, path
        assert "\ndef _parse_response(" in code, path
