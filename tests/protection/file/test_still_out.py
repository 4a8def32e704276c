"""Closing asks about everything still out; a closed case sends nothing about the person until it is open again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url, verbs
from tests.support.begun import BEGUN
from tests.support.cast import Cast
from tests.support.today import said

from palermo.desk.drafts import SealedDraft
from palermo.desk.models import Draft
from palermo.protection.accountability.codes import ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.cases.codes import CaseState, CloseReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Closing
from palermo.protection.cases.services.cases import close_case, open_case, reopen_case
from palermo.protection.cases.services.still_out import close_file, file_of
from palermo.protection.children.services import propose_age, request_guardian
from palermo.protection.identification.services.presumption import presume
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.services.consent import record_yes
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.today import referrals_to_follow
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import ConsentMeans, GivenBy
from palermo.trust.service import Refused
from palermo.trust.still_out import Leave, still_out
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work


def out_about(actor: Staff, case: Case) -> dict[str, str]:
    """The key of each thing that is out, by the code of its kind."""
    with unit_of_work(actor):
        return {thing.kind.code: thing.key for thing in still_out(actor, file_of(case))}


def test_the_page_asks_about_each_thing_ends_what_is_ended_and_says_what_was_left(
    cast: Cast, asker: Staff, helper: Staff, browser: Client
) -> None:
    flow.agree(cast)
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    today = timezone.now().date()
    with unit_of_work(asker):
        record_complaint(
            asker,
            case_id=file.case.pk,
            about=ComplaintAbout.SERVICE,
            words="The door",
            received_on=today,
            answer_due=today,
        )
        SealedDraft(asker, room="protection", flow="identity", object_id=file.case.pk, beginning=BEGUN).save(
            {"contact": {"safe_contact": ["x"]}}
        )
    keys = out_about(asker, file.case)
    assert keys.keys() == {"asked", "complaint", "draft"}
    page = text_of(browser.get(url("close", file.case.pk)))
    assert "Partner, bed" in page
    assert all(f'name="{key}"' in page for key in keys.values())
    closing = {
        "reason": "contact_lost",
        "closed_on_day": today.day,
        "closed_on_month": today.month,
        "closed_on_year": today.year,
    }
    assert browser.post(url("close", file.case.pk), closing).status_code == 200, "nothing closes unanswered"
    answers = {
        keys["asked"]: "not_pursued",
        keys["complaint"]: Leave.OWED.value,
        keys["draft"]: "thrown_away",
    }
    closed = browser.post(url("close", file.case.pk), {**closing, **answers}, follow=True)
    assert "The case is closed." in text_of(closed)
    flow.work_off()
    assert flow.received(helper, referral).state == ReferralState.NOT_PURSUED
    assert verbs(asker, file.case.pk)[-2:] == ["case.closed", "case.still_out"]
    with unit_of_work(asker):
        assert not Draft.objects.exists()
        assert [(one["what"], one["why"]) for one in Closing.objects.get().left] == [("complaint", "owed")]
    assert "it is owed, whatever becomes of the case" in text_of(browser.get(url("goals", file.case.pk)))


def test_what_came_out_after_the_page_was_made_is_asked_about_and_nothing_is_half_done(
    cast: Cast, asker: Staff
) -> None:
    flow.agree(cast)
    file = flow.open_file(asker)
    flow.enquire(asker, file.need, cast.partner.id)
    with unit_of_work(asker), pytest.raises(Refused, match="still_out"):
        close_file(asker, case_id=file.case.pk, reason=CloseReason.CONTACT_LOST, answers={})
    with unit_of_work(asker):
        assert Case.objects.get(pk=file.case.pk).state == CaseState.OPEN


def test_a_childs_guardian_age_and_decision_are_asked_about(works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works, age_band="in_doubt")
        today = timezone.now().date()
        request_guardian(works, case_id=case.pk, requested_of="child_protection", on=today)
        propose_age(works, case_id=case.pk, age_band="12_17", reasons="A school paper")
        presume(works, case_id=case.pk, presumed_on=today, responder_kind="police", told=["may_say_no"])
    keys = out_about(works, case)
    assert keys.keys() == {"guardian", "age", "decision", "reflection", "notification"}
    answers = dict.fromkeys(keys.values(), Leave.COLLEAGUE.value)
    answers |= {keys["guardian"]: "no_longer", keys["decision"]: "no_longer"}
    with unit_of_work(works):
        close_file(works, case_id=case.pk, reason=CloseReason.PERSON_WISHED, answers=answers)
    assert out_about(works, case).keys() == {"age"}, (
        "the deadlines end with the case, what is said about them stays"
    )


def test_who_the_person_is_leaves_no_closed_case_and_the_pages_say_so(
    cast: Cast, asker: Staff, helper: Staff, browser: Client
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    with unit_of_work(asker):
        close_case(asker, case_id=file.case.pk, reason=CloseReason.CONTACT_LOST)
    flow.accepted(helper, referral)
    with unit_of_work(asker):
        (item,) = read(referrals_to_follow(asker, timezone.now()))
        assert "Closed" in {str(fact) for fact in item.facts}, said(item)
    page = text_of(browser.get(url("referral", referral.pk)))
    assert "The case is closed" in page
    assert url("reopen", file.case.pk) in page
    assert browser.get(url("referral_answer", referral.pk, "start")).status_code == 302
    with unit_of_work(asker), pytest.raises(Refused, match="case_closed_first"):
        record_yes(
            asker,
            referral_id=referral.pk,
            given_by=GivenBy.SELF,
            data_classes=flow.AGREED,
            form=ConsentMeans.SPOKEN,
            language="fr",
            text_version="disclosure-1",
            alternative_existed=True,
            told_limits=True,
            valid_until=timezone.now().date() + timedelta(days=30),
        )
    flow.consent(asker, referral)
    with unit_of_work(asker), pytest.raises(Refused, match="case_closed_first"):
        send_identity_slice(asker, referral_id=referral.pk, data_classes=flow.AGREED)
    with unit_of_work(asker):
        reopen_case(asker, case_id=file.case.pk)
    flow.disclose(asker, referral)
    assert out_about(asker, file.case).keys() == {"told"}
    there = flow.received(helper, referral)
    with unit_of_work(helper):
        arrived = Case.objects.get(pk=there.case_id)
    (key,) = out_about(helper, arrived).values()
    with unit_of_work(helper):
        close_file(helper, case_id=arrived.pk, reason=CloseReason.PERSON_WISHED, answers={key: "need_met"})
    flow.work_off()
    assert flow.now_at(asker, referral).state == ReferralState.COMPLETED
