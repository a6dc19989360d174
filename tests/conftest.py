"""Fixtures of all tests, and the check that generated packages are fresh."""

from importlib import import_module
from typing import Any

import anyio
import generate
import pytest
from attrs import frozen
from specmock import Mock, MockTransport, Settings, VirtualClock
from testruns import PollPolicy

ACCOUNT = {"CHECKLY_ACCOUNT_ID": "1397c172-1938-4973-a225-5862298e571a"}


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell of stale packages, which explain failures; `make test` does not start with them."""
    if complaint := generate.freshness(config.rootpath):
        terminalreporter.section("stale", red=True)
        terminalreporter.line(complaint)


@frozen
class World:
    """A vendor's module and its mock on one virtual clock; a run takes a minute of it."""

    vendor: Any
    mock: Mock
    policy: PollPolicy
    settings: dict[str, Any]
    way: str = "sync"

    def do(self, verb: str, *args: Any, **options: Any) -> Any:
        """Call a verb of the vendor's module: blocking, or awaited on asyncio or trio."""
        environ = {f"{self.mock.name.upper()}_API_KEY": self.mock.key, **ACCOUNT}
        client = self.vendor.client_from_env(environ, **self.settings)
        options = {"policy": self.policy, **options}
        if self.way == "sync":
            with client:
                return getattr(self.vendor, verb)(client, *args, **options)

        async def awaited() -> Any:
            async with client:
                return await getattr(self.vendor, f"{verb}_async")(client, *args, **options)

        return anyio.run(awaited, backend=self.way)


@pytest.fixture
def make_world(pytestconfig: pytest.Config) -> Any:
    """Make the world of a vendor, in process, without certificates, which are slow to load."""

    def make(name: str, mode: Any = "time", way: str = "sync") -> World:
        clock, document = VirtualClock(), pytestconfig.rootpath / "specs" / f"{name}.yaml"
        mock = Mock(document, Settings(mode=mode, seconds=30), clock)
        policy = PollPolicy(clock=clock.now, sleep=clock.sleep, jitter=0)
        there = {"httpx_args": {"transport": MockTransport(mock)}, "verify_ssl": False}
        return World(import_module(f"testruns.{name}"), mock, policy, there, way)

    return make
