"""Judge all mutants, print the score of each class, and keep it beside this file."""

import argparse
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

import specmock
from defects import Defect, defects
from exchanges import Answered, answers, recorded
from mutants import Verdict, judged_defect, judged_once, mutants
from reasons import reason
from rich.progress import track
from spec_edits import Edit
from specmock import contract
from spoilt import Spoilt, spoilt, suspicion

from specs import ROOT, SPECS

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
# score      the share of those that are found out among all that change the client
# judges     digests of the specs, the packages and the code that judged them
"""


@cache
def exchanges_of(name: str) -> list[Answered]:
    """Record the exchanges that a vendor's mutants are held against; once a process."""
    return [*recorded(name, 10), *answers(name, 15)]


@cache
def judges_of(name: str) -> str:
    """Digest the judges of a vendor's mutants: their code and their cases."""
    texts = [each.read_bytes() for each in sorted(Path(contract.__file__).parent.glob("*.py"))]
    cases = repr(exchanges_of(name)).encode()
    return hashlib.sha256(b"".join([*texts, SPECS[name].read_bytes(), cases])).hexdigest()


@cache
def mutants_of(name: str) -> list[Edit]:
    """List the mutants of a vendor's spec."""
    return list(mutants(specmock.load(SPECS[name])))


def client_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a mutant by its number."""
    name, number = job
    return judged_once(name, mutants_of(name)[number], exchanges_of(name), judges_of(name))


def defect_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a package with a defect by its number."""
    name, number = job
    return judged_defect(defects(name)[number], exchanges_of(name))


def mock_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a spoilt mock by its number."""
    name, number = job
    cases = [exchange.request for exchange in exchanges_of(name)]
    found = suspicion(name, spoilt_of(name)[number], cases)
    return Verdict("killed", found) if found else Verdict("survived")


@cache
def kinds_of(name: str) -> list[Edit | Defect]:
    """List the defects of a vendor's package."""
    return [*defects(name)]


@cache
def spoilt_of(name: str) -> list[Spoilt]:
    """List the spoilt mocks of a vendor."""
    return list(spoilt(name))


def digests() -> Iterator[str]:
    """Digest what judges: the specs, the packages, the contract package, and the tests' own part."""
    folders = {
        "specs": ROOT / "specs",
        "generated": ROOT / "generated",
        "contract": Path(contract.__file__).parent,
        "tests": Path(__file__).parent,
    }
    for name, folder in folders.items():
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".yaml"} and "pages" not in path.parts:
                digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
        yield f"# judges     {name} {digest.hexdigest()[:16]}"


def stale() -> list[str]:
    """List the digests that the kept score lacks."""
    return [each for each in digests() if each not in KEPT.read_text("utf-8").splitlines()]


def table(title: str, rows: Iterable[tuple[str, str, str, Verdict]]) -> Iterator[str]:
    """Print the scores of each class, and the survivors."""
    rows = list(rows)
    yield f"\n## {title}\n"
    yield f"{len(rows)} in all\n"
    yield (
        f"{'vendor':<11}{'class':<12}"
        + "".join(f"{fate:>11}" for fate in FATES)
        + "    score  traffic"
    )
    groups = dict.fromkeys((vendor, kind) for vendor, kind, _, _ in rows)
    for vendor, kind in [*groups, ("all", "")]:
        fates = Counter(
            verdict.fate for v, k, _, verdict in rows if vendor == "all" or (v, k) == (vendor, kind)
        )
        found = fates["killed"] + fates["annotated"]
        whole = max(1, found + fates["survived"])
        score = f"{100 * found / whole:8.1f}%{100 * fates['killed'] / whole:8.1f}%"
        counts = "".join(f"{fates[fate]:>11}" for fate in FATES)
        yield f"{vendor:<11}{kind:<12}{counts}{score}"
    survivors = [row for row in rows if row[3].fate == "survived"]
    if survivors:
        yield "\nSurvivors\n"
    for vendor, _, what, _ in survivors:
        yield f"{vendor} {what}\n    {reason(what) or 'UNEXPLAINED'}"


def _group(judged: Edit | Spoilt | Defect) -> str:
    return judged.kind.group if isinstance(judged, Defect) else judged.kind


def main() -> int:
    """Judge everything; return 1 for a survivor without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="judge nothing, fail if it is stale")
    parser.add_argument("vendors", nargs="*", default=list(SPECS), metavar="vendor")
    parser.add_argument("--every", type=int, default=1, help="judge one of so many client mutants")
    options = parser.parse_args()
    if options.check:
        wrong = [each.split()[2] for each in stale()]
        if wrong:
            sys.stdout.write(
                f"{KEPT.name} is stale: {', '.join(wrong)} changed. Run `make mutants`.\n"
            )
        return int(bool(wrong))
    os.nice(4)
    lines = [HEAD.rstrip(), *digests()]
    if options.every > 1:
        lines.append(f"# Of the clients one of {options.every} was judged.")
    with ProcessPoolExecutor() as pool:
        for title, counted, judge, step in (
            ("Defects in generated packages", kinds_of, defect_verdict, options.every),
            ("Clients of mutated specs", mutants_of, client_verdict, options.every),
            ("Mocks that break the spec", spoilt_of, mock_verdict, 1),
        ):
            jobs = [
                (name, number)
                for name in options.vendors
                for number in range(0, len(counted(name)), step)
            ]
            verdicts = track(pool.map(judge, jobs, chunksize=4), title, len(jobs))
            rows = [
                (name, _group(counted(name)[number]), counted(name)[number].what, verdict)
                for (name, number), verdict in zip(jobs, verdicts, strict=True)
            ]
            lines += table(title, rows)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.vendors == list(SPECS):
        KEPT.write_text(text, "utf-8")
    return int("UNEXPLAINED" in text)


if __name__ == "__main__":
    sys.exit(main())
