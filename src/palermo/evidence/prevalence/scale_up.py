"""Network scale-up: how many people are in a hidden group, from how many of them respondents know.

P. Killworth, C. McCarty, H. Bernard, G. Shelley, E. Johnsen, "Estimation of seroprevalence, rape, and homelessness
in the United States using a social network approach", Evaluation Review 22 (1998). How many people a respondent
knows at all is told by how many they know of groups whose sizes are known. The method supposes that everybody
knows of each acquaintance whether they are in the group, and that the group's members are known as widely as others:
neither holds for people who must hide. Holding out each known group shows how far off that can lead.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.notebook import Showing, Shown
from palermo.evidence.prevalence.intervals import Progress
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.survey_files import people_of, table_of

Estimator = Literal["mle", "pimle"]
ESTIMATORS: tuple[Estimator, ...] = ("mle", "pimle")
REPLICATES = 2000
# Who knows fewer people of the known groups makes a mean of ratios lean upwards by a twentieth and more.
FEW_KNOWN = 20


@dataclass(frozen=True, eq=False)
class Acquaintances:
    """What respondents answered: `counts` (respondents, groups), and the sizes of the known groups.

    `counts`: not a number where a respondent gave no answer: what they did answer still counts. `sizes`: by group,
    not a number where it is not known. `population`: people in all.
    """

    groups: tuple[str, ...]
    counts: FloatArray
    sizes: FloatArray
    population: float

    def __post_init__(self) -> None:
        known = np.isfinite(self.sizes)
        wrong = np.argwhere(~np.isnan(self.counts) & ~(np.isfinite(self.counts) & (self.counts >= 0)))
        if len(wrong):
            row, column = wrong[0].tolist()
            raise InputError(
                f"respondent {row + 1}, {self.groups[column]}: {self.counts[row, column]:g} is no number of people "
                "known; mend it, or leave the cell empty for no answer"
            )
        if known.sum() < 2:
            raise InputError(
                "the sizes of at least two groups must be known, to tell how many people one knows"
            )
        if not self.population > 0:
            raise InputError("give the size of the whole population, above 0")
        if not ((self.sizes[known] > 0) & (self.sizes[known] < self.population)).all():
            raise InputError("each known size must be above 0 and below the population")

    @classmethod
    def from_csv(
        cls, answers: Path | str, sizes: Path | str, *, population: float | None = None
    ) -> Acquaintances:
        """Read answers (a column per group, a row per respondent) and sizes (columns subpop and size).

        A subpop is a column's name or its number, from 1. `population` may stand in a column N of the sizes.
        Raises InputError for what cannot be read or matched.
        """
        table, listed = table_of(Path(answers)), table_of(Path(sizes))
        groups = tuple(table)
        for name in ("subpop", "size"):
            if name not in listed:
                raise InputError(f"{sizes}: no column {name!r}; subpop and size are expected")
        known = np.full(len(groups), np.nan)
        numbers = people_of(listed["size"], f"{sizes}, column size")
        for row, (name, size) in enumerate(zip(listed["subpop"], numbers, strict=True), start=1):
            place = groups.index(name) if name in groups else int(name) - 1 if name.isdecimal() else -1
            if not 0 <= place < len(groups):
                raise InputError(f"{sizes} row {row}: the answers have no group {name!r}")
            known[place] = size
        if population is None:
            population = next(iter(people_of(listed.get("N", [""])[:1], f"{sizes}, column N")))
        counts = [people_of(cells, f"{answers}, column {name}") for name, cells in table.items()]
        return cls(groups, np.array(counts).T, known, population)

    def without(self, group: str) -> Acquaintances:
        """Return the same answers as if this group's size were not known."""
        if group not in self.groups:
            raise InputError(f"there is no group {group!r}; the groups are {', '.join(self.groups)}")
        sizes = self.sizes.copy()
        sizes[self.groups.index(group)] = np.nan
        return Acquaintances(self.groups, self.counts, sizes, self.population)


@dataclass(frozen=True)
class GroupSize(Showing):
    """Estimated size of a group with its percentile interval; `known` where the size was held out."""

    group: str
    method: Estimator
    estimate: float | None
    lower: float | None
    upper: float | None
    level: float
    known: float | None = None
    warnings: tuple[str, ...] = ()
    seed: int | None = None
    replicates: int | None = None

    def shown(self) -> Shown:
        """Return the one row there is."""
        return Shown(
            title=f"Size of the group {self.group}, by {self.method}",
            columns={
                "group": [self.group],
                "estimate": [self.estimate],
                "lower": [self.lower],
                "upper": [self.upper],
                "level": [self.level],
                "known": [self.known],
            },
            words=(self.group,),
            band=("estimate", "lower", "upper"),
            notes=self.warnings,
        )


def degrees(answers: Acquaintances) -> FloatArray:
    """Return how many people each respondent knows: their share of the known groups times the population.

    Of the known groups those count that the respondent answered; not a number where they answered none.
    """
    known = np.isfinite(answers.sizes)
    counts = answers.counts[:, known]
    answered = ~np.isnan(counts)
    asked = answered @ answers.sizes[known]
    people = answers.population * np.where(answered, counts, 0.0).sum(axis=1)
    found: FloatArray = np.full(len(counts), np.nan)
    np.divide(people, asked, out=found, where=asked > 0)
    return found


