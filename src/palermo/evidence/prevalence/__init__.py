"""How many people were never seen: multiple systems estimation, with its doubts."""

from palermo.evidence.prevalence.histories import CaptureHistories
from palermo.evidence.prevalence.result import Estimate, Interval
from palermo.evidence.prevalence.stratified import StratifiedHistories

__all__ = ["CaptureHistories", "Estimate", "Interval", "StratifiedHistories"]
