"""Fetching is polite, bounded and never leaves the listed host."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docs_fetch
import pytest
from attrs import Factory, define
from pages.compare import Source
from pages.fetch import Fetched, Limits, fetch

QUICK = Limits(seconds=1.0, size=10_000, pause=0.0)
Answer = tuple[int, dict[str, str], bytes]


@define
class Site:
    """A vendor's site on loopback: an answer a path, and what it was asked."""

    address: str
    answers: dict[str, Callable[[], Answer]] = Factory(dict)
    asked: list[tuple[str, str | None]] = Factory(list)
    agents: set[str | None] = Factory(set)

    def page(self, path: str, content: str, **headers: str) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda: (200, sent, content.encode())

    def redirect(self, path: str, to: str) -> None:
        self.answers[path] = lambda: (302, {"Location": to}, b"")

    def source(self, reader: str = "tables") -> Source:
        return Source(f"{self.address}/page", "spec", reader, "page.yaml")


@pytest.fixture(name="site")
def serve() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tag = self.headers.get("If-None-Match")
            site.asked.append((self.path, tag))
            site.agents.add(self.headers.get("User-Agent"))
            status, headers, content = site.answers.get(self.path, lambda: (404, {}, b""))()
            if tag is not None and tag == headers.get("ETag"):
                status, content = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked may have given up
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        server.shutdown()


def fetched(site: Site, folder: Path, reader: str = "tables") -> Fetched:
    return next(fetch((site.source(reader),), folder, QUICK))


def test_a_page_is_kept_under_the_name_of_its_facts(site: Site, tmp_path: Path) -> None:
    site.page("/page", "<html>", Content_Type="text/html")

    assert fetched(site, tmp_path).path == tmp_path / "page.html"
    assert (tmp_path / "page.html").read_text("utf-8") == "<html>"
    assert site.agents == {"testruns docs-fetch"}


def test_the_markdown_twin_comes_first(site: Site, tmp_path: Path) -> None:
    site.page("/page.md", "# Page", Content_Type="text/markdown")
    site.page("/page", "<html>", Content_Type="text/html")

    assert fetched(site, tmp_path, "mintlify").path == tmp_path / "page.md"
    assert [path for path, _ in site.asked] == ["/page.md"]


@pytest.mark.parametrize("twin", ["", "text/html; charset=utf-8"], ids=["none", "html"])
def test_without_a_twin_the_page_itself_is_fetched(site: Site, tmp_path: Path, twin: str) -> None:
    if twin:
        site.page("/page.md", "<html>", Content_Type=twin)
    site.page("/page", "<html>", Content_Type="text/html")

    assert fetched(site, tmp_path, "mintlify").path == tmp_path / "page.html"


def test_an_unchanged_page_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    site.page("/page", "<html>", ETag='"one"')
    list(fetch((site.source(),), tmp_path, QUICK))

    again = list(fetch((site.source(),), tmp_path, QUICK))

    assert [one.outcome for one in again] == ["unchanged"]
    assert site.asked[-1] == ("/page", '"one"')


def test_a_page_that_was_removed_here_is_fetched_whole(site: Site, tmp_path: Path) -> None:
    site.page("/page", "<html>", ETag='"one"')
    list(fetch((site.source(),), tmp_path, QUICK))
    (tmp_path / "page.html").unlink()

    assert fetched(site, tmp_path).outcome == "fetched"


def test_a_redirect_within_the_host_is_followed(site: Site, tmp_path: Path) -> None:
    site.redirect("/page", "/moved")
    site.page("/moved", "here")

    fetched(site, tmp_path)

    assert (tmp_path / "page.html").read_text("utf-8") == "here"


@pytest.mark.parametrize("to", ["http://127.0.0.1:9/page", "http://localhost/page", "//[::1]/page"])
def test_a_redirect_to_another_host_is_refused(site: Site, tmp_path: Path, to: str) -> None:
    site.redirect("/page", to)

    assert "another host" in fetched(site, tmp_path).outcome
    assert not (tmp_path / "page.html").exists()


def test_redirects_in_a_circle_end(site: Site, tmp_path: Path) -> None:
    site.redirect("/page", "/page")

    assert "more than 3 redirects" in fetched(site, tmp_path).outcome


def test_a_page_larger_than_allowed_is_refused(site: Site, tmp_path: Path) -> None:
    site.page("/page", "x" * 10_001)

    assert "larger than 10000 bytes" in fetched(site, tmp_path).outcome
    assert list(tmp_path.glob("page*")) == []


def test_a_slow_page_is_given_up(site: Site, tmp_path: Path) -> None:
    def slow() -> Answer:
        time.sleep(0.5)
        return 200, {}, b""

    site.answers["/page"] = slow

    one = next(fetch((site.source(),), tmp_path, Limits(seconds=0.1, pause=0.0)))

    assert one.path is None
    assert one.outcome.startswith("failed")


def test_one_page_that_fails_does_not_stop_the_others(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.page("/second", "here")
    docs = tmp_path / "specs" / "pages"
    docs.mkdir(parents=True)
    (tmp_path / "specs" / "one.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    entries = (
        f"  - {{page: {site.address}/{name}, spec: one, reader: tables, facts: {name}.yaml}}"
        for name in ("first", "second")
    )
    (docs / "sources.yaml").write_text("\n".join(("pages:", *entries)), "utf-8")

    code = docs_fetch.main(["--to", str(tmp_path / "out")], tmp_path, QUICK)

    assert code == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "failed:",
        "fetched",
    ]
    assert (tmp_path / "out" / "second.html").exists()


def test_there_is_a_pause_between_two_pages(site: Site, tmp_path: Path) -> None:
    site.page("/page", "here")
    started = time.monotonic()

    list(fetch((site.source(), site.source()), tmp_path, Limits(pause=0.2)))

    assert time.monotonic() - started >= 0.2


def test_a_description_is_fetched_first_and_spares_the_pages_that_are_rendered_from_it(
    site: Site, tmp_path: Path
) -> None:
    site.page("/openapi.json", '{"openapi": "3.0.0"}', Content_Type="application/json")
    whole = Source(f"{site.address}/openapi.json", "spec", "openapi", "whole.yaml")
    other = Source(f"{site.address}/page", "spec", "mintlify", "page.yaml")

    outcomes = [one.outcome for one in fetch((other, whole), tmp_path, QUICK)]

    assert outcomes == ["fetched", "left out: its description was fetched"]
    assert [path for path, _ in site.asked] == ["/openapi.json"]
    assert (tmp_path / "whole.json").exists()


def test_a_compressed_bomb_is_refused(site: Site, tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    site.answers["/page"] = lambda: (200, {"Content-Encoding": "gzip"}, bomb)

    assert "larger than 10000 bytes" in fetched(site, tmp_path).outcome


def test_a_compressed_page_is_kept_as_its_text(site: Site, tmp_path: Path) -> None:
    site.answers["/page"] = lambda: (200, {"Content-Encoding": "gzip"}, gzip.compress(b"here"))

    assert fetched(site, tmp_path).outcome == "fetched"
    assert (tmp_path / "page.html").read_text("utf-8") == "here"


def test_a_compression_that_was_not_asked_for_is_refused(site: Site, tmp_path: Path) -> None:
    site.answers["/page"] = lambda: (200, {"Content-Encoding": "br"}, b"x")

    assert "compressed as br" in fetched(site, tmp_path).outcome
