"""Pages of questions inside an enquiry: asking back, and answering in codes after a look at what leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Fact
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.need_to_know.services.joining import contact_undecided
from palermo.protection.referral.codes.questions import ASKABLE, Question
from palermo.protection.referral.forms.questions import AnswersForm, AskBackForm
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.referrals import enquiries
from palermo.protection.referral.services.questions import answer_questions, answers_leave, ask_back
from palermo.protection.referral.views.referral_page import trail
from palermo.protection.referral.views.sending import get_referral_to_work_on
from palermo.protection.referral.words.questions import answer_words, question_words
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.shown import PREFIX, ChangedSinceShown, shown_to


@require_http_methods(READ_AND_WRITE)
def ask(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Ask the office that asked for what this one has to know first."""
    rows = enquiries(request.actor).select_related("sender", "case", "person")
    row: Enquiry = get_or_404(request.actor, ENQUIRIES, rows, enquiry_id)
    ENQUIRIES.require(request.actor, EnquiryAction.DECIDE, row)
    page = reverse("protection:enquiry", args=[row.pk])
    if row.state not in ASKABLE:
        return redirect(page)
    form = AskBackForm(request.POST if request.method == "POST" else None, asked=row.questions)
    if form.is_valid():
        asked = attempt(form, lambda: ask_back(request.actor, enquiry_id=row.pk, questions=form.chosen()))
        if asked is not None:
            return redirect(page)
    context = {
        "form": form,
        "enquiry": row,
        "asked_back": [question_words(code) for code in row.questions],
        "trail": [Link(_("Enquiries"), reverse("protection:enquiries")), Link(row.code, page)],
    }
    return render(request, "protection/referral/enquiry_ask.html", context)


@require_http_methods(READ_AND_WRITE)
def answers(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Answer what the other office asked back, or add what it did not ask; first the answers, then what leaves."""
    row = get_referral_to_work_on(request, referral_id)
    page = reverse("protection:referral", args=[row.pk])
    if row.state not in ASKABLE or row.case.state == CaseState.CLOSED or contact_undecided(row.person):
        return redirect(f"{page}?done=moved_on")
    form = AnswersForm(
        request.POST if request.method == "POST" else None, asked=row.questions, known=_known(row)
    )
    context: dict[str, Any] = {
        "form": form,
        "referral": row,
        "asked": bool(row.questions),
        "trail": [*trail(row), Link(row.code, page)],
    }
    if not form.is_valid() or "change" in request.POST:
        return render(request, "protection/referral/referral_answers.html", context)
    said = form.answers()
    if "send" in request.POST:
        try:
            sent = attempt(
                form,
                lambda: answer_questions(
                    request.actor, referral_id=row.pk, answers=said, shown=request.POST.get(FIELD, "")
                ),
            )
        except ChangedSinceShown as now:
            context["changed"] = [question_words(name.removeprefix(PREFIX)) for name in now.names]
        else:
            if sent is not None:
                return redirect(f"{page}?done=answered")
            return render(request, "protection/referral/referral_answers.html", context)
    if not said:
        form.add_error(None, _("Answer at least one question."))
        return render(request, "protection/referral/referral_answers.html", context)
    context |= {
        "facts": [
            Fact(question_words(question), [answer_words(question, code) for code in codes])
            for question, codes in said.items()
        ],
        "typed": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "shown": shown_to(request.actor, answers_leave(row, said), of="answers", object_id=row.pk),
    }
    return render(request, "protection/referral/referral_answers_check.html", context)


def _known(row: Referral) -> dict[str, Any]:
    """What the file says already of what may be asked."""
    person = row.person
    return {
        Question.LANGUAGE: list(person.languages),
        Question.GENDER: person.gender,
        Question.AGE: person.age_band,
    }
