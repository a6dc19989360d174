"""The specs of this project by vendor, since the list of vendors is specs/*.yaml."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def specs_of(root: Path) -> dict[str, Path]:
    """Find the specs of a checkout, by vendor, sorted."""
    return {path.stem: path for path in sorted((root / "specs").glob("*.yaml"))}


SPECS: Final = specs_of(ROOT)
