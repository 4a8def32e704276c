"""Accounts without any role: after the months of the profile they lose their means of signing in.

Name and address stay. The ledger knows an account by its id alone, and a person who asks who saw their file must be
told who it was; the application's role may delete no account either. Who is needed again gets a new password by a link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db.models import DateField, Max, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Least

from palermo.kit.office_time import office_today
from palermo.reference.profiles import profile
from palermo.trust.actor import Actor, System
from palermo.trust.current import current, record
from palermo.trust.owned import FIRST_VERSION
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.retention.rules import months_before
from palermo.trust.retention.verbs import RetentionVerb
from palermo.trust.service import service
from palermo.trust.unit_of_work import unit_of_work

AT_ONCE = 500
_months_of: list[Callable[[UUID], int]] = []


def use_account_months(months_of: Callable[[UUID], int]) -> None:
    """Say by whose profile an office's accounts end, in months. Called in AppConfig.ready of the directory."""
    _months_of[:] = [months_of]


def close_unused_accounts(office: System) -> int:
    """Take the means of signing in from accounts whose last role, in any office, ended so long ago; how many."""
    with unit_of_work(office):
        months = _account_months(office.organisation_id)
        return _close(office, before=months_before(office_today(), months))


def _account_months(organisation_id: UUID) -> int:
    for months_of in _months_of:
        return months_of(organisation_id)
    return profile(FIRST_VERSION).retention.account_months


@service
def _close(actor: Actor, *, before: date) -> int:
    closed = 0
    for user_id in _gone_from_here(actor, before):
        with current().seen_by(user_id):
            held = _last_days(RoleAssignment.objects.filter(user_id=user_id))
            last = held.aggregate(latest=Max("last"))["latest"]
        user = User.objects.select_for_update().get(pk=user_id)
        if last is None or last >= before or not user.has_usable_password():
            continue
        Authenticator.objects.filter(user_id=user_id).delete()
        user.password = make_password(None)
        user.save(update_fields=["password"])
        record(actor, verb=RetentionVerb.ACCOUNT_CLOSED, object_type="account", object_id=user_id)
        closed += 1
    return closed


def _gone_from_here(actor: Actor, before: date) -> list[UUID]:
    """Accounts that had a role in this office, lost the last one before a day, and have a password still."""
    own = RoleAssignment.objects.filter(organisation_id=actor.organisation_id)
    gone = _last_days(own).values("user_id").annotate(latest=Max("last")).filter(latest__lt=before)
    signs_in = User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    ids = signs_in.filter(pk__in=gone.values("user_id")).order_by("pk").values_list("pk", flat=True)
    return list(ids[:AT_ONCE])


def _last_days(rows: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
    """Each assignment with `last`, the last day of its role; one without an end ends with time."""
    # The lesser of two days, of which one or both may be missing.
    ended = Least(Cast("revoked_at", DateField()), "valid_until")
    return rows.annotate(last=Coalesce(ended, Value(date.max), output_field=DateField()))
