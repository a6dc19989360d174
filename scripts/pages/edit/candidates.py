"""Edits of a spec that a change may call for, the likeliest first; the oracle chooses."""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from http import HTTPStatus
from typing import Any, Final

from attrs import Factory, define, frozen
from lint.places import Spec, snake_case
from specmock.openapi import LIMIT_KEYWORDS, Pointer, pointer_of

from pages.compare import Change
from pages.facts import EVERY, Facts, Place
from pages.spec_facts import facts_of, operations

from .schemas import MARK, Builder, camel, leaves, made_up
from .splice import EditError, Editor

MEANINGS: Final = {
    "success": "passed pass success succeeded successful completed complete done ok finished",
    "failure": "failed fail failure broken rejected",
    "error": "error errored crashed",
    "timeout": "timeout timedout expired",
    "canceled": "canceled cancelled aborted stopped skipped terminated killed",
}
_STRING_LIMITS: Final = ("minLength", "maxLength", "pattern", "format")
_VERBS: Final = [
    "cancel",
    "stop",
    "execute",
    "run",
    "trigger",
    "start",
    "retry",
    "rerun",
    "pause",
    "resume",
    "abort",
    "archive",
]
_FITS: Final = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), ("string",)),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), ("array",)),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        ("integer", "number"),
    ),
    "format": ("string",),
}


@frozen
class Edit:
    """An edit to try: what it does in words, and how."""

    label: str
    apply: Callable[[Editor], None]


class PersonNeeded(EditError):  # noqa: N818 - it tells who has to act, and is no failure
    """A change that no rule decides, with what a person has to decide."""


