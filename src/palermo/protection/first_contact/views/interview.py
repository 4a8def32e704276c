"""Speaking with the person: how they came, their wishes, what they decline, interpreters, information given."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.kit.shown import FIELD
from palermo.protection.cases.codes.arrival import GenderWish
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.first_contact.codes import (
    AsWished,
    ConflictCheck,
    DeclinedThing,
    Independent,
    InformationForm,
    Interview,
    Presence,
    Understood,
)
from palermo.protection.first_contact.forms import interview as forms
from palermo.protection.first_contact.forms.contact import ArrivalForm, DeclineForm, new_arrival_of
from palermo.protection.first_contact.models.contact import Decline
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.queries.arrival import arrival_of
from palermo.protection.first_contact.queries.contact import interview_file
from palermo.protection.first_contact.services.contact import (
    came_of,
    correct_arrival,
    end_decline,
    record_declines,
    record_wishes,
    wishes_of,
)
from palermo.protection.first_contact.services.events import set_interview, take_out
from palermo.protection.first_contact.services.information import (
    check_interpreter,
    record_information,
    record_interpreter,
    want_another_interpreter,
)
from palermo.protection.first_contact.views.interview_page import (
    DONE,
    interpreter_choices,
    interview_context,
    interview_link,
)
from palermo.reference.persons import NeedKind
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.shown import leads_back_to, state_shown
from palermo.trust.vault.vault import reveal


@require_safe
def interview(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """All about speaking with the person of one case."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    context = interview_context(request.actor, case, interview_file(request.actor, case))
    context["rail"] = case_rail(request.actor, case, current=Part.INTERVIEW)
    context["done"] = DONE.get(request.GET.get("done", ""), "")
    return render(request, "protection/first_contact/interview.html", context)


