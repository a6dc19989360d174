"""Edit a YAML text in place: splices at the marks of its nodes, and every other byte stays.

Each splice is parsed and compared with the same operation on plain data.
"""

import copy
from typing import Any, Final

import yaml
from attrs import define, field
from specmock.openapi import PARSER, Document, DocumentError, Pointer, loads

from . import style

_BLOCK_SCALARS: Final = ("|", ">")


class EditError(ValueError):
    """An edit that the splicer cannot make; the text stays as it was."""


@define
class Editor:
    """A YAML text under edit."""

    path: Any
    text: str
    _document: Document | None = field(default=None, init=False, repr=False)
    _tree: Any = field(default=None, init=False, repr=False)

    @property
    def document(self) -> Document:
        """The text as it stands, parsed."""
        if self._document is None:
            self._document = loads(self.text, self.path)
        return self._document

    @property
    def root(self) -> Any:
        return self.document.root

    def at(self, pointer: Pointer) -> Any:
        return self.document.at(pointer)

    def has(self, pointer: Pointer) -> bool:
        try:
            self.document.at(pointer)
        except LookupError:
            return False
        return True

    # Operations.

    def set(self, pointer: Pointer, value: Any) -> None:
        """Replace the value at a pointer."""
        parent, index = self._parent(pointer)
        key, node = self._pair(parent, index)
        old = self.text[node.start_mark.index : node.end_mark.index]
        is_block = getattr(node, "style", None) in _BLOCK_SCALARS
        fits = style.is_inline(value) and "\n" not in old and not is_block
        if parent.flow_style or (fits and old):
            is_scalar = not isinstance(value, dict | list)
            in_flow = bool(parent.flow_style)
            new = style.scalar(value, in_flow=in_flow) if is_scalar else style.inline(value)
            text = self._replaced(node.start_mark.index, node.end_mark.index, new)
        else:
            first, last = self._lines(parent, index)
            column = key.start_mark.column if key else self._dash(node)
            lines = (
                style.entry(str(pointer[-1]), value, column) if key else style.item(value, column)
            )
            text = self._with_lines(first, last, lines, keep=key.start_mark if key else None)
        self._take(text, pointer, lambda holder, step: holder.__setitem__(step, value))

    def add(
        self, pointer: Pointer, key: str, value: Any, *, after: str = "", before: str = ""
    ) -> None:
        """Add an entry to a mapping: after or before another, or at its end."""
        node = self._node(pointer)
        if not isinstance(node, yaml.MappingNode):
            raise EditError(f"{pointer} is no mapping")
        names = [name.value for name, _ in node.value]
        if key in names:
            raise EditError(f"{key} is there already")
        index = names.index(before) if before in names else len(names)
        if after in names:
            index = names.index(after) + 1
        if node.flow_style:
            text = self._into_flow(node, index, f"{style.scalar(key)}: {style.inline(value)}")
        else:
            text = self._into_block(node, index, key, value)

        def apply(holder: Any, step: Any) -> None:
            holder[step][key] = value

        self._take(text, pointer, apply)
        self._narrow(pointer)

    def append(self, pointer: Pointer, value: Any, index: int | None = None) -> None:
        """Add an item to a list: at an index, or at its end."""
        node = self._node(pointer)
        if not isinstance(node, yaml.SequenceNode):
            raise EditError(f"{pointer} is no list")
        at = len(node.value) if index is None else min(index, len(node.value))
        if node.flow_style:
            text = self._into_flow(node, at, style.inline(value))
        else:
            last = node.value[max(0, at - 1)]
            lines = style.item(value, self._dash(node.value[0]))
            line = _last_line(last) + 1 if at else node.value[0].start_mark.line
            text = self._with_lines(line, line - 1, lines)
        self._take(text, pointer, lambda holder, step: holder[step].insert(at, value))
        self._narrow(pointer)

    def remove(self, pointer: Pointer) -> None:
        """Remove an entry or an item; the last one takes what holds it along."""
        parent, index = self._parent(pointer)
        if len(parent.value) == 1:
            self.remove(pointer[:-1])
            return
        key, node = self._pair(parent, index)
        if parent.flow_style:
            if index + 1 < len(parent.value):
                start = (key or node).start_mark.index
                following, after = self._pair(parent, index + 1)
                text = self._replaced(start, (following or after).start_mark.index, "")
            else:
                _, before = self._pair(parent, index - 1)
                text = self._replaced(before.end_mark.index, node.end_mark.index, "")
        elif index == 0 and key and self._shares_line(key):
            following, _ = self._pair(parent, 1)
            text = self._replaced(key.start_mark.index, following.start_mark.index, "")
        else:
            first, last = self._lines(parent, index)
            lines = self.text.split("\n")
            is_last = last + 1 >= len(lines) or not lines[last + 1].strip()
            if first and not lines[first - 1].strip() and is_last:
                first -= 1
            text = self._with_lines(first, last, [])
        self._take(text, pointer, lambda holder, step: holder.__delitem__(step))

    def rename(self, pointer: Pointer, name: str) -> None:
        """Rename a key."""
        parent, index = self._parent(pointer)
        key, _ = self._pair(parent, index)
        if key is None or any(other.value == name for other, _ in parent.value):
            raise EditError(f"{pointer} cannot be renamed to {name}")
        new = style.scalar(name, in_flow=bool(parent.flow_style))
        text = self._replaced(key.start_mark.index, key.end_mark.index, new)

        def apply(holder: Any, step: Any) -> None:
            entries = [(name if one == step else one, of) for one, of in holder.items()]
            holder.clear()
            holder.update(entries)

        self._take(text, pointer, apply)

    # Splices.

    def _take(self, text: str, pointer: Pointer, operation: Any) -> None:
        expected = {"": copy.deepcopy(self.root)}
        holder: Any = expected
        steps: Pointer = ("", *pointer)
        for step in steps[:-1]:
            holder = holder[int(step) if isinstance(holder, list) else step]
        last = steps[-1]
        operation(holder, int(last) if isinstance(holder, list) else last)
        try:
            document = loads(text, self.path)
        except DocumentError as error:
            raise EditError(f"the splice breaks the text: {error}") from error
        if document.root != expected[""]:
            raise EditError(f"the splice at {pointer} does something else")
        self.text, self._document, self._tree = text, document, None

    def _replaced(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    def _with_lines(self, first: int, last: int, lines: list[str], keep: Any = None) -> str:
        """Replace lines; `keep` is a mark up to which the first one stays."""
        whole = self.text.split("\n")
        if keep is not None and lines and (head := whole[first][: keep.column]).strip():
            lines = [head + lines[0].lstrip(), *lines[1:]]
        return "\n".join([*whole[:first], *lines, *whole[last + 1 :]])

    def _into_flow(self, node: Any, index: int, new: str) -> str:
        if not node.value:
            return self._replaced(node.start_mark.index + 1, node.start_mark.index + 1, new)
        if index < len(node.value):
            key, value = self._pair(node, index)
            at = (key or value).start_mark.index
            return self._replaced(at, at, f"{new}, ")
        _, value = self._pair(node, len(node.value) - 1)
        return self._replaced(value.end_mark.index, value.end_mark.index, f", {new}")

    def _into_block(self, node: Any, index: int, key: str, value: Any) -> str:
        indent = node.value[0][0].start_mark.column
        lines = style.entry(key, value, indent)
        spaced = self._is_spaced(node)
        if index == 0:
            first = node.value[0][0]
            if self._shares_line(first):
                new = "\n".join(lines).lstrip() + "\n" + " " * indent
                return self._replaced(first.start_mark.index, first.start_mark.index, new)
            line = first.start_mark.line
            return self._with_lines(line, line - 1, [*lines, ""] if spaced else lines)
        line = _last_line(node.value[index - 1][1]) + 1
        return self._with_lines(line, line - 1, ["", *lines] if spaced else lines)

    def _narrow(self, pointer: Pointer) -> None:
        """Write a flow collection that has grown too long as a block."""
        while pointer:
            node = self._node(pointer)
            parent, index = self._parent(pointer)
            line = self.text.split("\n")[node.start_mark.line]
            if not node.flow_style or len(line) <= style.WIDTH:
                return
            if not parent.flow_style:
                value = self.at(pointer)
                key, _ = self._pair(parent, index)
                first, last = self._lines(parent, index)
                if key:
                    lines = style.entry(str(pointer[-1]), value, key.start_mark.column, block=True)
                else:
                    lines = style.item(value, self._dash(node))
                keep = key.start_mark if key else None
                text = self._with_lines(first, last, lines, keep=keep)
                self._take(text, pointer, lambda *_: None)
                return
            pointer = pointer[:-1]

    # Geometry.

    def _node(self, pointer: Pointer) -> Any:
        if self._tree is None:
            self._tree = yaml.compose(self.text, Loader=PARSER)
        node = self._tree
        for step in pointer:
            _, node = self._pair(node, self._index(node, step))
        return node

    def _index(self, node: Any, step: str | int) -> int:
        if isinstance(node, yaml.SequenceNode):
            return int(step)
        for index, (key, _) in enumerate(node.value if isinstance(node.value, list) else ()):
            if key.value == step:
                return index
        raise EditError(f"there is no {step}")

    def _parent(self, pointer: Pointer) -> tuple[Any, int]:
        if not pointer:
            raise EditError("the document itself stays")
        node = self._node(pointer[:-1])
        return node, self._index(node, pointer[-1])

    def _pair(self, node: Any, index: int) -> tuple[Any, Any]:
        """Key and value of an entry; an item of a list has no key."""
        found = node.value[index]
        return found if isinstance(found, tuple) else (None, found)

    def _lines(self, parent: Any, index: int) -> tuple[int, int]:
        key, node = self._pair(parent, index)
        return (key or node).start_mark.line, _last_line(node)

    def _dash(self, node: Any) -> int:
        line = self.text.split("\n")[node.start_mark.line]
        return int(line.rindex("-", 0, max(1, node.start_mark.column)))

    def _shares_line(self, key: Any) -> bool:
        """Whether a dash stands before a key."""
        line = self.text.split("\n")[key.start_mark.line]
        return bool(line[: key.start_mark.column].strip())

    def _is_spaced(self, node: Any) -> bool:
        """Whether most entries are set apart by blank lines."""
        lines = self.text.split("\n")
        gaps = [not lines[key.start_mark.line - 1].strip() for key, _ in node.value[1:]]
        return bool(gaps) and sum(gaps) * 2 > len(gaps)


def _last_line(node: Any) -> int:
    if isinstance(node, yaml.ScalarNode):
        if node.style not in _BLOCK_SCALARS:
            return int(node.end_mark.line)
        return int(node.end_mark.line) - (node.end_mark.column == 0)
    if node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)
