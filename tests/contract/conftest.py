"""Fixtures of the contract tests, and the table of what they have exercised."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import specmock
from specmock.contract import client_under_test
from vendors import Benches, benches

from specs import ROOT, SPECS

REPORT: Final = ROOT / ".cache" / "contract"
IS_REPORTED: Final = "CONTRACT_REPORT" in os.environ


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forget what an earlier run has exercised."""
    if not hasattr(session.config, "workerinput"):
        for old in REPORT.glob("*.counts"):
            old.unlink()


@pytest.fixture(scope="session")
def all_benches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benches]:
    """The benches of all vendors, one in each process."""
    with benches() as made:
        yield made
    worker: Path = tmp_path_factory.getbasetemp()
    REPORT.mkdir(parents=True, exist_ok=True)
    for name, bench in made.by_name.items():
        counts = REPORT / f"{name}-{worker.name}.counts"
        counts.write_text(bench.client.coverage.dumped(), "utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how often each thing that a spec declares was exercised."""
    if not IS_REPORTED:
        return
    for name in SPECS:
        coverage = client_under_test(f"{name}_client", specmock.load(SPECS[name]), "").coverage
        for counts in REPORT.glob(f"{name}-*.counts"):
            coverage.take(counts.read_text("utf-8"))
        terminalreporter.section(name)
        terminalreporter.line(coverage.table())
        (REPORT / f"{name}.txt").write_text(coverage.table() + "\n", "utf-8")
