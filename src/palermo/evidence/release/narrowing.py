"""Limits of numbers by one row after the other, until nothing changes: cheap, and mostly as narrow as can be."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

TOLERANCE = 1e-6
MOST_ROUNDS = 50

Rows = tuple[csr_array | None, np.ndarray | None]


def narrowed(
    lows: np.ndarray, highs: np.ndarray, equal: Rows, at_most: Rows
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits that every population within `lows` and `highs` keeps which has whole persons and fits the rows."""
    lows, highs = lows.copy(), highs.copy()
    sides = [(each, right, sign) for (each, right), sign in ((equal, 1), (equal, -1), (at_most, 1))]
    rows = [
        (each.tocoo(), sign * right, sign)
        for each, right, sign in sides
        if each is not None and right is not None
    ]
    for _ in range(MOST_ROUNDS):
        before = lows.copy(), highs.copy()
        for matrix, right, sign in rows:
            line, place, times = matrix.row, matrix.col, sign * matrix.data
            least = times * np.where(times > 0, lows[place], highs[place])
            # What is left for one number of a row where all the others of it are at their least.
            left = (right[line] - np.bincount(line, least, minlength=len(right))[line] + least) / times
            more = times > 0
            np.minimum.at(highs, place[more], np.floor(left[more] + TOLERANCE))
            np.maximum.at(lows, place[~more], np.ceil(left[~more] - TOLERANCE))
        if (before[0] == lows).all() and (before[1] == highs).all():
            break
    return lows, highs
