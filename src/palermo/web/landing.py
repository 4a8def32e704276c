"""The landing page, and the way out of every page where a victim may look."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palermo.protection.first_contact.rights import newest_cards
from palermo.web.chain_of_help import chain_of_help

NEUTRAL_SITE: Final = "https://www.wikipedia.org/"


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The public first page: how to get help, what Palermo is, where it comes from.

    PALERMO_HELP_LINES names numbers; PALERMO_HELP_TEXT is what whoever runs the installation says besides: plain
    text, an empty line between paragraphs. A demonstration shows invented numbers instead and flags each of them.
    """
    demo = bool(settings.PALERMO_DEMO)
    context = {
        "help_text": "" if demo else str(getattr(settings, "PALERMO_HELP_TEXT", "")),
        "cards": newest_cards(),
        "chain": chain_of_help(),
    }
    return render(request, "web/landing.html", context)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Go to a neutral site at once; end the session and clear what the browser holds of this one.

    Another site that links here moves its visitor on, but cannot sign anybody out.
    """
    response = HttpResponseRedirect(str(getattr(settings, "PALERMO_LEAVE_URL", "") or NEUTRAL_SITE))
    if is_own_navigation(request):
        if request.user.is_authenticated:
            get_adapter().logout(request)
        response.headers["Clear-Site-Data"] = '"cookies", "storage"'
    return response


def is_own_navigation(request: HttpRequest) -> bool:
    """Whether a page of this site, or the reader's own hand, asked for this; browsers that do not say are believed."""
    return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}
