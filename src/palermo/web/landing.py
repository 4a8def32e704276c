"""The landing page, and the way out of every page where a victim may look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

NEUTRAL_SITE: Final = "https://www.wikipedia.org/"


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """A number one can call: who answers, where, when and in what."""

    name: Promise | str
    number: str
    hours: Promise | str


INVENTED_LINES: Final = (
    HelpLine(
        name=_("Listening line of Meridia"),
        number="000 1001",
        hours=_("Day and night. You need not say who you are."),
    ),
    HelpLine(
        name=_("Harbour desk of Norvalia"),
        number="000 2002",
        hours=_("From 06:00 to 22:00, in eleven languages."),
    ),
)
"""Numbers of a demonstration. Nobody answers them; the page says so."""


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The public first page: how to get help, what Palermo is, where it comes from.

    PALERMO_HELP_TEXT is what whoever runs the installation says about help: plain text, an empty line
    between paragraphs. A demonstration shows invented numbers instead and flags each of them.
    """
    demo = bool(settings.PALERMO_DEMO)
    context = {
        "help_lines": INVENTED_LINES if demo else (),
        "help_text": "" if demo else str(getattr(settings, "PALERMO_HELP_TEXT", "")),
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
