"""The objects of OpenAPI and where they stand in each other: a table, and a walk by it.

What stands elsewhere (extensions, examples, defaults) is data, whatever it looks like. A property
or a header may be called `example` or `x-request-id`, so nothing is told by its name alone.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, TypeAlias

from attrs import define, field

from .document import METHODS, Document, Pointer, pointer_of

Kind: TypeAlias = str
Shape: TypeAlias = Literal["one", "map", "list"]
Problem: TypeAlias = tuple[Pointer, str]
Visit: TypeAlias = Callable[[Pointer, Any, Kind], None]

SCHEMA_FIELDS: Final[dict[str, tuple[Shape, Kind]]] = {
    **dict.fromkeys(
        ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"),
        ("map", "schema"),
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("list", "schema")),
    **dict.fromkeys(("items", "additionalProperties", "not", "if", "then"), ("one", "schema")),
    **dict.fromkeys(("else", "contains", "propertyNames"), ("one", "schema")),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), ("one", "schema")),
}
_DESCRIBED: Final[dict[str, tuple[Shape, Kind]]] = {
    "schema": ("one", "schema"),
    "content": ("map", "media type"),
    "examples": ("map", "example"),
}
FIELDS: Final[dict[Kind, dict[str, tuple[Shape, Kind]]]] = {
    "path item": {
        "parameters": ("list", "parameter"),
        **dict.fromkeys(METHODS, ("one", "operation")),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("map", "response"),
    },
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "request body": {"content": ("map", "media type")},
    "media type": {
        "schema": ("one", "schema"),
        "examples": ("map", "example"),
        "encoding": ("map", "encoding"),
    },
    "encoding": {"headers": ("map", "header")},
    "response": {
        "headers": ("map", "header"),
        "content": ("map", "media type"),
        "links": ("map", "link"),
    },
    "schema": SCHEMA_FIELDS,
    "example": {},
    "link": {},
    "security scheme": {},
}
COMPONENTS: Final[dict[str, Kind]] = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "request body",
    "headers": "header",
    "securitySchemes": "security scheme",
    "links": "link",
    "pathItems": "path item",
}
_TYPES: Final[dict[str, Any]] = {"map": dict, "list": list}
_NAMES: Final = {"map": "a mapping", "list": "a list"}
_JUDGED_LATER: Final = frozenset({"schema", "example", "link", "encoding"})
_NEEDED: Final = frozenset({"operation", "parameter", "security scheme"})
_TOLERATED: Final = frozenset({"examples", "links", "encoding"})  # an answer can do without


@define(eq=False)
class Unit:
    """An object with all that stands in it, as far as the next references."""

    pointer: Pointer
    kind: Kind
    references: list[Pointer] = field(factory=list)
    kinds: list[Kind] = field(factory=list)  # of the references
    operations: list[Pointer] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    targets: list["Unit"] = field(factory=list)


@define(eq=False)
class Structure:
    """What the paths and the components of a document lead to, unit by unit.

    `visit` is called with each schema that is met, and the kind of object that holds it.
    """

    document: Document
    visit: Visit | None = None
    units: dict[tuple[Pointer, Kind], Unit] = field(factory=dict)
    problems: list[Problem] = field(factory=list)  # of what is around the units

    def __attrs_post_init__(self) -> None:
        waiting = [self.unit(*each) for each in self._starts()]
        while waiting:
            unit = waiting.pop()
            for where in unit.operations:
                operation = self.unit(where, "operation")
                operation.targets.append(unit)  # for the parameters of its path
                waiting.append(operation)
            for pointer, kind in zip(unit.references, unit.kinds, strict=True):
                target = self.target(unit, pointer)
                if target is not None:
                    is_new = (target, kind) not in self.units
                    unit.targets.append(self.unit(target, kind))
                    waiting += unit.targets[-1:] if is_new else []

    def unit(self, pointer: Pointer, kind: Kind) -> Unit:
        """Walk an object, once."""
        if (pointer, kind) not in self.units:
            unit = self.units[pointer, kind] = Unit(pointer, kind)
            self._fill(unit)
        return self.units[pointer, kind]

    def faults(self) -> dict[tuple[Pointer, Kind], Problem]:
        """Find what cannot be served: units that lead to a problem, with the nearest one."""
        callers: dict[int, list[Unit]] = {}
        for unit in self.units.values():
            for target in unit.targets:
                callers.setdefault(id(target), []).append(unit)
        found: dict[tuple[Pointer, Kind], Problem] = {}
        todo = deque((unit, unit.problems[0]) for unit in self.units.values() if unit.problems)
        while todo:
            unit, problem = todo.popleft()
            if (unit.pointer, unit.kind) not in found:
                found[unit.pointer, unit.kind] = problem
                todo += [(caller, problem) for caller in callers.get(id(unit), ())]
        return found

    def target(self, unit: Unit, pointer: Pointer) -> Pointer | None:
        """Find where the `$ref` of a node leads; a problem of the unit where it leads nowhere."""
        reference = self.document.at(pointer)["$ref"]
        try:
            target = pointer_of(reference)
            self.document.at(target)
        except LookupError:
            reason = self.document.why_unresolved(reference)
        else:
            if target:
                return target
            reason = "leads to the whole document, which is none of its objects"
        unit.problems.append(((*pointer, "$ref"), f"$ref {reference} {reason}"))
        return None

    def _starts(self) -> Iterator[tuple[Pointer, Kind]]:
        root = self.document.root
        paths = root.get("paths")
        for path in paths if isinstance(paths, dict) else ():
            if not path.startswith("x-"):
                yield ("paths", path), "path item"
        components = root.get("components") or {}
        for section, kind in COMPONENTS.items():
            entries = components.get(section) or {} if isinstance(components, dict) else components
            if isinstance(entries, dict):
                yield from ((("components", section, name), kind) for name in entries)
            else:
                self.problems.append((("components", section), f"{section} is not a mapping"))

    def _fill(self, unit: Unit) -> None:
        """Walk the object of a unit down to the references in it."""
        todo: list[tuple[Pointer, Kind, Any, Kind]] = [
            (unit.pointer, unit.kind, self.document.at(unit.pointer), "")
        ]
        while todo:
            pointer, kind, node, holder = todo.pop()
            if kind == "schema" and self.visit is not None:
                self.visit(pointer, node, holder)
            if not isinstance(node, dict):
                if kind not in _JUDGED_LATER and (node is not None or kind in _NEEDED):
                    article = "an" if kind[0] in "aeiou" else "a"
                    reason = f"this is not a mapping, as {article} {kind} is"
                    unit.problems.append((pointer, reason))
                continue
            if isinstance(node.get("$ref"), str):
                unit.references.append(pointer)
                unit.kinds.append(kind)
            if kind == "schema" and isinstance(node.get("$dynamicRef"), str):  # left unresolved
                reference = node["$dynamicRef"]
                reason = f"$dynamicRef {reference} {self.document.why_unresolved(reference)}"
                unit.problems.append(((*pointer, "$dynamicRef"), reason))
            for name, value in node.items():
                if name not in FIELDS[kind]:
                    continue
                (shape, inner), where = FIELDS[kind][name], (*pointer, name)
                if inner == "operation":
                    unit.operations.append(where)
                elif shape == "one":
                    todo.append((where, inner, value, kind))
                elif value is None or (kind == "schema" and not isinstance(value, _TYPES[shape])):
                    continue  # schemas are judged by JSON Schema itself
                elif not isinstance(value, _TYPES[shape]):
                    if name not in _TOLERATED:
                        unit.problems.append((where, f"{name} is not {_NAMES[shape]}"))
                elif shape == "list":
                    todo += [
                        ((*where, index), inner, each, kind) for index, each in enumerate(value)
                    ]
                else:
                    todo += [
                        ((*where, key), inner, each, kind)
                        for key, each in value.items()
                        if not (name == "responses" and key.startswith("x-"))
                    ]
