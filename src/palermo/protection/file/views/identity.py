"""Who the person is: shown on request, each look recorded; recorded and corrected in three steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.drafts import SealedDraft
from palermo.kit.choices import Unsaid
from palermo.kit.forms import KitForm
from palermo.kit.partial_date import PartialDate
from palermo.kit.pieces import Cell, Fact
from palermo.kit.wizard import CHECK, Answers, Draft, Step, Wizard
from palermo.protection.cases.forms.cases import AboutForm
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS, ROOM, CaseAction, PersonAction
from palermo.protection.cases.queries.changes import changes_since, newest_change
from palermo.protection.cases.services.cases import record_narrative
from palermo.protection.cases.services.persons import record_coded, record_identity
from palermo.protection.cases.views.common import back_to, breadcrumbs, get_case, page_of_case
from palermo.protection.cases.words import COLUMNS, pronouns
from palermo.protection.file.forms import SeenAboutForm, SeenContactForm, SeenForm, SeenWhoForm, seen_first
from palermo.protection.file.views.open_case import STEPS, identity_texts
from palermo.reference.persons import is_child
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import reveal
from palermo.trust.verbs import LedgerVerb

FLOW = "identity"
_SHOWN = ("safe_contact", "name", "other_names", "birth", "contact", "narrative")
_FORMS: dict[str, type[KitForm]] = {"contact": SeenContactForm, "about": SeenAboutForm, "who": SeenWhoForm}
_STEPS = tuple(replace(step, form=_FORMS[step.name]) for step in STEPS if step.name in _FORMS)


@require_safe
def who(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Who the person is. Opening this page is a look at the identity, and recorded as one."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    texts = _texts(request.actor, case)
    facts = [Fact(COLUMNS[column], _shown(column, text)) for column, text in texts.items()]
    context = {
        "case": case,
        "facts": facts,
        "trail": breadcrumbs(case),
        "pronouns": pronouns(case.person.gender),
        "is_erased": case.person.erased_at is not None,
    }
    return render(request, "protection/file/who.html", context)


@require_safe
def note(request: ActingRequest, case_id: UUID, assistance_id: UUID) -> HttpResponse:
    """The sealed note on one help given. Opening this page is recorded too."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    row = case.assistance.filter(organisation_id=case.organisation_id, pk=assistance_id).first()
    if row is None:
        raise Http404
    text = reveal(request.actor, row, "note", object_type="person")["note"]
    return render(
        request, "protection/file/note.html", {"case": case, "text": text, "trail": breadcrumbs(case)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: ActingRequest, case_id: UUID, step: str) -> HttpResponse:
    """Record or correct who the person is: safe contact, what is known in coarse answers, identity.

    What a colleague changed meanwhile is said on the last page before it is overwritten.
    """
    case = get_case(request, case_id, action=CaseAction.IDENTIFY)
    store = _Begun(request.actor, case, shown=request.method != "POST")

    def finish(_request: object, answers: Answers) -> HttpResponse:
        seen = seen_first([request.POST.get("seen", "")]) or _begun_at(store.load())
        record_all(request.actor, case, answers, seen=seen)
        return back_to(case, "identity")

    wizard = Wizard(
        steps=_steps(case),
        store=store,
        url=lambda name: reverse("protection:identity", args=[case.pk, name]),
        pause_url=f"{page_of_case(case)}?done=paused",
        act=gettext_lazy("Keep these answers"),
        finish=finish,
        check_lead=gettext_lazy(
            "They take the place of what was recorded before. Nothing leaves your office."
        ),
        check_template="protection/file/identity_check.html",
        context={
            "trail": breadcrumbs(case),
            "case": case,
        },
        check_context=lambda _answers: _meanwhile(request.actor, case, store),
    )
    try:
        return wizard.respond(request, step)
    except Refused as refused:
        if refused.reason != "changed_meanwhile":
            raise
        return redirect("protection:identity", case.pk, CHECK)


def _steps(case: Case) -> list[Step]:
    child = is_child(case.person.age_band)
    return [
        replace(step, arguments=lambda _answers: {"is_child": child}) if step.name == "about" else step
        for step in _STEPS
    ]


@service
def record_all(actor: Actor, case: Case, answers: Answers, *, seen: int) -> None:
    """Record the answers of all three steps: all of it, or nothing.

    `seen` is the newest change (its place in the chain) that the writer knows of. Raises Refused after a later one.
    """
    about = answers["about"]
    record_coded(
        actor,
        person_id=case.person_id,
        age_band=about["age_band"],
        gender=about["gender"],
        nationality=about["nationality"],
        languages=AboutForm.languages(dict(about)),
    )
    # Asked only now: the person's row is locked, so nobody's change can come in between.
    if newest_change(actor, case.person_id) > seen:
        raise Refused(
            "changed_meanwhile",
            verb=PERSONS.asked(PersonAction.IDENTIFY),
            object_type="person",
            object_id=case.person_id,
        )
    record_identity(actor, person_id=case.person_id, **identity_texts(answers))
    record_narrative(actor, case_id=case.pk, narrative=answers["who"]["narrative"])


class _Begun(SealedDraft):
    """A draft that begins with what is recorded, so that nobody has to type it again.

    It holds who the person is, so that showing it on a page is a look like any other (`shown`), and recorded.
    """

    def __init__(self, actor: Actor, case: Case, *, shown: bool) -> None:
        super().__init__(actor, room=ROOM, flow=FLOW, object_id=case.pk)
        self._reader, self._case, self._is_shown = actor, case, shown
        self._draft: Draft | None = None

    def load(self) -> Draft:
        if self._draft is None:
            kept = super().load()
            if kept and self._is_shown:
                self._record_look(kept)
            self._draft = kept or self._recorded()
        return self._draft

    def _record_look(self, draft: Draft) -> None:
        columns = _columns_in(draft)
        if columns:
            record(
                self._reader,
                verb=LedgerVerb.REVEALED,
                object_type="person",
                object_id=self._case.person_id,
                codes={"columns": ".".join(columns)},
            )

    def save(self, draft: Draft) -> None:
        super().save(draft)
        self._draft = draft

    def _recorded(self) -> Draft:
        seen = str(newest_change(self._reader, self._case.person_id))
        draft = _as_typed(self._case.person, _texts(self._reader, self._case))
        return {name: {**typed, "seen": [seen]} for name, typed in draft.items()}


def _begun_at(draft: Draft) -> int:
    return seen_first(mark for typed in draft.values() for mark in typed.get("seen", ()))


def _meanwhile(actor: Actor, case: Case, store: _Begun) -> dict[str, Any]:
    return {
        "changes": changes_since(actor, case.person_id, _begun_at(store.load())),
        "form": SeenForm(initial={"seen": newest_change(actor, case.person_id)}),
    }


def _texts(actor: Actor, case: Case) -> dict[str, str]:
    person = reveal(actor, case.person, *Person.sealed_columns(), object_type="person")
    told = reveal(actor, case, "narrative", object_type="person")
    return {**{column: person[column] for column in _SHOWN if column in person}, **told}


def _as_typed(person: Person, texts: dict[str, str]) -> Draft:
    birth = PartialDate.parse(texts["birth"]) if texts["birth"] else None
    first, second, third = [*person.languages, "", "", ""][:3]
    return {
        "contact": {"safe_contact": [texts["safe_contact"]]},
        "about": {
            "age_band": [person.age_band],
            "gender": [person.gender],
            "nationality": [person.nationality],
            "language_1": [first or Unsaid.NOT_ASKED.value],
            "language_2": [second],
            "language_3": [third],
        },
        "who": {
            "name": [texts["name"]],
            "other_names": [texts["other_names"]],
            "birth_day": [_part(birth.day if birth else None)],
            "birth_month": [_part(birth.month if birth else None)],
            "birth_year": [_part(birth.year if birth else None)],
            "contact": [texts["contact"]],
            "narrative": [texts["narrative"]],
        },
    }


def _columns_in(draft: Draft) -> list[str]:
    """The sealed columns of which the draft holds a text, as `reveal` would name them."""
    typed = {name for fields in draft.values() for name, texts in fields.items() if any(texts)}
    typed |= {name.partition("_")[0] for name in typed if name.startswith("birth_")}
    return [column for column in _SHOWN if column in typed]


def _part(number: int | None) -> str:
    return "" if number is None else str(number)


def _shown(column: str, text: str) -> Cell:
    if column == "birth" and text:
        return PartialDate.parse(text)
    return text or None
