"""The ledger: what is about to be started and the tokens of what was, in a file that outlives a kill.

It has JSON lines, which are only ever added, and are on the disk before what they tell of is done:

    {"testruns ledger": 1, "starts": {ID: [VENDOR, LABEL], …}}  all starts of the command
    {"start": ID, "at": UNIX_SECONDS, "sent": NONCE}            before a request; what finds its run
    {"start": ID, "token": TOKEN}                               after its answer
    {"start": ID, "refused": REASON}                            nothing was started
    {"ended": EXIT_CODE}                                        the verdict was told: all is over

What was not ended goes on with the same command; after an end, or where nothing was started, the
next command begins anew, below.
An id is a digest of the request, keyed with the vendor's key, so that nobody guesses from it what
was sent. No line holds a secret.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from hmac import HMAC
from pathlib import Path
from typing import Any

from attrs import define, field
from specmock.scrub import printable

from testruns import RunRef, vendor_names

from .files import read_bytes
from .options.models import MisfitError
from .outcomes import Entry, Sent
from .scrub import Scrub
from .view.progress import complain

HEAD = "testruns ledger"
VERSION = 1
OPTION = "--ledger"
BEGINNING = json.dumps({HEAD: VERSION}).rstrip("}").encode()


@define
class Contents:
    """What a ledger tells of its last command: starts as entries by their ids, and if it has ended.

    `whole` are the bytes of all lines, `torn` is the rest, a line that a crash cut off. `runs` are
    those of former commands as well.
    """

    entries: dict[str, Entry] = field(factory=dict)
    ended: bool = False
    whole: int = 0
    torn: str = ""
    runs: set[RunRef] = field(factory=set)


def read(path: Path) -> Contents:
    """Read a ledger; MisfitError where it is none, or where a line but the last is damaged."""
    try:
        if not path.is_file():
            raise MisfitError(
                f"{path} is no file" if path.exists() else f"{path}: no such file", OPTION
            )
        data = read_bytes(path)
    except OSError as error:
        raise MisfitError(f"{path}: {error.strerror or error}", OPTION) from None
    *lines, torn = data.split(b"\n")
    found = Contents(whole=len(data) - len(torn), torn=torn.decode(errors="replace"))
    if not lines and torn and torn[: len(BEGINNING)] != BEGINNING[: len(torn)]:
        raise MisfitError(f"{path} is no ledger: {found.torn[:80]!r}", OPTION)
    for number, line in enumerate(lines, 1):
        try:
            _add(found, json.loads(line), path)
        except _AlienError as error:
            raise MisfitError(f"{path} is {error}", OPTION) from None
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            OSError,
            TypeError,
            ValueError,
            RecursionError,
        ):
            text = line.decode(errors="replace")[:80]
            why = "is no ledger" if number == 1 else f"is damaged in line {number}"
            raise MisfitError(f"{path} {why}: {text!r}", OPTION) from None
    return found


def entries(path: Path) -> list[Entry]:
    """List what a ledger tells of, as it stands there; MisfitError where it is none."""
    found = read(path)
    if found.torn:
        complain(f"{path} ends in half a line, which is left out: {printable(found.torn[:400])!r}")
    if _is_in_use(path):
        complain(f"{path} is in use by another testruns: what has no answer yet is not lost")
    return list(found.entries.values())


class _InUseError(MisfitError):
    """A ledger that another process works on."""


class _AlienError(Exception):
    """A ledger that this version cannot read."""


def _add(found: Contents, line: Mapping[str, Any], path: Path) -> None:
    """Add what a line tells."""
    if HEAD in line or not found.entries:
        if line[HEAD] != VERSION:
            raise _AlienError(f"a ledger of version {line[HEAD]!r}; this testruns reads {VERSION}")
        found.entries, found.ended = {}, False
        for key, (vendor, label) in line["starts"].items():
            if vendor not in vendor_names():
                raise _AlienError(f"about {vendor!r}, which is no vendor of this version")
            found.entries[key] = Entry(vendor, str(label), ledger=path)
        return
    if "ended" in line:
        found.ended = True
        return
    entry = found.entries[line["start"]]
    if "token" in line:
        entry.ref = RunRef.from_token(line["token"])
        found.runs.add(entry.ref)
    elif "sent" in line:
        entry.began = datetime.fromtimestamp(line["at"], UTC).timestamp()
        entry.sent, entry.ref = Sent(entry.began, str(line["sent"])), None
    elif "refused" in line:
        entry.sent = entry.began = None


@define
class Ledger:
    """The ledger of a command that starts runs; without a path it notes nothing.

    Where a start was sent and its run can neither be known nor looked for, it is started again
    only with `restart`. `is_lost` tells that a token could not be noted; `runs` are those of former
    commands as well.
    """

    path: Path | None = None
    restart: bool = False
    scrub: Scrub = str
    is_lost: bool = field(init=False, default=False)
    runs: set[RunRef] = field(init=False, factory=set)
    _file: int = field(init=False, default=-1)
    _ids: dict[Entry, str] = field(init=False, factory=dict)
    _head: str = field(init=False, default="")

    @contextmanager
    def held(
        self,
        entries: Sequence[Entry],
        clients: Mapping[str, Any],
        note: Callable[[str], object],
    ) -> Iterator[None]:
        """Hold the file, and put what it tells of former starts into the entries.

        Raises MisfitError where it is in use, no ledger, or the one of another command.
        """
        if self.path is None:
            yield
            return
        self._file = _opened(self.path)
        try:
            self._resume(self.path, entries, clients, note)
            yield
        finally:
            os.close(self._file)

    def _resume(
        self,
        path: Path,
        entries: Sequence[Entry],
        clients: Mapping[str, Any],
        note: Callable[[str], object],
    ) -> None:
        found = read(path)
        self.runs = found.runs
        self._ids = identified(entries, clients)
        if found.torn:
            note(f"{path} ends in half a line, which is left out: {found.torn[:400]!r}")
            os.ftruncate(self._file, found.whole)
        if found.ended or not any(each.ref or each.sent for each in found.entries.values()):
            starts = {key: [each.vendor, self.scrub(each.label)] for each, key in self._ids.items()}
            self._head = json.dumps({HEAD: VERSION, "starts": starts}) + "\n"
            return
        self._compare(path, found.entries)
        for entry, key in self._ids.items():
            former = found.entries[key]
            entry.ref, entry.sent, entry.began = former.ref, former.sent, former.began
        note(f"{path} goes on: {in_words(entries)}")

    def _compare(self, path: Path, former: Mapping[str, Entry]) -> None:
        new = [each for each, key in self._ids.items() if key not in former]
        old = [former[key] for key in former.keys() - self._ids.values()]
        if new or old:
            told = [f"it has no {_named(new)}"] * bool(new)
            told += [f"it has {_named(old)}, which this one does not start"] * bool(old)
            raise MisfitError(
                f"{path} is the ledger of another command, key or address: {'; '.join(told)}. Give "
                f"this command another file; `testruns wait {OPTION} {path}` waits for what is in "
                "this one",
                OPTION,
            )

    def sending(self, entry: Entry, nonce: str) -> None:
        """Note that a start is about to be sent; OSError where it cannot be noted."""
        at = round(time.time(), 3)
        try:
            self._write({"start": self._ids.get(entry), "at": at, "sent": nonce})
        except OSError as error:
            raise OSError(f"{self.path}: {error.strerror}, so nothing was sent") from error

    def started(self, entry: Entry, ref: RunRef) -> OSError | None:
        """Note the token of a run; return what went wrong, since the run is there all the same."""
        return self._noted(entry, "token", ref.to_token())

    def refused(self, entry: Entry, reason: str) -> OSError | None:
        """Note that nothing was started; return what went wrong."""
        return self._noted(entry, "refused", reason)

    def _noted(self, entry: Entry, what: str, text: str) -> OSError | None:
        try:
            self._write({"start": self._ids.get(entry), what: text})
        except OSError as error:
            self.is_lost = True
            return error
        return None

    def _write(self, line: Mapping[str, Any]) -> None:
        """Add a line; before the first the starts."""
        if self.path is not None:
            _append(self._file, f"{self._head}{json.dumps(line)}\n")
            self._head = ""


def end(path: Path, code: int, told: Iterable[Entry]) -> None:
    """Note that the verdict of runs was told; OSError where that cannot be noted.

    A ledger that another command works on, or has begun anew, is left alone.
    """
    try:
        file = _opened(path)
    except _InUseError:
        return
    except MisfitError as error:
        raise OSError(str(error)) from error
    try:
        found = read(path)
        if _ids(told) == _ids(found.entries.values()):
            os.ftruncate(file, found.whole)
            _append(file, json.dumps({"ended": code}) + "\n")
    finally:
        os.close(file)


def _ids(entries: Iterable[Entry]) -> set[tuple[str, ...]]:
    """Collect the vendors' ids of runs: a token has no link, by which runs may differ."""
    return {(each.vendor, *(each.ref.ids if each.ref else ())) for each in entries}


