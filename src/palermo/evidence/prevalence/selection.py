"""Forward stepwise choice of pairs of lists, in each table that is asked about.

L. Chan, B. Silverman and K. Vincent, "Multiple systems estimation for sparse capture data", Statistics and
Public Policy 8 (2021). Starting from lists that act independently, the pair whose overlap is the most
surprising joins the model while its Poisson tail probability is below the threshold and the enlarged model can
be estimated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.existence import FINE, code, counts_of, estimable
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import FloatArray, Room
from palermo.evidence.prevalence.loglinear import LogLinear, described, fit_model, intervals_of

THRESHOLD = 0.02


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
    return described(
        histories,
        fitted,
        method="stepwise",
        intervals=intervals_of(counts, fitted, level),
        warnings=("the Wald and profile intervals ignore that the model was chosen from the same data",),
    )


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
    found = Room(tables.shape[1], room).run(tables, models, sizes, threshold=threshold).tolist()
    return [
        _finish(tables[row], models[row], int(sizes[row]), int(asked), log_unseen, threshold)
        for row, (asked, log_unseen, _spread, _likelihood) in enumerate(found)
    ]


def _finish(
    counts: FloatArray, model: IntArray, size: int, asked: int, log_unseen: float, threshold: float
) -> Selected:
    """Answer by linear programme what a fit could not answer itself, and go on from there."""
    refused = np.zeros(counts.size, dtype=np.bool_)
    while asked >= 0:
        if asked == 0:
            answer = code(counts, model[:size])
            if answer != FINE:
                unseen = fit_model(counts, model[:size]).log_unseen
                return Selected(model[:size], answer, math.inf if unseen is None else unseen)
        elif estimable(counts, np.append(model[:size], asked)):
            model[size] = asked
            size += 1
            refused[:] = False
        else:
            refused[asked] = True
        sizes = np.array([size])
        found = Room(counts.size, model.size).run(
            counts.reshape(1, -1), model.reshape(1, -1), sizes, threshold=threshold, refused=refused
        )
        size, asked, log_unseen = int(sizes[0]), int(found[0, 0]), float(found[0, 1])
    return Selected(model[:size].copy(), FINE, log_unseen)
