"""Notifying without identity: it is sent, recorded as not due, told to be an error; and what arrives is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import makes, person_in
from palermo.exchange.models import Envelope
from palermo.exchange.parcels import Parcel
from palermo.exchange.queries import opening_envelope, thread_events
from palermo.exchange.services import emit, send
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.identification.notifying.codes import (
    NotDue,
    NotificationEvent,
    NotificationState,
    PersonSays,
)
from palermo.protection.identification.notifying.models import Notification, NotificationReceived
from palermo.protection.identification.notifying.queries import (
    addressees,
    asks_the_zone,
    owed_in,
    what_leaves,
)
from palermo.protection.identification.notifying.rules import Owed
from palermo.protection.identification.notifying.terms import CAVEATS, KEPT_UNREAD, KIND, PURPOSE
from palermo.protection.identification.notifying.verbs import NotificationAsked, NotificationVerb
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.reference.profile_parts import Objection
from palermo.reference.spoken_codes import new_code
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import PREFIX, require_as_shown


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is chosen before it goes: forms of exploitation, the zone where one is asked, and what the person said."""

    purposes: tuple[str, ...]
    zone: str
    person_says: PersonSays


def leaves_with(recipient_id: UUID, parts: Mapping[str, Any]) -> dict[str, object]:
    """What leaves, by name, as the last page showed it and the service compares it."""
    return {
        f"{PREFIX}to": str(recipient_id),
        **{f"{PREFIX}{name}": value for name, value in parts.items()},
    }


@service
@makes(person_in(Case, "case_id", column="person_id"))
def notify(
    actor: Actor, *, case_id: UUID, recipient_id: UUID, said: Said, shown: str | None = None
) -> Notification:
    """Send what the law requires, coded and without identity, under a code made for the receiver alone.

    No consent is asked; what the person said is recorded. Raises Refused where nothing is due, for an office that is
    not the one to be told or is barred for the person, where the person objects and it does not go then, without a
    zone that is asked for, and with the reason of the agreement; ChangedSinceShown.
    """
    case, due = _owed(actor, case_id)
    offered = {one.office.pk: one.refusal for one in addressees(actor, case, due)}
    reason = offered.get(recipient_id, "notification_receiver")
    if said.person_says is PersonSays.OBJECTS and due.objection is Objection.STOPS:
        reason = "notification_stopped"
    elif asks_the_zone(case) and not said.zone:
        reason = "notification_place"
    if reason:
        raise _refused(reason, case)
    parts = what_leaves(actor, case, due, purposes=list(said.purposes), zone=said.zone)
    require_as_shown(
        actor,
        shown,
        leaves_with(recipient_id, parts),
        of="notification",
        object_id=case.pk,
        verb=NotificationAsked.NOTIFY,
        object_type="case",
    )
    now, code = timezone.now(), new_code()
    until = now + KEPT_UNREAD
    parcel = Parcel(
        kind=KIND,
        receiver_id=recipient_id,
        payload={"code": code, **parts},
        purpose=PURPOSE,
        caveats=CAVEATS,
        due_at=until,
        expires_at=until,
    )
    envelope = send(actor, parcel=parcel)
    row = _keep(
        actor,
        case,
        due,
        state=NotificationState.SENT,
        recipient_id=recipient_id,
        code=code,
        thread_id=envelope.thread_id,
        person_says=said.person_says,
    )
    _tell(actor, row, NotificationVerb.SENT, recipient=str(recipient_id))
    return row


@service
def record_not_due(actor: Actor, *, case_id: UUID, reason: NotDue) -> Notification:
    """Record why nothing is sent. Raises Refused where nothing is due, and for an objection that changes nothing."""
    case, due = _owed(actor, case_id)
    if reason is NotDue.PERSON_OBJECTS and due.objection is Objection.GOES:
        raise _refused("notification_goes_anyway", case)
    row = _keep(actor, case, due, state=NotificationState.NOT_DUE, reason=reason)
    _tell(actor, row, NotificationVerb.NOT_DUE, reason=reason.value)
    return row


