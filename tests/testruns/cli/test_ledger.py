"""The ledger: what was started outlives a kill, and nothing is started twice."""

import json
import os
import random
import re
import resource
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import specmock
from shells import IDS, SESSION, SUITE, TEST, Ended, Shell, shell_of, started, wait_until
from testruns._cli.ledger import end, read
from testruns._cli.options.models import MisfitError

CASES = [*SUITE, "--test-case-id", IDS["CASE"], "--project-id", IDS["PROJECT"]]
LEDGER = ["--ledger", "runs.jsonl"]
HEAD = '{"testruns ledger": 1, "starts": {"a": ["checkly", "b"]}}\n'
KILLS = int(os.environ.get("KILLS", "4"))


def lines(shell: Shell) -> list[dict[str, Any]]:
    """What the ledger says."""
    return [json.loads(line) for line in ledger(shell).read_text("utf-8").splitlines()]


def ledger(shell: Shell) -> Path:
    return shell.folder / "runs.jsonl"


def told(shell: Shell, what: str) -> list[Any]:
    return [line[what] for line in lines(shell) if what in line]


def killed(shell: Shell, *arguments: str, after: Callable[[], bool]) -> str:
    """Start a command, kill it when something holds, and return what it told."""
    process = shell.start(*arguments)
    wait_until(after)
    process.kill()
    out, err = process.communicate()
    return out + err


def a_minute_later(shell: Shell) -> None:
    """Date the starts in the ledger back, since which their runs must be in the vendor's list."""
    aged = [{**line, "at": line["at"] - 61} if "at" in line else line for line in lines(shell)]
    ledger(shell).write_text("".join(f"{json.dumps(line)}\n" for line in aged), "utf-8")


@pytest.mark.parametrize("what", [SUITE, SESSION, TEST], ids=lambda what: what[0])
def test_the_same_command_goes_on_until_the_verdict_was_told(shell: Shell, what: list[str]) -> None:
    own = ["--settling", "0.2", "--interval", "0.1"] if what is TEST else []
    assert shell.run("trigger", *what, *LEDGER).code == 0

    on = shell.run("run", *what, *LEDGER, *own)
    assert (on.code, started(shell)) == (0, 1)
    assert "runs.jsonl goes on: 1 of 1 starts have their tokens" in on.err

    anew = shell.run("run", *what, *LEDGER, *own)
    assert (anew.code, started(shell)) == (0, 2)
    assert "goes on" not in anew.err
    assert told(shell, "ended") == [0, 0]


def test_what_did_not_pass_is_over_and_what_is_unknown_is_not(shell: Shell, plan: Any) -> None:
    plan("qualigate", never=True)
    late = [*SUITE, *LEDGER, "--timeout", "0"]
    assert [shell.run("run", *late).code for _ in range(2)] == [4, 4]
    assert started(shell) == 1

    plan("qualigate", outcome="failed", times=None)
    (shell.folder / "other.jsonl").touch()
    failing = ["run", *SUITE, "--ledger", "other.jsonl"]
    assert [shell.run(*failing).code for _ in range(2)] == [1, 1]
    assert started(shell) == 3


def test_a_wait_ends_it_too_and_another_command_may_begin(shell: Shell) -> None:
    first = shell.run("trigger", *SUITE, *LEDGER).out
    assert shell.run("wait", *LEDGER).code == 0
    assert shell.run("wait", *LEDGER).code == 0  # the same runs: who waits starts nothing

    other = shell.run("trigger", *SESSION, *LEDGER).out

    assert other.startswith("checkly:")
    assert shell.run("status", *LEDGER).out.startswith("passed      checkly")
    assert first.strip() in ledger(shell).read_text("utf-8")


def test_trigger_tells_the_tokens_again(shell: Shell) -> None:
    first = shell.run("trigger", *CASES, *LEDGER)
    again = shell.run("trigger", *CASES, *LEDGER)

    assert sorted(first.out.splitlines()) == sorted(again.out.splitlines())
    assert sorted(told(shell, "token")) == sorted(first.out.splitlines())
    assert started(shell) == 3


