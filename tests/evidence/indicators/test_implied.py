"""What one thing says of another counts in the proof, also where only some records say both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bench.disclosure import attacked, tied
from tests.evidence.indicators.kit import cases, file_of, written

from palermo.evidence.indicators import persons
from palermo.evidence.indicators.catalogue import BY_KEY
from palermo.evidence.indicators.counting import Counted, Wanted
from palermo.evidence.indicators.groupings import DISAGGREGATIONS, WIDER
from palermo.evidence.indicators.links import in_period
from palermo.evidence.indicators.persons import Computed, compute
from palermo.evidence.release.rule import Given
from palermo.evidence.release.suppress import Published, Rule, Unsafe, exposed_by, unsafe
from palermo.evidence.release.tables import EVERYBODY, Cells, Key, Relation, ties

LOTS = 3


def computed(records: list[dict[str, Any]], *keys: str, by: str = "", lot: int = 0) -> Computed:
    """The order of the records decides the lot."""
    chosen = [BY_KEY[f"detected_by_{key}"] for key in keys]
    cut = [DISAGGREGATIONS[by]] if by else []
    return compute(cases(*records[lot:], *records[:lot]), chosen, by=cut, rule=Rule(threshold=10))


def cell(found: Computed, **of: str) -> Published:
    return found.cells[frozenset(of.items())]


def ages(age: str | None, majority: str | None, number: int) -> list[dict[str, Any]]:
    return [{"victim_age": age, "victim_majority": majority}] * number


def ends(citizenship: str | None, country: str | None, number: int, **more: str) -> list[dict[str, Any]]:
    lived = None if citizenship is None else citizenship.split(";")
    return [{"victim_citizenship": lived, "event_exploitation_country": country, **more}] * number


@pytest.mark.parametrize("lot", range(LOTS))
def test_an_age_is_bounded_by_the_children_although_one_child_has_no_age(lot: int) -> None:
    """Shown 32 beside 35 children, at most three would be left for the other band of theirs."""
    records = [
        *ages("9--17", "Minor", 32), *ages("0--8", "Minor", 2), *ages(None, "Minor", 1),
        *ages("18--20", "Adult", 70), *ages("21--23", "Adult", 50), *ages(None, "Adult", 12),
    ]  # fmt: skip
    found = computed(records, "age", "majority", lot=lot)
    if cell(found, majority="Minor").value is not None:
        assert cell(found, age="9--17").hidden
    most = cell(found, age="0--8").high
    assert most is None or most >= 10


@pytest.mark.parametrize("lot", range(LOTS))
def test_where_all_are_in_one_country_being_at_home_is_having_its_citizenship(lot: int) -> None:
    """100 at home say that 100 are of that country: with 243 in all and 140 of another, three are left."""
    records = [*ends("ITA", "ITA", 100), *ends("FRA", "ITA", 3), *ends("ROU", "ITA", 140)]
    found = computed(records, "citizenship", "country", "border", lot=lot)
    home, citizens = cell(found, border="domestic"), cell(found, citizenship="ITA")
    assert home.hidden == citizens.hidden
    most = cell(found, citizenship="FRA").high
    assert most is None or most >= 10


@pytest.mark.parametrize("lot", range(LOTS))
def test_where_every_country_is_known_nobody_knows_the_border_of_those_with_two_citizenships_only(
    lot: int,
) -> None:
    records = [*ends("ITA", "ITA", 100), *ends("FRA", "ITA", 60), *ends("ITA;FRA", "ITA", 4)]
    found = computed(records, "citizenship", "country", "border", lot=lot)
    assert cell(found, border="(no information)").hidden
    assert cell(found, citizenship="(several)").high != 4


@pytest.mark.parametrize("lot", range(LOTS))
def test_by_country_a_corridor_is_the_same_number_under_two_names(lot: int) -> None:
    records = [
        *ends("ITA", "ITA", 40), *ends("FRA", "ITA", 4), *ends("FRA", "FRA", 30), *ends("ITA", "FRA", 5),
        *ends("ROU", "ITA", 25), *ends("ROU", "FRA", 15),
    ]  # fmt: skip
    found = computed(records, "citizenship", "country", "border", by="country", lot=lot)
    for code in ("ITA", "FRA"):
        home = found.cells.get(frozenset({("border", "domestic"), ("country", code)}))
        citizens = found.cells.get(frozenset({("citizenship", code), ("country", code)}))
        if home is not None and citizens is not None:
            assert home.hidden == citizens.hidden


def test_years_lie_within_runs_of_years() -> None:
    assert in_period("2014", "2014-2018")
    assert not in_period("2019", "2014-2018")
    records = [
        {"event_registration_year": year, "event_registration_period": period}
        for year, period, number in (
            (2019, "2019", 40), (2014, "2014-2018", 30), (2015, "2014-2018", 3),
            (None, "2014-2018", 1), (2020, "2020", 15),
        )
        for _ in range(number)
    ]  # fmt: skip
    for lot in range(LOTS):
        most = cell(computed(records, "year", "period", lot=lot), year="2015").high
        assert most is None or most >= 10


def test_a_contradiction_in_the_records_stops_nothing() -> None:
    records = [*ages("9--17", "Adult", 3), *ages("9--17", "Minor", 40), *ages("48+", "Adult", 30)]
    found = computed(records, "age", "majority")
    assert cell(found, age="9--17").value == 43


def test_what_a_table_implies_is_tied_although_no_table_has_it() -> None:
    assert ties([("a",), ("b",)], [frozenset({"a", "b"})]) == [("a", "b")]
    assert ties([("a", "b")], [frozenset({"a", "b"})]) == []


def test_an_earlier_output_is_not_taken_to_have_told_which_unseen_cells_are_empty() -> None:
    """Else its small numbers count as lost, and the next output gives them away."""
    names = ("a", "b", "both", "neither")
    one, two, three, four = (frozenset({("group", name)}) for name in names)
    counts: dict[Key, int] = {EVERYBODY: 20, one: 3, two: 17, three: 3, four: 0}
    cells = Cells(
        counts,
        (
            Relation(EVERYBODY, (one, two)),
            Relation(one, (three, four)),
            Relation(EVERYBODY, (two, three, four)),
        ),
        frozenset({three, four}),
    )
    assert exposed_by(Given({EVERYBODY: published(20)}), cells, Rule(threshold=10)) == []
    told = Given({EVERYBODY: published(20), two: published(17)})
    assert exposed_by(told, cells, Rule(threshold=10)) == [one]


def published(number: int) -> Any:
    return Rule(threshold=2).shown(number)


def test_a_border_that_is_too_large_to_check_is_given_up_before_citizenship_and_country(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("palermo.evidence.release.tables.MOST_JOINT", 3)
    records = [*ends("ITA", "ITA", 40), *ends("FRA", "ITA", 30), *ends("FRA", "FRA", 50)]
    found = json.loads(written(file_of(tmp_path, records), tmp_path / "out")["indicators.json"])
    assert {each["key"] for each in found["indicators"]} == {"detected_by_citizenship", "detected_by_country"}
    assert {each["indicator"] for each in found["left_out"] if "ties others" in each["reason"]} == {
        "detected_by_border"
    }


def test_regions_of_citizenship_by_country_follow_from_the_border_by_country() -> None:
    """Of who is in a known country and has no border, the citizenship is not known."""
    records = [
        *ends("ITA", "ITA", 93),
        *ends("DEU", "ITA", 23),
        *ends(None, "ITA", 3),
        *ends("FRA", None, 13),
    ]
    records += ends(None, None, 4)
    wide = Wanted(BY_KEY["detected_by_citizenship"], (WIDER["citizenship"],), (DISAGGREGATIONS["country"],))
    border = BY_KEY["detected_by_border"]
    cells = Counted(cases(*records)).cells([wide, Wanted(border, border.groupings, wide.cut)])
    hidden = [
        key for key in cells.counts if key not in cells.unseen and {name for name, _ in key} == wide.names
    ]
    silent = frozenset({("citizenship_wide", "(no information)"), ("country", "ITA")})
    assert silent in hidden
    assert silent in unsafe(cells, hidden, Rule(threshold=10), [silent])


@pytest.mark.drill
@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(13, id="an earlier output whose unseen cells were taken for empty"),
        pytest.param(20, id="two citizenships where every country is known"),
        pytest.param(31, id="regions of citizenship by country beside the border"),
        pytest.param(38, id="at home and abroad by sex"),
    ],
)
def test_outputs_that_were_open_by_what_they_imply_hold(seed: int) -> None:
    _, found = attacked(seed, tied)
    assert found.outputs == 1
    assert found.words == []


def test_a_border_whose_programmes_are_not_solved_is_given_up_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = persons.protect

    def protect(cells: Cells, rule: Rule, **rest: Any) -> dict[Key, Published]:
        if any(name == "border" for key in cells.counts for name, _ in key):
            raise Unsafe("it cannot be proved", unsolved=True)
        return real(cells, rule, **rest)

    monkeypatch.setattr(persons, "protect", protect)
    records = [*ends("ITA", "ITA", 40), *ends("FRA", "ITA", 30), *ends("FRA", "FRA", 50)]
    found = json.loads(written(file_of(tmp_path, records), tmp_path / "out")["indicators.json"])
    assert {each["key"] for each in found["indicators"]} == {"detected_by_citizenship", "detected_by_country"}
    assert {each["reason"] for each in found["left_out"] if each["indicator"] == "detected_by_border"} == {
        "it cannot be proved"
    }
