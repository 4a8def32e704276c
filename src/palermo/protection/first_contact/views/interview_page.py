"""What the page about speaking with a person shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Choice, Text
from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.codes.arrival import GenderWish
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.views.common import breadcrumbs
from palermo.protection.cases.words import LANGUAGES, NEED_KINDS
from palermo.protection.cases.words.arrival import CAME_BY, GENDER_WISHES, REFERRER_KINDS, ROUTES
from palermo.protection.first_contact.codes import ConflictCheck, DeclinedThing, Interview
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.queries.arrival import Arrival
from palermo.protection.first_contact.queries.contact import InterviewFile
from palermo.protection.first_contact.rights import find_card
from palermo.protection.first_contact.words import (
    CONFLICT_CHECKS,
    DECLINED,
    INDEPENDENT,
    INFORMATION_FORMS,
    INTERVIEWS,
    LANGUAGE_NOT_KEPT,
    PRESENCES,
    UNDERSTOOD,
)
from palermo.trust.actor import Actor
from palermo.trust.shown import state_shown
from palermo.trust.vault.vault import holds_text

DONE: dict[str, Text] = {
    "came": gettext_lazy("How your office came to know the person is recorded."),
    "wishes": gettext_lazy("The wishes are recorded."),
    "declined": gettext_lazy("It is recorded. Help goes on as before."),
    "wanted": gettext_lazy("It is recorded that the person wants it after all."),
    "interpreter": gettext_lazy("The interpreter is recorded. Check for a conflict of interest next."),
    "checked": gettext_lazy("The check is recorded."),
    "another": gettext_lazy("It is recorded that the person wants another interpreter. It waits on Today."),
    "information": gettext_lazy("It is recorded what the person was told."),
    "interview": gettext_lazy("It is recorded."),
    "out": gettext_lazy("The person no longer belongs to the event."),
}
"""What was just done, by the code in the address."""
_SPOKEN = {GenderWish.WOMAN, GenderWish.MAN, GenderWish.EITHER}


def interview_link(case: Case) -> Link:
    """The page about speaking with the person."""
    return Link(_("Speaking with the person"), reverse("protection:talk", args=[case.pk]))


def interview_context(actor: Actor, case: Case, talk: InterviewFile) -> dict[str, Any]:
    """Values of the page."""
    erased = case.person.erased_at is not None
    may_write = case.state == CaseState.OPEN and not erased
    return {
        "case": case,
        "trail": breadcrumbs(case),
        "may_write": may_write,
        "coming": arrival_facts(talk.coming),
        "wishes": [
            Fact(_("Who should speak with the person"), GENDER_WISHES[talk.coming.interviewer_wish]),
            Fact(_("Who should interpret"), GENDER_WISHES[talk.coming.interpreter_wish]),
        ],
        "declines": [
            (row, declined_text(row.thing, row.service), local_day(row.created_at)) for row in talk.declines
        ],
        "interpreters": _interpreters(talk, may_write=may_write),
        "information": _information(talk),
        "met_at": talk.met_at,
        "interview": INTERVIEWS[talk.met_at.interview] if talk.met_at else None,
        "interview_shown": state_shown(actor, talk.met_at.interview, of="interview", object_id=case.pk)
        if talk.met_at
        else "",
        "interview_waits": talk.met_at is not None and talk.met_at.interview == Interview.WAITING,
    }


def arrival_facts(row: FirstContact) -> list[Fact]:
    """How this office came to know the person, line by line."""
    facts = [
        Fact(_("How your office came to know the person"), CAME_BY[row.came_by]),
        Fact(_("Route"), ROUTES[row.route]),
        Fact(_("First contact"), PartialDate.parse(row.came_on)),
    ]
    told = referrer_text(row.referrer.name if row.referrer else "", row.referrer_kind)
    return [*facts, Fact(_("Who told your office"), told)] if told else facts


def referrer_text(office: str, kind: str) -> str:
    """The office that told this one by its name, or the kind of office; "" where nobody did."""
    return office or (str(REFERRER_KINDS[kind]) if kind else "")


def declined_text(thing: str, service: str) -> str:
    """What was declined, a service by its kind."""
    if thing == DeclinedThing.SERVICE:
        return str(NEED_KINDS.get(service, service))
    return str(DECLINED[thing])


def before_speaking(coming: Arrival) -> list[Fact]:
    """What the case's page says of speaking with the person: wishes and noes."""
    facts = []
    if coming.interviewer_wish in _SPOKEN:
        facts.append(Fact(_("Wishes to speak with"), GENDER_WISHES[coming.interviewer_wish]))
    if coming.interpreter_wish in _SPOKEN:
        facts.append(Fact(_("Wishes as interpreter"), GENDER_WISHES[coming.interpreter_wish]))
    noes: list[Cell] = [declined_text(thing, service) for thing, service in coming.not_wanted]
    return [*facts, Fact(_("Does not want"), noes)] if noes else facts


