"""The list of cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.choices import Choice, Text
from palermo.kit.components import Cell, Column, Table
from palermo.kit.dates import age_text
from palermo.kit.layout import Link
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.forms.cases import CaseFilterForm
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import NOBODY, CaseFilters, CaseLine, case_list
from palermo.protection.cases.queries.colleagues import assignable
from palermo.protection.cases.views.common import called, page_of_case
from palermo.protection.cases.words import CASE_STATES, NEED_KINDS, TROUBLE
from palermo.protection.referral.policies.routes import ROUTES, RouteAction
from palermo.protection.referral.switch import lists_enquiries
from palermo.trust.people.middleware import ActingRequest


@require_safe
def cases(request: ActingRequest) -> HttpResponse:
    """The office's cases as far as the reader works on them, the newest trouble first."""
    CASES.require(request.actor, CaseAction.SEE)
    colleagues: list[Choice] = [(str(user_id), name) for user_id, name in assignable(request.actor)]
    form = CaseFilterForm(request.GET, colleagues=[(NOBODY, _("Nobody yet")), *colleagues])
    chosen = form.chosen
    filters = CaseFilters(
        state=CaseState(chosen.get("state", CaseState.OPEN)),
        need=chosen.get("need", ""),
        assigned=chosen.get("assigned", ""),
    )
    page = case_list(request.actor, filters, after=request.GET.get("after", ""))
    may_open = CASES.may(request.actor, CaseAction.OPEN).allowed
    narrowed = bool(filters.need or filters.assigned or "after" in request.GET)
    context = {
        "table": case_table(
            page.rows,
            caption=_("Closed cases") if filters.state is CaseState.CLOSED else _("Open cases"),
            empty=_empty(filters.state, narrowed=narrowed),
            open_link=Link(_("Open the first case"), reverse("protection:open_case"))
            if may_open and not narrowed
            else None,
            next_key=page.next_key,
        ),
        "filters": form,
        "form": form,
        "may_open": may_open,
        "may_see_routes": ROUTES.may(request.actor, RouteAction.SEE).allowed,
        "may_see_enquiries": lists_enquiries(request.actor),
        "speaks": REQUESTS.may(request.actor, RequestAction.SEE).allowed,
        "leads": CASES.may(request.actor, CaseAction.LEAD).allowed,
    }
    return render(request, "protection/file/cases.html", context)


def _empty(state: CaseState, *, narrowed: bool) -> Text:
    if narrowed:
        return _("No case that you work on fits these filters.")
    if state is CaseState.CLOSED:
        return _("Cases that you close stand here, and can be opened again.")
    return _(
        "Cases you open, and those your coordinator assigns to you, stand here. The most urgent ones come first."
    )


def case_table(
    lines: Sequence[CaseLine],
    *,
    caption: Text,
    empty: Text,
    open_link: Link | None = None,
    next_key: str = "",
) -> Table:
    """Cases as lists show them; `empty` is what an empty list says."""
    now = timezone.now()
    return Table(
        caption=caption,
        columns=[Column(_("Case")), Column(_("Needed")), Column(_("With")), Column(_("Open for"))],
        rows=[_row(line, now) for line in lines],
        empty=empty,
        empty_action=open_link,
        next_key=next_key,
    )


def _row(line: CaseLine, now: datetime) -> list[Cell]:
    case = line.case
    is_open = case.state == CaseState.OPEN
    needed: list[Cell] = [TROUBLE[case.trouble] if is_open else CASE_STATES[case.state]]
    if is_open and line.needs:
        needed.append(", ".join(str(NEED_KINDS[need.kind]) for need in line.needs))
    return [
        called(case, url=page_of_case(case)),
        needed,
        ", ".join(line.colleagues) or _("Nobody yet"),
        age_text(case.created_at, now) if is_open else case.closed_on,
    ]
