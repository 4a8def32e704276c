"""What every method of this room hands back: a number never travels without its interval, model and doubts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from palermo.evidence.prevalence.histories import FINGERPRINT_KEY, CaptureHistories
from palermo.evidence.prevalence.settings import NO_SETTINGS, Settings
from palermo.evidence.prevalence.told import Told

# Lists that act together beyond what each does alone, such as ("PF", "NCA").
Interaction = tuple[str, ...]

POSTERIOR_OF_EXPECTED = "posterior of the expected number"
IGNORES_SELECTION = "the interval ignores that the model was chosen from the same data"
IGNORE_SELECTION = "the Wald and profile intervals ignore that the model was chosen from the same data"
NO_KEY = f"no fingerprint: no key was given and {FINGERPRINT_KEY} is not set, so the table is not identified"


@dataclass(frozen=True)
class Interval:
    """An interval for the total number of people, seen and unseen.

    `level` 0.95 for 95 %. `kind` says how it was made: "wald", "profile", "multinomial profile", "bca",
    "percentile", "posterior", "posterior of the expected number". A bound that is infinite has no upper end.
    """

    level: float
    lower: float
    upper: float
    kind: str

    def as_json(self) -> dict[str, Any]:
        """Return the fields; an end that is infinite is null."""
        return {
            "level": self.level,
            "lower": finite(self.lower),
            "upper": finite(self.upper),
            "kind": self.kind,
        }


@dataclass(frozen=True)
class Estimate(Told):
    """An estimate of the total number of people, with everything it must not be told without.

    `estimate` is None where the data give none; `warnings` then says why. `code` is that of
    `existence_code`. `rating` is "RED", "AMBER" or "NO WARNING FOUND" once the diagnostics were run (None
    before), with its `reasons` in words. `settings`: what makes the same answer again. `unbounded`: of the
    replicates of a bootstrap, those in which the overlaps set no bound to the number of people. `prior_driven`: of
    a Bayesian method, why the answer is the prior's and not the table's, None where it is not.
    """

    method: str
    n_observed: int
    estimate: float | None
    interval: Interval | None = None
    interactions: tuple[Interaction, ...] = ()
    minus_infinity: tuple[Interaction, ...] = ()
    deviance: float | None = None
    aic: float | None = None
    bic: float | None = None
    code: int | None = None
    rating: str | None = None
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    fingerprint: str | None = None
    intervals: tuple[Interval, ...] = field(default=())
    settings: Settings = NO_SETTINGS
    unbounded: int = 0
    prior_driven: str | None = None

    @property
    def seed(self) -> int | None:
        """The seed of what was drawn at random, None where nothing was."""
        return self.settings.seed

    def as_json(self) -> dict[str, Any]:
        """Return the keys of `palermo prevalence estimate --json`; what is infinite or unknown is null."""
        intervals = self.intervals or ((self.interval,) if self.interval else ())
        return {
            "method": self.method,
            "n_observed": self.n_observed,
            "estimate": finite(self.estimate),
            "interval": self.interval and self.interval.as_json(),
            "intervals": [each.as_json() for each in intervals],
            "model": {
                "interactions": [list(each) for each in self.interactions],
                "minus_infinity": [list(each) for each in self.minus_infinity],
            },
            "deviance": finite(self.deviance),
            "aic": finite(self.aic),
            "bic": finite(self.bic),
            "code": self.code,
            "rating": self.rating,
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            "fingerprint": self.fingerprint,
            "settings": self.settings.as_json(),
            "unbounded_replicates": self.unbounded,
        }


def finite(value: float | None) -> float | None:
    """Return a number that JSON can hold, or None."""
    return value if value is not None and math.isfinite(value) else None


def identified(histories: CaptureHistories, *warnings: str) -> dict[str, Any]:
    """Return `fingerprint` and `warnings` for an Estimate; without a key a warning says so."""
    fingerprint = histories.fingerprint()
    return {"fingerprint": fingerprint, "warnings": (*warnings, *(() if fingerprint else (NO_KEY,)))}
