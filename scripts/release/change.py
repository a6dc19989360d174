"""One change of a spec or of a Python API, and its weight."""

import json
import re
from enum import IntEnum
from typing import Any, Final

from attrs import frozen
from specmock.openapi import Pointer

# The headings of Keep a Changelog, in its order.
SECTIONS: Final = ("Added", "Changed", "Deprecated", "Removed")


class Level(IntEnum):
    """Weight of a change for who uses a client."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    BREAKING = 3

    def __str__(self) -> str:
        return self.name.lower()


@frozen
class Change:
    """One difference: what is said of which subject, its weight, and its place.

    Without a subject it is the whole sentence. `kind` is `weighed`, `documentation`, `notation` (written in another way), or `not weighed`.
    `names` are the Python names that a change of a spec is about, folded.
    """

    what: str
    level: Level
    section: str
    kind: str = "weighed"
    old: Pointer | None = None
    new: Pointer | None = None
    where: str = ""
    uses: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    subject: str = ""

    @property
    def sentence(self) -> str:
        """What a user reads, without a full stop, on one line."""
        return one_line(f"{self.subject} {self.what}" if self.subject else self.what)

    @property
    def pointer(self) -> str:
        """JSON Pointer of the change on one line, in the new document where it is there."""
        return one_line(shown(self.new if self.new is not None else self.old or ()))


def shown(pointer: Pointer) -> str:
    """Write a pointer as RFC 6901 has it."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
    return "".join(f"/{step}" for step in steps) or "/"


def one_line(text: str) -> str:
    """Write text from a document on one line, without characters that steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def code(value: Any) -> str:
    """Write a name or a value for a sentence, shortened, between marks that it cannot end."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = one_line(text).replace("`", "'")
    return f"`{text if len(text) <= 120 else text[:117] + '...'}`"


def folded(name: str) -> str:
    """Fold a name of a spec and its Python name to the same text."""
    return re.sub(r"[\W_]", "", name).casefold()


def names_at(pointer: Pointer) -> frozenset[str]:
    """The class that a pointer is in, and its attribute, folded."""
    if pointer[:2] != ("components", "schemas") or len(pointer) < 3:
        return frozenset()
    owner = str(pointer[2])
    steps = pointer[3:]
    below = [str(steps[i + 1]) for i, step in enumerate(steps[:-1]) if step == "properties"][:1]
    return frozenset({folded(owner), *(f"{folded(owner)}.{folded(name)}" for name in below)})
