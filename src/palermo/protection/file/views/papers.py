"""Blank forms to print: what is filled in by hand, in each language of the cards, without anybody on it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Cell, Column, Table
from palermo.kit.layout import Link
from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.words.paper import PAPER_KINDS
from palermo.protection.file.paper import sheet
from palermo.protection.first_contact.rights import find_card, newest_cards
from palermo.protection.first_contact.rights.chrome import chrome_of
from palermo.trust.people.middleware import ActingRequest


@require_safe
def papers(request: ActingRequest) -> HttpResponse:
    """Every blank form and card, by language."""
    CASES.require(request.actor, CaseAction.OPEN)
    rows: list[list[Cell]] = [
        [
            card.own_name,
            Link(str(_("Rights card")), reverse("rights:card", args=[card.language])),
            *(
                Link(str(words), reverse("protection:paper", args=[kind, card.language]))
                for kind, words in PAPER_KINDS.items()
            ),
        ]
        for card in newest_cards()
    ]
    table = Table(
        caption=_("Forms and cards to print"),
        columns=[
            Column(_("Language")),
            Column(_("For the person")),
            *(Column(words) for words in PAPER_KINDS.values()),
        ],
        rows=rows,
        empty="",
    )
    return render(request, "protection/file/papers.html", {"table": table})


@require_safe
def paper(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One blank form in a language, wholly in its words. Raises Http404 where there is none."""
    CASES.require(request.actor, CaseAction.OPEN)  # type: ignore[attr-defined]
    card = find_card(language)
    if card is None or kind not in set(PaperKind):
        raise Http404
    context = {"card": card, "chrome": chrome_of(language), "sheet": sheet(PaperKind(kind), language)}
    return render(request, "protection/file/paper.html", context)
