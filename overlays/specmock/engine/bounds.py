"""Bounds of what a mock remembers."""

from itertools import islice
from typing import Any


def drop_oldest(things: dict[Any, Any], most: int, kept: int = 0) -> None:
    """Drop the oldest of what are more than so many; the first `kept` of all stay.

    They go by the tenth, since to look for the first entry of a dict whose first entries were
    deleted takes the longer the more were.
    """
    if len(things) > most + most // 10:
        for key in list(islice(things, kept, kept + len(things) - most)):
            del things[key]
