"""What an estimate was made with: enough to make it again from the same table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What was given to a method or drawn for it; None where the method reads no such thing.

    `seed`: of all that was drawn at random, made up or given. `replicates`: bootstrap tables. `threshold`: of
    stepwise selection a probability, of Bayesian thresholding standard deviations. `order`, `top`: of models ranked
    by BIC. `chains`, `sweeps`, `classes`, `prior_sd`, `prior`, `delta`, `grid`: of the Bayesian methods. `precision`,
    `recall`: of linkage. `criterion`: of the search over strata. `merged`: lists of which one was made; `dropped`:
    lists that were left out; `absent`: lists that did not exist in a stratum, with its values.
    """

    seed: int | None = None
    replicates: int | None = None
    threshold: float | None = None
    level: float | None = None
    criterion: str | None = None
    order: int | None = None
    top: int | None = None
    chains: int | None = None
    sweeps: int | None = None
    classes: int | None = None
    prior_sd: float | None = None
    prior: str | None = None
    delta: float | None = None
    grid: str | None = None
    precision: float | None = None
    recall: float | None = None
    merged: tuple[tuple[str, ...], ...] = ()
    dropped: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what was read, by name; merged lists as A+B."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        told |= {"merged": ["+".join(names) for names in self.merged], "dropped": list(self.dropped)}
        told["absent"] = list(self.absent)
        return {name: value for name, value in told.items() if value not in (None, [])}

    def in_words(self) -> str:
        """Return the same as one line.

        >>> Settings(seed=7, replicates=5000, merged=(("A", "B"),)).in_words()
        'seed 7, replicates 5,000, merged A+B'
        """
        return ", ".join(
            f"{name.replace('_', ' ')} {_told(value, name)}" for name, value in self.as_json().items()
        )


NO_SETTINGS = Settings()


def _told(value: Any, name: str) -> str:
    if isinstance(value, list):
        return " and ".join(value)
    if isinstance(value, int) and name != "seed":
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)
