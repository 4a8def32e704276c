"""Questions inside an enquiry: asked back and answered in codes, sealed, on both pages, and on Today of both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in
from tests.support.last_page import held

from palermo.exchange.models import Body, ExchangeEvent
from palermo.protection.referral.codes import DeclineReason
from palermo.protection.referral.codes.questions import ANSWERS, Question
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.questions import (
    ANSWERED,
    ASKED,
    answer_questions,
    ask_back,
    fits,
    open_questions,
)
from palermo.protection.referral.services.receiving import decline
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

START = datetime(2026, 11, 1, tzinfo=UTC)
ASKED_FOR = (Question.LANGUAGE, Question.GENDER, Question.PETS, Question.PREGNANCY, Question.MOBILITY)


@pytest.fixture
def referral(cast: Cast, works: Staff) -> Referral:
    """An enquiry that the partner has not answered."""
    flow.agree(cast)
    return flow.enquire(works, flow.open_file(works).need, cast.partner.id)


def test_what_is_asked_back_is_answered_in_codes_and_seen_on_both_sides(
    works: Staff, helper: Staff, browser: Client, referral: Referral
) -> None:
    there, row = signed_in(helper), flow.received(helper, referral)
    due = row.due_at
    page = url("enquiry_ask", row.pk)
    assert there.post(page, {"questions": [one.value for one in ASKED_FOR]}).status_code == 302
    flow.work_off()
    assert "asks first" in text_of(browser.get(reverse("web:today")))
    ours = text_of(browser.get(url("referral", referral.pk)))
    assert "Does an animal come along?" in ours and "Answer in codes" in ours
    said = {
        "language": "French\nLingala",
        "gender": "woman",
        "pets": "not_asked",
        "pregnancy": "not_said",
        "mobility": ["no_steps", "hearing"],
        "arrives": "tonight",
    }
    address = url("referral_answers", referral.pk)
    check = browser.post(address, said)
    assert "Somebody has to fetch" not in text_of(check)
    for words in ("Lingala", "Not asked", "Does not want to say", "No steps, or a lift", "Tonight"):
        assert words in text_of(check)
    sent = browser.post(address, {**said, **held(text_of(check)), **said, "send": "1"})
    assert sent["Location"].endswith("?done=answered")
    flow.work_off()
    answered = text_of(there.get(url("enquiry", row.pk)))
    for words in ("Lingala", "Not asked", "Does not want to say", "Help with hearing", "Tonight"):
        assert words in answered
    assert "You asked first" not in answered
    assert "Answers came" in text_of(there.get(reverse("web:today")))
    row = flow.received(helper, referral)
    assert (row.questions, row.due_at) == ([], due)
    assert flow.now_at(works, referral).questions == []


def test_no_event_says_what_was_answered_and_nothing_is_left_after_a_no(
    works: Staff, helper: Staff, referral: Referral
) -> None:
    row = flow.received(helper, referral)
    with unit_of_work(works):
        answer_questions(works, referral_id=referral.pk, answers={Question.PREGNANCY: ["yes"]})
    flow.work_off()
    with unit_of_work(helper):
        for event in ExchangeEvent.objects.all():
            assert "yes" not in event.codes.values()
        assert not Body.objects.filter(envelope__kind="enquiry_answers").exists()
        decline(helper, enquiry_id=row.pk, reason=DeclineReason.NO_ROOM)
    assert flow.received(helper, referral).details == {}


def test_answers_that_cross_the_decision_are_kept_nowhere(
    works: Staff, helper: Staff, referral: Referral
) -> None:
    row = flow.received(helper, referral)
    with unit_of_work(works):
        answer_questions(works, referral_id=referral.pk, answers={Question.PETS: ["yes"]})
    with unit_of_work(helper):
        decline(helper, enquiry_id=row.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    assert flow.received(helper, referral).details == {}
    with pytest.raises(Refused, match="referral_other_state"), unit_of_work(works):
        answer_questions(works, referral_id=referral.pk, answers={Question.PETS: ["no"]})
    with pytest.raises(Refused, match="referral_other_state"), unit_of_work(helper):
        ask_back(helper, enquiry_id=row.pk, questions=[Question.PETS])


def test_only_who_decides_asks_and_only_who_refers_answers(
    cast: Cast, works: Staff, helper: Staff, referral: Referral
) -> None:
    row = flow.received(helper, referral)
    for actor in (cast.partner[Role.CASEWORKER], cast.stranger[Role.COORDINATOR], works):
        with pytest.raises(Refused), unit_of_work(actor):
            ask_back(actor, enquiry_id=row.pk, questions=[Question.PETS])
    for actor in (cast.owner[Role.FOCAL_POINT], cast.stranger[Role.COORDINATOR], helper):
        with pytest.raises(Refused), unit_of_work(actor):
            answer_questions(actor, referral_id=referral.pk, answers={Question.PETS: ["no"]})


@pytest.mark.parametrize(
    ("question", "codes", "good"),
    [
        (Question.LANGUAGE, ["fr", "ln"], True),
        (Question.LANGUAGE, ["Zephyrine"], False),
        (Question.PETS, ["yes", "no"], False),
        (Question.PETS, ["woman"], False),
        (Question.MOBILITY, ["hearing", "not_asked"], False),
        (Question.MOBILITY, ["not_said"], True),
        (Question.GENDER, [], False),
    ],
)
def test_an_answer_is_one_of_its_questions_codes(question: Question, codes: list[str], good: bool) -> None:
    assert fits(question, codes) is good


def test_every_question_has_answers_of_its_own() -> None:
    assert set(ANSWERS) == set(Question) - {Question.LANGUAGE}


_EVENTS = st.lists(
    st.tuples(st.sampled_from([ASKED, ANSWERED]), st.sampled_from(list(Question)), st.integers(0, 50)),
    max_size=12,
)


@given(_EVENTS)
def test_a_question_waits_until_it_is_answered_in_whatever_order_events_come(
    told: list[tuple[str, Question, int]],
) -> None:
    events = [
        SimpleNamespace(
            pk=UUID(int=number),
            at=START + timedelta(minutes=minute, seconds=number),
            verb=verb,
            codes={"scheme": "x", "q1": question.value},
        )
        for number, (verb, question, minute) in enumerate(told)
    ]
    waiting, since = open_questions(events)  # type: ignore[arg-type]
    assert open_questions(events[::-1]) == (waiting, since)  # type: ignore[arg-type]
    last = {one.codes["q1"]: one.verb for one in sorted(events, key=lambda one: one.at)}
    assert sorted(waiting) == sorted(code for code, verb in last.items() if verb == ASKED)
    assert (since is None) == (not waiting)
