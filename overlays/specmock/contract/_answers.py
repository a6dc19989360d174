"""Judgement of what a generated client makes of an answer, form by form."""

import datetime
from collections.abc import Iterator
from enum import Enum
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import httpx
from attrs import define, field

from specmock.openapi import DocumentedResponse, Media, Schemas

from ._models import Names, cause, complaints, conforms, named
from ._request_comparison import json_differences
from ._values import fits

_KNOWN_CODES: Final = frozenset(map(int, HTTPStatus))  # generated clients fail at any other


@define(eq=False)
class AnswerJudge:
    """Holds what the forms of a function return against one answer."""

    schemas: Schemas
    names: Names
    documented: DocumentedResponse | None
    unexpected: type[Exception]
    response: httpx.Response
    hint: Any  # of what is parsed
    parsed: Any = field(init=False, default=None)  # by the first form
    where: str = field(init=False)
    is_right: bool = field(init=False, default=True)  # the server; its faults are not the client's

    def __attrs_post_init__(self) -> None:
        self.where = f"answer {self.response.status_code}"

    def first(self, outcome: Any) -> Iterator[str]:
        """Judge the detailed form of a client that raises on an unexpected status."""
        if self.documented is None:
            yield from self._undocumented(outcome)
            return
        media = self._media()
        schema = media.schema if media is not None and "json" in media.type else None
        value = json_of(self.response)
        hidden = media.hidden if media is not None else ""
        self.is_right = schema is None or fits(self.schemas, schema, value, hidden)
        if not self.is_right:
            return
        if isinstance(outcome, Exception):
            yield self._unparsed(outcome)
            return
        yield from self._fields(outcome)
        self.parsed = parsed = outcome.parsed
        if schema is None:
            yield from self._content(media, parsed)
        elif parsed is None and value is not None:
            yield f"{self.where}: is documented, but was not parsed"
        elif not conforms(parsed, self.hint):
            yield f"{self.where}: gives a {type(parsed).__name__}, annotated as {named(self.hint)}"
        else:
            for found in complaints(self.schemas, self.names, schema, parsed, value):
                yield f"{self.where}: {found}"
            for found in json_differences(value, as_json(parsed)):
                yield f"{self.where}: {found}"

    def other(
        self, form: str, outcome: Any, given: httpx.Response | None, *, raises: bool
    ) -> Iterator[str]:
        """Judge another form, of a client that raises on an unexpected status or does not."""
        if not self.is_right:
            return
        if given is None:
            failed = f"the call failed: {outcome!r}" if isinstance(outcome, Exception) else ""
            yield failed or "the client has sent no request"
            return
        is_detailed = form.endswith("_detailed")
        if self.documented is None and (raises or self.response.status_code not in _KNOWN_CODES):
            yield from self._undocumented(outcome)
            return
        if isinstance(outcome, Exception):
            yield self._unparsed(outcome)
            return
        if is_detailed:
            yield from self._fields(outcome, given)
        parsed = outcome.parsed if is_detailed else outcome
        if not _same(parsed, self.parsed):
            yield f"{self.where}: gives {_brief(parsed)}, the first form {_brief(self.parsed)}"

    def _unparsed(self, error: Exception) -> str:
        if isinstance(error, self.unexpected):
            return f"{self.where}: is documented, but the client does not know it"
        return f"{self.where}: cannot be parsed: {type(error).__name__}: {cause(error)}"

    def _undocumented(self, outcome: Any) -> Iterator[str]:
        status = self.response.status_code
        if status not in _KNOWN_CODES:
            return
        if not isinstance(outcome, self.unexpected):
            yield f"{self.where}: is not documented, but the client knows it: {_brief(outcome)}"
        elif (outcome.status_code, outcome.content) != (status, self.response.content):  # type: ignore[attr-defined]
            yield f"{self.where}: UnexpectedStatus has another status or content"

    def _fields(self, outcome: Any, given: httpx.Response | None = None) -> Iterator[str]:
        """Compare the status, headers and content of a detailed form with the answer."""
        given = given or self.response
        if outcome.status_code != given.status_code:
            yield f"{self.where}: Response.status_code is {outcome.status_code!r}"
        if outcome.content != given.content:
            yield f"{self.where}: Response.content is {_brief(outcome.content)}"
        lost = [name for name, text in given.headers.items() if outcome.headers.get(name) != text]
        if lost or len(outcome.headers) != len(given.headers):
            yield f"{self.where}: Response.headers differ in {', '.join(lost) or 'new ones'}"

    def _media(self) -> Media | None:
        """Find the documented media type of the answer."""
        known = self.documented.media if self.documented else ()
        kind = self.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return next((each for each in known if each.type == kind), known[0] if known else None)

    def _content(self, media: Media | None, parsed: Any) -> Iterator[str]:
        """Compare a text or a file with the answer; None where the client keeps neither."""
        if media is None or media.schema is None or parsed is None:
            return
        if isinstance(parsed, str) and parsed != self.response.text:
            yield f"{self.where}: gives {_brief(parsed)} instead of the text {_brief(self.response.text)}"
        if (content := _bytes_of(parsed)) is not None and content != self.response.content:
            yield f"{self.where}: gives a file of other content"


def json_of(response: httpx.Response) -> Any:
    """Parse the JSON of an answer; None where there is none."""
    if "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return response.json()
    except ValueError:
        return None


def as_json(parsed: Any) -> Any:
    """Convert what a client has parsed back to JSON: models, times, ids, words of an enum."""
    if isinstance(parsed, list):
        return [as_json(item) for item in parsed]
    if isinstance(parsed, datetime.date):
        return parsed.isoformat()
    if isinstance(parsed, UUID):
        return str(parsed)
    if isinstance(parsed, Enum):
        return parsed.value
    return parsed.to_dict() if hasattr(parsed, "to_dict") else parsed


def _bytes_of(parsed: Any) -> bytes | None:
    payload = getattr(parsed, "payload", None)
    return payload.getvalue() if isinstance(payload, BytesIO) else None


def _same(left: Any, right: Any) -> bool:
    if (content := _bytes_of(left)) is not None:
        return content == _bytes_of(right)
    return type(left) is type(right) and bool(left == right)


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else f"{text[:77]}…"
