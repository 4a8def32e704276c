"""How many people were never seen: multiple systems estimation, with its doubts."""

from palermo.evidence.prevalence.aic import aic_stepwise
from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.bic import bic
from palermo.evidence.prevalence.closed import closed_population
from palermo.evidence.prevalence.covariates import covariates, stratify_and_add
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.diagnostics import (
    capture_probabilities,
    internal_consistency,
    list_sensitivity,
    prior_sensitivity,
    tilt,
)
from palermo.evidence.prevalence.existence import existence_code
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.latent_class import latent_class
from palermo.evidence.prevalence.linkage import with_linkage_error
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.means import estimate_mean
from palermo.evidence.prevalence.profile import multinomial
from palermo.evidence.prevalence.rating import rated, run_checks
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.resampling import bootstrap
from palermo.evidence.prevalence.respondents import estimate_shares
from palermo.evidence.prevalence.result import Estimate, Interval
from palermo.evidence.prevalence.scale_up import Acquaintances, group_size, held_out
from palermo.evidence.prevalence.selection import stepwise
from palermo.evidence.prevalence.strata_rating import rated_strata
from palermo.evidence.prevalence.stratified import StratifiedHistories

__all__ = [
    "Acquaintances",
    "CaptureHistories",
    "Estimate",
    "Interval",
    "Recruitment",
    "StratifiedHistories",
    "aic_stepwise",
    "bayes_threshold",
    "bic",
    "bootstrap",
    "capture_probabilities",
    "closed_population",
    "covariates",
    "decomposable",
    "estimate_mean",
    "estimate_shares",
    "existence_code",
    "group_size",
    "held_out",
    "internal_consistency",
    "latent_class",
    "list_sensitivity",
    "multinomial",
    "poisson",
    "prior_sensitivity",
    "rated",
    "rated_strata",
    "run_checks",
    "stepwise",
    "stratify_and_add",
    "tilt",
    "with_linkage_error",
]
