"""The method of the first United Kingdom estimate: pairs by AIC, interval by profile likelihood.

K. Bales, O. Hesketh and B. Silverman, "Modern slavery in the UK: how many victims?", Significance 12 (2015).
Kept for comparison: its interval ignores that the model was chosen from the same table.
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
from scipy.special import ndtr

from palermo.evidence.prevalence.existence import FINE, counts_of
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.lattice import FloatArray, information
from palermo.evidence.prevalence.loglinear import Fitted, LogLinear, check_level, described, fit_model
from palermo.evidence.prevalence.profile import profile
from palermo.evidence.prevalence.result import IGNORES_SELECTION

_SIGNIFICANT = 0.05


def aic_stepwise(histories: CaptureHistories, *, level: float = 0.95) -> LogLinear:
    """Choose pairs by AIC, then maximise the multinomial profile likelihood of the total.

    The pair that gives the lowest AIC joins while AIC falls and its own coefficient is significant (Wald,
    5 %). Only models that can be estimated are considered. `interval` is the multinomial profile interval.
    """
    check_level(level)
    counts = counts_of(histories)
    fitted = _chosen(counts)
    if fitted.code != FINE:
        return described(histories, fitted, method="aic_stepwise")
    total, interval = profile(counts, fitted, level)
    return described(
        histories,
        fitted,
        method="aic_stepwise",
        total=total,
        intervals=(interval,),
        warnings=(IGNORES_SELECTION,),
    )


def _chosen(counts: FloatArray) -> Fitted:
    """Return the model where no pair lowers AIC with a significant coefficient any more."""
    lists = [1 << bit for bit in range(counts.size.bit_length() - 1)]
    pairs = [first | second for first, second in combinations(lists, 2)]
    fitted = fit_model(counts, np.array([0, *lists], dtype=np.int64))
    while fitted.code == FINE:
        larger = [
            fit_model(counts, np.append(fitted.model, pair)) for pair in pairs if pair not in fitted.model
        ]
        estimable = [each for each in larger if each.code == FINE]
        best = min(estimable, key=lambda each: each.aic, default=fitted)
        if best.aic >= fitted.aic or not _significant(best):
            break
        fitted = best
    return fitted


def _significant(fitted: Fitted) -> bool:
    """Say whether the newest term's coefficient differs from 0; one at minus infinity has no standard error."""
    newest = int(fitted.model[-1])
    if newest in fitted.minus_infinity:
        return False
    place = fitted.terms.tolist().index(newest)
    variance = np.linalg.inv(information(fitted.means, fitted.terms))[place, place]
    tail = 2 * ndtr(-abs(float(fitted.parameters[place])) / math.sqrt(variance))
    return bool(tail <= _SIGNIFICANT)
