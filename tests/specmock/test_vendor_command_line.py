"""Checkly's own command line tool works against the mock of Checkly.

It is a client that somebody else wrote. Install it once, and the test runs:
`npm install --prefix .cache/npm checkly@8.23.2`.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import specmock

from specs import ROOT

TOOL = ROOT / ".cache" / "npm" / "node_modules" / "checkly" / "bin" / "run"
ACCOUNT = "1397c172-1938-4973-a225-5862298e571a"
SESSION = "8166fa86-c9b4-4162-8541-d380c6c212d8"
# What is loaded into the tool before itself: nothing but loopback can be reached.
LOOPBACK = """\
const net = require("net");
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const host = typeof options === "object" ? options.host : given[1];
  if (!["127.0.0.1", "localhost"].includes(host)) throw new Error(`not loopback: ${host}`);
  return connect.apply(this, given);
};
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("node") is None or not TOOL.exists(),
        reason="needs node and: npm install --prefix .cache/npm checkly@8.23.2",
    ),
]


@contextmanager
def proxy(url: str) -> Iterator[tuple[str, list[str]]]:
    """Serve what the mock lacks, and pass on the rest; give the address and what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.startswith("/next/accounts"):
                answer = httpx.Response(200, json={"id": ACCOUNT, "name": "Demo", "runtimeId": "1"})
            else:
                # It writes each item of a list as `statuses[]`, the description `statuses`.
                path = re.sub(r"(%5B%5D|\[\])=", "=", self.path)
                key = {"Authorization": self.headers["Authorization"]}
                answer = httpx.get(f"{url}{path}", headers=key, timeout=60)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.mark.parametrize(
    ("words", "asked", "shown"),
    [
        (("list", "--status", "failed"), "/v1/test-sessions?", "Nightly"),
        (("get", SESSION), f"/v1/test-sessions/{SESSION}", "Nightly"),
        (("get", SESSION, "--watch"), f"/v1/test-sessions/{SESSION}/completion", "Nightly"),
    ],
    ids=["list", "get", "watch"],
)
def test_the_tool_works_against_the_mock(
    words: tuple[str, ...],
    asked: str,
    shown: str,
    specmock_server: Mapping[str, specmock.Endpoint],
    tmp_path: Path,
) -> None:
    endpoint = specmock_server["checkly"]
    (tmp_path / "loopback.cjs").write_text(LOOPBACK, "utf-8")
    with proxy(endpoint.url) as (url, requests):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "CI": "true",
            "NODE_OPTIONS": f"--require={tmp_path / 'loopback.cjs'}",
            "CHECKLY_ENV": "local",
            "CHECKLY_API_URL": url,
            "CHECKLY_API_KEY": endpoint.key,
            "CHECKLY_ACCOUNT_ID": ACCOUNT,
        }
        run = subprocess.run(  # noqa: S603 - the tool of the vendor, as it was installed
            ["node", str(TOOL), "test-sessions", *words],  # noqa: S607
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert shown in run.stdout, run.stdout + run.stderr
    assert any(each.startswith(asked) for each in requests), requests
