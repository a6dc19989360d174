"""Schemas of a document: validation, and what can be read off them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Literal, TypeAlias

import jsonschema_rs

from .bundle import linked
from .document import Document, Pointer, pointer_of, reference_to
from .inheritance import alternatives
from .structure import SCHEMA_FIELDS, Kind, Problem

Hidden: TypeAlias = Literal["readOnly", "writeOnly", ""]

LIMIT_KEYWORDS: Final = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems", "pattern"),
)
UUID_PATTERN: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BASE: Final = "urn:specmock:document"
_SAYING_NOTHING: Final = frozenset({"allOf", "description", "title", "deprecated", "default"})
_TOLD_APART: Final = "x-told-apart"
_DEPTH: Final = 8  # of references and parts that are followed for a discriminator
_TYPES: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_ANNOTATIONS: Final = frozenset(
    {
        *("title", "description", "default", "example", "examples", "deprecated", "externalDocs"),
        *("xml", "discriminator", "readOnly", "writeOnly", "nullable", "$comment"),
        *("$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary"),
    }
)
_INTEGERS: Final = {"int32": 2**31, "int64": 2**63}
_META: Final = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, offline=True
)


@cache
def _matcher(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text has a match of a pattern of JSON Schema."""
    return _matcher(pattern).is_valid(text)


