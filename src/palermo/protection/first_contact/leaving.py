"""People met in a group with whom a colleague who leaves was to speak alone."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import CaseAssignment
from palermo.protection.first_contact.codes import Interview
from palermo.protection.first_contact.models.events import EventPerson
from palermo.protection.first_contact.policies import persons_seen
from palermo.trust.actor import Actor, Staff
from palermo.trust.open_work import OpenWork


def _rows(organisation_id: UUID, user_id: UUID) -> QuerySet[EventPerson]:
    theirs = CaseAssignment.objects.filter(
        organisation_id=organisation_id, case_id=OuterRef("case_id"), user_id=user_id, ended_at__isnull=True
    )
    return EventPerson.objects.filter(
        Exists(theirs),
        organisation_id=organisation_id,
        interview=Interview.WAITING,
        case__state=CaseState.OPEN,
    ).order_by("id")


def _seen(actor: Actor, rows: QuerySet[EventPerson]) -> QuerySet[EventPerson]:
    return persons_seen(actor, rows) if isinstance(actor, Staff) else rows.none()


INTERVIEWS = OpenWork(
    code="protection.interviews",
    words=_("Interviews to hold"),
    columns=frozenset(),
    rows=_rows,
    seen=_seen,
    says=_("They go with their case."),
)
