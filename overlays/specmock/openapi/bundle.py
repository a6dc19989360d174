"""References to other files and by name: one document in which each `$ref` is a pointer."""

import posixpath
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin

from attrs import define, evolve, field

from .document import FILES, Document, DocumentError, Pointer, load, pointer_of, reference_to
from .structure import Kind, Structure, Unit, Visit

_ELSEWHERE: Final = re.compile(r"""\$ref["']?\s*:\s*["']?[^"'#\s]""")
_NAMED: Final = re.compile(r"\$(id|anchor|dynamicAnchor|dynamicRef)\b")
_BUNDLE: Final = "bundle the document first, for example with `npx @redocly/cli bundle`"


def linked(document: Document, visit: Visit | None = None) -> Structure:
    """Bring in the other files that a document refers to, and resolve references by name.

    Files in the folder of the document are read; what is elsewhere is not, and nothing is asked
    of the network. The document itself stays as it is.
    """
    has_files = bool(_ELSEWHERE.search(document.text)) and FILES not in document.root
    has_names = bool(_NAMED.search(document.text))
    if has_files or has_names:
        document = evolve(document, root=deepcopy(document.root), files={}, unread={})
    if has_files:
        document.root[FILES] = {}
        _Linker(document)
        has_names = has_names or any(_NAMED.search(each.text) for each in document.files.values())
    if has_names:
        _resolve_names(document)
    return Structure(document, visit)


@define(eq=False)
class _Linker(Structure):
    """A walk that loads the files that it comes to and makes pointers of the references."""

    def target(self, unit: Unit, pointer: Pointer) -> Pointer | None:
        node = self.document.at(pointer)
        here = str(pointer[1]) if pointer[0] == FILES else ""
        node["$ref"] = self._local(node["$ref"], here)
        return Structure.target(self, unit, pointer)

    def _local(self, reference: str, here: str) -> str:
        """Make a pointer into this document of a reference in one of its files."""
        name, _, fragment = reference.partition("#")
        if not name and not here:
            return reference
        file = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(name)))
        file = file if name else here
        start: Pointer = (FILES, file)
        if re.match(r"[a-zA-Z][\w+.-]+:|//", name):
            reason = f"is not in this folder, and nothing is asked of the network: {_BUNDLE}"
            return self._unread(reference, reason)
        if file == self.document.path.name:
            start = ()
        elif file not in self.document.files:
            failure = self._load(file)
            if failure is not None:
                return self._unread(reference, failure)
        if fragment and not fragment.startswith("/"):
            return reference if not start else f"{reference_to(start)}#{fragment}"
        try:
            target = (*start, *pointer_of("#" + fragment))
            self.document.at(target)
        except LookupError:
            return self._unread(reference, f"leads nowhere: {file} has no {fragment}")
        return reference_to(target)

    def _load(self, file: str) -> str | None:
        """Load a file below the folder of the document; say why where it cannot be."""
        folder = self.document.path.parent
        if "\0" in file:
            return "leads nowhere: this is not the name of a file"
        path = folder / file
        if file.startswith(("/", "../")) or not path.resolve().is_relative_to(folder.resolve()):
            return f"leads out of the folder of the document: move the file there, or {_BUNDLE}"
        try:
            found = load(path, strict=False)
        except DocumentError as error:
            return f"cannot be read: {error}"
        except OSError:
            return f"leads nowhere: there is no file {Path(file)} beside the document"
        self.document.files[file] = found
        self.document.root[FILES][file] = found.root
        return None

    def _unread(self, reference: str, reason: str) -> str:
        self.document.unread[reference] = reason
        return reference


@define(eq=False)
class _Names:
    """The schemas that have a name: an address (`$id`), or an anchor within one."""

    bases: dict[Pointer, str] = field(factory=dict)
    anchors: list[tuple[Pointer, str]] = field(factory=list)
    dynamic: dict[str, list[Pointer]] = field(factory=dict)
    referring: list[Pointer] = field(factory=list)

    def take(self, pointer: Pointer, node: Any, _: Kind) -> None:
        """Take in a schema, those around it first."""
        if not isinstance(node, dict):
            return
        if isinstance(node.get("$id"), str):
            around = self.bases[self.base_of(pointer)]
            self.bases[pointer] = urldefrag(urljoin(around, node["$id"]))[0]
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(node.get(keyword), str):
                self.anchors.append((pointer, node[keyword]))
        if isinstance(node.get("$dynamicAnchor"), str):
            self.dynamic.setdefault(node["$dynamicAnchor"], []).append(pointer)
        if isinstance(node.get("$ref"), str) or isinstance(node.get("$dynamicRef"), str):
            self.referring.append(pointer)

    def base_of(self, pointer: Pointer) -> Pointer:
        """Find the nearest schema around that has an address, or the root of the file."""
        for length in range(len(pointer), 0, -1):
            if pointer[:length] in self.bases:
                return pointer[:length]
        return ()

    def target(self, document: Document, pointer: Pointer, reference: str) -> Pointer | None:
        """Find what a reference names, seen from a schema."""
        base = self.base_of(pointer)
        address, fragment = urldefrag(urljoin(self.bases[base], reference))
        if not reference.startswith("#"):
            found = [where for where, each in self.bases.items() if each == address and address]
            if not found:
                return None
            base = found[0]
        if fragment and not fragment.startswith("/"):
            named = [where for where, name in self.anchors if name == unquote(fragment)]
            return next((each for each in named if self.base_of(each) == base), (*named, None)[0])
        for start in (base, ()):  # some write `$id` and mean pointers from the root all the same
            target = (*start, *pointer_of("#" + fragment))
            try:
                document.at(target)
            except LookupError:
                continue
            return target
        return None


def _resolve_names(document: Document) -> None:
    """Make pointers of `$ref`s to an `$id` or an `$anchor`, and of a `$dynamicRef` to the one."""
    names = _Names({(): "", **{(FILES, each): "" for each in document.files}})
    Structure(document, names.take)
    for pointer in dict.fromkeys(names.referring):
        node = document.at(pointer)
        dynamic = node.get("$dynamicRef")
        if isinstance(dynamic, str):
            meant = names.dynamic.get(dynamic.removeprefix("#"), [])
            if len(meant) == 1 and "$ref" not in node:
                node["$ref"] = reference_to(meant[0])
                del node["$dynamicRef"]
            else:
                reason = f"has {len(meant)} anchors, and one is supported"
                document.unread.setdefault(dynamic, reason)
            continue
        target = names.target(document, pointer, node["$ref"])
        if target is not None:
            node["$ref"] = reference_to(target)
