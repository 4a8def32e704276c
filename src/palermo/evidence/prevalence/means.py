"""The mean of a number, such as an age, over a population from a respondent-driven sample."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.intervals import Progress
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.respondents import REPLICATES
from palermo.evidence.prevalence.successive import inclusion_limit, inclusion_simulated

MeanEstimator = Literal["rds-ii", "ss"]


MOST_NUMBERS = 10  # a column of more different numbers than this is a number, not a category


@dataclass(frozen=True)
class Mean:
    """Estimated mean of a number over the population, from `n` people; the interval is percentile."""

    method: MeanEstimator
    n: int
    level: float
    estimate: float
    lower: float
    upper: float
    seed: int
    replicates: int
    warnings: tuple[str, ...] = ()


def estimate_mean(
    sample: Recruitment,
    values: FloatArray,
    estimator: MeanEstimator = "rds-ii",
    *,
    population: int | None = None,
    replicates: int = REPLICATES,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Mean:
    """Estimate the mean of `values`, one for each person of the sample, weighed as `estimate_shares` weighs answers.

    RDS-I weighs groups, not people, and gives no mean. One seed gives one answer; one is made up, and returned, when
    None. Raises InputError for a population that "ss" lacks or that is smaller than the sample, values that are
    missing, fewer than 2 replicates and a level that is none.
    """
    if len(values) != len(sample.degrees) or not np.isfinite(values).all():
        raise InputError("a number is missing; leave those people's rows out")
    if replicates < 2 or not 0 < level < 1:
        raise InputError("at least 2 replicates and a level between 0 and 1 are expected")
    if (population is None) == (estimator == "ss"):
        raise InputError("the size of the population is needed by ss, and read by ss alone")
    if population is not None and population < len(sample.degrees):
        raise InputError(f"a population of {population} is smaller than the sample of {len(sample.degrees)}")
    seed = secrets.randbits(32) if seed is None else seed
    rng = np.random.default_rng(seed)
    # In place of an answer each person carries their own row, so that a resampled tree says who is in it.
    rows = replace(sample, answers=np.arange(len(values)), groups=tuple(map(str, range(len(values)))))
    chance = inclusion_simulated(sample.degrees, population, rng) if population else sample.degrees
    point = _mean(values, 1 / chance)
    drawn = np.empty(replicates)
    for number in range(replicates):
        again = rows.resampled(rng)
        size = max(population or 0, len(again.degrees))
        chance = inclusion_limit(again.degrees, size) if population else again.degrees
        drawn[number] = _mean(values[again.answers], 1 / chance)
        if progress:
            progress((number + 1) / replicates)
    lower, upper = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2]).tolist()
    replaced = (
        f"{sample.replaced} degrees that were missing or below one were set by the rule that was given",
    )
    warnings = replaced if sample.replaced else ()
    return Mean(estimator, len(values), level, point, lower, upper, seed, replicates, warnings)


def banded(values: FloatArray, edges: tuple[float, ...]) -> list[str]:
    """Return in words the band each number lies in; an edge begins the band above it.

    Raises InputError for edges that do not rise.

    >>> import numpy
    >>> banded(numpy.array([17, 18, 40]), (18, 25))
    ['under 18', '18 to under 25', '25 and over']
    """
    if not edges or list(edges) != sorted(set(edges)):
        raise InputError("give edges that rise, such as 18,25,40")
    names = [f"under {edges[0]:g}"]
    names += [f"{low:g} to under {high:g}" for low, high in pairwise(edges)]
    names.append(f"{edges[-1]:g} and over")
    return [names[place] for place in np.searchsorted(np.array(edges), values, side="right").tolist()]


def edges_of(text: str) -> tuple[float, ...]:
    """Return the edges of bands written as 18,25,40."""
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise InputError(f"--bands {text!r}: numbers are expected, such as 18,25,40") from None


def refuse_numbers(answers: Sequence[str], outcome: str) -> None:
    """Raise InputError where the different answers are numbers, and so many that none can be a category."""
    if len(answers) > MOST_NUMBERS and all(_is_number(answer) for answer in answers):
        raise InputError(
            f"column {outcome} holds {len(answers)} different numbers, each of which would be a category; give --mean "
            "for its mean, or --bands with the edges of bands, such as --bands 18,25,40"
        )


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _mean(values: FloatArray, weights: FloatArray) -> float:
    return float(values @ weights / weights.sum())
