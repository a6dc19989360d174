"""The verbs, which are the same for all vendors: what they take, call back and raise."""

import copy
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from inspect import isasyncgen, iscoroutinefunction, signature
from multiprocessing import get_context
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import anyio
import httpx
import pytest
import testruns
from attrs import evolve
from testruns import (
    Fault,
    MissingKey,
    NotPassed,
    PollFailed,
    Rejection,
    RequestFailed,
    RunError,
    RunRef,
    RunResult,
    Snapshot,
    TriggerRejected,
    TriggerUncertain,
    Verdict,
    WaitTimeout,
    checkly,
    qualigate,
    testclix,
    vendor,
    vendor_names,
)
from testruns.checkly import BackoffRetryStrategy, SecretEnvironmentVariable, SessionRequest, Target
from testruns.qualigate import CIContext, SuiteRunRequest

SUITE = "770e8400-e29b-41d4-a716-446655440000"
RUNS = [RunRef("qualigate", "suite", (str(UUID(int=number)),), 5) for number in range(1, 4)]
VERBS = ["trigger", "wait", "trigger_and_wait", "cancel"]


def pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - ours


@pytest.fixture(params=vendor_names())
def module(request: pytest.FixtureRequest) -> Any:
    """A vendor's module."""
    return import_module(f"testruns.{request.param}")


def test_the_vendors_are_found_and_loaded_by_name(module: Any) -> None:
    assert vendor(module.VENDOR.name) is module.VENDOR
    with pytest.raises(ValueError, match="no vendor is called 'qualigat'; there are checkly, q"):
        vendor("qualigat")


def test_each_verb_has_an_awaited_twin_that_takes_the_same(module: Any) -> None:
    for name in VERBS:
        verb, twin = getattr(module, name, None), getattr(module, f"{name}_async", None)
        assert (verb is None) == (twin is None)
        if verb and twin:
            assert signature(verb) == signature(twin)
            assert iscoroutinefunction(twin)
            assert not iscoroutinefunction(verb)


def test_each_parameter_of_a_verb_has_its_sentence(module: Any) -> None:
    """Editors show it beside the parameter under the cursor."""
    for name in ["client", *VERBS, *(f"{verb}_async" for verb in VERBS)]:
        if verb := getattr(module, name, None):
            told = set(re.findall(r"^            (\w+): ", verb.__doc__, re.MULTILINE))
            told |= set(re.findall(r"^        (\w+): ", verb.__doc__, re.MULTILINE))
            assert set(signature(verb).parameters) <= told, name


def test_only_who_can_cancel_has_the_verb() -> None:
    assert hasattr(checkly, "cancel")
    assert not hasattr(qualigate, "cancel")
    assert not hasattr(testclix, "cancel_async")


def test_a_vendor_that_cannot_cancel_refuses_to_before_anything_is_sent(make_world: Any) -> None:
    world = make_world("qualigate")

    for verb, argument in [("wait", RUNS[0]), ("trigger_and_wait", qualigate.VENDOR.example)]:
        with pytest.raises(ValueError, match="Qualigate has no operation that cancels"):
            world.do(verb, argument, cancel_unfinished=True)

    assert not world.mock.journal


# What is given


def test_the_key_of_the_caller_wins_over_the_environment(module: Any) -> None:
    environ = {each.variable: "from-environment" for each in module.VENDOR.credentials}

    client = module.client("given", environ=environ)

    assert client.token == "given"


@pytest.mark.parametrize("key", ["", "  ", "two\nlines"])
def test_a_key_of_the_caller_that_is_none_is_refused(module: Any, key: str) -> None:
    environ = {each.variable: "from-environment" for each in module.VENDOR.credentials}

    with pytest.raises(MissingKey, match="api_key") as caught:
        module.client(key, environ=environ)

    assert not key.strip() or key not in str(caught.value)


def test_the_account_of_the_caller_is_sent() -> None:
    client = checkly.client("key", account_id="mine", environ={})

    assert client.get_httpx_client().headers["x-checkly-account"] == "mine"


@pytest.mark.parametrize(
    ("given", "connect", "read"),
    [(30.0, 10, 30), (60, 10, 60), (2.5, 2.5, 2.5), (httpx.Timeout(7, connect=3), 3, 7)],
    ids=str,
)
def test_the_time_for_a_request_may_be_a_number(given: Any, connect: float, read: float) -> None:
    client = qualigate.client("key", request_timeout=given, verify_ssl=False)

    limits = client.get_httpx_client().timeout
    assert (limits.connect, limits.read) == (connect, read)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_time_for_a_request_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="request_timeout must be above 0"):
        qualigate.client("key", request_timeout=seconds)


