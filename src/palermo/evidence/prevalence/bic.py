"""Every hierarchical model weighed by BIC, so that the reader sees how far good models disagree.

B. Silverman, L. Chan and K. Vincent, "Bootstrapping multiple systems estimates to account for model selection",
Statistics and Computing 34 (2024), for ranking once and re-ranking only the best models in each replicate; D.
Turek and D. Fletcher, Computational Statistics and Data Analysis 56 (2012), for the interval of an average.
Models whose maximum likelihood estimate does not exist have a BIC too and would win: they are left out.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.enumeration import (
    Fits,
    default_order,
    hierarchical_models,
    models_in_window,
)
from palermo.evidence.prevalence.existence import counts_of
from palermo.evidence.prevalence.histories import CaptureHistories, IntArray
from palermo.evidence.prevalence.intervals import (
    REPLICATES,
    Progress,
    bias_correction,
    bootstrap_intervals,
    in_parts,
    resampled,
    without_one_person,
)
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.loglinear import LogLinear, check_level, described, fit_model
from palermo.evidence.prevalence.result import Interaction, Interval
from palermo.evidence.prevalence.settings import Settings

# Models whose BIC lies within this of the best are as good as it for any practical purpose.
WITHIN = 2.0
# Six lists and more have too many models to fit all: those within this of the best and their neighbours are.
_WINDOW = 6.0
_MOST_ENUMERATED_LISTS = 5


@dataclass(frozen=True)
class Ranked:
    """One admissible model: its largest interactions, the total it gives, its BIC, and its weight."""

    interactions: tuple[Interaction, ...]
    estimate: float
    bic: float
    weight: float


@dataclass(frozen=True)
class Bic(LogLinear):
    """The best model by BIC, and all admissible ones, best first. `average` is weighted by exp(-dBIC/2).

    `fitted` counts the models fitted, `spread` is the largest over the smallest total within 2 of the best.
    """

    models: tuple[Ranked, ...] = field(default=(), repr=False)
    average: float | None = None
    fitted: int = 0
    spread: float = math.inf


def bic(
    histories: CaptureHistories,
    order: int | None = None,
    *,
    level: float = 0.95,
    n_top: int | None = None,
    replicates: int = REPLICATES,
    seed: int | None = None,
    tables: FloatArray | None = None,
    progress: Progress | None = None,
) -> Bic:
    """Rank all hierarchical models with interactions of at most `order` lists by BIC.

    Without `order`: up to five lists all models of order 3 (2 for three lists); from six lists on the models
    within 6 of the best and all their neighbours, of order 3. `interval` covers the average over models; with
    `n_top` it is BCa, each of `replicates` tables drawn from `seed` (or given as `tables`) choosing among the
    `n_top` best. Raises InputError for an order that cannot be enumerated and whatever `bootstrap` refuses.
    """
    check_level(level)
    if n_top is not None and n_top < 1:
        raise InputError(f"{n_top} best models: at least one is needed")
    counts = counts_of(histories)
    lists = len(histories.lists)
    if order is None and lists > _MOST_ENUMERATED_LISTS:
        models = models_in_window(counts, order=3, window=_WINDOW)
    else:
        models = hierarchical_models(lists, order or default_order(lists))
    fits = Fits(counts, models)
    ranking = np.argsort(fits.bic, kind="stable")[: int(fits.admissible.sum())]
    if not ranking.size:
        nothing = fit_model(counts, models[0][models[0] >= 0])
        return _as_bic(described(histories, nothing, method="bic"), fitted=len(models))
    best = fit_model(counts, models[ranking[0]][models[ranking[0]] >= 0])
    weights = np.exp((fits.bic[ranking[0]] - fits.bic[ranking]) / 2)
    weights /= weights.sum()
    totals = histories.n_observed + np.exp(fits.log_unseen[ranking])
    near = totals[fits.bic[ranking] < fits.bic[ranking[0]] + WITHIN]
    intervals: tuple[Interval, ...] = (_averaged(histories.n_observed, fits, ranking, weights, level),)
    warnings: tuple[str, ...] = ()
    settings, unbounded = Settings(order=order, level=level), 0
    if n_top is not None:
        seed = secrets.randbits(32) if seed is None and tables is None else seed
        drawn = resampled(histories, replicates, seed or 0) if tables is None else tables
        top = models[ranking[:n_top]]
        found, warnings = bootstrap_intervals(
            (estimates := in_parts(drawn, lambda part: _best_of(part, top), progress)),
            bias_correction(
                float(totals[0]), estimates, _best_of(without_one_person(histories), top), histories.counts
            ),
            (level, 0.8),
        )
        intervals = (*found, *intervals)
        settings = replace(settings, seed=seed, top=n_top, replicates=len(drawn))
        unbounded = int(np.isinf(estimates).sum())
    return _as_bic(
        described(histories, best, method="bic", intervals=intervals, warnings=warnings),
        models=tuple(
            Ranked(
                interactions=interactions,
                estimate=float(total),
                bic=float(fits.bic[row]),
                weight=float(weight),
            )
            for row, interactions, total, weight in zip(
                ranking.tolist(), _interactions(histories, models[ranking]), totals, weights, strict=True
            )
        ),
        average=float(weights @ totals),
        fitted=len(models),
        spread=float(near.max() / near.min()),
        settings=settings,
        unbounded=unbounded,
    )


def _interactions(histories: CaptureHistories, models: IntArray) -> list[tuple[Interaction, ...]]:
    """Return for each model (rows) the interactions that lie in no other, small ones first."""
    present = np.zeros((len(models), 1 << len(histories.lists)), dtype=np.bool_)
    row, place = np.nonzero(models >= 0)
    present[row, models[row, place]] = True
    inner = np.zeros_like(present)
    for bit in range(len(histories.lists)):
        pairs, smaller = (each.reshape(-1, 2, 1 << bit) for each in (present, inner))
        smaller[:, 0] |= pairs[:, 1]
    order = sorted(range(present.shape[1]), key=lambda term: (term.bit_count(), term))
    names = [histories.names(term) for term in order]
    found: list[list[Interaction]] = [[] for _model in models]
    for at, term in zip(*(each.tolist() for each in np.nonzero((present & ~inner)[:, order])), strict=True):
        if len(names[term]) > 1:
            found[at].append(names[term])
    return [tuple(each) for each in found]


def _averaged(people: int, fits: Fits, ranking: IntArray, weights: FloatArray, level: float) -> Interval:
    """Return the ends beyond which the weighted mean of the models' Wald tails is (1 - level) / 2."""
    centres, spreads = fits.log_unseen[ranking], fits.spread[ranking]

    def below(log_unseen: float) -> float:
        return float(weights @ ndtr((log_unseen - centres) / spreads))

    reach = (float((centres - 12 * spreads).min()), float((centres + 12 * spreads).max()))
    ends = [
        people + math.exp(float(brentq(lambda at, share=share: below(at) - share, *reach, xtol=1e-10)))
        for share in ((1 - level) / 2, (1 + level) / 2)
    ]
    return Interval(level=level, lower=ends[0], upper=ends[1], kind="averaged over models")


def _best_of(tables: FloatArray, models: IntArray) -> FloatArray:
    """Return, for each dense table (rows), the total under the model with the lowest BIC there."""
    totals = np.empty(len(tables))
    for row, counts in enumerate(tables):
        fits = Fits(counts, models)
        totals[row] = counts.sum() + np.exp(fits.log_unseen[int(fits.bic.argmin())])
    return totals


def _as_bic(estimate: LogLinear, **more: object) -> Bic:
    kept = {name: getattr(estimate, name) for name in LogLinear.__dataclass_fields__}
    return Bic(**{**kept, **more})
