"""One log-linear model: its fit, the people it says were never seen, and two intervals for their number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri, gammaln, ndtri, xlogy

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.existence import (
    FINE,
    MEANING,
    NO_ESTIMATE,
    NOT_IDENTIFIABLE,
    counts_of,
    design,
    facial_set,
    model_of,
)
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.lattice import (
    CONVERGED,
    BoolArray,
    FloatArray,
    cells_of_fit,
    fit,
    information,
    superset_sums,
)
from palermo.evidence.prevalence.result import Estimate, Interaction, Interval, identified

BOUNDARY_ESTIMABLE = (
    "boundary-estimable: the maximum likelihood estimate lies on the boundary, and the number of unseen people "
    "can still be told from the cells that are not estimated as zero"
)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted model over a dense table.

    `model`: masks of all terms. `minus_infinity`: those that nobody has. `inside`, `terms`: the cells and
    terms of the final fit. `log_unseen`: the intercept, log of the expected number of people on no list, or
    None where the table does not tell it; `spread` is its standard error.
    """

    model: IntArray
    minus_infinity: tuple[int, ...]
    code: int
    inside: BoolArray
    terms: IntArray
    parameters: FloatArray
    means: FloatArray
    log_unseen: float | None
    spread: float | None
    deviance: float
    aic: float
    bic: float

    @property
    def unseen(self) -> float | None:
        """The expected number of people on no list."""
        return None if self.log_unseen is None else math.exp(self.log_unseen)


@dataclass(frozen=True)
class LogLinear(Estimate):
    """A log-linear estimate with the parameters that could be told, by the lists of the term; () the intercept."""

    parameters: tuple[tuple[Interaction, float], ...] = ()


def poisson(
    histories: CaptureHistories, interactions: Iterable[Iterable[str] | str] = (), *, level: float = 0.95
) -> LogLinear:
    """Fit one hierarchical log-linear Poisson model to the observed histories; estimate = n + exp(intercept).

    Terms nobody has are at minus infinity. `interval` is Wald's on the log scale; `intervals` holds the profile
    likelihood interval too. A model whose maximum likelihood estimate lies on the boundary gives an estimate
    only where the unseen cell remains estimable (warned as boundary-estimable); else `estimate` is None.
    Raises InputError for a list that is not there or a level outside 0 to 1.

    >>> table = CaptureHistories.from_counts("AB", {"10": 30, "01": 20, "11": 6})
    >>> round(poisson(table).estimate, 6)  # Lincoln and Petersen: 36 * 26 / 6
    156.0
    """
    check_level(level)
    counts = counts_of(histories)
    fitted = fit_model(counts, model_of(histories, interactions))
    return described(histories, fitted, method="poisson", intervals=intervals_of(counts, fitted, level))


def check_level(level: float) -> None:
    """Raise InputError for a level that is no share between 0 and 1."""
    if not 0 < level < 1:
        raise InputError(f"level {level}: give a share between 0 and 1, such as 0.95")


def described(
    histories: CaptureHistories,
    fitted: Fitted,
    *,
    method: str,
    total: float | None = None,
    intervals: tuple[Interval, ...] = (),
    warnings: tuple[str, ...] = (),
) -> LogLinear:
    """Return a fitted model as a result; `total` where another criterion than the intercept gives it."""
    told: list[str] = list(warnings)
    if fitted.code != FINE:
        told.append(f"code {fitted.code}: {MEANING[fitted.code]}")
        told.append(
            BOUNDARY_ESTIMABLE
            if fitted.log_unseen is not None
            else "no estimate: the overlaps do not tell the number of unseen people under this model"
        )
    if total is None and fitted.unseen is not None:
        total = histories.n_observed + fitted.unseen
    return LogLinear(
        method=method,
        n_observed=histories.n_observed,
        estimate=total,
        interval=intervals[0] if intervals else None,
        intervals=intervals,
        interactions=tuple(
            histories.names(term)
            for term in largest(fitted.model.tolist(), without=fitted.minus_infinity)
            if term.bit_count() > 1
        ),
        minus_infinity=tuple(histories.names(term) for term in fitted.minus_infinity),
        deviance=fitted.deviance,
        aic=fitted.aic,
        bic=fitted.bic,
        code=fitted.code,
        parameters=tuple(
            (histories.names(term), value)
            for term, value in zip(fitted.terms.tolist(), fitted.parameters.tolist(), strict=True)
        )
        if fitted.code == FINE
        else (),
        **identified(histories, *told),
    )


def largest(model: Sequence[int], *, without: Sequence[int] = ()) -> list[int]:
    """Return the terms that lie in no other; they name a hierarchical model."""
    kept = [term for term in model if term not in without]
    return [term for term in kept if not any(term != other and term & other == term for other in kept)]


