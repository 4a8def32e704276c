"""What she said last is what counts: on the pages before anything leaves, and after she took it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import DataClass
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def referral(cast: Cast, works: Staff) -> Referral:
    """Accepted in principle; the person has not answered yet."""
    flow.agree(cast)
    flow.have_basis(cast)
    made = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], made)
    return made


def say_yes(browser: Client, referral: Referral, *classes: str) -> str:
    """Her yes through the pages; where the last of them leads, or the page that does not let it pass."""
    until = timezone.now().date() + timedelta(days=60)
    begun = uuid4()
    browser.post(url("referral_answer", referral.pk, begun, "answer"), {"answer": "yes"})
    answer = browser.post(
        url("referral_answer", referral.pk, begun, "consent"),
        {
            "told_limits": "on",
            "alternative_existed": "no",
            "given_by": "self",
            "form": "spoken",
            "language": "fr",
            "data_classes": classes,
            "until": "day",
            "valid_until_day": until.day,
            "valid_until_month": until.month,
            "valid_until_year": until.year,
        },
    )
    if answer.status_code == 200:
        return text_of(answer)
    return press(browser, url("referral_answer", referral.pk, begun, "check"))["Location"]


def test_a_narrower_yes_takes_away_what_was_ticked_under_the_wider_one(
    browser: Client, referral: Referral
) -> None:
    say_yes(browser, referral, "name", "birth", "needs")
    chosen = browser.post(
        url("referral_identity", referral.pk, BEGUN, "classes"), {"data_classes": ["name", "birth"]}
    )
    assert chosen["Location"].endswith("/check/")
    say_yes(browser, referral, "needs")
    start = browser.get(url("referral_identity", referral.pk, "start"))
    assert start["Location"].endswith("/classes/")
    page = text_of(browser.get(start["Location"]))
    assert 'value="needs"' in page
    assert 'value="name"' not in page
    assert 'value="birth"' not in page


def test_a_yes_to_nothing_is_not_recorded_as_a_yes(browser: Client, referral: Referral) -> None:
    page = say_yes(browser, referral)
    assert "If it may know nothing, go back and record a no." in page


def test_the_line_of_time_says_to_what_she_said_yes(browser: Client, referral: Referral) -> None:
    say_yes(browser, referral, "needs")
    page = text_of(browser.get(url("referral", referral.pk)))
    assert "The person said yes" in page
    assert "What is needed (until" in page or "How to reach the person safely, What is needed (until" in page
    case = text_of(browser.get(url("case", referral.case_id)))
    assert "There was no other help when the yes was given" in case


def test_a_withdrawal_stands_on_top_of_the_file_the_other_office_works_with(
    cast: Cast, works: Staff, referral: Referral
) -> None:
    flow.consent(works, referral, classes=[DataClass.SAFE_CONTACT, DataClass.NAME])
    flow.disclose(works, referral, classes=[DataClass.NAME])
    helper = cast.partner[Role.FOCAL_POINT]
    with unit_of_work(helper):
        enquiry = Enquiry.objects.get(code=referral.code)
    helps = signed_in(helper)
    assert "Consent has ended" not in text_of(helps.get(url("case", enquiry.case_id)))
    with unit_of_work(works):
        withdraw(works, referral_id=referral.pk)
    flow.work_off()
    page = text_of(helps.get(url("case", enquiry.case_id)))
    assert page.index("Consent has ended") < page.index("Before you call, write or visit")
    assert url("enquiry", enquiry.pk) in page
    kept = helps.post(url("enquiry_withdrawal", enquiry.pk), {"answer": "erased"})
    assert "Tick this to erase the file" in text_of(kept)


def test_whoever_was_signed_out_is_told_that_the_form_was_not_kept(
    browser: Client, referral: Referral
) -> None:
    browser.cookies.clear()
    answer = browser.post(url("referral_end", referral.pk), follow=True)
    assert "nothing of it was kept" in text_of(answer)
    assert str(referral.pk) not in answer.redirect_chain[-1][0]
