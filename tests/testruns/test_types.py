"""mypy and pyright accept the right calls, name their results, and reject the wrong ones."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

HEAD = """\
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from testruns import RunRef, RunResult, Snapshot, checkly, qualigate, testclix

run = RunRef("qualigate", "run", ("x",))
suite = qualigate.SuiteRunRequest(UUID(int=0), browser_type="firefox")
session = checkly.SessionRequest("Nightly", "eu", target=checkly.ALL_CHECKS)


def either() -> RunRef | list[RunRef]:
    return run


async def seen(snapshot: Snapshot) -> None: ...


"""
# Each expression, and what both checkers make of it, with the modules of names left out.
RIGHT = {
    "qualigate.client()": "AuthenticatedClient",
    "qualigate.client('key', base_url='https://x.example', request_timeout=5)": "AuthenticatedClient",
    "checkly.client('key', account_id='x')": "AuthenticatedClient",
    "qualigate.trigger(qualigate.client(), suite)": "RunRef",
    "qualigate.trigger(client=qualigate.client(), request=suite)": "RunRef",
    "checkly.trigger(checkly.client(), session, options=checkly.Options(nonce=''))": "RunRef",
    "testclix.trigger(testclix.client(), 'id', timeout=5)": "RunRef",
    "qualigate.wait(qualigate.client(), run)": "RunResult",
    "qualigate.wait(client=qualigate.client(), runs=[run])": "Results",
    "qualigate.wait(qualigate.client(), either())": "RunResult | Results",
    "qualigate.trigger_and_wait(qualigate.client(), suite, on_change=print)": "RunResult",
    "checkly.cancel(checkly.client(), run)": "None",
    "checkly.sessions(checkly.client(), statuses=['FAILED'])": "Iterator[SessionSummary]",
    "checkly.sessions_async(checkly.client(), from_=5)": "AsyncIterator[SessionSummary]",
    "qualigate.trigger_async(qualigate.client(), suite)": "Coroutine[Any, Any, RunRef]",
    "qualigate.wait_async(qualigate.client(), run)": "Coroutine[Any, Any, RunResult]",
    "qualigate.wait_async(qualigate.client(), [run])": "Coroutine[Any, Any, Results]",
    "testclix.trigger_and_wait_async(testclix.client(), 'id', on_change=seen)": (
        "Coroutine[Any, Any, RunResult]"
    ),
    "checkly.cancel_async(checkly.client(), run)": "Coroutine[Any, Any, None]",
}
WRONG = [
    "qualigate.trigger(checkly.client(), suite)",
    "qualigate.wait(testclix.client(), run)",
    "qualigate.trigger(qualigate.client(), session)",
    "qualigate.trigger(qualigate.client(), {'test_suite_id': 'x'})",
    "checkly.trigger(checkly.client(), session, options=testclix.Options())",
    "qualigate.trigger(qualigate.client(), suite, options=checkly.Options())",
    "qualigate.SuiteRunRequest('770e8400-e29b-41d4-a716-446655440000')",
    "qualigate.SuiteRunRequest(UUID(int=0), priority=5)",
    "qualigate.SuiteRunRequest(UUID(int=0), viewport_preset='phone')",
    "qualigate.SuiteRunRequest(UUID(int=0), browser_type=None)",
    "testclix.trigger(testclix.client(), UUID(int=0))",
    "qualigate.cancel(qualigate.client(), run)",
    "qualigate.wait(qualigate.client(), run, time_out=5)",
    "qualigate.wait(qualigate.client(), run, policy=5)",
    "checkly.sessions(checkly.client(), since=5)",
    "checkly.sessions(qualigate.client())",
    "checkly.sessions(checkly.client(), statuses=['GREEN'])",
    "qualigate.client(account_id='x')",
    "qualigate.client_from_env()",
]
CHECKERS = {
    "mypy": ["--strict", "--no-error-summary", "--show-error-codes", "--cache-dir"],
    "pyright": ["--pythonpath", sys.executable],
}


def check(checker: str, folder: Path) -> list[str]:
    """What a checker says of two files: the right lines, and the wrong ones."""
    right = [f"_{n} = reveal_type({expression})" for n, expression in enumerate(RIGHT)]
    (folder / "right.py").write_text(HEAD + "\n".join(right) + "\n", "utf-8")
    (folder / "wrong.py").write_text(HEAD + "\n".join(WRONG) + "\n", "utf-8")
    (folder / "pyrightconfig.json").write_text('{"reportUnusedExpression": false}', "utf-8")
    options = [*CHECKERS[checker], *([str(ROOT / ".mypy_cache")] if checker == "mypy" else [])]
    command = [str(Path(sys.executable).with_name(checker)), *options, "right.py", "wrong.py"]
    run = subprocess.run(  # noqa: S603 - ours
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout.splitlines()


def plain(text: str) -> str:
    """A type as both checkers may write it."""
    bare = re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text).replace("CoroutineType", "Coroutine")
    return " | ".join(sorted(re.split(r" \| ", bare)))


@pytest.mark.parametrize("checker", CHECKERS)
def test_right_calls_have_their_types_and_wrong_ones_are_errors(
    checker: str, tmp_path: Path
) -> None:
    lines = check(checker, tmp_path)

    first = HEAD.count("\n") + 1
    revealed = {
        int(found[1]) - first: plain(found[2])
        for line in lines
        if (found := re.search(r"right\.py:(\d+).*[Tt]ype (?:of .* )?is \"(.+?)\"", line))
    }
    errors = {
        int(found[1]) - first
        for line in lines
        if (found := re.search(r"wrong\.py:(\d+)(?::\d+)?(?: -|:) error", line))
    }
    told = {expression: revealed.get(n) for n, expression in enumerate(RIGHT)}
    assert told == {expression: plain(kind) for expression, kind in RIGHT.items()}
    assert not [line for line in lines if "right.py" in line and " error" in line]
    assert not [line for n, line in enumerate(WRONG) if n not in errors]
