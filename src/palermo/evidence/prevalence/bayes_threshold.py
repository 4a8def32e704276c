"""Bayesian thresholding: fit all pairs of lists with a sceptical prior, keep those far from 0, fit again.

B. Silverman, "Multiple-systems analysis for the quantification of modern slavery: classical and Bayesian
approaches", JRSS A 183 (2020). A Poisson log-linear model with all pairs of lists; each pair's parameter has the
prior N(0, 1), intercept and lists a flat one. Pairs whose posterior mean is at least two posterior standard
deviations from 0 are kept. The posterior is log-concave: random-walk Metropolis chains, proposed with its shape
at the mode, reach it from anywhere, and acceptance, R-hat and effective sample size say whether they did. Where even
independent lists have no maximum likelihood estimate, the flat prior leaves no posterior and no number is given.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.chains import MOST_RHAT, effective_size, split_rhat
from palermo.evidence.prevalence.existence import counts_of, estimable
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.intervals import Progress
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.priors import NO_OVERLAP, prior_decides, weighted_median
from palermo.evidence.prevalence.result import POSTERIOR_OF_EXPECTED, Estimate, Interval, identified
from palermo.evidence.prevalence.settings import Settings

CHAINS, STEPS = 40, 5000
# A chain that takes fewer proposals than this is frozen; fewer independent draws tell too little of the tails.
LEAST_ACCEPTED, LEAST_EFFECTIVE = 0.1, 400
_SCALE = 2.38  # of the proposal, over the square root of the dimension (Roberts, Gelman and Gilks 1997)
_APART = 2.0  # how many posterior standard deviations from the mode chains start
_MOST_STEPS = 200


@dataclass(frozen=True, kw_only=True)
class BayesThreshold(Estimate):
    """Estimated by Bayesian thresholding. `estimate` is the posterior median, None where the chains failed.

    `strength`: posterior mean over standard deviation of each pair in the first fit. `acceptance`: share of
    proposals taken in the second; `rhat` and `effective`: of ln N there.
    """

    acceptance: float
    rhat: float
    effective: float
    strength: dict[tuple[str, ...], float]
    draws: FloatArray = field(repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class _Chains:
    draws: FloatArray  # (chains, steps, parameters), the first quarter left out
    acceptance: float


def bayes_threshold(
    histories: CaptureHistories,
    threshold: float = 2.0,
    *,
    prior_sd: float = 1.0,
    chains: int = CHAINS,
    steps: int = STEPS,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> BayesThreshold:
    """Estimate N by Bayesian thresholding.

    `threshold`: standard deviations from 0 at which a pair is kept. `prior_sd`: of each pair's parameter, on
    the log scale. One seed gives one answer; one is made up, and returned, when None. Where the chains are
    frozen or have not met, `estimate` and `interval` are None and a warning says why.
    Raises InputError for a threshold below 0, a prior_sd not above 0, fewer than 2 chains or 100 steps, and a
    level not between 0 and 1.
    """
    if not (threshold >= 0 and 0 < prior_sd < math.inf and chains >= 2 and steps >= 100 and 0 < level < 1):
        raise InputError(
            "a threshold from 0, a prior_sd above 0, at least 2 chains of 100 steps and a level between 0 and 1 are "
            "expected"
        )
    seed = secrets.randbits(32) if seed is None else seed
    settings = Settings(
        seed=seed, threshold=threshold, prior_sd=prior_sd, chains=chains, sweeps=steps, level=level
    )
    told = progress or (lambda _share: None)
    rng = np.random.default_rng(seed)
    singles = [0, *(1 << place for place in range(len(histories.lists)))]
    pairs = [one | other for one, other in combinations(singles[1:], 2)]
    if not estimable(counts_of(histories), np.array(singles)):
        return _nothing(histories, settings)
    everything = _sample(histories, [*singles, *pairs], prior_sd, chains, steps, rng)
    told(0.5)
    flat = everything.draws[:, :, len(singles) :].reshape(-1, len(pairs))
    strength = (flat.mean(axis=0) / np.maximum(flat.std(axis=0), 1e-300)).tolist()
    kept = [pair for pair, value in zip(pairs, strength, strict=True) if abs(value) >= threshold]
    second = _sample(histories, [*singles, *kept], prior_sd, chains, steps, rng)
    told(1.0)
    draws = histories.n_observed + np.exp(second.draws[:, :, 0])
    rhat, effective = split_rhat(np.log(draws)), effective_size(np.log(draws))
    trouble = _trouble(everything, "first") + _trouble(second, "second", rhat=rhat, effective=effective)
    tail = (1 - level) / 2
    low, middle, high = np.quantile(draws, [tail, 0.5, 1 - tail]).tolist()
    driven = prior_decides(
        histories, middle, _under_other_priors(draws, second.draws[:, :, len(singles) :], prior_sd)
    )
    notes = trouble or ((driven,) if driven else ())
    return BayesThreshold(
        method="bayes-threshold",
        n_observed=histories.n_observed,
        estimate=None if trouble else middle,
        interval=None
        if trouble
        else Interval(level=level, lower=low, upper=high, kind=POSTERIOR_OF_EXPECTED),
        interactions=tuple(histories.names(pair) for pair in kept),
        acceptance=second.acceptance,
        rhat=rhat,
        effective=effective,
        settings=settings,
        strength={histories.names(pair): value for pair, value in zip(pairs, strength, strict=True)},
        draws=draws,
        prior_driven=None if trouble else driven,
        **identified(histories, *notes),
    )


def _nothing(histories: CaptureHistories, settings: Settings) -> BayesThreshold:
    """Return what is told of a table whose posterior does not end."""
    overlap = any(mask.bit_count() > 1 for mask in histories.masks.tolist())
    why = "even independent lists have no estimate from this table" if overlap else NO_OVERLAP
    return BayesThreshold(
        method="bayes-threshold",
        n_observed=histories.n_observed,
        estimate=None,
        acceptance=math.nan,
        rhat=math.nan,
        effective=0.0,
        settings=settings,
        strength={},
        draws=np.empty((0, 0)),
        **identified(
            histories, f"no estimate: {why}; with a flat prior on the lists every larger total is as likely"
        ),
    )


def _under_other_priors(totals: FloatArray, pairs: FloatArray, prior_sd: float) -> dict[str, float]:
    """Return the median with the pairs' prior half and twice as wide, by weighing the draws anew."""
    squares = (pairs**2).sum(axis=2).ravel() / (2 * prior_sd**2)
    found = {}
    for words, factor in (("half", 0.5), ("twice", 2.0)):
        log = squares * (1 - factor**-2)
        name = f"a prior on the pairs of lists {words} as wide"
        found[name] = weighted_median(totals.ravel(), np.exp(log - log.max()))
    return found


