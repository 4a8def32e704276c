"""The office's own line on the rights cards: its administrator chooses it, or leaves it away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.protection.first_contact.forms.card_line import CardLineForm
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import own_card_line
from palermo.trust.people.services.card_line import set_card_line


@require_http_methods(["GET", "HEAD", "POST"])
def card_line(request: ActingRequest) -> HttpResponse:
    """Choose the line."""
    PEOPLE.require(request.actor, PeopleAction.ADMINISTER)
    line, hours = own_card_line(request.actor)
    form = CardLineForm(
        request.POST if request.method == "POST" else None,
        initial={"line": line, "found": bool(line)},
        hours=hours,
    )
    if form.is_bound and form.is_valid():
        set_card_line(request.actor, line=form.cleaned_data["line"], hours=form.hours())
        return redirect(f"{request.path}?saved=1")
    context = {"form": form, "saved": _("Saved.") if "saved" in request.GET else ""}
    return render(request, "protection/first_contact/card_line.html", context)
