"""Referrals on Today: enquiries and withdrawals to answer, referrals to follow, late routes, reviews to make."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import State, Tone
from palermo.protection.cases.codes import ROOM
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, REFERRALS, EnquiryAction, ReferralAction
from palermo.protection.referral.queries.referrals import (
    answer_due,
    enquiries_waiting,
    is_overdue,
    referrals_waiting,
)
from palermo.protection.referral.queries.routes import late_routes
from palermo.protection.referral.words.referral import OVERDUE, state_of
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.queries import reviews_due
from palermo.trust.mandates import Role
from palermo.trust.today import TodayItem, Waiting

MOST = 20
ENQUIRIES_KIND = gettext_lazy("Enquiries from other offices")
REFERRALS_KIND = gettext_lazy("Your referrals")
REVIEWS_KIND = gettext_lazy("For a second person")


def enquiries_to_answer(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Enquiries without an answer, and withdrawals that must be answered."""
    if not ENQUIRIES.may(actor, EnquiryAction.SEE):
        return
    rows = enquiries_waiting(actor, now=now).select_related(None)
    yield Waiting(rows[:MOST], lambda found: (_enquiry_item(row, now) for row in found))


def _enquiry_item(row: Enquiry, now: datetime) -> TodayItem:
    withdrawn = row.state == ReferralState.WITHDRAWN
    return TodayItem(
        title=(_("Answer the withdrawal %(code)s") if withdrawn else _("Answer the enquiry %(code)s"))
        % {"code": row.code},
        url=reverse("protection:enquiry", args=[row.pk]),
        kind=ENQUIRIES_KIND,
        state=OVERDUE if is_overdue(row, now=now) else state_of(row.state),
        due=None if withdrawn else answer_due(row),
    )


def referrals_to_follow(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Referrals that were accepted and now wait for the person's answer, and those whose answer is overdue."""
    if not REFERRALS.may(actor, ReferralAction.SEE):
        return
    rows = referrals_waiting(actor, now=now).select_related(None)
    yield Waiting(rows[:MOST], lambda found: (_referral_item(row, now) for row in found))


def routes_with_late_answers(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """For the coordinator: how many answers are late, without any person; the page names the routes."""
    yield Waiting(late_routes(actor, now=now), lambda found: (_routes(row.late) for row in found if row.late))


def _routes(count: int) -> TodayItem:
    return TodayItem(
        title=_("Look at the routes whose answer is late"),
        url=reverse("protection:routes"),
        kind=REFERRALS_KIND,
        state=OVERDUE,
        count=count,
    )


def _referral_item(row: Referral, now: datetime) -> TodayItem:
    overdue = is_overdue(row, now=now)
    title = _("Ask another office, or wait: %(code)s") if overdue else _("Ask the person: %(code)s")
    return TodayItem(
        title=title % {"code": row.code},
        url=reverse("protection:referral", args=[row.pk]),
        kind=REFERRALS_KIND,
        state=OVERDUE if overdue else state_of(row.state),
        due=answer_due(row) if overdue else None,
    )


def reviews_to_make(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Disclosures in danger to life that a second person must review within 24 hours."""
    if not isinstance(actor, Staff) or not actor.has(Role.COORDINATOR):
        return
    newest = Referral.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        person_id=OuterRef("subject_id"),
        recipient_id=OuterRef("recipient_id"),
    ).order_by("-id")
    rows = reviews_due(actor, room=ROOM).exclude(requested_by_id=actor.user_id)
    rows = rows.annotate(
        referral_id=Subquery(newest.values("id")[:1]), referral_code=Subquery(newest.values("code")[:1])
    )
    yield Waiting(
        rows[:MOST], lambda found: (_review_item(row, now) for row in found if row.referral_id is not None)
    )


def _review_item(row: Any, now: datetime) -> TodayItem:
    late = row.review_due_at < now
    return TodayItem(
        title=_("Review a disclosure in danger to life: %(code)s") % {"code": row.referral_code},
        url=reverse("protection:referral", args=[row.referral_id]),
        kind=REVIEWS_KIND,
        state=State(_("Review overdue"), Tone.DANGER) if late else State(_("Review due"), Tone.ATTENTION),
        due=row.review_due_at,
    )
