"""The keywords that hold for one value: references followed, `allOf` and plain choices dissolved.

A choice is plain where it says what keywords say as well: one schema or null, listed values, or
schemas of several types.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, Final, TypeAlias

from lint.model import FITS, MODEL, TYPES
from specmock.openapi import Pointer

from .document_diff import DOCUMENTATION, Reader, canonical, mapping

ALL_TYPES: Final = frozenset(TYPES)
_CHOICES: Final = ("oneOf", "anyOf")
_LIMITS_OF_3_0: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_CONDITIONS: Final = ("not", "if", "then", "else", *_CHOICES)
# Keywords beside which a reference is still all that a schema is.
_BESIDE: Final = {"nullable", "default", "deprecated", "readOnly", "writeOnly"}
_UNTYPED: Final = DOCUMENTATION | _BESIDE | {"type", "enum", "const", "discriminator"}

Pointers: TypeAlias = list[Pointer]


class SchemaView:
    """What some schemas say together of one value, each keyword with its pointers."""

    def __init__(
        self,
        reader: Reader,
        pointers: Sequence[Pointer],
        within: frozenset[Pointer] = frozenset(),
        *,
        dissolve: bool = True,
    ) -> None:
        self.reader = reader
        self.within = within  # the schemas that it is a part of, which may hold themselves
        self.found: dict[str, list[tuple[Any, Pointer]]] = {}
        self.parts: Pointers = []  # the lists under `allOf`
        self.dissolved: set[str] = set()  # the keywords of the choices that are plain
        self.is_old = str(reader.at(("openapi",))).startswith("3.0")
        waiting, self._seen = list(pointers), set[Pointer]()
        while waiting:
            pointer = waiting.pop(0)
            if pointer not in self._seen:
                self._seen.add(pointer)
                waiting += self._take(pointer)
        if dissolve and not self._seen & within:
            self._dissolve()
        if len(self._seen) == 1 and not self.has("additionalProperties", *_CONDITIONS):
            # Without other schemas beside it, this means the same.
            others = self.found.pop("unevaluatedProperties", [])
            self.found.update({"additionalProperties": others} if others else {})

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
                value = node.get(_LIMITS_OF_3_0[key]) if value else False
            elif self.is_old and node.get(f"exclusive{key.capitalize()}") is True:
                value = False
            if value is not None or key in ("default", "const"):
                self.found.setdefault(key, []).append((value, at))
        return more

    def _dissolve(self) -> None:
        """Say with keywords what a plain choice says."""
        for keyword in _CHOICES:
            lists = self.found.get(keyword, [])
            if len(lists) != 1 or not isinstance(lists[0][0], list):
                continue
            value, at = lists[0]
            branches = [self.part([(*at, index)]) for index in range(len(value))]
            if keyword == "anyOf" and any(each.is_anything for each in branches):
                plain: dict[str, list[tuple[Any, Pointer]]] | None = {
                    "$ref": [(None, each) for view in branches for each in view._seen]
                }
            else:
                plain = _plain(branches)
            if plain is not None and (keyword == "anyOf" or are_disjoint(branches)):
                del self.found[keyword]
                self.dissolved |= {keyword, *(word for each in branches for word in each.dissolved)}
                for key, found in plain.items():
                    self.found.setdefault(key, []).extend(found)
                self.parts += [part for each in branches for part in each.parts]
                self._seen.update(*(each._seen for each in branches))

    def part(self, pointers: Sequence[Pointer]) -> "SchemaView":
        """View a schema that is a part of this one."""
        return SchemaView(self.reader, pointers, self.within | self._seen)

    @property
    def is_anything(self) -> bool:
        """Whether all values fit."""
        return not self.found.keys() - DOCUMENTATION and not self.parts

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

    def says_only(self, keywords: Iterable[str]) -> bool:
        """Whether it has no other keywords than some."""
        return not self.found.keys() - {*keywords} and not self.parts

    @property
    def says_something(self) -> bool:
        """Whether it limits its values by more than alternatives."""
        return not self.says_only(
            {*DOCUMENTATION, *_CHOICES, "$ref", "discriminator", "deprecated"}
        )

    @property
    def is_typed(self) -> bool:
        """Whether each keyword is about the types of its values only."""
        fitting = {
            word
            for names, words in FITS.items()
            if {*names.split()} & self.types
            for word in words.split()
        }
        return self.types != ALL_TYPES and self.says_only({*_UNTYPED, "format", *fitting})

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
    def all_members(self) -> dict[str, Any] | None:
        """The values that are allowed, also where there are few without a list."""
        if self.members is None and self.types <= {"boolean", "null"}:
            values = [*([True, False] if "boolean" in self.types else []), None]
            return {canonical(value): value for value in values if type_of(value) in self.types}
        return self.members

    @property
    def kinds(self) -> frozenset[str]:
        """The types of the values that are allowed, by `type` and by their list."""
        if self.members is None:
            return self.types
        return frozenset(map(type_of, self.members.values())) & self.types

    @property
    def tags(self) -> dict[str, set[str]]:
        """The listed values of the fields that are always there, by which objects are told apart."""
        fields = self.schemas("properties") if self.kinds <= {"object"} else {}
        views = {name: self.part(fields[name]) for name in self.required.keys() & fields}
        return {name: {*view.members} for name, view in views.items() if view.members is not None}

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


def _plain(branches: Sequence[SchemaView]) -> dict[str, list[tuple[Any, Pointer]]] | None:
    """The keywords that say what a choice says; None where there are none."""
    nulls = [each for each in branches if each.types == {"null"} and each.says_only(_UNTYPED)]
    others = [each for each in branches if each not in nulls]
    found: dict[str, list[tuple[Any, Pointer]]] = {}
    if len(others) == 1 and (not nulls or not others[0].has(*_CONDITIONS)):
        found = dict(others[0].found)
    elif any(each.has("$ref") for each in others) or not (
        all(each.says_only(_UNTYPED) and each.members is not None for each in others)
        or (
            all(each.is_typed for each in others)
            and all(not one.types & other.types for one, other in combinations(others, 2))
        )
    ):
        return None
    else:
        for each in others:
            for key, entries in each.found.items():
                found[key] = [*found.get(key, []), *entries]
    members = [value for each in others for value in (each.members or {}).values()]
    is_listed = bool(others) and all(each.members is not None for each in others)
    at_types = [at for each in branches for at in each.at("type")]
    found.pop("type", None)
    if all(each.has("type") for each in others):
        types = sorted(frozenset().union(*(each.types for each in branches)))
        found["type"] = [(types, at) for at in at_types]
    elif at_types:  # the type of null says nothing more
        found["type"] = [([*TYPES], at) for at in at_types]
    if is_listed:
        listed = [*members, *([None] if nulls else [])]
        lists = [at for each in others for at in each.at("enum", "const")]
        found.pop("const", None)
        found["enum"] = [(listed, at) for at in lists]
    elif any(each.members is not None for each in others):
        return None
    return found


def are_disjoint(branches: Iterable[SchemaView]) -> bool:
    """Whether no value fits two of some schemas: by type, by listed values, or by a tag."""
    return all(_differ(one, other) for one, other in combinations(branches, 2))


def _differ(one: SchemaView, other: SchemaView) -> bool:
    if one.members is not None and other.members is not None:
        return not one.members.keys() & other.members.keys()
    if not one.kinds & other.kinds:
        return True
    tags = one.tags, other.tags
    return any(not tags[0][name] & tags[1][name] for name in tags[0].keys() & tags[1].keys())


def component_of(reader: Reader, pointer: Pointer) -> str:
    """Name of the component that a schema is a reference to; empty for another schema."""
    return str((reference_of(reader, pointer) or ("",))[-1])


def reference_of(reader: Reader, pointer: Pointer) -> Pointer | None:
    """Pointer of the named schema that another is, or is but for null; None for another schema."""
    node = mapping(reader.at(pointer))
    reference = node.get("$ref")
    target = reader.target(reference) if isinstance(reference, str) else None
    if target and target[:2] == ("components", "schemas") and len(target) == 3:
        return target
    (*keys,) = node.keys() - DOCUMENTATION - _BESIDE
    if len(keys) == 1 and keys[0] in ("allOf", *_CHOICES):
        at = (*pointer, keys[0])
        parts = [
            (*at, index)
            for index, part in enumerate(reader.items(at))
            if mapping(part).get("type") != "null" and mapping(part).keys() - DOCUMENTATION
        ]
        return reference_of(reader, parts[0]) if len(parts) == 1 else None
    return None


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
