"""Data frames and matrices in, data frames out; neither pandas nor Polars is needed for anything else."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from palermo.evidence.command import InputError
from palermo.evidence.prevalence import CaptureHistories, StratifiedHistories, stepwise

CELLS = {1: 40, 2: 30, 4: 20, 3: 12, 5: 15, 7: 11}
TABLE = CaptureHistories.from_cells("ABC", CELLS)


class Series(list[Any]):
    """A column as both libraries have it."""

    def to_list(self) -> list[Any]:
        """Its cells."""
        return list(self)


class DataFrame:
    """What both libraries have in common, which is all that is asked of them."""

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.data = columns
        self.columns = list(columns)

    def __getitem__(self, name: str) -> Series:
        return Series(self.data[name])


@pytest.fixture(params=["stand-in", "pandas", "polars"])
def frame(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A class of data frames; the library of that name is the one a session has loaded."""
    if request.param != "stand-in":
        library = pytest.importorskip(request.param)
        monkeypatch.setitem(sys.modules, "polars" if request.param == "pandas" else "pandas", None)
        return library.DataFrame
    fake = ModuleType("pandas")
    fake.DataFrame = DataFrame  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", fake)
    return DataFrame


def counted(**more: list[Any]) -> dict[str, list[Any]]:
    """The columns of the table of counts."""
    return {
        **{name: [mask >> bit & 1 for mask in CELLS] for bit, name in enumerate("ABC")},
        "count": list(CELLS.values()),
        **more,
    }


def test_a_frame_of_counts_is_the_table(frame: Any) -> None:
    assert CaptureHistories.from_frame(frame(counted())).cells.tolist() == TABLE.cells.tolist()


def test_a_frame_of_truths_and_numbers_as_floats_is_the_table(frame: Any) -> None:
    columns: dict[str, list[Any]] = {name: [bool(cell) for cell in counted()[name]] for name in "ABC"}
    columns["people"] = [float(count) for count in CELLS.values()]
    assert CaptureHistories.from_frame(frame(columns), count="people").cells.tolist() == TABLE.cells.tolist()


def test_a_frame_of_persons_is_the_table(frame: Any) -> None:
    people = [mask for mask, count in CELLS.items() for _person in range(count)]
    columns: dict[str, list[Any]] = {
        "person": [f"p{number}" for number in range(len(people))],
        **{name: [mask >> bit & 1 for mask in people] for bit, name in enumerate("ABC")},
        "remark": ["" for _mask in people],
    }
    with pytest.raises(InputError, match="row 1, column remark"):
        CaptureHistories.from_frame(frame(columns))
    found = CaptureHistories.from_frame(frame(columns), lists=list("ABC"), person="person")
    assert found.cells.tolist() == TABLE.cells.tolist()


def test_a_frame_of_strata_gives_a_table_each(frame: Any) -> None:
    columns = counted(year=[2020, 2021, 2020, 2021, 2020, 2021])
    found = StratifiedHistories.from_frame(frame(columns), covariates=["year"])
    assert found.total.cells.tolist() == TABLE.cells.tolist()
    assert found.tables[("2020",)].n_observed == 40 + 20 + 15


def test_what_is_missing_in_a_frame_is_refused_with_its_row(frame: Any) -> None:
    columns = counted()
    columns["B"] = [0, None, 0, 1, 0, 1]
    with pytest.raises(InputError, match="row 2, column B"):
        CaptureHistories.from_frame(frame(columns))


def test_the_exact_table_comes_back_from_its_own_frame(frame: Any) -> None:
    assert CaptureHistories.from_frame(TABLE.internal().to_frame()).cells.tolist() == TABLE.cells.tolist()
    assert list(TABLE.internal().to_frame()["handling"].to_list()) == ["INTERNAL"] * len(CELLS)
    assert isinstance(TABLE.to_frame(), frame)


def test_an_estimate_is_a_frame_with_its_rating_in_each_row(frame: Any) -> None:
    found = stepwise(TABLE).to_frame()
    assert isinstance(found, frame)
    assert list(found["interval"].to_list()) == ["wald", "profile"]
    assert set(found["rating"].to_list()) == {"NOT RATED"}


def test_without_either_library_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match="pandas or Polars: import one of them first"):
        TABLE.to_frame()


@pytest.mark.parametrize("wrong", [5, [1, 2], {"A": 1}, None])
def test_what_is_no_data_frame_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="a data frame with columns is expected"):
        CaptureHistories.from_frame(wrong)


def test_a_frame_without_rows_or_with_a_column_twice_is_refused() -> None:
    with pytest.raises(InputError, match="no rows"):
        CaptureHistories.from_frame(DataFrame({"A": [], "B": []}))
    twice = DataFrame({"A": [1], "B": [1]})
    twice.columns = ["A", "A"]
    with pytest.raises(InputError, match="the same name"):
        CaptureHistories.from_frame(twice)
    with pytest.raises(InputError, match="no column 'Z'"):
        CaptureHistories.from_frame(DataFrame({"A": [1], "B": [1]}), lists=["A", "Z"])


@pytest.mark.parametrize("kind", [np.int64, np.bool_, np.float64])
def test_a_matrix_of_people_by_lists_is_the_table(kind: type) -> None:
    people = [mask for mask, count in CELLS.items() for _person in range(count)]
    matrix = np.array([[mask >> bit & 1 for bit in range(3)] for mask in people]).astype(kind)
    assert CaptureHistories.from_matrix(matrix, lists=list("ABC")).cells.tolist() == TABLE.cells.tolist()
    assert CaptureHistories.from_matrix(matrix).lists == ("list 1", "list 2", "list 3")


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1, 0], [0, 2]], "row 2, column list 2: 2 is neither 0 nor 1"),
        ([[1.0, 0.0], [1.0, np.nan]], "row 2, column list 2: nan is neither 0 nor 1"),
        ([[1, 0], [0, 0]], "row 2: a person on no list"),
        ([1, 0], "a row for each person"),
        ([[1], [1]], "at least two lists"),
    ],
)
def test_a_matrix_that_is_none_of_lists_is_refused(matrix: list[Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        CaptureHistories.from_matrix(matrix)
    with pytest.raises(InputError, match="3 names of lists for 2 columns"):
        CaptureHistories.from_matrix([[1, 0], [0, 1]], lists=list("ABC"))
