"""Text from outside is data in every output: no command, no line, no letter that nobody sees."""

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from shells import CASE, SESSION, SUITE, Shell
from specmock.scrub import printable
from testruns import (
    Case,
    Counts,
    Rejection,
    RequestFailed,
    RunRef,
    RunResult,
    TriggerRejected,
    Verdict,
)
from testruns._cli.options.groups import Output
from testruns._cli.outcomes import Entry, Exit
from testruns._cli.reports import github
from testruns._cli.reports.html import page
from testruns._cli.reports.json import document
from testruns._cli.reports.junit import write_junit
from testruns._cli.reports.markdown import markdown
from testruns._cli.scrub import one_line, scrubbed, scrubber
from testruns._cli.view import live_table, progress
from testruns._cli.view.rows import Row, row
from testruns.errors import Fault

HOSTILE = [
    "::set-output name=verdict::passed",
    "x\n::stop-commands::xyz\n::set-output name=verdict::passed",
    "x\r::add-mask::passed",
    "x\u2028::add-mask::passed",
    "a ##[add-mask]passed",
    "a ##vso[task.setvariable variable=PATH]/evil",
    "a ###VSO[task.complete]",
    "##teamcity[buildStatus text='ok']",
    ":\u200b:add-mask::a",
    "\u00a0::add-mask::a",
    "\x1b[31m\u202e\u2066\ufeff\u200b\U000e0041",
]
COMMAND = re.compile(r"##(\[|vso\[|teamcity\[)", re.IGNORECASE)


def commands(text: str) -> list[str]:
    """List the lines that a runner would take for a command, as GitHub, Azure and TeamCity parse."""
    lines = re.split(r"[\r\n]", text)
    return [line for line in lines if line.strip().startswith("::") or COMMAND.search(line)]


def unseen(text: str) -> list[str]:
    return [letter for letter in text if not letter.isprintable() and letter not in "\n\t"]


def entries(text: str) -> list[Entry]:
    """Runs of which everything that a vendor tells is this text."""
    ref = RunRef("qualigate", "suite", (text,), 2, link=text)
    case = Case(text, text, Verdict.FAILED, text, text, degraded=True)
    result = RunResult(
        ref,
        text,
        Counts(2, 1, 1),
        link=text,
        cases=(case,),
        verdict=Verdict.FAILED,
        reason=text,
    )
    failure = RequestFailed("POST /trigger", Fault.REFUSED, message=text)
    refused = TriggerRejected(Rejection.QUOTA, failure)
    return [
        Entry("qualigate", text, ref=ref, snapshot=result, began=1.0, ended=2.0),
        Entry("checkly", text, error=refused, began=1.0),
        Entry("checkly", text, ref=ref, began=1.0),
        Entry("checkly", text, began=1.0),
    ]


def rows(text: str) -> list[Row]:
    return [row(entry, scrubber([])) for entry in entries(text)]


Captured = pytest.CaptureFixture[str]


def lines_of(output: dict[str, Any], text: str, capsys: Captured) -> str:
    with progress.telling(entries(text), Output(**output), scrubber([])) as tell:
        for entry in entries(text):
            tell("changed", entry)
        tell("note", text)
    return "".join(capsys.readouterr())


def board_of(text: str, _: Captured) -> str:
    written = io.StringIO()
    screen = Console(file=written, width=200, markup=False, highlight=False, emoji=False)
    screen.print(live_table._Board(entries(text), scrubber([]), screen))
    return written.getvalue()


def end_of(text: str, capsys: Captured) -> str:
    progress.say_the_end(rows(text))
    progress.say_how_to_go_on(entries(text), scrubber([]))
    progress.complain(rows(text)[0].reason or "")
    return "".join(capsys.readouterr())


def json_of(text: str, capsys: Captured) -> str:
    progress.print_json(document(rows(text), Exit.PASSED, 1.0))
    return "".join(capsys.readouterr())


def annotations_of(text: str, capsys: Captured) -> str:
    github.write(rows(text), Exit.PASSED)
    return re.sub(r"(?m)^::(error|notice) title=", "", "".join(capsys.readouterr()))


