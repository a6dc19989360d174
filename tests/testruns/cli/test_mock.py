"""The command mock runs another command beside the mocks."""

import os
import signal
import sys

import pytest
from shells import COMMAND, SECONDS, SUITE, Shell

PRINT = "import os; print(os.environ['QUALIGATE_BASE_URL'], os.environ['CHECKLY_ACCOUNT_ID'])"


@pytest.mark.parametrize(("outcome", "code"), [("passed", 0), ("failed", 1)])
def test_a_verdict_of_a_mock_is_the_exit_code(shell: Shell, outcome: str, code: int) -> None:
    plan = f"""
import json, os, subprocess, urllib.request
base = os.environ["QUALIGATE_BASE_URL"].removesuffix("/qualigate")
plan = json.dumps({{"operation": "trigger_run", "outcome": "{outcome}"}}).encode()
urllib.request.urlopen(base + "/_specmock/plan", plan)
run = ["{COMMAND}", "run", *{SUITE}, "--interval", "0.1s"]
raise SystemExit(subprocess.run(run).returncode)
"""

    done = shell.run("mock", "--port", "0", "--seconds", "0s", "--", sys.executable, "-c", plan)

    assert (done.code, f"1 {outcome}" in done.out + done.err) == (code, True), done


def test_a_command_gets_the_variables_of_its_own_mocks(shell: Shell) -> None:
    done = shell.run("mock", "--port", "0", "--", sys.executable, "-c", PRINT)

    url, account = done.out.split()
    assert url.startswith("http://127.0.0.1:")
    assert url != shell.environ["QUALIGATE_BASE_URL"]
    assert account


def test_the_exit_code_is_that_of_the_command(shell: Shell) -> None:
    done = shell.run("mock", "--port", "0", "--", sys.executable, "-c", "raise SystemExit(7)")

    assert done.code == 7


def test_a_command_that_is_not_there_is_named(shell: Shell) -> None:
    done = shell.run("mock", "--port", "0", "--", "no-such-command")

    assert done.code == 2
    assert "no-such-command: No such file or directory" in done.err


SLEEP = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


@pytest.mark.parametrize("child", [SLEEP, STUBBORN, None], ids=["child", "stubborn", "none"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_the_mocks_and_their_command(
    shell: Shell, child: str | None, number: int, code: int
) -> None:
    command = ["--", sys.executable, "-c", child] if child else []
    with shell.start("mock", "--port", "0", *command) as process:
        assert process.stdout is not None
        first = process.stdout.readline()

        process.send_signal(number)
        _, err = process.communicate(timeout=SECONDS)

    assert process.returncode == code
    assert "Traceback" not in err
    if child:
        with pytest.raises(ProcessLookupError):
            os.kill(int(first), 0)