def fit_model(counts: FloatArray, model: IntArray) -> Fitted:
    """Fit a model to a dense table, on the facial set where the estimate does not exist inside."""
    observed = counts.copy()
    superset_sums(observed)
    inside, terms = cells_of_fit(observed, model)
    nothing = np.zeros(counts.size)
    outcome, parameters, means = fit(counts, inside, terms, nothing)
    found, through = FINE, None
    if outcome != CONVERGED:
        face, rank = facial_set(counts, inside, terms)
        found = (NO_ESTIMATE if (inside & ~face).any() else FINE) + (
            NOT_IDENTIFIABLE if rank < terms.size else FINE
        )
        inside = face
        cells = np.flatnonzero(inside)
        through = _way_to_the_empty_cell(cells, terms) if found != FINE else None
        terms = _independent(cells, terms)
        _outcome, parameters, means = fit(counts, inside, terms, nothing)
    log_unseen: float | None
    if found == FINE:
        weights = np.zeros(terms.size)
        weights[0] = 1.0
    elif through is not None:
        weights = design(np.flatnonzero(inside), terms).T @ through
    else:
        weights = None
    log_unseen = spread = None
    if weights is not None:
        log_unseen = float(weights @ parameters)
        spread = float(np.sqrt(weights @ np.linalg.solve(_symmetric(means, terms), weights)))
    seen, expected = counts[inside], means[inside]
    deviance = float(2 * (xlogy(seen, seen) - xlogy(seen, expected) - seen + expected).sum())
    likelihood = float((xlogy(seen, expected) - expected - gammaln(seen + 1)).sum())
    aic = 2 * model.size - 2 * likelihood
    return Fitted(
        model=model,
        minus_infinity=tuple(term for term in model.tolist() if observed[term] == 0 and term.bit_count() > 1),
        code=found,
        inside=inside,
        terms=terms,
        parameters=parameters,
        means=means,
        log_unseen=log_unseen,
        spread=spread,
        deviance=deviance,
        aic=aic,
        bic=aic + model.size * (math.log(observed[0]) - 2),
    )


def intervals_of(counts: FloatArray, fitted: Fitted, level: float) -> tuple[Interval, ...]:
    """Return Wald's interval and, for an estimate inside, the profile likelihood interval."""
    if fitted.log_unseen is None or fitted.spread is None:
        return ()
    people = float(counts.sum())
    reach = float(ndtri((1 + level) / 2)) * fitted.spread
    lower, upper = (people + math.exp(fitted.log_unseen + side * reach) for side in (-1, 1))
    wald = Interval(level=level, lower=lower, upper=upper, kind="wald")
    return (wald,) if fitted.code != FINE else (wald, _profile(counts, fitted, level))


def _profile(counts: FloatArray, fitted: Fitted, level: float) -> Interval:
    """Invert the likelihood ratio over the intercept, the other parameters fitted anew each time."""
    people, centre = float(counts.sum()), fitted.log_unseen or 0.0
    others = fitted.terms[1:]
    bound = float(chdtri(1, 1 - level))

    def drop(log_unseen: float) -> float:
        offset = np.full(counts.size, log_unseen)
        _outcome, _parameters, means = fit(counts, fitted.inside, others, offset)
        seen, expected = counts[fitted.inside], means[fitted.inside]
        return (
            float(2 * (xlogy(seen, seen) - xlogy(seen, expected) - seen + expected).sum()) - fitted.deviance
        )

    lower, upper = (crossing(lambda at: drop(at) - bound, centre, side) for side in (-1.0, 1.0))
    return Interval(
        level=level, lower=people + math.exp(lower), upper=people + math.exp(upper), kind="profile"
    )


def crossing(excess: Callable[[float], float], centre: float, side: float) -> float:
    """Return where a function that is negative at the centre first rises through zero on one side of it.

    Plus or minus infinity where it does not within 30 on the log scale.
    """
    near, width = centre, 0.25
    while width < 30:
        far = centre + side * width
        if excess(far) > 0:
            return float(brentq(excess, near, far, xtol=1e-11, rtol=1e-12))
        near, width = far, width * 2
    return side * math.inf


def _independent(cells: IntArray, terms: IntArray) -> IntArray:
    """Return as many terms, the first ones first, as the cells can tell apart."""
    matrix = design(cells, terms)
    kept: list[int] = []
    for place in range(terms.size):
        if np.linalg.matrix_rank(matrix[:, [*kept, place]]) > len(kept):
            kept.append(place)
    return terms[kept]


def _way_to_the_empty_cell(cells: IntArray, terms: IntArray) -> FloatArray | None:
    """Return weights of the cells' log means that give the empty cell's, or None where nothing does."""
    matrix = design(cells, terms)
    wanted = (terms == 0).astype(np.float64)
    weights = np.linalg.lstsq(matrix.T, wanted, rcond=None)[0]
    return weights if np.abs(matrix.T @ weights - wanted).max() < 1e-9 else None


def _symmetric(means: FloatArray, terms: IntArray) -> FloatArray:
    return np.asarray(information(means, terms), dtype=np.float64)
