"""Pages of asking the authority: before the yes, what leaves, the answer, taking it back, not asking."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palermo.desk.drafts import SealedDraft
from palermo.directory.profiles import profile_of
from palermo.directory.queries import coverage, covered_classes
from palermo.exchange.components import use_section
from palermo.kit.choices import Choice
from palermo.kit.components import Fact, Section
from palermo.kit.dates import day_text
from palermo.kit.partial_date import PartialDate
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.views.common import READ_AND_WRITE
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.children.views.choosing import guardians_to_choose
from palermo.protection.identification.authority.codes import AskState, Lawyer
from palermo.protection.identification.authority.components import (
    also_words,
    leaving_facts,
    leaving_labels,
)
from palermo.protection.identification.authority.forms import (
    AgainForm,
    WhatForm,
    WhoForm,
    YesForm,
)
from palermo.protection.identification.authority.models import Ask
from palermo.protection.identification.authority.queries import authorities
from palermo.protection.identification.authority.services.asking import (
    Again,
    Yes,
    ask_authority,
)
from palermo.protection.identification.authority.slice import (
    OFFERED,
    Chosen,
    accounts_of,
    leaves_with,
    preview,
)
from palermo.protection.identification.authority.terms import CAVEATS, PURPOSE
from palermo.protection.identification.authority.words import TOLD_BEFORE
from palermo.protection.identification.codes import AskedBy
from palermo.protection.identification.policies import IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.verbs import IdentificationAsked
from palermo.protection.identification.views.identification import (
    identification_trail,
    page_of_identification,
)
from palermo.protection.identification.words import STANDINGS
from palermo.protection.need_to_know.views.never_share import CHECK_TEMPLATE, warning
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.rows import row_or_404
from palermo.trust.shown import PREFIX


@require_http_methods(READ_AND_WRITE)
def ask_step(request: ActingRequest, case_id: UUID, step: str, beginning: UUID | None = None) -> HttpResponse:
    """Ask the competent authority to decide."""
    case = _case(request, case_id)
    require_guardian(request.actor, case, verb=IdentificationAsked.AUTHORITY_ASK)
    store = _draft(request, case, flow="authority", object_id=case.pk, beginning=beginning)
    return _ask(request, case, step, about=None, store=store)


@require_http_methods(READ_AND_WRITE)
def again_step(
    request: ActingRequest, ask_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """Ask the authority that decided to look at it again."""
    asked = Ask.objects.filter(organisation_id=request.actor.organisation_id)
    about = row_or_404(request.actor, asked, ask_id, object_type="ask")
    case = _case(request, about.case_id)
    require_guardian(request.actor, case, verb=IdentificationAsked.AUTHORITY_ASK)
    store = _draft(request, case, flow="authority_again", object_id=about.pk, beginning=beginning)
    return _ask(request, case, step, about=about, store=store)


def _draft(
    request: ActingRequest, case: Case, *, flow: str, object_id: UUID, beginning: UUID | None
) -> SealedDraft:
    return SealedDraft(
        request.actor,
        room=ROOM,
        flow=flow,
        object_id=object_id,
        beginning=beginning,
        person_id=case.person_id,
    )


def _case(request: ActingRequest, case_id: UUID) -> Case:
    return case_of_identification(request.actor, case_id, action=IdentificationAction.ASK_AUTHORITY)


def _ask(
    request: ActingRequest, case: Case, step: str, *, about: Ask | None, store: SealedDraft
) -> HttpResponse:
    actor = request.actor
    held = Ask.objects.filter(organisation_id=case.organisation_id, case=case, state=AskState.OPEN)
    if held.exists() or (about is not None and about.state != AskState.ANSWERED):
        return HttpResponseRedirect(page_of_identification(case))
    found = authorities(actor, case)
    offices = {str(one.office.pk): one.name for one in found if one.live}
    if about is not None:
        offices = {key: name for key, name in offices.items() if key == str(about.recipient_id)}
    profile = profile_of(case.profile_version)
    guardians = cache(lambda: guardians_to_choose(request.actor, case.person_id))

    def chosen(answers: Answers) -> Chosen:
        said = answers["what"]
        return Chosen(
            classes=frozenset(DataClass(code) for code in said["data_classes"]),
            accounts=frozenset(map(UUID, said.get("accounts", []))),
        )

    def grounds(answers: Answers) -> str:
        return str(answers.get("again", {}).get("grounds", ""))

    @cache
    def leaving(what: Chosen, said: str) -> dict[str, Any]:
        """What leaves, opened once a request: shown, and told from what leaves later."""
        return preview(actor, case, what, grounds=said)

    def shows(answers: Answers) -> dict[str, object]:
        what = chosen(answers)
        return leaves_with(UUID(answers["who"]["authority"]), what, leaving(what, grounds(answers)))

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        who, yes = answers["who"], answers["yes"]
        again = None
        if about is not None:
            said = answers["again"]
            again = Again(about_id=about.pk, asked_by=AskedBy(said["asked_by"]), grounds=said["grounds"])
        ask_authority(
            actor,
            case_id=case.pk,
            recipient_id=UUID(who["authority"]),
            chosen=chosen(answers),
            yes=Yes(
                given_by=GivenBy(yes["given_by"]),
                guardian_id=UUID(yes["guardian"]) if yes.get("guardian") else None,
                form=ConsentMeans(yes["form"]),
                language=yes["language"],
                told_limits=yes["told_limits"],
                valid_until=yes["valid_until"],
            ),
            lawyer=Lawyer(who["lawyer"]),
            again=again,
            shown=request.POST.get(FIELD, ""),
        )
        return HttpResponseRedirect(page_of_identification(case, "authority_asked"))

    def refusal(answers: Answers, codes: Iterable[str]) -> str | None:
        if not case.person.has_safe_contact:
            return "safe_contact_missing"
        return coverage(
            actor,
            UUID(answers["who"]["authority"]),
            purpose=PURPOSE,
            data_classes={*codes, DataClass.SAFE_CONTACT.value},
            now=timezone.now(),
        ).refusal

    wizard = Wizard(
        steps=[
            Step(
                name="who",
                heading=gettext_lazy("Tell the person before"),
                form=WhoForm,
                template="protection/identification/authority/who.html",
                arguments=lambda _answers: {"authorities": list(offices.items())},
            ),
            Step(
                name="again",
                heading=gettext_lazy("What is said against the decision"),
                form=AgainForm,
                when=lambda _answers: about is not None,
            ),
            Step(
                name="what",
                heading=gettext_lazy("What the person lets it know"),
                lead=gettext_lazy("Ask of each. Nothing has to go but how to contact the person safely."),
                form=WhatForm,
                arguments=lambda answers: {
                    "classes": covered_classes(actor, UUID(answers["who"]["authority"]), purpose=PURPOSE),
                    "accounts": _entries(case),
                    "refusal": lambda codes: refusal(answers, codes),
                },
            ),
            Step(
                name="yes",
                heading=gettext_lazy("How the yes was given"),
                form=YesForm,
                template="protection/identification/authority/yes.html",
                arguments=lambda _answers: {
                    "is_child": is_childs_yes(case.person),
                    "guardians": guardians(),
                },
            ),
        ],
        store=store,
        url=lambda name: _address(case, about, store.beginning, name),
        pause_url=page_of_identification(case, "paused"),
        act=_("Ask this authority"),
        check_heading=_("Exactly this leaves your office"),
        check_lead=_("Once it is read it cannot be unsaid. What is not listed here stays with you."),
        check_sections=lambda answers: [
            Section(
                _("Goes to %(office)s") % {"office": offices.get(answers["who"]["authority"], "")},
                leaving_facts(leaving(chosen(answers), grounds(answers))),
                _("Sealed so that only this office can open it."),
            ),
            _staying(chosen(answers)),
            use_section(CAVEATS, purposes=[PURPOSE]),
        ],
        check_template=CHECK_TEMPLATE,
        check_context=lambda _answers: warning(actor, case.person),
        finish=finish,
        shows=shows,
        labels={f"{PREFIX}{name}": label for name, label in leaving_labels().items()},
        context={
            "case": case,
            "profile": profile,
            "also": also_words(profile),
            "told_before": TOLD_BEFORE,
            "refused": [(one.name, explain(one.refusal)) for one in found if one.refusal],
            "nobody": not offices,
            "trail": identification_trail(case),
        },
    )
    return wizard.respond(request, step)


def _address(case: Case, about: Ask | None, beginning: UUID, step: str) -> str:
    if about is None:
        return reverse("protection:ask_authority", args=[case.pk, beginning, step])
    return reverse("protection:ask_authority_again", args=[about.pk, beginning, step])


def _entries(case: Case) -> list[Choice]:
    return [(str(row.pk), f"{STANDINGS[row.standing]}, {_told(row.told_on)}") for row in accounts_of(case)]


def _told(text: str) -> str:
    found = PartialDate.parse(text)
    return day_text(found) if found else ""


def _staying(what: Chosen) -> Section:
    stays = [code for code in OFFERED if code not in what.leaving]
    facts = [Fact(DATA_CLASSES[code.value], _("Not sent")) for code in stays]
    return Section(
        _("Stays with you"), [*facts, Fact(_("Needs, help, notes, colleagues"), _("Not sent"))], stays=True
    )
