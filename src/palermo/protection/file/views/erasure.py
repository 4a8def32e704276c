"""Holding and erasing a file, and what remains elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.components import Fact, Section
from palermo.kit.dates import day_text
from palermo.kit.shown import FIELD
from palermo.protection.cases.codes import HoldReason
from palermo.protection.cases.forms.holding import EraseForm, HoldForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.persons import place_hold, release_hold
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, back_to, breadcrumbs, get_case
from palermo.protection.cases.words import BACKUPS, HOLD_REASONS, REMAINS
from palermo.protection.file.queries.case_file import open_holds
from palermo.protection.file.queries.remains import what_remains_of
from palermo.protection.file.services.erasing import erase_file, left_elsewhere
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.shown import shown_to
from palermo.trust.vault.erasure import Remains


@require_http_methods(READ_AND_WRITE)
def hold(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Place a legal hold, or release one."""
    case = get_case(request, case_id, action=CaseAction.HOLD)
    holds = open_holds(case)
    released = request.POST.get("release", "")
    if released in {str(row.pk) for row in holds}:
        release_hold(request.actor, hold_id=UUID(released))
        return back_to(case, "released")
    form = HoldForm(request.POST or None)
    if form.is_valid():
        reason = HoldReason(form.cleaned_data["reason"])
        if attempt(form, lambda: place_hold(request.actor, person_id=case.person_id, reason=reason)):
            return back_to(case, "held")
    context = {
        "form": form,
        "case": case,
        "holds": [(row.pk, HOLD_REASONS[row.reason], row.created_at) for row in holds],
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/hold.html", context)


@require_http_methods(READ_AND_WRITE)
def erase(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Check what an erasure takes away and what it leaves, then do it."""
    case = get_case(request, case_id, action=CaseAction.ERASE)
    if case.person.erased_at is not None:
        return _statement(case)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        shown = request.POST.get(FIELD, "")
        done = attempt(
            form,
            lambda: erase_file(request.actor, person_id=case.person_id, reason=reason, shown=shown),
        )
        if done is not None:
            return _statement(case)
    remains = what_remains_of(request.actor, case.person_id)
    context = {
        "form": form,
        "case": case,
        "on_hold": bool(open_holds(case)),
        "sections": [taken(), left_here(), remaining(remains)],
        "shown": shown_to(
            request.actor,
            left_elsewhere(left for _office, left in remains),
            of="erase",
            object_id=case.person_id,
        ),
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/erase.html", context)


@require_safe
def erased(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The statement for the person: that their file is erased, and what remains elsewhere until when."""
    case = get_case(request, case_id, action=CaseAction.SEE)
    if case.person.erased_at is None:
        return back_to(case, "")
    context = {
        "case": case,
        "sections": [left_here(), remaining(what_remains_of(request.actor, case.person_id))],
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/file/erased.html", context)


def _statement(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("protection:erased", args=[case.pk]))


def taken() -> Section:
    """What an erasure destroys."""
    return Section(
        _("What is destroyed"),
        [
            Fact(
                _("The person's key"), _("Name, contact, what was told and every note can be read by nobody.")
            ),
            Fact(_("The search by name"), _("The person is found under no name any more.")),
            Fact(_("Fine codes"), _("Nationalities and languages go; of the age stays child or adult.")),
        ],
    )


def left_here() -> Section:
    """What an erasure leaves in this office."""
    return Section(
        _("What stays here"),
        [
            Fact(_("Codes"), _("That there was a case, what was needed and what help was given, by month.")),
            Fact(_("The ledger"), _("Who did what when, in codes. No name ever stood in it.")),
        ],
    )


def remaining(remains: list[tuple[str, Remains]]) -> Section:
    """What an erasure does not reach."""
    facts = []
    for office, left in remains:
        facts.append(Fact(office or BACKUPS[left.what], [REMAINS[left.what], _until(left)]))
    return Section(_("What remains elsewhere"), facts)


def _until(left: Remains) -> str:
    if left.until:
        return _("Until %(day)s") % {"day": day_text(left.until)}
    return _("Until these backups are deleted") if left.holder_id is None else _("Ask this office")