def test_the_client_of_another_vendor_is_refused(module: Any) -> None:
    name = next(each for each in vendor_names() if each != module.VENDOR.name)
    environ = {each.variable: "key" for each in vendor(name).credentials}
    other = vendor(name).client(environ=environ, verify_ssl=False)
    complaint = f"{module.VENDOR.name} was given a {name.capitalize()}Client; use testruns."

    with pytest.raises(TypeError, match=complaint):
        module.trigger(other, module.VENDOR.example)
    with pytest.raises(TypeError, match=complaint):
        module.wait(other, [])


def retry(**fields: Any) -> SessionRequest:
    strategy = BackoffRetryStrategy(**{"type_": "FIXED", **fields})
    return SessionRequest("Nightly", "eu", target=checkly.ALL_CHECKS, retry_strategy=strategy)


def listing(*variables: Any) -> SessionRequest:
    given = list(variables)
    return SessionRequest("N", "eu", target=checkly.ALL_CHECKS, environment_variables=given)


wrong: Any = {
    "an id": (
        SuiteRunRequest("x"),  # type: ignore[arg-type]
        "SuiteRunRequest.test_suite_id is 'x', not UUID",
    ),
    "no id": (
        SuiteRunRequest(None),  # type: ignore[arg-type]
        "SuiteRunRequest.test_suite_id is NoneType, not UUID",
    ),
    "None": (
        SuiteRunRequest(UUID(SUITE), browser_type=None),  # type: ignore[arg-type]
        "SuiteRunRequest.browser_type is NoneType, not str",
    ),
    "a number": (
        SuiteRunRequest(UUID(SUITE), viewport_width="390"),  # type: ignore[arg-type]
        "SuiteRunRequest.viewport_width is str, not float",
    ),
    "a flag for a number": (
        SuiteRunRequest(UUID(SUITE), viewport_width=True),
        "SuiteRunRequest.viewport_width is bool, not float",
    ),
    "a dict for a model": (
        SuiteRunRequest(UUID(SUITE), context={}),  # type: ignore[arg-type]
        "SuiteRunRequest.context is dict, not CIContext",
    ),
    "in a model": (
        SuiteRunRequest(UUID(SUITE), context=CIContext(sha=5)),  # type: ignore[arg-type]
        "CIContext.sha is int, not str",
    ),
    "in a list": (
        SessionRequest("Nightly", "eu", target=Target(check_id=["x"])),  # type: ignore[list-item]
        "Target.check_id[0] is 'x', not UUID",
    ),
    "in a union": (retry(max_retries="two"), "BackoffRetryStrategy.max_retries is str, not"),
    "in a model of a list": (
        listing(SecretEnvironmentVariable(["planted"], secret=True, value="x")),  # type: ignore[arg-type]
        "SecretEnvironmentVariable.key is list, not str",
    ),
    "in a list of unions": (listing("LOGIN=planted"), "environment_variables[0] is str, not Plain"),
}


@pytest.mark.parametrize(("request_", "complaint"), wrong.values(), ids=wrong)
def test_what_cannot_be_sent_is_named_by_its_field(
    make_world: Any, request_: Any, complaint: str
) -> None:
    world = make_world("qualigate" if isinstance(request_, SuiteRunRequest) else "checkly")

    with pytest.raises(ValueError, match=re.escape(complaint)) as caught:
        world.do("trigger", request_)

    assert "planted" not in str(caught.value)
    assert not world.mock.journal


@pytest.mark.parametrize(
    "request_",
    [
        SuiteRunRequest(SUITE),  # type: ignore[arg-type]
        SuiteRunRequest(UUID(SUITE), viewport_width=390),
        SuiteRunRequest(UUID(SUITE), context=CIContext()),
    ],
    ids=["an id as text", "a whole number", "an empty model"],
)
def test_what_can_be_sent_is(make_world: Any, request_: Any) -> None:
    world = make_world("qualigate")

    world.do("trigger", request_)

    assert len(world.mock.journal) == 1


