"""Filters and pages of a list: the query parameters that ask for them, and what answers tell.

A parameter filters if an item has a member of its name, and pages if its name is one that APIs use
for pages. What an answer tells of its page (totals, whether there is more, where the next begins)
is set accordingly, as far as its schema allows.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from attrs import field, frozen

from specmock.openapi import Operation, OperationCall, Pointer, Schemas, value_at

from .names import bare

Path: TypeAlias = tuple[str, ...]
Items: TypeAlias = list[tuple[str, Callable[[], Any]]]  # by their ids, made where they are needed

_NUMBERS: Final = frozenset({"integer", "number"})
_SCALARS: Final = frozenset({"string", "boolean", "null", *_NUMBERS})
_TIMES: Final = ("date-time", "date", "time")
_ABSENT: Final[Any] = object()
_PARAMETERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("limit", "perpage", "pagesize", "maxresults", "maxitems", "itemsperpage", "pagelimit"),
        "size",
    ),
    **dict.fromkeys(("size", "count", "first", "top", "take"), "size"),
    **dict.fromkeys(("offset", "skip", "startindex", "startat", "pageoffset"), "offset"),
    **dict.fromkeys(("page", "pagenumber", "pageno"), "page"),
    **dict.fromkeys(
        ("cursor", "after", "startingafter", "marker", "pagetoken", "nexttoken", "nextpagetoken"),
        "after",
    ),
    **dict.fromkeys(("nextcursor", "pagecursor", "continuationtoken", "paginationtoken"), "after"),
    **dict.fromkeys(("before", "endingbefore"), "before"),
}
_TOLD: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("total", "totalcount", "totalresults", "totalitems", "totalrecords", "totalelements"),
        "total",
    ),
    **dict.fromkeys(("count", "resultcount", "numberofelements"), "count"),
    **dict.fromkeys(("totalpages", "pagecount", "lastpage"), "pages"),
    **dict.fromkeys(("limit", "perpage", "pagesize", "itemsperpage", "size"), "size"),
    **dict.fromkeys(("offset", "skip", "startindex"), "offset"),
    **dict.fromkeys(("page", "currentpage", "pagenumber"), "page"),
    **dict.fromkeys(("hasmore", "hasnext", "hasnextpage", "more", "moreresults"), "more"),
    **dict.fromkeys(("truncated", "istruncated"), "more"),
    **dict.fromkeys(("hasprevious", "haspreviouspage", "hasprev"), "less"),
    **dict.fromkeys(("next", "nextpage", "nextpageurl", "nextpageuri", "nexturl"), "next"),
    **dict.fromkeys(("nextcursor", "nexttoken", "nextpagetoken", "nextmarker"), "next"),
    **dict.fromkeys(("cursor", "after", "startingafter", "continuationtoken"), "next"),
    **dict.fromkeys(
        ("previous", "prev", "previouspage", "prevpage", "previouspageurl"), "previous"
    ),
    **dict.fromkeys(("prevcursor", "previouscursor", "prevmarker", "endingbefore"), "previous"),
    **dict.fromkeys(("firstid", "startcursor"), "first"),
    **dict.fromkeys(("lastid", "endcursor"), "last"),
}
_AROUND: Final = frozenset(  # objects that hold what is told of a page
    {
        *("meta", "metadata", "pagination", "paging", "pages", "page", "pageinfo", "paginginfo"),
        *("links", "cursors", "responsemetadata", "next", "nextpage", "previous", "prev"),
    }
)
_NEIGHBOURS: Final = {
    **dict.fromkeys(("next", "nextpage"), "next"),
    **dict.fromkeys(("previous", "prev", "prevpage", "previouspage"), "previous"),
}
_WAYS: Final = frozenset(  # members of these that ask for the page
    {
        *("cursor", "after", "before", "startingafter", "endingbefore", "marker", "token"),
        *("pagetoken", "offset", "page", "number", "uri", "url", "href", "path"),
    }
)
_BOOLEANS: Final = {"true": (True,), "false": (False,)}
_KINDS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("total", "count", "pages", "size", "offset"), _NUMBERS),
    **dict.fromkeys(("more", "less"), frozenset({"boolean"})),
    **dict.fromkeys(("first", "last"), frozenset({"string", *_NUMBERS})),
    **dict.fromkeys(("next", "previous"), frozenset({"string", "object", *_NUMBERS})),
    "page": _NUMBERS,
}


@frozen(eq=False)
class Listing:
    """The parameters of a list by what they ask for, and where its answer tells of its page."""

    filters: Mapping[str, tuple[str, Pointer]] = field(factory=dict)  # the member, by parameter
    pages: Mapping[str, str] = field(factory=dict)  # the parameter, by what it asks for
    usual: Mapping[str, int] = field(factory=dict)  # the defaults of these
    first: int = 1  # the number of the first page
    told: tuple[tuple[Path, str, Pointer], ...] = ()

    def to_dict(self) -> dict[str, list[str]]:
        """Write as JSON has it, what there is."""
        found = {"filters": [*self.filters], "pages": [*self.pages.values()]}
        return {name: each for name, each in found.items() if each}


def listing_of(
    schemas: Schemas, operation: Operation, item: Pointer, answer: Pointer, wrapper: str | None
) -> Listing:
    """Infer the filters and the pages of a list.

    Args:
        schemas: the schemas of the document.
        operation: the operation that lists.
        item: the schema of an item.
        answer: the schema of the answer.
        wrapper: the member of the answer that holds the items; None where it is a list.
    """
    members = {bare(name): (name, where) for name, where in schemas.properties(item)}
    filters, pages, usual, first = {}, {}, {}, 1
    for parameter in operation.parameters:
        name, where = bare(parameter.name), parameter.schema
        if parameter.location != "query":
            continue
        kind = _asks_for(schemas, name, where)
        if kind and kind not in pages:
            pages[kind] = parameter.name
            default = _keyword(schemas, where, "default")
            if isinstance(default, int):
                usual[kind] = default
            if kind == "page" and 0 in (default, _keyword(schemas, where, "minimum")):
                first = 0
        elif name in members and _is_comparable(schemas, members[name][1]):
            filters[parameter.name] = members[name]
    told = tuple(_told(schemas, answer, (), wrapper)) if wrapper is not None else ()
    return Listing(filters, pages, usual, first, told)


def _asks_for(schemas: Schemas, name: str, where: Pointer) -> str:
    """Name what a parameter asks for: a number for sizes and places, a text for cursors."""
    kind, types = _PARAMETERS.get(name, ""), schemas.types(where)
    is_number, is_text = bool(types & _NUMBERS), "string" in types
    if kind in {"after", "before"} and (not is_text or _is_time(schemas, where)):
        return ""
    if kind in {"size", "page"} and not is_number:
        return ""
    if kind == "offset" and not is_number:
        return "after"  # a word that an answer gave
    return kind


def _keyword(schemas: Schemas, pointer: Pointer, name: str) -> Any:
    nodes = [schemas.at(part) for part in schemas.parts(pointer)]
    return next((node[name] for node in nodes if isinstance(node, dict) and name in node), None)


def _is_time(schemas: Schemas, pointer: Pointer) -> bool:
    return any(schemas.has_format(pointer, each) for each in _TIMES)


def _is_comparable(schemas: Schemas, pointer: Pointer) -> bool:
    inner = schemas.property(pointer, "") or pointer
    return schemas.types(inner) <= _SCALARS and not _is_time(schemas, inner)


def _told(
    schemas: Schemas, pointer: Pointer, path: Path, wrapper: str | None
) -> Iterator[tuple[Path, str, Pointer]]:
    """Walk the members of an answer that tell of its page, what stands in objects last."""
    around = next((each for each in map(bare, reversed(path)) if each in _NEIGHBOURS), "")
    for name, where in schemas.properties(pointer):
        word, types = bare(name), schemas.types(where)
        if name == wrapper and not path:
            continue
        kind = _TOLD.get(word, "")
        if around:
            kind = _NEIGHBOURS[around] if word in _WAYS else ""
        if kind and types & _KINDS[kind] and len(types) <= 3:
            yield (*path, name), kind, where
        if word in _AROUND and "object" in types and len(types) <= 2 and len(path) < 3:
            yield from _told(schemas, where, (*path, name), wrapper)


@frozen(eq=False)
class Page:
    """A page of the items that match a request."""

    schemas: Schemas
    listing: Listing
    call: OperationCall
    matching: Items
    start: int
    end: int
    size: int | None

    @property
    def items(self) -> list[Any]:
        """The items on it."""
        return [item() for _, item in self.matching[self.start : self.end]]

    def tell(self, answer: Any) -> Any:
        """Say in an answer which page it is, and how the next one is asked for."""
        for path, kind, where in self.listing.told:
            for value in self._values(kind, path, value_at(answer, path)):
                if self._may_be(where, value):
                    answer = _with(answer, path, value)
                    break
        return answer

    def _may_be(self, where: Pointer, value: Any) -> bool:
        if value is not _ABSENT:
            return self.schemas.valid(where, value)
        holder = self.schemas.at(where[:-2])
        return where[-1] not in holder.get("required", ())

    def _values(self, kind: str, path: Path, shown: Any) -> Iterator[Any]:
        """Yield values for a member that tells of pages, the best first; none leaves what is there."""
        size = self.size or max(self.end - self.start, 1)
        has_total = any(each == "total" for _, each, _ in self.listing.told)
        match kind:
            case "total":
                yield len(self.matching)
            case "count":
                yield max(self.end - self.start, 0) if has_total else len(self.matching)
            case "pages":
                yield -(-len(self.matching) // size)
            case "size" if self.size is not None:
                yield self.size
            case "offset":
                yield self.start + _from_1(path[-1])
            case "page":
                yield self.start // size + self.listing.first
            case "more":
                yield not self._is_last
            case "less":
                yield self.start > 0
            case "first" | "last":
                ids = [own for own, _ in self.matching[self.start : self.end]]
                yield from _readings(ids[0 if kind == "first" else -1]) if ids else ()
                yield from (None, _ABSENT)
            case "next" if not self._is_last:
                yield from self._ways(self.end, shown)
            case "previous" if self.start > 0:
                yield from self._ways(max(self.start - size, 0), shown)
                yield from (None, _ABSENT)
            case "next" | "previous":
                yield from (None, _ABSENT, "")

    @property
    def _is_last(self) -> bool:
        return self.end >= len(self.matching)

    def _ways(self, start: int, shown: Any) -> Iterator[Any]:
        """List the ways to ask for a page: an address, or the value of a parameter."""
        pages, size = self.listing.pages, self.size or max(self.end - self.start, 1)
        ways: dict[str, Any] = {}
        if "after" in pages and start == self.end:
            ways["after"] = self.matching[start - 1][0]
        ways |= {"page": start // size + self.listing.first, "offset": start}
        for kind, value in ways.items():
            if kind not in pages:
                continue
            if isinstance(shown, str) and shown.startswith(("http:", "https:", "/")):
                yield self._address(pages[kind], value, is_path=shown.startswith("/"))
            yield from _readings(str(value))

    def _address(self, name: str, value: Any, *, is_path: bool) -> str:
        request = self.call.request
        kept = [each for each in self.call.query if each[0] != name]
        path = f"{request.base}{request.path}?{urlencode([*kept, (name, value)])}"
        return path if is_path else f"http://{request.headers.get('host', 'localhost')}{path}"


def page_of(schemas: Schemas, listing: Listing, call: OperationCall, items: Items) -> Page:
    """Filter the items of a list and take the page that a request asks for."""
    matching = items
    if not listing.filters.keys().isdisjoint(call.values):
        matching = [each for each in items if _matches(schemas, listing, call, each[1]())]

    def asked(kind: str) -> Any:
        return call.values.get(listing.pages.get(kind, ""), listing.usual.get(kind))

    def number(kind: str) -> int | None:
        value = asked(kind)
        return int(value) if isinstance(value, int | float) else None

    size, page, offset = number("size") or None, number("page"), number("offset")
    start, end = max((offset or 0) - _from_1(listing.pages.get("offset", "")), 0), len(matching)
    if page is not None and page > listing.first:
        start = (page - listing.first) * size if size else end
    ids = [own for own, _ in matching]
    after, before = (call.values.get(listing.pages.get(each, "")) for each in ("after", "before"))
    if after in ids:
        start = len(ids) - ids[::-1].index(after)  # of an id that examples repeat the last
    if before in ids:
        end = ids.index(before)
        start = max(end - size, 0) if size else 0
    return Page(schemas, listing, call, matching, start, min(end, start + (size or end)), size)


def _matches(schemas: Schemas, listing: Listing, call: OperationCall, item: Any) -> bool:
    for name, (member, where) in listing.filters.items():
        wanted = call.values.get(name)
        if wanted is None or isinstance(wanted, dict):
            continue
        choices = _list_of_texts(wanted)
        inner = schemas.property(where, "") or where
        if not all(any(schemas.valid(inner, each) for each in _readings(text)) for text in choices):
            continue  # a word such as `all`, which no item has
        own = item.get(member) if isinstance(item, dict) else None
        if not set(_list_of_texts(own)) & set(choices):
            return False
    return True


def _list_of_texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]


def _readings(text: str) -> list[Any]:
    """Read a text as what it may be."""
    return [text, *([int(text)] if text.isdecimal() else []), *_BOOLEANS.get(text, ())]


def _from_1(name: str) -> int:
    """Name the number that places are counted from: SCIM begins with 1."""
    return int(bare(name).endswith("index"))


def _with(answer: Any, path: Path, value: Any) -> Any:
    """Copy an answer with a value at a path; what is not there on the way stays away."""
    if not isinstance(answer, dict):
        return answer
    name, *rest = path
    if rest:
        inner = answer.get(name)
        return {**answer, name: _with(inner, tuple(rest), value)} if inner else answer
    if value is _ABSENT:
        return {key: each for key, each in answer.items() if key != name}
    return {**answer, name: value}
