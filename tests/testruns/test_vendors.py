"""What holds for every vendor: clients from the environment, tables, tokens and secrets."""

import gc
import logging
import os
import ssl
import subprocess
import sys
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from inspect import signature
from itertools import permutations
from pathlib import Path
from threading import Barrier
from types import ModuleType
from typing import Any

import anyio
import httpx
import ids
import pytest
import specmock
from testruns import MissingKey, NetworkSetupError, RunError, RunRef, checkly, qualigate, testclix
from testruns._clients import OPEN

ROOT = Path(__file__).resolve().parents[2]
KEY = "planted-key-1234567890"
SECRET = "planted-value-of-a-variable"
ACCOUNT = ids.ACCOUNT
SUITE = ids.SUITE
VENDORS = [checkly, qualigate, testclix]
HEADERS = {
    "checkly": ("authorization", f"Bearer {KEY}"),
    "qualigate": ("authorization", f"Bearer {KEY}"),
    "testclix": ("x-api-key", KEY),
}


@pytest.fixture(params=VENDORS, ids=lambda vendor: vendor.VENDOR.name)
def vendor(request: pytest.FixtureRequest) -> Any:
    """A vendor's module."""
    return request.param


def environ(vendor: ModuleType, key: str = KEY) -> dict[str, str]:
    return {f"{vendor.VENDOR.name.upper()}_API_KEY": key, "CHECKLY_ACCOUNT_ID": ACCOUNT}


def sent_headers(client: Any) -> httpx.Headers:
    headers: httpx.Headers = client.get_httpx_client().build_request("GET", "/").headers
    return headers


def test_a_vendor_loads_no_other_vendor_and_nothing_that_only_some_need(vendor: Any) -> None:
    others = {f"{each.VENDOR.name}_client" for each in VENDORS if each is not vendor}
    unneeded = others | {"anyio", "trio", "dateutil", "pyrate_limiter", "redis", "yaml"}
    code = (
        "import sys, httpx; own = set(sys.modules)\n"  # older ones load anyio and trio themselves
        f"import testruns.{vendor.VENDOR.name}; print(*{unneeded} & (set(sys.modules) - own))"
    )

    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert not loaded.stderr
    assert loaded.stdout.split() == []


def test_a_client_has_what_the_vendor_wants_and_a_timeout(vendor: Any) -> None:
    client = vendor.client(environ=environ(vendor))
    http, headers = client.get_httpx_client(), sent_headers(client)
    name, value = HEADERS[vendor.VENDOR.name]

    assert headers[name] == value
    assert headers["user-agent"].startswith("testruns/")
    assert headers.get("x-checkly-account") == (ACCOUNT if vendor is checkly else None)
    assert None not in http.timeout.as_dict().values()
    assert not http.follow_redirects
    assert str(http.base_url).rstrip("/") == vendor.VENDOR.spec.BASE_URL


@pytest.mark.parametrize("key", [f"{KEY}\n", f"  {KEY} "])
def test_blanks_around_a_key_are_dropped(vendor: Any, key: str) -> None:
    client = vendor.client(environ=environ(vendor, key))

    name, value = HEADERS[vendor.VENDOR.name]
    assert sent_headers(client)[name] == value


@pytest.mark.parametrize("key", [None, "", "  \n", "schlüssel", "two\nlines"])
def test_a_missing_or_impossible_key_is_named_and_where_it_is_found(
    vendor: Any, key: str | None
) -> None:
    variables = environ(vendor, key or "")
    if key is None:
        del variables[f"{vendor.VENDOR.name.upper()}_API_KEY"]

    with pytest.raises(MissingKey, match=f"{vendor.VENDOR.name.upper()}_API_KEY") as caught:
        vendor.client(environ=variables)

    assert vendor.VENDOR.credentials[0].where in str(caught.value)
    assert not key or not key.strip() or key not in str(caught.value)


def test_a_missing_account_is_named() -> None:
    with pytest.raises(MissingKey, match="CHECKLY_ACCOUNT_ID"):
        checkly.client(KEY, environ={})


