"""What the package promises: its names, sorted, each importable."""

import specmock


def test_the_exported_names_are_sorted_and_there() -> None:
    assert list(specmock.__all__) == sorted(
        specmock.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name)
    )
    for name in specmock.__all__:
        assert hasattr(specmock, name)
    assert set(specmock._HOMES) == set(specmock.__all__)
