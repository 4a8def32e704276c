"""Opening a case: with a code only, or with what is known, one thing a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from palermo.desk.drafts import SealedDraft
from palermo.kit.choices import is_unsaid
from palermo.kit.layout import Link
from palermo.kit.wizard import CHECK, Answers, Step, Wizard
from palermo.protection.codes import Urgency
from palermo.protection.forms.cases import AboutForm, NeedsForm, SafeContactForm, TonightForm, WhoForm
from palermo.protection.models import Case
from palermo.protection.policies import CASES
from palermo.protection.rules import names_in
from palermo.protection.services.cases import open_case
from palermo.protection.services.finding import look_before_opening
from palermo.protection.services.needs import record_need
from palermo.protection.services.persons import record_identity
from palermo.protection.views.common import back_to, list_link, page_of_case
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.service import Refused, service

FLOW = "open_case"


def _needed(answers: Answers) -> list[str]:
    return [kind for kind in answers["needs"]["kinds"] if not is_unsaid(kind)]


STEPS = (
    Step(name="needs", heading=_("What is needed"), form=NeedsForm),
    Step(
        name="tonight",
        heading=_("What cannot wait"),
        form=TonightForm,
        when=lambda answers: bool(_needed(answers)),
        arguments=lambda answers: {"kinds": _needed(answers)},
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
        name="about",
        heading=_("About the person"),
        form=AboutForm,
        lead=_("Each of these can stay “not asked”. Help does not wait for them."),
    ),
    Step(
        name="who",
        heading=_("Who the person is"),
        form=WhoForm,
        lead=_("All of it is optional: a case may be a code and nothing else. What you write is sealed."),
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
def open_start(request: ActingRequest) -> HttpResponse:
    """Two ways to open a case; the code alone opens it at once."""
    CASES.require(request.actor, "open")
    if request.method == "POST":
        return back_to(open_case(request.actor), "opened")
    context = {"trail": [list_link()], "has_draft": bool(_draft(request).load())}
    return render(request, "protection/open_case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_step(request: ActingRequest, step: str) -> HttpResponse:
    """One page of opening a case with what is known; the last one opens it."""
    CASES.require(request.actor, "open")
    wizard = Wizard(
        steps=STEPS,
        store=_draft(request),
        url=lambda name: reverse("protection:open_case_step", args=[name]),
        pause_url=reverse("protection:cases"),
        act=_("Open the case"),
        finish=_finish,
        check_template="protection/open_check.html",
        check_lead=_("Nothing leaves your office. The identity is sealed, and each look at it is recorded."),
        context={
            "trail": [list_link(), Link(str(_("Open a case")), reverse("protection:open_case"))],
            **(already_known(request) if step == CHECK and request.method != "POST" else {}),
        },
    )
    return wizard.respond(request, step)


def already_known(request: ActingRequest) -> dict[str, Any]:
    """Search before create: whether a file may exist under the names that were typed. It stops nobody.

    After too many searches by name it is only said that nothing was looked up.
    """
    typed = _draft(request).load().get("who", {})
    names = names_in(*("".join(typed.get(field, [""])) for field in ("name", "other_names")))
    if not names or not CASES.may(request.actor, "see_identity"):
        return {}
    try:
        looked = look_before_opening(request.actor, names)
    except Refused as refused:
        if refused.reason != "too_many_searches":
            raise
        return {"not_looked_up": explain(refused.reason)}
    fits = [Link(line.case.code, page_of_case(line.case)) for line in looked.lines]
    return {"fits": fits, "ask": looked.ask}


def _draft(request: ActingRequest) -> SealedDraft:
    return SealedDraft(request.actor, flow=FLOW, object_id=request.actor.organisation_id)


def _finish(request: Any, answers: Answers) -> HttpResponse:
    case = open_with(request.actor, answers)
    return back_to(case, "opened")


@service
def open_with(actor: Actor, answers: Answers) -> Case:
    """Open a case with the answers of the flow: all of it, or nothing."""
    about, who = answers["about"], answers["who"]
    case = open_case(
        actor,
        age_band=about["age_band"],
        gender=about["gender"],
        nationality=about["nationality"],
        languages=AboutForm.languages(dict(about)),
        narrative=who["narrative"],
    )
    texts = identity_texts(answers)
    if any(texts.values()):
        record_identity(
            actor, person_id=case.person_id, **{column: text for column, text in texts.items() if text}
        )
    tonight = answers.get("tonight", {}).get("tonight", [])
    for kind in _needed(answers):
        record_need(
            actor,
            case_id=case.pk,
            kind=kind,
            urgency=Urgency.TONIGHT if kind in tonight else Urgency.DAYS,
        )
    return case


def identity_texts(answers: Answers) -> dict[str, str]:
    """The sealed columns of a person from the answers of the steps "contact" and "who"."""
    who = answers["who"]
    return {
        "safe_contact": answers["contact"]["safe_contact"],
        "name": who["name"],
        "other_names": who["other_names"],
        "birth": who["birth"].iso if who["birth"] else "",
        "contact": who["contact"],
    }
