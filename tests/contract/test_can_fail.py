"""The contract tests find what is wrong: in clients, in specs, and in mocks."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import specmock
from defects import Defect, defects
from exchanges import Answered, answers, recorded
from mutants import found_out, judged, judged_defect, mutants
from reasons import reason
from spec_edits import Edit
from spoilt import Spoilt, spoilt, suspicion
from text_edits import edit

from specs import ROOT, SPECS

DIGEST: Final = """
from exchanges import answers, recorded
from specs import SPECS
for name in SPECS:
    print(*recorded(name, 3), *answers(name, 3), sep="\\n")
"""
EVERY: Final = 80  # a sample of about twenty of the mutants; `make mutants` judges them all
EVERY_MOCK: Final = 10
EVERY_DEFECT: Final = {"checkly": 47, "qualigate": 19, "testclix": 19}


@cache
def exchanges_of(name: str) -> list[Answered]:
    return [*recorded(name, 5), *answers(name, 15)]


DEFECTS: Final[dict[str, tuple[str, str, str, str, str, tuple[str, ...]]]] = {
    "swapped parameters": (
        "checkly",
        "api/sessions/list_sessions.py",
        'params["from"] = from_',
        'params["from"] = to',
        "list_sessions: query from",
        ("the spec asks for", "1700000000"),
    ),
    "null for nothing": (
        "checkly",
        "api/sessions/list_sessions.py",
        'params["from"] = from_',
        'params["from"] = "null" if isinstance(from_, Unset) else from_',
        'list_sessions: query from: the client sends "null"',
        ("the spec does not ask for it",),
    ),
    "dropped field": (
        "qualigate",
        "models/run_status.py",
        'field_dict["video_url"] = video_url',
        "pass",
        "get_run: answer 200: /video_url is lost",
        (),
    ),
    "wrong header": (
        "checkly",
        "api/sessions/get_session.py",
        'headers["x-checkly-account"]',
        'headers["x-checkly-acount"]',
        "get_session: header x-checkly-account",
        ("the client sends null", "header x-checkly-acount: the client sends it"),
    ),
    "lost null": (
        "checkly",
        "models/session.py",
        "            if data is None:\n                return data",
        "            if data is None:\n                return UNSET",
        "trigger_session: answer 201: /stoppedAt was sent, but is unset in the model",
        (),
    ),
    "wrong union class": (
        "qualigate",
        "api/runs/get_run.py",
        "= SuiteRunStatus.from_dict(data)",
        "= RunStatus.from_dict(data)",
        "get_run: answer 200: / became a RunStatus, the spec says SuiteRunStatus",
        (),
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_in_generated_code_is_named(defect: str, tmp_path: Path) -> None:
    name, module, old, new, message, more = DEFECTS[defect]
    package = tmp_path / f"{defect.replace(' ', '_')}_client"
    shutil.copytree(ROOT / "generated" / f"{name}_client", package)
    edit(package / module, (old, new))

    verdict = found_out(name, package, exchanges_of(name))

    assert verdict.fate == "killed"
    assert message in verdict.why
    assert all(each in verdict.why for each in more)


def sample_of_defects() -> list[Any]:
    found = [defect for name in SPECS for defect in defects(name)[:: EVERY_DEFECT[name]]]
    return [pytest.param(each, id=f"{each.vendor}-{each.what}") for each in found]


@pytest.mark.parametrize("defect", sample_of_defects())
def test_a_defect_that_a_rule_plants_is_found_out(defect: Defect) -> None:
    verdict = judged_defect(defect, exchanges_of(defect.vendor))

    assert verdict.fate != "survived" or reason(f"{defect.vendor} {defect.what}")


def test_there_are_kinds_of_defects_in_each_group() -> None:
    planted = {defect.kind for name in SPECS for defect in defects(name)}

    groups = Counter(kind.group for kind in planted)

    assert len(planted) >= 80
    assert min(groups.values()) >= 4


def sample_of_mutants() -> list[Any]:
    found = [(name, each) for name in SPECS for each in mutants(specmock.load(SPECS[name]))]
    return [pytest.param(name, each, id=f"{name}-{each.what}") for name, each in found[::EVERY]]


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "mutant"), sample_of_mutants())
def test_a_client_of_another_spec_is_found_out(name: str, mutant: Edit) -> None:
    verdict = judged(name, mutant, exchanges_of(name))

    assert verdict.fate != "survived" or reason(f"{name} {mutant.what}")


def sample_of_mocks() -> list[Any]:
    found = [(name, each) for name in SPECS for each in spoilt(name)]
    return [
        pytest.param(name, each, id=f"{name}-{each.what}") for name, each in found[::EVERY_MOCK]
    ]


@pytest.mark.parametrize(("name", "mock"), sample_of_mocks())
def test_a_mock_that_breaks_its_spec_is_found_out(name: str, mock: Spoilt) -> None:
    cases = [exchange.request for exchange in exchanges_of(name)]

    assert suspicion(name, mock, cases) or reason(f"{name} {mock.what}")


@pytest.mark.parametrize("name", SPECS)
def test_a_true_mock_is_above_suspicion(name: str) -> None:
    assert suspicion(name, Spoilt("none", "nothing is wrong")) is None


@pytest.mark.parametrize("name", SPECS)
def test_a_true_client_is_not_found_out(name: str) -> None:
    package = ROOT / "generated" / f"{name}_client"

    assert found_out(name, package, []).fate == "survived"


@pytest.mark.thorough
def test_the_same_cases_are_made_each_time() -> None:
    made = [
        subprocess.Popen(  # noqa: S603 - our own arguments
            [sys.executable, "-W", "error", "-c", DIGEST],
            cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2")
    ]
    try:
        first, second = (process.communicate(timeout=120)[0] for process in made)
    finally:
        for process in made:
            process.kill()

    assert first.count(b"Answered") > 500
    assert first == second
