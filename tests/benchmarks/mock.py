"""Time the mock beside Prism and an empty application on the same server.

Prism comes from npm into a temporary folder. Each server has one process; four connections ask
without a pause from this one. Validation of requests and answers is on.
"""

import asyncio
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
from attrs import frozen
from rich.console import Console
from rich.table import Table

SPEC = Path(__file__).resolve().parents[2] / "specs" / "checkly.yaml"
PRISM = "@stoplight/prism-cli@5.14.2"
SECONDS = 2.5
ROUNDS = 3  # of each server by turns, since a machine is not equally fast all the time
CONNECTIONS = 4
KEY = "Authorization: Bearer checkly-demo-key\r\n"
SESSION = "/v1/test-sessions/8166fa86-c9b4-4162-8541-d380c6c212d8"
BODY = json.dumps({"name": "Nightly", "runLocation": "eu-west-1", "target": {"matchTags": [["a"]]}})
EMPTY = """
import uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})
uvicorn.run(app, port=PORT, http="httptools", lifespan="off", log_level="critical", access_log=False)
"""


@frozen
class Figures:
    """What was measured of a server: requests a second, seconds, MB after the GETs and at the end."""

    get: float
    post: float
    start: float
    memory: float
    at_end: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def request(method: str, path: str, body: str = "") -> bytes:
    """Return a request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{KEY}Accept: application/json\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n{body}".encode()


async def ask(port: int, sent: bytes, until: float) -> int:
    """Ask over one connection until a time; return how many answers came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 20"):
            raise SystemExit(f"no good answer: {head[:200]!r}")
        length = re.search(rb"content-length: (\d+)", head)
        if length:
            await reader.readexactly(int(length[1]))
        else:  # chunked
            while await reader.readuntil(b"\r\n") != b"0\r\n":
                pass
            await reader.readuntil(b"\r\n")
        count += 1
    writer.close()
    return count


async def rate(port: int, sent: bytes, seconds: float) -> float:
    start = time.perf_counter()
    asked = [ask(port, sent, start + seconds) for _ in range(CONNECTIONS)]
    return sum(await asyncio.gather(*asked)) / (time.perf_counter() - start)


def memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def measured(command: Sequence[str], port: int, prefix: str) -> Figures:
    """Start a server, measure it, end it."""
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:  # noqa: S603 - our own
        try:
            while True:
                try:
                    httpx.get(f"http://127.0.0.1:{port}{prefix}{SESSION}", timeout=5)
                    break
                except httpx.TransportError:
                    if time.perf_counter() - start > 60:
                        raise
                    time.sleep(0.005)
            started = time.perf_counter() - start
            get = request("GET", prefix + SESSION)
            post = request("POST", f"{prefix}/v1/test-sessions/trigger", BODY)
            rates, sizes = [], []
            for sent in (get, post):
                asyncio.run(rate(port, sent, 1))
                rates.append(asyncio.run(rate(port, sent, SECONDS)))
                sizes.append(memory(process.pid))
            return Figures(rates[0], rates[1], started, sizes[0], sizes[1])
        finally:
            process.terminate()


def best(found: Sequence[Figures]) -> Figures:
    """Return the best of some measurements, figure by figure."""
    return Figures(
        max(each.get for each in found),
        max(each.post for each in found),
        min(each.start for each in found),
        min(each.memory for each in found),
        min(each.at_end for each in found),
    )


def prism() -> list[str]:
    """Return the command of Prism, from npm."""
    folder = Path(tempfile.gettempdir()) / "specmock-bench-prism"
    script = folder / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise SystemExit("bench-mock needs node and npm, for Prism")
    if not script.exists():
        install = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder)]
        subprocess.run([*install, PRISM], check=True)  # noqa: S603 - our own
    return [node, str(script), "mock", "-v", "silent", "-h", "127.0.0.1", str(SPEC), "-p"]


def main() -> None:
    """Measure the three and print a table."""
    port = free_port()
    own = ["-c", "import sys; from specmock.cli import main; sys.exit(main())"]
    serve = ["serve", str(SPEC), "--no-rate-limits", "--clock", "immediate", "--port"]
    command = prism()
    servers = {
        "empty application": ([sys.executable, "-c", EMPTY.replace("PORT", str(port))], ""),
        "specmock": ([sys.executable, *own, *serve, str(port)], "/checkly"),
        "Prism": ([*command, str(port)], ""),
    }
    rounds = [
        {name: measured(start, port, prefix) for name, (start, prefix) in servers.items()}
        for _ in range(ROUNDS)
    ]
    figures = {name: best([each[name] for each in rounds]) for name in servers}
    table = Table("server", "GET /s", "POST /s", "start-up s", "memory MB", "after the POSTs MB")
    for name, each in figures.items():
        row = (each.get, each.post, each.start, each.memory, each.at_end)
        table.add_row(
            name, *(f"{figure:.3g}" if figure < 100 else f"{figure:.0f}" for figure in row)
        )
    console = Console()
    console.print(table)
    today = datetime.now(UTC).date()
    console.print(
        f"{today}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )
    ours, theirs = figures["specmock"], figures["Prism"]
    console.print(
        f"specmock to Prism: GET x{ours.get / theirs.get:.1f}, POST x{ours.post / theirs.post:.1f}, "
        f"start-up 1/{theirs.start / ours.start:.1f}"
    )


if __name__ == "__main__":
    main()