def test_a_word_that_the_spec_does_not_list_is_sent() -> None:
    """The vendor may know it already."""
    bodies = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return httpx.Response(201, json={"suite_run_id": SUITE})

    transport = httpx.MockTransport(answer)
    client = qualigate.client("key", httpx_args={"transport": transport}, verify_ssl=False)
    phone: Any = "phone"
    qualigate.trigger(client, SuiteRunRequest(UUID(SUITE), viewport_preset=phone))

    assert b'"viewportPreset":"phone"' in bodies[0].replace(b": ", b":")


@pytest.mark.parametrize("request_", [{"test_suite_id": SUITE}, SUITE, None, checkly.ALL_CHECKS])
def test_what_is_no_request_is_refused(make_world: Any, request_: Any) -> None:
    with pytest.raises(TypeError, match=r"qualigate starts one of CaseRunRequest, .*; not a "):
        make_world("qualigate").do("trigger", request_)


@pytest.mark.parametrize("options", [{}, 5, testclix.Options()])
def test_options_of_another_vendor_are_refused(make_world: Any, options: Any) -> None:
    with pytest.raises(TypeError, match=r"no option: Options\(nonce"):
        make_world("checkly").do("trigger", checkly.VENDOR.example, options=options)
    with pytest.raises(TypeError, match="qualigate takes no options"):
        make_world("qualigate").do("wait", RUNS[0], options=options)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_all_checks_survive_a_copy(make_world: Any, copied: Callable[[Any], Any]) -> None:
    world = make_world("checkly")

    world.do("trigger", copied(checkly.VENDOR.example))

    assert len(world.mock.journal) == 1


def test_what_cannot_be_written_is_not_sent(make_world: Any) -> None:
    request = SuiteRunRequest(UUID(SUITE))
    request["tags"] = {"a set"}
    world = make_world("qualigate")

    with pytest.raises(ValueError, match=r"the request cannot be written: .*set") as caught:
        world.do("trigger", request)

    assert not hasattr(caught.value, "__notes__")  # which would say that a run may exist
    assert not world.mock.journal


RUN = RUNS[0]
SESSION = RunRef("checkly", "session", (SUITE,))
LATER: dict[str, dict[str, Any]] = {
    "policy is NoneType, not a testruns.PollPolicy": {"policy": None},
    "timeout is str, not a number of seconds": {"timeout": "x"},
    "timeout is bool, not a number of seconds": {"timeout": True},
    "timeout must be at least 0, not -1": {"timeout": -1},
    "on_change is int, not a function": {"on_change": 5},
    "on_triggered is str, not a function": {"on_triggered": "x"},
}
A_RUN = "not a RunRef, which RunRef.from_token makes of a token"
CALLS: list[tuple[str, tuple[Any, ...], str]] = [
    ("wait", ("qualigate:suite:x",), f"a run is str, {A_RUN}"),
    ("wait", (None,), f"a run is NoneType, {A_RUN}"),
    ("wait", ([RUN, "x"],), f"a run is str, {A_RUN}"),
    ("wait", ([[RUN]],), f"a run is list, {A_RUN}"),
    ("wait", (evolve(RUN, ids=("x",)),), "'x' is no id of a suite of qualigate"),
    ("wait", (evolve(RUN, ids=()),), "has 0 ids instead of one"),
    ("wait", (evolve(RUN, kind="project", ids=(SUITE, "x")),), "'x' is no id of a project"),
    ("wait", (evolve(RUN, kind="plan"),), "is of a kind that this version does not know"),
    ("wait", (SESSION,), "is a run of checkly, not of qualigate"),
    ("cancel", (None,), f"a run is NoneType, {A_RUN}"),
    ("cancel", ([SESSION],), f"a run is list, {A_RUN}"),
    ("cancel", (evolve(SESSION, ids=("x",)),), "'x' is no id of a session of checkly"),
]


@pytest.mark.parametrize("way", ["sync", "asyncio"])
@pytest.mark.parametrize(("verb", "arguments", "complaint"), CALLS, ids=str)
def test_a_wrong_run_is_told_before_anything_is_sent(
    make_world: Any, way: str, verb: str, arguments: Any, complaint: str
) -> None:
    world = make_world("checkly" if verb == "cancel" else "qualigate", way=way)

    with pytest.raises((TypeError, ValueError), match=re.escape(complaint)):
        world.do(verb, *arguments)

    assert not world.mock.journal


