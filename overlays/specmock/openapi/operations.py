"""Operations of a document: parameters, bodies, answers, security, limits."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import field, frozen

from .document import METHODS, Document, DocumentError, Pointer
from .media import Media
from .routing import Router
from .schemas import Hidden, Schemas
from .structure import Problem
from .styles import DEFAULTS, STYLES, Parameter, Style, style_of

_PATH_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# About the connection and the bytes on it, which only who sends them knows.
_SHOWING: Final = frozenset({"example", "examples", "const"})  # what a schema gives a value by
_OWN_HEADERS: Final = frozenset(
    {
        *("content-type", "content-length", "content-encoding", "transfer-encoding", "trailer"),
        *("connection", "keep-alive", "te", "upgrade"),
    }
)
_IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})


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
    headers: dict[str, tuple[Style, Any]]  # with the value that an example gives
    location: Style | None = None  # where its header says what was created


@frozen(eq=False)
class Scheme:
    """A way to send a credential."""

    name: str
    kind: str
    location: str = "header"
    key: str = "authorization"

    @property
    def is_sent(self) -> bool:
        """Whether requests show it; a client certificate (mutualTLS) is no part of them."""
        return self.kind != "mutualTLS"

    @property
    def is_comparable(self) -> bool:
        """Whether what is sent is the key itself, and not made of it (Digest)."""
        return self.kind in {"apiKey", "bearer", "basic"}

    @property
    def challenge(self) -> str:
        """What the answer to a missing key asks for (RFC 9110, 11.6.1)."""
        if self.kind in {"apiKey", "mutualTLS"}:
            return ""
        word = self.kind.title()
        return word if word == "Bearer" else f'{word} realm="mock"'

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
    query_names: tuple[str, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        names = [each.name for each in self.parameters if each.location == "query"]
        object.__setattr__(self, "query_names", tuple(names))

    def answer(self, status: int) -> DocumentedResponse | None:
        """Look up the documented answer of a status: its own, its range, or the default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.answers:
                return self.answers[key]
        return None


@frozen(eq=False)
class RefusedOperation:
    """An operation that cannot be served, and why."""

    id: str
    method: str
    path: str
    error: DocumentError


@frozen(eq=False)
class Operations:
    """What a document offers.

    `refused` cannot be served; `problems` are passed over, and told by `specmock check`: pointers
    with reasons, since to find the lines of a large document takes longer than to serve it.
    """

    served: list[Operation]
    refused: list[RefusedOperation]
    router: Router
    problems: list[Problem]

    def refuse(self, operation: Operation, error: DocumentError) -> None:
        """Serve an operation no longer."""
        refused = RefusedOperation(operation.id, operation.method, operation.path, error)
        self.served.remove(operation)
        self.refused.append(refused)
        self.router.add(_routed(operation.path), operation.method, refused, instead=True)


def operations_of(schemas: Schemas) -> Operations:
    """Read the operations of a document, and the router to them.

    Raises DocumentError for a document that is of another version, or has no paths.
    """
    document = schemas.document
    check_version(document)
    paths = document.root.get("paths")
    if not isinstance(paths, dict) or not paths:
        also = "; webhooks are not called" if document.root.get("webhooks") else ""
        raise document.error(("paths",), f"there are no paths to serve{also}")
    found = Operations([], [], Router(), [])
    faults = schemas.structure.faults()
    ids: dict[str, Pointer] = {}
    for path in paths:
        if path.startswith("x-"):
            continue
        item = _path_item(found, document, path)
        for method in METHODS if item else ():
            if method not in document.at(item):
                continue
            pointer = (*item, method)
            reader = _Reader(schemas, path, pointer, found.problems)
            operation = reader.read(faults.get((pointer, "operation")), ids)
            if not found.router.add(_routed(path), method.upper(), operation):
                reason = f"{path}: another {method.upper()} has this path; the first one is served"
                found.problems.append((pointer, reason))
                continue
            ids.setdefault(operation.id, pointer)
            if isinstance(operation, Operation):
                found.served.append(operation)
            else:
                found.refused.append(operation)
    if not found.served and not found.refused:
        nothing = (("paths",), "there are no operations to serve")
        raise document.error(*(*found.problems, nothing)[0])
    return found


def _routed(path: str) -> str:
    return re.split("[#?]", path)[0]


