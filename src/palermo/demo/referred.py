"""Invented referrals between offices: unanswered, declined, waiting, accepted, under way, over, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from palermo.demo.cases import CLASSES
from palermo.demo.stories import ZONES, File, Story, Team, begin, days, help_here, today
from palermo.kit.choices import Unsaid
from palermo.kit.office_time import office_today
from palermo.operation.worker import Worker
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.referral.codes import DeclineReason, Outcome, ReferralState, WithdrawalAnswer
from palermo.protection.referral.codes.matching import Wait
from palermo.protection.referral.codes.questions import Arrives, Question
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.consent import record_yes
from palermo.protection.referral.services.matching import take_offer
from palermo.protection.referral.services.more import send_more
from palermo.protection.referral.services.questions import answer_questions, ask_back
from palermo.protection.referral.services.receiving import (
    accept_in_principle,
    answer_withdrawal,
    complete,
    decline,
    waitlist,
)
from palermo.protection.referral.services.sending import EnquiryAnswers, send_enquiry, send_identity_slice
from palermo.protection.referral.services.withdrawal import not_pursue, withdraw
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import ConsentMeans, GivenBy
from palermo.trust.unit_of_work import unit_of_work

_REASONS = (
    *(DeclineReason.NO_ROOM,) * 5,
    *(
        DeclineReason.NOT_OUR_SERVICE,
        DeclineReason.OUTSIDE_AREA,
        DeclineReason.NO_STAFF,
        DeclineReason.NOT_SAFE_HERE,
    ),
    *(DeclineReason.NO_PAPERS, DeclineReason.WILL_NOT_COOPERATE),
)


_UNANSWERED = 0.12
"""Of how many enquiries an office says nothing; then up to how many it declines, and puts on its waiting list."""
_DECLINED, _WAITING = 0.4, 0.55
_HALF_OF_THE_CODES = "P"
"""A code begins by chance below it or not."""


@dataclass(frozen=True, kw_only=True)
class Helper:
    """An office that is asked: its focal point, and the services it may be asked for."""

    focal: Staff
    services: tuple[UUID, ...]


def _ask(file: File, helper: Helper, chance: Random) -> Referral:
    need, person = file.needs[0], file.person
    with unit_of_work(file.worker):
        row = send_enquiry(
            file.worker,
            need_id=need.pk,
            recipient_id=helper.focal.organisation_id,
            answers=EnquiryAnswers(
                urgency=Urgency(need.urgency),
                age_band=person.age_band,
                gender=person.gender,
                languages=person.languages,
                children=chance.choice(("none", "none", "one")),
            ),
            answer_within=timedelta(hours=4) if need.urgency == Urgency.TONIGHT else timedelta(days=3),
            service_id=chance.choice((*helper.services, None)),
            zone=chance.choice(ZONES),
        )
    Worker().work_off()
    return row


def _received(helper: Helper, row: Referral) -> Enquiry:
    with unit_of_work(helper.focal):
        return Enquiry.objects.get(thread_id=row.thread_id)


def _ask_first(file: File, helper: Helper, row: Referral, enquiry: Enquiry) -> None:
    """The office asks back what decides whether it has room, and is answered in codes."""
    with unit_of_work(helper.focal):
        ask_back(helper.focal, enquiry_id=enquiry.pk, questions=[Question.PETS, Question.ARRIVES])
    Worker().work_off()
    with unit_of_work(file.worker):
        answer_questions(
            file.worker,
            referral_id=row.pk,
            answers={Question.PETS: [Unsaid.NOT_ASKED], Question.ARRIVES: [Arrives.TONIGHT]},
        )
    Worker().work_off()


def _another_way_to_reach(file: File, row: Referral, *, told: bool) -> None:
    """How the person is reached safely has changed; the office that has the old way is told, or not yet."""
    with unit_of_work(file.worker):
        record_identity(
            file.worker,
            person_id=row.person_id,
            safe_contact="Not by telephone any more; ask at the clinic.",
        )
        if told:
            send_more(file.worker, referral_id=row.pk, data_classes=[])
    Worker().work_off()


def _yes(file: File, row: Referral) -> None:
    with unit_of_work(file.worker):
        record_yes(
            file.worker,
            referral_id=row.pk,
            given_by=GivenBy.SELF,
            data_classes=CLASSES,
            form=ConsentMeans.SPOKEN,
            language=file.person.languages[0],
            text_version="disclosure-1",
            alternative_existed=True,
            told_limits=True,
            valid_until=office_today() + timedelta(days=90),
        )


_LOTS = {
    ReferralState.ENQUIRY_SENT: 0.0,
    ReferralState.DECLINED: _UNANSWERED,
    ReferralState.WAITLISTED: _DECLINED,
}
"""What is drawn for an enquiry that is planned to stand there; whatever else is planned is accepted first."""
PLANNED = {
    ReferralState.ENQUIRY_SENT: 3,
    ReferralState.ACCEPTED_IN_PRINCIPLE: 9,
    ReferralState.DECLINED: 12,
    ReferralState.WAITLISTED: 15,
    ReferralState.IN_SERVICE: 20,
    ReferralState.COMPLETED: 95,
    ReferralState.WITHDRAWAL_ANSWERED: 110,
}
"""Where a referral stands in every year, however small, and how many days before its end it is begun for that."""


def referred(
    team: Team, helpers: Sequence[Helper], chance: Random, *, planned: ReferralState | None = None
) -> Story:
    """Somebody for whom other offices are asked, one after another or two at once, until one takes the person in.

    One that is `planned` is asked of one office and ends there; nothing of its course is drawn.
    """
    file = begin(team, chance, needs=1, reachable=1)
    yield days(chance, 0, 2)
    asked = list(chance.sample(list(helpers), 1 if planned else chance.choice((1, 1, len(helpers)))))
    rows = [(helper, _ask(file, helper, chance)) for helper in asked]
    yield timedelta(hours=chance.choice((1, 2, 3, 6, 30, 90)))
    accepted: tuple[Helper, Referral] | None = None
    unanswered: list[Referral] = []
    for number, (helper, row) in enumerate(rows):
        lot = _LOTS.get(planned, 1.0) if planned else chance.random()
        enquiry = _received(helper, row)
        if lot >= _UNANSWERED and not number:
            _ask_first(file, helper, row, enquiry)
        if lot < _UNANSWERED:
            unanswered.append(row)
            continue
        with unit_of_work(helper.focal):
            if lot < _DECLINED:
                decline(helper.focal, enquiry_id=enquiry.pk, reason=chance.choice(_REASONS))
            elif lot < _WAITING:
                unanswered.append(row)
                waitlist(
                    helper.focal,
                    enquiry_id=enquiry.pk,
                    wait=chance.choice(list(Wait)),
                    position=chance.randint(1, 6),
                )
            else:
                accept_in_principle(helper.focal, enquiry_id=enquiry.pk)
                accepted = accepted or (helper, row)
        Worker().work_off()
        yield timedelta(hours=chance.randint(1, 20))
    if planned in _LOTS or planned is ReferralState.ACCEPTED_IN_PRINCIPLE:
        return
    if accepted:
        yield from _taken_in(file, *accepted, chance, planned)
        return
    yield days(chance, 4, 40)
    for row in unanswered:
        with unit_of_work(file.worker):
            not_pursue(file.worker, referral_id=row.pk)
    Worker().work_off()
    help_here(file, chance, file.needs[0], is_met=chance.random() < 0.7)


def _taken_in(
    file: File, helper: Helper, row: Referral, chance: Random, planned: ReferralState | None
) -> Story:
    with unit_of_work(file.worker):
        take_offer(file.worker, referral_id=row.pk)
    Worker().work_off()
    yield days(chance, 0, 3)
    _yes(file, row)
    with unit_of_work(file.worker):
        send_identity_slice(file.worker, referral_id=row.pk, data_classes=CLASSES)
    Worker().work_off()
    yield days(chance, 0, 2)
    enquiry = _received(helper, row)
    if enquiry.case_id is None:
        return
    _another_way_to_reach(file, row, told=row.code < _HALF_OF_THE_CODES)
    with unit_of_work(helper.focal):
        record_assistance(
            helper.focal,
            case_id=enquiry.case_id,
            kind=NeedKind(enquiry.need_kind),
            given_on=today(),
            units=chance.randint(1, 14),
            meets=[need.pk for need in Need.objects.filter(case_id=enquiry.case_id, kind=enquiry.need_kind)],
        )
    Worker().work_off()
    if planned is ReferralState.IN_SERVICE:
        return
    yield days(chance, 8, 60)
    if planned is ReferralState.WITHDRAWAL_ANSWERED if planned else chance.random() < 0.15:
        with unit_of_work(file.worker):
            withdraw(file.worker, referral_id=row.pk)
        Worker().work_off()
        yield days(chance, 1, 6)
        with unit_of_work(helper.focal):
            answer_withdrawal(helper.focal, enquiry_id=enquiry.pk, answer=WithdrawalAnswer.ERASED)
    else:
        outcome = chance.choice(
            (Outcome.NEED_MET, Outcome.NEED_MET, Outcome.PARTLY_MET, Outcome.PERSON_ENDED_IT)
        )
        with unit_of_work(helper.focal):
            complete(helper.focal, enquiry_id=enquiry.pk, outcome=outcome)
    Worker().work_off()
