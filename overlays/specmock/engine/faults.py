"""Plans: faults, delays, outcomes and other deviations, and how often they happen."""

from collections.abc import Mapping
from typing import Any

from attrs import asdict, evolve, field, fields, frozen

from specmock.openapi import CONNECTION_FAULTS, GARBAGE, HTML, ConnectionFault, HttpResponse


def _positive(_: object, attribute: Any, value: Any) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise ValueError(f"{attribute.name} is a number from 1, or null")


def _status(_: object, attribute: Any, value: Any) -> None:
    if value is not None and not (isinstance(value, int) and 200 <= value <= 599):
        raise ValueError(f"{attribute.name} is a number from 200 to 599")


def _known_fault(_: object, attribute: Any, value: Any) -> None:
    if value is not None and value not in CONNECTION_FAULTS:
        raise ValueError(f"{attribute.name} is one of {', '.join(CONNECTION_FAULTS)}")


def _seconds(_: object, attribute: Any, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 86400:
        raise ValueError(f"{attribute.name} is a number of seconds")


def _outcome(_: object, attribute: Any, value: Any) -> None:
    words = value if isinstance(value, tuple) else (value,)
    if value is not None and not (words and all(isinstance(word, str) for word in words)):
        raise ValueError(f"{attribute.name} is a state, or a list of states")


def _text(_: object, attribute: Any, value: Any) -> None:
    if value is not None and not (isinstance(value, str) and _encodes(value)):
        raise ValueError(f"{attribute.name} is a text")


def _encodes(text: str) -> bool:
    """Tell whether a text has no lone surrogate."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _truth(_: object, attribute: Any, value: Any) -> None:
    if value is not True and value is not False:
        raise ValueError(f"{attribute.name} is true or false")


def _many(_: object, attribute: Any, value: Any) -> None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if value is not None and not (is_number and 1 <= value <= 1000):
        raise ValueError(f"{attribute.name} is a number from 1 to 1000")


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@frozen(kw_only=True)
class Step:
    """What happens to the next calls of an operation, or of any.

    `status`, `example`, `body`, `fault` and `delay` are about answers; `outcome`, `never` and
    `runs` about what the next trigger starts.
    """

    operation: str | None = field(default=None, validator=_text)
    times: int | None = field(default=1, validator=_positive)
    status: int | None = field(default=None, validator=_status)
    example: str | None = field(default=None, validator=_text)
    body: str | None = field(default=None, validator=_text)
    fault: ConnectionFault | None = field(default=None, validator=_known_fault)
    delay: float = field(default=0.0, validator=_seconds)
    outcome: str | tuple[str, ...] | None = field(
        default=None, converter=_tuple, validator=_outcome
    )
    never: bool = field(default=False, validator=_truth)
    runs: int | None = field(default=None, validator=_many)

    def __attrs_post_init__(self) -> None:
        about_answers = (self.status, self.example, self.body, self.fault, self.delay or None)
        if self.is_about_runs and any(each is not None for each in about_answers):
            raise ValueError("a step is about answers or about runs, not about both")

    @property
    def is_about_runs(self) -> bool:
        """Whether the step waits for something that starts runs."""
        return self.outcome is not None or self.never or self.runs is not None

    def used(self) -> "Step | None":
        """Use the step once; None where nothing is left of it."""
        if self.times is None:
            return self
        return evolve(self, times=self.times - 1) if self.times > 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Write the step as JSON has it, without its defaults."""
        default = Step()
        return {
            name: value for name, value in asdict(self).items() if value != getattr(default, name)
        }


def step_from(given: Mapping[str, Any]) -> Step:
    """Read a step from JSON; raise ValueError for what is none."""
    known = {each.name for each in fields(Step)}
    if unknown := set(given) - known:
        raise ValueError(f"a plan has no {min(unknown)}; it has {', '.join(sorted(known))}")
    return Step(**given)


class Plan:
    """The steps that have not happened yet, the next one first."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def next(self, operation: str, *, about_runs: bool) -> Step | None:
        """Use the next step of an operation once, about answers or about runs."""
        for index, step in enumerate(self.steps):
            if step.is_about_runs is about_runs and step.operation in {None, operation}:
                left = step.used()
                self.steps[index : index + 1] = [left] if left else []
                return step
        return None


def with_faults(step: Step | None, response: HttpResponse) -> HttpResponse:
    """Apply a step to an answer: its delay, its body, its fault."""
    if step is None:
        return response
    response = evolve(response, delay=step.delay, fault=step.fault)
    if step.body is not None:
        response = evolve(response, body=step.body.encode())
    if step.fault == "garbage":
        return evolve(response, body=GARBAGE, fault=None)
    if step.fault == "html":
        headers = {**response.headers, "content-type": "text/html"}
        return evolve(response, body=HTML, headers=headers, fault=None)
    return response
