"""The variables of the options: what they are called, what they hold, and what they go before."""

from typing import Any

import click
import pytest
from shells import CASE, IDS, SESSION, SUITE, Shell, started
from testruns import vendor_names
from testruns._cli import app
from testruns._cli.options.file import Config, Job, job_entries
from testruns._cli.options.starts import starting

OTHER = "550e8400-e29b-41d4-a716-446655440001"
VALUES = {
    "checkly": {
        "name": ["Nightly"],
        "run_location": ["eu-west-1"],
        "match_tags": ["shop,critical", "log in,api"],
        "check_id": [OTHER],
        "all_checks": [],
        "allow_deactivated": [],
        "environment_variable": ['GREETING=it\'s a "test"', "URL=https://a.test/?b=c"],
        "secret": ["SHOP_PASSWORD"],
        "refresh_cache": [],
        "retry_strategy": ["FIXED"],
        "max_retries": ["3"],
        "max_duration_seconds": ["60.5"],
        "base_backoff_seconds": ["1"],
        "same_region": [],
        "only_on": ["NETWORK_ERROR"],
        "metadata": ["commitMessage=Fix it, at last"],
        "ci_context": [],
        "set": ["target.newThing=[1]", "name=a"],
    },
    "qualigate": {
        "test_case_id": [IDS["CASE"], OTHER],
        "test_suite_id": [IDS["SUITE"]],
        "project_id": [IDS["PROJECT"]],
        "browser_type": ["chromium"],
        "viewport_preset": ["mobile"],
        "viewport_width": ["800"],
        "viewport_height": ["600.5"],
        "context": ["branch=a b", "sha=1"],
        "ci_context": [],
        "set": ["newThing=[1]"],
    },
    "testclix": {"test_id": ["01 & 02", "03"]},
}


def parsed(vendor: str, given: dict[str, list[str]]) -> dict[str, Any]:
    """Parse options of a vendor's command; those without a value are flags."""
    arguments = [
        argument
        for name, values in given.items()
        for flag in [f"--{name.replace('_', '-')}"]
        for argument in ([f"{flag}={value}" for value in values] or [flag])
    ]
    with click.Context(app.app, obj=Config()) as context:
        run = app.app.get_command(context, "run")
        assert isinstance(run, click.Group)
        command = run.get_command(context, vendor)
        assert command
        return dict(command.make_context(vendor, arguments, parent=context).params)


