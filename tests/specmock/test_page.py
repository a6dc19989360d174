"""The start page and the API reference, in a real browser without a window."""

import json
import os
import re
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import ids
import pytest
import specmock
from pictures import BROWSER, browse

SHOTS = os.environ.get("SPECMOCK_SCREENSHOTS")

needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def mocks() -> Iterator[Any]:
    with specmock.serving(settings=specmock.Settings(bodies=True)) as endpoints:
        qualigate, testclix = endpoints["qualigate"], endpoints["testclix"]
        qualigate.mock.plan(operation="get_run", status=500)
        with httpx.Client(base_url=qualigate.url, headers={"x-api-key": qualigate.key}) as client:
            body = {"test_suite_id": ids.SUITE}
            suite = client.post("/api/v1/trigger", json=body).json()["suite_run_id"]
            for _ in range(3):
                client.get("/api/v1/trigger", params={"suite_run_id": suite})
        httpx.get(f"{testclix.url}/v1/api/status")
        testclix.mock.plan(fault="html")
        yield endpoints


def root(mocks: Any) -> str:
    return str(mocks["testclix"].url.removesuffix("testclix"))


@needs_browser
def test_the_page_shows_mocks_keys_runs_and_requests(mocks: Any, tmp_path: Path) -> None:
    shown = browse(root(mocks), tmp_path, "--dump-dom")

    text = re.sub(r"<script>.*?</script>|<[^>]+>", " ", shown, flags=re.DOTALL)
    for endpoint in mocks.values():
        assert endpoint.key in text
        assert endpoint.url in text
    assert "completed" in text
    assert "GET /v1/api/status" in text
    assert "the key is missing" in text
    assert '{"fault":"html"}' in text.replace("&quot;", '"')


@needs_browser
@pytest.mark.parametrize(("name", "width", "height"), [("desk", 1200, 1400), ("phone", 500, 1600)])
@pytest.mark.parametrize("page", ["", "_specmock/reference/checkly"])
def test_the_pages_can_be_pictured(
    mocks: Any, tmp_path: Path, page: str, name: str, width: int, height: int
) -> None:
    folder = Path(SHOTS) if SHOTS else tmp_path
    shot = folder / f"{name}-{page.rpartition('/')[2] or 'start'}.png"

    browse(root(mocks) + page, tmp_path, f"--screenshot={shot}", f"--window-size={width},{height}")

    content = shot.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (width, height)
    assert len(content) > 20_000  # an empty page is a few thousand