def _append(file: int, text: str) -> None:
    """Add text to a file, and come back when it is on the disk; an OSError leaves nothing of it."""
    size = os.fstat(file).st_size
    try:
        left = memoryview(text.encode())
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise


def identified(entries: Sequence[Entry], clients: Mapping[str, Any]) -> dict[Entry, str]:
    """Make the ids of starts; the same request again has another one."""
    found: dict[Entry, str] = {}
    times: Counter[str] = Counter()
    for entry in entries:
        client, request = clients[entry.vendor], entry.request
        body = request if isinstance(request, str) else request.to_dict()
        facts = [entry.vendor, str(client._base_url), body]
        mac = HMAC(client.token.encode(), digestmod=sha256)
        mac.update(json.dumps(facts, sort_keys=True, default=str).encode())
        digest = mac.hexdigest()[:24]
        times[digest] += 1
        found[entry] = f"{digest}-{times[digest]}"
    return found


def in_words(entries: Sequence[Entry]) -> str:
    """Count what is known of the starts, in words."""
    first = min((each.began for each in entries if each.began), default=None)
    known = sum(each.ref is not None for each in entries)
    lost = sum(each.ref is None and each.sent is not None for each in entries)
    told = f"{known} of {len(entries)} starts have their tokens"
    told += f", {lost} had no answer" * bool(lost)
    left = len(entries) - known - lost
    told += f", {left} {'is' if left == 1 else 'are'} not started" * bool(left)
    return told + ("" if first is None else f"; the first was sent at {in_local_time(first)}")


