"""The document of the calls that steer is what the site does."""

import ast
import inspect
import json
from typing import Any

import pytest
import specmock
from attrs import fields
from openapi_spec_validator import validate
from specmock.engine.faults import Step
from specmock.openapi import CONNECTION_FAULTS
from specmock.serve import site as site_module

from specs import SPECS

SITE = specmock.Site([specmock.Mock(SPECS["testclix"], specmock.Settings(bodies=True))])
BODIES: dict[str, Any] = {
    "add_run": {"operation": "get_status_by_id", "parameters": {"test_id": "mine"}},
    "add_step": {"operation": "get_status", "status": 500, "times": 2, "delay": 0.5},
    "advance_clock": {"advance": 60},
    "reset": {},
}


def steering() -> specmock.Document:
    answer = SITE.handle(specmock.HttpRequest("GET", "/_specmock/openapi.yaml"))
    assert isinstance(answer, specmock.HttpResponse)
    return specmock.loads(answer.body.decode(), "steering.yaml")


STEERING = specmock.Mock(steering())


def test_it_is_a_valid_document() -> None:
    validate(STEERING.document.root)

    assert STEERING.refused == []


def test_it_has_each_call_that_the_site_takes() -> None:
    tree = ast.parse(inspect.getsource(site_module))
    cases = [each for each in ast.walk(tree) if isinstance(each, ast.MatchValue)]
    verbs = {ast.literal_eval(each.value) for each in cases}

    documented = {f"{each.method} {each.path}" for each in STEERING.operations.values()}

    assert verbs - {"GET /", "GET /openapi.yaml"} == documented


def test_it_has_each_field_of_a_step_and_each_fault() -> None:
    step = STEERING.document.at(("components", "schemas", "Step", "properties"))

    assert set(step) == {each.name for each in fields(Step)}
    assert step["fault"]["enum"] == [None, *CONNECTION_FAULTS]


@pytest.mark.parametrize("name", STEERING.operations)
def test_the_site_answers_as_it_says(name: str) -> None:
    operation = STEERING.operations[name]
    SITE.mocks["testclix"].reset()
    SITE.mocks["testclix"].plan(outcome="error")
    SITE.handle(specmock.HttpRequest("GET", "/testclix/v1/api/status"))
    body = json.dumps(BODIES[name]).encode() if name in BODIES else b""

    answer = SITE.handle(
        specmock.HttpRequest(operation.method, f"/_specmock{operation.path}", "", {}, body)
    )

    assert isinstance(answer, specmock.HttpResponse)
    documented = operation.answers[str(answer.status)]
    if documented.media:
        assert documented.media[0].schema is not None
        assert STEERING.schemas.errors(documented.media[0].schema, answer.json()) == []
        assert answer.json() not in ([], {})
