"""Each folder is one floor, and imports only from its own floor and those below."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = ("generated", "overlays", "scripts")
MODULES: Final = {
    ".".join(path.relative_to(ROOT / source).with_suffix("").parts).removesuffix(".__init__"): path
    for source in SOURCES
    for path in sorted((ROOT / source).rglob("*.py"))
}
CLIENTS: Final = {path.name for path in (ROOT / "generated").glob("*_client")}
VENDORS: Final = {f"testruns.{path.stem}" for path in (ROOT / "specs").glob("*.yaml")}
VERBS: Final = {path.stem for path in (ROOT / "scripts").glob("*.py")}

# From the ground up. A package stands for all that is in it, but for the two named alone here.
ALONE: Final = {"specmock", "testruns"}
FLOORS: Final[dict[str, list[set[str]]]] = {
    "ground": [{"specmock.docstrings", "specmock.extras", "specmock.scrub"}],
    "generated": [CLIENTS],
    "specmock": [
        {"specmock.openapi"},
        {"specmock.engine"},
        {"specmock.serve"},
        {"specmock.contract"},
        {
            "specmock",
            "specmock.options",
            "specmock.pytest_plugin",
            "specmock.verify",
            "specmock.verify_reports",
        },
        {"specmock.cli"},
        {"specmock.__main__"},
    ],
    "testruns": [
        {
            "testruns._answer",
            "testruns._ci",
            "testruns._httpx",
            "testruns._messages",
            "testruns._requests",
            "testruns._times",
        },
        {"testruns.errors", "testruns.results", "testruns.policy"},
        {"testruns._network", "testruns._wire"},
        {"testruns._clients", "testruns.pacing"},
        {"testruns._engine"},
        {"testruns._vendor", "testruns._listing"},
        {"testruns._registry"},
        VENDORS,
        {"testruns"},
        {"testruns._cli"},
        {"testruns.__main__"},
    ],
    "scripts": [{"lint", "pages", "release"}, VERBS],
}
ABOVE: Final = {  # houses, from whose public modules another house may import
    "ground": set[str](),
    "generated": set[str](),
    "specmock": {"ground"},
    "testruns": {"ground", "generated"},
    "scripts": {"generated", "specmock", "testruns"},
}
CAN_DO_WITHOUT: Final = {("specmock.contract", "specmock.engine")}  # it judges, and mocks nothing
NEEDS_BESIDES: Final = {("testruns._cli", "specmock")}  # `testruns mock` serves the mocks


def imported(name: str) -> Iterator[str]:
    """Find the imports of a module: inside functions as well, for types only, by their name."""
    path = MODULES[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            steps = package.split(".")[: 1 - node.level or None] if node.level else []
            origin = ".".join([*steps, *filter(None, [node.module])])
            found = (f"{origin}.{each.name}" for each in node.names)
            yield from (each if each in MODULES else origin for each in found)
        elif isinstance(node, ast.Constant) and node.value in MODULES and "." in str(node.value):
            yield str(node.value)  # for import_module


def floor(name: str) -> tuple[str, int, str]:
    """Find the house, the floor and the name by which a module stands there."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        room = ".".join(parts[:length])
        for house, floors in FLOORS.items():
            for number, rooms in enumerate(floors):
                if room in rooms and (room == name or room not in ALONE):
                    return house, number, room
    return "", 0, ""


def trespasses(name: str) -> Iterator[str]:
    """Name the imports of a module that its floor forbids."""
    house, number, room = floor(name)
    for other in sorted(set(imported(name))):
        root = other.partition(".")[0]
        if root in {"tests", "conftest"}:
            yield f"{other}: nothing imports tests"
        if other not in MODULES:
            continue
        theirs, height, neighbour = floor(other)
        is_private = any(part.startswith("_") for part in other.split("."))
        if (room, neighbour) in CAN_DO_WITHOUT or (theirs == house and height > number):
            yield f"{other}: {room} does not stand on {neighbour}"
        elif theirs != house and (room, theirs) not in NEEDS_BESIDES:
            if theirs not in ABOVE[house]:
                yield f"{other}: {house} does not stand on {theirs}"
            elif is_private:
                yield f"{other}: is private to {theirs}"


def test_every_module_stands_on_a_floor() -> None:
    astray = [name for name in MODULES if not floor(name)[0]]

    assert astray == [], f"say in FLOORS of tests/{Path(__file__).name} where they stand"


@pytest.mark.parametrize(
    "room", sorted(room for house in FLOORS.values() for rooms in house for room in rooms)
)
def test_imports_lead_downwards(room: str) -> None:
    names = [name for name in MODULES if floor(name)[2] == room]

    assert names, f"FLOORS names {room}, which is not there"
    assert {name: found for name in names if (found := list(trespasses(name)))} == {}
