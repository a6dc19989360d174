"""Time the mock beside other mock servers and an empty application on uvicorn.

Steady, Prism and Mockoon come from npm into a temporary folder. Each server has one process and a
core of its own; four connections ask without a pause from another core, by wrk where it is
installed. All that a server validates is validated, state and journal are on. Documents that are
given as arguments are started too: how soon, in how much time of the processor, how large.
"""

import json
import math
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from attrs import astuple, frozen
from rich.console import Console
from rich.table import Table

SPEC = Path(__file__).resolve().parents[2] / "specs" / "checkly.yaml"
PACKAGES = {
    "@stdy/cli": "0.22.2",
    "@stoplight/prism-cli": "5.16.0",
    "@mockoon/cli": "9.9.0",
}
SECONDS = 3  # whole ones, as wrk takes them
ROUNDS = 3  # of each server by turns, since a machine is not equally fast all the time
CONNECTIONS = 4
SERVER, GENERATOR = 0, 1  # the cores
KEY = "Authorization: Bearer checkly-demo-key\r\n"
SESSION = "/v1/test-sessions/8166fa86-c9b4-4162-8541-d380c6c212d8"
BODY = json.dumps({"name": "Nightly", "runLocation": "eu-west-1", "target": {"matchTags": [["a"]]}})
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
EMPTY = """
import uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})
uvicorn.run(app, port=PORT, http="httptools", lifespan="off", log_level="critical", access_log=False)
"""


@frozen
class Figures:
    """What was measured of a server: requests a second, microseconds of processor time a request,
    seconds to the first answer, also of the processor, MB after the GETs and at the end."""

    get: float
    post: float
    get_time: float
    post_time: float
    start: float
    start_time: float
    memory: float
    at_end: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def request(method: str, path: str, body: str = "") -> bytes:
    """Write a request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{KEY}Accept: application/json\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n{body}".encode()


def exchange(connection: socket.socket) -> None:
    """Read one answer, which has a length or ends with an empty chunk."""
    came = connection.recv(65536)
    while (end := came.find(b"\r\n\r\n")) < 0:
        came += connection.recv(65536)
    if not came.startswith(b"HTTP/1.1 20"):
        raise SystemExit(f"no good answer: {came[:200]!r}")
    length = LENGTH.search(came, 0, end)
    if length:
        size = end + 4 + int(length[1])
        while len(came) < size:
            came += connection.recv(65536)
    else:
        while not came.endswith(b"0\r\n\r\n"):
            came += connection.recv(65536)


def rate(port: int, path: str, body: str, seconds: float) -> float:
    """Ask over some connections at once; count the answers a second."""
    if wrk := shutil.which("wrk"):
        return rate_by_wrk(wrk, port, path, body, seconds)
    sent = request("POST" if body else "GET", path, body)
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(sent)
    start, count = time.perf_counter(), 0
    while time.perf_counter() < start + seconds:
        for connection in connections:
            exchange(connection)
            connection.sendall(sent)
        count += CONNECTIONS
    spent = time.perf_counter() - start
    for connection in connections:
        connection.close()
    return count / spent


def rate_by_wrk(wrk: str, port: int, path: str, body: str, seconds: float) -> float:
    """Ask with wrk, which takes little of the processor beside the server."""
    headers = KEY + "Accept: application/json\r\n"
    script = [f"wrk.method = {json.dumps('POST' if body else 'GET')}"]
    if body:
        headers += "Content-Type: application/json\r\n"
        script.append(f"wrk.body = {json.dumps(body)}")
    for line in headers.splitlines():
        name, _, value = line.partition(": ")
        script.append(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write("\n".join(script))
        file.flush()
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{math.ceil(seconds)}s", "-s", file.name]
        command = [*pinned(GENERATOR), *command, f"http://127.0.0.1:{port}{path}"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own
    if "Non-2xx" in told:
        raise SystemExit(f"no good answers: {told}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])


def pinned(core: int) -> list[str]:
    """Write what keeps a command on a core, where there are several."""
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(core)] if taskset and (os.cpu_count() or 1) > 1 else []


def tree(pid: int) -> list[int]:
    """Name a process and all that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in tree(int(child)))]


def memory(pid: int) -> float:
    """Tell the MB that a server holds."""
    texts = [Path(f"/proc/{each}/status").read_text() for each in tree(pid)]
    return sum(int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) for text in texts) / 1024


def spent(pid: int) -> float:
    """Tell the seconds of processor time that a server has used."""
    texts = [
        Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in tree(pid)
    ]
    return sum(int(text[11]) + int(text[12]) for text in texts) / os.sysconf("SC_CLK_TCK")


def running_since(process: subprocess.Popen[bytes], port: int, path: str) -> float:
    """Wait for the first answer of any kind; tell how long it took from the start."""
    start = time.perf_counter()
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5)
        except httpx.TransportError:
            if time.perf_counter() - start > 60 or process.poll() is not None:
                raise
            time.sleep(0.005)
        else:
            return time.perf_counter() - start


