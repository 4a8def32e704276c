"""Nationalities: in the language of the page, in its order; a person has one or several, and loses none."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.last_page import press

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.forms.cases import AboutForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.nationalities import nationality_choices, nationality_text
from palermo.protection.cases.rules import go_together, may_be_ethiopian, nationalities_in
from palermo.trust.actor import Staff
from palermo.trust.unit_of_work import unit_of_work


@pytest.mark.parametrize(
    ("language", "word"), [("en-gb", "Eritrea"), ("fr", "Érythrée"), ("ar", "إريتريا"), ("es", "Eritrea")]
)
def test_a_nationality_is_said_in_the_language_of_the_page(language: str, word: str) -> None:
    with translation.override(language):
        assert str(nationality_text("ERI")) == word
        assert ("ERI", word) in nationality_choices()


def test_states_stand_in_the_order_of_the_language_and_none_is_lost() -> None:
    with translation.override("fr"):
        french = [code for code, _word in nationality_choices()]
    with translation.override("en-gb"):
        english = [code for code, _word in nationality_choices()]
    assert sorted(french) == sorted(english)
    assert french.index("DEU") < french.index("ERI") < french.index("ESP"), "Allemagne, Érythrée, Espagne"


CODES = st.sampled_from(["ERI", "ETH", "SDN", "stateless", "other", "not_asked", "not_said", "RS", ""])


@given(first=CODES, told=st.none() | st.lists(CODES), before=st.lists(CODES, max_size=3))
def test_whatever_a_package_of_either_version_tells_can_be_kept(
    first: str, told: list[str] | None, before: list[str]
) -> None:
    payload = {"nationality": first} | ({} if told is None else {"other_nationalities": told})
    found = nationalities_in(payload, before=before)
    assert found["nationality"] == (first or "not_asked")
    assert go_together([found["nationality"], *found["other_nationalities"]])
    assert set(found["other_nationalities"]) <= set(before if told is None else told)


def test_the_years_of_ethiopia_are_asked_about_whichever_nationality_says_it() -> None:
    birth, day = PartialDate(2001), date(2026, 11, 30)
    for told in (["ERI"], ["SDN", "ETH"]):
        assert may_be_ethiopian(birth, languages=["ar"], nationalities=told, day=day)


@pytest.mark.parametrize(
    ("first", "another", "fits"),
    [("ERI", "ETH", True), ("stateless", "ETH", False), ("not_known", "ETH", False), ("ERI", "ERI", True)],
)
def test_another_nationality_stands_beside_a_first_one_only(first: str, another: str, fits: bool) -> None:
    open_ = dict.fromkeys(("age_band", "gender", "language_1"), "not_asked")
    form = AboutForm({**open_, "nationality": first, "nationality_2": another})
    assert form.is_valid() is fits
    assert list(form.errors) == ([] if fits else ["nationality"])


def test_two_nationalities_are_told_shown_and_kept_when_other_answers_are_corrected(
    browser: Client, works: Staff
) -> None:
    about = dict.fromkeys(("age_band", "gender", "language_1"), "not_asked")
    came = {"route": "not_asked"}
    told = {**about, "nationality": "ERI", "nationality_2": "ETH"}
    for step, typed in (("needs", {}), ("contact", {}), ("came", came), ("about", told), ("who", {})):
        browser.post(url("open_case_step", BEGUN, step), {"action": "continue", **typed})
    press(browser, url("open_case_step", BEGUN, "check"))
    with unit_of_work(works):
        case = Case.objects.select_related("person").get()
    assert case.person.nationalities == ("ERI", "ETH")
    assert "Eritrea, Ethiopia" in text_of(browser.get(url("case", case.pk)))
    assert "Ethiopia" in text_of(browser.get(url("identity", case.pk, BEGUN, "check")))
    press(browser, url("identity", case.pk, BEGUN, "check"))
    with unit_of_work(works):
        assert Person.objects.get().nationalities == ("ERI", "ETH")
