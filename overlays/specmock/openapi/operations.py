"""A document as operations that requests are routed to."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from attrs import frozen

from .document import METHODS, Document, DocumentError, Pointer, pointer_of
from .schemas import Schemas
from .styles import STYLES, Parameter

_KNOWN_STYLES: Final = frozenset(
    {"simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"}
)
_OPAQUE: Final = frozenset({"example", "default", "enum", "const", "value"})
_IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})


@frozen(eq=False)
class Media:
    """A body in one media type."""

    type: str
    schema: Pointer | None
    examples: dict[str, Any]
    encoding: Mapping[str, Any]


@frozen(eq=False)
class Link:
    """A documented way from an answer to another operation."""

    name: str
    operation_id: str
    parameters: dict[str, Any]
    pointer: Pointer


@frozen(eq=False)
class DocumentedResponse:
    """A documented answer."""

    status: str
    code: int
    media: tuple[Media, ...]
    links: tuple[Link, ...]
    headers: dict[str, tuple[Pointer | None, Any]]


@frozen(eq=False)
class Scheme:
    """A way to send a credential."""

    name: str
    kind: str
    location: str = "header"
    key: str = "authorization"

    def credential(self, values: Mapping[str, Mapping[str, str]]) -> str | None:
        """Extract the credential that was sent this way, if any was."""
        value = values[self.location].get(self.key)
        if self.kind == "apiKey" or not value:
            return value or None
        word, _, rest = value.partition(" ")
        if word.lower() != self.kind:
            return None
        if self.kind == "basic":
            try:
                return base64.b64decode(rest.strip(), validate=True).decode()
            except ValueError:
                return None
        return rest.strip() or None


@frozen
class RateLimit:
    """So many requests in so many seconds for each of a scope."""

    limit: int
    window: float
    scope: tuple[str, ...]
    retry_after: str | None
    everywhere: bool


@frozen(eq=False)
class Operation:
    """One operation of a document."""

    id: str
    method: str
    path: str
    pointer: Pointer
    parameters: tuple[Parameter, ...]
    body: tuple[Media, ...]
    body_required: bool
    answers: dict[str, DocumentedResponse]
    security: tuple[tuple[Scheme, ...], ...]
    rate_limits: tuple[RateLimit, ...]
    exactly_one_of: tuple[str, ...]
    aggregate: Mapping[str, Any]
    success: DocumentedResponse | None  # the first answer that is no error

    def answer(self, status: int) -> DocumentedResponse | None:
        """Look up the documented answer of a status: its own, its range, or the default."""
        for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if key in self.answers:
                return self.answers[key]
        return None


@frozen(eq=False)
class Route:
    """A path template, segment by segment: a text, or what a decoded segment has to match."""

    segments: tuple[str | re.Pattern[str], ...]
    operations: dict[str, Operation]

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """Match decoded segments; the path parameters, or None."""
        found: dict[str, str] = {}
        for wanted, segment in zip(self.segments, segments, strict=True):
            if isinstance(wanted, str):
                if wanted != segment:
                    return None
                continue
            match = wanted.fullmatch(segment)
            if match is None:
                return None
            names = list(wanted.groupindex)
            found.update(zip(names, match.groups(), strict=True))
        return found


@frozen(eq=False)
class Router:
    """The routes by their number of segments, concrete ones first."""

    by_length: dict[int, list[tuple[Route, tuple[str, ...]]]]

    def find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        """Find the route of a raw path, with the path parameters."""
        segments = tuple(path.split("/")[1:])
        if "%" in path:
            segments = tuple(map(unquote, segments))
        for route, names in self.by_length.get(len(segments), ()):
            match = route.match(segments)
            if match is not None:
                return route, dict(zip(names, match.values(), strict=True))
        return None


def operations_of(document: Document, schemas: Schemas) -> tuple[list[Operation], Router]:
    """Read the operations of a document, and the router to them.

    Raises DocumentError for what cannot be served.
    """
    root = document.root
    if not isinstance(root.get("paths"), dict) or not root["paths"]:
        raise _error(document, (), "there are no paths to serve")
    for pointer, reference in _references((), root):
        try:
            document.at(pointer_of(reference))
        except LookupError:
            raise _error(document, pointer, f"$ref {reference} leads nowhere") from None
    operations: list[Operation] = []
    shapes: dict[tuple[str | None, ...], Pointer] = {}
    routes: dict[int, list[tuple[Route, tuple[str, ...]]]] = {}
    for path in root["paths"]:
        if path.startswith("x-"):
            continue
        where = _follow(document, ("paths", path))
        item = document.at(where)
        if not path.startswith("/") or not isinstance(item, dict):
            raise _error(document, ("paths", path), f"{path} is no path")
        bare, mark, _ = re.split("([#?]|$)", path, maxsplit=1)
        segments, names = _segments(bare)
        shape = tuple(each if isinstance(each, str) else None for each in segments)
        if shape in shapes and mark:
            continue  # what follows is no part of a path, so only the first of these can be reached
        if shape in shapes and None in shape:
            other = document.line(shapes[shape])
            raise _error(document, where, f"{path} cannot be told from the path of line {other}")
        shapes[shape] = where
        route = Route(segments, {})
        for method in METHODS:
            if method in item:
                operation = _operation(document, schemas, path, (*where, method), names)
                route.operations[method.upper()] = operation
                operations.append(operation)
        routes.setdefault(len(segments), []).append((route, tuple(names)))
    for each in routes.values():
        each.sort(key=lambda entry: [not isinstance(text, str) for text in entry[0].segments])
    seen: dict[str, Operation] = {}
    for operation in operations:
        if operation.id in seen:
            raise _error(document, operation.pointer, f"{operation.id} is the id of two operations")
        seen[operation.id] = operation
    return operations, Router(routes)


def _operation(
    document: Document, schemas: Schemas, path: str, pointer: Pointer, names: list[str]
) -> Operation:
    node = document.at(pointer)
    if not isinstance(node, dict):
        raise _error(document, pointer, "this is no operation")
    parameters: dict[tuple[str, str], Parameter] = {}
    for where in (pointer[:-1], pointer):
        for index in range(len(document.at(where).get("parameters") or ())):
            each = _parameter(document, schemas, _follow(document, (*where, "parameters", index)))
            if each.location != "header" or each.name.lower() not in _IGNORED_HEADERS:
                parameters[each.location, each.name] = each
    in_path = {name for location, name in parameters if location == "path"}
    if unknown := set(names) ^ in_path:
        raise _error(document, pointer, f"{path} and its path parameters differ: {min(unknown)}")
    body: tuple[Media, ...] = ()
    body_required = False
    if "requestBody" in node:
        where = _follow(document, (*pointer, "requestBody"))
        body = _media(document, where)
        body_required = document.at(where).get("required") is True
    answers = {}
    for status in node.get("responses") or ():
        if not str(status).startswith("x-"):
            if not re.fullmatch(r"default|[1-5]([0-9]{2}|XX)", str(status)):
                raise _error(document, (*pointer, "responses", status), f"{status} is no status")
            where = _follow(document, (*pointer, "responses", status))
            answers[str(status)] = _documented(document, str(status), where)
    good = [each for each in answers.values() if 200 <= each.code < 400]
    return Operation(
        id=node.get("operationId") or f"{pointer[-1]} {path}",
        method=str(pointer[-1]).upper(),
        path=path,
        pointer=pointer,
        parameters=tuple(parameters.values()),
        body=body,
        body_required=body_required,
        answers=answers,
        security=_security(document, pointer),
        rate_limits=_rate_limits(document, pointer),
        exactly_one_of=tuple(node.get("x-exactly-one-of", ())),
        aggregate=node.get("x-aggregate", {}),
        success=min(good, key=lambda each: (each.status == "default", each.code), default=None),
    )


def _parameter(document: Document, schemas: Schemas, pointer: Pointer) -> Parameter:
    node = document.at(pointer)
    location = node.get("in") if isinstance(node, dict) else None
    if location not in STYLES or not isinstance(node.get("name"), str):
        raise _error(document, pointer, "a parameter needs a name and a place")
    content = node.get("content")
    schema = (
        (*pointer, "content", next(iter(content)), "schema") if content else (*pointer, "schema")
    )
    if not content and "schema" not in node:
        raise _error(document, pointer, f"the parameter {node['name']} has no schema")
    style = node.get("style", STYLES[location])
    if style not in _KNOWN_STYLES:
        raise _error(document, (*pointer, "style"), f"{style} is no style")
    items = schemas.property(schema, "")
    return Parameter(
        name=node["name"],
        location=location,
        required=node.get("required") is True,
        style=style,
        explode=node.get("explode", style == "form"),
        schema=schema,
        types=schemas.types(schema),
        item_types=schemas.types(items) if items else frozenset({"string"}),
        is_json=bool(content),
        examples=_examples(document, node),
    )


def _documented(document: Document, status: str, pointer: Pointer) -> DocumentedResponse:
    node = document.at(pointer)
    if not isinstance(node, dict):
        raise _error(document, pointer, "this is no response")
    links = []
    for name in node.get("links", {}):
        where = _follow(document, (*pointer, "links", name))
        link = document.at(where)
        if not isinstance(link, dict):
            raise _error(document, (*pointer, "links", name), f"{name} is no link")
        if "operationId" in link:
            links.append(Link(name, link["operationId"], link.get("parameters", {}), where))
    headers = {}
    for name in node.get("headers") or ():
        where = _follow(document, (*pointer, "headers", name))
        header = document.at(where)
        if not isinstance(header, dict):
            raise _error(document, (*pointer, "headers", name), f"{name} is no header")
        if name.lower() != "content-type" and (
            header.get("required") or _examples(document, header)
        ):
            given = next(iter(_examples(document, header).values()), None)
            headers[name.lower()] = ((*where, "schema") if "schema" in header else None, given)
    code = 200 if status == "default" else int(status.replace("X", "0"))
    return DocumentedResponse(status, code, _media(document, pointer), tuple(links), headers)


def _media(document: Document, pointer: Pointer) -> tuple[Media, ...]:
    found = []
    for name, node in (document.at(pointer).get("content") or {}).items():
        if not isinstance(node, dict):
            raise _error(document, (*pointer, "content", name), f"{name} has no description")
        where = (*pointer, "content", name, "schema")
        schema = where if "schema" in node else None
        kind = name.partition(";")[0].strip().lower()
        found.append(Media(kind, schema, _examples(document, node), node.get("encoding", {})))
    return tuple(found)


def _examples(document: Document, node: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, each in (node.get("examples") or {}).items():
        example = document.resolve(each)
        if isinstance(example, dict) and "value" in example:
            found[name] = example["value"]
    if "example" in node:
        found.setdefault("example", node["example"])
    return found


def _security(document: Document, pointer: Pointer) -> tuple[tuple[Scheme, ...], ...]:
    node = document.at(pointer)
    where: Pointer = (*pointer, "security") if "security" in node else ("security",)
    requirements = node.get("security", document.root.get("security")) or []
    found = []
    for index, requirement in enumerate(requirements):
        if not isinstance(requirement, dict):
            raise _error(document, (*where, index), "this is no security requirement")
        schemes = []
        for name in requirement:
            place: Pointer = ("components", "securitySchemes", name)
            try:
                node = document.resolve(document.at(place))
            except LookupError:
                reason = f"there is no security scheme {name}"
                raise _error(document, (*where, index), reason) from None
            schemes.append(_scheme(document, place, node))
        found.append(tuple(schemes))
    return tuple(found)


def _scheme(document: Document, pointer: Pointer, node: Any) -> Scheme:
    name = str(pointer[-1])
    if not isinstance(node, dict):
        raise _error(document, pointer, f"{name} is no security scheme")
    if node.get("type") == "apiKey":
        key, location = str(node.get("name", "")), str(node.get("in"))
        if not key or location not in {"header", "query", "cookie"}:
            raise _error(document, pointer, f"{name} needs a name and a place")
        return Scheme(name, "apiKey", location, key.lower() if location == "header" else key)
    if node.get("type") == "http":
        return Scheme(name, str(node.get("scheme", "bearer")).lower())
    return Scheme(name, "bearer")


def _rate_limits(document: Document, pointer: Pointer) -> tuple[RateLimit, ...]:
    found = []
    node = document.at(pointer)
    for each, everywhere in ((document.root, True), (node, False)):
        if limit := each.get("x-rate-limit"):
            scope = tuple(limit.get("scope", ()))
            after = limit.get("retry-after")
            most, window = limit.get("limit"), limit.get("window")
            if not all(isinstance(each, int | float) and each > 0 for each in (most, window)):
                where = () if everywhere else pointer
                raise _error(
                    document, (*where, "x-rate-limit"), "a rate needs a limit and a window above 0"
                )
            found.append(RateLimit(most, window, scope, after, everywhere))
    return tuple(found)


def _segments(path: str) -> tuple[tuple[str | re.Pattern[str], ...], list[str]]:
    names: list[str] = []
    segments: list[str | re.Pattern[str]] = []
    for segment in path.split("/")[1:]:
        parts = re.split(r"\{([^{}]+)\}", segment)
        if len(parts) == 1:
            segments.append(unquote(segment))
            continue
        pattern = ""
        for index, part in enumerate(parts):
            if index % 2:
                pattern += f"(?P<p{len(names)}>.+?)"
                names.append(part)
            else:
                pattern += re.escape(part)
        segments.append(re.compile(pattern, re.DOTALL))
    return tuple(segments), names


def _references(pointer: Pointer, node: Any) -> Iterator[tuple[Pointer, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield (*pointer, "$ref"), node["$ref"]
        for key, value in node.items():
            if key not in _OPAQUE or (pointer and pointer[-1] in {"properties", "schemas"}):
                yield from _references((*pointer, key), value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references((*pointer, index), value)


def _follow(document: Document, pointer: Pointer) -> Pointer:
    document.resolve(document.at(pointer))  # refuses circles
    node = document.at(pointer)
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        pointer = pointer_of(node["$ref"])
        node = document.at(pointer)
    return pointer


def _error(document: Document, pointer: Pointer, reason: str) -> DocumentError:
    return DocumentError(document.path, document.line(pointer), reason)
