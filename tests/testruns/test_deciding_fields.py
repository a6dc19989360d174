"""Only what decides decides: each field of each answer, spoilt in each way.

A run's answers are recorded from the mock and played again with one field spoilt.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, partial, reduce
from itertools import product
from operator import getitem
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import ids
import pytest
from attrs import evolve, frozen
from testruns import (
    PollingError,
    PollPolicy,
    RunRef,
    TriggerUncertain,
    Verdict,
    checkly,
    qualigate,
)
from world import World, world

pytestmark = pytest.mark.slow  # many cases

SPECS = Path(__file__).resolve().parents[2] / "specs"
GONE = object()
SPOILT = {
    "absent": GONE,
    "null": None,
    "a new word": "new word",
    "a float": 5.0,
    "a list": [],
    "an object": {},
    "a flag": True,
}
STARTS = {"qualigate": "POST trigger", "checkly": "POST trigger", "testclix": "POST execute"}
FAILED = {"qualigate": "failed", "checkly": "FAILED", "testclix": "error"}


@frozen(eq=False)
class Course:
    """What is started, how many times, and which fields of which answer decide.

    An answer is named by the method and the end of the path; `[]` stands for any place of a list.
    """

    vendor: str
    request: Any
    decides: dict[str, set[str]]
    runs: int = 1

    def __str__(self) -> str:
        return f"{self.vendor} {self.runs} {type(self.request).__name__}"


COUNTERS = {"total_tests", "passed_tests", "failed_tests"}
MAY_LACK = {"failed_tests"}  # it tells nothing that the others do not
SESSION = checkly.SessionRequest("Nightly", "eu-west-1", target=checkly.ALL_CHECKS)
COURSES = [
    Course(
        "qualigate",
        qualigate.CaseRunRequest(UUID(ids.CASE)),
        {"POST trigger": {"test_run_id"}, "GET trigger": {"id", "status"}},
    ),
    Course(
        "qualigate",
        qualigate.SuiteRunRequest(UUID(ids.SUITE)),
        {
            "POST trigger": {"suite_run_id"},
            "GET trigger": {"id", "status"} | COUNTERS,
            "GET results": set(),
        },
    ),
    Course(
        "qualigate",
        qualigate.ProjectRunRequest(UUID(ids.PROJECT)),
        {
            "POST trigger": {"test_run_ids", "test_run_ids[]"},
            "GET results": {"results", "results[]", "results[].test_run_id", "results[].status"},
        },
    ),
    Course(
        "checkly",
        SESSION,
        {
            "POST trigger": {"testSessionId"},
            # An attempt that is not told to be one is a failed check.
            "GET completion": {"testSessionId", "status", "results", "results[].resultType"},
        },
    ),
    # Where the list does not tell, each session is read.
    Course(
        "checkly",
        SESSION,
        {
            "POST trigger": {"testSessionId"},
            "GET test-sessions": set(),
            "GET session": {"results[].resultType"},
        },
        2,
    ),
    Course(
        "testclix", ids.TEST, {"POST execute": {"test_id"}, "GET status": {"test_id", "status"}}
    ),
]


def name_of(request: httpx.Request) -> str:
    """Name an answer by its method and the word of its path that is no id."""
    words = re.findall(r"/([a-z][a-z-]*)(?=/|$)", request.url.path)
    is_session = re.fullmatch(r".*/test-sessions/[^/]{36}", request.url.path)
    return f"{request.method} {'session' if is_session else words[-1]}"


class Tape(httpx.BaseTransport):
    """Records the last answer to each address, or plays it; spoils those with one name."""

    def __init__(self, source: httpx.BaseTransport) -> None:
        self.source = source
        self.answers: dict[tuple[str, str], tuple[int, bytes, str]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.source.handle_request(request)
        key = request.method, str(request.url.copy_with(query=None))
        self.answers[key] = response.status_code, response.read(), name_of(request)
        return response

    def with_status(self, status: int) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            key = request.method, str(request.url.copy_with(query=None))
            return httpx.Response(status, content=self.answers[key][1])

        return httpx.MockTransport(answer)

    def playing(self, name: str, spoil: Callable[[Any], None]) -> httpx.MockTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            key = request.method, str(request.url.copy_with(query=None))
            if key not in self.answers:
                return httpx.Response(500)
            status, content, named = self.answers[key]
            if name == named:
                body = json.loads(content)
                spoil(body)
                return httpx.Response(status, json=body)
            return httpx.Response(status, content=content)

        return httpx.MockTransport(answer)


@pytest.fixture(autouse=True)
def two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two sessions be watched on the list, as nine are."""
    monkeypatch.setattr("testruns.checkly.IN_FLIGHT", 1)


