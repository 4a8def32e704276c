"""Log-linear fits on the lattice of capture histories, compiled.

A term and a cell are both sets of lists, so both are bit masks, and the design has a 1 where the term is a
subset of the cell. A design matrix is therefore never built: products with it are subset sums and products
with its transpose are superset sums over the lattice, at lists * 2^lists additions each, and the entry (a, b)
of the information matrix is the superset sum of the fitted means at a | b.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from palermo.evidence.prevalence.histories import IntArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# What became of a fit. One that converged is its own certificate that the estimate exists: where it does not,
# some means shrink by e at each step, and the information is singular to rounding before any step is small.
CONVERGED, SINGULAR, STOPPED, DIVERGED = 0, 1, 2, 3
# How exactly a step must leave the seen cells alone to prove that likelihood rises along it for ever.
_STILL = 1e-3
_STEP = 1e-9
_MOST_STEPS = 200
_PIVOT = 1e-11


@njit(cache=True, nogil=True)
def superset_sums(values: FloatArray) -> None:
    """Replace each value by the sum over the sets that contain its set."""
    bit = 1
    while bit < values.size:
        for cell in range(values.size):
            if not cell & bit:
                values[cell] += values[cell | bit]
        bit <<= 1


@njit(cache=True, nogil=True)
def subset_sums(values: FloatArray) -> None:
    """Replace each value by the sum over the subsets of its set."""
    bit = 1
    while bit < values.size:
        for cell in range(values.size):
            if cell & bit:
                values[cell] += values[cell ^ bit]
        bit <<= 1


@njit(cache=True, nogil=True)
def solve(matrix: FloatArray, right: FloatArray) -> bool:
    """Solve in place by Cholesky, the lower triangle becoming the factor. False where it is singular."""
    size = right.size
    for row in range(size):
        for column in range(row + 1):
            total = matrix[row, column]
            for inner in range(column):
                total -= matrix[row, inner] * matrix[column, inner]
            if row > column:
                matrix[row, column] = total / matrix[column, column]
            else:
                if not total > _PIVOT * matrix[row, row]:
                    return False
                matrix[row, row] = math.sqrt(total)
    for row in range(size):
        for inner in range(row):
            right[row] -= matrix[row, inner] * right[inner]
        right[row] /= matrix[row, row]
    for row in range(size - 1, -1, -1):
        for inner in range(row + 1, size):
            right[row] -= matrix[inner, row] * right[inner]
        right[row] /= matrix[row, row]
    return True


@njit(cache=True, nogil=True)
def information(means: FloatArray, terms: IntArray) -> FloatArray:
    """Return the information matrix of the terms from the means by cell (0 outside the fit)."""
    sums = means.copy()
    superset_sums(sums)
    matrix = np.empty((terms.size, terms.size))
    for row in range(terms.size):
        for column in range(terms.size):
            matrix[row, column] = sums[terms[row] | terms[column]]
    return matrix


@njit(cache=True, nogil=True)
def means_of(parameters: FloatArray, terms: IntArray, inside: BoolArray, offset: FloatArray) -> FloatArray:
    """Return the fitted mean of each cell; 0 outside the fit."""
    means = np.zeros(inside.size)
    for place in range(terms.size):
        means[terms[place]] = parameters[place]
    subset_sums(means)
    for cell in range(inside.size):
        means[cell] = math.exp(min(means[cell] + offset[cell], 500.0)) if inside[cell] else 0.0
    return means


@njit(cache=True, nogil=True)
def rises_for_ever(counts: FloatArray, inside: BoolArray, terms: IntArray, moved: FloatArray) -> bool:
    """Say whether a step lowers the means of some unseen cells and leaves all seen ones as they are.

    Repeating such a step never loses likelihood, so that no maximum exists: a certificate that needs no linear
    programme. Steps of a fit that diverges approach it, lowering the slowest cells by one on the log scale.
    """
    change = np.zeros(counts.size)
    for place in range(terms.size):
        change[terms[place]] = moved[place]
    subset_sums(change)
    lowest = 0.0
    for cell in range(counts.size):
        if inside[cell]:
            if change[cell] > _STILL or (counts[cell] > 0 and change[cell] < -_STILL):
                return False
            lowest = min(lowest, change[cell])
    return lowest < -0.9


@njit(cache=True, nogil=True)
def fit(
    counts: FloatArray, inside: BoolArray, terms: IntArray, offset: FloatArray
) -> tuple[int, FloatArray, FloatArray]:
    """Fit a Poisson log-linear model by iterated weighted least squares.

    `counts`: by cell. `inside`: the cells of the fit. `terms`: masks of the parameters, 0 the intercept.
    `offset`: known part of the log mean by cell. Returns what became of it, the parameters, and the fitted
    means by cell.
    """
    size = terms.size
    parameters = np.zeros(size)
    means = np.zeros(counts.size)
    working = np.zeros(counts.size)
    observed = np.zeros(counts.size)
    for cell in range(counts.size):
        if inside[cell]:
            means[cell] = counts[cell] + 0.1
            working[cell] = means[cell] * (math.log(means[cell]) - offset[cell]) + counts[cell] - means[cell]
            observed[cell] = counts[cell]
    superset_sums(working)
    superset_sums(observed)
    step = np.empty(size)
    moved = np.zeros(size)
    best = -np.inf
    for turn in range(_MOST_STEPS):
        matrix = information(means, terms)
        sums = means.copy()
        superset_sums(sums)
        for place in range(size):
            term = terms[place]
            step[place] = working[term] if turn == 0 else observed[term] - sums[term]
        if not solve(matrix, step):
            proven = turn > 1 and rises_for_ever(counts, inside, terms, moved)
            return (DIVERGED if proven else SINGULAR), parameters, means
        largest = np.abs(step).max()
        share = 1.0
        while True:  # a step that loses likelihood is halved
            tried = parameters + share * step
            new = means_of(tried, terms, inside, offset)
            likelihood = -new.sum()
            for place in range(size):
                likelihood += tried[place] * observed[terms[place]]
            if likelihood >= best - 1e-9 * abs(best) or share < 1e-4:
                break
            share /= 2
        moved = share * step
        parameters, means, best = tried, new, likelihood
        if turn and largest < _STEP:
            return CONVERGED, parameters, means
    return STOPPED, parameters, means


@njit(cache=True, nogil=True)
def smaller_tail(seen: float, mean: float) -> float:
    """Return min(P(X <= seen), P(X >= seen)) for X Poisson with this mean, by direct summation."""
    if mean <= 0:
        return 1.0 if seen == 0 else 0.0
    term = math.exp(seen * math.log(mean) - mean - math.lgamma(seen + 1))
    near, place, one = term, seen, term
    if seen < mean:
        while place > 0 and term > near * 1e-17:
            term *= place / mean
            place -= 1
            near += term
    else:
        while term > near * 1e-17:
            place += 1
            term *= mean / place
            near += term
    return min(near, 1.0 - near + one)


@njit(cache=True, nogil=True)
def cells_of_fit(observed: FloatArray, model: IntArray) -> tuple[BoolArray, IntArray]:
    """Return the cells and the terms that stay in the fit of a model.

    `observed`: people on all lists of a set, by set. An interaction nobody has is at minus infinity: it and
    every cell that contains it leave the fit, and so does the cell of people on no list. A list on which
    nobody is stays: its estimate does not exist, and the facial set says what can be told without it.
    """
    inside = np.ones(observed.size, dtype=np.bool_)
    inside[0] = False
    kept = np.empty(model.size, dtype=np.int64)
    count = 0
    for term in model:
        if observed[term] > 0 or term & (term - 1) == 0:
            kept[count] = term
            count += 1
        else:
            for cell in range(observed.size):
                if cell & term == term:
                    inside[cell] = False
    return inside, kept[:count]
