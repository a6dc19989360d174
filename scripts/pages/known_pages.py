"""The library of pages that the specs are written from: recognise, read, and compare them."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from attrs import evolve, frozen
from specmock.openapi import Document, DocumentError, load

from pages import facts as _facts
from pages.capture import Capture, capture
from pages.compare import Comparison, Finding, Source
from pages.facts import (
    EVERY,
    WEAK,
    Facts,
    Known,
    LayoutError,
    Place,
    Problem,
    check_shape,
    end_of,
    goes_on,
    is_cut,
)
from pages.readers import mintlify, openapi, prose, tables
from pages.spec_facts import facts_of, operations, operations_of, page_of

READERS: Final[dict[str, ModuleType]] = {
    "mintlify": mintlify,
    "openapi": openapi,
    "prose": prose,
    "tables": tables,
}
_FEWEST: Final = 4  # facts that have to be missing before their page is taken as rearranged
_SHARE: Final = 0.25
_LIKE: Final = 0.5  # of a page's operations have to be those of its source


@frozen
class Library:
    """The pages of a checkout, with its specs and the facts accepted so far."""

    root: Path
    sources: tuple[Source, ...]
    specs: dict[str, Document]

    def facts_path(self, source: Source) -> Path:
        return self.root / "specs" / "pages" / source.facts

    def accepted(self, source: Source) -> Facts | None:
        path = self.facts_path(source)
        return _facts.read(path) if path.exists() else None

    def pages(self, source: Source) -> frozenset[str]:
        """Listed pages of a source's vendor whose facts are read; prose states none to compare."""
        return frozenset(
            one.page for one in self.sources if one.spec == source.spec and one.reader != "prose"
        )

    def of_page(self, source: Source, before: Facts | None) -> Known:
        """What is known of a source's page before it is read."""
        document = self.specs[source.spec]
        listed = operations_of(document, source.page)
        if source.reader == "openapi" or not listed:
            listed = {name for name, _ in operations(document)}
        stated = before.stated if before else {}
        said = before.sentences if before else []
        return Known(frozenset(listed), frozenset(stated), frozenset(one.digest for one in said))

    def spec_facts(self, source: Source, page: Facts) -> Facts:
        document = self.specs[source.spec]
        wanted = operations_of(document, source.page) | page.operations
        if source.reader == "prose":
            wanted = set()
        if source.reader == "openapi":
            wanted = {name for name, _ in operations(document)}
        facts = facts_of(document, wanted)
        path = document.path
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return evolve(facts, path=shown)


SOURCES_SHAPE: Final = {
    "type": "object",
    "required": ["pages"],
    "additionalProperties": False,
    "properties": {
        "pages": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["page", "spec", "reader", "facts"],
                "additionalProperties": False,
                "properties": {
                    "page": {"type": "string", "pattern": "^https?://[^/]"},
                    "spec": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "reader": {"enum": [*READERS]},
                    "facts": {"type": "string", "pattern": r"^[\w.-]+\.yaml$"},
                    "ignored": {"type": "array", "items": {"type": "string"}},
                    "uncaptured": {"type": "string", "minLength": 1},
                },
            },
        }
    },
}


def library(root: Path) -> Library:
    """Load the list of pages and the specs of a checkout; DocumentError for a mistake in them."""
    document = load(root / "specs" / "pages" / "sources.yaml")
    check_shape(document, SOURCES_SHAPE)
    sources = tuple(
        Source(**{**entry, "ignored": tuple(entry.get("ignored", ()))})
        for entry in document.root["pages"]
    )
    for field in ("page", "facts"):
        seen: set[str] = set()
        for index, entry in enumerate(document.root["pages"]):
            if entry[field] in seen:
                line = document.line(("pages", index, field))
                raise DocumentError(document.path, line, f"{entry[field]} is listed twice")
            seen.add(entry[field])
    for index, source in enumerate(sources):
        if not (root / "specs" / f"{source.spec}.yaml").exists():
            line = document.line(("pages", index, "spec"))
            raise DocumentError(document.path, line, f"there is no specs/{source.spec}.yaml")
    names = sorted({source.spec for source in sources})
    specs = {name: load(root / "specs" / f"{name}.yaml") for name in names}
    return Library(root, sources, specs)


