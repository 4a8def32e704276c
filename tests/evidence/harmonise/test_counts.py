"""Published counts as they are really published: every defect caught by its rule, and the sums over the rest right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.evidence.harmonise.kit import Done, done, table

from palermo.evidence.harmonise.mapping import schema
from palermo.evidence.harmonise.published import read_category, read_count
from palermo.evidence.harmonise.rules import RULE_BY_CODE, Action

PUBLISHED = Path(__file__).parents[4] / "shared" / "reference" / "glotip" / "data_glotip.xlsx"
HEADER = (
    *(
        "Iso3_code",
        "Country",
        "Region",
        "Subregion",
        "Indicator",
        "Dimension",
        "Category",
        "Sex",
        "Age",
        "Year",
    ),
    *("Unit of measurement", "txtVALUE", "Source"),
)


def row(value: str, **changed: str) -> tuple[str, ...]:
    """A row of invented counts: detected victims of one country, in total, in 2019, unless changed."""
    said = {
        "Iso3_code": "NGA",
        "Indicator": "Detected trafficking victims",
        "Dimension": "Total",
        "Category": "Total",
        "Sex": "Total",
        "Age": "Total",
        "Year": "2019",
        "txtVALUE": value,
    } | changed
    return tuple(said.get(name, "x") for name in HEADER)


def read(folder: Path, *rows: tuple[str, ...]) -> Done:
    above = [("UNODC",), ("14/04/2025",)]
    return done(table(folder / "counts.csv", *above, HEADER, *rows), "glotip", folder)


def test_a_number_a_hidden_one_and_none_are_three_things(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        row("12"),
        row("<5", Year="2018"),
        row("", Year="2017"),
        row("1,757", Year="2016"),
        row("a dozen", Year="2015"),
    )
    said = {r["year"]: (r["count_lower"], r["count_upper"], r["count_state"]) for r in found.records}
    assert said == {
        2019: (12, 12, "number"),
        2018: (0, 4, "suppressed"),
        2016: (1757, 1757, "number"),
    }
    assert found.outcome.rules == Counter(
        {"suppressed_cell": 1, "count_missing": 1, "thousands_separator": 1, "not_a_count": 1}
    )


def test_questionnaire_codes_are_caught_as_labels_and_as_numbers(tmp_path: Path) -> None:
    by = {"Dimension": "by citizenship"}
    found = read(
        tmp_path,
        row("61,102,019", Category="Q6.1_10s_2019", **by),
        row("6,112,019", Category="Nationals", **by),
        row("2,000,000", Category="Ghana", **by),
        row("7", Category="(specify the country)", **by),
        row("7", Category="145", **by),
        row("7", Category="", **by),
        row("7", Category="Atlantis", **by),
        row("7", Category="Rep\ufffdblica Dominicana", **by),
    )
    assert found.records == []
    assert [rule for _, _, rule in found.caught] == [
        "leaked_question_code",
        "leaked_code_as_count",
        "implausible_count",
        "leaked_question_code",
        "number_as_category",
        "category_missing",
        "category_unknown",
        "category_broken_encoding",
    ]


def test_spellings_of_a_country_in_several_languages_are_one_category_through_the_table(
    tmp_path: Path,
) -> None:
    by = {"Dimension": "by citizenship"}
    found = read(
        tmp_path,
        row("7", Category="Nigerians", Year="2018", **by),
        row("8", Category="NIGERIA", Year="2019", **by),
        row("9", Category="Nig\u00e9ria", Year="2020", **by),
        row("3", Category="Ciudadanos de su pa\u00eds", Year="2020", **by),
    )
    assert [record["category"] for record in found.records] == ["NGA", "NGA", "NGA", "nationals"]
    assert found.outcome.rules["alias"] == 3


def test_a_repeated_key_that_agrees_is_kept_once_and_one_that_conflicts_not_at_all(tmp_path: Path) -> None:
    found = read(tmp_path, row("7"), row("7"), row("8", Year="2018"), row("<5", Year="2018"))
    assert [(r["record_number"], r["count_lower"]) for r in found.records] == [(1, 7)]
    assert [(number, rule) for number, _, rule in found.caught] == [
        (2, "repeated_key_agreeing"),
        (3, "repeated_key_conflicting"),
        (4, "repeated_key_conflicting"),
    ]


def test_two_spellings_of_one_country_that_say_different_numbers_are_a_conflict_and_not_a_sum(
    tmp_path: Path,
) -> None:
    by = {"Dimension": "by citizenship"}
    found = read(tmp_path, row("7", Category="Romania", **by), row("8", Category="Romanian", **by))
    assert found.records == []
    assert found.outcome.rules["repeated_key_conflicting"] == 2


@pytest.mark.parametrize(
    ("female", "male", "rules"),
    [
        ("60", "40", set()),
        ("60", "<5", {"parts_below_total"}),
        ("98", "<5", set()),
        ("101", "<5", {"part_exceeds_total", "parts_exceed_total"}),
        ("70", "40", {"parts_exceed_total"}),
    ],
)
def test_parts_by_sex_are_held_against_their_total_and_both_stay_as_reported(
    tmp_path: Path, female: str, male: str, rules: set[str]
) -> None:
    found = read(tmp_path, row("100"), row(female, Sex="Female"), row(male, Sex="Male"))
    assert {code for code in found.outcome.rules if "total" in code} == rules
    assert {RULE_BY_CODE[code].action for code in rules} <= {Action.NOTED}
    assert [record["count_upper"] for record in found.records] == [
        4 if text == "<5" else int(text) for text in ("100", female, male)
    ]


def test_persons_of_unknown_sex_that_are_counted_as_other_too_raise_no_alarm(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        row("100"),
        row("60", Sex="Female"),
        row("30", Sex="Male"),
        row("10", Sex="Other"),
        row("100", Age="18 years or over"),
        row("7", Sex="Unknown", Age="Unknown"),
    )
    assert not [code for code in found.outcome.rules if "total" in code]
    assert len(found.records) == 6


def test_forms_that_sum_to_more_than_the_total_are_kept_since_a_person_may_have_several(
    tmp_path: Path,
) -> None:
    by = {"Dimension": "by form of exploitation"}
    found = read(
        tmp_path,
        row("100"),
        row("80", Category="Sexual exploitation", **by),
        row("50", Category="Forced labour", **by),
    )
    assert found.outcome.rules == Counter({"forms_exceed_total": 2})
    assert sum(r["count_lower"] for r in found.records if r["dimension"] == "exploitation") == 130


def test_a_part_whose_key_repeats_is_one_of_several_and_a_total_whose_key_repeats_is_a_conflict(
    tmp_path: Path,
) -> None:
    by = {"Dimension": "by form of exploitation", "Category": "Other forms of exploitation"}
    found = read(tmp_path, row("27", **by), row("<5", **by), row("<5", **by), row("8"), row("9"))
    assert [(r["count_lower"], r["count_upper"]) for r in found.records] == [(27, 27), (0, 4), (0, 4)]
    assert found.outcome.rules["repeated_part"] == 3
    assert found.outcome.rules["repeated_key_conflicting"] == 2


def test_persons_of_whom_neither_sex_nor_age_is_known_are_a_part_of_both_sums(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        row("100"),
        row("60", Sex="Female"),
        row("40", Sex="Unknown", Age="Unknown"),
        row("60", Age="18 years or over"),
    )
    assert not [code for code in found.outcome.rules if "total" in code]


def test_citizenships_are_held_against_the_total_and_countries_of_return_are_not(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        row("10"),
        row("7", Dimension="by citizenship", Category="Ghana"),
        row("8", Dimension="by citizenship", Category="Togo"),
        row("50", Dimension="by country of repatriation", Category="Togo"),
    )
    assert len(found.records) == 4
    assert found.outcome.rules == Counter({"parts_exceed_total": 2})


@given(
    text=st.text(max_size=20),
    dimension=st.sampled_from(["total", "exploitation", "citizenship", "repatriation"]),
)
def test_any_label_has_a_code_or_a_rule_and_any_count_a_state(text: str, dimension: str) -> None:
    category = read_category(dimension, text)
    assert bool(category.code) != bool(category.bad)
    count = read_count(text, schema("glotip"))
    assert (count.lower is None) == bool(count.bad)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Done:
    if not PUBLISHED.is_file():
        pytest.skip("the published GLOTIP file is not beside the repository")
    return done(PUBLISHED, "glotip", tmp_path_factory.mktemp("glotip"))


def raw() -> list[list[str]]:
    rows = CalamineWorkbook.from_path(PUBLISHED).get_sheet_by_index(0).to_python()[3:]
    return [[str(cell) for cell in line] for line in rows]


def test_the_published_file_balances_and_every_defect_is_counted_by_rule(published: Done) -> None:
    lines = raw()
    rules = published.outcome.rules
    out_as_a_whole = {
        number for number, _, rule in published.caught if RULE_BY_CODE[rule].action is Action.ROW
    }
    assert published.outcome.read == len(lines) == 58_769
    assert published.outcome.kept == 58_769 - len(out_as_a_whole) == len(published.records)
    # Each rule once more, by other means and in its simplest form.
    labels = [line[6] for line in lines if line[5] in {"by citizenship", "by country of repatriation"}]
    assert rules["leaked_question_code"] == sum(
        bool(re.match(r"Q\d|\((specify|especifique)", label)) for label in labels
    )
    assert rules["number_as_category"] == sum(label.isdigit() for label in labels)
    large = [line for line in lines if len(line[11].replace(",", "")) > 6]
    told_by_their_label = [line for line in large if re.match(r"Q\d", line[6]) or "\ufffd" in line[6]]
    assert rules["leaked_code_as_count"] == len(large) - len(told_by_their_label)
    kept = {record["record_number"] for record in published.records}
    assert rules["suppressed_cell"] == sum(
        line[11] == "<5" for number, line in enumerate(lines, start=1) if number in kept
    )
    assert rules["thousands_separator"] == sum(
        "," in line[11] for number, line in enumerate(lines, start=1) if number in kept
    )


def test_the_sums_over_what_is_kept_of_the_published_file_are_those_of_its_own_rows(published: Done) -> None:
    lines = raw()
    ours: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    theirs: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for record in published.records:
        line = lines[record["record_number"] - 1]
        low, high = (0, 4) if line[11] == "<5" else (int(line[11].replace(",", "")),) * 2
        for sums, bounds in ((ours, (record["count_lower"], record["count_upper"])), (theirs, (low, high))):
            sums[record["indicator"], record["year"]][0] += bounds[0]
            sums[record["indicator"], record["year"]][1] += bounds[1]
        assert (record["country"], record["year"]) == (line[0], int(float(line[9])))
    assert ours == theirs
    total = dict.fromkeys(("dimension", "category", "sex", "age"), "total")
    keys = Counter(
        (record["country"], record["indicator"], record["year"])
        for record in published.records
        if all(record[name] == code for name, code in total.items())
    )
    assert max(keys.values()) == 1


@pytest.mark.parametrize(
    ("cut", "belongs"),
    [
        ("sex", lambda dimension, sex, age: dimension == "Total" and sex != "Total" and age == "Total"),
        ("age", lambda dimension, sex, age: dimension == "Total" and sex == "Total" and age != "Total"),
        (
            "form",
            lambda dimension, sex, age: dimension == "by form of exploitation" and sex == age == "Total",
        ),
    ],
)
def test_the_sums_by_sex_age_and_form_are_those_of_the_published_file(
    published: Done, cut: str, belongs: Callable[[str, str, str], bool]
) -> None:
    # Sark reports eleven persons and has no code in ISO 3166-1; its rows are named in the quarantine.
    theirs: Counter[str] = Counter()
    numbers = {}
    for number, line in enumerate(raw(), start=1):
        if line[4] == "Detected trafficking victims" and line[0] and belongs(line[5], line[7], line[8]):
            numbers[number] = line[9]
            theirs[line[9][:4]] += 0 if line[11] == "<5" else int(line[11].replace(",", ""))
    ours: Counter[str] = Counter()
    for record in published.records:
        if record["record_number"] in numbers:
            ours[str(record["year"])] += record["count_lower"]
    assert ours == theirs
    assert sum(ours.values()) > {"sex": 500_000, "age": 511_000, "form": 449_000}[cut]


def test_a_part_of_the_published_file_that_is_larger_than_its_total_is_kept_and_noted(
    published: Done,
) -> None:
    noted = set(published.caught)
    totals = {
        (r["country"], r["indicator"], r["dimension"], r["category"], r["year"], r["age"]): r["count_upper"]
        for r in published.records
        if r["sex"] == "total"
    }
    for r in published.records:
        key = (r["country"], r["indicator"], r["dimension"], r["category"], r["year"], r["age"])
        if r["sex"] != "total" and key in totals:
            larger = r["count_lower"] > totals[key]
            assert larger <= ((r["record_number"], "txtVALUE", "part_exceeds_total") in noted)
