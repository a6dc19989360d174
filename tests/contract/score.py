"""Judge all mutants, print the score of each class, and keep it beside this file."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

import specmock
from exchanges import Answered, answers, recorded
from mutants import Mutant, Verdict, judged, mutants
from reasons import reason
from rich.progress import track
from spoilt import Spoilt, spoilt, suspicion
from vendors import SPECS

KEPT: Final = Path(__file__).with_suffix(".txt")
FATES: Final = ("killed", "annotated", "survived", "identical", "refused")
HEAD: Final = """\
# Made by `make mutants`. Do not edit.
# Each mutant is a spec with one change; its client is held against the true spec.
# killed     found out by a request or an answer
# annotated  found out by the annotations of its functions and models alone
# survived   not found out, for the reason below
# identical  the client does the same, so there is nothing to find out
# refused    the generator makes no client of it
# score      the share of those that are found out among all that change the client
"""


@cache
def exchanges_of(name: str) -> list[Answered]:
    """Return the exchanges that a vendor's mutants are held against; once a process."""
    return [*recorded(name, 15), *answers(name, 30)]


@cache
def mutants_of(name: str) -> list[Mutant]:
    """Return the mutants of a vendor's spec."""
    return list(mutants(specmock.load(SPECS[name])))


def client_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a mutant by its number."""
    name, number = job
    return judged(name, mutants_of(name)[number], exchanges_of(name))


def mock_verdict(job: tuple[str, int]) -> Verdict:
    """Judge a spoilt mock by its number."""
    name, number = job
    cases = [exchange.request for exchange in exchanges_of(name)]
    found = suspicion(name, spoilt_of(name)[number], cases)
    return Verdict("killed", found) if found else Verdict("survived")


@cache
def spoilt_of(name: str) -> list[Spoilt]:
    """Return the spoilt mocks of a vendor."""
    return list(spoilt(name))


def table(title: str, rows: Iterable[tuple[str, str, str, Verdict]]) -> Iterator[str]:
    """Yield the scores of each class, and the survivors."""
    rows = list(rows)
    yield f"\n## {title}\n"
    yield f"{'vendor':<11}{'class':<12}" + "".join(f"{fate:>11}" for fate in FATES) + "    score"
    groups = dict.fromkeys((vendor, kind) for vendor, kind, _, _ in rows)
    for vendor, kind in [*groups, ("all", "")]:
        fates = Counter(
            verdict.fate for v, k, _, verdict in rows if vendor == "all" or (v, k) == (vendor, kind)
        )
        found = fates["killed"] + fates["annotated"]
        score = f"{100 * found / max(1, found + fates['survived']):8.1f}%"
        counts = "".join(f"{fates[fate]:>11}" for fate in FATES)
        yield f"{vendor:<11}{kind:<12}{counts}{score}"
    survivors = [row for row in rows if row[3].fate == "survived"]
    if survivors:
        yield "\nSurvivors\n"
    for vendor, _, what, _ in survivors:
        yield f"{vendor} {what}\n    {reason(what) or 'UNEXPLAINED'}"


def main() -> int:
    """Judge everything; return 1 for a survivor without a reason."""
    chosen = sys.argv[1:] or list(SPECS)
    os.nice(10)
    lines = [HEAD.rstrip()]
    with ProcessPoolExecutor() as pool:
        for title, counted, judge in (
            ("Clients of mutated specs", mutants_of, client_verdict),
            ("Mocks that break the spec", spoilt_of, mock_verdict),
        ):
            jobs = [(name, number) for name in chosen for number in range(len(counted(name)))]
            verdicts = track(pool.map(judge, jobs, chunksize=8), title, len(jobs))
            rows = [
                (name, counted(name)[number].kind, counted(name)[number].what, verdict)
                for (name, number), verdict in zip(jobs, verdicts, strict=True)
            ]
            lines += table(title, rows)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if chosen == list(SPECS):
        KEPT.write_text(text, "utf-8")
    return int("UNEXPLAINED" in text)


if __name__ == "__main__":
    sys.exit(main())