def read_page(known: Library, path: Path) -> tuple[Source, Facts]:
    """Read a captured page with the reader of its source; raise LayoutError if none fits."""
    page = capture(path)
    if (watched := _watched(known, page)) is not None:
        return watched
    specs = _specs_of(known, page)
    read: dict[Source, Facts] = {}
    scores: dict[Source, float] = {}
    failed: list[LayoutError] = []
    is_whole = page.form == "openapi"
    for source in (source for source in known.sources if source.spec in specs):
        if source.reader == "prose" or is_whole != (source.reader == "openapi"):
            continue
        before = known.accepted(source)
        try:
            read[source] = READERS[source.reader].read(page, known.of_page(source, before))
        except LayoutError as error:
            failed.append(error)
        except RecursionError:
            failed.append(LayoutError(path, 1, "expected a page that is not nested so deeply"))
        else:
            scores[source] = _likeness(known, source, before, read[source])
    if not read and not failed:
        kind = "`reader: openapi`" if is_whole else "another reader"
        reason = (
            f"expected a source of {' or '.join(specs)} with {kind} in specs/pages/sources.yaml"
        )
        raise LayoutError(path, 1, reason)
    if not read:
        raise max(failed, key=lambda error: error.line)
    best = max(scores, key=lambda source: scores[source])
    if scores[best] < _LIKE:
        stated = ", ".join(sorted(read[best].operations)) or "an operation that it states"
        reason = f"expected a page of specs/pages/sources.yaml; none of them states {stated}"
        unread = Problem(1, reason)
        if not read[best].operations:
            unread = next(iter(read[best].problems), unread)
        raise LayoutError(path, unread.line, unread.reason)
    found = evolve(read[best], end=_end(page))
    if (earlier := known.accepted(best)) is not None:
        _look_for_loss(page, found, earlier)
        _look_for_cut(page, found, earlier)
    return best, found


def _end(page: Capture) -> tuple[str, ...]:
    """Hash the last lines of a page; none of JSON, of which nothing is read if it is cut."""
    if page.fragment is None:
        return end_of(line.text for line in page.lines)
    is_json = page.form == "openapi" and page.fragment.text.lstrip()[:1] in ("{", "/")
    return () if is_json else end_of(page.fragment.text.split("\n"))


def compared(known: Library, source: Source, page: Facts) -> list[Finding]:
    """Compare a page that was read with its spec and its accepted facts."""
    spec = known.spec_facts(source, page)
    return Comparison(page, spec, source, known.accepted(source), known.pages(source)).findings()


def differences(known: Library, source: Source, page: Facts) -> list[Finding]:
    """Compare as `compared` does, with one finding for each place."""
    spec = known.spec_facts(source, page)
    return Comparison(page, spec, source, known.accepted(source), known.pages(source)).all()


def offline(known: Library) -> Iterator[Finding]:
    """Yield the findings of the specs against the accepted facts."""
    yield from _unlisted(known)
    for source in known.sources:
        if (page := known.accepted(source)) is not None:
            shown = evolve(page, path=page.path.relative_to(known.root))
            spec = known.spec_facts(source, page)
            yield from Comparison(shown, spec, source, None, known.pages(source)).findings()


