"""What protection puts on the Today page: enquiries to answer, answers that came, withdrawals, reviews, new files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.today import TodayItem, Waiting
from palermo.kit.pieces import State, Tone
from palermo.protection.codes import CaseState, ReferralState
from palermo.protection.models import Case, CaseAssignment, Enquiry, Referral
from palermo.protection.policies import CASES, ROOM, CaseAction, standing
from palermo.protection.policies.referral import ENQUIRIES, REFERRALS, EnquiryAction, ReferralAction
from palermo.protection.queries.referrals import enquiries_waiting, is_overdue, referrals_waiting
from palermo.protection.queries.routes import late_routes
from palermo.protection.words import TROUBLE
from palermo.protection.words.referral import OVERDUE, state_of
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.queries import reviews_due
from palermo.trust.people.rules import Role

MOST = 20
TONIGHT = 3
ENQUIRIES_KIND = gettext_lazy("Enquiries from other offices")
REFERRALS_KIND = gettext_lazy("Your referrals")
REVIEWS_KIND = gettext_lazy("For a second person")
CASES_KIND = gettext_lazy("Cases")


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
        due=None if withdrawn else row.due_at,
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
        due=row.due_at if overdue else None,
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


def needs_due_tonight(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Open cases the actor works on in which something is needed tonight and not met."""
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.RECORD_NEED):
        return
    rows = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN, trouble=TONIGHT))
    tonight = TROUBLE[TONIGHT]
    yield Waiting(
        rows.order_by("-trouble", "-id")[:MOST],
        lambda found: (
            _case_item(case, title=_("Needed tonight: %(code)s"), state=tonight) for case in found
        ),
    )


def _case_item(case: Case, *, title: str, state: State) -> TodayItem:
    return TodayItem(
        title=title % {"code": case.code},
        url=reverse("protection:case", args=[case.pk]),
        kind=CASES_KIND,
        state=state,
    )


def cases_nobody_works_on(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Open cases without a colleague, for the coordinator."""
    if not isinstance(actor, Staff) or not actor.has(Role.COORDINATOR):
        return
    working = standing(CaseAssignment.objects.filter(case_id=OuterRef("pk")))
    rows = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN)).filter(~Exists(working))
    unassigned = State(_("Nobody works on it"), Tone.ATTENTION)
    yield Waiting(
        rows.order_by("-trouble", "-id")[:MOST],
        lambda found: (
            _case_item(case, title=_("Assign the case %(code)s"), state=unassigned) for case in found
        ),
    )
