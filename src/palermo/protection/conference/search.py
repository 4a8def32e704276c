"""What a search over all rooms finds of conferences: by the code that every office at the table says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column, Known
from palermo.protection.cases.queries.meant import meant_cases
from palermo.protection.conference.policies import (
    CONFERENCES,
    SEATS,
    ConferenceAction,
    SeatAction,
)
from palermo.protection.conference.queries import conferences, seats
from palermo.protection.conference.words import STATES
from palermo.trust.actor import Actor, Staff
from palermo.trust.search import MOST, Group, Hit, Looked, Part, Question, shown

_OWN = gettext_lazy("Conferences")
_SEATS = gettext_lazy("Conferences of other offices")


def _own(actor: Actor, question: Question) -> Iterator[Looked]:
    meant = meant_cases(actor, question)
    if not question.codes and not meant:
        return
    rows = conferences(actor).filter(Q(code__in=question.codes) | Q(case_id__in=meant))

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_OWN,
            columns=[
                Column(_("Conference")),
                Column(_("Code")),
                Column(_("File")),
                Column(_("State")),
                Column(_("Day")),
            ],
            hits=[
                Hit(
                    title=_("Conference"),
                    url=reverse("protection:conference", args=[row.pk]),
                    code=row.code,
                    cells=[Known(row.case_word, row.case_code), STATES[row.state], row.day],
                    whole=row.code in question.codes,
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(rows[: MOST + 1], group)


def _seats(actor: Actor, question: Question) -> Iterator[Looked]:
    if not question.codes:
        return

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_SEATS,
            columns=[Column(_("Called by")), Column(_("Code")), Column(_("State")), Column(_("Day"))],
            hits=[
                Hit(
                    title=row.office,
                    url=reverse("protection:seat", args=[row.pk]),
                    code=row.code,
                    cells=[STATES[row.state], row.day],
                    whole=True,
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(seats(actor).filter(code__in=question.codes)[: MOST + 1], group)


CALLED_HERE = Part(
    name="protection.conferences",
    label=_OWN,
    place=32,
    open_to=lambda actor: isinstance(actor, Staff) and bool(CONFERENCES.may(actor, ConferenceAction.SEE)),
    answer=_own,
)
CALLED_ELSEWHERE = Part(
    name="protection.seats",
    label=_SEATS,
    place=34,
    open_to=lambda actor: isinstance(actor, Staff) and bool(SEATS.may(actor, SeatAction.SEE)),
    answer=_seats,
)
