"""Fixtures of pytest: mocks in process and over a socket, fresh for each test."""

# Nothing is imported before a fixture is used: every run of pytest loads this module.

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import specmock


@pytest.fixture(scope="session")
def specmock_specs() -> list[str | Path] | None:
    """The documents that are mocked; None for those that come with the package. Override it."""
    return None


@pytest.fixture(scope="session")
def specmock_settings() -> specmock.Settings:
    """How the mocks behave. Override it."""
    from specmock import Settings

    return Settings()


@pytest.fixture(scope="session")
def _specmock_served(
    specmock_specs: list[str | Path] | None, specmock_settings: specmock.Settings
) -> Iterator[Mapping[str, specmock.Endpoint]]:
    from specmock import serving

    with serving(specmock_specs, specmock_settings) as endpoints:
        yield endpoints


@pytest.fixture
def specmock_server(
    _specmock_served: Mapping[str, specmock.Endpoint],
) -> Mapping[str, specmock.Endpoint]:
    """The mocks over a socket, by name; each has its address, its key, and a mock to plan with."""
    for endpoint in _specmock_served.values():
        endpoint.mock.reset()
    return _specmock_served


@pytest.fixture
def specmock_transport(
    specmock_settings: specmock.Settings,
) -> Callable[[str | Path], specmock.MockTransport]:
    """Make a transport of httpx that answers from a mock of a document, without a socket."""
    from specmock import Mock, MockTransport

    return lambda path: MockTransport(Mock(path, specmock_settings))
