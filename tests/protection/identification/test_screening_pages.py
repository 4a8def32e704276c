"""The screening is a row for each observation, without a score; its last page is short."""

from __future__ import annotations

from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN

from palermo.protection.identification.words import INDICATORS
from palermo.reference.indicators import Family, indicators
from palermo.trust.actor import Staff


def test_the_last_page_shows_what_was_answered_and_counts_the_rest(browser: Client, works: Staff) -> None:
    case = flow.open_file(works).case
    asked = [one.code for one in indicators() if one.family is Family.MOVEMENT]
    for family in Family:
        codes = [one.code for one in indicators() if one.family is family]
        answers = dict.fromkeys(codes, "not_asked")
        if family is Family.MOVEMENT:
            answers[asked[0]] = "observed"
        page = text_of(browser.get(url("screening", case.pk, BEGUN, family.value)))
        assert page.count("<fieldset") == len(codes)
        assert page.count("<legend>") == len(codes)
        assert 'class="matrix"' in page
        browser.post(url("screening", case.pk, BEGUN, family.value), {"action": "continue", **answers})
    for element in ("act", "means", "purpose"):
        browser.post(url("screening", case.pk, BEGUN, element), {"action": "continue"})
    page = text_of(browser.get(url("screening", case.pk, BEGUN, "check")))
    assert str(INDICATORS[asked[0]]) in page
    assert str(INDICATORS[asked[1]]) not in page
    # One line for each group that was not asked whole, and one for each element left open.
    assert page.count("<dt>Not asked</dt>") == len(Family)
    assert page.count(str(len(asked) - 1)) >= 1
    assert not [word for word in ("score", "points", "per cent") if word in page.lower()]
