"""The command `specmock`."""

import argparse
import asyncio
import gc
import json
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias

from specmock.engine.clock import RealClock
from specmock.engine.mock import Mock
from specmock.engine.settings import Settings
from specmock.extras import MissingExtraError, installed_version
from specmock.openapi import REASON, DocumentError, HttpRequest, HttpResponse
from specmock.openapi.document import one_line
from specmock.options import add_settings, settings_of
from specmock.serve.server import bundled_specs, endpoints, listening, server_of
from specmock.serve.site import ADMIN, Site
from specmock.verify import add_verify, in_words, named, tell_refused

Seen: TypeAlias = dict[Path, dict[Path, tuple[int, int]]]  # stamps of the files of documents


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    end = given.index("--") if given[:1] == ["verify"] and "--" in given else len(given)
    parser = command_parser()
    options, unknown = parser.parse_known_args(given[:end])
    if unknown:  # told with the usage of the command itself
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    options.command = given[end + 1 :]
    if "mode" in options:
        try:
            options.settings = settings_of(options)
        except ValueError as error:
            parser.error(str(error))
    specs = options.specs or bundled_specs()
    if not specs:
        print("specmock: no spec was given", file=sys.stderr)
        return 2
    try:
        return int(options.run(specs, options))
    except KeyboardInterrupt:  # which is how a server is ended
        return 0 if options.run is _serve else 128 + signal.SIGINT
    except MissingExtraError as error:
        print(f"specmock: {error}", file=sys.stderr)
        return 2
    except (DocumentError, ValueError, OSError) as error:
        print(f"specmock: {in_words(error)}", file=sys.stderr)
        return 1


def command_parser() -> argparse.ArgumentParser:
    """Make the parser of the command line, with a parser for each command."""
    parser = argparse.ArgumentParser(
        prog="specmock", description="Serve mocks that are made from OpenAPI documents alone."
    )
    parser.add_argument("--version", action="version", version=f"specmock {installed_version()}")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="serve mocks on one port, a prefix each")
    serve.set_defaults(run=_serve, parser=serve)
    serve.add_argument(
        "specs",
        nargs="*",
        type=named,
        metavar="[NAME=]FILE",
        help="OpenAPI documents, under the names of their files unless given; default: our own",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=_port, default=8080, help="0 for any (%(default)s)")
    serve.add_argument("--json", action="store_true", help="print addresses and keys as JSON")
    serve.add_argument("--log", action="store_true", help="print a line a request")
    serve.add_argument(
        "--reload", action="store_true", help="serve a document anew once it changes"
    )
    serve.add_argument(
        "--strict",
        action="store_true",
        help="serve no document of which something cannot be served",
    )
    add_settings(serve, Settings(mode="time"))
    add_verify(commands)
    check = commands.add_parser("check", help="say what a document lacks for a good mock")
    check.set_defaults(run=_check, parser=check)
    check.add_argument("specs", nargs="*", type=Path, help="OpenAPI documents; default: our own")
    proxy = commands.add_parser(
        "proxy", help="serve a generated client that is held against its spec"
    )
    proxy.set_defaults(run=_proxy, parser=proxy)
    proxy.add_argument("package", help="the client of openapi-python-client, as it is imported")
    proxy.add_argument("specs", nargs=1, type=Path, metavar="spec", help="its OpenAPI document")
    proxy.add_argument("url", help="base address of the server that it asks")
    proxy.add_argument("--port", type=_port, default=8081, help="0 for any (%(default)s)")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("not a number from 0 to 65535")
    return int(text)


def _check(specs: list[Path], _: argparse.Namespace) -> int:
    from specmock.engine.check import findings
    from specmock.engine.notes import notes

    found = [finding for path in specs for finding in findings(path)]
    for finding in found:
        print(finding)
    for path in specs:
        with suppress(DocumentError, OSError):  # which is among the findings
            for note in notes(Mock(path)):
                print(one_line(f"{path}: {note}"))
    if not found:
        print(f"{len(specs)} document{'s' * (len(specs) != 1)}, no findings")
    return int(bool(found))


