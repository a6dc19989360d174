"""Settings of a mock."""

from typing import Any, Literal, TypeAlias, get_args

from attrs import field, frozen
from attrs.validators import and_, ge, le, optional

Mode: TypeAlias = Literal["polls", "time", "immediate"]


def _known_mode(_: object, attribute: Any, value: Mode) -> None:
    if value not in get_args(Mode):
        raise ValueError(f"{attribute.name} is one of {', '.join(get_args(Mode))}")


@frozen
class Settings:
    """How a mock behaves. Raises ValueError for what cannot be.

    Attributes:
        mode: What moves a run from state to state: looks at it, time, or it is over at once.
        polls: Looks a state, in the mode polls.
        seconds: Length of a state, in the mode time.
        runs: Runs that one trigger starts, 1 to 1000; as the examples have it unless given.
        any_id: Let each id that looks like one name a run, so that any valid request succeeds.
        seed: Vary the answers over what their schemas allow, the same way for the same number;
            unless given, each is the document's example, or one sample.
        rate_limits: Limit rates as the document says.
        resources: Remember what is created, changed or deleted, and filter and page lists, as paths
            and answers imply; paths that start or show runs are left to their lifecycle.
        max_body: Bytes of a body, above which it is refused.
        best_effort: Answer the nearest value, with a reason, where no valid one is found.
        strict_requests: Refuse query parameters that the document does not have.
        journal_size: Requests that the journal keeps.
        bodies: Keep what is sent and answered in the journal; it may be secret.
        delay: Seconds by which each answer is late.
    """

    mode: Mode = field(default="polls", validator=_known_mode)
    polls: int = field(default=1, validator=ge(1))
    seconds: float = field(default=2.0, validator=ge(0))
    runs: int | None = field(default=None, validator=optional(and_(ge(1), le(1000))))
    any_id: bool = False
    seed: int | None = None
    rate_limits: bool = True
    resources: bool = True
    max_body: int = field(default=1_000_000, validator=ge(0))
    best_effort: bool = False
    strict_requests: bool = False
    journal_size: int = field(default=10_000, validator=ge(0))
    bodies: bool = False
    delay: float = field(default=0.0, validator=and_(ge(0), le(86_400)))
