"""What is found of numbers in rows with little ado: limits, and populations near one that is known."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

TOLERANCE = 1e-6
MOST_ROUNDS, SECONDS = 50, 20.0

Rows = tuple[csr_array | None, np.ndarray | None]


def narrowed(
    lows: np.ndarray, highs: np.ndarray, equal: Rows, at_most: Rows
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits that every population within `lows` and `highs` keeps which has whole persons and fits the rows.

    One row is asked after the other until nothing changes.
    """
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


def nearby(
    people: np.ndarray,
    wanted: tuple[int, int],
    limits: tuple[np.ndarray, np.ndarray],
    equal: Rows,
    at_most: Rows,
) -> np.ndarray | None:
    """Return who differs least from `people` and has a number in a place, perhaps with parts of persons."""
    at, number = wanted
    size = len(people)
    up, down = limits[1] - people, people - limits[0]
    lows = np.zeros(2 * size)
    move = number - people[at]
    up[at], down[at] = max(move, 0.0), max(-move, 0.0)
    lows[at], lows[size + at] = up[at], down[at]
    (same, _), (no_more, most) = equal, at_most
    answer = linprog(
        np.ones(2 * size),
        A_ub=None if no_more is None else hstack([no_more, -no_more]),
        b_ub=None if no_more is None else most - no_more @ people,
        A_eq=None if same is None else hstack([same, -same]),
        b_eq=None if same is None else np.zeros(same.shape[0]),
        bounds=np.column_stack([lows, np.concatenate([up, down])]),
        method="highs",
        options={"time_limit": SECONDS},
    )
    return None if answer.status != 0 else people + answer.x[:size] - answer.x[size:]
