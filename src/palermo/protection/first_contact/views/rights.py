"""Cards of information for anybody: public, neutral in their titles, with a way out, printable."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palermo.protection.first_contact.rights import Card, find_card, newest_cards
from palermo.protection.first_contact.rights.chrome import chrome_of
from palermo.trust.actor import Anonymous
from palermo.trust.people.queries import own_card_line

SIZES = ("a4", "a5")


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The languages in which there is a card."""
    return render(request, "protection/first_contact/rights.html", {"cards": newest_cards()})


@require_safe
def card(request: HttpRequest, language: str) -> HttpResponse:
    """The newest card in a language. Raises Http404 where there is none."""
    return _page(request, find_card(language))


@require_safe
def version(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """A card as it was given, in the version recorded. Raises Http404 where there is none."""
    return _page(request, find_card(language, number))


def _page(request: HttpRequest, found: Card | None) -> HttpResponse:
    if found is None:
        raise Http404
    size = request.GET.get("size", "")
    line, hours = own_card_line(getattr(request, "actor", Anonymous()))
    without = request.GET.get("line") == "none"
    context = {
        "card": found,
        "chrome": chrome_of(found.language),
        "cards": newest_cards(),
        "size": size if size in SIZES else "a4",
        "sizes": SIZES,
        "may_add_line": bool(line),
        # A colleague may leave it away: a paper with a number is not for every pocket.
        "office_line": "" if without else line,
        "office_dialled": "tel:" + "".join(line.split()),
        "office_hours": hours.get(found.language, ""),
    }
    return render(request, "protection/first_contact/card.html", context)
