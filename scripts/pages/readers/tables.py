"""Reader of pages with a section an operation: tables, requests and samples below its heading."""

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import Factory, define, evolve
from specmock.openapi import DocumentError, loads

from pages.blocks import Block, Request, Row, Sample, Text, Unread, blocks_of, credentials, see
from pages.capture import Capture
from pages.facts import EVERY, Facts, Known, LayoutError, Place, Problem, digest
from pages.pasted_text import (
    METHOD,
    PATH,
    addresses,
    header_cells,
    matches,
    row_cells,
    split_heading,
)
from pages.readers.columns import is_end, list_of, needed, role, yes
from pages.readers.types import type_of
from pages.spec_facts import identifier

WINDOWS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_MOST_OPERATIONS: Final = 500
_HEADING: Final = re.compile(rf"(?:({METHOD})\s+)?({PATH})")
_OBJECT: Final = re.compile(r"(?:the )?`?(\w+)`? (?:object|fields|properties):?", re.IGNORECASE)
_ANSWER: Final = re.compile(
    r"(?:example )?(?:response|answer|returns)[ :\u2013\u2014-]*\(?(\d{3})\b.*|(2\d\d) (?:[A-Z][\w ]+|response)",
    re.IGNORECASE,
)
_ERROR: Final = re.compile(r"([45]\d\d)[ :\u2013\u2014-]+[A-Z][A-Za-z' -]+")
_ALL_FIELDS: Final = re.compile(r"\bAll fields are (\w+?)s\b")
_ALTERNATIVES: Final = re.compile(r'(?:One of:? )?"[^"]+"(?:\s*(?:\||,|\bor\b)+\s*"[^"]+")+\.?')
_HEADER_LINE: Final = re.compile(r"(x-[a-z-]+|[Aa]uthorization): \S+")
_LIMIT: Final = re.compile(r"(\d[\d,_]*)(?: (?:requests?|calls?|reqs?))?")
_WINDOW: Final = re.compile(
    r"(?:per |/ ?|every )?(?:(\d+) )?(second|minute|hour|day)s?", re.IGNORECASE
)
_USED: Final = re.compile(
    r"\bdata\.(\w+)|\bdata\[['\"](\w+)['\"]\]|jq -r '\.(\w+)(?: // \.(\w+))?|const \{ (\w+) \} = await"
)


@define
class _Section:
    """What is known at one point of a page."""

    operation: str = ""
    where: str = ""
    prefix: str = ""
    needed: str = ""
    status: str = ""
    kind: dict[str, Any] | None = None
    samples: int = 0
    is_unread: bool = False  # below a heading whose operation is not known


