"""The auditor's pages when somebody got in or something went astray: what was opened, what left, whom to tell."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palermo.kit.components import page_of
from palermo.kit.layout import Link
from palermo.kit.office_time import in_utc, office_today
from palermo.kit.partial_date import PartialDate
from palermo.trust.ledger import breaches as services
from palermo.trust.ledger.models import Breach
from palermo.trust.people import breach_components as components
from palermo.trust.people.breach_forms import AuthorityForm, BreachForm, WindowForm
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import accounts_ever
from palermo.trust.people.views.common import PAGE_SIZE, attempt, get_or_post, uuid_of
from palermo.trust.rows import row_or_404


@require_safe
def breaches(request: ActingRequest) -> HttpResponse:
    """The office's breaches, newest first."""
    rows = services.breaches(request.actor)
    if after := uuid_of(request.GET.get("after", "")):
        last = rows.filter(pk=after).first()
        rows = rows.filter(known_at__lt=last.known_at) if last else rows
    page = page_of(list(rows[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
    table = components.breaches_table(page.rows, now=timezone.now(), next_key=page.next_key)
    return render(request, "people/breaches.html", {"table": table})


@get_or_post
@in_utc()
def look(request: ActingRequest) -> HttpResponse:
    """What was opened and what left, by account and days, which stand in the address; and noting it as a breach."""
    PEOPLE.require(request.actor, PeopleAction.HANDLE_BREACHES)
    asked = WindowForm(
        request.GET if "account" in request.GET else None, accounts=accounts_ever(request.actor)
    )
    context: dict[str, object] = {"form": asked, "trail": _trail()}
    if asked.is_valid():
        today = PartialDate.of(office_today())
        note = BreachForm(request.POST if request.method == "POST" else None, initial={"known_on": today})
        if note.is_valid():
            noted = attempt(
                note,
                lambda: services.note_breach(
                    request.actor, kind=note.chosen_kind, window=asked.window, known_at=note.known_at
                ),
            )
            if noted is not None:
                return redirect("people:breach", noted.pk)
        found = services.exposure(request.actor, asked.window)
        context |= {
            "summary": components.exposure_facts(found),
            "tables": components.exposure_tables(request.actor, found),
            "note": note,
            "forms": [note],
        }
    return render(request, "people/look.html", context)


@get_or_post
def breach(request: ActingRequest, breach_id: UUID) -> HttpResponse:
    """One breach: the authority's clock, whom it concerns and how far the telling is, what was opened and what left."""
    row = _breach(request, breach_id)
    form = AuthorityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = attempt(
            form, lambda: services.answer_authority(request.actor, breach_id=row.pk, answer=form.chosen)
        )
        if done is not None:
            return redirect("people:breach", row.pk)
    found = services.exposure(request.actor, services.breach_window(row))
    context = {
        "breach": row,
        "facts": components.breach_facts(request.actor, row, now=timezone.now()),
        "telling": components.telling_table(row),
        "tables": components.exposure_tables(request.actor, found),
        "form": form if form.errors or not row.authority_answer else None,
        "trail": _trail(),
    }
    return render(request, "people/breach.html", context)


@require_POST
def breach_again(request: ActingRequest, breach_id: UUID) -> HttpResponse:
    """Have the rooms look again whom the breach concerns."""
    row = _breach(request, breach_id)
    services.look_again(request.actor, breach_id=row.pk)
    return redirect("people:breach", row.pk)


def _breach(request: ActingRequest, breach_id: UUID) -> Breach:
    PEOPLE.require(request.actor, PeopleAction.HANDLE_BREACHES)
    return row_or_404(request.actor, services.breaches(request.actor), breach_id, object_type="breach")


def _trail() -> list[Link]:
    return [Link(_("Ledger"), reverse("people:ledger")), Link(_("Breaches"), reverse("people:breaches"))]
