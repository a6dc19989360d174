"""The public surface of a generated package: what a user of it may write, a line each."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import griffe

_LITERAL: Final = re.compile(r"Literal\[(.*)\]", re.DOTALL)
_UNSEEN: Final = frozenset({"to_dict", "from_dict", "to_multipart", "additional_keys"})


def surface(package: Path) -> str:
    """Return the surface of a package as the text of its file."""
    root = griffe.load(
        package.name, search_paths=[package.parent], allow_inspection=False, store_source=False
    )
    return "\n".join(_members(root)) + "\n"


def _members(of: griffe.Object | griffe.Alias) -> Iterator[str]:
    # Attributes stand in the order of the arguments that they are, all else by name.
    ordered = of.members.items() if of.is_class else sorted(of.members.items())
    for name, member in ordered:
        if name.startswith("_") or name in _UNSEEN or member.is_alias:
            continue
        match member:
            case griffe.Module():
                yield from _members(member)
            case griffe.Class():
                bases = ", ".join(str(base) for base in member.bases)
                yield f"class {_name(member)}" + (f"({bases})" if bases else "")
                yield from _members(member)
            case griffe.Function():
                yield from _function(member)
            case griffe.Attribute():
                yield from _attribute(member)


def _name(of: griffe.Object) -> str:
    """Return the name that a user writes after the package's: models are imported from one place."""
    return re.sub(r"^models\.\w+\.", "models.", of.path.partition(".")[2])


def _attribute(attribute: griffe.Attribute) -> Iterator[str]:
    value = str(attribute.value) if attribute.value is not None else ""
    if literal := _LITERAL.fullmatch(value):
        members = ast.literal_eval(f"({literal[1]},)")
        yield from (f"member {_name(attribute)} {member!r}" for member in members)
    elif attribute.annotation is not None and not attribute.name.isupper():
        if "field(" in value:
            value = "" if "init=False" in value or "default" not in value else "..."
        default = f" = {value}" if value else ""
        yield f"attribute {_name(attribute)}: {attribute.annotation}{default}"


def _function(function: griffe.Function) -> Iterator[str]:
    is_async = "async " if "async" in function.labels else ""
    yield f"{is_async}function {_name(function)} -> {function.returns}"
    for parameter in function.parameters:
        if parameter.name in ("self", "cls"):
            continue
        by_name = "*, " if parameter.kind is griffe.ParameterKind.keyword_only else ""
        default = f" = {parameter.default}" if parameter.default is not None else ""
        place = f"{_name(function)}({by_name}{parameter.name})"
        yield f"argument {place}: {parameter.annotation}{default}"
