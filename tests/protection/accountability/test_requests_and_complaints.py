"""Requests of authorities disclose nothing and need two people; complaints are answered by nobody complained of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection.pages import full_case, text_of, url, verbs
from tests.support.begun import BEGUN
from tests.support.cast import Cast, another, signed_in
from tests.support.last_page import press

from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    ComplaintAbout,
    ComplaintOutcome,
    RequestAnswer,
)
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.services.complaints import (
    answer_complaint,
    hand_over_complaint,
    record_complaint,
)
from palermo.protection.accountability.services.requests import decide_request, record_advice, record_request
from palermo.protection.accountability.today import complaints_to_answer, requests_waiting
from palermo.protection.cases.codes import CloseReason
from palermo.protection.cases.services.cases import close_case, reopen_case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.file.queries.behind import Period
from palermo.protection.file.queries.board import board
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.vault import unseal

TODAY = timezone.now().date()


def asked(actor: Staff, **about: object) -> AuthorityRequest:
    with unit_of_work(actor):
        return record_request(
            actor,
            asked_by=AuthorityKind.POLICE,
            claimed_basis=ClaimedBasis.NONE_NAMED,
            asked_for=[AskedFor.WHEREABOUTS],
            asker="Sergeant Nobody",
            asked="Where is she",
            received_on=TODAY,
            answer_due=TODAY,
            **about,  # type: ignore[arg-type]
        )


def test_a_request_is_answered_by_a_second_person_on_legal_advice_and_sends_nothing(
    cast: Cast, works: Staff, browser: Client
) -> None:
    case, lead = full_case(works), cast.owner[Role.COORDINATOR]
    row = asked(works, case_id=case.pk)
    assert row.answer == RequestAnswer.NOT_DISCLOSED
    with unit_of_work(lead), pytest.raises(Refused, match="request_without_advice"):
        decide_request(lead, request_id=row.pk, answer=RequestAnswer.WITHOUT_CONSENT)
    with unit_of_work(works):
        record_advice(works, request_id=row.pk, adviser="Counsel", advice="Object", advised_on=TODAY)
        with pytest.raises(Refused, match="role_missing"):
            decide_request(works, request_id=row.pk, answer=RequestAnswer.WITHOUT_CONSENT)
    with unit_of_work(lead):
        waiting = [str(item.title) for item in read(requests_waiting(lead, timezone.now()))]
        assert waiting == ["Decide on the request of an authority: nothing is disclosed before"]
    before = text_of(browser.get(url("case", case.pk)))
    assert "Sergeant" not in before and "Police" not in before, "it stands outside the file"
    leads = signed_in(lead)
    assert "Sergeant Nobody" in text_of(leads.get(url("authority_request", row.pk)))
    done = press(leads, url("request_decision", row.pk), answer="objected", follow=True)
    assert "Not disclosed, and objected to before a court" in text_of(done)
    with unit_of_work(lead), pytest.raises(Refused, match="request_answered"):
        decide_request(lead, request_id=row.pk, answer=RequestAnswer.NOT_DISCLOSED)
    with unit_of_work(works):
        told = [event.verb for event in LedgerEvent.objects.filter(verb__startswith="disclosure")]
        assert told == [], "no answer discloses anything"
        kept = [event.verb for event in LedgerEvent.objects.filter(object_id=row.pk).order_by("sequence")]
    assert [verb for verb in kept if verb.startswith("request.")] == [
        "request.recorded",
        "request.advised",
        "request.decided",
    ]


def test_whoever_recorded_the_request_or_its_advice_does_not_decide(cast: Cast) -> None:
    lead = cast.owner[Role.COORDINATOR]
    row = asked(lead)
    with unit_of_work(lead):
        record_advice(lead, request_id=row.pk, adviser="Counsel", advice="Object", advised_on=TODAY)
        assert read(requests_waiting(lead, timezone.now())) == []
        with pytest.raises(Refused, match="request_needs_second_person"):
            decide_request(lead, request_id=row.pk, answer=RequestAnswer.NOT_DISCLOSED)


def test_a_request_about_nobody_named_is_recorded_in_pages_and_handed_to_the_coordinators(
    cast: Cast, browser: Client
) -> None:
    who = {"asked_by": "immigration", "asker": "Officer Nobody", "claimed_basis": "duty_to_assist"}
    browser.post(url("request_add", BEGUN, "asker"), who)
    day = {"received_on_day": TODAY.day, "received_on_month": TODAY.month, "received_on_year": TODAY.year}
    browser.post(url("request_add", BEGUN, "asked"), {"asked_for": ["whether_known"], **day})
    done = press(browser, url("request_add", BEGUN, "check"), follow=True)
    assert "Until two people decided otherwise" in text_of(done)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        row = AuthorityRequest.objects.get()
        assert [str(item.title) for item in read(requests_waiting(lead, timezone.now()))] == [
            "Get legal advice on the request of an authority"
        ]
    assert browser.get(url("authority_request", row.pk)).status_code == 404
    assert signed_in(lead).get(url("authority_request", row.pk)).status_code == 200


def test_who_is_complained_of_neither_sees_nor_answers_it_nor_finds_it_counted(
    cast: Cast, works: Staff
) -> None:
    lead, focal = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    case = full_case(works)

    def complain(**about: object) -> Complaint:
        return record_complaint(
            works,
            case_id=case.pk,
            about=ComplaintAbout.OUR_OFFICE,
            words="Nobody listened",
            received_on=TODAY - timedelta(days=9),
            answer_due=TODAY - timedelta(days=2),
            **about,  # type: ignore[arg-type]
        )

    with unit_of_work(works):
        with pytest.raises(Refused, match="complained_of"):
            complain(about_user_id=lead.user_id, handled_by_id=lead.user_id)
        row = complain(about_user_id=lead.user_id, handled_by_id=focal.user_id)
    leads = signed_in(lead)
    assert leads.get(url("complaint", row.pk)).status_code == 404
    assert url("complaint", row.pk) not in text_of(leads.get(url("complaints")))
    with unit_of_work(lead):
        assert read(complaints_to_answer(lead, timezone.now())) == []
        with pytest.raises(Refused, match="complained_of"):
            answer_complaint(lead, complaint_id=row.pk, outcome=ComplaintOutcome.EXPLAINED, answer="No")
        counted = board(lead, Period())
        assert (counted.complaints, counted.complaints_late) == ({}, 0)
    other = another(cast.owner, Role.COORDINATOR, "Orla")
    with unit_of_work(other):
        counted = board(other, Period())
        assert (counted.complaints, counted.complaints_late) == ({"": 1}, 1)
    handles = signed_in(focal)
    with unit_of_work(focal):
        (item,) = read(complaints_to_answer(focal, timezone.now()))
        assert item.is_overdue(timezone.now())
    page = text_of(handles.get(url("complaint", row.pk)))
    assert "Nobody listened" in page
    assert case.code not in page, "who answers need not know the case"
    handles.post(url("complaint", row.pk), {"outcome": "put_right", "answer": "We listen now"})
    assert "We listen now" in text_of(signed_in(works).get(url("complaint", row.pk)))
    with unit_of_work(other):
        assert board(other, Period()).complaints == {"put_right": 1}
    assert signed_in(works).get(url("board")).status_code == 403


def test_a_complaint_goes_only_to_somebody_who_can_answer_it_and_can_be_handed_over(
    cast: Cast, works: Staff
) -> None:
    lead, focal = cast.owner[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT]
    said = {
        "about": ComplaintAbout.OUR_OFFICE,
        "words": "Nobody listened",
        "received_on": TODAY,
        "answer_due": TODAY,
    }
    decides = cast.owner[Role.DECISION_MAKER].user_id
    with unit_of_work(works):
        with pytest.raises(Refused, match="colleague_has_no_fitting_role"):
            record_complaint(works, handled_by_id=decides, **said)
        with pytest.raises(Refused, match="complaint_for_nobody"):
            record_complaint(works, about_user_id=lead.user_id, **said)
        row = record_complaint(works, about_user_id=works.user_id, **said)
    page = url("complaint_hand_over", row.pk)
    assert "Your coordinators" in text_of(signed_in(lead).get(url("complaint", row.pk)))
    offered = text_of(signed_in(lead).get(page))
    assert str(focal.user_id) in offered
    assert str(works.user_id) not in offered, "who is complained of is not offered"
    assert str(decides) not in offered
    assert signed_in(focal).get(page).status_code == 404
    signed_in(lead).post(page, {"handler": str(focal.user_id)})
    with unit_of_work(focal):
        assert len(read(complaints_to_answer(focal, timezone.now()))) == 1
    assert "complaint.handed_over" in verbs(lead, row.pk)
    back = signed_in(focal).post(page, {"handler": "coordinators"})
    assert back.headers["Location"] == url("complaints"), "handed over, it is seen no more"
    with unit_of_work(lead):
        answer_complaint(lead, complaint_id=row.pk, outcome=ComplaintOutcome.EXPLAINED, answer="So it was")
        with pytest.raises(Refused, match="complaint_answered"):
            hand_over_complaint(lead, complaint_id=row.pk, handled_by_id=focal.user_id)


def test_goals_judgement_cost_closing_and_reopening_are_kept_and_an_erasure_empties_all_words(
    cast: Cast, works: Staff, browser: Client
) -> None:
    case, lead = full_case(works), cast.owner[Role.COORDINATOR]
    browser.post(url("goals", case.pk), {"area": "work", "words": "A stall of my own"})
    page = text_of(browser.get(url("goals", case.pk)))
    assert "A stall of my own" in page
    with unit_of_work(works):
        goal = case.goals.get()
    browser.post(url("goal_state", case.pk, goal.pk), {"state": "reached"})
    browser.post(
        url("add_judgement", case.pk), {"service": "health", "said": "partly", "words": "They were kind"}
    )
    given = {"kind": "legal", "given_on_year": TODAY.year, "units": 2, "cost": "120.50"}
    assert "its currency" in text_of(browser.post(url("add_assistance", case.pk), given))
    page = text_of(browser.post(url("add_assistance", case.pk), {**given, "currency": "XAF"}))
    assert "this currency has no smaller unit" in page
    page = text_of(browser.post(url("add_assistance", case.pk), {**given, "currency": "EUR"}))
    assert "This is what is kept: 120.50 EUR (Euro)" in page
    assert "120.50 EUR" not in text_of(browser.get(url("case", case.pk))), (
        "nothing is kept before it was shown"
    )
    browser.post(url("add_assistance", case.pk), {**given, "currency": "EUR", "amount_seen": "120.50 EUR"})
    assert "120.50 EUR" in text_of(browser.get(url("case", case.pk)))
    request = asked(works, case_id=case.pk)
    with unit_of_work(works):
        close_case(
            works,
            case_id=case.pk,
            reason=CloseReason.MOVED,
            continues=["legal"],
            summary="Ask at the mill",
        )
    reason = text_of(browser.post(url("reopen", case.pk), {}))
    assert "Why is it opened again?" in reason
    browser.post(url("reopen", case.pk), {"why": "new_need"})
    page = text_of(browser.get(url("goals", case.pk)))
    for words in (
        "Reached",
        "It helped in part",
        "They were kind",
        "Ask at the mill",
        "Something new is needed",
    ):
        assert words in page
    assert verbs(works, case.pk)[-1] == "case.reopened"
    with unit_of_work(lead):
        erase_person(lead, person_id=case.person_id, reason="person_asked")
    page = text_of(browser.get(url("goals", case.pk)))
    for words in ("A stall of my own", "They were kind", "Ask at the mill"):
        assert words not in page
    with unit_of_work(lead):
        left = AuthorityRequest.objects.get(pk=request.pk)
        assert unseal(left, "asked")["asked"] == ""
        with pytest.raises(Unreadable):
            unseal(request, "asked")
        with pytest.raises(Refused, match="erased"):
            reopen_case(lead, case_id=case.pk)


def test_a_board_of_an_office_without_a_case_says_so(cast: Cast) -> None:
    page = text_of(signed_in(cast.stranger[Role.COORDINATOR]).get(url("board")))
    assert "No need is waiting." in page
    drawn = page[page.index("<main") : page.index("</main>")]
    assert "<svg" not in drawn
