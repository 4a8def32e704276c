"""Questions inside an enquiry: the office that was asked asks back, the one that asked answers, both in codes.

A question travels as a signed event of the thread. An answer says something of the person: it travels sealed, stands
in what the enquiry says, and goes with it when the enquiry is declined or the person erased; the event that goes with
it names the question alone. Asking back does not move the time by which an answer is due: the need does not wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import makes, person_in
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import emit, send
from palermo.kit.choices import is_unsaid
from palermo.kit.languages import LANGUAGES
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.rules import needs_two_for_age
from palermo.protection.referral.codes.questions import ANSWERS, ASKABLE, SCHEME, SEVERAL, Question
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import own_enquiry, own_referral
from palermo.protection.referral.services.evaluating import require_contact_decided, require_not_barred
from palermo.protection.referral.services.steps import require_open_case
from palermo.protection.referral.terms import KEPT_UNREAD, PURPOSE
from palermo.protection.referral.verbs import ReferralAsked, ReferralVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.shown import PREFIX, require_as_shown

ASKED, ANSWERED = "asked_back", "answered"
"""The events by which the thread tells that questions were put, and which were answered."""

_IN_ONE_EVENT = 4
Answers = Mapping[Question, Sequence[str]]


@service
def ask_back(actor: Actor, *, enquiry_id: UUID, questions: Collection[Question]) -> Enquiry:
    """Ask the office that asked for what this one has to know first. Raises Refused once it has decided.

    What is asked already and not answered is not asked again; what was answered may be.
    """
    enquiry = own_enquiry(actor, enquiry_id, verb=ReferralAsked.ENQUIRY_ASK_BACK)
    ENQUIRIES.require(actor, EnquiryAction.DECIDE, enquiry)
    if enquiry.state not in ASKABLE:
        raise _refused("referral_other_state", ReferralAsked.ENQUIRY_ASK_BACK, "enquiry", enquiry_id)
    new = [one for one in Question if one in questions and one.value not in enquiry.questions]
    if not new:
        raise _refused("nothing_asked", ReferralAsked.ENQUIRY_ASK_BACK, "enquiry", enquiry_id)
    _emit(actor, enquiry.thread_id, enquiry.sender_id, ASKED, new)
    enquiry.questions = [*enquiry.questions, *(one.value for one in new)]
    enquiry.questions_at = timezone.now()
    enquiry.save(update_fields=["questions", "questions_at", "updated_at"])
    record(
        actor,
        verb=ReferralVerb.ENQUIRY_ASKED_BACK,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"sender": str(enquiry.sender_id), "questions": ".".join(new)},
    )
    return enquiry


@service
@makes(person_in(Referral, "referral_id"))
def answer_questions(
    actor: Actor, *, referral_id: UUID, answers: Answers, shown: str | None = None
) -> Referral:
    """Answer what the other office asked back, or add what it did not ask; coded, without saying who the person is.

    Raises Refused once the other office has decided, for an answer that is none of the question's, for one that makes
    an adult of who is treated as a child, for a barred office, in a closed case, while nobody has chosen which of two
    rules of safe contact holds, and once the person was erased; ChangedSinceShown where it is not what the page showed.
    """
    verb = ReferralAsked.REFERRAL_ANSWER
    referral = own_referral(actor, referral_id, verb=verb)
    CASES.require(actor, CaseAction.REFER, referral.case)
    reason = None
    if referral.state not in ASKABLE:
        reason = "referral_other_state"
    elif referral.person.erased_at is not None:
        reason = "erased"
    elif not answers:
        reason = "nothing_answered"
    elif not all(fits(question, codes) for question, codes in answers.items()):
        reason = "not_a_code"
    elif any(
        needs_two_for_age(referral.person.age_band, code)
        for code in answers.get(Question.AGE, ())
        if not is_unsaid(code)
    ):
        reason = "age_needs_two_people"
    if reason:
        raise _refused(reason, verb, "referral", referral_id)
    require_open_case(referral.case, verb=verb)
    require_not_barred(actor, referral.person_id, referral.recipient_id, verb=verb)
    require_contact_decided(referral, verb=verb)
    require_as_shown(
        actor,
        shown,
        answers_leave(referral, answers),
        of="answers",
        object_id=referral.pk,
        verb=verb,
        object_type="referral",
    )
    now = timezone.now()
    parcel = Parcel(
        kind="enquiry_answers",
        thread_id=referral.thread_id,
        receiver_id=referral.recipient_id,
        payload={
            "code": referral.code,
            "scheme": SCHEME,
            "answers": [
                {"question": question.value, "codes": list(codes)} for question, codes in answers.items()
            ],
        },
        purpose=PURPOSE,
        due_at=now + timedelta(days=1),
        expires_at=now + KEPT_UNREAD,
    )
    send(actor, parcel=parcel)
    _emit(actor, referral.thread_id, referral.recipient_id, ANSWERED, answers)
    referral.enquiry = with_answers(
        referral.enquiry, {question.value: list(codes) for question, codes in answers.items()}
    )
    referral.questions = [one for one in referral.questions if one not in answers]
    referral.save(update_fields=["enquiry", "questions", "updated_at"])
    record(
        actor,
        verb=ReferralVerb.REFERRAL_ANSWERED,
        object_type="referral",
        object_id=referral.pk,
        codes={"recipient": str(referral.recipient_id), "questions": ".".join(answers)},
    )
    return referral


@service
def receive_answers(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Enquiry | None:
    """Put what was answered into what the enquiry says here. Repeating it changes nothing.

    What crossed this office's own answer, or an end, on its way is kept nowhere: None. Raises Refused where nothing
    was asked of this office in the thread.
    """
    enquiry = Enquiry.objects.select_for_update().filter(thread_id=envelope.thread_id).first()
    if enquiry is None or enquiry.sender_id != envelope.sender_id:
        raise _refused(NOT_FOUND, ReferralAsked.ENQUIRY_RECEIVE_ANSWERS, "envelope", envelope.pk)
    ENQUIRIES.require(actor, EnquiryAction.RECEIVE, enquiry)
    if enquiry.state not in ASKABLE:
        return None
    answers = {one["question"]: list(one["codes"]) for one in payload["answers"]}
    enquiry.details = with_answers(enquiry.details, answers)
    enquiry.questions = [one for one in enquiry.questions if one not in answers]
    enquiry.save(update_fields=["details", "questions", "updated_at"])
    record(
        actor,
        verb=ReferralVerb.ENQUIRY_ANSWERED,
        object_type="enquiry",
        object_id=enquiry.pk,
        codes={"sender": str(enquiry.sender_id), "questions": ".".join(answers)},
    )
    return enquiry


def fits(question: Question, codes: Sequence[str]) -> bool:
    """Whether these are answers to a question: of its own codes, or the one reason why there is none."""
    if not codes or (len(codes) > 1 and question not in SEVERAL) or len(set(codes)) != len(codes):
        return False
    if any(map(is_unsaid, codes)):
        return len(codes) == 1
    known = LANGUAGES if question is Question.LANGUAGE else ANSWERS[question]
    return all(code in known for code in codes)


def with_answers(says: Mapping[str, Any], answers: Mapping[str, list[str]]) -> dict[str, Any]:
    """What an enquiry says, with these answers; the newest answer to a question counts."""
    return {**says, "answers": {**says.get("answers", {}), **answers}}


def answers_leave(referral: Referral, answers: Answers) -> dict[str, object]:
    """What is answered, by name, as the page showed it and the service compares it."""
    return {
        f"{PREFIX}to": str(referral.recipient_id),
        **{f"{PREFIX}{question.value}": list(codes) for question, codes in answers.items()},
    }


def open_questions(events: Iterable[ExchangeEvent]) -> tuple[list[str], datetime | None]:
    """Which questions of a thread wait for an answer, and since when the newest does; by its verified events."""
    waiting: dict[str, datetime] = {}
    for event in sorted(events, key=lambda one: (one.at, one.pk)):
        named = [code for name, code in event.codes.items() if name != "scheme"]
        if event.verb == ASKED:
            waiting |= dict.fromkeys(named, event.at)
        if event.verb == ANSWERED:
            waiting = {code: at for code, at in waiting.items() if code not in named}
    return list(waiting), max(waiting.values(), default=None)


def follow_questions(actor: Actor, row: Referral | Enquiry, events: Iterable[ExchangeEvent]) -> None:
    """Bring the questions of the office's own row to what the thread's events say; part of `follow_thread`."""
    waiting, since = open_questions(events) if row.state in ASKABLE else ([], None)
    if sorted(waiting) == sorted(row.questions):
        return
    new = [code for code in waiting if code not in row.questions]
    row.questions, row.questions_at = waiting, since
    row.save(update_fields=["questions", "questions_at", "updated_at"])
    asked = bool(new) and isinstance(row, Referral)
    record(
        actor,
        verb=ReferralVerb.REFERRAL_ASKED_BACK if asked else ReferralVerb.QUESTIONS_FOLLOWED,
        object_type="referral" if isinstance(row, Referral) else "enquiry",
        object_id=row.pk,
        codes={"questions": ".".join(new or waiting)[:80]},
    )


def _emit(actor: Actor, thread_id: UUID, receiver_id: UUID, verb: str, questions: Iterable[Question]) -> None:
    codes = [one.value for one in questions]
    for start in range(0, len(codes), _IN_ONE_EVENT):
        numbered = {f"q{number}": code for number, code in enumerate(codes[start : start + _IN_ONE_EVENT], 1)}
        told = {"scheme": SCHEME, **numbered}
        emit(actor, thread_id=thread_id, receiver_id=receiver_id, verb=verb, codes=told)


def _refused(reason: str, verb: ReferralAsked, object_type: str, object_id: UUID) -> Refused:
    return Refused(reason, verb=verb, object_type=object_type, object_id=object_id)
