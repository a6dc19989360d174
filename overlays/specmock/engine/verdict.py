"""A verdict on a client: how its requests broke a document, and what of it they exercised."""

import logging
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Final

from attrs import define, field, frozen

from specmock.openapi import (
    REASON,
    UNDOCUMENTED,
    Breach,
    Counts,
    DocumentError,
    HttpRequest,
    HttpResponse,
    OperationCall,
)
from specmock.openapi.document import one_line
from specmock.scrub import printable

from .mock import Mock

KINDS: Final = {"operations": "operation", "parameters": "parameter", "statuses": "status"}
_HARMLESS: Final = frozenset({"unknown-parameter", "unknown-field"})  # the request is valid
_MOST_FINDINGS: Final = 1_000
_MOST_REASONS: Final = 3  # told of a finding
_LONGEST: Final = 200  # characters of what a client made up
_LOG: Final = logging.getLogger("specmock")


@define
class Finding:
    """One way in which requests broke a document, with the first of them.

    `operation` is an operation's id; method and path where the document has none. `ignored` is
    the reason for which it does not count.
    """

    kind: str
    operation: str
    place: str
    reason: str
    request: str
    times: int = 1
    ignored: str | None = None

    @property
    def id(self) -> str:
        """The name of the finding in a list of those to ignore."""
        return " ".join(filter(None, (self.kind, self.operation, self.place)))

    def note(self, reason: str) -> None:
        """Count one more of it; another reason than those so far is told, too, if they are few."""
        self.times += 1
        reasons = self.reason.split("; or ")
        if reason not in reasons and len(reasons) <= _MOST_REASONS:
            self.reason += f"; or {reason if len(reasons) < _MOST_REASONS else '…'}"


@frozen
class Share:
    """How many of the things of a kind that a document declares were exercised, and which not."""

    covered: int
    total: int
    missing: list[str]

    @property
    def percent(self) -> float:
        """The share in percent; of nothing all is exercised."""
        return 100.0 * self.covered / self.total if self.total else 100.0


@define(eq=False)
class Findings:
    """The findings on requests, each kind of them once."""

    more: int = 0  # those that are not kept, since there are too many
    _kept: dict[str, Finding] = field(factory=dict)

    def add(self, request: HttpRequest, call: OperationCall | None, breach: Breach) -> None:
        """Note how a request broke a document."""
        asked = _shown(f"{request.method} {request.path}".strip())
        place = _shown(re.sub(r"/[0-9]+(?=/|$)", "/*", breach.place))
        operation = _shown(call.operation.id) if call else asked
        new = Finding(breach.kind, operation, place, _shown(breach.reason), asked)
        known = self._kept.get(new.id)
        if known is not None:
            known.note(new.reason)
        elif len(self._kept) < _MOST_FINDINGS:
            self._kept[new.id] = new
        else:
            self.more += 1

    def all(self, ignored: Mapping[str, str]) -> list[Finding]:
        """List the findings; `ignored` has the ids of those that do not count, with the reasons.

        An id may have wildcards, as `unknown-path GET /internal/*`.
        """
        for each in self._kept.values():
            matching = (why for text, why in ignored.items() if fnmatchcase(each.id, text))
            each.ignored = ignored.get(each.id) or next(matching, None)
        return sorted(self._kept.values(), key=lambda each: each.id)


def _shown(text: str) -> str:
    """Scrub and shorten what a client may have made up."""
    return printable(one_line(text))[:_LONGEST]


@define(eq=False)
class Verdict:
    """What the requests to a mock say of the client that sends them."""

    mock: Mock
    requests: int = 0
    findings: Findings = field(factory=Findings)
    counts: Counts = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.counts = Counts(self.mock.operations)

    def note_request(self, request: HttpRequest) -> OperationCall | None:
        """Judge a request; give it as read, where the document has an operation for it."""
        self.requests += 1
        try:
            call, breaches = self.mock.judge(request)
        except DocumentError:  # the answer tells it
            return None
        except Exception as error:  # noqa: BLE001 - a mistake of ours, which counts as a finding
            _LOG.error("a request could not be judged", exc_info=error)
            reason = f"{type(error).__name__}: {error}"
            self.findings.add(request, None, Breach("not-judged", "", reason))
            return None
        for breach in breaches:
            self.findings.add(request, call, breach)
        if call and all(each.kind in _HARMLESS for each in breaches):
            self.counts.note_request(call)
        return call

    def note_answer(
        self, request: HttpRequest, call: OperationCall | None, response: HttpResponse
    ) -> None:
        """Count the status of an answer, and tell one that the mock could not give."""
        if call is not None:
            self.counts.note_status(call.operation, response.status)
        reason = response.headers.get(REASON)
        if response.status >= 500 and reason and UNDOCUMENTED in response.headers:
            self.findings.add(request, call, Breach("no-answer", "", reason))

    def share(self, kind: str) -> Share:
        """Measure the coverage of operations, parameters or statuses."""
        rows = [row for row in self.counts.rows() if row.kind == KINDS[kind]]
        never = [
            row.name if row.kind == "operation" else f"{row.operation} {row.name}"
            for row in rows
            if not row.count
        ]
        return Share(len(rows) - len(never), len(rows), [_shown(each) for each in never])
