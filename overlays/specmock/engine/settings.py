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
    """How a mock behaves; `polls` is looks a state, `seconds` the length of a state.

    With `any_id` each id that looks like one names a run, so that any valid request succeeds.
    With `resources` what is created is there, and what is deleted is gone, as paths and answers of
    a document without lifecycles imply.
    With `best_effort`, an answer for which no valid value is found is the nearest one, with a
    reason, in the place of an error.
    With `strict_requests` a query parameter that the document does not have is refused; without,
    it is told in the journal.
    With `delay` each answer is so many seconds late.
    With `bodies` the journal keeps what was sent and answered, which may be secret.
    Raises ValueError for what cannot be.
    """

    mode: Mode = field(default="polls", validator=_known_mode)
    polls: int = field(default=1, validator=ge(1))
    seconds: float = field(default=2.0, validator=ge(0))
    runs: int | None = field(default=None, validator=optional(and_(ge(1), le(1000))))
    any_id: bool = False
    seed: int = 0
    rate_limits: bool = True
    resources: bool = True
    max_body: int = 1_000_000
    best_effort: bool = False
    strict_requests: bool = False
    journal_size: int = 10_000
    bodies: bool = False
    delay: float = field(default=0.0, validator=and_(ge(0), le(86_400)))
