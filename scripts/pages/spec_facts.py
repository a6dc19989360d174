"""Facts of an OpenAPI document: of our specs, and of the fragments that pages embed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from attrs import frozen
from specmock.openapi import LIMIT_KEYWORDS, METHODS, Document, DocumentError, Pointer, pointer_of

from pages.facts import EVERY, Facts, Place, Problem, Stated, Value

CHOICES: Final = ("oneOf", "anyOf")
_TYPES: Final = frozenset(("array", "boolean", "integer", "null", "number", "object", "string"))
_DEEPEST: Final = 12  # a schema may hold itself


@frozen
class _Piece:
    """A schema without what it is composed of, and the x-source that stands for it."""

    pointer: Pointer
    node: dict[str, Any]
    source: Any


def page_of(source: Any) -> str | None:
    """Page address in an x-source, if it has one."""
    page = source.get("page") if isinstance(source, dict) else source
    return page if isinstance(page, str) else None


def operations(document: Document) -> Iterator[tuple[str, Pointer]]:
    """Yield the operations of a document as METHOD /path, each with its pointer."""
    for path, item in (document.root.get("paths") or {}).items():
        for method in METHODS:
            if isinstance(item, dict) and method in item:
                yield f"{method.upper()} {path}", ("paths", path, method)


def operations_of(document: Document, page: str) -> set[str]:
    """Operations whose x-source is a page."""
    return {
        name
        for name, pointer in operations(document)
        if page_of(document.at(pointer).get("x-source")) == page
    }


def facts_of(document: Document, chosen: set[str] | None = None, *, says: bool = False) -> Facts:
    """Read the facts of a document, or of some of its operations.

    Args:
        says: Whether its summaries and descriptions are sentences, as those of a page are.

    Raises DocumentError for a document that is not valid.
    """
    try:
        return _facts_of(document, chosen, says=says)
    except (AttributeError, LookupError, RecursionError, TypeError) as error:
        reason = f"not a document that the lint of the specs passes: {error!r}"
        raise DocumentError(document.path, 1, reason) from error


def _facts_of(document: Document, chosen: set[str] | None, *, says: bool) -> Facts:
    facts = Facts(document.path, form="openapi", document=document)
    reader = _Reader(document, facts, says)
    for name, pointer in operations(document):
        facts.homes[Place(EVERY, "operation")] = document.line(("paths",))
        if chosen is None or name in chosen:
            reader.operation(name, pointer)
    for index, server in enumerate(document.root.get("servers", ())):
        line = document.line(("servers", index, "url"))
        facts.state(Place(EVERY, "server", server["url"]), line, there=True)
    return facts


@frozen
class _Reader:
    document: Document
    facts: Facts
    says: bool = False

    def say(self, place: Place, pointer: Pointer, *keys: str) -> None:
        for key in keys if self.says else ():
            text = self.document.at(pointer).get(key)
            if isinstance(text, str):
                self.facts.say(text, self.document.line((*pointer, key)), place)

    def target(self, pointer: Pointer) -> Pointer:
        """Follow references from a pointer to the node that it stands for."""
        while "$ref" in (node := self.document.at(pointer)):
            self.document.resolve(node)  # complains with the line
            pointer = pointer_of(node["$ref"])
        return pointer

    @contextmanager
    def spot(self, operation: str, where: str, pointer: Pointer) -> Iterator[None]:
        """Name a spot of a page that has not the shape of OpenAPI, and read on; ours must have it."""
        try:
            yield
        except (AttributeError, LookupError, TypeError):
            if not self.says:
                raise
            at = "/".join(map(str, pointer))
            reason = f"expected the shape that OpenAPI gives {at}"
            known = {one.reason for one in self.facts.problems}
            if reason not in known:
                line = self.document.line(pointer)
                self.facts.problems.append(Problem(line, reason, operation, where))

    def sent_in(self, pointer: Pointer) -> str:
        """Part of the request that a parameter belongs to; empty where that cannot be read."""
        node = self.document.at(pointer)
        where = node.get("in") if isinstance(node, dict) else None
        return where if where in ("path", "query", "header") else ""

    def operation(self, name: str, pointer: Pointer) -> None:
        node, line = self.document.at(pointer), self.document.line(pointer)
        here = Place(name, "operation")
        self.facts.state(here, line, there=True)
        self.facts.sites[here] = [pointer]
        self.say(here, pointer, "summary", "description")
        if node.get("deprecated"):
            self.facts.state(here, self.document.line((*pointer, "deprecated")), deprecated=True)
        shared = pointer[:-1]
        for holder in (shared, pointer):
            for index in range(len(self.document.at(holder).get("parameters", ()))):
                at = (*holder, "parameters", index)
                with self.spot(name, self.sent_in(at), at):
                    self.parameter(name, self.target(at))
        for where in ("path", "query", "header"):
            self.facts.homes[Place(name, where)] = self.document.line((*pointer, "parameters"))
        if "requestBody" in node:
            with self.spot(name, "body", (*pointer, "requestBody")):
                body = self.target((*pointer, "requestBody"))
                line = self.document.line(body)
                needed = self.document.at(body).get("required", False) is True
                self.facts.state(Place(name, "body"), line, required=needed)
                self.say(Place(name, "body"), body, "description")
                self.content(Place(name, "body"), body, None)
        self.facts.homes[Place(name, "answer")] = self.document.line((*pointer, "responses"))
        source = node.get("x-source")
        answers = source.get("responses", {}) if isinstance(source, dict) else {}
        for status in node.get("responses", {}):
            answer = (*pointer, "responses", status)
            explained = answers.get(status)
            self.facts.state(
                Place(name, "answer", status), self.document.line(answer), explained, there=True
            )
            self.facts.sites[Place(name, "answer", status)] = [answer]
            with self.spot(name, f"answer {status}", answer):
                self.content(Place(name, f"answer {status}"), self.target(answer), explained)
                self.say(Place(name, "answer", status), self.target(answer), "description")
            with self.spot(name, f"headers {status}", answer):
                for header in self.document.at(self.target(answer)).get("headers", {}):
                    at = self.target((*self.target(answer), "headers", header))
                    place = Place(name, f"headers {status}", header.lower())
                    self.facts.state(place, self.document.line(at), explained, there=True)
                    self.say(place, at, "description")
        self.security(name, pointer)
        self.rate_limit(name, pointer)

    def parameter(self, operation: str, pointer: Pointer) -> None:
        node = self.document.at(pointer)
        name = node["name"].lower() if node["in"] == "header" else node["name"]
        place, source = Place(operation, node["in"], name), node.get("x-source")
        self.facts.spelled.setdefault(name, node["name"])
        self.say(place, pointer, "description")
        self.schema(place, [(*pointer, "schema")], source)
        if node.get("deprecated"):
            self.facts.state(place, self.document.line((*pointer, "deprecated")), deprecated=True)
        if node.get("required"):
            line = self.document.line((*pointer, "required"))
            source = next(self.pieces((*pointer, "schema"), source)).source
            self.facts.state(place, line, source, required=True)

    def content(self, place: Place, pointer: Pointer, source: Any) -> None:
        kinds = self.document.at(pointer).get("content", {})
        at = place if place.where == "body" else Place(place.operation, "answer", place.where[7:])
        if kinds:
            line = self.document.line((*pointer, "content"))
            self.facts.state(at, line, source, media=tuple(sorted(kinds)))
        for media in kinds:
            schema = (*pointer, "content", media, "schema")
            if "schema" in self.document.at(schema[:-1]):
                self.schema(place, [schema], source)
                self.facts.homes.setdefault(place, self.document.line(self.target(schema)))

    def security(self, operation: str, pointer: Pointer) -> None:
        ways: list[str] = []
        wanted = self.document.at(pointer).get("security", self.document.root.get("security", ()))
        schemes = self.document.root.get("components", {}).get("securitySchemes", {})
        for name in (name for choice in wanted for name in choice if name in schemes):
            scheme = schemes[name]
            way = scheme["name"] if scheme["type"] == "apiKey" else scheme.get("scheme", name)
            way = "bearer" if way.lower() == "authorization" else way.lower()  # as people have it
            ways.append(way)
            at = ("components", "securitySchemes", name)
            place, source = Place(EVERY, "auth", way), scheme.get("x-source")
            sent = scheme.get("in", "header")
            self.facts.state(place, self.document.line(at), source, there=True, sent=sent)
            self.facts.sites[place] = [at]
        line = self.document.line((*pointer, "security"))
        self.facts.state(Place(operation, "security"), line, schemes=tuple(sorted({*ways})))

    def rate_limit(self, operation: str, pointer: Pointer) -> None:
        for holder in (pointer, ()):
            if limit := self.document.at(holder).get("x-rate-limit"):
                line = self.document.line((*holder, "x-rate-limit"))
                self.facts.sites[Place(operation, "limit")] = [(*holder, "x-rate-limit")]
                self.facts.state(
                    Place(operation, "limit"),
                    line,
                    limit.get("x-source"),
                    requests=limit["limit"],
                    window=limit["window"],
                    scope=tuple(word for word in limit["scope"] if word != "operation"),
                )
                return

    def pieces(self, pointer: Pointer, source: Any) -> Iterator[_Piece]:
        """Yield a schema and all that it refers to or is composed of."""
        node = self.document.at(pointer)
        source = node.get("x-source", source)
        if "$ref" in node:
            self.document.resolve(node)
            yield from self.pieces(pointer_of(node["$ref"]), source)
            return
        is_choice = len(pointer) > 1 and pointer[-2] in CHOICES
        yield _Piece(pointer, {"type": "null"} if is_choice and _only_null(node) else node, source)
        for keyword in ("allOf", *CHOICES):
            for index in range(len(node.get(keyword, ()))):
                yield from self.pieces((*pointer, keyword, index), source)

    def required(self, pointer: Pointer, name: str) -> Value:
        """Requiredness of a property: True, "one of" its object's shapes, or False."""
        node = self.document.at(self.target(pointer))
        pointer = self.target(pointer)
        if name in node.get("required", ()):
            return True
        found: list[Value] = [
            self.required((*pointer, "allOf", index), name)
            for index in range(len(node.get("allOf", ())))
        ]
        for keyword in CHOICES:
            parts = node.get(keyword, [])
            ways = [
                self.required((*pointer, keyword, index), name)
                for index in range(len(parts))
                if not _only_null(parts[index])
            ]
            found.append(bool(ways) and all(way is True for way in ways))
            found.append("one of" if any(ways) else False)
        return True if True in found else "one of" if "one of" in found else False

    def schema(self, place: Place, pointers: list[Pointer], source: Any, depth: int = 0) -> None:
        """State what the schemas at some pointers say together of one value."""
        if depth > _DEEPEST:
            return
        shaped = []
        for at in pointers:
            with self.spot(place.operation, place.where, at):
                _checked(self.document.at(at))
                shaped.append(at)
        pointers = shaped
        if not pointers:
            return
        self.facts.sites.setdefault(place, []).extend(pointers)
        pieces = [piece for pointer in pointers for piece in self.pieces(pointer, source)]
        self.facts.nodes.setdefault(place, []).extend(piece.pointer for piece in pieces)
        for pointer in pointers:
            self.say(place, pointer, "title", "description")
        if place.name:
            self.value(place, pointers, pieces)
        children: dict[str, list[tuple[Pointer, Any]]] = {}
        for piece in pieces:
            self.states(piece)
            for name in piece.node.get("properties", {}):
                child = ((*piece.pointer, "properties", name), piece.source)
                children.setdefault(name, []).append(child)
            if isinstance(piece.node.get("additionalProperties"), dict):
                child = ((*piece.pointer, "additionalProperties"), piece.source)
                children.setdefault("*", []).append(child)
            if "properties" in piece.node:
                line = self.document.line((*piece.pointer, "properties"))
                self.facts.homes.setdefault(place, line)
        for name, found in children.items():
            inner = Place(place.operation, place.where, f"{place.name}.{name}".lstrip("."))
            if name == "*":
                inner = Place(place.operation, place.where, f"{place.name}.*")
            self.schema(inner, [pointer for pointer, _ in found], found[0][1], depth + 1)
            wanted: set[Value] = {self.required(pointer, name) for pointer in pointers}
            if wanted != {False} and self.facts.stated.get(inner):
                line, why = self.why_required(pieces, name)
                needed: Value = True if wanted == {True} else "one of"
                self.facts.state(inner, line, why, required=needed)
        items = [
            ((*piece.pointer, "items"), piece.source) for piece in pieces if "items" in piece.node
        ]
        if items:
            inner = Place(place.operation, place.where, f"{place.name}[]")
            self.schema(inner, [pointer for pointer, _ in items], items[0][1], depth + 1)
            self.fold(place, inner)

    def why_required(self, pieces: list[_Piece], name: str) -> tuple[int, Any]:
        piece = next(piece for piece in pieces if name in piece.node.get("required", ()))
        index = piece.node["required"].index(name)
        own = piece.node.get("properties", {}).get(name, {})
        source = own.get("x-source", piece.source)
        return self.document.line((*piece.pointer, "required", index)), source

    def value(self, place: Place, pointers: list[Pointer], pieces: list[_Piece]) -> None:
        types: dict[str, None] = {}
        members: dict[Value, None] = {}
        is_open = False
        for piece in pieces:
            node, line = piece.node, self.document.line(piece.pointer)
            declared = node.get("type", ())
            declared = [declared] if isinstance(declared, str) else list(declared)
            words = [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]
            if "null" in declared or node.get("nullable") or None in words:
                line_of_null = self.document.line((*piece.pointer, "type"))
                self.facts.state(place, line_of_null, piece.source, nullable=True)
            declared = [word for word in declared if word != "null"]
            words = [word for word in words if word is not None]
            if not declared and words:
                declared = ["boolean" if isinstance(words[0], bool) else "string"]
            composed = any(key in node for key in ("allOf", *CHOICES, "properties"))
            if declared or not (composed or "null" in str(node.get("type"))):
                types.update(dict.fromkeys(declared or ["any"]))
            if not declared and ("properties" in node or "additionalProperties" in node):
                types["object"] = None
            if words and declared != ["boolean"]:
                members.update(dict.fromkeys(words))
                home = self.document.line((*piece.pointer, "enum" if "enum" in node else "const"))
                self.facts.homes.setdefault(place, home)
            elif declared == ["string"] and not words:
                is_open = True
            for keyword in LIMIT_KEYWORDS:
                if keyword in node and not isinstance(node[keyword], bool):  # that of OpenAPI 3.0
                    where = self.document.line((*piece.pointer, keyword))
                    exclusive = f"exclusive{keyword[:1].upper()}{keyword[1:]}"
                    aspect = exclusive if node.get(exclusive) is True else keyword
                    self.facts.state(place, where, piece.source, **{aspect: node[keyword]})
            for keyword in ("format", "default", "deprecated"):
                if keyword in node and not isinstance(node[keyword], dict):
                    where = self.document.line((*piece.pointer, keyword))
                    stated = node[keyword]
                    stated = tuple(map(str, stated)) if isinstance(stated, list) else stated
                    self.facts.state(place, where, piece.source, **{keyword: stated})
            self.facts.state(place, line, piece.source)
        line, source = self.document.line(pointers[0]), pieces[0].source
        kind = "any" if "any" in types or not types else " | ".join(sorted(types))
        self.facts.state(place, line, source, type=kind)
        if members:
            at = self.facts.homes.get(place, line)
            words_source = next(
                piece.source for piece in pieces if piece.node.keys() & {"enum", "const"}
            )
            self.facts.state(place, at, words_source, enum=tuple(sorted(members, key=str)))
            if is_open:
                self.facts.state(place, at, words_source, open=True)

    def fold(self, outer: Place, inner: Place) -> None:
        """Write an array of scalars as one place, as pages do."""
        if inner not in self.facts.stated:
            return
        of = self.facts.stated.pop(inner)
        array = self.facts.stated.setdefault(outer, {})
        kind = of.pop("type")
        array["type"] = Stated(f"{kind.value}[]", array.get("type", kind).line, kind.source)
        of.pop("nullable", None)
        of.pop("required", None)
        self.facts.stated[outer] = {**of, **array}
        if inner in self.facts.homes:
            self.facts.homes.setdefault(outer, self.facts.homes[inner])

    def states(self, piece: _Piece) -> None:
        """State the words of a lifecycle, and which of them are an end."""
        cycle: dict[str, Any] = piece.node.get("x-lifecycle", {})
        for index, word in enumerate(piece.node.get("enum", ()) if cycle else ()):
            line = self.document.line((*piece.pointer, "enum", index))
            place = Place(EVERY, "state", word)
            self.facts.state(
                place, line, piece.node.get("x-source"), terminal=word in cycle["terminal"]
            )


def _checked(node: Any) -> None:
    """Raise TypeError for what is no schema; for a type as well that is no name of one."""
    if not isinstance(node, dict):
        raise TypeError(node)
    named = node.get("type", ())
    if not {named} <= _TYPES if isinstance(named, str) else not {*named} <= _TYPES:
        raise TypeError(named)


def _only_null(node: dict[str, Any]) -> bool:
    """Decide if a branch admits null and nothing else; 3.0 has no type for that."""
    bare = {key for key in node if key != "description" and not key.startswith("x-")}
    return node.get("type") in ("null", ["null"]) or (
        bare == {"nullable"} and node["nullable"] is True
    )


def identifier(text: str) -> bool:
    """Tell whether a text could be the name of a field."""
    return re.fullmatch(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*", text) is not None
