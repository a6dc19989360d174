"""TestCLIX: when the status of a test is believed to be the verdict of its run."""

from typing import Any

import httpx
import ids
import pytest
from testruns import (
    Counts,
    PollFailed,
    PollPolicy,
    Rejection,
    RunRef,
    RunResult,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
    testclix,
)

REF = RunRef("testclix", "test", (ids.TEST,), 1)


def wait(words: list[str], **options: Any) -> tuple[RunResult, float]:
    """Wait for a test whose looks see these words; the last one stays."""
    now = [0.0]

    def answer(_request: httpx.Request) -> httpx.Response:
        word = words.pop(0) if len(words) > 1 else words[0]
        return httpx.Response(200, json={"test_id": REF.ids[0], "status": word})

    def sleep(seconds: float) -> None:
        now[0] += seconds

    client = testclix.client(
        "key",
        httpx_args={"transport": httpx.MockTransport(answer)},
        verify_ssl=False,
    )
    policy = PollPolicy(clock=lambda: now[0], sleep=sleep, jitter=0)
    return testclix.wait(client, REF, policy=policy, **options), now[0]


@pytest.mark.parametrize("busy", ["queued", "processing"])
@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        ("pass", Verdict.PASSED),
        ("error", Verdict.FAILED),
        ("acknowledged", Verdict.FAILED),
    ],
)
def test_a_status_after_a_busy_one_is_the_verdict(busy: str, word: str, verdict: Verdict) -> None:
    result, waited = wait([busy, word])

    passed = int(word == "pass")
    assert result.verdict is verdict
    assert result.counts == Counts(total=1, passed=passed, failed=1 - passed)
    assert result.confirmed
    assert waited == 10


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        ("pass", Verdict.PASSED),
        ("error", Verdict.FAILED),
        ("acknowledged", Verdict.FAILED),
        ("not recorded", Verdict.ERROR),
        ("not executed", Verdict.ERROR),
        ("recorded", Verdict.ERROR),
        ("valid", Verdict.ERROR),
    ],
)
def test_a_status_that_stands_is_believed_after_the_settling_time(
    word: str, verdict: Verdict
) -> None:
    result, waited = wait([word])

    assert result.verdict is verdict
    assert not result.confirmed
    assert waited == 60


def test_the_settling_time_starts_again_with_each_word() -> None:
    result, waited = wait(["recorded", "valid", "valid", "pass"])

    assert result.passed
    assert waited == 30 + 60


def test_a_busy_test_that_turns_idle_has_nothing_to_judge() -> None:
    result, waited = wait(["queued", "valid"])

    assert result.verdict is Verdict.ERROR
    assert "nothing to judge" in str(result.reason)
    assert waited == 70


def test_an_answer_about_another_test_is_no_news() -> None:
    answer = httpx.Response(200, json={"test_id": "other", "status": "pass"})
    client = testclix.client(
        "key",
        httpx_args={"transport": httpx.MockTransport(lambda _request: answer)},
        verify_ssl=False,
    )
    now = [0.0]
    policy = PollPolicy(clock=lambda: now[0], sleep=lambda it: now.__setitem__(0, now[0] + it))

    with pytest.raises(PollFailed, match="does not parse"):
        testclix.wait(client, REF, policy=policy)
    with pytest.raises(TriggerUncertain, match="does not parse"):
        testclix.trigger(client, REF.ids[0], policy=policy)


def test_the_settling_time_can_be_chosen() -> None:
    assert wait(["pass"], options=testclix.Options(settling=0))[1] == 0


@pytest.mark.parametrize("words", [["queued"], ["processing"], ["sleeping"], ["pass"]])
def test_a_status_that_is_not_believed_times_out(words: list[str]) -> None:
    with pytest.raises(WaitTimeout):
        wait(words, timeout=50)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Execution limit exceeded", Rejection.QUOTA),
        ("User is not authorized to access this resource", Rejection.AUTHENTICATION),
    ],
)
def test_only_the_message_tells_an_empty_package_from_a_wrong_key(
    make_world: Any, message: str, kind: Rejection
) -> None:
    world = make_world("testclix")
    world.mock.plan(operation="execute_by_id", status=403, body=f'{{"message": "{message}"}}')

    with pytest.raises(TriggerRejected, match=message) as caught:
        world.do("trigger", REF.ids[0])

    assert caught.value.kind is kind


def test_a_lost_answer_counts_as_started_once_the_test_is_busy(make_world: Any) -> None:
    world = make_world("testclix")
    world.mock.plan(operation="execute_by_id", fault="empty-response")

    assert world.do("trigger", REF.ids[0]) == REF
    assert [entry.operation for entry in world.mock.journal] == [
        "execute_by_id",
        "get_status_by_id",
    ]


def test_a_test_is_executed_and_waited_for(make_world: Any) -> None:
    result = make_world("testclix").do("trigger_and_wait", REF.ids[0])

    assert result.ref == REF
    assert result.passed
    assert result.confirmed


def test_a_lost_answer_of_a_test_that_stays_idle_is_uncertain(make_world: Any) -> None:
    world = make_world("testclix")
    world.mock.plan(operation="execute_by_id", status=502)

    with pytest.raises(TriggerUncertain):
        world.do("trigger", REF.ids[0])


@pytest.mark.parametrize("test_id", ["a&b", "a/b", "a?b", "a#b", "100%", "a b", "žluť", "a%2Fb"])
def test_an_id_reaches_the_vendor_as_it_is(test_id: str) -> None:
    paths = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(200, json={"test_id": test_id, "status": "queued"})

    client = testclix.client(
        "key",
        httpx_args={"transport": httpx.MockTransport(answer)},
        verify_ssl=False,
    )
    testclix.trigger(client, test_id)

    assert paths == [f"/v1/api/execute/{test_id}"]


def test_many_tests_are_looked_at_one_by_one() -> None:
    refs = [RunRef("testclix", "test", (f"test {number}",), 1) for number in range(20)]
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        test_id = request.url.path.rpartition("/")[2]
        asked.append(test_id)
        return httpx.Response(200, json={"test_id": test_id, "status": "pass"})

    transport = httpx.MockTransport(answer)
    client = testclix.client("key", httpx_args={"transport": transport}, verify_ssl=False)

    assert testclix.wait(client, refs, options=testclix.Options(settling=0)).passed
    assert sorted(asked) == sorted(ref.ids[0] for ref in refs)
