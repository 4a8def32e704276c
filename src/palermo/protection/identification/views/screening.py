"""Screening: a page for each group of prompts. One can stop on any page, and go on or keep what there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from palermo.desk.drafts import SealedDraft
from palermo.kit.choices import Unsaid
from palermo.kit.components import Cell, Fact, Section
from palermo.kit.draft_store import Draft
from palermo.kit.fields import id_or_none
from palermo.kit.layout import Link
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.views.common import READ_AND_WRITE
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.identification.codes import Observed
from palermo.protection.identification.forms import answer_codes, element_form, indicators_form
from palermo.protection.identification.models import Screening
from palermo.protection.identification.policies import IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.services.identification import record_screening
from palermo.protection.identification.verbs import IdentificationAsked
from palermo.protection.identification.views.identification import (
    draft_of_case,
    identification_trail,
    page_of_identification,
)
from palermo.protection.identification.words import ELEMENT_CODES, ELEMENTS, FAMILIES, INDICATORS, OBSERVED
from palermo.reference.indicators import Element, Family, elements, indicators
from palermo.reference.persons import is_child
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest

FLOW = "screening"
_LEAD = _(
    "Things to notice or to ask about, if the person wants to. None weighs more than another, and none is a proof."
)

_MATRIX = "protection/identification/screening_step.html"
"""A row for each observation at a desk, a card for each on a telephone."""


_ANEW = _("“{page}” asks more exactly now than when it was answered. Please answer it anew.")


def _asked_anew(draft: Draft) -> frozenset[str]:
    """Names of the steps in which a draft says what is no longer offered: it cannot be kept, and is not lost unsaid."""
    retired = {one.code for one in elements() if one.retired}
    return frozenset(
        element.value
        for element in Element
        if not retired.isdisjoint(draft.get(element.value, {}).get("found", ()))
    )


def _steps(case: Case, *, anew: frozenset[str] = frozenset()) -> list[Step]:
    # A draft that was left early begins at its first page without an answer, so each page says it.
    again = [format_lazy(_ANEW, page=ELEMENTS[element]) for element in Element if element.value in anew]
    families = [
        Step(
            name=family.value,
            heading=FAMILIES[family],
            form=indicators_form(family),
            lead=again[0] if again else _LEAD,
            template=_MATRIX,
        )
        for family in Family
    ]
    child = is_child(case.person.age_band)
    found = [
        Step(
            name=element.value,
            heading=ELEMENTS[element],
            form=element_form(element),
            lead=again[0] if again else "",
        )
        for element in Element
        if not (child and element is Element.MEANS)
    ]
    return [*families, *found]


class _Begun(SealedDraft):
    """A draft that begins with what the last screening of the case found, so that nothing is asked twice."""

    def __init__(self, actor: Actor, case: Case, beginning: UUID | None) -> None:
        super().__init__(
            actor,
            room=ROOM,
            flow=FLOW,
            object_id=case.pk,
            beginning=beginning,
            person_id=case.person_id,
        )
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
def screening(
    request: ActingRequest, case_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """One page of the screening; the last one keeps it."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.SCREEN)
    require_guardian(request.actor, case, verb=IdentificationAsked.SCREENING_RECORD)

    store = _Begun(request.actor, case, beginning)

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        record_screening(request.actor, case_id=case.pk, **_found(answers))
        return HttpResponseRedirect(page_of_identification(case, "screening"))

    steps = _steps(case, anew=_asked_anew(store.load()))

    def url(name: str) -> str:
        return reverse("protection:screening", args=[case.pk, store.beginning, name])

    wizard = Wizard(
        steps=steps,
        store=store,
        url=url,
        pause_url=page_of_identification(case, "paused"),
        act=_("Save this screening"),
        check_lead=_(
            "It is something to think about with the person and with colleagues. It decides nothing."
        ),
        check_sections=lambda answers: _in_short(steps, answers, url),
        finish=finish,
        context={
            "case": case,
            "trail": identification_trail(case),
            "answers_in_short": [OBSERVED[code] for code in answer_codes()],
        },
    )
    return wizard.respond(request, step)


def _in_short(steps: Sequence[Step], answers: Answers, url: Callable[[str], str]) -> list[Section]:
    """What was answered, each with where it can be changed; of the rest how many were not asked."""
    sections = []
    for step in steps:
        there = f"{url(step.name)}?change=1"
        said = answers[step.name]
        if "found" in said:
            words: list[Cell] = [ELEMENT_CODES.get(code) or Unsaid(code).label for code in said["found"]]
            facts = [Fact(step.heading, words or _("Not asked"), Link(str(step.heading), there))]
        else:
            asked = {code: answer for code, answer in said.items() if answer != Observed.NOT_ASKED}
            facts = [
                Fact(INDICATORS[code], OBSERVED[answer], Link(str(INDICATORS[code]), f"{there}#id_{code}_0"))
                for code, answer in asked.items()
            ]
            if rest := len(said) - len(asked):
                facts.append(Fact(_("Not asked"), rest, Link(str(step.heading), there)))
        sections.append(Section(step.heading, facts))
    return sections


@require_POST
def keep_screening(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Keep what was answered before a screening was stopped; everything else was not asked.

    What was answered with a purpose that is no longer offered is asked anew first, in words.

    Which of those that were stopped, the form says. Sent again, it does nothing.
    """
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.SCREEN)
    beginning = id_or_none(request.POST.get("beginning", ""))
    store = draft_of_case(request, case, flow=FLOW, beginning=beginning)
    draft = store.load()
    if anew := _asked_anew(draft):
        return redirect("protection:screening", case.pk, store.beginning, min(anew))
    if draft and store.claim() is None:
        answers: dict[str, Mapping[str, Any]] = {}
        for step in _steps(case):
            form = step.form(MultiValueDict(draft.get(step.name, {})))
            form.is_valid()
            answers[step.name] = form.cleaned_data
        record_screening(request.actor, case_id=case.pk, stopped=True, **_found(answers))
        store.finish(page_of_identification(case, "screening"))
    return HttpResponseRedirect(page_of_identification(case, "screening" if draft else ""))


def _found(answers: Answers) -> dict[str, Any]:
    said = {code: words for family in Family for code, words in answers.get(family.value, {}).items()}
    return {
        "answers": said,
        "acts": answers.get("act", {}).get("found", []),
        "means": answers.get("means", {}).get("found", []),
        "purposes": answers.get("purpose", {}).get("found", []),
    }
