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
from palermo.evidence.prevalence.survey_files import number, table_of

Estimator = Literal["mle", "pimle"]
ESTIMATORS: tuple[Estimator, ...] = ("mle", "pimle")
REPLICATES = 2000


@dataclass(frozen=True, eq=False)
class Acquaintances:
    """What respondents answered: `counts` (respondents, groups), and the sizes of the known groups.

    `sizes`: by group, not a number where it is not known. `population`: people in all.
    """

    groups: tuple[str, ...]
    counts: FloatArray
    sizes: FloatArray
    population: float

    def __post_init__(self) -> None:
        known = np.isfinite(self.sizes)
        if not (np.isfinite(self.counts) & (self.counts >= 0)).all():
            raise InputError(
                "a count of people known is missing or below 0; leave that respondent out or mend it"
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
        for row, (name, size) in enumerate(zip(listed["subpop"], listed["size"], strict=True), start=1):
            place = groups.index(name) if name in groups else int(name) - 1 if name.isdecimal() else -1
            if not 0 <= place < len(groups):
                raise InputError(f"{sizes} row {row}: the answers have no group {name!r}")
            known[place] = number(size, f"{sizes} row {row}, size")
        if population is None:
            population = number(listed.get("N", [""])[0], f"{sizes}, column N")
        counts = [
            [number(cell, f"{answers}, column {name}") for cell in cells] for name, cells in table.items()
        ]
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
    """Return how many people each respondent knows: their share of the known groups times the population."""
    known = np.isfinite(answers.sizes)
    found: FloatArray = answers.population * answers.counts[:, known].sum(axis=1) / answers.sizes[known].sum()
    return found


def killworth(answers: Acquaintances, group: str, estimator: Estimator = "mle") -> float:
    """Return the size of a group: "mle" the ratio of sums, "pimle" the mean ratio of those who know anybody.

    Not a number where nobody knows anybody of the known groups.
    """
    return _size(
        answers.counts[:, answers.groups.index(group)], degrees(answers), answers.population, estimator
    )


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
    having asked these respondents; not what comes of hiding, which holding out known groups shows better.
    Raises InputError for a group that is not there and fewer than 2 replicates.
    """
    held = answers.without(group)
    size = float(answers.sizes[answers.groups.index(group)])
    if replicates < 2 or not 0 < level < 1:
        raise InputError("at least 2 replicates and a level between 0 and 1 are expected")
    rng = np.random.default_rng(secrets.randbits(32) if seed is None else seed)
    counts, known = held.counts[:, held.groups.index(group)], degrees(held)
    point = _size(counts, known, held.population, estimator)
    drawn = np.empty(replicates)
    for place in range(replicates):
        chosen = rng.integers(len(counts), size=len(counts))
        drawn[place] = _size(counts[chosen], known[chosen], held.population, estimator)
        if progress:
            progress((place + 1) / replicates)
    usable = drawn[np.isfinite(drawn)]
    told = bool(np.isfinite(point)) and len(usable) >= 2
    ends = np.quantile(usable, [(1 - level) / 2, (1 + level) / 2]).tolist() if told else [None, None]
    warnings = [] if told else ["no estimate: no respondent knows anybody of the known groups"]
    left_out = int((known == 0).sum())
    if told and estimator == "pimle" and left_out:
        warnings.append(f"{left_out} respondents know nobody of the known groups and are left out")
    return GroupSize(
        group=group,
        method=estimator,
        estimate=point if told else None,
        lower=ends[0],
        upper=ends[1],
        level=level,
        known=size if np.isfinite(size) else None,
        warnings=tuple(warnings),
    )


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


def _size(counts: FloatArray, known: FloatArray, population: float, estimator: Estimator) -> float:
    if not known.any():
        return float("nan")
    if estimator == "mle":
        return float(population * counts.sum() / known.sum())
    has = known > 0
    return float(population * (counts[has] / known[has]).mean())
