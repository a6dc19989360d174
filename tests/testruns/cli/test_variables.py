"""The variables of the options: what they are called, what they hold, and what they go before."""

from inspect import signature
from typing import Any

import pytest
import typer
from shells import CASE, IDS, SESSION, SUITE, Shell, started
from testruns._cli import app as _app
from testruns._cli.options import file as _config
from testruns._cli.options import vendors as _options

OTHER = "550e8400-e29b-41d4-a716-446655440001"
NEEDED = {
    "checkly": {"name": ["Nightly"], "run_location": ["eu-west-1"]},
    "qualigate": {},
    "testclix": {"test_id": ["01 & 02", "03"]},
}
VALUES = {
    "checkly": {
        **NEEDED["checkly"],
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
        "metadata": ["commitMessage=Mend it, at last"],
        "ci_context": [],
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
    },
    "testclix": NEEDED["testclix"],
}


def parsed(vendor: str, given: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a vendor's command makes of its options; those without a value are flags."""
    arguments = [
        argument
        for name, values in given.items()
        for flag in [f"--{name.replace('_', '-')}"]
        for argument in ([f"{flag}={value}" for value in values] or [flag])
    ]
    root: Any = typer.main.get_command(_app.app)
    return dict(root.commands["run"].commands[vendor].make_context(vendor, arguments).params)


@pytest.mark.parametrize("vendor", _options.STARTS)
def test_each_option_of_a_vendor_may_be_a_variable(
    vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed, values = NEEDED[vendor], VALUES[vendor]
    typed = {name: parsed(vendor, {**needed, name: given}) for name, given in values.items()}

    for name, given in values.items():
        prefix = "" if name == "ci_context" else f"{vendor.upper()}_"
        with monkeypatch.context() as environment:
            environment.setenv(f"TESTRUNS_{prefix}{name.upper()}", "\n".join(given or ["true", ""]))
            rest = {other: value for other, value in needed.items() if other != name}
            assert parsed(vendor, rest) == typed[name]

    assert set(values) == set(signature(_options.STARTS[vendor]).parameters)


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


def test_the_form_of_output_that_is_typed_goes_before_the_other(shell: Shell) -> None:
    shell.environ["TESTRUNS_JSON"] = "1"
    (shell.folder / "testruns.toml").write_text("json-lines = true\n")

    assert shell.run("run", *SUITE).code == 2
    assert shell.run("run", *SUITE, "--json").document["passed"] == 1


def test_a_job_starts_what_the_file_says_whatever_a_vendors_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = _config.Config(None, {}, {"nightly": {"qualigate": {"test-case-id": IDS["CASE"]}}})
    alone = _config.job_entries(config, "nightly")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SHA", "abc")
    told = _config.job_entries(config, "nightly")

    for name in VALUES["qualigate"]:
        monkeypatch.setenv(f"TESTRUNS_QUALIGATE_{name.upper()}", "stray")
    monkeypatch.setenv("TESTRUNS_CI_CONTEXT", "no")
    [entry] = _config.job_entries(config, "nightly")

    assert [each.arguments for each in told] != [entry.arguments]
    assert [each.arguments for each in alone] == [entry.arguments]


@pytest.mark.parametrize(
    ("variables", "arguments", "said"),
    [
        ({"QUALIGATE_TEST_CASE_ID": "x"}, ["qualigate"], ["--test-case-id", "not a valid UUID"]),
        ({"QUALIGATE_CONTEXT": "branch main"}, SUITE, ["--context", "KEY=VALUE"]),
        ({"CHECKLY_MAX_RETRIES": "3"}, SESSION, ["--max-retries needs --retry-strategy"]),
        ({"CHECKLY_SECRET": "UNSET"}, SESSION, ["UNSET is not set in this environment"]),
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
    for text in (*said, *(f" comes from TESTRUNS_{name}\n" for name in variables)):
        assert text in ended.err
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
    assert f"--timeout comes from {shell.folder / 'testruns.toml'}\n" in ended.err


def test_a_secret_that_is_given_by_its_value_is_not_shown(shell: Shell) -> None:
    ended = shell.run("run", *SESSION, "--secret", "PASSWORD=hunter2")

    assert ended.code == 2
    assert "PASSWORD is a name only" in ended.err
    assert "hunter2" not in ended.err