def killworth(answers: Acquaintances, group: str, estimator: Estimator = "mle") -> float:
    """Return the size of a group: "mle" the ratio of sums, "pimle" the mean ratio of those who know anybody.

    Not a number where nobody knows anybody of the known groups.
    """
    counts, known = _answered(answers.counts[:, answers.groups.index(group)], degrees(answers))
    return _size(counts, known, answers.population, estimator)


def group_size(
    answers: Acquaintances,
    group: str,
    estimator: Estimator = "mle",
    *,
    replicates: int = REPLICATES,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> GroupSize:
    """Estimate the size of a group; the interval is percentile, over `replicates` resamples of the respondents.

    Where the group's size is known it is held out first and given as `known`. The interval holds what comes of
    having asked these respondents; not what comes of hiding, which holding out known groups shows better. One seed
    gives one answer; one is made up, and returned, when None. Whoever did not answer this group, or none of the
    known ones, is left out, and a warning counts answers that are missing.
    Raises InputError for a group that is not there and fewer than 2 replicates.
    """
    held = answers.without(group)
    size = float(answers.sizes[answers.groups.index(group)])
    if replicates < 2 or not 0 < level < 1:
        raise InputError("at least 2 replicates and a level between 0 and 1 are expected")
    seed = secrets.randbits(32) if seed is None else seed
    rng = np.random.default_rng(seed)
    degree = degrees(held)
    counts, known = _answered(held.counts[:, held.groups.index(group)], degree)
    point = _size(counts, known, held.population, estimator)
    drawn = np.full(replicates, np.nan)
    for place in range(replicates if len(counts) else 0):
        chosen = rng.integers(len(counts), size=len(counts))
        drawn[place] = _size(counts[chosen], known[chosen], held.population, estimator)
        if progress:
            progress((place + 1) / replicates)
    usable = drawn[np.isfinite(drawn)]
    told = bool(np.isfinite(point)) and len(usable) >= 2
    ends = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2]).tolist() if told else [None, None]
    warnings = [] if told else ["no estimate: no respondent knows anybody of the known groups"]
    if told and len(usable) < replicates:
        warnings.append(
            f"{replicates - len(usable)} of {replicates} replicates gave no estimate and are left out"
        )
    warnings += _missing(held, group)
    if told and estimator == "pimle":
        warnings += _leaning(held, degree)
    return GroupSize(
        group=group,
        method=estimator,
        estimate=point if told else None,
        lower=ends[0],
        upper=ends[1],
        level=level,
        known=size if np.isfinite(size) else None,
        warnings=tuple(warnings),
        seed=seed,
        replicates=replicates,
    )


def _missing(answers: Acquaintances, group: str) -> list[str]:
    """Return a warning of answers that are missing among the group and the known ones."""
    used = np.isfinite(answers.sizes)
    used[answers.groups.index(group)] = True
    missing = np.isnan(answers.counts) & used
    if not missing.any():
        return []
    row, column = np.argwhere(missing)[0].tolist()
    return [
        f"{missing.sum()} answers of {missing.any(axis=1).sum()} respondents are missing, the first of respondent "
        f"{row + 1} on {answers.groups[column]}; each respondent counts with what they answered"
    ]


def _leaning(answers: Acquaintances, degree: FloatArray) -> list[str]:
    """Return which way the mean of ratios leans, where respondents know few people of the known groups."""
    warnings = []
    if left_out := int((degree == 0).sum()):
        warnings.append(f"{left_out} respondents know nobody of the known groups and are left out")
    acquaintances = np.nansum(answers.counts[:, np.isfinite(answers.sizes)], axis=1)
    middle = float(np.median(acquaintances[np.isfinite(degree)]))
    if left_out or middle < FEW_KNOWN:
        warnings.append(
            f"pimle is then too high, not too low: half of the respondents know {middle:g} people of the known groups "
            "or fewer, and a mean of ratios leans to those who know few; mle does not lean that way"
        )
    return warnings


def held_out(
    answers: Acquaintances,
    estimator: Estimator = "mle",
    *,
    replicates: int = REPLICATES,
    seed: int | None = None,
    level: float = 0.95,
) -> tuple[GroupSize, ...]:
    """Return the estimate of each known group from the others: how far off the method is where the truth is known.

    Raises InputError where fewer than three sizes are known.
    """
    if np.isfinite(answers.sizes).sum() < 3:
        raise InputError("at least three known groups are needed to hold one out")
    known = [group for group, size in zip(answers.groups, answers.sizes, strict=True) if np.isfinite(size)]
    return tuple(
        group_size(answers, group, estimator, replicates=replicates, seed=seed, level=level)
        for group in known
    )


def _answered(counts: FloatArray, degree: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the counts and degrees of those who answered the group and some of the known ones."""
    answered = np.isfinite(counts) & np.isfinite(degree)
    return counts[answered], degree[answered]


def _size(counts: FloatArray, known: FloatArray, population: float, estimator: Estimator) -> float:
    if not known.any():
        return float("nan")
    if estimator == "mle":
        return float(population * counts.sum() / known.sum())
    has = known > 0
    return float(population * (counts[has] / known[has]).mean())
