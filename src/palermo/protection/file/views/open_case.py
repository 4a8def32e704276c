"""Opening a case: help first. The first page opens it at once, or leads on to what is known, one thing a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from palermo.desk.drafts import SealedDraft
from palermo.kit.draft_store import Done, NoRoom
from palermo.kit.layout import Link
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.arrival import CameBy
from palermo.protection.cases.forms.cases import AboutForm, SafeContactForm, WhoForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import just_opened
from palermo.protection.cases.rules import names_in
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.name_tokens import sealed_names
from palermo.protection.cases.views.common import (
    READ_AND_WRITE,
    attempt,
    back_to,
    called,
    list_link,
    page_of_case,
)
from palermo.protection.file.answers import opening_of, urgent_needs
from palermo.protection.file.services.opening import Opening, open_case_with
from palermo.protection.first_contact.forms.contact import FirstPageForm, MoreForm
from palermo.protection.first_contact.forms.paper import PaperForm
from palermo.protection.need_to_know.services.search import search_before_opening
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleagues_now
from palermo.trust.reasons import explain
from palermo.trust.service import Refused

FLOW = "open_case"

STEPS = (
    Step(name="needs", heading=_("Help first"), form=FirstPageForm),
    Step(
        name="paper",
        heading=_("The paper"),
        form=PaperForm,
        when=lambda answers: bool(answers["needs"].get("from_paper")),
    ),
    Step(
        name="contact",
        heading=_("Safe contact"),
        form=SafeContactForm,
        lead=_(
            "This stands before everything else on the case's page. A wrong call can put somebody in danger."
        ),
    ),
    Step(
        name="came",
        heading=_("What else, and how it began"),
        form=MoreForm,
        template="protection/file/step_came.html",
        arguments=lambda answers: {"referred": answers["needs"]["came_by"] == CameBy.REFERRED},
    ),
    Step(
        name="about",
        heading=_("About the person"),
        form=AboutForm,
        template="protection/file/step_about.html",
        lead=_("Each of these can stay “not asked”. Help does not wait for them."),
    ),
    Step(
        name="who",
        heading=_("Who the person is"),
        form=WhoForm,
        arguments=lambda answers: {"about": answers.get("about")},
        lead=_("All of it is optional: a case may be a code and nothing else. What you write is sealed."),
    ),
)


@require_http_methods(READ_AND_WRITE)
def open_start(request: ActingRequest, beginning: UUID | None = None) -> HttpResponse:
    """The first page: what is needed right now. It opens the case at once, or goes on with what is known.

    Each page is a beginning of its own. One that opened a case opens no second one: come back to, it leads there; sent
    again, it says so, keeps what was typed, and is a new beginning.
    """
    CASES.require(request.actor, CaseAction.OPEN)
    store = _draft(request, beginning)
    if beginning is None and request.method != "POST":
        return redirect("protection:open_case", store.beginning)
    form = FirstPageForm(request.POST if request.method == "POST" else None)
    if (done := store.done()) is not None:
        if form.is_bound:
            return _first_page(request, form, _draft(request, None), done)
        context = {"trail": [list_link()], "done": done, "opened": _opened(request, done)}
        return render(request, "protection/file/opened_already.html", context)
    if form.is_bound and form.is_valid():
        if request.POST.get("action") == "more" or form.cleaned_data["from_paper"]:
            typed = {name: request.POST.getlist(name) for name in form.fields}
            try:
                store.save(store.load() | {"needs": typed})
            except NoRoom as full:
                form.add_error(None, str(full))
                return _first_page(request, form, store)
            return redirect("protection:open_case_step", store.beginning, "start")
        if (done := store.claim()) is not None:
            return redirect(done.led_to)
        first = form.cleaned_data
        opening = Opening(
            arrival=NewArrival(by=CameBy(first["came_by"] or CameBy.NOT_KNOWN)),
            urgent=urgent_needs(first["urgent"]),
        )
        case = attempt(form, lambda: open_case_with(request.actor, opening=opening))
        if case is not None:
            there = back_to(case, "opened")
            store.finish(there.headers["Location"])
            return there
    return _first_page(request, form, store)


def _first_page(
    request: ActingRequest, form: FirstPageForm, store: SealedDraft, done: Done | None = None
) -> HttpResponse:
    """The page of one beginning; `done` is where the one led of which it was sent before."""
    context = {
        "trail": [list_link()],
        "form": form,
        "here": reverse("protection:open_case", args=[store.beginning]),
        "begun": [one for one in store.waiting() if one.beginning != store.beginning],
        "done": done,
        "opened": _opened(request, done) if done else None,
        "just_opened": None if done else just_opened(request.actor, now=timezone.now()),
    }
    return render(request, "protection/file/open_case.html", context)


def _opened(request: ActingRequest, done: Done) -> Case | None:
    """The case that a beginning opened, as far as the colleague may still see it."""
    case_id = resolve(urlsplit(done.led_to).path).kwargs.get("case_id")
    return CASES.visible(request.actor, Case.objects.filter(pk=case_id)).first() if case_id else None


@require_http_methods(READ_AND_WRITE)
def open_step(request: ActingRequest, step: str, beginning: UUID | None = None) -> HttpResponse:
    """One page of opening a case with what is known; the last one opens it."""
    CASES.require(request.actor, CaseAction.OPEN)
    store = _draft(request, beginning)
    wizard = Wizard(
        steps=[
            replace(step, arguments=lambda _answers: {"colleagues": colleagues_now(request.actor)})
            if step.name == "paper"
            else step
            for step in STEPS
        ],
        store=store,
        url=lambda name: reverse("protection:open_case_step", args=[store.beginning, name]),
        pause_url=reverse("protection:cases"),
        act=_("Open the case"),
        finish=_finish,
        check_template="protection/file/open_check.html",
        check_lead=_("Nothing leaves your office. The identity is sealed, and each look at it is recorded."),
        context={
            "trail": [list_link(), Link(str(_("Open a case")), reverse("protection:open_case"))],
        },
        check_context=lambda answers: already_known(request.actor, answers),
    )
    return wizard.respond(request, step)


def already_known(actor: Actor, answers: Answers, *, besides: Case | None = None) -> dict[str, Any]:
    """Search before write: whether another file than `besides` may exist under these names. It stops nobody.

    After too many searches by name it is only said that nothing was looked up.
    """
    names = names_in(answers["who"]["name"], answers["who"]["other_names"])
    if besides is not None and names == sealed_names(besides.person):
        return {}
    if not names or not CASES.may(actor, CaseAction.SEE_IDENTITY):
        return {}
    try:
        looked = search_before_opening(actor, names)
    except Refused as refused:
        if refused.reason != "too_many_searches":
            raise
        return {"not_looked_up": explain(refused.reason)}
    others = [
        line.case for line in looked.lines if besides is None or line.case.person_id != besides.person_id
    ]
    return {"fits": [called(case, url=page_of_case(case)) for case in others], "ask": looked.ask}


def _draft(request: ActingRequest, beginning: UUID | None) -> SealedDraft:
    office = request.actor.organisation_id
    return SealedDraft(request.actor, room=ROOM, flow=FLOW, object_id=office, beginning=beginning)


def _finish(request: Any, answers: Answers) -> HttpResponse:
    return back_to(open_case_with(request.actor, opening=opening_of(answers)), "opened")
