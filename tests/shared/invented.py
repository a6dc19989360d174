"""Two invented vendors, unlike each other and ours: a spec and a module each, nothing else."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import generate
import testruns

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "testruns" / "vendors"
NAMES = ("gridrun", "nimbus")


def generated(root: Path, *specs: Path) -> Path:
    """Generate the packages of specs in a project of its own; return their folder."""
    (root / "specs").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", root)
    for spec in specs:
        shutil.copy(spec, root / "specs")
    assert generate.generate(root) == 0
    return root / "generated"


@contextmanager
def installed(packages: Path) -> Iterator[None]:
    """Let Python find the packages, and testruns the modules of the invented vendors."""
    before, path = set(sys.modules), [*testruns.__path__]
    sys.path.insert(0, str(packages))
    testruns.__path__.append(str(FOLDER))
    try:
        yield
    finally:
        sys.path.remove(str(packages))
        testruns.__path__[:] = path
        for name in set(sys.modules) - before:
            if name.partition("_client")[0].rpartition(".")[2] in NAMES:
                del sys.modules[name]
        for name in NAMES:
            vars(testruns).pop(name, None)
