"""Facts of an OpenAPI document: of our specs, and of the fragments that pages embed."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from attrs import Factory, frozen
from specmock.openapi import LIMIT_KEYWORDS, METHODS, Document, DocumentError, Pointer, pointer_of

from pages.facts import EVERY, Facts, Place, Problem, Stated, Value

CHOICES: Final = ("oneOf", "anyOf")
_TYPES: Final = frozenset(("array", "boolean", "integer", "null", "number", "object", "string"))
_SENT_IN: Final = ("path", "query", "header", "cookie")
_MOST: Final = 2000  # fields of one request or answer
_MISSHAPEN: Final = (AttributeError, LookupError, RecursionError, TypeError)
_SHAPES: Final[dict[str, Any]] = {
    "properties": dict,
    **dict.fromkeys(("required", "enum", "allOf", *CHOICES), list),
    **dict.fromkeys(("items", "additionalProperties"), (dict, bool)),
    **dict.fromkeys(("format", "pattern", "$ref"), str),
    **dict.fromkeys(("type",), (str, list)),
    **dict.fromkeys(set(LIMIT_KEYWORDS) - {"pattern", "uniqueItems"}, (int, float)),
}


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
    for path, item in mapping(document.root.get("paths")).items():
        for method in METHODS:
            if method in mapping(item):
                yield f"{method.upper()} {path}", ("paths", path, method)


def mapping(node: Any) -> dict[str, Any]:
    """A node as a mapping: an empty one for what is none."""
    return node if isinstance(node, dict) else {}


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
        says: Whether it is a page: its summaries and descriptions are sentences, and a spot that
            has not the shape of OpenAPI is a problem, which silences what it could have said.

    Raises DocumentError for a document of ours that is not valid.
    """
    facts = Facts(document.path, form="openapi", document=document)
    reader = _Reader(document, facts, says)
    try:
        reader.whole(chosen or set())
        for name, pointer in operations(document):
            facts.homes[Place(EVERY, "operation")] = document.line(("paths",))
            if chosen is None or name in chosen:
                with reader.spot(name, "", pointer):
                    reader.operation(name, pointer)
    except _MISSHAPEN as error:
        reason = f"not a document that the lint of the specs passes: {error!r}"
        raise DocumentError(document.path, 1, reason) from error
    return facts


