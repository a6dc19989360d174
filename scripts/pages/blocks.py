"""The lines of a page as blocks: requests, samples, rows of tables, and the text between them."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from attrs import frozen
from specmock.openapi import UUID_PATTERN, Document, DocumentError, loads

from pages.capture import Capture, Line
from pages.facts import Facts, Known, LayoutError, Place
from pages.loose_json import strict
from pages.pasted_text import Address, addresses, split_command

_SCRIPT_BODY: Final = re.compile(r"(?:JSON\.stringify\(|\bjson=|-d ')(?=\{)")
_STRING: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|//.*")
_LONGEST: Final = 2000  # lines of a sample
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@frozen
class Text:
    """A line of prose, of a script, or of a field list."""

    line: int
    text: str


@frozen
class Row:
    """A row of a table."""

    line: int
    cells: tuple[str, ...]
    is_header: bool


@frozen
class Sample:
    """A JSON value; `is_script` where names are all that it shows."""

    line: int
    document: Document
    is_script: bool = False

    @property
    def value(self) -> Any:
        return self.document.root

    def line_of(self, *steps: str | int) -> int:
        return self.line - 1 + self.document.line(steps)


@frozen
class Request:
    """A curl command."""

    line: int
    method: str
    address: Address
    headers: tuple[str, ...]
    body: Sample | None

    @property
    def operation(self) -> str:
        return f"{self.method} {self.address.path}"


@frozen
class Unread:
    """A request or a sample that is not written as one, and why."""

    line: int
    reason: str


Block: TypeAlias = Text | Row | Sample | Request | Unread


def blocks_of(page: Capture, known: Known) -> Iterator[Block]:
    """Cut a page into blocks; what cannot be read of it is one as well, and hides nothing else."""
    lines = list(page.lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.cells:
            yield Row(line.number, line.cells, line.is_header)
            continue
        here = lines[index - 1 :]
        block: Block | None = None
        try:
            if line.text.startswith("curl "):
                block, taken, rest = _request(page, here, known)
            elif line.text.startswith("{"):
                block, taken, rest = _sample(page, here)
            elif script := _SCRIPT_BODY.search(line.text):
                yield Text(line.number, line.text)
                block, taken, rest = _script_body(page, here, script.end())
        except LayoutError as error:
            block, taken = Unread(error.line, error.reason), _extent(here)
            rest = here[taken - 1].text.rpartition("}")[2] if taken > 1 else ""
        if block is None:
            yield Text(line.number, line.text.strip())
            continue
        yield block
        index += taken - 1
        if rest.strip():
            lines.insert(index, Line(lines[index - 1].number, rest.strip()))


def _extent(lines: list[Line]) -> int:
    """Count the lines of a command or a sample that could not be read."""
    depth = 0
    for taken, line in enumerate(lines[:400], 1):
        bare = _STRING.sub("", line.text)
        depth += sum({"{": 1, "[": 1, "}": -1, "]": -1}.get(one, 0) for one in bare)
        if depth <= 0 and not line.text.endswith("\\"):
            return taken
    looks = re.compile(r"\s*[\"{}\[\]]|.*[,\\]$")
    return next((at for at, line in enumerate(lines) if at and not looks.match(line.text)), 1)


def _request(page: Capture, lines: list[Line], known: Known) -> tuple[Request, int, str]:
    command = ""
    taken = 0
    for line in lines:
        taken += 1
        command += line.text + "\n"
        quoted = re.sub(r"'[^']*'|\"[^\"]*\"", "Q", command)
        if not line.text.endswith("\\") and not re.search(r"['\"]", quoted):
            break
    else:
        raise LayoutError(
            page.path, lines[0].number, "expected the end of this request: a quote is open"
        )
    is_glued, rest = page.form == "text", ""
    if is_glued:
        command, rest = split_command(command, known.paths)
    words = shlex.split(command.replace("\\\n", " "))
    options = [(word, words[at + 1]) for at, word in enumerate(words[:-1]) if word.startswith("-")]
    data = next((text for name, text in options if name.startswith(("-d", "--data"))), None)
    body = None
    if data is not None and data.lstrip().startswith("{"):
        start = next(
            at for at, line in enumerate(lines) if "{" in line.text and "http" not in line.text
        )
        body = _parsed(page, lines[start].number, data.strip())
    found = (next(addresses(word, known.paths, glued=is_glued), None) for word in words)
    address = next(filter(None, found), None)
    if address is None:
        raise LayoutError(page.path, lines[0].number, "expected the address of this request")
    named = next((text for name, text in options if name in ("-X", "--request")), None)
    method = named or ("GET" if data is None else "POST")
    headers = tuple(text for name, text in options if name in ("-H", "--header"))
    return Request(lines[0].number, method.upper(), address, headers, body), taken, rest


def _sample(page: Capture, lines: list[Line]) -> tuple[Sample | None, int, str]:
    text = "\n".join(line.text for line in lines[:_LONGEST])
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if lines[0].text.strip() != "{":
            return None, 1, ""  # a line of a script
        taken = _extent(lines)
        loose = "\n".join(line.text for line in lines[:taken])
        end = loose.rfind("}") + 1
        try:
            written = strict(loose[:end])
            json.loads(written, strict=False)
            return Sample(lines[0].number, loads(written, page.path)), taken, loose[end:]
        except (DocumentError, ValueError, RecursionError):
            pass
        number = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        at = lines[min(number, len(lines)) - 1].number
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise LayoutError(page.path, at, f"expected a sample of JSON: {reason}") from error
    taken = text.count("\n", 0, end) + 1
    rest = text[end:].split("\n", 1)[0]
    return _parsed(page, lines[0].number, text[:end]), taken, rest


def _script_body(page: Capture, lines: list[Line], start: int) -> tuple[Sample | None, int, str]:
    text = "\n".join(line.text for line in lines[:200])[start:]
    depth = end = 0
    for character in text:
        end += 1
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            break
    else:
        raise LayoutError(page.path, lines[0].number, "expected the end of this request's body")
    body = _parsed(page, lines[0].number, text[:end])
    return Sample(body.line, body.document, is_script=True), text.count("\n", 0, end) + 1, ""


def _parsed(page: Capture, line: int, text: str) -> Sample:
    try:
        return Sample(line, loads(text, page.path))
    except DocumentError as error:
        at = line + error.line - 1
        raise LayoutError(
            page.path, at, f"expected a sample that can be read: {error.reason}"
        ) from error


def see(facts: Facts, place: Place, sample: Sample) -> None:
    """State the names that a sample shows, and the kinds of their values."""
    if not sample.is_script:
        facts.samples.setdefault(place, []).append(sample.value)
    for steps, name, value in _leaves(sample.value, (), ""):
        where = Place(place.operation, place.where, f"{place.name}.{name}".strip("."))
        line = sample.line_of(*steps)
        facts.count(where, line)
        if sample.is_script:
            facts.state(where, line, used=True)
            continue
        facts.add(where, line, seen=_kind(value))
        if isinstance(value, str) and " " in value:
            facts.say(value, line, where)
        if isinstance(value, str) and re.fullmatch(r"[A-Za-z_]+( [a-z]+)?", value):
            facts.add(where, line, words=value)


def _leaves(
    value: Any, steps: tuple[str | int, ...], name: str
) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            path = f"{name}.{key}".lstrip(".")
            yield (*steps, key), path, inner
            yield from _leaves(inner, (*steps, key), path)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*steps, index), f"{name}[]")


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str() if UUID_PATTERN.fullmatch(value):
            return "string<uuid>"
        case str() if _TIME.fullmatch(value):
            return "string<date-time>"
        case str():
            return "string"
        case list():
            return f"{_kind(value[0])}[]" if value else "[]"
        case _:
            return "object"


def credentials(request: Request) -> Iterator[tuple[str, str]]:
    """Sort the headers of a request: ("auth" or "header", name)."""
    for header in request.headers:
        name, _, value = header.partition(":")
        name = name.strip().lower()
        if name == "authorization":
            yield "auth", value.split()[0].lower() if value.split() else "none"
        elif re.search(r"key|token", name):
            yield "auth", name
        elif name not in ("content-type", "accept"):
            yield "header", name
