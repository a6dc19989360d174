"""Routing: from the path of a request to the operation, most precise template first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from attrs import define, field, frozen

if TYPE_CHECKING:
    from .operations import Operation, RefusedOperation

_PARAMETER: Final = re.compile(r"\{([^{}]+)\}")


@define(eq=False)
class _Node:
    """A segment of the paths: what may follow it, and what is there if nothing does."""

    literals: dict[str, "_Node"] = field(factory=dict)
    templates: dict[str, tuple[re.Pattern[str], "_Node"]] = field(factory=dict)  # by literal text
    operations: dict[str, tuple["Operation | RefusedOperation", tuple[str, ...]]] = field(
        factory=dict
    )


@frozen(eq=False)
class Route:
    """The place that a path leads to: its operations, and the texts of its parameters."""

    _operations: Mapping[str, tuple["Operation | RefusedOperation", tuple[str, ...]]]
    _texts: tuple[str, ...]

    @property
    def methods(self) -> list[str]:
        """The documented methods."""
        return list(self._operations)

    def operation(
        self, method: str
    ) -> "tuple[Operation | RefusedOperation, dict[str, str]] | None":
        """Find the operation of a method with its path parameters, as they were sent.

        HEAD is answered as GET where it is not documented.
        """
        found = self._operations.get(method)
        if found is None and method == "HEAD":
            found = self._operations.get("GET")
        if found is None:
            return None
        operation, names = found
        return operation, dict(zip(names, self._texts, strict=True))


@define(eq=False)
class Router:
    """The paths of a document as a tree of segments."""

    _root: _Node = field(factory=_Node)

    def add(
        self,
        path: str,
        method: str,
        operation: "Operation | RefusedOperation",
        *,
        instead: bool = False,
    ) -> bool:
        """Add an operation; False where another one has its place already, and keeps it."""
        node = self._root
        names: list[str] = []
        for segment in path.split("/")[1:]:
            literal, *rest = _PARAMETER.split(segment)
            if not rest:
                node = node.literals.setdefault(unquote(literal), _Node())
                continue
            names += rest[::2]
            skeleton = "{}".join((literal, *rest[1::2]))
            if skeleton not in node.templates:
                node.templates[skeleton] = (_pattern([literal, *rest[1::2]]), _Node())
                ordered = sorted(node.templates.items(), key=lambda item: -len(item[0]))
                node.templates = dict(ordered)
            node = node.templates[skeleton][1]
        if method in node.operations and not instead:
            return False
        node.operations[method] = (operation, tuple(names))
        return True

    def find(self, path: str) -> Route | None:
        """Find where a raw path leads to."""
        for node, texts in _matches(self._root, path.split("/")[1:], ()):
            return Route(node.operations, texts)
        return None


def _matches(
    node: _Node, segments: list[str], texts: tuple[str, ...]
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    if not segments:
        if node.operations:
            yield node, texts
        return
    segment, *rest = segments
    literal = node.literals.get(unquote(segment) if "%" in segment else segment)
    if literal is not None:
        yield from _matches(literal, rest, texts)
    for pattern, inner in node.templates.values():
        found = pattern.fullmatch(segment)
        if found is not None:
            yield from _matches(inner, rest, (*texts, *found.groups()))


def _pattern(literals: Iterable[str]) -> re.Pattern[str]:
    """Compile a segment with parameters between its literals, which may be sent encoded."""
    return re.compile("(.+?)".join("".join(map(_encoded, each)) for each in literals), re.DOTALL)


def _encoded(character: str) -> str:
    if character.isalnum():
        return re.escape(character)
    return f"(?:{re.escape(character)}|(?i:%{ord(character):02x}))"