class Schemas:
    """The schemas of one document, each compiled when it is first used.

    `problems` are schemas that are wrong; what is wrong in them is left out.
    """

    TYPES: Final = _TYPES
    ANY: Final[Pointer] = ("x-specmock-any",)  # the schema of what is not described

    def __init__(self, document: Document) -> None:
        self._outermost: dict[Pointer, None] = {self.ANY: None}
        self._edits: dict[Pointer, None] = {}
        self._patterns: dict[str, list[Pointer]] = {}
        self._is_old = str(document.root.get("openapi", "")).startswith("3.0")
        self.structure = linked(document, self._visit)
        self.document = self.structure.document
        self.problems: list[Problem] = []
        self._copy = _Copy(self.document.root)
        self.root = self._copy.root
        self.root["x-specmock-any"] = {}
        for pointer in sorted(self._edits, key=len, reverse=True):
            if self._is_old:
                node = self._copy.node(pointer)
                if "$ref" in node and node.get("nullable") is True:
                    reason = "nullable beside $ref means nothing in OpenAPI 3.0; put the $ref into an allOf"
                    self.problems.append((pointer, reason))
                _to_2020(self._copy, pointer)
            _tell_apart(self._copy, pointer)
        for pointer in self._edits:
            if (found := alternatives(self.root, pointer)) is not None:
                self._copy.node(pointer)["oneOf"] = found
        for pointer in self._outermost:
            self._correct(pointer)
        self._correct_patterns()
        self._registries: dict[Hidden, jsonschema_rs.Registry] = {}
        self._validators: dict[tuple[Pointer, Hidden], jsonschema_rs.Draft202012Validator] = {}
        texts = [document.text, *(each.text for each in self.document.files.values())]
        self._hides = {
            word: any(word in text for text in texts) for word in ("readOnly", "writeOnly")
        }

    def _visit(self, pointer: Pointer, node: Any, holder: Kind) -> None:
        if holder != "schema":
            self._outermost[pointer] = None
        if not isinstance(node, dict):
            return
        if isinstance(node.get("pattern"), str):
            self._patterns.setdefault(node["pattern"], []).append(pointer)
        if isinstance(node.get("patternProperties"), dict):
            for pattern in node["patternProperties"]:
                self._patterns.setdefault(pattern, []).append(pointer)
        if "discriminator" in node or (
            self._is_old and (not node.keys().isdisjoint(_OLD_WORDS) or "$ref" in node)
        ):
            self._edits[pointer] = None

    def _correct(self, pointer: Pointer) -> None:
        """Leave out what is no JSON Schema; note it as a problem."""
        for _ in range(5):
            schema = self.at(pointer)
            if _META.is_valid(schema):
                return
            errors = {tuple(each.instance_path): each.message for each in _META.iter_errors(schema)}
            for path, message in errors.items():
                self.problems.append(((*pointer, *path), f"this is not a schema: {message}"))
                self._leave_out(pointer, path)
        self._copy.put(pointer, value={})

    def _leave_out(self, pointer: Pointer, path: tuple[str | int, ...]) -> None:
        shape, kind = "one", "schema"
        for index, step in enumerate(path):
            if (shape, kind) != ("one", "schema"):
                shape = "one"
            elif str(step) in SCHEMA_FIELDS:
                shape, kind = SCHEMA_FIELDS[str(step)]
            else:
                self._copy.node((*pointer, *path[:index])).pop(step, None)
                return
        if shape == "one":
            self._copy.put((*pointer, *path), value={})
        else:
            self._copy.node((*pointer, *path[:-1])).pop(path[-1], None)

    def _correct_patterns(self) -> None:
        for pattern, pointers in self._patterns.items():
            try:
                _matcher(pattern)
            except ValueError:
                for pointer in pointers:
                    where = (*pointer, "pattern")
                    self.problems.append((where, f"this is not a regular expression: {pattern}"))
                    node = self._copy.node(pointer)
                    if node.get("pattern") == pattern:
                        del node["pattern"]
                    if pattern in node.get("patternProperties", ()):
                        patterns = node["patternProperties"] = dict(node["patternProperties"])
                        del patterns[pattern]

    def validator(self, pointer: Pointer, hidden: Hidden = "") -> Any:
        """Compile the schema at a pointer, once.

        With `hidden`, required properties that have this word need not be there: readOnly ones in
        requests, writeOnly ones in answers.

        Raises DocumentError for what is not a schema.
        """
        if hidden and not self._hides[hidden]:
            hidden = ""
        if (pointer, hidden) not in self._validators:
            try:
                if hidden not in self._registries:
                    resources = [(_BASE, self._pruned(hidden))]
                    self._registries[hidden] = jsonschema_rs.Registry(
                        resources, draft=jsonschema_rs.Draft202012
                    )
                self._validators[pointer, hidden] = jsonschema_rs.Draft202012Validator(
                    {"$ref": _BASE + reference_to(pointer)},
                    registry=self._registries[hidden],
                    validate_formats=True,
                    offline=True,
                    mask="value",
                )
            except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
                reason = f"this is not a schema: {str(error).splitlines()[0]}"
                raise self.document.error(pointer, reason) from error
        return self._validators[pointer, hidden]

    def valid(self, pointer: Pointer, value: Any, hidden: Hidden = "") -> bool:
        """Tell whether a value is valid against the schema at a pointer."""
        try:
            return bool(self.validator(pointer, hidden).is_valid(value))
        except ValueError:  # a lone surrogate is no text, and what nests too deeply is not judged
            return False

    def errors(self, pointer: Pointer, value: Any, hidden: Hidden = "") -> list[str]:
        """Validate a value; the errors do not hold the value itself, which may be a secret."""
        if self.valid(pointer, value, hidden):
            return []
        try:
            errors = list(self.validator(pointer, hidden).iter_errors(value))
        except UnicodeEncodeError:
            return [": a text is not Unicode"]
        except ValueError:
            return [": is nested too deeply"]
        return [
            "/".join(map(str, ("", *error.instance_path))) + f": {error.message}"
            for error in errors[:5]
        ]

    def _pruned(self, hidden: Hidden) -> dict[str, Any]:
        """Copy the schemas, each in its place, without what does not take part in validation.

        The places are mappings all the way, since a pointer reads `0` as a key as well.
        """
        found: dict[str, Any] = {}
        for pointer in self._outermost:
            if any(pointer[:length] in self._outermost for length in range(1, len(pointer))):
                continue
            node = found
            for step in pointer[:-1]:
                node = node.setdefault(str(step), {})
            node[str(pointer[-1])] = self._pruned_schema(
                self.at(pointer), pointer, hidden, frozenset()
            )
        return found

    def _pruned_schema(
        self, node: Any, pointer: Pointer, hidden: Hidden, around: frozenset[str]
    ) -> Any:
        if not isinstance(node, dict):
            return node
        new: dict[str, Any] = {}
        names = around | self._hidden_names(pointer, hidden) if hidden else around
        for word, value in node.items():
            if word in SCHEMA_FIELDS:
                shape = SCHEMA_FIELDS[word][0]
                inner = names if word == "allOf" else frozenset[str]()
                where = (*pointer, word)
                if shape == "one":
                    new[word] = self._pruned_schema(value, where, hidden, inner)
                elif shape == "list":
                    new[word] = [
                        self._pruned_schema(each, (*where, index), hidden, inner)
                        for index, each in enumerate(value)
                    ]
                else:
                    new[word] = {
                        name: self._pruned_schema(each, (*where, name), hidden, inner)
                        for name, each in value.items()
                    }
            elif word == "$ref":
                new[word] = reference_to(pointer_of(value)) if value.startswith("#") else value
            elif word == "required" and names:
                new[word] = [name for name in value if name not in names]
            elif word not in _ANNOTATIONS and not word.startswith("x-"):
                new[word] = value
        edge = _INTEGERS.get(str(node.get("format"))) if node.get("type") == "integer" else None
        if edge is not None and "minimum" not in node and "maximum" not in node:
            new |= {"minimum": -edge, "maximum": edge - 1}
        return new

    def _hidden_names(self, pointer: Pointer, hidden: Hidden, depth: int = 0) -> frozenset[str]:
        """Collect the properties of a schema, and of what it is composed of, that have a word."""
        node = self.at(self.follow(pointer))
        if not isinstance(node, dict) or depth > _DEPTH:
            return frozenset()
        here = self.follow(pointer)
        found = {
            name
            for name in node.get("properties", ())
            if self.is_hidden((*here, "properties", name), hidden)
        }
        for index in range(len(node.get("allOf", ()))):
            found |= self._hidden_names((*here, "allOf", index), hidden, depth + 1)
        return frozenset(found)

    def is_hidden(self, pointer: Pointer, hidden: str) -> bool:
        """Tell whether a property has the word readOnly or writeOnly, or what it refers to."""
        nodes = [self.at(pointer), self.at(self.follow(pointer))]
        return any(isinstance(node, dict) and node.get(hidden) is True for node in nodes)

    def follow(self, pointer: Pointer) -> Pointer:
        """Resolve the `$ref`s of a schema to the pointer of its definition.

        One that leads nowhere is not followed: it is a problem of the document's structure.
        """
        seen = set()
        node = self.at(pointer)
        while isinstance(node, dict) and "$ref" in node and pointer not in seen:
            seen.add(pointer)
            try:
                target = pointer_of(node["$ref"])
                node = self.at(target)
            except LookupError:
                break
            pointer = target
        return pointer

    def meant(self, pointer: Pointer) -> Pointer:
        """Resolve a schema to its definition, through one that only gives it another name."""
        here = self.follow(pointer)
        node = self.at(here)
        if not isinstance(node, dict) or len(node.get("allOf", ())) != 1:
            return here
        only = (*here, "allOf", 0)
        is_name = _TOLD_APART in node or not node.keys() - _SAYING_NOTHING
        return self.meant(only) if is_name and "$ref" in self.at(only) else here

    def at(self, pointer: Pointer) -> Any:
        """Look up the schema at a pointer, in the dialect of 2020-12."""
        node: Any = self.root
        for step in pointer:
            node = node[int(step) if isinstance(node, list) else step]
        return node

    def parts(self, pointer: Pointer, value: Any = ...) -> Iterator[Pointer]:
        """Yield a schema and all that apply with it; of alternatives those that a value fits."""
        todo, seen = [pointer], set()
        while todo:
            here = self.follow(todo.pop())
            if here in seen:
                continue
            seen.add(here)
            yield here
            node = self.at(here)
            if not isinstance(node, dict):
                continue
            todo += [(*here, "allOf", index) for index in range(len(node.get("allOf", ())))]
            for keyword in ("oneOf", "anyOf"):
                for index in range(len(node.get(keyword, ()))):
                    branch = (*here, keyword, index)
                    if value is ... or self.valid(branch, value):
                        todo.append(branch)

    def types(self, pointer: Pointer) -> frozenset[str]:
        """Collect the types that a value of a schema may have."""
        found: set[str] = set()
        for part in self.parts(pointer):
            node = self.at(part)
            if not isinstance(node, dict):
                continue
            named = node.get("type", ())
            found.update([named] if isinstance(named, str) else named)
            for value in [node["const"]] if "const" in node else node.get("enum", ()):
                found.add(_type_of(value))
        return frozenset(found) or _TYPES

    def has_format(self, pointer: Pointer, name: str) -> bool:
        """Tell whether a schema, or that of its items, has a format."""
        nodes = [self.at(part) for part in self.parts(self.property(pointer, "") or pointer)]
        return any(isinstance(node, dict) and node.get("format") == name for node in nodes)

    def properties(self, pointer: Pointer) -> list[tuple[str, Pointer]]:
        """List the properties of a schema and of its parts."""
        found: dict[str, Pointer] = {}
        for part in self.parts(pointer):
            node = self.at(part)
            for name in node.get("properties", ()) if isinstance(node, dict) else ():
                found.setdefault(name, (*part, "properties", name))
        return list(found.items())

    def property(self, pointer: Pointer, name: str) -> Pointer | None:
        """Look up the schema of a property, of an item if the name is empty."""
        for part in self.parts(pointer):
            node = self.at(part)
            if not isinstance(node, dict):
                continue
            if not name and "items" in node:
                return (*part, "items")
            if name in node.get("properties", ()):
                return (*part, "properties", name)
        return None

    def member(self, pointer: Pointer, name: str, value: Any = ...) -> Pointer | None:
        """Look up the schema of a member: of the property, of a pattern, or of all others.

        Of alternatives those count that a value fits; without one all do.
        """
        others = None
        for part in self.parts(pointer, value):
            node = self.at(part)
            if not isinstance(node, dict):
                continue
            if name in node.get("properties", ()):
                return (*part, "properties", name)
            for pattern in node.get("patternProperties", ()):
                if matches(pattern, name):
                    return (*part, "patternProperties", pattern)
            if isinstance(node.get("additionalProperties"), dict):
                others = others or (*part, "additionalProperties")
        return others


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


