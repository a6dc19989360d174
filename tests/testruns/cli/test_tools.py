"""What is beside running: sessions, doctor, mock, completion, the configuration file."""

import json
import re
import signal
import subprocess
import sys
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

import pytest
import typer
from checkly_client.models.provider import Provider
from checkly_client.models.session_status import SessionStatus
from shells import IDS, SECONDS, SESSION, SUITE, Shell, shell_of, started
from testruns._cli import app as _app
from testruns._cli.commands.sessions import moment
from testruns._cli.options import vendors as _options
from testruns._cli.outcomes import MEANINGS, Exit

NOW = datetime.fromisoformat("2026-03-31T15:30:00+02:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", "2026-03-31T15:30:00+02:00"),
        ("today", "2026-03-31T00:00:00+02:00"),
        ("Yesterday", "2026-03-30T00:00:00+02:00"),
        ("2 days ago", "2026-03-29T15:30:00+02:00"),
        ("an hour ago", "2026-03-31T14:30:00+02:00"),
        ("90 minutes", "2026-03-31T14:00:00+02:00"),
        ("1 month ago", "2026-02-28T15:30:00+02:00"),
    ],
)
def test_a_time_may_be_told_from_now(text: str, meant: str) -> None:
    assert moment(text, NOW) == datetime.fromisoformat(meant)


def test_any_other_time_is_dateutils() -> None:
    assert moment("31 Jan 2026 14:00", NOW) == "31 Jan 2026 14:00"


@pytest.mark.parametrize(
    ("text", "meant"), [("90", 90), ("90s", 90), ("15m", 900), ("1h30m", 5400), ("0.5", 0.5)]
)
def test_a_length_of_time_is_as_people_write_it(text: str, meant: float) -> None:
    assert _options.seconds(text) == meant


