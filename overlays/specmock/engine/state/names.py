"""Names as APIs write them: petId, pet_id and PetID are one, and so are pets and pet."""

import re
from typing import Final

_BEFORE_ES: Final = ("s", "x", "z", "ch", "sh", "o")
_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")


def bare(name: str) -> str:
    """Keep the letters and digits of a name, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def words(name: str) -> list[str]:
    """Split a name into its words, in lower case."""
    return [each.lower() for each in _WORD.findall(name)]


def forms(word: str) -> set[str]:
    """Guess a word with and without the endings of the plural."""
    endings = (("s", ""), ("ies", "y"), *((f"{end}es", end) for end in _BEFORE_ES))
    cut = {word.removesuffix(end) + new for end, new in endings if word.endswith(end)}
    return {word, *cut} - {""}
