"""What a search over all rooms finds of decisions: cases that wait for one, by the code of the case or the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column, Known
from palermo.protection.cases.queries.meant import meant_cases
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import cases_to_decide
from palermo.trust.actor import Actor, Staff
from palermo.trust.search import MOST, Group, Hit, Looked, Part, Question, shown

_HEADING = gettext_lazy("Decisions")


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(IDENTIFICATION.may(actor, IdentificationAction.SEE))


def _answer(actor: Actor, question: Question) -> Iterator[Looked]:
    meant = meant_cases(actor, question)
    if not meant:
        return

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_HEADING,
            columns=[Column(_("Decision")), Column(_("File")), Column(_("Due"))],
            hits=[
                Hit(
                    title=_("Asked again") if row.asked_again else _("To decide"),
                    url=reverse("protection:identification", args=[row.pk]),
                    cells=[Known(row.known_as, row.code), row.due_at],
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(cases_to_decide(actor).filter(pk__in=meant).order_by("-id")[: MOST + 1], group)


DECISIONS = Part(name="protection.decisions", label=_HEADING, place=40, open_to=_open_to, answer=_answer)