@pytest.mark.parametrize("way", ["sync", "asyncio"])
@pytest.mark.parametrize(
    ("verb", "complaint", "given"),
    [
        (verb, complaint, given)
        for verb in VERBS
        for complaint, given in LATER.items()
        if set(given) <= set(signature(getattr(checkly, verb)).parameters)
    ],
)
def test_a_wrong_argument_is_told_before_anything_is_sent(
    make_world: Any, way: str, verb: str, complaint: str, given: dict[str, Any]
) -> None:
    world = make_world("checkly", way=way)
    argument = SESSION if verb in ("wait", "cancel") else checkly.VENDOR.example

    with pytest.raises((TypeError, ValueError), match=re.escape(complaint)):
        world.do(verb, argument, **given)

    assert not world.mock.journal


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"api_key": 5}, "api_key is int, not text"),
        ({"api_key": ["planted"]}, "api_key is list, not text"),
        ({"base_url": 5}, "base_url is int, not text"),
        ({"headers": ["planted"]}, "headers is list, not a mapping of texts"),
        ({"headers": {"x-team": 5}}, "the header 'x-team' is int, not text"),
        ({"request_timeout": "planted"}, "request_timeout is str, not a number of seconds"),
        ({"verify_ssl": 5}, "verify_ssl is int, not a flag, a file or an SSLContext"),
        ({"httpx_args": "planted"}, "httpx_args is str, not a mapping"),
        ({"httpx_args": {"tranport": 5}}, "httpx_args has tranport, which httpx.Client does not"),
        ({"environ": 5}, "environ is int, not a mapping of variables"),
    ],
    ids=str,
)
def test_a_wrong_argument_of_a_client_is_told_without_its_value(
    module: Any, given: dict[str, Any], complaint: str
) -> None:
    environ = {each.variable: "key" for each in module.VENDOR.credentials}

    with pytest.raises(TypeError, match=complaint) as caught:
        module.client(**{"environ": environ, "verify_ssl": False, **given})

    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "complaint"),
    [
        ({"": "planted"}, "'' cannot be the name of a header"),
        ({"a b": "planted"}, "'a b' cannot be the name"),
        ({"x-team": "planted\r\nx-other: 1"}, "the header 'x-team' holds characters that"),
        ({"x-team": "plantéd"}, "the header 'x-team' holds characters that"),
    ],
)
def test_a_header_that_cannot_be_sent_is_told_before_a_start(
    module: Any, headers: dict[str, str], complaint: str
) -> None:
    environ = {each.variable: "key" for each in module.VENDOR.credentials}

    with pytest.raises(ValueError, match=complaint) as caught:
        module.client(environ=environ, verify_ssl=False, headers=headers)

    assert "plant" not in str(caught.value)


def test_a_key_that_goes_into_no_header_is_refused_and_not_sent_elsewhere() -> None:
    vendor = qualigate.VENDOR
    facts: Any = SimpleNamespace(**{**vars(vendor.spec), "AUTH_HEADER": ""})

    with pytest.raises(MissingKey, match="qualigate takes its key in no header"):
        evolve(vendor, spec=facts).client("qg_planted")


@pytest.mark.parametrize("client", [5, None, "planted"])
def test_what_is_no_client_is_told_by_its_type(module: Any, client: Any) -> None:
    name = module.VENDOR.name
    complaint = f"{name} was given a {type(client).__name__}; use testruns.{name}.client"

    with pytest.raises(TypeError, match=complaint) as caught:
        module.wait(client, RUN)

    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        ({"zzz": 1}, "there is no filter zzz; these are: .*limit"),
        ({"limit": "x"}, "limit is str, not int"),
    ],
    ids=str,
)
def test_a_filter_that_is_none_is_told_at_once(filters: Any, complaint: str) -> None:
    client = checkly.client("key", account_id="mine", environ={}, verify_ssl=False)

    for listing in (checkly.sessions, checkly.sessions_async):
        with pytest.raises((TypeError, ValueError), match=complaint):
            listing(client, **filters)
    with pytest.raises(TypeError, match="filters have names; these are"):
        checkly.sessions(client, "x")  # type: ignore[call-arg,arg-type]
    with pytest.raises(TypeError, match="int is no client"):
        checkly.sessions(5)  # type: ignore[arg-type]


