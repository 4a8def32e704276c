"""The short lock: a page left alone is blanked and its session ended; what a flow had saved stays."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """End the session and say how to come back."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    return render(request, "web/locked.html")
