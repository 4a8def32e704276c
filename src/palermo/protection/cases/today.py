"""Cases on Today: what is needed tonight, and cases nobody works on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import State, Tone
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES, CaseAction, open_assignments
from palermo.protection.cases.words import TROUBLE
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.today import TodayItem, Waiting

MOST = 20
TONIGHT = 3
CASES_KIND = gettext_lazy("Cases")


def needs_due_tonight(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Open cases the actor works on in which something is needed tonight and not met."""
    if not isinstance(actor, Staff) or not CASES.may(actor, CaseAction.RECORD_NEED):
        return
    rows = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN, trouble=TONIGHT))
    tonight = TROUBLE[TONIGHT]
    yield Waiting(
        rows.order_by("-trouble", "-id")[:MOST],
        lambda found: (
            _case_item(case, title=_("Needed tonight: %(code)s"), state=tonight) for case in found
        ),
    )


def _case_item(case: Case, *, title: str, state: State) -> TodayItem:
    return TodayItem(
        title=title % {"code": case.code},
        url=reverse("protection:case", args=[case.pk]),
        kind=CASES_KIND,
        state=state,
    )


def cases_nobody_works_on(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Open cases without a colleague, for the coordinator."""
    if not isinstance(actor, Staff) or not actor.has(Role.COORDINATOR):
        return
    working = open_assignments(CaseAssignment.objects.filter(case_id=OuterRef("pk")))
    rows = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN)).filter(~Exists(working))
    unassigned = State(_("Nobody works on it"), Tone.ATTENTION)
    yield Waiting(
        rows.order_by("-trouble", "-id")[:MOST],
        lambda found: (
            _case_item(case, title=_("Assign the case %(code)s"), state=unassigned) for case in found
        ),
    )
