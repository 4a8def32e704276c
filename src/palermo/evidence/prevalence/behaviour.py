"""Closed-population models in which being seen once changes how easily a person is seen again: Mb and Mtb.

D. Otis, K. Burnham, G. White and D. Anderson, Wildlife Monographs 62 (1978); as Poisson models of the histories
S. Baillargeon and L.-P. Rivest, Journal of Statistical Software 19(5) (2007). The lists are occasions, one after
another, in the order of the table. Until first seen a person is seen at occasion i with probability p_i, afterwards
with c_i. Mb: all p_i alike, all c_i alike. Mtb: p_i differ, and logit c_i = logit p_i + b. In Mb the number never seen
rests on how first sightings fall from one occasion to the next; later sightings tell nothing of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, gammaln, log_expit, logit, ndtri, xlogy

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.existence import counts_of
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.loglinear import check_level
from palermo.evidence.prevalence.result import Estimate, Interval, identified
from palermo.evidence.prevalence.settings import Settings

Behaviour = Literal["Mb", "Mtb"]
_FEWEST: dict[Behaviour, int] = {"Mb": 2, "Mtb": 3}
_MOST_STEPS = 500
_SMALL = 1e-9
# Beyond e to this times the observed, or with a standard error of the log beyond it, the likelihood is flat.
_MOST_LOG, _MOST_SPREAD = 9.0, 3.0


@dataclass(frozen=True, eq=False)
class _Design:
    """Who is at risk of what, by (history, occasion): before first being seen, then, and afterwards.

    `free`: (full parameters, free ones); full are the log of the number of people, logit p_i and logit c_i.
    """

    before: FloatArray
    first: FloatArray
    again: FloatArray
    after: FloatArray
    free: FloatArray

    @classmethod
    def of(cls, occasions: int, model: Behaviour) -> _Design:
        on = (np.arange(1, 1 << occasions)[:, None] >> np.arange(occasions) & 1).astype(np.float64)
        seen = np.cumsum(on, axis=1)
        first, after = on * (seen == 1), (seen - on > 0).astype(np.float64)
        one = np.eye(occasions)
        if model == "Mb":
            free = np.zeros((1 + 2 * occasions, 3))
            free[1 : occasions + 1, 1], free[occasions + 1 :, 2] = 1, 1
        else:
            free = np.zeros((1 + 2 * occasions, occasions + 2))
            free[1 : occasions + 1, 1 : occasions + 1] = free[occasions + 1 :, 1 : occasions + 1] = one
            free[occasions + 1 :, -1] = 1
        free[0, 0] = 1
        return cls((seen == 0).astype(np.float64), first, on * after, after, free)

    def log_means(self, full: FloatArray) -> FloatArray:
        """Return ln of the expected people by history."""
        size = self.before.shape[1]
        p, c = full[1 : size + 1], full[size + 1 :]
        found: FloatArray = (
            full[0]
            + self.before @ log_expit(-p)
            + self.first @ log_expit(p)
            + self.again @ log_expit(c)
            + (self.after - self.again) @ log_expit(-c)
        )
        return found

    def slopes(self, full: FloatArray) -> FloatArray:
        """Return the derivatives of `log_means` by full parameter."""
        size = self.before.shape[1]
        p, c = expit(full[1 : size + 1]), expit(full[size + 1 :])
        by_p = self.first * (1 - p) - self.before * p
        return np.column_stack([np.ones(len(by_p)), by_p, self.again - self.after * c])

    def curvature(self, full: FloatArray, residual: FloatArray) -> FloatArray:
        """Return the sum over histories of residual times the second derivatives, which lie on the diagonal."""
        size = self.before.shape[1]
        p, c = expit(full[1 : size + 1]), expit(full[size + 1 :])
        by_p = residual @ (self.before + self.first) * p * (1 - p)
        return np.diag(np.concatenate([[0.0], -by_p, -(residual @ self.after) * c * (1 - c)]))


def behavioural(histories: CaptureHistories, model: Behaviour, *, level: float = 0.95) -> Estimate:
    """Estimate by Mb or Mtb, the lists being occasions in the order of the table, with Wald's interval.

    The interval is made on the log scale of the people never seen. Where first sightings do not fall from occasion to
    occasion the likelihood has no maximum, or hardly one, and no number is given. Raises InputError for too few
    occasions: two for Mb, three for Mtb.
    """
    check_level(level)
    occasions = len(histories.lists)
    if occasions < _FEWEST[model]:
        raise InputError(f"{model} needs {_FEWEST[model]} occasions, and here are {occasions}")
    counts = counts_of(histories)[1:]
    design = _Design.of(occasions, model)
    order = f"the lists are taken as occasions, in this order: {', '.join(histories.lists)}"
    settings = Settings(level=level)
    found = _maximum(design, counts, histories.n_observed)
    if found is None:
        flat = "no estimate: first sightings do not fall enough from occasion to occasion to bound the number of people"
        return Estimate(
            model, histories.n_observed, None, settings=settings, **identified(histories, flat, order)
        )
    full, means, log_unseen, spread = found
    people = histories.n_observed
    reach = float(ndtri((1 + level) / 2)) * spread
    lower, upper = (people + math.exp(log_unseen + side * reach) for side in (-1, 1))
    interval = Interval(level=level, lower=lower, upper=upper, kind="wald")
    size = design.free.shape[1]
    aic = 2 * size - 2 * float((xlogy(counts, means) - means - gammaln(counts + 1)).sum())
    return Estimate(
        method=model,
        n_observed=people,
        estimate=float(np.exp(full[0])),
        interval=interval,
        intervals=(interval,),
        deviance=float(2 * (xlogy(counts, counts) - xlogy(counts, means) - counts + means).sum()),
        aic=aic,
        bic=aic + size * (math.log(people) - 2),
        settings=settings,
        **identified(histories, order),
    )


def _maximum(
    design: _Design, counts: FloatArray, people: int
) -> tuple[FloatArray, FloatArray, float, float] | None:
    """Return full parameters, means, ln of the people never seen and its standard error; None where it has none.

    Newton steps on the exact information, damped (Levenberg and Marquardt) where it is not positive.
    """
    size = design.free.shape[1]
    point = np.zeros(size)
    point[0] = math.log(people) + 0.1
    shares = np.clip((design.first.T @ counts) / np.maximum(_at_risk(design, counts, people), 1), 0.02, 0.98)
    point[1 : size - 1] = logit(shares).mean() if size == 3 else logit(shares)
    height, damping = -math.inf, 1e-3
    for _ in range(_MOST_STEPS):
        full = design.free @ point
        log = design.log_means(full)
        means = np.exp(log)
        height = float(counts @ log - means.sum())
        slopes = design.slopes(full) @ design.free
        curved = design.free.T @ design.curvature(full, counts - means) @ design.free
        information = slopes.T @ (means[:, None] * slopes) - curved
        gradient = slopes.T @ (counts - means)
        if np.abs(gradient).max() < _SMALL * max(people, 1):
            break
        while damping < 1e12:
            step = _step(information, gradient, damping)
            if step is not None:
                tried = design.log_means(design.free @ (point + step))
                if float(counts @ tried - np.exp(np.minimum(tried, 500)).sum()) >= height:
                    point, damping = point + step, max(damping / 10, 1e-12)
                    break
            damping *= 10
        else:
            break
    return _bounded(design, full, means, information, people)


def _at_risk(design: _Design, counts: FloatArray, people: int) -> FloatArray:
    """Return, by occasion, a guess of the people not yet seen: a third more than were ever seen, less those seen."""
    firsts = design.first.T @ counts
    found: FloatArray = 4 / 3 * people - (np.cumsum(firsts) - firsts)
    return found


def _step(information: FloatArray, gradient: FloatArray, damping: float) -> FloatArray | None:
    """Return the damped Newton step, or None where the damped information is not positive."""
    damped = information + damping * np.diag(np.maximum(np.abs(information.diagonal()), 1e-8))
    try:
        np.linalg.cholesky(damped)
    except np.linalg.LinAlgError:
        return None
    step = np.linalg.solve(damped, gradient)
    return np.asarray(step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300)), dtype=np.float64)


def _bounded(
    design: _Design, full: FloatArray, means: FloatArray, information: FloatArray, people: int
) -> tuple[FloatArray, FloatArray, float, float] | None:
    size = design.before.shape[1]
    log_unseen = float(full[0] + log_expit(-full[1 : size + 1]).sum())
    slope = np.concatenate([[1.0], -expit(full[1 : size + 1]), np.zeros(size)]) @ design.free
    try:
        np.linalg.cholesky(information)
        spread = math.sqrt(float(slope @ np.linalg.solve(information, slope)))
    except (np.linalg.LinAlgError, ValueError):
        return None
    if not (log_unseen - math.log(people) < _MOST_LOG and spread < _MOST_SPREAD):
        return None
    return full, means, log_unseen, spread
