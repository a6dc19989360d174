"""Fixtures of pytest: mocks in process and over a socket, fresh for each test."""

# Nothing is imported before a fixture is used: every run of pytest loads this module.

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import specmock
    from specmock.serve.server import Sources


@pytest.fixture(scope="session")
def specmock_specs() -> Sources | None:
    """The documents that are mocked, or a mapping of names to them. Override it.

    None stands for those that come with the package.
    """
    return None


@pytest.fixture(scope="session")
def specmock_settings() -> specmock.Settings:
    """How the mocks behave: a run is over at once, and bodies are kept. Override it."""
    from specmock import Settings

    return Settings(mode="immediate", bodies=True)


@pytest.fixture(scope="session")
def _specmock_served(
    specmock_specs: Sources | None, specmock_settings: specmock.Settings
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
    specmock_specs: Sources | None, specmock_settings: specmock.Settings
) -> Callable[[str | Path], specmock.MockTransport]:
    """Make a transport of httpx that answers from a mock, without a socket.

    It is called with the name of a document, as `specmock_server` has it, or with a path.
    """
    from pathlib import Path

    from specmock import Document, Mock, MockTransport
    from specmock.serve.server import named_sources

    known = {
        name or (each.path if isinstance(each, Document) else Path(each)).stem: each
        for name, each in named_sources(specmock_specs)
    }

    def transport(document: str | Path) -> specmock.MockTransport:
        source = known.get(str(document))
        if source is None and not Path(document).exists():
            names = ", ".join(known)
            raise ValueError(f"{document} is no file, nor one of the mocks, which are: {names}")
        name = str(document) if source is not None else None
        return MockTransport(Mock(source or document, specmock_settings, name=name))

    return transport
