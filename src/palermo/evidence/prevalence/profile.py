"""The multinomial profile likelihood of the total number of people, under one log-linear model.

R. Cormack, "Interval estimation for mark-recapture studies of closed populations", Biometrics 48 (1992). For
each total N the model is fitted to all 2^lists cells, the empty one holding N - n people. The estimate that
maximises it is a little smaller than the Poisson one; results say which they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, gammaln, psi, xlogy

from palermo.evidence.prevalence.existence import FINE, counts_of, model_of
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import BoolArray, FloatArray, fit
from palermo.evidence.prevalence.loglinear import Fitted, LogLinear, check_level, described, fit_model
from palermo.evidence.prevalence.result import Interval

KIND = "multinomial profile"
_NOBODY = 1e-6


def multinomial(
    histories: CaptureHistories, interactions: Iterable[Iterable[str] | str] = (), *, level: float = 0.95
) -> LogLinear:
    """Fit one hierarchical log-linear model by multinomial likelihood, with the profile interval of the total.

    Without interactions this is model Mt. A model whose estimate does not exist inside gives none. Raises
    InputError for a list that is not there or a level outside 0 to 1.
    """
    check_level(level)
    counts = counts_of(histories)
    fitted = fit_model(counts, model_of(histories, interactions))
    if fitted.code != FINE:
        return replace(described(histories, fitted, method="multinomial"), estimate=None)
    total, interval = profile(counts, fitted, level)
    return described(histories, fitted, method="multinomial", total=total, intervals=(interval,))


def profile(counts: FloatArray, fitted: Fitted, level: float) -> tuple[float, Interval]:
    """Return the total that maximises the profile likelihood, and its interval.

    `counts`: the dense table; `fitted`: a model whose estimate exists. The lower end is at least the number
    observed; the upper is infinite where the likelihood never falls far enough.
    """
    people = float(counts.sum())
    inside = fitted.inside.copy()
    inside[0] = True
    bound = float(chdtri(1, 1 - level))

    def slope(log_unseen: float) -> float:
        unseen = math.exp(log_unseen)
        means = _means(counts, inside, fitted.terms, unseen)
        return float(psi(people + unseen + 1) - psi(unseen + 1) + np.log(means[0] / means.sum()))

    def height(log_unseen: float) -> float:
        unseen = math.exp(log_unseen)
        shares = _means(counts, inside, fitted.terms, unseen)
        shares /= shares.sum()
        seen = inside.copy()
        seen[0] = False
        return float(
            gammaln(people + unseen + 1)
            - gammaln(unseen + 1)
            + xlogy(counts[seen], shares[seen]).sum()
            + unseen * np.log(shares[0])
        )

    lowest = math.log(_NOBODY)
    best = lowest
    if slope(lowest) > 0:
        beyond = max(fitted.log_unseen or 0.0, 0.0) + 1
        while slope(beyond) > 0:
            beyond += 2
        best = float(brentq(slope, lowest, beyond, xtol=1e-12, rtol=1e-13))
    top = height(best)

    def excess(log_unseen: float) -> float:
        return 2 * (top - height(log_unseen)) - bound

    lower = float(brentq(excess, lowest, best, xtol=1e-10)) if excess(lowest) > 0 else -math.inf
    width, upper = 0.5, math.inf
    while math.isinf(upper) and width < 30:
        if excess(best + width) > 0:
            upper = float(brentq(excess, best, best + width, xtol=1e-10))
        width *= 2
    ends = (people + math.exp(lower), people + math.exp(upper))
    estimate = people + (0.0 if best == lowest else math.exp(best))
    return estimate, Interval(level=level, lower=ends[0], upper=ends[1], kind=KIND)


def _means(counts: FloatArray, inside: BoolArray, terms: IntArray, unseen: float) -> FloatArray:
    """Return the fitted means of all cells when the empty one holds so many people."""
    table = counts.copy()
    table[0] = unseen
    _outcome, _parameters, means = fit(table, inside, terms, np.zeros(counts.size))
    return np.asarray(means, dtype=np.float64)
