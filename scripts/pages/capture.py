"""Capture files (text, Markdown or HTML) as numbered lines."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser, LexborNode

from pages.facts import LayoutError

_LARGEST: Final = 5_000_000  # characters; the largest page of today has a hundredth of that
_MOST_LINES: Final = 20_000
_DEEPEST: Final = 500  # levels of tags
_LARGEST_FILE: Final = 10_000_000  # bytes
_HTML: Final = re.compile(
    r"\s*(<!--.*?-->\s*)*<(!doctype|html|head|body|main|article|div)\b", re.IGNORECASE | re.DOTALL
)
_VERSION: Final = re.compile(r"[\"']?\b(swagger|openapi)[\"']?\s*:\s*[\"']?(\d+)((?:\.\d+)?)")
_JSON: Final = re.compile(
    rf"(?:\s|//[^\n]*\n|/\*.{{0,5000}}?\*/)*\{{(?=.{{0,100000}}?{_VERSION.pattern})", re.DOTALL
)
_YAML: Final = re.compile(  # whose lines before that one are comments, entries or nested in some
    rf"(?:(?:[#% -][^\n]*|[\w\"'][\w\"'-]*:[^\n]*|)\n){{0,1000}}?{_VERSION.pattern}"
)
_CONTROLS: Final = {number: " " for number in range(32) if chr(number) not in "\t\n"}
_MARKDOWN: Final = re.compile(r"^(`{3,}|#{2,6} \S)", re.MULTILINE)
_FRAGMENT: Final = re.compile(r"ya?ml (get|put|post|delete|patch|head|options) (/\S*)")
_NOT_CONTENT: Final = "script, style, nav, footer, svg, template, noscript, button"
_BLOCKS: Final = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br dd details div dl dt figure h1 h2 h3 h4 h5 h6 "
        "header hr label li main ol p section summary table tbody thead ul",
    )
)
_UNSEEN: Final = {ord("\r"): None, 0x200B: None, 0xA0: " "}  # anchors and layout, no content
_MARK: Final = re.compile("\ue000([0-9]+)\ue001")


@frozen
class Line:
    """A line of a page, or a row of a table in it."""

    number: int
    text: str
    cells: tuple[str, ...] = ()
    is_header: bool = False


@frozen
class Fragment:
    """A piece of an OpenAPI document inside a page."""

    line: int
    text: str


@frozen
class Capture:
    """A page as its reader wants it."""

    path: Path
    form: str
    lines: tuple[Line, ...]
    fragment: Fragment | None = None


def capture(path: Path) -> Capture:
    """Read a captured page; raise LayoutError for what is none."""
    page = _capture(path)
    if len(page.lines) > _MOST_LINES:
        raise LayoutError(path, _MOST_LINES, f"expected a page, not {len(page.lines):,} lines")
    return page


def _capture(path: Path) -> Capture:
    if (size := path.stat().st_size) > _LARGEST_FILE:
        raise LayoutError(path, 1, f"expected a page, not {size // 1_000_000} MB")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig").translate(_UNSEEN)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LayoutError(path, line, "expected a page in UTF-8") from error
    if len(text) > _LARGEST or "\0" in text:
        raise LayoutError(path, 1, "expected a page of text, and not that much")
    if _JSON.match(text) or (_YAML.match(text) and "```" not in text):
        _look_for_version(path, text)
        return Capture(path, "openapi", (), Fragment(0, text.translate(_CONTROLS)))
    if _HTML.match(text):
        _look_for_depth(path, text)
        return Capture(path, "html", tuple(_html(text)))
    if not _MARKDOWN.search(text):
        return Capture(path, "text", tuple(_text(text)))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    fragments = [
        Fragment(token.map[0] + 1, token.content)
        for token in tokens
        if token.type == "fence" and token.map and _FRAGMENT.fullmatch(token.info.strip())
    ]
    if fragments:
        _look_for_version(path, fragments[0].text, fragments[0].line)
        return Capture(path, "fragment", tuple(_markdown(tokens)), fragments[0])
    return Capture(path, "markdown", tuple(_markdown(tokens)))


def _look_for_version(path: Path, text: str, above: int = 0) -> None:
    """Refuse a description of another OpenAPI than 3, with what to do."""
    found = _VERSION.search(text)
    if found and found[2] != "3":
        line = above + text.count("\n", 0, found.start()) + 1
        named = " (Swagger)" if found[2] == "2" else ""
        reason = f"OpenAPI {found[2]}{found[3]}{named} is not read: convert it to 3.0 or 3.1 first"
        raise LayoutError(path, line, reason)


def _look_for_depth(path: Path, text: str) -> None:
    """Refuse HTML that is nested deeper than any page: its tree would take for ever."""
    depth = 0
    for tag in re.finditer(
        r"<(/?)(?!(?:br|img|hr|input|meta|link|p|li)\b)[a-zA-Z]\w*[^>]*?(/?)>", text
    ):
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth > _DEEPEST:
            line = text.count("\n", 0, tag.start()) + 1
            raise LayoutError(path, line, f"expected a page, not {depth} levels of tags")


def _text(text: str) -> Iterator[Line]:
    header = in_table = False
    for number, line in enumerate(text.split("\n"), 1):
        row = line.strip()
        if row.startswith("|") or (in_table and " | " in row):
            in_table = in_table or row.startswith("|")
            cells = tuple(cell.strip() for cell in row.strip("|").split("|"))
            if not set(row) <= set("|-: "):
                yield Line(number, line, cells, is_header=not header)
            header = True
        else:
            header = in_table = False
            yield Line(number, line.rstrip())


def _markdown(tokens: list[Token]) -> Iterator[Line]:
    cells: list[str] = []
    in_row = in_head = False
    for token in tokens:
        number = token.map[0] + 1 if token.map else 1
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            cells, in_row, row = [], True, number
        elif token.type == "tr_close":
            in_row = False
            yield Line(row, " | ".join(cells), tuple(cells), in_head)
        elif token.type == "inline" and in_row:
            cells.append(_plain(token))
        elif token.type == "inline":
            lines = _plain(token).split("\n")
            yield from (Line(number + index, text.strip()) for index, text in enumerate(lines))
        elif token.type in ("fence", "code_block") and not _FRAGMENT.fullmatch(token.info.strip()):
            first = number + (token.type == "fence")
            for index, text in enumerate(token.content.rstrip("\n").split("\n")):
                yield Line(first + index, text.rstrip())
        elif token.type == "html_block":
            for index, text in enumerate(token.content.rstrip("\n").split("\n")):
                yield Line(number + index, text.rstrip())


def _plain(token: Token) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    parts = (breaks.get(child.type, child.content) for child in token.children or ())
    return "".join(parts).strip()


def _html(text: str) -> Iterator[Line]:
    parser = LexborHTMLParser(_with_marks(text))
    for node in parser.css(_NOT_CONTENT):
        node.decompose()
    root = parser.css_first("main") or parser.css_first("article") or parser.body
    if root is not None:
        yield from _Html().lines(root)


def _with_marks(text: str) -> str:
    """Put its line into each piece of text, since the parser forgets where it was."""
    starts = [match.end() for match in re.finditer("\n", text)]
    marked, number, done = [], 1, 0
    for match in re.finditer(r">([^<]+)", text):
        while starts and number <= len(starts) and starts[number - 1] <= match.start(1):
            number += 1
        marked.append(text[done : match.start(1)])
        lines = match[1].split("\n")
        marked.append(
            "\n".join(f"\ue000{number + index}\ue001{line}" for index, line in enumerate(lines))
        )
        done = match.end(1)
    return "".join([*marked, text[done:]])


@frozen
class _Html:
    """Walks a page's nodes and breaks a line at each block."""

    def lines(self, root: LexborNode) -> Iterator[Line]:
        pending: list[str] = []
        number = 1
        for kind, text in self.parts(root):
            if kind == "text":
                pending.append(text)
                continue
            yield from self.flush(pending, number)
            pending = []
            if kind == "pre":
                for raw in text.strip("\n").split("\n"):
                    number = self.number(raw, number)
                    if shown := _MARK.sub("", raw).rstrip():
                        yield Line(number, shown)
            elif kind in ("row", "header"):
                number = self.number(text, number)
                cells = tuple(self.shown(cell) for cell in text.split("\ue002"))
                yield Line(number, " | ".join(cells), cells, kind == "header")
        yield from self.flush(pending, number)

    def flush(self, pending: list[str], number: int) -> Iterator[Line]:
        text = "".join(pending)
        if shown := self.shown(text):
            yield Line(self.number(text.lstrip(), number), shown)

    def shown(self, text: str) -> str:
        return " ".join(_MARK.sub("", text).split())

    def number(self, text: str, otherwise: int) -> int:
        pieces = _MARK.split(text)  # text, number, text, number, …
        for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            if piece.strip():
                return int(number)
        return int(pieces[1]) if len(pieces) > 1 else otherwise

    def code(self, node: LexborNode) -> Iterator[str]:
        """Yield the text of a code block, whose lines may be blocks of their own."""
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                yield child.text_content or ""
            else:
                yield from self.code(child)
            if child.tag in _BLOCKS:
                yield "\n"

    def parts(self, node: LexborNode) -> Iterator[tuple[str, str]]:
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                yield "text", child.text_content or ""
            elif tag == "pre":
                yield "pre", "".join(self.code(child))
            elif tag == "tr":
                cells = list(child.iter())
                is_header = all(cell.tag == "th" for cell in cells)
                joined = "\ue002".join(cell.text(deep=True) for cell in cells)
                yield ("header" if is_header else "row"), joined
            elif tag in _BLOCKS:
                yield "break", ""
                yield from self.parts(child)
                yield "break", ""
            else:
                yield from self.parts(child)
