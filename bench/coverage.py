"""How often do the 95 % intervals hold the truth? python -m bench.coverage [--tables 200] [--seed 1] [--quick]

Ten ways in which lists come about, at least 200 invented tables of each; every method sees the same tables. Printed:
of how many tables a method gave an interval, in how many it held the true number, and between which shares the true
coverage lies with 95 % confidence (Clopper and Pearson). Rows whose share is below 90 % are named at the end: nothing
is tuned to make them pass. `--quick` leaves out the two methods that run chains. One process; the seed decides all.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from bench.simulated import PEOPLE, SCENARIOS, On
from palermo.evidence.prevalence import (
    CaptureHistories,
    Estimate,
    Interval,
    aic_stepwise,
    bayes_threshold,
    bic,
    bootstrap,
    closed_population,
    decomposable,
    latent_class,
    poisson,
    stepwise,
)

FEWEST_TABLES = 200
LEAST_SHARE = 0.9
_REPLICATES = 1000
_MOST_LISTS = 6  # more have too many models and graphs for a simulation
_EIGHT = (0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02)

Method = Callable[[CaptureHistories, int], Interval | None]


@dataclass(frozen=True)
class Setting:
    """A way in which lists come about: `people` in truth, of whom `draw` returns who is on which list."""

    name: str
    words: str
    people: int
    draw: Callable[[np.random.Generator], On]

    def table(self, rng: np.random.Generator) -> CaptureHistories:
        """Return one table; drawn again where some list would be empty."""
        while True:
            on = self.draw(rng)
            if on.any(axis=0).all():
                break
        masks, counts = np.unique(on @ (1 << np.arange(on.shape[1])), return_counts=True)
        cells = {int(mask): int(count) for mask, count in zip(masks, counts, strict=True) if mask}
        return CaptureHistories.from_cells([f"l{place}" for place in range(on.shape[1])], cells)


@dataclass(frozen=True)
class Row:
    """How one method fared in one setting: of `tables`, `answered` with an interval, which `held` the truth."""

    setting: str
    method: str
    tables: int
    answered: int
    held: int

    @property
    def share(self) -> float | None:
        """The share of the intervals that held the truth."""
        return self.held / self.answered if self.answered else None

    @property
    def poor(self) -> bool:
        """Whether that share is below 90 %."""
        return self.share is not None and self.share < LEAST_SHARE


def independent(people: int, chances: tuple[float, ...]) -> Callable[[np.random.Generator], On]:
    """Lists catch people independently, each list all of them alike."""
    return lambda rng: rng.random((people, len(chances))) < np.array(chances)


def _two_kinds(rng: np.random.Generator) -> On:
    """Return 3,000 people, of whom a third is caught five times as easily."""
    easy = rng.random(3000) < 1 / 3
    on: On = rng.random((3000, 4)) < np.where(easy[:, None], 0.3, 0.06)
    return on


SETTINGS = (
    *(Setting(each.name, each.words, PEOPLE, each.people) for each in SCENARIOS),
    Setting(
        "four full lists",
        "Each of four lists holds 70 %: nearly all were seen.",
        1000,
        independent(1000, (0.7,) * 4),
    ),
    Setting("three full lists", "Each of three lists holds 80 %.", 1000, independent(1000, (0.8,) * 3)),
    Setting("three large lists", "Each of three lists holds 60 %.", 1000, independent(1000, (0.6,) * 3)),
    Setting(
        "two kinds", "A third of the people is caught five times as easily as the others.", 3000, _two_kinds
    ),
    Setting(
        "eight thin lists",
        "Eight lists of 2 to 9 % of 500 people, about 185 of them seen.",
        500,
        independent(500, _EIGHT),
    ),
)


def _of(estimate: Estimate) -> Interval | None:
    return None if estimate.estimate is None else estimate.interval


def _bootstrapped(kind: str) -> Method:
    def run(table: CaptureHistories, seed: int) -> Interval | None:
        found = bootstrap(table, replicates=_REPLICATES, seed=seed).intervals
        return next((each for each in found if each.kind == kind and each.level == 0.95), None)

    return run


METHODS: dict[str, Method] = {
    "independent lists, Wald": lambda table, _seed: _of(poisson(table)),
    "stepwise, Wald": lambda table, _seed: _of(stepwise(table)),
    "stepwise, BCa": _bootstrapped("bca"),
    "stepwise, percentile": _bootstrapped("percentile"),
    "AIC, profile": lambda table, _seed: _of(aic_stepwise(table)),
    "all models by BIC": lambda table, _seed: _of(bic(table)),
    "Chao's lower bound": lambda table, _seed: _of(closed_population(table, "Mth", "Chao")),
    "Darroch": lambda table, _seed: _of(closed_population(table, "Mth", "Darroch")),
    "decomposable graphs": lambda table, _seed: _of(decomposable(table)),
    "same, grid of papers": lambda table, _seed: _of(decomposable(table, grid="reference")),
    "latent classes": lambda table, seed: _of(latent_class(table, 10, 4000, seed=seed)),
    "Bayesian thresholding": lambda table, seed: _of(
        bayes_threshold(table, chains=20, steps=2000, seed=seed)
    ),
}
CHAINS = ("latent classes", "Bayesian thresholding")
_NOT_OF_MANY = {"all models by BIC", "decomposable graphs", "same, grid of papers", *CHAINS}


def bounds(held: int, answered: int, level: float = 0.95) -> tuple[float, float]:
    """Return between which shares the true coverage lies (Clopper and Pearson, Biometrika 26, 1934).

    >>> [round(each, 3) for each in bounds(39, 40)]
    [0.868, 0.999]
    """
    tail = (1 - level) / 2
    low = 0.0 if held == 0 else float(betaincinv(held, answered - held + 1, tail))
    high = 1.0 if held == answered else float(betaincinv(held + 1, answered - held, 1 - tail))
    return low, high


def covered(setting: Setting, method: str, tables: list[CaptureHistories], seed: int) -> Row:
    """Return how one method fared on the tables of a setting."""
    found = [METHODS[method](table, seed + place) for place, table in enumerate(tables)]
    told = [each for each in found if each is not None]
    held = sum(each.lower <= setting.people <= each.upper for each in told)
    return Row(setting.name, method, len(tables), len(told), held)


def run(tables: int, seed: int, methods: list[str]) -> Iterator[tuple[Setting, list[Row]]]:
    """Simulate every setting; progress goes to standard error."""
    for setting, stream in zip(SETTINGS, np.random.SeedSequence(seed).spawn(len(SETTINGS)), strict=True):
        drawn = [setting.table(np.random.default_rng(each)) for each in stream.spawn(tables)]
        many = len(drawn[0].lists) > _MOST_LISTS
        rows = []
        for method in methods:
            if not (many and method in _NOT_OF_MANY):
                print(f"\r{setting.name}: {method}{' ' * 20}", end="", file=sys.stderr)
                rows.append(covered(setting, method, drawn, seed))
        print(file=sys.stderr)
        yield setting, rows


def print_rows(setting: Setting, rows: list[Row]) -> None:
    """Print one setting as lines of equal width."""
    print(f"\n{setting.name}. {setting.words}")
    print(f"{'':24}{'intervals':>10}{'held':>6}{'covers':>9}   true coverage")
    for row in rows:
        if row.share is None:
            print(f"{row.method:24}{'0 of ' + str(row.tables):>10}")
            continue
        low, high = bounds(row.held, row.answered)
        mark = "  below 90 %" if row.poor else ""
        print(
            f"{row.method:24}{row.answered:>10}{row.held:>6}{100 * row.share:>7.1f} %   "
            f"{100 * low:.1f} to {100 * high:.1f} %{mark}"
        )


def main() -> None:
    """Simulate, print, and name the rows whose intervals hold the truth too seldom."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=FEWEST_TABLES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    started = time.perf_counter()
    methods = [method for method in METHODS if not (given.quick and method in CHAINS)]
    poor = []
    for setting, rows in run(given.tables, given.seed, methods):
        print_rows(setting, rows)
        sys.stdout.flush()
        poor += [row for row in rows if row.poor]
    print(f"\nBelow 90 % in {given.tables} tables a setting, seed {given.seed}:")
    for row in poor:
        print(f"  {row.setting}: {row.method} ({row.held} of {row.answered})")
    print(f"({time.perf_counter() - started:.0f} s)", file=sys.stderr)


if __name__ == "__main__":
    main()