def _serve(given: list[Path | tuple[str | None, Path]], options: argparse.Namespace) -> int:
    clock = RealClock()
    specs = [each if isinstance(each, tuple) else (None, each) for each in given]
    # Before they are read: no edit is missed.
    seen = {path: {path: _stamp(path)} for _, path in specs}
    site = Site(Mock(path, options.settings, clock, name) for name, path in specs)
    tell_refused(site.mocks.values(), strict=options.strict)
    if options.host != "localhost" and not ip_address(options.host).is_loopback:
        print(f"specmock: anybody who reaches {options.host} can use these mocks", file=sys.stderr)
    with listening(options.host, options.port) as listener:
        port = listener.getsockname()[1]
        host = f"[{options.host}]" if ":" in options.host else options.host
        if options.reload:
            threading.Thread(
                target=_reload, args=(site, specs, options.settings, seen), daemon=True
            ).start()
        gc.freeze()  # what is there now stays, so that no collection needs to look at it
        server = server_of(site, _print_line if options.log else None)
        url = f"http://{host}:{port}"
        asyncio.run(server.run(listener, lambda: _announce(site, url, as_json=options.json)))
    return 0


def _proxy(specs: list[Path], options: argparse.Namespace) -> int:
    from specmock.contract import client_under_test, proxied

    if not options.url.startswith(("http://", "https://")):
        raise ValueError(f"{options.url} is no base address; it begins with https:// or http://")
    sys.path.insert(0, str(Path.cwd()))
    try:
        client = client_under_test(options.package, specs[0], options.url)
    except ImportError as error:
        raise ValueError(f"{options.package} cannot be imported: {error}") from error
    with proxied(client, options.port) as (url, differences):
        print(f"{url} goes through {options.package} to {options.url}; Ctrl-C ends it.", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    for difference in dict.fromkeys(map(str, differences)):
        print(difference)
    print(client.coverage.table())
    return int(bool(differences))


def _announce(site: Site, url: str, *, as_json: bool) -> None:
    served = endpoints(site, url).values()
    if as_json:
        mocks = {each.name: {"url": each.url, "key": each.key} for each in served}
        print(json.dumps({"url": url, "admin": url + ADMIN, "mocks": mocks}), flush=True)
        return
    width = max(len(each.name) for each in served)
    longest = max(len(each.url) for each in served)
    for each in served:
        print(f"{each.name:{width}}  {each.url:{longest}}  key {each.key}")
    print(f"\nOpen {url}/ to watch and to steer; Ctrl-C ends it.", flush=True)


def _print_line(request: HttpRequest, response: HttpResponse) -> None:
    reason = response.headers.get(REASON, "")
    print(f"{request.method} {request.path} {response.status} {reason}".rstrip(), flush=True)


def _reload(
    site: Site, specs: list[tuple[str | None, Path]], settings: Settings, seen: Seen
) -> None:
    for _, path in specs:
        seen[path] = {**_stamps(site, path), **seen[path]}
    while True:
        time.sleep(0.3)
        renew(site, specs, settings, seen)


def renew(
    site: Site,
    specs: list[tuple[str | None, Path]],
    settings: Settings,
    seen: Seen,
) -> None:
    """Serve each document anew that has changed, or a file of it, and still can be served.

    Args:
        site: where they are served.
        specs: the documents, with the names that they were given.
        settings: how the mocks behave.
        seen: the stamps of each document's files when they were read, brought up to date.
    """
    for name, path in specs:
        now = {each: _stamp(each) for each in seen[path]}
        if now == seen[path]:
            continue
        seen[path] = now
        try:
            mock = Mock(path, settings, site.clock, name)
        except Exception as error:  # noqa: BLE001 - the next edit may be a good one
            print(f"specmock: {error}; the old one stays", file=sys.stderr, flush=True)
            if isinstance(error, DocumentError):  # where the next edit may be
                seen[path].setdefault(error.path, _stamp(error.path))
            continue
        site.replace(mock)
        tell_refused([mock], strict=False)
        seen[path] = {**_stamps(site, path), **now}
        print(f"specmock: {path} is served anew", file=sys.stderr, flush=True)


def _stamps(site: Site, path: Path) -> dict[Path, tuple[int, int]]:
    """Stamp a document and the files that it refers to, by which a change of them is seen."""
    documents = [mock.document for mock in site.mocks.values() if mock.document.path == path]
    files = [each.path for document in documents for each in document.files.values()]
    return {each: _stamp(each) for each in (path, *files)}


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:  # on its way from an editor
        return 0, 0
    return found.st_mtime_ns, found.st_size
