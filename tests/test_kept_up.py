"""What a spec has and hand-written code forgot is told, with the file to edit."""

import tomllib
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import kept_up
import pytest
from attrs import evolve
from testruns import vendor_names

from specs import SPECS

ROOT = Path(__file__).resolve().parents[1]


def packages() -> set[str]:
    """Names of the generated packages, without their ending."""
    return {path.name.removesuffix("_client") for path in (ROOT / "generated").glob("*_client")}


def test_each_spec_has_a_package_and_a_module() -> None:
    specs = set(SPECS)

    assert packages() == specs, "run `make generate`"
    missing = [f"overlays/testruns/{name}.py" for name in sorted(specs - set(vendor_names()))]
    assert not missing, f"add {', '.join(missing)}"
    assert set(vendor_names()) <= specs


def test_each_package_is_in_the_wheel_and_checked_as_generated() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    wheel = project["hatch"]["build"]["targets"]["wheel"]["include"]
    lenient = [name for each in project["mypy"]["overrides"] for name in each["module"]]

    for name in sorted(packages()):
        assert any(fnmatch(f"/generated/{name}_client", pattern) for pattern in wheel), (
            "pyproject.toml: [tool.hatch.build.targets.wheel]"
        )
        assert f"{name}_client.*" in lenient, "pyproject.toml: [[tool.mypy.overrides]]"


@pytest.mark.parametrize("vendor", vendor_names())
@pytest.mark.parametrize("name", kept_up.CHECKS)
def test_a_module_has_all_that_its_spec_has(name: str, vendor: str) -> None:
    complaint = kept_up.complaint(name, import_module(f"testruns.{vendor}"))

    assert not complaint, complaint


def edited(vendor: str, **names: Any) -> Any:
    """A vendor's module with other contents."""
    module = ModuleType(f"testruns.{vendor}")
    vars(module).update(vars(import_module(f"testruns.{vendor}")), **names)
    return module


def spoilt(vendor: str, **parts: Any) -> Any:
    """A vendor's module whose `VENDOR` has other parts."""
    return edited(vendor, VENDOR=evolve(import_module(f"testruns.{vendor}").VENDOR, **parts))


FORGOTTEN = {
    "operations": (
        edited("qualigate", get_results=None),
        "qualigate.py: nothing uses get_results; use it, or give the reason in VENDOR.left_out",
    ),
    "reasons": (
        spoilt("qualigate", left_out={"get_cost": "x", "get_ci_config": "x"}),
        "qualigate.py: VENDOR.left_out has get_cost, which the spec lacks",
    ),
    "cancelling": (spoilt("checkly", stop=None), "checkly.py: cancel_session ends a run; make"),
    "parameters": (
        spoilt("checkly", credentials=()),
        "checkly.py: the start is not given x_checkly_account; put it into the call",
    ),
    "requests": (
        spoilt("qualigate", requests=import_module("testruns.qualigate").VENDOR.requests[:2]),
        "qualigate.py: ProjectRunRequest starts a run, too; add it to VENDOR.requests",
    ),
    "models": (
        edited("qualigate", __all__=["CaseRunRequest", "SuiteRunRequest", "ProjectRunRequest"]),
        "qualigate.py: a request may hold CIContext; import it and add it to __all__",
    ),
    "states": (edited("qualigate", RUN=None), "qualigate.py: the words of RunState are not read"),
    "lists": (
        edited("checkly", LISTING=evolve(import_module("testruns.checkly").LISTING, cursor="page")),
        "checkly.py: the operation of a list has no parameter page",
    ),
}


@pytest.mark.parametrize("name", FORGOTTEN)
def test_what_is_forgotten_is_told_with_the_file_to_edit(name: str) -> None:
    module, complaint = FORGOTTEN[name]

    assert kept_up.complaint(name, module).startswith(f"overlays/testruns/{complaint}")


def test_a_meaning_that_is_forgotten_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = import_module("testruns.testclix")
    monkeypatch.setitem(module.VENDOR.spec.STATES["StatusWord"], "done", "counted")

    assert "the spec has states that are counted" in kept_up.complaint("meanings", module)
    assert "the words of StatusWord are not read" in kept_up.complaint("states", module)


def test_words_that_code_compares_with_are_found() -> None:
    code = 'a == "one"; a in ("two", UNSET); "message" in a; Snapshot(ref, "three"); b("four")'

    assert kept_up.compared_words(code) == {"one", "two", "three"}
