"""Help inside the program: the guides, those of the reader's role first, and the keys of the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.layout import Link, Rail, RailEntry
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.words import ROLES
from palermo.web.guides import GUIDE_OF, WITHOUT_KEYS, Guide, guides, guides_of, page_of_guide


@require_http_methods(["GET", "HEAD", "POST"])
def help_index(request: ActingRequest) -> HttpResponse:
    """Every guide, and what the keyboard does; posted, the single keys are switched off or on until signing out."""
    if request.method == "POST":
        request.session[WITHOUT_KEYS] = request.POST.get("keys") == "off"
        return redirect("web:help")
    own = guides_of(request.actor)
    of_roles = [guides()[name] for name in GUIDE_OF.values() if guides()[name] not in own]
    rest = [guide for name, guide in guides().items() if name not in GUIDE_OF.values()]
    context = {
        "own": own,
        "groups": [(_("Other roles"), of_roles), (_("Tools and the server"), rest)],
        "foreign": not (get_language() or "en").startswith("en"),
        "without_keys": request.session.get(WITHOUT_KEYS, False),
    }
    return render(request, "web/help.html", context)


@require_safe
def guide(request: ActingRequest, name: str) -> HttpResponse:
    """One guide, with its contents beside it."""
    found = guides().get(name)
    if found is None:
        raise Http404
    own = guides_of(request.actor)
    context = {
        "guide": found,
        "rail": _rail(found, own),
        "trail": [Link(_("Help"), reverse("web:help"))],
        "foreign": not (get_language() or "en").startswith("en"),
    }
    return render(request, "web/guide.html", context)


def _rail(found: Guide, own: Iterable[Guide]) -> list[Rail]:
    sections = [RailEntry(one.heading, f"#{one.anchor}") for one in found.sections]
    yours = [
        RailEntry(str(ROLES[role]), page_of_guide(name), current=name == found.name)
        for role, name in GUIDE_OF.items()
        if any(name == guide.name for guide in own)
    ]
    rails = [Rail(_("In this guide"), tuple(sections))] if sections else []
    return [*rails, Rail(_("Your roles"), tuple(yours))] if yours else rails
