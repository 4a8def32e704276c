"""`make attack`: run every area, print what was tried and what held. Ends with 1 where anything did not hold.

python -m tests.attack [--workers 2] [--area WORD …]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.attack.areas import AREAS, Area, area_of
from tests.attack.tally import Tried

ROOT = Path(__file__).parents[2]
COPY = "attack/"
QUIET = ("-q", "--no-header", "-p", "tests.attack.tally", "-o", "addopts=")
ALWAYS = ("--strict-markers", "--import-mode=importlib", "-p", "no:django", "--tb=short")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 0 where all of it held."""
    options = _parsed(arguments)
    wanted = [area for area in AREAS if not options.area or any(word in area.name for word in options.area)]
    if not wanted:
        sys.stderr.write("No area has such a name; they stand in tests/attack/areas.py.\n")
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally.jsonl"
        ended = [_run(entries, tally, workers) for entries, workers in _sessions(wanted, options.workers)]
        tried = _read(tally)
    _print(wanted, tried, time.monotonic() - began)
    broken = [one for one in tried if one.outcome == "failed"]
    return int(bool(broken) or any(ended))


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description="Attack Palermo.")
    parser.add_argument("--workers", type=int, default=2, help="processes for the tests of the suite")
    parser.add_argument("--area", action="append", help="only areas with this word in their name")
    return parser.parse_args(arguments)


def _sessions(areas: Sequence[Area], workers: int) -> Iterator[tuple[list[str], int]]:
    """What one pytest runs, and with how many workers: what attacks the one copy, in order, then the suite's tests.

    Traces are looked for when all else has been tried on the copy.
    """
    entries = [entry for area in areas for entry in area.tests]
    suite = [entry for entry in entries if not entry.startswith(COPY)]
    copy = sorted((entry for entry in entries if entry.startswith(COPY)), key=_when)
    for chosen, number in ((copy, 0), (suite, workers)):
        if chosen:
            yield [f"tests/{entry}" for entry in chosen], number


def _when(entry: str) -> int:
    order = ("foreign", "methods", "accounts", "cross_site", "requests", "signing_in", "limits", "database")
    places = [place for place, word in enumerate((*order, "forms", "traces")) if word in entry]
    return places[0]


def _run(entries: list[str], tally: Path, workers: int) -> int:
    """Run pytest over some entries; 0 where it ended well."""
    copy = entries[0].startswith(f"tests/{COPY}")
    what = "A running copy is started and attacked" if copy else "The suite attacks its own parts"
    sys.stdout.write(f"{what}: {len(entries)} files and tests …\n")
    sys.stdout.flush()
    spread = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"] if workers else []
    command = [sys.executable, "-m", "pytest", *QUIET, *ALWAYS, "-m", "not drill and not browser"]
    done = subprocess.run(
        [*command, "--tally", str(tally), *spread, *entries],
        cwd=ROOT,
        check=False,
    )
    return done.returncode


def _read(tally: Path) -> list[Tried]:
    if not tally.exists():
        return []
    lines = tally.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [Tried(**{**one, "broken": tuple(one["broken"])}) for one in found]


def _print(areas: Sequence[Area], tried: list[Tried], seconds: float) -> None:
    attempts, held = Counter[str](), Counter[str]()
    taken: defaultdict[str, float] = defaultdict(float)
    for one in tried:
        area = area_of(one.test)
        taken[area] += one.seconds
        if one.outcome != "skipped":
            attempts[area] += one.attempts
            held[area] += _held(one)
    say = sys.stdout.write
    width = max(len(area.name) for area in areas)
    say(f"\n| {'Area':{width}} | Attempts |   Held | Seconds |\n|---|---:|---:|---:|\n")
    for area in areas:
        name = area.name
        mark = "" if attempts[name] == held[name] else " <- not held"
        say(f"| {name:{width}} | {attempts[name]:8} | {held[name]:6} | {taken[name]:7.0f} |{mark}\n")
    say(f"| {'All':{width}} | {attempts.total():8} | {held.total():6} | {seconds:7.0f} |\n")
    for one in tried:
        if one.outcome == "skipped":
            say(f"not tried: {one.test}: {'; '.join(one.broken)}\n")
    for one in tried:
        if one.outcome == "failed":
            for what in one.broken:
                say(f"NOT HELD: {area_of(one.test)}: {what}\n    {one.test}\n")


def _held(one: Tried) -> int:
    """Attempts that held: of a test that failed without naming which did not, none."""
    if one.outcome == "passed":
        return one.attempts
    return max(one.attempts - len(one.broken), 0) if one.attempts > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
