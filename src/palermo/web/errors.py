"""Error answers that Django calls by name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form came back without its token: the page was open too long, or cookies are refused."""
    explanation = gettext("This page was open too long, or your browser refuses cookies. Go back, reload, try again.")
    return render(request, "403.html", {"explanation": explanation}, status=403)
