"""Children on Today: those for whom something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import State, Tone
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.child_file import children_in_sight
from palermo.trust.actor import Actor
from palermo.trust.today import TodayItem, Waiting

MOST = 20
CHILDREN_KIND = gettext_lazy("Children")


def children_waiting(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Children for whom nobody asked for a guardian, and ages in doubt that wait for a second person."""
    may_ask = CHILDREN.may(actor, ChildAction.CARE_FOR_CHILD).allowed
    may_answer = CHILDREN.may(actor, ChildAction.DECIDE_AGE).allowed
    if not may_ask and not may_answer:
        return
    yield Waiting(
        children_in_sight(actor)[:MOST],
        lambda found: (
            item for case in found for item in _child(case, may_ask=may_ask, may_answer=may_answer)
        ),
    )


def _child(case: Any, *, may_ask: bool, may_answer: bool) -> Iterator[TodayItem]:
    if may_ask and case.unasked:
        yield TodayItem(
            title=_("Ask for a guardian: %(code)s") % {"code": case.code},
            url=reverse("protection:child", args=[case.pk]),
            kind=CHILDREN_KIND,
            state=State(_("No guardian"), Tone.ATTENTION),
        )
    if may_answer and case.proposal_id:
        yield TodayItem(
            title=_("Answer about an age in doubt: %(code)s") % {"code": case.code},
            url=reverse("protection:age_answer", args=[case.pk, case.proposal_id]),
            kind=CHILDREN_KIND,
            state=State(_("Needs a second person"), Tone.ATTENTION),
        )
