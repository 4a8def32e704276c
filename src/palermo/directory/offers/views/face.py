"""The flow in which a focal point says what a service is, for whom, and in which languages; new, or again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.directory.drafting import draft_store
from palermo.directory.offers.codes import (
    Access,
    AgeGroup,
    Exploitation,
    ServiceKind,
    Sex,
    Standing,
    WithChildren,
)
from palermo.directory.offers.forms import SpokenForm, WhatForm, WhoForm
from palermo.directory.offers.models import Service
from palermo.directory.offers.policies import SERVICES, ServiceAction
from palermo.directory.offers.services import Face, add_service, change_service
from palermo.directory.offers.views.browse import back_to, found_own, page_of_service, trail
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.trust.mandates import SERVICES_ROOM
from palermo.trust.people.middleware import ActingRequest

_FIELDS = (
    *("name", "kind", "zone", "contact_point", "hours", "languages", "ages", "sexes"),
    *("with_children", "access", "exploitation", "standings"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActingRequest, step: str, beginning: UUID | None = None) -> HttpResponse:
    """A new service of the acting office."""
    SERVICES.require(request.actor, ServiceAction.KEEP)

    def finish(_request: HttpRequest, answers: Answers) -> HttpResponse:
        return back_to(add_service(request.actor, face=_face(answers)), "added")

    store = draft_store(
        request.actor,
        room=SERVICES_ROOM,
        flow="add_service",
        object_id=request.actor.organisation_id,
        beginning=beginning,
    )
    wizard = Wizard(
        steps=_steps({}),
        store=store,
        url=lambda name: reverse("services:add", args=[store.beginning, name]),
        pause_url=reverse("services:directory"),
        act=_("Put it in the directory"),
        check_heading=_("Check what others will read"),
        check_lead=_("Colleagues of every office that helps persons read this. No address stands in it."),
        finish=finish,
        context={"trail": trail()},
    )
    return wizard.respond(request, step)


@require_http_methods(["GET", "HEAD", "POST"])
def change(
    request: ActingRequest, service_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """What others read of a service, said again."""
    row = found_own(request, service_id, action=ServiceAction.KEEP)

    def finish(_request: HttpRequest, answers: Answers) -> HttpResponse:
        return back_to(change_service(request.actor, service_id=row.pk, face=_face(answers)), "changed")

    store = draft_store(
        request.actor,
        room=SERVICES_ROOM,
        flow="change_service",
        object_id=row.pk,
        beginning=beginning,
    )
    wizard = Wizard(
        steps=_steps(_said(row)),
        store=store,
        url=lambda name: reverse("services:change", args=[row.pk, store.beginning, name]),
        pause_url=page_of_service(row),
        act=_("Change what others read"),
        check_heading=_("Check what others will read"),
        finish=finish,
        context={"trail": trail(row)},
    )
    return wizard.respond(request, step)


def _steps(said: Mapping[str, Any]) -> list[Step]:
    def arguments(_answers: Answers) -> dict[str, Any]:
        return {"said": said}

    return [
        Step(
            name="what",
            heading=gettext_lazy("What is the service?"),
            lead=gettext_lazy("Everything on this page is read by colleagues of other offices."),
            form=WhatForm,
            arguments=arguments,
        ),
        Step(name="who", heading=gettext_lazy("For whom is it?"), form=WhoForm, arguments=arguments),
        Step(
            name="spoken",
            heading=gettext_lazy("In which languages?"),
            form=SpokenForm,
            arguments=arguments,
        ),
    ]


def _said(row: Service) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS}


def _face(answers: Answers) -> Face:
    what, who = answers["what"], answers["who"]
    return Face(
        name=what["name"],
        kind=ServiceKind(what["kind"]),
        zone=what["zone"],
        contact_point=what["contact_point"],
        hours=what["hours"],
        languages=SpokenForm.spoken(answers["spoken"]),
        ages=[AgeGroup(code) for code in who["ages"]],
        sexes=[Sex(code) for code in who["sexes"]],
        with_children=WithChildren(who["with_children"]),
        access=[Access(code) for code in who["access"]],
        exploitation=[Exploitation(code) for code in who["exploitation"]],
        standings=[Standing(code) for code in who["standings"]],
    )
