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
    """How the mocks behave: a run is over at once, and bodies are kept. Override it."""
    from specmock import Settings

    return Settings(mode="immediate", bodies=True)


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
    """The mocks over a socket, by name: address, key, and a mock to plan and to ask what was sent.

    They and their clock are as new for each test.
    """
    for endpoint in _specmock_served.values():
        endpoint.mock.reset()
    return _specmock_served


@pytest.fixture
def specmock_transport(
    specmock_specs: list[str | Path] | None, specmock_settings: specmock.Settings
) -> Callable[[str | Path], specmock.MockTransport]:
    """Make a transport of httpx that answers from a mock, without a socket.

    It is called with the name of a document, as `specmock_server` has it, or with a path.
    """
    from pathlib import Path

    from specmock import Mock, MockTransport, bundled_specs

    known = bundled_specs() if specmock_specs is None else specmock_specs
    paths = {Path(each).stem: Path(each) for each in known}

    def transport(document: str | Path) -> specmock.MockTransport:
        path = paths.get(str(document), Path(document))
        if not path.exists():
            names = ", ".join(paths)
            raise ValueError(f"{document} is no file, nor one of the mocks, which are: {names}")
        return MockTransport(Mock(path, specmock_settings))

    return transport