@pytest.mark.parametrize("text", ["", "soon", "1d", "-5", "5m later", "5 5", "1m30", "٣s"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="no length of time"):
        _options.seconds(text)


def test_the_words_of_the_options_are_those_of_the_client() -> None:
    assert set(_app.Status) == set(get_args(SessionStatus))
    assert set(_app.Provider) == set(get_args(Provider))
    assert set(_app.Vendor) == set(_options.STARTS)


def test_the_help_tells_each_exit_code() -> None:
    for code in Exit:
        assert re.search(rf"\b{int(code)} +{MEANINGS[code][:10]}", _app.EXAMPLES)


@pytest.mark.parametrize(
    "words",
    [
        *(f"{verb} {vendor}" for verb in ("run", "trigger") for vendor in _options.STARTS),
        *("", "run", "trigger", "wait", "status", "cancel", "sessions", "doctor", "mock"),
    ],
)
def test_the_help_cuts_no_name_at_80_columns(words: str, shell: Shell) -> None:
    shell.environ["COLUMNS"] = "80"

    shown = shell.run(*words.split(), "--help").out

    assert max(map(len, shown.splitlines())) == 80
    assert "\N{HORIZONTAL ELLIPSIS}" not in shown
    for option in _commands()[words].params:
        assert all(f"{name} " in shown for name in (*option.opts, *option.secondary_opts))


def _commands() -> dict[str, Any]:
    root: Any = typer.main.get_command(_app.app)
    below = {
        f"{verb} {name}": each
        for verb in ("run", "trigger")
        for name, each in root.commands[verb].commands.items()
    }
    return {"": root, **root.commands, **below}


def test_sessions_are_listed_newest_first(shell: Shell) -> None:
    shell.run("trigger", *SESSION)

    listed = shell.run("sessions", "--since", "2 days ago", "--all", "--json-lines")
    table = shell.run("sessions", "--limit", "1")

    [newest, *_] = [json.loads(line) for line in listed.out.splitlines()]
    assert newest["name"].split()[0] == "Nightly"
    assert newest["id"] in table.out
    assert len(table.out.splitlines()) == 2


def test_filters_of_sessions_go_on_the_wire(shell: Shell) -> None:
    filters = ["--since", "2026-01-31 14:00 UTC", "--status", "failed", "--branch", "main"]

    shell.run("sessions", *filters, "--text-search", "shop", "--no-users")

    path = shell.mocks["checkly"].mock.journal[-1].path
    for part in ("from=1769868000", "FAILED", "main", "textSearch=shop", "noUsers=true"):
        assert part in path


def test_a_time_that_is_none_is_wrong_usage(shell: Shell) -> None:
    assert shell.run("sessions", "--since", "the day when").code == 2


def test_doctor_says_what_works_and_shows_no_key(shell: Shell) -> None:
    shell.environ["QUALIGATE_API_KEY"] = "wrong-key-wrong-key"

    ended = shell.run("doctor", "--json")

    found = {each["about"]: each for each in ended.document}
    assert (found["checkly"]["ok"], found["testclix"]["ok"]) == (True, True)
    assert "HTTP 401" in found["qualigate"]["text"]
    assert ended.code == 3
    assert not any(shell.environ[f"{name.upper()}_API_KEY"] in ended.out for name in shell.mocks)


def test_doctor_looks_at_one_vendor_on_request(shell: Shell) -> None:
    shell.environ["QUALIGATE_API_KEY"] = "wrong-key-wrong-key"

    assert shell.run("doctor", "checkly").code == 0
    ended = shell.run("doctor", "qualigate")

    assert (ended.code, ended.out.count("wrong  ")) == (3, 1)


def test_doctor_starts_nothing(shell: Shell) -> None:
    ended = shell.run("doctor")

    assert ended.code == 0
    assert started(shell) == 0
    assert len(ended.out.splitlines()) == 8


def test_doctor_without_any_key(shell: Shell) -> None:
    for name in shell.mocks:
        del shell.environ[f"{name.upper()}_API_KEY"], shell.environ[f"{name.upper()}_BASE_URL"]
    del shell.environ["CHECKLY_ACCOUNT_ID"]

    ended = shell.run("doctor")

    assert ended.code == 3
    assert "no vendor is ready" in ended.out


def test_mock_serves_what_the_other_commands_need(shell: Shell) -> None:
    with shell.start("mock", "--port", "0", "--clock", "immediate") as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        exported = dict(re.findall(r"(\w+)=(\S+)", "".join(lines)))
        other = shell_of({}, shell.folder)
        other.environ.update(exported)
        code = other.run("run", *SUITE, "--quiet").code
        process.send_signal(signal.SIGINT)

    assert code == 0
    assert process.returncode == 130


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_there_is_a_completion_for_each_shell(shell: Shell, name: str) -> None:
    shell.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"

    ended = shell.run("--show-completion", name)

    assert ended.code == 0
    assert "_TESTRUNS_COMPLETE" in ended.out


def test_jobs_are_completed(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text("[jobs.nightly]\n")
    asked = {"COMP_WORDS": "testruns run ni", "COMP_CWORD": "2"}
    shell.environ.update(asked, _TESTRUNS_COMPLETE="complete_bash")

    assert shell.run().out.split() == ["nightly"]


JOB = f"""
[jobs.nightly]
help = "Shop and API, every night."
timeout = "5m"
interval = 0.1
settling = 1

[[jobs.nightly.qualigate]]
test-suite-id = "{IDS["SUITE"]}"
viewport-preset = "mobile"
context = {{branch = "main"}}

[[jobs.nightly.qualigate]]
test-case-id = ["{IDS["CASE"]}"]

[jobs.nightly.checkly]
name = "Shop"
run-location = "eu-west-1"
match-tags = ["shop,critical"]
ci-context = false

[jobs.nightly.testclix]
test-id = "{IDS["TEST"]}"
"""


@pytest.mark.parametrize("name", ["testruns.toml", "pyproject.toml"])
def test_a_job_starts_runs_at_several_vendors_and_waits_for_all(shell: Shell, name: str) -> None:
    job = JOB.replace("jobs.", "tool.testruns.jobs.") if name == "pyproject.toml" else JOB
    (shell.folder / name).write_text(job)
    (shell.folder / "below").mkdir()

    ended = Shell(shell.folder / "below", shell.mocks, shell.environ).run(
        "run", "nightly", "--json"
    )

    assert ended.code == 0
    vendors = [run["vendor"] for run in ended.document["runs"]]
    assert vendors == ["checkly", "qualigate", "qualigate", "testclix"]
    assert "Shop and API, every night." in shell.run("run", "--help").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timeuot = 5", "unknown key 'timeuot'; did you mean 'timeout'?"),
        ("[job.nightly]", "unknown key 'job'; did you mean 'jobs'?"),
        (
            "[jobs.a]\nfail-fats = true",
            "jobs.a: unknown key 'fail-fats'; did you mean 'fail-fast'?",
        ),
        (
            '[jobs.a.qualigate]\ntest-suit-id = "x"',
            "jobs.a.qualigate: unknown key 'test-suit-id'; did you mean 'test-suite-id'?",
        ),
        ("[jobs.a.acme]\nx = 1", "jobs.a: unknown key 'acme'"),
        ("[jobs.checkly]", "a job cannot be named as a vendor"),
        ('[jobs.a.qualigate]\ntest-suite-id = "x"', "not a valid UUID"),
        ('[jobs.a.checkly]\nname = "x"', "Missing option '--run-location'"),
        ("[jobs.a]", "jobs.a starts nothing"),
        ("jobs = 1", "jobs is no table"),
        ("[jobs.a", "testruns.toml"),
        ("[jobs.aa]", "no vendor or job is called 'a'; did you mean 'aa'?"),
        ("[jobs.a]\nqualigate = 3", "jobs.a.qualigate is no table"),
        (
            "[jobs.a.qualigate]\ntest-suite-id = [[1]]",
            "test-suite-id is neither a text nor a number",
        ),
        ("quiet = [1]", "testruns.toml: quiet is neither a text nor a number"),
        ("interval = [1]", "testruns.toml: interval is neither a text nor a number"),
        ("interval = -1\n[jobs.a]", "'-1' is no length of time"),
        ("timeout = nan\n[jobs.a]", "'nan' is no length of time"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_place(
    shell: Shell, text: str, said: str
) -> None:
    (shell.folder / "testruns.toml").write_text(text)

    ended = shell.run("run", "a")

    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\ntestruns = 3"])
def test_a_pyproject_of_wrong_types_is_no_crash(shell: Shell, text: str) -> None:
    (shell.folder / "pyproject.toml").write_text(text)

    assert shell.run("run", "a").code == 2


def test_a_file_may_be_named(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text("[jobs.other]")
    (shell.folder / "own.toml").write_text('[jobs.nightly]\nhelp = "All [of] it."')

    for prefix, variable in ((["--config", "own.toml"], ""), ([], "own.toml")):
        shell.environ["TESTRUNS_CONFIG"] = variable
        shown = shell.run(*prefix, "run", "--help").out
        assert "All [of] it." in shown
        assert "other" not in shown


def test_options_go_before_the_environment_and_both_before_the_file(
    shell: Shell, plan: Any
) -> None:
    (shell.folder / "testruns.toml").write_text('timeout = "0.2s"\ninterval = 0.1\n')
    plan("qualigate", never=True)
    token = shell.run("trigger", *SUITE).out

    assert shell.run("wait", token).code == 4
    shell.environ["TESTRUNS_TIMEOUT"] = "soon"
    assert shell.run("wait", token).code == 2
    assert shell.run("wait", token, "--timeout", "0.2").code == 4


def test_the_commit_is_told_and_may_be_overridden_or_withheld(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc"}.items():
        monkeypatch.setenv(name, value)

    def sent(**options: Any) -> Any:
        [entry] = _options.qualigate(test_suite_id=[UUID(IDS["SUITE"])], **options)
        return (entry.arguments or {})["context"]

    assert sent()["sha"] == "abc"
    assert sent(context=["sha=def"])["sha"] == "def"
    assert sent(context=["branch=main"], ci_context=False) == {"branch": "main"}


def test_without_the_extra_the_package_imports_and_the_command_says_what_to_install(
    shell: Shell,
) -> None:
    code = "import sys; sys.modules['typer'] = None; import testruns, testruns._cli as c; c.main()"
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code],
        env=shell.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )

    assert ran.returncode == 2
    assert "pip install 'testruns[cli]'" in ran.stderr