MADE: list[tuple[Callable[[], object], str]] = [
    (lambda: RunRef(5, "run", ("x",)), "vendor is int, not text"),  # type: ignore[arg-type]
    (lambda: RunRef("x", "run", "ids"), "ids is str, not a list of texts"),
    (lambda: RunRef("x", "run", 5), "ids is int, not a list of texts"),  # type: ignore[arg-type]
    (lambda: RunRef("x", "run", [5]), "one of ids is int, not text"),  # type: ignore[list-item]
    (lambda: RunRef("x", "run", ["x"], "5"), "expected is str, not a whole"),  # type: ignore[arg-type]
    (lambda: RunRef.from_token(None), "the token is NoneType, not text"),  # type: ignore[arg-type]
    (lambda: RunRef.from_json(b"{}"), "the token is bytes, not text"),  # type: ignore[arg-type]
    (lambda: testruns.PollPolicy(interval="x"), "interval is str, not a number"),  # type: ignore[arg-type]
    (lambda: testruns.PollPolicy(error_backoff=5), "error_backoff is int, not a pair"),  # type: ignore[arg-type]
    (lambda: testruns.PollPolicy(clock=5), "clock is int, not a function"),  # type: ignore[arg-type]
    (lambda: testruns.PollPolicy(sleep=5), "sleep is int, not a function"),  # type: ignore[arg-type]
    (lambda: checkly.Options(nonce=5), "nonce is int, not text"),  # type: ignore[arg-type]
    (lambda: checkly.Options(degraded_fails="no"), "degraded_fails is str, not a flag"),  # type: ignore[arg-type]
    (lambda: checkly.Options(sequence_ids=SUITE), "sequence_ids is str, not a list of UUIDs"),
    (lambda: testclix.Options(settling="x"), "settling is str, not a number of seconds"),  # type: ignore[arg-type]
    (lambda: testclix.Options(settling=-1), "settling must be at least 0"),
    (lambda: checkly.unix_seconds(None), "the time is NoneType, not a datetime"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "complaint"), MADE, ids=[each for _, each in MADE])
def test_a_value_of_the_wrong_kind_is_named_by_its_field(
    make: Callable[[], object], complaint: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=complaint):
        make()


# Callbacks


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_callbacks_of_awaited_verbs_may_be_coroutine_functions(
    make_world: Any, module: Any, backend: str
) -> None:
    world = make_world(module.VENDOR.name, way=backend)
    told: list[Any] = []

    async def tell(news: Any) -> None:
        await anyio.lowlevel.checkpoint()
        told.append(news)

    result = world.do("trigger_and_wait", module.VENDOR.example, on_triggered=tell, on_change=tell)

    assert told[0] == result.ref
    assert told[-1].verdict is Verdict.PASSED


async def never(_news: Any) -> None:
    raise AssertionError("it cannot be awaited")


@pytest.mark.parametrize("name", ["on_triggered", "on_change"])
def test_a_blocking_verb_takes_no_coroutine_function(make_world: Any, name: str) -> None:
    world = make_world("qualigate")

    with pytest.raises(TypeError, match=r"never.*is a coroutine function; await the _async verb"):
        world.do("trigger_and_wait", qualigate.VENDOR.example, **{name: never})

    assert not world.mock.journal


def test_a_callback_that_turns_out_to_be_awaited_is_an_error_with_the_token(
    make_world: Any,
) -> None:
    with pytest.raises(TypeError, match="coroutine function") as caught:
        make_world("qualigate").do(
            "trigger", qualigate.VENDOR.example, on_triggered=lambda news: never(news)
        )

    [note] = caught.value.__notes__
    assert RunRef.from_token(note.partition("token: ")[2]).kind == "suite"


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_a_callback_may_raise_what_requests_raise(make_world: Any, way: str) -> None:
    """It is not taken for an answer that came too late."""
    error = RequestFailed("POST /hook", Fault.REFUSED)

    def angry(_news: Any) -> None:
        raise error

    with pytest.raises(RequestFailed) as caught:
        make_world("qualigate", way=way).do(
            "trigger_and_wait", qualigate.VENDOR.example, on_change=angry
        )

    assert caught.value is error


