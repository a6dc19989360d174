"""What is beside running: sessions, doctor, mock, completion, the configuration file."""

import codecs
import json
import os
import re
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import pytest
from shells import IDS, SECONDS, SESSION, SUITE, Shell, shell_of, started
from testruns import vendor_names
from testruns._cli import app
from testruns._cli.commands.sessions import moment
from testruns._cli.options.starts import starting
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
        ("last week", "2026-03-24T15:30:00+02:00"),
        ("2h", "2026-03-31T13:30:00+02:00"),
        ("-15m", "2026-03-31T15:15:00+02:00"),
        ("1h30m ago", "2026-03-31T14:00:00+02:00"),
        ("7d", "2026-03-24T15:30:00+02:00"),
        ("1w", "2026-03-24T15:30:00+02:00"),
    ],
)
def test_a_time_may_be_told_from_now(text: str, meant: str) -> None:
    assert moment(text, NOW) == datetime.fromisoformat(meant)


def test_any_other_time_is_dateutils() -> None:
    assert moment("31 Jan 2026 14:00", NOW) == "31 Jan 2026 14:00"


def test_the_help_tells_each_exit_code(shell: Shell) -> None:
    shown = shell.run("--help").out

    for code in Exit:
        assert re.search(rf"\b{int(code)} +{MEANINGS[code][:10]}", shown)


WORDS = [
    *(f"{verb} {vendor}" for verb in ("run", "trigger") for vendor in vendor_names()),
    *("", "run", "trigger", "wait", "status", "cancel", "sessions", "doctor", "mock", "completion"),
]


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("words", WORDS)
def test_the_help_cuts_no_name_and_fits_its_terminal(
    words: str, columns: int, shell: Shell
) -> None:
    shell.environ["COLUMNS"] = str(columns)

    shown = shell.run(*words.split(), "--help").out

    options, *_ = shown.partition("Example")
    whole = re.sub(r"--\[no-\]([\w-]+)", r"--\1 --no-\1", options)
    names = {name for param in parameters(words) for name in (*param.opts, *param.secondary_opts)}
    assert names <= set(re.findall(r"(?<!\S)--?[\w-]+", whole))
    # A choice is one word, however long.
    assert all(len(line) <= columns or "|" in line for line in options.splitlines())


def parameters(words: str) -> list[click.Option]:
    """List the options of a command."""
    command: click.Command = app.app
    context = click.Context(command)
    for word in words.split():
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found
        command = found
    return [each for each in command.get_params(context) if isinstance(each, click.Option)]


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "the day when"], "--since: 'the day when' is no time; write 2026-01-31 14:00"),
        (["--since", "99999999999d"], "--since: '99999999999d' is before all dates"),
        (["--since", "99999999999 years ago"], "is before all dates"),
        (["--until", "9999y"], "--until: '9999y' is no time; write 2026-01-31 14:00"),
        (["--since", "2026-13-01"], "--since: '2026-13-01' is no time"),
        (["--since", ""], "--since: '' is no time"),
        (["--since", "2026"], "--since: '2026' may mean several times; write 2h, 7d or 2026-01-31"),
        (["--until", "5"], "--until: '5' may mean several times"),
        (["--since", "01/02/2026"], "may begin with the day or the month"),
        (["--since", "3/4"], "may begin with the day or the month"),
        (["--since", "2999-01-01"], "--since: '2999-01-01' lies in the future"),
        (["--since", "1h", "--until", "2h"], "--since is later than --until"),
        (["--since", "2026-01-31 14:00 XYZ"], "time zone is unknown"),
    ],
    ids=lambda each: " ".join(each)[:40],
)
def test_a_time_that_is_none_or_may_be_two_is_wrong_usage(
    shell: Shell, arguments: list[str], said: str
) -> None:
    ended = shell.run("sessions", *arguments)

    assert ended.code == 2
    assert said in ended.err


def test_a_list_is_shown_whatever_its_sessions_hold(shell: Shell) -> None:
    mocks = shell.mocks["checkly"].mock
    [whole] = shell.run("sessions", "--limit", "1", "--json").document
    old = whole | {"startedAt": "0001-01-01T00:00:00+14:00", "name": "old"}
    entries = [whole | {"name": None}, old, whole | {"startedAt": None}]
    body = json.dumps({"length": 3, "entries": entries})
    mocks.plan(operation="list_sessions", status=200, body=body)

    ended = shell.run("sessions")

    assert ended.code == 0
    assert "old" in ended.out
    assert "entries[2] is no session; the rest was read" in ended.err


