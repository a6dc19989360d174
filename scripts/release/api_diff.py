"""The differences of two Python surfaces, each weighed for who imports the package."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import field, frozen

from .change import Change, Level, code, folded

_TWIN: Final = re.compile(r"\.(sync|sync_detailed|asyncio|asyncio_detailed)(?=\(|$)")
# A type that values of another one have as well.
_NARROWER: Final = {"int": "float", "bool": "int"}


@frozen
class _Entry:
    """A line of a surface file: its kind, its name, its annotation and whether it has a default."""

    kind: str
    annotation: str = ""
    has_default: bool = False
    line: int = field(default=1, eq=False)


Entries = Mapping[str, _Entry]


def surface_changes(before: str, after: str, where: str) -> list[Change]:
    """List the changes for who imports a generated package, the gravest first."""
    old, new = _entries(before), _entries(after)
    sent = _models(old, "argument") | _models(new, "argument")
    answered = _models(old, "function") | _models(new, "function")
    found = list(_moved(old, new, where, sent))
    for name in {**old, **new}:
        was, now = old.get(name), new.get(name)
        if was != now and not _owner_differs(name, old, new) and not _is_twin(name, {*old, *new}):
            kind, model = (was or now or _Entry("")).kind, _model_of(name)
            uses = {"read"} if kind == "function" or model in answered else set[str]()
            uses |= {"sent"} if kind == "argument" or model in sent else set()
            found.append(_change(name, was, now, where, uses))
    return sorted(found, key=lambda change: (-change.level, change.sentence))


def _is_twin(name: str, names: set[str]) -> bool:
    """Whether a function has a twin that tells the same change."""
    plain = (_TWIN.sub(way, name) for way in (".sync", ".sync_detailed"))
    return _TWIN.sub(".sync", name) != name and any(each in names for each in plain if each != name)


def _entries(text: str) -> dict[str, _Entry]:
    entries = {}
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, rest = line.removeprefix("async ").partition(" ")
        if kind == "function":
            name, _, annotation = rest.partition(" -> ")
            entries[name] = _Entry(kind, annotation, line=number)
        elif kind in ("argument", "attribute"):
            name, _, annotation = rest.partition(": ")
            annotation, default, _ = annotation.partition(" = ")
            entries[name] = _Entry(kind, annotation, bool(default), number)
        elif kind in ("class", "member"):
            entries[rest] = _Entry(kind, line=number)
    return entries


def _models(entries: Entries, kind: str) -> set[str]:
    """The models that users make (of arguments) or read (of functions), and what these hold."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in entries.items():
        held[_model_of(name)].append(entry.annotation)
    found: set[str] = set()
    waiting = [entry.annotation for entry in entries.values() if entry.kind == kind]
    while waiting:
        for word in re.findall(r"\b[A-Z]\w+", waiting.pop()):
            if word not in found and f"models.{word}" in entries:
                found.add(word)
                waiting += held[word]
    return found


def _owner_differs(name: str, old: Entries, new: Entries) -> bool:
    """Whether the class or the function of an entry is new or gone itself."""
    owner = name.partition("(")[0] if "(" in name else name.rpartition(".")[0]
    return owner != name and (owner in old) != (owner in new)


def _moved(old: Entries, new: Entries, where: str, sent: set[str]) -> Iterator[Change]:
    """Compare the order of arguments that are given by position."""
    orders = [_positions(entries, sent) for entries in (old, new)]
    for owner in sorted(orders[0].keys() & orders[1].keys()):
        was, now = (list(order[owner]) for order in orders)
        common = [each for each in was if each in now]
        if common != [each for each in now if each in was]:
            line = new[owner].line if owner in new else 1
            listed = ", ".join(each.rpartition(".")[2] for each in now)
            what = f"takes its arguments in another order: {listed}"
            name = _TWIN.sub("", owner)
            place, names = f"{where}:{line}", _names(name)
            yield Change(
                what, Level.BREAKING, "Changed", where=place, names=names, subject=code(name)
            )