def measured(command: Sequence[str], port: int, prefix: str) -> Figures:
    """Start a server, measure it, end it."""
    with started(command) as process:
        start = running_since(process, port, prefix + SESSION)
        start_time = spent(process.pid)
        asked = ((prefix + SESSION, ""), (f"{prefix}/v1/test-sessions/trigger", BODY))
        rates, times, sizes = [], [], []
        for path, body in asked:
            rate(port, path, body, 1)
            before = spent(process.pid)
            rates.append(rate(port, path, body, SECONDS))
            times.append((spent(process.pid) - before) / (rates[-1] * SECONDS) * 1e6)
            sizes.append(memory(process.pid))
        return Figures(
            rates[0], rates[1], times[0], times[1], start, start_time, sizes[0], sizes[1]
        )


def begun(command: Sequence[str], port: int) -> tuple[float, float, float]:
    """Start a server of a document: seconds to its first answer, also of the processor, and MB."""
    with started(command) as process:
        start = running_since(process, port, "/")
        return start, spent(process.pid), memory(process.pid)


@contextmanager
def started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    settings = {**os.environ, "PYTHONPYCACHEPREFIX": tempfile.gettempdir() + "/specmock-bench-pyc"}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    command = [*pinned(SERVER), *command]
    with subprocess.Popen(command, env=settings, stdout=quiet, stderr=quiet) as process:  # noqa: S603 - our own
        try:
            yield process
        finally:
            process.terminate()


def best(found: Sequence[Figures]) -> Figures:
    """Take the best of some measurements, figure by figure."""
    rows: list[tuple[float, ...]] = list(zip(*map(astuple, found), strict=True))
    fastest, least = [max(row) for row in rows[:2]], [min(row) for row in rows[2:]]
    return Figures(*fastest, *least)


def installed() -> Path:
    """Install the other servers from npm, once; tell where their commands are."""
    folder = Path(tempfile.gettempdir()) / "specmock-bench"
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise SystemExit("bench-mock needs node and npm, for the servers that it compares with")
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    mark = folder / "installed"
    if not mark.exists() or mark.read_text() != " ".join(wanted):
        install = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder)]
        subprocess.run([*install, *wanted], check=True)  # noqa: S603 - our own
        mark.write_text(" ".join(wanted))
    return folder / "node_modules" / ".bin"


def commands(document: Path, port: int, folder: Path) -> dict[str, list[str]]:
    """Write the commands that serve a document, by the names of the servers."""
    own = [sys.executable, "-c", "import sys; from specmock.cli import main; sys.exit(main())"]
    at, file = str(port), str(document)
    return {
        "specmock": [*own, "serve", file, "--no-rate-limits", "--mode=immediate", "--port", at],
        "Steady": [str(folder / "steady"), "-q", "--host=127.0.0.1", "-p", at, file],
        "Prism": [str(folder / "prism"), "mock", "-v=silent", "-h=127.0.0.1", "-p", at, file],
        "Mockoon": [
            *(str(folder / "mockoon-cli"), "start", "-d", file, "-p", at, "-l", "127.0.0.1"),
            *("--disable-log-to-file", "--disable-admin-api"),
        ],
    }


def figure(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def main() -> None:
    """Measure all by turns and print a table."""
    port, folder, console = free_port(), installed(), Console(width=120)
    empty = [sys.executable, "-c", EMPTY.replace("PORT", str(port))]
    servers = {"empty application": empty, **commands(SPEC, port, folder)}
    prefix = {"specmock": "/checkly"}
    rounds = [
        {name: measured(each, port, prefix.get(name, "")) for name, each in servers.items()}
        for _ in range(ROUNDS)
    ]
    figures = {name: best([each[name] for each in rounds]) for name in servers}
    steady = figures["Steady"]
    titles = ("GET/s", "POST/s", "GET us", "POST us", "start s", "CPU s", "MB", "MB at end")
    table = Table("server", *titles, "GET: Steady (by CPU)", "POST: Steady (by CPU)")
    for name, each in figures.items():
        ratios = (
            f"{each.get / steady.get:.2f} ({steady.get_time / each.get_time:.2f})",
            f"{each.post / steady.post:.2f} ({steady.post_time / each.post_time:.2f})",
        )
        table.add_row(name, *map(figure, astuple(each)), *ratios)
    console.print(table)
    for document in map(Path, sys.argv[1:]):
        table = Table(document.name, "start-up s", "of the processor s", "MB")
        for name, command in commands(document.resolve(), port, folder).items():
            try:
                found = [begun(command, port) for _ in range(ROUNDS)]
            except httpx.TransportError:
                table.add_row(name, "does not start")
                continue
            table.add_row(name, *(figure(min(values)) for values in zip(*found, strict=True)))
        console.print(table)
    today = datetime.now(UTC).date()
    console.print(
        f"{today}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
