"""Enquiries of other offices on Today: those to answer, those whose answer is late, withdrawals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.components import Known
from palermo.kit.layout import Link
from palermo.protection.cases.lines import facts
from palermo.protection.cases.words import NEEDS_IN_SHORT, URGENCIES
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import enquiries, overdue
from palermo.reference.persons import Urgency
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, View, Waiting


def enquiries_to_answer(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Enquiries without an answer, and withdrawals that must be answered; those that are late on their own."""
    if not ENQUIRIES.may(actor, EnquiryAction.SEE):
        return
    rows = enquiries(actor).select_related(None).annotate(office=F("sender__name"))
    waiting = Q(state__in=[ReferralState.ENQUIRY_SENT, ReferralState.WITHDRAWN])
    late = overdue(now)
    link = Link(_("All enquiries from other offices"), reverse("protection:enquiries"))
    for some in (late, waiting & ~late):
        yield Waiting(
            rows.filter(some).order_by("due_at", "id"),
            lambda found: map(_enquiry, found),
            kind="enquiry",
            waits=True,
            # Nobody has an enquiry before it is answered.
            narrow=lambda rows, view: (
                rows.filter(accepted_by_id=actor.user_id)
                if view is View.MINE
                else rows.filter(accepted_by_id__isnull=True)
            ),
            all_of_it=link,
        )


def _enquiry(row: Any) -> TodayItem:
    withdrawn = row.state == ReferralState.WITHDRAWN
    if withdrawn:
        title = _("Answer the withdrawal: %(need)s")
    elif row.state == ReferralState.WAITLISTED:
        title = _("Say more, the waiting time is over: %(need)s")
    elif row.questions:
        title = _("You asked first, answer the enquiry: %(need)s")
    elif row.details.get("answers"):
        title = _("Answers came, answer the enquiry: %(need)s")
    else:
        title = _("Answer the enquiry: %(need)s")
    return TodayItem(
        title=title % {"need": NEEDS_IN_SHORT[row.need_kind]},
        url=reverse("protection:enquiry", args=[row.pk]),
        group=Group.CAME_IN,
        subject=row.pk,
        file=row.case_id,
        # Of a file that its reader may open, what is told of the file stands in place of this.
        person=Known(_("From %(office)s") % {"office": row.office}, row.code),
        facts=() if row.case_id else _coarse(row.details),
        since=row.received_at,
        due=None if withdrawn else row.waitlist_until or row.due_at,
        whose=(row.accepted_by_id,) if row.accepted_by_id else (),
    )


def _coarse(details: dict[str, Any]) -> tuple[Any, ...]:
    """What was asked about the person, coded and coarse; nothing where the details are emptied."""
    if not details:
        return ()
    soon = (URGENCIES[Urgency.TONIGHT],) if details.get("urgency") == Urgency.TONIGHT else ()
    return (
        *soon,
        *facts(
            age=details.get("age_band", ""),
            gender=details.get("gender", ""),
            languages=details.get("languages", ()),
        ),
    )
