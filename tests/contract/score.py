"""Judge all mutants, print the score of each class, and keep it beside this file."""

import argparse
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

import specmock
from defects import Defect, defects
from exchanges import Answered, answers, recorded
from mutants import Verdict, judged, judged_defect, judged_once, mutants
from reasons import reason
from rich.progress import track
from spec_edits import Edit
from spoilt import Spoilt, spoilt, suspicion

from specs import ROOT, SPECS

Counted: TypeAlias = Callable[[str], Sequence["Edit | Spoilt | Defect"]]
Judge: TypeAlias = Callable[[tuple[str, int]], Verdict]

KEPT: Final = Path(__file__).with_suffix(".txt")
FATES: Final = ("killed", "annotated", "survived", "identical", "refused")
HEAD: Final = """\
# Made by `make mutants`. Do not edit.
# A mutant is a spec with one change, whose client is held against the true spec; a spoilt mock
# breaks its spec in one place; a defect is planted into a generated package.
# killed     found out by traffic: a request, an answer, a value through its model
# annotated  found out by the annotations of its functions and models alone
# survived   not found out, for the reason below
# identical  the client does the same, so there is nothing to find out
# refused    the generator makes no client of it
# score      the share of those that are found out among all that change the client; then those
#            that traffic finds, and those that annotations find
# judges     digests of the specs, the packages and the code that judged them
"""


@cache
def exchanges_of(name: str) -> list[Answered]:
    """Record the exchanges that a vendor's mutants are held against; once a process."""
    return [*recorded(name, 10), *answers(name, 15)]


@cache
def judges_of(name: str) -> str:
    """Digest the judges of a vendor's mutants: their code, its package and their cases."""
    cases = hashlib.sha256(repr(exchanges_of(name)).encode()).hexdigest()
    package = _digest([*(ROOT / "generated" / f"{name}_client").rglob("*.py")])
    return " ".join([*digests("contract", "openapi", "tests"), package, cases])


@cache
def mutants_of(name: str) -> list[Edit]:
    """List the mutants of a vendor's spec."""
    return list(mutants(specmock.load(SPECS[name])))


@cache
def defects_of(name: str) -> list[Defect]:
    """List the defects of a vendor's package."""
    return [*defects(name)]


@cache
def spoilt_of(name: str) -> list[Spoilt]:
    """List the spoilt mocks of a vendor."""
    return list(spoilt(name))


def client_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a mutant by its number."""
    name, number = job
    mutant = mutants_of(name)[number]
    root = json.dumps(mutant.of(specmock.load(SPECS[name]).root))
    return judged_once(judges_of(name), root, lambda: judged(name, mutant, exchanges_of(name)))


def defect_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a package with a defect by its number."""
    name, number = job
    defect = defects(name)[number]
    return judged_once(
        judges_of(name), repr(defect), lambda: judged_defect(defect, exchanges_of(name))
    )


