"""A state that somebody changed after the page was opened is not written over: the page says who did it, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    ComplaintAbout,
    ComplaintOutcome,
)
from palermo.protection.accountability.services.complaints import answer_complaint, record_complaint
from palermo.protection.accountability.services.requests import record_advice, record_request
from palermo.protection.cases.codes import CloseReason, NeedState
from palermo.protection.cases.codes.arrival import GenderWish
from palermo.protection.cases.codes.goals import GoalArea, GoalState, ReopenReason
from palermo.protection.cases.services.cases import close_case, reopen_case
from palermo.protection.cases.services.goals import record_goal, set_goal_state
from palermo.protection.cases.services.known_as import call_case
from palermo.protection.cases.services.needs import set_need_state
from palermo.protection.first_contact.services.contact import record_wishes
from palermo.protection.referral.codes import DeclineReason
from palermo.protection.referral.services.receiving import decline
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.unit_of_work import unit_of_work

CHANGED = "This was changed after you began"
SHOWN = re.compile(r'name="shown" value="([^"]*)"')


@dataclass(frozen=True)
class Tabs:
    """One page open in a tab, and what a colleague does meanwhile."""

    page: str
    post: str
    sent: dict[str, str]
    meanwhile: Callable[[Staff], object]


def _day(name: str) -> dict[str, str]:
    today = timezone.now().date()
    parts = (("day", today.day), ("month", today.month), ("year", today.year))
    return {f"{name}_{part}": str(number) for part, number in parts}


def of_need(works: Staff, file: flow.File) -> Tabs:
    return Tabs(
        url("case", file.case.pk),
        url("need_state", file.case.pk, file.need.pk),
        {"state": "no_longer"},
        lambda other: set_need_state(other, need_id=file.need.pk, state=NeedState.MET),
    )


def of_goal(works: Staff, file: flow.File) -> Tabs:
    goal = record_goal(works, case_id=file.case.pk, area=next(iter(GoalArea)))
    other_state, meant = [code for code in GoalState if code != goal.state][:2]
    return Tabs(
        url("goals", file.case.pk),
        url("goal_state", file.case.pk, goal.pk),
        {"state": meant.value},
        lambda other: set_goal_state(other, goal_id=goal.pk, state=other_state),
    )


def of_wishes(works: Staff, file: flow.File) -> Tabs:
    page = url("wishes", file.case.pk)
    return Tabs(
        page,
        page,
        {"interviewer": "man", "interpreter": "man"},
        lambda other: record_wishes(
            other, case_id=file.case.pk, interviewer=GenderWish.WOMAN, interpreter=GenderWish.WOMAN
        ),
    )


def of_word(works: Staff, file: flow.File) -> Tabs:
    page = url("known_as", file.case.pk)
    return Tabs(
        page,
        page,
        {"known_as": "Lapwing"},
        lambda other: call_case(other, case_id=file.case.pk, word="Plover"),
    )


def of_advice(works: Staff, file: flow.File) -> Tabs:
    asked = record_request(
        works,
        asked_by=next(iter(AuthorityKind)),
        claimed_basis=next(iter(ClaimedBasis)),
        asked_for=[next(iter(AskedFor))],
        received_on=timezone.now().date(),
        case_id=file.case.pk,
        asker="An invented officer",
    )
    page = url("request_advice", asked.pk)
    return Tabs(
        page,
        page,
        {"adviser": "One lawyer", "advice": "No", **_day("advised_on")},
        lambda other: record_advice(
            other, request_id=asked.pk, adviser="Another", advice="Wait", advised_on=timezone.now().date()
        ),
    )


def of_complaint(works: Staff, file: flow.File) -> Tabs:
    row = record_complaint(
        works,
        about=next(iter(ComplaintAbout)),
        words="The door was locked",
        received_on=timezone.now().date(),
        answer_due=date(2099, 1, 1),
        handled_by_id=works.user_id,
    )
    page = url("complaint", row.pk)
    outcome = next(iter(ComplaintOutcome))
    return Tabs(
        page,
        page,
        {"outcome": outcome.value, "answer": "One answer"},
        lambda other: answer_complaint(other, complaint_id=row.pk, outcome=outcome, answer="Another"),
    )


def of_reopening(works: Staff, file: flow.File) -> Tabs:
    page = url("reopen", file.case.pk)
    close_case(works, case_id=file.case.pk, reason=CloseReason.CONTACT_LOST)
    return Tabs(
        page,
        page,
        {"why": next(iter(ReopenReason)).value},
        lambda other: reopen_case(other, case_id=file.case.pk),
    )


def of_closing(works: Staff, file: flow.File) -> Tabs:
    page = url("close", file.case.pk)
    return Tabs(
        page,
        page,
        {"reason": "moved", **_day("closed_on")},
        lambda other: close_case(other, case_id=file.case.pk, reason=CloseReason.CONTACT_LOST),
    )


KINDS = [of_need, of_goal, of_wishes, of_word, of_advice, of_complaint, of_closing, of_reopening]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_a_colleague_changed_meanwhile_is_said_with_name_and_hour_and_left_as_it_is(
    kind: Callable[[Staff, flow.File], Tabs], cast: Cast, browser: Client, works: Staff
) -> None:
    file, lead = flow.open_file(works), cast.owner[Role.COORDINATOR]
    with unit_of_work(works):
        tabs = kind(works, file)
    shown = [unescape(text) for text in SHOWN.findall(text_of(browser.get(tabs.page)))]
    with unit_of_work(lead):
        tabs.meanwhile(lead)
        name = User.objects.get(pk=lead.user_id).full_name
    answers = [text_of(browser.post(tabs.post, {**tabs.sent, "shown": text})) for text in shown or [""]]
    assert all(CHANGED in answer for answer in answers)
    assert any(f"By {name}, " in answer for answer in answers)
    assert any(re.search(r"\d\d:\d\d", answer) for answer in answers)


@pytest.mark.parametrize("kind", KINDS[:4], ids=lambda kind: kind.__name__)
def test_what_nobody_changed_is_written_as_sent(
    kind: Callable[[Staff, flow.File], Tabs], browser: Client, works: Staff
) -> None:
    file = flow.open_file(works)
    with unit_of_work(works):
        tabs = kind(works, file)
    shown = unescape(SHOWN.findall(text_of(browser.get(tabs.page)))[0])
    assert browser.post(tabs.post, {**tabs.sent, "shown": shown}).status_code == 302
    assert browser.post(tabs.post, {**tabs.sent, "shown": "x=y"}).status_code in {200, 403}


def test_an_answer_to_an_enquiry_that_a_colleague_gave_first_is_said_so(
    cast: Cast, works: Staff, helper: Staff
) -> None:
    flow.agree(cast)
    referral = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    enquiry, lead = flow.received(helper, referral), cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        decline(lead, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
        name = User.objects.get(pk=lead.user_id).full_name
    answer = signed_in(helper).post(url("enquiry", enquiry.pk))
    page = text_of(answer)
    assert answer.status_code == 403
    assert CHANGED in page and f"By {name}, " in page
    assert f'href="{url("enquiry", enquiry.pk)}"' in page


def test_a_stranger_learns_of_no_change(cast: Cast, works: Staff) -> None:
    file, stranger = flow.open_file(works), cast.stranger[Role.CASEWORKER]
    with unit_of_work(works):
        set_need_state(works, need_id=file.need.pk, state=NeedState.MET)
    answer = signed_in(stranger).post(
        url("need_state", file.case.pk, file.need.pk), {"state": "no_longer", "shown": ""}
    )
    assert answer.status_code == 404
    assert CHANGED not in answer.content.decode()
