"""What arrives at a seat: the call, the list of decisions, and what the caller tells. Run by the office's inbox."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.exchange.models import Envelope
from palermo.protection.conference.codes import DecisionState, SightEnd
from palermo.protection.conference.models import Seat, SeatDecision
from palermo.protection.conference.policies import SEATS, SeatAction
from palermo.protection.conference.services.steps import NO_CODES
from palermo.protection.conference.verbs import ConferenceAsked, ConferenceVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.vault.erasure import erase
from palermo.trust.vault.vault import seal

SLICE = (
    "safe_contact",
    "name",
    "other_names",
    "gender",
    "birth",
    "age_band",
    "contact",
    "languages",
    "nationality",
    "needs",
)
"""The parts of a call that say something of the person."""


@service
def receive_call(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Seat:
    """Take a seat in a conference, sealed under a key of its own. Repeating it changes nothing."""
    SEATS.require(actor, SeatAction.RECEIVE)
    known = _seat(actor, envelope.thread_id)
    if known is not None:
        return known
    row = Seat(
        organisation_id=actor.organisation_id,
        sender_id=envelope.sender_id,
        code=payload["code"],
        thread_id=envelope.thread_id,
        day=date.fromisoformat(payload["day"]),
        hour=time.fromisoformat(payload["hour"]),
        zone=payload["zone"],
        place_kind=payload["place_kind"],
        points=list(payload["points"]),
        classes=list(envelope.data_classes),
        until=date.fromisoformat(payload["until"]),
        received_at=timezone.now(),
    )
    told = {name: payload[name] for name in SLICE if name in payload}
    seal(row, told=json.dumps(told), place=payload["place"], words=payload.get("words", ""))
    row.save(force_insert=True)
    tell_seat(actor, row, ConferenceVerb.SEAT_RECEIVED)
    return row


@service
def receive_decisions(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Seat:
    """Bring a seat's decisions to the newest list; those that name this office are its tasks. Idempotent.

    A seat whose sight ended takes nothing. Raises Refused for a list of anybody but who called.
    """
    SEATS.require(actor, SeatAction.RECEIVE)
    row = _seat(actor, envelope.thread_id)
    if row is None or row.sender_id != envelope.sender_id or row.code != payload["code"]:
        raise Refused(NOT_FOUND, verb=ConferenceAsked.TAKE_IN, object_type="envelope", object_id=envelope.pk)
    if row.ended_at is not None or int(payload["list"]) <= row.last_list:
        return row
    here = {"organisation_id": actor.organisation_id, "seat": row}
    words = {one["number"]: one["words"] for one in payload.get("words", [])}
    known = {f"d{one.number}": one for one in SeatDecision.objects.select_for_update().filter(**here)}
    for said in payload["decisions"]:
        found = known.get(said["number"])
        if found is None:
            office_id = UUID(said["office"])
            found = SeatDecision(
                **here,
                number=int(said["number"][1:]),
                office_id=office_id,
                is_own=office_id == actor.organisation_id,
                what=said["what"],
                due_on=date.fromisoformat(said["due_on"]),
            )
            seal(found, words=words.get(said["number"], ""))
            found.save(force_insert=True)
        if said["dropped"] == "yes":
            found.state = DecisionState.DROPPED
            found.save(update_fields=["state"])
    row.last_list = int(payload["list"])
    row.save(update_fields=["last_list"])
    tell_seat(actor, row, ConferenceVerb.SEAT_DECISIONS)
    return row


def end_seat(actor: Actor, row: Seat, *, why: SightEnd) -> None:
    """End the office's sight of a conference: its key is destroyed, its words emptied. The row is locked."""
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_why = timezone.now(), why
    row.save(update_fields=["ended_at", "ended_why"])
    erase(actor, subject_id=row.pk, reason="conference_ended", object_type="conference_seat")
    tell_seat(actor, row, ConferenceVerb.SEAT_ENDED, codes={"sight_ended": why.value})


def is_done_with(row: Seat) -> bool:
    """Whether nothing that this office took on is open."""
    return not SeatDecision.objects.filter(
        organisation_id=row.organisation_id, seat=row, is_own=True, state=DecisionState.OPEN
    ).exists()


def tell_seat(actor: Actor, row: Seat, verb: ConferenceVerb, *, codes: Mapping[str, str] = NO_CODES) -> None:
    """Record what was done at a seat."""
    record(
        actor,
        verb=verb,
        object_type="conference_seat",
        object_id=row.pk,
        codes={"sender": str(row.sender_id), **codes},
    )


def _seat(actor: Actor, thread_id: UUID) -> Seat | None:
    rows = Seat.objects.select_for_update(of=("self",))
    return rows.filter(organisation_id=actor.organisation_id, thread_id=thread_id).first()
