"""Fixtures of all tests, their lanes, and the check that generated packages are fresh."""

import signal
from collections.abc import Iterator
from typing import Any

import generate
import pytest
from world import World, world

pytest_plugins = ["lanes"]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell of stale packages, which explain failures; `make test` does not start with them."""
    if complaint := generate.freshness(config.rootpath):
        terminalreporter.section("stale", red=True)
        terminalreporter.line(complaint)


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Processes hear SIGINT and SIGHUP, also where the tests were started with them ignored."""
    heard: dict[int, Any] = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGHUP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, handler) for number, handler in heard.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def make_world(pytestconfig: pytest.Config) -> Any:
    """Make the world of a vendor, in process, on a virtual clock."""

    def make(name: str, mode: Any = "time", way: str = "sync") -> World:
        return world(pytestconfig.rootpath / "specs" / f"{name}.yaml", mode, way)

    return make
