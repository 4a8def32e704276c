"""Rows per second of harmonising beside the same mapping done with plain pandas: python -m bench.harmonise [ROWS]

Makes an invented CSV of the 27 columns of CTDC 2024 (1 000 000 rows unless told otherwise), runs both, each in a
process of its own, and prints rows per second, their ratio, CPU time and peak memory. Without pandas the peer is the
csv module of the standard library doing the same row by row. Ratios can be compared between machines, times cannot.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from palermo.evidence.harmonise.mapping import Column, Mapping, Treatment, schema
from palermo.reference.vocabularies import vocabulary

DIFFERENT = 50_000
BLOCK = 2_000


def make(path: Path, rows: int) -> None:
    """Write an invented file: 50 000 different rows of the columns of CTDC 2024, over and over."""
    choose = random.Random(2024)  # noqa: S311 - invented rows, the same each time
    columns = schema("ctdc-2024").columns
    countries = [entry.code for entry in vocabulary("iso-3166-1").concepts][:190]

    def cell(column: Column) -> str:
        if column.treatment is Treatment.FLAG:
            return choose.choice(("1", "", "", ""))
        if column.treatment is Treatment.NUMBER:
            return str(choose.randint(2002, 2022))
        if column.treatment is Treatment.COUNTRY:
            return choose.choice(countries)
        return choose.choice((*[word for word in column.codes if word.isascii()], ""))

    lines = [",".join(cell(column) for column in columns) + "\n" for _ in range(DIFFERENT)]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(column.name for column in columns) + "\n")
        for start in range(0, rows, BLOCK):
            place = start * 7919 % (DIFFERENT - BLOCK)
            file.writelines(lines[place : place + min(BLOCK, rows - start)])


def ours(path: Path) -> None:
    """Harmonise the file as a person would."""
    command = [sys.executable, "-P", "-m", "palermo.evidence.harmonise", str(path), "--from", "ctdc-2024"]
    subprocess.run(command, check=True, cwd=path.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pandas_peer(path: Path) -> None:
    """The same mapping as an analyst writes it with pandas: translate codes, refuse unknown ones, write CSV."""
    import pandas as pd  # type: ignore[import-not-found,unused-ignore]

    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    bad = []
    out = {}
    flags: dict[str, list[tuple[Column, object]]] = {}
    for column in schema("ctdc-2024").columns:
        cells = table[column.name]
        if column.treatment is Treatment.FLAG:
            flags.setdefault(column.field, []).append((column, cells == "1"))
            wrong = ~cells.isin(["1", "0", ""])
        elif column.treatment is Treatment.NUMBER:
            out[column.field] = pd.to_numeric(cells, errors="coerce")
            wrong = out[column.field].isna() & (cells != "")
        else:
            known = column.codes or {entry.code: entry.code for entry in vocabulary("iso-3166-1").concepts}
            out[column.field] = cells.map(known)
            wrong = out[column.field].isna() & (cells != "")
        bad += [(row + 1, column.name, "unknown_code") for row in table.index[wrong]]
    for field, parts in flags.items():
        joined = None
        for column, marks in parts:
            piece = marks.map({True: column.code + ";", False: ""})  # type: ignore[attr-defined]
            joined = piece if joined is None else joined + piece
        out[field] = joined
    pd.DataFrame(out).to_csv(path.with_suffix(".peer.csv"), index=False)
    pd.DataFrame(bad).to_csv(path.with_suffix(".peer-bad.csv"), index=False)


def csv_peer(path: Path) -> None:
    """The same mapping row by row with the csv module."""
    mapping: Mapping = schema("ctdc-2024")
    known = {entry.code: entry.code for entry in vocabulary("iso-3166-1").concepts}
    bad: Counter[str] = Counter()
    with (
        path.open(encoding="utf-8", newline="") as file,
        path.with_suffix(".peer.csv").open("w", encoding="utf-8", newline="") as out,
    ):
        reader, writer = csv.reader(file), csv.writer(out)
        next(reader)
        for row in reader:
            said: dict[str, str] = {}
            for column, text in zip(mapping.columns, row, strict=True):
                if column.treatment is Treatment.FLAG:
                    if text == "1":
                        said[column.field] = said.get(column.field, "") + column.code + ";"
                    elif text not in {"", "0"}:
                        bad[column.name] += 1
                elif text:
                    code = text if column.treatment is Treatment.NUMBER else (column.codes or known).get(text)
                    if code is None or (column.treatment is Treatment.NUMBER and not text.isdigit()):
                        bad[column.name] += 1
                    else:
                        said[column.field] = code
            writer.writerow(said.values())


PEERS: dict[str, Callable[[Path], None]] = {"ours": ours, "pandas": pandas_peer, "csv module": csv_peer}


def measure(name: str, path: Path) -> tuple[float, float, float]:
    """Run one of them in a process of its own; return seconds, CPU seconds and the peak memory in MiB."""
    before = os.times()
    began = time.perf_counter()
    command = [sys.executable, "-m", "bench.harmonise", "--only", name, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took = time.perf_counter() - began
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return took, cpu, float(done.stdout.splitlines()[-1])


def main(rows: int) -> None:
    """Make the file, run both, print the comparison."""
    if find_spec("pandas") is None:
        print("pandas is not installed; the peer is the csv module of the standard library.")
    peer = "pandas" if find_spec("pandas") is not None else "csv module"
    with tempfile.TemporaryDirectory(prefix="palermo-bench-") as name:
        path = Path(name) / "cases.csv"
        make(path, rows)
        print(
            f"{rows} rows of 27 columns, {path.stat().st_size / 2**20:.0f} MiB; load {os.getloadavg()[0]:.1f}"
        )
        results = {way: measure(way, path) for way in ("ours", peer)}
    for way, (took, cpu, peak) in results.items():
        print(f"{way:>10}: {took:6.1f} s, {rows / took:10.0f} rows/s, {cpu:5.1f} s CPU, peak {peak:5.0f} MiB")
    print(f"ratio of rows per second, ours to {peer}: {results[peer][0] / results['ours'][0]:.2f}")
    print(f"ratio of rows per CPU second, ours to {peer}: {results[peer][1] / results['ours'][1]:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        PEERS[sys.argv[2]](Path(sys.argv[3]))
        who = resource.RUSAGE_CHILDREN if sys.argv[2] == "ours" else resource.RUSAGE_SELF
        print(resource.getrusage(who).ru_maxrss / 1024)
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
