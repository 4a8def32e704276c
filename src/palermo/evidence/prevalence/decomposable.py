"""Averaging over decomposable graphs: every way in which lists may depend on each other, weighed by the data.

D. Madigan and J. York, "Bayesian methods for estimation of the size of a closed population", Biometrika 84
(1997). Given the number N0 of people on no list, a hyper-Dirichlet prior makes the probability of the table
under a graph a product over cliques divided by one over separators; the posterior of N0 is their average over
all graphs. Nothing is simulated: the same table always gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.special import gammaln, logsumexp

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.chordal import FloatArray, Graphs, decomposable_graphs
from palermo.evidence.prevalence.grid import weigh_every_number
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.priors import UNIFORM, prior_decides, weighted_median
from palermo.evidence.prevalence.result import Estimate, Interval, identified
from palermo.evidence.prevalence.settings import Settings

PriorOnN = Literal["inverse", "uniform"]
Grid = Literal["reference", "integer"]
# The posterior is cut at this many unseen for each observed person, as the published studies do.
REACH = 30
_POINTS = 1000
_CUT_OFF = 1e-3  # mass in the last hundredth of the grid that says the posterior does not end there
_AT_ONCE = 100_000  # floats in one piece of the average over graphs, so that it stays in the cache


@dataclass(frozen=True, kw_only=True)
class Decomposable(Estimate):
    """Averaged over decomposable graphs. `estimate` is the posterior median of N, `mean` its mean.

    `unseen` and `mass`: the grid of N0 and its posterior probabilities. `graphs`: cliques (as lists' names)
    and posterior probability of each graph, most probable first.
    """

    mean: float
    unseen: FloatArray = field(repr=False, compare=False)
    mass: FloatArray = field(repr=False, compare=False)
    graphs: tuple[tuple[tuple[tuple[str, ...], ...], float], ...] = field(repr=False)

    def quantile(self, share: float) -> float:
        """Return the first N of the grid below or at which more than `share` of the posterior lies."""
        return _quantile(self.unseen, self.mass, share) + self.n_observed


def decomposable(
    histories: CaptureHistories,
    delta: float | None = None,
    *,
    prior: PriorOnN = "inverse",
    grid: Grid = "integer",
    level: float = 0.95,
) -> Decomposable:
    """Estimate N by averaging over all decomposable graphs of three to six lists.

    `delta`: the hyper-Dirichlet prior's weight on each of the 2^lists cells, 2^-lists by default. `prior`:
    "inverse" for p(N) proportional to 1/N, "uniform" for every N alike; both up to 31 times the observed.
    `grid`: "integer" weighs every whole number of unseen people from 1, interpolating the smooth log density between
    knots that lie close wherever the posterior is; "reference" weighs 1000 evenly spaced numbers from 1, which
    reproduces published figures and nothing else: it steps over a posterior that is narrower than 0.03 n.
    `level`: of the equal-tailed posterior interval.
    Raises InputError for another number of lists, a delta not above 0 and a level not between 0 and 1.
    """
    if delta is not None and not 0 < delta < np.inf:
        raise InputError(f"delta {delta}: a number above 0 is expected")
    if not 0 < level < 1:
        raise InputError(f"level {level}: a number between 0 and 1 is expected, such as 0.95")
    graphs = decomposable_graphs(len(histories.lists))
    model = _Model(histories, graphs, delta or 2.0 ** -len(histories.lists), prior)
    last = REACH * histories.n_observed
    if grid == "reference":
        unseen = np.unique(np.round(np.linspace(1, last, _POINTS)))
        by_graph, total = model.posterior(unseen, np.ones(len(unseen)))
        mass = np.exp(total - logsumexp(total))
    else:
        weighed = weigh_every_number(model.posterior, last)
        unseen, mass, by_graph = weighed.unseen, weighed.mass, weighed.by_graph
    tail = (1 - level) / 2
    low, middle, high = (_quantile(unseen, mass, share) for share in (tail, 0.5, 1 - tail))
    observed = histories.n_observed
    driven = prior_decides(histories, middle + observed, _under_other_prior(unseen + observed, mass, prior))
    order = np.argsort(-by_graph, kind="stable")
    return Decomposable(
        method="decomposable",
        n_observed=observed,
        estimate=middle + observed,
        interval=Interval(level=level, lower=low + observed, upper=high + observed, kind="posterior"),
        mean=float(unseen @ mass) + observed,
        unseen=unseen,
        mass=mass,
        graphs=tuple(
            (tuple(histories.names(mask) for mask in graphs.cliques(place)), float(by_graph[place]))
            for place in order[:100].tolist()
        ),
        settings=Settings(delta=model.delta, prior=prior, grid=grid, level=level),
        prior_driven=driven,
        **identified(histories, *_cut_off(unseen, mass, last), *((driven,) if driven else ())),
    )


@dataclass(frozen=True, eq=False)
class _Model:
    """The posterior of graph and unseen people, up to a constant."""

    histories: CaptureHistories
    graphs: Graphs
    delta: float
    prior: PriorOnN

    @cached_property
    def _marginals(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """By set of lists: observed people on none of it, prior weight per marginal cell, and constant part."""
        histories, lists = self.histories, len(self.histories.lists)
        nobody, weight, constant = np.empty((3, 1 << lists))
        for mask in range(1 << lists):
            size = mask.bit_count()
            each = self.delta * 2.0 ** (lists - size)
            cells, place = np.unique(histories.masks & mask, return_inverse=True)
            people = np.bincount(place, weights=histories.counts)
            seen = people[cells > 0]
            nobody[mask] = people[cells == 0].sum()
            weight[mask] = each
            # A marginal cell without people gives lnG(d) - lnG(d) = 0, so only those with people remain.
            constant[mask] = (gammaln(seen + each) - gammaln(each)).sum() - gammaln(each)
        return nobody, weight, constant

    def posterior(self, unseen: FloatArray, share: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the posterior by graph, summed over `unseen` with the weights `share`, and the log total.

        The total, by number of unseen people, is up to a constant.
        """
        nobody, weight, constant = self._marginals
        terms = gammaln(unseen[None, :] + (nobody + weight)[:, None]) + constant[:, None]
        observed = self.histories.n_observed
        base = gammaln(observed + unseen + 1) - gammaln(unseen + 1)
        if self.prior == "inverse":
            base = base - np.log(observed + unseen)
        rows = max(1, _AT_ONCE // len(unseen))
        pieces = [slice(start, start + rows) for start in range(0, len(self.graphs.weights), rows)]
        top = np.full(len(unseen), -np.inf)
        total = np.zeros(len(unseen))
        by_graph = np.empty(len(self.graphs.weights))
        for piece in pieces:
            # A graph has few cliques: sparse sums cost less than a dense product, which would also wake threads.
            log = csr_array(self.graphs.weights[piece]) @ terms
            log += base
            highest = np.maximum(top, log.max(axis=0))
            log -= highest
            # One exponential serves both sums; what vanishes beside the likeliest graph vanishes in both.
            weight = np.exp(log, out=log)
            peak = highest.max()
            with np.errstate(divide="ignore"):
                by_graph[piece] = np.log(weight @ (share * np.exp(highest - peak))) + peak
            total = total * np.exp(top - highest) + weight.sum(axis=0)
            top = highest
        return np.exp(by_graph - logsumexp(by_graph)), np.log(total) + top


def _under_other_prior(totals: FloatArray, mass: FloatArray, prior: PriorOnN) -> dict[str, float]:
    """Return the median under the other of the two priors on N."""
    if prior == "inverse":
        return {UNIFORM: weighted_median(totals, mass * totals)}
    return {"p(N) proportional to 1/N beforehand": weighted_median(totals, mass / totals)}


def _quantile(unseen: FloatArray, mass: FloatArray, share: float) -> float:
    place = int(np.searchsorted(np.cumsum(mass), share, side="right"))
    return float(unseen[min(place, len(unseen) - 1)])


def _cut_off(unseen: FloatArray, mass: FloatArray, last: int) -> tuple[str, ...]:
    beyond = float(mass[unseen > 0.99 * last].sum())
    if beyond < _CUT_OFF:
        return ()
    return (
        f"the posterior does not end within {REACH} unseen for each observed person: its upper end and its "
        f"mean are set by that limit, not by the table",
    )
