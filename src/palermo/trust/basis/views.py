"""Pages of the office's legal bases of processing: which it has for each purpose, recording one, ending one."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.choices import Text
from palermo.kit.components import page_of
from palermo.kit.layout import Link
from palermo.kit.office_time import office_today
from palermo.trust.basis import components
from palermo.trust.basis.forms import ProcessingBasisForm
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.policies import PROCESSING, ProcessingAction
from palermo.trust.basis.processing import end_processing_basis, record_processing_basis
from palermo.trust.basis.queries import in_force, processing_bases
from palermo.trust.basis.rules import LegalBasis, ProcessingPurpose
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names
from palermo.trust.policy import get_or_404
from palermo.trust.service import Refused

PAGE_SIZE = 50
_DONE: dict[str, Text] = {
    "recorded": gettext_lazy("The legal basis is recorded."),
    "ended": gettext_lazy("The legal basis has ended. Nothing more leaves on it."),
}


@require_safe
def bases(request: ActingRequest) -> HttpResponse:
    """What this office has for each purpose today, what it is and is not, and what is to come or past."""
    actor = request.actor
    PROCESSING.require(actor, ProcessingAction.SEE)
    today = office_today()
    rows = processing_bases(actor)
    now = list(rows.filter(in_force(today)))
    others = rows.exclude(in_force(today))
    with suppress(KeyError, ValueError):  # without a key, or with one that is none: the first page
        others = others.filter(pk__lt=UUID(request.GET["after"]))
    page = page_of(list(others[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
    names = colleague_names(actor, {row.recorded_by_id for row in (*now, *page.rows)})
    may_record = PROCESSING.may(actor, ProcessingAction.RECORD).allowed
    context = {
        "table": components.purposes_table(now, names, may_end=may_record),
        "others": components.others_table(
            page.rows, names, day=today, may_end=may_record, next_key=page.next_key
        ),
        "missing": not any(row.processing_purpose == ProcessingPurpose.ASSISTANCE for row in now),
        "may_record": may_record,
        "done": _DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "basis/bases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: ActingRequest) -> HttpResponse:
    """Record on which legal basis the office works for a purpose."""
    PROCESSING.require(request.actor, ProcessingAction.RECORD)
    form = ProcessingBasisForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        first, last = form.days
        record_processing_basis(
            request.actor,
            purpose=ProcessingPurpose(form.cleaned_data["purpose"]),
            legal_basis=LegalBasis(form.cleaned_data["legal_basis"]),
            valid_from=first,
            valid_until=last,
        )
        return _back("recorded")
    return render(request, "basis/record.html", {"form": form, "trail": _trail()})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActingRequest, basis_id: UUID) -> HttpResponse:
    """End a basis now, after what that means was said. Pressed twice, the list says how it stands."""
    row = get_or_404(request.actor, PROCESSING, ProcessingBasis.objects.all(), basis_id)
    PROCESSING.require(request.actor, ProcessingAction.END, row)
    if request.method == "POST":
        try:
            end_processing_basis(request.actor, basis_id=row.pk)
        except Refused as refused:
            if refused.reason != "processing_basis_over":
                raise
        return _back("ended")
    return render(request, "basis/end.html", {"facts": components.basis_facts(row), "trail": _trail()})


def _back(done: str) -> HttpResponse:
    return redirect(f"{reverse('basis:bases')}?done={done}")


def _trail() -> list[Link]:
    return [Link(_("Legal bases"), reverse("basis:bases"))]
