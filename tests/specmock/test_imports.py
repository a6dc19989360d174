"""The floors of the package: each imports from those below it only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import specmock

PACKAGE = Path(specmock.__file__).parent
MAY_IMPORT = {
    "openapi": {"openapi"},
    "engine": {"engine", "openapi"},
    "serve": {"serve", "engine", "openapi"},
    "contract": {"contract", "serve", "openapi"},
}


def imported(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, those inside functions too."""
    package = ("specmock", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            yield ".".join(filter(None, (base, node.module)))


@pytest.mark.parametrize("floor", MAY_IMPORT)
def test_a_floor_imports_from_those_below_it_only(floor: str) -> None:
    files = list((PACKAGE / floor).rglob("*.py"))

    found = {
        (name.split(".")[1:2] or [name])[0]
        for path in files
        for name in imported(path)
        if name.split(".")[0] in {"specmock", "testruns"}
    }

    assert len(files) > 2
    assert found <= MAY_IMPORT[floor]
