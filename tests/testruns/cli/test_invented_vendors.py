"""A vendor that nobody knew has its options, help, completion and all commands at once."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import invented
import pytest
import specmock
from attrs import field, frozen
from shells import SECONDS, Ended
from testruns import RunRef

PROGRAM = """\
import sys, testruns
testruns.__path__.append({folder!r})
sys.argv[0] = "testruns"
from testruns._cli import main
main()
"""
STARTS = {
    "gridrun": ["gridrun", "--plan", "name=nightly", "--plan", 'grid={"size": 2}'],
    "nimbus": ["nimbus", "--suite", "smoke"],
}


@frozen
class World:
    """The command with the invented vendors beside ours, and their mocks."""

    mocks: Any
    environ: dict[str, str] = field(repr=False)

    def __call__(
        self, *arguments: str, given: str = "", program: str = "", **variables: str
    ) -> Ended:
        """Run the command."""
        program = program or PROGRAM.format(folder=str(invented.FOLDER))
        with Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", program, *arguments],
            env={**self.environ, **variables},
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            text=True,
        ) as process:
            out, err = process.communicate(given, timeout=SECONDS)
        return Ended(process.returncode, out, err)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The invented vendors, generated and served."""
    specs = sorted(invented.FOLDER.glob("*.yaml"))
    packages = invented.generated(tmp_path_factory.mktemp("invented") / "project", *specs)
    settings = specmock.Settings(mode="immediate", rate_limits=False)
    with specmock.serving(specs, settings=settings) as mocks:
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(packages)}
        for name, endpoint in mocks.items():
            environ[f"{name.upper()}_BASE_URL"] = endpoint.url
            environ[f"{name.upper()}_API_KEY"] = endpoint.key
        yield World(mocks, environ)


@pytest.fixture
def testruns(served: World) -> World:
    """The command, with mocks that have forgotten all runs."""
    for endpoint in served.mocks.values():
        endpoint.mock.reset()
    return served


def ends(testruns: World, name: str, token: str) -> None:
    """Let GridRun's mock, which cannot find a run by a number in a body, tell a good end."""
    if name == "gridrun":
        [number] = RunRef.from_token(token).ids
        body = {"run": {"number": int(number)}, "phase": "FINE"}
        mock = testruns.mocks[name].mock
        mock.plan(operation="read_run", times=None, status=200, body=json.dumps(body))


@pytest.mark.parametrize("name", STARTS)
def test_a_run_is_started_in_one_process_and_waited_for_in_another(
    testruns: World, name: str
) -> None:
    triggered = testruns("trigger", *STARTS[name])
    assert triggered.code == 0, triggered.err
    ends(testruns, name, triggered.out.strip())

    waited = testruns("wait", "--json", given=triggered.out)

    assert waited.code == 0, waited.out
    [run] = waited.document["runs"]
    assert (run["vendor"], run["verdict"]) == (name, "passed")
    assert testruns("status", triggered.out.strip()).out.startswith("passed")


def test_a_run_is_started_and_waited_for(testruns: World) -> None:
    ended = testruns("run", *STARTS["nimbus"])

    assert (ended.code, ended.out) == (0, "1 run: 1 passed\n")
    assert "nimbus smoke" in ended.err


def test_options_are_variables_too(testruns: World) -> None:
    ended = testruns("trigger", "nimbus", TESTRUNS_NIMBUS_SUITE="smoke")

    assert ended.code == 0
    assert RunRef.from_token(ended.out).vendor == "nimbus"
    wrong = testruns("trigger", "gridrun", TESTRUNS_GRIDRUN_PLAN="nmae=x")
    assert wrong.code == 2
    assert "TESTRUNS_GRIDRUN_PLAN: 'nmae' is no key here; did you mean 'name'?" in wrong.err


