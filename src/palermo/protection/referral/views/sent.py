"""The list of referrals that the office has sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Column, Known, Table
from palermo.kit.layout import Link
from palermo.protection.cases.views.aged import BY_AGE, AgedFilterForm, aged_page
from palermo.protection.cases.views.common import PAGE_SIZE
from palermo.protection.cases.words import NEEDS_IN_SHORT
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.policies.referral import REFERRALS, ReferralAction
from palermo.protection.referral.queries.referrals import referrals, referrals_waiting
from palermo.protection.referral.switch import lists_enquiries
from palermo.protection.referral.views.referral_page import (
    shown_state,
)
from palermo.protection.referral.words.referral import state_choices
from palermo.trust.people.middleware import ActingRequest


@require_safe
def referral_list(request: ActingRequest) -> HttpResponse:
    """Referrals the office has sent: those that wait for it, the soonest due first; then all, newest first."""
    REFERRALS.require(request.actor, ReferralAction.SEE)
    form = AgedFilterForm(request.GET, states=state_choices())
    page = aged_page(request, referrals(request.actor), form)
    table = _table(
        _("Referrals your office has sent"),
        page.rows,
        empty=_("A referral begins at a need: open a case, record what is needed, and ask another office."),
        empty_action=Link(_("To the cases"), reverse("protection:cases")),
        next_key=page.next_key,
        sort=form.order,
    )
    waiting = (
        []
        if form.chosen or "after" in request.GET
        else list(referrals_waiting(request.actor, now=timezone.now())[:PAGE_SIZE])
    )
    first = [_table(_("These wait for your office"), waiting)] if waiting else []
    context = {
        "tables": [*first, table],
        "filters": form,
        "form": form,
        "may_see_enquiries": lists_enquiries(request.actor),
    }
    return render(request, "protection/referral/referral_list.html", context)


def _table(
    caption: str,
    rows: Sequence[Referral],
    *,
    empty: str = "",
    empty_action: Link | None = None,
    next_key: str = "",
    sort: str = "",
) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column(_("Code")),
            Column(_("Person")),
            Column(_("To")),
            Column(_("Asked for")),
            Column(_("State")),
            Column(_("Sent"), sorts=BY_AGE if sort else ()),
        ],
        rows=[
            [
                Link(row.code, reverse("protection:referral", args=[row.pk])),
                Known(row.case.known_as, row.case.code),
                row.recipient.name,
                NEEDS_IN_SHORT[row.need.kind],
                shown_state(row),
                row.sent_at,
            ]
            for row in rows
        ],
        empty=empty,
        empty_action=empty_action,
        next_key=next_key,
        sort=sort,
    )
