"""OpenAPI documents as plain data that knows the lines it came from."""

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

import yaml
from attrs import Factory, define, field, frozen

Pointer: TypeAlias = tuple[str | int, ...]
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

PARSER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH: Final = 100
_MAX_ALIASED_NODES: Final = 100_000

# The core schema of YAML 1.2, which the generator reads: no `yes`, no dates, `017` is seventeen.
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER: Final = re.compile(
    r"(?P<decimal>[-+]?[0-9]+)"
    r"|0o(?P<octal>[0-7]+)"
    r"|0x(?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<real>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<not_in_json>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_BASES: Final = {"decimal": 10, "octal": 8, "hexadecimal": 16}
_MARKS: Final = {  # the longer ones first, since one begins as another does
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_STRING_TAGS: Final = ("!", "tag:yaml.org,2002:str")
_PLAIN_TAGS: Final = tuple(f"tag:yaml.org,2002:{each}" for each in ("int", "float", "bool", "null"))
_COLLECTION_TAGS: Final = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_LONE_SURROGATE: Final = re.compile(
    r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|[c-fC-F](?<!\\u[dD][89abAB]..\\u[dD].))"
)
_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)(\\u[dD][89abAB]..\\u[dD][c-fC-F]..)")


def _called(line: int | Callable[[], int]) -> int:
    return line if isinstance(line, int) else line()


@frozen
class DocumentError(ValueError):
    """A document that cannot be used, with the file and the line to look at.

    The line may be found when it is asked for: to find the lines of JSON is to parse it again.
    """

    path: Path
    _line: int | Callable[[], int] = field(repr=lambda line: str(_called(line)))
    reason: str

    @property
    def line(self) -> int:
        """The line to look at, from 1."""
        return _called(self._line)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.path, self.line, self.reason)

    def __str__(self) -> str:
        return one_line(f"{self.path}:{self.line}: {self.reason}")


