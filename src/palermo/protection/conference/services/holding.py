"""Holding a conference: that it was held, the one note, decisions and dissent, closing, calling off."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from palermo.desk.duties.codes import Duty
from palermo.desk.duties.services import give_task
from palermo.exchange.acts import ends, makes, person_in
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import emit, send_identity
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM
from palermo.protection.conference.codes import (
    ConferenceState,
    DecisionState,
    Dissent,
    PersonPart,
    SightEnd,
    Told,
)
from palermo.protection.conference.models import Conference, ConferenceDecision, Member
from palermo.protection.conference.rules import Decided, decisions_for
from palermo.protection.conference.services.sight import end_every_sight
from palermo.protection.conference.services.steps import (
    evaluate_member,
    moved,
    own_conference,
    refused,
    require_open_case,
    require_state,
    tell,
)
from palermo.protection.conference.terms import CAVEATS, KEPT_UNREAD, PURPOSE
from palermo.protection.conference.verbs import ConferenceAsked, ConferenceVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.basis.rules import DataClass
from palermo.trust.rows import own_row
from palermo.trust.service import service
from palermo.trust.vault.vault import seal, unseal

MOST_DECISIONS = 50


@service
def hold_conference(actor: Actor, *, conference_id: UUID, moves: int | None = None) -> Conference:
    """Record that the conference was held today.

    Raises Refused while nobody asked the person whether they take part, without any member, and before its day.
    """
    verb = ConferenceAsked.MOVE
    row = own_conference(actor, conference_id, verb=verb, moves=moves)
    require_state(row, ConferenceState.CALLED, verb=verb)
    if row.person_part == PersonPart.NOT_ASKED:
        raise refused("person_not_asked", row, verb)
    if not _members(row).exists():
        raise refused("conference_without_members", row, verb)
    if row.day > office_today():
        raise refused("conference_not_yet", row, verb)
    row.state, row.held_on = ConferenceState.HELD, office_today()
    moved(row, "state", "held_on")
    _tell_members(actor, row, Told.HELD)
    tell(actor, row, ConferenceVerb.HELD)
    return row


@service
def write_note(actor: Actor, *, conference_id: UUID, text: str, moves: int | None = None) -> Conference:
    """Write the one note of a conference that was held; it stays with the office that called."""
    row = own_conference(actor, conference_id, verb=ConferenceAsked.WRITE, moves=moves)
    require_state(row, ConferenceState.HELD, verb=ConferenceAsked.WRITE)
    seal(row, note=text.strip())
    moved(row, "note")
    tell(actor, row, ConferenceVerb.NOTE_WRITTEN)
    return row


@service
@makes(person_in(Conference, "conference_id"))
def record_decision(
    actor: Actor,
    *,
    conference_id: UUID,
    office_id: UUID,
    what: Duty,
    due_on: date,
    words: str = "",
    colleague_id: UUID | None = None,
    moves: int | None = None,
) -> ConferenceDecision:
    """Record a decision: which office does what by which day. It is a task there; every member learns its codes.

    The words go to the office that does it, if the person agreed that it may know what is needed. Raises Refused for an
    office that is no member, or to which nothing travels.
    """
    verb = ConferenceAsked.DECIDE
    row = own_conference(actor, conference_id, verb=verb, moves=moves)
    require_state(row, ConferenceState.HELD, verb=verb)
    require_open_case(row, verb=verb)
    is_own = office_id == actor.organisation_id
    if not is_own and not _members(row).filter(office_id=office_id, thread_id__isnull=False).exists():
        raise refused("not_a_member", row, verb)
    if due_on < office_today():
        raise refused("conference_day_over", row, verb)
    held = ConferenceDecision.objects.filter(organisation_id=row.organisation_id, conference=row)
    number = (held.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_DECISIONS:
        raise refused("too_many_decisions", row, verb)
    task = None
    if is_own:
        task = give_task(
            actor,
            room=ROOM,
            file_id=row.case_id,
            what=what,
            due_on=due_on,
            to_id=colleague_id or named(actor),
            words=words,
        )
    decision = ConferenceDecision(
        organisation_id=actor.organisation_id,
        conference=row,
        person=row.person,
        number=number,
        office_id=office_id,
        what=what,
        due_on=due_on,
        task_id=task.pk if task else None,
        recorded_by_id=named(actor),
    )
    seal(decision, words=words.strip())
    decision.save(force_insert=True)
    moved(row)
    _send_decisions(actor, row)
    tell(actor, row, ConferenceVerb.DECIDED, codes={"recipient": str(office_id), "duty": what.value})
    return decision


@service
@makes(person_in(ConferenceDecision, "decision_id"))
def drop_decision(actor: Actor, *, decision_id: UUID) -> ConferenceDecision:
    """Drop a decision that is not to be done after all; every member learns it. Raises Refused for one that is done."""
    decision, row = _own_decision(actor, decision_id)
    if decision.state != DecisionState.OPEN or decision.task_id is not None:
        raise refused("conference_moved_on", row, ConferenceAsked.DECIDE)
    decision.state, decision.state_at = DecisionState.DROPPED, timezone.now()
    decision.save(update_fields=["state", "state_at"])
    moved(row)
    _send_decisions(actor, row)
    tell(
        actor,
        row,
        ConferenceVerb.DECISION_DROPPED,
        codes={"recipient": str(decision.office_id), "duty": decision.what},
    )
    return decision


@service
def record_dissent(actor: Actor, *, decision_id: UUID, office_id: UUID, why: Dissent) -> ConferenceDecision:
    """Record that a member said at the table that it does not agree with a decision. Raises Refused for no member."""
    decision, row = _own_decision(actor, decision_id)
    everybody = Member.objects.filter(organisation_id=row.organisation_id, conference=row)
    if office_id != actor.organisation_id and not everybody.filter(office_id=office_id).exists():
        raise refused("not_a_member", row, ConferenceAsked.DECIDE)
    decision.dissent = {**decision.dissent, str(office_id): why.value}
    decision.save(update_fields=["dissent"])
    moved(row)
    tell(
        actor, row, ConferenceVerb.DISSENT_RECORDED, codes={"recipient": str(office_id), "dissent": why.value}
    )
    return decision


@service
def close_conference(actor: Actor, *, conference_id: UUID, moves: int | None = None) -> Conference:
    """Close a conference that was held: what members were told goes there once what they took on is done."""
    row = own_conference(actor, conference_id, verb=ConferenceAsked.MOVE, moves=moves)
    require_state(row, ConferenceState.HELD, verb=ConferenceAsked.MOVE)
    row.state = ConferenceState.CLOSED
    moved(row, "state")
    _tell_members(actor, row, Told.CLOSED)
    tell(actor, row, ConferenceVerb.CLOSED)
    return row


@service
@ends(person_in(Conference, "conference_id"))
def call_off(actor: Actor, *, conference_id: UUID, moves: int | None = None) -> Conference:
    """Call a conference off before it is held: every member loses sight of it, and erases what it was told."""
    row = own_conference(actor, conference_id, verb=ConferenceAsked.MOVE, moves=moves)
    require_state(row, ConferenceState.CALLED, verb=ConferenceAsked.MOVE)
    end_every_sight(actor, row, why=SightEnd.CALLED_OFF)
    row.state = ConferenceState.CALLED_OFF
    moved(row, "state")
    tell(actor, row, ConferenceVerb.CALLED_OFF)
    return row


def _members(row: Conference) -> QuerySet[Member]:
    return Member.objects.filter(
        organisation_id=row.organisation_id, conference=row, ended_at__isnull=True
    ).order_by("id")


def _own_decision(actor: Actor, decision_id: UUID) -> tuple[ConferenceDecision, Conference]:
    verb = ConferenceAsked.DECIDE
    rows = ConferenceDecision.objects.all()
    found = own_row(actor, rows, decision_id, verb=verb, object_type="conference_decision", lock=False)
    row = own_conference(actor, found.conference_id, verb=verb)
    require_state(row, ConferenceState.HELD, ConferenceState.CLOSED, verb=verb)
    found.refresh_from_db()
    return found, row


def _tell_members(actor: Actor, row: Conference, what: Told) -> None:
    for member in _members(row).filter(thread_id__isnull=False):
        emit(actor, thread_id=member.thread_id or row.pk, receiver_id=member.office_id, verb=what, codes={})


def _send_decisions(actor: Actor, row: Conference) -> None:
    """Send every member the whole list, each as far as the person agreed for it; a yes that ended stops it."""
    rows = ConferenceDecision.objects.filter(organisation_id=row.organisation_id, conference=row)
    decided = [
        Decided(
            number=one.number,
            office=str(one.office_id),
            what=one.what,
            words=unseal(one, "words")["words"],
            due_on=one.due_on,
            dropped=one.state == DecisionState.DROPPED,
        )
        for one in rows.order_by("number")
    ]
    now = timezone.now()
    for member in _members(row).filter(thread_id__isnull=False):
        agreed = frozenset(map(DataClass, member.classes))
        leaving = agreed & {DataClass.NEEDS, DataClass.SAFE_CONTACT}
        evaluation, disclosure = evaluate_member(actor, row, member.office_id, leaving)
        parcel = Parcel(
            kind="conference_decisions",
            thread_id=member.thread_id,
            receiver_id=member.office_id,
            payload={
                "code": row.code,
                "list": str(row.moves),
                **decisions_for(decided, office=str(member.office_id), agreed=agreed),
            },
            purpose=PURPOSE,
            data_classes=leaving,
            caveats=CAVEATS,
            due_at=now + timedelta(days=1),
            expires_at=now + KEPT_UNREAD,
        )
        send_identity(actor, evaluation=evaluation, disclosure=disclosure, parcel=parcel)
