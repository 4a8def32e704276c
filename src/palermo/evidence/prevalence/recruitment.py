"""Who recruited whom: a respondent-driven sample, read and checked.

Each person taken in hands out a few coupons to people they know; the first people, the seeds, are chosen. What is
needed of each: who recruited them, how many such people they know (their degree), and what is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.survey_files import columns_of, number

IntArray = NDArray[np.int64]
# What is done with a degree that is missing or below one, which no estimator can weigh.
DegreeRule = Literal["refuse", "maximum", "median"]
RULES: tuple[DegreeRule, ...] = ("refuse", "maximum", "median")
_SEED = {"", "seed", "na", "0"}


@dataclass(frozen=True, eq=False)
class Recruitment:
    """A respondent-driven sample.

    `recruiters`: place of each person's recruiter, -1 for a seed. `degrees`: how many people of the population
    each knows. `groups`: the answers, sorted. `answers`: place in `groups` of each person's. `replaced`: how
    many degrees were missing or below one and were set by the rule.
    """

    recruiters: IntArray
    degrees: FloatArray
    groups: tuple[str, ...]
    answers: IntArray
    replaced: int = 0

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        recruiters: Sequence[str],
        degrees: Sequence[float],
        answers: Sequence[str],
        *,
        rule: DegreeRule = "refuse",
    ) -> Recruitment:
        """Build from columns. A recruiter "seed", "NA", "0" (unless a person has that id) or empty marks a seed.

        Raises InputError for an id given twice, a recruiter who is not in the sample, people who recruited each
        other in a circle, an empty answer, and, under the rule "refuse", a degree that is missing or below one.
        """
        places = {name: place for place, name in enumerate(ids)}
        if len(places) < len(ids):
            raise InputError("two rows have one id; give each person a row of their own")
        came = []
        for row, name in enumerate(recruiters, start=1):
            if name not in places and name.lower() not in _SEED:
                raise InputError(
                    f"row {row}: the recruiter is not in the sample; write 'seed' where nobody recruited"
                )
            came.append(places.get(name, -1))
        if any(not answer for answer in answers):
            raise InputError("an answer is empty; leave those people's rows out or name the answer")
        groups = tuple(sorted(set(answers)))
        checked, replaced = _degrees(np.array(degrees, dtype=np.float64), rule)
        sample = cls(
            recruiters=np.array(came, dtype=np.int64),
            degrees=checked,
            groups=groups,
            answers=np.array([groups.index(answer) for answer in answers], dtype=np.int64),
            replaced=replaced,
        )
        if sum(map(len, sample.waves)) < len(sample.recruiters):
            raise InputError(
                "some people recruited each other in a circle; every chain must begin with a seed"
            )
        return sample

    @classmethod
    def from_csv(
        cls,
        path: Path | str,
        *,
        outcome: str,
        degree: str,
        id_: str = "id",
        recruiter: str = "recruiter.id",
        rule: DegreeRule = "refuse",
        answers: Sequence[str] | None = None,
    ) -> Recruitment:
        """Read a CSV with these columns; raises InputError as `of` does, and for a column that is not there.

        `answers`: what stands in place of the outcome's cells, row by row.
        """
        ids, came, degrees, cells = columns_of(Path(path), (id_, recruiter, degree, outcome))
        numbers = [number(text, f"column {degree}, row {row}") for row, text in enumerate(degrees, start=1)]
        return cls.of(ids, came, numbers, cells if answers is None else answers, rule=rule)

    @cached_property
    def children(self) -> tuple[IntArray, IntArray, IntArray]:
        """Recruits in the order of their recruiters; by person, where theirs begin, and how many there are."""
        order = np.argsort(self.recruiters, kind="stable")
        recruits = order[(self.recruiters < 0).sum() :]
        count = np.bincount(self.recruiters[recruits], minlength=len(self.recruiters))
        return recruits, np.cumsum(count) - count, count

    @cached_property
    def waves(self) -> tuple[IntArray, ...]:
        """The seeds, those they recruited, and so on."""
        found = [np.flatnonzero(self.recruiters < 0)]
        recruits, starts, counts = self.children
        while len(found[-1]):
            at = found[-1][counts[found[-1]] > 0]
            found.append(
                np.concatenate([recruits[starts[one] : starts[one] + counts[one]] for one in at] or [at])
            )
        return tuple(found[:-1])

    def resampled(self, rng: np.random.Generator) -> Recruitment:
        """Return a sample drawn from this one as it grew: seeds anew, then each person's recruits anew.

        This is the tree bootstrap of A. Baraff, T. McCormick and A. Raftery, "Estimating uncertainty in
        respondent-driven sampling using a tree bootstrap method", PNAS 113 (2016). It keeps who recruits whom
        and errs, if at all, towards intervals that are too wide.
        """
        recruits, starts, counts = self.children
        seeds = self.waves[0]
        people = [rng.choice(seeds, size=len(seeds))]
        parents = [np.full(len(seeds), -1)]
        before = 0
        while len(people[-1]):
            wave = people[-1]
            many = counts[wave]
            behind = np.repeat(np.arange(len(wave)), many)
            drawn = np.floor(rng.random(len(behind)) * many[behind]).astype(np.int64)
            parents.append(behind + before)
            before += len(wave)
            people.append(recruits[starts[wave][behind] + drawn])
        chosen = np.concatenate(people)
        return Recruitment(
            recruiters=np.concatenate(parents).astype(np.int64),
            degrees=self.degrees[chosen],
            groups=self.groups,
            answers=self.answers[chosen],
        )


def _degrees(degrees: FloatArray, rule: DegreeRule) -> tuple[FloatArray, int]:
    """Return degrees from one upwards, and how many the rule had to set."""
    wrong = ~(np.isfinite(degrees) & (degrees >= 1))
    if not wrong.any():
        return degrees, 0
    if wrong.all():
        raise InputError(
            "no degree is one or more; name the column that says how many people each person knows"
        )
    if rule == "refuse":
        raise InputError(
            f"{wrong.sum()} of {len(degrees)} degrees are missing or below one, and nobody recruited knows nobody; "
            "mend them, or say what they become with --missing-degree maximum or median"
        )
    known = degrees[~wrong]
    return np.where(wrong, known.max() if rule == "maximum" else np.median(known), degrees), int(wrong.sum())
