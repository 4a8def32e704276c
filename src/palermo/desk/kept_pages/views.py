"""Going back to where one was, throwing a kept page away, and a sign of life while somebody types."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.drafts import KEPT_FOR
from palermo.desk.kept_pages.late import LateRequest
from palermo.desk.kept_pages.middleware import again
from palermo.desk.kept_pages.queries import kept_page
from palermo.desk.kept_pages.services import throw_page_away
from palermo.desk.kept_pages.words import HAPPENED, title_of
from palermo.kit.layout import Link
from palermo.trust.people.middleware import ActingRequest, unit_of
from palermo.trust.people.views.account import act_for_from_now


@require_http_methods(["GET", "POST"])
def back(request: LateRequest) -> HttpResponse:
    """Where the reader was before their sign-in ended, or what was kept of another office; asked before it changes."""
    place = request.past.place
    unit = unit_of(request, place.unit_id) if place is not None else None
    if place is None or unit is None or place.user_id != str(request.user.pk):
        request.past = request.past.at(None)
        return redirect("web:today")
    if unit != request.acting_unit:
        if request.method == "GET":
            context = {"written_for": unit, "acting": request.acting_unit, "kept": bool(place.page)}
            return render(request, "desk/back.html", context)
        act_for_from_now(request, unit)
    request.past = request.past.at(None)
    return redirect(f"{place.path}?kept={place.page}" if place.page else place.path)


@require_http_methods(["GET", "POST"])
def kept_page_view(request: ActingRequest, page_id: UUID) -> HttpResponse:
    """Go on with a kept page, or throw it away."""
    row = kept_page(request.actor, page_id)
    if request.method == "POST":
        throw_page_away(request.actor, page_id=row.pk)
        return redirect("web:today")
    context = {
        "title": title_of(row),
        "happened": HAPPENED[row.how],
        "kept_at": row.updated_at,
        "until": row.updated_at + KEPT_FOR,
        "url": again(row.path, row),
        "trail": [Link(_("Today"), reverse("web:today"))],
    }
    return render(request, "desk/kept_page.html", context)


@require_safe
def typing(_request: ActingRequest) -> HttpResponse:
    """Somebody types on an open page: the session's time counts anew, up to its absolute end. Asked by the page."""
    return HttpResponse(content_type="text/plain")
