"""Latent classes: people of kinds that differ in how often each list sees them, as many kinds as the data ask for.

D. Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures", Biometrics 72
(2016). Given their class, whether a person is on one list does not depend on the others. The weights of up to
`classes` classes are the pieces of a stick broken at Beta(1, concentration) points, concentration ~ Gamma(1/4,
rate 1/4); each class has its own probability of each list, uniform beforehand; p(N) is proportional to 1/N, and
N is cut at 21 times the observed. The sampler in `gibbs` integrates out what would make chains creep.

Several splits into classes often fit alike and give totals far apart. A single chain stays in one of them and looks
sure of it: many chains are started far apart, and where they do not meet no number is given.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from palermo.evidence.command import InputError
from palermo.evidence.prevalence.chains import MOST_RHAT, effective_size, split_rhat
from palermo.evidence.prevalence.gibbs import MOST_UNSEEN, FloatArray, chain
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import CORES, Progress
from palermo.evidence.prevalence.priors import UNIFORM, prior_decides, weighted_median
from palermo.evidence.prevalence.result import Estimate, Interval, identified
from palermo.evidence.prevalence.settings import Settings

CHAINS, SWEEPS, CLASSES = 50, 5000, 10
_FEWEST_SWEEPS = 100
_NEAR_LIMIT = 0.95
_MUCH = 0.01


@dataclass(frozen=True, kw_only=True)
class LatentClass(Estimate):
    """Estimated by latent classes. `estimate` is the posterior median, None where the chains have not met.

    `rhat` and `effective`: split R-hat and effective sample size of ln N. `medians`: of N, by chain, which show
    where chains stand apart. `draws`: N by (chain, sweep), the first half of each chain left out.
    """

    rhat: float
    effective: float
    medians: FloatArray = field(repr=False, compare=False)
    draws: FloatArray = field(repr=False, compare=False)


def latent_class(
    histories: CaptureHistories,
    chains: int = CHAINS,
    sweeps: int = SWEEPS,
    *,
    classes: int = CLASSES,
    seed: int | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> LatentClass:
    """Estimate N by latent classes, with `chains` chains of `sweeps` sweeps; the first half of each is left out.

    One seed gives one answer; one is made up, and returned, when None. Runs on two cores; `progress` is told
    the share done. Where R-hat is above 1.05, `estimate` and `interval` are None and a warning says why.
    Raises InputError for fewer than 2 chains, 100 sweeps or 1 class, and a level not between 0 and 1.
    """
    for name, value, least in (
        ("chains", chains, 2),
        ("sweeps", sweeps, _FEWEST_SWEEPS),
        ("classes", classes, 1),
    ):
        if value < least:
            raise InputError(f"{name} {value}: at least {least} are needed")
    if not 0 < level < 1:
        raise InputError(f"level {level}: a number between 0 and 1 is expected, such as 0.95")
    seed = secrets.randbits(32) if seed is None else seed
    draws = _drawn(histories, chains, sweeps, classes, seed, progress) + histories.n_observed
    logs = np.log(draws)
    rhat, effective = split_rhat(logs), effective_size(logs)
    tail = (1 - level) / 2
    low, middle, high = np.quantile(draws, [tail, 0.5, 1 - tail]).tolist()
    medians = np.median(draws, axis=1)
    met = rhat <= MOST_RHAT
    warnings = []
    if not met:
        warnings.append(
            f"no estimate: the chains have not met (R-hat {rhat:.2f}, above {MOST_RHAT}); their medians run from "
            f"{medians.min():,.0f} to {medians.max():,.0f}. Give more sweeps; if they still stay apart, the table "
            "fits several answers alike"
        )
    near = float((draws - histories.n_observed > _NEAR_LIMIT * MOST_UNSEEN * histories.n_observed).mean())
    if near > _MUCH:
        warnings.append(
            f"{near:.0%} of the posterior lies at the limit of {MOST_UNSEEN} unseen for each observed person: its "
            "upper end is set by that limit, not by the table"
        )
    driven = None
    if met:
        flat = draws.ravel()
        driven = prior_decides(histories, middle, {UNIFORM: weighted_median(flat, flat)})
        warnings += [driven] if driven else []
    return LatentClass(
        method="latent-class",
        n_observed=histories.n_observed,
        estimate=middle if met else None,
        interval=Interval(level=level, lower=low, upper=high, kind="posterior") if met else None,
        rhat=rhat,
        effective=effective,
        settings=Settings(seed=seed, chains=chains, sweeps=sweeps, classes=classes, level=level),
        prior_driven=driven,
        medians=medians,
        draws=draws,
        **identified(histories, *warnings),
    )


def _drawn(
    histories: CaptureHistories, chains: int, sweeps: int, classes: int, seed: int, progress: Progress | None
) -> FloatArray:
    """Return the second half of each chain's numbers of unseen people, in the order of the chains."""
    on = (histories.masks[:, None] >> np.arange(len(histories.lists)) & 1).astype(bool)
    streams = [np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(chains)]
    draws = np.empty((chains, sweeps - sweeps // 2))
    with ThreadPoolExecutor(CORES) as pool:
        found = pool.map(
            lambda rng: chain(on, histories.counts, classes, sweeps, rng)[sweeps // 2 :], streams
        )
        for number, each in enumerate(found):
            draws[number] = each
            if progress:
                progress((number + 1) / chains)
    return draws
