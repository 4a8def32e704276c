"""The page of a yes: filled in where it can be known, right at the first try, and ended with the help it is for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast
from tests.support.last_page import press

from palermo.kit.partial_date import PartialDate
from palermo.protection.first_contact.codes import InformationForm
from palermo.protection.first_contact.services.information import record_information
from palermo.protection.referral.codes import Outcome
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.receiving import complete
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import DataClass
from palermo.trust.unit_of_work import unit_of_work

GIVEN = {"told_limits": "on", "alternative_existed": "yes", "form": "spoken", "data_classes": ["name"]}
"""What a colleague has to answer: the rest stands there."""


@pytest.fixture
def referral(cast: Cast, works: Staff, helper: Staff) -> Referral:
    """An offer about which the person is asked."""
    flow.agree(cast)
    flow.have_basis(cast)
    sent = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, sent)
    return sent


def filled_in(page: str) -> dict[str, str]:
    """What stands in the page before anybody answers: the language typed, and the choices that are made."""
    chosen = re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]* checked', page)
    typed = re.findall(r'<input type="text" name="(language)" value="([^"]*)"', page)
    return dict([*chosen, *typed])


def test_four_answers_are_enough_and_the_first_try_is_right(
    browser: Client, works: Staff, helper: Staff, referral: Referral
) -> None:
    with unit_of_work(works):
        record_information(
            works,
            case_id=referral.case_id,
            language="es",
            form=InformationForm.READ_ALOUD,
            given_on=PartialDate.of(timezone.now().date()),
        )
    browser.post(url("referral_answer", referral.pk, BEGUN, "answer"), {"answer": "yes"})
    step = url("referral_answer", referral.pk, BEGUN, "consent")
    there = filled_in(text_of(browser.get(step)))
    assert there == {"given_by": "self", "until": "help_ends", "language": "Spanish"}
    assert browser.post(step, {**there, **GIVEN}).status_code == 302
    press(browser, url("referral_answer", referral.pk, BEGUN, "check"))
    with unit_of_work(works):
        row = Consent.objects.get()
        assert (row.language, row.until_help_ends) == ("es", True)
        assert row.valid_until == timezone.now().date() + timedelta(days=365)
    flow.disclose(works, referral, classes=[DataClass.NAME])
    row = flow.received(helper, referral)
    with unit_of_work(helper):
        complete(helper, enquiry_id=row.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    with unit_of_work(works):
        assert Consent.objects.get().ended_at is not None


@pytest.mark.parametrize(("until", "days"), [("months_3", 91), ("year", 365)])
def test_a_span_is_counted_from_today(
    browser: Client, works: Staff, referral: Referral, until: str, days: int
) -> None:
    browser.post(url("referral_answer", referral.pk, BEGUN, "answer"), {"answer": "yes"})
    said = {**GIVEN, "given_by": "self", "language": "French", "until": until}
    browser.post(url("referral_answer", referral.pk, BEGUN, "consent"), said)
    press(browser, url("referral_answer", referral.pk, BEGUN, "check"))
    with unit_of_work(works):
        row = Consent.objects.get()
        assert (row.valid_until - timezone.now().date()).days == days
        assert row.until_help_ends is False


def test_a_day_of_ones_own_is_asked_for(browser: Client, referral: Referral) -> None:
    browser.post(url("referral_answer", referral.pk, BEGUN, "answer"), {"answer": "yes"})
    said = {**GIVEN, "given_by": "self", "language": "French", "until": "day"}
    page = browser.post(url("referral_answer", referral.pk, BEGUN, "consent"), said)
    assert "Enter the day until which the yes holds." in text_of(page)
