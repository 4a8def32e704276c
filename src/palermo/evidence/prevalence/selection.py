"""Forward stepwise choice of pairs of lists, in each table that is asked about.

L. Chan, B. Silverman and K. Vincent, "Multiple systems estimation for sparse capture data", Statistics and
Public Policy 8 (2021). Starting from lists that act independently, the pair whose overlap is the most
surprising joins the model while its Poisson tail probability is below the threshold and the enlarged model can
be estimated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.existence import FINE, code, counts_of, estimable
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import (
    CONVERGED,
    BoolArray,
    FloatArray,
    fit_rows,
    smaller_tail,
    superset_sums,
)
from palermo.evidence.prevalence.loglinear import LogLinear, described, fit_model, intervals_of
from palermo.evidence.prevalence.result import IGNORE_SELECTION
from palermo.evidence.prevalence.settings import Settings

THRESHOLD = 0.02
# Probabilities that differ by rounding only are a tie; the first pair in the order of the lists wins it.
_TIE = 1 - 1e-9
_NONE = -1


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
    pairs = np.array([1 << one | 1 << other for one, other in combinations(range(lists), 2)])
    models = np.zeros((len(tables), 1 + lists + len(pairs)), dtype=np.int64)
    models[:, 1 : lists + 1] = 1 << np.arange(lists)
    sizes = np.full(len(tables), 1 + lists)
    log_unseen = np.full(len(tables), np.inf)
    observed = tables.copy()
    superset_sums(observed)
    observed, expected = observed[:, pairs], np.zeros((len(tables), len(pairs)))
    # Pairs that are in the model, or would make one that cannot be estimated.
    closed = np.zeros((len(tables), len(pairs)), dtype=np.bool_)
    refused = np.zeros_like(closed)
    failed: dict[int, Selected] = {}
    rows, tried = np.arange(len(tables)), np.full(len(tables), _NONE)
    while rows.size:
        added = tried != _NONE
        models[rows[added], sizes[rows[added]]] = pairs[tried[added]]
        grown = sizes[rows] + added
        found, overlaps = fit_rows(tables[rows], models[rows], grown)
        good = found[:, 0] == CONVERGED
        for place in np.flatnonzero(~good).tolist():
            # What a fit cannot vouch for, a linear programme answers.
            row, model = int(rows[place]), models[rows[place], : grown[place]]
            if added[place]:
                good[place] = estimable(tables[row], model)
            else:
                answer = code(tables[row], model)
                good[place] = answer == FINE
                if answer != FINE:
                    unseen = fit_model(tables[row], model).log_unseen
                    failed[row] = Selected(model, answer, math.inf if unseen is None else unseen)
        accepted, left = rows[good], added & ~good
        sizes[accepted], log_unseen[accepted] = grown[good], found[good, 1]
        expected[accepted] = overlaps[good][:, pairs]
        refused[accepted] = False
        closed[rows[good & added], tried[good & added]] = True
        refused[rows[left], tried[left]] = True
        rows = rows[good | added]
        tried = _most_surprising(observed[rows], expected[rows], closed[rows] | refused[rows], threshold)
        rows, tried = rows[tried != _NONE], tried[tried != _NONE]
    return [
        failed.get(row) or Selected(models[row, : sizes[row]].copy(), FINE, float(log_unseen[row]))
        for row in range(len(tables))
    ]


def _most_surprising(
    observed: FloatArray, expected: FloatArray, closed: BoolArray, threshold: float
) -> IntArray:
    """Return by row the pair, not closed, with the smallest tail below the threshold; -1 where there is none."""
    tails = np.where(closed, np.inf, smaller_tail(observed, expected))
    least = tails.min(axis=1, initial=np.inf)
    first = (tails * _TIE <= least[:, None]).argmax(axis=1)
    return np.where(least < min(threshold, _TIE), first, _NONE)
