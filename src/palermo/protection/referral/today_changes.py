"""What changed after it was sent, on Today: to be told to the office that has the old one, to be seen where it came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.referral.codes.changes import HOLDS
from palermo.protection.referral.models.changes import ArrivedChange, SentChange
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import REFERRALS, ReferralAction
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting


def changes_to_tell(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Referrals whose office has something of the person as it was before, in the actor's cases."""
    if not REFERRALS.may(actor, ReferralAction.REFER):
        return
    old = SentChange.objects.filter(
        organisation_id=OuterRef("organisation_id"), referral_id=OuterRef("pk"), settled_at__isnull=True
    )
    rows = Referral.objects.filter(
        Exists(old), organisation_id=actor.organisation_id, state__in=[state.value for state in HOLDS]
    ).defer("enquiry")
    rows = REFERRALS.visible(actor, rows).annotate(
        office=F("recipient__name"), **_about(old, first="changed_at")
    )
    yield Waiting(
        rows.order_by("updated_at", "id"),
        lambda found: map(_to_tell, found),
        kind="tell_change",
        waits=True,
        **of_cases(actor),
    )


def changes_arrived(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Files in which something that another office sent anew was not seen yet, in the actor's cases."""
    if not CASES.may(actor, CaseAction.SEE_IDENTITY):
        return
    seen: QuerySet[Case] = CASES.visible(actor, Case.objects.all())
    new = ArrivedChange.objects.filter(
        organisation_id=OuterRef("organisation_id"), enquiry_id=OuterRef("pk"), seen_at__isnull=True
    )
    rows = Enquiry.objects.filter(Exists(new), organisation_id=actor.organisation_id, case__in=seen)
    rows = rows.annotate(office=F("sender__name"), **_about(new, first="created_at"))
    yield Waiting(
        rows.order_by("updated_at", "id"),
        lambda found: map(_arrived, found),
        kind="arrived_change",
        waits=True,
        **of_cases(actor),
    )


def _about(changes: QuerySet[Any], *, first: str) -> dict[str, Any]:
    return {
        "since": Subquery(changes.order_by(first).values(first)[:1]),
        "is_safe_contact": Exists(changes.filter(what=Changed.SAFE_CONTACT)),
    }


def _to_tell(row: Any) -> TodayItem:
    title = (
        _("%(office)s has the old way to contact the person safely")
        if row.is_safe_contact
        else _("%(office)s was told what has changed since")
    )
    return TodayItem(
        title=title % {"office": row.office},
        url=reverse("protection:referral", args=[row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        file=row.case_id,
        since=row.since,
    )


def _arrived(row: Any) -> TodayItem:
    title = (
        _("Changed by %(office)s: how to contact the person safely")
        if row.is_safe_contact
        else _("Changed by %(office)s")
    )
    return TodayItem(
        title=title % {"office": row.office},
        url=reverse("protection:arrived_changes", args=[row.case_id]),
        group=Group.CAME_IN,
        subject=row.pk,
        file=row.case_id,
        since=row.since,
    )
