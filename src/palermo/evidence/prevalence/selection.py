"""Forward stepwise choice of pairs of lists, in each table that is asked about.

L. Chan, B. Silverman and K. Vincent, "Multiple systems estimation for sparse capture data", Statistics and
Public Policy 8 (2021). Starting from lists that act independently, the pair whose overlap is the most
surprising joins the model while its Poisson tail probability is below the threshold and the enlarged model can
be estimated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numba import njit

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.existence import FINE, code, counts_of, estimable
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import (
    CONVERGED,
    BoolArray,
    FloatArray,
    cells_of_fit,
    fit,
    smaller_tail,
    superset_sums,
)
from palermo.evidence.prevalence.loglinear import LogLinear, described, fit_model, intervals_of
from palermo.evidence.prevalence.result import IGNORE_SELECTION
from palermo.evidence.prevalence.settings import Settings

THRESHOLD = 0.02
# Probabilities that differ by rounding only are a tie; the first pair in the order of the lists wins it.
_TIE = 1 - 1e-9


@dataclass(frozen=True, eq=False)
class Selected:
    """The model that was chosen: masks of its terms in the order they came, its code, and log of the unseen."""

    model: IntArray
    code: int
    log_unseen: float


def stepwise(histories: CaptureHistories, threshold: float = THRESHOLD, *, level: float = 0.95) -> LogLinear:
    """Choose pairs by forward stepwise selection, then estimate; `interactions` are in the order they came.

    `threshold`: 0 keeps the lists independent, 1 adds as many pairs as can be estimated; ties go to the pair
    that comes first in the order of the lists. The Wald interval ignores that a model was chosen: `bootstrap`
    does not. Raises InputError for a threshold or level that is none.
    """
    check_threshold(threshold)
    counts = counts_of(histories)
    fitted = fit_model(counts, select(counts, threshold).model)
    found = described(
        histories,
        fitted,
        method="stepwise",
        intervals=intervals_of(counts, fitted, level),
        warnings=(IGNORE_SELECTION,),
    )
    return replace(found, settings=Settings(threshold=threshold, level=level))


def check_threshold(threshold: float) -> None:
    """Raise InputError for a threshold that is no probability."""
    if not 0 <= threshold <= 1:
        raise InputError(f"threshold {threshold}: give a probability from 0 to 1, such as 0.02")


def select(counts: FloatArray, threshold: float) -> Selected:
    """Choose pairs for one dense table; log of the unseen is infinite where not even independence tells it."""
    return select_many(counts[None, :], threshold)[0]


def select_many(tables: FloatArray, threshold: float) -> list[Selected]:
    """Choose pairs for each of several dense tables over the same lists (rows)."""
    lists = tables.shape[1].bit_length() - 1
    room = 1 + lists + lists * (lists - 1) // 2
    models = np.zeros((len(tables), room), dtype=np.int64)
    models[:, 1 : lists + 1] = 1 << np.arange(lists)
    sizes = np.full(len(tables), 1 + lists)
    asked = np.full(len(tables), -1)
    log_unseen = np.full(len(tables), np.inf)
    _grow_many(tables, models, sizes, asked, log_unseen, threshold)
    return [
        _finish(tables[row], models[row], int(sizes[row]), int(asked[row]), float(log_unseen[row]), threshold)
        for row in range(len(tables))
    ]


def _finish(
    counts: FloatArray, model: IntArray, size: int, asked: int, log_unseen: float, threshold: float
) -> Selected:
    """Answer by linear programme what a fit could not answer itself, and go on from there."""
    observed = counts.copy()
    superset_sums(observed)
    refused = np.zeros(counts.size, dtype=np.bool_)
    while asked >= 0:
        if asked == 0:
            found = code(counts, model[:size])
            if found != FINE:
                unseen = fit_model(counts, model[:size]).log_unseen
                return Selected(model[:size], found, math.inf if unseen is None else unseen)
        elif estimable(counts, np.append(model[:size], asked)):
            model[size] = asked
            size += 1
            refused[:] = False
        else:
            refused[asked] = True
        size, asked, log_unseen = _grow(counts, observed, model, size, refused, threshold, 1)
    return Selected(model[:size].copy(), FINE, log_unseen)


@njit(cache=True, nogil=True)
def _grow_many(
    tables: FloatArray,
    models: IntArray,
    sizes: IntArray,
    asked: IntArray,
    log_unseen: FloatArray,
    threshold: float,
) -> None:
    for row in range(tables.shape[0]):
        observed = tables[row].copy()
        superset_sums(observed)
        refused = np.zeros(observed.size, dtype=np.bool_)
        sizes[row], asked[row], log_unseen[row] = _grow(
            tables[row], observed, models[row], sizes[row], refused, threshold, 0
        )


@njit(cache=True, nogil=True)
def _grow(
    counts: FloatArray,
    observed: FloatArray,
    model: IntArray,
    size: int,
    refused: BoolArray,
    threshold: float,
    vouched: int,
) -> tuple[int, int, float]:
    """Add pairs to the first `size` terms of `model`, in place.

    `vouched`: 1 when the model is known to be estimable. Returns the size; -1 when done, else the pair whose
    enlarged model a fit cannot vouch for (0: the model itself); and the intercept.
    """
    nothing = np.zeros(counts.size)
    inside, terms = cells_of_fit(observed, model[:size])
    outcome, parameters, means = fit(counts, inside, terms, nothing)
    if vouched == 0 and outcome != CONVERGED:
        return size, 0, np.inf
    while True:
        pair, _tail = _most_surprising(observed, means, model[:size], refused, threshold)
        if pair == 0:
            return size, -1, parameters[0]
        model[size] = pair
        inside, terms = cells_of_fit(observed, model[: size + 1])
        outcome, tried, new = fit(counts, inside, terms, nothing)
        if outcome != CONVERGED:
            return size, pair, parameters[0]
        size += 1
        parameters, means = tried, new
        refused[:] = False


@njit(cache=True, nogil=True)
def _most_surprising(
    observed: FloatArray, means: FloatArray, model: IntArray, refused: BoolArray, threshold: float
) -> tuple[int, float]:
    """Return the absent pair with the smallest tail below the threshold, and the tail; 0 where there is none."""
    expected = means.copy()
    superset_sums(expected)
    best, found = 1.0, 0
    first = 1
    while first < means.size:
        second = first << 1
        while second < means.size:
            pair = first | second
            if not refused[pair] and not (model == pair).any():
                tail = smaller_tail(observed[pair], expected[pair])
                if tail < threshold and tail < best * _TIE:
                    best, found = tail, pair
            second <<= 1
        first <<= 1
    return found, best
