"""Tables are read as they are meant, or refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from palermo.evidence.command import InputError
from palermo.evidence.prevalence import CaptureHistories, StratifiedHistories, stepwise

# Invented.
COUNTS = {"100": 60, "010": 45, "001": 30, "110": 12, "101": 9, "011": 5, "111": 2}
LISTS = ("shelter", "police", "hotline")


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_count_table_is_read_whatever_separates_its_columns(tmp_path: Path) -> None:
    for separator in ",;\t":
        text = "a,b,count\n1,0,30\n0,1,20\n1,1,6\n0,0,NA\n".replace(",", separator)
        table = CaptureHistories.from_csv(written(tmp_path, text))
        assert table.lists == ("a", "b")
        assert table.cells.tolist() == [0, 30, 20, 6]


def test_rows_of_one_history_add_up(tmp_path: Path) -> None:
    table = CaptureHistories.from_csv(written(tmp_path, "a,b,count\n1,0,30\n0,1,20\n1,1,4\n1,1,2\n"))
    assert table.overlap("a", "b") == 6


REFUSED = [
    ("a,b,count\n1,0,-3\n0,1,2\n", "line 2, column count: -3 cannot be"),
    ("a,b,count\n1,0,2.5\n0,1,2\n", "line 2, column count: 2.5 is not a whole number"),
    ("a,b,count\n1,0,many\n0,1,2\n", "line 2, column count: 'many' is not a number"),
    ("a,b,count\n1,0,nan\n0,1,2\n", "line 2, column count"),
    ("a,b,count\n1,0,inf\n0,1,2\n", "line 2, column count"),
    ("a,b,count\n1,maybe,3\n0,1,2\n", "line 2, column b: 'maybe' is neither 0 nor 1"),
    ("a,b,count\n1,2,3\n0,1,2\n", "line 2, column b: '2' is neither 0 nor 1"),
    ("a,b,count\n1,,3\n0,1,2\n", "line 2, column b: '' is neither"),
    ("a,count\n1,3\n", "only the list 'a'"),
    ("a,b,c,count\n1,0,0,3\n0,1,0,2\n", "nobody is on list c"),
    ("a,b,count\n1,0,3\n0,1,2\n0,0,50\n", "50 people on no list cannot be observed"),
    ("a,b,count\n1,0,3,4\n", "line 2: 4 cells under 3 columns"),
    ("a,b,n\n1,0,3\n", "column n: '3' is neither 0 nor 1"),
    ("a,a,count\n1,0,3\n", "two lists are called 'a'"),
    ("a,b,count\n", "a header and no rows"),
    ("a,b,count\n1,0,0\n0,1,0\n", "nobody is on any list"),
    ("", "is empty"),
    ("\n \n", "is empty"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_would_become_a_wrong_number_is_refused_in_one_line(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(InputError) as refused:
        CaptureHistories.from_csv(written(tmp_path, text))
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_missing_binary_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x80")
    for name in ("missing.csv", "binary.csv", ""):
        with pytest.raises(InputError):
            CaptureHistories.from_csv(tmp_path / name)


def test_linked_records_become_histories() -> None:
    records = [("r1", "a", "p1"), ("r2", "b", "p1"), ("r3", "b", "p1"), ("r4", "a", "p2"), ("r5", "b", "p3")]
    table = CaptureHistories.from_records(records)
    assert (table.lists, table.cells.tolist()) == (("a", "b"), [0, 1, 1, 1])
    with pytest.raises(InputError, match="repeats"):
        CaptureHistories.from_records([*records, ("r1", "a", "p9")])
    with pytest.raises(InputError, match="must all be given"):
        CaptureHistories.from_records([("r1", "", "p1")])


def test_strata_share_their_lists_and_add_up_to_the_whole(tmp_path: Path) -> None:
    text = "a,b,sex,count\n1,0,f,30\n0,1,f,20\n1,1,f,6\n1,0,m,3\n"
    strata = StratifiedHistories.from_csv(written(tmp_path, text), covariates=("sex",))
    assert set(strata.tables) == {("f",), ("m",)}
    assert strata.tables[("m",)].lists == ("a", "b")
    assert strata.total.cells.tolist() == [0, 33, 20, 6]


def test_merging_lists_unites_their_people_and_dropping_one_loses_those_seen_by_it_alone() -> None:
    table = CaptureHistories.from_counts(LISTS, COUNTS)
    merged = table.merge("shelter", "police")
    assert merged.lists == ("shelter+police", "hotline")
    assert merged.cells.tolist() == [0, 60 + 45 + 12, 30, 9 + 5 + 2]
    dropped = table.drop("hotline")
    assert dropped.cells.tolist() == [0, 60 + 9, 45 + 5, 12 + 2]
    for wrong in (("shelter",), ("shelter", "shelter"), ("shelter", "nobody")):
        with pytest.raises(InputError):
            table.merge(*wrong)


def test_twenty_lists_are_read_and_refused_an_estimate_until_merged() -> None:
    lists = [f"l{number}" for number in range(20)]
    cells = {1 << number: 10 for number in range(20)} | {(1 << 20) - 1: 5}
    table = CaptureHistories.from_cells(lists, cells)
    with pytest.raises(InputError, match="20 lists are too many"):
        stepwise(table)
    assert stepwise(table.merge(*lists[:15])).n_observed == 205


def test_a_fingerprint_needs_a_key_and_knows_the_table_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PALERMO_FINGERPRINT_KEY", raising=False)
    table = CaptureHistories.from_counts(LISTS, COUNTS)
    assert table.fingerprint() is None
    assert any("no fingerprint" in warning for warning in stepwise(table).warnings)
    found = table.keyed("a secret of some length").fingerprint()
    assert found is not None
    assert len(found) == 64
    turned = CaptureHistories.from_counts(LISTS[::-1], {history[::-1]: n for history, n in COUNTS.items()})
    assert turned.keyed("a secret of some length").fingerprint() == found
    assert table.keyed("another secret").fingerprint() != found
    assert table.drop("hotline").keyed("a secret of some length").fingerprint() != found
    monkeypatch.setenv("PALERMO_FINGERPRINT_KEY", "a secret of some length")
    assert stepwise(table).fingerprint == found


def test_a_key_never_stands_in_the_text_of_a_table() -> None:
    assert "secret" not in repr(CaptureHistories.from_counts(LISTS, COUNTS, key="secret"))


@settings(max_examples=50)
@given(st.text(max_size=60))
@example('"')
@example(",,\n;")
def test_any_text_is_read_or_refused_never_anything_else(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "table.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        CaptureHistories.from_csv(path)
    except InputError as refused:
        assert str(refused)
