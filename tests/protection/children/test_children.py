"""Children: an age in doubt is a child's until two people decide; without a guardian only safety measures go on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url, verbs
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.refusals import refusal
from tests.support.today import said

from palermo.desk.clocks import running_clocks
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import assign_case, open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import erase_person, record_coded, record_identity
from palermo.protection.children.models import AgeDecision, ChildView, Guardian
from palermo.protection.children.own_view import record_view
from palermo.protection.children.services import (
    answer_age,
    check_conflict,
    end_guardian,
    propose_age,
    record_guardian,
    request_guardian,
    verify_mandate,
)
from palermo.protection.identification.services.decisions import decide
from palermo.protection.identification.services.identification import record_account, record_screening
from palermo.protection.identification.services.presumption import presume
from palermo.protection.referral.services.sending import send_enquiry
from palermo.reference.persons import AgeBand
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.today import items
from palermo.trust.unit_of_work import unit_of_work

TODAY = timezone.now().date()
RESTS_ON = "The school register of Wendlebury"


@pytest.fixture
def leads(cast: Cast) -> Staff:
    return cast.owner[Role.COORDINATOR]


@pytest.fixture
def case(cast: Cast, works: Staff, leads: Staff) -> Case:
    """Somebody whose age is in doubt, with the caseworker and the decision-maker."""
    with unit_of_work(works):
        made = open_case(works, age_band="in_doubt")
    with unit_of_work(leads):
        assign_case(leads, case_id=made.pk, user_id=cast.owner[Role.DECISION_MAKER].user_id)
    return made


def age_of(actor: Actor, case: Case) -> str:
    with unit_of_work(actor):
        return Person.objects.get(pk=case.person_id).age_band


def proposed(actor: Actor, case: Case, age_band: str = "18_25") -> AgeDecision:
    with unit_of_work(actor):
        return propose_age(actor, case_id=case.pk, age_band=age_band, reasons=RESTS_ON)


def give_guardian(actor: Actor, case: Case) -> Guardian:
    with unit_of_work(actor):
        row = record_guardian(
            actor, case_id=case.pk, name="Oona", contact="", relation="appointed", mandate="court_order"
        )
        verify_mandate(actor, guardian_id=row.pk, mandate="court_order", verified_on=TODAY)
        return check_conflict(actor, guardian_id=row.pk, conflict="none_found", checked_on=TODAY)


def test_no_one_alone_decides_that_somebody_is_no_child(works: Staff, leads: Staff, case: Case) -> None:
    known = {"gender": "woman", "nationality": "XA", "languages": ["fr"], "person_id": case.person_id}
    for age in ("18_25", "not_known", "not_asked"):
        assert refusal(works, record_coded, age_band=age, **known) == "age_needs_two_people"
        assert refusal(leads, record_coded, age_band=age, **known) == "age_needs_two_people"
    with unit_of_work(works):
        record_coded(works, age_band="12_17", **known)
    assert refusal(works, record_coded, age_band="18_25", **known) == "age_needs_two_people"


def test_a_proposal_holds_once_a_second_person_agrees_and_never_by_its_author(
    works: Staff, leads: Staff, case: Case
) -> None:
    row = proposed(works, case)
    assert age_of(works, case) == "in_doubt"
    assert refusal(works, answer_age, decision_id=row.pk, agreed=True) == "age_needs_two_people"
    assert age_of(works, case) == "in_doubt"
    with unit_of_work(leads):
        answer_age(leads, decision_id=row.pk, agreed=True)
    assert age_of(works, case) == "18_25"
    assert refusal(leads, answer_age, decision_id=row.pk, agreed=True) == "age_answered"


def test_a_second_person_who_does_not_agree_leaves_the_age_in_doubt(
    works: Staff, leads: Staff, case: Case
) -> None:
    row = proposed(works, case)
    with unit_of_work(leads):
        answer_age(leads, decision_id=row.pk, agreed=False)
    assert age_of(works, case) == "in_doubt"
    proposed(works, case, "12_17")


def test_the_profiles_function_decides_an_age_alone(cast: Cast, case: Case) -> None:
    decides = cast.owner[Role.DECISION_MAKER]
    row = proposed(decides, case, "26_40")
    assert (row.agreed, row.by_function) == (True, "decision_maker")
    assert age_of(decides, case) == "26_40"


def test_the_database_takes_no_author_as_their_own_second_person(works: Staff, case: Case) -> None:
    row = proposed(works, case)
    with unit_of_work(works) as work:
        with pytest.raises(IntegrityError, match="protection_age_decision_two"), transaction.atomic():
            AgeDecision.objects.filter(pk=row.pk).update(answered_by_id=row.proposed_by_id)
        work.fail()


def test_a_proposal_says_what_it_rests_on_and_only_one_waits(works: Staff, case: Case) -> None:
    asked = {"case_id": case.pk, "age_band": "18_25"}
    assert refusal(works, propose_age, reasons=" ", **asked) == "reasons_missing"
    proposed(works, case)
    assert refusal(works, propose_age, reasons="x", **asked) == "age_proposal_waits"


def test_a_relative_counts_for_nothing_by_being_one(works: Staff, case: Case) -> None:
    with unit_of_work(works):
        row = record_guardian(
            works, case_id=case.pk, name="An aunt", contact="", relation="relative", mandate="private_paper"
        )
    asked = {"guardian_id": row.pk, "verified_on": TODAY}
    assert refusal(works, verify_mandate, mandate="private_paper", **asked) == "guardian_mandate_none"
    with unit_of_work(works):
        check_conflict(works, guardian_id=row.pk, conflict="none_found", checked_on=TODAY)
    answers = {"fear": "observed"}
    assert refusal(works, record_screening, case_id=case.pk, answers=answers) == "guardian_needed"


def test_without_a_guardian_nothing_is_asked_and_nothing_decided_but_a_presumption_protects(
    cast: Cast, works: Staff, case: Case
) -> None:
    decides = cast.owner[Role.DECISION_MAKER]
    told = {"case_id": case.pk, "text": "Something", "told_on": PartialDate.of(TODAY)}
    assert refusal(works, record_account, **told) == "guardian_needed"
    assert refusal(works, record_screening, case_id=case.pk, answers={}) == "guardian_needed"
    with unit_of_work(works):
        presume(
            works,
            case_id=case.pk,
            presumed_on=TODAY - timedelta(days=40),
            responder_kind="ngo",
            told=["may_say_no"],
        )
    decision = {"case_id": case.pk, "outcome": "positive", "reasons": "Because"}
    assert refusal(decides, decide, **decision) == "guardian_needed"
    give_guardian(works, case)
    with unit_of_work(works):
        record_account(works, **told)
        record_screening(works, case_id=case.pk, answers={"fear": "observed"}, means=["deception"])
    with unit_of_work(decides):
        decide(decides, **decision)


def test_a_child_needs_no_means_and_none_are_kept_or_asked(works: Staff, case: Case) -> None:
    give_guardian(works, case)
    with unit_of_work(works):
        row = record_screening(works, case_id=case.pk, answers={}, acts=["receipt"], means=["fraud"])
    assert (row.acts, row.means) == (["receipt"], [])
    browser = signed_in(works)
    assert browser.get(url("screening", case.pk, BEGUN, "means")).status_code == 404
    assert "Not needed: a child" in text_of(browser.get(url("identification", case.pk)))


def test_without_a_guardian_only_safety_measures_are_asked_of_other_offices(
    cast: Cast, works: Staff, case: Case
) -> None:
    flow.agree(cast)
    asked = {
        "recipient_id": cast.partner.id,
        "answers": replace(flow.ANSWERS, age_band=AgeBand.IN_DOUBT),
        "answer_within": timedelta(hours=4),
    }
    with unit_of_work(works):
        bed = record_need(works, case_id=case.pk, kind="accommodation", urgency="tonight")
        school = record_need(works, case_id=case.pk, kind="education", urgency="weeks")
    assert refusal(works, send_enquiry, need_id=school.pk, **asked) == "guardian_needed"
    with unit_of_work(works):
        send_enquiry(works, need_id=bed.pk, **asked)
    give_guardian(works, case)
    with unit_of_work(works):
        send_enquiry(works, need_id=school.pk, **asked)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (f"{TODAY.year - 17}", "in_doubt"),
        (f"{TODAY.year - 18}-12-31", "in_doubt" if (TODAY.month, TODAY.day) < (12, 31) else "26_40"),
        (f"{TODAY.year - 19}", "26_40"),
    ],
)
def test_a_birth_by_which_somebody_may_be_a_child_puts_the_age_in_doubt(
    works: Staff, leads: Staff, birth: str, expected: str
) -> None:
    with unit_of_work(works):
        case = open_case(works, age_band="26_40")
        record_identity(works, person_id=case.person_id, name="Quill", birth=birth)
    assert age_of(works, case) == expected
    assert ("person.age_doubted" in verbs(works, case.person_id)) is (expected == "in_doubt")


def test_an_age_that_two_people_found_is_not_put_in_doubt_by_correcting_a_name(
    works: Staff, leads: Staff
) -> None:
    born = f"{TODAY.year - 17}"
    with unit_of_work(works):
        case = open_case(works)
        record_identity(works, person_id=case.person_id, name="Quill", birth=born)
    proposal = proposed(works, case)
    with unit_of_work(leads):
        answer_age(leads, decision_id=proposal.pk, agreed=True)
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, name="Quillon", birth=born)
    assert age_of(works, case) == "18_25"
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, birth=f"{TODAY.year - 16}")
    assert age_of(works, case) == "in_doubt"


def test_who_is_a_child_already_stays_in_the_band_that_was_recorded(works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works, age_band="under_12")
        record_identity(works, person_id=case.person_id, birth=f"{TODAY.year - 9}")
    assert age_of(works, case) == "under_12"


@pytest.mark.parametrize("said", [AgeBand.FROM_18_TO_25, AgeBand("not_said")])
def test_who_is_treated_as_a_child_is_asked_for_as_a_child(
    cast: Cast, works: Staff, case: Case, said: AgeBand
) -> None:
    flow.agree(cast)
    with unit_of_work(works):
        bed = record_need(works, case_id=case.pk, kind="accommodation", urgency="tonight")
    asked = {
        "need_id": bed.pk,
        "recipient_id": cast.partner.id,
        "answers": replace(flow.ANSWERS, age_band=said),
        "answer_within": timedelta(hours=4),
    }
    assert refusal(works, send_enquiry, **asked) == "age_needs_two_people"
    browser = signed_in(works)
    browser.post(
        url("enquire", bed.pk, BEGUN, "office"), {"recipient": str(cast.partner.id), "action": "continue"}
    )
    page = text_of(browser.get(url("enquire", bed.pk, BEGUN, "enquiry")))
    offered = re.findall(r'name="age_band" value="(\w+)"', page)
    assert offered == ["under_12", "12_17", "in_doubt"]


@pytest.mark.parametrize("lost", ["ended", "mandate_over", "conflict"])
def test_a_child_who_loses_the_guardian_is_on_today_again(works: Staff, case: Case, lost: str) -> None:
    with unit_of_work(works):
        request_guardian(works, case_id=case.pk, requested_of="court", on=TODAY)
    guardian = give_guardian(works, case)
    title = f"Ask for a guardian: {case.code}"

    def titles() -> list[str]:
        with unit_of_work(works):
            return [said(item) for item in items(works, now=timezone.now())]

    assert title not in titles()
    with unit_of_work(works):
        if lost == "ended":
            end_guardian(works, guardian_id=guardian.pk, reason="replaced", on=TODAY)
        elif lost == "conflict":
            check_conflict(works, guardian_id=guardian.pk, conflict="found", checked_on=TODAY)
        else:
            verify_mandate(
                works,
                guardian_id=guardian.pk,
                mandate="court_order",
                verified_on=TODAY - timedelta(days=9),
                mandate_until=TODAY - timedelta(days=1),
            )
    assert title in titles()
    with unit_of_work(works):
        request_guardian(works, case_id=case.pk, requested_of="court", on=TODAY)
    assert title not in titles()


def test_a_guardian_asked_for_is_awaited_until_one_counts(works: Staff, case: Case) -> None:
    with unit_of_work(works):
        assert f"Ask for a guardian: {case.code}" in [said(item) for item in items(works, now=timezone.now())]
        row = request_guardian(works, case_id=case.pk, requested_of="court", on=TODAY)
        clock = running_clocks(works, room="protection").get(kind="guardian")
        assert clock.due_at.date() == row.due_on
        titles = [said(item) for item in items(works, now=timezone.now())]
        assert f"Guardian awaited: {case.code}" in titles
        assert f"Ask for a guardian: {case.code}" not in titles
    give_guardian(works, case)
    with unit_of_work(works):
        assert not running_clocks(works, room="protection").exists()
    again = {"case_id": case.pk, "requested_of": "court", "on": TODAY}
    assert refusal(works, request_guardian, **again) == "guardian_there"


def test_the_child_is_heard_with_or_without_a_guardian_and_the_words_stay_apart(
    works: Staff, case: Case
) -> None:
    with unit_of_work(works):
        row = record_view(
            works,
            case_id=case.pk,
            topic="guardian",
            wish="does_not_want",
            heard_on=PartialDate.of(TODAY),
            text="Not my uncle, please",
        )
    browser = signed_in(works)
    page = text_of(browser.get(url("child", case.pk)))
    assert "Does not want it" in page
    assert "Not my uncle" not in page
    assert "Not my uncle" in text_of(browser.get(url("child_view", case.pk, row.pk)))
    assert "revealed" in verbs(works, case.person_id)


def test_the_page_of_corrections_offers_nobody_to_end_a_childs_protection_alone(
    works: Staff, case: Case
) -> None:
    browser = signed_in(works)
    browser.post(url("identity", case.pk, BEGUN, "contact"), {"safe_contact": "", "action": "continue"})
    about = {
        "age_band": "26_40",
        "gender": "woman",
        "nationality": "not_asked",
        "language_1": "not_asked",
        "action": "continue",
    }
    page = browser.post(url("identity", case.pk, BEGUN, "about"), about)
    assert page.status_code == 200
    assert "Nobody decides alone that somebody is no child" in text_of(page)
    assert age_of(works, case) == "in_doubt"


def test_an_erasure_leaves_no_word_of_the_child_and_no_guardian(
    works: Staff, leads: Staff, case: Case
) -> None:
    give_guardian(works, case)
    proposed(works, case)
    with unit_of_work(works):
        record_view(
            works,
            case_id=case.pk,
            topic="return",
            wish="undecided",
            heard_on=PartialDate.of(TODAY),
            text="Home?",
        )
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason="person_asked")
        guardian, view, age = Guardian.objects.get(), ChildView.objects.get(), AgeDecision.objects.get()
        assert not any(
            bytes(text)
            for text in (guardian.guardian_name, guardian.guardian_contact, view.own_words, age.age_reasons)
        )
        assert guardian.ended_reason == "erased"
        assert not running_clocks(leads, room="protection").exists()
