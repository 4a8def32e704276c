"""Shares of a population from a respondent-driven sample, whose members know different numbers of people.

Who knows many is recruited more easily. The three estimators undo that in different ways:

* RDS-II (E. Volz and D. Heckathorn, Journal of Official Statistics 24, 2008): weigh by 1 / degree.
* RDS-I (M. Salganik and D. Heckathorn, Sociological Methodology 34, 2004): where recruitment from group to group
  would settle, over the group's harmonic mean degree.
* SS (K. Gile, JASA 106, 2011): successive sampling from a population of known size, in which degrees run out.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.notebook import Showing, Shown
from palermo.evidence.prevalence.intervals import Progress
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.successive import inclusion_limit, inclusion_simulated
from palermo.evidence.prevalence.told import kept_apart

Estimator = Literal["rds-i", "rds-ii", "ss"]
ESTIMATORS: tuple[Estimator, ...] = ("rds-i", "rds-ii", "ss")
REPLICATES = 1000


@dataclass(frozen=True)
class Share:
    """Estimated share of the population with one answer, of `n` people who gave it; the interval is percentile."""

    group: str
    n: int
    estimate: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Shares(Showing):
    """Shares of all answers. `weights`: people of the population each respondent stands for, up to a constant."""

    method: Estimator
    n: int
    level: float
    shares: tuple[Share, ...]
    seed: int
    warnings: tuple[str, ...] = ()
    replicates: int | None = None

    def shown(self) -> Shown:
        """Return a row for each answer; how many gave it stays in `shares`."""
        return Shown(
            title=f"Shares of the population, by {self.method}",
            columns={
                "group": [each.group for each in self.shares],
                "estimate": [each.estimate for each in self.shares],
                "lower": [each.lower for each in self.shares],
                "upper": [each.upper for each in self.shares],
                "level": [self.level for _each in self.shares],
            },
            words=tuple(each.group for each in self.shares),
            band=("estimate", "lower", "upper"),
            notes=self.warnings,
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle holds: people by answer to the nearest ten."""
        return kept_apart(self.__dict__)


def rds_ii(sample: Recruitment) -> FloatArray:
    """Return the share of each group by RDS-II: sum of 1/degree in the group over the same of all."""
    return _weighted(sample, 1 / sample.degrees)


def rds_i(sample: Recruitment) -> FloatArray:
    """Return the share of each group by RDS-I; not a number where recruitment does not settle in one way."""
    groups = len(sample.groups)
    recruited = sample.recruiters >= 0
    pairs = sample.answers[sample.recruiters[recruited]] * groups + sample.answers[recruited]
    counts = np.bincount(pairs, minlength=groups**2).reshape(groups, groups).astype(np.float64)
    unknown = np.full(groups, math.nan)
    if (counts.sum(axis=1) == 0).any():
        return unknown
    transition = counts / counts.sum(axis=1, keepdims=True)
    system = np.vstack([transition.T - np.eye(groups), np.ones(groups)])
    if np.linalg.matrix_rank(system) < groups:
        return unknown
    settled = np.linalg.lstsq(system, np.append(np.zeros(groups), 1.0), rcond=None)[0]
    inverse = np.bincount(sample.answers, 1 / sample.degrees, groups)
    share = np.maximum(settled, 0) * inverse / np.bincount(sample.answers, minlength=groups)
    return np.asarray(share / share.sum())


def successive_sampling(
    sample: Recruitment, population: int, *, rng: np.random.Generator | None = None
) -> FloatArray:
    """Return the share of each group by Gile's successive sampling from `population` people.

    With `rng` the chance of each degree to be drawn is simulated, as published; without, it is that of a large
    population, 1 - exp(-degree * time), to which the simulation tends.
    """
    inclusion = (
        inclusion_simulated(sample.degrees, population, rng)
        if rng
        else inclusion_limit(sample.degrees, population)
    )
    return _weighted(sample, 1 / inclusion)


def estimate_shares(
    sample: Recruitment,
    estimator: Estimator,
    *,
    population: int | None = None,
    replicates: int = REPLICATES,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Shares:
    """Estimate the share of each answer, with percentile intervals of `replicates` tree bootstraps.

    `population`: how many people there are; needed by "ss" and read by it alone. Replicates of "ss" use the
    chances of a large population. One seed gives one answer; one is made up, and returned, when None.
    Raises InputError for a population smaller than the sample, fewer than 2 replicates, and a single answer.
    """
    if len(sample.groups) < 2:
        raise InputError(f"everybody answered {sample.groups[0]!r}: there is no share to estimate")
    if replicates < 2:
        raise InputError(f"{replicates} bootstrap replicates are too few; {REPLICATES} are usual")
    if not 0 < level < 1:
        raise InputError(f"level {level}: a number between 0 and 1 is expected, such as 0.95")
    if (population is None) == (estimator == "ss"):
        raise InputError("the size of the population is needed by ss, and read by ss alone")
    if population is not None and population < len(sample.degrees):
        raise InputError(f"a population of {population} is smaller than the sample of {len(sample.degrees)}")
    seed = secrets.randbits(32) if seed is None else seed
    rng = np.random.default_rng(seed)
    one = _estimator(estimator, population)
    point = successive_sampling(sample, population, rng=rng) if population else one(sample)
    drawn = np.empty((replicates, len(sample.groups)))
    for number in range(replicates):
        drawn[number] = one(sample.resampled(rng))
        if progress:
            progress((number + 1) / replicates)
    return _result(sample, estimator, point, drawn, level, seed)


def _estimator(estimator: Estimator, population: int | None) -> Callable[[Recruitment], FloatArray]:
    if estimator == "rds-i":
        return rds_i
    if estimator == "rds-ii":
        return rds_ii
    size = population or 0
    # A resampled tree may hold more people than the population; then everybody was drawn.
    return lambda sample: successive_sampling(sample, max(size, len(sample.degrees)))


def _result(
    sample: Recruitment, estimator: Estimator, point: FloatArray, drawn: FloatArray, level: float, seed: int
) -> Shares:
    warnings = []
    if sample.replaced:
        warnings.append(
            f"{sample.replaced} degrees that were missing or below one were set by the rule that was given"
        )
    told = bool(np.isfinite(point).all())
    if not told:
        warnings.append(
            "no estimate: some group recruited nobody, or recruitment never led from one group to another, so it "
            "does not settle in one way; RDS-II needs no such thing"
        )
    usable = drawn[np.isfinite(drawn).all(axis=1)]
    if told and len(usable) < len(drawn):
        warnings.append(
            f"{len(drawn) - len(usable)} of {len(drawn)} replicates gave no estimate and are left out"
        )
    told_limits = told and len(usable) >= 2
    ends = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2], axis=0) if told_limits else None
    return Shares(
        method=estimator,
        n=len(sample.answers),
        level=level,
        shares=tuple(
            Share(
                group=group,
                n=int((sample.answers == place).sum()),
                estimate=float(point[place]) if told else None,
                lower=None if ends is None else float(ends[0, place]),
                upper=None if ends is None else float(ends[1, place]),
            )
            for place, group in enumerate(sample.groups)
        ),
        seed=seed,
        warnings=tuple(warnings),
        replicates=len(drawn),
    )


def _weighted(sample: Recruitment, weights: FloatArray) -> FloatArray:
    total: FloatArray = np.bincount(sample.answers, weights, len(sample.groups)) / weights.sum()
    return total