def one_line(text: str) -> str:
    """Escape what would end a line or steer a terminal."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


@frozen
class _Lines:
    start: int
    entries: dict[str | int, int] = Factory(dict)


@define(eq=False)
class _Source:
    """A text as it was parsed, with the lines of its nodes; JSON is parsed again to get them."""

    path: Path
    text: str
    root: Any = None
    lines: dict[int, _Lines] = Factory(dict)  # by id, since an aliased node has many places

    def line(self, pointer: Sequence[str | int]) -> int:
        if not self.lines:
            builder = _built(self.text, self.path, strict=False)
            self.root, self.lines = builder.root, builder.lines
        node, line = self.root, self.lines[id(self.root)].start
        for step in pointer:
            try:
                key = _key(node, step)
            except LookupError:
                break
            line = self.lines[id(node)].entries[key]
            node = node[key]
        return line


FILES: Final = "x-specmock-files"  # the key under which other files are brought in


@frozen(eq=False)
class Document:
    """An OpenAPI document: its data, and the line of each part of it.

    `files` are the other files that it refers to, by their path from its folder.
    """

    path: Path
    text: str = field(repr=False)
    root: dict[str, Any] = field(repr=False)
    _source: _Source = field(repr=False)
    files: dict[str, "Document"] = field(factory=dict, repr=False)
    unread: dict[str, str] = field(factory=dict, repr=False)  # why, by reference
    slips: list[DocumentError] = field(factory=list, repr=False)  # of its YAML, read all the same

    def at(self, pointer: Sequence[str | int]) -> Any:
        """Look up the node at a pointer; LookupError where there is none."""
        node: Any = self.root
        for step in pointer:
            node = node[_key(node, step)]
        return node

    def line(self, pointer: Sequence[str | int]) -> int:
        """Find the line of a key or an item, or of its nearest ancestor that exists."""
        if self.files and len(pointer) > 1 and pointer[0] == FILES:
            return self.files[str(pointer[1])].line(pointer[2:])
        return self._source.line(pointer)

    def error(self, pointer: Sequence[str | int], reason: str) -> DocumentError:
        """Build an error with the file and the line of a pointer."""
        path = self.path
        if self.files and len(pointer) > 1 and pointer[0] == FILES:
            path = self.files[str(pointer[1])].path
        return DocumentError(path, partial(self.line, pointer), reason)

    def resolve(self, node: Any) -> Any:
        """Resolve a `$ref`, and any that it leads to.

        Raises DocumentError for a reference that leads nowhere, round in a circle, or out of the
        document.
        """
        followed: set[str] = set()
        while isinstance(node, Mapping) and isinstance(reference := node.get("$ref"), str):
            if reference in followed:
                raise self._unresolved(node, "leads back to itself")
            followed.add(reference)
            try:
                node = self.at(pointer_of(reference))
            except LookupError:
                raise self._unresolved(node, self.why_unresolved(reference)) from None
        return node

    def follow(self, pointer: Pointer) -> Pointer:
        """Resolve the node at a pointer to the pointer of what it stands for.

        Raises DocumentError as `resolve` does.
        """
        followed: set[Pointer] = set()
        while True:
            node = self.at(pointer)
            reference = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(reference, str):
                return pointer
            if pointer in followed:
                raise self.error((*pointer, "$ref"), f"$ref {reference} leads back to itself")
            followed.add(pointer)
            try:
                target = pointer_of(reference)
                self.at(target)
            except LookupError:
                reason = f"$ref {reference} {self.why_unresolved(reference)}"
                raise self.error((*pointer, "$ref"), reason) from None
            pointer = target

    def why_unresolved(self, reference: str) -> str:
        """Explain a reference that leads nowhere, with what to do."""
        return self.unread.get(reference, "leads nowhere")

    def _unresolved(self, node: Any, reason: str) -> DocumentError:
        where = next(_places((), self.root, node), ())
        return self.error((*where, "$ref"), f"$ref {node['$ref']} {reason}")


def _places(pointer: Pointer, node: Any, wanted: Any) -> Iterator[Pointer]:
    """Find the pointers of a node, by identity."""
    if node is wanted:
        yield pointer
    entries = (
        node if isinstance(node, dict) else dict(enumerate(node if isinstance(node, list) else ()))
    )
    for key, value in entries.items():
        yield from _places((*pointer, key), value, wanted)


def pointer_of(reference: str) -> Pointer:
    """Split a local `$ref` into its steps; LookupError for any other."""
    if not isinstance(reference, str) or (reference != "#" and not reference.startswith("#/")):
        raise LookupError(reference)
    return tuple(
        unquote(step).replace("~1", "/").replace("~0", "~") for step in reference.split("/")[1:]
    )


def reference_to(pointer: Sequence[str | int]) -> str:
    """Build the local `$ref` to a pointer, percent-encoded as JSON Schema libraries need it."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
    return "".join(("#", *("/" + quote(step, safe="~") for step in steps)))


def load(path: str | Path, *, strict: bool = True) -> Document:
    """Load a document from a file; `strict` refuses what no reader of JSON knows, such as the key 200.

    Raises DocumentError for what cannot be read as one, OSError for a file that cannot be opened.
    """
    content = Path(path).read_bytes()
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(marked)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        name = "UTF-8" if marked == "utf-8-sig" else marked.upper()
        raise DocumentError(Path(path), line, f"this is not {name}") from error
    return loads(text, path, strict=strict)


def loads(text: str, path: str | Path, *, strict: bool = True) -> Document:
    """Load a document from its YAML or JSON; the path is for messages.

    Raises DocumentError for what cannot be read as one.
    """
    path = Path(path)
    if text.lstrip().startswith("{"):
        root = _of_json(text)
        if root is not None:
            return Document(path, text, root, _Source(path, text))
    builder = _built(text, path, strict=strict)
    if not isinstance(builder.root, dict):
        raise DocumentError(path, 1, "an OpenAPI document is a mapping")
    source = _Source(path, text, builder.root, builder.lines)
    return Document(path, text, builder.root, source, slips=builder.slips)


