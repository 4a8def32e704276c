"""A field's own tabulation: numbers, per cent of all, per cent of the valid, and that cumulated.

For looking at a file one is allowed to see; what leaves goes through `persons.compute`, which protects it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from palermo.evidence.harmonise.model import FIELD_BY_NAME, Kind, State


@dataclass(frozen=True)
class Row:
    """One value: how often, per cent of all records, of those with a value, and cumulated over those."""

    value: str
    count: int
    percent: float
    valid: float
    cumulated: float


@dataclass(frozen=True)
class Tabulation:
    """Every value of a field in order, how many records have one, how many have none."""

    rows: tuple[Row, ...]
    valid: int
    missing: int

    @property
    def total(self) -> int:
        """Every record."""
        return self.valid + self.missing


def tabulate(cases: duckdb.DuckDBPyRelation, field: str, *, code: str = "") -> Tabulation:
    """Tabulate one field, or one code of a set: affirmed (as "1") or not.

    Several values of a set stand together, joined by a semicolon in the order of the source.
    Raises KeyError for a field that the case model does not have.
    """
    kind = FIELD_BY_NAME[field].kind
    known = f"{field}_state = '{State.KNOWN}'"
    if code:
        quoted = code.replace("'", "''")
        value = f"CASE WHEN list_contains({field}, '{quoted}') THEN '1' END"
    elif kind is Kind.SET:
        value = f"CASE WHEN {known} AND len({field}) > 0 THEN array_to_string({field}, ';') END"
    else:
        value = f"CASE WHEN {known} THEN CAST({field} AS VARCHAR) END"
    found = dict(cases.project(f"{value} AS value").aggregate("value, count(*)").fetchall())
    missing = found.pop(None, 0)
    valid = sum(found.values())
    rows, reached = [], 0
    for name in sorted(found):
        count = found[name]
        reached += count
        rows.append(
            Row(name, count, 100 * count / (valid + missing), 100 * count / valid, 100 * reached / valid)
        )
    return Tabulation(tuple(rows), valid, missing)
