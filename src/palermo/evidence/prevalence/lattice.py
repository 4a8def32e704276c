"""Log-linear fits on the lattice of capture histories.

A term and a cell are both sets of lists, so both are bit masks, and the design has a 1 where the term is a
subset of the cell. A design matrix is therefore never built: products with it are subset sums and products
with its transpose are superset sums over the lattice, at lists * 2^lists additions each, and the entry (a, b)
of the information matrix is the superset sum of the fitted means at a | b. The loops are compiled, in `kernels`.
"""

from __future__ import annotations

import numpy as np
from scipy.special import pdtr, pdtrc

from palermo.evidence.prevalence.kernels import (
    CONVERGED,
    DIVERGED,
    SINGULAR,
    STOPPED,
    BoolArray,
    FloatArray,
    IntArray,
    run,
)

__all__ = [
    "CONVERGED",
    "DIVERGED",
    "SINGULAR",
    "STOPPED",
    "BoolArray",
    "FloatArray",
    "IntArray",
    "cells_of_fit",
    "fit",
    "fit_rows",
    "information",
    "smaller_tail",
    "superset_sums",
]


def superset_sums(values: FloatArray) -> None:
    """Replace each value, by cell (the last axis), by the sum over the sets that contain its set."""
    bit = 1
    while bit < values.shape[-1]:
        pairs = values.reshape(-1, 2, bit)
        pairs[:, 0] += pairs[:, 1]
        bit <<= 1


def information(means: FloatArray, terms: IntArray) -> FloatArray:
    """Return the information matrix of the terms from the means by cell (0 outside the fit)."""
    sums = means.copy()
    superset_sums(sums)
    matrix: FloatArray = sums[terms[:, None] | terms]
    return matrix


def fit_rows(tables: FloatArray, models: IntArray, sizes: IntArray) -> tuple[FloatArray, FloatArray]:
    """Fit a model to each dense table (rows), or many models to the one table there is.

    `models`: masks of terms, of which the first `sizes` are the model. Returns by row what became of the fit,
    intercept, standard error of the intercept and log likelihood; and the fitted number of people on all lists of a
    set, by set.
    """
    observed = tables.copy()
    superset_sums(observed)
    # The compiler takes an array that cannot be written for another kind, and compiles for it anew.
    observed = np.repeat(observed, len(models) // len(tables), axis=0)
    inside, terms, kept = _cells_of_fits(observed, models, sizes)
    found, overlaps, _steps, _cells = _run(tables, observed, inside, terms, kept, np.zeros(tables.shape[1]))
    return found, overlaps


def _run(
    tables: FloatArray,
    observed: FloatArray,
    inside: BoolArray,
    terms: IntArray,
    sizes: IntArray,
    offset: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return `found` and `overlaps` of `kernels.run`, and its `steps` and `cells` after the last fit."""
    size, most = tables.shape[1], terms.shape[1]
    found, overlaps = np.zeros((len(terms), 4)), np.zeros((len(terms), size))
    cells, steps = np.zeros((7, size)), np.zeros((3, most))
    cells[0] = offset
    run(
        tables,
        observed,
        inside,
        terms,
        sizes,
        cells,
        steps,
        np.zeros((most, most)),
        found,
        overlaps,
        len(terms),
        len(tables),
        size,
    )
    return found, overlaps, steps, cells


def smaller_tail(seen: FloatArray, mean: FloatArray) -> FloatArray:
    """Return min(P(X <= seen), P(X >= seen)) for X Poisson with this mean."""
    below = seen < mean
    tail = np.ones(np.broadcast(seen, mean).shape)
    pdtr(seen, mean, out=tail, where=below)
    pdtrc(seen - 1, mean, out=tail, where=~below & (seen > 0))
    # The tail on the side of the mean is the smaller one, except where both are about a half.
    wide = tail > 0.4
    other = np.ones(tail.shape)
    pdtrc(seen - 1, mean, out=other, where=wide & below & (seen > 0))
    pdtr(seen, mean, out=other, where=wide & ~below)
    return np.minimum(tail, other)


def fit(
    counts: FloatArray, inside: BoolArray, terms: IntArray, offset: FloatArray
) -> tuple[int, FloatArray, FloatArray]:
    """Fit a Poisson log-linear model by iterated weighted least squares.

    `counts`: by cell. `inside`: the cells of the fit. `terms`: masks of the parameters, 0 the intercept.
    `offset`: known part of the log mean by cell. Returns what became of it, the parameters, and the fitted
    means by cell.
    """
    observed = np.where(inside, counts, 0.0).reshape(1, -1)
    superset_sums(observed)
    found, _overlaps, steps, cells = _run(
        counts.reshape(1, -1),
        observed,
        np.array(inside).reshape(1, -1),
        np.array(terms, dtype=np.int64).reshape(1, -1),
        np.array([terms.size]),
        offset,
    )
    return int(found[0, 0]), steps[0], cells[1]


def cells_of_fit(observed: FloatArray, model: IntArray) -> tuple[BoolArray, IntArray]:
    """Return the cells and the terms that stay in the fit of a model.

    `observed`: people on all lists of a set, by set. An interaction nobody has is at minus infinity: it and
    every cell that contains it leave the fit, and so does the cell of people on no list. A list on which
    nobody is stays: its estimate does not exist, and the facial set says what can be told without it.
    """
    inside, terms, kept = _cells_of_fits(
        observed.reshape(1, -1), model.reshape(1, -1), np.array([model.size])
    )
    return inside[0], terms[0, : kept[0]]


def _cells_of_fits(
    observed: FloatArray, models: IntArray, sizes: IntArray
) -> tuple[BoolArray, IntArray, IntArray]:
    """Return by row the cells and the terms that stay in the fit, those first, and how many terms do."""
    there = np.arange(models.shape[1]) < sizes[:, None]
    masks = np.where(there, models, 0)
    lost = there & (np.take_along_axis(observed, masks, axis=1) == 0) & (masks & (masks - 1) != 0)
    inside = np.ones(observed.shape, dtype=np.bool_)
    some = np.flatnonzero(lost.any(axis=1))
    if some.size:
        gone = np.zeros((some.size, observed.shape[1]), dtype=np.bool_)
        row, place = np.nonzero(lost[some])
        gone[row, masks[some[row], place]] = True
        bit = 1
        while bit < gone.shape[1]:  # what contains a set that is gone is gone
            pairs = gone.reshape(-1, 2, bit)
            pairs[:, 1] |= pairs[:, 0]
            bit <<= 1
        inside[some] = ~gone
        last = np.argsort(lost[some] | ~there[some], axis=1, kind="stable")
        masks[some] = np.take_along_axis(masks[some], last, axis=1)
    inside[:, 0] = False
    return inside, masks, sizes - lost.sum(axis=1)