def check_version(document: Document) -> None:
    """Raise DocumentError for what is not OpenAPI 3.0 or 3.1, with advice."""
    root = document.root
    version = str(root.get("openapi") or "")
    if re.fullmatch(r"3\.[01](\.\d.*)?", version):
        return
    served = "OpenAPI 3.0 and 3.1 are served"
    if "swagger" in root:
        advice = "convert it, for example with `npx swagger2openapi`"
        reason = f"this is Swagger {root['swagger']}, and {served}: {advice}"
        raise document.error(("swagger",), reason)
    if not version:
        raise document.error((), f"`openapi` with a version is missing; {served}")
    reason = f"this is OpenAPI {version}, and {served}"
    if version.startswith("3."):
        reason += ": where nothing new of it is used, say 3.1.1"
    raise document.error(("openapi",), reason)


def _path_item(found: Operations, document: Document, path: str) -> Pointer:
    """Find the path item of a path; () where there is none, which is a problem."""
    where: Pointer = ("paths", path)
    try:
        item = document.follow(where)
    except DocumentError as error:
        found.problems.append((where, error.reason))
        return ()
    if path.startswith("/") and isinstance(document.at(item), dict):
        return item
    reason = f"{path} is not a path: it begins with / and has a mapping"
    found.problems.append((where, reason))
    return ()


