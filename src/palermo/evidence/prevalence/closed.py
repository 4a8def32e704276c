"""Closed-population models in which people differ in how easily they are seen: M0, Mt, Mh and Mth; Mb, Mtb beside.

D. Otis and others, Wildlife Monographs 62 (1978); J. Darroch and others, JASA 88 (1993); A. Chao, Biometrics 43
(1987); as log-linear models L.-P. Rivest and S. Baillargeon, Biometrics 63 (2007). With k the number of lists a
person is on, one column h(k) says how heterogeneity bends the counts: 2^k - 1 (Poisson), k^2/2 (Darroch) or
-ln(3.5 + k) + ln 3.5 (Gamma). Chao's columns max(k - j + 1, 0), j = 3 to t, give a lower bound. The answers of
the others to one table differ several times over: h cannot be learnt from data, which is why all are shown.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
from scipy.special import gammaln, ndtri, xlogy

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.behaviour import behavioural
from palermo.evidence.prevalence.existence import counts_of
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.loglinear import check_level
from palermo.evidence.prevalence.result import Estimate, Interval, identified

Base = Literal["M0", "Mt", "Mh", "Mth", "Mb", "Mtb"]
Heterogeneity = Literal["Chao", "Poisson2", "Darroch", "Gamma3.5"]
_STEP = 1e-10
_MOST_STEPS = 100


def closed_population(
    histories: CaptureHistories,
    base: Base = "Mth",
    heterogeneity: Heterogeneity | None = None,
    *,
    level: float = 0.95,
) -> Estimate:
    """Estimate by one model of the family; estimate = n + exp(intercept), with Wald's interval.

    `base`: M0 all lists alike, Mt each list its own probability; Mh and Mth the same with `heterogeneity`, which
    those two need and the others do not take. "Chao" gives a lower bound of the number of people. Mb and Mtb are
    the same with lists as occasions in order, after the first of which people may be seen more or less easily.
    Raises InputError for a combination that is none, Chao's bound from two lists, and too few occasions.

    >>> table = CaptureHistories.from_counts("AB", {"10": 30, "01": 20, "11": 6})
    >>> round(closed_population(table, "Mt").estimate)
    156
    """
    check_level(level)
    if base not in get_args(Base) or heterogeneity not in (None, *get_args(Heterogeneity)):
        choices = ", ".join(get_args(Heterogeneity))
        raise InputError(f"{base} {heterogeneity}: choose from {', '.join(get_args(Base))} and {choices}")
    if (heterogeneity is not None) != (base in {"Mh", "Mth"}):
        raise InputError(
            f"{base} with heterogeneity {heterogeneity}: Mh and Mth take one, the others take none"
        )
    if base == "Mb" or base == "Mtb":
        return behavioural(histories, base, level=level)
    counts = counts_of(histories)[1:]
    on = _on_lists(len(histories.lists))
    matrix = np.column_stack([np.ones(len(on)), on if base in {"Mt", "Mth"} else on.sum(axis=1)])
    bounded = heterogeneity == "Chao"
    if bounded:
        matrix = _chao(matrix, on.sum(axis=1), counts)
    elif heterogeneity is not None:
        matrix = np.column_stack([matrix, _column(on.sum(axis=1), heterogeneity)])
    fitted = _fit(matrix, counts)
    name = f"{base} {heterogeneity}" if heterogeneity else base
    notes = (
        ["a lower bound, not an estimate, where people differ in how easily they are seen"] if bounded else []
    )
    if fitted is None:
        notes.append("no estimate: the model does not converge on this table")
        return Estimate(name, histories.n_observed, None, **identified(histories, *notes))
    return _result(histories, name, matrix, counts, fitted, level, notes)


def _on_lists(lists: int) -> FloatArray:
    """Return who is on which list, histories (without the empty one) by lists, as 0 and 1."""
    masks = np.arange(1, 1 << lists)
    return (masks[:, None] >> np.arange(lists) & 1).astype(np.float64)


def _column(captures: FloatArray, heterogeneity: Heterogeneity) -> FloatArray:
    """Return the column by which heterogeneity enters, from the number of lists of each history."""
    if heterogeneity == "Poisson2":
        return 2**captures - 1
    if heterogeneity == "Darroch":
        return captures**2 / 2
    return np.asarray(math.log(3.5) - np.log(3.5 + captures))


def _chao(base: FloatArray, captures: FloatArray, counts: FloatArray) -> FloatArray:
    """Return the design of Chao's lower bound: columns whose coefficients are negative are left out.

    Where nobody is on j lists or more, the coefficient of column j is minus infinity: the first fit leaves
    those histories out, as it would estimate them as 0.
    """
    most = captures[counts > 0].max()
    columns = np.maximum(captures[:, None] - np.arange(3, most + 1) + 1, 0)
    within = captures <= most
    while columns.shape[1]:
        matrix = np.column_stack([base, columns])
        fitted = _fit(matrix[within], counts[within])
        if fitted is None:
            return matrix
        kept = fitted[0][base.shape[1] :] >= 0
        if kept.all() and within.all():
            return matrix
        columns, within = columns[:, kept], np.ones_like(within)
    return base


def _fit(matrix: FloatArray, counts: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Fit a Poisson log-linear model; None where the estimate does not exist or is not identifiable."""
    means = counts + 0.1
    predictor = np.log(means)
    parameters = np.zeros(matrix.shape[1])
    for turn in range(_MOST_STEPS):
        weighted = matrix * np.sqrt(means)[:, None]
        working = np.sqrt(means) * (predictor + (counts - means) / means)
        new, _residue, rank, _values = np.linalg.lstsq(weighted, working, rcond=1e-11)
        if rank < matrix.shape[1]:
            return None
        change = np.abs(new - parameters).max()
        parameters = np.asarray(new, dtype=np.float64)
        predictor = np.clip(matrix @ parameters, -500, 500)
        means = np.exp(predictor)
        if turn and change < _STEP * max(1.0, np.abs(new).max()):
            return parameters, means
    return None


def _result(
    histories: CaptureHistories,
    name: str,
    matrix: FloatArray,
    counts: FloatArray,
    fitted: tuple[FloatArray, FloatArray],
    level: float,
    notes: list[str],
) -> Estimate:
    parameters, means = fitted
    spread = math.sqrt(np.linalg.inv(matrix.T @ (matrix * means[:, None]))[0, 0])
    reach = float(ndtri((1 + level) / 2)) * spread
    people = histories.n_observed
    lower, upper = (people + math.exp(parameters[0] + side * reach) for side in (-1, 1))
    interval = Interval(level=level, lower=lower, upper=upper, kind="wald")
    aic = 2 * matrix.shape[1] - 2 * float((xlogy(counts, means) - means - gammaln(counts + 1)).sum())
    return Estimate(
        method=name,
        n_observed=people,
        estimate=people + math.exp(parameters[0]),
        interval=interval,
        intervals=(interval,),
        deviance=float(2 * (xlogy(counts, counts) - xlogy(counts, means) - counts + means).sum()),
        aic=aic,
        bic=aic + matrix.shape[1] * (math.log(people) - 2),
        **identified(histories, *notes),
    )
