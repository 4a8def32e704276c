"""Dates as they are pasted and told: in one box, in figures of any script, in the calendar of who tells them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from palermo.kit.answers import facts_of
from palermo.kit.dates import day_text
from palermo.kit.fields import PartialDateField
from palermo.kit.forms import KitForm
from palermo.kit.partial_date import PartialDate, ToldDate
from palermo.kit.pasted_dates import dates_read
from palermo.kit.templatetags.kit import show
from palermo.kit.told_fields import ToldDateField
from palermo.reference.calendars import Calendar


class PlainForm(KitForm):
    on = PartialDateField(label="On", required=False)


class BornForm(KitForm):
    on = ToldDateField(label="Born", required=False, latest=date(2026, 11, 30))


def plain(**parts: str) -> PlainForm:
    return PlainForm({f"on_{name}": text for name, text in parts.items()})


def born(year: str, month: str = "", day: str = "", calendar: str = "") -> BornForm:
    return BornForm({"on_year": year, "on_month": month, "on_day": day, "on_calendar": calendar})


def error_of(form: KitForm) -> str:
    return " ".join(form.errors.get("on", []))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3.5.1998", "1998-05-03"),
        ("1998-05-03", "1998-05-03"),
        ("1998/5/3", "1998-05-03"),
        ("3 May 1998", "1998-05-03"),
        ("May 3rd, 1998", "1998-05-03"),
        ("31/12/1998", "1998-12-31"),
        ("12/31/1998", "1998-12-31"),
        ("5/5/1998", "1998-05-05"),
        ("May 1998", "1998-05"),
        ("05.1998", "1998-05"),
        ("\u0663/\u0665/\u0661\u0669\u0669\u0668"[::1].replace("/", "."), "1998-05-03"),
        ("\u06f1\u06f9\u06f9\u06f8-\u06f0\u06f5-\u06f0\u06f3", "1998-05-03"),
        ("\u20663.5.1998\u2069", "1998-05-03"),
    ],
)
@pytest.mark.parametrize("box", ["day", "month", "year"])
def test_a_date_in_one_box_is_read(text: str, iso: str, box: str) -> None:
    form = plain(**{box: text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"].iso == iso


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "3 mai 1998"), ("es", "3 de mayo de 1998"), ("ar", "3 مايو 1998")]
)
def test_names_of_months_are_those_of_the_page(language: str, text: str) -> None:
    with translation.override(language):
        form = plain(year=text)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["on"].iso == "1998-05-03"


def test_what_can_be_two_dates_is_asked_back_and_what_is_none_is_refused() -> None:
    assert "3 May 1998 or 5 Mar 1998" in error_of(plain(year="3/5/1998"))
    for text in ("3/5/98", "31.2.1998", "soon", "1998-13-01"):
        assert not plain(year=text).is_valid(), text
    figures = {"day": "\u0663", "month": "\u0665", "year": "\u0661\u0669\u0669\u0668"}
    assert plain(**figures).is_valid()


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y"]),
)
def test_what_was_meant_is_always_among_the_readings(day: date, habit: str) -> None:
    read = dates_read(day.strftime(habit), month_of=lambda text: int(text) if text.isdecimal() else None)
    assert PartialDate.of(day) in read
    assert len(read) <= 2


@given(st.text(max_size=45))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert len(dates_read(text, month_of=lambda part: int(part) if part.isdecimal() else None)) <= 2


def test_a_date_of_another_calendar_is_kept_as_told_beside_ours() -> None:
    form = born("1993", "3", "10", "ethiopian")
    assert form.is_valid(), form.errors
    kept = form.cleaned_data["on"]
    assert kept == ToldDate.told(Calendar.ETHIOPIAN, 1993, 3, 10)
    assert day_text(kept) == "10.3.1993 (Ethiopian): 19 Nov 2000"
    assert "10.3.1993 (Ethiopian): 19 Nov 2000" in str(show(facts_of(form)[0].value))
    year = ToldDate.told(Calendar.ETHIOPIAN, 1993)
    assert day_text(year) == "1993 (Ethiopian): 11 Sep 2000 to 10 Sep 2001"
    again = str(BornForm(initial={"on": kept})["on"])
    boxes = re.findall(r'name="on_(\w+)" id="[^"]+" value="(\d+)"', again)
    assert boxes == [("day", "10"), ("month", "3"), ("year", "1993")]
    assert '<option value="ethiopian" selected>' in again
    assert not BornForm(form.data, initial={"on": kept}).has_changed()
    assert day_text(ToldDate.told(Calendar.GREGORIAN, 2000, 11, 19)) == "19 Nov 2000"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("1403",), "in which calendar it was told"),
        (("2551",), "in which calendar it was told"),
        (("2058",), "in which calendar it was told"),
        (("1993", "13", "1"), "one has 13 months"),
        (("1993", "14", "1", "ethiopian"), "no such month in this calendar"),
        (("1403", "12", "31", "persian"), "no such day in this calendar"),
        (("1403", "", "3", "persian"), "Enter the month too"),
        (("1850", "", "", "persian"), "cannot be reckoned"),
        (("2100", "1", "1", "nepali"), "not after 30 Nov 2026"),
        (("1993", "1", "1", "mayan"), "one of the calendars listed"),
        (("93", "1", "1", "ethiopian"), "cannot be reckoned"),
    ],
)
def test_a_year_that_ours_cannot_mean_leads_to_the_calendar(parts: tuple[str, ...], words: str) -> None:
    form = born(*parts)
    assert not form.is_valid()
    assert words in error_of(form)
