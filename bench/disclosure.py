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
import csv
import html
import io
import json
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from palermo.evidence.harmonise.model import FIELDS, Kind, columns
from palermo.evidence.indicators.__main__ import indicators

SILENT = "(no information)"
DIMENSIONS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "year": ("event_registration_year", (2019, 2020, 2021, 2022)),
    "sex": ("victim_gender", ("Feminine", "Masculine", "TransOrNonConforming")),
    "age": ("victim_age", ("9--17", "18--20", "21--23", "48+")),
    "country": ("event_exploitation_country", ("ITA", "FRA", "DEU")),
    "majority": ("victim_majority", ("Adult", "Minor")),
    "form": ("event_exploitation_forms", ("ForcedLabour", "SexualExploitation")),
}
Cell = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Made:
    """Random records and what is asked of the command: one run or several from the same records."""

    kind: str
    dimensions: tuple[str, ...]
    records: tuple[tuple[Any, ...], ...]
    runs: tuple[dict[str, Any], ...]


@dataclass
class Found:
    """What an attack came to, of small hidden numbers. `narrower` is than the range written, of all hidden numbers."""

    outputs: int = 0
    refused: int = 0
    cells: int = 0
    small: int = 0
    exact: int = 0
    below: int = 0
    narrow: int = 0
    narrower: int = 0
    words: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        for name in ("outputs", "refused", "cells", "small", "exact", "below", "narrow", "narrower"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.words += other.words


def made(seed: int) -> Made:
    """Return random records of few persons in uneven groups, and runs of the command over them."""
    random = np.random.default_rng(seed)
    names = list(DIMENSIONS)
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


@dataclass
class Told:
    """What the files of one output say: a range for each cell they name, which are hidden, threshold, shares."""

    cells: dict[Cell, tuple[float, float]]
    hidden: set[Cell]
    threshold: int
    shares: list[tuple[Cell, Cell, float, float]]


def read(folder: Path) -> Told:
    """Read every file of an output, as a reader does: the CSV, the JSON, and the words and tables of the report."""
    found = json.loads((folder / "indicators.json").read_text(encoding="utf-8"))
    page = (folder / "report.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    small = re.search(r"A number from 1 to (\d+) is not shown", text)
    rounded = re.search(r"rounded to a multiple of (\d+)", text)
    if small is None:
        raise ValueError("the report does not say what is small")
    told = Told({}, set(), int(small[1]) + 1, [])
    base = int(rounded[1]) if rounded else 1

    def note(cell: Cell, value: str, least: str, most: str) -> None:
        if value == "":
            low, high = float(least or 0), float(most) if most else np.inf
            told.hidden.add(cell)
        else:
            # The documentation: shown is what is none or no small number, rounded to the nearest multiple.
            low, high = float(value) - base // 2, float(value) + (base - 1) // 2
            low = max(low, told.threshold) if float(least) > 0 else low
            low, high = (0.0, 0.0) if float(most) == 0 else (low, high)
            low, high = max(low, float(least)), min(high, float(most))
        before = told.cells.get(cell, (0.0, np.inf))
        told.cells[cell] = max(before[0], low), min(before[1], high)

    with (folder / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            names = [*line["grouped_by"].split("; "), *filter(None, line["by"].split("; "))]
            codes = [line[f"group_{place}"] for place in (1, 2, 3) if line[f"group_{place}"]]
            codes += [each for each in line["by_value"].split("; ") if each]
            cell = frozenset(zip(names, codes, strict=True))
            note(cell, line["value"], line["least"], line["most"])
            if line["denominator_least"]:
                others = frozenset(pair for pair in cell if pair[0] != names[0])
                name = f"{names[0]}_information" if names[0] == "form" else names[0]
                over = others | {(name, "(known)")}
                note(over, line["denominator"], line["denominator_least"], line["denominator_most"])
                told.shares.append((cell, over, float(line["share_least"]), float(line["share_most"])))
    for each in found["published"]["cells"]:
        words = ["" if each[name] is None else str(each[name]) for name in ("value", "least", "most")]
        note(frozenset(each["of"].items()), *words)
    records = found["facts"]["Records"].replace("\u202f", "").replace(",", "").replace("\u00a0", "")
    ends = [int(each) for each in re.findall(r"\d+", records)]
    if len(ends) > 1:
        note(frozenset(), "", str(ends[0]), str(ends[1]))
    else:
        note(frozenset(), str(ends[0]), str(ends[0] - base), str(ends[0] + base))
    if folded := re.search(r"Rows read, kept, in quarantine\W+(\d+), (\d+), (\d+)", text):
        told.cells[frozenset()] = float(folded[2]), float(folded[2])
    return told


class Attacker:
    """Populations of whole persons in every combination of categories that agree with what several outputs say."""

    def __init__(self, dimensions: Sequence[str], outputs: Sequence[Told]) -> None:
        self.outputs = outputs
        named = {pair for told in outputs for cell in told.cells for pair in cell}
        domains = []
        for name in dimensions:
            codes = sorted({code for one, code in named if one == name and code != "(known)"})
            if name == "form":
                sets = [frozenset(c for c, there in zip(codes, mask, strict=True) if there)
                        for mask in product((False, True), repeat=len(codes))]  # fmt: skip
                domains.append([*sets[1:], frozenset({SILENT})])
            else:
                domains.append([frozenset({code}) for code in codes] or [frozenset({SILENT})])
        self.people = list(product(*domains))
        self.place = {name: place for place, name in enumerate(dimensions)}
        self.cells = sorted({cell for told in outputs for cell in told.cells}, key=lambda cell: sorted(cell))
        rows = [
            np.array([self._in(person, cell) for person in self.people], dtype=float) for cell in self.cells
        ]
        self.matrix = np.array(rows).reshape(len(self.cells), len(self.people))
        self.at = {cell: place for place, cell in enumerate(self.cells)}
        self.limits = np.array([self._limits(cell) for cell in self.cells]).reshape(-1, 2)
        self.least = np.full(len(self.cells), np.inf)
        self.most = np.full(len(self.cells), -np.inf)
        self._constraints()

    def _in(self, person: tuple[frozenset[str], ...], cell: Cell) -> bool:
        for name, code in cell:
            own = name.removesuffix("_information").removesuffix("_wide")
            values = person[self.place[own]]
            if code == "(known)":
                fits = SILENT not in values
            elif name.endswith("_wide"):
                fits = bool({_wide(own, each) for each in values} & {code})
            else:
                fits = code in values
            if not fits:
                return False
        return True

    def _limits(self, cell: Cell) -> tuple[float, float]:
        ranges = [told.cells[cell] for told in self.outputs if cell in told.cells]
        return max(low for low, _ in ranges), min(high for _, high in ranges)

    def _constraints(self) -> None:
        """Every sum and share; and at least one of the hidden cells that hang together is small."""
        people, total = (
            len(self.people),
            max(1.0, self.limits[:, 1][np.isfinite(self.limits[:, 1])].max(initial=1)),
        )
        choices: list[tuple[int, int]] = []
        sets: list[list[int]] = []
        for told in self.outputs:
            for group in self._linked(told):
                members = []
                for cell in group:
                    members.append(len(choices))
                    choices.append((self.at[cell], told.threshold - 1))
                sets.append(members)
        self.size = people + len(choices)
        wide = np.zeros((len(self.cells), self.size))
        wide[:, :people] = self.matrix
        rows, low, high = [*wide], list(self.limits[:, 0]), list(self.limits[:, 1])
        for told in self.outputs:
            for cell, over, least, most in told.shares:
                one, whole = wide[self.at[cell]], wide[self.at[over]]
                rows += [one - (least - 0.0051) / 100 * whole, one - (most + 0.0051) / 100 * whole]
                low += [0.0, -np.inf]
                high += [np.inf, 0.0]
        for place, (cell, small) in enumerate(choices):
            row = wide[cell].copy()
            row[people + place] = 2 * total
            rows.append(row)
            low.append(-np.inf)
            high.append(small + 2 * total)
        for members in sets:
            row = np.zeros(self.size)
            row[[people + each for each in members]] = 1
            rows.append(row)
            low.append(1)
            high.append(np.inf)
        self.rows = LinearConstraint(csr_array(np.array(rows)), low, high)
        self.bounds = Bounds(
            np.zeros(self.size), np.concatenate([np.full(people, np.inf), np.ones(len(choices))])
        )

    def _linked(self, told: Told) -> Iterator[list[Cell]]:
        """Hidden cells in sets: two hang together if one is a part of the other, or both are parts of one cell."""
        left = set(told.hidden)
        while left:
            reached, todo = set(), [min(left, key=sorted)]
            while todo:
                cell = todo.pop()
                if cell in left:
                    left.discard(cell)
                    reached.add(cell)
                    todo += [other for other in left if self._beside(cell, other)]
            yield sorted(reached, key=sorted)

    def _beside(self, one: Cell, other: Cell) -> bool:
        """Whether two cells stand in one sum. Of several outputs a reader takes all that is hidden as one set."""
        if len(self.outputs) > 1:
            return True
        mine, others = _names(one), _names(other)
        if mine == others:
            return len({pair for pair in one if pair not in other}) <= 1
        return abs(len(mine) - len(others)) == 1 and (mine < others or others < mine)

    def attack(self, made: Made) -> Found:
        """Bound every hidden cell and compare with the rule, the range written, and the truth that only we know."""
        found = Found(outputs=1)
        truth = self._truth(made)
        thresholds = [told.threshold for told in self.outputs]
        hidden = sorted({cell for told in self.outputs for cell in told.hidden}, key=sorted)
        for cell in hidden:
            if any(cell in told.cells and cell not in told.hidden for told in self.outputs):
                continue  # an output showed it, under a threshold of its own
            at = self.at[cell]
            if self.limits[at][0] == self.limits[at][1]:
                continue
            found.cells += 1
            low, high = self._bound(at)
            written = self.outputs[-1].cells.get(cell, (-np.inf, np.inf))
            if cell in self.outputs[-1].hidden and (low > written[0] or high < written[1]):
                found.narrower += 1
                found.words.append(f"{sorted(cell)}: written {written}, calculated {low}–{high}")
            held = max(told.threshold for told in self.outputs if cell in told.hidden)
            held = min(held, *thresholds) if len(set(thresholds)) > 1 else held
            if 0 < truth[at] < held:
                found.small += 1
                found.exact += low == high
                found.below += high < held
                found.narrow += high - low < held - 1
                if low == high or high < held or high - low < held - 1:
                    found.words.append(f"{sorted(cell)}: {truth[at]:.0f} calculated as {low}–{high}")
        return found

    def _truth(self, made: Made) -> np.ndarray:
        number = {person: place for place, person in enumerate(self.people)}
        counts = np.zeros(len(self.people))
        for record in made.records:
            person = tuple(
                frozenset({SILENT}) if value is None
                else frozenset(value) if isinstance(value, list)
                else frozenset({str(value)})
                for value in record
            )  # fmt: skip
            if person in number:
                counts[number[person]] += 1
        return np.asarray(self.matrix @ counts)

    def _bound(self, at: int) -> tuple[float, float]:
        for sign in (1, -1):
            known = self.least[at] if sign == 1 else self.most[at]
            if known == self.limits[at][0 if sign == 1 else 1]:
                continue
            aim = np.zeros(self.size)
            aim[: len(self.people)] = sign * self.matrix[at]
            kinds = np.ones(self.size)
            answer = milp(
                aim, constraints=self.rows, bounds=self.bounds, integrality=kinds, options={"time_limit": 30}
            )
            if answer.x is None:
                if answer.status in {3, 4}:  # nothing limits it
                    self.most[at] = np.inf
                    continue
                raise AssertionError(f"what is written fits no population: {answer.message}")
            people = np.round(answer.x[: len(self.people)])
            cells = self.matrix @ people
            self.least, self.most = np.minimum(self.least, cells), np.maximum(self.most, cells)
        return self.least[at], self.most[at]


def _names(cell: Cell) -> set[str]:
    """The dimensions of a cell; adults and children are sums of ages, so that these count as one dimension."""
    names = {name.removesuffix("_information").removesuffix("_wide") for name, _ in cell}
    return {"age" if name == "majority" else name for name in names}


def _wide(name: str, code: str) -> str:
    if name == "year" and code.isdecimal():
        return str(int(code) // 5 * 5)
    if name == "age" and not code.startswith("("):
        return "Minor" if code in {"0--8", "9--17"} else "Adult"
    return "Europe" if name == "country" and not code.startswith("(") else code


def attacked(seed: int) -> tuple[str, Found]:
    """Make records, run the command, read what it wrote and attack it."""
    one = made(seed)
    with tempfile.TemporaryDirectory() as folder:
        outs = published(one, Path(folder))
        found = Attacker(one.dimensions, [read(out) for out in outs]).attack(one)
    found.words = [f"seed {seed}: {each}" for each in found.words]
    return one.kind, found


def attack_for(seconds: float, *, first: int = 0) -> dict[str, Found]:
    """Attack one output after the other for so long; return what came of it by kind."""
    found: dict[str, Found] = {}
    ends = time.monotonic() + seconds
    seed = first
    while time.monotonic() < ends:
        kind, one = attacked(seed)
        found.setdefault(kind, Found()).add(one)
        seed += 1
    return found


def table_of(found: dict[str, Found], seconds: float) -> str:
    """Return the table of an attack."""
    heads = ("kind", "outputs", "hidden", "small", "exact", "below", "narrow", "narrower than written")
    lines = [" | ".join(f"{head:>14}" for head in heads)]
    everything = Found()
    for kind, one in found.items():
        everything.add(one)
        lines.append(_line(kind, one))
    lines.append(_line("all", everything))
    return "\n".join([*lines, f"{seconds:.0f} seconds", *everything.words[:20]])


def _line(kind: str, one: Found) -> str:
    numbers = (one.outputs, one.cells, one.small, one.exact, one.below, one.narrow, one.narrower)
    return " | ".join(f"{each:>14}" for each in (kind, *numbers))


def main() -> None:
    """Attack and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first output")
    options = parser.parse_args()
    print(table_of(attack_for(options.seconds, first=options.first), options.seconds))


if __name__ == "__main__":
    main()
