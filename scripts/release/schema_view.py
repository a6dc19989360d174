"""The keywords that hold for one value: references followed, `allOf` dissolved."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from lint.model import MODEL, TYPES
from specmock.openapi import Pointer

from .document_diff import DOCUMENTATION, Reader, canonical, mapping

ALL_TYPES: Final = frozenset(TYPES)
_CHOICES: Final = ("oneOf", "anyOf")
_LIMITS_OF_3_0: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}

Pointers: TypeAlias = list[Pointer]


class SchemaView:
    """What some schemas say together of one value, each keyword with its pointers."""

    def __init__(self, reader: Reader, pointers: Sequence[Pointer]) -> None:
        self.reader = reader
        self.found: dict[str, list[tuple[Any, Pointer]]] = {}
        self.parts: Pointers = []  # the lists under `allOf`
        self.is_old = str(reader.at(("openapi",))).startswith("3.0")
        waiting, seen = list(pointers), set[Pointer]()
        while waiting:
            pointer = waiting.pop(0)
            if pointer not in seen:
                seen.add(pointer)
                waiting += self._take(pointer)

    def _take(self, pointer: Pointer) -> Pointers:
        """Add the keywords of a schema; return the schemas that hold with it."""
        node = self.reader.at(pointer)
        node = {"not": {}} if node is False else mapping(node)
        more: Pointers = []
        is_alone = self.is_old and isinstance(node.get("$ref"), str)
        for key, value in node.items():
            at = (*pointer, key)
            if is_alone and key != "$ref":  # 3.0 does not read what stands beside a reference
                self.found.setdefault("$ref", []).append((value, at))
                continue
            if key == "$ref" and isinstance(value, str):
                target = self.reader.target(value)
                more += [target] if target else []
            elif key == "allOf" and isinstance(value, list):
                more += [(*at, index) for index in range(len(value))]
                self.parts.append(at)
                continue
            elif self.is_old and key in _LIMITS_OF_3_0 and isinstance(value, bool):
                value = node.get(_LIMITS_OF_3_0[key]) if value else None
            elif self.is_old and node.get(f"exclusive{key.capitalize()}") is True:
                continue
            if value is not None or key in ("default", "const"):
                self.found.setdefault(key, []).append((value, at))
        return more

    def has(self, *keywords: str) -> bool:
        return any(keyword in self.found for keyword in keywords)

    def at(self, *keywords: str) -> Pointers:
        """The pointers of some keywords."""
        return [pointer for each in keywords for _, pointer in self.found.get(each, ())]

    def values(self, keyword: str) -> list[Any]:
        return [value for value, _ in self.found.get(keyword, ())]

    def last(self, keyword: str) -> tuple[Any, Pointers]:
        """The value of a keyword that stands once, None without it, and its pointer."""
        values = self.found.get(keyword)
        return (values[-1][0], [values[-1][1]]) if values else (None, [])

    @property
    def says_something(self) -> bool:
        """Whether it limits its values by more than alternatives."""
        silent = DOCUMENTATION | {*_CHOICES, "$ref", "discriminator", "deprecated"}
        return bool(self.found.keys() - silent)

    @property
    def types(self) -> frozenset[str]:
        types = ALL_TYPES
        for value in self.values("type"):
            named = frozenset(map(str, value if isinstance(value, list) else [value]))
            named |= {"integer"} if "number" in named else frozenset()
            types = named if types == ALL_TYPES else types & named  # with words that are none
        return types | {"null"} if self.is_old and True in self.values("nullable") else types

    @property
    def members(self) -> dict[str, Any] | None:
        """The values that are allowed, by their canonical text; None where all are."""
        lists = [value for value in self.values("enum") if isinstance(value, list)]
        lists += [[value] for value in self.values("const")]
        if not lists:
            return None
        allowed = [set(map(canonical, each)) for each in lists]
        first = {canonical(value): value for value in lists[0]}
        return {key: first[key] for key in first if all(key in each for each in allowed)}

    @property
    def types_of_members(self) -> frozenset[str]:
        """The types of the values that are allowed, by `type` and by their list."""
        members = (self.members or {}).values()
        return frozenset(kind for value in members if (kind := type_of(value)) in self.types)

    @property
    def required(self) -> dict[str, Pointers]:
        names: dict[str, Pointers] = {}
        for value, pointer in self.found.get("required", ()):
            for index, name in enumerate(value if isinstance(value, list) else ()):
                names.setdefault(str(name), []).append((*pointer, index))
        return names

    def schemas(self, keyword: str) -> dict[str, Pointers]:
        """The schemas of a map, by name; several where `allOf` brings them together."""
        names: dict[str, Pointers] = {}
        for value, pointer in self.found.get(keyword, ()):
            for name in mapping(value):
                names.setdefault(name, []).append((*pointer, name))
        return names

    @property
    def choice(self) -> tuple[str, Pointers]:
        """The alternatives, and the keyword that they stand under."""
        for keyword in _CHOICES:
            for value, pointer in self.found.get(keyword, ()):
                if isinstance(value, list):
                    return keyword, [(*pointer, index) for index in range(len(value))]
        return "", []


def type_of(value: Any) -> str:
    """The type that JSON Schema has for a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int():
            return "integer"
        case float():
            return "number"
        case _:
            return "array" if isinstance(value, list) else "object"


def component_of(reader: Reader, pointer: Pointer) -> str:
    """Name of the component that a schema is a reference to; empty for another schema."""
    reference = mapping(reader.at(pointer)).get("$ref")
    target = reader.target(reference) if isinstance(reference, str) else None
    is_schema = target and target[:2] == ("components", "schemas") and len(target) == 3
    return str(target[2]) if target and is_schema else ""


def dangling(reader: Reader, pointers: Sequence[Pointer]) -> str:
    """The reference of a schema that leads nowhere, if it is one."""
    found = (mapping(reader.at(pointer)).get("$ref") for pointer in pointers)
    return next((each for each in found if isinstance(each, str) and not reader.target(each)), "")


def meaning(node: Any, kind: str = "schema") -> Any:
    """A schema without what people read, at any depth; names of fields and plain data are kept."""
    if isinstance(node, list):
        return [meaning(item, kind.removeprefix("[]")) for item in node]
    if isinstance(node, dict) and kind.startswith("{}"):
        return {name: meaning(value, kind[2:]) for name, value in node.items()}
    if isinstance(node, dict) and kind in MODEL:
        fields = MODEL[kind]
        return {k: meaning(v, fields.get(k, "")) for k, v in node.items() if k not in DOCUMENTATION}
    return node


def is_any_string(node: dict[str, Any]) -> bool:
    limits = {"enum", "const", "pattern", "format", "minLength", "maxLength"}
    return node.get("type") == "string" and not node.keys() & limits
