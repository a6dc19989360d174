"""Fixtures of all tests, their lanes, and the check that generated packages are fresh."""

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


@pytest.fixture
def make_world(pytestconfig: pytest.Config) -> Any:
    """Make the world of a vendor, in process, on a virtual clock."""

    def make(name: str, mode: Any = "time", way: str = "sync") -> World:
        return world(pytestconfig.rootpath / "specs" / f"{name}.yaml", mode, way)

    return make