@frozen
class _Reader:
    document: Document
    facts: Facts
    says: bool = False
    read: Counter[Place] = Factory(Counter)  # schemas of each request and answer

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
        except (*_MISSHAPEN, DocumentError) as error:
            if not self.says:
                raise
            if isinstance(error, DocumentError):
                self.problem(error.line, error.reason, operation, where)
                return
            at = "/".join(map(str, pointer)) or "the document"
            reason = f"expected the shape that OpenAPI gives {at}"
            self.problem(self.document.line(pointer), reason, operation, where)

    def problem(self, line: int, reason: str, operation: str, where: str) -> None:
        """Name a spot once for each operation; a spot for all is named once."""
        found = Problem(line, reason, operation, where)
        if found not in self.facts.problems:
            self.facts.problems.append(found)

    def sent_in(self, pointer: Pointer) -> str:
        """Part of the request that a parameter belongs to; empty where that cannot be read."""
        node = self.document.at(pointer)
        where = node.get("in") if isinstance(node, dict) else None
        return where if where in ("path", "query", "header") else ""

    def parts(self, pointer: Pointer, kind: type, operation: str, where: str) -> Iterator[Pointer]:
        """Yield the entries of a list or a mapping that may be missing; name one of another kind."""
        found: list[Pointer] = []
        with self.spot(operation, where, pointer):
            holder = self.document.at(pointer[:-1])
            node = holder.get(pointer[-1])
            if node is not None and not isinstance(node, kind):
                raise TypeError(node)
            found = [
                (*pointer, key)
                for key in (range(len(node)) if isinstance(node, list) else mapping(node))
            ]
        yield from found

    def whole(self, known: set[str]) -> None:
        """State the servers; name the paths that are no mapping of operations."""
        for at in self.parts(("servers",), list, EVERY, "server"):
            with self.spot(EVERY, "server", at):
                url, line = _text(self.document.at((*at, "url"))), self.document.line((*at, "url"))
                server = url.rstrip("/") or url
                self.facts.state(Place(EVERY, "server", server), line, there=True)
        for at in self.parts(("paths",), dict, EVERY, ""):
            item = self.document.at(at)
            lost = [name for name in known if name.partition(" ")[2] == at[1]] or [EVERY]
            for name in lost if not (item is None or isinstance(item, dict)) else ():
                with self.spot(name, "" if name != EVERY else "address", at):
                    raise TypeError(item)

    def operation(self, name: str, pointer: Pointer) -> None:
        node, line = self.document.at(pointer), self.document.line(pointer)
        if not isinstance(node, dict):
            raise TypeError(node)
        here = Place(name, "operation")
        self.facts.state(here, line, there=True)
        self.facts.sites[here] = [pointer]
        self.say(here, pointer, "summary", "description")
        if node.get("deprecated"):
            self.facts.state(here, self.document.line((*pointer, "deprecated")), deprecated=True)
        for holder in (pointer[:-1], pointer):
            for at in self.parts((*holder, "parameters"), list, name, ""):
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
        for answer in self.parts((*pointer, "responses"), dict, name, "answer"):
            self.answer(name, str(answer[-1]), answer, answers.get(answer[-1]))
        self.security(name, pointer)
        self.rate_limit(name, pointer)

    def answer(self, name: str, status: str, pointer: Pointer, explained: Any) -> None:
        place = Place(name, "answer", status)
        self.facts.state(place, self.document.line(pointer), explained, there=True)
        self.facts.sites[place] = [pointer]
        with self.spot(name, f"answer {status}", pointer):
            target = self.target(pointer)
            self.say(place, target, "description")
            self.content(Place(name, f"answer {status}"), target, explained)
            for header in self.parts((*target, "headers"), dict, name, f"headers {status}"):
                with self.spot(name, f"headers {status}", header):
                    at = self.target(header)
                    inner = Place(name, f"headers {status}", str(header[-1]).lower())
                    self.facts.state(inner, self.document.line(at), explained, there=True)
                    self.say(inner, at, "description")

    def parameter(self, operation: str, pointer: Pointer) -> None:
        node = self.document.at(pointer)
        where, spelled = node["in"], _text(node["name"])
        if where not in _SENT_IN:
            raise LookupError(where)
        name = spelled.lower() if where == "header" else spelled
        place, source = Place(operation, where, name), node.get("x-source")
        self.facts.spelled.setdefault(name, spelled)
        self.say(place, pointer, "description")
        schema = (*pointer, "schema")
        if "schema" not in node and "content" in node:
            schema = (*pointer, "content", next(iter(node["content"])), "schema")
        self.schema(place, [schema], source)
        if node.get("deprecated"):
            self.facts.state(place, self.document.line((*pointer, "deprecated")), deprecated=True)
        if node.get("required"):
            line = self.document.line((*pointer, "required"))
            source = next(self.pieces(schema, source)).source
            self.facts.state(place, line, source, required=True)

    def content(self, place: Place, pointer: Pointer, source: Any) -> None:
        at = place if place.where == "body" else Place(place.operation, "answer", place.where[7:])
        media = list(self.parts((*pointer, "content"), dict, place.operation, place.where))
        if media:
            line = self.document.line((*pointer, "content"))
            kinds = tuple(sorted(str(one[-1]) for one in media))
            self.facts.state(at, line, source, media=kinds)
        for one in media:
            schema = (*one, "schema")
            with self.spot(place.operation, place.where, one):
                if "schema" in self.document.at(one):
                    self.schema(place, [schema], source)
                    self.facts.homes.setdefault(place, self.document.line(self.target(schema)))

    def security(self, operation: str, pointer: Pointer) -> None:
        ways: list[str] = []
        known = len(self.facts.problems)
        wanted = (*pointer, "security")
        if "security" not in self.document.at(pointer):
            wanted = ("security",)
        for choice in self.parts(wanted, list, operation, "security"):
            with self.spot(operation, "security", choice):
                names = self.document.at(choice)
                if not isinstance(names, dict):
                    raise TypeError(names)
                ways += [way for name in names if (way := self.scheme(name))]
        if len(self.facts.problems) == known:
            line = self.document.line((*pointer, "security"))
            self.facts.state(Place(operation, "security"), line, schemes=tuple(sorted({*ways})))

    def scheme(self, name: str) -> str:
        """State a security scheme; empty for one that is not there or has another shape."""
        pointer = ("components", "securitySchemes", name)
        try:
            self.document.at(pointer)
        except LookupError:
            return ""
        way = ""
        with self.spot(EVERY, "security", pointer):
            at = self.target(pointer)
            scheme = self.document.at(at)
            called = scheme["name"] if scheme["type"] == "apiKey" else scheme.get("scheme", name)
            named = _text(called).lower()
            way = "bearer" if named == "authorization" else named  # as people have it
            place, source = Place(EVERY, "auth", way), scheme.get("x-source")
            sent = _text(scheme.get("in", "header"))
            self.facts.state(place, self.document.line(pointer), source, there=True, sent=sent)
            self.facts.sites[place] = [at]
        return way

    def rate_limit(self, operation: str, pointer: Pointer) -> None:
        for holder in (pointer, ()):
            at = (*holder, "x-rate-limit")
            if "x-rate-limit" not in self.document.at(holder):
                continue
            with self.spot(operation, "limit", at):
                limit = self.document.at(at)
                scope = tuple(_text(word) for word in limit["scope"] if word != "operation")
                requests, window = _number(limit["limit"]), _number(limit["window"])
                place, line = Place(operation, "limit"), self.document.line(at)
                source = limit.get("x-source")
                self.facts.state(place, line, source, requests=requests, window=window, scope=scope)
                self.facts.sites[place] = [at]
            return

    def node(self, pointer: Pointer) -> dict[str, Any]:
        """A schema without the keywords that have not their shape; any value for true."""
        node = self.document.at(pointer)
        if isinstance(node, bool):
            return {}
        if not isinstance(node, dict):
            raise TypeError(node)
        if wrong := _misshapen(node):
            if not self.says:
                raise TypeError(wrong)
            return {key: value for key, value in node.items() if key not in wrong}
        return node

    def name_misshapen(self, place: Place, piece: "_Piece") -> None:
        """Name the keywords of a schema that have not their shape."""
        node = self.document.at(piece.pointer)
        if self.says and isinstance(node, dict) and (wrong := _misshapen(node)):
            at = "/".join(map(str, piece.pointer))
            reason = f"expected the shape that OpenAPI gives {at} ({', '.join(wrong)})"
            line = self.document.line((*piece.pointer, wrong[0]))
            self.problem(line, reason, place.operation, place.where)

    def pieces(
        self, pointer: Pointer, source: Any, seen: frozenset[Pointer] = frozenset()
    ) -> Iterator[_Piece]:
        """Yield a schema and all that it refers to or is composed of, each once on its way."""
        if pointer in seen:
            return
        seen = seen | {pointer}
        node = self.node(pointer)
        source = node.get("x-source", source)
        if "$ref" in node:
            self.document.resolve(node)
            yield from self.pieces(pointer_of(node["$ref"]), source, seen)
            return
        is_choice = len(pointer) > 1 and pointer[-2] in CHOICES
        yield _Piece(pointer, {"type": "null"} if is_choice and _only_null(node) else node, source)
        for keyword in ("allOf", *CHOICES):
            for index in range(len(node.get(keyword, ()))):
                yield from self.pieces((*pointer, keyword, index), source, seen)

    def required(self, pointer: Pointer, name: str) -> Value:
        """Requiredness of a property: True, "one of" its object's shapes, or False."""
        pointer = self.target(pointer)
        node = self.node(pointer)
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

    def schema(
        self,
        place: Place,
        pointers: list[Pointer],
        source: Any,
        above: tuple[Pointer, ...] = (),
    ) -> None:
        """State what the schemas at some pointers say together of one value.

        Args:
            above: The schemas that hold them; one that holds itself is read once.
        """
        pieces: list[_Piece] = []
        shaped: list[Pointer] = []
        for at in pointers:
            with self.spot(place.operation, place.where, at):
                pieces += list(self.pieces(at, source))
                shaped.append(at)
        if not pieces:
            return
        self.read[place.whole] += 1
        if self.read[place.whole] > _MOST:
            reason = f"more than {_MOST} fields: the others are not read"
            self.problem(self.document.line(shaped[0]), reason, place.operation, place.where)
            return
        for piece in pieces:
            self.name_misshapen(place, piece)
        self.facts.sites.setdefault(place, []).extend(shaped)
        self.facts.nodes.setdefault(place, []).extend(piece.pointer for piece in pieces)
        for at in shaped:
            self.say(place, at, "title", "description")
        with self.spot(place.operation, place.where, shaped[0]):
            if place.name:
                self.value(place, shaped, pieces)
        inside = [piece for piece in pieces if piece.pointer not in above]
        self.fields(place, shaped, inside, (*above, *(piece.pointer for piece in pieces)))

    def fields(
        self,
        place: Place,
        pointers: list[Pointer],
        pieces: list[_Piece],
        above: tuple[Pointer, ...],
    ) -> None:
        """State the properties of an object, the values of a map, and the items of a list."""
        children: dict[str, list[tuple[Pointer, Any]]] = {}
        for piece in pieces:
            with self.spot(place.operation, place.where, piece.pointer):
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
            self.schema(inner, [pointer for pointer, _ in found], found[0][1], above)
            wanted: set[Value] = {self.required(pointer, name) for pointer in pointers}
            if wanted != {False} and self.facts.stated.get(inner):
                line, why = self.why_required(pieces, name)
                needed: Value = True if wanted == {True} else "one of"
                self.facts.state(inner, line, why, required=needed)
        items = [
            ((*piece.pointer, "items"), piece.source) for piece in pieces if "items" in piece.node
        ]
        if items:
            inner = place.items
            self.schema(inner, [pointer for pointer, _ in items], items[0][1], above)
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


def _misshapen(node: dict[str, Any]) -> list[str]:
    """Keywords of a schema whose values have not their shape."""
    wrong = [
        key for key, value in node.items() if key in _SHAPES and not isinstance(value, _SHAPES[key])
    ]
    types = node.get("type", ())
    types = [types] if isinstance(types, str) else types
    if isinstance(types, list) and not {*map(str, types)} <= _TYPES:
        wrong.append("type")
    return wrong


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> int | float:
    if not isinstance(value, int | float):
        raise TypeError(value)
    return value


def _only_null(node: Any) -> bool:
    """Decide if a branch admits null and nothing else; 3.0 has no type for that."""
    if not isinstance(node, dict):
        return False
    bare = {key for key in node if key != "description" and not key.startswith("x-")}
    return node.get("type") in ("null", ["null"]) or (
        bare == {"nullable"} and node["nullable"] is True
    )


def identifier(text: str) -> bool:
    """Tell whether a text could be the name of a field."""
    return re.fullmatch(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*", text) is not None
