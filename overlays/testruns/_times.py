"""Times as people write them."""

from datetime import datetime, timedelta, timezone, tzinfo
from math import ceil, floor
from time import tzname as time_zones

from specmock.extras import needed

from ._requests import check_kind


def unix_seconds(time: datetime | str | int, *, up: bool = False) -> int:
    """Read a time as whole Unix seconds, rounded down, or with `up` rounded up.

    It may be a datetime, Unix seconds, or text as people write it, which takes the extra
    `dates`; without an offset it is local. ValueError where a text is not understood.
    """
    check_kind("the time", time, (datetime, str, int), "a datetime, text or Unix seconds")
    if isinstance(time, int):
        return time
    moment = _parsed(time) if isinstance(time, str) else time
    return (ceil if up else floor)(moment.timestamp())


def _parsed(time: str) -> datetime:
    with needed("dates"):
        from dateutil import parser

    def zone(name: str | None, offset: int | None) -> tzinfo | None:
        # A name that dateutil does not know would be the local time zone, with a warning.
        if offset is None and name not in (None, *time_zones):
            raise ValueError(f"{time!r} is not understood: its time zone is unknown")
        return None if offset is None else timezone(timedelta(seconds=offset))

    try:
        return parser.parse(time, tzinfos=zone)
    except (parser.ParserError, OverflowError) as error:
        raise ValueError(f"{time!r} is no time; write 2026-01-31 14:00") from error
