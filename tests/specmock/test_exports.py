"""What the packages promise: their names, sorted, each importable."""

from types import ModuleType

import pytest
import specmock
import specmock.openapi


@pytest.mark.parametrize("package", [specmock, specmock.openapi], ids=lambda each: each.__name__)
def test_the_exported_names_are_sorted_and_there(package: ModuleType) -> None:
    assert package.__all__ == sorted(
        package.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


def test_each_exported_name_of_the_mocks_has_a_home() -> None:
    assert set(specmock._HOMES) == set(specmock.__all__)


def test_the_package_lists_its_names_without_importing_them() -> None:
    assert set(specmock.__all__) <= set(dir(specmock))
