"""Pages between acceptance and identity: the person's answer, disclosure without consent, exactly what leaves."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from palermo.desk.drafts import SealedDraft, delete_draft
from palermo.directory.profiles import profile_of
from palermo.directory.queries import covered_classes
from palermo.directory.words import name_and_kind
from palermo.exchange.components import use_section
from palermo.kit.components import Section
from palermo.kit.forms import KitForm
from palermo.kit.layout import Link
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.views.common import READ_AND_WRITE
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.views.choosing import guardians_to_choose
from palermo.protection.first_contact.forms.paper import taken_of
from palermo.protection.first_contact.queries.information import language_of
from palermo.protection.need_to_know.views.never_share import CHECK_TEMPLATE, warning
from palermo.protection.referral.forms.sending import (
    CONSENT_TEXT_VERSION,
    AnswerForm,
    ConsentForm,
    OverrideForm,
    SliceForm,
)
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.services.consent import record_yes
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.services.withdrawal import not_pursue
from palermo.protection.referral.services.without_consent import (
    approve_without_consent,
    ask_without_consent,
    review_without_consent,
)
from palermo.protection.referral.slice import preview_slice
from palermo.protection.referral.terms import CAVEATS, PURPOSE
from palermo.protection.referral.views.paper_step import last_day, paper_step
from palermo.protection.referral.views.referral_page import disclosable, trail
from palermo.protection.referral.views.sending import get_referral_to_work_on, has_moved_on
from palermo.protection.referral.views.what_leaves import (
    CAME_AS,
    agreement_refusal,
    came_back_facts,
    leaves,
    slice_facts,
    slice_labels,
    staying,
    with_safe_contact,
)
from palermo.reference.profiles import ConsentLasts
from palermo.trust.basis.overrides import inform_person
from palermo.trust.basis.queries import overrides
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, OverrideGround
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.rows import row_or_404
from palermo.trust.service import Refused
from palermo.trust.shown import PREFIX
from palermo.trust.verbs import BasisAsked


def _agreed_classes(request: ActingRequest, row: Referral) -> frozenset[str]:
    return covered_classes(request.actor, row.recipient_id, purpose=PURPOSE)


def _up(row: Referral) -> list[Link]:
    return [*trail(row), Link(row.code, _page(row))]


def _page(row: Referral) -> str:
    return reverse("protection:referral", args=[row.pk])


def _done(row: Referral, what: str) -> str:
    return f"{_page(row)}?done={what}"


@require_http_methods(READ_AND_WRITE)
def answer(
    request: ActingRequest, referral_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """Whether this office may know who the person is: yes, with how it was given; or no, a normal outcome."""
    row = get_referral_to_work_on(request, referral_id)
    if has_moved_on(request, row):
        return redirect(_done(row, "moved_on"))
    guardians = cache(lambda: guardians_to_choose(request.actor, row.person_id))
    store = _draft(request, row, flow="consent", beginning=beginning)

    def finish(_request: ActingRequest, answers: Answers) -> HttpResponse:
        if answers["answer"]["answer"] == "no":
            not_pursue(request.actor, referral_id=row.pk)
            return redirect(_done(row, "not_pursued"))
        said = answers["consent"]
        paper = taken_of(answers["paper"]) if said.get("from_paper") else None
        # What was ticked for an earlier answer must not be sent under this one.
        delete_draft(request.actor, flow="slice", object_id=row.pk)
        record_yes(
            request.actor,
            referral_id=row.pk,
            data_classes=with_safe_contact(said["data_classes"]),
            given_by=GivenBy(said["given_by"]),
            guardian_id=UUID(said["guardian"]) if said.get("guardian") else None,
            form=ConsentMeans(said["form"]),
            language=said["language"],
            text_version=CONSENT_TEXT_VERSION,
            alternative_existed=said["alternative_existed"] == "yes",
            told_limits=said["told_limits"],
            valid_until=last_day(said, paper.on) if paper else said["last_day"],
            paper=paper,
            until_help_ends=said["until"] == ConsentLasts.HELP_ENDS,
        )
        return redirect("protection:referral_identity", row.pk, "start")

    wizard = Wizard(
        steps=[
            Step(
                name="answer",
                heading=gettext_lazy("Ask the person"),
                form=AnswerForm,
                template="protection/referral/referral_answer.html",
            ),
            Step(
                name="consent",
                heading=gettext_lazy("How the yes was given"),
                form=ConsentForm,
                template="protection/referral/referral_yes.html",
                when=lambda answers: answers["answer"]["answer"] == "yes",
                arguments=lambda _answers: {
                    "classes": _agreed_classes(request, row),
                    "is_child": is_childs_yes(row.person),
                    "guardians": guardians(),
                    "language": language_of(request.actor, row.person),
                    "until": profile_of(row.profile_version).consent_until,
                },
            ),
            paper_step(request.actor),
        ],
        store=store,
        url=lambda name: reverse("protection:referral_answer", args=[row.pk, store.beginning, name]),
        pause_url=_page(row),
        act=_("Record the answer"),
        check_lead=_("Nothing leaves your office yet."),
        finish=finish,  # type: ignore[arg-type]
        context={"referral": row, "office": name_and_kind(row.recipient), "trail": _up(row)},
    )
    return wizard.respond(request, step)


def _draft(request: ActingRequest, row: Referral, *, flow: str, beginning: UUID | None) -> SealedDraft:
    """The draft of one beginning of a flow about a referral; a look at it is one at the person."""
    return SealedDraft(
        request.actor,
        room=ROOM,
        flow=flow,
        object_id=row.pk,
        beginning=beginning,
        person_id=row.person_id,
    )


@require_http_methods(READ_AND_WRITE)
def identity(
    request: ActingRequest, referral_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """Choose what the office needs, see exactly what leaves, send it."""
    row = get_referral_to_work_on(request, referral_id)
    if has_moved_on(request, row):
        return redirect(_done(row, "moved_on"))
    classes = disclosable(request.actor, row)
    store = _draft(request, row, flow="slice", beginning=beginning)

    @cache
    def leaving(chosen: frozenset[DataClass]) -> dict[str, Any]:
        """What leaves, opened once a request: shown, and told from what leaves later."""
        return preview_slice(request.actor, row, chosen)

    def finish(_request: ActingRequest, answers: Answers) -> HttpResponse:
        send_identity_slice(
            request.actor,
            referral_id=row.pk,
            data_classes=with_safe_contact(answers["classes"]["data_classes"]),
            shown=request.POST.get(FIELD, ""),
        )
        return redirect(_done(row, "identity_sent"))

    wizard = Wizard(
        steps=[
            Step(
                name="classes",
                heading=gettext_lazy("What does this office need to know?"),
                form=SliceForm,
                template="protection/referral/referral_classes.html",
                arguments=lambda _answers: {
                    "classes": classes,
                    "refusal": lambda codes: agreement_refusal(request, row, codes),
                },
            )
        ],
        store=store,
        url=lambda name: reverse("protection:referral_identity", args=[row.pk, store.beginning, name]),
        pause_url=_page(row),
        act=_("Send this to %(office)s") % {"office": row.recipient.name},
        check_heading=_("Exactly this leaves your office"),
        check_lead=_("Once it is read it cannot be unsaid. What is not listed here stays with you."),
        check_sections=lambda answers: [
            Section(
                _("Goes to %(office)s") % {"office": row.recipient.name},
                [
                    *slice_facts(leaving(with_safe_contact(answers["classes"]["data_classes"]))),
                    *came_back_facts(row, answers["classes"]["data_classes"]),
                ],
                _("Sealed so that only this office can open it."),
            ),
            staying(with_safe_contact(answers["classes"]["data_classes"]), may_leave=classes),
            use_section(CAVEATS, purposes=[PURPOSE]),
        ],
        check_template=CHECK_TEMPLATE,
        finish=finish,  # type: ignore[arg-type]
        context={
            "referral": row,
            "trail": _up(row),
        },
        check_context=lambda answers: {
            **warning(request.actor, row.person),
            "nameless": DataClass.NAME not in answers["classes"]["data_classes"],
        },
        shows=lambda answers: leaves(row, answers, leaving),
        labels={f"{PREFIX}{name}": label for name, label in {**slice_labels(), **CAME_AS}.items()},
    )
    return wizard.respond(request, step)


@require_http_methods(READ_AND_WRITE)
def without_consent(request: ActingRequest, referral_id: UUID) -> HttpResponse:
    """Ask for a lawful disclosure without consent, with its ground and the least data."""
    row = get_referral_to_work_on(request, referral_id)
    form: KitForm = OverrideForm(request.POST or None, classes=_agreed_classes(request, row))
    if request.method == "POST" and form.is_valid():
        try:
            ask_without_consent(
                request.actor,
                referral_id=row.pk,
                ground=OverrideGround(form.cleaned_data["ground"]),
                data_classes=with_safe_contact(form.cleaned_data["data_classes"]),
            )
            return redirect(_page(row))
        except Refused as refused:
            form.add_error("data_classes", explain(refused.reason))
    return render(
        request,
        "protection/referral/referral_without_consent.html",
        {"form": form, "referral": row, "trail": _up(row)},
    )


@require_POST
def second_person(request: ActingRequest, referral_id: UUID, override_id: UUID) -> HttpResponse:
    """A second person approves beforehand or reviews afterwards; anybody on the case records that they were told."""
    row = get_referral_to_work_on(request, referral_id)
    held = overrides(request.actor, row.person_id, room=ROOM).filter(recipient_id=row.recipient_id)
    row_or_404(request.actor, held, override_id, object_type="override")
    match request.POST.get("decision"):
        case "approve":
            approve_without_consent(request.actor, referral_id=row.pk, override_id=override_id)
        case "uphold" | "end" as decision:
            review_without_consent(
                request.actor, referral_id=row.pk, override_id=override_id, upheld=decision == "uphold"
            )
        case "informed":
            inform_person(request.actor, override_id=override_id)
        case _:
            raise Refused(
                "decision_missing",
                verb=BasisAsked.BASIS_SECOND_PERSON,
                object_type="override",
                object_id=override_id,
            )
    return redirect(_page(row))
