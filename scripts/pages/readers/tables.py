"""Reader of pages with a section an operation: tables, requests and samples below its heading."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from attrs import Factory, define, evolve
from specmock.openapi import loads

from pages.blocks import Block, Request, Row, Sample, Text, blocks_of, credentials, see
from pages.capture import Capture
from pages.facts import EVERY, Facts, LayoutError, Place
from pages.pasted_text import ADDRESS, METHOD, PATH, TYPES, header_cells, row_cells, split_heading
from pages.spec_facts import identifier

WHERES: Final = {
    "Request Body": "body",
    "Query Parameters": "query",
    "Path Parameters": "path",
    "Headers": "header",
}
ENDS: Final = ("Rate Limits", "Status Values", "Error Responses")  # headings that end a section
NEEDED: Final = {"Required (one of):": "one of", "Required:": True, "Optional:": None}
WINDOWS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_HEADING: Final = re.compile(rf"(?:({METHOD}) )?({PATH})")
_OBJECT: Final = re.compile(r"(\w+) Object:?")
_ANSWER: Final = re.compile(r"Response \((\d{3})\b.*\)")
_ERROR: Final = re.compile(r"([45]\d\d) [A-Z][A-Za-z ]+")
_ALL_FIELDS: Final = re.compile(r"\bAll fields are (\w+?)s\b")
_ALTERNATIVES: Final = re.compile(r'"[^"]+"(?:\s*\|\s*"[^"]+")+')
_HEADER_LINE: Final = re.compile(r"(x-[a-z-]+|[Aa]uthorization): \S+")
_USED: Final = re.compile(
    r"\bdata\.(\w+)|\bdata\[['\"](\w+)['\"]\]|jq -r '\.(\w+)(?: // \.(\w+))?|const \{ (\w+) \} = await"
)


@define
class _Section:
    """What is known at one point of a page."""

    operation: str = ""
    where: str = ""
    prefix: str = ""
    needed: Any = None
    status: str = ""
    kind: tuple[str, str | None] | None = None
    samples: int = 0


@define
class _Reader:
    page: Capture
    facts: Facts
    headings: dict[int, str]
    at: _Section = Factory(_Section)
    header: tuple[str, ...] = ()
    header_line: int = 0
    codes: dict[str, list[str]] = Factory(dict)
    limited: list[str] = Factory(list)
    address: str = ""

    def fail(self, line: int, reason: str) -> LayoutError:
        return LayoutError(self.page.path, line, reason)

    def place(self, where: str, name: str = "") -> Place:
        return Place(self.at.operation or EVERY, where, name)

    def take(self, block: Block) -> None:
        if not isinstance(block, Row) and self.header:
            self.header, self.at.needed, self.at.prefix = (), None, ""
        match block:
            case Row():
                self.row(block)
            case Request():
                self.request(block)
            case Sample():
                self.sample(block)
            case Text():
                self.text(block)

    def text(self, text: Text) -> None:
        word = text.text
        if text.line in self.headings and _HEADING.fullmatch(word):
            operation = self.headings[text.line]
            if self.codes and operation not in self.codes:
                raise self.fail(text.line, f"expected {operation} in the table of endpoints above")
            self.at = _Section(operation)
            self.facts.state(Place(operation, "operation"), text.line, there=True)
        elif word in WHERES:
            if not self.at.operation:
                raise self.fail(text.line, f"expected an operation's heading before {word!r}")
            self.at = _Section(self.at.operation, WHERES[word])
        elif word in ENDS:
            self.at = _Section()
        elif word in NEEDED:
            self.at.needed = NEEDED[word]
        elif found := _OBJECT.fullmatch(word):
            self.object(found[1].lower(), text.line)
        elif found := _ANSWER.fullmatch(word):
            self.at.status = found[1]
            self.facts.state(self.place("answer", found[1]), text.line, there=True)
        elif (found := _ERROR.fullmatch(word)) and not self.at.operation:
            self.error(found[1], text.line)
        elif found := _HEADER_LINE.fullmatch(word):
            place = Place(EVERY, "auth", found[1].lower())
            self.facts.state(place, text.line, there=True)
            self.facts.count(place, text.line)
        else:
            self.prose(text)

    def object(self, name: str, line: int) -> None:
        place = self.place(self.at.where, name)
        if self.facts.stated.get(place, {}).get("type") is None:
            raise self.fail(line, f"expected a field {name!r} above this heading")
        self.at.prefix, self.at.needed = f"{name}.", None

    def error(self, status: str, line: int) -> None:
        self.at.status = status
        for operation in self.concerned(status):
            self.facts.state(Place(operation, "answer", status), line, there=True)

    def concerned(self, status: str) -> list[str]:
        return self.limited if status == "429" and self.limited else [EVERY]

    def prose(self, text: Text) -> None:
        if self.at.where and re.match(r"[\w.]+ \| \S", text.text):
            raise self.fail(text.line, "expected the header of a table above this row")
        if found := _ALL_FIELDS.search(text.text):
            self.at.kind = self.type(found[1], text.line)
        for address in ADDRESS.finditer(text.text):
            self.server(address, text.line)
        for path, key in self.paths(text.text):
            self.address = path
            self.facts.state(Place(EVERY, "address", path), text.line, used=True)
            if key:
                self.facts.state(Place(EVERY, "address", f"{path}?{key}"), text.line, used=True)
        for found in _USED.finditer(text.text):
            for name in filter(None, found.groups()):
                self.facts.state(Place(EVERY, "answers", name), text.line, used=True)
        self.facts.say(text.text, text.line, self.place(self.at.where or "text"))

    def paths(self, text: str) -> Iterator[tuple[str, str]]:
        known = {operation.split()[1] for operation in self.headings.values()}
        root = "/".join(min(known, default="//").split("/")[:3])
        for found in re.finditer(rf"{re.escape(root)}(?:/[a-z0-9._-]+)*(?:\?(\w+)=)?", text):
            yield found[0].partition("?")[0], found[1] or ""

    def server(self, address: re.Match[str], line: int) -> None:
        known = {place.name for place in self.facts.stated if place.where == "server"}
        if not known or address["host"] in known:
            self.facts.state(Place(EVERY, "server", address["host"]), line, there=True)

    def request(self, request: Request) -> None:
        address = ADDRESS.fullmatch(request.address)
        if address is None:
            raise self.fail(request.line, f"expected an address, found {request.address!r}")
        self.address = address["path"]
        self.facts.state(Place(EVERY, "server", address["host"]), request.line, there=True)
        for where, name in credentials(request):
            place = Place(EVERY, where, name) if where == "auth" else self.place(where, name)
            self.facts.state(place, request.line, there=True)
            self.facts.count(place, request.line)
        if not self.at.operation:
            self.facts.state(Place(EVERY, "address", self.address), request.line, used=True)
            return
        found = f"{request.method} {self.address}"
        if found != self.at.operation:
            reason = f"expected a request of {self.at.operation} in its section, found {found}"
            raise self.fail(request.line, reason)
        for key in re.findall(r"(?:^|&)([^=&]+)=", address["query"] or ""):
            self.facts.state(self.place("query", key), request.line, used=True)
        if request.body:
            see(self.facts, self.place("body"), request.body)

    def sample(self, sample: Sample) -> None:
        if sample.is_script:
            see(self.facts, Place(f"POST {self.address}", "body"), sample)
            return
        codes = self.codes.get(self.at.operation, [])
        if not self.at.status and codes:
            if self.at.samples >= len(codes):
                reason = f"expected {len(codes)} samples of {self.at.operation}, one a status"
                raise self.fail(sample.line, reason)
            self.at.status = codes[self.at.samples]
        if not self.at.status and self.at.operation:
            raise self.fail(sample.line, "expected the status of this sample in the line before it")
        status, self.at.status = self.at.status or "?", ""
        self.at.samples += 1
        operations = [self.at.operation] if self.at.operation else self.concerned(status)
        for operation in operations:
            see(self.facts, Place(operation, f"answer {status}"), sample)

    def row(self, row: Row) -> None:
        if row.is_header:
            self.header, self.header_line = row.cells, row.line
            known = {name for names in TABLES for name in names}
            if row.cells not in TABLES and (self.at.where or known & set(row.cells)):
                raise self.fail(row.line, f"expected a table of known columns, found {row.cells}")
            return
        if self.header in TABLES:
            TABLES[self.header](self, self.fitted(row))
        else:
            self.facts.say(" ".join(row.cells), row.line, self.place("text"))

    def fitted(self, row: Row) -> Row:
        """Join what stands in more cells than the table has columns."""
        last = len(self.header) - 1
        if len(row.cells) <= last:
            raise self.fail(row.line, f"expected {last + 1} cells in this row")
        return evolve(row, cells=(*row.cells[:last], " | ".join(row.cells[last:])))

    def overview(self, row: Row) -> None:
        method, path, description, parameters, codes = row.cells
        operation = f"{method} {path}"
        if not re.fullmatch(rf"(?:{METHOD}) {PATH}", operation):
            raise self.fail(row.line, f"expected a method and a path, found {operation!r}")
        self.codes[operation] = re.findall(r"\d{3}", codes)
        self.facts.state(Place(operation, "operation"), row.line, there=True)
        for code in self.codes[operation]:
            self.facts.state(Place(operation, "answer", code), row.line, there=True)
        named = dict(re.findall(r"(\w+)\s*\((\w+)\)", parameters))
        if parameters != "None" and not named:
            raise self.fail(row.line, f"expected parameters or None, found {parameters!r}")
        in_path = re.findall(r"\{(\w+)\}", path)
        # The description is glued to the first parameter's name, which the path has as well.
        resolved = {
            next((known for known in in_path if name.endswith(known)), name): kind
            for name, kind in named.items()
        }
        if missing := [name for name in in_path if name not in resolved]:
            raise self.fail(row.line, f"expected the path's {missing[0]} among the parameters")
        for name, word in resolved.items():
            where = "path" if name in in_path else "query"
            kind, form = self.type(word, row.line)
            self.field(
                Place(operation, where, name), row.line, kind, form, required=where == "path"
            )
        self.facts.say(description, row.line, Place(operation, "text"))

    def parameter(self, row: Row) -> None:
        name, word, description = row.cells
        if not self.at.operation:
            raise self.fail(row.line, "expected an operation's heading before this table")
        in_path = f"{{{name}}}" in self.at.operation
        kind, form = self.type(word, row.line)
        place = self.place("path" if in_path else "query", name)
        self.field(place, row.line, kind, form, required=in_path)
        self.facts.say(description, row.line, place)

    def listed(self, row: Row) -> None:
        cells = dict(zip(self.header, row.cells, strict=True))
        if not self.at.where:
            raise self.fail(row.line, f"expected one of {', '.join(WHERES)} above this table")
        if "Field" in cells and not self.at.prefix:
            raise self.fail(self.header_line, "expected the heading of an object above its fields")
        name = cells.get("Parameter") or cells["Field"]
        if not identifier(name):
            raise self.fail(row.line, f"expected a field's name, found {name!r}")
        place = self.place(self.at.where, self.at.prefix + name)
        if "Type" in cells:
            kind, form = self.type(cells["Type"], row.line)
        elif self.at.kind:
            kind, form = self.at.kind
        else:
            raise self.fail(self.header_line, "expected a column Type, or a sentence on all fields")
        self.field(place, row.line, kind, form, required=self.at.needed)
        default = cells.get("Default", "")
        if re.search(r"\w", default):
            value = loads(f"value: {default}", self.page.path).root["value"]
            self.facts.state(place, row.line, default=value)
        description = cells["Description"]
        if _ALTERNATIVES.fullmatch(description):
            for word in re.findall(r'"([^"]+)"', description):
                self.facts.add(place, row.line, enum=word)
        else:
            self.facts.say(description, row.line, place)

    def field(
        self, place: Place, line: int, kind: str, form: str | None, *, required: Any = None
    ) -> None:
        self.facts.state(place, line, type=kind)
        if form:
            self.facts.state(place, line, format=form)
        if required:
            self.facts.state(place, line, required=required)

    def code(self, row: Row) -> None:
        self.facts.state(self.place("answer", row.cells[0]), row.line, there=True)
        self.facts.say(row.cells[1], row.line, self.place("answer", row.cells[0]))

    def limit(self, row: Row) -> None:
        where, limit, window = row.cells
        found = re.fullmatch(rf"({PATH})(?: \(({METHOD})\))?", where)
        count, per = re.match(r"(\d+) requests?", limit), re.match(r"Per (\w+), per (.+)", window)
        if not (found and count and per and per[1] in WINDOWS):
            raise self.fail(row.line, "expected a path, a number of requests and a window")
        operations = [
            operation
            for operation in dict.fromkeys(self.headings.values())
            if operation.split()[1] == found[1] and found[2] in (None, operation.split()[0])
        ]
        if not operations:
            raise self.fail(row.line, f"expected a section of {found[0]} on this page")
        for operation in operations:
            self.limited.append(operation)
            self.facts.state(
                Place(operation, "limit"),
                row.line,
                requests=int(count[1]),
                window=WINDOWS[per[1]],
                scope=(per[2].split()[-1],),
            )

    def state(self, row: Row) -> None:
        word, terminal, description = row.cells
        if terminal not in ("Yes", "No"):
            raise self.fail(row.line, f"expected Yes or No, found {terminal!r}")
        place = Place(EVERY, "state", word)
        self.facts.state(place, row.line, terminal=terminal == "Yes")
        self.facts.say(description, row.line, place)

    def type(self, word: str, line: int) -> tuple[str, str | None]:
        if word.lower() not in TYPES:
            raise self.fail(line, f"expected a type, found {word!r}")
        return TYPES[word.lower()]


TABLES: Final[dict[tuple[str, ...], Callable[[_Reader, Row], None]]] = {
    ("Method", "Endpoint", "Description", "Params", "Codes"): _Reader.overview,
    ("Name", "Type", "Description"): _Reader.parameter,
    ("Code", "Meaning"): _Reader.code,
    ("Parameter", "Type", "Description"): _Reader.listed,
    ("Parameter", "Type", "Default", "Description"): _Reader.listed,
    ("Field", "Description"): _Reader.listed,
    ("Field", "Type", "Description"): _Reader.listed,
    ("Endpoint", "Limit", "Window"): _Reader.limit,
    ("Status", "Terminal?", "Description"): _Reader.state,
}


def read(page: Capture) -> Facts:
    """Read the facts of a page; raise LayoutError where it is not laid out as known."""
    blocks = [block for whole in blocks_of(page) for block in _split(page, whole)]
    blocks = list(_tables(page, blocks))
    headings = _headings(page, blocks)
    facts = Facts(page.path, form=page.form)
    reader = _Reader(page, facts, headings)
    for block in blocks:
        reader.take(block)
    last = max((line.number for line in page.lines), default=1)
    for operation in reader.codes:
        if operation not in headings.values():
            raise LayoutError(page.path, last, f"expected a section of {operation} before the end")
    for operation in headings.values():
        places = [place for place in facts.stated if place.operation == operation]
        if not any(place.where.startswith("answer ") for place in places):
            raise LayoutError(page.path, last, f"expected a sample of an answer of {operation}")
    return facts


def _split(page: Capture, block: Block) -> Iterator[Block]:
    """Split a heading off the line that a text capture glues it to."""
    if not isinstance(block, Text) or page.form != "text":
        yield block
        return
    yield from (Text(block.line, text) for text in split_heading(block.text))


def _tables(page: Capture, blocks: list[Block]) -> Iterator[Block]:
    """Cut the rows whose cells a text capture glued together."""
    key = ""
    for block in blocks:
        if not isinstance(block, Text):
            key = ""
            yield block
        elif header := header_cells(block.text):
            key, rows = header[0], 0
            yield Row(block.line, header, is_header=True)
        elif key and (cells := row_cells(key, block.text)):
            rows += 1
            yield Row(block.line, cells, is_header=False)
        elif key and (not rows or (key == "Method" and block.text)):
            raise LayoutError(
                page.path, block.line, f"expected a row of the table {block.text!r} is not"
            )
        else:
            key = ""
            yield block


def _headings(page: Capture, blocks: list[Block]) -> dict[int, str]:
    """Map the line of each heading to its operation; its section's first request has the method."""
    found: dict[int, str] = {}
    for index, block in enumerate(blocks):
        if not isinstance(block, Text) or not (heading := _HEADING.fullmatch(block.text)):
            continue
        method, path = heading.groups()
        if method is None:
            request = next((one for one in blocks[index:] if isinstance(one, Request)), None)
            address = ADDRESS.fullmatch(request.address) if request else None
            if request is None or address is None or address["path"] != path:
                raise LayoutError(page.path, block.line, f"expected a request of {path} below this")
            method = request.method
        found[block.line] = f"{method} {path}"
    if not found:
        raise LayoutError(page.path, 1, "expected a heading with the path of an operation")
    return found
