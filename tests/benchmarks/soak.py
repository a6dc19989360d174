"""Soak: thousands of runs in one process while requests fail, each verdict checked.

The vendors are their mocks, on a virtual clock. A fault takes the place of an answer, to a request
that has reached the mock or not. What is flat is told by the objects that Python keeps and by the
memory of the process, after a tenth of the runs and at the end.
"""

import argparse
import gc
import logging
import os
import random
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field
from rich.console import Console
from rich.table import Table
from specmock import Mock, MockTransport, Settings, VirtualClock
from testruns import PollPolicy, RunRef, TriggerRejected, TriggerUncertain, Verdict

SPECS = Path(__file__).resolve().parents[2] / "specs"
ACCOUNT = "1397c172-1938-4973-a225-5862298e571a"
BATCH = 25  # runs that are waited for together

# What is started, and the ends that it may have.
VENDORS = {
    "qualigate": {"passed": Verdict.PASSED, "failed": Verdict.FAILED},
    "checkly": {"PASSED": Verdict.PASSED, "FAILED": Verdict.FAILED},
}
UNSENT: list[Any] = [httpx.ConnectError("refused"), httpx.Response(429, json={"retry_after": 3})]
LOST: list[Any] = [
    httpx.ReadError("cut"),
    httpx.ReadTimeout("late"),
    httpx.Response(500, json={"message": "broken"}),
    httpx.Response(503, headers={"retry-after": "5"}),
    httpx.Response(200, html="<p>Sign in</p>"),
    httpx.Response(200, text='{"id": "'),
]


@define
class Faulty(httpx.BaseTransport):
    """Puts faults in the place of a part of the answers."""

    transport: Any
    luck: random.Random
    part: float
    requests: int = 0
    faults: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or fail."""
        self.requests += 1
        if self.luck.random() >= self.part:
            return self.transport.handle_request(request)  # type: ignore[no-any-return]
        self.faults += 1
        fault = self.luck.choice(UNSENT + LOST)
        if fault in LOST and self.luck.random() < 0.5:
            self.transport.handle_request(request)
        if isinstance(fault, httpx.RequestError):
            raise type(fault)(str(fault), request=request)
        return httpx.Response(fault.status_code, headers=fault.headers, content=fault.content)


@define
class Soak:
    """The runs of one vendor: how each ended, and what was left of them in memory."""

    vendor: str
    part: float
    luck: random.Random
    counts: Counter[str] = field(factory=Counter)
    objects: list[int] = field(factory=list)
    resident: list[int] = field(factory=list)

    def run(self, runs: int) -> Faulty:
        """Start and await so many runs, a batch at a time."""
        clock, ends = VirtualClock(), VENDORS[self.vendor]
        mock = Mock(SPECS / f"{self.vendor}.yaml", Settings(mode="time", seconds=30), clock)
        module = import_module(f"testruns.{self.vendor}")
        faulty = Faulty(MockTransport(mock), self.luck, self.part)
        environ = {each.variable: ACCOUNT for each in module.VENDOR.credentials}
        client = module.client(
            mock.key, environ=environ, verify_ssl=False, httpx_args={"transport": faulty}
        )
        policy = PollPolicy(
            clock=clock.now, sleep=clock.sleep, random=self.luck.random, timeout=3600
        )
        for _ in range(0, runs, BATCH):
            wanted: dict[RunRef, Verdict] = {}
            for _ in range(BATCH):
                if not mock.steps:
                    word = self.luck.choice(list(ends))
                    mock.plan(outcome=word)
                try:
                    ref = module.trigger(client, module.VENDOR.example, policy=policy)
                    wanted[ref] = ends[word]
                except (TriggerRejected, TriggerUncertain) as error:
                    self.counts[type(error).__name__] += 1
            results = module.wait(client, wanted, policy=policy)
            for ref, verdict in wanted.items():
                is_right = ref in results and results[ref].verdict is verdict
                self.counts["right" if is_right else "wrong"] += 1
            mock.forget()
            self.measure()
        return faulty

    def measure(self) -> None:
        """Count what is in memory, after a collection."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        self.objects.append(len(gc.get_objects()))
        self.resident.append(pages * os.sysconf("SC_PAGE_SIZE") // 2**20)


def main() -> int:
    """Print how the runs ended and what grew; 1 where a verdict is wrong or memory grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5000)
    parser.add_argument("--faults", type=float, default=0.1, help="part of the answers")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    luck = random.Random(given.seed)  # noqa: S311 - a test
    table = Table("vendor", "starts", "right", "wrong", "uncertain", "rejected", "requests")
    for name in ("faults", "objects", "MB", "CPU s"):
        table.add_column(name)
    is_good = True
    for vendor in VENDORS:
        begun = time.process_time()
        soak = Soak(vendor, given.faults, luck)
        faulty = soak.run(given.runs // len(VENDORS))
        early = len(soak.objects) // 10
        growth = soak.objects[-1] / soak.objects[early]
        is_good = is_good and not soak.counts["wrong"] and growth < 1.02
        names = ("right", "wrong", "TriggerUncertain", "TriggerRejected")
        table.add_row(
            vendor,
            str(soak.counts.total()),
            *(str(soak.counts[name]) for name in names),
            str(faulty.requests),
            str(faulty.faults),
            f"{soak.objects[early]} to {soak.objects[-1]}",
            f"{soak.resident[early]} to {soak.resident[-1]}",
            f"{time.process_time() - begun:.0f}",
        )
    Console(width=140).print(table)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
