"""Mocks, and a shell beside them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import specmock
from shells import Shell, shell_of


@pytest.fixture(scope="module")
def mocks() -> Iterator[Mapping[str, specmock.Endpoint]]:
    """Mocks whose runs are done at once."""
    settings = specmock.Settings(mode="immediate", rate_limits=False)
    with specmock.serving(settings=settings) as served:
        yield served


@pytest.fixture
def shell(mocks: Mapping[str, specmock.Endpoint], tmp_path: Path) -> Iterator[Shell]:
    """A shell with the keys of the mocks; what still runs in the end is killed."""
    for endpoint in mocks.values():
        endpoint.mock.reset()
    made = shell_of(mocks, tmp_path)
    with made.processes:
        yield made


@pytest.fixture
def plan(mocks: Mapping[str, specmock.Endpoint]) -> Callable[..., None]:
    """Plan what a mock does with its next calls."""
    return lambda vendor, **step: mocks[vendor].mock.plan(**step)