@cache
def recorded(course: Course, truth: str | None) -> tuple[World, Tape, list[RunRef]]:
    """Run a course against the mock, and look once more when all have ended."""
    there = world(SPECS / f"{course.vendor}.yaml")
    if truth:
        there.mock.plan(outcome=truth, times=None)
    tape = Tape(there.settings["httpx_args"]["transport"])
    there = evolve(there, settings=settings(tape))
    refs = [there.do("trigger", course.request) for _ in range(course.runs)]
    for _ in range(2):
        there.do("wait", refs)
    return there, tape, refs


def settings(transport: httpx.BaseTransport) -> dict[str, Any]:
    return {"httpx_args": {"transport": transport}, "verify_ssl": False}


def outcome(course: Course, name: str, spoil: Callable[[Any], None], truth: str | None) -> Any:
    """Verdict where an answer is spoilt, or the exception."""
    there, tape, refs = recorded(course, truth)
    now = [0.0]
    policy = PollPolicy(
        clock=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s), jitter=0
    )
    played = evolve(there, policy=policy, settings=settings(tape.playing(name, spoil)))
    try:
        if name == STARTS[course.vendor]:
            refs = [played.do("trigger", course.request)]
        results = played.do("wait", refs)
    except (PollingError, TriggerUncertain) as error:
        return error
    verdicts = {each.verdict for each in results.values()}
    return Verdict.PASSED if verdicts == {Verdict.PASSED} else verdicts


def paths(value: Any, path: str = "") -> Iterator[str]:
    """Paths of all fields; of a list the first entry stands for all."""
    if isinstance(value, dict):
        for name, each in value.items():
            there = f"{path}.{name}" if path else name
            yield there
            yield from paths(each, there)
    elif isinstance(value, list) and value:
        yield f"{path}[]"
        yield from paths(value[0], f"{path}[]")


def spoil(path: str, value: Any, body: Any) -> None:
    """Put a value at a path, or take away what is there."""
    *ways, last = steps(path)
    for step in ways:
        body = body[step]
    if value is GONE:
        del body[last]
    elif value == 5.0 and type(body[last]) is int:
        body[last] = float(body[last])
    else:
        body[last] = copy.deepcopy(value)


def steps(path: str) -> list[Any]:
    return [0 if each == "[]" else each for each in re.findall(r"\[\]|[^.\[\]]+", path)]


def answers(course: Course, truth: str | None = None) -> dict[str, Any]:
    _, tape, _ = recorded(course, truth)
    return {name: json.loads(content) for _, content, name in tape.answers.values()}


ANSWERS = [
    pytest.param(course, name, id=f"{course}, {name}")
    for course in COURSES
    for name in course.decides
]


def is_lost(path: str, how: str, value: Any) -> bool:
    """Whether a field is lost, and not only written in another way."""
    if path in MAY_LACK and how in ("absent", "null"):
        return False
    return not (how == "a float" and type(value) is int)


@pytest.mark.parametrize(("course", "name"), ANSWERS)
def test_a_pass_stands_without_what_does_not_decide_and_not_without_what_does(
    course: Course, name: str
) -> None:
    body = answers(course)[name]
    fields = {path: reduce(getitem, steps(path), body) for path in paths(body)}

    assert course.decides[name] <= set(fields)
    for path, (how, value) in product(fields, SPOILT.items()):
        stands = path not in course.decides[name] or not is_lost(path, how, fields[path])
        found = outcome(course, name, partial(spoil, path, value), None)
        assert (found is Verdict.PASSED) is stands, f"{path} is {how}: {found}"


