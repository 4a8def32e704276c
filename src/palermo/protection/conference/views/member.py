"""Calling one office: what it will be told, the yes for it, exactly what leaves; and ending its sight."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.desk.drafts import SealedDraft
from palermo.directory.profiles import profile_of
from palermo.directory.queries import coverage, covered_classes
from palermo.exchange.components import use_section
from palermo.kit.components import Fact, Section
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.views.choosing import guardians_to_choose
from palermo.protection.conference.codes import ConferenceState, SightEnd
from palermo.protection.conference.components import frame_facts, leaving_labels, told_facts
from palermo.protection.conference.forms import ClassesForm, EndForm, OfficeForm, YesForm
from palermo.protection.conference.leaving import leaves_with, preview
from palermo.protection.conference.models import Member
from palermo.protection.conference.queries import callable_offices
from palermo.protection.conference.services.calling import call_member
from palermo.protection.conference.services.sight import end_member
from palermo.protection.conference.terms import CAVEATS, OFFERED, PURPOSE
from palermo.protection.conference.verbs import ConferenceAsked
from palermo.protection.conference.views.calling import yes_of
from palermo.protection.conference.views.common import leading, page_of, trail_of
from palermo.protection.conference.words import TOLD_BEFORE
from palermo.protection.identification.authority.components import also_words
from palermo.protection.identification.authority.components import leaving_labels as slice_labels
from palermo.protection.need_to_know.views.never_share import CHECK_TEMPLATE, warning
from palermo.trust.basis.rules import DataClass
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.mandates import OrganisationKind
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.rows import row_or_404
from palermo.trust.shown import PREFIX


@require_http_methods(READ_AND_WRITE)
def call_step(
    request: ActingRequest, conference_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """Call one office with a yes of its own."""
    actor = request.actor
    row = leading(request, conference_id)
    require_guardian(actor, row.case, verb=ConferenceAsked.CALL_MEMBER)
    if row.state not in {ConferenceState.CALLED, ConferenceState.HELD}:
        return HttpResponseRedirect(page_of(row))
    store = SealedDraft(
        actor,
        room=ROOM,
        flow="conference_member",
        object_id=row.pk,
        beginning=beginning,
        person_id=row.person_id,
    )
    found = callable_offices(actor, row.case, row)
    offices = {str(one.office.pk): one for one in found if one.live}
    guardians = cache(lambda: guardians_to_choose(actor, row.person_id))
    profile = profile_of(row.case.profile_version)

    def office(answers: Answers) -> UUID:
        return UUID(answers["who"]["office"])

    def chosen(answers: Answers) -> frozenset[DataClass]:
        return frozenset(DataClass(code) for code in answers["what"]["data_classes"])

    @cache
    def leaving(classes: frozenset[DataClass]) -> dict[str, Any]:
        """What leaves, opened once a request: shown, and told from what leaves later."""
        return preview(actor, row, classes | {DataClass.SAFE_CONTACT})

    def refusal(answers: Answers, codes: Iterable[str]) -> str | None:
        if not row.person.has_safe_contact:
            return "safe_contact_missing"
        classes = {*codes, DataClass.SAFE_CONTACT.value}
        now = timezone.now()
        return coverage(actor, office(answers), purpose=PURPOSE, data_classes=classes, now=now).refusal

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        call_member(
            actor,
            conference_id=row.pk,
            office_id=office(answers),
            classes=chosen(answers),
            yes=yes_of(dict(answers["yes"])),
            shown=request.POST.get(FIELD, ""),
        )
        return HttpResponseRedirect(page_of(row, "member"))

    def sections(answers: Answers) -> list[Section]:
        classes, parts = chosen(answers), leaving(chosen(answers))
        name = offices[answers["who"]["office"]].name
        frame = frame_facts(row, place=parts["place"], words=parts.get("words", ""))
        stays = [Fact(DATA_CLASSES[code.value], _("Not sent")) for code in OFFERED if code not in classes]
        return [
            Section(
                _("Goes to %(office)s") % {"office": name},
                [*frame, *told_facts(parts)],
                _("Sealed so that only this office can open it."),
            ),
            Section(
                _("Stays with you"),
                [*stays, Fact(_("Help, notes, accounts, what other offices are told"), _("Not sent"))],
                stays=True,
            ),
            use_section(CAVEATS, purposes=[PURPOSE]),
        ]

    labels = {**slice_labels(), **leaving_labels()}
    wizard = Wizard(
        steps=[
            Step(
                name="who",
                heading=gettext_lazy("Which office is called"),
                form=OfficeForm,
                template="protection/conference/who.html",
                arguments=lambda _answers: {"offices": [(key, one.name) for key, one in offices.items()]},
            ),
            Step(
                name="what",
                heading=gettext_lazy("What the person lets this office know"),
                lead=gettext_lazy("Ask of each. Another office may be told more or less."),
                form=ClassesForm,
                arguments=lambda answers: {
                    "classes": covered_classes(actor, office(answers), purpose=PURPOSE),
                    "refusal": lambda codes: refusal(answers, codes),
                },
            ),
            Step(
                name="yes",
                heading=gettext_lazy("How the yes for this office was given"),
                form=YesForm,
                template="protection/conference/yes.html",
                arguments=lambda _answers: {
                    "is_child": is_childs_yes(row.person),
                    "guardians": guardians(),
                },
            ),
        ],
        store=store,
        url=lambda name: reverse("protection:call_member", args=[row.pk, store.beginning, name]),
        pause_url=page_of(row, "paused"),
        act=_("Call this office"),
        check_heading=_("Exactly this leaves your office"),
        check_lead=_("Once it is read it cannot be unsaid. What is not listed here stays with you."),
        check_sections=sections,
        check_template=CHECK_TEMPLATE,
        check_context=lambda _answers: warning(actor, row.person),
        finish=finish,
        shows=lambda answers: leaves_with(row, office(answers), chosen(answers), leaving(chosen(answers))),
        labels={f"{PREFIX}{name}": label for name, label in labels.items()},
        context={
            "row": row,
            "told_before": TOLD_BEFORE,
            "also": also_words(profile),
            "profile": profile,
            "authorities": [
                one.name
                for one in found
                if one.office.kind == OrganisationKind.COMPETENT_AUTHORITY and one.live
            ],
            "refused": [(one.name, explain(one.refusal)) for one in found if one.refusal],
            "nobody": not offices,
            "trail": trail_of(row),
        },
    )
    return wizard.respond(request, step)


@require_http_methods(READ_AND_WRITE)
def end(request: ActingRequest, member_id: UUID) -> HttpResponse:
    """End one office's sight: the yes is taken back, or it is taken out."""
    rows = Member.objects.filter(organisation_id=request.actor.organisation_id).select_related("office")
    member = row_or_404(request.actor, rows, member_id, object_type="conference_member")
    row = leading(request, member.conference_id)
    if member.ended_at is not None:
        return HttpResponseRedirect(page_of(row))
    form = EndForm(request.POST or None)
    if form.is_valid():
        why = SightEnd(form.cleaned_data["why"])
        if attempt(form, lambda: end_member(request.actor, member_id=member.pk, why=why)) is not None:
            return HttpResponseRedirect(page_of(row, "ended"))
    context = {"form": form, "row": row, "office": member.office.name, "trail": trail_of(row)}
    return render(request, "protection/conference/end.html", context)
