"""The cheapest way to give a hidden number room: which cells have to be able to change so that it can.

A number can only change where others change with it, all round every sum it takes part in; to hide one cell after the
other beside it mostly hides cells that follow from the rest all the same. So the whole way is sought at once, as a
linear programme over how far each cell moves from its number, at a price for every cell that is shown (J. P. Kelly,
B. L. Golden and A. A. Assad, Networks 22 (1992), 397-417). What it finds is a choice and no proof.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, csr_array, hstack

from palermo.evidence.release.bounds import Range
from palermo.evidence.release.tables import Cells, Key

SECONDS, MOVED = 5.0, 1e-6


class Ways:
    """Ways for the cells of one output; `prices` has every cell that may be hidden for another."""

    def __init__(self, cells: Cells, prices: Mapping[Key, float], given: Mapping[Key, Range]) -> None:
        self.place = {key: at for at, key in enumerate(cells.counts)}
        self.keys = list(cells.counts)
        self.counts = np.array(list(cells.counts.values()), dtype=float)
        self.prices = np.array([prices.get(key, 0.0) for key in self.keys])
        self.unseen = np.array([key in cells.unseen for key in self.keys])
        limits = [given.get(key, Range(0, None)) for key in self.keys]
        self.lows = np.maximum([float(each.low) for each in limits], np.where(self.unseen, 0.0, 1.0))
        self.highs = np.array([np.inf if each.high is None else float(each.high) for each in limits])
        equal, at_most = self._rows(cells)
        self.equal, self.at_most = self._matrix(equal), self._matrix(at_most)
        # How far what is at most something may grow yet.
        self.left = None if self.at_most is None else -(self.at_most[:, : len(self.keys)] @ self.counts)

    def way(self, key: Key, *, hidden: Collection[Key], more: float) -> dict[Key, float]:
        """Return what moves, and how far, so that a cell can be so much more; nothing where no way was found."""
        free = self.unseen.copy()
        free[[self.place[each] for each in hidden]] = True
        may = free | (self.prices > 0)
        up = np.where(may, self.highs - self.counts, 0.0)
        down = np.where(may, np.maximum(self.counts - self.lows, 0.0), 0.0)
        lows = np.zeros(2 * len(self.keys))
        at = self.place[key]
        if up[at] < more:
            return {}
        lows[at], down[at] = more, 0.0
        columns = np.flatnonzero(np.concatenate([up, down]) > 0)
        answer = linprog(
            np.tile(np.where(free, 0.0, self.prices), 2)[columns],
            A_ub=None if self.at_most is None else self.at_most[:, columns],
            b_ub=self.left,
            A_eq=None if self.equal is None else self.equal[:, columns],
            b_eq=None if self.equal is None else np.zeros(self.equal.shape[0]),
            bounds=np.column_stack([lows, np.concatenate([up, down])])[columns],
            method="highs",
            options={"time_limit": SECONDS, "presolve": False},  # that few cells move is found sooner without
        )
        if answer.status != 0:
            return {}
        signs = np.where(columns < len(self.keys), 1.0, -1.0)
        moved = np.bincount(columns % len(self.keys), signs * answer.x, minlength=len(self.keys))
        return {self.keys[at]: float(moved[at]) for at in np.flatnonzero(np.abs(moved) > MOVED)}

    def _rows(self, cells: Cells) -> tuple[list[dict[int, float]], list[dict[int, float]]]:
        equal: dict[frozenset[tuple[int, float]], dict[int, float]] = {}
        at_most: dict[frozenset[tuple[int, float]], dict[int, float]] = {}

        def add(rows: dict[frozenset[tuple[int, float]], dict[int, float]], row: dict[int, float]) -> None:
            rows.setdefault(frozenset(row.items()), row)

        for each in cells.relations:
            total = self.place[each.total]
            row = {**{self.place[part]: 1.0 for part in each.parts}, total: -1.0}
            if each.exact:
                add(equal, row)
            elif each.apart:
                add(at_most, row)
            else:
                for part in each.parts:
                    add(at_most, {self.place[part]: 1.0, total: -1.0})
            if each.covering:
                add(at_most, {at: -times for at, times in row.items()})
        return list(equal.values()), list(at_most.values())

    def _matrix(self, rows: list[dict[int, float]]) -> csc_array | None:
        """Return rows over how far each cell moves up, and over how far down."""
        if not rows:
            return None
        at = [(row, column, value) for row, each in enumerate(rows) for column, value in each.items()]
        lines, columns, values = (list(each) for each in zip(*at, strict=True))
        once = csr_array((values, (lines, columns)), shape=(len(rows), len(self.keys)))
        return csc_array(hstack([once, -once]))
