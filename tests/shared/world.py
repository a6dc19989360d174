"""A vendor's module beside its mock, on one virtual clock."""

from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import ids
from attrs import frozen
from specmock import Mock, MockTransport, Settings, VirtualClock
from testruns import PollPolicy


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
        key = {f"{self.mock.name.upper()}_API_KEY": self.mock.key}
        environ = {**key, "CHECKLY_ACCOUNT_ID": ids.ACCOUNT}
        client = self.vendor.client(environ=environ, **self.settings)
        options = {"policy": self.policy, **options}
        if self.way == "sync":
            with client:
                return getattr(self.vendor, verb)(client, *args, **options)

        async def awaited() -> Any:
            async with client:
                return await getattr(self.vendor, f"{verb}_async")(client, *args, **options)

        return anyio.run(awaited, backend=self.way)


def world(spec: Path, mode: Any = "time", way: str = "sync") -> World:
    """Make the world of a vendor, in process, without certificates, which are slow to load."""
    clock = VirtualClock()
    mock = Mock(spec, Settings(mode=mode, seconds=30), clock)
    policy = PollPolicy(clock=clock.now, sleep=clock.sleep, jitter=0)
    there = {"httpx_args": {"transport": MockTransport(mock)}, "verify_ssl": False}
    return World(import_module(f"testruns.{spec.stem}"), mock, policy, there, way)
