"""What an office says from its seat: whether it comes, how its task stands, dissent, leaving."""

from __future__ import annotations

from uuid import UUID

from palermo.directory.queries import partners_for
from palermo.exchange.services import emit
from palermo.kit.office_time import office_today
from palermo.protection.conference.codes import (
    Coming,
    ConferenceState,
    DecisionState,
    Dissent,
    SightEnd,
    Told,
)
from palermo.protection.conference.models import Seat, SeatDecision
from palermo.protection.conference.policies import SEATS, SeatAction
from palermo.protection.conference.queries import at_seat
from palermo.protection.conference.services.arriving import end_seat, is_done_with, tell_seat
from palermo.protection.conference.terms import PURPOSE
from palermo.protection.conference.verbs import ConferenceAsked, ConferenceVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service

SAYS = frozenset({DecisionState.OPEN, DecisionState.DONE, DecisionState.CANNOT})
"""What an office says of a task of its own."""


@service
def answer_call(actor: Actor, *, seat_id: UUID, coming: Coming, who_id: UUID | None = None) -> Seat:
    """Say whether this office comes, and note which colleague takes part: they see the conference from then on.

    Raises Refused once it was held, for an answer that is none, and for a colleague who works on no files.
    """
    row = _own_seat(actor, seat_id)
    if row.state != ConferenceState.CALLED or coming is Coming.NO_ANSWER:
        raise _refused("conference_moved_on", row)
    if who_id not in {None, named(actor)} and str(who_id) not in dict(at_seat(actor, row)[1]):
        raise _refused("role_missing", row)
    row.coming = coming
    row.who_id = None if coming is Coming.CANNOT else who_id or named(actor)
    row.save(update_fields=["coming", "who_id"])
    _emit(actor, row, Told.ANSWERED, code=coming.value)
    tell_seat(actor, row, ConferenceVerb.SEAT_ANSWERED, codes={"coming": coming.value})
    return row


@service
def say_decision(actor: Actor, *, seat_id: UUID, number: int, state: DecisionState) -> SeatDecision:
    """Say how a decision stands that this office does; the caller is told.

    Raises Refused for one of another office, one that was dropped, and where it stands so already.
    """
    row = _own_seat(actor, seat_id)
    found = _decision(actor, row, number)
    if not found.is_own or state not in SAYS or found.state in {state, DecisionState.DROPPED}:
        raise _refused("stands_so", row)
    found.state = state
    found.save(update_fields=["state"])
    _emit(actor, row, Told.DECISION_SAID, decision=f"d{number}", code=state.value)
    tell_seat(
        actor,
        row,
        ConferenceVerb.SEAT_DECISION_SAID,
        codes={"duty": found.what, "decision_state": state.value},
    )
    if row.state == ConferenceState.CLOSED and is_done_with(row):
        end_seat(actor, row, why=SightEnd.OVER)
    return found


@service
def dissent(actor: Actor, *, seat_id: UUID, number: int, why: Dissent) -> SeatDecision:
    """Say that this office does not agree with a decision; it stands beside it at the caller."""
    row = _own_seat(actor, seat_id)
    found = _decision(actor, row, number)
    found.dissent = why.value
    found.save(update_fields=["dissent"])
    _emit(actor, row, Told.DISSENT, decision=f"d{number}", code=why.value)
    tell_seat(actor, row, ConferenceVerb.SEAT_DISSENTED, codes={"dissent": why.value})
    return found


@service
def leave(actor: Actor, *, seat_id: UUID) -> Seat:
    """Leave the conference: this office loses sight of it at once, and what it was told is erased here."""
    row = _own_seat(actor, seat_id)
    _emit(actor, row, Told.LEFT)
    end_seat(actor, row, why=SightEnd.LEFT)
    return row


@service
def end_seats_without_ground(actor: Actor) -> int:
    """Erase what was told at seats whose yes is over or whose agreement ended; how many. Run about once a minute."""
    rows = Seat.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id, ended_at__isnull=True
    )
    live = [one.office.pk for one in partners_for(actor, PURPOSE) if one.live]
    gone = rows.exclude(until__gte=office_today(), sender_id__in=live)
    ended = 0
    for row in gone.order_by("id"):
        end_seat(actor, row, why=SightEnd.NO_AGREEMENT)
        ended += 1
    return ended


def _own_seat(actor: Actor, seat_id: UUID) -> Seat:
    row = own_row(actor, Seat, seat_id, verb=ConferenceAsked.ANSWER, object_type="conference_seat")
    SEATS.require(actor, SeatAction.ANSWER, row)
    return row


def _decision(actor: Actor, row: Seat, number: int) -> SeatDecision:
    rows = SeatDecision.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id, seat=row, number=number
    )
    found = rows.first()
    if found is None:
        raise _refused("conference_moved_on", row)
    return found


def _emit(actor: Actor, row: Seat, verb: Told, **codes: str) -> None:
    emit(actor, thread_id=row.thread_id, receiver_id=row.sender_id, verb=verb, codes=codes)


def _refused(reason: str, row: Seat) -> Refused:
    return Refused(reason, verb=ConferenceAsked.ANSWER, object_type="conference_seat", object_id=row.pk)