@define
class _Reader:
    page: Capture
    facts: Facts
    known: Known
    headings: dict[int, str]
    at: _Section = Factory(_Section)
    header: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    codes: dict[str, list[str]] = Factory(dict)
    limited: list[str] = Factory(list)
    limits_unread: bool = False
    servers: set[str] = Factory(set)
    address: str = ""

    def problem(
        self, line: int, reason: str, where: str | None = None, *, silences: bool = True
    ) -> None:
        operation = self.at.operation or EVERY
        where = self.at.where if where is None else where
        self.facts.problems.append(Problem(line, reason, operation, where, silences))

    def place(self, where: str, name: str = "") -> Place:
        return Place(self.at.operation or EVERY, where, name)

    def take(self, block: Block) -> None:
        if not isinstance(block, Row) and self.header:
            self.header, self.roles, self.at.needed, self.at.prefix = (), (), "", ""
        if (
            isinstance(block, Text)
            and block.line in self.headings
            and _HEADING.fullmatch(block.text)
        ):
            self.section(block)
        elif isinstance(block, Text) and is_end(block.text):
            self.at = _Section()
        elif self.at.is_unread:
            return
        else:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Row(is_header=True):
                self.header_row(block)
            case Row():
                self.row(block)
            case Request():
                self.request(block)
            case Sample():
                self.sample(block)
            case Unread():
                at = f"answer {self.at.status}" if self.at.status else "answer"
                is_request = "request" in block.reason
                self.problem(block.line, block.reason, "body" if is_request else at)
            case Text():
                self.text(block)

    def section(self, text: Text) -> None:
        operation = self.headings[text.line]
        self.at = _Section(operation, is_unread=not operation)
        if not operation:
            return
        if self.codes and operation not in self.codes:
            reason = f"expected {operation} in the table of endpoints above"
            self.problem(text.line, reason, silences=False)
        self.facts.state(Place(operation, "operation"), text.line, there=True)

    def text(self, text: Text) -> None:
        word = text.text
        where = list_of(word) if word[:1].isupper() else ""
        if where and self.at.operation:
            if where == "either":
                is_body = self.at.operation.startswith(("POST", "PUT", "PATCH"))
                where = "body" if is_body else "query"
            self.at = evolve(self.at, where=where, prefix="", needed="", kind=None)
        elif where and where != "either":
            self.problem(text.line, f"expected an operation's heading before {word!r}")
        elif self.at.operation and (found := needed(word)):
            self.at.needed = found
        elif self.at.where and (of := _OBJECT.fullmatch(word)):
            self.object(of[1], text.line)
        elif answer := _ANSWER.fullmatch(word):
            self.at.status = answer[1] or answer[2]
            self.facts.state(self.place("answer", self.at.status), text.line, there=True)
        elif error := _ERROR.fullmatch(word):
            self.error(error[1], text.line)
        elif header := _HEADER_LINE.fullmatch(word):
            place = Place(EVERY, "auth", header[1].lower())
            self.facts.state(place, text.line, there=True)
            self.facts.count(place, text.line)
        else:
            self.prose(text)

    def object(self, name: str, line: int) -> None:
        known = [
            place
            for place in self.facts.stated
            if (place.operation, place.where) == (self.at.operation, self.at.where)
            and place.name.lower() == name.lower()
            and "type" in self.facts.stated[place]
        ]
        if not known:
            self.problem(line, f"expected a field {name!r} above this heading")
        before = (
            place.name
            for place in self.known.places
            if (place.operation, place.where) == (self.at.operation, self.at.where)
            and place.name.lower() == name.lower()
        )
        whole = known[0].name if known else next(before, name.lower())
        self.at.prefix, self.at.needed = f"{whole}.", ""

    def error(self, status: str, line: int) -> None:
        self.at.status = status
        if self.at.operation:
            self.facts.state(self.place("answer", status), line, there=True)
            return
        for operation in self.concerned(status):
            self.facts.state(Place(operation, "answer", status), line, there=True)

    def concerned(self, status: str) -> list[str]:
        if status != "429":
            return [EVERY]
        if self.limits_unread:  # those of before
            wanted = (place for place in self.known.places if place.where == "limit")
            return sorted({place.operation for place in wanted} & {*self.headings.values()})
        return self.limited or [EVERY]

    def prose(self, text: Text) -> None:
        if self.at.where and re.match(r"[\w.]+ \| \S", text.text):
            self.problem(text.line, "expected the header of a table above this row")
            return
        if found := _ALL_FIELDS.search(text.text):
            self.at.kind = type_of(found[1])
        for address in addresses(text.text, self.known.paths, glued=self.page.form == "text"):
            self.server(address.host, text.line)
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
        known = {operation.split()[1] for operation in self.headings.values() if operation}
        root = "/".join(min(known, default="//").split("/")[:3])
        for found in re.finditer(rf"{re.escape(root)}(?:/[A-Za-z0-9._-]+)*(?:\?(\w+)=)?", text):
            path = found[0].partition("?")[0].rstrip(".")
            if self.page.form == "text" and not any(matches(one, path) for one in known):
                path = re.split(r"(?<=[a-z0-9])(?=[A-Z])", path)[0]
            yield path, found[1] or ""

    def server(self, host: str, line: int) -> None:
        if not self.servers or host in self.servers:
            self.state_server(host, line)

    def state_server(self, host: str, line: int) -> None:
        self.servers.add(host)
        self.facts.state(Place(EVERY, "server", host), line, there=True)

    def request(self, request: Request) -> None:
        self.address = request.address.path
        self.state_server(request.address.host, request.line)
        for header in request.headers:
            self.facts.spelled.setdefault(
                header.partition(":")[0].lower(), header.partition(":")[0]
            )
        for where, name in credentials(request):
            place = Place(EVERY, where, name) if where == "auth" else self.place(where, name)
            self.facts.state(place, request.line, there=True)
            self.facts.count(place, request.line)
        if not self.at.operation:
            self.facts.state(Place(EVERY, "address", self.address), request.line, used=True)
            return
        if not self.is_of(request, self.at.operation):
            reason = (
                f"expected a request of {self.at.operation} in its section, "
                f"found {request.operation}"
            )
            lost = {*self.known.operations} - {*self.headings.values()}
            other = next((one for one in lost if self.is_of(request, one)), None)
            if other:  # its heading is missing
                self.facts.problems.append(Problem(request.line, reason, other))
                self.at = _Section(other, is_unread=True)
                return
            self.problem(request.line, reason, silences=False)
            self.facts.state(Place(EVERY, "address", self.address), request.line, used=True)
            return
        for key in re.findall(r"(?:^|&)([^=&]+)=", request.address.query):
            self.facts.state(self.place("query", key), request.line, used=True)
        if media := next((one for one in request.headers if "content-type" in one.lower()), ""):
            kinds = (media.split(":")[1].strip(),)
            self.facts.state(self.place("body"), request.line, media=kinds)
        if request.body:
            see(self.facts, self.place("body"), request.body)

    def is_of(self, request: Request, operation: str) -> bool:
        method, _, path = operation.partition(" ")
        return request.method == method and matches(path, request.address.path)

    def sample(self, sample: Sample) -> None:
        if sample.is_script:
            see(self.facts, Place(f"POST {self.address}", "body"), sample)
            return
        codes = self.codes.get(self.at.operation, [])
        if not self.at.status and codes:
            if self.at.samples >= len(codes):
                count = f"{len(codes)} sample{'s' * (len(codes) != 1)}"
                self.problem(
                    sample.line, f"expected {count} of {self.at.operation}, one a status", "answer"
                )
                return
            self.at.status = codes[self.at.samples]
        if not self.at.status and self.at.operation:
            reason = "expected the status of this sample in the line before it"
            self.problem(sample.line, reason, "answer")
            return
        status, self.at.status = self.at.status or "?", ""
        self.at.samples += 1
        operations = [self.at.operation] if self.at.operation else self.concerned(status)
        for operation in operations:
            see(self.facts, Place(operation, f"answer {status}"), sample)

    # Tables.

    def header_row(self, row: Row) -> None:
        self.header, self.roles = row.cells, tuple(map(role, row.cells))
        roles = {*self.roles}
        is_ours = roles & {"path", "terminal", "code"} or (roles & {"name"} and self.at.operation)
        for title, what in zip(self.header, self.roles, strict=True):
            if is_ours and title and not what:
                reason = f"the column {title!r} is not known: kept as prose"
                self.problem(row.line, reason, silences=False)
        if self.at.where and not {"name", "code"} & roles:
            first = self.header[0]
            if role(first) == "" and {"type", "text"} & roles:
                self.roles = ("name", *self.roles[1:])
                self.problem(
                    row.line, f"the column {first!r} is taken for the name", silences=False
                )
            else:
                self.problem(row.line, f"expected a table of known columns, found {row.cells}")

    def row(self, row: Row) -> None:
        if not self.header:
            self.problem(row.line, "expected the header of a table above this row")
            return
        if len(row.cells) < len(self.header):
            if self.page.form == "text" and len(row.cells) == len(self.header) - 1:
                row = evolve(row, cells=(*row.cells, ""))
            else:
                count = len(self.header)
                self.problem(
                    row.line, f"expected {count} cells in this row, found {len(row.cells)}"
                )
                return
        cells: dict[str, str] = {}
        fitted = self.fitted(row)
        for what, title, cell in zip(self.roles, self.header, fitted, strict=True):
            if what and what not in cells:
                cells[what] = cell
            elif cell and self.is_fields:
                self.facts.say(f"{title}: {cell}", row.line, self.place(self.at.where or "text"))
        roles = cells.keys()
        if {"path"} <= roles and roles & {"codes", "parameters", "code"}:
            self.overview(row.line, cells)
        elif "path" in roles and "limit" in roles:
            self.limit(row.line, cells)
        elif {"state", "terminal"} <= roles or {"name", "terminal"} <= roles:
            self.state(row.line, cells)
        elif "code" in roles and re.fullmatch(r"\d{3}", cells["code"]):
            self.code(row.line, cells["code"], cells)
        elif "state" in roles and re.fullmatch(r"\d{3}\b.*", cells["state"]):
            self.code(row.line, cells["state"][:3], cells)
        elif self.is_fields:
            self.listed(row.line, cells)
        elif any(self.roles) or not self.at.where:
            self.facts.say(" ".join(fitted), row.line, self.place("text"))

    @property
    def is_fields(self) -> bool:
        return "name" in self.roles and bool(self.at.operation)

    def fitted(self, row: Row) -> tuple[str, ...]:
        """Join what stands in more cells than the table has columns."""
        last = len(self.header) - 1
        return (*row.cells[:last], " | ".join(row.cells[last:]))

    def overview(self, line: int, cells: dict[str, str]) -> None:
        method, path = cells.get("method", ""), cells["path"]
        operation = f"{method} {path}".strip()
        if not re.fullmatch(rf"(?:{METHOD}) {PATH}", operation):
            self.problem(line, f"expected a method and a path, found {operation!r}")
            return
        self.codes[operation] = re.findall(r"\d{3}", cells.get("codes", cells.get("code", "")))
        self.facts.state(Place(operation, "operation"), line, there=True)
        for code in self.codes[operation]:
            self.facts.state(Place(operation, "answer", code), line, there=True)
        parameters, description = cells.get("parameters", ""), cells.get("text", "")
        named = dict(re.findall(r"(\w+)\s*\(([\w<>\[\] |]+)\)", parameters))
        in_path = re.findall(r"\{(\w+)\}", path)
        resolved: dict[str, str] = {}
        for name, kind in named.items():
            # The description may be glued to the first parameter's name.
            whole = next((one for one in in_path if name.endswith(one)), None)
            whole = whole or self.unglued(description, name)
            description += name.removesuffix(whole)
            resolved[whole] = kind
        for name in in_path:
            if name not in resolved and parameters:
                reason = f"expected the path's {name} among the parameters"
                self.facts.problems.append(Problem(line, reason, operation, "path"))
        for name, word in resolved.items():
            where = "path" if name in in_path else "query"
            place = Place(operation, where, name)
            self.field(place, line, word, required=where == "path")
        self.facts.say(description, line, Place(operation, "text"))

    def unglued(self, description: str, name: str) -> str:
        """Cut the end of a known description off the name that it is glued to."""
        for end in range(len(name)):
            if digest(description + name[:end]) in self.known.digests:
                return name[end:]
        return name

    def listed(self, line: int, cells: dict[str, str]) -> None:
        name = cells["name"].strip("`* ")
        name = re.sub(r"\s*\(?(required|optional)\)?$", "", name)
        where = self.at.where
        in_path = f"{{{name}}}" in self.at.operation
        if not where or where == "either":
            is_body = self.at.operation.startswith(("POST", "PUT", "PATCH"))
            where = "path" if in_path else "query"
            if is_body and not in_path:
                self.problem(line, f"expected the heading of a list above {name!r}", "")
                return
        if where == "answer":
            where = f"answer {self.at.status or self.success}"
        if not identifier(name):
            self.problem(line, f"expected a field's name, found {name!r}", where)
            return
        place = self.place(where, self.at.prefix + name)
        needs: Any = {"one of": "one of", "required": True}.get(self.at.needed, where == "path")
        if "required" in cells and self.at.needed != "one of":
            stated = yes(cells["required"])
            if stated is None:
                self.facts.say(cells["required"], line, place)
            needs = bool(stated) or needs
        if "optional" in cells and yes(cells["optional"]) is False:
            needs = True
        kind: Any = cells.get("type", "") or self.at.kind
        if not kind:
            self.facts.state(place, line, there=True)
            reason = "expected a column Type, or a sentence on all fields"
            self.problem(line, reason, where, silences=False)
        self.field(place, line, kind, required=needs)
        default = cells.get("default", "")
        if re.search(r"\w", default):
            try:
                value = loads(f"value: {default.strip('`')}", self.page.path).root["value"]
                self.facts.state(place, line, default=value)
            except DocumentError:
                self.problem(line, f"expected a default, found {default!r}", where, silences=False)
        description, values = cells.get("text", ""), cells.get("values", "")
        if _ALTERNATIVES.fullmatch(description):
            for word in re.findall(r'"([^"]+)"', description):
                self.facts.add(place, line, enum=word)
        else:
            self.facts.say(description, line, place)
        for word in re.findall(r"[\w.:/-]+", values):
            self.facts.add(place, line, enum=word)

    @property
    def success(self) -> str:
        """Status of the success that a section has named so far."""
        named = [
            place.name
            for place in self.facts.stated
            if (place.operation, place.where) == (self.at.operation, "answer")
            and place.name.startswith("2")
        ]
        return named[-1] if named else "200"

    def field(self, place: Place, line: int, kind: Any, *, required: Any = None) -> None:
        aspects = type_of(kind) if isinstance(kind, str) and kind else kind or {}
        if aspects is None:
            self.facts.state(place, line, there=True)
            self.problem(line, f"expected a type, found {kind!r}", place.where, silences=False)
            aspects = {}
        self.facts.state(place, line, **aspects)
        if required:
            self.facts.state(place, line, required=required)

    def code(self, line: int, status: str, cells: dict[str, str]) -> None:
        self.facts.state(self.place("answer", status), line, there=True)
        self.facts.say(cells.get("text", ""), line, self.place("answer", status))

    def limit(self, line: int, cells: dict[str, str]) -> None:
        path = re.fullmatch(
            rf"(?:({METHOD}) )?({PATH})(?: \(({METHOD})\))?", cells["path"].strip("`")
        )
        count = _LIMIT.match(cells["limit"])
        window = cells.get("window", "") or cells["limit"][count.end() if count else 0 :]
        per = _WINDOW.match(window.strip())
        if not (path and count and per):
            reason = "expected a path, a number of requests and a window"
            self.facts.problems.append(Problem(line, reason, EVERY, "limit"))
            self.limits_unread = True
            return
        method = path[1] or path[3]
        operations = [
            operation
            for operation in dict.fromkeys(filter(None, self.headings.values()))
            if operation.split()[1] == path[2] and method in (None, operation.split()[0])
        ]
        if not operations:
            reason = f"expected a section of {path[2]} on this page"
            self.facts.problems.append(Problem(line, reason, EVERY, "limit", silences=False))
        scope = re.search(r"per (?!\d|second|minute|hour|day)(?:[\w]+ )*?(\w+)$", window.strip())
        for operation in operations:
            self.limited.append(operation)
            aspects: dict[str, Any] = {"scope": (scope[1],)} if scope else {}
            self.facts.state(
                Place(operation, "limit"),
                line,
                requests=int(re.sub(r"\D", "", count[1])),
                window=WINDOWS[per[2].lower()] * int(per[1] or 1),
                **aspects,
            )
            over = cells["limit"][count.end() :] if cells.get("window") else ""
            for rest in (over, window.strip()[per.end() :] if not scope else ""):
                self.facts.say(rest, line, Place(operation, "limit"))

    def state(self, line: int, cells: dict[str, str]) -> None:
        word = (cells.get("state") or cells.get("name", "")).strip("`")
        place = Place(EVERY, "state", word)
        terminal = yes(cells["terminal"])
        if terminal is None:
            reason = f"expected Yes or No, found {cells['terminal']!r}"
            self.facts.problems.append(Problem(line, reason, EVERY, "state", silences=False))
            self.facts.state(place, line, there=True)
        else:
            self.facts.state(place, line, terminal=terminal)
        self.facts.say(cells.get("text", ""), line, place)