def interpreter_choices(rows: Iterable[Interpreting]) -> list[Choice]:
    """Interpreters of a case to choose from, by code and language."""
    return [(str(row.pk), f"{row.code} · {language_text(row.language)}") for row in rows]


def language_text(code: str) -> str:
    """A language in words, or that it is not kept."""
    return str(LANGUAGES.get(code) or LANGUAGE_NOT_KEPT.get(code, code))


def _interpreters(talk: InterviewFile, *, may_write: bool) -> Table:
    return Table(
        caption=_("Interpreters"),
        columns=[
            Column(_("Code")),
            Column(_("Language")),
            Column(_("There")),
            Column(_("Independent")),
            Column(_("Conflict of interest")),
        ],
        rows=[_interpreter(row, talk, may_write=may_write) for row in talk.interpreters],
        empty=_(
            "Interpreters who work here stand here by code. They have no account and no name in Palermo."
        ),
    )


def _interpreter(row: Interpreting, talk: InterviewFile, *, may_write: bool) -> list[Cell]:
    check: list[Cell] = [CONFLICT_CHECKS[row.check_result]]
    if row.check_result != ConflictCheck.NOT_CHECKED and row.checked_at is not None:
        by = talk.names.get(row.checked_by_id, "") if row.checked_by_id else ""
        check.append(
            f"{by}, {day_text(local_day(row.checked_at))}" if by else day_text(local_day(row.checked_at))
        )
    if row.another_wanted_at is not None:
        check.append(_("The person wants another one"))
    url = reverse("protection:interpreter", args=[row.case_id, row.pk])
    code: Cell = row.code or _("Not kept: erased")
    return [
        Link(row.code, url) if may_write and row.code else code,
        language_text(row.language),
        PRESENCES[row.presence],
        INDEPENDENT[row.independent],
        check,
    ]


def _information(talk: InterviewFile) -> Table:
    return Table(
        caption=_("Information given"),
        columns=[
            Column(_("When")),
            Column(_("Card")),
            Column(_("How")),
            Column(_("Understood")),
            Column(_("By")),
        ],
        rows=[_given(row, talk) for row in talk.information],
        empty=_("Which card the person was given, in which language, and what was understood stands here."),
    )


def _given(row: Information, talk: InterviewFile) -> list[Cell]:
    card = find_card(row.language, row.version)
    text = _("%(language)s, version %(number)s") % {
        "language": language_text(row.language),
        "number": row.version,
    }
    understood: list[Cell] = [UNDERSTOOD[row.understood]]
    if holds_text(row, "words"):
        url = reverse("protection:words", args=[row.case_id, row.pk])
        understood.append(Link(_("Read the words"), url))
    how: list[Cell] = [INFORMATION_FORMS[row.form]]
    if row.interpreting is not None and row.interpreting.code:
        how.append(_("with the interpreter %(code)s") % {"code": row.interpreting.code})
    return [
        PartialDate.parse(row.given_on),
        Link(text, reverse("rights:version", args=[row.language, row.version])) if card else text,
        how,
        understood,
        talk.names.get(row.given_by_id, ""),
    ]