def _positions(entries: Entries, sent: set[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    names = {*entries}
    for name, entry in entries.items():
        owner, _, argument = name.partition("(")
        if entry.kind == "argument" and not argument.startswith("*"):
            if not _is_twin(owner, names):
                found[owner].append(argument.rstrip(")"))
        elif entry.kind == "attribute" and _model_of(name) in sent:
            owner, _, attribute = name.rpartition(".")
            if attribute != "additional_properties":
                found[owner].append(attribute)
    return found


def _change(
    name: str, was: _Entry | None, now: _Entry | None, where: str, uses: set[str]
) -> Change:
    """Weigh one entry by who makes its values: `sent` by users, `read` by them, or both."""
    name = _TWIN.sub("", name)
    shown = f"{name}: {now.annotation}" if now and now.annotation and not was else name
    level, section = Level.BREAKING, "Changed"
    if now is None:
        section, what = "Removed", "is gone"
        if name.endswith(".additional_properties") and "sent" not in uses:
            level = Level.MINOR  # nothing is left that it could hold
    elif was is None:
        section, what = "Added", "is new"
        is_optional = now.has_default or name.endswith(".additional_properties")
        level = Level.MINOR if is_optional or "sent" not in uses else Level.BREAKING
    elif was.annotation == now.annotation:
        what = f"is {'optional' if now.has_default else 'required'} now"
        level = Level.MINOR if now.has_default or "sent" not in uses else Level.BREAKING
    else:
        what = f"is {code(now.annotation)} now, it was {code(was.annotation)}"
        wider = _covers(now.annotation, was.annotation)
        narrower = _covers(was.annotation, now.annotation)
        if now.kind == "function":
            # It grows with each status that is documented, which the spec's own change weighs.
            what, narrower = f"returns {what.removeprefix('is ')}", narrower or wider
        is_needed = was.has_default and not now.has_default
        fits_senders = "sent" not in uses or (wider and not is_needed)
        if fits_senders and (narrower or "read" not in uses):
            level = Level.MINOR
    place = f"{where}:{now.line}" if now else where
    words = [set(re.findall(r"\w+", each.annotation if each else "")) for each in (was, now)]
    names = _names(name) | {folded(word) for word in words[0] ^ words[1] if was and now}
    return Change(what, level, section, where=place, names=names, subject=code(shown))


def _names(name: str) -> frozenset[str]:
    """The names that a change of a spec has for it, folded."""
    if found := re.match(r"models\.(?:check_)?(\w+)(?:\.(\w+))?", name):
        return frozenset({".".join(map(folded, filter(None, found.groups())))})
    if found := re.match(r"api\.\w+\.(\w+)(?:\((?:\*, )?(\w+))?", name):
        operation, argument = found.groups()
        return frozenset({"(".join(map(folded, filter(None, (operation, argument))))})
    return frozenset({folded(name)})


def _model_of(name: str) -> str:
    found = re.match(r"models\.(\w+)\.", name)
    return found[1] if found else ""


def _covers(wide: str, narrow: str) -> bool:
    """Whether every value of one annotation is one of another."""
    return _are_covered(_parts(narrow), _parts(wide))


def _are_covered(narrow: Iterable[ast.expr], wide: Iterable[ast.expr]) -> bool:
    wide = list(wide)
    return all(any(_is_covered(each, other) for other in wide) for each in narrow)


def _is_covered(narrow: ast.expr, wide: ast.expr) -> bool:
    texts = ast.unparse(narrow), ast.unparse(wide)
    if texts[0] == texts[1] or texts[1] == "Any" or _NARROWER.get(texts[0]) == texts[1]:
        return True
    if isinstance(narrow, ast.Subscript) and isinstance(wide, ast.Subscript):
        same = ast.unparse(narrow.value) == ast.unparse(wide.value)
        return same and _are_covered(_alternatives(narrow.slice), _alternatives(wide.slice))
    return False


def _parts(annotation: str) -> list[ast.expr]:
    try:
        return _alternatives(ast.parse(annotation, mode="eval").body)
    except SyntaxError:
        return [ast.Name(annotation)]


def _alternatives(node: ast.expr) -> list[ast.expr]:
    """The members of a union."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_alternatives(node.left), *_alternatives(node.right)]
    return [node]
