"""Make every documented request on the mocks, then wait for one run a vendor, with a display."""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from uuid import UUID

import specmock
from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from specmock import Endpoint
from specmock.contract import ClientUnderTest, ContractError, client_under_test, example_requests
from tables import print_table
from testruns import PollPolicy, RunResult, Snapshot, Verdict, checkly, qualigate, testclix

from specs import SPECS

STATE_SECONDS = 1.0  # a real run takes minutes
POLICY = PollPolicy(interval=0.3, timeout=30.0)
EXPECTED = {
    "testclix test": Verdict.PASSED,
    "checkly session": Verdict.PASSED,
    "qualigate suite": Verdict.FAILED,
}
# Such a suite run answers `completed`, which is not to be taken for success.
SUITE = ("passed", "passed", "passed", "passed", "failed")
COLOURS = {Verdict.PASSED: "green", Verdict.FAILED: "red"}


def main() -> int:
    """Show both halves; return 1 if an answer or a verdict differs."""
    wrong = make_requests()
    return wrong or wait_for_verdicts()


def make_requests() -> int:
    """Replay the documented requests on loopback mocks; return 1 if an answer differs."""
    sections: list[list[tuple[str, ...]]] = []
    faults: list[str] = []
    with specmock.serving(SPECS.values()) as mocks:
        for vendor, mock in mocks.items():
            package, document = f"{vendor}_client", mock.mock.document
            sync = client_under_test(package, document, mock.url)
            awaited = client_under_test(package, document, mock.url, ("asyncio", "sync"))
            rows: list[tuple[str, ...]] = []
            for operation in sync.operations.values():
                seen: list[specmock.HttpRequest] = []
                for name, request in example_requests(operation, sync.schemas, mock.key):
                    if request not in seen:
                        seen.append(request)
                        answer, wrong = replay(request, sync, awaited)
                        rows.append((vendor, operation.id, name, *answer))
                        faults += [f"{vendor} {each}" for each in wrong]
            sections.append(rows)
    print_table(("vendor", "operation", "request", "HTTP", "typed answer"), *sections)
    for line in faults:
        print(f"differs {line}")
    if not faults:
        total = sum(map(len, sections))
        print(f"{total} requests, each sync and async, answered as documented.", flush=True)
    return int(bool(faults))


def replay(
    request: specmock.HttpRequest, *clients: ClientUnderTest
) -> tuple[tuple[str, str], list[str]]:
    """Status and type of the answer that each client gets, and what is wrong with it."""
    try:
        exchanges = [client.ask(request) for client in clients]
    except ContractError as error:
        return ("", ""), [str(error)]
    statuses = dict.fromkeys(str(exchange.response.status_code) for exchange in exchanges)
    kinds = dict.fromkeys(type(exchange.parsed).__name__ for exchange in exchanges)
    wrong = [
        f"{request.method} {request.path}: answered {exchange.response.status_code}"
        for exchange in exchanges
        if not exchange.response.is_success
    ]
    return ("/".join(statuses), "/".join(kinds).replace("NoneType", "-")), wrong


class Board:
    """What is known of the runs, as a table that is made anew whenever it is shown."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.rows: dict[str, tuple[Snapshot, float]] = {}

    def note(self, snapshot: Snapshot) -> None:
        name = f"{snapshot.ref.vendor} {snapshot.ref.kind}"
        self.rows[name] = snapshot, time.monotonic() - self.started

    def __rich__(self) -> Table:
        table = Table("run", "state", "since", "verdict", "tests", box=box.SIMPLE_HEAD)
        for name, (snapshot, seconds) in sorted(self.rows.items()):
            verdict = counts = ""
            if isinstance(snapshot, RunResult):
                colour = COLOURS.get(snapshot.verdict, "yellow")
                verdict = f"[{colour}]{snapshot.verdict}[/{colour}]"
            if snapshot.counts.total is not None:
                counts = f"{snapshot.counts.passed or 0} of {snapshot.counts.total} passed"
            table.add_row(name, snapshot.state, f"{seconds:4.1f} s", verdict, counts)
        return table


async def verdicts(mocks: Mapping[str, Endpoint], board: Board) -> Sequence[RunResult]:
    """Start all runs at once and wait for them."""
    environ = {f"{name.upper()}_BASE_URL": mock.url for name, mock in mocks.items()}
    environ |= {f"{name.upper()}_API_KEY": mock.key for name, mock in mocks.items()}
    environ["CHECKLY_ACCOUNT_ID"] = "1397c172-1938-4973-a225-5862298e571a"
    async with (
        testclix.client(environ=environ) as to_testclix,
        checkly.client(environ=environ) as to_checkly,
        qualigate.client(environ=environ) as to_qualigate,
    ):
        return await asyncio.gather(
            testclix.trigger_and_wait_async(
                to_testclix, "01GDZYY7EMI1&07GD8QUVVINJDI", policy=POLICY, on_change=board.note
            ),
            checkly.trigger_and_wait_async(
                to_checkly,
                checkly.SessionRequest("Nightly", "eu-west-1", target=checkly.ALL_CHECKS),
                policy=POLICY,
                on_change=board.note,
            ),
            qualigate.trigger_and_wait_async(
                to_qualigate,
                qualigate.SuiteRunRequest(UUID("770e8400-e29b-41d4-a716-446655440000")),
                policy=POLICY,
                on_change=board.note,
            ),
        )


def wait_for_verdicts() -> int:
    """Show the runs as they go on; return 1 if a verdict is not the one that was planned."""
    board = Board()
    settings = specmock.Settings(mode="time", seconds=STATE_SECONDS)
    with specmock.serving(settings=settings) as mocks, Live(board, console=Console()) as live:
        mocks["qualigate"].mock.plan(operation="trigger_run", outcome=SUITE)
        results = asyncio.run(verdicts(mocks, board))
        live.update(board)
    print()
    found = {f"{result.ref.vendor} {result.ref.kind}": result.verdict for result in results}
    if found != EXPECTED:
        print(f"the verdicts differ from the plan: {found}")
    else:
        print(
            "All verdicts are as planned: the mock was told to fail one test of qualigate's suite."
        )
    return int(found != EXPECTED)


if __name__ == "__main__":
    sys.exit(main())
