"""Reads of invitations: those of an office, and those that wait for an account."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor
from palermo.trust.mandates import Role
from palermo.trust.people.models import Invitation, InvitationAnswer, RoleAssignment, User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import in_force
from palermo.trust.people.services.invitations import open_at
from palermo.trust.people.standing import counts, not_over
from palermo.trust.rows import row_or_404

SHOWN_FOR = timedelta(days=30)
MOST = 50


def invitations(actor: Actor) -> list[Invitation]:
    """The office's invitations that wait, and those of the last 30 days that were not accepted; newest first.

    Raises Refused for whoever may not see them.
    """
    PEOPLE.require(actor, PeopleAction.SEE)
    rows = Invitation.objects.filter(
        organisation_id=actor.organisation_id, lapses_at__gt=timezone.now() - SHOWN_FOR
    )
    rows = rows.exclude(answer__in=(InvitationAnswer.ACCEPTED, InvitationAnswer.WITHDRAWN))
    return list(_and_whose_word(rows).select_related("unit").order_by("-created_at")[:MOST])


def office_invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """One invitation of the office. Raises Refused, and Http404 (a probe) for a foreign id."""
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    rows = _and_whose_word(Invitation.objects.filter(organisation_id=actor.organisation_id))
    rows = rows.select_related("unit")
    return row_or_404(actor, rows, invitation_id, object_type="invitation")


def _and_whose_word(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Each with `inviter_left`: whether who invited is administrator of the office no more."""
    administers = RoleAssignment.objects.filter(
        in_force(office_today()),
        organisation_id=OuterRef("organisation_id"),
        user_id=OuterRef("invited_by_id"),
        role=Role.ADMINISTRATOR,
    )
    return rows.annotate(inviter_left=Q(invited_by_id__isnull=False) & ~Exists(administers))


def waiting_for(user_id: UUID, *, entered: UUID | None = None) -> QuerySet[Invitation]:
    """What waits for this account's answer and may be shown to it.

    An account whose address nobody proved could be somebody else's: it is shown what offices offer that it works for
    already, and the invitation whose code was entered.
    """
    proved = User.objects.filter(pk=user_id, address_proved_at__isnull=False)
    works_for = RoleAssignment.objects.filter(not_over(office_today()), counts(), user_id=user_id)
    rows = Invitation.objects.filter(open_at(timezone.now()), account_id=user_id).filter(
        Q(pk=entered)
        | Q(account_id__in=proved.values("pk"))
        | Q(organisation_id__in=works_for.values("organisation_id"))
    )
    return rows.select_related("unit", "organisation").order_by("-sent_at")


def inviters(rows: list[Invitation]) -> dict[UUID, str]:
    """Names of those who invited, by account."""
    users = User.objects.filter(pk__in={row.invited_by_id for row in rows if row.invited_by_id})
    return {user.pk: user.full_name or user.email for user in users}
