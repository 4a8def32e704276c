"""Who the person is: shown on request, each look recorded; recorded and corrected in three steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Fact
from palermo.kit.forms import KitForm
from palermo.kit.listed import listed
from palermo.kit.partial_date import PartialDate
from palermo.kit.wizard import CHECK, Answers, Step, Wizard
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.paper import Paper
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.queries.changes import changes_since, newest_change
from palermo.protection.cases.views.common import READ_AND_WRITE, back_to, breadcrumbs, get_case, page_of_case
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import COLUMNS, pronouns
from palermo.protection.cases.words.paper import PAPER_KINDS
from palermo.protection.file.answers import identity_of
from palermo.protection.file.forms import SeenAboutForm, SeenContactForm, SeenForm, SeenWhoForm, seen_first
from palermo.protection.file.identity_draft import IdentityDraft, birth_on_file
from palermo.protection.file.queries.identity import identity_texts, papers_of
from palermo.protection.file.services.identity import record_who
from palermo.protection.file.views.open_case import STEPS, already_known
from palermo.protection.referral.queries.changes import offices_told
from palermo.reference.persons import is_child
from palermo.trust.actor import Actor
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.service import Refused
from palermo.trust.vault.vault import reveal

_FORMS: dict[str, type[KitForm]] = {"contact": SeenContactForm, "about": SeenAboutForm, "who": SeenWhoForm}
_STEPS = tuple(replace(step, form=_FORMS[step.name]) for step in STEPS if step.name in _FORMS)


@require_safe
def who(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Who the person is. Opening this page is a look at the identity, and recorded as one."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    texts = identity_texts(request.actor, case)
    facts = [Fact(COLUMNS[column], _shown(column, text)) for column, text in texts.items()]
    facts += [_on_paper(*one) for one in papers_of(request.actor, case)]
    context = {
        "case": case,
        "facts": facts,
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.NOW),
        "pronouns": pronouns(case.person.gender),
        "is_erased": case.person.erased_at is not None,
    }
    return render(request, "protection/file/who.html", context)


def _on_paper(row: Paper, texts: Mapping[str, str]) -> Fact:
    said: list[Cell] = [PAPER_KINDS[row.form], PartialDate.parse(row.taken_on), row.version]
    if texts["kept"]:
        said.append(_("Kept: %(where)s") % {"where": texts["kept"]})
    if texts["witness"]:
        said.append(_("Witness: %(who)s") % {"who": texts["witness"]})
    return Fact(_("On paper"), said)


@require_safe
def note(request: ActingRequest, case_id: UUID, assistance_id: UUID) -> HttpResponse:
    """The sealed note on one help given. Opening this page is recorded too."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    row = row_of_case(request.actor, case, Assistance, assistance_id, object_type="assistance")
    text = reveal(request.actor, row, "note", object_type="person")["note"]
    return render(
        request, "protection/file/note.html", {"case": case, "text": text, "trail": breadcrumbs(case)}
    )


@require_http_methods(READ_AND_WRITE)
def identity(request: ActingRequest, case_id: UUID, step: str, beginning: UUID | None = None) -> HttpResponse:
    """Record or correct who the person is: safe contact, what is known in coarse answers, identity.

    What a colleague changed meanwhile is said on the last page before it is overwritten.
    """
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    store = IdentityDraft(request.actor, case, beginning=beginning, shown=request.method != "POST")

    def finish(_request: object, answers: Answers) -> HttpResponse:
        seen = seen_first([request.POST.get("seen", "")]) or store.begun_at()
        record_who(request.actor, case=case, identity=identity_of(answers), seen=seen)
        word = case.known_as
        case.refresh_from_db(fields=["known_as"])
        return back_to(case, "identity" if case.known_as == word else "identity_word")

    wizard = Wizard(
        steps=_steps(case),
        store=store,
        url=lambda name: reverse("protection:identity", args=[case.pk, store.beginning, name]),
        pause_url=f"{page_of_case(case)}?done=paused",
        act=gettext_lazy("Keep these answers"),
        finish=finish,
        check_lead=_lead(request.actor, case) if step == CHECK else "",
        check_template="protection/file/identity_check.html",
        context={
            "trail": breadcrumbs(case),
            "case": case,
        },
        check_context=lambda answers: {
            **_meanwhile(request.actor, case, store),
            **already_known(request.actor, answers, besides=case),
        },
    )
    try:
        return wizard.respond(request, step)
    except Refused as refused:
        if refused.reason != "changed_meanwhile":
            raise
        return redirect("protection:identity", case.pk, store.beginning, CHECK)


def _lead(actor: Actor, case: Case) -> Text:
    """What keeping the answers does; where another office was told who the person is, that it has the old ones."""
    if told := offices_told(actor, case.person_id):
        return _(
            "They take the place of what was recorded before. %(offices)s keeps what you sent before: where something "
            "of it changes, the case says so next and offers to send the new one."
        ) % {"offices": listed(told)}
    return _("They take the place of what was recorded before. Nothing leaves your office.")


def _steps(case: Case) -> list[Step]:
    child = is_child(case.person.age_band)
    arguments: dict[str, Callable[[Answers], dict[str, Any]]] = {
        "about": lambda _answers: {"is_child": child},
        "who": lambda answers: {"about": answers.get("about"), "recorded": lambda: birth_on_file(case)},
    }
    return [
        replace(step, arguments=arguments[step.name]) if step.name in arguments else step for step in _STEPS
    ]


def _meanwhile(actor: Actor, case: Case, store: IdentityDraft) -> dict[str, Any]:
    return {
        "changes": changes_since(actor, case.person_id, store.begun_at()),
        "form": SeenForm(initial={"seen": newest_change(actor, case.person_id)}),
    }


def _shown(column: str, text: str) -> Cell:
    if column == "birth" and text:
        return PartialDate.parse(text)
    return text or None
