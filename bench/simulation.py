"""How often is the truth inside the interval? python -m bench.simulation [--replicates 40] [--seed 1] [--out FOLDER]

2,000 invented people, four lists, five ways in which the lists come about (bench/simulated.py); every method sees the
same tables. Printed: by scenario and method, how often no answer was given, how often the 95 % interval held the
truth, and where the estimates lay as a share of it. `--out` writes one page with the pictures, and each as SVG.
Two processes, some minutes; the seed decides everything.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.simulated import PEOPLE, SCENARIOS, Scenario
from palermo.charts import NARROW, WIDE, Column, Layout, Picture, Reference, Table, ranges
from palermo.charts.document import Document, Paragraph, PictureBlock, Section
from palermo.evidence.prevalence import (
    CaptureHistories,
    Estimate,
    Interval,
    aic_stepwise,
    bic,
    bootstrap,
    closed_population,
    decomposable,
    poisson,
    stepwise,
)
from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.latent_class import latent_class

_BOOTSTRAPS = 300
_TAILS = (0.1, 0.9)


@dataclass(frozen=True)
class Answer:
    """What one method said of one table; None where it gave no answer."""

    estimate: float | None
    interval: Interval | None

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth."""
        return self.interval is not None and self.interval.lower <= PEOPLE <= self.interval.upper


@dataclass(frozen=True)
class Summary:
    """How one method fared: shares and, of the estimates as a share of the truth, their tenth, median and ninetieth."""

    method: str
    silent: float
    covered: float | None
    low: float | None
    middle: float | None
    high: float | None


def answers(table: CaptureHistories, seed: int) -> dict[str, Answer]:
    """Return what every method says of one table."""
    drawn = bootstrap(table, replicates=_BOOTSTRAPS, seed=seed)
    of_kind = {each.kind: each for each in reversed(drawn.intervals) if each.level == 0.95}
    return {
        "independent lists": _of(poisson(table)),
        "stepwise, Wald": _of(stepwise(table)),
        "stepwise, BCa": Answer(drawn.estimate, of_kind.get("bca")),
        "stepwise, percentile": Answer(drawn.estimate, of_kind.get("percentile")),
        "AIC, profile": _of(aic_stepwise(table)),
        "all models by BIC": _of(bic(table)),
        "Chao's lower bound": _of(closed_population(table, "Mth", "Chao")),
        "Darroch": _of(closed_population(table, "Mth", "Darroch")),
        "decomposable graphs": _of(decomposable(table)),
        "latent classes": _of(latent_class(table, 10, 4000, seed=seed)),
        "Bayesian thresholding": _of(bayes_threshold(table, chains=20, steps=2000, seed=seed)),
    }


def simulate(scenario: int, seeds: np.random.SeedSequence) -> dict[str, Answer]:
    """Return the answers to one table of a scenario."""
    return answers(SCENARIOS[scenario].table(np.random.default_rng(seeds)), int(seeds.generate_state(1)[0]))


def summaries(found: list[dict[str, Answer]]) -> list[Summary]:
    """Return how each method fared over the tables of a scenario."""
    return [_summary(method, [each[method] for each in found]) for method in found[0]]


def _summary(method: str, said: list[Answer]) -> Summary:
    told = [each for each in said if each.estimate is not None and np.isfinite(each.estimate)]
    with_interval = [each for each in said if each.interval is not None]
    shares = [100 * (each.estimate or 0) / PEOPLE for each in told]
    low, middle, high = np.quantile(shares, [_TAILS[0], 0.5, _TAILS[1]]).tolist() if told else (None,) * 3
    return Summary(
        method=method,
        silent=100 * (1 - len(told) / len(said)),
        covered=100 * sum(each.holds for each in with_interval) / len(with_interval)
        if with_interval
        else None,
        low=low,
        middle=middle,
        high=high,
    )


