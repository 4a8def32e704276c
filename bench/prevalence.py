"""CPU seconds of the estimates beside those of the R packages: python -m bench.prevalence [FOLDER] [--quick]

FOLDER holds the reference tables (else ../shared/reference/mse). The R figures were measured once with R 4.2.2 on two
shared cores (SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0, dga 2.0.2, LCMCR 0.4.14) and are upper bounds: read the
ratios. Each task runs once before it is measured. Then the cost of the command as it is typed, the first time ever
(its loops are compiled; byte code of Python lies there, as an installer leaves it) and after that; then a sweep over
lists and replicates on invented tables. Nothing is asserted.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from palermo.evidence.prevalence import (
    CaptureHistories,
    bic,
    bootstrap,
    decomposable,
    latent_class,
    stepwise,
)

# What the first estimate on a computer may take, the compiler included.
FIRST = 3.0
LATER = 1.5
FOLDER = Path(__file__).parents[2] / "shared" / "reference" / "mse"


@dataclass(frozen=True)
class Task:
    """What is timed, what R took for it, and what we aim at, in CPU seconds."""

    name: str
    reference: float
    aim: float
    run: Callable[[], object]


def tasks(folder: Path) -> list[Task]:
    """The tasks for which there is a figure of R."""

    def table(name: str) -> CaptureHistories:
        return CaptureHistories.from_csv(folder / f"{name}.csv")

    found = [
        Task(f"stepwise, {name}", reference, aim, lambda name=name: stepwise(table(name)))
        for name, reference, aim in (
            ("UKdat", 0.30, 0.01),
            ("UKdat_5", 0.13, 0.01),
            ("NewOrl_n185", 0.57, 0.06),
        )
    ]
    found += [
        Task(
            f"stepwise + BCa, B = 1000, {name}",
            reference,
            aim,
            lambda name=name: bootstrap(table(name), replicates=1000, seed=1),
        )
        for name, reference, aim in (
            ("Korea", 6.5, 2),
            ("Western", 25.5, 2),
            ("UKdat_5", 74, 2),
            ("UKdat", 180, 2),
            ("Ned_5", 77, 2),
            ("NewOrl_n185", 431, 10),
        )
    ]
    four, five = table("UKdat_4"), table("UKdat_5")
    return [
        *found,
        Task("all 1,024 models, UKdat_5", 3.1, 1, lambda: bic(five, 2)),
        Task("all 6,212 models, UKdat_5", 23, 6, lambda: bic(five, 3)),
        Task(
            "113 models ranked in 1000 replicates, UKdat_4",
            62,
            10,
            lambda: bic(four, 3, n_top=113, replicates=1000, seed=1),
        ),
        Task("decomposable, UKdat_5, 1000 points", 0.03, 0.03, lambda: decomposable(five, grid="reference")),
        Task("decomposable, UKdat_5, every number", 9.8, 0.3, lambda: decomposable(five, grid="integer")),
        Task("decomposable, UKdat (six lists)", float("nan"), 3, lambda: decomposable(table("UKdat"))),
        Task(
            "latent class, 50 chains x 5000, UKdat_5",
            50 * 5000 * 9.8e-6,
            2,
            lambda: latent_class(five, seed=1),
        ),
    ]


def measured(run: Callable[[], object]) -> float:
    """CPU seconds of all threads, after one run that is not counted."""
    run()
    started = time.process_time()
    run()
    return time.process_time() - started


def command(folder: Path, cache: Path, byte_code: Path) -> tuple[float, float]:
    """CPU and wall seconds of one estimate as it is typed, with these folders for compiled code and byte code."""
    keeping = {"NUMBA_CACHE_DIR": str(cache), "PYTHONPYCACHEPREFIX": str(byte_code)}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    words = [
        sys.executable,
        "-m",
        "palermo.cli",
        "prevalence",
        "estimate",
        str(folder / "UKdat_5.csv"),
        "--json",
    ]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, env=environment | keeping, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - started


def invented(lists: int, seed: int = 5) -> CaptureHistories:
    """A table of 20,000 invented people, each list holding 3 to 9 per cent of them, the first two dependent."""
    rng = np.random.default_rng(seed)
    on = rng.random((20_000, lists)) < rng.uniform(0.03, 0.09, size=lists)
    on[:, 1] |= on[:, 0] & (rng.random(20_000) < 0.3)
    masks, counts = np.unique(on @ (1 << np.arange(lists)), return_counts=True)
    cells = {int(mask): int(count) for mask, count in zip(masks, counts, strict=True) if mask}
    return CaptureHistories.from_cells([f"l{number}" for number in range(lists)], cells)


def main() -> None:
    quick = "--quick" in sys.argv
    given = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
    folder = given[0] if given else FOLDER
    if not folder.is_dir():
        sys.exit(f"There are no reference tables in {folder}; name their folder.")
    print(f"{'task':48} {'R s':>8} {'here s':>8} {'R / here':>9} {'aim s':>6}")
    for task in tasks(folder):
        took = measured(task.run)
        against = "" if np.isnan(task.reference) else f"{task.reference:8.2f}"
        ratio = "" if np.isnan(task.reference) else f"{task.reference / took:8.1f}x"
        missed = "" if took <= task.aim else "  missed"
        print(f"{task.name:48} {against:>8} {took:8.3f} {ratio:>9} {task.aim:6.2f}{missed}")
    with tempfile.TemporaryDirectory() as name:
        byte_code, cache = Path(name) / "byte code", Path(name) / "cache"
        command(folder, Path(name) / "another cache", byte_code)
        for told, aim in (("the command, first time ever", FIRST), ("the command, after that", LATER)):
            used, wall = command(folder, cache, byte_code)
            missed = "" if used <= aim else "  missed"
            print(f"{told:48} {'':8} {used:8.2f} {'':9} {aim:6.2f}{missed} (wall {wall:.1f} s)")
    print(
        f"\nstepwise + BCa, CPU seconds\n{'lists':>6} "
        + " ".join(f"{f'B = {n}':>9}" for n in (250, 1000, 4000))
    )
    for lists in range(3, 7 if quick else 11):
        histories = invented(lists)
        bootstrap(histories, replicates=10, seed=1)
        row = []
        for replicates in (250, 1000) if quick else (250, 1000, 4000):
            started = time.process_time()
            bootstrap(histories, replicates=replicates, seed=1)
            row.append(f"{time.process_time() - started:9.2f}")
        print(f"{lists:6} " + " ".join(row))


if __name__ == "__main__":
    main()
