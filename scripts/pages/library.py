"""The library of pages that the specs are written from: recognise, read, and compare them."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from attrs import evolve, frozen
from specmock.openapi import Document, load

from pages import facts as _facts
from pages.capture import Capture, capture
from pages.compare import WEAK, Comparison, Finding, Source
from pages.facts import EVERY, Facts, LayoutError, Place
from pages.readers import mintlify, tables
from pages.spec_facts import facts_of, operations, operations_of, page_of

READERS: Final[dict[str, ModuleType]] = {"mintlify": mintlify, "tables": tables}
_FEWEST: Final = 4  # facts that have to be missing before their page is taken as rearranged
_SHARE: Final = 0.25


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

    def spec_facts(self, source: Source, page: Facts) -> Facts:
        document = self.specs[source.spec]
        known = operations_of(document, source.page)
        wanted = known | page.operations
        facts = facts_of(document, wanted)
        path = document.path
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        return evolve(facts, path=shown)


def library(root: Path) -> Library:
    """Load the list of pages and the specs of a checkout."""
    listed = load(root / "specs" / "pages" / "sources.yaml").root["pages"]
    sources = tuple(Source(**entry) for entry in listed)
    names = sorted({source.spec for source in sources})
    specs = {name: load(root / "specs" / f"{name}.yaml") for name in names}
    return Library(root, sources, specs)


def read_page(known: Library, path: Path) -> tuple[Source, Facts]:
    """Read a captured page and tell which one it is; raise LayoutError if that cannot be done."""
    page = capture(path)
    spec = _spec_of(known, page)
    candidates = [source for source in known.sources if source.spec == spec]
    read: Facts = READERS[candidates[0].reader].read(page)
    before = {source.page: known.accepted(source) for source in candidates}
    scores = {source: _likeness(known, source, before[source.page], read) for source in candidates}
    best = max(candidates, key=lambda source: scores[source])
    if scores[best] < 0.5:
        stated = ", ".join(sorted(read.operations))
        reason = f"expected a page of specs/pages/sources.yaml; none of them states {stated}"
        raise LayoutError(path, 1, reason)
    if (earlier := before[best.page]) is not None:
        _look_for_loss(page, read, earlier)
    return best, read


def compared(known: Library, source: Source, page: Facts) -> list[Finding]:
    """Compare a page that was read with its spec and its accepted facts."""
    spec = known.spec_facts(source, page)
    return Comparison(page, spec, source, known.accepted(source)).findings()


def offline(known: Library) -> Iterator[Finding]:
    """Yield the findings of the specs against the accepted facts."""
    yield from _unlisted(known)
    for source in known.sources:
        if (page := known.accepted(source)) is not None:
            shown = evolve(page, path=page.path.relative_to(known.root))
            yield from Comparison(shown, known.spec_facts(source, page), source).findings()


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


def _spec_of(known: Library, page: Capture) -> str:
    text = "\n".join(line.text for line in page.lines) + (
        page.fragment.text if page.fragment else ""
    )
    hosts = {
        name: sum(text.count(server["url"]) for server in document.root["servers"])
        for name, document in known.specs.items()
    }
    best = max(hosts, key=lambda name: hosts[name])
    if not hosts[best]:
        servers = (
            server["url"] for spec in known.specs.values() for server in spec.root["servers"]
        )
        reason = f"expected an address of {', '.join(servers)}; is this a page of the list?"
        raise LayoutError(page.path, 1, reason)
    return best


def _likeness(known: Library, source: Source, before: Facts | None, read: Facts) -> float:
    """Score a page's likeness to a source's page: up to 1 for its operations, 1 for the rest."""
    wanted = operations_of(known.specs[source.spec], source.page) | (
        before.operations if before else set()
    )
    shared = len(wanted & read.operations) / max(1, len(read.operations))
    if before is None:
        return shared
    ours, theirs = _fields(before), _fields(read)
    return shared + len(ours & theirs) / max(1, len(ours | theirs))


def _fields(facts: Facts) -> set[tuple[str, str]]:
    return {(place.where, place.name) for place in facts.stated if place.operation != EVERY}


def _look_for_loss(page: Capture, read: Facts, before: Facts) -> None:
    """Raise LayoutError if a page lacks so much that it must have been laid out anew or cut."""
    last = max((line.number for line in page.lines if line.text), default=1)
    partial = before.form == "fragment" and read.form != "fragment"
    wanted = [
        place
        for place, aspects in before.stated.items()
        if aspects.keys() - {"used", "words"}
        and not (partial and _is_for_fragments(place, aspects))
    ]
    fields = _fields(read) | {(place.where, place.name) for place in read.stated}
    lost = [place for place in wanted if (place.where, place.name) not in fields]
    if len(lost) >= _FEWEST and len(lost) > _SHARE * len(wanted):
        reason = (
            f"expected what the page stated before: the reader found {len(wanted) - len(lost)} "
            f"of {len(wanted)} places, so the layout has changed or a part is missing"
        )
        raise LayoutError(page.path, last, reason)
    if len(gone := sorted(before.operations - read.operations)) > 1:
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
            raise LayoutError(page.path, _last_line(read, operation, where) or last, reason)


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
