"""Draft the first spec of a vendor from captured pages, and list what a person names or decides.

Exits 0 where all is drafted, 1 where something is left, 2 where nothing can be drafted.
"""

import argparse
import keyword
import sys
from pathlib import Path
from typing import Any

import generate
from attrs import evolve
from docs_check import captures, say, shown
from docs_update import line, show_left
from lint.places import counted
from pages.capture import Capture, capture
from pages.compare import Source
from pages.edit import style
from pages.edit.schemas import MARK
from pages.edit.update import Result, Update, accepted
from pages.facts import Facts, Known, LayoutError, dump
from pages.known_pages import READERS, Library
from pages.readers.openapi import document_of
from pages.spec_facts import operations
from specmock.openapi import DocumentError, loads

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vendor", help="the stem of the new spec: letters, digits and _")
    parser.add_argument("reader", choices=[name for name in READERS if name != "prose"])
    parser.add_argument("pages", nargs="+", type=Path, help="captured pages, or folders of them")
    parser.add_argument(
        "--address", default="", help="where the page stands; known for one page only"
    )
    options = parser.parse_args(arguments)
    path = root / "specs" / f"{options.vendor}.yaml"
    if not options.vendor.isidentifier() or options.vendor != options.vendor.lower():
        parser.error(f"{options.vendor!r} is no name of a package: use letters, digits and _")
    if keyword.iskeyword(options.vendor):
        parser.error(f"{options.vendor!r} is a keyword of Python: choose another name")
    if path.exists():
        say(f"{shown(path)} is there already: `make docs-update` brings it up to its pages")
        return 2
    try:
        return draft(root, path, options)
    except (DocumentError, LayoutError, OSError) as error:
        say(str(error))
        return 2


def draft(root: Path, path: Path, options: argparse.Namespace) -> int:
    """Write the spec, its pages in the list, and their facts."""
    pages = [read(options.reader, file) for file in captures(options.pages)]
    if not pages:
        say("There is no page to read.")
        return 2
    result, sources = drafted(root, path, options, pages)
    if not loads(result.text, path).root["paths"]:
        show_left(result)
        say("No operation could be drafted, so nothing is written.")
        return 2
    path.write_text(result.text, "utf-8", newline="\n")
    listed = root / "specs" / "pages" / "sources.yaml"
    text = listed.read_text("utf-8") if listed.exists() else "pages:\n"
    for source in sources:
        entry = {key: getattr(source, key) for key in ("page", "spec", "reader", "facts")}
        text += "\n".join(style.item(entry, 2)) + "\n"
        (root / "specs" / "pages" / source.facts).write_text(
            dump(sources[source], source.page), "utf-8", newline="\n"
        )
    listed.write_text(text, "utf-8", newline="\n")
    say(f"{shown(path)}: {counted(len(result.applied), 'edit')}, {len(result.left)} left to decide")
    show_left(result)
    for guess in result.check:
        line("check", guess)
    unread = [(facts.path, one) for facts in pages for one in facts.problems if one.silences]
    for page, problem in unread:
        line("unread", f"{page}:{problem.line}: {problem.operation}: {problem.reason}")
    if (root / "generated").exists() and generate.generate(root):
        say("The package could not be generated: see above.")
        return 1
    return 1 if result.left or unread else 0


def read(reader: str, file: Path) -> Facts:
    """Read a page of which nothing is known before."""
    page = capture(file)
    known = Known(frozenset(described(page))) if reader == "openapi" else Known()
    facts: Facts = READERS[reader].read(page, known)
    return evolve(facts, path=shown(facts.path))


def described(page: Capture) -> set[str]:
    """Operations of a description."""
    return {name for name, _ in operations(document_of(page))}


def drafted(
    root: Path, path: Path, options: argparse.Namespace, pages: list[Facts]
) -> tuple[Result, dict[Source, Facts]]:
    """Make the skeleton of a spec, and bring it up to the pages."""
    root_node = skeleton(options.vendor, pages)
    document = loads("\n".join(style.body(root_node, 0)) + "\n", path)
    host = root_node["servers"][0]["url"]
    guesses = []
    sources: dict[Source, Facts] = {}
    for facts in pages:
        stem = facts.path.stem
        address = options.address if len(pages) == 1 and options.address else f"{host}/docs/{stem}"
        if address != options.address:
            guesses.append(f"the page stands at {address}: correct it in sources.yaml and x-source")
        name = f"{options.vendor}-{stem}.yaml"
        sources[Source(address, options.vendor, options.reader, name)] = facts
    known = Library(root, tuple(sources), {options.vendor: document})
    result = Update(known, options.vendor, sources).run()
    sources = {one: accepted(known, one, page, result.left) for one, page in sources.items()}
    if not host.startswith("https://"):
        guesses.append(f"the server {host} is not https, so that a key would be sent in the open")
    result.check[:0] = [f"the title {root_node['info']['title']} and the version", *guesses]
    return result, sources


def skeleton(vendor: str, pages: list[Facts]) -> dict[str, Any]:
    """A spec without operations: its server, its tag and its security schemes."""
    stated = [(facts, place) for facts in pages for place in facts.stated]
    servers = [place.name for _, place in stated if place.where == "server"]
    schemes: dict[str, Any] = {}
    for facts, place in stated:
        way = place.name
        if place.where != "auth" or way in schemes:
            continue
        if way in ("bearer", "basic"):
            schemes[way] = {"type": "http", "scheme": way}
            continue
        keys = sum(one["type"] == "apiKey" for one in schemes.values())
        schemes[f"apiKey{keys + 1}" if keys else "apiKey"] = {
            "type": "apiKey",
            "in": facts.value(place, "sent") or "header",
            "name": facts.spelled.get(way, way),
        }
    whole: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": vendor.capitalize(), "version": "1"},
        "servers": [{"url": next(iter(servers), f"https://{vendor}.example"), MARK: True}],
        "tags": [{"name": vendor, MARK: True}],
        "paths": {},
    }
    if schemes:
        whole["components"] = {"securitySchemes": schemes}
    return whole


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
