"""Runs, what was seen of them, and how they ended."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import NoneType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from attrs import Factory, asdict, field, frozen

from ._requests import check_kind, of_kind

if TYPE_CHECKING:
    from ._httpx import Response

TOKEN_VERSION = 1
SURROGATES = "surrogatepass"  # JSON may hold halves of a letter
TOKEN = re.compile(
    r"(\w+):([\w.%-]+):((?:[\w.%-]+(?:,[\w.%-]+)*)?)(?::(\d{0,15}))?(?::(\d{0,15}))?", re.ASCII
)


class Verdict(StrEnum):
    """How a run ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMED_OUT = "timed out"
    CANCELED = "canceled"


def _count() -> Any:
    return field(default=None, validator=of_kind((int, NoneType), "a whole number"))


TEXT = of_kind(str, "text")


def _ids(ids: Iterable[str]) -> tuple[str, ...]:
    if isinstance(ids, str) or not isinstance(ids, Iterable):
        raise TypeError(f"ids is {type(ids).__name__}, not a list of texts")
    for each in (ids := tuple(ids)):
        check_kind("one of ids", each, str, "text")
    return ids


def _word(text: str) -> str:
    return quote(text, safe="", errors=SURROGATES).replace("~", "%7E")


@frozen(cache_hash=True)
class RunRef:
    """A run at a vendor: all that another process needs to wait on, and no secret.

    `kind` is the vendor's word for what was started, `ids` are the vendor's ids of it,
    `expected` is the number of tests that were queued, `link` is its page,
    `started` is when it started in Unix seconds; None where the vendor does not say.
    """

    vendor: str = field(validator=TEXT)
    kind: str = field(validator=TEXT)
    ids: tuple[str, ...] = field(converter=_ids)
    expected: int | None = _count()
    link: str | None = None
    started: int | None = _count()

    def to_token(self) -> str:
        """Write a token of one word, which needs no quotes in a shell; the link is left out.

        It is `vendor:kind:ids`, with `:expected:started` where these are known: ids are separated
        by commas, and each text is percent-encoded.
        """
        numbers = ["" if each is None else str(each) for each in (self.expected, self.started)]
        while numbers and not numbers[-1]:
            numbers.pop()
        ids = ",".join(map(_word, self.ids))
        return ":".join([self.vendor, _word(self.kind), ids, *numbers])

    @classmethod
    def from_token(cls, token: str) -> "RunRef":
        """Read a token, or one of `to_json`; ValueError where it is none."""
        check_kind("the token", token, str, "text")
        if token.lstrip().startswith("{"):
            return cls.from_json(token)
        found = TOKEN.fullmatch(token.strip())
        if found is None:
            raise ValueError("this is not a token of a run")
        vendor, kind, ids, expected, started = found.groups()
        try:
            kind, *texts = (unquote(each, errors=SURROGATES) for each in (kind, *ids.split(",")))
        except UnicodeDecodeError:
            raise ValueError("the token of a run is damaged: a % in it is no UTF-8") from None
        return cls(
            vendor,
            kind,
            [each for each in texts if each],
            int(expected) if expected else None,
            started=int(started) if started else None,
        )

    def to_json(self) -> str:
        """Write a token, which `from_json` of this and of later versions reads."""
        return json.dumps({"testruns": TOKEN_VERSION, **asdict(self)})

    @classmethod
    def from_json(cls, token: str) -> "RunRef":
        """Read a token; ValueError where it is none, or one of another version."""
        check_kind("the token", token, str, "text")
        try:
            fields = json.loads(token)
            version = fields.pop("testruns")
        except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
            raise ValueError("this is not a token of a run") from None
        if version != TOKEN_VERSION:
            raise ValueError(f"token of version {version!r}; this testruns reads {TOKEN_VERSION}")
        try:
            ref = cls(**fields)
        except TypeError as error:
            raise ValueError(f"the token of a run is damaged: {error}") from None
        texts = [ref.vendor, ref.kind, *ref.ids, *([ref.link] if ref.link else [])]
        if not all(isinstance(each, str) and each for each in texts):
            raise ValueError("the token of a run is damaged: an id or a link is no text")
        return ref

    def __str__(self) -> str:
        ids = ", ".join(self.ids[:3]) + (f" and {len(self.ids) - 3} more" if self.ids[3:] else "")
        return f"{self.vendor} {self.kind} {ids}"


