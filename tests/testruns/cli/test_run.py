"""The installed command, in a pipe and in a pseudo-terminal, against mocks over a socket."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import specmock
from shells import (
    CASE,
    IDS,
    PROJECT,
    SECONDS,
    SESSION,
    SUITE,
    TEST,
    Ended,
    Shell,
    started,
    wait_until,
)
from testruns import RunRef, vendor_names
from testruns._cli.reports.writers import put_in_place


@pytest.mark.parametrize("what", [SUITE, CASE, PROJECT, SESSION, TEST], ids=" ".join)
def test_0_for_a_run_that_passed(shell: Shell, what: list[str]) -> None:
    own = ["--settling", "0.2"] if what is TEST else []
    ended = shell.run("run", *what, "--interval", "0.1", *own)

    assert (ended.code, ended.out) == (0, ended.out)
    assert ended.out.endswith("1 run: 1 passed\n")


@pytest.mark.parametrize(
    ("what", "outcome", "said"),
    [
        (CASE, "failed", "1 failed"),
        (CASE, "error", "1 error"),
        (CASE, "timeout", "1 timed out"),
        (CASE, "canceled", "1 canceled"),
        (SESSION, "FAILED", "1 failed"),
    ],
    ids=str,
)
def test_1_for_a_run_that_did_not_pass(
    shell: Shell, plan: Any, what: list[str], outcome: str, said: str
) -> None:
    plan(what[0], outcome=outcome)

    ended = shell.run("run", *what)

    assert ended.code == 1
    assert said in ended.out


def test_why_a_check_failed_stands_in_every_report(shell: Shell, plan: Any) -> None:
    plan("checkly", outcome="FAILED")
    shell.environ["GITHUB_STEP_SUMMARY"] = str(shell.folder / "github.md")
    files = [f"--{each}={each}" for each in ("junit", "markdown", "html")]

    ended = shell.run("run", *SESSION, "--json", "--github", *files)

    assert ended.code == 1
    message = "expected status 200, received 500"
    [case] = ended.document["runs"][0]["cases"]
    assert (case["name"], case["message"]) == ("Cart", message)
    assert f"Cart: {message}" in ended.err
    for name in ("junit", "markdown", "html", "github.md"):
        assert message in (shell.folder / name).read_text("utf-8")


@pytest.mark.parametrize(
    "answer", [{"fault": "truncated"}, {"status": 500}, {"delay": 60}], ids=str
)
def test_an_exit_code_does_not_hang_on_why_a_check_failed(
    shell: Shell, plan: Any, answer: dict[str, Any]
) -> None:
    plan("checkly", outcome="FAILED")
    plan("checkly", operation="get_session_result", **answer)

    ended = shell.run("run", *SESSION, "--json")

    assert ended.code == 1
    assert ended.document["runs"][0]["cases"][0]["message"] is None
    assert "the verdict stands" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "qualigate"], "nothing to start"),
        (["run", "qualigate", "--test-suite-id", "x"], "not a valid UUID"),
        (["run", "checkly", "--name", "a", "--run-location", "b"], "--match-tags"),
        (["run", "checkly", "--name", "a"], "--match-tags"),
        (["run", "checkly", "--name", "a", "--all-checks"], "--run-location is missing"),
        (["run", "checkly", "--name=a", "--run-location=b", "--match-tags="], "holds no value"),
        (["run", "checkly", "--name=a", "--run-location=b", "--match-tags=,"], "holds no value"),
        (["run", "testclix", "--test-id", ".."], "not the id of a test"),
        (["run", *SUITE, "--timeout", "soon"], "no length of time"),
        (["run", *SUITE, "--context", "branch"], "KEY=VALUE"),
        (["run", *SUITE, "--junit", "missing/report.xml"], "no folder"),
        (["run", *SUITE, "--html", "."], "cannot be written"),
        (["run", *SUITE, "--json", "--json-lines"], "exclude each other"),
        (["run", *SUITE, "--intervall", "1"], "--interval"),
        (["run", "nightly"], "no vendor or job is called 'nightly'; there are: checkly, qualigate"),
        (["run", "qualigat"], "did you mean 'qualigate'?"),
        (["mock", "--port", "80000"], "not in the range"),
        (["wait", "{}"], "not a token"),
        (["wait", '{"testruns": 99}'], "of version 99"),
        (["wait", '{"testruns": 1, "vendor": "acme", "kind": "a", "ids": ["b"]}'], "no vendor"),
    ],
    ids=lambda each: " ".join(each)[:60],
)
def test_2_for_wrong_usage_and_nothing_is_sent(
    shell: Shell, arguments: list[str], said: str
) -> None:
    ended = shell.run(*arguments)

    assert ended.code == 2
    assert said in ended.err
    assert started(shell) == 0


def test_3_for_a_missing_key_and_nothing_is_started_anywhere(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text(
        f'[jobs.both]\nqualigate = {{test-suite-id = "{IDS["SUITE"]}"}}\n'
        f'testclix = {{test-id = "{IDS["TEST"]}"}}\n'
    )
    del shell.environ["TESTCLIX_API_KEY"]

    ended = shell.run("run", "both")

    assert ended.code == 3
    assert "TESTCLIX_API_KEY is missing" in ended.err
    assert started(shell) == 0


@pytest.mark.parametrize(
    ("what", "step"),
    [
        (SUITE, {"operation": "trigger_run", "status": 401}),
        (SUITE, {"operation": "get_run", "status": 403}),
        (SESSION, {"operation": "trigger_session", "status": 402}),
    ],
    ids=str,
)
def test_3_for_what_the_vendor_refuses(
    shell: Shell, plan: Any, what: list[str], step: dict[str, Any]
) -> None:
    plan(what[0], times=None, **step)

    ended = shell.run("run", *what)

    assert ended.code == 3
    assert f"HTTP {step['status']}" in ended.out


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("qualigate.example", "http:// or https:// is missing"),
        ("localhost:80", "http:// or https:// is missing"),
        ("http://x:99999", "its host or its port is wrong"),
        ("http://x y/", "its host or its port is wrong"),
        ("http://h?key=1#x", "a query or a fragment stands in it"),
    ],
)
def test_2_for_an_address_that_is_none_and_nothing_is_said_to_run(
    shell: Shell, address: str, said: str
) -> None:
    shell.environ["QUALIGATE_BASE_URL"] = address

    ended = shell.run("run", *SUITE)

    assert (ended.code, ended.out) == (2, "")
    assert f"QUALIGATE_BASE_URL is no web address: {said}" in ended.err


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 50_000, "a = " + "9" * 6_000], ids=["deep", "long"]
)
def test_2_for_a_file_that_cannot_be_read(shell: Shell, text: str) -> None:
    (shell.folder / "testruns.toml").write_text(text)

    ended = shell.run("run", *SUITE)

    assert (ended.code, ended.out) == (2, "")
    assert "testruns.toml: " in ended.err
    assert "Traceback" not in ended.err
    assert "Traceback" not in shell.run("doctor").err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["x=" + "[" * 100_000], "nested too deeply"),
        ([".".join("a" * 3_000) + "=1"], "nested too deeply"),
        ([f'test_suite_id="{IDS["SUITE"]}"'], "give --test-suite-id"),
        (["a=1", "a.b=2"], "the value of a.b does not fit"),
        (["a.b=2", "a=1"], "a would undo a.b"),
    ],
    ids=["deep value", "deep path", "start", "below", "above"],
)
def test_2_for_a_set_that_cannot_be_or_loses_another(
    shell: Shell, given: list[str], said: str
) -> None:
    ended = shell.run("run", *SUITE, *(part for each in given for part in ("--set", each)))

    assert (ended.code, ended.out) == (2, "")
    assert said in " ".join(ended.err.split())
    assert "Traceback" not in ended.err
    assert started(shell) == 0


def test_2_for_a_set_in_what_another_option_gives_as_a_whole(shell: Shell) -> None:
    ended = shell.run("run", *SESSION, "--set", "target.size=3")

    assert (ended.code, ended.out) == (2, "")
    assert "'--set': target is given as a whole by another option" in ended.err
    assert started(shell) == 0


@pytest.mark.parametrize(
    ("module", "command"),
    [("rich", ["doctor"]), ("dateutil", ["sessions"]), ("click", ["doctor"])],
    ids=str,
)
def test_2_for_a_module_that_is_missing(shell: Shell, module: str, command: list[str]) -> None:
    (shell.folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {module!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Gone())\n"
    )
    shell.environ["PYTHONPATH"] = str(shell.folder)

    ended = shell.run(*command)

    assert (ended.code, ended.out) == (2, "")
    assert f"testruns: {module} is missing: pip install" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("kind", "run"), [("newer", IDS["SUITE"]), ("suite", "not-an-id")], ids=str
)
def test_2_for_a_token_that_this_version_cannot_read(shell: Shell, kind: str, run: str) -> None:
    ended = shell.run("wait", RunRef("qualigate", kind, (run,)).to_token())

    assert ended.code == 2
    assert "the token cannot be read" in ended.out
    assert "Traceback" not in ended.err


def test_4_when_the_time_is_over(shell: Shell, plan: Any) -> None:
    plan("qualigate", never=True)

    ended = shell.run("run", *SUITE, "--timeout", "0.5s", "--interval", "0.1")

    assert ended.code == 4
    assert len(ended.tokens) == 1


def test_4_when_the_answer_to_a_start_is_lost_whatever_the_fault(shell: Shell, plan: Any) -> None:
    faults = [fault for fault in specmock.CONNECTION_FAULTS if fault != "slow"]
    for fault in faults:
        plan("qualigate", operation="trigger_run", fault=fault)
    several = [f"--test-case-id=550e8400-e29b-41d4-a716-44665544{n:04}" for n in range(len(faults))]

    ended = shell.run("run", "qualigate", *several, "--json")

    assert ended.code == 4
    assert {run["exit_code"] for run in ended.document["runs"]} == {4}
    assert started(shell) == len(faults)


def test_5_when_nothing_matched(shell: Shell, plan: Any) -> None:
    plan("checkly", operation="trigger_session", status=404)

    assert shell.run("run", *SESSION).code == 5


def test_5_when_no_test_ran(shell: Shell, plan: Any) -> None:
    empty = {"success": True, "test_run_ids": [], "test_count": 0, "status": "pending"}
    plan("qualigate", operation="trigger_run", status=201, body=json.dumps(empty))

    ended = shell.run("run", *PROJECT)

    assert ended.code == 5
    assert "no test ran" in ended.out


def test_5_when_standard_input_holds_no_token(shell: Shell) -> None:
    assert shell.run("wait").code == 5


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=str,
)
def test_an_interrupted_run_goes_on_in_another_process(
    shell: Shell, plan: Any, number: int, code: int
) -> None:
    plan("qualigate", never=True)
    process = shell.start("run", *SUITE, "--interval", "0.1")
    wait_until(lambda: len(shell.mocks["qualigate"].mock.journal) > 2)

    process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)

    assert process.returncode == code
    [token] = Ended(code, out, err).tokens
    assert RunRef.from_token(token).kind == "suite"
    assert shell.run("status", token).code == 4
    assert started(shell) == 1


def test_an_interrupt_is_heard_where_asyncio_has_no_handlers_of_signals(
    shell: Shell, plan: Any
) -> None:
    code = (  # as on Windows
        "import asyncio, sys\n"
        "asyncio.SelectorEventLoop.add_signal_handler = asyncio.AbstractEventLoop.add_signal_handler\n"
        "from testruns._cli import main\n"
        "main()"
    )
    plan("qualigate", never=True)
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", code, "run", *SUITE, "--interval", "0.1"],
        env=shell.environ,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until(lambda: len(shell.mocks["qualigate"].mock.journal) > 2)

        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 130
    assert len(Ended(130, "", err).tokens) == 1


def test_who_interrupts_while_a_start_is_answered_still_gets_the_token(
    shell: Shell, plan: Any
) -> None:
    plan("qualigate", operation="trigger_run", delay=1.0)
    process = shell.start("run", *SUITE)
    wait_until(lambda: started(shell) > 0)

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 130
    assert len(Ended(130, out, err).tokens) == 1


def test_a_start_that_an_interrupt_cuts_off_is_told(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run", delay=60)
    process = shell.start("trigger", *SUITE)
    wait_until(lambda: started(shell) > 0)

    process.send_signal(signal.SIGINT)  # it is waited for, but not for so long
    out, err = process.communicate(timeout=SECONDS)

    assert (process.returncode, out) == (130, "")
    assert f"qualigate suite {IDS['SUITE']} was being started; it may go on" in err


def test_an_interrupt_is_no_traceback_whenever_it_comes(shell: Shell) -> None:
    code = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from testruns._cli import main\n"
        "main()"
    )
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code],
        env=shell.environ,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )

    assert (ran.returncode, ran.stderr) == (130, b"")


def test_a_signal_that_the_caller_ignores_stays_ignored(shell: Shell, plan: Any) -> None:
    plan("qualigate", never=True)
    process = shell.start(
        "run",
        *SUITE,
        *("--interval", "0.1", "--timeout", "3s"),
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    wait_until(lambda: len(shell.mocks["qualigate"].mock.journal) > 2)

    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=SECONDS)

    assert process.returncode == 4


def test_a_report_is_put_in_place_when_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "r.xml"
    place.write_text("before")

    def broken(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        put_in_place(place, broken)

    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("r.xml", "before")]
    put_in_place(place, lambda part: part.write_text("after"))
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("r.xml", "after")]


def test_an_interrupted_run_is_canceled_on_request(shell: Shell, plan: Any) -> None:
    plan("checkly", never=True)
    process = shell.start("run", *SESSION, "--cancel")
    journal = shell.mocks["checkly"].mock
    wait_until(lambda: len(journal.journal) > 1)

    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 130
    assert "was told to stop" in err
    assert journal.journal[-1].operation == "cancel_session"


def test_a_second_interrupt_ends_at_once(shell: Shell, plan: Any) -> None:
    plan("checkly", never=True)
    plan("checkly", operation="cancel_session", delay=60)
    process = shell.start("run", *SESSION, "--cancel")
    mock = shell.mocks["checkly"].mock
    wait_until(lambda: len(mock.journal) > 1)
    process.send_signal(signal.SIGINT)
    wait_until(lambda: mock.journal[-1].operation == "cancel_session")

    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 130
    assert time.monotonic() - began < 3
    assert len(Ended(130, out, err).tokens) == 1


def test_trigger_in_one_process_and_wait_in_another(shell: Shell) -> None:
    triggered = shell.run("trigger", *SUITE)
    assert triggered.code == 0

    waited = shell.run("wait", "--json", given=triggered.out)

    assert waited.code == 0
    assert waited.document["runs"][0]["token"] == triggered.out.strip()


def test_a_token_is_printed_as_soon_as_its_start_is_answered(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run")
    plan("qualigate", operation="trigger_run", delay=60)
    both = ["--test-suite-id", IDS["SUITE"], "--test-case-id", IDS["CASE"]]
    process = shell.start("trigger", "qualigate", *both)
    assert process.stdout

    token = process.stdout.readline()
    wait_until(lambda: started(shell) == 2)
    process.kill()

    assert RunRef.from_token(token).vendor == "qualigate"


@pytest.mark.parametrize("lost", ["full", "closed", "unread"])
def test_a_standard_output_that_loses_tokens_is_2_and_they_are_told_elsewhere(
    shell: Shell, lost: str
) -> None:
    more: dict[str, Any] = {"preexec_fn": lambda: os.close(1)} if lost == "closed" else {}
    with Path("/dev/full").open("w") as full:
        if lost == "full":
            more["stdout"] = full
        process = shell.start("trigger", *SUITE, **more)
        if lost == "unread" and process.stdout:
            process.stdout.close()
            process.stdout = None
        _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 2
    [token] = Ended(2, "", err).tokens
    assert shell.run("wait", token).code == 0


@pytest.mark.parametrize("lost", ["full", "closed"])
@pytest.mark.parametrize(
    "command",
    [
        ["run", *CASE, "--json"],
        ["run", *CASE],
        ["status", "--json"],
        ["status"],
        ["sessions"],
        ["sessions", "--json"],
        ["doctor"],
        ["doctor", "--json"],
        ["--version"],
        ["run", "--help"],
        ["completion", "bash"],
    ],
    ids=" ".join,
)
def test_an_output_that_is_lost_is_2(shell: Shell, command: list[str], lost: str) -> None:
    if command[0] == "status":
        token = shell.run("trigger", *CASE).out.strip()
        shell.run("wait", token)
        command = [*command, token]
    more: dict[str, Any] = {"preexec_fn": lambda: os.close(1)} if lost == "closed" else {}
    with Path("/dev/full").open("w") as full:
        if lost == "full":
            more["stdout"] = full
        process = shell.start(*command, **more)
        _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == 2, err
    assert "testruns: <stdout>: " in err


@pytest.mark.parametrize("key", ["testruns", "suite", "qualigate", "null", "wait"])
def test_a_key_that_is_a_word_of_a_token_does_not_damage_it(shell: Shell, key: str) -> None:
    shell.environ["TESTCLIX_API_KEY"] = key

    triggered = shell.run("trigger", *SUITE)
    waited = shell.run("wait", "--json", given=triggered.out)

    assert waited.code == 0
    assert waited.document["runs"][0]["token"] == triggered.out.strip()


def test_a_session_is_announced_by_what_is_searched_for(shell: Shell, plan: Any) -> None:
    plan("checkly", operation="trigger_session", delay=60)
    process = shell.start("run", *SESSION, "--quiet")
    assert process.stderr

    said = process.stderr.readline()
    process.kill()

    assert re.fullmatch(r"testruns: starting checkly Nightly #[0-9a-f]{12}\n", said)


def test_what_is_searched_for_may_be_chosen_or_left_out(shell: Shell) -> None:
    for nonce in ("build-7", ""):
        assert shell.run("trigger", *SESSION, "--nonce", nonce).code == 0

    listed = shell.run("sessions", "--limit", "2", "--json").document
    assert [each["name"] for each in listed] == ["Nightly", "Nightly build-7"]


def test_trigger_says_what_did_not_start_and_prints_the_other_tokens(
    shell: Shell, plan: Any
) -> None:
    plan("qualigate", operation="trigger_run")
    plan("qualigate", operation="trigger_run", status=401)

    ended = shell.run("trigger", *SUITE, "--test-case-id", IDS["CASE"])

    assert ended.code == 3
    assert len(ended.out.splitlines()) == 1
    assert "HTTP 401" in ended.err


def test_a_look_that_fails_is_no_verdict_whatever_the_fault(shell: Shell, plan: Any) -> None:
    faults = [fault for fault in specmock.CONNECTION_FAULTS if fault != "slow"]
    plan("qualigate", never=True)
    for fault in faults:
        plan("qualigate", operation="get_run", fault=fault)
        plan("qualigate", operation="get_run")
    body = {"id": IDS["CASE"], "status": "passed"}

    process = shell.start("run", *CASE, "--interval", "0.05", "--json")
    looks = shell.mocks["qualigate"].mock
    wait_until(lambda: len(looks.journal) > 2 * len(faults))
    [run] = [each for each in looks.runs() if each["looks"]]
    looks.plan(operation="get_run", status=200, body=json.dumps({**body, "id": str(run["id"])}))
    out, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 0
    assert json.loads(out)["passed"] == 1


def test_a_slow_answer_is_an_answer(shell: Shell, plan: Any) -> None:
    for operation in ("trigger_run", "get_run"):
        plan("qualigate", operation=operation, fault="slow", delay=0.2)

    assert shell.run("run", *CASE, "--interval", "0.05").code == 0
    assert started(shell) == 1


def test_several_runs_have_the_exit_code_of_the_gravest(shell: Shell, plan: Any) -> None:
    both = ["--test-suite-id", IDS["SUITE"], "--test-case-id", IDS["CASE"]]
    plan("qualigate", outcome="failed")
    assert shell.run("run", "qualigate", *both).code == 1

    plan("qualigate", outcome="failed")
    plan("qualigate", operation="trigger_run")
    plan("qualigate", operation="trigger_run", status=401)
    assert shell.run("run", "qualigate", *both).code == 3


def test_fail_fast_leaves_the_others(shell: Shell, plan: Any) -> None:
    plan("qualigate", outcome="failed")
    plan("checkly", never=True)
    (shell.folder / "testruns.toml").write_text(
        "[jobs.nightly]\nfail-fast = true\ninterval = 0.1\n"
        f'[jobs.nightly.qualigate]\ntest-case-id = "{IDS["CASE"]}"\n'
        '[jobs.nightly.checkly]\nname = "Shop"\nrun-location = "eu-west-1"\nall-checks = true\n'
    )

    ended = shell.run("run", "nightly", "--json")

    assert ended.code == 1
    assert [run["exit_code"] for run in ended.document["runs"]] == [None, 1]
    assert len(ended.tokens) == 1


def test_200_runs_at_once_take_a_request_for_all(shell: Shell, plan: Any) -> None:
    plan("qualigate", runs=200)
    project = RunRef.from_token(shell.run("trigger", *PROJECT).out)
    runs = [RunRef("qualigate", "run", (each,), 1).to_token() for each in project.ids]
    before = len(shell.mocks["qualigate"].mock.journal)

    ended = shell.on_a_terminal("wait", given="\n".join(runs))

    assert ended.code == 0
    assert "200 runs: 200 passed" in ended.out
    assert len(shell.mocks["qualigate"].mock.journal) == before + 1


def test_a_terminal_gets_a_live_table_and_a_pipe_gets_lines(shell: Shell) -> None:
    on_terminal = shell.on_a_terminal("run", *SUITE)
    in_pipe = shell.run("run", *SUITE)

    assert on_terminal.code == in_pipe.code == 0
    assert "\x1b[?25l" in on_terminal.out  # the cursor is hidden while the table lives
    assert on_terminal.out.count("\x1b[?25h") == 1
    assert "\x1b" not in in_pipe.out + in_pipe.err
    assert [line.split()[1] for line in in_pipe.err.splitlines()] == ["started", "resume", "passed"]


def test_no_color_is_obeyed(shell: Shell) -> None:
    coloured = re.compile(r"\x1b\[[\d;]*3[1-6]m")
    assert coloured.search(shell.on_a_terminal("run", *SUITE).out)

    shell.environ["NO_COLOR"] = "1"

    assert not coloured.search(shell.on_a_terminal("run", *SUITE).out)


def test_no_line_of_the_table_is_wider_than_the_terminal(shell: Shell) -> None:
    ended = shell.on_a_terminal("run", *SESSION, columns=80)

    plain = re.sub(r"\x1b\][^\x1b]*\x1b\\|\x1b\[[?\d;]*[A-Za-z]", "", ended.out)
    assert max(len(line) for line in re.split(r"[\r\n]+", plain)) <= 80


def test_a_log_gets_signs_of_life(shell: Shell, plan: Any) -> None:
    plan("qualigate", never=True)

    ended = shell.run("run", *SUITE, "--timeout", "0.9", "--heartbeat", "0.3")

    assert re.search("waiting +1 run: 1 (pending|running)", ended.err)


def test_quiet_prints_tokens_and_errors_alone_on_standard_error(shell: Shell, plan: Any) -> None:
    ended = shell.run("run", *SUITE, "--quiet")
    assert (ended.code, ended.out) == (0, "")
    [line] = ended.err.splitlines()
    assert re.fullmatch(
        r"testruns: qualigate suite .* started; resume with: testruns wait \S+", line
    )

    plan("qualigate", operation="trigger_run", status=401)
    ended = shell.run("run", *SUITE, "--quiet")

    assert (ended.code, ended.out) == (3, "")
    assert "HTTP 401" in ended.err


def test_json_lines_tell_each_change_and_end_with_the_document(shell: Shell) -> None:
    ended = shell.run("run", *SESSION, "--json-lines")

    said = [json.loads(line) for line in ended.out.splitlines()]
    assert [each["event"] for each in said] == ["starting", "started", "ended", "end"]
    assert said[-1]["runs"][0]["verdict"] == "passed"
    assert ended.err == ""


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize(("code", "outcome"), [(0, "passed"), (1, "failed")])
def test_who_reads_no_further_does_not_change_the_exit_code(
    shell: Shell, plan: Any, stream: str, code: int, outcome: str
) -> None:
    plan("qualigate", outcome=outcome)
    with shell.start("run", *CASE, *(["--json-lines"] * (stream == "stdout"))) as process:
        getattr(process, stream).close()

    assert process.returncode == code


def test_streams_that_are_closed_and_not_needed_do_not_change_the_exit_code(shell: Shell) -> None:
    def close() -> None:
        for number in (0, 1, 2):
            os.close(number)

    with shell.start("run", *CASE, "--quiet", preexec_fn=close) as process:
        assert process.wait(SECONDS) == 0
    with shell.start("wait", preexec_fn=close) as process:
        assert process.wait(SECONDS) == 5


def test_a_full_disk_loses_no_verdict(shell: Shell, plan: Any) -> None:
    with Path("/dev/full").open("w") as full:
        with shell.start("run", *CASE, "--html", "r.html", stdout=full) as process:
            _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 2
        assert "testruns: <stdout>: No space left on device" in err
        assert "1 passed" in (shell.folder / "r.html").read_text()
    reports = ["--junit", "/dev/full", "--markdown", "r.md"]
    passed = shell.run("run", *CASE, *reports)
    plan("qualigate", outcome="failed")
    failed = shell.run("run", *CASE, *reports)

    assert (passed.code, passed.out) == (2, "1 run: 1 passed\n")
    assert "/dev/full was not written: No space left on device" in passed.err
    assert failed.code == 1
    assert "1 failed" in (shell.folder / "r.md").read_text()


def test_an_encoding_without_the_vendors_letters_breaks_nothing(shell: Shell, plan: Any) -> None:
    shell.environ["PYTHONIOENCODING"] = "ascii:strict"
    said = json.dumps({"message": "größer als 5 €"})
    plan("qualigate", operation="trigger_run", status=403, body=said)

    ended = shell.run("run", *SUITE)

    assert ended.code == 3
    assert "gr\\xf6\\xdfer" in ended.out


def test_status_looks_once(shell: Shell, plan: Any) -> None:
    plan("qualigate", never=True)
    token = shell.run("trigger", *SUITE).out
    looks = len(shell.mocks["qualigate"].mock.journal)

    ended = shell.run("status", token)

    assert (ended.code, ended.err) == (4, "")
    assert re.match("(pending|running) +qualigate suite", ended.out)
    assert len(shell.mocks["qualigate"].mock.journal) == looks + 1


def test_status_does_not_make_up_a_state(shell: Shell) -> None:
    ended = shell.run("status", RunRef("qualigate", "run", (IDS["CASE"],)).to_token())

    assert ended.code == 4
    assert ended.out.startswith("unknown ")


def test_a_run_that_is_named_twice_is_started_once(shell: Shell) -> None:
    assert shell.run("run", *CASE, "--test-case-id", IDS["CASE"]).code == 0
    assert started(shell) == 1


def test_cancel_stops_a_session(shell: Shell, plan: Any) -> None:
    plan("checkly", never=True)
    token = shell.run("trigger", *SESSION).out

    assert shell.run("cancel", given=token).code == 0
    ended = shell.run("wait", token)

    assert ended.code == 1
    assert "1 canceled" in ended.out


def test_cancel_says_which_vendor_cannot(shell: Shell) -> None:
    ended = shell.run("cancel", shell.run("trigger", *SUITE).out)

    assert ended.code == 2
    assert "no operation that cancels" in ended.err


def test_no_secret_is_ever_shown(shell: Shell, plan: Any) -> None:
    key, secret = shell.environ["CHECKLY_API_KEY"], "hunter2-hunter2"
    shell.environ["SHOP_PASSWORD"] = secret
    said = json.dumps({"statusCode": 402, "error": "a", "message": f"{key} {secret}\x1b[31m"})
    plan("checkly", operation="trigger_session", times=None, status=402, body=said)
    reports = [shell.folder / name for name in ("r.xml", "r.md")]
    to_write = ["--junit", str(reports[0]), "--markdown", str(reports[1])]

    shown = ""
    for mode in ([], ["--json"]):
        ended = shell.run("run", *SESSION, "--secret", "SHOP_PASSWORD", *mode, *to_write)
        shown += ended.out + ended.err + "".join(path.read_text() for path in reports)

    assert "HTTP 402" in shown
    assert "***" in shown
    assert not any(hidden in shown for hidden in (key, secret, "\x1b"))


def test_what_is_set_by_path_is_sent_and_hidden_like_a_secret(shell: Shell, plan: Any) -> None:
    secret = "hunter2-hunter2"
    said = json.dumps({"error": "a", "message": f"no {secret}, and no 987654"})
    plan("qualigate", operation="trigger_run", times=None, status=403, body=said)

    shown = ""
    for mode in ([], ["--json"], ["--quiet"]):
        ended = shell.run(
            "run", *SUITE, "--set", f"browserType={secret}", "--set", "a.b=987654", *mode
        )
        assert ended.code == 3
        shown += ended.out + ended.err

    assert "no ***, and no ***" in shown
    assert secret not in shown
    assert "987654" not in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("hunter2", "is not of the form PATH=JSON"),
        ("viewportWidth=hunter2", "the value of viewportWidth does not fit: NUMBER is expected"),
        ("viewportWidth=true", "the value of viewportWidth does not fit"),
        ("browserType.x=1", "the value of browserType.x does not fit"),
        ("new=hunter2", "the value of new is no JSON"),
    ],
)
def test_a_value_that_cannot_be_set_is_told_and_not_shown(
    shell: Shell, given: str, said: str
) -> None:
    ended = shell.run("run", *SUITE, "--set", given)

    assert ended.code == 2
    assert said in ended.err
    assert "hunter2" not in ended.err


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("--help", ""),
        ("--version", ""),
        ("run --help", ""),
        ("status --help", ""),
        ("completion bash", ""),
        ("", "run qu"),
        ("", "status --js"),
    ],
)
def test_help_and_completion_import_neither_httpx_nor_a_client(
    shell: Shell, words: str, typed: str
) -> None:
    if typed:
        asked = {"COMP_WORDS": f"testruns {typed}", "COMP_CWORD": str(len(typed.split()))}
        shell.environ.update(asked, _TESTRUNS_COMPLETE="bash_complete")
    code = (
        "import sys\n"
        "sys.argv[0] = 'testruns'\n"
        "from testruns._cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, *words.split()],
        env=shell.environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )

    assert ran.stdout
    loaded = set(re.findall(r"'([\w.]+)'", ran.stderr))
    heavy = {"httpx", "anyio", "asyncio", "junitparser", "rich"}
    heavy |= {f"{name}_client.{part}" for name in vendor_names() for part in ("client", "models")}
    assert "testruns._cli.app" in loaded
    assert not heavy & loaded


def test_what_runs_is_looked_at_while_others_are_started(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run", outcome="failed")
    plan("qualigate", operation="trigger_run")
    plan("qualigate", operation="trigger_run", delay=4, times=None)
    ids = [f"770e8400-e29b-41d4-a716-4466554400{number:02}" for number in range(12)]
    cases = [word for each in ids for word in ("--test-case-id", each)]

    ended = shell.run("run", "qualigate", *cases, "--fail-fast", "--interval", "0.2")

    assert ended.code == 1
    assert started(shell) == 9  # eight were on their way when the first had failed
    lines = ended.err.splitlines()
    [failed] = [at for at, line in enumerate(lines) if " failed " in line]
    assert sum("resume with" in line for line in lines[:failed]) == 1
    assert len(ended.tokens) == 8


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--name", "caf\udce9"], "'--name': 'caf?' is no UTF-8"),
        (["--environment-variable", "A=\udce9"], "'--environment-variable': 'A=?'"),
        (["--set", 'metadata.environment="\\ud800"'], "the value of metadata.environment is no"),
        (["--secret", "WORD"], "the value of WORD is no UTF-8"),
    ],
    ids=lambda each: each[0],
)
def test_an_option_that_is_no_utf_8_is_named_and_nothing_is_sent(
    shell: Shell, options: list[str], said: str
) -> None:
    shell.environ["WORD"] = "swordfish\udce9"

    ended = shell.run("trigger", *SESSION, *options)

    assert (ended.code, started(shell)) == (2, 0)
    assert said in ended.err
    assert "swordfish" not in ended.err


def test_a_commit_that_is_no_utf_8_stops_no_start(shell: Shell) -> None:
    shell.environ.update(GITLAB_CI="true", CI_COMMIT_MESSAGE="Pr\udcfcfung")

    assert shell.run("trigger", *SESSION).code == 0


def test_a_run_that_was_stopped_or_is_unknown_is_not_said_to_go_on(shell: Shell, plan: Any) -> None:
    plan("checkly", never=True)
    stopped = shell.run("run", *SESSION, "--cancel", "--timeout", "0.5")
    unknown = shell.run("wait", f"qualigate:suite:{IDS['SUITE']}:5", "--timeout", "0")

    assert (stopped.code, unknown.code) == (4, 4)
    assert "was told to stop; see its end with: testruns wait checkly:session:" in stopped.err
    assert "is not known to the vendor; look again with: testruns wait" in unknown.err
    assert "goes on" not in stopped.err + unknown.err
