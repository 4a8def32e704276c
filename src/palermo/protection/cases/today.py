"""Cases nobody works on, and whose they were, on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Link
from palermo.protection.cases.assignments import open_assignments
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.lines import of_cases
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.policies import CASES
from palermo.protection.cases.queries.cases import NOBODY
from palermo.protection.cases.queries.leaving import left_behind
from palermo.protection.cases.words import TROUBLE
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.today import TodayItem, View, Waiting


def cases_nobody_works_on(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """Open cases without a colleague, for the coordinator.

    Where another line says already that nobody has the case, there is no line more.
    """
    if not isinstance(actor, Staff) or not actor.has(Role.COORDINATOR):
        return
    working = open_assignments(
        CaseAssignment.objects.filter(organisation_id=actor.organisation_id, case_id=OuterRef("pk"))
    )
    rows = CASES.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    rows = rows.filter(~Exists(working)).defer("narrative")
    yield Waiting(
        rows.order_by("-trouble", "-id"),
        lambda found: map(_unassigned, found),
        kind="case_unassigned",
        **of_cases(actor, "pk"),
        all_of_it=Link(
            _("All cases that nobody works on"), f"{reverse('protection:cases')}?assigned={NOBODY}"
        ),
    )


def _unassigned(case: Any) -> TodayItem:
    return TodayItem(
        title=_("Assign the case"),
        url=reverse("protection:case", args=[case.pk]),
        subject=case.pk,
        since=case.created_at,
        file=case.pk,
        facts=(TROUBLE[case.trouble].label,),
        unless_said=True,
    )


def cases_left_behind(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """For the coordinator: former colleagues in whose name open cases still are, with how many."""
    if not isinstance(actor, Staff) or not actor.has(Role.COORDINATOR):
        return
    yield Waiting(
        left_behind(actor),
        lambda found: map(_left, found),
        kind="left_behind",
        narrow=lambda rows, view: rows if view is View.NOBODY else rows.none(),
    )


def _left(user: Any) -> TodayItem:
    return TodayItem(
        title=_("Hand over what %(name)s left") % {"name": user.full_name or user.email},
        url=reverse("people:open_work", args=[user.pk]),
        subject=user.pk,
        whose=(),
        count=user.number,
    )
