"""Make every request of the vendors' documentation through the generated clients."""

import sys
from pathlib import Path
from typing import Final

import specmock
from rich import box
from rich.console import Console
from rich.table import Table
from specmock.contract import ClientUnderTest, ContractError, client_under_test, example_requests

SPECS: Final = sorted((Path(__file__).parents[1] / "specs").glob("*.yaml"))


def main() -> int:
    """Replay the requests against loopback mocks; return 1 if anything differs."""
    columns = ("vendor", "operation", "request", "HTTP", "typed answer")
    table = Table(*columns, box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    faults: list[str] = []
    with specmock.serving(SPECS) as mocks:
        for vendor, mock in mocks.items():
            package, document = f"{vendor}_client", mock.mock.document
            sync = client_under_test(package, document, mock.url)
            awaited = client_under_test(package, document, mock.url, "asyncio")
            for operation in sync.operations.values():
                seen: list[specmock.HttpRequest] = []
                for name, request in example_requests(operation, sync.schemas, mock.key):
                    if request not in seen:
                        seen.append(request)
                        row, wrong = replay(request, sync, awaited)
                        table.add_row(vendor, operation.id, name, *row)
                        faults += [f"{vendor} {each}" for each in wrong]
            table.add_section()
    console = Console()
    console.print(table)
    for line in faults:
        console.print(f"[red]differs[/red] {line}")
    if not faults:
        console.print(f"{table.row_count} requests, each sync and async, answered as documented.")
    return bool(faults)


def replay(
    request: specmock.HttpRequest, *clients: ClientUnderTest
) -> tuple[tuple[str, str], list[str]]:
    """Let each client make a request; return status and type of the answer, and what is wrong."""
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


if __name__ == "__main__":
    sys.exit(main())