OUTPUTS: dict[str, Callable[[str, Captured], str]] = {
    "lines": lambda text, capsys: lines_of({"quiet": False}, text, capsys),
    "quiet": lambda text, capsys: lines_of({"quiet": True}, text, capsys),
    "events": lambda text, capsys: lines_of({"json_lines": True}, text, capsys),
    "table": board_of,
    "end": end_of,
    "json": json_of,
    "annotations": annotations_of,
    "markdown": lambda text, _: markdown(rows(text), Exit.PASSED),
    "html": lambda text, _: page(rows(text), Exit.PASSED, 1.0),
}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("name", OUTPUTS)
def test_no_output_makes_a_command_of_what_a_vendor_says(
    name: str, text: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(variable, raising=False)

    shown = OUTPUTS[name](text, capsys)

    assert shown
    assert commands(shown) == []
    assert unseen(shown) == []


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_the_junit_report_and_githubs_files_hold_no_command(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.setenv(variable, str(tmp_path / variable))

    write_junit(rows(text), 1.0, tmp_path / "r.xml")
    github.write(rows(text), Exit.PASSED)

    assert ET.parse(tmp_path / "r.xml").getroot().tag == "testsuites"  # noqa: S314 - ours
    for file in tmp_path.iterdir():
        assert commands(file.read_text("utf-8")) == []


@given(st.text(), st.sampled_from(HOSTILE))
def test_whatever_stands_around_it_a_command_is_split(text: str, hostile: str) -> None:
    for shown in (printable(text + hostile), printable(hostile + text), printable(text)):
        assert not re.search(r"::|##\[|##vso\[", shown)
        assert unseen(shown) == []
        assert commands(one_line(shown)) == []


@pytest.mark.parametrize("text", ["größer als 5 €", "a::b"[:1], "## Title", "⚠️ 日本語", "a: b #3"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("link", [":: a", "javascript:alert(1)", "ftp://a.test", "a.test/b"])
def test_only_web_addresses_are_links(link: str) -> None:
    [shown, *_] = [row(entry, scrubber([])) for entry in entries(link)]

    assert (shown.link, shown.cases[0].link) == (None, None)


def test_a_bar_in_a_link_does_not_end_a_cell() -> None:
    shown = markdown(rows("https://x/|![a](https://evil/p.png)|"), Exit.PASSED)

    table = [line for line in shown.splitlines() if line.startswith("| ")]
    assert {line.count("|") - line.count("\\|") for line in table} == {6}


def test_a_secret_of_several_lines_is_scrubbed_line_by_line() -> None:
    scrub = scrubber(["first line\nsecond line\n", "abc"])

    assert scrub("a first line, and second line: abc") == "a ***, and ***: abc"
    assert scrubbed({"first line": ["second line", 3]}, scrub) == {"***": ["***", 3]}


SECRET = 'pa"ss\\SECRETWORD"\u00fcx/\U0001f511\tend'


@pytest.mark.parametrize(
    "spelt",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps(SECRET).replace("\\u00fc", "\\u00FC"),
        json.dumps(SECRET).replace("/", "\\/"),
        json.dumps(SECRET).replace('\\"', "\\u0022"),
    ],
    ids=range(6),
)
def test_a_secret_is_scrubbed_as_it_is_and_as_json_escapes_it(spelt: str) -> None:
    assert scrubber([SECRET])(f"<{spelt.strip(chr(34))}>") == "<***>"


@pytest.mark.parametrize(
    "given",
    [
        ["--secret", "FOO"],
        ["--set", f"environment_variables={json.dumps([{'key': 'FOO', 'value': SECRET}])}"],
    ],
    ids=["secret", "set"],
)
def test_an_echo_of_a_request_shows_no_secret(shell: Shell, plan: Any, given: list[str]) -> None:
    shell.environ["FOO"] = SECRET
    echo = json.dumps({"value": SECRET})
    plan(
        "checkly",
        operation="trigger_session",
        times=None,
        status=401,
        body=json.dumps({"statusCode": 401, "error": "Unauthorized", "message": echo}),
    )

    ended = shell.run("run", *SESSION, *given, "--junit", "r.xml")

    report = (shell.folder / "r.xml").read_text("utf-8")
    assert ended.code == 3
    assert "***" in ended.out + ended.err
    assert "SECRETWORD" not in ended.out + ended.err + report


@pytest.mark.parametrize("mode", [[], ["--json"], ["--json-lines"], ["--quiet"]], ids=str)
def test_a_refusal_is_one_line_of_data(shell: Shell, plan: Any, mode: list[str]) -> None:
    said = json.dumps({"message": "\n".join(HOSTILE), "error": "\n".join(HOSTILE)})
    plan("qualigate", operation="trigger_run", times=None, status=401, body=said)

    ended = shell.run("run", *SUITE, *mode)

    assert ended.code == 3
    assert "HTTP 401" in ended.out + ended.err
    assert commands(ended.out + ended.err) == []
    assert unseen(ended.out + ended.err) == []


def test_a_state_begins_no_command(shell: Shell, plan: Any) -> None:
    token = shell.run("trigger", *CASE).out
    [run] = RunRef.from_token(token).ids
    plan("qualigate", operation="get_run", body=json.dumps({"id": run, "status": HOSTILE[0]}))

    ended = shell.run("status", token)

    assert ": :set-output" in ended.out
    assert commands(ended.out + ended.err) == []


@pytest.mark.parametrize("command", [["sessions"], ["doctor", "checkly"]], ids=str)
def test_other_commands_show_no_command(shell: Shell, plan: Any, command: list[str]) -> None:
    said = json.dumps({"statusCode": 403, "error": HOSTILE[1], "message": "\n".join(HOSTILE)})
    plan("checkly", operation="list_sessions", status=403, body=said)

    ended = shell.run(*command)

    assert ended.code == 3
    assert commands(ended.out + ended.err) == []


def test_sessions_of_hostile_names_are_data(shell: Shell, plan: Any) -> None:
    shell.run("trigger", *SESSION)
    [entry] = json.loads(shell.run("sessions", "--json", "--limit", "1").out)
    body = json.dumps({"nextId": None, "length": 1, "entries": [entry | {"name": HOSTILE[1]}]})
    plan("checkly", operation="list_sessions", times=None, body=body)

    for mode in ([], ["--json"], ["--json-lines"]):
        ended = shell.run("sessions", *mode)
        assert ": :stop-commands" in ended.out
        assert commands(ended.out + ended.err) == []


@pytest.mark.parametrize(
    "arguments",
    [["run", "x\n::error::y"], ["wait", "x\n##vso[task.complete]y"], ["run", "--x\n::error::y"]],
    ids=["job", "token", "option"],
)
def test_an_error_of_usage_quotes_arguments_as_data(shell: Shell, arguments: list[str]) -> None:
    ended = shell.run(*arguments)

    assert ended.code == 2
    assert not re.search(r"(?m)^\s*(::|##)", ended.out + ended.err), ended.err


def test_an_error_of_usage_quotes_a_file_as_data(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text('[jobs."##vso[x]\\n::error::y".qualigate]\na = 1\n')

    ended = shell.run("run", "##vso[x]\n::error::y")

    assert ended.code == 2
    assert not re.search(r"(?m)^\s*(::|##)|##vso\[|::error", ended.err), ended.err