@frozen
class _Reader:
    """Reads one operation; what it can do without becomes a problem, all else refuses it."""

    schemas: Schemas
    path: str
    pointer: Pointer
    problems: list[Problem]

    def read(
        self, fault: Problem | None, ids: Mapping[str, Pointer]
    ) -> Operation | RefusedOperation:
        """Read the operation, or say why it cannot be served."""
        document, method = self.schemas.document, str(self.pointer[-1])
        usual, node = f"{method} {self.path}", document.at(self.pointer)
        if fault is None:
            node = document.at(document.follow(self.pointer))
        name = node.get("operationId") if isinstance(node, dict) else None
        name = name if isinstance(name, str) and name else usual
        if name in ids:
            other = f"{str(ids[name][-1]).upper()} {ids[name][-2]}"
            self._tell(self.pointer, f"{name} is the id of {other} too: this is called {usual}")
            name = usual
        try:
            if fault is not None:
                raise document.error(*fault)
            return self._operation(name, document.follow(self.pointer))
        except DocumentError as error:
            return RefusedOperation(name, method.upper(), self.path, error)

    def _tell(self, pointer: Pointer, reason: str) -> None:
        self.problems.append((pointer, reason))

    def _operation(self, name: str, where: Pointer) -> Operation:
        document = self.schemas.document
        node = document.at(where)
        body: tuple[Media, ...] = ()
        body_required = False
        if node.get("requestBody") is not None:
            place = document.follow((*where, "requestBody"))
            body = self._media(place, "readOnly")
            body_required = document.at(place).get("required") is True
        answers = dict(self._answers(where, node.get("responses") or {}))
        good = [each for each in answers.values() if 200 <= each.code < 400]
        aggregate = node.get("x-aggregate", {})
        if not isinstance(aggregate, dict):
            raise document.error((*where, "x-aggregate"), "x-aggregate is not a mapping")
        return Operation(
            id=name,
            method=str(self.pointer[-1]).upper(),
            path=self.path,
            pointer=self.pointer,
            parameters=tuple(self._parameters(where)),
            body=body,
            body_required=body_required,
            answers=answers,
            security=self._security(where),
            rate_limits=tuple(self._rate_limits(where)),
            exactly_one_of=self._exactly_one_of(where, node.get("x-exactly-one-of")),
            aggregate=aggregate,
            success=min(good, key=lambda each: (each.status == "default", each.code), default=None),
        )

    def _security(self, where: Pointer) -> tuple[tuple[Scheme, ...], ...]:
        """Read the schemes of an operation; those of the whole document it can be served without."""
        document = self.schemas.document
        try:
            return _security(document, where)
        except DocumentError as error:
            if "security" in document.at(where):
                raise
            self._tell(("security",), f"{error.reason}: no key is asked for")
            return ()

    def _rate_limits(self, where: Pointer) -> Iterator[RateLimit]:
        """Yield the limits of the document and of the operation, which it cannot do without."""
        document = self.schemas.document
        for holder, everywhere in (((), True), (where, False)):
            facts = document.at(holder).get("x-rate-limit")
            limit = _rate_limit(facts, everywhere=everywhere) if facts else None
            if isinstance(limit, RateLimit):
                yield limit
            elif limit is not None and everywhere:
                self._tell(("x-rate-limit",), f"{limit}: it is ignored")
            elif limit is not None:
                raise document.error((*where, "x-rate-limit"), limit)

    def _exactly_one_of(self, where: Pointer, names: Any) -> tuple[str, ...]:
        if names is None or (
            isinstance(names, list) and all(isinstance(each, str) for each in names)
        ):
            return tuple(names or ())
        reason = "x-exactly-one-of is not a list of parameters: it is ignored"
        self._tell((*where, "x-exactly-one-of"), reason)
        return ()

    def _parameters(self, where: Pointer) -> Iterator[Parameter]:
        """Yield the parameters of the path and of the operation, which takes precedence."""
        document = self.schemas.document
        found: dict[tuple[str, str], Parameter] = {}
        for holder in (document.follow(self.pointer[:-1]), where):
            for index in range(len(document.at(holder).get("parameters") or ())):
                each = self._parameter(document.follow((*holder, "parameters", index)))
                if each.location != "header" or each.name.lower() not in _IGNORED_HEADERS:
                    found[each.location, each.name] = each
        names = _PATH_PARAMETER.findall(_routed(self.path))
        for location, name in list(found):
            if location == "path" and name not in names:
                self._tell(self.pointer, f"{self.path} has no parameter {name}")
                del found[location, name]
        for name in names:
            if ("path", name) not in found:
                self._tell(self.pointer, f"the path parameter {name} is not described: any text")
                found["path", name] = Parameter(
                    name,
                    "path",
                    required=True,
                    style=style_of(self.schemas, None, "simple", explode=False),
                )
        yield from found.values()

    def _parameter(self, pointer: Pointer) -> Parameter:
        document = self.schemas.document
        node = document.at(pointer)
        location, name = node.get("in"), node.get("name")
        if location not in ("path", "query", "header", "cookie") or not isinstance(name, str):
            raise document.error(pointer, "a parameter needs a name and a place (`in`)")
        content = self._media(pointer, "readOnly") if node.get("content") else ()
        media = content[0] if content else None
        schema = (*pointer, "schema") if "schema" in node else None
        if media is None and schema is None:
            self._tell(pointer, f"the parameter {name} has no schema: any text")
        style = node.get("style", DEFAULTS[location])
        if not isinstance(style, str) or style not in STYLES[location]:
            known = ", ".join(STYLES[location])
            reason = f"{style} is not a style of parameters in {location}; these are: {known}"
            self._tell((*pointer, "style"), reason)
            style = DEFAULTS[location]
        explode = node.get("explode")
        return Parameter(
            name=name,
            location=location,
            required=node.get("required") is True or location == "path",
            style=style_of(
                self.schemas,
                media.schema if media else schema,
                style,
                explode=style == "form" if explode is None else explode is True,
            ),
            media=media,
            examples=self._examples(pointer, node),
            may_be_empty=node.get("allowEmptyValue") is True,
        )

    def _answers(
        self, where: Pointer, responses: Mapping[str, Any]
    ) -> Iterator[tuple[str, DocumentedResponse]]:
        for status in responses:
            if status.startswith("x-"):
                continue
            place = (*where, "responses", status)
            if not re.fullmatch(r"default|[1-5]([0-9]{2}|XX|xx)", status):
                self._tell(place, f"{status} is not a status, and is passed over")
                continue
            answer = self._answer(status, self.schemas.document.follow(place))
            yield answer.status, answer

    def _answer(self, status: str, pointer: Pointer) -> DocumentedResponse:
        document = self.schemas.document
        node = document.at(pointer) or {}
        links = []
        for name in node["links"] if isinstance(node.get("links"), dict) else ():
            where = document.follow((*pointer, "links", name))
            link = document.at(where)
            if isinstance(link, dict) and isinstance(link.get("operationId"), str):
                parameters = link.get("parameters")
                values = link.get("parameters")
                parameters = values if isinstance(values, dict) else {}
                links.append(Link(name, link["operationId"], parameters, where))
        headers: dict[str, tuple[Style, Any]] = {}
        location: Style | None = None
        for name in node.get("headers") or ():
            where = document.follow((*pointer, "headers", name))
            header = document.at(where) or {}
            if not _TOKEN.fullmatch(name):
                self._tell(where, f"{name} cannot be the name of a header, and is not sent")
            elif name.lower() not in _OWN_HEADERS and not name.lower().startswith("access-control"):
                examples, shown = self._examples(where, header), header.get("schema")
                is_shown = isinstance(shown, dict) and not _SHOWING.isdisjoint(shown)
                is_sent = header.get("required") or examples or is_shown
                if is_sent or name.lower() == "location":
                    given: Any = next(iter(examples.values())) if examples else None
                    schema = (*where, "schema") if "schema" in header else None
                    style = style_of(
                        self.schemas, schema, "simple", explode=header.get("explode") is True
                    )
                    headers |= {name.lower(): (style, given)} if is_sent else {}
                    location = style if name.lower() == "location" else location
        code = 200 if status == "default" else int(status.upper().replace("X", "0"))
        media = self._media(pointer, "writeOnly")
        name = status if status == "default" else status.upper()
        return DocumentedResponse(name, code, media, tuple(links), headers, location)

    def _media(self, pointer: Pointer, hidden: Hidden) -> tuple[Media, ...]:
        found = []
        for name, node in ((self.schemas.document.at(pointer) or {}).get("content") or {}).items():
            where = (*pointer, "content", name)
            each = node if isinstance(node, dict) else {}
            encoding = each.get("encoding")
            schema = (*where, "schema") if "schema" in each else None
            found.append(
                Media(
                    name,
                    schema,
                    self._examples(where, each),
                    encoding if isinstance(encoding, dict) else {},
                    hidden,
                )
            )
        return tuple(found)

    def _examples(self, pointer: Pointer, node: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        given = node.get("examples")
        if given is not None and not isinstance(given, dict):
            self._tell((*pointer, "examples"), "examples is not a mapping by name: passed over")
        for name in given if isinstance(given, dict) else ():
            where = (*pointer, "examples", name)
            try:
                example = self.schemas.document.at(self.schemas.document.follow(where))
            except DocumentError as error:
                self._tell(where, error.reason)
                continue
            if isinstance(example, dict) and "value" in example:
                found[name] = example["value"]
            elif isinstance(example, dict) and "externalValue" in example:
                self._tell(where, f"example {name} is at another address: passed over")
            else:
                self._tell(where, f"example {name} has no value: passed over")
        if "example" in node:
            found.setdefault("example", node["example"])
        return found


def _security(document: Document, pointer: Pointer) -> tuple[tuple[Scheme, ...], ...]:
    node = document.at(pointer)
    where: Pointer = (*pointer, "security") if "security" in node else ("security",)
    requirements = node.get("security", document.root.get("security")) or []
    if not isinstance(requirements, list):
        raise document.error(where, "security is not a list")
    found = []
    for index, requirement in enumerate(requirements):
        if not isinstance(requirement, dict):
            raise document.error((*where, index), "this is not a security requirement")
        schemes = []
        for name in requirement:
            place: Pointer = ("components", "securitySchemes", name)
            try:
                node = document.resolve(document.at(place))
            except LookupError:
                reason = f"there is no security scheme {name}"
                raise document.error((*where, index), reason) from None
            schemes.append(_scheme(document, place, node))
        found.append(tuple(schemes))
    return tuple(found)


def _scheme(document: Document, pointer: Pointer, node: Any) -> Scheme:
    name = str(pointer[-1])
    if not isinstance(node, dict):
        raise document.error(pointer, f"{name} is not a security scheme")
    if node.get("type") == "apiKey":
        key, location = str(node.get("name", "")), str(node.get("in"))
        if not key or location not in ("header", "query", "cookie"):
            raise document.error(pointer, f"{name} needs a name and a place")
        return Scheme(name, "apiKey", location, key.lower() if location == "header" else key)
    if node.get("type") == "http":
        return Scheme(name, str(node.get("scheme", "bearer")).lower())
    if node.get("type") == "mutualTLS":
        return Scheme(name, "mutualTLS")
    if node.get("type") in ("oauth2", "openIdConnect"):
        return Scheme(name, "bearer")
    raise document.error(pointer, f"{name} has no type of a security scheme: {node.get('type')}")


def _rate_limit(facts: Any, *, everywhere: bool) -> RateLimit | str:
    """Read a rate limit, or say what is wrong with it."""
    if not isinstance(facts, dict):
        return "x-rate-limit is not a mapping"
    scope, after = facts.get("scope", ()), facts.get("retry-after")
    most: Any = facts.get("limit")
    window: Any = facts.get("window")
    if not all(isinstance(each, int | float) and each > 0 for each in (most, window)):
        return "a rate needs a limit and a window above 0"
    if isinstance(scope, str | dict) or not isinstance(scope, Iterable):
        return "the scope of a rate is a list"
    if not isinstance(after, str | None):
        return "retry-after of a rate is a runtime expression"
    return RateLimit(most, window, tuple(scope), after, everywhere)