@frozen
class Counts:
    """Numbers of tests of a run; None where the vendor does not say."""

    total: int | None = _count()
    passed: int | None = _count()
    failed: int | None = _count()


@frozen
class Case:
    """One test of a run; `verdict` is None where it has not ended.

    `message` is why it failed, in the vendor's words; None where the vendor does not tell it.
    `duration` is in seconds; None where the vendor does not tell it (TestCLIX).
    """

    id: str
    name: str | None = None
    verdict: Verdict | None = None
    message: str | None = None
    link: str | None = None
    degraded: bool = False
    duration: float | None = None


@frozen
class Snapshot:
    """A run as one look saw it.

    `state` is the vendor's own word, `known` whether the vendor documents it,
    `raw` the generated model of the answer, or its JSON where it does not parse, `link` the page
    of the run where it is known. `unread` tells what of the answer could not be read; neither
    state nor verdict rests on it.
    """

    ref: RunRef
    state: str = field(validator=TEXT)
    counts: Counts = Counts()
    cases: tuple[Case, ...] = field(default=(), eq=False, repr=False, kw_only=True)
    known: bool = field(default=True, kw_only=True)
    # Not in repr: a raw answer may hold the public address of a recording.
    raw: Any = field(default=None, eq=False, repr=False, kw_only=True)
    link: str | None = field(
        default=Factory(lambda self: self.ref.link, takes_self=True), eq=False, kw_only=True
    )
    unread: tuple[str, ...] = field(default=(), eq=False, repr=False, kw_only=True)


class RunError(Exception):
    """Any error of this package; `response` is the vendor's raw answer, where there was one.

    The request that hangs on that answer has lost its headers and its body, which held secrets.
    """

    response: "Response | None" = None

    def __reduce__(self) -> Any:
        # Exceptions are pickled as a call of their class with `args`, which ours are not made by.
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class NotPassed(RunError):  # noqa: N818 - as above
    """The verdict is known and not PASSED; `results` are the runs that did not pass."""

    def __init__(self, message: str, results: "Iterable[RunResult]") -> None:
        self.results = tuple(results)
        super().__init__(message)


@frozen
class RunResult(Snapshot):
    """A run that has ended, and how.

    `confirmed` is False where the vendor's word may be older than the run (TestCLIX).
    """

    verdict: Verdict = field(default=Verdict.ERROR, kw_only=True)
    reason: str | None = field(default=None, kw_only=True)
    confirmed: bool = field(default=True, kw_only=True)

    @property
    def passed(self) -> bool:
        """Whether the verdict is PASSED."""
        return self.verdict is Verdict.PASSED

    def raise_for_verdict(self) -> None:
        """Raise NotPassed unless the run passed."""
        if not self.passed:
            why = f": {self.reason}" if self.reason else ""
            raise NotPassed(f"{self.ref} ended as {self.verdict}{why}", [self])


@frozen(eq=False)  # Mapping knows when two are equal
class Results(Mapping[RunRef, RunResult]):
    """The verdicts of several runs; `pending` are those that a wait with `fail_fast` left."""

    _results: dict[RunRef, RunResult] = field(alias="results")
    pending: tuple[RunRef, ...] = ()

    def __getitem__(self, ref: RunRef) -> RunResult:
        return self._results[ref]

    def __iter__(self) -> Iterator[RunRef]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    @property
    def passed(self) -> bool:
        """Whether there are results, and all of them passed."""
        return bool(self._results) and not self.pending and not self.unpassed

    @property
    def unpassed(self) -> tuple[RunResult, ...]:
        """The runs that ended otherwise than as PASSED."""
        return tuple(each for each in self._results.values() if not each.passed)

    def raise_for_verdict(self) -> None:
        """Raise NotPassed unless there are results and all of them passed."""
        if not self.passed:
            ended = "; ".join(f"{each.ref}: {each.verdict}" for each in self.unpassed)
            raise NotPassed(ended or "no run has a verdict", self.unpassed)
