"""Captured pages become facts, whatever form they were captured in."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from pages.capture import capture
from pages.facts import EVERY, Facts, LayoutError, Place, Value, dump, read
from pages.known_pages import Library, compared, library, read_page
from text_edits import edited

PAGES = Path(__file__).with_name("pages")
STYLES = ("parcels", "lamps", "bells")
STOPS = "GET /v1/parcels/{parcelId}/stops"


@pytest.fixture(scope="module")
def known() -> Library:
    """The invented pages with their specs; nothing of them is accepted yet."""
    return library(PAGES)


@pytest.fixture
def accepted(tmp_path: Path) -> Library:
    """The invented pages, with what they state as the baseline."""
    known = library(PAGES)
    folder = tmp_path / "specs" / "pages"
    folder.mkdir(parents=True)
    for style in STYLES:
        source, page = read_page(known, PAGES / f"{style}.txt")
        (folder / source.facts).write_text(dump(page, source.page), "utf-8")
    return Library(tmp_path, known.sources, known.specs)


def values(facts: Facts) -> dict[Place, dict[str, Value]]:
    return {
        place: {name: stated.value for name, stated in aspects.items()}
        for place, aspects in facts.stated.items()
    }


def rendered(markdown: Path, folder: Path) -> Path:
    """Render a Markdown page as HTML."""
    html = folder / f"{markdown.stem}.html"
    body = MarkdownIt("commonmark").enable("table").render(markdown.read_text("utf-8"))
    html.write_text(f"<!doctype html>\n<html><body><main>\n{body}</main></body></html>", "utf-8")
    return html


def changed(style: str, old: str, new: str, folder: Path) -> Path:
    """Write a page with one piece of its text replaced, under a name that says nothing."""
    path = folder / "page-1.txt"
    path.write_text(edited((PAGES / f"{style}.txt").read_text("utf-8"), (old, new)), "utf-8")
    return path


@pytest.mark.parametrize("style", STYLES)
def test_a_page_that_agrees_with_its_spec_has_no_findings(known: Library, style: str) -> None:
    source, page = read_page(known, PAGES / f"{style}.txt")

    assert source.spec == style
    assert compared(known, source, page) == []


@pytest.mark.parametrize("style", ["lamps", "bells"])
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_another_form_of_a_page_gives_the_same_facts(
    known: Library, style: str, form: str, tmp_path: Path
) -> None:
    markdown = PAGES / f"{style}.md"
    other = markdown if form == "markdown" else rendered(markdown, tmp_path)

    _, text = read_page(known, PAGES / f"{style}.txt")
    _, page = read_page(known, other)

    assert page.form == form
    assert values(page) == values(text)


def test_html_of_a_field_list_gives_the_same_facts_as_its_text(known: Library) -> None:
    _, text = read_page(known, PAGES / "parcels.txt")
    _, page = read_page(known, PAGES / "parcels.html")

    assert values(page) == values(text)


def test_lines_of_code_may_be_blocks_and_headings_hold_anchors(
    known: Library, tmp_path: Path
) -> None:
    text = rendered(PAGES / "bells.md", tmp_path).read_text("utf-8")
    lines = r'<pre><code class="\1"><div class="line">{</div><div>"count": 2,</div>'
    text = re.sub(r'<pre><code class="(language-json)">{\n  &quot;count&quot;: 2,\n', lines, text)
    text = text.replace("<h3>", "<h3><a>\u200b</a>").replace(">string<", ">string\u00a0<")
    assert "<div>" in text
    page = tmp_path / "page.html"
    page.write_text(text, "utf-8")

    _, facts = read_page(known, page)

    assert values(facts) == values(read_page(known, PAGES / "bells.txt")[1])


def test_a_fact_knows_its_line_in_every_form(known: Library) -> None:
    for name in ("parcels.txt", "parcels.html", "parcels.md"):
        _, page = read_page(known, PAGES / name)
        line = page.stated[Place(STOPS, "query", "limit")]["maximum"].line
        assert "100" in (PAGES / name).read_text("utf-8").split("\n")[line - 1]


def test_an_embedded_fragment_shows_what_a_text_capture_loses(known: Library) -> None:
    source, page = read_page(known, PAGES / "parcels.md")

    assert page.form == "fragment"
    assert Place(STOPS, "answer 200", "stops[].state") in page.stated
    assert page.stated[Place(STOPS, "query", "weight")]["nullable"].value is True
    assert Place(STOPS, "answer", "404") in page.stated
    assert compared(known, source, page) == []


def test_a_field_whose_name_a_capture_lost_is_found_by_its_limits(known: Library) -> None:
    _, page = read_page(known, PAGES / "parcels.txt")

    nameless = page.stated[Place(STOPS, "query", "?")]

    assert (nameless["minLength"].value, nameless["maxLength"].value) == (3, 200)


def test_a_bare_path_takes_its_method_from_the_request_below_it(known: Library) -> None:
    _, page = read_page(known, PAGES / "lamps.txt")

    assert page.operations == {"POST /api/v1/switch", "GET /api/v1/switch"}
    assert page.stated[Place("POST /api/v1/switch", "limit")]["requests"].value == 10
    assert page.stated[Place("POST /api/v1/switch", "body", "colour")]["enum"].value == (
        "cold",
        "red",
        "warm",
    )
    assert page.stated[Place(EVERY, "state", "broken")]["terminal"].value is True


def test_glued_cells_are_cut_by_the_braces_of_the_path(known: Library) -> None:
    _, page = read_page(known, PAGES / "bells.txt")
    ring = "POST /v1/bells/{bell_id}/ring"

    assert page.stated[Place(ring, "path", "bell_id")]["type"].value == "string"
    assert Place(ring, "answer", "404") in page.stated


def test_facts_survive_their_file(known: Library, tmp_path: Path) -> None:
    for style in STYLES:
        source, page = read_page(known, PAGES / f"{style}.txt")
        path = tmp_path / source.facts
        path.write_text(dump(page, source.page), "utf-8")

        again = read(path)

        assert values(again) == values(page)
        assert {said.digest for said in again.sentences} == {said.digest for said in page.sentences}


def test_no_sentence_of_a_page_is_in_its_facts_file(known: Library) -> None:
    for style in STYLES:
        source, page = read_page(known, PAGES / f"{style}.txt")
        kept = dump(page, source.page)
        for line in (PAGES / f"{style}.txt").read_text("utf-8").split("\n"):
            if re.fullmatch(r"[A-Z][a-z]+( [A-Za-z]+){3,}\.?", line):
                assert line not in kept


LAYOUTS = {
    "renamed column": ("lamps", "| Parameter | Type | Description |", "| Handle | Sort | Remark |"),
    "missing list heading": ("lamps", "Request Body\n", ""),
    "missing operation heading": ("lamps", "/api/v1/switch\nLook at an order.", "Look."),
    "sample without its status": ("lamps", "Response (200 OK)", ""),
    "missing section": ("parcels", "Query Parameters\n", ""),
    "missing headers": ("parcels", "Headers\n", ""),
    "missing path": ("parcels", "Path Parameters\n", ""),
    "missing answer": ("parcels", "Response\n", ""),
    "missing method": ("parcels", "GET\n/\n", "/\n"),
    "type missing": ("parcels", "cursor\nstring\n", "cursor\n"),
    "sample cut": ("parcels", '  "nextId": "<string>"\n}\n', ""),
    "another request": ("parcels", "--request GET", "--request PUT"),
    "glued header changed": ("bells", "MethodEndpoint", "VerbEndpoint"),
    "section of the overview missing": ("bells", "GET /v1/bells\n", ""),
    "more samples than codes": ("bells", "200, 404", "200"),
}


@pytest.mark.parametrize(("style", "old", "new"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_page_laid_out_anew_is_told_with_its_line_and_asks_for_no_removal(
    accepted: Library, style: str, old: str, new: str, tmp_path: Path
) -> None:
    path = changed(style, old, new, tmp_path)

    try:
        found = compared(accepted, *read_page(accepted, path))
    except LayoutError as error:
        message = str(error)
    else:
        message = next(f"{one.page}:{one.line}: expected" for one in found if one.kind == "unread")
        assert not [one for one in found if "remove" in one.edit]

    assert re.match(r"^.*page-1\.txt:\d+: expected", message)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["txt", "md", "html"])
@pytest.mark.parametrize("style", STYLES)
def test_any_part_of_a_page_can_be_read_or_not_but_never_crashes(
    accepted: Library, style: str, form: str, tmp_path: Path
) -> None:
    whole = PAGES / f"{style}.{form}"
    page = whole if whole.exists() else rendered(PAGES / f"{style}.md", tmp_path)
    lines = page.read_text("utf-8").split("\n")
    unread = 0
    for last in range(0, len(lines), 3):
        part = tmp_path / "part"
        part.write_text("\n".join(lines[:last]), "utf-8")
        try:
            source, facts = read_page(accepted, part)
        except LayoutError:
            unread += 1
        else:
            assert len(compared(accepted, source, facts)) < 12

    assert unread >= 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"\0\0\0",
        b"Nothing to see.",
        b"<html></html>",
        b"# Title\n```yaml\n",
        b"{",
    ],
)
def test_what_is_no_page_is_refused(known: Library, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(content)

    with pytest.raises(LayoutError, match="expected"):
        read_page(known, path)


def test_a_page_of_another_operation_is_not_taken_for_a_listed_one(
    accepted: Library, tmp_path: Path
) -> None:
    text = (PAGES / "parcels.txt").read_text("utf-8")
    start = text.index("Query Parameters")
    other = text[:start].replace("stops", "labels").replace("parcels", "vans")
    other = other.replace("api.vans.example", "api.parcels.example")
    path = tmp_path / "page"
    path.write_text(f"{other}\nResponse\n\nSuccessful\n\nwheels\ninteger\nrequired\n", "utf-8")

    with pytest.raises(LayoutError, match=r"none of them states GET /v1/vans"):
        read_page(accepted, path)


def test_scripts_and_menus_of_a_page_are_no_text() -> None:
    shown = "\n".join(line.text for line in capture(PAGES / "parcels.html").lines)

    assert "window.page" not in shown
    assert "All pages" not in shown


DEEP = 200_000
HOSTILE = {
    "50 MB": b"a" * 50_000_000,
    "binary": bytes(range(256)) * 4000,
    "nested JSON": b"https://lamps.example\n/api/v1/switch\n" + b'{"a":' * DEEP,
    "nested description": b'{"openapi": "3.0.0", "x": ' + b"[" * DEEP,
    "nested HTML": b"<html><body>" + b"<div>" * DEEP + b"https://lamps.example",
    "nested Markdown": b"## x\n\nhttps://lamps.example\n\n" + b">" * DEEP,
    "bomb of aliases": b"openapi: 3.1.0\nservers: [{url: https://lamps.example}]\na0: &a0 [x]\n"
    + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)
    ),
    "open quotes": b"https://lamps.example\n/api/v1/switch\n" + b"curl -X 'a\n" * 5_000,
    "headings": b"https://lamps.example\n" + b"/api/v1/switch\n" * 30_000,
    "operations": b"https://lamps.example\n"
    + b"".join(b"GET /api/v1/lamps/%d\n" % n for n in range(15_000)),
    "open comments": b'{"openapi": "3.0.0", ' + b"/*" * 1_000_000,
    "open strings": b'{"openapi": "3.0.0", ' + b"'\\" * 1_000_000,
    "lines of YAML": b"- a: b\n" * 600_000 + b"https://lamps.example",
}


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_ends_in_one_sentence(
    known: Library, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "page"
    path.write_bytes(content)

    with pytest.raises(LayoutError) as error:
        read_page(known, path)

    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500
