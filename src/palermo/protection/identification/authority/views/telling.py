"""Pages of telling the person: what to say, how the letter is kept, and the letter itself, neutral on its outside."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import profile_of
from palermo.kit.dates import day_text
from palermo.kit.languages import LANGUAGES
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.identification.authority.codes import AskState, Interpreted, LetterKept
from palermo.protection.identification.authority.components import answer_facts
from palermo.protection.identification.authority.forms import ToldForm
from palermo.protection.identification.authority.models import Ask
from palermo.protection.identification.authority.services.telling import record_told
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.identification.policies import IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.views.identification import (
    identification_trail,
    page_of_identification,
)
from palermo.reference.letters import letters, paragraphs
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import own_contact_point
from palermo.trust.vault.vault import reveal

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@require_http_methods(READ_AND_WRITE)
def told(request: ActingRequest, case_id: UUID, ask_id: UUID) -> HttpResponse:
    """Record that the person was told."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.ASK_AUTHORITY)
    row = row_of_case(request.actor, case, Ask, ask_id, object_type="ask")
    if row.state != AskState.ANSWERED:
        return HttpResponseRedirect(page_of_identification(case))
    first = {"told_on": PartialDate.of(row.told_on or office_today()), "language": row.told_language}
    form = ToldForm(request.POST or None, initial=first)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: record_told(
                request.actor,
                ask_id=row.pk,
                told_on=said["told_on"].earliest,
                language=said["language"],
                interpreted=Interpreted(said["interpreted"]),
                letter_kept=LetterKept(said["letter_kept"]),
            ),
        )
        if done is not None:
            return HttpResponseRedirect(page_of_identification(case, "told"))
    profile = profile_of(case.profile_version)
    context = {
        "form": form,
        "case": case,
        "row": row,
        "facts": answer_facts(row),
        "profile": profile,
        "days": profile.ask_again_within.count,
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/authority/told.html", context)


@require_safe
def letter(request: ActingRequest, case_id: UUID, ask_id: UUID) -> HttpResponse:
    """The letter in the language the person was told in, to be read out or printed. Each look is recorded."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.ASK_AUTHORITY)
    row = row_of_case(request.actor, case, Ask, ask_id, object_type="ask")
    if row.state != AskState.ANSWERED or row.again_until is None:
        return HttpResponseRedirect(page_of_identification(case))
    texts = paragraphs(row.told_language)
    reasons = reveal(request.actor, row, "reasons", object_type="person")["reasons"]
    decided = texts.positive if row.outcome == DecisionOutcome.POSITIVE else texts.negative
    with override(texts.language):
        until = day_text(row.again_until)
    context = {
        "case": case,
        "row": row,
        "texts": texts,
        "version": letters()[0],
        "rtl": texts.language in RIGHT_TO_LEFT,
        "standard": [decided, texts.help, texts.again.replace("{until}", until)],
        "reasons": reasons,
        "own_language": texts.language == row.told_language.partition("-")[0],
        "language": LANGUAGES.get(row.told_language, row.told_language),
        "contact_point": own_contact_point(request.actor),
        "may_print": row.letter_kept != LetterKept.READ_ONLY,
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/authority/letter.html", context)
