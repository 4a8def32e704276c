"""How many people were never seen: multiple systems estimation, with its doubts."""

from palermo.evidence.prevalence.existence import existence_code
from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.loglinear import poisson
from palermo.evidence.prevalence.resampling import bootstrap
from palermo.evidence.prevalence.result import Estimate, Interval
from palermo.evidence.prevalence.selection import stepwise
from palermo.evidence.prevalence.stratified import StratifiedHistories

__all__ = [
    "CaptureHistories",
    "Estimate",
    "Interval",
    "StratifiedHistories",
    "bootstrap",
    "existence_code",
    "poisson",
    "stepwise",
]