def mock_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a spoilt mock by its number."""
    name, number = job
    mock = spoilt_of(name)[number]

    def judge() -> Verdict:
        cases = [exchange.request for exchange in exchanges_of(name)]
        found = suspicion(name, mock, cases)
        return Verdict("killed", found) if found else Verdict("survived")

    judges = " ".join([judges_of(name), *digests("engine")])
    return judged_once(judges, f"{mock.kind} {mock.what}", judge)


JUDGES: Final = {
    "specs": ("specs", "*.yaml"),
    "generated": ("generated", "**/*.py"),
    "contract": ("overlays/specmock/contract", "*.py"),
    "openapi": ("overlays/specmock/openapi", "*.py"),
    "engine": ("overlays/specmock/engine", "**/*.py"),
    "tests": ("tests/contract", "*.py"),
}


@cache
def digests(*names: str) -> list[str]:
    """Digest what judges: the specs, the packages, and the code."""
    found = []
    for name in names or JUDGES:
        folder, pattern = JUDGES[name]
        found.append(f"# judges     {name} {_digest([*(ROOT / folder).glob(pattern)])}")
    return found


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.name.startswith(("test_", "conftest", "reasons")):
            continue  # they judge no mutant
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def stale() -> list[str]:
    """Name what has changed since the kept score was made."""
    kept = KEPT.read_text("utf-8").splitlines()
    return [each.split()[2] for each in digests() if each not in kept]


def sample(name: str, every: int, groups: Sequence[str]) -> Iterator[int]:
    """Choose one of so many of each group, at random but always the same."""
    for group in dict.fromkeys(groups):
        numbers = [number for number, each in enumerate(groups) if each == group]
        yield from Random(f"{name} {group}").sample(numbers, -(-len(numbers) // every))  # noqa: S311


def table(title: str, rows: Iterable[tuple[str, str, str, Verdict]], count: str) -> Iterator[str]:
    """Print the scores of each class, and the survivors."""
    rows = list(rows)
    yield f"\n## {title}\n"
    yield f"{count}\n"
    yield (
        f"{'vendor':<11}{'class':<12}"
        + "".join(f"{fate:>11}" for fate in FATES)
        + "    score  traffic  annotations"
    )
    groups = dict.fromkeys((vendor, kind) for vendor, kind, _, _ in rows)
    for vendor, kind in [*groups, ("all", "")]:
        verdicts = [
            verdict for v, k, _, verdict in rows if vendor == "all" or (v, k) == (vendor, kind)
        ]
        fates = Counter(verdict.fate for verdict in verdicts)
        found = fates["killed"] + fates["annotated"]
        changing = max(1, found + fates["survived"])
        annotated = sum(verdict.is_annotated for verdict in verdicts)
        shares = (100 * count / changing for count in (found, fates["killed"], annotated))
        score = "{:8.1f}%{:8.1f}%{:12.1f}%".format(*shares)
        counts = "".join(f"{fates[fate]:>11}" for fate in FATES)
        yield f"{vendor:<11}{kind:<12}{counts}{score}"
    survivors = [row for row in rows if row[3].fate == "survived"]
    if survivors:
        yield "\nSurvivors\n"
    for vendor, _, what, _ in survivors:
        yield f"{vendor} {what}\n    {reason(f'{vendor} {what}') or 'UNEXPLAINED'}"


def _group(judged: Edit | Spoilt | Defect) -> str:
    return judged.kind.group if isinstance(judged, Defect) else judged.kind


KINDS: Final[tuple[tuple[str, Counted, Judge], ...]] = (
    ("Defects in generated packages", defects_of, defect_verdict),
    ("Clients of mutated specs", mutants_of, client_verdict),
    ("Mocks that break the spec", spoilt_of, mock_verdict),
)


def main() -> int:
    """Judge everything; return 1 for a survivor without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="judge nothing, fail if it is stale")
    parser.add_argument("vendors", nargs="*", default=list(SPECS), metavar="vendor")
    parser.add_argument(
        "--every",
        type=int,
        nargs=3,
        default=(1, 1, 1),
        metavar=("defects", "clients", "mocks"),
        help="judge one of so many of each class",
    )
    options = parser.parse_args()
    if options.check:
        if wrong := stale():
            sys.stdout.write(
                f"{KEPT.name} is stale: {', '.join(wrong)} changed. Run `make mutants`.\n"
            )
        return int(bool(wrong))
    os.nice(4)
    lines = [HEAD.rstrip(), *digests()]
    with ProcessPoolExecutor() as pool:
        for (title, counted, judge), every in zip(KINDS, options.every, strict=True):
            jobs = [
                (name, number)
                for name in options.vendors
                for number in sample(name, every, [*map(_group, counted(name))])
            ]
            verdicts = track(pool.map(judge, jobs), title, len(jobs))
            rows = [
                (name, _group(counted(name)[number]), counted(name)[number].what, verdict)
                for (name, number), verdict in zip(jobs, verdicts, strict=True)
            ]
            count = f"{len(rows)} of {sum(len(counted(name)) for name in options.vendors)}"
            chosen = f", of each class one of {every}, at random and always the same"
            lines += table(title, rows, count + chosen * (every > 1))
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.vendors == list(SPECS):
        KEPT.write_text(text, "utf-8")
    return int("UNEXPLAINED" in text)


if __name__ == "__main__":
    sys.exit(main())
