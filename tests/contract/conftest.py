"""What the contract tests share."""

from collections.abc import Iterator

import pytest
from vendors import SPECS, Benches, benches


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker run all tests of a vendor, so that it knows what they have covered."""
    for item in items:
        for name in SPECS:
            if f"[{name}" in item.name:
                item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def all_benches() -> Iterator[Benches]:
    """The benches of all vendors, one in each process."""
    with benches() as made:
        yield made
