"""What the files of `palermo indicators` say, read as a reader does, and what an attack on them came to."""

from __future__ import annotations

import csv
import html
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

Cell = frozenset[tuple[str, str]]


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
            if float(least) > 0:
                lowest = -(-told.threshold // base) * base
                low = told.threshold if float(value) == lowest else max(low, told.threshold)
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
