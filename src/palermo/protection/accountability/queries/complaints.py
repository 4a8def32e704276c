"""Complaints as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.policies import COMPLAINTS, ComplaintAction
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names
from palermo.trust.vault.vault import reveal


@dataclass(frozen=True, kw_only=True)
class ComplaintFile:
    """A complaint with its sealed texts opened and the names of the colleagues it concerns."""

    row: Complaint
    texts: dict[str, str]
    names: dict[UUID, str]


def complaints_seen(actor: Actor) -> QuerySet[Complaint]:
    """The complaints the actor may see, newest first; never one about the actor."""
    return COMPLAINTS.visible(actor, Complaint.objects.all()).order_by("-id")


def late(today: date) -> Q:
    """Complaints without an answer after the day it was promised for; board, list and Today ask this or `is_late`."""
    return Q(outcome="", answer_due__lt=today)


def is_late(row: Complaint, *, today: date) -> bool:
    """The same of one complaint."""
    return not row.outcome and row.answer_due < today


def complaint_file(actor: Actor, row: Complaint) -> ComplaintFile:
    """One complaint opened; that its words were read is recorded. Raises Refused."""
    COMPLAINTS.require(actor, ComplaintAction.SEE, row)
    texts = dict.fromkeys(Complaint.sealed_columns(), "")
    if any(bytes(getattr(row, column)) for column in texts):
        texts = reveal(actor, row, *texts, object_type="complaint")
    people = (row.recorded_by_id, row.about_user_id, row.handled_by_id, row.answered_by_id)
    return ComplaintFile(
        row=row, texts=texts, names=colleague_names(actor, {pk for pk in people if pk is not None})
    )
