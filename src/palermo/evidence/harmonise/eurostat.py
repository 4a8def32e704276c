"""The table that Eurostat gives as TSV: keys joined by commas in the first column, then a value for each period.

The corner cell names the keys and, behind a backslash, what the other columns are: `freq,sex,geo\\TIME_PERIOD`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from palermo.evidence.harmonise.table import Marked, Row

CORNER = re.compile(r"[\w-]+(,[\w-]+)+\\[\w-]+")


def keys_before_values(lines: Sequence[str]) -> bool:
    """Whether the first line has such a corner and a tab behind it."""
    corner, tab, _ = lines[0].partition("\t") if lines else ("", "", "")
    return bool(tab) and CORNER.fullmatch(corner.strip('\ufeff "')) is not None


def split_keys(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows whose keys are cells of their own; blanks around names and values are left out."""
    for number, row in enumerate(rows):
        keys = row[0].strip("\ufeff ").split(",") if row else []
        if not number and keys:
            keys[-1] = keys[-1].partition("\\")[0]
        cells = [*keys, *(cell.strip() for cell in row[1:])]
        yield Marked(cells, row.rule, row.span) if isinstance(row, Marked) else cells
