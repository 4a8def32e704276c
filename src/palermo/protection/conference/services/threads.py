"""What the two sides of a seat tell each other, brought to the rows of whichever side reads it. Run by the inbox."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.acts import ends
from palermo.exchange.models import ExchangeEvent
from palermo.exchange.queries import thread_events
from palermo.protection.conference.codes import (
    Coming,
    ConferenceState,
    DecisionState,
    Dissent,
    SightEnd,
    Told,
)
from palermo.protection.conference.models import Conference, ConferenceDecision, Member, Seat
from palermo.protection.conference.queries import file_of_conference
from palermo.protection.conference.services.answering import SAYS
from palermo.protection.conference.services.arriving import end_seat, is_done_with, tell_seat
from palermo.protection.conference.services.sight import end_sight
from palermo.protection.conference.services.steps import moved, tell
from palermo.protection.conference.verbs import ConferenceVerb
from palermo.trust.actor import Actor
from palermo.trust.service import service

_MOVES = {Told.HELD: ConferenceState.HELD, Told.CLOSED: ConferenceState.CLOSED}


@service
@ends(lambda actor, given: file_of_conference(actor, given["thread_id"]))
def follow_conference(actor: Actor, *, thread_id: UUID) -> None:
    """Bring the office's rows to what the thread's events say, on whichever side it stands. Idempotent."""
    own = {"organisation_id": actor.organisation_id, "thread_id": thread_id}
    member = Member.objects.filter(**own).first()
    if member is not None:
        events = [row for row in thread_events(actor, thread_id) if row.author_id == member.office_id]
        row = Conference.objects.select_for_update(of=("self",)).get(
            organisation_id=actor.organisation_id, pk=member.conference_id
        )
        _follow_member(actor, row, Member.objects.select_for_update(of=("self",)).get(pk=member.pk), events)
        return
    seat = Seat.objects.select_for_update(of=("self",)).filter(**own).first()
    if seat is not None and seat.ended_at is None:
        events = [row for row in thread_events(actor, thread_id) if row.author_id == seat.sender_id]
        _follow_seat(actor, seat, events)


def _follow_member(actor: Actor, row: Conference, member: Member, events: list[ExchangeEvent]) -> None:
    office = str(member.office_id)
    said = [event.codes.get("code", "") for event in events if event.verb == Told.ANSWERED]
    answers = [code for code in said if code in set(Coming)]
    if answers and answers[-1] != member.coming:
        member.coming = answers[-1]
        member.save(update_fields=["coming"])
        moved(row)
        tell(actor, row, ConferenceVerb.MEMBER_ANSWERED, codes={"recipient": office, "coming": member.coming})
    rows = ConferenceDecision.objects.select_for_update(of=("self",)).filter(
        organisation_id=row.organisation_id, conference=row
    )
    for decision in rows.order_by("number"):
        named = [event for event in events if event.codes.get("decision") == f"d{decision.number}"]
        if decision.office_id == member.office_id:
            _stands(actor, row, decision, named)
        _dissent(actor, row, decision, named, office=office)
    if member.ended_at is None and any(event.verb == Told.LEFT for event in events):
        end_sight(actor, row, member, why=SightEnd.LEFT, by_them=True)


def _stands(actor: Actor, row: Conference, decision: ConferenceDecision, events: list[ExchangeEvent]) -> None:
    told = [event for event in events if event.verb == Told.DECISION_SAID and event.codes.get("code") in SAYS]
    if not told or decision.state in {told[-1].codes["code"], DecisionState.DROPPED.value}:
        return
    decision.state, decision.state_at = told[-1].codes["code"], told[-1].at
    decision.save(update_fields=["state", "state_at"])
    moved(row)
    codes = {"recipient": str(decision.office_id), "duty": decision.what, "decision_state": decision.state}
    tell(actor, row, ConferenceVerb.DECISION_TOLD, codes=codes)


def _dissent(
    actor: Actor,
    row: Conference,
    decision: ConferenceDecision,
    events: list[ExchangeEvent],
    *,
    office: str,
) -> None:
    told = [
        event.codes["code"]
        for event in events
        if event.verb == Told.DISSENT and event.codes.get("code") in set(Dissent)
    ]
    if not told or decision.dissent.get(office) == told[-1]:
        return
    decision.dissent = {**decision.dissent, office: told[-1]}
    decision.save(update_fields=["dissent"])
    moved(row)
    tell(actor, row, ConferenceVerb.DISSENT_TOLD, codes={"recipient": office, "dissent": told[-1]})


def _follow_seat(actor: Actor, seat: Seat, events: list[ExchangeEvent]) -> None:
    ended = next((event for event in events if event.verb == Told.ENDED), None)
    if ended is not None:
        why = ended.codes.get("code", "")
        end_seat(actor, seat, why=SightEnd(why) if why in set(SightEnd) else SightEnd.TAKEN_OUT)
        return
    moves = [_MOVES[Told(event.verb)] for event in events if event.verb in _MOVES]
    state = ConferenceState(seat.state)
    if moves:
        state = ConferenceState.CLOSED if ConferenceState.CLOSED in moves else moves[-1]
    if state != seat.state:
        seat.state = state
        seat.save(update_fields=["state"])
        tell_seat(actor, seat, ConferenceVerb.SEAT_FOLLOWED, codes={"conference_state": seat.state})
    if seat.state == ConferenceState.CLOSED and is_done_with(seat):
        end_seat(actor, seat, why=SightEnd.OVER)
