"""Whole outputs: what stands beside the protected numbers tells nothing that they do not tell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.indicators.kit import cases, file_of, written

from palermo.evidence.indicators import persons
from palermo.evidence.indicators.catalogue import BY_KEY, CATALOGUE
from palermo.evidence.indicators.counting import Counted, Wanted, coarser
from palermo.evidence.indicators.groupings import DISAGGREGATIONS, WIDER, grouping_named, informed
from palermo.evidence.indicators.report import report
from palermo.evidence.release.suppress import Rule
from palermo.reference.countries import regions

FIELDS = ("event_registration_year", "victim_gender")


def files(
    folder: Path, made: Sequence[tuple[Any, ...]], *, quarantined: int = 3, **options: Any
) -> dict[str, str]:
    """Return the text of every file that the command writes of records by year and sex."""
    path = file_of(folder, [dict(zip(FIELDS, each, strict=True)) for each in made], quarantined=quarantined)
    return written(path, folder / "out", **options)


def people(**years: Sequence[tuple[str, int]]) -> list[tuple[int, str]]:
    return [
        (int(year[1:]), sex) for year, groups in years.items() for sex, count in groups for _ in range(count)
    ]


@pytest.fixture
def one_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draw for all records: files differ by what they tell only."""
    monkeypatch.setattr(Counted, "lot", lambda _self: "the same")


@pytest.mark.parametrize(
    ("one", "other", "options"),
    [
        pytest.param(
            people(y2019=[("Feminine", 100), ("Masculine", 9), ("TransOrNonConforming", 9)]),
            people(y2019=[("Feminine", 100), ("Masculine", 16), ("TransOrNonConforming", 2)]),
            {},
            id="which of two hidden groups is the small one",
        ),
        pytest.param(
            people(y2019=[("Feminine", 12)], y2020=[("Feminine", 5)]),
            people(y2019=[("Feminine", 4)], y2020=[("Feminine", 13)]),
            {},
            id="how many records a hidden year has",
        ),
        pytest.param(
            people(y2019=[("Feminine", 111)], y2020=[("Feminine", 4)]),
            people(y2019=[("Feminine", 3)], y2020=[("Feminine", 113)]),
            {"base": 5},
            id="the number behind a rounded one",
        ),
        pytest.param(
            people(y2019=[("Feminine", 4), ("Masculine", 2)]),
            people(y2020=[("Masculine", 13)]),
            {},
            id="of how few records there are nothing but that",
        ),
        pytest.param(
            people(y2019=[("Feminine", 40), ("Masculine", 12)], y2020=[("Feminine", 30), ("Masculine", 3)]),
            people(y2019=[("Feminine", 50), ("Masculine", 2)], y2020=[("Feminine", 20), ("Masculine", 13)]),
            {"by": ["year"]},
            id="which group of which year",
        ),
    ],
)
@pytest.mark.usefixtures("one_lot")
def test_records_that_the_ranges_do_not_tell_apart_give_the_same_files(
    tmp_path: Path, one: list[Any], other: list[Any], options: dict[str, Any]
) -> None:
    first, second = files(tmp_path / "a", one, **options), files(tmp_path / "b", other, **options)
    assert first == second


@pytest.mark.usefixtures("one_lot")
def test_no_file_tells_how_many_rows_were_read_or_quarantined(tmp_path: Path) -> None:
    made = people(y2019=[("Feminine", 60), ("Masculine", 41)])
    few, more = (files(tmp_path / str(each), made, quarantined=each) for each in (1, 9))
    assert few == more
    assert json.loads(few["indicators.json"])["facts"]["Rows in quarantine"] == "fewer than one in ten"
    assert "101" in few["report.html"]
    with_none = files(tmp_path / "none", made, quarantined=0)
    assert json.loads(with_none["indicators.json"])["facts"]["Rows in quarantine"] == "none"


def test_under_rounding_no_unrounded_number_is_in_any_file(tmp_path: Path) -> None:
    made = people(y2019=[("Feminine", 141), ("Masculine", 75)])
    found = files(tmp_path, made, base=5)
    assert all("215" in text and "140" in text and "75" in text for text in found.values())
    for text in found.values():
        assert not [number for number in ("141", "216") if f">{number}<" in text or f",{number}," in text]
    published = json.loads(found["indicators.json"])["published"]["cells"]
    assert {each["value"] for each in published} == {215, 140, 75}


