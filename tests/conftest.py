"""What all tests share."""

from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import generate
import pytest
import specmock
from attrs import frozen
from testruns import PollPolicy

ROOT = Path(__file__).resolve().parents[1]
ACCOUNT = {"CHECKLY_ACCOUNT_ID": "1397c172-1938-4973-a225-5862298e571a"}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop the run before any test when a generated package is stale."""
    a_worker = hasattr(session.config, "workerinput")
    if not a_worker and (complaint := generate.freshness(ROOT)):
        pytest.exit(complaint, returncode=1)


@frozen
class World:
    """A vendor's module and its mock on one virtual clock; a run takes a minute of it."""

    vendor: Any
    mock: specmock.Mock
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
def make_world() -> Any:
    """Make the world of a vendor, in process and blocking."""

    def make(name: str, mode: Any = "time", way: str = "sync") -> World:
        clock = specmock.VirtualClock()
        settings = specmock.Settings(mode=mode, seconds=30)
        mock = specmock.Mock(ROOT / "specs" / f"{name}.yaml", settings, clock)
        policy = PollPolicy(clock=clock.now, sleep=clock.sleep, jitter=0)
        transport = specmock.MockTransport(mock)
        there = {"httpx_args": {"transport": transport}, "verify_ssl": False}  # loading CAs is slow
        return World(import_module(f"testruns.{name}"), mock, policy, there, way)

    return make