@pytest.mark.parametrize(("course", "name"), ANSWERS)
def test_a_failed_run_never_passes_whatever_cannot_be_read(course: Course, name: str) -> None:
    truth = FAILED[course.vendor]

    for path, (how, value) in product(paths(answers(course, truth)[name]), SPOILT.items()):
        found = outcome(course, name, partial(spoil, path, value), truth)
        assert found is not Verdict.PASSED, f"{path} is {how}"


FOREIGN: list[Any] = [
    5,
    None,
    "text",
    [],
    {},
    {"id": "not-a-uuid", "test_run_id": 7},
    {"status": "FAILED"},
]


@pytest.mark.parametrize("entry", FOREIGN, ids=str)
def test_an_entry_of_somebody_else_s_decides_nothing(entry: Any) -> None:
    course = COURSES[4]

    def spoil(page: Any) -> None:
        page["entries"].insert(0, entry)

    assert outcome(course, "GET test-sessions", spoil, None) is Verdict.PASSED


@pytest.mark.parametrize("status", [200, 202, 299])
@pytest.mark.parametrize("course", COURSES, ids=str)
def test_a_start_is_any_success_that_holds_the_id(course: Course, status: int) -> None:
    there, tape, refs = recorded(course, None)
    played = tape.with_status(status)

    started = evolve(there, settings=settings(played)).do("trigger", course.request)

    assert started == refs[-1]


@pytest.mark.parametrize("course", COURSES, ids=str)
def test_a_start_that_is_denied_beside_its_id_is_uncertain(course: Course) -> None:
    there, tape, refs = recorded(course, None)
    denied = {"success": False, "message": "quota exceeded"}
    played = tape.playing(STARTS[course.vendor], lambda body: body.update(denied))

    with pytest.raises(TriggerUncertain, match="success is false: quota exceeded") as caught:
        evolve(there, settings=settings(played)).do("trigger", course.request)

    assert caught.value.run == refs[-1]


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize(
    ("course", "name", "path"),
    [
        (course, name, path)
        for course in COURSES
        for name in course.decides
        for path in ("id", "testSessionId", "test_id")
        if path in course.decides[name] and name != STARTS[course.vendor]
    ],
    ids=str,
)
def test_an_answer_about_another_run_is_none(
    course: Course, name: str, path: str, way: str
) -> None:
    there, tape, refs = recorded(course, None)
    played = tape.playing(name, partial(spoil, path, str(UUID(int=9))))
    there = evolve(there, settings=settings(played), way=way)

    with pytest.raises(PollingError, match=r"it is about another|HTTP 500"):
        there.do("wait", refs, timeout=60)


@pytest.mark.parametrize(
    ("course", "name", "path", "told"),
    [
        (COURSES[0], "GET trigger", "duration_ms", "duration_ms is no number"),
        (
            COURSES[1],
            "GET results",
            "results[].error_message",
            "results[0].error_message is no text",
        ),
        (COURSES[2], "GET results", "results[].duration_ms", "results[0].duration_ms is no number"),
        (COURSES[3], "GET completion", "testSessionLink", "testSessionLink is no text"),
        (COURSES[3], "GET completion", "errorGroupIds", "TypeError 'NoneType' object is not"),
    ],
    ids=str,
)
def test_what_could_not_be_read_is_told_with_the_result_and_once_in_the_log(
    course: Course, name: str, path: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    there, tape, [ref] = recorded(course, None)
    value = None if told.startswith("TypeError") else ["odd"]
    played = tape.playing(name, partial(spoil, path, value))

    result = evolve(there, settings=settings(played)).do("wait", ref)

    assert result.passed
    assert any(told in each for each in result.unread)
    lines = [each.getMessage() for each in caplog.records if told in each.getMessage()]
    assert len([line for line in lines if line.endswith("the rest was read")]) == 1
