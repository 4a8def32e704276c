"""Pages of the decision on identification: deciding, reading the reasons, asking that it is looked at again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import profile_of
from palermo.kit.components import Fact
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.identification.forms import AskAgainForm, EarlyForm, OutcomeForm, ReasonsForm
from palermo.protection.identification.models import Decision, Reconsideration
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import awaits_decision, case_of_identification
from palermo.protection.identification.services.decisions import ask_again, decide, decided_before_minimum
from palermo.protection.identification.verbs import IdentificationAsked
from palermo.protection.identification.views.identification import (
    draft_of_case,
    identification_trail,
    page_of_identification,
)
from palermo.protection.identification.words import ASKED_BY, EARLY_REASONS, OUTCOMES, THRESHOLDS
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names
from palermo.trust.vault.vault import reveal


@require_http_methods(READ_AND_WRITE)
def decide_step(
    request: ActingRequest, case_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """What is decided; where the minimum days are not over why it cannot wait; the reasons."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.DECIDE)
    require_guardian(request.actor, case, verb=IdentificationAsked.DECISION_RECORD)
    if not awaits_decision(case):
        return HttpResponseRedirect(page_of_identification(case))
    store = draft_of_case(request, case, flow="decision", beginning=beginning)
    early = decided_before_minimum(case, day=office_today())
    profile = profile_of(case.profile_version)

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        decide(
            request.actor,
            case_id=case.pk,
            outcome=answers["outcome"]["outcome"],
            reasons=answers["reasons"]["reasons"],
            **answers.get("early", {}),
        )
        return HttpResponseRedirect(page_of_identification(case, "decided"))

    wizard = Wizard(
        steps=[
            Step(
                name="outcome",
                heading=gettext_lazy("What you decide"),
                form=OutcomeForm,
                template="protection/identification/decide_outcome.html",
            ),
            Step(
                name="early",
                heading=gettext_lazy("The minimum days are not over"),
                form=EarlyForm,
                lead=gettext_lazy("Nothing has to be decided before they are. If it has to be, say why."),
                when=lambda answers: early and answers["outcome"]["outcome"] != DecisionOutcome.NOT_YET,
            ),
            Step(name="reasons", heading=gettext_lazy("Why"), form=ReasonsForm),
        ],
        store=store,
        url=lambda name: reverse("protection:decide", args=[case.pk, store.beginning, name]),
        pause_url=page_of_identification(case, "paused"),
        act=_("Record the decision"),
        check_lead=_("It carries your name. It ends no service and closes nothing, whatever it is."),
        finish=finish,
        context={
            "case": case,
            "threshold": THRESHOLDS[profile.decision_threshold],
            "profile": profile,
            "trail": identification_trail(case),
        },
    )
    return wizard.respond(request, step)


@require_safe
def decision(request: ActingRequest, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """One decision with its reasons. Opening this page is recorded as a look."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.READ_DECISION)
    row = row_of_case(request.actor, case, Decision, decision_id, object_type="decision")
    texts = reveal(request.actor, row, "reasons", "early_why", object_type="person")
    names = colleague_names(request.actor, {row.decided_by_id})
    facts = [
        Fact(_("Decision"), OUTCOMES[row.outcome].label),
        Fact(_("Threshold"), THRESHOLDS[row.threshold]),
        Fact(_("Day"), row.decided_on),
        Fact(_("Decided by"), names.get(row.decided_by_id)),
        Fact(_("Reasons"), texts["reasons"] or None),
    ]
    if row.before_minimum:
        why = [EARLY_REASONS[row.early_reason], texts["early_why"] or None]
        facts.append(Fact(_("Decided before the minimum days were over"), why))
    context = {
        "case": case,
        "row": row,
        "facts": facts,
        "asked": [
            _asked_facts(request, one)
            for one in Reconsideration.objects.filter(
                organisation_id=case.organisation_id, case=case, decision=row
            ).order_by("-id")
        ],
        "may_ask": IDENTIFICATION.may(request.actor, IdentificationAction.ASK_AGAIN, case).allowed
        and row.outcome != DecisionOutcome.NOT_YET,
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/decision.html", context)


def _asked_facts(request: ActingRequest, row: Reconsideration) -> list[Fact]:
    grounds = reveal(request.actor, row, "grounds", object_type="person")["grounds"]
    return [
        Fact(_("Asked again by"), [ASKED_BY[row.asked_by], row.asked_on]),
        Fact(_("What is said against it"), grounds or None),
    ]


@require_http_methods(READ_AND_WRITE)
def ask_decision_again(request: ActingRequest, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """Record that somebody asks to have a decision looked at again."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.ASK_AGAIN)
    row = row_of_case(request.actor, case, Decision, decision_id, object_type="decision")
    form = AskAgainForm(request.POST or None, initial={"asked_on": PartialDate.of(office_today())})
    if form.is_valid():
        said = {**form.cleaned_data, "asked_on": form.cleaned_data["asked_on"].earliest}
        if attempt(form, lambda: ask_again(request.actor, decision_id=row.pk, **said)) is not None:
            return HttpResponseRedirect(page_of_identification(case, "asked"))
    context = {"form": form, "case": case, "trail": identification_trail(case)}
    return render(request, "protection/identification/ask_again.html", context)