def test_a_start_is_noted_before_its_request(shell: Shell, plan: Any) -> None:
    plan("checkly", operation="trigger_session", delay=60)

    said = killed(shell, "run", *SESSION, *LEDGER, after=lambda: started(shell) == 1)

    [nonce] = told(shell, "sent")
    assert nonce in said
    assert not told(shell, "token")
    assert ledger(shell).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("verb", ["run", "trigger", "wait", "status"])
def test_a_session_whose_answer_nobody_read_is_found(shell: Shell, plan: Any, verb: str) -> None:
    plan("checkly", operation="trigger_session", delay=60)
    killed(shell, "run", *SESSION, *LEDGER, after=lambda: started(shell) == 1)

    ended = shell.run(verb, *(SESSION if verb in {"run", "trigger"} else []), *LEDGER)

    assert (ended.code, started(shell)) == (0, 1)
    assert "looking for checkly Nightly #" in ended.err or verb == "status"


def test_a_session_that_never_came_to_be_is_started(shell: Shell, plan: Any) -> None:
    plan("checkly", operation="trigger_session", delay=60)
    killed(shell, "run", *SESSION, *LEDGER, after=lambda: started(shell) == 1)
    shell.mocks["checkly"].mock.reset()
    a_minute_later(shell)

    ended = shell.run("run", *SESSION, *LEDGER)

    assert (ended.code, started(shell)) == (0, 1)
    assert len(told(shell, "token")) == 1


def test_a_session_that_cannot_be_looked_for_is_not_started_again(shell: Shell, plan: Any) -> None:
    plan("checkly", operation="trigger_session", delay=60)
    killed(shell, "run", *SESSION, *LEDGER, after=lambda: started(shell) == 1)
    a_minute_later(shell)
    plan("checkly", operation="list_sessions", status=403, times=None)

    ended = shell.run("run", *SESSION, *LEDGER)

    assert (ended.code, started(shell)) == (4, 1)
    assert "HTTP 403" in ended.err


def test_a_nonce_that_others_have_finds_no_run_of_theirs(shell: Shell, plan: Any) -> None:
    """Two starts with one nonce, of which one had its answer: the other is the one that is found."""
    (shell.folder / "testruns.toml").write_text(
        '[jobs.two]\nnonce = "build-7"\n'
        '[[jobs.two.checkly]]\nname = "A"\nrun-location = "eu-west-1"\nall-checks = true\n'
        '[[jobs.two.checkly]]\nname = "B"\nrun-location = "eu-west-1"\nall-checks = true\n'
    )
    plan("checkly", operation="trigger_session")
    plan("checkly", operation="trigger_session", delay=60)

    def is_over() -> bool:
        return started(shell) == 2 and ledger(shell).exists() and len(told(shell, "token")) == 1

    killed(shell, "trigger", "two", *LEDGER, after=is_over)
    ended = shell.run("trigger", "two", *LEDGER)

    assert (ended.code, started(shell)) == (0, 2)
    assert len(set(ended.out.splitlines())) == 2


