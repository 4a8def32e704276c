"""Tables of statistical offices, each with a mapping of its own: flags, hidden numbers, wide forms, fixed fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import Done, done, table

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.mapping import Mapping, parse
from palermo.evidence.harmonise.model import CountState
from palermo.evidence.harmonise.office_signs import apart, letters
from palermo.evidence.harmonise.published import read_count

HEAD = """
[mapping]
name = "office"
version = "1"
title = "Invented"
source = "Invented"
shape = "counts"
"""
LONG = (
    HEAD
    + """
[reading]
{reading}
[fixed]
indicator = "detected_victims"
[[column]]
name = "geo"
as = "country"
field = "country"
[[column]]
name = "sex"
as = "code"
field = "sex"
codes = {{ F = "female", M = "male", T = "total" }}
[[column]]
name = "TIME_PERIOD"
as = "number"
field = "year"
low = 1990
high = 2100
[[column]]
name = "OBS_VALUE"
as = "count"
[[column]]
name = "OBS_FLAG"
as = "count_flag"
"""
)
WIDE = (
    HEAD
    + """
[fixed]
country = "BEL"
indicator = "detected_victims"
dimension = "exploitation"
[[column]]
name = "Form"
as = "category"
field = "category"
codes = { Labour = "ForcedLabour" }
[[column]]
name = "Women 2020"
as = "count"
at = { sex = "female", year = 2020 }
[[column]]
name = "Men 2020"
as = "count"
at = { sex = "male", year = 2020 }
"""
)


def long(reading: str = "") -> Mapping:
    return parse(LONG.format(reading=reading), where="map.toml")


def read(folder: Path, *rows: tuple[str, str, str, str, str], reading: str = "") -> Done:
    header = ("geo", "sex", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG")
    return done(table(folder / "t.csv", header, *rows), long(reading), folder)


def test_numbers_flags_and_what_is_not_given_are_told_apart(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("BE", "F", "2019", "57", ""),
        ("CZ", "F", "2019", "", "c"),
        ("EL", "M", "2019", "12", "bp"),
        ("UK", "M", "2019", ":", ""),
        ("FR", "M", "2019", "1 234", "A"),
        ("DE", "M", "2019", "7", "q"),
    )
    assert [(r["country"], r["sex"], r["count_lower"]) for r in found.records] == [
        ("BEL", "female", 57),
        ("GRC", "male", 12),
        ("FRA", "male", 1234),
    ]
    assert {(r["dimension"], r["category"], r["age"]) for r in found.records} == {("total", "total", "total")}
    rows = [each for each in found.caught if each[2] != "country_form"]
    assert rows == [
        (2, "", "count_hidden"),
        (4, "", "count_missing"),
        (6, "", "coded_cell_unknown"),
        (3, "OBS_VALUE", "flagged_count"),
        (5, "OBS_VALUE", "thousands_separator"),
    ]


@pytest.mark.parametrize(
    ("text", "lower", "rule"),
    [
        ("57 b", 57, "flagged_count"),
        ("57(p)", 57, "flagged_count"),
        ("57 [low]", 57, "flagged_count"),
        ("1 234 bp", 1234, "flagged_count"),
        ("57 c", 57, "flagged_count"),
        (":", None, "count_missing"),
        ("..", None, "count_missing"),
        ("[x]", None, "count_missing"),
        ("z", None, "count_missing"),
        (": z", None, "count_missing"),
        ("c", None, "count_hidden"),
        ("[c]", None, "count_hidden"),
        (": c", None, "count_hidden"),
        ("*", None, "count_hidden"),
        ("57 q", None, "not_a_count"),
        ("57 m", None, "not_a_count"),
        ("-", None, "not_a_count"),
        ("-5", None, "not_a_count"),
        ("12.5", None, "not_a_count"),
        ("p", None, "count_missing"),
    ],
)
def test_a_cell_with_the_signs_of_an_office_is_a_number_or_says_why_it_is_none(
    text: str, lower: int | None, rule: str
) -> None:
    count = read_count(text, long())
    assert (count.lower, count.bad or count.caught[-1]) == (lower, rule)


def test_a_sign_whose_bounds_the_mapping_gives_is_an_interval(tmp_path: Path) -> None:
    reading = 'suppressed = { c = [1, 9], "-" = [0, 0] }'
    found = read(
        tmp_path,
        ("BE", "F", "2019", "", "c"),
        ("BE", "M", "2019", ": c", ""),
        ("CZ", "F", "2019", "c", ""),
        ("CZ", "M", "2019", "-", ""),
        reading=reading,
    )
    bounds = [(r["count_lower"], r["count_upper"], r["count_state"]) for r in found.records]
    assert bounds == [(1, 9, "suppressed")] * 3 + [(0, 0, "number")]
    assert found.outcome.rules["suppressed_cell"] == 4


def test_several_numbers_of_a_row_become_rows_and_keep_their_row_and_their_column(tmp_path: Path) -> None:
    path = table(
        tmp_path / "t.csv",
        ("Form", "Women 2020", "Men 2020"),
        ("Sexual exploitation", "57", "[c]"),
        ("Labour", "12 p", "1,234"),
        ("", "", ""),
        ("Source: an office", "", ""),
        ("Labour",),
    )
    found = done(path, parse(WIDE, where="map.toml"), tmp_path)
    said = [(r["record_number"], r["category"], r["sex"], r["year"], r["count_lower"]) for r in found.records]
    assert said == [
        (1, "SexualExploitation", "female", 2020, 57),
        (2, "ForcedLabour", "female", 2020, 12),
        (2, "ForcedLabour", "male", 2020, 1234),
    ]
    assert (found.outcome.read, found.outcome.kept) == (10, 3)
    assert (1, "Men 2020", "count_hidden") in found.caught
    assert (2, "Women 2020", "flagged_count") in found.caught
    assert [rule for row, _, rule in found.caught if row > 2] == ["blank_row"] * 2 + ["note_row"] * 2 + [
        "ragged_row"
    ] * 2


def test_the_table_of_eurostat_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(
        "freq,sex,geo\\TIME_PERIOD\t2019 \t2020 \nA,F,BE\t57 \t1 234 p\nA,M,EL\t: c\t12 bp\n",
        encoding="utf-8",
    )
    text = LONG.format(reading="").split('[[column]]\nname = "TIME_PERIOD"')[0] + "".join(
        f'[[column]]\nname = "{year}"\nas = "count"\nat = {{ year = {year} }}\n' for year in (2019, 2020)
    )
    found = done(path, parse(text, where="map.toml"), tmp_path)
    said = [(r["country"], r["sex"], r["year"], r["count_lower"]) for r in found.records]
    assert said == [("BEL", "female", 2019, 57), ("BEL", "female", 2020, 1234), ("GRC", "male", 2020, 12)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('indicator = "detected_victims"', 'indicator = "victims"', "'victims' is no code of case-indicator"),
        ('indicator = "detected_victims"', 'colour = "red"', "stands for no field 'colour'"),
        ('indicator = "detected_victims"\n', "", "needs a column for indicator"),
        (
            'as = "country"\nfield = "country"',
            'as = "code"\nfield = "country"',
            "country cannot be filled as code",
        ),
        (
            'field = "sex"',
            'field = "victim_gender"',
            "counts have no field 'victim_gender'; there are country,",
        ),
        ('as = "count"\n', 'as = "count"\nat = { year = "x" }\n', "'x' is no year"),
        ('as = "count_flag"', 'as = "count"', "say of what in at"),
    ],
)
def test_a_mapping_of_counts_that_is_wrong_says_what_and_what_there_is(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = LONG.format(reading="").replace(old, new)
    with pytest.raises(InputError, match=message):
        done(
            table(
                tmp_path / "t.csv",
                ("geo", "sex", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"),
                ("BE", "F", "2019", "1", ""),
            ),
            parse(text, where="map.toml"),
            tmp_path,
        )


@given(text=st.text(max_size=15), flags=st.text(alphabet="abcdepz ,[]()q", max_size=5))
def test_any_cell_with_any_flags_is_a_number_or_bounds_or_has_a_rule(text: str, flags: str) -> None:
    count = read_count(text, long(), flags=flags)
    assert (count.lower is None) == bool(count.bad) == (count.state is CountState.MISSING)
    assert count.lower is None or count.lower >= 0


@given(
    number=st.integers(0, 999_999),
    flag=st.sampled_from(["b", "p", "e", "bp", "[p]", "(u)", "b, e"]),
    gap=st.booleans(),
)
def test_a_flag_behind_a_number_never_changes_it(number: int, flag: str, gap: bool) -> None:
    signed = apart(f"{number}{' ' if gap else ''}{flag}")
    assert signed.number == str(number)
    assert signed.signs == letters(flag)
