"""spec.py of a generated package tells the facts of its spec."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from specs import SPECS
from spec_module import CONSTANTS, write_spec_module

VENDORS = list(SPECS)

SPEC = """\
openapi: 3.1.0
info: {title: Toys, version: "1"}
servers: [{url: "https://toys.example"}, {url: "https://eu.toys.example"}]
security: [{basic: []}]
x-rate-limit: {limit: 600, window: 60, scope: [account]}
paths:
  /runs:
    parameters: [{$ref: "#/components/parameters/Limit"}]
    get:
      operationId: list_runs
      security: [{cookie: []}, {key: []}, {bearer: []}]
      x-rate-limit: {limit: 5, window: 0.5, scope: [operation]}
      responses: {"200": {description: Runs.}}
    delete:
      operationId: stopRuns
      responses: {"204": {description: Stopped.}}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}
  schemas:
    Limit: {type: integer, minimum: 1, maximum: 50}
    State:
      type: string
      enum: [new, busy, good, bad]
      x-lifecycle:
        start: busy
        next: {busy: good}
        idle: [new]
        terminal: {good: success, bad: failure}
        moves: {stopRuns: bad}
  securitySchemes:
    basic: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer}
    cookie: {type: apiKey, in: cookie, name: session}
    key: {type: apiKey, in: header, name: X-Key}
"""
BARE = """\
openapi: 3.1.0
info: {title: Bare, version: "1"}
paths:
  /: {get: {responses: {"200": {description: Well.}}}}
"""


def facts(folder: Path, text: str) -> dict[str, Any]:
    """The constants of the spec.py of a document."""
    spec, package = folder / "toys.yaml", folder / "toys_client"
    spec.write_text(text, "utf-8")
    (package / "api" / "runs").mkdir(parents=True)
    for name in ("__init__", "list_runs", "stop_runs"):
        (package / "api" / "runs" / f"{name}.py").touch()
    write_spec_module(spec, package)
    names: dict[str, Any] = {}
    exec((package / "spec.py").read_text("utf-8"), names)  # noqa: S102 - ours, just written
    return {name: names[name] for name in CONSTANTS}


def test_the_facts_of_a_spec_are_told(tmp_path: Path) -> None:
    assert facts(tmp_path, SPEC) == {
        "TITLE": "Toys",
        "BASE_URL": "https://toys.example",
        "AUTH_HEADER": "X-Key",  # the first that can be sent in a header
        "AUTH_PREFIX": "",
        "OPERATIONS": {"list_runs": "api.runs.list_runs", "stop_runs": "api.runs.stop_runs"},
        "STATES": {"State": {"new": "idle", "busy": "running", "good": "success", "bad": "failure"}},
        "MOVES": {"stop_runs": "bad"},
        "RATE_LIMITS": {"": (600, 60), "list_runs": (5, 0.5)},
        "MINIMUM": {"list_runs.limit": 1, "stop_runs.limit": 1},
        "MAXIMUM": {"list_runs.limit": 50, "stop_runs.limit": 50},
    }


def test_security_of_the_whole_document_counts_where_an_operation_has_none(tmp_path: Path) -> None:
    told = facts(tmp_path, SPEC.replace("      security: [{cookie: []}, {key: []}, {bearer: []}]\n", ""))

    assert (told["AUTH_HEADER"], told["AUTH_PREFIX"]) == ("Authorization", "Basic")


def test_a_document_without_servers_keys_and_extensions_has_empty_facts(tmp_path: Path) -> None:
    told = facts(tmp_path, BARE)

    given = {name for name, value in told.items() if value}
    assert given == {"TITLE", "OPERATIONS"}


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_operations_of_a_package_are_modules_of_it(vendor: str) -> None:
    spec: Any = import_module(f"{vendor}_client.spec")

    for name, module in spec.OPERATIONS.items():
        assert import_module(f"{vendor}_client.{module}").__name__.endswith(f".{name}")


@pytest.mark.parametrize("vendor", VENDORS)
def test_models_and_facts_load_without_httpx(vendor: str) -> None:
    code = (
        f"import sys, {vendor}_client.models as models, {vendor}_client.spec\n"
        "assert not [name for name in sys.modules if name.startswith(models.__name__ + '.')]\n"
        f"from {vendor}_client.models import *\n"
        "assert all(name in globals() for name in models.__all__)\n"
        "assert 'httpx' not in sys.modules\n"
        f"from {vendor}_client import *; AuthenticatedClient('https://vendor.example', 'key')\n"
        "assert 'httpx' in sys.modules"
    )

    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_package_has_its_names_and_no_others(vendor: str) -> None:
    for package in (import_module(f"{vendor}_client"), import_module(f"{vendor}_client.models")):
        assert set(package.__all__) <= set(dir(package))
        with pytest.raises(AttributeError, match="no attribute 'Klient'"):
            _ = package.Klient