def test_what_cannot_be_searched_for_is_told_and_not_started_again(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run", delay=60)
    killed(shell, "run", *SUITE, *LEDGER, after=lambda: started(shell) == 1)

    refused = shell.run("run", *SUITE, *LEDGER)
    waited = shell.run("wait", *LEDGER)

    assert (refused.code, waited.code, started(shell)) == (4, 4, 1)
    assert "Qualigate cannot be searched for" in refused.err
    assert "--restart-unknown" in refused.err
    assert shell.run("trigger", *SUITE, *LEDGER, "--restart-unknown").code == 0
    assert shell.run("run", *SUITE, *LEDGER).code == 0
    assert started(shell) == 2


def test_the_others_go_on_where_one_is_unknown(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run")
    plan("qualigate", operation="trigger_run", delay=60)
    command = ["run", *CASES, *LEDGER, "--json"]
    killed(
        shell,
        *command,
        after=lambda: started(shell) == 3 and len(told(shell, "token")) == 2,
    )

    ended = shell.run(*command)

    assert (ended.code, started(shell)) == (4, 3)
    verdicts = [str(run["verdict"]) for run in ended.document["runs"]]
    assert sorted(verdicts) == ["None", "passed", "passed"]


def test_what_was_refused_is_started_by_the_same_command(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run", status=403)

    assert shell.run("run", *SUITE, *LEDGER).code == 3
    waited = shell.run("wait", *LEDGER)
    assert waited.code == 4
    assert "it is not started yet: that does the command of the ledger" in waited.err
    assert shell.run("run", *SUITE, *LEDGER).code == 0


def test_another_command_may_begin_where_nothing_was_started(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run", status=403)

    assert shell.run("trigger", *SUITE, *LEDGER).code == 3
    assert shell.run("trigger", *SESSION, *LEDGER).code == 0


def test_wait_status_and_cancel_work_from_it(shell: Shell, plan: Any) -> None:
    plan("checkly", never=True)
    assert shell.run("trigger", *SESSION, *LEDGER).code == 0

    assert shell.run("status", *LEDGER).code == 4
    waited = shell.run("wait", *LEDGER, "--timeout", "0")
    assert waited.code == 4
    assert waited.tokens == told(shell, "token")
    canceled = shell.run("cancel", *LEDGER)
    assert (canceled.code, started(shell)) == (0, 1)
    assert "was told to stop" in canceled.err
    assert shell.run("wait", *LEDGER).code == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (CASES, "it has no qualigate case"),
        (SESSION, "it has no checkly Nightly; it has qualigate suite"),
        ([*SUITE, "--set", "viewportWidth=801"], "it has no qualigate suite"),
    ],
    ids=["more", "others", "another value"],
)
def test_another_command_is_told_and_sends_nothing(
    shell: Shell, other: list[str], said: str
) -> None:
    assert shell.run("trigger", *SUITE, *LEDGER).code == 0

    ended = shell.run("run", *other, *LEDGER)

    assert (ended.code, started(shell)) == (2, 1)
    assert said in ended.err
    assert "testruns wait --ledger runs.jsonl" in ended.err


def test_two_processes_do_not_work_on_one_ledger(shell: Shell, plan: Any) -> None:
    plan("qualigate", operation="trigger_run", delay=60)
    first = shell.start("run", *SUITE, *LEDGER)
    wait_until(lambda: started(shell) == 1)

    second = shell.run("run", *SUITE, *LEDGER)
    waited = shell.run("wait", *LEDGER)

    assert (second.code, waited.code, started(shell)) == (2, 4, 1)
    assert "runs.jsonl is in use by another testruns" in second.err
    assert "in use by another testruns: what has no answer yet is not lost" in waited.err
    assert first.poll() is None


def test_half_a_line_at_the_end_is_told_and_left_out(shell: Shell) -> None:
    assert shell.run("trigger", *SUITE, *LEDGER).code == 0
    with ledger(shell).open("a") as file:
        file.write('{"start": "984c40')

    for command in (["status"], ["trigger", *SUITE]):
        ended = shell.run(*command, *LEDGER)

        assert ended.code == 0
        assert (
            """runs.jsonl ends in half a line, which is left out: '{"start": "984c40'"""
            in ended.err
        )
    assert shell.run("run", *SUITE, *LEDGER).err.count("half a line") == 0
    assert started(shell) == 1


def test_a_wait_leaves_half_a_line_out_and_ends_no_other_command(shell: Shell) -> None:
    assert shell.run("trigger", *SUITE, *LEDGER).code == 0
    with ledger(shell).open("a") as file:
        file.write('{"start": "984c40')

    assert shell.run("wait", *LEDGER).code == 0

    assert told(shell, "ended") == [0]
    old = list(read(ledger(shell)).entries.values())
    assert shell.run("trigger", *SESSION, *LEDGER).code == 0
    end(ledger(shell), 0, old)
    assert told(shell, "ended") == [0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# My notes", "is no ledger: '# My notes'"),
        ("# My notes\n", "is no ledger"),
        ("[1]\n", "is no ledger"),
        ('{"testruns ledger": 2, "starts": {}}\n', "a ledger of version 2"),
        ('{"testruns ledger": 1, "starts": {"a": ["acme", "b"]}}\n', "about 'acme', which is no"),
        (f'{HEAD}{{"sta\n', "damaged in line 2"),
        (f'{HEAD}{{"start": "b"}}\n', "damaged in line 2"),
        (f'{HEAD}{{"start": "a", "at": 1e999, "sent": ""}}\n', "damaged in line 2"),
        (f'{HEAD}{{"start": "a", "at": "x", "sent": ""}}\n', "damaged in line 2"),
        (f'{HEAD}{{"start": "a", "token": "checkly"}}\n', "damaged in line 2"),
    ],
    ids=str,
)
def test_what_is_no_ledger_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text(text, "utf-8")

    with pytest.raises(MisfitError, match=re.escape(said)):
        read(path)


def test_a_file_that_is_no_ledger_is_left_as_it_is(shell: Shell) -> None:
    ledger(shell).write_text("# My notes", "utf-8")

    ended = shell.run("run", *SUITE, *LEDGER)

    assert (ended.code, started(shell)) == (2, 0)
    assert "runs.jsonl is no ledger: '# My notes'" in ended.err
    assert ledger(shell).read_text("utf-8") == "# My notes"


@pytest.mark.parametrize("name", ["folder", "pipe", "/dev/full", "missing/runs.jsonl"])
def test_what_is_no_file_holds_nothing_up(shell: Shell, name: str) -> None:
    (shell.folder / "folder").mkdir()
    os.mkfifo(shell.folder / "pipe")

    ended = shell.run("run", *SUITE, "--ledger", name)

    assert (ended.code, started(shell)) == (2, 0)
    assert name in ended.err
    assert "Traceback" not in ended.err
    with pytest.raises(MisfitError, match=re.escape(name)):
        read(shell.folder / name)


def test_nothing_is_sent_that_cannot_be_noted(shell: Shell) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    with shell.start("run", *SUITE, *LEDGER, preexec_fn=full) as process:
        _, err = process.communicate()

    assert (process.returncode, started(shell)) == (2, 0)
    assert "runs.jsonl: File too large" in err
    assert ledger(shell).read_bytes() == b""


def test_no_secret_is_in_it(shell: Shell) -> None:
    shell.environ["SHOP_PASSWORD"] = "hunter2-hunter2"
    secrets = ["--secret", "SHOP_PASSWORD", "--set", "metadata.environment=swordfish-77"]

    assert shell.run("trigger", *SESSION, *secrets, "--set", "name=Sword", *LEDGER).code == 0

    text = ledger(shell).read_text("utf-8")
    keys = [endpoint.key for endpoint in shell.mocks.values()]
    assert not any(each in text for each in ["hunter2-hunter2", "swordfish-77", "Sword", *keys])


def test_it_is_a_variable_and_a_key_of_the_file_and_of_a_job(shell: Shell) -> None:
    shell.environ["TESTRUNS_LEDGER"] = "variable.jsonl"
    assert shell.run("trigger", *SUITE).code == 0
    assert shell.run("wait").code == 0
    del shell.environ["TESTRUNS_LEDGER"]
    (shell.folder / "testruns.toml").write_text(
        'ledger = "file.jsonl"\n'
        f'[jobs.job]\nledger = "job.jsonl"\nqualigate = {{test-suite-id = "{IDS["SUITE"]}"}}\n'
    )
    assert shell.run("trigger", *SUITE).code == 0
    assert shell.run("trigger", "job").code == 0

    assert {path.name for path in shell.folder.glob("*.jsonl")} == {
        "variable.jsonl",
        "file.jsonl",
        "job.jsonl",
    }


def test_a_token_that_is_typed_goes_before_a_ledger_that_is_not(shell: Shell) -> None:
    token = shell.run("trigger", *SUITE).out.strip()
    shell.environ["TESTRUNS_LEDGER"] = "missing.jsonl"

    assert shell.run("wait", token).code == 0
    both = shell.run("wait", token, *LEDGER)
    assert (both.code, "not both" in both.err) == (2, True)


def test_the_end_of_the_time_ends_a_search_and_starts_nothing(shell: Shell, plan: Any) -> None:
    plan("checkly", operation="trigger_session", delay=60)
    killed(shell, "run", *SESSION, *LEDGER, after=lambda: started(shell) == 1)
    shell.mocks["checkly"].mock.reset()

    ended = shell.run("run", *SESSION, *LEDGER, "--timeout", "0.5")

    assert (ended.code, started(shell)) == (4, 0)
    assert "and is not to be found yet" in ended.err


@pytest.fixture(scope="module")
def slow_mocks() -> Iterator[Mapping[str, specmock.Endpoint]]:
    """Mocks whose answers take their time, and are kept."""
    settings = specmock.Settings(
        mode="immediate", rate_limits=False, delay=0.1, bodies=True, journal_size=100
    )
    with specmock.serving(settings=settings) as served:
        yield served


@pytest.fixture
def slow(slow_mocks: Mapping[str, specmock.Endpoint], tmp_path: Path) -> Iterator[Shell]:
    """A shell beside slow mocks, with a job of ten starts at each of two vendors."""
    for endpoint in slow_mocks.values():
        endpoint.mock.reset()
    made = shell_of(slow_mocks, tmp_path)
    starts = [
        f"[[jobs.many.{name}]]\n{text.format(number)}\n"
        for name, text in (
            ("qualigate", f'test-suite-id = "{IDS["SUITE"]}"\nviewport-width = 80{{}}'),
            ("checkly", 'name = "N{}"\nrun-location = "eu-west-1"\nall-checks = true'),
        )
        for number in range(10)
    ]
    (tmp_path / "testruns.toml").write_text("".join(starts))
    with made.processes:
        yield made


READS = """
import os
from testruns._engine import trigger

def understood(call, reply, before=trigger.understood):
    run = before(call, reply)
    os.write(FILE, run.to_token().encode() + b"\\n")
    return run

FILE = os.open("reads.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
trigger.understood = understood
"""


def ids_at(shell: Shell, vendor: str, key: str) -> set[str]:
    """The ids of what was started, as the mock answered them."""
    mock = shell.mocks[vendor].mock
    return {entry.answered[key] for entry in mock.journal if entry.operation in mock.starters}


@pytest.mark.parametrize("seed", range(KILLS))
def test_what_was_started_outlives_a_kill(slow: Shell, seed: int) -> None:
    """Wherever the kill hits: each start has its token or is told, and none is started twice.

    KILLS is their number; see `-s` for the figures.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    (slow.folder / "sitecustomize.py").write_text(READS)
    slow.environ["PYTHONPATH"] = str(slow.folder)
    # The first look is late: a command that has told its verdict outlives nothing.
    process = slow.start("run", "many", *LEDGER, "--quiet", "--initial-delay", "60s")
    if chance.random() < 0.9:
        wait_until(lambda: started(slow) > 0)
    time.sleep(chance.uniform(0, 0.8))
    process.send_signal(signal.SIGKILL)
    _, err = process.communicate()
    known = set(told(slow, "token")) if ledger(slow).exists() else set()
    reads = slow.folder / "reads.txt"
    read = set(reads.read_text().split()) if reads.exists() else set()
    before = started(slow)
    printed = {word for line in err.splitlines() if "resume with" in line for word in line.split()}
    printed = {word for word in printed if word.startswith(("qualigate:", "checkly:"))}

    if known or before:
        a_minute_later(slow)
    ended: Ended = slow.run("run", "many", *LEDGER, "--json", "--interval", "0.1")

    assert process.returncode == -signal.SIGKILL
    assert printed <= known <= read  # each token was on the disk before it was printed
    # One answer at a time is read and not yet on the disk: that start is looked for, or told.
    assert len(read - known) <= 1
    runs = ended.document["runs"]
    tokens = {run["token"] for run in runs if run["token"]}
    assert known <= tokens
    unknown = [run for run in runs if not run["token"]]
    assert {run["vendor"] for run in unknown} <= {"qualigate"}
    assert ended.code == (4 if unknown else 0)
    assert len(ids_at(slow, "checkly", "testSessionId")) == 10
    suites = ids_at(slow, "qualigate", "suite_run_id")
    assert len(suites) <= 10
    assert len(suites) + len(unknown) >= 10
    assert {run["token"].split(":")[2] for run in runs if run["token"]} <= suites | ids_at(
        slow, "checkly", "testSessionId"
    )
    print(  # noqa: T201
        f"{seed}: {before} sent, {len(read)} answers read, {len(known)} tokens noted; "
        f"then {len(unknown)} told, none twice"
    )