def _of_json(text: str) -> dict[str, Any] | None:
    """Parse JSON; None for what the slower reader of YAML has to judge."""
    if _LONE_SURROGATE.search(text):
        return None
    try:
        root = _JSON.decode(text)
    except (ValueError, RecursionError):
        return None
    level = [root]
    for _ in range(_MAX_DEPTH):
        level = [
            value
            for node in level
            for value in (node.values() if isinstance(node, dict) else node)
            if isinstance(value, dict | list)
        ]
        if not level:
            return root if isinstance(root, dict) else None
    return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _finite(text: str) -> float:
    if not isfinite(value := float(text)):
        raise ValueError(text)
    return value


_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_finite
)


def _built(text: str, path: Path, *, strict: bool) -> "_Builder":
    if text.lstrip().startswith("{"):  # JSON writes some characters as two escapes, YAML does not
        text = _SURROGATES.sub(lambda found: found[1] + json.loads(f'"{found[2]}"'), text)
    builder = _Builder(path, strict)
    try:
        for event in yaml.parse(text, Loader=PARSER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        raise DocumentError(path, mark.line + 1 if mark else 1, reason) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DocumentError(path, line, error.reason) from error
    return builder


def plain_value(text: str) -> str | int | float | bool | None:
    """Convert an unquoted YAML scalar; ValueError for a number that JSON cannot hold."""
    if text in _WORDS:
        return _WORDS[text]
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    kind = number.lastgroup or ""
    if kind in _BASES:
        return int(number[kind], _BASES[kind])
    if kind == "not_in_json" or not isfinite(value := float(text)):
        raise ValueError(text)
    return value


def value_at(value: Any, path: Sequence[str | int]) -> Any:
    """Look up what stands at a path of plain data; None where nothing does."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def _key(node: Any, step: str | int) -> Any:
    if isinstance(node, list):
        if not str(step).isdecimal() or int(step) >= len(node):
            raise LookupError(step)
        return int(step)
    if not isinstance(node, dict) or str(step) not in node:
        raise LookupError(step)
    return str(step)  # JSON Schema libraries report the key "200" as a number


class _MergeKey(str):
    """The key `<<` of YAML 1.1, which documents still use: entries of other mappings."""

    __slots__ = ()


@frozen
class _Built:
    """A value with the size and the depth that it has with all aliases followed."""

    value: Any
    size: int = 1
    depth: int = 0


@define(eq=False)
class _Collection:
    """A mapping or a sequence that is not complete."""

    value: Any
    lines: _Lines
    anchor: str | None
    key: str | None = None
    size: int = 1
    depth: int = 1
    merged: list[dict[str, Any]] = Factory(list)


@define(eq=False)
class _Builder:
    """Build plain data from parser events, in a loop since hostile files nest deeply."""

    path: Path
    strict: bool
    root: Any = None
    lines: dict[int, _Lines] = Factory(dict)
    slips: list[DocumentError] = Factory(list)  # what is read all the same, unless `strict`
    _stack: list[_Collection] = Factory(list)
    _anchors: dict[str | None, _Built | None] = Factory(dict)
    _aliased: int = 0
    _documents: int = 0

    def take(self, event: yaml.Event) -> None:
        mark: Any = event.start_mark  # typed as optional, though the parser always sets it
        line = mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            scalar = _Built(self._scalar(event, line))
            if event.anchor is not None:
                self._anchors[event.anchor] = scalar
            self._add(scalar, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise DocumentError(self.path, line, "a second document starts here")

    def _slip(self, line: int, reason: str, effect: str) -> None:
        error = DocumentError(self.path, line, reason if self.strict else f"{reason}: {effect}")
        if self.strict:
            raise error
        self.slips.append(error)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Any:
        if event.tag is not None and event.tag not in (*_STRING_TAGS, *_PLAIN_TAGS):
            self._slip(line, f"the tag {event.tag} has no meaning here", "it is passed over")
        if (event.style and event.tag not in _PLAIN_TAGS) or event.tag in _STRING_TAGS:
            return event.value
        try:
            value = plain_value(event.value)
        except ValueError:
            reason = f"JSON cannot hold the number {event.value:.40}"
            self._slip(line, reason, "it is read as text")
            return event.value
        if self._expects_key():
            if value == "<<":
                if not self.strict:
                    return _MergeKey(value)
                reason = "YAML 1.2 has no merge key `<<`: write the entries out"
                raise DocumentError(self.path, line, reason)
            if not isinstance(value, str) and not self.strict:
                return event.value
            if not isinstance(value, str):
                reason = f'the key {event.value} is not a string: quote it, "{event.value}"'
                raise DocumentError(self.path, line, reason)
        return value

    def _expects_key(self) -> bool:
        return (
            bool(self._stack)
            and self._stack[-1].key is None
            and isinstance(self._stack[-1].value, dict)
        )

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        if event.tag not in (None, *_COLLECTION_TAGS):
            self._slip(line, f"the tag {event.tag} has no meaning here", "it is passed over")
        if self._expects_key():
            raise DocumentError(self.path, line, "a key must be a string")
        if len(self._stack) >= _MAX_DEPTH:
            raise DocumentError(self.path, line, f"nested more than {_MAX_DEPTH} levels deep")
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        lines = self.lines[id(value)] = _Lines(line)
        self._stack.append(_Collection(value, lines, event.anchor))

    def _end(self) -> None:
        ended = self._stack.pop()
        for merged in ended.merged:
            entries = self.lines[id(merged)].entries
            for key, value in merged.items():
                if key not in ended.value:  # what is written out counts
                    ended.value[key] = value
                    ended.lines.entries[key] = entries[key]
        built = _Built(ended.value, ended.size, ended.depth)
        if ended.anchor is not None:
            self._anchors[ended.anchor] = built
        self._add(built, ended.lines.start)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        built = self._anchors.get(event.anchor)
        if built is None:
            state = "is still open" if event.anchor in self._anchors else "does not exist"
            reason = f"the alias *{event.anchor} stands for an anchor that {state}"
            raise DocumentError(self.path, line, reason)
        self._aliased += built.size
        if self._aliased > _MAX_ALIASED_NODES or len(self._stack) + built.depth > _MAX_DEPTH:
            raise DocumentError(self.path, line, "aliases make the document too large")
        self._add(built, line)

    def _add(self, built: _Built, line: int) -> None:
        if not self._stack:
            self.root = built.value
            return
        parent = self._stack[-1]
        parent.size += built.size
        parent.depth = max(parent.depth, built.depth + 1)
        if isinstance(parent.value, list):
            parent.lines.entries[len(parent.value)] = line
            parent.value.append(built.value)
        elif parent.key is None:
            parent.key = self._new_key(built.value, parent, line)
            parent.lines.entries[parent.key] = line
        elif isinstance(parent.key, _MergeKey):
            del parent.lines.entries[parent.key]
            parent.key = None
            self._merge(parent, built.value, line)
        else:
            parent.value[parent.key] = built.value
            parent.key = None

    def _merge(self, parent: _Collection, value: Any, line: int) -> None:
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict):
                raise DocumentError(
                    self.path, line, "the merge key `<<` takes a mapping, or a list"
                )
            parent.merged.append(each)

    def _new_key(self, key: Any, parent: _Collection, line: int) -> str:
        if not isinstance(key, str):
            raise DocumentError(self.path, line, "a key must be a string")
        if key in parent.value:
            first = parent.lines.entries[key]
            self._slip(line, f"duplicate key {key!r}, first on line {first}", "the last one counts")
        return key
