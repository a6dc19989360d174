"""A vendor that nobody knew is one spec and one module: the rest takes it as it is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import invented
import kept_up
import pytest
import specmock
from attrs import evolve
from specmock.contract import client_under_test, documented_requests
from testruns import (
    MissingKey,
    PollFailed,
    RequestFailed,
    RunRef,
    TriggerRejected,
    Verdict,
    WaitTimeout,
    vendor,
    vendor_names,
)
from world import World, world


@pytest.fixture(scope="module", autouse=True)
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The generated packages, found by Python and by testruns."""
    specs = sorted(invented.FOLDER.glob("*.yaml"))
    folder = invented.generated(tmp_path_factory.mktemp("invented") / "project", *specs)
    with invented.installed(folder):
        yield folder


class GridRun:
    """GridRun's server: a run waits, goes on and ends, and is told by its number in the body."""

    key = "gridrun-demo-key"

    def __init__(self) -> None:
        self.phases: dict[int, list[str]] = {}
        self.end = "FINE"
        self.bodies: list[Any] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("x-grid-token") != self.key:
            return httpx.Response(403, json={"error": "no such token"})
        if request.url.path == "/quota":
            return httpx.Response(200, json={"left": 12})
        self.bodies.append(json.loads(request.content))
        if request.url.path == "/run":
            number = 4711 + len(self.phases)
            self.phases[number] = ["WAITING", "ACTIVE", "ACTIVE", self.end]
            return httpx.Response(200, json={"run": {"number": number}})
        number = self.bodies[-1]["number"]
        if number not in self.phases:
            return httpx.Response(404, json={"error": "no such run"})
        phases = self.phases[number]
        phase = phases.pop(0) if len(phases) > 1 else phases[0]
        return httpx.Response(200, json={"run": {"number": number}, "phase": phase, "reason": "x"})


def at(name: str, way: str = "sync") -> tuple[World, Any]:
    """The world of an invented vendor, and what stands for the vendor in it."""
    there = world(invented.FOLDER / f"{name}.yaml", way=way)
    if name == "nimbus":
        return there, there.mock
    # The mock does not know yet a run by a number in the body of the question.
    server = GridRun()
    settings = {"httpx_args": {"transport": httpx.MockTransport(server)}, "verify_ssl": False}
    return evolve(there, settings=settings), server


@pytest.fixture(params=invented.NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Name of an invented vendor."""
    return str(request.param)


def test_it_is_found_beside_ours() -> None:
    assert vendor_names() == ("checkly", "gridrun", "nimbus", "qualigate", "testclix")


@pytest.mark.parametrize("check", kept_up.CHECKS)
def test_its_module_has_all_that_its_spec_has(name: str, check: str) -> None:
    complaint = kept_up.complaint(check, import_module(f"testruns.{name}"))

    assert not complaint, complaint


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_run_is_started_and_waited_for(name: str, way: str) -> None:
    here, _ = at(name, way)
    states: list[str] = []

    result = here.do(
        "trigger_and_wait",
        vendor(name).example,
        on_change=lambda news: states.append(news.state),
    )

    assert result.verdict is Verdict.PASSED
    assert len(states) == 3


def test_a_run_that_fails_says_so(name: str) -> None:
    here, there = at(name)
    if name == "nimbus":
        there.plan(outcome="red")
    else:
        there.end = "BROKEN"

    result = here.do("trigger_and_wait", vendor(name).example)

    assert result.verdict is Verdict.FAILED
    assert result.reason == {"nimbus": "1 of 2 tests passed", "gridrun": "x"}[name]


def test_many_runs_are_waited_for_and_resumed_from_tokens(name: str) -> None:
    here, _ = at(name)
    tokens = [here.do("trigger", vendor(name).example).to_json() for _ in range(3)]

    assert here.do("wait", [RunRef.from_json(token) for token in tokens]).passed


def test_a_nested_request_is_sent_as_it_is() -> None:
    here, there = at("gridrun")
    module = here.vendor
    labels = module.Labels.from_dict({"team": "web"})
    order = module.RunOrder(module.Plan("nightly", grid=module.Grid(4, "linux")), labels=labels)

    here.do("trigger", order)

    plan = {"name": "nightly", "grid": {"size": 4, "system": "linux"}}
    assert there.bodies == [{"plan": plan, "labels": {"team": "web"}}]


def test_a_field_of_a_nested_model_is_named() -> None:
    module = import_module("testruns.gridrun")

    with pytest.raises(ValueError, match=r"Grid\.size is str, not int"):
        at("gridrun")[0].do(
            "trigger", module.RunOrder(module.Plan("nightly", grid=module.Grid("2")))
        )


def test_a_key_is_checked_and_named(name: str) -> None:
    here, there = at(name)
    right, wrong = (here.vendor.client(key, **here.settings) for key in (there.key, "another-key"))

    here.vendor.VENDOR.check_key(right)
    with pytest.raises(RequestFailed, match="was refused"):
        here.vendor.VENDOR.check_key(wrong)
    with pytest.raises(TriggerRejected, match="authentication"):
        here.vendor.trigger(wrong, vendor(name).example, policy=here.policy)
    with pytest.raises(MissingKey, match=f"{name.upper()}_API_KEY"):
        here.vendor.client(environ={})


def test_a_run_that_is_not_known_fails_after_the_grace(name: str) -> None:
    here, _ = at(name)
    kind = next(iter(vendor(name).kinds))

    with pytest.raises(PollFailed, match="found nothing"):
        here.do("wait", RunRef(name, kind, ("99",)))


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_who_cancels_by_delete_cancels(way: str) -> None:
    here, mock = at("nimbus", way)
    mock.plan(never=True)
    ref = here.do("trigger", vendor("nimbus").example)

    here.do("cancel", ref)

    assert here.do("wait", ref).verdict is Verdict.CANCELED


def test_a_wait_that_is_given_up_cancels_where_it_can() -> None:
    here, mock = at("nimbus")
    mock.plan(never=True)
    ref = here.do("trigger", vendor("nimbus").example)

    with pytest.raises(WaitTimeout):
        here.do("wait", ref, timeout=60, cancel_unfinished=True)

    assert mock.journal[-1].operation == "stop_execution"
    assert not hasattr(import_module("testruns.gridrun"), "cancel")
    with pytest.raises(ValueError, match="GridRun has no operation that cancels"):
        at("gridrun")[0].do("wait", RunRef("gridrun", "run", ("1",)), cancel_unfinished=True)


def test_its_client_keeps_the_contract(name: str) -> None:
    document = specmock.load(invented.FOLDER / f"{name}.yaml")
    mock = specmock.Mock(document, specmock.Settings(any_id=True))
    found = client_under_test(f"{name}_client", document, specmock.MockTransport(mock))

    statuses = {
        (operation.id, found.ask(request).response.status_code)
        for operation in found.operations.values()
        for _, request in documented_requests(operation, found.schemas, mock.key)
    }

    assert {operation for operation, _ in statuses} == set(
        import_module(f"{name}_client.spec").OPERATIONS
    )
    assert all(status < 300 for _, status in statuses)
    assert found.annotation_differences() == []


def test_its_module_loads_no_other_client(name: str, packages: Path) -> None:
    code = (
        f"import sys, testruns; sys.path.insert(0, {str(packages)!r})\n"
        f"testruns.__path__.append({str(invented.FOLDER)!r})\n"
        f"testruns.vendor({name!r}); print(*(each for each in sys.modules if '_client.' in each))"
    )

    run = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert {each.partition("_client")[0] for each in run.stdout.split()} == {name}