@pytest.mark.parametrize(
    ("command", "operation"),
    [
        (["sessions"], "list_sessions"),
        (["cancel", f"checkly:session:{UUID(int=7)}"], "cancel_session"),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else each,
)
def test_a_request_that_is_made_again_is_told_scrubbed(
    shell: Shell, command: list[str], operation: str
) -> None:
    body = json.dumps({"message": "x\n::error::planted ##vso[planted]"})
    shell.mocks["checkly"].mock.plan(operation=operation, status=500, body=body)

    shown = shell.run(*command).err

    assert "planted" in shown
    assert all(line.startswith("testruns: ") for line in shown.splitlines())
    assert not re.search(r"::|##vso", shown)


def test_unix_seconds_are_a_time(shell: Shell) -> None:
    shell.run("sessions", "--since", "1774747800")

    assert "from=1774747800" in shell.mocks["checkly"].mock.journal[-1].path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_files_of_any_systems_tools_are_read(shell: Shell, encoding: str) -> None:
    bom = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    text = '[jobs.nightly]\r\nhelp = "Größe"\r\n'
    (shell.folder / "testruns.toml").write_bytes(bom + text.encode(encoding))
    token = shell.run("trigger", *SUITE).out
    lines = f"# runs of today\r\n\r\n{token.strip()}\r\n"
    with shell.start("wait", stdin=subprocess.PIPE, text=False) as process:
        out, _ = process.communicate(bom + lines.encode(encoding), timeout=SECONDS)  # type: ignore[arg-type]

    assert b"1 passed" in out  # type: ignore[operator]
    assert process.returncode == 0
    assert "Größe" in shell.run("run", "--help").out


def test_a_line_that_is_no_token_is_told_by_its_number(shell: Shell) -> None:
    ended = shell.run("wait", given="# runs\n\nqualigate-suite\n")

    assert ended.code == 2
    assert "line 3 ('qualigate-suite'): this is not a token of a run" in ended.err


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


@pytest.mark.parametrize("text", ["timeuot = 5", "[jobs.a"])
def test_doctor_lists_a_wrong_file_and_goes_on(shell: Shell, text: str) -> None:
    (shell.folder / "testruns.toml").write_text(text)

    ended = shell.run("doctor", "--json")

    about = {each["about"]: each for each in ended.document}
    assert (ended.code, about["configuration"]["exit_code"]) == (2, 2)
    assert about["configuration"]["ok"] is False
    assert "testruns.toml" in about["configuration"]["text"]
    assert about["qualigate"]["ok"] is True


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_configuration_without_an_end_holds_nothing_up(shell: Shell, kind: str) -> None:
    path = shell.folder / "testruns.toml"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case _:
            path.mkdir()

    ended = shell.run("run", *SUITE)

    assert (ended.code, started(shell)) == (2, 0)
    assert re.search(r"testruns.toml: (nothing came|more than 64 MiB|Is a directory)", ended.err)


def test_a_configuration_may_come_from_a_pipe(shell: Shell) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as file:
        file.write("timeuot = 1")

    process = shell.start("--config", f"/dev/fd/{reading}", "run", *SUITE, pass_fds=[reading])
    _, err = process.communicate(timeout=SECONDS)
    os.close(reading)

    assert "unknown key 'timeuot'" in err


def test_tokens_without_an_end_are_not_read(shell: Shell) -> None:
    with Path("/dev/zero").open("rb") as zero:
        process = shell.start("wait", stdin=zero)
        _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 2
    assert "standard input: more than 64 MiB are not read" in err


def test_the_names_of_sessions_have_room_in_a_narrow_terminal(shell: Shell) -> None:
    shell.run("trigger", *SESSION)

    shown = shell.on_a_terminal("sessions", "--limit", "1", columns=40).out

    assert "Nightly #" in shown


def test_a_working_folder_that_is_gone_is_told(shell: Shell) -> None:
    gone = shell.folder / "gone"
    gone.mkdir()

    def leave() -> None:
        os.chdir(gone)
        gone.rmdir()

    process = shell.start("run", *SUITE, preexec_fn=leave)
    _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 2
    assert "the working folder is not there any more" in err
    assert "Traceback" not in err


def test_doctor_without_any_key(shell: Shell) -> None:
    for name in shell.mocks:
        del shell.environ[f"{name.upper()}_API_KEY"], shell.environ[f"{name.upper()}_BASE_URL"]
    del shell.environ["CHECKLY_ACCOUNT_ID"]

    ended = shell.run("doctor")

    assert ended.code == 3
    assert "no vendor is ready" in ended.out


def test_mock_serves_what_the_other_commands_need(shell: Shell) -> None:
    with shell.start("mock", "--port", "0", "--mode", "immediate") as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(7)]
        exported = dict(re.findall(r"(\w+)=(\S+)", "".join(lines)))
        other = shell_of({}, shell.folder)
        other.environ.update(exported)
        code = other.run("run", *SUITE, "--quiet").code
        process.send_signal(signal.SIGINT)

    assert code == 0
    assert process.returncode == 130


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_there_is_a_completion_for_each_shell(shell: Shell, name: str) -> None:
    ended = shell.run("completion", name)

    assert ended.code == 0
    assert "_TESTRUNS_COMPLETE" in ended.out


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("run ni", {"nightly"}),
        ("trig", {"trigger"}),
        ("run qualigate --viewp", {"--viewport-preset", "--viewport-width", "--viewport-height"}),
        ("run qualigate --viewport-preset m", {"mobile"}),
        ("sessions --status f", {"FAILED"}),
        ("doctor ch", {"checkly"}),
    ],
)
def test_commands_jobs_options_and_words_are_completed(
    shell: Shell, typed: str, suggested: set[str]
) -> None:
    (shell.folder / "testruns.toml").write_text("[jobs.nightly]\n")

    assert set(completed(shell, typed)) == suggested