@service
def strike_notification(actor: Actor, *, notification_id: UUID) -> Notification:
    """Tell the receiver that a notification was entered in error: it counts no longer, and what is due is due again.

    Raises Refused for one that was not sent, or is struck already.
    """
    rows = Notification.objects.select_related("case__person", "person")
    row = own_row(actor, rows, notification_id, verb=NotificationAsked.STRIKE, object_type="notification")
    own_unerased_case(actor, row.case_id, policy=IDENTIFICATION, action=IdentificationAction.NOTIFY)
    if row.state != NotificationState.SENT or row.thread_id is None or row.recipient_id is None:
        raise Refused(
            "notification_other_state",
            verb=NotificationAsked.STRIKE,
            object_type="notification",
            object_id=row.pk,
        )
    emit(
        actor,
        thread_id=row.thread_id,
        receiver_id=row.recipient_id,
        verb=NotificationEvent.IN_ERROR,
        codes={},
    )
    row.state, row.in_error_at = NotificationState.IN_ERROR, timezone.now()
    row.save(update_fields=["state", "in_error_at"])
    _tell(actor, row, NotificationVerb.IN_ERROR, recipient=str(row.recipient_id))
    return row


@service
def receive_notification(
    actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]
) -> NotificationReceived:
    """Keep what another office notified, in no file. Repeating it changes nothing."""
    IDENTIFICATION.require(actor, IdentificationAction.RECEIVE)
    own = {"organisation_id": actor.organisation_id, "thread_id": envelope.thread_id}
    known = NotificationReceived.objects.filter(**own).first()
    if known is not None:
        return known
    row: NotificationReceived = NotificationReceived.objects.create(
        **own,
        purpose="identification",
        sender_id=envelope.sender_id,
        code=payload["code"],
        about=payload["about"],
        event_on=date.fromisoformat(payload["event_on"]),
        age_class=payload["age_class"],
        sex=payload["sex"],
        purposes=list(payload["purposes"]),
        place=payload["place"],
        received_at=timezone.now(),
    )
    _received(actor, row, NotificationVerb.RECEIVED)
    return row


@service
def follow_notification(actor: Actor, *, thread_id: UUID) -> None:
    """At the receiver: mark what its sender told to be an error. Idempotent."""
    row = (
        NotificationReceived.objects.select_for_update()
        .filter(organisation_id=actor.organisation_id, thread_id=thread_id, in_error_at__isnull=True)
        .first()
    )
    opening = opening_envelope(actor, thread_id)
    if row is None or opening is None:
        return
    told = thread_events(actor, thread_id)
    at = next(
        (one.at for one in told if one.author_id == row.sender_id and one.verb == NotificationEvent.IN_ERROR),
        None,
    )
    if at is not None:
        row.in_error_at = at
        row.save(update_fields=["in_error_at"])
        _received(actor, row, NotificationVerb.CORRECTED)


def _owed(actor: Actor, case_id: UUID) -> tuple[Case, Owed]:
    """The case, locked, and what is due in it. Raises Refused where nothing is."""
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.NOTIFY)
    due = owed_in(actor, case)
    if due is None:
        raise _refused("notification_not_due", case)
    return case, due


def _keep(actor: Actor, case: Case, due: Owed, **columns: Any) -> Notification:
    row: Notification = Notification.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        about=due.about,
        event_on=due.event_on,
        due_on=due.due_on,
        done_at=timezone.now(),
        recorded_by_id=named(actor),
        **columns,
    )
    return row


def _refused(reason: str, case: Case) -> Refused:
    return Refused(reason, verb=NotificationAsked.NOTIFY, object_type="case", object_id=case.pk)


def _tell(actor: Actor, row: Notification, verb: NotificationVerb, **codes: str) -> None:
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"notification": str(row.pk), **codes},
    )


def _received(actor: Actor, row: NotificationReceived, verb: NotificationVerb) -> None:
    record(
        actor,
        verb=verb,
        object_type="notification",
        object_id=row.pk,
        codes={"sender": str(row.sender_id)},
    )
