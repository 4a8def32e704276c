"""Joined files: what stands on the page of each, and where somebody chooses the safe contact or undoes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Fact
from palermo.kit.fields import id_or_none, short_line
from palermo.kit.forms import KitForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.meant import of_codes
from palermo.protection.cases.views.clocks import clock_facts
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    attempt,
    back_to,
    breadcrumbs,
    called,
    get_case,
    page_of_case,
)
from palermo.protection.cases.words import CASE_STATES, NEED_KINDS, URGENCIES
from palermo.protection.need_to_know.queries.joined_files import (
    contacts_to_choose,
    is_final,
    joining_of_case,
)
from palermo.protection.need_to_know.services.joining import ask_about, choose_contact, final_at, part_files
from palermo.reference.spoken_codes import codes_in
from palermo.trust.people.middleware import ActingRequest


class OtherFileForm(KitForm):
    """The code of another file of the same person."""

    code = short_line(_("Code of the other file"), required=True)


def joined_panel(case: Case, found: Mapping[str, Sequence[Any]], *, contacts: int) -> dict[str, Any]:
    """For the page of a case (`joined_lists`): which files it is joined with, and what is open in each."""
    now = timezone.now()
    others = found["joined_files"]
    files = [
        {
            "name": called(one, url=page_of_case(one)),
            "leads": one.leads,
            "url": reverse("protection:joined", args=[case.pk, one.joining_id]),
            "facts": [
                Fact(_("State"), CASE_STATES[one.state]),
                Fact(
                    _("Needs"),
                    [
                        f"{NEED_KINDS[need.kind]} ({URGENCIES[need.urgency]})"
                        for need in found["joined_needs"]
                        if need.case_id == one.pk
                    ]
                    or None,
                ),
                *clock_facts(
                    [clock for clock in found["joined_clocks"] if clock.object_id == one.pk], now=now
                ),
            ],
        }
        for one in others
        if one.seen
    ]
    return {
        "joined": {
            "leads": not any(one.leads for one in others),
            "undecided": contacts > 1,
            "ask": sorted({one.ask or "" for one in others if not one.seen} - {""}),
        },
        "joined_files": files,
    }


@require_http_methods(READ_AND_WRITE)
def join(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Name another file of the same person by its code; then the two are compared."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    form = OtherFileForm(request.POST or None)
    if form.is_valid():
        rows = of_codes(
            request.actor,
            CASES.visible(request.actor, Case.objects.all()),
            codes_in(form.cleaned_data["code"]),
        )
        other = rows.exclude(person_id=case.person_id).first()
        if other is None:
            form.add_error("code", _("No other case that you work on has this code."))
        elif pair := attempt(
            form, lambda: ask_about(request.actor, case_id=case.pk, other_case_id=other.pk), field="code"
        ):
            return redirect("protection:alike", case.pk, pair.pk)
    context = {"form": form, "case": case, "trail": breadcrumbs(case)}
    return render(request, "protection/need_to_know/join.html", context)


@require_http_methods(READ_AND_WRITE)
def joined(request: ActingRequest, case_id: UUID, joining_id: UUID) -> HttpResponse:
    """Choose which rules of safe contact hold, or undo the joining. Showing the rules of each file is recorded."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    row = joining_of_case(request.actor, case, joining_id)
    form = KitForm(request.POST or None)
    person_id = id_or_none(request.POST.get("contact", ""))
    if person_id and attempt(
        form, lambda: choose_contact(request.actor, joining_id=row.pk, person_id=person_id)
    ):
        return HttpResponseRedirect(f"{page_of_case(case)}?done=contact_chosen")
    if request.POST.get("part") and attempt(form, lambda: part_files(request.actor, joining_id=row.pk)):
        return back_to(case, "parted")
    contacts = contacts_to_choose(request.actor, row)
    ends = final_at(row)
    context = {
        "case": case,
        "form": form,
        "contacts": [
            (one.pk, called(theirs), text, row.contact_of_id == one.pk)
            for one, theirs, text in contacts or ()
        ],
        "works": contacts is not None,
        "may_part": contacts is not None and not is_final(ends, now=timezone.now()),
        "ends": ends,
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/need_to_know/joined.html", context)
