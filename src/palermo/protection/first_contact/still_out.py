"""What first contact has out about a file that closes: an interview with somebody met in a group."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy

from palermo.kit.layout import Link
from palermo.protection.first_contact.codes import Interview
from palermo.protection.first_contact.models.events import EventPerson
from palermo.protection.first_contact.services.events import set_interview
from palermo.protection.first_contact.words import INTERVIEWS
from palermo.trust.actor import Actor
from palermo.trust.still_out import StillOut


def _set(actor: Actor, row_id: UUID, state: str) -> None:
    case_id = EventPerson.objects.get(organisation_id=actor.organisation_id, pk=row_id).case_id
    set_interview(actor, case_id=case_id, state=Interview(state))


INTERVIEW = StillOut(
    code="interview",
    words=gettext_lazy("An interview waits"),
    tables=frozenset({"protection_event_person"}),
    rows=lambda actor, file: EventPerson.objects.filter(
        organisation_id=actor.organisation_id, case_id=file.file_id, interview=Interview.WAITING
    ).annotate(event_code=F("event__code")),
    shown=lambda row: Link(row.event_code, reverse("protection:event", args=[row.event_id])),
    ends={code.value: INTERVIEWS[code].label for code in (Interview.HELD, Interview.DECLINED)},
    end=_set,
)