def table_of(found: list[Summary]) -> Table:
    """Return the table of a scenario, which is printed and drawn."""
    columns = (
        Column("method", "Method"),
        Column("covered", "95 % interval held the truth, %"),
        Column("middle", "Median estimate, % of the truth"),
        Column("low", "Tenth of estimates below, %"),
        Column("high", "Tenth of estimates above, %"),
        Column("silent", "No answer, %"),
    )
    rows = [
        tuple(
            value if value is None else round(value)
            for value in (each.covered, each.middle, each.low, each.high, each.silent)
        )
        for each in found
    ]
    return Table(columns, tuple((each.method, *row) for each, row in zip(found, rows, strict=True)))


def picture(scenario: Scenario, found: Table, layout: Layout = WIDE) -> Picture:
    """Draw where the estimates of a scenario lay, with the coverage of the interval in the words of each row."""
    named = Table(
        (Column("row", "Method"), *found.columns),
        tuple((f"{row[0]}: {_percent(row[1])}", *row) for row in found.rows),
    )
    return ranges(
        named,
        label="row",
        value="middle",
        band=("low", "high"),
        top=300,
        suffix=" %",
        reference=Reference(100, "the truth"),
        unknown_label="no answer",
        title=f"{scenario.name.capitalize()}: how often each 95 % interval held the truth, and where estimates lay",
        description="Beside each method how often its interval held the true number; a band with eight of ten "
        "estimates, as a share of that number, and a mark at their median.",
        layout=layout,
    )


def _percent(cell: object) -> str:
    return "no interval" if cell is None else f"{cell} %"


def _of(estimate: Estimate) -> Answer:
    interval = estimate.interval or next(iter(estimate.intervals), None)
    return Answer(estimate.estimate, interval if estimate.estimate is not None else None)


def run(replicates: int, seed: int) -> Iterator[tuple[Scenario, Table]]:
    """Simulate every scenario; progress goes to standard error."""
    with ProcessPoolExecutor(2) as pool:
        streams = np.random.SeedSequence(seed).spawn(len(SCENARIOS))
        for place, (scenario, stream) in enumerate(zip(SCENARIOS, streams, strict=True)):
            one: Callable[[np.random.SeedSequence], dict[str, Answer]] = partial(simulate, place)
            found = []
            for number, each in enumerate(pool.map(one, stream.spawn(replicates)), start=1):
                found.append(each)
                print(f"\r{scenario.name}: {number} of {replicates}", end="", file=sys.stderr)
            print(file=sys.stderr)
            yield scenario, table_of(summaries(found))


def print_table(scenario: Scenario, found: Table) -> None:
    """Print one scenario as lines of equal width."""
    print(f"\n{scenario.name}. {scenario.words}")
    print(f"{'':24}{'covers':>8}{'median':>8}{'10 %':>8}{'90 %':>8}{'silent':>8}")
    for method, *cells in found.rows:
        print(f"{method!s:24}" + "".join(f"{'-' if cell is None else f'{cell} %':>8}" for cell in cells))


def main() -> None:
    """Simulate, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    started = time.perf_counter()
    sections = []
    for scenario, found in run(given.replicates, given.seed):
        print_table(scenario, found)
        wide, narrow = picture(scenario, found), picture(scenario, found, NARROW)
        sections.append(
            Section(scenario.name, [Paragraph(scenario.words), PictureBlock(wide=wide, narrow=narrow)])
        )
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            (given.out / f"{scenario.name.replace(' ', '-')}.svg").write_text(wide.svg, encoding="utf-8")
    if given.out:
        page = Document(
            title="How often is the truth inside the interval?",
            lead=f"{PEOPLE:,} invented people, four lists, {given.replicates} tables for each scenario.",
            sections=sections,
            footer=f"python -m bench.simulation --replicates {given.replicates} --seed {given.seed}",
        )
        (given.out / "simulation.html").write_text(page.html(), encoding="utf-8")
    print(f"\n{given.replicates} tables a scenario, seed {given.seed}: {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
