"""Docstrings as facts: what they say of fields and parameters."""

import re
from inspect import cleandoc
from typing import Any

import attrs


def descriptions(source: Any) -> dict[str, str]:
    """Read the descriptions of fields in a docstring: `Attributes:` or `Args:`.

    What the generator's input adds to a description, behind a mark, is for those who write code.
    """
    _, _, below = cleandoc(source.__doc__ or "").partition(
        "Attributes:\n" if attrs.has(source) else "Args:\n"
    )
    entries: list[str] = []
    for line in below.splitlines():
        if not line.startswith("    "):
            break
        if line.startswith("     "):
            entries[-1] += f" {line.strip()}"
        else:
            entries.append(line.strip())
    found = (re.fullmatch(r"(\w+)(?: \(.*?\))?:(.*)", entry) for entry in entries)
    return {each[1]: each[2].partition("Contract:")[0].strip() for each in found if each}