@define
class Workshop:
    """Makes edits for the changes that one page asks of one spec."""

    editor: Editor
    page: Facts
    page_address: str
    drops: list[Place] = Factory(list)  # what the page lacks, for renames
    guesses: list[str] = Factory(list)
    _whole: Facts | None = None

    @property
    def spec(self) -> Facts:
        """Facts of the whole spec as it stands."""
        if self._whole is None:
            self._whole = facts_of(self.editor.document)
        return self._whole

    def edits(self, change: Change) -> Iterator[Edit]:
        """Yield the edits to try for a change; raise PersonNeeded where there is no rule."""
        place = change.place
        match change.act:
            case "add":
                yield from self._add(place)
            case "set":
                yield from self._set(change)
            case "fit":
                yield from self._fit(change)
            case "words+":
                yield from self._words(change)
            case "words-":
                yield Edit(
                    f"{place}: remove {', '.join(map(str, _list(change.value)))} from the enum",
                    lambda editor: self._remove_words(editor, change),
                )
            case "unset":
                yield Edit(
                    f"{place}: remove {change.aspect}", lambda editor: self._unset(editor, change)
                )
            case "drop":
                yield Edit(f"{place}: remove it", lambda editor: self._drop(editor, place))

    # Additions.

    def _add(self, place: Place) -> Iterator[Edit]:
        if twin := self._renamed(place):
            yield Edit(
                f"{place}: rename {twin.name or twin.operation} to {place.name or place.operation}",
                lambda editor: self._rename(editor, twin, place),
            )
        where = place.where.split()[0]
        if where == "operation":
            yield Edit(
                f"{place.operation}: add the operation",
                lambda editor: self._operation(editor, place.operation),
            )
        elif where == "answer" and place.where == "answer":
            yield Edit(f"{place}: add the answer", lambda editor: self._answer(editor, place))
        elif where in ("path", "query", "header") and place.name != "?":
            yield Edit(f"{place}: add the parameter", lambda editor: self._parameter(editor, place))
        elif where in ("body", "answer") and place.name and place.name != "?":
            shapeless = self._shapeless(place)
            if shapeless is not None:
                parent = Place(place.operation, place.where, place.name.rpartition(".")[0])
                yield Edit(
                    f"{parent}: give it the shape that the page shows",
                    lambda editor: self._shape(editor, parent, shapeless),
                )
            holders = list(self._holders(place))
            for piece in holders:
                yield Edit(
                    f"{place}: add the property",
                    lambda editor, piece=piece: self._property(editor, place, piece),  # type: ignore[misc]
                )
            yield Edit(
                f"{place}: add the property, in a schema of its own",
                lambda editor: self._property_apart(editor, place),
            )
        elif where == "body" and not place.name:
            yield Edit(f"{place}: add the body", lambda editor: self._body(editor, place.operation))
        elif where == "state":
            yield Edit(f"{place}: add the state", lambda editor: self._state(editor, place))
        elif where == "limit":
            yield Edit(f"{place}: add the rate limit", lambda editor: self._limit(editor, place))
        else:
            raise PersonNeeded(f"nobody but a person can say where {where} {place.name} belongs")

    def _renamed(self, place: Place) -> Place | None:
        """The place that the page lacks and that this one is likely to be."""
        best, likeness = None, 0.0
        for other in self.drops:
            if (other.where, other.operation) != (place.where, place.operation) and not (
                place.where == other.where == "operation"
            ):
                continue
            if place.where == "operation":
                mine, theirs = place.operation.split(" "), other.operation.split(" ")
                score = SequenceMatcher(None, mine[1], theirs[1]).ratio()
                score = score if mine[0] == theirs[0] and score > 0.85 else 0
            elif place.where == "server":
                score = 1.0
            elif place.where == "answer":
                score = 1.0 if place.name[0] == other.name[0] == "2" else 0
            else:
                ours, _, leaf = place.name.rpartition(".")
                parent, _, old = other.name.rpartition(".")
                pair = (_plain(leaf), _plain(old))
                score = SequenceMatcher(None, *pair).ratio() if ours == parent else 0
                score = score if score > 0.7 or place.where == "auth" else 0
                if not score and ours == parent and self._is_only_pair(place, other):
                    score = 0.71
            if score > likeness:
                best, likeness = other, score
        return best

    def _is_only_pair(self, new: Place, old: Place) -> bool:
        """Decide if a list lost one field and got one that says the same of itself."""
        parent = new.name.rpartition(".")[0]
        lost = [
            one
            for one in self.drops
            if (one.operation, one.where) == (new.operation, new.where)
            and one.name.rpartition(".")[0] == parent
        ]
        came = [one for one in self._siblings(new) if one not in {*self._known_names(new), "?"}]
        ours = self.page.stated[new]
        theirs = self.spec.stated.get(old, {})
        told = ("type", "default", "enum", "format", "required", *LIMIT_KEYWORDS)
        same = all(_stated(ours, name) == _stated(theirs, name) for name in told)
        return len(lost) == 1 and came == [_leaf(new)] and same and "type" in ours

    def _known_names(self, place: Place) -> set[str]:
        parent = place.name.rpartition(".")[0]
        return {
            _leaf(one)
            for one in self.spec.stated
            if (one.operation, one.where) == (place.operation, place.where)
            and one.name.rpartition(".")[0] == parent
        }

    def _rename(self, editor: Editor, old: Place, new: Place) -> None:
        match new.where:
            case "operation":
                before, after = old.operation.split(" ")[1], new.operation.split(" ")[1]
                editor.rename(("paths", before), after)
            case "server":
                for index, server in enumerate(editor.root["servers"]):
                    if server["url"] == old.name:
                        editor.set(("servers", index, "url"), new.name)
            case "auth":
                pointer = self.spec.sites[old][0]
                if editor.at(pointer).get("type") != "apiKey":
                    raise PersonNeeded("another kind of security scheme")
                editor.set((*pointer, "name"), self._header_name(new))
            case "answer":
                pointer = self.spec.sites[old][0]
                editor.rename(pointer, new.name)
            case "path" | "query" | "header":
                for pointer in self._parameter_pointers(editor, old):
                    name = self._header_name(new) if new.where == "header" else new.name
                    editor.set((*pointer, "name"), name)
            case "state":
                for pointer in self._cycles(editor, old.name):
                    self._rename_word(editor, pointer, old.name, new.name)
            case _:
                self._rename_property(editor, old, new)

    def _rename_property(self, editor: Editor, old: Place, new: Place) -> None:
        before, after = _leaf(old), _leaf(new)
        for piece in self._pieces_with(editor, old):
            places = self._places_of(piece)
            editor.rename((*piece, "properties", before), after)
            required = editor.at(piece).get("required", [])
            if before in required:
                editor.set((*piece, "required", required.index(before)), after)
            for place in places:
                for holder in self._objects(editor, place):
                    if before in editor.at(holder):
                        editor.rename((*holder, before), after)

    def _rename_word(self, editor: Editor, pointer: Pointer, old: str, new: str) -> None:
        editor.set((*pointer, "enum", editor.at(pointer)["enum"].index(old)), new)
        cycle = (*pointer, "x-lifecycle")
        for part in ("next", "terminal"):
            if old in editor.at(cycle).get(part, {}):
                editor.rename((*cycle, part, old), new)
        for key, word in editor.at(cycle).get("next", {}).items():
            if word == old:
                editor.set((*cycle, "next", key), new)
        if editor.at(cycle)["start"] == old:
            editor.set((*cycle, "start"), new)
        self._replace_in_examples(editor, old, new)

    def _replace_in_examples(self, editor: Editor, old: str, new: str) -> None:
        for pointer, value in list(_walk(editor.root)):
            if value == old and ("value" in pointer or "x-aggregate" in pointer):
                editor.set(pointer, new)

    def _property(self, editor: Editor, place: Place, piece: Pointer) -> None:
        leaf = _leaf(place)
        builder = self._builder(editor, place, str(piece[2]) if len(piece) > 2 else "")
        schema = self._schema(builder, place)
        self._add_components(editor, builder, piece)
        places = self._places_of(piece)
        if "properties" not in editor.at(piece):
            editor.add(piece, "properties", {leaf: schema})
        else:
            after, before = self._neighbours(place, editor.at((*piece, "properties")))
            editor.add((*piece, "properties"), leaf, schema, after=after, before=before)
        if self._aspect(place, "required") is True:
            self._require(editor, piece, leaf, places, place)
        self.guesses += builder.guesses

    def _property_apart(self, editor: Editor, place: Place) -> None:
        """Copy the component that a place's object shares with others, and add to the copy."""
        parent = Place(place.operation, place.where, place.name.rpartition(".")[0])
        shared = [one for one in self._sites(parent) if "$ref" in editor.at(one)]
        if len(shared) != 1 or len(self._sites(parent)) != 1:
            raise EditError("its object is not one component")
        site = shared[0]
        old = pointer_of(editor.at(site)["$ref"])
        if "properties" not in editor.at(old):
            raise EditError("its object is composed of others")
        builder = self._builder(editor, place)
        copied = copy.deepcopy(editor.at(old))
        fresh = f"{builder.owner}{camel(str(old[-1]))}"
        editor.add(("components", "schemas"), fresh, copied, after=str(old[-1]))
        editor.set((*site, "$ref"), f"#/components/schemas/{fresh}")
        self._whole = None
        apart = Workshop(editor, self.page, self.page_address)
        apart._property(editor, place, ("components", "schemas", fresh))
        self.guesses += [*apart.guesses, f"{place}: {fresh} is a copy of {old[-1]}"]

    def _require(
        self, editor: Editor, piece: Pointer, leaf: str, places: list[Place], place: Place
    ) -> None:
        node = editor.at(piece)
        order = list(node["properties"])
        required = node.get("required", [])
        if leaf in required:
            raise EditError(f"{leaf} is required already")
        if not required:
            after = "type" if "type" in node else ""
            first = next(iter(node))
            editor.add(piece, "required", [leaf], after=after, before="" if after else first)
        else:
            before = [
                one for one in required if one in order and order.index(one) < order.index(leaf)
            ]
            at = required.index(before[-1]) + 1 if before else 0
            editor.append((*piece, "required"), leaf, at)
        shown = self._sampled(place)
        schema = editor.at((*piece, "properties", leaf))
        value = shown if shown is not None else made_up(schema, editor.root)
        changed = False
        for one in places:
            for holder in self._objects(editor, one):
                if leaf not in editor.at(holder):
                    names = list(editor.at(holder))
                    earlier = [name for name in order[: order.index(leaf)] if name in names]
                    editor.add(
                        holder, leaf, copy.deepcopy(value), after=(earlier or names or [""])[-1]
                    )
                    changed = True
        if changed and shown is None:
            self.guesses.append(f"{place}: the examples have a made-up value, {value!r}")

    def _schema(self, builder: Builder, place: Place) -> dict[str, Any]:
        document, sites = self.page.document, self.page.sites.get(place)
        if document is not None and sites:
            return builder.from_node(document, document.at(sites[0]), _leaf(place))
        is_listed = "type" in self.page.stated.get(place, {})
        if not is_listed and (same := self._look_alike(builder, place)):
            return same
        return builder.from_facts(self.page, place)

    def _look_alike(self, builder: Builder, place: Place) -> dict[str, Any] | None:
        """Reuse the enum of a field of the same name whose words have the sample's."""
        words = set(_list(self._aspect(place, "words")))
        for schema in builder.root.get("components", {}).get("schemas", {}).values():
            found = schema.get("properties", {}).get(_leaf(place), {})
            if "$ref" not in found or not words:
                continue
            target = builder.root["components"]["schemas"][found["$ref"].rpartition("/")[2]]
            parts = [
                target,
                *(self.editor.document.resolve(one) for one in target.get("anyOf", [])),
            ]
            known = {word for part in parts for word in part.get("enum", [])}
            if words <= known:
                return {"$ref": found["$ref"]}
        return None

    def _builder(self, editor: Editor, place: Place, owner: str = "") -> Builder:
        node = editor.root["paths"].get(place.operation.partition(" ")[2], {})
        operation = node.get(place.operation.partition(" ")[0].lower(), {})
        prefix = owner or camel(str(operation.get("operationId", "")))
        return Builder(
            editor.root, prefix, place.where.startswith("answer"), place.where == "header"
        )

    def _add_components(self, editor: Editor, builder: Builder, near: Pointer) -> None:
        if not builder.components:
            return
        if not editor.has(("components",)):
            editor.add((), "components", {"schemas": {}})
        if not editor.has(("components", "schemas")):
            editor.add(("components",), "schemas", {})
        after = str(near[2]) if near[:2] == ("components", "schemas") else ""
        for name, schema in builder.components.items():
            editor.add(("components", "schemas"), name, schema, after=after)
            after = name

    def _holders(self, place: Place) -> Iterator[Pointer]:
        """Objects that may hold a new property: those with its neighbours on the page first."""
        parent = Place(place.operation, place.where, place.name.rpartition(".")[0])
        pieces = self.spec.nodes.get(parent, [])
        nodes = {piece: self.editor.at(piece) for piece in pieces}
        siblings = self._siblings(place)
        leaf = _leaf(place)
        before = siblings[: siblings.index(leaf)] if leaf in siblings else siblings

        def rank(piece: Pointer) -> tuple[int, int, int, int]:
            names = nodes[piece].get("properties", {})
            nearest = next((at for at, one in enumerate(reversed(before)) if one in names), 99)
            shared = pieces.count(piece)  # what all alternatives are composed of comes first
            return (-shared, nearest, -len({*siblings} & {*names}), pieces.index(piece))

        found = [piece for piece in dict.fromkeys(pieces) if "properties" in nodes[piece]]
        yield from sorted(found, key=rank)
        yield from (
            piece
            for piece in dict.fromkeys(pieces)
            if piece not in found and nodes[piece].get("type") == "object"
        )
        if not pieces:
            raise PersonNeeded(f"the spec has no object {parent.name or parent.where}")

    def _shapeless(self, place: Place) -> Pointer | None:
        """The schema of what holds a place, where it says nothing of its shape."""
        parent = Place(place.operation, place.where, place.name.rpartition(".")[0])
        sites = self.spec.sites.get(parent, [])
        words = {"type", "properties", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}
        return next((one for one in sites if not words & {*self.editor.at(one)}), None)

    def _shape(self, editor: Editor, parent: Place, site: Pointer) -> None:
        builder = self._builder(editor, parent)
        name = Place(parent.operation, parent.where, parent.name.removesuffix("[]"))
        schema = builder.from_facts(self.page, name)
        if parent.name.endswith("[]"):
            schema = schema["items"]
        self._add_components(editor, builder, site)
        editor.set(site, {**editor.at(site), **schema})
        self.guesses += builder.guesses

    def _siblings(self, place: Place) -> list[str]:
        """Names of the list that a place is in, in the order of the page."""
        parent = place.name.rpartition(".")[0]
        return [
            _leaf(one)
            for one in self.page.stated
            if (one.operation, one.where) == (place.operation, place.where)
            and one.name.rpartition(".")[0] == parent
        ]

    def _neighbours(self, place: Place, there: Any) -> tuple[str, str]:
        """Names of the spec after and before which a name of the page stands."""
        siblings, leaf = self._siblings(place), _leaf(place)
        at = siblings.index(leaf) if leaf in siblings else len(siblings)
        after = next((one for one in reversed(siblings[:at]) if one in there), "")
        before = next((one for one in siblings[at:] if one in there), "")
        return after, "" if after else before

    def _parameter(self, editor: Editor, place: Place) -> None:
        pointer = self._operation_pointer(editor, place.operation)
        parameter = self._new_parameter(editor, place)
        if not editor.has((*pointer, "parameters")):
            names = list(editor.at(pointer))
            before = "requestBody" if "requestBody" in names else "responses"
            editor.add(pointer, "parameters", [parameter], before=before)
            return
        known = [editor.document.resolve(one) for one in editor.at((*pointer, "parameters"))]
        names = [one["name"] for one in known if one["in"] == place.where]
        after, before = self._neighbours(place, names)
        at: int | None = None
        for index, one in enumerate(known):
            if one["in"] == place.where and one["name"] == after:
                at = index + 1
            elif one["in"] == place.where and one["name"] == before:
                at = index
        editor.append((*pointer, "parameters"), parameter, at)

    def _new_parameter(self, editor: Editor, place: Place) -> dict[str, Any]:
        """A parameter of the page; one that the spec has as a component is referred to."""
        for name, other in editor.root.get("components", {}).get("parameters", {}).items():
            known = other["name"].lower() if other["in"] == "header" else other["name"]
            if (known, other["in"]) == (place.name, place.where):
                return {"$ref": f"#/components/parameters/{name}"}
        builder = self._builder(editor, place)
        schema = self._schema(builder, place)
        schema = {key: value for key, value in schema.items() if key != MARK}
        self._add_components(editor, builder, ())
        self.guesses += builder.guesses
        name = self._header_name(place) if place.where == "header" else place.name
        parameter: dict[str, Any] = {"name": name, "in": place.where}
        needed = place.where == "path" or self._aspect(place, "required") is True
        if needed:
            parameter["required"] = True
        parameter |= {MARK: True, "schema": schema}
        if self._aspect(place, "deprecated") is True:
            parameter["deprecated"] = True
            schema.pop("deprecated", None)
        if needed:
            value = made_up(schema, editor.root)
            parameter["examples"] = {self._example_name(editor, place.operation): {"value": value}}
            self.guesses.append(f"{place}: its example is made up, {value!r}")
        return parameter

    def _header_name(self, place: Place) -> str:
        """Name of a header as the page writes it; facts have it in lower case."""
        return self.page.spelled.get(place.name, place.name)

    def _example_name(self, editor: Editor, operation: str) -> str:
        pointer = self._operation_pointer(editor, operation)
        for where, value in _walk(editor.at(pointer)):
            if "examples" in where[:-1]:
                return str(where[where.index("examples") + 1])
            del value
        return "documented"

    def _answer(self, editor: Editor, place: Place) -> None:
        wanted = [place.operation]
        if place.operation == EVERY:
            wanted = [
                name for name, _ in operations(editor.document) if name in self.page.operations
            ]
        for name in wanted:
            pointer = (*self._operation_pointer(editor, name), "responses")
            if place.name in editor.at(pointer):
                continue
            answer = self._new_answer(editor, Place(name, "answer", place.name))
            codes = list(editor.at(pointer))
            later = [code for code in codes if code > place.name]
            editor.add(pointer, place.name, answer, before=later[0] if later else "")

    def _new_answer(self, editor: Editor, place: Place) -> dict[str, Any]:
        """An answer: the one that other operations have, or one with the common error's body."""
        status = place.name
        used = Counter(
            node["responses"][status]["$ref"]
            for name, pointer in operations(editor.document)
            if "$ref" in (node := editor.at(pointer)).get("responses", {}).get(status, {})
        )
        if used and not status.startswith("2"):
            return {"$ref": used.most_common(1)[0][0]}
        phrase = HTTPStatus(int(status)).phrase if status.isdigit() else status
        where = f"answer {status}"
        body = Place(place.operation, where)
        if Place(place.operation, where) not in self._answer_bodies() and place.operation != EVERY:
            shared = Place(EVERY, where)
            body = shared if shared in self._answer_bodies() else body
        answer: dict[str, Any] = {"description": f"{phrase}.", MARK: True}
        content = self._content(editor, body, place.operation)
        if content is None and not status.startswith("2"):
            content = self._error_content(editor)
        if content is not None:
            answer["content"] = content
        if status.startswith("2"):
            return answer
        name = camel(phrase)
        if not editor.has(("components", "responses")):
            editor.add(("components",), "responses", {name: answer}, before="schemas")
        elif name in editor.root["components"]["responses"]:
            return {"$ref": f"#/components/responses/{name}"}
        else:
            editor.add(("components", "responses"), name, answer)
        return {"$ref": f"#/components/responses/{name}"}

    def _answer_bodies(self) -> set[Place]:
        """Places of answers whose body the page shows."""
        return {
            Place(one.operation, one.where)
            for one in self.page.stated
            if one.name and one.where.startswith("answer ")
        }

    def _content(self, editor: Editor, body: Place, operation: str) -> dict[str, Any] | None:
        """Media type, schema and examples of a body, as far as the page tells them."""
        document, sites = self.page.document, self.page.sites.get(body)
        builder = self._builder(editor, Place(operation, body.where))
        base = "Request" if body.where == "body" else "Answer"
        path = [
            part
            for part in operation.split("/")
            if part and "{" not in part and not re.fullmatch(r"v\d+|api", part)
        ]
        noun = camel(path[-1] if path else "") or "Vendor"
        builder.owner = builder.owner or noun
        if document is not None and sites:
            pointer = sites[0]
            schema = builder.from_node(document, document.at(pointer), f"{noun}{base}")
            media = (
                str(pointer[pointer.index("content") + 1])
                if "content" in pointer
                else "application/json"
            )
        elif any(
            (one.operation, one.where) == (body.operation, body.where) and one.name
            for one in self.page.stated
        ):
            names = [
                one
                for one in self.page.stated
                if (one.operation, one.where) == (body.operation, body.where)
                and one.name
                and "." not in one.name
                and "?" not in one.name
            ]
            is_error = not body.where.startswith(("body", "answer 2"))
            if is_error and (error := self._error_content(editor)) is not None:
                of = editor.document.resolve(error["application/json"]["schema"])
                known = {
                    name
                    for part in [of, *of.get("allOf", [])]
                    for name in editor.document.resolve(part).get("properties", {})
                }
                extra = {one.name for one in names} - known
                if not extra:
                    shown = self.page.samples.get(body, [])[:1]
                    if shown:
                        error["application/json"]["examples"] = {
                            "documented": {"value": copy.deepcopy(shown[0])}
                        }
                    return error
            properties = {one.name: self._schema(builder, one) for one in names}
            required = [one.name for one in names if self._aspect(one, "required") is True]
            schema = {"type": "object"}
            if required:
                schema["required"] = required
            if properties:
                schema["properties"] = properties
            schema = builder.named(f"{noun}{base}", schema)
            media = str(
                next(
                    iter(_list(self._aspect(Place(operation, "body"), "media"))), "application/json"
                )
            )
            media = media if body.where == "body" else "application/json"
        else:
            return None
        self._add_components(editor, builder, ())
        self.guesses += builder.guesses
        schema = {key: value for key, value in schema.items() if key != MARK}
        root = editor.root
        samples = self.page.samples.get(body, [])
        examples = {}
        for index, value in enumerate(samples):
            name = "documented" if index == 0 else f"documented-{index + 1}"
            examples[name] = {"value": _completed(copy.deepcopy(value), schema, root)}
        if not examples:
            value = made_up(schema, root)
            examples["documented"] = {
                "x-source": {"inferred": "made up; the page has no sample"},
                "value": value,
            }
            self.guesses.append(f"{operation} {body.where}: its example is made up")
        return {media: {"schema": schema, "examples": examples}}

    def _error_content(self, editor: Editor) -> dict[str, Any] | None:
        """Content of the error that most answers of the spec have."""
        used: Counter[str] = Counter()
        first: dict[str, Any] = {}
        for name, pointer in operations(editor.document):
            del name
            for status, answer in editor.at(pointer).get("responses", {}).items():
                if status.startswith("2"):
                    continue
                resolved = editor.document.resolve(answer)
                for media, content in resolved.get("content", {}).items():
                    key = content.get("schema", {}).get("$ref", "")
                    if key:
                        used[key] += 1
                        first.setdefault(key, (media, content))
        if not used:
            return None
        reference = used.most_common(1)[0][0]
        media, _ = first[reference]
        value = made_up({"$ref": reference}, editor.root)
        source = {"inferred": "made up; the page has no sample"}
        return {
            media: {
                "schema": {"$ref": reference},
                "examples": {"documented": {"x-source": source, "value": value}},
            }
        }

    def _body(self, editor: Editor, operation: str) -> None:
        pointer = self._operation_pointer(editor, operation)
        content = self._content(editor, Place(operation, "body"), operation)
        if content is None:
            raise PersonNeeded("the page does not show the body")
        editor.add(
            pointer,
            "requestBody",
            {"required": True, MARK: True, "content": content},
            before="responses",
        )

    def _limit(self, editor: Editor, place: Place) -> None:
        pointer = self._operation_pointer(editor, place.operation)
        names = list(editor.at(pointer))
        after = "x-source" if "x-source" in names else names[0]
        editor.add(pointer, "x-rate-limit", self._rate_limit(editor, place), after=after)

    def _rate_limit(self, editor: Editor, place: Place) -> dict[str, Any]:
        scope = [str(one) for one in _list(self._aspect(place, "scope"))] or ["key"]
        limit: dict[str, Any] = {
            "limit": self._aspect(place, "requests"),
            "window": self._aspect(place, "window"),
            "scope": ["operation", *scope],
        }
        for _, pointer in operations(editor.document):
            other = editor.at(pointer).get("x-rate-limit", {})
            if "retry-after" in other:
                limit["retry-after"] = other["retry-after"]
        return limit

    def _state(self, editor: Editor, place: Place) -> None:
        word = place.name
        page_words = [one.name for one in self.page.stated if one.where == "state"]
        cycles = sorted(
            self._cycles(editor), key=lambda one: -len({*editor.at(one)["enum"]} & {*page_words})
        )
        if not cycles:
            self._first_cycle(editor, page_words)
            return
        terminal = self._aspect(place, "terminal")
        others = {*page_words} - {word}
        same = [one for one in cycles if others <= {*editor.at(one)["enum"]}]
        for pointer in same or cycles[:1]:
            words = editor.at(pointer)["enum"]
            if word in words:
                continue
            earlier = [one for one in page_words[: page_words.index(word)] if one in words]
            at = words.index(earlier[-1]) + 1 if earlier else 0
            editor.append((*pointer, "enum"), word, at)
            self._classify(editor, pointer, word, earlier, terminal=terminal)
        if any("x-aggregate" in editor.at(pointer) for _, pointer in operations(editor.document)):
            self.guesses.append(f"`{word}` is in no rule of x-aggregate")

    def _first_cycle(self, editor: Editor, words: list[str]) -> None:
        """Make an enum with its lifecycle of a page's states, for the answers that show them."""
        ends = {
            one: self._meaning(one)
            for one in words
            if self._aspect(Place(EVERY, "state", one), "terminal")
        }
        on = [one for one in words if one not in ends]
        good = next((one for one, meaning in ends.items() if meaning == "success"), "")
        if not on or not good or not all(ends.values()):
            raise PersonNeeded("which states are ends, and what they mean, is for a person")
        showing = [
            place
            for place in self.page.stated
            if place.where.startswith("answer 2")
            and {*_list(self._aspect(place, "words"))} & {*words}
        ]
        builder = self._builder(editor, showing[0]) if showing else None
        if builder is None:
            raise PersonNeeded("no answer shows its states")
        reference = builder.enum("State", words)
        enum = next(one for one in builder.components.values() if "enum" in one)
        follows = dict(zip(on, [*on[1:], good], strict=True))
        enum["x-lifecycle"] = {"start": on[0], "next": follows, "terminal": ends}
        self._add_components(editor, builder, ())
        for place in showing:
            for site in self._sites(place):
                if "$ref" not in editor.at(site):
                    editor.set(site, dict(reference))
        self.guesses.append(f"the states {', '.join(words)} are taken for those of all answers")

    def _meaning(self, word: str) -> str:
        return next((one for one, words in MEANINGS.items() if _plain(word) in words.split()), "")

    def _classify(
        self, editor: Editor, pointer: Pointer, word: str, earlier: list[str], *, terminal: Any
    ) -> None:
        """Say in a lifecycle what a state is: an end with its meaning, or what follows it."""
        cycle = (*pointer, "x-lifecycle")
        known = editor.at(cycle)
        if word in {*known["next"], *known["terminal"], *known.get("idle", ()), known["start"]}:
            return
        meaning = self._meaning(word)
        if terminal is None and not meaning:
            raise PersonNeeded(f"the page does not say what the state `{word}` means")
        if terminal is not False:
            if not meaning:
                raise PersonNeeded(f"the page does not say what the end `{word}` means")
            editor.add((*cycle, "terminal"), word, meaning)
            self.guesses.append(f"`{word}` is taken to mean {meaning}")
            return
        follows, start = editor.at((*cycle, "next")), editor.at(cycle)["start"]
        before = next((one for one in reversed(earlier) if one in follows), "")
        if before:
            editor.add((*cycle, "next"), word, follows[before], after=before)
            editor.set((*cycle, "next", before), word)
        else:
            editor.add((*cycle, "next"), word, start, before=next(iter(follows)))
            editor.set((*cycle, "start"), word)
        self.guesses.append(f"`{word}` is taken to come {'after ' + before if before else 'first'}")

    def _cycles(self, editor: Editor, word: str = "") -> list[Pointer]:
        schemas = editor.root.get("components", {}).get("schemas", {})
        return [
            ("components", "schemas", name)
            for name, schema in schemas.items()
            if "x-lifecycle" in schema and (not word or word in schema.get("enum", ()))
        ]

    def _operation(self, editor: Editor, name: str) -> None:
        """Draft an operation of the page as its siblings are."""
        method, path = name.split(" ")
        known = [(one, editor.at(pointer)) for one, pointer in operations(editor.document)]
        near = sorted(known, key=lambda one: -_common(one[0].split(" ")[1], path))
        sibling = near[0][1] if near else {}
        tag = (sibling.get("tags") or self._tag(editor, path))[0]
        operation: dict[str, Any] = {
            "operationId": self._operation_id(editor, method, path, tag),
            "tags": [tag],
            MARK: True,
            "x-source": self.page_address,
        }
        self.guesses.append(f"{name}: called {operation['operationId']}, with the tag {tag}")
        if Place(name, "limit") in self.page.stated:
            operation["x-rate-limit"] = self._rate_limit(editor, Place(name, "limit"))
        operation["security"] = copy.deepcopy(sibling.get("security") or self._security(editor))
        listed = [one for one in self.page.stated if one.operation == name]
        if path in editor.root.get("paths", {}):
            editor.add(("paths", path), method.lower(), {**operation, "responses": {}})
        else:
            entry = {method.lower(): {**operation, "responses": {}}}
            after = near[0][0].split(" ")[1] if near else ""
            if not editor.root.get("paths"):
                editor.set(("paths",), {path: entry})
            else:
                editor.add(("paths",), path, entry, after=after)
        pointer = ("paths", path, method.lower())
        where_listed = [
            one
            for one in listed
            if one.where in ("path", "query", "header") and "." not in one.name and one.name != "?"
        ]
        order = {"header": 0, "path": 1, "query": 2}
        parameters = [
            self._new_parameter(editor, one)
            for one in sorted(where_listed, key=lambda one: order[one.where])
        ]
        named = {one.name for one in where_listed if one.where == "path"}
        parameters += [
            self._new_parameter(editor, Place(name, "path", lost))
            for lost in re.findall(r"\{(\w+)\}", path)
            if lost not in named
        ]
        if parameters:
            editor.add(pointer, "parameters", parameters, before="responses")
        has_body = any(one.where == "body" for one in listed)
        if has_body and (content := self._content(editor, Place(name, "body"), name)):
            needed = self._aspect(Place(name, "body"), "required") is not False
            editor.add(
                pointer,
                "requestBody",
                {"required": needed, MARK: True, "content": content},
                before="responses",
            )
        everywhere = [
            one.name for one in self.page.stated if one.where == "answer" and one.operation == EVERY
        ]
        own = [one.name for one in listed if one.where == "answer" and one.name != "?"]
        for status in sorted({*everywhere, *own} or {"200"}):
            answer = self._new_answer(editor, Place(name, "answer", status))
            editor.add((*pointer, "responses"), status, answer)
        usual = sibling.get("responses", {}).get("400", {})
        source = sibling.get("x-source", {})
        reason = source.get("responses", {}).get("400") if isinstance(source, dict) else None
        if "400" not in editor.at((*pointer, "responses")) and reason and usual:
            first = list(editor.at((*pointer, "responses")))
            later = next((one for one in first if one > "400"), "")
            editor.add((*pointer, "responses"), "400", copy.deepcopy(usual), before=later)
            whole = {"page": self.page_address, "responses": {"400": copy.deepcopy(reason)}}
            editor.set((*pointer, "x-source"), whole)

    def _operation_id(self, editor: Editor, method: str, path: str, tag: str) -> str:
        parts = [one for one in path.split("/") if one]
        plain = [
            one for one in parts if not one.startswith("{") and not re.fullmatch(r"v\d+|api", one)
        ]
        noun = _plain(plain[-1]) if plain else "resource"
        by_id = bool(parts) and parts[-1].startswith("{")
        verbs = {
            "GET": "get" if by_id or not _is_plural(noun) else "list",
            "DELETE": "delete",
            "PUT": "replace",
            "PATCH": "update",
        }
        verb = verbs.get(method, "create")
        if noun in _VERBS and method in ("POST", "DELETE", "PUT", "PATCH"):
            of = _singular(_plain(plain[-2]) if len(plain) > 1 else _plain(tag))
            if len(plain) == 1 and by_id:
                of = "by_id"
            noun, verb = (of, noun) if method != "DELETE" else (f"{noun}_of_{of}", verb)
        elif method == "POST" and len(plain) > 1 and not _is_plural(noun):
            verb, noun = noun, _singular(_plain(plain[-2]))  # …/sessions/{id}/cancel
        elif by_id or verb == "create":
            noun = _singular(noun)
        whole = f"{verb}_{noun}".strip("_")
        taken = {
            node.get("operationId")
            for node in (editor.at(pointer) for _, pointer in operations(editor.document))
        }
        if whole in taken or whole.endswith("_test") or whole.startswith("test_"):
            whole = (
                f"{whole}_by_id"
                if by_id or "{" in path
                else f"{verb}_{'_'.join(map(_plain, plain[-2:]))}"
            )
        if whole.endswith("_test") or whole.startswith("test_"):
            whole = f"call_{whole}_now"
        while whole in taken:
            whole += "_again"
        return whole

    def _tag(self, editor: Editor, path: str) -> list[str]:
        tags = [one["name"] for one in editor.root.get("tags", ())]
        return tags[:1] or [
            next(
                (one for one in path.split("/") if one and not re.fullmatch(r"v\d+|api|\{.*", one)),
                "api",
            )
        ]

    def _security(self, editor: Editor) -> list[dict[str, list[str]]]:
        return [{name: []} for name in editor.root.get("components", {}).get("securitySchemes", {})]

    # Changes of what is there.

    def _set(self, change: Change) -> Iterator[Edit]:
        place, aspect, value = change.known or change.place, change.aspect, change.value
        shown = f"{change.place}: set {aspect} to {_told(value)}"
        if aspect == "required" and value == "one of":
            raise PersonNeeded("which of several fields is needed is for a person to model")
        yield Edit(shown, lambda editor: self._set_aspect(editor, place, aspect, value))
        sites = self.spec.sites.get(place, [])
        if any("$ref" in self.editor.at(site) for site in sites if self.editor.has(site)):
            yield Edit(
                f"{shown}, in a schema of its own",
                lambda editor: self._apart(editor, place, aspect, value),
            )

    def _apart(self, editor: Editor, place: Place, aspect: str, value: Any) -> None:
        """Copy the component that a place shares with others, and edit the copy."""
        for site in self._sites(place):
            node = editor.at(site)
            if "$ref" not in node:
                continue
            old = pointer_of(node["$ref"])
            fresh = f"{self._builder(editor, place).owner}{camel(_leaf(place))}"
            copied = copy.deepcopy(editor.at(old))
            editor.add(("components", "schemas"), fresh, copied, after=str(old[-1]))
            editor.set((*site, "$ref"), f"#/components/schemas/{fresh}")
        self._whole = None
        self._set_aspect(editor, place, aspect, value)

    def _set_aspect(self, editor: Editor, place: Place, aspect: str, value: Any) -> None:
        match place.where:
            case "limit":
                pointer = self.spec.sites[place][0]
                key = {"requests": "limit"}.get(aspect, aspect)
                new = ["operation", *map(str, value)] if aspect == "scope" else value
                if aspect == "scope" and "operation" not in editor.at(pointer)["scope"]:
                    new = new[1:]
                editor.set((*pointer, key), new)
                return
            case "state":
                self._end(editor, place.name, is_end=bool(value))
                return
            case "auth":
                editor.set((*self.spec.sites[place][0], "in"), value)
                return
            case "operation":
                pointer = self._operation_pointer(editor, place.operation)
                editor.add(pointer, aspect, value, after="tags")
                return
            case "security":
                self._set_security(editor, place, value)
                return
        if aspect == "media":
            self._set_media(editor, place, value)
        elif not place.name:
            pointer = (*self._operation_pointer(editor, place.operation), "requestBody")
            pointer = self._target(editor, pointer)
            _put(editor, pointer, aspect, value, before="content")
        elif aspect == "nullable":
            for site in self._sites(place):
                self._nullable(editor, site)
        elif aspect == "required":
            self._set_required(editor, place)
        elif aspect == "type":
            self._set_type(editor, place, str(value))
        elif aspect == "enum":
            self._set_enum(editor, place, [str(word) for word in value])
        elif aspect == "deprecated" and place.where in ("path", "query", "header"):
            for pointer in self._parameter_pointers(editor, place):
                _put(editor, pointer, aspect, value, before="schema")
        else:
            self._set_keyword(editor, place, aspect, value)

    def _set_security(self, editor: Editor, place: Place, value: Any) -> None:
        pointer = self._operation_pointer(editor, place.operation)
        names = {
            _plain(one.name): self.spec.sites[one][0][-1]
            for one in self.spec.stated
            if one.where == "auth" and one in self.spec.sites
        }
        if not all(_plain(str(way)) in names for way in value):
            raise PersonNeeded("a security scheme that the spec does not have")
        editor.set((*pointer, "security"), [{str(names[_plain(str(way))]): []} for way in value])

    def _set_media(self, editor: Editor, place: Place, value: Any) -> None:
        pointer = self._operation_pointer(editor, place.operation)
        tail: Pointer = ("requestBody",) if place.where == "body" else ("responses", place.name)
        content = (*self._target(editor, (*pointer, *tail)), "content")
        there = list(editor.at(content))
        new, old = (
            [one for one in value if one not in there],
            [one for one in there if one not in value],
        )
        if len(new) != 1 or len(old) != 1:
            raise PersonNeeded("media types are added or removed, not replaced")
        editor.rename((*content, old[0]), new[0])

    def _nullable(self, editor: Editor, site: Pointer) -> None:
        node = editor.at(site)
        if isinstance(node.get("type"), str) and "enum" not in node:
            editor.set((*site, "type"), [node["type"], "null"])
        elif isinstance(node.get("type"), list):
            editor.append((*site, "type"), "null")
        elif "$ref" in node:
            rest = {key: value for key, value in node.items() if key != "$ref"}
            editor.set(site, {**rest, "anyOf": [{"$ref": node["$ref"]}, {"type": "null"}]})
        elif "anyOf" in node or "oneOf" in node:
            editor.append((*site, "anyOf" if "anyOf" in node else "oneOf"), {"type": "null"})
        else:
            raise EditError("null cannot be added there")

    def _set_required(self, editor: Editor, place: Place) -> None:
        if place.where in ("path", "query", "header") and "." not in place.name:
            for pointer in self._parameter_pointers(editor, place):
                _put(editor, pointer, "required", value=True, after="in")
                node = editor.at(pointer)
                if not {"example", "examples"} & {*node}:
                    value = made_up(node["schema"], editor.root)
                    name = self._example_name(editor, place.operation)
                    editor.add(pointer, "examples", {name: {"value": value}})
                    self.guesses.append(f"{place}: its example is made up, {value!r}")
            return
        pieces = self._pieces_with(editor, place)
        if not pieces:
            raise EditError("no object holds it")
        for piece in pieces:
            if _leaf(place) not in editor.at(piece).get("required", []):
                self._require(editor, piece, _leaf(place), self._places_of(piece), place)

    def _set_type(self, editor: Editor, place: Place, kind: str) -> None:
        bare, depth = kind.replace("[]", ""), kind.count("[]")
        old = str(self.spec.stated[place]["type"].value)
        if depth and not old.endswith("[]"):
            builder = self._builder(editor, place)
            for site in self._sites(place):
                schema = self._schema(builder, place)
                self._add_components(editor, builder, site)
                text = editor.at(site).get("description")
                editor.set(site, {**schema, "description": text} if text else schema)
            return
        inner = Place(place.operation, place.where, place.name + "[]" * depth)
        pieces = self.spec.nodes.get(inner if depth else place, [])
        chosen = [
            piece
            for piece in pieces
            if "type" in editor.at(piece) and editor.at(piece)["type"] not in ("null", ["null"])
        ]
        if depth != old.count("[]"):
            chosen = []
        for piece in dict.fromkeys(chosen):
            node = editor.at(piece)
            if "properties" in node or "enum" in node or bare == "object":
                raise PersonNeeded(f"from {old} to {kind}: another shape")
            types = [bare] if " | " not in bare else bare.split(" | ")
            if isinstance(node["type"], list) and "null" in node["type"]:
                types.append("null")
            editor.set((*piece, "type"), types[0] if len(types) == 1 else types)
            for keyword in [*LIMIT_KEYWORDS, "format", "pattern"]:
                fits = _FITS.get(keyword, ())
                if keyword in editor.at(piece) and fits and bare not in fits:
                    editor.remove((*piece, keyword))
        if not chosen:
            for site in self._sites(place):
                builder = self._builder(editor, place)
                schema = self._schema(builder, place)
                self._add_components(editor, builder, site)
                text = editor.at(site).get("description")
                editor.set(site, {**schema, "description": text} if text else schema)
        self._fit_examples(editor, place)

    def _set_enum(self, editor: Editor, place: Place, words: list[str]) -> None:
        words = self._in_page_order(place, words)
        builder = self._builder(editor, place)
        for site in self._sites(place):
            node = editor.at(site)
            reference = builder.enum(_leaf(place), words)
            self._add_components(editor, builder, site)
            builder.components.clear()
            is_list = node.get("type") in ("array", ["array", "null"])
            target = (*site, "items") if is_list else site
            whole = editor.at(target)
            if "null" in _list(whole.get("type", [])):
                rest = {
                    k: v
                    for k, v in whole.items()
                    if k in ("description", MARK) or k.startswith("x-")
                }
                new = {**rest, "anyOf": [reference, {"type": "null"}]}
            else:
                new = reference
            if "default" in whole and "anyOf" not in new:
                name = reference["$ref"].rpartition("/")[2]
                _put(editor, ("components", "schemas", name), "default", whole["default"])
            editor.set(target, new)
        self._fit_examples(editor, place)

    def _in_page_order(self, place: Place, words: list[str]) -> list[str]:
        document, sites = self.page.document, self.page.nodes.get(place)
        for pointer in sites or () if document is not None else ():
            assert document is not None  # noqa: S101 - the line above looks
            order = document.at(pointer).get("enum", [])
            if {*words} <= {*map(str, order)}:
                return [str(one) for one in order if str(one) in words]
        return words

    def _set_keyword(self, editor: Editor, place: Place, aspect: str, value: Any) -> None:
        new = list(value) if isinstance(value, tuple) else value
        fits = _FITS.get(aspect, ())
        inner = [place]
        while (
            deeper := Place(place.operation, place.where, f"{inner[-1].name}[]")
        ) in self.spec.nodes:
            inner.append(deeper)
        pieces = [piece for one in inner for piece in dict.fromkeys(self.spec.nodes.get(one, []))]
        having = [piece for piece in pieces if aspect in editor.at(piece)]
        fitting = [
            piece
            for piece in pieces
            if not fits or {*fits} & {*_list(editor.at(piece).get("type", []))}
        ]
        if aspect == "default" and not having:
            nodes = self.spec.nodes.get(place, [])
            fitting = [one for one in nodes if editor.at(one).get("const", new) == new][:1]
        chosen = having or (
            fitting[-1:] if aspect in _STRING_LIMITS and len(inner) > 1 else fitting
        )
        if not chosen:
            raise EditError(f"no schema of {place} has a type that {aspect} fits")
        for piece in dict.fromkeys(chosen):
            if aspect == "format" and place.where == "header":
                raise PersonNeeded("a header is sent as a string")
            after = next((one for one in ("format", "type") if one in editor.at(piece)), "")
            _put(editor, piece, aspect, new, after=after)
        self._fit_examples(editor, place)

    def _fit_examples(self, editor: Editor, place: Place) -> None:
        """Replace the values of examples that a changed schema refuses: by the page's, if that fits."""
        spec = Spec(editor.document)
        whole = facts_of(editor.document)
        if place.where in ("path", "query", "header"):
            for pointer in self._parameter_pointers(editor, place):
                for name in editor.at(pointer).get("examples", {}):
                    value_at = (*pointer, "examples", name, "value")
                    if list(spec.breaches((*pointer, "schema"), value_at)):
                        value = made_up(editor.at((*pointer, "schema")), editor.root)
                        editor.set(value_at, value)
                        self.guesses.append(f"{place}: its example is made up, {value!r}")
            return
        for one in self._same(whole, place):
            for holder in self._objects(editor, one):
                leaf = _leaf(one)
                if not isinstance(editor.at(holder), dict) or leaf not in editor.at(holder):
                    continue
                sites = whole.sites.get(one, [])
                if not sites or not all(list(spec.breaches(one, (*holder, leaf))) for one in sites):
                    continue
                shown = self._sampled(place)
                value = shown if shown is not None else made_up(editor.at(sites[0]), editor.root)
                editor.set((*holder, leaf), copy.deepcopy(value))
                self.guesses.append(f"{one}: an example has now {value!r}")
                spec = Spec(editor.document)

    def _same(self, whole: Facts, place: Place) -> list[Place]:
        """Places that are made of the same schemas."""
        mine = {*whole.nodes.get(place, []), *whole.sites.get(place, [])}
        return [one for one in whole.nodes if mine & {*whole.nodes[one], *whole.sites.get(one, [])}]

    def _end(self, editor: Editor, word: str, *, is_end: bool) -> None:
        for pointer in self._cycles(editor, word):
            cycle = (*pointer, "x-lifecycle")
            order = editor.at(pointer)["enum"]
            earlier = order[: order.index(word)]
            if is_end and word in editor.at(cycle)["next"]:
                editor.remove((*cycle, "next", word))
                self._classify(editor, pointer, word, earlier, terminal=True)
            elif not is_end and word in editor.at(cycle)["terminal"]:
                editor.remove((*cycle, "terminal", word))
                self._classify(editor, pointer, word, earlier, terminal=False)

    def _fit(self, change: Change) -> Iterator[Edit]:
        place, kind = change.known or change.place, str(change.value)
        form = re.search(r"<([\w-]+)>", kind)
        bare = re.sub(r"<[\w-]+>", "", kind)
        if kind == "null":
            yield Edit(
                f"{place}: admit null",
                lambda editor: self._set_aspect(editor, place, "nullable", value=True),
            )
            return
        if bare.startswith("[]") or "object" in bare:
            raise PersonNeeded(f"the sample has another shape, {kind}")
        declared = str(self.spec.stated[place]["type"].value)
        if bare != declared:
            wider = "number" if {bare, declared} == {"number", "integer"} else bare
            yield Edit(
                f"{place}: set type to {wider}", lambda editor: self._set_type(editor, place, wider)
            )
            return
        if form is None:
            unset = Change("unset", place, "format", None, place)
            yield Edit(f"{place}: remove format", lambda editor: self._unset(editor, unset))
        else:
            yield Edit(
                f"{place}: set format to {form[1]}",
                lambda editor: self._set_aspect(editor, place, "format", form[1]),
            )

    def _words(self, change: Change) -> Iterator[Edit]:
        place = change.known or change.place
        words = [str(word) for word in _list(change.value)]
        yield Edit(
            f"{place}: add {', '.join(words)} to the enum",
            lambda editor: self._add_words(editor, place, words),
        )
        is_request = not place.where.startswith("answer")
        if is_request and self._enums(self.editor, place):
            yield Edit(
                f"{place}: add {', '.join(words)} to an enum of its own",
                lambda editor: self._enum_apart(editor, place, words),
            )

    def _enum_apart(self, editor: Editor, place: Place, words: list[str]) -> None:
        """Give a field an enum of its own, since others share the one that it had."""
        known = editor.at(self._enums(editor, place)[0])["enum"]
        builder = self._builder(editor, place)
        reference = builder.enum(_leaf(place), [*map(str, known), *words])
        for site in self._sites(place):
            self._add_components(editor, builder, site)
            builder.components.clear()
            target = (*site, "items") if "items" in editor.at(site) else site
            if "$ref" not in editor.at(target):
                raise EditError("its enum is not referred to")
            editor.set((*target, "$ref"), reference["$ref"])

    def _enums(self, editor: Editor, place: Place) -> list[Pointer]:
        inner = Place(place.operation, place.where, f"{place.name}[]")
        nodes = [*self.spec.nodes.get(place, []), *self.spec.nodes.get(inner, [])]
        return [one for one in dict.fromkeys(nodes) if "enum" in editor.at(one)]

    def _add_words(self, editor: Editor, place: Place, words: list[str]) -> None:
        enums = self._enums(editor, place)
        if not enums:
            raise PersonNeeded("no enum holds its words")
        pointer = enums[0]
        for word in self._in_page_order(place, words):
            editor.append((*pointer, "enum"), word)
            if "x-lifecycle" in editor.at(pointer):
                state = Place(EVERY, "state", word)
                self._classify(editor, pointer, word, [], terminal=self._aspect(state, "terminal"))

    def _remove_words(self, editor: Editor, change: Change) -> None:
        place = change.known or change.place
        for pointer in self._enums(editor, place):
            for word in _list(change.value):
                if "x-lifecycle" in editor.at(pointer):
                    raise PersonNeeded(f"`{word}` is a state: what follows it is for a person")
                words = [str(one) for one in editor.at(pointer)["enum"]]
                if word in words:
                    editor.remove((*pointer, "enum", words.index(str(word))))

    def _unset(self, editor: Editor, change: Change) -> None:
        place, aspect = change.known or change.place, change.aspect
        if aspect in ("type", "enum") or place.where in ("limit", "state", "security", "auth"):
            raise PersonNeeded(f"what there is instead of its {aspect} is for a person")
        if aspect == "nullable":
            for site in self._sites(place):
                self._not_null(editor, site)
            return
        if aspect == "required":
            if place.where in ("path", "query", "header") and "." not in place.name:
                for pointer in self._parameter_pointers(editor, place):
                    editor.remove((*pointer, "required"))
                return
            for piece in self._pieces_with(editor, place):
                required = editor.at(piece).get("required", [])
                if _leaf(place) in required:
                    editor.remove((*piece, "required", required.index(_leaf(place))))
            return
        if place.where in ("path", "query", "header") and aspect == "deprecated":
            for pointer in self._parameter_pointers(editor, place):
                if aspect in editor.at(pointer):
                    editor.remove((*pointer, aspect))
                    return
        inner = Place(place.operation, place.where, f"{place.name}[]")
        nodes = [*self.spec.nodes.get(place, []), *self.spec.nodes.get(inner, [])]
        done = False
        for piece in dict.fromkeys(nodes):
            if aspect in editor.at(piece):
                editor.remove((*piece, aspect))
                done = True
        if not done:
            raise EditError(f"no schema of {place} has {aspect}")

    def _not_null(self, editor: Editor, site: Pointer) -> None:
        node = editor.at(site)
        if isinstance(node.get("type"), list) and "null" in node["type"]:
            rest = [one for one in node["type"] if one != "null"]
            editor.set((*site, "type"), rest[0] if len(rest) == 1 else rest)
            return
        for keyword in ("anyOf", "oneOf"):
            for index, part in enumerate(node.get(keyword, [])):
                if part.get("type") == "null":
                    if len(node[keyword]) == 2 and "$ref" in node[keyword][1 - index]:
                        rest_of = {key: value for key, value in node.items() if key != keyword}
                        editor.set(site, {**node[keyword][1 - index], **rest_of})
                    else:
                        editor.remove((*site, keyword, index))
                    return
        if "$ref" in node:
            self._not_null(editor, pointer_of(node["$ref"]))

    def _drop(self, editor: Editor, place: Place) -> None:
        if place.where == "operation":
            pointer = self._operation_pointer(editor, place.operation)
            editor.remove(pointer)
        elif place.where == "answer":
            editor.remove(self.spec.sites[place][0])
        elif place.where in ("path", "query", "header") and "." not in place.name:
            pointer = (*self._operation_pointer(editor, place.operation), "parameters")
            for index, node in reversed(list(enumerate(editor.at(pointer)))):
                real = editor.document.resolve(node)
                name = real["name"].lower() if real["in"] == "header" else real["name"]
                if (name, real["in"]) == (place.name, place.where):
                    editor.remove((*pointer, index))
        elif place.name:
            leaf = _leaf(place)
            pieces = self._pieces_with(editor, place)
            if not pieces:
                raise EditError("no object holds it")
            for piece in pieces:
                places = self._places_of(piece)
                required = editor.at(piece).get("required", [])
                if leaf in required:
                    editor.remove((*piece, "required", required.index(leaf)))
                editor.remove((*piece, "properties", leaf))
                for one in places:
                    for holder in self._objects(editor, one):
                        if leaf in editor.at(holder) and len(editor.at(holder)) > 1:
                            editor.remove((*holder, leaf))
        else:
            raise PersonNeeded(f"a whole {place.where} is removed by a person")
        self._remove_unused(editor)

    def _remove_unused(self, editor: Editor) -> None:
        """Remove the components that nothing refers to any more."""
        for _ in range(20):
            text = editor.text
            for section in ("schemas", "parameters", "responses"):
                for name in list(editor.root.get("components", {}).get(section, {})):
                    reference = f"#/components/{section}/{name}"
                    if not re.search(rf"{re.escape(reference)}(?![\w.-])", text):
                        editor.remove(("components", section, name))
            if editor.text == text:
                return

    # Where things are.

    def _aspect(self, place: Place, aspect: str) -> Any:
        stated = self.page.stated.get(place, {}).get(aspect)
        return stated.value if stated is not None else None

    def _operation_pointer(self, editor: Editor, operation: str) -> Pointer:
        method, _, path = operation.partition(" ")
        pointer = ("paths", path, method.lower())
        if not editor.has(pointer):
            raise EditError(f"the spec has no {operation}")
        return pointer

    def _target(self, editor: Editor, pointer: Pointer) -> Pointer:
        while "$ref" in (node := editor.at(pointer)):
            pointer = pointer_of(node["$ref"])
        return pointer

    def _parameter_pointers(self, editor: Editor, place: Place) -> list[Pointer]:
        sites = self.spec.sites.get(place, [])
        found = [site[:-1] for site in sites if site[-1] == "schema"]
        if not found:
            raise EditError(f"the spec has no parameter {place.name}")
        return [one for one in dict.fromkeys(found) if editor.has(one)]

    def _sites(self, place: Place) -> list[Pointer]:
        """Pointers under which the owners of a place hold its schema, each once."""
        return list(dict.fromkeys(self.spec.sites.get(place, [])))

    def _pieces_with(self, editor: Editor, place: Place) -> list[Pointer]:
        parent = Place(place.operation, place.where, place.name.rpartition(".")[0])
        pieces = self.spec.nodes.get(parent, [])
        return [
            one
            for one in dict.fromkeys(pieces)
            if _leaf(place) in editor.at(one).get("properties", {})
        ]

    def _places_of(self, piece: Pointer) -> list[Place]:
        """Places whose value an object is a part of."""
        return [place for place, nodes in self.spec.nodes.items() if piece in nodes]

    def _objects(self, editor: Editor, place: Place) -> list[Pointer]:
        """Objects in the examples of an operation that hold a place, or stand at an object's."""
        whole = self.spec.nodes.get(place, [])
        is_object = any("properties" in editor.at(one) for one in whole if editor.has(one))
        steps = list(leaves(place.name))
        if not is_object and steps:
            steps = steps[:-1]
        found: list[Pointer] = []
        for start in self._examples(editor, place):
            here = [start]
            for step in steps:
                after: list[Pointer] = []
                for pointer in here:
                    node = editor.at(pointer)
                    if step == "[]" and isinstance(node, list):
                        after += [(*pointer, index) for index in range(len(node))]
                    elif step == "*" and isinstance(node, dict):
                        after += [(*pointer, key) for key in node]
                    elif isinstance(node, dict) and step in node:
                        after.append((*pointer, step))
                here = after
            found += [one for one in here if isinstance(editor.at(one), dict)]
        return list(dict.fromkeys(found))

    def _examples(self, editor: Editor, place: Place) -> list[Pointer]:
        """Values of the examples of a body, references followed."""
        pointer = self._operation_pointer(editor, place.operation)
        if place.where == "body":
            tail: Pointer = ("requestBody",)
        elif place.where.startswith("answer "):
            tail = ("responses", place.where.removeprefix("answer "))
        else:
            return []
        if not editor.has((*pointer, *tail)):
            return []
        content = (*self._target(editor, (*pointer, *tail)), "content")
        found = []
        for media, node in editor.at(content).items() if editor.has(content) else ():
            for name in node.get("examples", {}):
                target = self._target(editor, (*content, media, "examples", name))
                if "value" in editor.at(target):
                    found.append((*target, "value"))
        return list(dict.fromkeys(found))

    def _sampled(self, place: Place) -> Any:
        """The first value that the page's samples have at a place."""
        for sample in self.page.samples.get(Place(place.operation, place.where), []):
            here = [sample]
            for step in leaves(place.name):
                after: list[Any] = []
                for node in here:
                    if step == "[]" and isinstance(node, list):
                        after += node
                    elif isinstance(node, dict) and step in node:
                        after.append(node[step])
                here = after
            for value in here:
                if value is not None and not (
                    isinstance(value, str) and re.fullmatch(r"<\w+>", value)
                ):
                    return value
        return None


