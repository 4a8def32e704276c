"""The list of cases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.choices import Choice, Text
from palermo.kit.layout import Link
from palermo.kit.lists import CHOOSE
from palermo.kit.sorting import SORT
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.forms.lists import CaseFilterForm
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import NOBODY, case_list
from palermo.protection.cases.queries.colleagues import assignable
from palermo.protection.cases.queries.leaving import left_with_cases
from palermo.protection.file.switch import takes_rows
from palermo.protection.file.views.case_list import case_table
from palermo.protection.file.views.kept_views import kept_rail, query_of
from palermo.protection.file.views.many import bulk_of
from palermo.trust.people.middleware import ActingRequest


@require_safe
def cases(request: ActingRequest) -> HttpResponse:
    """The office's cases as far as the reader works on them, the newest trouble first."""
    CASES.require(request.actor, CaseAction.SEE)
    leads = CASES.may(request.actor, CaseAction.LEAD).allowed
    form = CaseFilterForm(request.GET, colleagues=_colleagues(request) if leads else ())
    filters = form.filters
    page = case_list(request.actor, filters, after=request.GET.get("after", ""))
    may_open = CASES.may(request.actor, CaseAction.OPEN).allowed
    query = query_of(form)
    kept, here = kept_rail(request.actor, query)
    narrowed = bool(form.chosen.keys() - {"state", SORT} or "after" in request.GET)
    context = {
        "list": case_table(
            page.rows,
            caption=_("Closed cases") if filters.state is CaseState.CLOSED else _("Open cases"),
            empty=_empty(filters.state, narrowed=narrowed),
            open_link=Link(_("Open the first case"), reverse("protection:open_case"))
            if may_open and not narrowed
            else None,
            sort=filters.sort.value,
            state=filters.state,
            next_key=page.next_key,
            bulk=bulk_of(reverse("protection:give_cases")) if leads else None,
            feet=_feet(request, query, assigned=filters.assigned) if leads else (),
            choosing=leads and CHOOSE in request.GET,
        ),
        "filters": form,
        "form": form,
        "kept_rail": kept,
        "keep": None if here else f"{reverse('protection:keep_view')}?{query}",
        "kept": here,
        "may_open": may_open,
    }
    return render(request, "protection/file/cases.html", context)


def _colleagues(request: ActingRequest) -> list[Choice]:
    """Whose cases the reader may list: everybody's, for who leads; others see those they work on themselves."""
    found: list[Choice] = [(str(user_id), name) for user_id, name in assignable(request.actor)]
    left: list[Choice] = [
        (str(user_id), _("%(name)s, who left") % {"name": name})
        for user_id, name in left_with_cases(request.actor)
    ]
    return [(NOBODY, _("nobody")), *found, *left]


def _feet(request: ActingRequest, query: str, *, assigned: str) -> list[Link]:
    feet = []
    if assigned not in {"", NOBODY}:
        feet.append(Link(_("Open work"), reverse("people:open_work", args=[assigned])))
    if takes_rows(request.actor):
        feet.append(Link(_("File with one row a person"), f"{reverse('protection:row_file')}?{query}"))
    return feet


def _empty(state: CaseState, *, narrowed: bool) -> Text:
    if narrowed:
        return _("No case that you work on fits these filters.")
    if state is CaseState.CLOSED:
        return _("Cases that you close stand here, and can be opened again.")
    return _(
        "Cases you open, and those your coordinator assigns to you, stand here. The most urgent ones come first."
    )
