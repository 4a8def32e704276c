"""Log-linear fits on the lattice of capture histories.

A term and a cell are both sets of lists, so both are bit masks, and the design has a 1 where the term is a
subset of the cell. A design matrix is therefore never built: products with it are subset sums and products
with its transpose are superset sums over the lattice, at lists * 2^lists additions each, and the entry (a, b)
of the information matrix is the superset sum of the fitted means at a | b. The loops are compiled, in `kernels`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from palermo.evidence.prevalence.kernels import (
    CONVERGED,
    DIVERGED,
    SINGULAR,
    STOPPED,
    BoolArray,
    FloatArray,
    IntArray,
    run,
    smaller_tail,
)

__all__ = [
    "CONVERGED",
    "DIVERGED",
    "SINGULAR",
    "STOPPED",
    "BoolArray",
    "FloatArray",
    "IntArray",
    "Room",
    "cells_of_fit",
    "fit",
    "information",
    "smaller_tail",
    "superset_sums",
]

ONLY_FIT = -1.0


def superset_sums(values: FloatArray) -> None:
    """Replace each value, by cell, by the sum over the sets that contain its set."""
    bit = 1
    while bit < values.size:
        pairs = values.reshape(-1, 2, bit)
        pairs[:, 0] += pairs[:, 1]
        bit <<= 1


def information(means: FloatArray, terms: IntArray) -> FloatArray:
    """Return the information matrix of the terms from the means by cell (0 outside the fit)."""
    sums = means.copy()
    superset_sums(sums)
    matrix: FloatArray = sums[terms[:, None] | terms]
    return matrix


@dataclass(frozen=True, eq=False)
class Room:
    """Where `kernels.run` works on tables of `size` cells and models of at most `terms` terms."""

    size: int
    terms: int

    def run(
        self,
        tables: FloatArray,
        models: IntArray,
        sizes: IntArray,
        *,
        threshold: float = ONLY_FIT,
        refused: BoolArray | None = None,
    ) -> FloatArray:
        """Return what was found by row; `models` and `sizes` are changed where pairs are added.

        With `refused`, the models are known to be estimable.
        """
        found = np.zeros((len(models), 4))
        run(
            tables,
            models,
            sizes,
            np.zeros(self.terms, dtype=np.int64),
            0,
            np.zeros(self.size, dtype=np.bool_),
            np.zeros(self.size, dtype=np.bool_) if refused is None else refused,
            int(refused is not None),
            threshold,
            np.zeros((8, self.size)),
            np.zeros((3, self.terms)),
            np.zeros((self.terms, self.terms)),
            found,
        )
        return found


def fit(
    counts: FloatArray, inside: BoolArray, terms: IntArray, offset: FloatArray
) -> tuple[int, FloatArray, FloatArray]:
    """Fit a Poisson log-linear model by iterated weighted least squares.

    `counts`: by cell. `inside`: the cells of the fit. `terms`: masks of the parameters, 0 the intercept.
    `offset`: known part of the log mean by cell. Returns what became of it, the parameters, and the fitted
    means by cell.
    """
    cells, steps, found = np.zeros((8, counts.size)), np.zeros((3, terms.size)), np.zeros((1, 4))
    cells[1] = offset
    run(
        counts.reshape(1, -1),
        np.zeros((1, 1), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.array(terms, dtype=np.int64),
        terms.size,
        np.array(inside),
        np.zeros(counts.size, dtype=np.bool_),
        0,
        ONLY_FIT,
        cells,
        steps,
        np.zeros((terms.size, terms.size)),
        found,
    )
    return int(found[0, 0]), steps[0], cells[4]


def cells_of_fit(observed: FloatArray, model: IntArray) -> tuple[BoolArray, IntArray]:
    """Return the cells and the terms that stay in the fit of a model.

    `observed`: people on all lists of a set, by set. An interaction nobody has is at minus infinity: it and
    every cell that contains it leave the fit, and so does the cell of people on no list. A list on which
    nobody is stays: its estimate does not exist, and the facial set says what can be told without it.
    """
    kept = (observed[model] > 0) | (model & (model - 1) == 0)
    gone = model[~kept]
    cells = np.arange(observed.size)
    inside: BoolArray = ~((cells[:, None] & gone) == gone).any(axis=1)
    inside[0] = False
    return inside, model[kept]
