"""The lanes of the tests, as a plugin of pytest: fast, the rest of `make test`, and thorough.

`make test-fast` leaves out what is `slow`, `make test` what is `thorough`; CI runs all of them.
"""

from types import ModuleType

import pytest

# What takes its time, wherever it is used: other processes, generated cases, mutants.
SLOW = {"exchanges", "mutants", "schemathesis", "shells", "subprocess"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that are thorough, and those of each module that imports what is slow."""
    modules: dict[ModuleType, bool] = {}
    for item in items:
        module = item.getparent(pytest.Module)
        if module is not None:
            if module.obj not in modules:
                modules[module.obj] = not SLOW.isdisjoint(sources(module.obj))
            if modules[module.obj] or item.get_closest_marker("thorough"):
                item.add_marker("slow")


def sources(module: ModuleType) -> set[str]:
    """Name the packages that the globals of a module come from."""
    origins = (
        each.__name__ if isinstance(each, ModuleType) else getattr(each, "__module__", None)
        for each in vars(module).values()
    )
    return {str(origin).partition(".")[0] for origin in origins}
