"""One change of a spec or of a Python API, and its weight."""

from enum import IntEnum

from attrs import frozen


class Level(IntEnum):
    """How much a change matters to who uses a client."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    BREAKING = 3


@frozen(order=True)
class Change:
    """One difference: where it is now, what it is, and the changelog's section for it."""

    where: str
    what: str
    level: Level
    section: str