def _trouble(found: _Chains, fit: str, *, rhat: float = 1.0, effective: float = math.inf) -> tuple[str, ...]:
    """Return why the chains of a fit cannot be believed."""
    if found.acceptance < LEAST_ACCEPTED:
        return (
            f"no estimate: the chains of the {fit} fit are frozen ({found.acceptance:.1%} of proposals taken)",
        )
    if rhat > MOST_RHAT or effective < LEAST_EFFECTIVE:
        return (
            f"no estimate: the chains of the {fit} fit have not met (R-hat {rhat:.2f}, {effective:.0f} independent "
            "draws); give more steps",
        )
    return ()


def _sample(
    histories: CaptureHistories,
    terms: list[int],
    prior_sd: float,
    chains: int,
    steps: int,
    rng: np.random.Generator,
) -> _Chains:
    """Draw the parameters of the terms, all chains at once."""
    cells = np.arange(1, 1 << len(histories.lists))
    design = ((cells[:, None] & np.array(terms)) == np.array(terms)).astype(np.float64)
    precision = np.array([prior_sd**-2 if term.bit_count() == 2 else 0.0 for term in terms])
    mode, factor = _mode(design, histories.cells[1:], precision)
    observed = design.T @ histories.cells[1:]

    def log_posterior(points: FloatArray) -> FloatArray:
        means = np.exp(np.minimum(points @ design.T, 500.0))
        found: FloatArray = points @ observed - means.sum(axis=1) - 0.5 * points**2 @ precision
        return found

    size = len(terms)
    points = mode + _APART * rng.standard_normal((chains, size)) @ factor.T
    heights = log_posterior(points)
    burn_in = steps // 4
    draws = np.empty((steps - burn_in, chains, size))
    accepted = 0
    for step in range(steps):
        offered = points + _SCALE / math.sqrt(size) * rng.standard_normal((chains, size)) @ factor.T
        reached = log_posterior(offered)
        taken = np.log1p(-rng.random(chains)) < reached - heights
        points = np.where(taken[:, None], offered, points)
        heights = np.where(taken, reached, heights)
        if step >= burn_in:
            draws[step - burn_in] = points
            accepted += int(taken.sum())
    return _Chains(draws.transpose(1, 0, 2), accepted / (chains * (steps - burn_in)))


def _mode(design: FloatArray, counts: IntArray, precision: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the posterior mode and the Cholesky factor of the covariance there, by damped Newton steps."""
    point = np.zeros(design.shape[1])
    point[0] = math.log(counts.mean() + 0.1)
    for _ in range(_MOST_STEPS):
        means = np.exp(design @ point)
        curvature = design.T @ (means[:, None] * design) + np.diag(precision)
        step = np.linalg.solve(curvature, design.T @ (counts - means) - precision * point)
        point = point + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < 1e-10:
            break
    means = np.exp(design @ point)
    curvature = design.T @ (means[:, None] * design) + np.diag(precision)
    return point, np.linalg.cholesky(np.linalg.inv(curvature))
