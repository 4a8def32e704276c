"""What identification puts on Today: clocks that run out, decisions that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import State, Tone
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.queries.clocks import clocks_in_sight
from palermo.protection.cases.words.clocks import LATE, clock_state
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import cases_to_decide
from palermo.trust.actor import Actor
from palermo.trust.today import TodayItem, Waiting

NOTICE = timedelta(days=7)
"""How long before its time a clock is shown."""

MOST = 20
CLOCKS_KIND = gettext_lazy("Time limits")
DECISIONS_KIND = gettext_lazy("Decisions")


_TITLES = {
    ClockKind.REFLECTION.value: gettext_lazy("Recovery and reflection ends: %(code)s"),
    ClockKind.GUARDIAN.value: gettext_lazy("Guardian awaited: %(code)s"),
}


def clocks_running(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Periods of reflection and awaited guardians due within a week, or overdue, in the actor's cases.

    A decision that is due stands among the decisions.
    """
    if not IDENTIFICATION.may(actor, IdentificationAction.REFLECT):
        return
    rows = clocks_in_sight(actor, before=now + NOTICE).filter(kind__in=list(_TITLES))
    yield Waiting(rows[:MOST], lambda found: (_clock(row, now) for row in found if not row.is_paused))


def _clock(row: Any, now: datetime) -> TodayItem:
    page = "child" if row.kind == ClockKind.GUARDIAN else "identification"
    return TodayItem(
        title=_TITLES[row.kind] % {"code": row.code},
        url=reverse(f"protection:{page}", args=[row.object_id]),
        kind=CLOCKS_KIND,
        state=clock_state(row, now=now),
        due=row.due_at,
    )


def decisions_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Cases in which the actor has to decide."""
    if not IDENTIFICATION.may(actor, IdentificationAction.DECIDE):
        return
    rows = cases_to_decide(actor).order_by("-id")[:MOST]
    yield Waiting(rows, lambda found: (_decision(case, now) for case in found))


def _decision(case: Any, now: datetime) -> TodayItem:
    title = _("Look at the decision again: %(code)s") if case.asked_again else _("Decide: %(code)s")
    return TodayItem(
        title=title % {"code": case.code},
        url=reverse("protection:identification", args=[case.pk]),
        kind=DECISIONS_KIND,
        state=LATE if case.due_at and case.due_at < now else State(_("Waits for you"), Tone.SEA),
        due=case.due_at,
    )