def uncompared(known: Library) -> Iterator[str]:
    """Name the listed pages without facts, and the specs that no page stands for."""
    missing = [source for source in known.sources if not known.facts_path(source).exists()]
    for source in missing:
        named = ", ".join(sorted(operations_of(known.specs[source.spec], source.page)))
        reason = f": {source.uncaptured}" if source.uncaptured else ""
        yield f"Nothing is compared with {source.page} ({named or source.spec}){reason}"
    listed = {source.page for source in known.sources}
    for document in known.specs.values():
        for page in sorted(set(_cited(document.root)) - listed):
            yield f"Cited by specs/{document.path.name} and not watched: {page}"
    for path in sorted((known.root / "specs").glob("*.yaml")):
        if path.stem not in known.specs:
            yield f"No page of specs/pages/sources.yaml stands for specs/{path.name}."


def _cited(node: Any) -> Iterator[str]:
    """Find the pages that a document's x-source name, wherever they stand."""
    if isinstance(node, list):
        for item in node:
            yield from _cited(item)
    elif isinstance(node, dict):
        if page := page_of(node.get("x-source")):
            yield page
        for item in node.values():
            yield from _cited(item)


def _unlisted(known: Library) -> Iterator[Finding]:
    """Yield the operations whose page nobody would look at."""
    listed = {source.page for source in known.sources}
    sources = Path("specs", "pages", "sources.yaml")
    for document in known.specs.values():
        for name, pointer in operations(document):
            page = page_of(document.at(pointer).get("x-source"))
            if page not in listed:
                line = document.line((*pointer, "x-source"))
                what = f"{name} operation: its page {page} is not in the list of pages"
                path = document.path.relative_to(known.root)
                yield Finding(sources, 1, path, line, what, "add the page to the list")


def _watched(known: Library, page: Capture) -> tuple[Source, Facts] | None:
    """Read a page that is only watched: known by its file's name, or by most of its sentences."""
    for source in known.sources:
        if source.reader != "prose" or page.form == "openapi":
            continue
        before = known.accepted(source)
        digests = {one.digest for one in before.sentences} if before else set()
        is_named = page.path.stem == Path(source.facts).stem
        read = prose.read(page, Known()) if is_named or digests else None
        if read is None:
            continue
        found = {one.digest for one in read.sentences}
        if is_named or len(found & digests) > len(digests) / 2:
            return source, evolve(read, end=_end(page))
    return None


def _specs_of(known: Library, page: Capture) -> list[str]:
    """Specs that a page may be about: those whose server it names, else whose paths it names."""
    text = "\n".join(line.text for line in page.lines) + (
        page.fragment.text if page.fragment else ""
    )
    hosts = {
        name: sum(text.count(server["url"]) for server in document.root.get("servers", ()))
        for name, document in known.specs.items()
    }
    best = max(hosts.values(), default=0)
    if best:
        return [name for name, count in hosts.items() if count == best]
    bare = _unversioned(text)
    paths = {
        name: sum(_unversioned(one) in bare for one in document.root.get("paths") or {})
        for name, document in known.specs.items()
    }
    # A text capture writes the path of a Mintlify page one segment a line.
    joined = re.sub(r"\n/?\n?", "/", bare)
    paths = {
        name: count
        or sum(_unversioned(one) in joined for one in known.specs[name].root.get("paths") or {})
        for name, count in paths.items()
    }
    best = max(paths.values(), default=0)
    if best:
        return [name for name, count in paths.items() if count == best]
    servers = (
        server["url"] for spec in known.specs.values() for server in spec.root.get("servers", ())
    )
    reason = f"expected an address of {', '.join(servers)}; is this a page of the list?"
    raise LayoutError(page.path, 1, reason)


def _unversioned(text: str) -> str:
    return re.sub(r"/v\d+(?=/|\b)", "/v", text)


def _likeness(known: Library, source: Source, before: Facts | None, read: Facts) -> float:
    """Score a page's likeness to a source's page: up to 1 for its operations, 1 for the rest."""
    if source.reader == "openapi":
        return float(bool(read.operations))
    wanted = {
        *map(_unversioned, operations_of(known.specs[source.spec], source.page)),
        *map(_unversioned, before.operations if before else ()),
    }
    found = set(map(_unversioned, read.operations))
    shared = len(wanted & found) / max(1, len(found))
    if before is None:
        return shared
    ours, theirs = _fields(before), _fields(read)
    return shared + len(ours & theirs) / max(1, len(ours | theirs))


