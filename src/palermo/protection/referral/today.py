"""Referrals on Today: answers, arrivals, enquiries to answer, answers that are late, what is with others, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.words import CASE_STATES, NEEDS_IN_SHORT
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.codes.questions import ASKABLE
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import REFERRALS, ReferralAction
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.protection.referral.queries.referrals import answer_due, overdue
from palermo.protection.referral.words.questions import question_words
from palermo.protection.referral.words.referral import DECLINE_REASONS
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.queries import reviews_due
from palermo.trust.mandates import Role
from palermo.trust.today import Group, TodayItem, Waiting

NO_IS_NEWS_FOR = timedelta(days=7)
"""How long an office's no stands among the answers while the need is not met and nobody else is asked."""


_IS_ASKED_BACK = Q(state__in=list(ASKABLE)) & ~Q(questions=[])
"""The next word is this office's: it stands on Today once, also when it is late."""


def referrals_to_follow(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Answers that came, and answers that are late."""
    if not REFERRALS.may(actor, ReferralAction.REFER):
        return
    rows, cases, sent = _rows(actor), of_cases(actor), _all_sent()
    yield Waiting(
        rows.filter(
            Q(state=ReferralState.ACCEPTED_IN_PRINCIPLE) | _is_new_no(now) | _is_new_correction(now)
        ).order_by("-updated_at"),
        lambda found: map(_answer, found),
        kind="answer",
        waits=True,
        **cases,
        all_of_it=sent,
    )
    yield Waiting(
        rows.filter(_IS_ASKED_BACK).order_by("questions_at", "id"),
        lambda found: map(_asked_back, found),
        kind="asked_back",
        waits=True,
        **cases,
        all_of_it=sent,
    )
    routes = Link(_("All answers that are late, by route"), reverse("protection:routes"))
    yield Waiting(
        rows.filter(overdue(now) & ~_IS_ASKED_BACK).order_by("due_at", "id"),
        lambda found: map(_late, found),
        kind="answer_late",
        **cases,
        all_of_it=routes if ROUTES.may(actor, RouteAction.SEE) else sent,
    )


def referrals_with_others(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """What other offices have been asked and may still answer in time."""
    if not REFERRALS.may(actor, ReferralAction.REFER):
        return
    asked = Q(state__in=[ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED])
    yield Waiting(
        _rows(actor).filter(asked & ~overdue(now) & ~_IS_ASKED_BACK).order_by("due_at", "id"),
        lambda found: map(_with_others, found),
        kind="with_others",
        all_of_it=_all_sent(),
        **of_cases(actor),
    )


def _rows(actor: Actor) -> QuerySet[Any]:
    rows = Referral.objects.filter(organisation_id=actor.organisation_id).defer("enquiry")
    return REFERRALS.visible(actor, rows).annotate(
        office=F("recipient__name"), need_kind=F("need__kind"), case_state=F("case__state")
    )


def _all_sent() -> Link:
    return Link(_("All enquiries that your office sent"), reverse("protection:referrals"))


def _is_new_no(now: datetime) -> Q:
    """Of referrals: declined within a week, the need still open, and nobody was asked for it since."""
    later = Referral.objects.filter(
        organisation_id=OuterRef("organisation_id"), need_id=OuterRef("need_id"), pk__gt=OuterRef("pk")
    )
    return Q(
        ~Exists(later),
        state=ReferralState.DECLINED,
        updated_at__gte=now - NO_IS_NEWS_FOR,
        need__state__in=UNMET,
        case__state=CaseState.OPEN,
    )


def _is_new_correction(now: datetime) -> Q:
    """Of referrals: within a week the other office took back what it had told, and it has not told it anew."""
    taken_back = [ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE]
    return Q(state__in=taken_back, corrected_at__gte=now - NO_IS_NEWS_FOR, case__state=CaseState.OPEN)


def _referral(row: Any, title: str, group: Group, **said: Any) -> TodayItem:
    return TodayItem(
        title=title % {"office": row.office, "need": NEEDS_IN_SHORT[row.need_kind]},
        url=reverse("protection:referral", args=[row.pk]),
        group=group,
        subject=row.pk,
        file=row.case_id,
        **said,
    )


def _answer(row: Any) -> TodayItem:
    if row.state == ReferralState.DECLINED:
        why = (DECLINE_REASONS[row.decline_reason],) if row.decline_reason in DECLINE_REASONS else ()
        return _referral(
            row, _("%(office)s says no: %(need)s"), Group.CAME_IN, since=row.updated_at, facts=why
        )
    if row.state != ReferralState.ACCEPTED_IN_PRINCIPLE:
        title = _("%(office)s took back what it had told: %(need)s")
        return _referral(row, title, Group.CAME_IN, since=row.corrected_at)
    closed = (CASE_STATES[row.case_state].label,) if row.case_state == CaseState.CLOSED else ()
    return _referral(
        row, _("%(office)s says yes: %(need)s"), Group.CAME_IN, since=row.updated_at, facts=closed
    )


def _asked_back(row: Any) -> TodayItem:
    return _referral(
        row,
        _("%(office)s asks first: %(need)s"),
        Group.CAME_IN,
        since=row.questions_at,
        due=answer_due(row),
        facts=tuple(question_words(code) for code in row.questions[:2]),
    )


def _late(row: Any) -> TodayItem:
    return _referral(
        row,
        _("No answer: %(need)s"),
        Group.LATE,
        since=row.sent_at,
        due=answer_due(row),
        facts=(row.office,),
    )


def _with_others(row: Any) -> TodayItem:
    waits = row.state == ReferralState.WAITLISTED
    title = _("On the waiting list: %(need)s") if waits else _("Asked: %(need)s")
    return _referral(row, title, Group.OTHERS, since=row.sent_at, due=answer_due(row), facts=(row.office,))


def arrivals(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Persons whose identity arrived and whose file nobody has opened yet, in the actor's cases."""
    if not CASES.may(actor, CaseAction.ASSIST):
        return
    seen: QuerySet[Case] = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    rows = Enquiry.objects.filter(
        organisation_id=actor.organisation_id,
        state=ReferralState.IDENTITY_SENT,
        case__in=seen,
        opened_at__isnull=True,
    )
    rows = rows.annotate(office=F("sender__name"))
    yield Waiting(
        rows.order_by("-updated_at"),
        lambda found: map(_arrival, found),
        kind="arrived",
        waits=True,
        **of_cases(actor),
        all_of_it=Link(_("All enquiries from other offices"), reverse("protection:enquiries")),
    )


def _arrival(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Arrived from %(office)s: %(need)s")
        % {"office": row.office, "need": NEEDS_IN_SHORT[row.need_kind]},
        url=reverse("protection:case", args=[row.case_id]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=row.updated_at,
        file=row.case_id,
    )


def reviews_to_make(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
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
        referral_id=Subquery(newest.values("id")[:1]), case_id=Subquery(newest.values("case_id")[:1])
    ).filter(referral_id__isnull=False)
    yield Waiting(rows, lambda found: map(_review, found), kind="review", waits=True)


def _review(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Second of two: review a disclosure in danger to life"),
        url=reverse("protection:referral", args=[row.referral_id]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=row.created_at,
        due=row.review_due_at,
        file=row.case_id,
    )
