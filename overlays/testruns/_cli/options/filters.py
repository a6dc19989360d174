"""Options of the list of sessions, derived from the parameters of the operation that lists them."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from .command import Group
from .fields import fields
from .forms import TEXT, Form
from .groups import group
from .models import MisfitError

CALLED = {
    "from_": "since",
    "to": "until",
    "statuses": "status",
    "branches": "branch",
    "users": "user",
    "providers": "provider",
}
LEFT_OUT = ("client", "limit", "next_id", "x_checkly_account")  # of the client, and of its paging
WHEN = Form("TIME", TEXT.read)
HELP = {
    "since": "Started at or after: 2h or 7d ago, yesterday, 2026-01-31 14:00, or Unix seconds.",
    "until": "Started before.",
}


@frozen(kw_only=True)
class Limits:
    """How many.

    Attributes:
        limit: How many at most, newest first (default 20).
        all: All, page after page.
    """

    limit: int = 20
    all: bool = False

    def __attrs_post_init__(self) -> None:
        if self.limit < 1:
            raise MisfitError("must be at least 1", "--limit")

    @property
    def most(self) -> int | None:
        """How many at most; None for all."""
        return None if self.all else self.limit


def filters() -> Group:
    """Make the group of options that come to the filters of a list, by their parameters' names."""
    from checkly_client.api.sessions import list_sessions

    found = fields(list_sessions.sync, called=CALLED, left_out=LEFT_OUT)
    found = [
        evolve(each, help=HELP[each.name], form=WHEN) if each.name in HELP else each
        for each in found
    ]

    def build(values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            each.path[0]: list(values[each.name]) if each.repeats else values[each.name]
            for each in found
            if each.name in values
        }

    return Group("Filters", found, build)


LIMITS = group(Limits)