def _fields(facts: Facts) -> set[tuple[str, str]]:
    return {(place.where, place.name) for place in facts.stated if place.operation != EVERY}


def _look_for_loss(page: Capture, read: Facts, before: Facts) -> None:
    """Raise LayoutError for a page that lacks so much that it was cut; silence a list that does."""
    last = max((line.number for line in page.lines if line.text), default=1)
    partial = before.form == "fragment" and read.form != "fragment"
    wanted = [
        place
        for place, aspects in before.stated.items()
        if aspects.keys() - {"used", "words"}
        and not (partial and _is_for_fragments(place, aspects))
    ]
    fields = _fields(read) | {(place.where, place.name) for place in read.stated}
    wanted = [place for place in wanted if not any(one.covers(place) for one in read.problems)]
    lost = [place for place in wanted if (place.where, place.name) not in fields]
    if len(lost) >= _FEWEST and len(lost) > _SHARE * len(wanted):
        reason = (
            f"expected what the page stated before: the reader found {len(wanted) - len(lost)} "
            f"of {len(wanted)} places, so the layout has changed or a part is missing"
        )
        raise LayoutError(page.path, last, reason)
    gone = sorted(before.operations - read.operations)
    gone = [one for one in gone if _unversioned(one) not in map(_unversioned, read.operations)]
    gone = [one for one in gone if not any(one == problem.operation for problem in read.problems)]
    if len(gone) > 1:
        raise LayoutError(page.path, last, f"expected the sections of {' and '.join(gone)}")
    lists = _lists(read, list(read.stated))
    for (operation, where), facts in _lists(before, wanted).items():
        still = len(facts & lists.get((operation, where), set()))
        missing, bearable = len(facts) - still, max(len(facts) / 3, min(5, len(facts) / 2))
        if missing > bearable and missing >= _FEWEST and operation in (EVERY, *read.operations):
            reason = (
                f"expected the {where} of {operation} as it was before: the reader found {still} "
                f"of {len(facts)} facts, so the layout has changed or a part is missing"
            )
            at = _last_line(read, operation, where) or last
            read.problems.append(Problem(at, reason, operation, where))


def _look_for_cut(page: Capture, read: Facts, before: Facts) -> None:
    """Silence the lists that lost something and that nothing follows, if the page's end is gone."""
    if not is_cut(read, before):
        return
    last = max((line.number for line in page.lines if line.text), default=1)
    reason = "expected the page to end as it did before: is it cut?"
    read.problems.append(Problem(last, reason, silences=False))
    lists = _lists(read, list(read.stated))
    for (operation, where), facts in _lists(before, list(before.stated)).items():
        lost = facts - lists.get((operation, where), set())
        if lost and not goes_on(read, before, Place(operation, where)):
            read.problems.append(Problem(last, reason, operation, where))


def _last_line(facts: Facts, operation: str, where: str) -> int:
    """Last line that says something of a list, or of its operation; 0 if none does."""
    for wanted in (where, "operation"):
        lines = [
            facts.line(place)
            for place in facts.stated
            if (place.operation, place.where) == (operation, wanted)
        ]
        if lines:
            return max(lines)
    return 0


def _lists(facts: Facts, places: list[Place]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Group facts by list (operation and where): pairs of a name and an aspect."""
    lists: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for place in (place for place in places if place.where != "auth"):
        said = {(place.name, aspect) for aspect in facts.stated[place].keys() - {*WEAK}}
        lists.setdefault((place.operation, place.where), set()).update(said)
    return lists


def _is_for_fragments(place: Place, aspects: dict[str, Any]) -> bool:
    is_error = place.where.startswith("answer") and not place.where.startswith("answer 2")
    return place.is_nested or is_error or "[]" in place.name or aspects.keys() <= {"there"}
