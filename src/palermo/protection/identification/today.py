"""What identification puts on Today: clocks that run out, decisions that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.layout import Link
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.queries.clocks import clocks_in_sight
from palermo.protection.cases.words.clocks import OVER
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import decisions_due
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting

NOTICE = timedelta(days=7)
"""How long before its time a clock is shown."""
AHEAD, FEW = timedelta(days=30), 5
"""How long before its time it stands among the days ahead, and how many of them do."""

_GOES_ON = Q(paused=[]) | ~Q(**{"paused__-1__1": None})
"""A clock that was never paused, or whose last pause ended: that pause has no end while it lasts."""
_TITLES = {
    ClockKind.REFLECTION.value: gettext_lazy("Recovery and reflection ends"),
    ClockKind.GUARDIAN.value: gettext_lazy("Guardian awaited"),
}


def clocks_running(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Periods of reflection and awaited guardians due within a week, or overdue, in the actor's cases.

    A decision that is due stands among the decisions.
    """
    if not IDENTIFICATION.may(actor, IdentificationAction.REFLECT):
        return
    yield Waiting(
        _clocks(actor, now + NOTICE),
        lambda found: (_clock(row, now) for row in found),
        kind="clock",
        **of_cases(actor, "object_id"),
    )


def clocks_ahead(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """The next of them that are due later, for the days ahead."""
    if not IDENTIFICATION.may(actor, IdentificationAction.REFLECT):
        return
    yield Waiting(
        _clocks(actor, now + AHEAD).filter(due_at__gte=now + NOTICE),
        lambda found: (_clock(row, now) for row in found),
        ahead=True,
        most=FEW,
        **of_cases(actor, "object_id"),
    )


def _clocks(actor: Actor, before: datetime) -> QuerySet[Any]:
    return clocks_in_sight(actor, before=before).filter(_GOES_ON, kind__in=list(_TITLES))


def _clock(row: Any, now: datetime) -> TodayItem:
    page = "child" if row.kind == ClockKind.GUARDIAN else "identification"
    # Of a period of reflection nothing is overdue: somebody ends it or gives more time.
    over = row.kind == ClockKind.REFLECTION and row.due_at < now
    return TodayItem(
        title=_TITLES[row.kind],
        url=reverse(f"protection:{page}", args=[row.object_id]),
        subject=row.pk,
        since=row.started_at,
        due=None if over else row.due_at,
        end=OVER.label if over else "",
        file=row.object_id,
    )


def decisions_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Cases in which the actor has to decide."""
    if not IDENTIFICATION.may(actor, IdentificationAction.DECIDE):
        return
    yield Waiting(
        decisions_due(actor),
        lambda found: map(_decision, found),
        kind="decision",
        waits=True,
        **of_cases(actor, "object_id"),
        all_of_it=Link(_("All decisions that wait"), reverse("protection:decisions")),
    )


def _decision(row: Any) -> TodayItem:
    return TodayItem(
        title=_("Look at the decision again")
        if row.asked_again
        else _("Decide whether the person is a victim"),
        url=reverse("protection:identification", args=[row.object_id]),
        group=Group.CAME_IN,
        subject=row.pk,
        since=row.started_at,
        due=row.due_at,
        file=row.object_id,
    )