def _stated(aspects: dict[str, Any], name: str) -> Any:
    return aspects[name].value if name in aspects else None


def _put(
    editor: Editor, pointer: Pointer, key: str, value: Any, *, after: str = "", before: str = ""
) -> None:
    if key in editor.at(pointer):
        editor.set((*pointer, key), value)
    else:
        editor.add(pointer, key, value, after=after, before=before)


def _completed(value: Any, schema: Any, root: dict[str, Any]) -> Any:
    """Add to a sample the required fields that it lacks."""
    while isinstance(schema, dict) and "$ref" in schema:
        schema = root["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
    if isinstance(schema, dict) and schema.get("anyOf"):
        return _completed(value, schema["anyOf"][0], root) if value is not None else None
    if isinstance(value, list) and isinstance(schema, dict):
        return [_completed(item, schema.get("items"), root) for item in value]
    if not isinstance(value, dict) or not isinstance(schema, dict):
        return value
    inner = schema.get("properties", {})
    whole = {key: _completed(one, inner.get(key), root) for key, one in value.items()}
    for name in schema.get("required", ()):
        whole.setdefault(name, made_up(inner.get(name), root))
    return whole


def _walk(node: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    yield pointer, node
    entries = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in entries:
        yield from _walk(value, (*pointer, key))


def _leaf(place: Place) -> str:
    return place.name.rpartition(".")[2].replace("[]", "")


def _plain(text: str) -> str:
    return snake_case(re.sub(r"\W", "_", text)).strip("_").replace("__", "_")


def _singular(noun: str) -> str:
    return noun.removesuffix("s") if _is_plural(noun) else noun


def _is_plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def _common(one: str, other: str) -> int:
    same = 0
    for mine, theirs in zip(one.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            break
        same += 1
    return same


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