def read(page: Capture, known: Known) -> Facts:
    """Read the facts of a page; raise LayoutError for one without any readable operation."""
    facts = Facts(page.path, form=page.form)
    blocks = [block for whole in blocks_of(page, known) for block in _split(page, whole)]
    blocks = list(_tables(page, facts, blocks, known))
    headings = _headings(facts, blocks, known)
    if not any(headings.values()):
        reason = "expected a heading with the path of an operation"
        raise LayoutError(page.path, min(headings, default=1), reason)
    if len(many := {*headings.values()}) > _MOST_OPERATIONS:
        reason = f"expected a page, not {len(many):,} operations: capture its sections apart"
        raise LayoutError(page.path, min(headings), reason)
    reader = _Reader(page, facts, known, headings)
    for block in blocks:
        reader.take(block)
    last = max((line.number for line in page.lines), default=1)
    for operation in reader.codes:
        if operation not in headings.values():
            reason = f"expected a section of {operation} before the end"
            facts.problems.append(Problem(last, reason, operation))
    answered = {place.operation for place in facts.stated if place.where.startswith("answer ")}
    for operation in dict.fromkeys(filter(None, headings.values())):
        if operation not in answered:
            reason = f"expected a sample of an answer of {operation}"
            facts.problems.append(Problem(last, reason, operation, "answer"))
    return facts