def test_a_wrong_file_does_not_disturb_the_completion(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text("timeuot = 3\n")

    assert completed(shell, "run qual") == ["qualigate"]


def completed(shell: Shell, typed: str) -> list[str]:
    """Complete the last word as bash asks for it."""
    number = str(len(typed.split()))
    asked = {"COMP_WORDS": f"testruns {typed}", "COMP_CWORD": number}
    shell.environ.update(asked, _TESTRUNS_COMPLETE="bash_complete")
    return [line.partition(",")[2] for line in shell.run().out.splitlines()]


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
        ('[jobs.a.checkly]\nname = "x"\nall-checks = true', "--run-location is missing"),
        ("[jobs.a.checkly]\nsecret = true", "secret: is neither a text nor a number"),
        ('[jobs.a.checkly]\nrefresh-cache = "yes"', "refresh-cache: is neither true nor false"),
        ('[jobs.a.checkly.metadata]\ncomitId = "a"', "did you mean 'commit_id'?"),
        ("[jobs.a]", "jobs.a starts nothing"),
        ("jobs = 1", "jobs is no table"),
        ("[jobs.a", "testruns.toml"),
        ("[jobs.aa]", "no vendor or job is called 'a'; did you mean 'aa'?"),
        ("[jobs.a]\nqualigate = 3", "jobs.a.qualigate is no table"),
        (
            "[jobs.a.qualigate]\ntest-suite-id = [[1]]",
            "test-suite-id: is neither a text nor a number",
        ),
        ("quiet = [1]", "testruns.toml: quiet: is neither true nor false"),
        ("interval = [1]", "testruns.toml: interval: is neither a text nor a number"),
        ("interval = -1\n[jobs.a]", "testruns.toml: interval: '-1' is no length of time"),
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
        [entry] = starting("qualigate").build({"test_suite_id": [UUID(IDS["SUITE"])], **options})
        return entry.request.context.to_dict()

    assert sent()["sha"] == "abc"
    assert sent(context=[("sha", "def")])["sha"] == "def"
    assert sent(context=[("branch", "main")], ci_context=False) == {"branch": "main"}


def test_without_the_extra_the_package_imports_and_the_command_says_what_to_install(
    shell: Shell,
) -> None:
    code = "import sys; sys.modules['click'] = None; import testruns, testruns._cli as c; c.main()"
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code],
        env=shell.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )

    assert ran.returncode == 2
    assert "pip install 'testruns[cli] @ " in ran.stderr
