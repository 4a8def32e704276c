"""Everything that must be looked at before a number of unseen people is told, run for one table."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.closed import Heterogeneity, closed_population
from palermo.evidence.prevalence.diagnostics import (
    KnownList,
    Variant,
    internal_consistency,
    prior_sensitivity,
    tilt,
)
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.intervals import REPLICATES, Progress
from palermo.evidence.prevalence.latent_class import LatentClass, latent_class
from palermo.evidence.prevalence.linkage import with_linkage_error
from palermo.evidence.prevalence.rating import Checks, rated, run_checks
from palermo.evidence.prevalence.resampling import Bootstrap, bootstrap
from palermo.evidence.prevalence.result import Estimate
from palermo.evidence.prevalence.selection import THRESHOLD
from palermo.evidence.prevalence.stated import Statements

# Shown where nothing is known of the linkage: (precision, recall).
ILLUSTRATIONS = ((0.98, 0.95), (0.95, 0.9), (0.95, 0.8))
_LINKED = 1000
_BENT: tuple[Heterogeneity, ...] = ("Chao", "Poisson2", "Darroch", "Gamma3.5")


@dataclass(frozen=True)
class Assessment:
    """What the panel is drawn from. `main` is the bootstrapped stepwise estimate with the rating of all of it."""

    histories: CaptureHistories
    statements: Statements | None
    checks: Checks
    main: Bootstrap
    latent: LatentClass
    bayesian: Estimate
    bent: tuple[Estimate, ...]
    consistency: tuple[KnownList, ...]
    tilted: tuple[Variant, ...]
    priors: tuple[Variant, ...]
    linked: tuple[tuple[float, float, Estimate], ...]
    linkage_known: bool

    @property
    def compared(self) -> tuple[Estimate, ...]:
        """The methods whose totals are compared, the main one first."""
        others = [each for each in self.checks.methods if each.method != self.main.method]
        return (self.main, *others, self.latent, self.bayesian)


def assess(
    histories: CaptureHistories,
    *,
    statements: Statements | None = None,
    threshold: float = THRESHOLD,
    replicates: int = REPLICATES,
    seed: int | None = None,
    linkage: tuple[float, float] | None = None,
    step: Callable[[str], Progress] = lambda _what: lambda _share: None,
) -> Assessment:
    """Run all methods and diagnostics on a table and rate the result.

    `linkage`: precision and recall of the linkage where they are known. `step` is told in words what comes next,
    and gives the function that is told the share done of it. Raises InputError for whatever a method refuses.
    """
    seed = secrets.randbits(32) if seed is None else seed
    main = bootstrap(
        histories, threshold, replicates=replicates, seed=seed, progress=step("Resampling the table")
    )
    checks = run_checks(histories, threshold=threshold, progress=step("Comparing methods and models"))
    latent = latent_class(histories, seed=seed, progress=step("Running latent class chains"))
    bayesian = bayes_threshold(histories, seed=seed, progress=step("Running Bayesian thresholding"))
    step("Looking for reasons to doubt it")
    linked = tuple(
        (
            precision,
            recall,
            with_linkage_error(
                histories,
                precision=precision,
                recall=recall,
                threshold=threshold,
                replicates=min(replicates, _LINKED),
                seed=seed,
            ),
        )
        for precision, recall in ((linkage,) if linkage else ILLUSTRATIONS)
    )
    told = [each for each in (latent, bayesian) if each.estimate is not None]
    return Assessment(
        histories=histories,
        statements=statements,
        checks=checks,
        main=rated(main, checks, statements=statements, rhat=latent.rhat, more_methods=told),
        latent=latent,
        bayesian=bayesian,
        bent=tuple(_bent(histories, each) for each in _BENT if each != "Chao" or len(histories.lists) > 2),
        consistency=internal_consistency(histories, threshold),
        tilted=tilt(histories, threshold),
        priors=prior_sensitivity(histories),
        linked=linked,
        linkage_known=linkage is not None,
    )


def _bent(histories: CaptureHistories, heterogeneity: Heterogeneity) -> Estimate:
    found = closed_population(histories, "Mth", heterogeneity)
    bound = heterogeneity == "Chao"
    return replace(found, method="Chao's lower bound" if bound else f"heterogeneity, {heterogeneity}")
