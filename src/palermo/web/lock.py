"""The short lock: a page left alone is blanked and its session ended; what a flow had saved stays."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from palermo.desk.kept_pages.late import LateRequest
from palermo.trust.people.past import Place
from palermo.web.landing import is_own_navigation


@require_safe
def locked(request: LateRequest) -> HttpResponse:
    """End the session and say how to come back. A link on another site leads here too, but signs nobody out.

    Whoever signs in again lands where they were.
    """
    if not request.user.is_authenticated:
        return render(request, "web/locked.html")
    if not is_own_navigation(request):
        return redirect("web:today")
    request.past = request.past.at(_place(request))
    get_adapter().logout(request)
    response = render(request, "web/locked.html")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _place(request: LateRequest) -> Place | None:
    """The page that locked, by what the browser says; another site's page is none."""
    came = urlsplit(request.headers.get("Referer", ""))
    if request.acting_unit is None or came.netloc != request.get_host() or not is_page(came.path):
        return None
    unit_id = str(request.acting_unit.unit_id)
    return Place(user_id=str(request.user.pk), unit_id=unit_id, path=came.path)


def is_page(path: str) -> bool:
    """Whether the address is one of ours."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
