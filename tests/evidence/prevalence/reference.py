"""The reference tables, which lie beside the repository; a test that needs them says so where they are not."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from palermo.evidence.prevalence import CaptureHistories
from palermo.evidence.prevalence.lattice import FloatArray
from palermo.evidence.prevalence.reading import mask_of

FOLDER = Path(__file__).parents[4] / "shared" / "reference" / "mse"


def table(name: str) -> CaptureHistories:
    """The table of that name."""
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        pytest.skip("the reference tables do not lie beside the repository")
    return CaptureHistories.from_csv(path)


def replicates(name: str) -> tuple[FloatArray, FloatArray]:
    """Bootstrap tables, dense by bit mask, and the stepwise estimate the reference gave for each."""
    path = FOLDER / "bootstrap_fixtures" / f"{name}_seed1234_B1000.csv"
    if not path.is_file():
        pytest.skip("the bootstrap fixtures do not lie beside the repository")
    with path.open(encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    values = np.array(rows, dtype=np.float64)
    tables = np.zeros((len(rows), 1 << len(header[0])))
    for column, history in enumerate(header[:-1]):
        tables[:, mask_of([sign == "1" for sign in history])] += values[:, column]
    return tables, values[:, -1]
