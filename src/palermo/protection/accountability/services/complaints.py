"""Complaints: recorded as they are said, answered by somebody who is not complained of."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.protection.accountability.codes import ComplaintAbout, ComplaintOutcome
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.policies import COMPLAINTS, ComplaintAction
from palermo.protection.accountability.verbs import AccountabilityVerb
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.colleagues import leading, may_answer_complaints
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import use_switch
from palermo.trust.vault.vault import seal


@service
def record_complaint(
    actor: Actor,
    *,
    about: ComplaintAbout,
    words: str,
    received_on: date,
    answer_due: date,
    wish: str = "",
    case_id: UUID | None = None,
    office_id: UUID | None = None,
    about_user_id: UUID | None = None,
    handled_by_id: UUID | None = None,
) -> Complaint:
    """Record a complaint, of the person of a case or of somebody who is not named.

    `handled_by_id` answers it, or else the coordinators. Raises Refused where that is the colleague complained of
    or one who cannot, where no other coordinator is there, for a day in the future, and for an answer due before the
    day it was received.
    """
    COMPLAINTS.require(actor, ComplaintAction.RECORD)
    case = _case(actor, case_id) if case_id else None
    reason = handler_refusal(
        actor, handled_by_id=handled_by_id, about_user_id=about_user_id
    ) or _days_refusal(received_on, answer_due)
    if reason:
        raise Refused(reason, verb=COMPLAINTS.asked(ComplaintAction.RECORD), object_type="complaint")
    use_switch(actor, SwitchCode.CASE_FILES)
    row = Complaint(
        organisation_id=actor.organisation_id,
        case=case,
        about=about,
        office_id=office_id,
        about_user_id=about_user_id,
        received_on=received_on,
        answer_due=answer_due,
        recorded_by_id=named(actor),
        handled_by_id=handled_by_id,
    )
    seal(row, words=words.strip(), wish=wish.strip())
    row.save(force_insert=True)
    record(
        actor,
        verb=AccountabilityVerb.COMPLAINT_RECORDED,
        object_type="complaint",
        object_id=row.pk,
        codes={"about": about.value},
    )
    return row


def handler_refusal(actor: Actor, *, handled_by_id: UUID | None, about_user_id: UUID | None) -> str | None:
    """A reason code when nobody could answer a complaint about that colleague so, else None."""
    if handled_by_id is None:
        others = {pk for pk, _name in leading(actor)} - {about_user_id}
        return None if others else "complaint_for_nobody"
    if handled_by_id == about_user_id:
        return "complained_of"
    able = {pk for pk, _name in may_answer_complaints(actor)}
    return None if handled_by_id in able else "colleague_has_no_fitting_role"


def _days_refusal(received_on: date, answer_due: date) -> str | None:
    if received_on > office_today():
        return "day_in_future"
    return "due_before_received" if answer_due < received_on else None


@service
def hand_over_complaint(
    actor: Actor, *, complaint_id: UUID, handled_by_id: UUID | None, shown: str | None = None
) -> Complaint:
    """Let another colleague answer, or the coordinators.

    Raises Refused as recording does, and once it is answered; ChangedSinceShown where it was handed over meanwhile.
    """
    row = _to_answer(actor, complaint_id)
    require_state_as_shown(
        actor,
        shown,
        str(row.handled_by_id),
        of="complaint_handler",
        object_id=row.pk,
        verb=COMPLAINTS.asked(ComplaintAction.ANSWER),
        about=("complaint", row.pk),
        changed_by=[AccountabilityVerb.COMPLAINT_HANDED_OVER],
    )
    if reason := handler_refusal(actor, handled_by_id=handled_by_id, about_user_id=row.about_user_id):
        raise _refused(reason, complaint_id)
    row.handled_by_id = handled_by_id
    row.save(update_fields=["handled_by_id"])
    record(
        actor,
        verb=AccountabilityVerb.COMPLAINT_HANDED_OVER,
        object_type="complaint",
        object_id=row.pk,
        codes={"to": str(handled_by_id or "coordinators")},
    )
    return row


@service
def answer_complaint(
    actor: Actor, *, complaint_id: UUID, outcome: ComplaintOutcome, answer: str
) -> Complaint:
    """Answer a complaint. Raises Refused for the colleague complained of, and for one answered already."""
    row = _to_answer(actor, complaint_id)
    seal(row, answer=answer.strip())
    row.outcome, row.answered_by_id, row.answered_at = outcome, named(actor), timezone.now()
    row.save(update_fields=["answer", "outcome", "answered_by_id", "answered_at"])
    record(
        actor,
        verb=AccountabilityVerb.COMPLAINT_ANSWERED,
        object_type="complaint",
        object_id=row.pk,
        codes={"outcome": outcome.value},
    )
    return row


def _to_answer(actor: Actor, complaint_id: UUID) -> Complaint:
    """The complaint, locked, if the actor may answer it and nobody has."""
    asked = COMPLAINTS.asked(ComplaintAction.ANSWER)
    row = own_row(actor, Complaint, complaint_id, verb=asked, object_type="complaint")
    if row.about_user_id is not None and row.about_user_id == actor.user_id:
        raise _refused("complained_of", complaint_id)
    COMPLAINTS.require(actor, ComplaintAction.ANSWER, row)
    if row.outcome:
        raise _refused("complaint_answered", complaint_id)
    return row


def _case(actor: Actor, case_id: UUID) -> Case:
    """The office's case, for whoever may see it: a complaint waits for no other right on the file."""
    asked = COMPLAINTS.asked(ComplaintAction.RECORD)
    case = own_row(actor, Case, case_id, verb=asked, object_type="case", lock=False)
    CASES.require(actor, CaseAction.SEE, case)
    return case


def _refused(reason: str, complaint_id: UUID) -> Refused:
    return Refused(
        reason, verb=COMPLAINTS.asked(ComplaintAction.ANSWER), object_type="complaint", object_id=complaint_id
    )
