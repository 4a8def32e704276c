"""The landing page: what Palermo is, and how to get help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def landing(request: HttpRequest) -> HttpResponse:
    """The public first page."""
    return render(request, "web/landing.html")