def _split(page: Capture, block: Block) -> Iterator[Block]:
    """Split a heading off the line that a text capture glues it to."""
    if not isinstance(block, Text) or page.form != "text":
        yield block
        return
    yield from (Text(block.line, text) for text in split_heading(block.text))


def _tables(page: Capture, facts: Facts, blocks: list[Block], known: Known) -> Iterator[Block]:
    """Cut the rows whose cells a text capture glued together."""
    header: tuple[str, ...] = ()
    rows = 0
    for block in blocks:
        if not isinstance(block, Text) or page.form != "text":
            header = ()
            yield block
        elif cells := header_cells(block.text):
            header, rows = cells, 0
            yield Row(block.line, cells, is_header=True)
        elif header and (cells := row_cells(header, block.text, known.paths)):
            rows += 1
            yield Row(block.line, cells, is_header=False)
        elif header and block.text and (not rows or header[0] == "Method"):
            reason = f"expected a row of the table {''.join(header)}, found {block.text!r}"
            facts.problems.append(Problem(block.line, reason, EVERY, ""))
        else:
            header = ()
            yield block


def _headings(facts: Facts, blocks: list[Block], known: Known) -> dict[int, str]:
    """Map the line of each heading to its operation; "" for one whose method nobody tells.

    The method is that of the heading, of the first request in the section, of the overview, or of
    the only operation that the spec has of the path.
    """
    lines = {
        block.line: found
        for block in blocks
        if isinstance(block, Text) and (found := _HEADING.fullmatch(block.text))
    }
    overview = {
        f"{row.cells[0]} {row.cells[1]}"
        for row in blocks
        if isinstance(row, Row) and re.fullmatch(METHOD, row.cells[0]) and len(row.cells) > 1
    }
    starts = sorted(lines)
    operations: dict[int, str] = {}
    taken: set[str] = set()
    asked = [one for one in blocks if isinstance(one, Request)]
    of_path: dict[str, set[str]] = {}
    for name in (*known.operations, *overview):
        of_path.setdefault(name.split()[1], set()).add(name)
    for index, line in enumerate(starts):
        method, path = lines[line].groups()
        end = starts[index + 1] if index + 1 < len(starts) else 10**9
        requests = [
            one.method for one in asked if line < one.line < end and matches(path, one.address.path)
        ]
        named = of_path.get(path, set())
        new = named - taken
        one = next(iter(named if len(named) == 1 else new if len(new) == 1 else ()), "")
        method = method or next(iter(requests), None) or (one and one.split()[0])
        operations[line] = f"{method} {path}" if method else ""
        taken.add(operations[line])
        if not method:
            reason = f"expected a request of {path} below this: its section is not read"
            silenced = sorted(named) or [EVERY]
            facts.problems += [Problem(line, reason, operation) for operation in silenced]
    return operations
