"""What a change means for hand-written code, and for the options that follow from it."""

from pathlib import Path
from typing import Any

import pytest
from release.change import Level
from release.hand_written import forgotten, option_changes, options

from specs import ROOT

B, M = Level.BREAKING, Level.MINOR
OPTION: dict[str, Any] = {
    "required": False,
    "multiple": False,
    "type": {"name": "TEXT"},
    "default": None,
    "nargs": 1,
    "is_flag": False,
}


def test_an_option_is_told_once_for_all_its_commands() -> None:
    old = {("testruns run", "--name"): OPTION, ("testruns trigger", "--name"): OPTION}

    (change,) = option_changes(old, {})

    assert change.level is B
    assert change.sentence == "`--name` of `testruns run` and `testruns trigger` is gone"


@pytest.mark.parametrize(
    ("was", "now", "level", "sentence"),
    [
        (None, {}, M, "is new"),
        (None, {"required": True}, B, "is new: it is required"),
        ({}, {"required": True}, B, "changes: required `false` is `true` now"),
        ({"required": True}, {}, M, "changes: required `true` is `false` now"),
        ({}, {"multiple": True}, M, "changes: multiple `false` is `true` now"),
        ({}, {"type": {"name": "ID"}}, B, "changes: type `TEXT` is `ID` now"),
        ({}, {"default": "x"}, B, "changes: default `null` is `x` now"),
    ],
)
def test_a_change_of_an_option_is_weighed_by_who_writes_it(
    was: dict[str, Any] | None, now: dict[str, Any], level: Level, sentence: str
) -> None:
    key = "testruns run", "--name"
    old = {} if was is None else {key: OPTION | was}

    (change,) = option_changes(old, {key: OPTION | now})

    assert (change.level, change.sentence) == (level, f"`--name` of `testruns run` {sentence}")


def test_the_same_options_have_no_changes() -> None:
    assert option_changes({("testruns", "--name"): OPTION}, {("testruns", "--name"): OPTION}) == []


@pytest.mark.slow
def test_the_options_of_a_checkout_are_read_from_its_program() -> None:
    found = options(ROOT)

    assert found["testruns run qualigate", "--test-suite-id"]["multiple"] is True
    assert ("testruns", "--version") in found


@pytest.mark.slow
def test_options_that_cannot_be_read_are_an_error_with_the_reason(tmp_path: Path) -> None:
    package = tmp_path / "overlays" / "testruns"
    (package / "_cli").mkdir(parents=True)
    (package / "_cli" / "app.py").write_text("import nothing_of_this_name")

    with pytest.raises(LookupError, match="it has no command line, and found that of"):
        options(tmp_path)
    (package / "__init__.py").touch()
    (package / "_cli" / "__init__.py").touch()
    with pytest.raises(LookupError, match="No module named 'nothing_of_this_name'"):
        options(tmp_path)


KEPT_UP = """
def test_kept_up():
    assert {}, (
        "overlays/testruns/parcels.py: nothing uses cancel_run; "
        "use it"
    )
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("False", ["overlays/testruns/parcels.py: nothing uses cancel_run; use it"]),
        ("True", []),
    ],
)
def test_what_hand_written_code_forgot_is_what_its_test_says(
    tmp_path: Path, fact: str, told: list[str]
) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_kept_up.py").write_text(KEPT_UP.format(fact))

    assert forgotten(tmp_path) == told


@pytest.mark.slow
def test_a_test_that_cannot_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_kept_up.py").write_text("import nothing_of_this_name")

    told = forgotten(tmp_path)

    assert "tests/test_kept_up.py fails: ERROR tests/test_kept_up.py" in told
    assert any("nothing_of_this_name" in each for each in told)


@pytest.mark.slow
def test_a_failure_that_names_no_file_is_told_with_its_test(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_kept_up.py").write_text(KEPT_UP.format('0, "lost"\n    assert 1'))

    (told,) = forgotten(tmp_path)

    assert "tests/test_kept_up.py::test_kept_up" in told
    assert "lost" in told


@pytest.mark.slow
def test_failures_of_one_reason_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    tests = (f"def test_{name}():\n    import nothing_of_this_name\n" for name in "abc")
    (tmp_path / "tests" / "test_kept_up.py").write_text("".join(tests))

    (told,) = forgotten(tmp_path)

    assert "test_kept_up.py::test_a" in told
    assert told.endswith("and 2 more for this reason")


def test_a_checkout_without_that_test_has_forgotten_nothing(tmp_path: Path) -> None:
    assert forgotten(tmp_path) == []
