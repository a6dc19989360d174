"""The command doctor: check keys, addresses and configuration."""

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import NoReturn

from attrs import asdict, evolve, frozen
from rich.table import Table
from rich.text import Text

from testruns import (
    MissingKey,
    NetworkSetupError,
    RequestFailed,
    ci_context,
    vendor,
    vendor_names,
)
from testruns._cli.options.file import Config
from testruns._cli.options.forms import nearest
from testruns._cli.options.groups import NOTING, OUTPUT, WAITING, Brief, own_options
from testruns._cli.options.starts import starting
from testruns._cli.outcomes import ORDER, Exit
from testruns._cli.scrub import one_line
from testruns._cli.view.live_table import console
from testruns._cli.view.progress import print_json
from testruns._network import CERTIFICATES, EXCEPTIONS, PROXIES, ranges, variables

from .run import scrubber_of

PATIENCE = 15.0  # seconds


@frozen
class Finding:
    """One thing that was looked at; `ok` is None where it is neither right nor wrong.

    `exit_code` is the one of what is wrong: of a command that meets it.
    """

    about: str
    ok: bool | None
    text: str
    exit_code: Exit | None = None


def _wrong(about: str, text: str, code: Exit = Exit.VENDOR) -> Finding:
    return Finding(about, False, text, code)  # noqa: FBT003


def doctor(vendors: Sequence[str], config: Config, what: Brief) -> NoReturn:
    """Print what is set up and whether it works, and exit: 0, or 2 or 3 where something does not."""
    scrub = scrubber_of(())
    names = vendors or vendor_names()
    findings = [_vendor(name, bool(vendors)) for name in names]
    if all(each.ok is None for each in findings):
        findings.append(_wrong("keys", "no vendor is ready to use"))
    findings += [
        Finding("versions", None, _versions()),
        _wrong("configuration", config.problem, Exit.USAGE)
        if config.problem
        else Finding("configuration", None, str(config.path or "no file")),
        Finding("variables", None, _variables()),
        Finding("CI system", None, ci_context().source or "none that is known"),
        Finding("network", None, _network()),
    ]
    findings = [evolve(each, text=one_line(scrub(each.text))) for each in findings]
    if what.mode == "json":
        print_json([asdict(each) for each in findings], indent=2)
    else:
        _print(findings)
    codes = {each.exit_code for each in findings}
    sys.exit(next((code for code in ORDER if code in codes), Exit.PASSED))


def _vendor(name: str, needed: bool) -> Finding:  # noqa: FBT001
    found = vendor(name)
    try:
        client = found.client()
    except MissingKey as error:
        is_set = any(key.startswith(f"{name.upper()}_") for key in os.environ)
        return _wrong(name, str(error)) if needed or is_set else Finding(name, None, str(error))
    except NetworkSetupError as error:
        return _wrong(name, str(error), Exit.USAGE)
    address = str(client.get_httpx_client().base_url).rstrip("/")
    try:
        with client:
            found.check_key(client, PATIENCE)
    except RequestFailed as error:
        return _wrong(name, f"{address}: {error}")
    return Finding(name, True, f"key is accepted at {address}")  # noqa: FBT003


def _versions() -> str:
    names = ("testruns", "httpx", "attrs", "click", "rich")
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
    )


def _variables() -> str:
    names = sorted(name for name in os.environ if name.startswith("TESTRUNS_"))
    known = _known_variables()
    odd = [f"{name} is unknown, {nearest(name, known)}" for name in names if name not in known]
    return "; ".join([f"{', '.join(names)} set", *odd]) if names else "none"


def _known_variables() -> set[str]:
    names = vendor_names()
    groups = [
        *map(starting, names),
        *own_options(names, "trigger", "wait", "cancel"),
        WAITING,
        OUTPUT,
        NOTING,
    ]
    return {"TESTRUNS_CONFIG", *(group.variable(each) for group in groups for each in group.fields)}


def _network() -> str:
    # Only the names: a proxy's address may hold a password.
    found = variables(*PROXIES, *EXCEPTIONS, *CERTIFICATES)
    told = f"{', '.join(found)} set" if found else "no proxy, no own certificates"
    ignored = ", ".join(ranges())
    return f"{told}; NO_PROXY takes no ranges: {ignored}" if ignored else told


def _print(findings: Sequence[Finding]) -> None:
    screen = console(sys.stdout)
    table = Table.grid(padding=(0, 2, 0, 0))
    marks = {True: ("ok", "green"), False: ("wrong", "bold red"), None: ("-", "dim")}
    for each in findings:
        table.add_row(Text(*marks[each.ok]), Text(each.about), Text(each.text, overflow="fold"))
    screen.print(table, soft_wrap=False)
