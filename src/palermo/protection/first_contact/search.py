"""What a search over all rooms finds of events and interpreters: both have codes that colleagues say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column, Known
from palermo.kit.languages import LANGUAGES
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.first_contact.models.events import Event
from palermo.protection.first_contact.models.information import Interpreting
from palermo.protection.first_contact.policies import EVENTS, EventAction
from palermo.protection.first_contact.words import SECTORS, ZONES
from palermo.trust.actor import Actor, Staff
from palermo.trust.search import MOST, Group, Hit, Looked, Part, Question, shown

_EVENTS = gettext_lazy("Events")
_INTERPRETERS = gettext_lazy("Interpreters")


def _sees_events(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(EVENTS.may(actor, EventAction.SEE))


def _speaks(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(CASES.may(actor, CaseAction.IDENTIFY))


def _events(actor: Actor, question: Question) -> Iterator[Looked]:
    if not question.codes:
        return

    def group(found: Sequence[Event]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_EVENTS,
            columns=[Column(_("Event")), Column(_("Code")), Column(_("Month")), Column(_("Work there"))],
            hits=[
                Hit(
                    title=ZONES[row.zone],
                    url=reverse("protection:event", args=[row.pk]),
                    code=row.code,
                    cells=[PartialDate.parse(row.month), SECTORS[row.sector]],
                    whole=True,
                )
                for row in rows
            ],
            more=more,
        )

    rows = EVENTS.visible(actor, Event.objects.filter(code__in=question.codes)).defer("note")
    yield Looked(rows.order_by("-id")[: MOST + 1], group)


def _interpreters(actor: Actor, question: Question) -> Iterator[Looked]:
    """The cases that the actor may see in which an interpreter of this code works, or worked."""
    if not question.codes:
        return
    case = Case.objects.filter(organisation_id=OuterRef("organisation_id"), pk=OuterRef("case_id"))
    rows = Interpreting.objects.filter(
        organisation_id=actor.organisation_id,
        code__in=question.codes,
        case__in=CASES.visible(actor, Case.objects.all()),
    ).annotate(case_code=Subquery(case.values("code")[:1]), case_word=Subquery(case.values("known_as")[:1]))

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_INTERPRETERS,
            columns=[Column(_("Interpreter")), Column(_("Code")), Column(_("File"))],
            hits=[
                Hit(
                    title=LANGUAGES.get(row.language, row.language),
                    url=reverse("protection:talk", args=[row.case_id]),
                    code=row.code,
                    cells=[Known(row.case_word, row.case_code)],
                    whole=True,
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(rows.order_by("-id")[: MOST + 1], group)


EVENTS_FOUND = Part(name="protection.events", label=_EVENTS, place=60, open_to=_sees_events, answer=_events)
INTERPRETERS_FOUND = Part(
    name="protection.interpreters", label=_INTERPRETERS, place=65, open_to=_speaks, answer=_interpreters
)
