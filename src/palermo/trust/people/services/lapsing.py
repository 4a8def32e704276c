"""An invitation is an administrator's word: it lapses with the role of whoever gave it, until another renews it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.kit.office_time import day_begins, office_today
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.people.models import Invitation, RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.verbs import PeopleVerb


def administers_until(user_id: UUID | None, organisation_id: UUID) -> datetime | None:
    """When the account stops administering the office, as far as is known; None for no end, and for the host."""
    if user_id is None:
        return None
    days = list(_administering(user_id, organisation_id).values_list("valid_until", flat=True))
    lasts = [day for day in days if day is not None]
    if not days or len(lasts) < len(days):
        return None
    return day_begins(max(lasts) + timedelta(days=1))


def lapse_invitations_of(actor: Actor, user_id: UUID) -> None:
    """Let what the account invited to in the acting office lapse, if it is administrator there no more; recorded."""
    if _administering(user_id, actor.organisation_id).exists():
        return
    now = timezone.now()
    waiting = Invitation.objects.filter(
        organisation_id=actor.organisation_id, invited_by_id=user_id, answer="", lapses_at__gt=now
    )
    if lapsed := waiting.update(lapses_at=now):
        record(actor, verb=PeopleVerb.INVITATION_LAPSED, codes={"invitations": lapsed})


def _administering(user_id: UUID, organisation_id: UUID) -> QuerySet[RoleAssignment]:
    today = office_today()
    return RoleAssignment.objects.filter(
        in_force(today), organisation_id=organisation_id, user_id=user_id, role=Role.ADMINISTRATOR
    )
