"""Measure waiting: requests and latency against the bound, CPU and memory against a plain loop.

Times are virtual and the limit is the mock's, so that minutes take seconds. Detection latency is
the time from the end of a run to the moment when the waiter knows it.
"""

import asyncio
import gc
import logging
import math
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import httpx
from rich.console import Console
from rich.table import Table
from testruns import PollPolicy, RunRef, qualigate

LIMIT, WINDOW = 30, 60.0  # requests in seconds, of each operation (Qualigate's API reference)
SHORTEST, LONGEST = 60.0, 180.0  # seconds of a run: most end in 1 to 3 minutes (same page)
ENDS = {"passed", "failed", "error", "timeout", "canceled"}


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def jump(timeout: float | None = None) -> Any:
            self.now += timeout or 0.0
            return select(0)

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        """Return the virtual time."""
        return self.now


def virtually(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run a coroutine in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


class Vendor(httpx.AsyncBaseTransport):
    """Qualigate as far as a benchmark needs it: runs that end, and the documented limits."""

    def __init__(self, runs: int, limit: float = LIMIT, seed: int = 7) -> None:
        luck = random.Random(seed)  # noqa: S311 - a benchmark
        ids = [str(UUID(int=number)) for number in range(1, runs + 1)]
        self.ends = {run: luck.uniform(SHORTEST, LONGEST) for run in ids}
        self.limit = limit
        self.requests = 0
        self.refused = 0
        self.windows: dict[str, deque[float]] = {}

    @property
    def refs(self) -> list[RunRef]:
        return [RunRef("qualigate", "run", (run,), 1) for run in self.ends]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        now = asyncio.get_running_loop().time()
        self.requests += 1
        window = self.windows.setdefault(request.url.path, deque())
        while window and window[0] <= now - WINDOW:
            window.popleft()
        if len(window) >= self.limit:
            self.refused += 1
            seconds = math.ceil(window[0] + WINDOW - now)
            body = {"error": "Too Many Requests", "message": "slow down", "retry_after": seconds}
            return httpx.Response(429, json=body)
        window.append(now)
        query = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
        if "test_run_id" in query:
            run = query["test_run_id"]
            return httpx.Response(200, json={"id": run, "status": self.state(run, now)})
        runs = query["test_run_ids"].split(",")
        results = [{"test_run_id": run, "status": self.state(run, now)} for run in runs]
        passed = sum(each["status"] == "passed" for each in results)
        body = {"total_tests": len(runs), "passed_tests": passed, "failed_tests": 0}
        return httpx.Response(200, json={**body, "status": "running", "results": results})

    def state(self, run: str, now: float) -> str:
        return "passed" if now >= self.ends[run] else "running"

    def client(self) -> Any:
        return qualigate.client("qg_key", httpx_args={"transport": self}, verify_ssl=False)


Waiter = Callable[[Vendor], Coroutine[Any, Any, dict[str, float]]]


def ours(**settings: Any) -> Waiter:
    """One wait for all runs."""

    async def wait(vendor: Vendor) -> dict[str, float]:
        loop, known = asyncio.get_running_loop(), {}
        luck = random.Random(7)  # noqa: S311 - a benchmark
        policy = PollPolicy(timeout=1e6, clock=loop.time, random=luck.random, **settings)

        def tell(snapshot: Any) -> None:
            if snapshot.state in ENDS:
                known[snapshot.ref.ids[0]] = loop.time()

        await qualigate.wait_async(vendor.client(), vendor.refs, policy=policy, on_change=tell)
        return known

    return wait


async def poller_a_run(vendor: Vendor) -> dict[str, float]:
    """One of our waits for each run, each on its own."""
    loop, known = asyncio.get_running_loop(), {}
    client = vendor.client()

    async def one(ref: RunRef) -> None:
        policy = PollPolicy(timeout=1e6, clock=loop.time)
        await qualigate.wait_async(client, ref, policy=policy)
        known[ref.ids[0]] = loop.time()

    await asyncio.gather(*map(one, vendor.refs))
    return known


async def scripts(vendor: Vendor) -> dict[str, float]:
    """The pattern of the vendor's page, a script a run: ask every 10 s whatever the answer.

    The page's scripts give up after 60 looks; these go on, so that each run has a latency.
    """
    loop, known = asyncio.get_running_loop(), {}
    async with httpx.AsyncClient(transport=vendor, base_url="http://vendor") as client:

        async def one(run: str) -> None:
            while True:
                answer = await client.get("/api/v1/trigger", params={"test_run_id": run})
                if answer.json().get("status") in ENDS:
                    known[run] = loop.time()
                    return
                await asyncio.sleep(10)

        await asyncio.gather(*map(one, vendor.ends))
    return known


def bound(runs: int) -> tuple[float, float]:
    """Return the least mean and worst latency of sweeps of batches at the limit."""
    sweep = math.ceil(runs / qualigate.BATCH) * WINDOW / LIMIT
    return sweep / 2, sweep


def latencies(console: Console, counts: Iterable[int]) -> None:
    waiters: dict[str, Waiter] = {
        "ours, initial_delay=60": ours(initial_delay=60),
        "ours, default policy": ours(),
        "one poller a run": poller_a_run,
        "the documented script a run": scripts,
    }
    for runs in counts:
        table = Table("waiter", "requests", "of them 429", "mean latency s", "worst s")
        for name, waiter in waiters.items():
            vendor = Vendor(runs)
            known = virtually(partial(waiter, vendor))
            late = [known[run] - end for run, end in vendor.ends.items()]
            figures = [f"{statistics.mean(late):.1f}", f"{max(late):.1f}"]
            table.add_row(name, str(vendor.requests), str(vendor.refused), *figures)
        mean, worst = bound(runs)
        table.add_row("bound: sweeps at the limit", "", "", f"{mean:.1f}", f"{worst:.1f}")
        console.print(
            f"\n{runs} runs of {SHORTEST:.0f} to {LONGEST:.0f} s, {LIMIT} requests a minute"
        )
        console.print(table)


async def plain_loop(client: httpx.AsyncClient, run: str) -> None:
    """Wait for a run, in the plainest way."""
    while True:
        answer = await client.get("/api/v1/trigger", params={"test_run_id": run})
        if answer.json()["status"] in ENDS:
            return
        await asyncio.sleep(10)


async def plain_waits(vendor: Vendor) -> None:
    headers = {"Authorization": "Bearer qg_key"}
    async with httpx.AsyncClient(
        transport=vendor, base_url="https://qualigate.app", headers=headers, timeout=30
    ) as client:
        await asyncio.gather(*(plain_loop(client, run) for run in vendor.ends))


async def our_waits(vendor: Vendor) -> None:
    clock = asyncio.get_running_loop().time
    policy = PollPolicy(timeout=1e6, clock=clock, jitter=0)
    client = vendor.client()
    waits = (qualigate.wait_async(client, ref, policy=policy) for ref in vendor.refs)
    await asyncio.gather(*waits)


def cpu(waits: Callable[[Vendor], Coroutine[Any, Any, None]], runs: int) -> tuple[float, int]:
    """Return the CPU seconds of so many waits in one process, and their requests."""
    vendor = Vendor(runs, limit=math.inf)
    gc.collect()
    begun = time.process_time()
    virtually(lambda: waits(vendor))
    return time.process_time() - begun, vendor.requests


def memory(waits: Callable[[Vendor], Coroutine[Any, Any, None]], runs: int) -> float:
    """Return the KB that a waiting run takes, half a minute into the wait."""

    async def main() -> float:
        vendor = Vendor(runs, limit=math.inf)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        task = asyncio.ensure_future(waits(vendor))
        await asyncio.sleep(35)
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return taken / runs / 1000

    tracemalloc.start()
    kilobytes: float = virtually(main)
    tracemalloc.stop()
    return kilobytes


def costs(console: Console, runs: int = 1000) -> None:
    table = Table(f"{runs} waits in one process", "CPU s", "requests", "ms a request", "KB a run")
    ways = {"the plainest httpx loop": plain_waits, "ours": our_waits}
    best: dict[str, float] = {}
    # By turns, since a machine is not equally fast all the time.
    rounds = [{name: cpu(waits, runs) for name, waits in ways.items()} for _ in range(4)]
    for name, waits in ways.items():
        seconds, requests = min(each[name] for each in rounds)
        best[name] = seconds / requests
        each = f"{1000 * best[name]:.3f}"
        table.add_row(name, f"{seconds:.2f}", str(requests), each, f"{memory(waits, runs):.1f}")
    console.print(table)
    plain, our = best.values()
    console.print(f"CPU per request: {our / plain:.2f} times the plain loop's; at most 1.3")


IMPORTS = {
    "httpx, attrs and what is used of the generated package": (
        "import httpx, attrs, qualigate_client\n"
        "from qualigate_client.api.runs import get_results, get_run, trigger_run\n"
        "import qualigate_client.models.ci_context"
    ),
    "the same through testruns": "import testruns\nfrom testruns import qualigate",
}


def imports(console: Console) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(15):
        for name, code in IMPORTS.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - ours
            seconds[name].append(time.perf_counter() - begun)
    table = Table("import", "ms, fastest of 15")
    fastest = {name: 1000 * min(each) for name, each in seconds.items()}
    for name, each in fastest.items():
        table.add_row(name, f"{each:.0f}")
    console.print(table)
    without, through = fastest.values()
    console.print(f"{through - without:.0f} ms above; at most 30")


def main() -> None:
    """Print the figures."""
    logging.disable(logging.CRITICAL)
    console = Console()
    latencies(console, [1, 10, 100, 1000])
    costs(console)
    imports(console)


if __name__ == "__main__":
    main()
