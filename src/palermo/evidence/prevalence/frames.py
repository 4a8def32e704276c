"""Data frames and matrices of people and lists, as the reader of tables takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from palermo.evidence.command import InputError
from palermo.evidence.notebook import columns_of
from palermo.evidence.prevalence.reading import Cells, checked_names


def rows_of_frame(
    frame: Any, *, lists: Sequence[str] | None = None, also: Sequence[str | None] = ()
) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return the header and the rows of a data frame, each called by its number from 1.

    `lists`: the columns that are lists, where there are others; `also`: what is kept besides. Raises InputError for
    a column that is not there, and for a frame without rows.
    """
    columns = columns_of(frame)
    wanted = list(columns)
    if lists is not None:
        wanted = [*lists, *dict.fromkeys(name for name in also if name is not None)]
        if missing := [name for name in wanted if name not in columns]:
            raise InputError(f"the data frame has no column {missing[0]!r}; it has {', '.join(columns)}")
    rows = [
        (f"row {number}", list(cells))
        for number, cells in enumerate(zip(*(columns[name] for name in wanted), strict=True), start=1)
    ]
    if not rows:
        raise InputError("the data frame has no rows")
    return wanted, rows


def cells_of_matrix(matrix: ArrayLike, lists: Sequence[str] | None) -> tuple[tuple[str, ...], Cells]:
    """Return the lists and the counts by history of a matrix, people by lists, of 0 and 1.

    Raises InputError with the row and the column of what is neither, and for a person on no list.
    """
    given = np.asarray(matrix)
    if given.ndim != 2:
        raise InputError(f"a matrix with a row for each person is expected, not {given.ndim} dimensions")
    names = checked_names(
        [f"list {number}" for number in range(1, given.shape[1] + 1)] if lists is None else lists
    )
    if len(names) != given.shape[1]:
        raise InputError(f"{len(names)} names of lists for {given.shape[1]} columns")
    wrong = np.argwhere(~((given == 0) | (given == 1)))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise InputError(f"row {row + 1}, column {names[column]}: {given[row, column]!s} is neither 0 nor 1")
    on = given == 1
    if nowhere := np.flatnonzero(~on.any(axis=1)).tolist():
        raise InputError(f"row {nowhere[0] + 1}: a person on no list cannot be observed; leave that row out")
    masks, counts = np.unique(on @ (1 << np.arange(len(names))), return_counts=True)
    return names, dict(zip(masks.tolist(), counts.tolist(), strict=True))
