"""The command `specmock verify`: run a client's tests against the mock, and judge its requests."""

import argparse
import re
import sys
from collections.abc import Iterable
from errno import EACCES, EADDRINUSE
from pathlib import Path
from typing import Any, Final

import yaml
from attrs import Factory, define

from specmock.engine.clock import RealClock
from specmock.engine.mock import Mock
from specmock.engine.settings import Settings
from specmock.engine.verdict import KINDS, Findings, Verdict
from specmock.openapi import Answer, Breach, DocumentError, HttpRequest, Later, OperationCall
from specmock.openapi.document import one_line
from specmock.options import add_settings
from specmock.serve.command import CommandRunner, Interrupted, variables_of
from specmock.serve.http import HttpServer
from specmock.serve.server import Endpoint, endpoints, listening, running
from specmock.serve.site import Site
from specmock.verify_reports import Report

EXIT_CODES: Final = """\
exit codes:
  0    the command passed, and nothing was found
  1    findings, too little coverage, or no request
  2    wrong usage, a document that cannot be served, or a report that cannot be written
  3    the command failed; its own code is in the report
  128+ a signal ended it
"""


def add_verify(commands: Any) -> None:
    """Add the command to a parser's."""
    parser = commands.add_parser(
        "verify",
        help="run a command against mocks, and judge what it sends",
        usage="specmock verify [options] [NAME=]FILE ... -- COMMAND ...",
        epilog=f"The command finds the mocks by NAME_BASE_URL and NAME_API_KEY.\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=_verify, parser=parser)
    parser.add_argument("specs", nargs="+", type=named, metavar="[NAME=]FILE")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write a JUnit report")
    parser.add_argument(
        "--ignore",
        type=_ignored,
        default={},
        metavar="FILE",
        help="YAML with findings that do not count, each with the reason",
    )
    parser.add_argument(
        "--fail-under",
        type=_least,
        action="append",
        default=[],
        metavar="KIND=PERCENT",
        help=f"least coverage, of {', '.join(KINDS)}; may be repeated",
    )
    parser.add_argument(
        "--env",
        type=_variable,
        action="append",
        default=[],
        metavar="NAME=TEXT",
        help="a variable of the command; {url} and {key} in it are the mock's",
    )
    parser.add_argument(
        "--strict", action="store_true", help="take no document of which something cannot be served"
    )
    add_settings(parser, Settings(mode="immediate"))


def named(text: str) -> tuple[str | None, Path]:
    """Read a document of a command line, with the name that it may be given."""
    name, equals, path = text.partition("=")
    if equals and re.fullmatch(r"[\w.-]+", name):
        return name, Path(path)
    return None, Path(text)


def in_words(error: Exception) -> str:
    """Word what stops a command, on one line."""
    if not isinstance(error, OSError) or error.strerror is None:
        return one_line(str(error))
    text = error.strerror.partition(" (while")[0]
    if error.errno in {EACCES, EADDRINUSE} and error.filename is None:
        return f"cannot listen: {text}; --port 0 takes any free port"
    return one_line(f"{error.filename}: {text}" if error.filename else text)


def tell_refused(mocks: Iterable[Mock], *, strict: bool) -> None:
    """Print what cannot be served, operations and extensions; raise the first if `strict`."""
    for mock in mocks:
        told = [(f"{each.id} gets 501: {each.error}", each.error) for each in mock.refused]
        for text, error in (*told, *((str(each), each) for each in mock.ignored)):
            if strict:
                raise error
            print(f"specmock: {mock.name}: {text}", file=sys.stderr)


def _ignored(text: str) -> dict[str, str]:
    try:
        found = yaml.safe_load(Path(text).read_text("utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise argparse.ArgumentTypeError(one_line(f"{text}: {error}")) from None
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError(f"{text} is no mapping of findings to reasons")
    for finding, reason in found.items():
        if not isinstance(finding, str) or not isinstance(reason, str) or not reason.strip():
            raise argparse.ArgumentTypeError(one_line(f"{text}: {finding} has no reason"))
    return found


def _least(text: str) -> tuple[str, float]:
    kind, _, percent = text.partition("=")
    if kind not in KINDS or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", percent) or float(percent) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form operations=80")
    return kind, float(percent)


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=TEXT")
    return name, value


def _verify(specs: list[tuple[str | None, Path]], options: argparse.Namespace) -> int:
    if not options.command:
        print("specmock: give the command after --, as in -- pytest", file=sys.stderr)
        return 2
    try:
        verdict = _judged(specs, options)
        if options.junit:
            verdict.write_junit(options.junit)
        verdict.print(as_json=options.json)
    except Interrupted as interrupted:  # before the command began
        return interrupted.code
    except (DocumentError, ValueError, OSError) as error:
        print(f"specmock: {in_words(error)}", file=sys.stderr)
        return 2
    return verdict.exit_code


def _judged(specs: list[tuple[str | None, Path]], options: argparse.Namespace) -> Report:
    if options.junit and not options.junit.absolute().parent.is_dir():
        raise ValueError(f"there is no folder {options.junit.parent} to write a report to")
    if options.junit and options.junit.is_dir():
        raise ValueError(f"{options.junit} is a folder, and no file to write a report to")
    clock = RealClock()
    site = Site((Mock(path, options.settings, clock, name) for name, path in specs), by_name=False)
    tell_refused(site.mocks.values(), strict=options.strict)
    judge = _Judge(site, {name: Verdict(mock) for name, mock in site.mocks.items()})
    server = HttpServer(
        judge.handle, clock=clock, max_body=site.max_body, on_refusal=judge.note_refusal
    )
    interrupted = None
    with (
        CommandRunner() as runner,
        listening("127.0.0.1", 0) as listener,
        running(server, listener) as url,
    ):
        served = endpoints(site, url)
        variables = variables_of(served)
        for name, value in variables.items():
            if name.endswith("_URL"):
                print(f"specmock: {name}={value}", file=sys.stderr, flush=True)
        variables |= _wanted(next(iter(served.values())), options.env)
        try:
            stdout = sys.stderr if options.json else None
            code = runner.run(options.command, variables, stdout=stdout)
        except Interrupted as signal:
            code = interrupted = signal.code
        except OSError as error:
            raise ValueError(f"{options.command[0]}: {error.strerror}") from None
    return Report(
        list(judge.verdicts.values()),
        judge.strays,
        options.ignore,
        dict(options.fail_under),
        options.command,
        code,
        interrupted,
    )


def _wanted(first: Endpoint, variables: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {
        name: text.replace("{url}", first.url).replace("{key}", first.key)
        for name, text in variables
    }


@define(eq=False)
class _Judge:
    """Stands before a site: judges each request on its way in, and each answer on its way out."""

    site: Site
    verdicts: dict[str, Verdict]
    strays: Findings = Factory(Findings)  # of requests to no mock

    def handle(self, request: HttpRequest, client: str) -> Answer:
        if self.site.is_own(request):
            return self.site.handle(request, client)
        found = self.site.routed(request)
        if found is None:
            self.strays.add(request, None, Breach("unknown-path", "", "no document is there"))
            return self.site.handle(request, client)
        mock, routed = found
        verdict = self.verdicts[mock.name]
        call = verdict.note_request(routed)
        return self._answered(verdict, routed, call, mock.handle(routed))

    def note_refusal(self, reason: str) -> None:
        self.strays.add(HttpRequest("HTTP", ""), None, Breach("no-request", "", reason))

    def _answered(
        self, verdict: Verdict, request: HttpRequest, call: OperationCall | None, answer: Answer
    ) -> Answer:
        if isinstance(answer, Later):
            then = answer.then
            return Later(answer.until, lambda: self._answered(verdict, request, call, then()))
        verdict.note_answer(request, call, answer)
        return answer
