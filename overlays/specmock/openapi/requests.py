"""Requests to an operation: what was sent, read and validated by the document."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from attrs import define, field, frozen

from .bodies import body_errors, parse_body
from .document import Pointer
from .media import Media, accepted, documented_for
from .messages import HttpRequest
from .operations import DocumentedResponse, Operation
from .schemas import Schemas
from .styles import (
    Location,
    Pairs,
    Parameter,
    StyleError,
    cookie_pairs,
    decoded,
    query_pairs,
    read_parameter,
)

Kind: TypeAlias = Literal[
    "unknown-path",
    "unknown-method",
    "unknown-parameter",
    "unknown-field",
    "missing-parameter",
    "invalid-parameter",
    "missing-body",
    "invalid-body",
    "media-type",
    "accept",
    "key",
    "no-answer",
    "no-request",
    "not-judged",
]


# A schema with one of these describes members that are not among its properties.
_WORDS_OF_OTHERS = (
    *("additionalProperties", "unevaluatedProperties", "dependentSchemas"),
    *("if", "$dynamicRef"),
)


@frozen
class Breach:
    """A way in which a request breaks the document: of which kind, where, and why."""

    kind: Kind
    place: str  # as query/limit or body/items/0
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


@define(eq=False)
class OperationCall:
    """A request to an operation, and what is known of it so far; `path` is as it was sent."""

    request: HttpRequest
    operation: Operation
    path: Mapping[str, str]
    media: Media | None = field(init=False)  # of the body, as documented
    key: str = ""
    given: dict[Parameter, Any] = field(factory=dict)  # parameters may share a name in two places
    values: dict[str, Any] = field(factory=dict)
    body: Any = None
    _raw_query: Pairs = field(init=False, repr=False)
    _raw_cookies: Pairs = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._raw_query = query_pairs(self.request.query) if self.request.query else []
        cookie = self.request.headers.get("cookie")
        self._raw_cookies = cookie_pairs(cookie) if cookie else []
        content_type = self.request.headers.get("content-type", "")
        self.media = documented_for(self.operation.body, content_type)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The names and values of the query."""
        return decoded("query", self._raw_query)

    @property
    def cookies(self) -> list[tuple[str, str]]:
        """The names and values of the cookies."""
        return decoded("cookie", self._raw_cookies)

    def raw(self, location: Location) -> Pairs:
        """List what was sent in a place: names, and texts as they were sent."""
        if location == "header":
            return list(self.request.headers.items())
        if location == "path":
            return list(self.path.items())
        return self._raw_query if location == "query" else self._raw_cookies

    @property
    def sent(self) -> dict[str, Mapping[str, str]]:
        """What was sent, by place; of what was sent twice the last."""
        return {
            "header": self.request.headers,
            "query": dict(self.query),
            "cookie": dict(self.cookies),
        }

    def answer_in(self, answer: DocumentedResponse) -> tuple[Media, str] | None:
        """Choose the media type of an answer, with the content type to send; None where it has
        nothing that the client accepts."""
        return accepted(answer.media, self.request.headers.get("accept", ""))


def read_parameters(call: OperationCall, schemas: Schemas) -> Iterator[Breach]:
    """Parse and validate the parameters into `call.values`; yield the errors."""
    operation = call.operation
    for parameter in operation.parameters:
        sent = call.raw(parameter.location)
        where = f"{parameter.location}/{parameter.name}"
        try:
            value = read_parameter(parameter, schemas, sent, operation.query_names)
        except LookupError:
            if parameter.required:
                yield Breach("missing-parameter", where, "is required")
            continue
        except StyleError as error:
            yield Breach("invalid-parameter", where, str(error))
            continue
        call.given[parameter] = call.values[parameter.name] = value
        if value == "" and parameter.may_be_empty:
            continue
        for reason in schemas.errors(parameter.schema, value, "readOnly"):
            yield _invalid("invalid-parameter", where, reason)
    if operation.exactly_one_of:
        found = [name for name in operation.exactly_one_of if name in call.values]
        if len(found) != 1:
            reason = f"send exactly one of {', '.join(operation.exactly_one_of)}"
            yield Breach("invalid-parameter", "", reason)


def _invalid(kind: Kind, where: str, error: str) -> Breach:
    below, _, reason = error.partition(": ")
    return Breach(kind, where + below, reason)


def unknown_parameters(call: OperationCall) -> list[str]:
    """List the names in the query that no parameter and no key of the operation has."""
    known = {*call.operation.query_names}
    known |= {each.key for option in call.operation.security for each in option}
    taken = {name for value in call.values.values() if isinstance(value, dict) for name in value}
    names = dict.fromkeys(name for name, _ in call.query)
    return [
        each for each in names if each not in taken and {each, each.split("[")[0]}.isdisjoint(known)
    ]


def unknown_fields(call: OperationCall, schemas: Schemas) -> Iterator[Breach]:
    """Yield the members of what was sent that no schema describes, where others are described.

    Those are valid, since a schema takes more than it names; a client that sends them means
    something that the document does not say.
    """
    for parameter in call.operation.parameters:
        if parameter.name in call.values:
            where = f"{parameter.location}/{parameter.name}"
            yield from _unknown(schemas, parameter.schema, call.values[parameter.name], where)
    if call.media is not None and call.media.schema is not None:
        yield from _unknown(schemas, call.media.schema, call.body, "body")


def _unknown(schemas: Schemas, pointer: Pointer, value: Any, where: str) -> Iterator[Breach]:
    if isinstance(value, list):
        items = schemas.property(pointer, "")
        for index, item in enumerate(value if items else ()):
            yield from _unknown(schemas, items or (), item, f"{where}/{index}")
    if not isinstance(value, dict):
        return
    fitting = value if schemas.valid(pointer, value, "readOnly") else ...
    nodes = [schemas.at(part) for part in schemas.parts(pointer, fitting)]
    nodes = [node for node in nodes if isinstance(node, dict)]
    is_described = any("properties" in node for node in nodes)
    takes_more = any(
        node.get(word, False) is not False for node in nodes for word in _WORDS_OF_OTHERS
    )
    for name, item in value.items():
        known = schemas.member(pointer, name, fitting)
        if known is not None:
            yield from _unknown(schemas, known, item, f"{where}/{name}")
        elif is_described and not takes_more:
            yield Breach("unknown-field", f"{where}/{name}", "is not documented")


def read_body(call: OperationCall, media: Media, schemas: Schemas) -> Iterator[Breach]:
    """Parse and validate the body into `call.body`; yield the errors."""
    content_type = call.request.headers.get("content-type", "")
    try:
        call.body = parse_body(media, content_type, call.request.body, schemas)
    except StyleError as error:
        yield Breach("invalid-body", "body", str(error))
        return
    except (ValueError, RecursionError) as error:
        detail = f" ({error})" if type(error) is ValueError else ""
        yield Breach("invalid-body", "body", f"is no {media.type}{detail}")
        return
    for reason in body_errors(schemas, media, call.body):
        yield _invalid("invalid-body", "body", reason)
