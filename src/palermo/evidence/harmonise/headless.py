"""One column without a name, at the wrong end: some programs write a name less than columns, for the numbers of rows.

R writes row names first and gives them no header; other exports have surplus cells last. Which of both a file is
tells the mapping: as the names stand, or moved by one, more cells are known.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from palermo.evidence.harmonise.cells import read_cell
from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, Mapping, Treatment
from palermo.evidence.harmonise.model import State
from palermo.evidence.harmonise.table import Table
from palermo.evidence.harmonise.text import name_key

NOT_TELLING = {*CARRIED_NOWHERE, Treatment.KEY, Treatment.COUNT, Treatment.COUNT_FLAG, Treatment.CATEGORY}
LOOKED_AT = 50


def aligned(table: Table, mapping: Mapping, *, today: date) -> Table:
    """Return the table with its names moved by one where its only nameless column is the first, not the last."""
    *names, last = table.header
    if last or not all(names) or len(names) < 2 or not table.sample:
        return table
    moved = replace(table, header=("", *names))
    return moved if _known(moved, mapping, today) > 2 * _known(table, mapping, today) else table


def _known(table: Table, mapping: Mapping, today: date) -> int:
    by_name = {
        name_key(name): column for column in mapping.columns for name in (column.name, *column.aliases)
    }
    found = 0
    for place, name in enumerate(table.header):
        column = by_name.get(name_key(name)) if name else None
        if column is None or column.treatment in NOT_TELLING:
            continue
        for row in table.sample[:LOOKED_AT]:
            if place < len(row):
                found += read_cell(row[place], column, mapping, today=today).state is State.KNOWN
    return found
