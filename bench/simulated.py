"""People who were made up, and lists that catch them in five ways: what `bench.simulation` estimates from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from palermo.evidence.prevalence import CaptureHistories

PEOPLE = 2000
LISTS = ("police", "shelters", "hotline", "labour inspectors")
CHANCES = np.array([0.22, 0.16, 0.12, 0.10])
_APART = 1.0  # standard deviation of the log odds by which people differ
_SPARSE = 4.0
_MISSED = 0.15
_REFERRED = 0.3

On = NDArray[np.bool_]


@dataclass(frozen=True)
class Scenario:
    """A way in which lists come about. `people` returns (people, lists): who is on which."""

    name: str
    words: str
    people: Callable[[np.random.Generator], On]

    def table(self, rng: np.random.Generator) -> CaptureHistories:
        """Return one table; drawn again where some list would be empty."""
        while True:
            on = self.people(rng)
            if on.any(axis=0).all():
                break
        masks, counts = np.unique(on @ (1 << np.arange(on.shape[1])), return_counts=True)
        cells = {int(mask): int(count) for mask, count in zip(masks, counts, strict=True) if mask}
        return CaptureHistories.from_cells(LISTS, cells)


def _independent(rng: np.random.Generator) -> On:
    return rng.random((PEOPLE, len(LISTS))) < CHANCES


def _unlike(rng: np.random.Generator) -> On:
    odds = np.log(CHANCES / (1 - CHANCES)) + _APART * rng.standard_normal((PEOPLE, 1))
    on: On = rng.random((PEOPLE, len(LISTS))) < 1 / (1 + np.exp(-odds))
    return on


def _sparse(rng: np.random.Generator) -> On:
    return rng.random((PEOPLE, len(LISTS))) < CHANCES / _SPARSE


def _unlinked(rng: np.random.Generator) -> On:
    """Each record after a person's first fails to be linked at times, and then looks like another person."""
    on = _independent(rng)
    later = on & (on.cumsum(axis=1) > 1)
    lost = later & (rng.random(on.shape) < _MISSED)
    persons, lists = np.nonzero(lost)
    apart = np.zeros((len(persons), len(LISTS)), dtype=bool)
    apart[np.arange(len(persons)), lists] = True
    return np.vstack([on & ~lost, apart])


def _referred(rng: np.random.Generator) -> On:
    on = _independent(rng)
    on[:, 1] |= on[:, 0] & (rng.random(PEOPLE) < _REFERRED)
    return on


SCENARIOS = (
    Scenario(
        "independent",
        "Lists catch people independently, each alike: what every method supposes.",
        _independent,
    ),
    Scenario(
        "unlike people",
        "People differ in how easily they are caught, on every list alike (log odds sd 1).",
        _unlike,
    ),
    Scenario(
        "sparse", "The same lists, four times smaller: about 280 people seen, few of them twice.", _sparse
    ),
    Scenario(
        "missed links",
        "15 % of the records that belong to a known person are not linked to that person.",
        _unlinked,
    ),
    Scenario(
        "referral",
        "Police refer 30 % of those they find to shelters, besides those shelters find.",
        _referred,
    ),
)