def test_a_table_of_more_small_numbers_than_can_be_proved_is_made_coarser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Countries become regions; what even that does not help is given by the number of everybody only."""
    countries = ("ITA", "FRA", "DEU", "ESP", "GRC", "NGA", "GHA", "KEN", "SEN", "MLI")
    made = [
        {"event_exploitation_country": country, "event_registration_year": 2020}
        for place, country in enumerate(countries)
        for _ in range(6 if place % 3 else 40)
    ]
    chosen = [BY_KEY["detected_by_country"], BY_KEY["detected_by_year"]]
    whole = persons.compute(cases(*made), chosen, by=[], rule=Rule(threshold=10))
    assert whole.results[0].indicator == BY_KEY["detected_by_country"]
    monkeypatch.setattr(persons, "MOST_SMALL", 3)
    found = persons.compute(cases(*made), chosen, by=[], rule=Rule(threshold=10))
    by_country = next(each for each in found.results if each.indicator.key == "detected_by_country")
    assert {line.categories[0] for line in by_country.lines} == {"Africa", "Europe"}
    assert "too many of the finer numbers are small" in by_country.indicator.caveats[-1]
    page = report(found, facts={}, rule=Rule(threshold=10), earlier=0, footer="")
    assert "Given by region of exploitation" in page
    monkeypatch.setattr(persons, "MOST_SMALL", -1)
    nothing = persons.compute(cases(*made), chosen, by=[], rule=Rule(threshold=10))
    assert not nothing.results
    assert nothing.records.value == len(made)
    assert {each.reason for each in nothing.left} == {
        "too many of its numbers are small: only the number of all records is given"
    }


def test_a_table_that_cannot_be_proved_is_made_coarser_and_the_number_of_records_stays() -> None:
    """Twenty countries with one person each: hiding them tells that each has few, so they are given by region."""
    countries = sorted(code for code, (region, _) in regions().items() if region)[:20]
    made = [{"event_exploitation_country": country} for country in countries]
    found = persons.compute(cases(*made), [BY_KEY["detected_by_country"]], by=[], rule=Rule(threshold=10))
    assert found.records.value == 20
    assert not [line for each in found.results for line in each.lines if line.categories[0] in countries]


def test_every_grouping_of_the_catalogue_is_found_again_by_its_name() -> None:
    for indicator in CATALOGUE:
        for each in indicator.groupings:
            assert grouping_named(each.name) is each
            assert grouping_named(informed(each).name) == informed(each)


def test_a_table_is_coarsened_by_countries_first_and_loses_its_cut_last() -> None:
    wanted = Wanted(BY_KEY["corridors"], BY_KEY["corridors"].groupings, ())
    assert [[each.name for each in one.groupings] for one in coarser(wanted)] == [
        ["citizenship_wide", "country_wide", "year"],
        ["citizenship_wide", "country_wide", "year_wide"],
    ]
    cut = Wanted(BY_KEY["detected_by_sex"], BY_KEY["detected_by_sex"].groupings, (DISAGGREGATIONS["year"],))
    assert [one.cut for one in coarser(cut)] == [(WIDER["year"],), ()]


def test_what_a_reader_knows_of_groups_within_groups_counts_in_the_proof() -> None:
    """Children are the youngest ages: a band hidden in one table must not follow from the other."""
    made = (
        [{"victim_age": "9--17", "victim_majority": "Minor"}] * 40
        + [{"victim_age": "0--8", "victim_majority": "Minor"}] * 4
        + [{"victim_age": "18--20", "victim_majority": "Adult"}] * 30
        + [{"victim_age": "48+", "victim_majority": "Adult"}] * 11
    )
    chosen = [BY_KEY["detected_by_age"], BY_KEY["detected_by_majority"]]
    for seed in range(8):
        rows = made[seed:] + made[:seed]
        found = persons.compute(cases(*rows), chosen, by=[], rule=Rule(threshold=10))
        ages = {line.categories[0]: line.count for line in found.results[0].lines}
        groups = {line.categories[0]: line.count for line in found.results[1].lines}
        if groups["Minor"].value is not None:
            assert ages["9--17"].hidden, "four would be 44 less 40"
