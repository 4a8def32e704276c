"""Pages of presumption and of recovery and reflection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import kind_of_office, profile_of
from palermo.kit.choices import Text
from palermo.kit.components import Fact
from palermo.kit.forms import KitForm
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.identification.forms import (
    EndForm,
    ExtendForm,
    PauseForm,
    PresumeForm,
    ResumeForm,
    ToldForm,
)
from palermo.protection.identification.models import Presumption, Reflection
from palermo.protection.identification.policies import IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.services.presumption import (
    end_reflection,
    extend_reflection,
    is_paused,
    pause_reflection,
    presume,
    resume_reflection,
)
from palermo.protection.identification.views.identification import (
    draft_of_case,
    identification_trail,
    page_of_identification,
)
from palermo.protection.identification.views.identification_page import presumption_facts, reflection_facts
from palermo.protection.identification.words import THRESHOLDS
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names
from palermo.trust.vault.vault import reveal


class _OwnKindFirst(PresumeForm):
    """Asks with the acting office's own kind and today filled in."""

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        today = PartialDate.of(office_today())
        kwargs["initial"] = {"responder_kind": kind, "presumed_on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


@require_http_methods(READ_AND_WRITE)
def presume_step(
    request: ActingRequest, case_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """Who presumes and when; what the person was told; then it starts the time to recover and reflect."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.PRESUME)
    profile = profile_of(case.profile_version)
    store = draft_of_case(request, case, flow="presumption", beginning=beginning)

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        who, told = answers["who"], answers["told"]
        presume(
            request.actor,
            case_id=case.pk,
            presumed_on=who["presumed_on"].earliest,
            responder_kind=who["responder_kind"],
            who=who["who"],
            told=told["told"],
            language=told["language"],
        )
        return HttpResponseRedirect(page_of_identification(case, "presumed"))

    wizard = Wizard(
        steps=[
            Step(
                name="who",
                heading=_("Who presumes, and when"),
                form=_OwnKindFirst,
                template="protection/identification/presume_who.html",
                arguments=lambda _answers: {
                    "kind": kind_of_office(request.actor),
                    "version": case.profile_version,
                },
            ),
            Step(
                name="told",
                heading=_("What the person was told"),
                form=ToldForm,
                lead=_("Say it in a language the person understands. What is missing can be said later."),
            ),
        ],
        store=store,
        url=lambda name: reverse("protection:presume", args=[case.pk, store.beginning, name]),
        pause_url=page_of_identification(case, "paused"),
        act=_("Record the presumption"),
        check_lead=_("Nothing leaves your office. The days to recover and reflect begin with the day above."),
        finish=finish,
        context={
            "case": case,
            "profile": profile,
            "threshold": THRESHOLDS[profile.presumption_threshold],
            "trail": identification_trail(case),
        },
    )
    return wizard.respond(request, step)


@require_safe
def presumption(request: ActingRequest, case_id: UUID, presumption_id: UUID) -> HttpResponse:
    """One presumption, and whom to ask about it. Opening this page is recorded as a look."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.READ_DECISION)
    row = row_of_case(request.actor, case, Presumption, presumption_id, object_type="presumption")
    who = reveal(request.actor, row, "who", object_type="person")["who"]
    names = colleague_names(request.actor, {row.recorded_by_id})
    facts = [*presumption_facts(row, names), Fact(_("Who there, so that one can ask"), who or None)]
    context = {"case": case, "heading": _("Presumption"), "facts": facts, "trail": identification_trail(case)}
    return render(request, "protection/children/sealed_facts.html", context)


@dataclass(frozen=True, kw_only=True)
class _Change:
    """One way to change a period: its form, its words, and what it calls."""

    heading: Text
    act: Text
    form: type[KitForm]
    do: Callable[..., Reflection]


_CHANGES = {
    "pause": _Change(
        heading=_("Pause the time"),
        act=_("Pause it"),
        form=PauseForm,
        do=pause_reflection,
    ),
    "resume": _Change(
        heading=_("Resume the time"), act=_("Resume it"), form=ResumeForm, do=resume_reflection
    ),
    "extend": _Change(
        heading=_("Give more time"), act=_("Give more time"), form=ExtendForm, do=extend_reflection
    ),
    "end": _Change(heading=_("End the period"), act=_("End the period"), form=EndForm, do=end_reflection),
}


@require_http_methods(READ_AND_WRITE)
def change_reflection(request: ActingRequest, case_id: UUID, change: str) -> HttpResponse:
    """Pause, go on, give more time, or end. It is never made shorter."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.REFLECT)
    chosen = _CHANGES.get(change)
    if chosen is None:
        raise Http404
    row = Reflection.objects.filter(
        organisation_id=case.organisation_id, case=case, ended_on__isnull=True
    ).first()
    if row is None:
        return HttpResponseRedirect(page_of_identification(case))
    today = PartialDate.of(office_today())
    form = chosen.form(request.POST or None, initial={"on": today})
    if form.is_valid():
        said = {
            name: value.earliest if isinstance(value, PartialDate) else value
            for name, value in form.cleaned_data.items()
        }
        if attempt(form, lambda: chosen.do(request.actor, case_id=case.pk, **said)) is not None:
            return HttpResponseRedirect(page_of_identification(case, "reflection"))
    context = {
        "form": form,
        "case": case,
        "change": chosen,
        "facts": reflection_facts(row, paused=is_paused(row)),
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/reflection.html", context)