@require_http_methods(READ_AND_WRITE)
def arrival(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record how this office came to know the person, in place of what was recorded before."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    row = arrival_of(case)
    initial = {
        "came_by": row.came_by,
        "route": row.route,
        "came_on": row.came_on,
        "referrer": str(row.referrer_id or ""),
        "referrer_kind": row.referrer_kind,
    }
    form = ArrivalForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = new_arrival_of(form.cleaned_data["came_by"], form.cleaned_data)
        shown = request.POST.get(FIELD)
        if attempt(form, lambda: correct_arrival(request.actor, case_id=case.pk, came=said, shown=shown)):
            return _back(case, "came")
    seen = state_shown(request.actor, came_of(row), of="arrival", object_id=case.pk)
    return _page(request, case, "arrival", form, shown=seen)


@require_http_methods(READ_AND_WRITE)
def wishes(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record with whom the person wishes to speak."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    row = arrival_of(case)
    initial = {"interviewer": row.interviewer_wish, "interpreter": row.interpreter_wish}
    form = forms.WishesForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = {name: GenderWish(code) for name, code in form.cleaned_data.items()}
        shown = request.POST.get(FIELD)
        if attempt(form, lambda: record_wishes(request.actor, case_id=case.pk, **said, shown=shown)):
            return _back(case, "wishes")
    seen = state_shown(request.actor, wishes_of(row), of="wishes", object_id=case.pk)
    return _page(request, case, "wishes", form, shown=seen)


@require_http_methods(READ_AND_WRITE)
def declined(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record what the person does not want. It changes nothing else."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        things = [DeclinedThing(code) for code in form.cleaned_data["things"]]
        kinds = [NeedKind(code) for code in form.cleaned_data["services"]]
        rows = attempt(
            form,
            lambda: record_declines(request.actor, case_id=case.pk, things=things, service_kinds=kinds),
        )
        if rows is not None:
            return _back(case, "declined")
    return _page(request, case, "declined", form)


@require_POST
def wanted_after_all(request: ActingRequest, case_id: UUID, decline_id: UUID) -> HttpResponse:
    """Record that the person wants after all what they declined before."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    row = row_of_case(request.actor, case, Decline, decline_id, object_type="decline")
    if row.ended_at is None:  # pressed twice, or by a colleague meanwhile: it stands as they want it
        end_decline(request.actor, case_id=case.pk, decline_id=row.pk)
    return _back(case, "wanted")


@require_http_methods(READ_AND_WRITE)
def add_interpreter(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record an interpreter by code."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    form = forms.InterpreterForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: record_interpreter(
                request.actor,
                case_id=case.pk,
                language=said["language"],
                presence=Presence(said["presence"]),
                independent=Independent(said["independent"]),
                as_wished=AsWished(said["as_wished"]),
                code=said["code"],
            ),
        )
        if row is not None:
            return _back(case, "interpreter")
    return _page(request, case, "interpreter_add", form)


@require_http_methods(READ_AND_WRITE)
def interpreter(request: ActingRequest, case_id: UUID, interpreting_id: UUID) -> HttpResponse:
    """Check an interpreter for a conflict of interest, or record that the person wants another."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    row = row_of_case(request.actor, case, Interpreting, interpreting_id, object_type="interpreter")
    if request.POST.get("action") == "another":
        want_another_interpreter(request.actor, case_id=case.pk, interpreting_id=row.pk)
        return _back(case, "another")
    initial = {"result": row.check_result}
    form = forms.CheckForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        result = ConflictCheck(form.cleaned_data["result"])
        if attempt(
            form,
            lambda: check_interpreter(
                request.actor,
                case_id=case.pk,
                interpreting_id=row.pk,
                result=result,
                shown=request.POST.get(FIELD),
            ),
        ):
            return _back(case, "checked")
    shown = state_shown(request.actor, row.check_result, of="interpreter", object_id=row.pk)
    return _page(request, case, "interpreter", form, row=row, shown=shown)


@require_http_methods(READ_AND_WRITE)
def add_information(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record that the card was given, in which language and version, and what the person understood."""
    case = get_case(request, case_id, action=CaseAction.ASSIST)
    here = {"organisation_id": case.organisation_id, "case_id": case.pk}
    rows = Interpreting.objects.filter(**here).order_by("-id")
    form = forms.InformationForm(
        request.POST or None,
        initial={"given_on": PartialDate.of(office_today())},
        interpreters=interpreter_choices(rows),
    )
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: record_information(
                request.actor,
                case_id=case.pk,
                language=said["language"],
                form=InformationForm(said["form"]),
                given_on=said["given_on"],
                understood=Understood(said["understood"]),
                words=said["words"],
                interpreting_id=UUID(said["interpreter"]) if said["interpreter"] else None,
            ),
        )
        if row is not None:
            return _back(case, "information")
    return _page(request, case, "information_add", form)


@require_safe
def words(request: ActingRequest, case_id: UUID, information_id: UUID) -> HttpResponse:
    """The person's own words for what they were told. Opening this page is a look, and recorded as one."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    row = row_of_case(request.actor, case, Information, information_id, object_type="information")
    text = reveal(request.actor, row, "words", object_type="person")["words"]
    context = {"case": case, "text": text, "trail": [*breadcrumbs(case), interview_link(case)]}
    return render(request, "protection/first_contact/words.html", context)


@require_POST
def interview_state(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Say whether a person met at an event was spoken with alone."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    state = request.POST.get("state", "")
    if state in list(Interview):
        with leads_back_to(reverse("protection:talk", args=[case.pk])):
            shown = request.POST.get(FIELD)
            set_interview(request.actor, case_id=case.pk, state=Interview(state), shown=shown)
    return _back(case, "interview")


@require_POST
def out_of_event(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Take the person out of an event to which they do not belong."""
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    take_out(request.actor, case_id=case.pk)
    return _back(case, "out")


def _back(case: Case, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('protection:talk', args=[case.pk])}?done={done}")


def _page(request: ActingRequest, case: Case, name: str, form: object, **more: object) -> HttpResponse:
    context = {"form": form, "case": case, "trail": [*breadcrumbs(case), interview_link(case)], **more}
    return render(request, f"protection/first_contact/{name}.html", context)
