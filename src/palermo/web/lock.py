"""The short lock: a page left alone is blanked and its session ended; what a flow had saved stays."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from palermo.web.landing import is_own_navigation


@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """End the session and say how to come back. A link on another site leads here too, but signs nobody out."""
    if not request.user.is_authenticated:
        return render(request, "web/locked.html")
    if not is_own_navigation(request):
        return redirect("web:today")
    get_adapter().logout(request)
    response = render(request, "web/locked.html")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
