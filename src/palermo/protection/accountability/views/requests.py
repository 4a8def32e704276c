"""Requests from police, courts and immigration: the list, recording one, its page, advice, the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.choices import Choice
from palermo.kit.components import Column, Table
from palermo.kit.fields import id_or_none
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.accountability.codes import AskedFor, AuthorityKind, ClaimedBasis, RequestAnswer
from palermo.protection.accountability.forms import AdviceForm, AskedForm, AskerForm, DecisionForm
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.accountability.queries.requests import request_file, requests_seen
from palermo.protection.accountability.services.requests import (
    advice_read,
    advised,
    decide_request,
    record_advice,
    record_request,
)
from palermo.protection.accountability.views.drafts import draft_of
from palermo.protection.accountability.views.request_page import request_context
from palermo.protection.accountability.words import AUTHORITIES, REQUEST_STATES
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.views.aged import BY_AGE, AgedFilterForm, aged_page
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, get_case, list_link, page_of_case
from palermo.protection.need_to_know.views.never_share import other_offices
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404
from palermo.trust.shown import shown_to, state_shown

FLOW = "authority_request"


@require_safe
def authority_requests(request: ActingRequest) -> HttpResponse:
    """Requests the reader may see, newest first."""
    REQUESTS.require(request.actor, RequestAction.SEE)
    states: list[Choice] = [(code, state.label) for code, state in REQUEST_STATES.items()]
    form = AgedFilterForm(request.GET, states=states)
    page = aged_page(request, requests_seen(request.actor).select_related("office"), form)
    # Most name no day: a column of nothing but dashes says nothing.
    with_day = any(row.answer_due for row in page.rows)
    table = Table(
        caption=_("Requests of authorities"),
        columns=[
            Column(_("From")),
            Column(_("Came"), sorts=BY_AGE),
            Column(_("State")),
            *([Column(_("Answer wanted by"))] if with_day else []),
        ],
        rows=[
            [
                [
                    Link(str(AUTHORITIES[row.asked_by]), _page(row)),
                    *([row.office.name] if row.office else []),
                ],
                row.received_on,
                REQUEST_STATES[row.state],
                *([row.answer_due or _("No day named")] if with_day else []),
            ]
            for row in page.rows
        ],
        empty=_("When police, a court or immigration ask for something, record it here before you answer."),
        next_key=page.next_key,
        sort=form.order,
    )
    context = {"table": table, "filters": form, "form": form, "recorded": "recorded" in request.GET}
    return render(request, "protection/accountability/authority_requests.html", context)


@require_http_methods(READ_AND_WRITE)
def record_authority_request(
    request: ActingRequest, step: str, case_id: UUID | None = None, beginning: UUID | None = None
) -> HttpResponse:
    """Record what an authority asks, about a case or about nobody the office names; it discloses nothing."""
    REQUESTS.require(request.actor, RequestAction.RECORD)
    case = get_case(request, case_id, action=CaseAction.IDENTIFY) if case_id else None
    offices = other_offices(request.actor)

    store = draft_of(request, case, flow=FLOW, beginning=beginning)

    def url(name: str) -> str:
        if case:
            return reverse("protection:case_request_add", args=[case.pk, store.beginning, name])
        return reverse("protection:request_add", args=[store.beginning, name])

    def finish(_request: object, answers: Answers) -> HttpResponse:
        asker, asked = answers["asker"], answers["asked"]
        row = record_request(
            request.actor,
            case_id=case.pk if case else None,
            asked_by=AuthorityKind(asker["asked_by"]),
            office_id=id_or_none(asker["office"]),
            asker=asker["asker"],
            claimed_basis=ClaimedBasis(asker["claimed_basis"]),
            asked_for=[AskedFor(code) for code in asked["asked_for"]],
            asked=asked["asked"],
            received_on=asked["received_on"].earliest,
            answer_due=asked["answer_due"].earliest if asked["answer_due"] else None,
        )
        if REQUESTS.may(request.actor, RequestAction.SEE, row):
            return redirect(_page(row))
        # Whoever took a call about nobody they know hands it over, and sees it no more.
        return redirect(f"{reverse('protection:authority_requests')}?recorded")

    wizard = Wizard(
        steps=[
            Step(
                name="asker",
                heading=gettext_lazy("Who asks"),
                form=AskerForm,
                lead=gettext_lazy(
                    "Say neither yes nor no on the telephone, not even whether your office knows somebody."
                ),
                arguments=lambda _answers: {"offices": offices},
            ),
            Step(name="asked", heading=gettext_lazy("What is asked"), form=AskedForm),
        ],
        store=store,
        url=url,
        pause_url=page_of_case(case) if case else reverse("protection:authority_requests"),
        act=_("Record this request"),
        check_lead=_(
            "Nothing leaves your office. The answer is “not disclosed” until a second person decides."
        ),
        finish=finish,
        context={"trail": [list_link(), _list_link()]},
    )
    return wizard.respond(request, step)


@require_safe
def authority_request(request: ActingRequest, request_id: UUID) -> HttpResponse:
    """One request. Reading its sealed words is recorded."""
    row = _found(request, request_id, RequestAction.SEE)
    context = request_context(request.actor, request_file(request.actor, row))
    return render(request, "protection/accountability/authority_request.html", {**context, "trail": _up()})


@require_http_methods(READ_AND_WRITE)
def request_advice(request: ActingRequest, request_id: UUID) -> HttpResponse:
    """Record the legal advice, before anybody decides."""
    row = _found(request, request_id, RequestAction.ADVISE)
    form = AdviceForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: record_advice(
                request.actor,
                request_id=row.pk,
                adviser=said["adviser"],
                advice=said["advice"],
                advised_on=said["advised_on"].earliest,
                shown=request.POST.get(FIELD),
            ),
        )
        if done is not None:
            return redirect(_page(row))
    return render(
        request,
        "protection/accountability/request_advice.html",
        {
            "form": form,
            "asked": row,
            "shown": state_shown(request.actor, advised(row), of="request_advice", object_id=row.pk),
            "trail": _up(row),
        },
    )


@require_http_methods(READ_AND_WRITE)
def request_decision(request: ActingRequest, request_id: UUID) -> HttpResponse:
    """Answer on the advice, as the second named person. The answer sends nothing."""
    row = _found(request, request_id, RequestAction.DECIDE)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: decide_request(
                request.actor,
                request_id=row.pk,
                answer=RequestAnswer(said["answer"]),
                words=said["words"],
                shown=request.POST.get(FIELD, ""),
            ),
        )
        if done is not None:
            return redirect(_page(row))
    file = request_file(request.actor, row)
    context = request_context(request.actor, file)
    shown = shown_to(request.actor, advice_read(row, file.texts), of="request_decision", object_id=row.pk)
    return render(
        request,
        "protection/accountability/request_decision.html",
        {**context, "shown": shown, "form": form, "trail": _up(row)},
    )


def _found(request: ActingRequest, request_id: UUID, action: RequestAction) -> AuthorityRequest:
    rows = AuthorityRequest.objects.select_related("case", "office")
    row = get_or_404(request.actor, REQUESTS, rows, request_id)
    REQUESTS.require(request.actor, action, row)
    return row


def _page(row: AuthorityRequest) -> str:
    return reverse("protection:authority_request", args=[row.pk])


def _list_link() -> Link:
    return Link(_("Requests of authorities"), reverse("protection:authority_requests"))


def _up(row: AuthorityRequest | None = None) -> list[Link]:
    links = [list_link(), _list_link()]
    return [*links, Link(str(AUTHORITIES[row.asked_by]), _page(row))] if row else links
