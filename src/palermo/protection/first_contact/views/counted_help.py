"""Help that is only counted: no person, no case."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.components import Column, Table
from palermo.kit.layout import Link
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, list_link
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.first_contact.forms.contact import CountedHelpForm
from palermo.protection.first_contact.policies import COUNTED_HELP, CountAction
from palermo.protection.first_contact.queries.contact import counted_help
from palermo.protection.first_contact.services.contact import count_help
from palermo.protection.first_contact.words import ZONES
from palermo.reference.persons import NeedKind, PlaceKind
from palermo.trust.people.middleware import ActingRequest


@require_safe
def counts(request: ActingRequest) -> HttpResponse:
    """What was counted, newest first."""
    page = counted_help(request.actor, after=request.GET.get("after", ""))
    table = Table(
        caption=_("Help counted without a file"),
        columns=[
            Column(_("When")),
            Column(_("Help")),
            Column(_("How much"), figures=True),
            Column(_("Kind of place")),
        ],
        rows=[
            [PartialDate.parse(row.given_on), NEED_KINDS[row.kind], row.units, ZONES[row.zone]]
            for row in page.rows
        ],
        empty=_(
            "A meal, a night, an hour of advice given to somebody who wants no file stands here as a number."
        ),
        empty_action=Link(_("Count the first help"), reverse("protection:count_help")),
        next_key=page.next_key,
    )
    done = _("It is counted. Nothing else was written down.") if request.GET.get("done") else ""
    context = {"table": table, "done": done}
    return render(request, "protection/first_contact/counts.html", context)


@require_http_methods(READ_AND_WRITE)
def add_count(request: ActingRequest) -> HttpResponse:
    """Count help given."""
    COUNTED_HELP.require(request.actor, CountAction.COUNT)
    initial = {"given_on": PartialDate.of(office_today())}
    form = CountedHelpForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: count_help(
                request.actor,
                kind=NeedKind(said["kind"]),
                units=said["units"],
                given_on=said["given_on"],
                zone=PlaceKind(said["zone"]),
            ),
        )
        if row is not None:
            return HttpResponseRedirect(f"{reverse('protection:counts')}?done=1")
    trail = [list_link(), Link(_("Help counted without a file"), reverse("protection:counts"))]
    return render(request, "protection/first_contact/count_help.html", {"form": form, "trail": trail})