@pytest.mark.parametrize("vendor", vendor_names())
def test_each_option_of_a_vendor_may_be_a_variable(
    vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = VALUES[vendor]
    typed = {name: parsed(vendor, {name: given}) for name, given in values.items()}

    for name, given in values.items():
        prefix = "" if name == "ci_context" else f"{vendor.upper()}_"
        with monkeypatch.context() as environment:
            environment.setenv(f"TESTRUNS_{prefix}{name.upper()}", "\n".join(given or ["true", ""]))
            assert parsed(vendor, {}) == typed[name]

    assert set(values) == {each.name for each in starting(vendor).fields}


def test_variables_alone_start_runs(shell: Shell) -> None:
    shell.environ["TESTRUNS_QUALIGATE_TEST_CASE_ID"] = f"\n{IDS['CASE']}\n\n  {OTHER}\n"
    shell.environ["TESTRUNS_QUALIGATE_PROJECT_ID"] = " "

    ended = shell.run("run", "qualigate")

    assert (ended.code, ended.out) == (0, "2 runs: 2 passed\n")


@pytest.mark.parametrize(
    ("variable", "typed"),
    [
        ("TESTRUNS_QUALIGATE_TEST_SUITE_ID", CASE),
        ("TESTRUNS_CHECKLY_CHECK_ID", SESSION),
    ],
)
def test_what_to_start_is_what_was_typed_alone(
    shell: Shell, variable: str, typed: list[str]
) -> None:
    shell.environ[variable] = IDS["SUITE"]

    assert shell.run("run", *typed).code == 0
    assert started(shell) == 1


def test_the_form_of_output_of_the_nearest_place_counts(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text("json-lines = true\n")
    assert '"event": "end"' in shell.run("run", *SUITE).out

    shell.environ["TESTRUNS_JSON"] = "1"
    assert shell.run("run", *SUITE).document["passed"] == 1

    shell.environ["TESTRUNS_JSON_LINES"] = "1"
    assert shell.run("run", *SUITE).code == 2
    assert shell.run("run", *SUITE, "--json").document["passed"] == 1


def test_a_job_starts_what_the_file_says_whatever_a_vendors_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = Job("", {}, {"qualigate": {"test-case-id": IDS["CASE"]}})
    config = Config(None, {}, {"nightly": job})
    alone = job_entries(config, "nightly")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SHA", "abc")
    told = job_entries(config, "nightly")

    for name in VALUES["qualigate"]:
        monkeypatch.setenv(f"TESTRUNS_QUALIGATE_{name.upper()}", "stray")
    monkeypatch.setenv("TESTRUNS_CI_CONTEXT", "no")
    [entry] = job_entries(config, "nightly")

    assert [each.request for each in told] != [entry.request]
    assert [each.request for each in alone] == [entry.request]


@pytest.mark.parametrize(
    ("variables", "arguments", "said"),
    [
        ({"QUALIGATE_TEST_CASE_ID": "x"}, ["qualigate"], ["not a valid UUID"]),
        ({"QUALIGATE_CONTEXT": "branch main"}, SUITE, ["KEY=VALUE"]),
        ({"QUALIGATE_CONTEXT": "brnch=main"}, SUITE, ["did you mean 'branch'?"]),
        ({"QUALIGATE_VIEWPORT_PRESET": "mobil"}, SUITE, ["did you mean 'mobile'?"]),
        ({"CHECKLY_MAX_RETRIES": "3"}, SESSION, ["--max-retries needs --retry-strategy"]),
        ({"CHECKLY_SECRET": "UNSET"}, SESSION, ["UNSET is not set here"]),
        (
            {"CHECKLY_ALL_CHECKS": "1", "CHECKLY_MATCH_TAGS": "a b"},
            ["checkly", "--name=a", "--run-location=b"],
            ["--match-tags or --check-id, or --all-checks without"],
        ),
        ({"TIMEOUT": "soon"}, SUITE, ["no length of time"]),
        ({"FAIL_FAST": "perhaps"}, SUITE, ["not a valid boolean"]),
        ({"JUNIT": "missing/report.xml"}, SUITE, ["no folder"]),
    ],
    ids=str,
)
def test_what_is_wrong_in_a_variable_is_told_with_its_name(
    shell: Shell, variables: dict[str, str], arguments: list[str], said: list[str]
) -> None:
    shell.environ.update({f"TESTRUNS_{name}": value for name, value in variables.items()})

    ended = shell.run("run", *arguments)

    assert ended.code == 2
    assert all(text in ended.err for text in said)
    assert any(f" TESTRUNS_{name}" in ended.err for name in variables)
    assert started(shell) == 0


def test_doctor_tells_which_variables_are_set_and_which_are_misspelt(shell: Shell) -> None:
    shell.environ.update(TESTRUNS_CHECKLY_NAME="a", TESTRUNS_TIMEUOT="5", TESTRUNS_CONFIG="")

    said = shell.run("doctor").out

    assert "TESTRUNS_CHECKLY_NAME, TESTRUNS_CONFIG, TESTRUNS_TIMEUOT set" in said
    assert said.count("is unknown") == 1
    assert "TESTRUNS_TIMEUOT is unknown, did you mean 'TESTRUNS_TIMEOUT'?" in said


def test_what_is_wrong_in_the_file_is_told_with_its_path(shell: Shell) -> None:
    (shell.folder / "testruns.toml").write_text('timeout = "soon"\n')

    ended = shell.run("run", *SUITE)

    assert ended.code == 2
    assert f"{shell.folder / 'testruns.toml'}: timeout: 'soon' is no length" in ended.err


def test_a_secret_that_is_given_by_its_value_is_not_shown(shell: Shell) -> None:
    ended = shell.run("run", *SESSION, "--secret", "PASSWORD=hunter2")

    assert ended.code == 2
    assert "PASSWORD is a name only" in ended.err
    assert "hunter2" not in ended.err
