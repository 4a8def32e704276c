"""When the note of an event ends: years after it was recorded, and once nobody met there has a file any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.retention import locked, one_of, outside_a_file, with_a_text
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.policies import EVENTS
from palermo.trust.retention.endings import Due, Ending, Keeper, register, register_keeper
from palermo.trust.retention.rules import Rule
from palermo.trust.vault import erasure
from palermo.trust.vault.erasure import Remains

EVENT = "event"


def register_ending() -> None:
    """Called in AppConfig.ready."""
    register(
        Ending(
            rule=Rule.EVENT,
            room=ROOM,
            object_type=EVENT,
            due=_events_due,
            kept=lambda office: Event.objects.filter(with_a_text(Event), organisation_id=office).exists(),
            seen=lambda actor: EVENTS.visible(actor, Event.objects.all()),
            lock=lambda office, event: locked(Event, office, event),
        )
    )
    register_keeper(
        EVENT,
        Keeper(code="file_there", words=_("Somebody met there has a file in your office"), rows=_met_there),
    )
    erasure.register("protection.events", _forget_note)


def _events_due(organisation_id: UUID, until: date, only: UUID | None) -> Iterator[Due]:
    rows = Event.objects.filter(
        with_a_text(Event), organisation_id=organisation_id, retention_rule=Rule.EVENT
    )
    return outside_a_file(one_of(rows, only), "created_at", until)


def _forget_note(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    Event.objects.filter(organisation_id=organisation_id, pk=subject_id).update(note=b"")
    return []


def _met_there(organisation_id: UUID, events: Sequence[UUID]) -> QuerySet[EventPerson]:
    rows = EventPerson.objects.filter(organisation_id=organisation_id, event_id__in=list(events))
    return rows.annotate(kept=F("event_id")).only("pk")
