"""Invented records in a file, and the command run over them in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from palermo.evidence.harmonise.model import FIELDS, Kind, columns, present
from palermo.evidence.indicators.__main__ import indicators


def cases(*records: dict[str, Any]) -> duckdb.DuckDBPyRelation:
    """Invented records: a field that is named is known, every other field asked for is blank."""
    asked = [field for field in FIELDS if any(field.name in record for record in records)]
    names = columns(asked)
    rows = []
    for number, record in enumerate(records, start=1):
        row: list[Any] = [number, "invented"]
        for field in asked:
            there = record.get(field.name) is not None
            value = record.get(field.name)
            if field.kind is Kind.SET:
                row += [value or [], [], []]
            else:
                row.append(value)
            row.append("known" if there else "missing")
        rows.append(row)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in names.items())})")
    connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", rows)
    return connection.table("t").project(present(list(names)))


def file_of(folder: Path, records: Sequence[dict[str, Any]], *, quarantined: int = 3) -> Path:
    """Write records as `palermo harmonise` writes them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cases.parquet"
    said = {
        "schema": "palermo-cases",
        "shape": "persons",
        "source": "invented",
        "rows_read": len(records) + quarantined,
        "rows_kept": len(records),
        "rows_quarantined": quarantined,
    }
    pairs = ", ".join(f"'palermo.{name}': '{value}'" for name, value in said.items())
    cases(*records).query("made", f"COPY made TO '{path}' (FORMAT parquet, KV_METADATA {{{pairs}}})")
    return path


def written(path: Path, out: Path, **options: Any) -> dict[str, str]:
    """Run `palermo indicators` over a file of cases; return the text of every file it wrote."""
    chosen: dict[str, Any] = {
        "by": None, "only": None, "threshold": 10, "base": 1, "published": None, "population": None, "catalogue": False,
    }  # fmt: skip
    indicators(cases=path, out=out, **{**chosen, **options})
    return {each.name: each.read_text(encoding="utf-8") for each in out.iterdir()}
