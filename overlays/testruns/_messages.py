"""Reading messages out of errors whose shape no document tells."""

import re
from collections.abc import Iterator, Mapping, Sequence

LONGEST = 1000  # characters of a message
KEYS = ("message", "msg", "error")  # where errors have their text
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def message_of(*errors: object) -> str | None:
    """Join the texts of errors, each once, in at most LONGEST characters; None where none is told.

    An error is a text, an object with an error under `message`, `msg` or `error`, or a list.
    """
    lines: dict[str, None] = {}
    for text in _texts(errors):
        lines[text] = None
        if sum(map(len, lines)) > LONGEST:
            break
    message = "\n".join(lines)
    return f"{message[: LONGEST - 1]}…" if len(message) > LONGEST else message or None


def message_in(
    objects: Sequence[Mapping[str, object]], names: Sequence[str], log: str
) -> str | None:
    """Find why a test failed: in fields with errors, else in the errors of a log."""
    told = [each.get(name) for each in objects for name in names]
    return message_of(*told) or message_of(
        *(error for each in objects for error in logged_errors(each.get(log)))
    )


def logged_errors(log: object) -> Iterator[object]:
    """Find the errors in a log: a list of entries with a level, or such lists by phases."""
    for part in log.values() if isinstance(log, dict) else [log]:
        for each in part if isinstance(part, list) else ():
            if isinstance(each, dict) and str(each.get("level")).upper() == "ERROR":
                yield each


def _texts(error: object, depth: int = 6) -> Iterator[str]:
    if isinstance(error, str):
        if text := COLOURS.sub("", error[: 4 * LONGEST]).replace("\r\n", "\n").strip():
            yield text
    elif isinstance(error, dict) and depth:
        found = (text for key in KEYS for text in _texts(error.get(key), depth - 1))
        yield from [text for text in [next(found, "")] if text]
    elif isinstance(error, list | tuple) and depth:
        for each in error:
            yield from _texts(each, depth - 1)
