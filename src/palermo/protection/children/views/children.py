"""Pages about a child: age in doubt, guardian, own view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import profile_of
from palermo.kit.choices import Text
from palermo.kit.components import Fact
from palermo.kit.forms import KitForm
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day, office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.changed import outside
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.clocks import clock_facts
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.children.forms import (
    AgeForm,
    BirthProofForm,
    GuardianForm,
    GuardianRequestForm,
    ViewForm,
)
from palermo.protection.children.majority import confirm_of_age
from palermo.protection.children.models import ChildView
from palermo.protection.children.own_view import record_view
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.child_file import case_of_child, child_file
from palermo.protection.children.queries.guardians import guardian_state
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.services import propose_age, record_guardian, request_guardian
from palermo.protection.children.views.children_page import (
    age_facts,
    guardian_facts,
    requests_table,
    views_table,
)
from palermo.protection.children.views.majority import age_said, eighteen_of
from palermo.protection.children.words import COUNTS, TOPICS, VIEW_WISHES
from palermo.reference.persons import is_child
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.vault.vault import reveal

_ACTIONS = (
    ChildAction.CARE_FOR_CHILD,
    ChildAction.READ_CHILD,
    ChildAction.DECIDE_AGE,
)
DONE: dict[str, Text] = {
    "proposed": gettext_lazy(
        "Your proposal waits for a second person. Until then everything stays as it is."
    ),
    "answered": gettext_lazy("The answer about the age is recorded."),
    "requested": gettext_lazy("The request is recorded, and its time runs."),
    "guardian": gettext_lazy(
        "Recorded. A guardian counts once mandate and conflict of interest were looked at."
    ),
    "changed": gettext_lazy("Recorded."),
    "view": gettext_lazy("The child’s own view is kept apart, with your name and the time."),
}


def page_of_child(case: Case, done: str = "") -> str:
    """The address of a child's page in a case, which says what was done."""
    url = reverse("protection:child", args=[case.pk])
    return f"{url}?done={done}" if done else url


def child_trail(case: Case) -> list[Link]:
    """From the list down to the child's page."""
    return [*breadcrumbs(case), Link(_("Child and guardian"), page_of_child(case))]


