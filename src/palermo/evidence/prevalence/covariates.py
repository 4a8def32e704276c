"""Estimates over strata: what lists share may differ by sex, year or place, and so may how many were never seen.

The cells are histories by strata; each stratum has its own number of people, each list its own reach, and terms are
chosen among pairs of lists (which act together) and pairs of a list and a covariate (which reaches more of some
people than of others). Search is forward and backward on BIC over models that can be estimated; the interval repeats
it in each replicate of a parametric bootstrap. Where no term joins a list and a covariate, the total is that of the
table without strata (collapsibility): dividing people changes nothing then.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.bic import WITHIN
from palermo.evidence.prevalence.conditional import Layout, StrataFit, Term, fit_strata
from palermo.evidence.prevalence.existence import FINE
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import Progress, quantile, unbounded_words
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.reasons import FEWEST_OBSERVED
from palermo.evidence.prevalence.result import Estimate, Interval, identified
from palermo.evidence.prevalence.selection import stepwise
from palermo.evidence.prevalence.settings import Settings
from palermo.evidence.prevalence.stratified import StratifiedHistories

Criterion = Literal["bic", "aic"]
REPLICATES = 500


@dataclass(frozen=True)
class Stratum:
    """One stratum: its values in the order of the covariates. Without an estimate, `reason` says why."""

    values: tuple[str, ...]
    n_observed: int
    estimate: float | None
    interval: Interval | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Covariates(Estimate):
    """An estimate over strata. `interactions` hold chosen pairs of lists; `crossings` those of list and covariate.

    `spread`: the largest over the smallest total among the chosen model and those one term away from it that fit as
    well (within 2 of its criterion).
    """

    covariates: tuple[str, ...]
    crossings: tuple[Term, ...]
    strata: tuple[Stratum, ...]
    spread: float = 1.0


def covariates(
    tables: StratifiedHistories,
    *,
    criterion: Criterion = "bic",
    replicates: int = REPLICATES,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Covariates:
    """Choose a model over histories and strata, and estimate each stratum of at least 100 observed and the total.

    `replicates`: parametric bootstraps, in each of which the search begins at the chosen model; 0 for none.
    One seed gives one answer; one is made up, and returned, when None. `progress` is told the share done.
    Raises InputError for a criterion, number of replicates or level that is none.
    """
    if criterion not in ("bic", "aic"):
        raise InputError(f"criterion {criterion!r}: it is bic or aic")
    if replicates == 1 or replicates < 0 or not 0 < level < 1:
        raise InputError("replicates from 2 (or 0 for no interval) and a level between 0 and 1 are expected")
    layout = Layout.of(tables)
    counts = layout.counts(tables)
    chosen = search(layout, counts, frozenset(), criterion)
    spread = _spread(layout, counts, chosen, criterion)
    seed = secrets.randbits(32) if seed is None and replicates else seed
    drawn = _replicates(layout, counts, chosen, criterion, replicates, seed, progress)
    settings = Settings(
        seed=seed if replicates else None,
        replicates=replicates or None,
        criterion=criterion,
        level=level,
        absent=tuple(
            f"{name}: {', '.join(stratum)}"
            for stratum in sorted(tables.absent)
            for name in sorted(tables.absent[stratum])
        ),
    )
    return _result(tables, layout, counts, chosen, drawn, settings, spread)


def search(layout: Layout, counts: FloatArray, start: frozenset[Term], criterion: Criterion) -> StrataFit:
    """Return the model reached from `start` by adding or taking away one term at a time while the criterion falls.

    Only models that can be estimated are looked at; ties go to the term that comes first, lists before covariates.
    """
    value = _value(counts, criterion)
    best = fit_strata(layout, counts, start)
    if best.code != FINE and start:
        best = fit_strata(layout, counts, frozenset())
    while True:
        around = (
            fit_strata(layout, counts, best.terms ^ {term}) for term in (*layout.pairs, *layout.crossings)
        )
        found = min((fit for fit in around if fit.code == FINE), key=value, default=best)
        if best.code == FINE and not value(found) < value(best) - 1e-9:
            return best
        if found.code != FINE:
            return best
        best = found


def _value(counts: FloatArray, criterion: Criterion) -> Callable[[StrataFit], float]:
    people = float(counts.sum())
    return (lambda fit: fit.bic(people)) if criterion == "bic" else (lambda fit: fit.aic)


def _spread(layout: Layout, counts: FloatArray, chosen: StrataFit, criterion: Criterion) -> float:
    """Return the largest over the smallest total of the models near the chosen one that fit as well."""
    if chosen.unseen is None:
        return 1.0
    value = _value(counts, criterion)
    around = [
        fit_strata(layout, counts, chosen.terms ^ {term}) for term in (*layout.pairs, *layout.crossings)
    ]
    totals = [
        float(counts.sum() + fit.unseen.sum())
        for fit in (chosen, *around)
        if fit.unseen is not None and fit.code == FINE and value(fit) < value(chosen) + WITHIN
    ]
    return max(totals) / min(totals)


def stratify_and_add(
    tables: StratifiedHistories, estimator: Callable[[CaptureHistories], Estimate] = stepwise
) -> tuple[float | None, tuple[Stratum, ...]]:
    """Estimate each stratum by itself and add: the simple alternative, which shares nothing between strata.

    The sum is None as soon as one stratum has no estimate, be it for fewer than 100 observed or a list that is
    empty there: a sum over the others would be taken for the whole.
    """
    found = []
    for values, table in sorted(tables.tables.items()):
        observed = table.n_observed
        there = tables.existing(values)
        nobody = [name for name in there if table.overlap(name) == 0]
        if observed < FEWEST_OBSERVED:
            found.append(Stratum(values, observed, None, reason=_few(observed)))
        elif len(there) < 2:
            found.append(Stratum(values, observed, None, reason=f"only list {there[0]} existed here"))
        elif nobody:
            found.append(Stratum(values, observed, None, reason=f"nobody is on list {nobody[0]} here"))
        else:
            gone = [name for name in table.lists if name not in there]
            result = estimator(table.drop(*gone) if gone else table)
            reason = None if result.estimate is not None else "the table gives no estimate"
            found.append(Stratum(values, observed, result.estimate, result.interval, reason))
    estimates = [each.estimate for each in found if each.estimate is not None]
    return sum(estimates) if len(estimates) == len(found) else None, tuple(found)


def collapsibility(
    tables: StratifiedHistories, pairs: frozenset[Term] = frozenset()
) -> tuple[float | None, float | None]:
    """Return the total over strata with these pairs of lists and no covariate, and that of the table without strata.

    They are equal whatever the data: a difference would be a fault of the fit.
    """
    layout = Layout.of(tables)
    counts = layout.counts(tables)
    fitted = fit_strata(layout, counts, pairs)
    total = None if fitted.unseen is None else float(counts.sum() + fitted.unseen.sum())
    return total, poisson(tables.total, sorted(pairs)).estimate


def _replicates(
    layout: Layout,
    counts: FloatArray,
    chosen: StrataFit,
    criterion: Criterion,
    replicates: int,
    seed: int | None,
    progress: Progress | None,
) -> FloatArray:
    """Return totals by (replicate, stratum), infinite where a replicate set no bound to the number of people."""
    if chosen.unseen is None or not replicates:
        return np.empty((0, len(counts)))
    rng = np.random.default_rng(seed)
    whole = np.column_stack([chosen.means, chosen.unseen])
    people = np.round(counts.sum(axis=1) + chosen.unseen).astype(np.int64)
    totals = np.full((replicates, len(counts)), np.inf)
    for number in range(replicates):
        drawn = rng.multinomial(people, whole / whole.sum(axis=1, keepdims=True))[:, :-1].astype(np.float64)
        again = search(layout, drawn, chosen.terms, criterion)
        if again.unseen is not None:
            totals[number] = drawn.sum(axis=1) + again.unseen
        if progress:
            progress((number + 1) / replicates)
    return totals


def _result(
    tables: StratifiedHistories,
    layout: Layout,
    counts: FloatArray,
    chosen: StrataFit,
    drawn: FloatArray,
    settings: Settings,
    spread: float,
) -> Covariates:
    criterion, level = (settings.criterion or "").upper(), settings.level or 0.95
    sums = drawn.sum(axis=1)
    warnings = [
        f"chosen by {criterion} among pairs of lists, and of a list and a covariate",
        *unbounded_words(sums),
    ]
    if chosen.unseen is None:
        warnings.append("the table gives no estimate: no model over these strata can be fitted")
    observed = counts.sum(axis=1)

    def limits(values: FloatArray) -> Interval | None:
        if len(values) < 2:
            return None
        ordered = np.sort(values)
        low, high = (quantile(ordered, share) for share in ((1 - level) / 2, (1 + level) / 2))
        return Interval(level=level, lower=low, upper=high, kind="percentile")

    strata = []
    for place, values in enumerate(layout.strata):
        people = int(observed[place])
        if chosen.unseen is None or people < FEWEST_OBSERVED:
            reason = _few(people) if people < FEWEST_OBSERVED else "no model can be fitted"
            strata.append(Stratum(values, people, None, reason=reason))
        else:
            strata.append(
                Stratum(values, people, float(people + chosen.unseen[place]), limits(drawn[:, place]))
            )
    everybody = float(observed.sum())
    return Covariates(
        method="covariates",
        n_observed=int(everybody),
        estimate=None if chosen.unseen is None else float(everybody + chosen.unseen.sum()),
        interval=limits(sums),
        interactions=tuple(pair for pair in layout.pairs if pair in chosen.terms),
        minus_infinity=chosen.minus_infinity,
        deviance=chosen.deviance,
        aic=chosen.aic,
        bic=chosen.bic(everybody),
        code=chosen.code,
        covariates=tables.covariates,
        crossings=tuple(term for term in layout.crossings if term in chosen.terms),
        strata=tuple(strata),
        spread=spread,
        settings=settings,
        unbounded=int(np.isinf(sums).sum()),
        **identified(tables.total, *warnings),
    )


def _few(observed: int) -> str:
    return f"{observed} observed; no estimate is made for fewer than {FEWEST_OBSERVED}"
