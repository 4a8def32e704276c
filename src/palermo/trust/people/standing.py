"""Whose word an account stands on, and in which offices it therefore counts.

An account belongs to no office. Whoever can set its password can act as it wherever it has a role; so it is kept by
whom the password could have been set, and a role counts only where the office stands by whoever holds the account.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.trust.actor import INSTALLATION_ID, Actor
from palermo.trust.current import current
from palermo.trust.people.models import RoleAssignment, User


def counts() -> Q:
    """Assignments whose office stands by whoever holds the account: not resting."""
    return Q(user__doubted_at__isnull=True) | Q(confirmed_at__gte=F("user__doubted_at"))


def not_over(day: date) -> Q:
    """Assignments that are held on `day` or will be."""
    return Q(revoked_at__isnull=True) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def resting(rows: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
    """Those of `rows` that are not over and rest until the office confirms the person."""
    since_doubted = Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=F("user__doubted_at"))
    return rows.filter(not_over(office_today()), since_doubted, user__doubted_at__isnull=False)


def rests(row: RoleAssignment) -> bool:
    """Whether a role that is not over rests; its account is joined."""
    doubted = row.user.doubted_at
    return doubted is not None and (row.confirmed_at is None or row.confirmed_at < doubted)


def stands_here(user_id: UUID, organisation_id: UUID) -> bool:
    """True when the account has a role in the office, now or to come, that counts."""
    rows = RoleAssignment.objects.filter(organisation_id=organisation_id, user_id=user_id)
    with current().seen_by(user_id):
        return rows.filter(not_over(office_today())).filter(counts()).exists()


def may_be_given_at_once(actor: Actor, user: User) -> bool:
    """True for a colleague of the acting office now, whose account is of no other and never was.

    No other office ever gave it a role, nor could have set its password.
    """
    if user.vouched_by not in (None, actor.organisation_id) or not stands_here(
        user.pk, actor.organisation_id
    ):
        return False
    with current().seen_by(user.pk):
        elsewhere = RoleAssignment.objects.filter(user_id=user.pk).exclude(
            organisation_id=actor.organisation_id
        )
        return not elsewhere.exists()


def other_offices(user_id: UUID, *, than: UUID) -> list[UUID]:
    """The offices other than this one in which the account has a role, now or to come."""
    rows = RoleAssignment.objects.filter(not_over(office_today()), user_id=user_id)
    with current().seen_by(user_id):
        ids = rows.exclude(organisation_id=than).values_list("organisation_id", flat=True)
        return sorted(set(ids))


def stands_on_what_was_shown(user: User, *, by: UUID) -> None:
    """Keep that the account's next password is set by something that the office `by` was shown, or the host."""
    user.vouched_by = None if by == INSTALLATION_ID else by
    user.address_proved_at = None
    user.save(update_fields=["vouched_by", "address_proved_at"])
    EmailAddress.objects.filter(user=user).update(verified=False)


def stands_on_the_mailbox(user: User) -> None:
    """Keep that the account's password was set by whoever reads its mailbox."""
    user.vouched_by, user.address_proved_at = None, timezone.now()
    user.save(update_fields=["vouched_by", "address_proved_at"])
    EmailAddress.objects.filter(user=user).update(verified=True)
