"""Complaints that a colleague who leaves was to answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.policies import COMPLAINTS
from palermo.protection.accountability.services.complaints import hand_over_complaint
from palermo.protection.cases.policies import SPEAKING, leads
from palermo.trust.actor import Actor
from palermo.trust.open_work import OpenThing, OpenWork


def _rows(organisation_id: UUID, user_id: UUID) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(organisation_id=organisation_id, handled_by_id=user_id, outcome="")
    return rows.order_by("answer_due", "id")


def _counted(actor: Actor, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Nobody learns, not even as a number, of a complaint about themselves."""
    return rows.filter(Q(about_user_id__isnull=True) | ~Q(about_user_id=actor.user_id))


def _thing(row: Any) -> OpenThing:
    label = _("To be answered by %(day)s") % {"day": day_text(row.answer_due)}
    return OpenThing(id=row.pk, shown=Link(label, reverse("protection:complaint", args=[row.pk])))


def _give(actor: Actor, complaint_id: UUID, from_id: UUID, to_id: UUID) -> None:  # noqa: ARG001 - one shape for all
    hand_over_complaint(actor, complaint_id=complaint_id, handled_by_id=to_id)


COMPLAINTS_TO_ANSWER = OpenWork(
    code="protection.complaints",
    words=gettext_lazy("Complaints they answer"),
    columns=frozenset({"protection_complaint.handled_by_id"}),
    rows=_rows,
    seen=COMPLAINTS.visible,
    counted=_counted,
    thing=_thing,
    roles=frozenset(SPEAKING),
    may_hand_over=leads,
    hand_over=_give,
)
