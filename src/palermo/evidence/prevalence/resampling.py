"""The stepwise estimate, with an interval that includes the uncertainty of choosing the model from the same table."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from palermo.evidence.prevalence.existence import counts_of
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import (
    REPLICATES,
    BiasCorrection,
    Progress,
    bias_correction,
    bootstrap_intervals,
    in_parts,
    resampled,
    without_one_person,
)
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.loglinear import check_level, described, fit_model
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.selection import THRESHOLD, check_threshold, select, select_many
from palermo.evidence.prevalence.settings import Settings

LEVELS = (0.95, 0.8)


@dataclass(frozen=True)
class Bootstrap(Estimate):
    """A bootstrapped estimate: `replicates` holds the estimate of each, `correction` what BCa corrected by."""

    replicates: FloatArray = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    correction: BiasCorrection | None = None


def bootstrap(
    histories: CaptureHistories,
    threshold: float = THRESHOLD,
    *,
    replicates: int = REPLICATES,
    seed: int | None = None,
    levels: Sequence[float] = LEVELS,
    tables: FloatArray | None = None,
    progress: Progress | None = None,
) -> Bootstrap:
    """Estimate by `stepwise`, with BCa and percentile intervals in which each replicate chooses its own model.

    `replicates` multinomial tables are drawn from `seed` (one is made up and returned when None), or given as
    `tables` (rows dense by bit mask). `interval` is BCa at the first of `levels`, `intervals` all of them. A
    warning says where an end rests on fewer than five replicates. Runs on two cores; `progress` is told the
    share done. Raises InputError for fewer than 2 replicates or a threshold or level that is none.
    """
    check_threshold(threshold)
    for level in levels:
        check_level(level)
    seed = secrets.randbits(32) if seed is None and tables is None else seed
    counts = counts_of(histories)
    chosen = select(counts, threshold)
    fitted = fit_model(counts, chosen.model)
    drawn = resampled(histories, replicates, seed or 0) if tables is None else tables
    estimates = in_parts(drawn, lambda part: estimates_of(part, threshold), progress)
    settings = Settings(seed=seed, replicates=len(drawn), threshold=threshold, level=levels[0])
    if fitted.unseen is None:
        return _result(described(histories, fitted, method="stepwise"), estimates, None, settings)
    correction = bias_correction(
        histories.n_observed + fitted.unseen,
        estimates,
        estimates_of(without_one_person(histories), threshold),
        histories.counts,
    )
    intervals, warnings = bootstrap_intervals(estimates, correction, levels)
    described_ = described(histories, fitted, method="stepwise", intervals=intervals, warnings=warnings)
    return _result(described_, estimates, correction, settings)


def estimates_of(tables: FloatArray, threshold: float) -> FloatArray:
    """Return the stepwise estimate of each dense table (rows); infinite where the overlaps set no bound."""
    log_unseen = np.array([each.log_unseen for each in select_many(tables, threshold)])
    return np.asarray(tables.sum(axis=1) + np.exp(log_unseen))


def _result(
    estimate: Estimate, replicates: FloatArray, correction: BiasCorrection | None, settings: Settings
) -> Bootstrap:
    kept = {name: getattr(estimate, name) for name in Estimate.__dataclass_fields__}
    return replace(
        Bootstrap(**kept),
        replicates=replicates,
        correction=correction,
        settings=settings,
        unbounded=int(np.isinf(replicates).sum()),
    )