@pytest.mark.parametrize(
    ("options", "command", "code"),
    [
        ([], ["run", *STARTS["nimbus"], "--interval", "0.1"], 0),
        (["--fail"], ["run", *STARTS["nimbus"], "--interval", "0.1"], 1),
        ([], ["trigger", *STARTS["gridrun"]], 0),
    ],
    ids=["passed", "failed", "started"],
)
def test_their_mocks_are_served_for_a_command(
    testruns: World, options: list[str], command: list[str], code: int
) -> None:
    """As the mocks of any spec that comes with the package."""
    program = PROGRAM.format(folder=str(invented.FOLDER))
    specs = [str(path) for path in sorted(invented.FOLDER.glob("*.yaml"))]
    served = f"from specmock.serve import server; server.bundled_specs = lambda: {specs!r}\n"
    mock = ["mock", "--port", "0", "--seconds", "0.1s", *options, "--"]

    ended = testruns(*mock, sys.executable, "-c", program, *command, program=served + program)

    assert ended.code == code, ended.err


def test_a_ledger_goes_on_with_them(testruns: World, tmp_path: Path) -> None:
    noted = ["--ledger", str(tmp_path / "runs.jsonl")]
    first = testruns("trigger", *STARTS["nimbus"], *noted)

    ended = testruns("run", *STARTS["nimbus"], *noted)

    assert (first.code, ended.code, "goes on" in ended.err) == (0, 0, True)


@pytest.mark.parametrize("name", STARTS)
def test_cancel_stops_a_run_where_the_vendor_can(testruns: World, name: str) -> None:
    testruns.mocks[name].mock.plan(never=True)
    token = testruns("trigger", *STARTS[name]).out

    ended = testruns("cancel", given=token)

    if name == "nimbus":
        assert ended.code == 0
        assert testruns.mocks[name].mock.journal[-1].operation == "stop_execution"
    else:
        assert ended.code == 2
        assert "GridRun has no operation that cancels" in ended.err


def test_doctor_looks_at_them(testruns: World) -> None:
    assert testruns("doctor", *STARTS).code == 0

    ended = testruns("doctor", "gridrun", "--json", GRIDRUN_API_KEY="wrong-wrong")

    assert ended.code == 3
    assert (ended.document[0]["about"], ended.document[0]["ok"]) == ("gridrun", False)
    assert "GRIDRUN_API_KEY" in testruns("doctor", "gridrun", GRIDRUN_API_KEY="").out


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("run", ["gridrun", "Start tests at GridRun.", "nimbus"]),
        (
            "run gridrun",
            ["--plan KEY=VALUE", "A plan and where it runs. Keys: name, grid.", "--[no-]urgent"],
        ),
        ("trigger nimbus", ["--suite TEXT", "(required)"]),
        ("", ["Checkly, GridRun, Nimbus, Qualigate and TestCLIX"]),
    ],
)
def test_the_help_tells_of_them(testruns: World, words: str, shown: list[str]) -> None:
    told = " ".join(testruns(*words.split(), "--help").out.split())

    assert all(text in told for text in shown)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [("run gr", {"gridrun"}), ("trigger nimbus --su", {"--suite"}), ("doctor ni", {"nimbus"})],
)
def test_their_words_are_completed(testruns: World, typed: str, suggested: set[str]) -> None:
    ended = testruns(
        _TESTRUNS_COMPLETE="bash_complete",
        COMP_WORDS=f"testruns {typed}",
        COMP_CWORD=str(len(typed.split())),
    )

    assert {line.partition(",")[2] for line in ended.out.splitlines()} == suggested


def test_a_job_starts_them_beside_each_other(testruns: World, tmp_path: Path) -> None:
    file = tmp_path / "testruns.toml"
    file.write_text(
        '[jobs.both.nimbus]\nsuite = "smoke"\n'
        '[jobs.both.gridrun]\nplan = {name = "nightly", grid = {size = 2}}\nlabels = {team = "web"}\n'
    )

    ended = testruns("--config", str(file), "trigger", "both")

    vendors = {RunRef.from_token(line).vendor for line in ended.out.splitlines()}
    assert (ended.code, vendors) == (0, {"gridrun", "nimbus"})
