"""Screening: a page for each group of prompts. One can stop on any page, and go on or keep what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from palermo.desk.drafts import SealedDraft
from palermo.kit.draft_store import Draft
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.views.common import READ_AND_WRITE
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.identification.codes import Observed
from palermo.protection.identification.forms import element_form, indicators_form
from palermo.protection.identification.models import Screening
from palermo.protection.identification.policies import IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.services.identification import record_screening
from palermo.protection.identification.verbs import IdentificationAsked
from palermo.protection.identification.views.identification import (
    identification_trail,
    page_of_identification,
    screening_draft,
)
from palermo.protection.identification.words import ELEMENTS, FAMILIES
from palermo.reference.indicators import Element, Family, elements, indicators
from palermo.reference.persons import is_child
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest

_LEAD = _(
    "Things to notice or to ask about, if the person wants to. None weighs more than another, and none is a proof."
)


def _steps(case: Case) -> list[Step]:
    families = [
        Step(name=family.value, heading=FAMILIES[family], form=indicators_form(family), lead=_LEAD)
        for family in Family
    ]
    child = is_child(case.person.age_band)
    found = [
        Step(name=element.value, heading=ELEMENTS[element], form=element_form(element))
        for element in Element
        if not (child and element is Element.MEANS)
    ]
    return [*families, *found]


class _Begun(SealedDraft):
    """A draft that begins with what the last screening of the case found, so that nothing is asked twice."""

    def __init__(self, actor: Actor, case: Case) -> None:
        super().__init__(actor, room=ROOM, flow="screening", object_id=case.pk, person_id=case.person_id)
        self._case = case

    def load(self) -> Draft:
        return super().load() or self._last()

    def _last(self) -> Draft:
        row = (
            Screening.objects.filter(organisation_id=self._case.organisation_id, case=self._case)
            .order_by("-id")
            .first()
        )
        if row is None:
            return {}
        draft: Draft = {family.value: {} for family in Family}
        for one in indicators():
            draft[one.family.value][one.code] = [row.answers.get(one.code, Observed.NOT_ASKED.value)]
        # What is no longer offered cannot be said again: its question is asked anew.
        retired = {one.code for one in elements() if one.retired}
        for element, codes in (("act", row.acts), ("means", row.means), ("purpose", row.purposes)):
            if retired.isdisjoint(codes):
                draft[element] = {"found": list(codes)}
        return draft


@require_http_methods(READ_AND_WRITE)
def screening(request: ActingRequest, case_id: UUID, step: str) -> HttpResponse:
    """One page of the screening; the last one keeps it."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.SCREEN)
    require_guardian(request.actor, case, verb=IdentificationAsked.SCREENING_RECORD)

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        record_screening(request.actor, case_id=case.pk, **_found(answers))
        return HttpResponseRedirect(page_of_identification(case, "screening"))

    wizard = Wizard(
        steps=_steps(case),
        store=_Begun(request.actor, case),
        url=lambda name: reverse("protection:screening", args=[case.pk, name]),
        pause_url=page_of_identification(case, "paused"),
        act=_("Save this screening"),
        check_lead=_(
            "It is something to think about with the person and with colleagues. It decides nothing."
        ),
        finish=finish,
        context={"case": case, "trail": identification_trail(case)},
    )
    return wizard.respond(request, step)


@require_POST
def keep_screening(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Keep what was answered before a screening was stopped; everything else was not asked."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.SCREEN)
    store = screening_draft(request, case)
    draft = store.load()
    if draft:
        answers: dict[str, Mapping[str, Any]] = {}
        for step in _steps(case):
            form = step.form(MultiValueDict(draft.get(step.name, {})))
            form.is_valid()
            answers[step.name] = form.cleaned_data
        record_screening(request.actor, case_id=case.pk, stopped=True, **_found(answers))
        store.clear()
    return HttpResponseRedirect(page_of_identification(case, "screening" if draft else ""))


def _found(answers: Answers) -> dict[str, Any]:
    said = {code: words for family in Family for code, words in answers.get(family.value, {}).items()}
    return {
        "answers": said,
        "acts": answers.get("act", {}).get("found", []),
        "means": answers.get("means", {}).get("found", []),
        "purposes": answers.get("purpose", {}).get("found", []),
    }
