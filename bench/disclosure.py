"""Attack whole outputs of `palermo indicators`: .venv/bin/python -m bench.disclosure --seconds 60

Random records are tabulated by the command; then somebody who has the written files and the documentation of the
method, and none of the program's code, tries to calculate the hidden numbers: over populations of whole persons in
every combination of categories that agree with each number, range, share and sentence written, in one output or in
several of the same records, and with what the documentation says of hidden cells. Prints one line a kind of output: how
many small hidden numbers were attacked, recovered exactly, known to lie below the threshold, narrower than promised, or
narrower than the range written beside them. All of the last four have to be 0.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.attack_told import Found, read
from bench.attacker import Attacker
from palermo.evidence.harmonise.model import FIELDS, Kind, columns
from palermo.evidence.indicators.__main__ import indicators

DIMENSIONS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "year": ("event_registration_year", (2019, 2020, 2021, 2022)),
    "sex": ("victim_gender", ("Feminine", "Masculine", "TransOrNonConforming")),
    "age": ("victim_age", ("9--17", "18--20", "21--23", "48+")),
    "country": ("event_exploitation_country", ("ITA", "FRA", "DEU")),
    "majority": ("victim_majority", ("Adult", "Minor")),
    "form": ("event_exploitation_forms", ("ForcedLabour", "SexualExploitation")),
    "citizenship": ("victim_citizenship", ("ITA", "FRA", "DEU", "NGA", "GHA")),
}


@dataclass(frozen=True)
class Made:
    """Random records and what is asked of the command: one run or several from the same records."""

    kind: str
    dimensions: tuple[str, ...]
    records: tuple[tuple[Any, ...], ...]
    runs: tuple[dict[str, Any], ...]


def made(seed: int) -> Made:
    """Return random records of few persons in uneven groups, and runs of the command over them."""
    random = np.random.default_rng(seed)
    names = [name for name in DIMENSIONS if name != "citizenship"]
    dimensions = tuple(
        str(each) for each in random.choice(names, size=int(random.integers(1, 4)), replace=False)
    )
    number = int(random.integers(15, 250))
    columns_of = []
    for name in dimensions:
        values = list(DIMENSIONS[name][1])[: int(random.integers(2, 5))]
        if name == "form":
            values = [[each] for each in values] + [list(values)]
        if random.random() < 0.5:
            values.append(None)
        chances = random.dirichlet(np.full(len(values), random.choice([0.2, 0.5, 1.0])))
        columns_of.append([values[place] for place in random.choice(len(values), size=number, p=chances)])
    records = tuple(zip(*columns_of, strict=True))
    cuts = [name for name in dimensions if name != "form"]
    kind = ("plain", "cut", "cut by two", "rounded", "two runs", "two thresholds")[seed % 6]
    first: dict[str, Any] = {"threshold": int(random.choice([5, 10]))}
    runs = [first]
    if kind == "rounded":
        first["base"] = int(random.choice([3, 5]))
    if kind in {"cut", "rounded", "two runs"} and cuts:
        first["by"] = cuts[:1]
    if kind == "cut by two":
        first["by"] = cuts[:2]
    if kind == "two runs":
        runs.append({**first, "by": cuts[1:2]})
    if kind == "two thresholds":
        runs = [{"threshold": 10, "by": cuts[:1]}, {"threshold": 5, "by": cuts[-1:]}]
    return Made(kind, dimensions, records, tuple(runs))


def tied(seed: int) -> Made:
    """Return random records of which some fields imply others: ages and adults, citizenships, countries and borders."""
    random = np.random.default_rng(seed)
    kind = ("ages and majorities", "borders", "borders cut")[seed % 3]
    number = int(random.integers(20, 250))
    blank = random.choice([0.0, 0.03, 0.15])

    def drawn(values: Sequence[Any], *, spread: float) -> list[Any]:
        chances = random.dirichlet(np.full(len(values), spread))
        found = [values[place] for place in random.choice(len(values), size=number, p=chances)]
        return [None if random.random() < blank else each for each in found]

    if kind == "ages and majorities":
        dimensions = ("age", "majority", *(("year",) if random.random() < 0.5 else ()))
        ages = drawn(DIMENSIONS["age"][1], spread=0.7)
        known = drawn((True,), spread=1)
        guessed = drawn(("Adult", "Minor"), spread=1)
        majorities = [
            None if not there else guess if age is None else "Minor" if age == "9--17" else "Adult"
            for age, there, guess in zip(ages, known, guessed, strict=True)
        ]
        columns_of = [ages, majorities]
    else:
        dimensions = ("citizenship", "country", *(("sex",) if kind == "borders cut" else ()))
        codes = ("ITA", "FRA", "DEU", "NGA", "GHA")[: int(random.integers(2, 6))]
        citizens: list[Any] = [[each] for each in codes]
        if random.random() < 0.3:
            citizens.append(["FRA", "NGA"])
        there = ("ITA", "FRA", "DEU")[: int(random.choice([1, 1, 2, 3]))]
        columns_of = [drawn(citizens, spread=0.7), drawn(there, spread=0.7)]
    columns_of += [drawn(DIMENSIONS[name][1][:2], spread=1) for name in dimensions[2:]]
    cuts = list(dimensions[2:]) if random.random() < 0.8 else []
    if kind == "ages and majorities" and random.random() < 0.2:
        cuts = ["majority"]
    run: dict[str, Any] = {"threshold": int(random.choice([5, 10])), "by": cuts}
    runs = [run, {**run, "by": ["country"]}] if kind == "borders" and random.random() < 0.3 else [run]
    return Made(kind, dimensions, tuple(zip(*columns_of, strict=True)), tuple(runs))


def write_cases(made: Made, path: Path) -> None:
    """Write the records as `palermo harmonise` writes them."""
    asked = [each for each in FIELDS if each.name in {DIMENSIONS[name][0] for name in made.dimensions}]
    places = {DIMENSIONS[name][0]: place for place, name in enumerate(made.dimensions)}
    rows = []
    for number, record in enumerate(made.records, start=1):
        row: list[Any] = [number, "invented"]
        for each in asked:
            value = record[places[each.name]]
            row += [value or [], [], []] if each.kind is Kind.SET else [value]
            row.append("missing" if value is None else "known")
        rows.append(row)
    names = columns(asked)
    meta = {
        "schema": "palermo-cases", "shape": "persons", "source": "invented", "mapping": "invented",
        "mapping_version": "1", "rows_read": str(len(rows) + 2), "rows_kept": str(len(rows)), "rows_quarantined": "2",
    }  # fmt: skip
    said = ", ".join(f"'palermo.{name}': '{value}'" for name, value in meta.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in names.items())})")
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO t VALUES ({marks})", rows)  # noqa: S608 (marks only)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, KV_METADATA {{{said}}})")


def published(made: Made, folder: Path) -> list[Path]:
    """Run the command as often as was asked, each run taking the earlier ones as given; return the folders."""
    cases = folder / "cases.parquet"
    write_cases(made, cases)
    outs: list[Path] = []
    for place, options in enumerate(made.runs):
        out = folder / f"out{place}"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            indicators(
                cases=cases, by=options.get("by", []), only=None, out=out, threshold=options["threshold"],
                base=options.get("base", 1), published=list(outs), population=None, catalogue=False,
            )  # fmt: skip
        outs.append(out)
    return outs


def attacked(seed: int, make: Callable[[int], Made] = made) -> tuple[str, Found]:
    """Make records, run the command, read what it wrote and attack it."""
    one = make(seed)
    with tempfile.TemporaryDirectory() as folder:
        outs = published(one, Path(folder))
        known = make is tied
        found = Attacker(one.dimensions, [read(out) for out in outs], consistent=known).attack(one.records)
    found.words = [f"seed {seed}: {each}" for each in found.words]
    return one.kind, found


def attack_for(seconds: float, *, first: int = 0) -> dict[str, Found]:
    """Attack one output after the other for so long; return what came of it by kind."""
    found: dict[str, Found] = {}
    ends = time.monotonic() + seconds
    seed = first
    while time.monotonic() < ends:
        for make in (made, tied):
            kind, one = attacked(seed, make)
            found.setdefault(kind, Found()).add(one)
        seed += 1
    return found


def table_of(found: dict[str, Found], seconds: float) -> str:
    """Return the table of an attack."""
    heads = ("kind", "outputs", "hidden", "small", "exact", "below", "narrow", "narrower than written")
    lines = [" | ".join(f"{head:>20}" for head in heads)]
    everything = Found()
    for kind, one in found.items():
        everything.add(one)
        lines.append(_line(kind, one))
    lines.append(_line("all", everything))
    return "\n".join([*lines, f"{seconds:.0f} seconds", *everything.words[:20]])


def _line(kind: str, one: Found) -> str:
    numbers = (one.outputs, one.cells, one.small, one.exact, one.below, one.narrow, one.narrower)
    return " | ".join(f"{each:>20}" for each in (kind, *numbers))


def main() -> None:
    """Attack and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first output")
    options = parser.parse_args()
    print(table_of(attack_for(options.seconds, first=options.first), options.seconds))


if __name__ == "__main__":
    main()
