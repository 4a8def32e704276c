"""Indicators from case records: denominators, ranges, sums, and what is hidden, on invented records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evidence.indicators.kit import cases, file_of, written

from palermo.evidence.harmonise.model import Shape
from palermo.evidence.indicators.catalogue import BY_KEY, CATALOGUE, catalogue_page
from palermo.evidence.indicators.groupings import DISAGGREGATIONS
from palermo.evidence.indicators.persons import Result, compute, share
from palermo.evidence.indicators.quality import contradictions, informed, rests
from palermo.evidence.indicators.report import share_words
from palermo.evidence.indicators.tabulation import tabulate
from palermo.evidence.release.suppress import Published, Rule

ROOT = Path(__file__).parent.parent.parent.parent
PERSONS = [each for each in CATALOGUE if each.shape is Shape.PERSONS]
OPEN = Rule(threshold=2)  # hides only single persons: lets small invented files be looked at


def result(
    records: Sequence[dict[str, Any]], key: str, *, by: Sequence[str] = (), rule: Rule = OPEN
) -> Result:
    found = compute(cases(*records), [BY_KEY[key]], by=[DISAGGREGATIONS[name] for name in by], rule=rule)
    assert found.results, found.left
    return found.results[0]


def shares(found: Result) -> dict[str, float | None]:
    return {line.categories[0]: line.share.value for line in found.lines if line.share and not line.by}


def test_the_denominator_is_whoever_anything_is_known_of_as_in_ctdcs_own_example() -> None:
    """P1 labour, P2 sexual, P3 other, P4 nothing, P5 labour and sexual: 50, 50 and 25 per cent of four."""
    forms = (
        ["ForcedLabour"],
        ["SexualExploitation"],
        ["OtherExploit"],
        None,
        ["ForcedLabour", "SexualExploitation"],
    )
    example = [{"event_exploitation_forms": each} for each in forms]
    found = result(example * 10, "detected_by_form")
    assert shares(found) == {"ForcedLabour": 50.0, "SexualExploitation": 50.0, "OtherExploit": 25.0}
    assert found.informed == Published(40, 40, 40)
    assert found.records == Published(50, 50, 50)


def test_of_one_value_the_shares_are_of_the_known_and_the_silent_are_counted_apart() -> None:
    found = result(
        [{"victim_gender": "Feminine"}] * 30 + [{"victim_gender": "Masculine"}] * 10 + [{}] * 20,
        "detected_by_sex",
    )
    assert shares(found) == {"Feminine": 75.0, "Masculine": 25.0}
    assert found.lines[-1].categories == ("(no information)",)
    assert found.lines[-1].count.value == 20
    assert found.lines[-1].share is None


def test_a_hidden_number_gives_a_range_for_every_share_and_never_a_number() -> None:
    records = [{"victim_gender": "Feminine"}] * 60 + [{"victim_gender": "Masculine"}] * 3 + [{}] * 30
    found = result(records, "detected_by_sex", rule=Rule(threshold=10))
    men = next(line for line in found.lines if line.categories == ("Masculine",))
    assert men.count.value is None
    assert men.count.low <= 3 <= (men.count.high or 3)
    assert men.share
    assert men.share.value is None
    assert men.share.low < 100 * 3 / 63 < men.share.high
    assert "–" in share_words(men.share)


@pytest.mark.parametrize(
    ("count", "over", "expected"),
    [
        (Published(None, 1, 9), Published(100, 100, 100), (None, 1.0, 9.0)),
        (Published(50, 50, 50), Published(None, 90, 110), (None, 100 * 50 / 110, 100 * 50 / 90)),
        (Published(None, 1, None), Published(100, 100, 100), (None, 1.0, 100.0)),
        (Published(None, 1, 9), Published(None, 1, 5), (None, 20.0, 100.0)),
    ],
)
def test_shares_of_ranges_are_ranges(
    count: Published, over: Published, expected: tuple[float | None, float, float]
) -> None:
    found = share(count, over)
    assert found
    assert (found.value, found.low, found.high) == pytest.approx(expected)


def test_no_share_is_made_over_nobody() -> None:
    assert share(Published(0, 0, 0), Published(0, 0, 0)) is None


def test_a_corridor_has_a_year_and_who_has_two_citizenships_is_told_apart() -> None:
    one = {
        "victim_citizenship": ["NGA"],
        "event_exploitation_country": "ITA",
        "event_registration_year": 2021,
    }
    home = {**one, "victim_citizenship": ["ITA"], "event_registration_year": 2022}
    two = {**one, "victim_citizenship": ["NGA", "GHA"]}
    found = result([one] * 12 + [home] * 11 + [two] * 13, "corridors")
    assert {line.categories: line.count.value for line in found.lines} == {
        ("NGA", "ITA", "2021"): 12,
        ("ITA", "ITA", "2022"): 11,
        ("(several)", "ITA", "2021"): 13,
    }
    border = result([one] * 12 + [home] * 11 + [two] * 13, "detected_by_border")
    assert {line.categories[0]: line.count.value for line in border.lines} == {
        "domestic": 11,
        "cross": 12,
        "(no information)": 13,
    }


def test_a_corridor_that_is_hidden_does_not_follow_from_domestic_and_cross_border() -> None:
    def record(start: str, end: str) -> dict[str, Any]:
        return {
            "victim_citizenship": [start],
            "event_exploitation_country": end,
            "event_registration_year": 2021,
        }

    records = [record("ITA", "ITA")] * 40 + [record("NGA", "ITA")] * 30 + [record("NGA", "FRA")] * 3
    chosen = [
        BY_KEY[key]
        for key in ("corridors", "detected_by_border", "detected_by_citizenship", "detected_by_country")
    ]
    results = compute(cases(*records), chosen, by=[], rule=Rule(threshold=10)).results
    small = next(line for line in results[0].lines if line.categories == ("NGA", "FRA", "2021"))
    assert small.count.value is None
    assert small.count.high is None or small.count.high >= 10


def test_days_to_assistance_are_in_bands_and_a_negative_number_is_no_information_but_a_contradiction() -> (
    None
):
    days = [0] * 12 + [3] * 12 + [20] * 12 + [-4] * 12
    records = [{"event_days_to_assistance": each} for each in days]
    found = result(records, "detected_by_assistance")
    assert {line.categories[0]: line.count.value for line in found.lines} == {
        "band0": 12,
        "band1": 12,
        "band3": 12,
        "(no information)": 12,
    }
    assert contradictions(cases(*records)) == ["Identified after assistance began"]


def test_an_indicator_the_source_says_nothing_about_is_left_out_with_the_reason() -> None:
    found = compute(cases(*[{"victim_gender": "Feminine"}] * 20), PERSONS, by=[], rule=OPEN)
    assert [each.indicator.key for each in found.results] == ["detected_by_sex"]
    reasons = {each.indicator.key: each.reason for each in found.left}
    assert reasons["detected_by_age"] == "the source says nothing about victim_age"


def test_parts_by_a_disaggregation_add_up_to_the_whole() -> None:
    records = [
        {"victim_gender": sex, "event_registration_year": year, "victim_age": age}
        for sex, year, age, number in (
            ("Feminine", 2020, "18--20", 30), ("Feminine", 2021, "9--17", 25), ("Masculine", 2020, "9--17", 20),
            ("Masculine", 2021, "18--20", 15),
        )
        for _ in range(number)
    ]  # fmt: skip
    found = result(records, "detected_by_sex", by=["year"])
    whole = {line.categories[0]: line.count.value for line in found.lines if not line.by}
    for code, count in whole.items():
        parts = [line.count.value or 0 for line in found.lines if line.by and line.categories[0] == code]
        assert sum(parts) == count


@settings(max_examples=15)
@given(
    numbers=st.lists(st.integers(0, 25), min_size=6, max_size=6),
    threshold=st.integers(2, 10),
)
def test_whatever_the_records_every_shown_number_is_right_and_every_small_one_hidden(
    numbers: list[int], threshold: int
) -> None:
    kinds = [
        (sex, form)
        for sex in ("Feminine", "Masculine", None)
        for form in (["ForcedLabour"], ["ForcedLabour", "OtherExploit"])
    ]
    records = [
        {"victim_gender": sex, "event_exploitation_forms": form}
        for (sex, form), number in zip(kinds, numbers, strict=True)
        for _ in range(number)
    ]
    if not any(record["victim_gender"] for record in records):
        return
    chosen = [BY_KEY["detected_by_sex"], BY_KEY["detected_by_form"]]
    rule = Rule(threshold=threshold)
    for each in compute(cases(*records), chosen, by=[DISAGGREGATIONS["sex"]], rule=rule).results:
        for line in each.lines:
            code = line.categories[0]
            real = [
                record
                for record in records
                if (
                    code in record["event_exploitation_forms"]
                    or code == (record["victim_gender"] or "(no information)")
                )
                and (not line.by or line.by[0] == (record["victim_gender"] or "(no information)"))
            ]
            assert (
                line.count.low <= len(real) <= (line.count.high if line.count.high is not None else len(real))
            )
            if rule.small(len(real)):
                assert line.count.value is None
            elif line.count.value is not None:
                assert line.count.value == len(real)


def test_of_contradictions_whoever_has_the_records_hears_that_there_are_some_and_no_file_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """None in a report would say that ages bound adults and children, and some that one of them is there."""
    records = [{"victim_majority": "Minor", "victim_age": "48+"}] * 3 + [
        {"victim_majority": "Adult", "victim_age": "48+"}
    ] * 40
    assert contradictions(cases(*records)) == ["Recorded as a child, with an adult age band"]
    files = written(file_of(tmp_path, records), tmp_path / "out")
    assert "recorded as a child, with an adult age band" in capsys.readouterr().err
    assert not [name for name, text in files.items() if "ontradict" in text or "with an adult age" in text]


def test_how_many_say_anything_group_by_group_is_made_of_protected_numbers() -> None:
    records = (
        [{"victim_gender": "Feminine", "event_registration_year": 2020}] * 60
        + [{"event_registration_year": 2020}] * 4
        + [{"victim_gender": "Masculine", "event_registration_year": 2021}] * 50
        + [{"event_registration_year": 2021}] * 30
    )
    computed = compute(
        cases(*records), [BY_KEY["detected_by_sex"]], by=[DISAGGREGATIONS["year"]], rule=Rule(threshold=10)
    )
    rows = {each.group: each for each in informed(computed.results, computed.cells)}
    assert "–" in rows["2020"].percent, "four of them are hidden"
    for each in rows.values():
        assert each.records in computed.cells.values()
        assert each.informed in computed.cells.values()


def test_what_a_conclusion_rests_on_names_hidden_numbers_and_the_widest_range() -> None:
    records = [{"victim_gender": "Feminine"}] * 60 + [{"victim_gender": "Masculine"}] * 3 + [{}] * 30
    found = rests([result(records, "detected_by_sex", rule=Rule(threshold=10))])[0]
    assert found.hidden >= 2
    assert found.widest.endswith("persons") or found.widest == "no upper limit"


def test_the_word_is_detected_everywhere() -> None:
    for each in CATALOGUE:
        if each.shape is Shape.PERSONS:
            assert "etected" in each.title + each.numerator
        assert each.caveats
        assert each.source


def test_the_catalogue_in_the_documents_is_that_of_the_code() -> None:
    assert (ROOT / "docs" / "indicators.md").read_text(encoding="utf-8") == catalogue_page()


def test_a_field_is_tabulated_over_all_and_over_the_valid() -> None:
    records = (
        [{"perpetrator_genders": ["Feminine", "Masculine"]}] * 3
        + [{"perpetrator_genders": ["Masculine"]}] * 1
        + [{}] * 4
    )
    found = tabulate(cases(*records), "perpetrator_genders")
    assert [(row.value, row.count, row.percent, row.valid, row.cumulated) for row in found.rows] == [
        ("Feminine;Masculine", 3, 37.5, 75.0, 75.0),
        ("Masculine", 1, 12.5, 25.0, 100.0),
    ]
    assert (found.valid, found.missing, found.total) == (4, 4, 8)
    flag = tabulate(cases(*records), "perpetrator_genders", code="Feminine")
    assert [(row.value, row.count) for row in flag.rows] == [("1", 3)]
