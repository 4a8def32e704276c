"""Days in the forms people write them: the year where the year is enough, and never a day that was guessed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.harmonise.kit import TODAY, done, table
from tests.evidence.harmonise.test_workbooks import xlsx

from palermo.evidence.command import InputError
from palermo.evidence.harmonise.days import ORDERS, Dated, Habit, read_day
from palermo.evidence.harmonise.mapping import Mapping, parse

MAPPING = """
[mapping]
name = "invented"
version = "1"
title = "Invented"
source = "Invented"
[reading]
{reading}
[[column]]
name = "case"
as = "key"
[[column]]
name = "when"
as = "year_of_date"
field = "event_registration_year"
"""
DAYS = st.dates(date(1900, 1, 1), TODAY)


def mapping(reading: str = 'date_order = "dmy"') -> Mapping:
    return parse(MAPPING.format(reading=reading), where="i")


def years(folder: Path, *cells: str, reading: str = 'date_order = "dmy"') -> list[object]:
    rows = [("case", "when"), *((str(number), cell) for number, cell in enumerate(cells))]
    return [
        record["event_registration_year"]
        for record in done(table(folder / "t.csv", *rows), mapping(reading), folder).records
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2021",
        "2021.0",
        "2021-03",
        "03/2021",
        "20210304",
        "4 March 2021",
        "March 4, 2021",
        "4-Mar-21",
        "4th March 2021",
        "Thursday, 4 March 2021",
        "04/03/21",
        "4.3.2021",
        "4. 3. 2021",
        "04.03.2021 00:00",
        "2021-03-04T10:11:12.000+07:00",
        "3/4/2021 9:05:00 PM",
        "4 mars 2021",
        "4 de marzo de 2021",
        "4. M\u00e4rz 2021",
        "4 \u043c\u0430\u0440\u0442\u0430 2021",
        "4 \u0645\u0627\u0631\u0633 2021",
        "2021\u5e743\u67084\u65e5",
        "\u0662\u0660\u0662\u0661-\u0660\u0663-\u0660\u0664",
    ],
)
def test_the_year_of_a_day_is_read_in_the_forms_people_write(text: str) -> None:
    found = read_day(text, Habit("dmy"), today=TODAY, year_only=True)
    assert isinstance(found, Dated)
    assert found.year == 2021


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("44197", "date_form"),
        ("2021/22", "date_form"),
        ("spring 2021", "date_form"),
        ("unknown", "date_form"),
        ("2564-03-04", "other_calendar"),
        ("04/03/2564", "other_calendar"),
        ("2030-01-01", "impossible_date"),
        ("31/02/2021", "impossible_date"),
        ("1850", "impossible_date"),
    ],
)
def test_a_day_that_is_not_read_says_whether_its_form_its_calendar_or_the_day_itself_is_wrong(
    text: str, rule: str
) -> None:
    assert read_day(text, Habit("dmy"), today=TODAY, year_only=True) == rule


def test_two_digits_are_a_year_only_where_every_order_that_may_hold_gives_the_same() -> None:
    for text, order, expected in (
        ("04/03/21", "", "ambiguous_date"),
        ("04/03/21", "dmy", 2021),
        ("21-03-04", "ymd", 2021),
        ("31/12/21", "", 2021),
        ("31/12/85", "dmy", 1985),
    ):
        found = read_day(text, Habit(order), today=TODAY, year_only=True)
        assert (found.year if isinstance(found, Dated) else found) == expected


def test_a_whole_day_is_needed_where_days_are_counted(tmp_path: Path) -> None:
    assert read_day("2021-03", Habit(), today=TODAY, year_only=False) == "partial_date"
    assert read_day("2021", Habit(), today=TODAY, year_only=False) == "partial_date"


def test_the_buddhist_calendar_is_read_where_the_mapping_names_it(tmp_path: Path) -> None:
    cells = ("2564-03-04", "4/3/2564", "2564", "2021-03-04")
    assert years(tmp_path, *cells, reading='date_order = "dmy"\ncalendar = "buddhist"') == [
        2021,
        2021,
        2021,
        None,
    ]
    assert years(tmp_path, *cells) == [None, None, None, 2021]
    with pytest.raises(InputError, match="calendar must be one of"):
        mapping('calendar = "martian"')


def test_a_serial_is_a_day_in_a_cell_of_numbers_and_no_day_in_a_text_file(tmp_path: Path) -> None:
    rows: list[list[object]] = [["case", "when"], [1, 44197], [2, 2021], [3, 20210304], [4, "44197"]]
    book = xlsx(tmp_path / "t.xlsx", {"Cases": rows})
    found = done(book, mapping(), tmp_path)
    assert [record["event_registration_year"] for record in found.records] == [2021, 2021, 2021, None]
    assert found.caught == [(1, "when", "serial_day"), (4, "when", "date_form")]
    assert years(tmp_path, "44197", "44197.5") == [None, None]
    assert years(tmp_path, "44197", "44197.5", reading='date_serials = "1900"') == [2021, 2021]
    assert years(tmp_path, "42735", reading='date_serials = "1904"') == [2021]


@given(day=DAYS, order=st.sampled_from(sorted(ORDERS)), sign=st.sampled_from("./- "), pad=st.booleans())
def test_a_day_written_in_the_order_of_the_mapping_is_that_day(
    day: date, order: str, sign: str, pad: bool
) -> None:
    width = 2 if pad else 1
    parts = {"d": f"{day.day:0{width}}", "m": f"{day.month:0{width}}", "y": str(day.year)}
    found = read_day(sign.join(parts[letter] for letter in order), Habit(order), today=TODAY, year_only=False)
    assert isinstance(found, Dated)
    assert found.day == day


@given(day=DAYS, sign=st.sampled_from("./-"))
def test_a_day_without_an_order_is_that_day_or_said_to_be_ambiguous(day: date, sign: str) -> None:
    text = sign.join((f"{day.day:02}", f"{day.month:02}", str(day.year)))
    found = read_day(text, Habit(), today=TODAY, year_only=False)
    if isinstance(found, Dated):
        assert found.day == day
    else:
        assert found == "ambiguous_date"
        assert day.day <= 12
    year = read_day(text, Habit(), today=TODAY, year_only=True)
    assert isinstance(year, Dated)
    assert year.year == day.year


@given(
    day=DAYS,
    form=st.sampled_from(
        ["%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%Y-%m-%d %H:%M:%S", "%A, %d %B %Y"]
    ),
)
def test_every_day_of_a_known_form_is_read_whole(day: date, form: str) -> None:
    found = read_day(day.strftime(form), Habit(), today=TODAY, year_only=False)
    assert isinstance(found, Dated)
    assert found.day == day


@given(text=st.text(max_size=25), order=st.sampled_from(["", *ORDERS]), year_only=st.booleans())
def test_any_text_is_a_day_that_has_been_or_has_a_rule(text: str, order: str, year_only: bool) -> None:
    found = read_day(text, Habit(order), today=TODAY, year_only=year_only)
    if isinstance(found, Dated):
        assert 1900 <= found.year <= TODAY.year
        assert found.day is None or found.day <= TODAY + timedelta(0)
    else:
        assert found in {"date_form", "impossible_date", "ambiguous_date", "partial_date", "other_calendar"}
