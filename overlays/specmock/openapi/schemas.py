"""Schemas of a document: validation, and what can be read off them."""

import re
from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs

from .document import Document, DocumentError, Pointer, pointer_of, reference_to

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


class Schemas:
    """The schemas of one document, each compiled when it is first used."""

    def __init__(self, document: Document) -> None:
        self.document = document
        root = document.root
        if str(root["openapi"]).startswith("3.0"):
            root = _of_2020(root)
        if "discriminator" in document.text:
            root = _told_apart(root, root)
        self.root = root
        resources = [(_BASE, root)]
        self._registry = jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft202012)
        self._validators: dict[Pointer, jsonschema_rs.Draft202012Validator] = {}

    def validator(self, pointer: Pointer) -> jsonschema_rs.Draft202012Validator:
        """Compile the schema at a pointer, once.

        Raises DocumentError for a schema that is none.
        """
        if pointer not in self._validators:
            try:
                self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                    {"$ref": _BASE + reference_to(pointer)},
                    registry=self._registry,
                    validate_formats=True,
                    offline=True,
                    mask="value",
                )
            except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
                reason = str(error).splitlines()[0]
                path, line = self.document.path, self.document.line(pointer)
                raise DocumentError(path, line, f"this is no schema: {reason}") from error
        return self._validators[pointer]

    def valid(self, pointer: Pointer, value: Any) -> bool:
        """Tell whether a value is valid against the schema at a pointer."""
        try:
            return self.validator(pointer).is_valid(value)
        except ValueError:  # a lone surrogate is no text, and what nests too deeply is not judged
            return False

    def errors(self, pointer: Pointer, value: Any) -> list[str]:
        """Validate a value; the errors do not hold the value itself, which may be a secret."""
        if self.valid(pointer, value):
            return []
        try:
            errors = list(self.validator(pointer).iter_errors(value))
        except UnicodeEncodeError:
            return [": a text is not Unicode"]
        except ValueError:
            return [": is nested too deeply"]
        return [
            "/".join(map(str, ("", *error.instance_path))) + f": {error.message}"
            for error in errors[:5]
        ]

    def follow(self, pointer: Pointer) -> Pointer:
        """Resolve the `$ref`s of a schema to the pointer of its definition."""
        seen = set()
        node = self.at(pointer)
        while isinstance(node, dict) and "$ref" in node and pointer not in seen:
            seen.add(pointer)
            pointer = pointer_of(node["$ref"])
            node = self.at(pointer)
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


def _type_of(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else kinds.get(type(value), "object")


def _of_2020(node: Any, key: str = "") -> Any:
    """Convert the schemas of a 3.0 document to JSON Schema 2020-12."""
    if isinstance(node, list):
        return [_of_2020(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}  # 3.0 ignores what stands beside it
    if key in {"example", "examples", "default", "enum", "value"}:
        return node
    new: dict[str, Any] = {name: _of_2020(value, name) for name, value in node.items()}
    if key in {"properties", "schemas"}:
        return new
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(new.get(exclusive), bool) and new.pop(exclusive) and limit in new:
            new[exclusive] = new.pop(limit)
    if new.pop("nullable", None) is True:
        if isinstance(new.get("type"), str):
            new["type"] = [new["type"], "null"]
            if "enum" in new and None not in new["enum"]:
                new["enum"] = [*new["enum"], None]
        elif "allOf" in new or "oneOf" in new or "anyOf" in new:
            new = {"anyOf": [new, {"type": "null"}]}
    if new.get("type") == "file":
        new["type"] = "string"
    return new


def _told_apart(node: Any, root: Any) -> Any:
    """Make the alternatives of a discriminator exclude each other."""
    if isinstance(node, list):
        return [_told_apart(item, root) for item in node]
    if not isinstance(node, dict):
        return node
    new: dict[str, Any] = {key: _told_apart(value, root) for key, value in node.items()}
    facts = new.get("discriminator")
    if not isinstance(facts, dict) or not isinstance(facts.get("propertyName"), str):
        return new
    name, mapping = facts["propertyName"], facts.get("mapping") or {}
    for keyword in ("oneOf", "anyOf"):
        branches = new.get(keyword)
        if isinstance(branches, list) and all(
            isinstance(branch, dict) and "$ref" in branch for branch in branches
        ):
            new[keyword] = [
                {
                    _TOLD_APART: True,
                    "allOf": [branch],
                    "required": [name],
                    "properties": {name: {"enum": values}},
                }
                if _may_be(root, branch, name, values := _values(branch["$ref"], mapping))
                else branch
                for branch in branches
            ]
    return new


def _may_be(root: Any, schema: Any, name: str, values: list[str], depth: int = 0) -> bool:
    """Tell whether a schema lets a property have one of some values."""
    schema = _followed(root, schema)
    own = _followed(root, schema.get("properties", {}).get(name))
    said = [own["const"]] if "const" in own else own.get("enum", values)
    return bool({*values} & {each for each in said if isinstance(each, str)}) and all(
        depth > _DEPTH or _may_be(root, part, name, values, depth + 1)
        for part in schema.get("allOf", ())
    )


def _followed(root: Any, schema: Any) -> dict[str, Any]:
    try:
        for _ in range(_DEPTH):
            if "$ref" not in schema:
                break
            reference, schema = schema["$ref"], root
            for step in pointer_of(reference):
                schema = schema[int(step) if isinstance(schema, list) else step]
    except (LookupError, TypeError, ValueError):  # told of elsewhere
        return {}
    return schema if isinstance(schema, dict) else {}


def _values(reference: str, mapping: dict[str, str]) -> list[str]:
    own = reference.rpartition("/")[2]
    named = [value for value, target in mapping.items() if target in {reference, own}]
    return list(dict.fromkeys([*named, own]))  # the plain name stays good beside a mapping