# Exceptions


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), Exception("broken")])
def test_any_exception_comes_out_bare(
    make_world: Any, way: str, count: int, error: BaseException
) -> None:
    world = make_world("qualigate", way=way)
    whole = world.settings["httpx_args"]["transport"]

    class Broken(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                raise error
            return whole.handle_request(request)  # type: ignore[no-any-return]

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                raise error
            return await whole.handle_async_request(request)  # type: ignore[no-any-return]

    world.settings["httpx_args"] = {"transport": Broken()}

    with pytest.raises(type(error)) as caught:
        world.do("wait", RUNS[:count])

    assert caught.value is error


def failure() -> RequestFailed:
    request = httpx.Request("GET", "https://vendor.example/run")
    response = httpx.Response(429, json={"message": "slow down"}, request=request)
    return RequestFailed(
        "GET /run", Fault.LIMITED, message="slow down", retry_after=7.0, response=response
    )


def polling(kind: type[PollFailed] | type[WaitTimeout]) -> RunError:
    return kind(
        "no verdict",
        snapshots={RUNS[0]: Snapshot(RUNS[0], "running")},
        results={RUNS[1]: RunResult(RUNS[1], "completed", verdict=Verdict.PASSED)},
        pending=[RUNS[0]],
        failures={RUNS[0]: failure()},
        response=failure().response,
    )


ERRORS: list[RunError] = [
    MissingKey("no key"),
    testruns.NetworkSetupError("HTTP_PROXY is no address of a proxy"),
    failure(),
    NotPassed("failed", [RunResult(RUNS[0], "failed", verdict=Verdict.FAILED)]),
    TriggerRejected(Rejection.QUOTA, failure()),
    TriggerUncertain(failure()),
    polling(WaitTimeout),
    polling(PollFailed),
]


def test_each_exception_is_here_to_be_pickled() -> None:
    public = {each for each in vars(testruns).values() if isinstance(each, type)}
    errors = {each for each in public if issubclass(each, RunError)}

    assert errors - {type(error) for error in ERRORS} == {RunError, testruns.PollingError}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("copied", [copy.copy, pickled])
def test_an_exception_survives_a_copy_with_all_that_it_tells(
    error: RunError, copied: Callable[[RunError], RunError]
) -> None:
    again = copied(error)

    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.args == error.args
    told, expected = (
        {name: value for name, value in vars(each).items() if name not in ("response", "failures")}
        for each in (again, error)
    )
    assert told == expected
    if error.response is not None:
        assert again.response is not None
        assert again.response.json() == error.response.json()
    for ref, failed in getattr(error, "failures", {}).items():
        assert str(vars(again)["failures"][ref]) == str(failed)


def rejected() -> RunRef:
    client = qualigate.client("key", base_url="http://127.0.0.1:9", verify_ssl=False)
    policy = testruns.PollPolicy(error_patience=0)
    return qualigate.trigger(client, qualigate.VENDOR.example, policy=policy)


def test_a_process_pool_brings_an_exception_home() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(pickle.dumps, qualigate.trigger).result(60)
        with pytest.raises(TriggerRejected) as caught:
            pool.submit(rejected).result(60)

    assert caught.value.kind is Rejection.UNREACHABLE


@pytest.mark.parametrize("count", [1, 5])
def test_a_wait_that_times_out_tells_the_last_failure_of_each_run(
    make_world: Any, count: int
) -> None:
    world = make_world("qualigate")
    refs = [world.do("trigger", qualigate.VENDOR.example) for _ in range(count)]
    world.mock.plan(operation="get_run", status=502, times=None)

    with pytest.raises(WaitTimeout) as caught:
        world.do("wait", refs, timeout=10)

    assert set(caught.value.failures) == set(refs)
    assert {each.status for each in caught.value.failures.values()} == {502}
    text = str(caught.value)
    assert text.count(
        "GET /api/v1/trigger at qualigate.app failed at the vendor (HTTP 502)"
    ) == min(count, 3)
    assert ("…" in text) is (count > 3)


def test_a_run_of_which_there_is_news_has_no_failure(make_world: Any) -> None:
    world = make_world("qualigate")
    world.mock.plan(never=True)
    ref = world.do("trigger", qualigate.VENDOR.example)
    world.mock.plan(operation="get_run", status=502, times=1)

    with pytest.raises(WaitTimeout) as caught:
        world.do("wait", ref, timeout=60)

    assert caught.value.failures == {}


def test_a_list_is_iterated_asynchronously() -> None:
    client = checkly.client("key", account_id="mine", environ={}, verify_ssl=False)

    assert isasyncgen(checkly.sessions_async(client))
    with pytest.raises(TypeError, match="client of another vendor"):
        checkly.sessions(qualigate.client("key", verify_ssl=False))  # type: ignore[arg-type]
