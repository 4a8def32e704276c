"""Log-linear fits over histories and strata at once, each stratum having its own number of people.

The stratum's own parameter is solved for in closed form: given it, the people of a stratum are multinomial over
its histories, and only what lists and covariates share is left to iterate. That is the same maximum as of the
Poisson model with a parameter per stratum, at a fraction of its size.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import linprog
from scipy.special import gammaln

from palermo.evidence.prevalence.existence import FINE, NO_ESTIMATE, NOT_IDENTIFIABLE
from palermo.evidence.prevalence.histories import IntArray
from palermo.evidence.prevalence.lattice import BoolArray, FloatArray
from palermo.evidence.prevalence.stratified import StratifiedHistories

# (first, second): two names, of two lists or of a list and a covariate.
Term = tuple[str, str]
# A fit is its own certificate only while every fitted mean stays above this.
_FLOOR = 1e-10
_MOST_STEPS = 100
_STEP = 1e-9
_LP_FLOOR = 1e-7
_DEPENDENT = 1e-9


@dataclass(frozen=True, eq=False)
class Layout:
    """What does not change from fit to fit: lists, covariates, strata, and whom each part of a term counts.

    `absent`: by stratum, lists that did not exist there; nobody can have a history with one of them.
    """

    lists: tuple[str, ...]
    covariates: tuple[str, ...]
    strata: tuple[tuple[str, ...], ...]
    absent: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: StratifiedHistories) -> Layout:
        """Return the layout of these tables, strata in the order of their values."""
        return cls(tables.lists, tables.covariates, tuple(sorted(tables.tables)), tables.absent)

    @cached_property
    def cells(self) -> IntArray:
        """Every history somebody may have, as a bit mask."""
        return np.arange(1, 1 << len(self.lists))

    @cached_property
    def possible(self) -> BoolArray:
        """Which histories somebody can have, by (stratum, history): none with a list that did not exist there."""
        gone = [sum(1 << self.lists.index(name) for name in self._gone(stratum)) for stratum in self.strata]
        found: BoolArray = (self.cells & np.array(gone, dtype=np.int64)[:, None]) == 0
        return found

    @cached_property
    def pairs(self) -> tuple[Term, ...]:
        """Terms of two lists that existed together somewhere."""
        lists = self.lists
        return tuple(
            (one, other)
            for place, one in enumerate(lists)
            for other in lists[place + 1 :]
            if any(not {one, other} & self._gone(stratum) for stratum in self.strata)
        )

    @cached_property
    def crossings(self) -> tuple[Term, ...]:
        """Terms of a list and a covariate that has at least two values where the list existed."""
        return tuple(
            (name, covariate)
            for place, covariate in enumerate(self.covariates)
            for name in self.lists
            if len({stratum[place] for stratum in self.strata if name not in self._gone(stratum)}) > 1
        )

    def _gone(self, stratum: tuple[str, ...]) -> frozenset[str]:
        return self.absent.get(stratum, frozenset())

    def on(self, name: str) -> BoolArray:
        """Return (strata, histories): who is on this list."""
        there = (self.cells >> self.lists.index(name) & 1).astype(bool)
        return np.broadcast_to(there, (len(self.strata), len(self.cells)))

    def parts(self, term: Term) -> list[BoolArray]:
        """Return whom each parameter of a term counts; of a covariate its first value too, in front.

        Values where the list did not exist have no part.
        """
        first, second = term
        if second in self.lists:
            return [self.on(first) & self.on(second) & self.possible]
        place = self.covariates.index(second)
        values = sorted({stratum[place] for stratum in self.strata})
        given = np.array([stratum[place] for stratum in self.strata])
        parts = [self.on(first) & (given == value)[:, None] & self.possible for value in values]
        return [part for part in parts if part.any()]

    def counts(self, tables: StratifiedHistories) -> FloatArray:
        """Return observed people by (stratum, history)."""
        return np.array([tables.tables[stratum].cells[1:] for stratum in self.strata], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class StrataFit:
    """A fit. `unseen`: fitted people on no list, by stratum; None unless `code` is 0.

    `minus_infinity`: terms one of whose parameters is at minus infinity because nobody has it.
    """

    terms: frozenset[Term]
    code: int
    parameters: int
    log_likelihood: float
    deviance: float
    means: FloatArray
    unseen: FloatArray | None
    minus_infinity: tuple[Term, ...]

    @property
    def aic(self) -> float:
        """-2 ln L + 2 per parameter."""
        return -2 * self.log_likelihood + 2 * self.parameters

    def bic(self, people: float) -> float:
        """-2 ln L + ln(people) per parameter."""
        return -2 * self.log_likelihood + math.log(people) * self.parameters


def fit_strata(layout: Layout, counts: FloatArray, terms: frozenset[Term]) -> StrataFit:
    """Fit a model with a parameter for each stratum and each list, and those of the terms.

    A part of a term that nobody has is at minus infinity: its people leave the fit, and it still counts as a
    parameter. `code` is 1 where the maximum likelihood estimate does not exist, 2 where it is not unique.
    """
    inside = layout.possible & (counts.sum(axis=1, keepdims=True) > 0)
    columns: list[BoolArray] = [layout.on(name) for name in layout.lists]
    parameters = int((counts.sum(axis=1) > 0).sum()) + len(columns)
    minus_infinity, gone = [], 0
    for term in sorted(terms):
        parts = layout.parts(term)
        nobody = [part for part in parts if not (counts * part).any()]
        for part in nobody:
            inside &= ~part
        if nobody:
            minus_infinity.append(term)
        gone += len(nobody)
        columns += parts if term[1] in layout.lists else parts[1:]
        parameters += len(parts) if term[1] in layout.lists else len(parts) - 1
    design = np.stack(columns, axis=2).astype(np.float64) * inside[:, :, None]
    kept, code = _independent(design, inside, least=len(columns) - gone)
    design = design[:, :, kept]
    means, unseen, found = _newton(design, counts, inside) if code == FINE else (counts, None, True)
    if not found and not _exists(design, counts, inside):
        code, unseen = NO_ESTIMATE, None
    safe = np.where(means > 0, means, 1.0)
    log_likelihood = float((counts * np.log(safe) - means - gammaln(counts + 1)).sum())
    ratio = np.where(counts > 0, counts, 1.0) / np.where(counts > 0, safe, 1.0)
    return StrataFit(
        terms=terms,
        code=code,
        parameters=parameters,
        log_likelihood=log_likelihood,
        deviance=float(2 * (counts * np.log(ratio) - counts + means).sum()),
        means=means,
        unseen=unseen,
        minus_infinity=tuple(minus_infinity),
    )


def _independent(design: FloatArray, inside: BoolArray, *, least: int) -> tuple[Sequence[int], int]:
    """Return columns that do not depend on each other within strata, and code 2 where there are too few."""
    weight = inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
    centred = (design - weight[:, None, :] @ design) * inside[:, :, None]
    flat = centred.reshape(-1, design.shape[2])
    left = flat.T @ flat
    full = left.diagonal().copy()
    kept = []
    for column in range(len(left)):
        pivot = left[column, column]
        if pivot > _DEPENDENT * max(full[column], 1e-300):
            kept.append(column)
            left = left - np.outer(left[:, column], left[column]) / pivot
    return kept, FINE if len(kept) >= least else NOT_IDENTIFIABLE


def _newton(
    design: FloatArray, counts: FloatArray, inside: BoolArray
) -> tuple[FloatArray, FloatArray | None, bool]:
    """Return fitted means, fitted unseen people by stratum, and whether the fit is its own certificate."""
    people = counts.sum(axis=1)
    flat = design.reshape(-1, design.shape[2])
    observed = counts.ravel() @ flat
    point = np.zeros(design.shape[2])

    def at(values: FloatArray) -> tuple[FloatArray, FloatArray, float]:
        linear = design @ values
        weights = np.exp(np.minimum(linear, 500.0)) * inside
        total = np.maximum(weights.sum(axis=1), 1e-300)
        height = float(observed @ values - people @ np.log(total))
        return weights * (people / total)[:, None], people / total, height

    means, unseen, height = at(point)
    for _ in range(_MOST_STEPS):
        averages = (means[:, None, :] @ design)[:, 0, :]
        scatter = flat.T @ (means.reshape(-1, 1) * flat)
        shares = averages / np.maximum(people, 1.0)[:, None]
        information = scatter - averages.T @ shares
        try:
            step = np.linalg.solve(information, observed - averages.sum(axis=0))
        except np.linalg.LinAlgError:
            return means, unseen, False
        if not np.isfinite(step).all():
            return means, unseen, False
        share = 1.0
        while True:
            tried = at(point + share * step)
            if tried[2] >= height - 1e-10 * abs(height) or share < 1e-4:
                break
            share /= 2
        point = point + share * step
        means, unseen, height = tried
        if (means[inside] < _FLOOR).any():
            return means, unseen, False
        if np.abs(step).max() < _STEP:
            return means, unseen, True
    return means, unseen, False


def _exists(design: FloatArray, counts: FloatArray, inside: BoolArray) -> bool:
    """Whether some table with the same sums has every cell above zero (Fienberg and Rinaldo 2012)."""
    strata = np.repeat(np.arange(len(counts))[:, None], counts.shape[1], axis=1)[inside]
    own = (strata[:, None] == np.unique(strata)).astype(np.float64)
    sums = np.hstack([own, design[inside]]).T
    slack = -np.eye(sums.shape[1] + 1)[:-1]
    slack[:, -1] = 1.0
    solved = linprog(
        np.append(np.zeros(sums.shape[1]), -1.0),
        A_ub=slack,
        b_ub=np.zeros(sums.shape[1]),
        A_eq=np.hstack([sums, np.zeros((len(sums), 1))]),
        b_eq=sums @ counts[inside],
        method="highs",
    )
    return bool(solved.status == 0 and -solved.fun > _LP_FLOOR)
