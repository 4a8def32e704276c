"""Indicators in a notebook show, frame, draw and pickle what is protected; the exact numbers say INTERNAL."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import done, table
from tests.evidence.indicators.kit import written

from palermo.evidence.command import InputError
from palermo.evidence.indicators.library import Indicators, indicators_of

WOMEN, MEN = 137, 4
HEADER = ("prs_Gender", "vic_MethodsOfControl", "cas_IncomingReferralDate")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of cases in which few are men."""
    folder = tmp_path_factory.mktemp("cases")
    rows = [("Feminine", "DebtBondage", f"20{19 + at % 3}-05-06") for at in range(WOMEN)]
    rows += [("Masculine", "DebtBondage", "2019-05-06")] * MEN
    return done(table(folder / "people.csv", HEADER, *rows), "htcds-2.0", folder).out


@pytest.fixture
def found(cases: Path) -> Indicators:
    """Indicators of those cases."""
    return indicators_of(cases, only=["detected_by_sex"])


def test_what_is_shown_drawn_and_pickled_is_protected(found: Indicators) -> None:
    back = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own)
    for each in (found, back):
        one = each.one("detected_by_sex")
        men = one.words.index("Man or boy")
        assert one.columns["value"][men] is None
        assert one.columns["least"][men] < MEN < one.columns["most"][men]
        assert all(cell != MEN for row in one.rows for cell in row)
        assert "INTERNAL" not in one.summary() + each.summary() + each._repr_html_() + one.plot().svg
    assert "detected_by_sex" in repr(found)


def test_exact_numbers_say_internal_and_do_not_travel(found: Indicators, cases: Path) -> None:
    inside = found.internal("detected_by_sex")
    assert {row[0] for row in inside.rows} == {"INTERNAL"}
    assert sorted(row[-1] for row in inside.rows) == [MEN, WOMEN]
    assert inside.title.startswith("INTERNAL")
    held = pickle.dumps(found)
    assert str(cases).encode() not in held
    with pytest.raises(InputError, match="did not travel"):
        pickle.loads(held).internal("detected_by_sex")  # noqa: S301 (our own)


def test_disaggregations_are_counted_exactly_too(cases: Path) -> None:
    found = indicators_of(cases, only=["detected_by_sex"], by=["year"])
    inside = found.internal("detected_by_sex")
    assert sum(row[-1] for row in inside.rows) == WOMEN + MEN
    assert len(inside.rows) == 4


def test_an_earlier_output_is_taken_as_given_as_by_the_command(cases: Path, tmp_path: Path) -> None:
    first = tmp_path / "first"
    written(cases, first, only=["detected_by_sex"], threshold=3)
    alone = indicators_of(cases, only=["detected_by_sex"])
    assert "proved for this output alone" in alone.summary()
    found = indicators_of(cases, only=["detected_by_sex"], published=[first])
    assert "Proved together with the earlier output" in found.summary()
    assert "small numbers follow from the earlier outputs" in found.summary()
    other = done(
        table(tmp_path / "other.csv", HEADER, *[("Feminine", "DebtBondage", "2019-05-06")] * 90),
        "htcds-2.0",
        tmp_path,
    )
    with pytest.raises(InputError, match="was made from other records"):
        indicators_of(other.out, only=["detected_by_sex"], published=[first])
    with pytest.raises(InputError, match=r"holds no indicators\.json"):
        indicators_of(cases, published=[tmp_path])


def test_what_cannot_be_counted_is_refused_in_a_line(cases: Path, tmp_path: Path) -> None:
    (tmp_path / "no.parquet").write_text("nothing", encoding="utf-8")
    for wrong, said in (
        ({"cases": tmp_path / "missing.parquet"}, "there is no file"),
        ({"cases": tmp_path / "no.parquet"}, "is no Parquet file"),
        ({"cases": cases, "only": ["magic"]}, "there is no indicator 'magic'"),
        ({"cases": cases, "by": ["magic"]}, "'magic' is not known"),
        ({"cases": cases, "by": ["sex", "year", "age"]}, "one or two"),
        ({"cases": cases, "threshold": 1}, "a threshold is 2 at least"),
    ):
        with pytest.raises(InputError, match=said):
            indicators_of(**wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="there is no indicator 'magic' here"):
        indicators_of(cases, only=["detected_by_sex"]).one("magic")
