"""What identification puts on Today: clocks that run out, decisions that wait, children without a guardian."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.desk.today import TodayItem
from palermo.kit.pieces import State, Tone
from palermo.protection.codes.identification import ClockKind
from palermo.protection.policies.identification import IDENTIFICATION
from palermo.protection.queries.identification import (
    children_in_sight,
    clocks_in_sight,
    waiting_cases,
)
from palermo.protection.words.identification import LATE, clock_state
from palermo.trust.actor import Actor

NOTICE = timedelta(days=7)
"""How long before its time a clock is shown."""

MOST = 20
CLOCKS_KIND = gettext_lazy("Time limits")
DECISIONS_KIND = gettext_lazy("Decisions")
CHILDREN_KIND = gettext_lazy("Children")
_TITLES = {
    ClockKind.REFLECTION.value: gettext_lazy("Recovery and reflection ends: %(code)s"),
    ClockKind.GUARDIAN.value: gettext_lazy("Guardian awaited: %(code)s"),
}


def clocks_running(actor: Actor, now: datetime) -> Iterator[TodayItem]:
    """Periods of reflection and awaited guardians due within a week, or overdue, in the actor's cases.

    A decision that is due stands among the decisions.
    """
    if not IDENTIFICATION.may(actor, "reflect"):
        return
    for row in clocks_in_sight(actor, before=now + NOTICE):
        if row.kind not in _TITLES:
            continue
        page = "child" if row.kind == ClockKind.GUARDIAN else "identification"
        yield TodayItem(
            title=_TITLES[row.kind] % {"code": row.code},  # type: ignore[attr-defined]
            url=reverse(f"protection:{page}", args=[row.object_id]),
            kind=CLOCKS_KIND,
            state=clock_state(row, now=now),
            due=row.due_at,
        )


def decisions_waiting(actor: Actor, now: datetime) -> Iterator[TodayItem]:
    """Cases in which the actor has to decide."""
    if not IDENTIFICATION.may(actor, "decide"):
        return
    for case in waiting_cases(actor, size=MOST).rows:
        due = case.due_at  # type: ignore[attr-defined]
        again = case.asked_again  # type: ignore[attr-defined]
        title = _("Look at the decision again: %(code)s") if again else _("Decide: %(code)s")
        yield TodayItem(
            title=title % {"code": case.code},
            url=reverse("protection:identification", args=[case.pk]),
            kind=DECISIONS_KIND,
            state=LATE if due and due < now else State(_("Waits for you"), Tone.SEA),
            due=due,
        )


def children_waiting(actor: Actor, now: datetime) -> Iterator[TodayItem]:  # noqa: ARG001 - one shape for all
    """Children for whom nobody asked for a guardian, and ages in doubt that wait for a second person."""
    may_ask, may_answer = (bool(IDENTIFICATION.may(actor, act)) for act in ("care_for_child", "decide_age"))
    if not may_ask and not may_answer:
        return
    for case in children_in_sight(actor)[:MOST]:
        if may_ask and case.unasked:  # type: ignore[attr-defined]
            yield TodayItem(
                title=_("Ask for a guardian: %(code)s") % {"code": case.code},
                url=reverse("protection:child", args=[case.pk]),
                kind=CHILDREN_KIND,
                state=State(_("No guardian"), Tone.ATTENTION),
            )
        if may_answer and case.proposal_id:  # type: ignore[attr-defined]
            yield TodayItem(
                title=_("Answer about an age in doubt: %(code)s") % {"code": case.code},
                url=reverse("protection:age_answer", args=[case.pk, case.proposal_id]),  # type: ignore[attr-defined]
                kind=CHILDREN_KIND,
                state=State(_("Needs a second person"), Tone.ATTENTION),
            )
