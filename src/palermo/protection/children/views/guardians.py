"""Pages about one guardian, and the second person's answer about an age in doubt."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Fact
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.kit.shown import FIELD
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.children.forms import AgeAnswerForm, ConflictForm, GuardianEndForm, VerifyForm
from palermo.protection.children.models import AgeDecision, Guardian
from palermo.protection.children.policies import ChildAction
from palermo.protection.children.queries.child_file import case_of_child
from palermo.protection.children.queries.guardians import guardian_stands
from palermo.protection.children.services import (
    answer_age,
    check_conflict,
    end_guardian,
    verify_mandate,
)
from palermo.protection.children.views.children import QuestionPage, days_of, page_of_child, question_page
from palermo.protection.children.views.children_page import age_facts, guardian_facts
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names
from palermo.trust.shown import state_shown
from palermo.trust.vault.vault import reveal

_GUARDIAN_PAGES = {
    "verify": QuestionPage(
        action=ChildAction.CARE_FOR_CHILD,
        heading=gettext_lazy("Verify the mandate"),
        act=gettext_lazy("The mandate is verified"),
        form=VerifyForm,
        do=verify_mandate,
        done="changed",
        lead=gettext_lazy("Ask the court or authority that gave it; do not rely on the paper alone."),
    ),
    "conflict": QuestionPage(
        action=ChildAction.CARE_FOR_CHILD,
        heading=gettext_lazy("Look for a conflict of interest"),
        act=gettext_lazy("Record what was found"),
        form=ConflictForm,
        do=check_conflict,
        done="changed",
    ),
    "end": QuestionPage(
        action=ChildAction.CARE_FOR_CHILD,
        heading=gettext_lazy("Guardian no longer"),
        act=gettext_lazy("Record this"),
        form=GuardianEndForm,
        do=end_guardian,
        done="changed",
        lead=gettext_lazy("From then on no consent of theirs lets anything leave your office."),
    ),
}


@require_http_methods(READ_AND_WRITE)
def guardian(request: ActingRequest, case_id: UUID, guardian_id: UUID, change: str) -> HttpResponse:
    """Verify a mandate, look for a conflict of interest, or end it. The guardian's name is shown, and that recorded."""
    page = _GUARDIAN_PAGES.get(change)
    if page is None:
        raise Http404
    case = case_of_child(request.actor, case_id, action=page.action)
    row = row_of_case(request.actor, case, Guardian, guardian_id, object_type="guardian")
    if row.ended_on is not None and request.method != "POST":
        return HttpResponseRedirect(page_of_child(case))
    today = PartialDate.of(office_today())
    first = {
        "on": today,
        "verified_on": today,
        "checked_on": today,
        "mandate": row.mandate,
        "version": case.profile_version,
    }
    form = page.form(request.POST or None, initial=first)
    if form.is_valid():
        said = days_of(form.cleaned_data, whole=True)
        shown = request.POST.get(FIELD)
        if attempt(form, lambda: page.do(request.actor, guardian_id=row.pk, shown=shown, **said)) is not None:
            return HttpResponseRedirect(page_of_child(case, page.done))
    texts = reveal(request.actor, row, "guardian_name", "guardian_contact", object_type="person")
    facts = [
        Fact(_("Name"), texts["guardian_name"] or None),
        Fact(_("Reached by"), texts["guardian_contact"] or None),
    ]
    people = {pk for pk in (row.verified_by_id, row.conflict_checked_by_id) if pk}
    facts += guardian_facts(row, colleague_names(request.actor, people))
    seen = state_shown(request.actor, guardian_stands(row), of="guardian", object_id=row.pk)
    return question_page(request, case, page, form, facts=facts, shown=seen)


@require_http_methods(READ_AND_WRITE)
def age_answer(request: ActingRequest, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """The second person reads what the proposal rests on, and agrees or not."""
    case = case_of_child(request.actor, case_id, action=ChildAction.DECIDE_AGE)
    row = row_of_case(request.actor, case, AgeDecision, decision_id, object_type="age_decision")
    if row.answered_at is not None and request.method != "POST":
        return HttpResponseRedirect(page_of_child(case))
    form = AgeAnswerForm(request.POST or None)
    if form.is_valid():
        agreed = form.cleaned_data["agreed"] == "yes"
        if attempt(form, lambda: answer_age(request.actor, decision_id=row.pk, agreed=agreed)) is not None:
            return HttpResponseRedirect(page_of_child(case, "answered"))
    reasons = reveal(request.actor, row, "age_reasons", object_type="person")["age_reasons"]
    facts = [
        *age_facts(row, colleague_names(request.actor, {row.proposed_by_id})),
        Fact(_("What it rests on"), reasons or None),
    ]
    return question_page(request, case, _ANSWER_AGE, form, facts=facts)


_ANSWER_AGE = QuestionPage(
    action=ChildAction.DECIDE_AGE,
    heading=gettext_lazy("Answer about an age in doubt"),
    act=gettext_lazy("Record my answer"),
    form=AgeAnswerForm,
    do=answer_age,
    done="answered",
    lead=gettext_lazy("Whoever proposed it cannot answer it. If you are not sure, the age stays in doubt."),
)