class Browser:
    """A browser that is told what to do over a pair of pipes."""

    def __init__(self, folder: Path) -> None:
        assert BROWSER is not None
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()

        def arrange() -> None:
            os.dup2(theirs_in, 13), os.dup2(theirs_out, 14)
            os.dup2(13, 3), os.dup2(14, 4)

        command = [
            *(BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-dev-shm-usage", "--disable-background-networking"),
            *("--remote-debugging-pipe", f"--user-data-dir={folder / 'told'}", "about:blank"),
        ]
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments
            command, preexec_fn=arrange, pass_fds=(3, 4), stderr=subprocess.DEVNULL
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._rest = b""
        self._count = 0

    def tell(self, method: str, session: str | None = None, **params: Any) -> Any:
        """Send a command; return its result."""
        self._count += 1
        command = {"id": self._count, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        os.write(self._out, json.dumps(command).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                self._rest += os.read(self._in, 65536)
            message, _, self._rest = self._rest.partition(b"\0")
            answer = json.loads(message)
            if answer.get("id") == self._count:
                return answer["result"]

    def close(self) -> None:
        """End the browser."""
        self.tell("Browser.close")
        self._process.wait(20)
        os.close(self._in)
        os.close(self._out)


class Page:
    """A page that a browser shows."""

    def __init__(self, browser: Browser, url: str) -> None:
        target = browser.tell("Target.createTarget", url=url)["targetId"]
        self._browser = browser
        self._session = browser.tell("Target.attachToTarget", targetId=target, flatten=True)

    def evaluate(self, code: str) -> Any:
        """Run JavaScript in the page; return its value."""
        told = self._browser.tell(
            "Runtime.evaluate",
            self._session["sessionId"],
            expression=code,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, code: str) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + 60
        while not self.evaluate(f"Boolean({code})"):
            assert time.monotonic() < deadline, code
            time.sleep(0.05)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    browser = Browser(tmp_path)
    yield lambda url: Page(browser, url)
    browser.close()


@needs_browser
def test_a_button_plans_what_it_says(mocks: Any, page: Callable[[str], Page]) -> None:
    mock = mocks["checkly"].mock
    mock.reset()
    opened = page(root(mocks))
    evaluate, until = opened.evaluate, opened.until

    until("document.body?.dataset.ready === 'yes'")
    evaluate(
        "const own = [...document.querySelectorAll('section.mock')]"
        ".find(each => each.textContent.includes('Checkly'));"
        "const press = text => [...own.querySelectorAll('button')]"
        ".find(each => each.textContent === text).click();"
        "own.querySelector('select').value = 'CANCELLED';"
        "press('The next run ends as'); press('500 twice')"
    )
    until("document.getElementById('plan').textContent.includes('500')")
    shown = evaluate("document.getElementById('plan').textContent")

    steps = [step.to_dict() for step in mock.steps]
    assert sorted(map(str, steps)) == ["{'outcome': 'CANCELLED'}", "{'times': 2, 'status': 500}"]
    assert "CANCELLED" in shown


@needs_browser
def test_a_request_opens_to_its_bodies_and_stays_open(
    mocks: Any, page: Callable[[str], Page]
) -> None:
    for each in mocks.values():  # the page shows the requests of all
        each.mock.reset()
    opened = page(root(mocks))
    url, key = mocks["qualigate"].url, mocks["qualigate"].key
    body = {"test_suite_id": ids.SUITE}
    httpx.post(f"{url}/api/v1/trigger", json=body, headers={"x-api-key": key})

    opened.until("document.querySelector('#journal details')")
    opened.evaluate("document.querySelector('#journal summary').click()")
    httpx.get(f"{url}/nowhere")
    opened.until("document.querySelectorAll('#journal details').length === 2")

    shown = opened.evaluate("document.querySelector('#journal details[open]').textContent")
    assert f'"test_suite_id": "{ids.SUITE}"' in shown
    assert "trigger_run" in shown


@needs_browser
def test_what_is_tried_out_in_the_reference_is_sent_to_the_mock(
    mocks: Any, page: Callable[[str], Page]
) -> None:
    mock = mocks["testclix"].mock
    mock.reset()
    opened = page(f"{root(mocks)}_specmock/reference/testclix")
    own = "document.querySelector('[data-path=\"/v1/api/status\"]')"

    opened.until(own)
    opened.evaluate(f"{own}.click()")
    for press in ("try-out__btn", "execute"):
        opened.until(f"document.querySelector('.{press}')")
        opened.evaluate(f"document.querySelector('.{press}').click()")
    opened.until("document.querySelector('.live-responses-table')")

    assert [(entry.path, entry.status) for entry in mock.journal] == [("/v1/api/status", 401)]


@needs_browser
@pytest.mark.parametrize(
    ("page", "paths"),
    [
        ("reference/qualigate", ["/api/v1/trigger", "/api/v1/results", "/api/v1/ci-config"]),
        ("reference", ["/plan", "/clock", "/reset"]),
    ],
)
def test_the_reference_lists_the_operations(
    mocks: Any, tmp_path: Path, page: str, paths: list[str]
) -> None:
    shown = browse(f"{root(mocks)}_specmock/{page}", tmp_path, "--dump-dom")

    for path in paths:
        assert f'data-path="{path}"' in shown


def test_the_pages_ask_nothing_of_other_hosts(mocks: Any) -> None:
    for page in ("", "_specmock/reference/checkly", "_specmock/reference"):
        answer = httpx.get(root(mocks) + page)

        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "http" not in answer.text