@require_safe
def child(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Age, guardian, and what the child says; nothing sealed is opened."""
    file = child_file(request.actor, case_id)
    case, now = file.case, timezone.now()
    may = {action: CHILDREN.may(request.actor, action, case).allowed for action in _ACTIONS}
    of_age = not is_childs_yes(case.person)
    states = [(row, guardian_state(row, day=local_day(now), of_age=of_age)) for row in file.guardians]
    context = {
        "case": case,
        "may": may,
        "erased": case.person.erased_at is not None,
        "is_child": is_child(case.person.age_band),
        "age": age_said(case.person),
        "ages": [age_facts(row, file.names) for row in file.ages],
        "open_age": next((row for row in file.ages if row.answered_at is None), None),
        "may_answer": any(
            row.answered_at is None and row.proposed_by_id != request.actor.user_id for row in file.ages
        ),
        "eighteen": eighteen_of(request.actor, case),
        "lacks_guardian": not of_age and not any(state is None for _row, state in states),
        "has_guardian": any(state is None for _row, state in states),
        "guardians": [
            (row, COUNTS if state is None else explain(state), guardian_facts(row, file.names))
            for row, state in states
        ],
        "requests": requests_table(file.requests),
        "views": views_table(case, file.views, file.names, may_read=may[ChildAction.READ_CHILD]),
        "outside": outside(request.actor, case.person_id),
        "clocks": clock_facts([row for row in file.clocks if row.kind == "guardian"], now=now),
        "measures": [NEED_KINDS[code] for code in profile_of(case.profile_version).safety_measures],
        "profile": profile_of(case.profile_version),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.CHILD),
    }
    return render(request, "protection/children/child.html", context)


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """One question about a child: the form, its words, what it calls, and what is said then."""

    action: ChildAction
    heading: Text
    act: Text
    form: type[KitForm]
    do: Callable[..., object]
    done: str
    lead: Text = ""


_PAGES = {
    "age": QuestionPage(
        action=ChildAction.DECIDE_AGE,
        heading=gettext_lazy("Propose what the age is"),
        act=gettext_lazy("Propose this"),
        form=AgeForm,
        do=propose_age,
        done="proposed",
        lead=gettext_lazy("Until a second person agrees, the person is treated as a child."),
    ),
    "of_age": QuestionPage(
        action=ChildAction.DECIDE_AGE,
        heading=gettext_lazy("Of age by a proven date of birth"),
        act=gettext_lazy("The person is of age"),
        form=BirthProofForm,
        do=confirm_of_age,
        done="answered",
        lead=gettext_lazy(
            "Only where you have seen the proof yourself. A date that somebody told is decided by two people."
        ),
    ),
    "request": QuestionPage(
        action=ChildAction.CARE_FOR_CHILD,
        heading=gettext_lazy("Ask for a guardian"),
        act=gettext_lazy("Record the request"),
        form=GuardianRequestForm,
        do=request_guardian,
        done="requested",
        lead=gettext_lazy("Palermo sends nothing. Ask as your State has it, then record here that you did."),
    ),
    "guardian": QuestionPage(
        action=ChildAction.CARE_FOR_CHILD,
        heading=gettext_lazy("Who says they are the guardian"),
        act=gettext_lazy("Record this"),
        form=GuardianForm,
        do=record_guardian,
        done="guardian",
        lead=gettext_lazy(
            "It makes nobody the guardian. Mandate and conflict of interest are looked at next."
        ),
    ),
    "view": QuestionPage(
        action=ChildAction.CARE_FOR_CHILD,
        heading=gettext_lazy("What the child says"),
        act=gettext_lazy("Keep the child’s view"),
        form=ViewForm,
        do=record_view,
        done="view",
        lead=gettext_lazy("The child’s own, not what a guardian or anybody else says for the child."),
    ),
}


@require_http_methods(READ_AND_WRITE)
def child_question(request: ActingRequest, case_id: UUID, question: str) -> HttpResponse:
    """Propose an age, record a request for a guardian, a guardian, or the child's own view."""
    page = _PAGES.get(question)
    if page is None:
        raise Http404
    case = case_of_child(request.actor, case_id, action=page.action)
    today = PartialDate.of(office_today())
    form = page.form(
        request.POST or None, initial={"on": today, "heard_on": today, "version": case.profile_version}
    )
    if form.is_valid():
        said = days_of(form.cleaned_data, whole=question == "request")
        if attempt(form, lambda: page.do(request.actor, case_id=case.pk, **said)) is not None:
            return HttpResponseRedirect(page_of_child(case, page.done))
    return question_page(request, case, page, form)


def days_of(said: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """What was answered, with whole days as dates where the service takes dates."""
    if not whole:
        return said
    return {name: value.earliest if isinstance(value, PartialDate) else value for name, value in said.items()}


def question_page(
    request: ActingRequest, case: Case, page: QuestionPage, form: KitForm, **more: Any
) -> HttpResponse:
    """The page of one question about a child."""
    context = {"form": form, "case": case, "page": page, "trail": child_trail(case), **more}
    return render(request, "protection/children/child_question.html", context)


@require_safe
def view(request: ActingRequest, case_id: UUID, view_id: UUID) -> HttpResponse:
    """One view of the child, in the child's own words. Opening this page is recorded as a look."""
    case = case_of_child(request.actor, case_id, action=ChildAction.READ_CHILD)
    row = row_of_case(request.actor, case, ChildView, view_id, object_type="child_view")
    text = reveal(request.actor, row, "own_words", object_type="person")["own_words"]
    facts = [
        Fact(_("About"), TOPICS[row.topic]),
        Fact(_("What the child wants"), VIEW_WISHES[row.wish]),
        Fact(_("Said"), PartialDate.parse(row.heard_on)),
        Fact(_("In the child’s own words"), text or None),
    ]
    return render(
        request,
        "protection/children/sealed_facts.html",
        {"case": case, "heading": _("What the child says"), "facts": facts, "trail": child_trail(case)},
    )