_OLD_WORDS: Final = frozenset({"nullable", "exclusiveMinimum", "exclusiveMaximum"})


class _Copy:
    """A tree that is copied where it is changed, so that the rest is shared."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = dict(root)
        self._own = {id(self.root)}

    def node(self, pointer: Pointer) -> Any:
        """Return the node at a pointer, to be changed."""
        node: Any = self.root
        for step in pointer:
            key: Any = int(step) if isinstance(node, list) else str(step)
            child = node[key]
            if isinstance(child, dict | list) and id(child) not in self._own:
                child = node[key] = child.copy()
                self._own.add(id(child))
            node = child
        return node

    def put(self, pointer: Pointer, value: Any) -> None:
        """Put a value at a pointer."""
        parent = self.node(pointer[:-1])
        parent[int(pointer[-1]) if isinstance(parent, list) else str(pointer[-1])] = value


def _to_2020(copy: _Copy, pointer: Pointer) -> None:
    """Convert a schema of OpenAPI 3.0 to JSON Schema 2020-12."""
    new = copy.node(pointer)
    if isinstance(new.get("$ref"), str):
        copy.put(pointer, {"$ref": new["$ref"]})  # 3.0 ignores what stands beside it
        return
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(new.get(exclusive), bool) and new.pop(exclusive) and limit in new:
            new[exclusive] = new.pop(limit)
    if new.pop("nullable", None) is True:
        if isinstance(new.get("type"), str):
            new["type"] = [new["type"], "null"]
            if isinstance(new.get("enum"), list) and None not in new["enum"]:
                new["enum"] = [*new["enum"], None]
        elif "allOf" in new or "oneOf" in new or "anyOf" in new:
            copy.put(pointer, {"anyOf": [new, {"type": "null"}]})


def _tell_apart(copy: _Copy, pointer: Pointer) -> None:
    """Make the alternatives of a discriminator exclude each other."""
    node = copy.node(pointer)
    facts = node.get("discriminator")
    if not isinstance(facts, dict) or not isinstance(facts.get("propertyName"), str):
        return
    name, mapping = facts["propertyName"], facts.get("mapping") or {}
    if not isinstance(mapping, dict):
        return
    for keyword in ("oneOf", "anyOf"):
        branches = node.get(keyword)
        if isinstance(branches, list) and all(
            isinstance(branch, dict) and isinstance(branch.get("$ref"), str) for branch in branches
        ):
            node[keyword] = [
                {
                    _TOLD_APART: True,
                    "allOf": [branch],
                    "required": [name],
                    "properties": {name: {"enum": values}},
                }
                if _may_be(copy.root, branch, name, values := _values(branch["$ref"], mapping))
                else branch
                for branch in branches
            ]


def _may_be(root: Any, schema: Any, name: str, values: list[str], depth: int = 0) -> bool:
    """Tell whether a schema lets a property have one of some values."""
    schema = _followed(root, schema)
    properties, parts = schema.get("properties"), schema.get("allOf")
    own = _followed(root, properties.get(name) if isinstance(properties, dict) else None)
    said = [own["const"]] if "const" in own else own.get("enum", values)
    known = said if isinstance(said, list) else values
    return bool({*values} & {each for each in known if isinstance(each, str)}) and all(
        depth > _DEPTH or _may_be(root, part, name, values, depth + 1)
        for part in (parts if isinstance(parts, list) else ())
    )


def _followed(root: Any, schema: Any) -> dict[str, Any]:
    try:
        for _ in range(_DEPTH):
            if "$ref" not in schema:
                break
            reference, schema = schema["$ref"], root
            for step in pointer_of(reference):
                schema = schema[int(step) if isinstance(schema, list) else step]
    except (LookupError, TypeError, ValueError, AttributeError):  # told of elsewhere
        return {}
    return schema if isinstance(schema, dict) else {}


def _values(reference: str, mapping: dict[str, str]) -> list[str]:
    own = reference.rpartition("/")[2]
    named = [value for value, target in mapping.items() if target in (reference, own)]
    return list(dict.fromkeys([*named, own]))  # the plain name stays good beside a mapping
