"""Requests on their way through the engine: what was sent, and whether it may be."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field

from .bodies import parse_body
from .messages import HttpRequest
from .operations import Media, Operation
from .schemas import Schemas
from .styles import cookie_pairs, decoded, query_pairs


@define(eq=False)
class OperationCall:
    """A request to an operation, and what is known of it so far."""

    request: HttpRequest
    operation: Operation
    path: Mapping[str, str]
    query: list[tuple[str, str]] = field(init=False)
    cookies: list[tuple[str, str]] = field(init=False)
    media: Media | None = field(init=False)  # of the body, as documented
    key: str = ""
    values: dict[str, Any] = field(factory=dict)
    body: Any = None

    def __attrs_post_init__(self) -> None:
        self.query = query_pairs(self.request.query) if self.request.query else []
        cookie = self.request.headers.get("cookie")
        self.cookies = cookie_pairs(cookie) if cookie else []
        self.media = self._media() if self.operation.body else None

    @property
    def sent(self) -> dict[str, Mapping[str, str]]:
        """What was sent, by place; of what was sent twice the last."""
        return {
            "header": self.request.headers,
            "query": dict(self.query),
            "cookie": dict(self.cookies),
        }

    @property
    def accept(self) -> str:
        """The media types that the client asks for."""
        return self.request.headers.get("accept", "")

    def _media(self) -> Media | None:
        known = self.operation.body
        content_type = self.request.headers.get("content-type", "")
        given = content_type.partition(";")[0].strip().lower()
        if not given:
            return known[0] if known else None
        for media in known:
            kind, _, sub = media.type.partition("/")
            if media.type in {given, "*/*"} or (sub == "*" and given.startswith(f"{kind}/")):
                return media
        return None


def read_parameters(call: OperationCall, schemas: Schemas) -> Iterator[str]:
    """Parse and validate the parameters into `call.values`; yield the errors."""
    operation = call.operation
    for parameter in operation.parameters:
        sent: Iterable[tuple[str, str]] = call.query
        if parameter.location == "header":
            name = parameter.name.lower()
            sent = [(name, call.request.headers[name])] if name in call.request.headers else []
        elif parameter.location != "query":
            sent = call.path.items() if parameter.location == "path" else call.cookies
        try:
            value = decoded(parameter, schemas, list(sent))
        except LookupError:
            if parameter.required:
                yield f"{parameter.location}/{parameter.name}: is required"
            continue
        call.values[parameter.name] = value
        for error in schemas.errors(parameter.schema, value):
            yield f"{parameter.location}/{parameter.name}{error}"
    if operation.exactly_one_of:
        found = [name for name in operation.exactly_one_of if name in call.values]
        if len(found) != 1:
            yield f"send exactly one of {', '.join(operation.exactly_one_of)}"


def read_body(call: OperationCall, media: Media, schemas: Schemas) -> Iterator[str]:
    """Parse and validate the body into `call.body`; yield the errors."""
    try:
        call.body = parse_body(media, call.request, schemas)
    except (ValueError, RecursionError):
        yield f"body: is no {media.type}"
        return
    is_text = isinstance(call.body, str) and "json" not in media.type
    if media.schema and not (is_text and "string" not in schemas.types(media.schema)):
        for error in schemas.errors(media.schema, call.body):
            yield f"body{error}"
