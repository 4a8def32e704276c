"""Complaints: the list, recording one, its page with the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.choices import Choice
from palermo.kit.components import Cell, Column, Fact, State, Table
from palermo.kit.fields import id_or_none
from palermo.kit.layout import Link
from palermo.kit.office_time import office_today
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.accountability.codes import ComplaintAbout, ComplaintOutcome
from palermo.protection.accountability.forms import (
    ComplaintAnswerForm,
    ComplaintForm,
    ComplaintWordsForm,
)
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.policies import COMPLAINTS, ComplaintAction
from palermo.protection.accountability.queries.complaints import (
    ComplaintFile,
    complaint_file,
    complaints_seen,
    is_late,
)
from palermo.protection.accountability.services.complaints import (
    answer_complaint,
    handler_refusal,
    record_complaint,
)
from palermo.protection.accountability.views.drafts import draft_of
from palermo.protection.accountability.words import (
    COMPLAINT_ANSWERED,
    COMPLAINT_LATE,
    COMPLAINT_OUTCOMES,
    COMPLAINT_WAITS,
    COMPLAINTS_ABOUT,
)
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.colleagues import assignable, may_answer_complaints
from palermo.protection.cases.views.aged import BY_AGE, AgedFilterForm, aged_page
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    attempt,
    called,
    get_case,
    list_link,
    page_of_case,
)
from palermo.protection.need_to_know.views.never_share import other_offices
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names
from palermo.trust.policy import get_or_404

WAITS = "waits"
"""Of the filter by state: complaints that have no answer yet."""


@require_safe
def complaints(request: ActingRequest) -> HttpResponse:
    """Complaints the reader may see, newest first."""
    COMPLAINTS.require(request.actor, ComplaintAction.SEE)
    states: list[Choice] = [(WAITS, COMPLAINT_WAITS.label), *COMPLAINT_OUTCOMES.items()]
    form = AgedFilterForm(request.GET, states=states)
    rows = complaints_seen(request.actor).select_related("office")
    page = aged_page(request, rows, form, column="outcome", empty=WAITS)
    table = Table(
        caption=_("Complaints"),
        columns=[
            Column(_("About")),
            Column(_("Case")),
            Column(_("Answered by whom")),
            Column(_("Made"), sorts=BY_AGE),
            Column(_("State")),
            Column(_("Answer due")),
        ],
        rows=_rows(request.actor, page.rows),
        empty=_("A complaint is help: it says what to do better. Record one as it is said."),
        next_key=page.next_key,
        sort=form.order,
    )
    context = {"table": table, "filters": form, "form": form}
    return render(request, "protection/accountability/complaints.html", context)


def _rows(actor: Actor, rows: Sequence[Complaint]) -> list[list[Cell]]:
    """Lines of the list: what it is about and whom, which case as far as the reader works on it, who answers."""
    people = {pk for row in rows for pk in (row.about_user_id, row.handled_by_id) if pk}
    names = colleague_names(actor, people)
    cases = {row.case_id for row in rows if row.case_id}
    seen = (
        {case.pk: case for case in CASES.visible(actor, Case.objects.filter(pk__in=cases))} if cases else {}
    )
    return [
        [
            [Link(str(COMPLAINTS_ABOUT[row.about]), page_of_complaint(row)), *_whom(row, names)],
            _case_of(row, seen),
            names.get(row.handled_by_id, "") if row.handled_by_id else _("Your coordinators"),
            row.received_on,
            _state(row),
            row.answer_due,
        ]
        for row in rows
    ]


def _whom(row: Complaint, names: Mapping[UUID, str]) -> list[Cell]:
    if row.office is not None:
        return [row.office.name]
    name = names.get(row.about_user_id) if row.about_user_id else None
    return [name] if name else []


def _case_of(row: Complaint, seen: Mapping[UUID, Case]) -> Cell:
    if row.case_id is None:
        return _("Of no case")
    if row.case_id in seen:
        return Link(seen[row.case_id].code, page_of_case(seen[row.case_id]))
    return _("A case you do not work on")


@require_http_methods(READ_AND_WRITE)
def record_a_complaint(
    request: ActingRequest, step: str, case_id: UUID | None = None, beginning: UUID | None = None
) -> HttpResponse:
    """Record a complaint, of the person of a case or of somebody who gives no name."""
    COMPLAINTS.require(request.actor, ComplaintAction.RECORD)
    case = get_case(request, case_id, action=CaseAction.SEE) if case_id else None
    lists = {
        "offices": other_offices(request.actor),
        "colleagues": [(str(pk), name) for pk, name in assignable(request.actor)],
        "handlers": handlers(request.actor),
        "refusal": lambda handler, colleague: handler_refusal(
            request.actor, handled_by_id=id_or_none(handler), about_user_id=id_or_none(colleague)
        ),
    }

    store = draft_of(request, case, flow="complaint", beginning=beginning)

    def url(name: str) -> str:
        if case:
            return reverse("protection:case_complaint_add", args=[case.pk, store.beginning, name])
        return reverse("protection:complaint_add", args=[store.beginning, name])

    def finish(_request: object, answers: Answers) -> HttpResponse:
        about, words = answers["about"], answers["words"]
        row = record_complaint(
            request.actor,
            case_id=case.pk if case else None,
            about=ComplaintAbout(about["about"]),
            office_id=id_or_none(about["office"]),
            about_user_id=id_or_none(about["colleague"]),
            handled_by_id=id_or_none(about["handler"]),
            words=words["words"],
            wish=words["wish"],
            received_on=words["received_on"].earliest,
            answer_due=words["answer_due"].earliest,
        )
        seen = COMPLAINTS.may(request.actor, ComplaintAction.SEE, row)
        return redirect(page_of_complaint(row) if seen else reverse("protection:complaints"))

    wizard = Wizard(
        steps=[
            Step(
                name="about",
                heading=gettext_lazy("What the complaint is about"),
                form=ComplaintForm,
                lead=gettext_lazy("Help goes on whatever is complained of, and whoever complains."),
                arguments=lambda _answers: lists,
            ),
            Step(name="words", heading=gettext_lazy("What is said"), form=ComplaintWordsForm),
        ],
        store=store,
        url=url,
        pause_url=page_of_case(case) if case else reverse("protection:complaints"),
        act=_("Record this complaint"),
        check_lead=_(
            "It stays in your office. Whoever is complained of does not see it and does not answer it."
        ),
        finish=finish,
        context={"trail": up()},
    )
    return wizard.respond(request, step)


@require_http_methods(READ_AND_WRITE)
def complaint(request: ActingRequest, complaint_id: UUID) -> HttpResponse:
    """One complaint; whoever handles it answers here. Reading its words is recorded."""
    row = get_or_404(
        request.actor, COMPLAINTS, Complaint.objects.select_related("case", "office"), complaint_id
    )
    COMPLAINTS.require(
        request.actor, ComplaintAction.ANSWER if request.method == "POST" else ComplaintAction.SEE, row
    )
    form = ComplaintAnswerForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: answer_complaint(
                request.actor,
                complaint_id=row.pk,
                outcome=ComplaintOutcome(said["outcome"]),
                answer=said["answer"],
            ),
        )
        if done is not None:
            return redirect(page_of_complaint(row))
    context = {
        "complaint": row,
        "state": _state(row),
        "facts": _facts(request.actor, complaint_file(request.actor, row)),
        "form": form
        if (not row.outcome or form.errors) and COMPLAINTS.may(request.actor, ComplaintAction.ANSWER, row)
        else None,
        "trail": up(),
    }
    return render(request, "protection/accountability/complaint.html", context)


def handlers(actor: Actor) -> list[Choice]:
    """Who may be asked to answer a complaint."""
    return [(str(pk), name) for pk, name in may_answer_complaints(actor)]


def _facts(actor: Actor, file: ComplaintFile) -> list[Fact]:
    row, texts, names = file.row, file.texts, file.names
    facts = [
        Fact(_("About"), COMPLAINTS_ABOUT[row.about]),
        Fact(_("Office"), row.office.name if row.office else None),
        Fact(_("Colleague"), names.get(row.about_user_id) if row.about_user_id else None),
        Fact(_("What the person says"), texts["words"] or None),
        Fact(_("What the person wants"), texts["wish"] or None),
        Fact(_("Made"), row.received_on),
        Fact(_("Recorded by"), names.get(row.recorded_by_id)),
        Fact(
            _("Answered by whom"),
            names.get(row.handled_by_id) if row.handled_by_id else _("Your coordinators"),
        ),
        Fact(_("Answer due"), row.answer_due),
    ]
    if row.case and CASES.may(actor, CaseAction.SEE, row.case):
        facts.append(Fact(_("About the case"), called(row.case, url=page_of_case(row.case))))
    if row.outcome:
        facts += [
            Fact(_("What came of it"), COMPLAINT_OUTCOMES[row.outcome]),
            Fact(_("Answer"), texts["answer"] or None),
            Fact(_("Answered"), row.answered_at),
        ]
    return facts


def _state(row: Complaint) -> State:
    if row.outcome:
        return COMPLAINT_ANSWERED
    return COMPLAINT_LATE if is_late(row, today=office_today()) else COMPLAINT_WAITS


def page_of_complaint(row: Complaint) -> str:
    """The address of a complaint's page."""
    return reverse("protection:complaint", args=[row.pk])


def up() -> list[Link]:
    """The way up from a complaint."""
    return [list_link(), Link(_("Complaints"), reverse("protection:complaints"))]
