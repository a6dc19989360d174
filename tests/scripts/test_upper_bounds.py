"""What upper bounds of requirements hold back, and which say why."""

from pathlib import Path

import pytest
import upper_bounds
from packaging.version import Version

PROJECT = """\
[build-system]
requires = ["hatchling>=1"]
[project]
name = "parcels"
dependencies = ["free>=1", "held>=1,<2"]
[project.optional-dependencies]
extra = ["parcels[other]", "same>=1,<2"]
[dependency-groups]
dev = [
    {include-group = "test"},
    "pinned==1.0",
]
test = ["told>=1,<2", # 2.0 has another clock
]
"""


def releases(**newest: str) -> dict[str, Version]:
    every = dict.fromkeys(("free", "hatchling", "held", "pinned", "same", "told"), "1.5")
    return {name: Version(version) for name, version in {**every, **newest}.items()}


@pytest.mark.parametrize(
    ("newest", "code", "told"),
    [
        ({}, 0, ["No upper bound holds back a release."]),
        ({"free": "9", "pinned": "9", "hatchling": "9"}, 0, ["No upper bound"]),
        ({"held": "2.0"}, 1, ["held<2,>=1", "2.0"]),
        ({"same": "2.0"}, 1, ["same<2,>=1"]),
        ({"told": "2.0"}, 0, ["told<2,>=1", "2.0 has another clock"]),
        ({"told": "2.0", "held": "2.0"}, 1, ["told<2,>=1", "held<2,>=1"]),
    ],
)
def test_a_bound_that_holds_back_a_release_is_told_and_wants_a_reason(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    newest: dict[str, str],
    code: int,
    told: list[str],
) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT, "utf-8")

    found = upper_bounds.main(releases(**newest).__getitem__, tmp_path)

    out = capsys.readouterr().out
    assert found == code
    assert [each for each in told if each not in out] == []