def test_the_environment_of_the_process_is_the_default(
    vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ(vendor).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(f"{vendor.VENDOR.name.upper()}_BASE_URL", "https://proxy.example/vendor")

    client = vendor.client()

    assert str(client.get_httpx_client().base_url) == "https://proxy.example/vendor/"


def test_an_argument_wins_over_the_environment(vendor: Any) -> None:
    variables = environ(vendor) | {f"{vendor.VENDOR.name.upper()}_BASE_URL": "https://a.example"}

    client = vendor.client(environ=variables, base_url="https://b.example")

    assert client.get_httpx_client().base_url.host == "b.example"


@pytest.mark.parametrize(
    "address",
    [
        "vendor.example",
        "ftp://vendor.example",
        "https://",
        "https://vendor.example:port",
        "http://[::1",
        "http://xn--/",
        "https://somebody:secret@vendor.example",
    ],
)
def test_a_base_address_that_is_none_is_named_and_not_shown(vendor: Any, address: str) -> None:
    name = f"{vendor.VENDOR.name.upper()}_BASE_URL"

    with pytest.raises(NetworkSetupError, match=f"{name} is no web address") as from_variable:
        vendor.client(environ=environ(vendor) | {name: address})
    with pytest.raises(NetworkSetupError, match="base_url is no web address") as from_argument:
        vendor.client(environ=environ(vendor), base_url=address)

    assert address not in f"{from_variable.value} {from_argument.value}"


PROXY = "proxy" if "proxy" in signature(httpx.Client).parameters else "proxies"
WRONG_NETWORKS: dict[str, tuple[dict[str, str], dict[str, Any], str]] = {
    "scheme": ({"HTTP_PROXY": f"ftp://u:{SECRET}@127.0.0.1:1"}, {}, "HTTP_PROXY is no address"),
    "password": ({"https_proxy": f"http://u:{SECRET}/x@proxy:1"}, {}, "https_proxy is no address"),
    "SOCKS": ({"ALL_PROXY": "socks5://127.0.0.1:1"}, {}, "ALL_PROXY names a SOCKS proxy"),
    "exceptions": ({"NO_PROXY": "a:b:c"}, {}, "NO_PROXY holds what is no name of a host"),
    "certificates": ({"SSL_CERT_FILE": __file__}, {}, f"SSL_CERT_FILE={__file__}"),
    "file": ({}, {"verify_ssl": "/none/ca.pem"}, "verify_ssl=/none/ca.pem"),
    "proxy": ({}, {"httpx_args": {PROXY: f"ftp://u:{SECRET}@x"}}, f"httpx_args['{PROXY}'] is no"),
    "kind": ({}, {"httpx_args": {"limits": SECRET}}, "httpx_args (limits): httpx does not take"),
}


@pytest.mark.parametrize("case", WRONG_NETWORKS)
def test_a_network_that_is_set_up_wrong_is_told_by_its_name_when_a_client_is_made(
    vendor: Any, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables, arguments, told = WRONG_NETWORKS[case]
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(NetworkSetupError) as caught:
        vendor.client(environ=environ(vendor), **arguments)

    assert told in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None  # whose frames would hold it


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_a_range_of_ipv6_addresses_is_left_out_of_what_proxies_are_not_for(
    vendor: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "localhost,fe80::/10,10.0.0.0/8")

    with vendor.client(environ=environ(vendor)) as client:
        client.get_httpx_client()

    assert os.environ[name] == "localhost,fe80::/10,10.0.0.0/8"


def test_a_variable_that_goes_wrong_later_is_told_when_it_is_read(
    vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = vendor.client(environ=environ(vendor))
    monkeypatch.setenv("ALL_PROXY", f"ftp://u:{SECRET}@127.0.0.1:1")

    with pytest.raises(NetworkSetupError, match="ALL_PROXY is no address") as caught:
        client.get_async_httpx_client()

    assert SECRET not in frames(caught.value)


def test_the_headers_of_the_caller_are_sent_and_left_alone(vendor: Any) -> None:
    headers = {"X-Team": "web"}

    client = vendor.client(environ=environ(vendor), headers=headers)

    assert sent_headers(client)["x-team"] == "web"
    assert headers == {"X-Team": "web"}


def test_no_repr_of_a_client_shows_the_key(vendor: Any) -> None:
    client = vendor.client(environ=environ(vendor))

    client.get_async_httpx_client()

    assert KEY not in f"{client!r} {client} {client.with_headers({'a': 'b'})!r}"


def test_threads_share_one_connection_pool(vendor: Any) -> None:
    client = vendor.client(environ=environ(vendor))

    with ThreadPoolExecutor(8) as pool:
        clients = set(pool.map(lambda _: client.get_httpx_client(), range(64)))

    assert len(clients) == 1


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def started(client: Any, backend: str, *, opened: bool) -> RunRef:
    """Start a run in an event loop of its own."""

    async def main() -> RunRef:
        async with client if opened else nullcontext():
            return await qualigate.trigger_async(client, qualigate.VENDOR.example)

    return anyio.run(main, backend=backend)


@pytest.mark.parametrize("opened", [True, False])
def test_a_client_serves_one_event_loop_after_another(
    opened: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    with specmock.serving([ROOT / "specs" / "qualigate.yaml"]) as endpoints:
        [there] = endpoints.values()
        client = qualigate.client(environ=environ(qualigate, there.mock.key), base_url=there.url)

        # Where trio ends, what came with httpx 0.24 is interrupted while it closes.
        trio = "trio" if opened or PROXY == "proxy" else "asyncio"
        backends = ["asyncio", "asyncio", trio, trio, "asyncio"] * 4
        before = open_files()
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            refs = {started(client, backend, opened=opened) for backend in backends}
            del client
            gc.collect()

    assert len(refs) == len(there.mock.journal) == len(backends)
    assert not [each for each in told if issubclass(each.category, ResourceWarning)]
    assert open_files() <= before + 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_client_is_closed_once_a_loop_however_often_it_is_used(backend: str) -> None:
    client = qualigate.client(environ=environ(qualigate), verify_ssl=False)

    async def main() -> tuple[Any, int]:
        made = {client.get_async_httpx_client() for _ in range(50)}
        return made.pop(), len(OPEN)

    before = len(OPEN)
    httpx_client, during = anyio.run(main, backend=backend)

    assert during == before + 1
    assert len(OPEN) == before
    assert httpx_client.is_closed


def test_threads_with_event_loops_of_their_own_share_a_client(vendor: Any) -> None:
    client = vendor.client(environ=environ(vendor), verify_ssl=False)
    barrier = Barrier(4)

    async def made() -> Any:
        first = client.get_async_httpx_client()
        barrier.wait(10)
        assert client.get_async_httpx_client() is first
        return first

    with ThreadPoolExecutor(4) as pool:
        clients = set(pool.map(lambda _: anyio.run(made), range(4)))

    assert len(clients) == 4


def test_an_httpx_client_of_the_caller_is_used_in_each_event_loop(vendor: Any) -> None:
    client = vendor.client(environ=environ(vendor))
    own = httpx.AsyncClient()

    async def current() -> Any:
        return client.get_async_httpx_client()

    anyio.run(current)
    client.set_async_httpx_client(own)

    assert anyio.run(current) is client.get_async_httpx_client() is own


def test_an_httpx_client_that_was_made_before_the_event_loop_is_used_in_it(vendor: Any) -> None:
    client = vendor.client(environ=environ(vendor))
    early = client.get_async_httpx_client()

    async def current() -> Any:
        return client.get_async_httpx_client()

    assert anyio.run(current) is early
    assert client.get_async_httpx_client() is early
    assert anyio.run(current) is not early


def test_proxies_of_the_environment_count(vendor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")

    client = vendor.client(environ=environ(vendor))

    assert [str(pattern.pattern) for pattern in client.get_httpx_client()._mounts] == ["https://"]


def test_a_certificate_bundle_of_the_environment_counts(
    vendor: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))

    with pytest.raises(NetworkSetupError, match=f"SSL_CERT_FILE={bundle}"):
        vendor.client(environ=environ(vendor))


def test_a_context_of_the_caller_is_used(vendor: Any) -> None:
    context = ssl.create_default_context()

    client = vendor.client(environ=environ(vendor), verify_ssl=context)

    assert client.get_httpx_client()._transport._pool._ssl_context is context


@pytest.mark.parametrize(("vendor", "other"), [*permutations(VENDORS, 2)])
def test_a_token_of_another_vendor_is_refused(vendor: Any, other: Any, make_world: Any) -> None:
    ref = RunRef(other.VENDOR.name, next(iter(other.VENDOR.kinds)), ("x",))

    with pytest.raises(ValueError, match=f"is a run of {other.VENDOR.name}"):
        make_world(vendor.VENDOR.name).do("wait", ref)


def test_a_token_of_an_unknown_kind_is_refused(vendor: Any, make_world: Any) -> None:
    ref = RunRef(vendor.VENDOR.name, "galaxy", ("x",))

    with pytest.raises(ValueError, match="does not know"):
        make_world(vendor.VENDOR.name).do("wait", ref)


@pytest.mark.parametrize("ids", [(), (SUITE, ACCOUNT)], ids=len)
def test_a_token_without_its_one_id_is_refused(
    vendor: Any, make_world: Any, ids: tuple[str, ...]
) -> None:
    for kind in set(vendor.VENDOR.kinds) - {"project"}:
        with pytest.raises(ValueError, match=f"{len(ids)} ids instead of one") as caught:
            make_world(vendor.VENDOR.name).do("wait", RunRef(vendor.VENDOR.name, kind, ids))

        assert not hasattr(caught.value, "__notes__")


@pytest.mark.parametrize("test_id", ["", " ", ".", "..", "details"])
def test_an_id_that_would_reach_another_operation_is_not_sent(
    make_world: Any, test_id: str
) -> None:
    world = make_world("testclix")

    for verb, argument in [
        ("trigger", test_id),
        ("trigger_and_wait", test_id),
        ("wait", RunRef("testclix", "test", (test_id,))),
    ]:
        with pytest.raises(ValueError, match="is not the id of a test"):
            world.do(verb, argument)

    assert not world.mock.journal


@pytest.mark.parametrize("name", ["checkly", "qualigate"])
@pytest.mark.parametrize("run_id", ["", "..", "x"])
def test_an_id_that_is_no_uuid_is_not_sent(make_world: Any, name: str, run_id: str) -> None:
    world = make_world(name)
    kind = next(iter(world.vendor.VENDOR.kinds))

    with pytest.raises(ValueError, match="UUID"):
        world.do("wait", RunRef(name, kind, (run_id,)))

    assert not world.mock.journal


SECRETS = checkly.SessionRequest(
    "Nightly",
    "eu-west-1",
    target=checkly.ALL_CHECKS,
    environment_variables=[checkly.SecretEnvironmentVariable("LOGIN", secret=True, value=SECRET)],
)
FAULTS: list[dict[str, Any]] = [
    {},
    {"status": 401},
    {"status": 429},
    {"status": 500, "body": '{"message": "your key is KEY"}'},
    {"fault": "connection-reset-by-peer"},
    {"fault": "truncated"},
    {"fault": "html"},
]


@pytest.mark.parametrize("of_the_start", [True, False])
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_secret_is_in_any_repr_log_exception_or_token(
    vendor: Any,
    make_world: Any,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, Any],
    of_the_start: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    caplog.set_level(logging.DEBUG)
    world = make_world(vendor.VENDOR.name)
    request = SECRETS if vendor is checkly else vendor.VENDOR.example
    texts: list[str] = []

    def told(thing: Any) -> None:
        texts.append(f"{thing!r} {thing}")
        if isinstance(thing, RunRef):
            texts.append(thing.to_json())

    if fault:
        operations = world.mock.starters if of_the_start else world.mock.operations
        fault = {
            name: str(value).replace("KEY", world.mock.key) if name == "body" else value
            for name, value in fault.items()
        }
        for operation in operations:
            world.mock.plan(operation=operation, times=None, **fault)
    try:
        told(world.do("trigger_and_wait", request, on_change=told, on_triggered=told))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not tell
        texts += traceback.format_exception(error)
        for each in (error, error.__cause__ or error):
            told(each)
            told(vars(each))

    told([record.getMessage() for record in caplog.records])
    assert texts
    assert world.mock.key not in " ".join(texts)
    assert SECRET not in " ".join(texts)


def frames(error: BaseException | None) -> str:
    """What the frames of an error and of its causes hold, but for those of this test."""
    told = ""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename != __file__:
                told += repr(frame.f_locals)
        error = error.__cause__ or error.__context__
    return told


def test_no_frame_of_a_missing_key_holds_the_environment(
    vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER_API_KEY", "planted")
    for each in vendor.VENDOR.credentials:
        monkeypatch.delenv(each.variable, raising=False)
    monkeypatch.setenv(vendor.VENDOR.credentials[0].variable, "plan\nted")

    with pytest.raises(MissingKey) as caught:
        vendor.client()

    assert "planted" not in frames(caught.value)
    assert "plan" not in frames(caught.value).replace("plan=", "")


@pytest.mark.parametrize("status", [401, 500])
def test_no_frame_of_a_failed_start_holds_the_value_of_a_secret_variable(status: int) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(status))
    client = checkly.client(
        environ=environ(checkly), verify_ssl=False, httpx_args={"transport": transport}
    )
    secret = checkly.SecretEnvironmentVariable("LOGIN", "planted", secret=True)
    request = checkly.SessionRequest(
        "Nightly", "eu", target=checkly.ALL_CHECKS, environment_variables=[secret]
    )

    with pytest.raises(RunError) as caught:
        checkly.trigger(client, request, timeout=0)

    assert "SecretEnvironmentVariable(key='LOGIN', value=***)" in frames(caught.value)
    assert "planted" not in frames(caught.value)
