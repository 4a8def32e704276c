"""Pages of agreements: the list with the other offices, one agreement, proposing, accepting, ending."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory import components
from palermo.directory.drafting import draft_store
from palermo.directory.forms import ContentForm, PartnerForm, ValidityForm
from palermo.directory.models import Agreement
from palermo.directory.policies import AGREEMENTS, AgreementAction
from palermo.directory.queries import agreements, partners_for, state_at
from palermo.directory.rules import AgreementState, ControllerRole
from palermo.directory.services import accept as accept_agreement
from palermo.directory.services import end as end_agreement
from palermo.directory.services import propose as propose_agreement
from palermo.directory.words import STATES
from palermo.kit.components import page_of
from palermo.kit.layout import Link
from palermo.kit.wizard import START, Answers, Step, Wizard
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import PROCESSING, ProcessingAction
from palermo.trust.basis.rules import DataClass, LegalBasis, ProcessingPurpose
from palermo.trust.mandates import DESK
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names, offices
from palermo.trust.policy import get_or_404
from palermo.trust.service import Refused

PAGE_SIZE = 50


def _page(row: Agreement) -> str:
    return reverse("directory:agreement", args=[row.pk])


def _trail(row: Agreement | None = None) -> list[Link]:
    links = [Link(_("Agreements"), reverse("directory:agreements"))]
    return [*links, Link(row.title, _page(row))] if row else links


def _found(request: ActingRequest, agreement_id: UUID) -> Agreement:
    return get_or_404(request.actor, AGREEMENTS, agreements(request.actor), agreement_id)


@require_safe
def agreement_list(request: ActingRequest) -> HttpResponse:
    """The office's agreements, and every other office with the reason why it cannot be asked, if so."""
    AGREEMENTS.require(request.actor, AgreementAction.SEE)
    rows = agreements(request.actor)
    with suppress(KeyError, ValueError):  # without a key, or with one that is none: the first page
        rows = rows.filter(pk__lt=UUID(request.GET["after"]))
    page = page_of(list(rows[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
    propose_link = None
    if AGREEMENTS.may(request.actor, AgreementAction.PROPOSE):
        propose_link = Link(_("Propose an agreement"), reverse("directory:propose", args=[START]))
    context = {
        "table": components.agreements_table(
            request.actor,
            page.rows,
            now=timezone.now(),
            next_key=page.next_key,
            action=propose_link,
        ),
        "propose": propose_link,
        "may_see_bases": PROCESSING.may(request.actor, ProcessingAction.SEE).allowed,
        "partners": components.partners_table(partners_for(request.actor, ProcessingPurpose.ASSISTANCE)),
    }
    return render(request, "directory/agreement_list.html", context)


@require_safe
def agreement(request: ActingRequest, agreement_id: UUID) -> HttpResponse:
    """One agreement: what it says, who bound whom, and what can be done with it. It prints well."""
    row = _found(request, agreement_id)
    actor, state = request.actor, state_at(row, timezone.now())
    people = {id_ for id_ in (row.proposed_by_id, row.accepted_by_id, row.ended_by_id) if id_}
    open_states = {AgreementState.PROPOSED, AgreementState.NOT_BEGUN, AgreementState.LIVE}
    context = {
        "agreement": row,
        "trail": _trail(),
        "state": STATES[state],
        "proposed": state is AgreementState.PROPOSED,
        "live": state is AgreementState.LIVE,
        "sections": components.agreement_sections(row),
        "moments": components.agreement_moments(actor, row, colleague_names(actor, people)),
        "may_accept": state is AgreementState.PROPOSED
        and bool(AGREEMENTS.may(actor, AgreementAction.ACCEPT, row)),
        "may_end": state in open_states and bool(AGREEMENTS.may(actor, AgreementAction.END, row)),
    }
    return render(request, "directory/agreement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: ActingRequest, agreement_id: UUID) -> HttpResponse:
    """Everything the other office proposed once more, and the button that binds this one."""
    row = _found(request, agreement_id)
    AGREEMENTS.require(request.actor, AgreementAction.ACCEPT, row)
    if request.method == "POST":
        return _do(request, row, lambda actor: accept_agreement(actor, agreement_id=row.pk))
    context = {
        "trail": _trail(row),
        "heading": _("Accept this agreement"),
        "lead": _("%(office)s proposes it. From the first day on both offices may exchange what it covers.")
        % {"office": row.proposer.name},
        "sections": components.agreement_sections(row),
        "act": _("Accept the agreement"),
    }
    return render(request, "kit/check_answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ActingRequest, agreement_id: UUID) -> HttpResponse:
    """End an agreement, take back a proposal, or turn one down."""
    row = _found(request, agreement_id)
    AGREEMENTS.require(request.actor, AgreementAction.END, row)
    if request.method == "POST":
        return _do(request, row, lambda actor: end_agreement(actor, agreement_id=row.pk))
    context = {
        "agreement": row,
        "trail": _trail(row),
        "other": components.other_side(request.actor, row),
        "proposed": state_at(row, timezone.now()) is AgreementState.PROPOSED,
    }
    return render(request, "directory/agreement_end.html", context)


def _do(request: ActingRequest, row: Agreement, act: Callable[[Actor], object]) -> HttpResponse:
    """Do it and show the agreement. Pressed twice, or too late, the agreement's page says how it stands."""
    try:
        act(request.actor)
    except Refused as refused:
        if refused.reason != "agreement_other_state":
            raise
    return redirect(_page(row))


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: ActingRequest, step: str, beginning: UUID | None = None) -> HttpResponse:
    """Propose an agreement: which office, what and why, who decides and until when, check, send."""
    actor = request.actor
    AGREEMENTS.require(actor, AgreementAction.PROPOSE)
    others = offices().exclude(pk=actor.organisation_id).order_by("name", "pk")
    choices = [(str(office.pk), office.name) for office in others]

    def finish(_request: HttpRequest, answers: Answers) -> HttpResponse:
        return redirect(_page(_propose(actor, answers)))

    store = draft_store(
        actor, room=DESK, flow="agreement", object_id=actor.organisation_id, beginning=beginning
    )
    wizard = Wizard(
        steps=[
            Step(
                name="office",
                heading=gettext_lazy("With which office?"),
                form=PartnerForm,
                arguments=lambda _answers: {"offices": choices},
            ),
            Step(
                name="content",
                heading=gettext_lazy("What may be exchanged?"),
                lead=gettext_lazy(
                    "The agreement sets the limits. It never replaces what the person decides."
                ),
                form=ContentForm,
            ),
            Step(name="validity", heading=gettext_lazy("Who decides, and until when?"), form=ValidityForm),
        ],
        store=store,
        url=lambda name: reverse("directory:propose", args=[store.beginning, name]),
        pause_url=reverse("directory:agreements"),
        act=_("Propose the agreement"),
        finish=finish,
        context={"trail": _trail()},
    )
    return wizard.respond(request, step)


def _propose(actor: Actor, answers: Answers) -> Agreement:
    content, validity = answers["content"], answers["validity"]
    return propose_agreement(
        actor,
        partner_id=UUID(answers["office"]["partner"]),
        title=content["title"],
        purposes=[ProcessingPurpose(code) for code in content["purposes"]],
        data_classes=[DataClass(code) for code in content["data_classes"]],
        legal_basis=LegalBasis(content["legal_basis"]),
        own_role=ControllerRole(validity["own_role"]),
        partner_role=ControllerRole(validity["partner_role"]),
        valid_from=validity["valid_from"].earliest,
        valid_until=validity["valid_until"].earliest,
    )
