"""Two files that may be of one person: shown on both, compared, and answered once by who works on both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Fact, Known
from palermo.kit.fields import id_or_none
from palermo.kit.forms import KitForm
from palermo.kit.listed import listed
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.colleagues import coordinators
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    attempt,
    back_to,
    breadcrumbs,
    called,
    get_case,
    page_of_case,
)
from palermo.protection.cases.words import AGE_BANDS, CASE_STATES, GENDERS, LANGUAGES
from palermo.protection.need_to_know.codes import Alike, CameUpon
from palermo.protection.need_to_know.queries.look_alikes import pair_of_case
from palermo.protection.need_to_know.services.joining import say_same_person
from palermo.protection.need_to_know.services.look_alikes import say_another_person
from palermo.protection.need_to_know.words import ALIKE
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest


def may_be_known(actor: Actor, case: Case, pairs: Sequence[Any]) -> dict[str, Any]:
    """For the page of a case (`pairs_shown`): files that may be of the same person, each with where it is answered.

    Of a file that the reader does not work on, whom to ask.
    """
    seen = [
        (
            Known(pair.seen_word, pair.seen_code, reverse("protection:case", args=[pair.seen_id])),
            reverse("protection:alike", args=[case.pk, pair.pk]),
        )
        for pair in pairs
        if pair.seen_id
    ]
    ask = {pair.ask for pair in pairs if not pair.seen_id and pair.ask}
    if any(not pair.seen_id and not pair.ask for pair in pairs):
        ask.update(coordinators(actor))
    return {"alike_seen": seen, "alike_ask": sorted(ask)}


@require_http_methods(READ_AND_WRITE)
def alike(request: ActingRequest, case_id: UUID, pair_id: UUID) -> HttpResponse:
    """Two files beside each other, by codes; who each person is stands on a page of its own, where the look is kept."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    pair, other = pair_of_case(request.actor, case, pair_id)
    if request.POST.get("answer") == Alike.ANOTHER and pair.answer == Alike.OPEN:
        say_another_person(request.actor, pair_id=pair.pk)
        return back_to(case, "another_person")
    leads = id_or_none(request.POST.get("leads", ""))
    form = KitForm(request.POST if leads else None)
    if leads and attempt(form, lambda: say_same_person(request.actor, pair_id=pair.pk, leads_id=leads)):
        return back_to(case, "joined")
    context = {
        "case": case,
        "form": form,
        "came_back": pair.came_upon == CameUpon.CAME_BACK,
        "files": [_shown(one) for one in (case, other)],
        "answer": "" if pair.answer == Alike.OPEN else ALIKE[pair.answer],
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/need_to_know/alike.html", context)


def _shown(case: Case) -> dict[str, Any]:
    person = case.person
    facts = [
        Fact(_("State"), CASE_STATES[case.state]),
        Fact(_("Opened"), case.opened_on),
        Fact(_("Age"), AGE_BANDS[person.age_band]),
        Fact(_("Gender"), GENDERS[person.gender]),
        Fact(_("Speaks"), listed(str(LANGUAGES.get(code, code)) for code in person.languages) or None),
        Fact(_("Person's code"), person.code),
    ]
    return {
        "name": called(case, url=page_of_case(case)),
        "facts": facts,
        "who": reverse("protection:who", args=[case.pk]),
        "person_id": case.person_id,
    }
