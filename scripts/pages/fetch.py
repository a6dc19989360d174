"""Fetching the listed pages, politely: one at a time, and never anything else."""

import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
from attrs import frozen

from pages.compare import Source

AGENT: Final = "testruns docs-fetch"
TWIN: Final = ".md"  # where Mintlify keeps the Markdown of a page
REDIRECTS: Final = 3


@frozen
class Limits:
    """How long and how much: seconds for a page and between two, and its bytes."""

    seconds: float = 9.0
    size: int = 5_000_000
    pause: float = 1.0


@frozen
class Fetched:
    """What became of a page."""

    page: str
    outcome: str
    path: Path | None = None


class RefusedError(Exception):
    """An answer that is not taken, with the reason."""


def fetch(sources: tuple[Source, ...], folder: Path, limits: Limits) -> Iterator[Fetched]:
    """Fetch pages into a folder; what has not changed since is not sent again."""
    folder.mkdir(parents=True, exist_ok=True)
    known = _read_tags(folder)
    with httpx.Client(
        headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"}, trust_env=False
    ) as client:
        described: set[str] = set()  # specs whose pages are rendered from what came already
        order = sorted(sources, key=lambda source: source.reader != "openapi")
        for index, source in enumerate(order):
            if source.reader == "mintlify" and source.spec in described:
                yield Fetched(source.page, "left out: its description was fetched", folder)
                continue
            if index:
                time.sleep(limits.pause)
            try:
                yield _page(client, source, folder, limits, known)
                if source.reader == "openapi":
                    described.add(source.spec)
            except (httpx.HTTPError, RefusedError, zlib.error) as error:
                yield Fetched(source.page, f"failed: {error}")
    text = json.dumps(known, indent=2, sort_keys=True) + "\n"
    (folder / ".etags.json").write_text(text, "utf-8")


def _page(
    client: httpx.Client, source: Source, folder: Path, limits: Limits, known: dict[str, str]
) -> Fetched:
    stem = Path(source.facts).stem
    if source.reader == "openapi":
        suffix = Path(httpx.URL(source.page).path).suffix or ".json"
        path = folder / f"{stem}{suffix}"
        fetched = _address(client, source, source.page, path, limits, known)
        if fetched is None:
            raise RefusedError("404")
        return fetched
    if source.reader == "mintlify":
        fetched = _address(client, source, source.page + TWIN, folder / f"{stem}.md", limits, known)
        if fetched is not None:
            (folder / f"{stem}.html").unlink(missing_ok=True)
            return fetched
        time.sleep(limits.pause)
    fetched = _address(client, source, source.page, folder / f"{stem}.html", limits, known)
    if fetched is None:
        raise RefusedError("404")
    return fetched


def _address(
    client: httpx.Client,
    source: Source,
    address: str,
    path: Path,
    limits: Limits,
    known: dict[str, str],
) -> Fetched | None:
    """Fetch an address into a file; return nothing where there is no such page."""
    deadline = time.monotonic() + limits.seconds
    headers = {"If-None-Match": known[address]} if address in known and path.exists() else {}
    url = httpx.URL(address)
    for _ in range(REDIRECTS + 1):
        timeout = httpx.Timeout(max(0.1, deadline - time.monotonic()))
        with client.stream("GET", url, headers=headers, timeout=timeout) as answer:
            if answer.has_redirect_location:
                url = _followed(url, answer)
                continue
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(source.page, "unchanged", path)
            if answer.status_code != httpx.codes.OK:
                raise RefusedError(f"status {answer.status_code}")
            is_html = "html" in answer.headers.get("content-type", "")
            if path.suffix == TWIN and is_html:
                return None  # an answer for a person who lost the way
            content = _content(answer, limits, deadline)
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(content)
            part.replace(path)
            known.pop(address, None)
            if tag := answer.headers.get("etag"):
                known[address] = tag
            return Fetched(source.page, "fetched", path)
    raise RefusedError(f"more than {REDIRECTS} redirects")


def _followed(url: httpx.URL, answer: httpx.Response) -> httpx.URL:
    target = url.join(answer.headers.get("location", ""))
    if (target.scheme, target.netloc) != (url.scheme, url.netloc):
        raise RefusedError(f"redirected to another host, {target.host}")
    return target


def _content(answer: httpx.Response, limits: Limits, deadline: float) -> bytes:
    encoding = answer.headers.get("content-encoding", "").lower()
    if encoding not in ("", "identity", "gzip", "deflate"):
        raise RefusedError(f"compressed as {encoding}, which was not asked for")
    inflate = zlib.decompressobj(47) if encoding in ("gzip", "deflate") else None
    content = bytearray()
    for chunk in answer.iter_raw():
        room = limits.size + 1 - len(content)
        content += inflate.decompress(chunk, room) if inflate else chunk
        if len(content) > limits.size:
            raise RefusedError(f"larger than {limits.size} bytes")
        if time.monotonic() > deadline:
            raise RefusedError(f"slower than {limits.seconds} s")
    return bytes(content)


def _read_tags(folder: Path) -> dict[str, str]:
    try:
        tags = json.loads((folder / ".etags.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(tag) for key, tag in tags.items()} if isinstance(tags, dict) else {}
