"""CPU seconds of the Bayesian methods, strata and surveys: python -m bench.prevalence_bayes [FOLDER]

FOLDER holds the reference tables (else ../shared/reference/mse). Each task runs once before it is measured. Where R was
timed (R 4.2.2, two shared cores, upper bounds) its seconds and the ratio stand beside; R ran one latent class chain
without a check, so its figure is that of as many sweeps. Then how cost grows with chains. Nothing is asserted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from palermo.evidence.prevalence import CaptureHistories, StratifiedHistories
from palermo.evidence.prevalence.bayes_threshold import bayes_threshold
from palermo.evidence.prevalence.chordal import decomposable_graphs
from palermo.evidence.prevalence.covariates import covariates
from palermo.evidence.prevalence.decomposable import decomposable
from palermo.evidence.prevalence.latent_class import latent_class
from palermo.evidence.prevalence.recruitment import Recruitment
from palermo.evidence.prevalence.respondents import estimate_shares

FOLDER = Path(__file__).parents[2] / "shared" / "reference" / "mse"
R_SWEEP = 9.8e-6
SWEEPS = 50 * 5000


def cpu(run: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds of all threads, after one run that is not counted; and what came out."""
    run()
    started = time.process_time()
    found = run()
    return time.process_time() - started, found


def line(name: str, run: Callable[[], object], *, aim: float | None = None, r: float | None = None) -> object:
    """Print one task and return what it gave."""
    seconds, found = cpu(run)
    aimed = "" if aim is None else f"{aim:g}"
    beside = "" if r is None else f"{r:8.2f}{r / seconds:8.1f}"
    print(f"{name:48}{seconds:9.3f}{aimed:>8}{beside}", flush=True)
    return found


def main(folder: Path) -> None:
    """Time everything."""
    if not folder.is_dir():
        sys.exit(f"There are no reference tables in {folder}; name their folder.")

    def table(name: str) -> CaptureHistories:
        return CaptureHistories.from_csv(folder / f"{name}.csv")

    print(f"{'':48}{'CPU s':>9}{'aim':>8}{'R':>8}{'ratio':>8}")
    five, six = table("UKdat_5"), table("UKdat")
    line("18,154 graphs over six lists", lambda: decomposable_graphs.__wrapped__(6))
    line(
        "decomposable, five lists, 1000 points",
        lambda: decomposable(five, grid="reference"),
        aim=0.03,
        r=0.03,
    )
    line("decomposable, five lists, 82,320 integers", lambda: decomposable(five, grid="integer"), r=9.8)
    line("decomposable, six lists, 1000 points", lambda: decomposable(six, grid="reference"), aim=3)
    for name in ("Korea", "NewOrl_5_n185", "Western", "NewOrl_n185", "Kosovo", "UKdat_5", "UKdat"):
        one = table(name)
        found = line(
            f"latent classes, 50 x 5000, {name}",
            partial(latent_class, one, seed=1),
            aim=2,
            r=SWEEPS * R_SWEEP,
        )
        print(f"    R-hat {found.rhat:.3f}, worth {found.effective:,.0f} draws, median {found.estimate}")  # type: ignore[attr-defined]
    for name, one in (("UKdat_5", five), ("UKdat", six)):
        line(f"Bayesian thresholding, {name}", partial(bayes_threshold, one, seed=1))
    strata = StratifiedHistories.from_csv(
        folder / "cruyff_simdat.csv", covariates=("X1", "X2", "X3", "X4", "Y")
    )
    line("52 strata, search by BIC", lambda: covariates(strata, replicates=0))
    line("52 strata, search and 20 replicates", lambda: covariates(strata, replicates=20, seed=1))
    sample = Recruitment.from_csv(folder / "rds_fauxmadrona.csv", outcome="disease", degree="degree")
    line(
        "successive sampling, 500 of 1000, 1000 bootstraps",
        lambda: estimate_shares(sample, "ss", population=1000, seed=1),
    )
    for chains in (10, 20, 40, 80):
        line(
            f"latent classes, {chains} x 2000, Western",
            partial(latent_class, table("Western"), chains, 2000, seed=1),
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