def in_local_time(seconds: float) -> str:
    """Format Unix seconds as local time."""
    return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M:%S %z}"


def _named(entries: Sequence[Entry]) -> str:
    names = [f"{each.vendor} {each.label}" for each in entries]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")


def _opened(path: Path) -> int:
    """Open a ledger for this process alone; only its owner may read it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    is_new = not path.exists()
    try:
        file = os.open(path, flags, 0o600)
    except OSError as error:
        raise MisfitError(f"{path}: {error.strerror}", OPTION) from None
    try:
        _lock(file)
        if is_new:
            _sync_folder(path.absolute().parent)
    except BlockingIOError:
        os.close(file)
        raise _InUseError(f"{path} is in use by another testruns", OPTION) from None
    except OSError as error:
        os.close(file)
        raise MisfitError(f"{path}: {error.strerror}", OPTION) from None
    return file


def _is_in_use(path: Path) -> bool:
    """Whether another process holds a ledger; not where that cannot be told."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        _lock(file)
    except OSError as error:
        return isinstance(error, BlockingIOError)
    finally:
        os.close(file)
    return False


def _lock(file: int) -> None:
    """Lock a file; the system unlocks it when the process ends, however it does."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, 2**30, os.SEEK_SET)  # not where others read
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync_folder(folder: Path) -> None:
    """Write the name of a new file to the disk, where folders can be opened."""
    if sys.platform != "win32":
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
